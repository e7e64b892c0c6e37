//! Calls.
use std::sync::Arc;

use super::{Fault, Machine, coerce};
use crate::{
    diagnostic::Span,
    eval::WarningCode,
    function::{Code, Defined, Function},
    program::{BuiltinCall, Node},
    value::Value,
};

impl Machine<'_> {
    pub(super) fn call_builtin(&mut self, call: &BuiltinCall, span: Span) -> Value {
        let value = match &*call.arguments {
            [] => self.run_builtin(call, &[]),
            [one] => {
                let arguments = [self.eval(one)];
                self.run_builtin(call, &arguments)
            }
            [one, two] => {
                let arguments = [self.eval(one), self.eval(two)];
                self.run_builtin(call, &arguments)
            }
            many => {
                let arguments: Vec<Value> = many.iter().map(|argument| self.eval(argument)).collect();
                self.run_builtin(call, &arguments)
            }
        };
        self.settle(value, span)
    }

    fn run_builtin(&mut self, call: &BuiltinCall, arguments: &[Value]) -> Result<Value, Fault> {
        if self.stopped {
            return Ok(Value::Null);
        }
        if call.chosen.is_some_and(|signature| !signature.admits(arguments)) {
            return Err(other_kinds(call.builtin.name));
        }
        if call.builtin.uses_pattern {
            self.pattern = Some(call.pattern.clone());
        }
        let value = (call.builtin.run)(self, arguments)?;
        Ok(self.made(value))
    }

    pub(super) fn call(&mut self, callee: &Node, arguments: &[Node], span: Span) -> Value {
        let callee = self.eval(callee);
        let arguments: Vec<Value> = arguments.iter().map(|argument| self.eval(argument)).collect();
        let result = self.apply(&callee, arguments);
        self.settle(result, span)
    }

    pub(super) fn call_named(&mut self, callee: &Node, arguments: &[(Arc<str>, Node)], span: Span) -> Value {
        let callee = self.eval(callee);
        let Value::Function(function) = &callee else {
            let result = self.apply(&callee, Vec::new());
            return self.settle(result, span);
        };
        let names: Vec<&str> = arguments.iter().map(|(name, _)| &**name).collect();
        let order: Option<(Vec<usize>, usize)> = match &function.0 {
            Code::Builtin(builtin) => builtin.by_name(&names).map(|found| (found.order, found.count)),
            Code::Native(_) => None,
            Code::Defined(defined) => {
                let parameters = &defined.body.parameters;
                let place = |name: &&str| parameters.iter().position(|parameter| *parameter.name == **name);
                let order = names.iter().map(place).collect::<Option<Vec<_>>>();
                order.filter(|order| order.len() == parameters.len()).map(|order| (order, parameters.len()))
            }
        };
        let Some((order, count)) = order else {
            return self.null(WarningCode::InvalidArgument, "the function has other parameters", span);
        };
        let mut placed = vec![Value::Null; count];
        for (position, (_, argument)) in order.into_iter().zip(arguments) {
            placed[position] = self.eval(argument);
        }
        let result = self.apply(&callee, placed);
        self.settle(result, span)
    }

    /// Calls a function with these arguments.
    pub fn apply(&mut self, callee: &Value, arguments: Vec<Value>) -> Result<Value, Fault> {
        let Value::Function(function) = callee else {
            let message = format!("a {} is not a function", callee.kind().name());
            return Err(Fault::new(WarningCode::NoFunctionFound, message));
        };
        match &function.0 {
            Code::Builtin(builtin) => {
                if builtin.signature(arguments.len()).is_none() {
                    let message = format!("`{}` does not take {} arguments", builtin.name, arguments.len());
                    return Err(Fault::new(WarningCode::InvalidArgument, message));
                }
                let value = (builtin.run)(self, &arguments)?;
                Ok(self.made(value))
            }
            Code::Native(native) => self.call_native(&**native, &arguments),
            Code::Defined(defined) => self.apply_defined(function, defined, arguments),
        }
    }

    fn apply_defined(
        &mut self,
        function: &Arc<Function>,
        defined: &Defined,
        mut arguments: Vec<Value>,
    ) -> Result<Value, Fault> {
        let body = &defined.body;
        if body.parameters.len() != arguments.len() {
            let message = format!("the function takes {} arguments, not {}", body.parameters.len(), arguments.len());
            return Err(Fault::new(WarningCode::InvalidArgument, message));
        }
        for (parameter, argument) in body.parameters.iter().zip(&mut arguments) {
            let given = std::mem::take(argument);
            *argument = coerce(given, &parameter.kind).ok_or_else(|| {
                let message = format!("`{}` is a {}", parameter.name, parameter.kind);
                Fault::new(WarningCode::InvalidArgument, message)
            })?;
        }
        let (base, top) = (self.base, self.locals.len());
        arguments.resize(body.locals.max(arguments.len()), Value::Null);
        self.locals.append(&mut arguments);
        self.base = top;
        let captured = self.captured.replace(defined.captured.clone());
        let myself = self.myself.replace(function.clone());
        let value = self.eval(&body.root);
        self.myself = myself;
        self.captured = captured;
        self.base = base;
        self.locals.truncate(top);
        Ok(value)
    }
}

fn other_kinds(name: &str) -> Fault {
    Fault::new(WarningCode::InvalidArgument, format!("the parameters of `{name}` are of other kinds"))
}
