//! Functions of the host.
use super::{Fault, Machine};
use crate::{
    eval::{Budget, Env, Evaluation, Outcome, Scope, WarningCode},
    function::Native,
    program::Program,
    value::Value,
};

/// What a function of the host may ask of the evaluation it runs in.
pub struct Host<'m, 'a>(&'m mut Machine<'a>);

impl Host<'_, '_> {
    pub fn env(&self) -> &Env {
        self.0.env
    }

    /// Keeps a value beside the result, for [`Evaluation::notes`].
    pub fn note(&mut self, note: Value) {
        let note = self.0.made(note);
        if !self.0.stopped {
            self.0.notes.push(note);
        }
    }

    /// Calls a function with these arguments.
    ///
    /// # Errors
    /// Why it cannot be called like this.
    pub fn apply(&mut self, function: &Value, arguments: Vec<Value>) -> Result<Value, String> {
        self.0.apply(function, arguments).map_err(|fault| fault.message.into_owned())
    }

    /// The value of another program, within what is left of the budget.
    pub fn eval(&mut self, program: &Program, scope: &dyn Scope) -> Value {
        let machine = &mut *self.0;
        if !machine.pay(1) {
            return Value::Null;
        }
        let depth = machine.env.budget.depth.saturating_sub(machine.depth);
        let budget = Budget { steps: machine.steps, depth, memory: machine.memory };
        let inner = program.evaluate(scope, &Env { budget, ..machine.env.clone() });
        machine.steps = inner.left.steps;
        machine.memory = inner.left.memory;
        machine.notes.extend(inner.notes);
        for warning in inner.outcome.warnings {
            machine.null(warning.code, warning.message, warning.span);
        }
        inner.outcome.value
    }
}

impl<'a> Machine<'a> {
    pub(super) fn call_native(&mut self, native: &dyn Native, arguments: &[Value]) -> Result<Value, Fault> {
        if self.stopped {
            return Ok(Value::Null);
        }
        let value = native.call(arguments, &mut Host(self));
        let value = value.map_err(|message| Fault::new(WarningCode::InvalidArgument, message))?;
        Ok(self.made(value))
    }

    pub fn conclude(self, value: Value) -> Evaluation {
        let left = Budget { steps: self.steps, depth: self.env.budget.depth, memory: self.memory };
        let value = if self.stopped { Value::Null } else { value };
        Evaluation { outcome: Outcome { value, warnings: self.warnings }, notes: self.notes, left }
    }
}
