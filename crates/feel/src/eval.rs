//! Evaluation.
use std::{borrow::Cow, ops::Bound};

use jiff::tz::TimeZone;

use crate::{
    context::Context,
    diagnostic::{Diagnostics, Span},
    machine::Machine,
    program::{Node, NodeKind, Program},
    schema::Schema,
    value::Value,
};

/// Where a program reads its variables. A value is handed out by cloning, which is cheap.
pub trait Scope {
    /// The value of the slot with that number in the [`Schema`].
    fn slot(&self, index: usize) -> Value;
}

impl Scope for [Value] {
    fn slot(&self, index: usize) -> Value {
        self.get(index).cloned().unwrap_or_default()
    }
}

impl Scope for Vec<Value> {
    fn slot(&self, index: usize) -> Value {
        self.as_slice().slot(index)
    }
}

impl<const N: usize> Scope for [Value; N] {
    fn slot(&self, index: usize) -> Value {
        self.as_slice().slot(index)
    }
}

/// A scope without variables.
impl Scope for () {
    fn slot(&self, _: usize) -> Value {
        Value::Null
    }
}

/// What an evaluation knows of the world.
#[derive(Clone, Debug)]
pub struct Env {
    /// Microseconds since 1970-01-01T00:00:00Z: what `now()` says.
    pub now: i64,
    /// The zone of `now()`, `today()` and of times without a zone.
    pub zone: TimeZone,
    pub budget: Budget,
}

impl Env {
    pub fn new(now: i64, zone: TimeZone) -> Env {
        Env { now, zone, budget: Budget::default() }
    }
}

/// What one evaluation may use up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Parts of expressions evaluated.
    pub steps: u64,
    /// Evaluations within evaluations.
    pub depth: u32,
    /// Bytes of lists, contexts and texts made.
    pub memory: u64,
}

impl Default for Budget {
    fn default() -> Budget {
        Budget { steps: 20_000_000, depth: 300, memory: 256 << 20 }
    }
}

/// The result of an evaluation. There always is one; what went wrong is told beside it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    pub value: Value,
    pub warnings: Vec<Warning>,
}

/// Why some part of an expression gave null.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    pub code: WarningCode,
    /// In English, for logs and programs.
    pub message: Cow<'static, str>,
    pub span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WarningCode {
    NoVariableFound,
    NoFieldFound,
    NoFunctionFound,
    InvalidType,
    InvalidArgument,
    NotComparable,
    DivisionByZero,
    NumberOutOfRange,
    IndexOutOfRange,
    StepsExceeded,
    DepthExceeded,
    MemoryExceeded,
}

impl WarningCode {
    pub fn name(self) -> &'static str {
        match self {
            WarningCode::NoVariableFound => "NO_VARIABLE_FOUND",
            WarningCode::NoFieldFound => "NO_FIELD_FOUND",
            WarningCode::NoFunctionFound => "NO_FUNCTION_FOUND",
            WarningCode::InvalidType => "INVALID_TYPE",
            WarningCode::InvalidArgument => "INVALID_ARGUMENT",
            WarningCode::NotComparable => "NOT_COMPARABLE",
            WarningCode::DivisionByZero => "DIVISION_BY_ZERO",
            WarningCode::NumberOutOfRange => "NUMBER_OUT_OF_RANGE",
            WarningCode::IndexOutOfRange => "INDEX_OUT_OF_RANGE",
            WarningCode::StepsExceeded => "STEPS_EXCEEDED",
            WarningCode::DepthExceeded => "DEPTH_EXCEEDED",
            WarningCode::MemoryExceeded => "MEMORY_EXCEEDED",
        }
    }
}

impl Program {
    /// The value of the expression in this scope.
    ///
    /// Never fails and never runs away: what cannot be computed, or would exceed the
    /// budget, is null with a warning.
    pub fn eval(&self, scope: &dyn Scope, env: &Env) -> Outcome {
        let mut machine = Machine::new(scope, env, self.0.locals);
        let value = machine.eval(&self.0.root);
        machine.finish(value)
    }
}

/// An evaluation as a host sees it that runs several programs, one after the other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evaluation {
    pub outcome: Outcome,
    /// What the host's own functions noted, in order ([`crate::Host::note`]).
    pub notes: Vec<Value>,
    /// What the evaluation left of its budget.
    pub left: Budget,
}

impl Program {
    /// As [`Program::eval`], with the notes and with what is left of the budget.
    pub fn evaluate(&self, scope: &dyn Scope, env: &Env) -> Evaluation {
        let mut machine = Machine::new(scope, env, self.0.locals);
        let value = machine.eval(&self.0.root);
        machine.conclude(value)
    }
}

/// Evaluates a text over the entries of a context, leniently.
///
/// # Errors
/// When the text is no FEEL.
pub fn eval_text(text: &str, context: &Context, env: &Env) -> Result<Outcome, Diagnostics> {
    let schema = Schema::of(context);
    let program = crate::compile_text(text, &schema)?;
    let values: Vec<Value> = context.iter().map(|(_, value)| value.clone()).collect();
    Ok(program.eval(&values, env))
}

/// The value of a literal: what reads, calls and names nothing.
pub(crate) fn literal(text: &str) -> Option<Value> {
    let program = crate::compile_text(text, &Schema::new()).ok()?;
    if !is_literal(&program.0.root) {
        return None;
    }
    let outcome = program.eval(&(), &Env::new(0, TimeZone::UTC));
    outcome.warnings.is_empty().then_some(outcome.value)
}

fn is_literal(node: &Node) -> bool {
    match &node.kind {
        NodeKind::Constant(_) => true,
        NodeKind::List(items) => items.iter().all(is_literal),
        NodeKind::Context { entries, .. } => entries.iter().all(|(_, value)| is_literal(value)),
        NodeKind::CallBuiltin(call) => {
            let conversion = matches!(call.builtin.name, "date" | "time" | "date and time" | "duration");
            conversion && call.arguments.iter().all(is_literal)
        }
        NodeKind::Comparison(_, end) | NodeKind::Negate(end) => is_literal(end),
        NodeKind::Range(low, high) => [low, high].into_iter().all(|bound| match bound {
            Bound::Included(end) | Bound::Excluded(end) => is_literal(end),
            Bound::Unbounded => true,
        }),
        _ => false,
    }
}
