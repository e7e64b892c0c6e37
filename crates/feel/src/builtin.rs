//! FEEL's own functions (DMN 1.5, 10.3.4), a file for each family.
//!
//! A function is a line in its family's table: its signatures as the standard writes
//! them, and what computes it. Arity and named arguments follow from the signatures.
mod args;
mod back_reference;
mod context;
mod conversion;
mod list;
mod number;
mod pattern;
mod portable;
mod range;
mod text;
mod time;

use std::{collections::HashMap, fmt, sync::LazyLock};

pub(crate) use conversion::temporal;
pub(crate) use pattern::Pattern;
pub use portable::portable_pattern;

use crate::{
    machine::{Fault, Machine},
    types::Type,
    value::{Kind, Value},
};

type Run = fn(&mut Machine<'_>, &[Value]) -> Result<Value, Fault>;

/// A line of a family's table. Several signatures are separated by `|`; an optional
/// parameter ends with `?`, one that may be repeated with `...`.
pub(super) type Entry = (&'static str, Run);

pub(crate) struct Builtin {
    pub name: &'static str,
    signatures: Vec<Signature>,
    pub run: Run,
    /// Whether a compiled pattern is worth keeping from call to call.
    pub uses_pattern: bool,
    written: &'static str,
}

#[derive(Debug)]
pub(crate) struct Signature {
    parameters: Vec<Parameter>,
    required: usize,
    variadic: bool,
    pub result: Type,
}

/// How arguments given by name are passed.
pub(crate) struct ByName {
    pub signature: &'static Signature,
    pub order: Vec<usize>,
    /// How many arguments there are then; what nobody named is null.
    pub count: usize,
    /// Whether all arguments are there that must be.
    pub is_complete: bool,
}

#[derive(Debug)]
pub(crate) struct Parameter {
    pub name: &'static str,
    pub kind: Type,
    pub position: usize,
}

static ALL: LazyLock<Vec<Builtin>> = LazyLock::new(|| {
    let families =
        [conversion::TABLE, text::TABLE, list::TABLE, number::TABLE, time::TABLE, range::TABLE, context::TABLE];
    families.into_iter().flatten().map(|(written, run)| Builtin::read(written, *run)).collect()
});

static BY_NAME: LazyLock<HashMap<&'static str, &'static Builtin>> =
    LazyLock::new(|| ALL.iter().map(|builtin| (builtin.name, builtin)).collect());

/// All functions.
pub(crate) fn all() -> impl Iterator<Item = &'static Builtin> {
    ALL.iter()
}

/// The function of that name.
pub(crate) fn find(name: &str) -> Option<&'static Builtin> {
    BY_NAME.get(name).copied()
}

impl Builtin {
    fn read(written: &'static str, run: Run) -> Builtin {
        let name = written.split('(').next().unwrap_or(written);
        let signatures = written.split(" | ").map(Signature::read).collect();
        let uses_pattern = matches!(name, "matches" | "replace" | "split");
        Builtin { name, signatures, run, uses_pattern, written }
    }

    /// The first signature that takes so many arguments.
    pub fn signature(&self, count: usize) -> Option<&Signature> {
        self.signatures.iter().find(|signature| signature.takes(count))
    }

    /// Whether any signature takes a value of this kind at this place.
    pub fn accepts(&self, count: usize, position: usize, kind: Kind) -> bool {
        self.signatures.iter().filter(|signature| signature.takes(count)).any(|signature| {
            let parameter = signature.parameters.get(position).or(signature.parameters.last());
            parameter.is_some_and(|parameter| parameter.kind.kind().is_none_or(|wanted| wanted == kind))
        })
    }

    /// The signature with these names, and where their arguments go: best one that needs
    /// no more than them.
    pub fn by_name(&'static self, names: &[&str]) -> Option<ByName> {
        let mut found = self.signatures.iter().filter_map(|signature| {
            let order = signature.order(names)?;
            let is_complete = (0..signature.required).all(|position| order.contains(&position));
            let count = order.iter().map(|position| position + 1).max().unwrap_or(0).max(signature.required);
            Some(ByName { signature, order, count, is_complete })
        });
        let first = found.next()?;
        if first.is_complete { Some(first) } else { Some(found.find(|other| other.is_complete).unwrap_or(first)) }
    }

    pub fn parameter_names(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.signatures.iter().flat_map(|signature| signature.parameters.iter().map(|parameter| parameter.name))
    }

    /// How the function is called, for messages.
    pub fn usage(&self) -> String {
        let ways = self
            .written
            .split(" | ")
            .map(|way| format!("`{}`", way.split("):").next().unwrap_or(way).to_owned() + ")"));
        ways.collect::<Vec<_>>().join(" or ")
    }
}

impl Signature {
    fn read(written: &'static str) -> Signature {
        let (_, rest) = written.split_once('(').unwrap_or((written, "): Any"));
        let (inside, result) = rest.split_once("): ").unwrap_or((rest, "Any"));
        let (mut parameters, mut required, mut variadic) = (Vec::new(), 0, false);
        for (position, parameter) in inside.split(", ").filter(|parameter| !parameter.is_empty()).enumerate() {
            let (name, kind) = parameter.split_once(": ").unwrap_or((parameter, "Any"));
            let name = match (name.strip_suffix('?'), name.strip_suffix("...")) {
                (Some(name), _) => name,
                (_, Some(name)) => {
                    variadic = true;
                    required += 1;
                    name
                }
                _ => {
                    required += 1;
                    name
                }
            };
            parameters.push(Parameter { name, kind: Type::simple(kind).unwrap_or_default(), position });
        }
        Signature { parameters, required, variadic, result: Type::simple(result).unwrap_or_default() }
    }

    fn takes(&self, count: usize) -> bool {
        count >= self.required && (self.variadic || count <= self.parameters.len())
    }

    /// The parameters in order; the last one of a variadic signature again and again.
    pub fn parameters(&self) -> impl Iterator<Item = &Parameter> {
        let more = if self.variadic { usize::MAX } else { 0 };
        let last = self.parameters.last().into_iter().cycle().take(more);
        self.parameters.iter().chain(last)
    }

    fn order(&self, names: &[&str]) -> Option<Vec<usize>> {
        let place = |name: &&str| self.parameters.iter().position(|parameter| parameter.name == *name);
        names.iter().map(place).collect()
    }

    /// Whether the arguments are of the kinds the signature names. Who calls by name has
    /// chosen the signature.
    pub fn admits(&self, arguments: &[Value]) -> bool {
        arguments.iter().zip(self.parameters()).all(|(argument, parameter)| {
            let argument = match argument {
                Value::List(items) if items.len() == 1 => &items[0],
                other => other,
            };
            let wanted = parameter.kind.kind();
            argument.is_null() || wanted.is_none_or(|wanted| wanted == argument.kind() || wanted == Kind::List)
        })
    }
}

impl fmt::Debug for Builtin {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_well_formed() {
        assert_eq!(BY_NAME.len(), ALL.len(), "two functions of one name");
        for builtin in all() {
            for signature in &builtin.signatures {
                assert!(signature.required <= signature.parameters.len(), "{}", builtin.name);
            }
            for way in builtin.written.split(" | ") {
                assert!(way.starts_with(builtin.name) && way.contains("): "), "{way}");
                let kinds = way.split([',', ')']).filter_map(|part| part.split_once(": ")).map(|(_, kind)| kind);
                for kind in kinds {
                    assert!(Type::simple(kind).is_some(), "{kind} in {way}");
                }
            }
        }
        assert_eq!(
            find("substring").unwrap().usage(),
            "`substring(string: string, start position: number, length?: number)`"
        );
    }

    /// Values at the edges of what there is.
    fn extremes() -> Vec<Value> {
        let texts = [
            "null",
            "true",
            "0",
            "-1",
            "2.5",
            "1e6144",
            "-1e-6000",
            "9223372036854775807",
            "-9223372036854775808",
            "\"\"",
            "\"é🐎\"",
            "\"(\"",
            "\"[a-z-[b]]+\"",
            "\"$1\"",
            "\"i\"",
            "\"[1..5]\"",
            "@\"-999999999-01-01\"",
            "@\"999999999-12-31\"",
            "@\"23:59:59.999999999@Europe/Kyiv\"",
            "@\"00:00:00-14:00\"",
            "@\"999999999-12-31T23:59:59Z\"",
            "@\"-999999999-01-01T00:00:00@Europe/Kyiv\"",
            "@\"2024-10-27T03:30:00@Europe/Kyiv\"",
            "@\"2024-03-31T03:30:00@Europe/Kyiv\"",
            "@\"P106751991167300DT15H30M7.999999999S\"",
            "@\"-PT0.000000001S\"",
            "@\"P768614336404564650Y7M\"",
            "-@\"P768614336404564650Y7M\"",
            "[]",
            "[null]",
            "[1, \"a\", [2]]",
            "[[[3]]]",
            "{}",
            "{key: \"a\", value: 1}",
            "[1..5]",
            "(< 5)",
            "(@\"2024-01-01\"..@\"P1D\")",
            "function(x) x",
            "function(a, b) a < b",
            "upper case",
        ];
        let env = crate::Env::new(0, jiff::tz::TimeZone::UTC);
        texts.iter().map(|text| crate::eval_text(text, &crate::Context::new(), &env).unwrap().value).collect()
    }

    #[test]
    fn no_arguments_make_a_function_panic() {
        let (values, env) = (extremes(), crate::Env::new(0, jiff::tz::TimeZone::UTC));
        let mut count = 0usize;
        for builtin in all() {
            for arity in 0..=4u32 {
                if builtin.signature(arity as usize).is_none() {
                    continue;
                }
                let combinations = values.len().pow(arity);
                // All pairs; of longer rows a sample that meets every value everywhere.
                let step = (combinations / 3001).max(1) | 1;
                for combination in (0..combinations).step_by(step) {
                    let digit = |place: u32| combination / values.len().pow(place) % values.len();
                    let arguments: Vec<Value> = (0..arity).map(|place| values[digit(place)].clone()).collect();
                    let mut machine = Machine::new(&(), &env, 0);
                    let _ = machine
                        .apply(&Value::Function(std::sync::Arc::new(crate::Function::builtin(builtin))), arguments);
                    count += 1;
                }
            }
        }
        assert!(count > 10_000);
    }

    #[test]
    fn no_operands_make_an_operator_panic() {
        let (values, env) = (extremes(), crate::Env::new(0, jiff::tz::TimeZone::UTC));
        let schema = crate::Schema::new().slot("a", Type::Any).slot("b", Type::Any);
        let texts = [
            "a + b",
            "a - b",
            "a * b",
            "a / b",
            "a ** b",
            "a = b",
            "a < b",
            "a in b",
            "a in (> b)",
            "a between b and a",
            "a and b",
            "-a",
            "a[b]",
            "[a..b]",
            "a.start",
            "a.year",
            "a.days",
            "a.months",
            "a.hour",
            "a.time offset",
            "a(b)",
            "for i in a..b return if i = a then i else null",
            "string(a)",
            "a instance of list<number>",
            "date and time(date(a), time(b))",
        ];
        let budget = crate::Budget { steps: 2000, ..crate::Budget::default() };
        let env = crate::Env { budget, ..env };
        for text in texts {
            let program = crate::compile_text(text, &schema).unwrap();
            for left in &values {
                for right in &values {
                    let value = program.eval(&[left.clone(), right.clone()], &env).value;
                    // Whatever comes out can be shown and compared.
                    assert_eq!(value.to_feel(), value.clone().to_feel());
                }
            }
        }
    }

    #[test]
    fn named_arguments_find_their_places() {
        let substring = find("substring").unwrap();
        let places =
            |names: &[&str]| substring.by_name(names).map(|found| (found.order, found.count, found.is_complete));
        assert_eq!(places(&["start position", "string"]), Some((vec![1, 0], 2, true)));
        assert_eq!(places(&["string"]), Some((vec![0], 2, false)));
        assert_eq!(places(&["string", "start"]), None);
        assert_eq!(find("date").unwrap().by_name(&["day", "month", "year"]).unwrap().order, [2, 1, 0]);
        assert!(find("max").unwrap().signature(7).is_some());
        assert!(find("not").unwrap().signature(2).is_none());
    }
}
