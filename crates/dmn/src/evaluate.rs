//! Running decisions and services.
use std::{borrow::Cow, sync::Arc};

use feel::{Context, Env, Span, Value, WarningCode};

use crate::{
    compiled::{Compiled, Slot, UnitForm},
    source::Place,
};

/// What came of an evaluation. Faults are null with a warning.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    pub value: Value,
    pub warnings: Vec<Warning>,
    /// In the order in which the tables were evaluated.
    pub fired: Vec<Fired>,
    /// Why parts that were asked for cannot be run at all: those are errors of the model,
    /// which [`Compiled::findings`] tells too.
    pub broken: Vec<String>,
}

/// Why some part of a decision gave null.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    pub code: WarningCode,
    /// In English, for logs and programs.
    pub message: Cow<'static, str>,
    /// The id of the element, or of the nearest one around it that has an id.
    pub element: Option<Arc<str>>,
    pub place: Place,
}

/// The rules of a table that made its value; none when none matched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fired {
    /// The id of the table, when it has one.
    pub table: Option<Arc<str>>,
    pub rules: Vec<FiredRule>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FiredRule {
    /// The place of the rule in its table, beginning with 1.
    pub number: usize,
    pub id: Option<Arc<str>>,
}

impl Compiled {
    /// Evaluates the decision of that name or id; none when there is none.
    ///
    /// Each decision it requires is evaluated once. An input that is not given is null; one of
    /// an imported model goes by its bare name, or within a context by the import's name.
    /// All together keep within the budget of `env`.
    pub fn decide(&self, decision: &str, inputs: &Context, env: &Env) -> Option<Outcome> {
        self.decisions.get(decision).map(|unit| self.run(*unit, inputs, env))
    }

    /// Evaluates the decision service of that name or id; none when there is none.
    ///
    /// Its input data and input decisions are given by name. Of several output decisions
    /// the value is a context by their names.
    pub fn serve(&self, service: &str, inputs: &Context, env: &Env) -> Option<Outcome> {
        self.services.get(service).map(|unit| self.run(*unit, inputs, env))
    }

    fn run(&self, unit: usize, inputs: &Context, env: &Env) -> Outcome {
        let mut outcome = Outcome::default();
        let mut env = env.clone();
        let mut values: Vec<Option<Value>> = vec![None; self.units.len()];
        for number in self.order(unit) {
            values[*number] = Some(self.step(*number, &values, inputs, &mut env, &mut outcome));
        }
        outcome.value = values[unit].take().unwrap_or_default();
        outcome
    }

    fn step(
        &self,
        number: usize,
        values: &[Option<Value>],
        inputs: &Context,
        env: &mut Env,
        outcome: &mut Outcome,
    ) -> Value {
        let known = |unit: usize| values[unit].clone().unwrap_or_default();
        let given = |name: &str| inputs.get(name).cloned().unwrap_or_default();
        let unit = &self.units[number];
        let (scope, program): (Vec<Value>, _) = match &unit.form {
            UnitForm::Input { program, path } => {
                let own = qualified(inputs, path, &unit.name).unwrap_or_else(|| given(&unit.name));
                (vec![own], program)
            }
            UnitForm::Logic { scope, program } => {
                let scope = scope.iter().map(|slot| match slot {
                    Slot::Unit(unit) => known(*unit),
                    Slot::Import(units) => {
                        Value::context(units.iter().map(|(name, unit)| (name.clone(), known(*unit))))
                    }
                    Slot::Given(name) => given(name),
                });
                (scope.collect(), program)
            }
        };
        let evaluation = program.evaluate(&scope, env);
        env.budget = evaluation.left;
        for note in &evaluation.notes {
            match note {
                // A table notes its rules, a broken part its reason.
                Value::Text(reason) => outcome.broken.push(reason.to_string()),
                rules => outcome.fired.extend(self.fired(rules)),
            }
        }
        for warning in evaluation.outcome.warnings {
            outcome.warnings.push(self.warning(warning));
        }
        evaluation.outcome.value
    }

    fn warning(&self, warning: feel::Warning) -> Warning {
        let known = warning.span != Span::NONE;
        Warning {
            code: warning.code,
            message: warning.message,
            element: if known { self.sources.element(warning.span) } else { None },
            place: if known { self.sources.place(warning.span) } else { Place::default() },
        }
    }

    fn fired(&self, note: &Value) -> Option<Fired> {
        let mut numbers = note.as_list()?.iter().filter_map(|number| number.as_number()?.to_i64());
        let table = self.tables.get(usize::try_from(numbers.next()?).ok()?)?;
        let rules = numbers
            .filter_map(|number| usize::try_from(number).ok())
            .map(|number| FiredRule { number: number + 1, id: table.rules.get(number).cloned().flatten() });
        Some(Fired { table: table.id.clone(), rules: rules.collect() })
    }
}

/// An input of an imported model, given as `{import: {name: value}}`: where two models have
/// an input of the same name, this tells them apart.
fn qualified(inputs: &Context, path: &[Arc<str>], name: &str) -> Option<Value> {
    let (first, rest) = path.split_first()?;
    let mut within = inputs.get(first)?.as_context()?;
    for import in rest {
        within = within.get(import)?.as_context()?;
    }
    within.get(name).cloned()
}
