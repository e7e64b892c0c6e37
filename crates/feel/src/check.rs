//! From tree to program: names become places, mistakes become findings, types are told.
mod call;
mod forms;
mod operator;
mod scope;

use std::{collections::BTreeSet, sync::Arc};

use scope::Frame;

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Span},
    expr::{Expr, ExprKind},
    program::{Compiled, Node, NodeKind, Path, Program, Step},
    schema::{Schema, Strictness},
    types::Type,
    value::Value,
};

/// Compiles an expression against the slots and types of a schema.
///
/// # Errors
/// All findings with their places: unknown names with the name that was probably meant,
/// calls with the wrong arguments, operations no value of these types can do.
/// A lenient schema leaves them to evaluation, where they are null with a warning.
pub fn compile(expr: &Expr, schema: &Schema) -> Result<Program, Diagnostics> {
    let mut checker =
        Checker { schema, frames: vec![Frame::default()], reads: BTreeSet::new(), findings: Vec::new(), depth: 0 };
    let (root, result) = checker.check(expr);
    let mut findings = checker.findings;
    if !findings.is_empty() {
        findings.sort_by_key(|finding| finding.span);
        return Err(Diagnostics(findings));
    }
    let locals = checker.frames[0].size;
    let reads = checker.reads.into_iter().collect();
    Ok(Program(Arc::new(Compiled { root, locals, result, reads })))
}

/// How deep trees built by hand may be; the parser's are never so deep.
const MAX_DEPTH: u32 = 160;

pub(super) struct Checker<'a> {
    schema: &'a Schema,
    /// The function being checked, and those around it.
    frames: Vec<Frame>,
    reads: BTreeSet<Path>,
    findings: Vec<Diagnostic>,
    depth: u32,
}

/// A node and the type of what it gives.
type Typed = (Node, Type);

impl Checker<'_> {
    fn is_strict(&self) -> bool {
        self.schema.strictness() == Strictness::Strict
    }

    fn report(&mut self, finding: Diagnostic) {
        self.findings.push(finding);
    }

    /// Reports what is a mistake only where mistakes are not left to evaluation.
    fn complain(&mut self, finding: Diagnostic) {
        if self.is_strict() {
            self.report(finding);
        }
    }

    fn mismatch(&mut self, span: Span, message: String) {
        self.complain(Diagnostic::new(Code::TypeMismatch, span, message));
    }

    pub(super) fn check(&mut self, expr: &Expr) -> Typed {
        if self.depth >= MAX_DEPTH {
            self.report(Diagnostic::new(Code::TooDeep, expr.span, "this is nested too deeply"));
            return (node(NodeKind::Constant(Value::Null), expr.span), Type::Any);
        }
        self.depth += 1;
        // A chain of operators leans to the left: it is walked, not recursed into.
        let (mut chain, mut first) = (Vec::new(), expr);
        while let Some(left) = leftmost(first) {
            chain.push(first);
            first = left;
        }
        chain.reverse();
        let typed = self.check_chain(first, &chain);
        self.depth -= 1;
        typed
    }

    fn check_chain(&mut self, first: &Expr, chain: &[&Expr]) -> Typed {
        // The fields that follow a slot say how much of it is read.
        let fields = chain.iter().map_while(|link| match &link.kind {
            ExprKind::Path(_, name) => Some(name),
            _ => None,
        });
        let mut typed = match &first.kind {
            ExprKind::Name(name) => {
                if let [call, rest @ ..] = chain
                    && let ExprKind::Call(_, arguments) = &call.kind
                {
                    let called = self.call_name(name, first.span, arguments, call.span);
                    return rest.iter().fold(called, |typed, link| self.link(link, typed));
                }
                let fields: Vec<Arc<str>> = fields.cloned().collect();
                self.name(name, first.span, fields)
            }
            _ => self.head(first),
        };
        for link in chain {
            typed = self.link(link, typed);
        }
        typed
    }

    /// An expression that begins with no operand.
    fn head(&mut self, expr: &Expr) -> Typed {
        let span = expr.span;
        match &expr.kind {
            ExprKind::Literal(value) => (node(NodeKind::Constant(value.clone()), span), literal_type(value)),
            ExprKind::Negate(operand) => self.negate(operand, span),
            ExprKind::If(condition, yes, no) => self.conditional(condition, yes, no, span),
            ExprKind::For(..) | ExprKind::Some(..) | ExprKind::Every(..) => self.iteration(expr),
            ExprKind::Function(parameters, body) => self.function(parameters, body, None, span),
            ExprKind::Context(entries) => self.context(entries, span),
            ExprKind::List(items) => self.list(items, span),
            ExprKind::Range(low, high) => self.range(low, high, span),
            ExprKind::Test(op, operand) => {
                let (operand, kind) = self.check(operand);
                (node(NodeKind::Comparison(*op, Box::new(operand)), span), Type::range(kind))
            }
            ExprKind::UnaryTests(tests) => self.unary_tests(tests, span),
            _ => unreachable!("what begins with an operand is a link of a chain"),
        }
    }

    /// The next operation on what stands to the left.
    fn link(&mut self, expr: &Expr, left: Typed) -> Typed {
        let span = expr.span;
        match &expr.kind {
            ExprKind::Binary(op, _, right) => self.binary(*op, left, right, span),
            ExprKind::Between(_, low, high) => self.between(left, low, high, span),
            ExprKind::In(_, tests) => self.is_in(left, tests, span),
            ExprKind::Path(_, name) => self.field(left, name, span),
            ExprKind::Filter(_, predicate) => self.filter(left, predicate, span),
            ExprKind::Call(_, arguments) => self.call_value(left.0, arguments, span),
            ExprKind::InstanceOf(_, kind) => self.instance_of(left.0, kind, span),
            _ => left,
        }
    }

    fn field(&mut self, (of, kind): Typed, name: &Arc<str>, span: Span) -> Typed {
        let result = match &kind {
            Type::List(item) => self.field_type(item, name, span).map(Type::list),
            other => self.field_type(other, name, span),
        };
        (node(NodeKind::Field(Box::new(of), Step::new(name)), span), result.unwrap_or_default())
    }

    /// The type of a field, when it is known; a finding when there can be none.
    fn field_type(&mut self, of: &Type, name: &Arc<str>, span: Span) -> Option<Type> {
        let of = self.schema.resolve(of)?;
        let known: Vec<(&str, Type)> = match &of {
            Type::Any | Type::Null | Type::List(_) | Type::Named(_) => return None,
            Type::Context(fields) if fields.is_empty() => return None,
            Type::Context(fields) => fields.iter().map(|(name, kind)| (&**name, kind.clone())).collect(),
            Type::Range(end) => vec![
                ("start", (**end).clone()),
                ("end", (**end).clone()),
                ("start included", Type::Bool),
                ("end included", Type::Bool),
            ],
            scalar => crate::properties::names(scalar.kind()).iter().map(|name| (*name, Type::Any)).collect(),
        };
        match known.iter().find(|(field, _)| *field == &**name) {
            Some((_, kind)) => Some(kind.clone()),
            None => {
                let place = Span { start: span.end.saturating_sub(name.len() as u32), ..span };
                let finding =
                    Diagnostic::new(Code::UnknownField, place, format!("there is no `{name}` in a {}", short(&of)))
                        .with("name", &**name)
                        .suggest(name, known.iter().map(|(name, _)| *name));
                self.complain(finding);
                None
            }
        }
    }

    fn instance_of(&mut self, of: Node, kind: &Type, span: Span) -> Typed {
        let kind = match self.schema.resolve(kind) {
            Some(kind) => kind,
            None => {
                let finding = Diagnostic::new(Code::UnknownType, span, format!("there is no type `{kind}`"))
                    .with("name", kind.to_string())
                    .suggest(&kind.to_string(), self.schema.type_names());
                self.complain(finding);
                kind.clone()
            }
        };
        (node(NodeKind::InstanceOf(Box::new(of), kind), span), Type::Bool)
    }
}

fn leftmost(expr: &Expr) -> Option<&Expr> {
    match &expr.kind {
        ExprKind::Binary(_, left, _)
        | ExprKind::Between(left, ..)
        | ExprKind::In(left, _)
        | ExprKind::Path(left, _)
        | ExprKind::Filter(left, _)
        | ExprKind::Call(left, _)
        | ExprKind::InstanceOf(left, _) => Some(left),
        _ => None,
    }
}

pub(super) fn node(kind: NodeKind, span: Span) -> Node {
    Node { kind, span }
}

fn literal_type(value: &Value) -> Type {
    match value {
        Value::Null => Type::Null,
        other => other.type_of(),
    }
}

/// The type by its first word, for messages.
fn short(kind: &Type) -> String {
    kind.kind().map_or_else(|| kind.to_string(), |kind| kind.name().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse;

    fn schema() -> Schema {
        let company = Type::context([("name", Type::Text), ("employees", Type::Number)]);
        Schema::new()
            .slot("amount", Type::Number)
            .slot("stage", Type::Text)
            .slot("close_date", Type::Date)
            .slot("company", company.clone())
            .slot("lines", Type::list(Type::context([("qty", Type::Number), ("price", Type::Number)])))
    }

    fn program(text: &str) -> Program {
        compile(&parse(text, &schema().names()).unwrap(), &schema()).unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    fn findings(text: &str) -> String {
        let error = parse(text, &schema().names()).and_then(|tree| compile(&tree, &schema())).unwrap_err();
        error.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn types_are_told() {
        for (text, kind) in [
            ("amount * 2", "number"),
            ("amount > 2 and stage = \"won\"", "boolean"),
            ("company.name", "string"),
            ("lines.qty", "list<number>"),
            ("lines[qty > 1]", "list<context<qty: number, price: number>>"),
            ("for l in lines return l.qty * l.price", "list<number>"),
            ("sum(lines.qty)", "number"),
            ("close_date + @\"P1D\"", "date"),
            ("if amount > 1 then \"a\" else null", "string"),
            ("{a: 1, b: a + 1}.b", "number"),
        ] {
            assert_eq!(program(text).result_type().to_string(), kind, "{text}");
        }
    }

    #[test]
    fn what_is_read_is_known() {
        let read = |text: &str| -> Vec<String> {
            let paths = program(text);
            let names: Vec<_> = schema().slots().map(|(name, _)| name.to_string()).collect();
            paths
                .reads()
                .iter()
                .map(|path| {
                    std::iter::once(names[path.slot].as_str())
                        .chain(path.fields.iter().map(|field| &**field))
                        .collect::<Vec<_>>()
                        .join(".")
                })
                .collect()
        };
        assert_eq!(read("amount * 2 + amount"), ["amount"]);
        assert_eq!(read("company.name = stage"), ["stage", "company.name"]);
        assert_eq!(read("sum(lines.qty)"), ["lines.qty"]);
        assert_eq!(read("(function(x) x + amount)(1)"), ["amount"]);
        assert_eq!(read("lines[qty > amount]"), ["amount", "lines"]);
        assert_eq!(read("for amount in [1] return amount"), Vec::<String>::new());
    }

    #[test]
    fn mistakes_have_places_and_help() {
        insta::assert_snapshot!(findings("amout * 2"), @"`amout` is not known at 0..5: did you mean `amount`?");
        insta::assert_snapshot!(findings("company.nam + 1"), @"there is no `nam` in a context at 8..11: did you mean `name`?");
        insta::assert_snapshot!(findings("lines[qyt > 1]"), @"`qyt` is not known at 6..9: did you mean `qty`?");
        insta::assert_snapshot!(findings("uper case(stage)"), @"the expression ends before this at 5..16: did you mean `upper case`?");
        insta::assert_snapshot!(findings("substring(stage)"), @"`substring` does not take these arguments at 0..9: write `substring(string: string, start position: number, length?: number)`");
        insta::assert_snapshot!(findings("substring(string: stage, start: 1)"), @"`substring` takes no `start` at 0..9");
        insta::assert_snapshot!(findings("contains(amount, \"x\")"), @"`string` of `contains` is a string, not a number at 9..15");
        insta::assert_snapshot!(findings("stage = 5"), @"a string cannot be compared with a number at 0..9");
        insta::assert_snapshot!(findings("stage * 2 + close_date"), @"`*` does not go between a string and a number at 0..9");
        insta::assert_snapshot!(findings("if amount then 1 else 2"), @"expected a boolean, found a number at 3..9");
        insta::assert_snapshot!(findings("amount instance of tAmount"), @"there is no type `tAmount` at 0..26");
        insta::assert_snapshot!(findings("amount(1)"), @"`amount` is a number, not a function at 0..6");
    }
}
