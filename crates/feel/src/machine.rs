//! The evaluator: a walk over compiled nodes.
mod collection;
mod operator;
mod test;

use std::{
    borrow::Cow,
    sync::{Arc, atomic::Ordering},
};

use crate::{
    builtin::Pattern,
    context::Context,
    diagnostic::Span,
    eval::{Env, Outcome, Scope, Warning, WarningCode},
    function::{Code, Defined, Function},
    program::{BuiltinCall, Node, NodeKind, Step, Variable},
    properties,
    types::Type,
    value::Value,
};

/// Why something gave null.
#[derive(Debug)]
pub(crate) struct Fault {
    pub code: WarningCode,
    pub message: Cow<'static, str>,
}

impl Fault {
    pub fn new(code: WarningCode, message: impl Into<Cow<'static, str>>) -> Fault {
        Fault { code, message: message.into() }
    }
}

/// More warnings tell nothing new.
const MAX_WARNINGS: usize = 100;
/// How deep lists and contexts may stand in each other, so that dropping one stays possible.
const MAX_NESTING: u32 = 200;
/// What one value in a list or context takes up.
const VALUE_BYTES: u64 = 48;

pub(crate) struct Machine<'a> {
    scope: &'a dyn Scope,
    pub env: &'a Env,
    /// The locals of all running functions, one frame after the other.
    locals: Vec<Value>,
    base: usize,
    captured: Arc<[Value]>,
    myself: Option<Arc<Function>>,
    steps: u64,
    depth: u32,
    memory: u64,
    /// Where a pattern compiled for this call is kept.
    pub pattern: Option<Pattern>,
    /// Set when the budget is used up: from then on everything is null.
    stopped: bool,
    quiet: u32,
    warnings: Vec<Warning>,
    span: Span,
}

impl<'a> Machine<'a> {
    pub fn new(scope: &'a dyn Scope, env: &'a Env, locals: usize) -> Machine<'a> {
        Machine {
            scope,
            env,
            locals: vec![Value::Null; locals],
            base: 0,
            captured: nothing(),
            myself: None,
            steps: env.budget.steps,
            depth: 0,
            memory: env.budget.memory,
            pattern: None,
            stopped: false,
            quiet: 0,
            warnings: Vec::new(),
            span: Span::NONE,
        }
    }

    pub fn finish(self, value: Value) -> Outcome {
        Outcome { value: if self.stopped { Value::Null } else { value }, warnings: self.warnings }
    }

    // Warnings and the budget

    /// Null, and a warning that says why.
    pub fn null(&mut self, code: WarningCode, message: impl Into<Cow<'static, str>>, span: Span) -> Value {
        if self.quiet == 0 && self.warnings.len() < MAX_WARNINGS {
            self.warnings.push(Warning { code, message: message.into(), span });
        }
        Value::Null
    }

    fn settle(&mut self, result: Result<Value, Fault>, span: Span) -> Value {
        match result {
            Ok(value) => value,
            Err(fault) => self.null(fault.code, fault.message, span),
        }
    }

    #[cold]
    fn stop(&mut self, code: WarningCode, span: Span) -> Value {
        if !self.stopped {
            self.stopped = true;
            self.quiet = 0;
            let message = match code {
                WarningCode::StepsExceeded => "the evaluation took too many steps",
                WarningCode::DepthExceeded => "the evaluation went too deep",
                _ => "the evaluation took too much memory",
            };
            self.warnings.truncate(MAX_WARNINGS - 1);
            self.null(code, message, span);
        }
        Value::Null
    }

    pub fn is_stopped(&self) -> bool {
        self.stopped
    }

    /// Pays for so many steps; false when the budget is used up.
    pub fn pay(&mut self, steps: u64) -> bool {
        match self.steps.checked_sub(steps) {
            Some(rest) if !self.stopped => {
                self.steps = rest;
                true
            }
            _ => {
                self.stop(WarningCode::StepsExceeded, self.span);
                false
            }
        }
    }

    /// Pays for so many bytes; false when the budget is used up.
    pub fn take_memory(&mut self, bytes: u64) -> bool {
        match self.memory.checked_sub(bytes) {
            Some(rest) if !self.stopped => {
                self.memory = rest;
                true
            }
            _ => {
                self.stop(WarningCode::MemoryExceeded, self.span);
                false
            }
        }
    }

    /// What is left for a text that is about to be made.
    pub fn memory_left(&self) -> usize {
        usize::try_from(self.memory).unwrap_or(usize::MAX)
    }

    /// Takes a new list, context or text into account: its memory, and how deep it is.
    ///
    /// Visiting it pays for every value inside, so that nothing made here is larger than
    /// the budget, however often it holds the same part.
    pub fn made(&mut self, value: Value) -> Value {
        let bytes = match &value {
            Value::Text(text) => text.len() as u64,
            Value::List(items) => items.len() as u64 * VALUE_BYTES,
            Value::Context(context) => context.len() as u64 * VALUE_BYTES,
            _ => return value,
        };
        if self.take_memory(bytes) && self.visit(&value, 0) { value } else { Value::Null }
    }

    fn visit(&mut self, value: &Value, depth: u32) -> bool {
        if depth > MAX_NESTING {
            self.stop(WarningCode::DepthExceeded, self.span);
            return false;
        }
        match value {
            Value::List(items) => {
                self.pay(1 + items.len() as u64 / 8) && items.iter().all(|item| is_flat(item) || self.visit(item, depth + 1))
            }
            Value::Context(context) => {
                self.pay(1 + context.len() as u64 / 4)
                    && context.iter().all(|(_, item)| is_flat(item) || self.visit(item, depth + 1))
            }
            Value::Function(function) => match &function.0 {
                Code::Defined(defined) => defined.captured.iter().all(|item| self.visit(item, depth + 1)),
                Code::Builtin(_) => true,
            },
            _ => true,
        }
    }

    // Evaluation

    pub fn eval(&mut self, node: &Node) -> Value {
        // The common leaves first, without any ceremony.
        match &node.kind {
            NodeKind::Constant(value) => return value.clone(),
            NodeKind::Variable(variable) => return self.variable(*variable),
            _ => {}
        }
        if self.stopped {
            return Value::Null;
        }
        if self.steps == 0 {
            return self.stop(WarningCode::StepsExceeded, node.span);
        }
        self.steps -= 1;
        if self.depth >= self.env.budget.depth {
            return self.stop(WarningCode::DepthExceeded, node.span);
        }
        self.depth += 1;
        self.span = node.span;
        let value = self.eval_form(node);
        self.depth -= 1;
        value
    }

    fn eval_form(&mut self, node: &Node) -> Value {
        let span = node.span;
        match &node.kind {
            NodeKind::Chain(first, rest) => self.chain(first, rest),
            NodeKind::Field(of, step) => self.field(of, step, span),
            NodeKind::And(operands) => self.and(operands),
            NodeKind::Or(operands) => self.or(operands),
            NodeKind::If(parts) => {
                let [condition, yes, no] = &**parts;
                match self.condition(condition) {
                    Some(true) => self.eval(yes),
                    Some(false) => self.eval(no),
                    None => Value::Null,
                }
            }
            NodeKind::CallBuiltin(call) => self.call_builtin(call, span),
            NodeKind::In { value, local, tests } => self.is_in(value, *local, tests),
            NodeKind::Between(parts) => self.between(parts, span),
            NodeKind::Negate(operand) => self.negate(operand, span),
            NodeKind::ItemField { item, step, outside } => self.item_field(item, step, outside.as_deref(), span),
            NodeKind::Filter { list, item, predicate } => self.filter(list, *item, predicate, span),
            NodeKind::Loop(iteration) => self.iterate(iteration, span),
            NodeKind::Context { entries, first } => self.context(entries, *first),
            NodeKind::List(items) => self.list(items),
            NodeKind::Range(low, high) => self.range(low, high, span),
            NodeKind::Comparison(op, operand) => self.comparison_range(*op, operand, span),
            NodeKind::Tests { input, tests, negated } => self.unary_tests(input, tests, *negated),
            NodeKind::Call(callee, arguments) => self.call(callee, arguments, span),
            NodeKind::CallNamed(callee, arguments) => self.call_named(callee, arguments, span),
            NodeKind::Function { body, captures } => {
                let captured = captures.iter().map(|capture| self.eval(capture)).collect();
                let defined = Defined { body: body.clone(), captured };
                let function = Value::Function(Arc::new(Function(Code::Defined(defined))));
                if self.visit(&function, 0) { function } else { Value::Null }
            }
            NodeKind::InstanceOf(of, kind) => {
                let value = self.eval(of);
                Value::Bool(!value.is_null() && conforms(&value, kind) || value.is_null() && *kind == Type::Null)
            }
            NodeKind::Unknown(name) => {
                self.null(WarningCode::NoVariableFound, format!("there is no `{name}`"), span)
            }
            NodeKind::BadCall(message) => self.null(WarningCode::NoFunctionFound, message.clone(), span),
            NodeKind::Constant(value) => value.clone(),
            NodeKind::Variable(variable) => self.variable(*variable),
        }
    }

    fn variable(&self, variable: Variable) -> Value {
        match variable {
            Variable::Slot(index) => self.scope.slot(index),
            Variable::Local(place) => self.locals[self.base + place].clone(),
            Variable::Captured(index) => self.captured[index].clone(),
            Variable::Myself => self.myself.clone().map(Value::Function).unwrap_or_default(),
        }
    }

    pub fn set_local(&mut self, place: usize, value: Value) {
        let at = self.base + place;
        self.locals[at] = value;
    }

    /// A condition holds when it is true, and not when it is false or null; all else is none.
    fn condition(&mut self, node: &Node) -> Option<bool> {
        match self.eval(node) {
            Value::Bool(bool) => Some(bool),
            Value::Null => Some(false),
            other => {
                let message = format!("a condition is a boolean, not a {}", other.kind().name());
                self.null(WarningCode::InvalidType, message, node.span);
                None
            }
        }
    }

    fn field(&mut self, of: &Node, step: &Step, span: Span) -> Value {
        let of = self.eval(of);
        self.field_of(&of, step, span)
    }

    fn field_of(&mut self, of: &Value, step: &Step, span: Span) -> Value {
        match of {
            Value::Context(context) => match lookup(context, step) {
                Some(value) => value.clone(),
                None => self.no_field(of, step, span),
            },
            // DMN 1.5, 10.3.2.13: a path on a list is the list of the paths of its items.
            Value::List(items) => {
                if !self.pay(items.len() as u64) {
                    return Value::Null;
                }
                let values = items.iter().map(|item| self.field_of_item(item, step, span)).collect::<Vec<_>>();
                self.made(Value::from(values))
            }
            Value::Null => Value::Null,
            other => match properties::get(other, &step.name) {
                Some(value) => value,
                None => self.no_field(of, step, span),
            },
        }
    }

    /// Lists in lists go no further than the budget for nesting lets them be.
    fn field_of_item(&mut self, item: &Value, step: &Step, span: Span) -> Value {
        self.field_of(item, step, span)
    }

    fn no_field(&mut self, of: &Value, step: &Step, span: Span) -> Value {
        let message = format!("there is no `{}` in a {}", step.name, of.kind().name());
        self.null(WarningCode::NoFieldFound, message, span)
    }

    fn item_field(&mut self, item: &Node, step: &Step, outside: Option<&Node>, span: Span) -> Value {
        let item = self.eval(item);
        let field = match &item {
            Value::Context(context) => lookup(context, step).cloned(),
            other => properties::get(other, &step.name),
        };
        match (field, outside) {
            (Some(field), _) => field,
            (None, Some(outside)) => self.eval(outside),
            (None, None) if item.is_null() => Value::Null,
            (None, None) => self.null(WarningCode::NoVariableFound, format!("there is no `{}`", step.name), span),
        }
    }

    // Calls

    fn call_builtin(&mut self, call: &BuiltinCall, span: Span) -> Value {
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

    fn call(&mut self, callee: &Node, arguments: &[Node], span: Span) -> Value {
        let callee = self.eval(callee);
        let arguments: Vec<Value> = arguments.iter().map(|argument| self.eval(argument)).collect();
        let result = self.apply(&callee, arguments);
        self.settle(result, span)
    }

    fn call_named(&mut self, callee: &Node, arguments: &[(Arc<str>, Node)], span: Span) -> Value {
        let callee = self.eval(callee);
        let Value::Function(function) = &callee else {
            let result = self.apply(&callee, Vec::new());
            return self.settle(result, span);
        };
        let names: Vec<&str> = arguments.iter().map(|(name, _)| &**name).collect();
        let order: Option<(Vec<usize>, usize)> = match &function.0 {
            Code::Builtin(builtin) => builtin.by_name(&names).map(|found| (found.order, found.count)),
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
        let captured = std::mem::replace(&mut self.captured, defined.captured.clone());
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

fn nothing() -> Arc<[Value]> {
    static NOTHING: std::sync::LazyLock<Arc<[Value]>> = std::sync::LazyLock::new(|| Arc::new([]));
    NOTHING.clone()
}

fn is_flat(value: &Value) -> bool {
    !matches!(value, Value::List(_) | Value::Context(_) | Value::Function(_))
}

/// The field of a context, looked for where it stood the last time.
fn lookup<'c>(context: &'c Context, step: &Step) -> Option<&'c Value> {
    let hint = step.hint.load(Ordering::Relaxed) as usize;
    let (place, value) = context.get_near(&step.name, hint)?;
    if place != hint {
        step.hint.store(place as u32, Ordering::Relaxed);
    }
    Some(value)
}

/// The value as one of that type, singleton lists put on or taken off (DMN 1.5, 10.3.2.9.4);
/// none when it is not of the type.
pub(crate) fn coerce(value: Value, kind: &Type) -> Option<Value> {
    if value.is_null() || conforms(&value, kind) {
        return Some(value);
    }
    match (&value, kind) {
        (Value::List(items), _) if items.len() == 1 && conforms(&items[0], kind) => Some(items[0].clone()),
        (item, Type::List(wanted)) if conforms(item, wanted) => Some(Value::list([value])),
        (Value::Date(date), Type::DateTime) => {
            Some(Value::DateTime(crate::DateTime::new(*date, crate::Time::midnight(crate::Zone::UTC))))
        }
        _ => None,
    }
}

/// Whether a value is of a type. Null is of every type.
pub(crate) fn conforms(value: &Value, kind: &Type) -> bool {
    if value.is_null() {
        return true;
    }
    match (kind, value) {
        (Type::Any, _) => true,
        (Type::Named(_), _) => false,
        (Type::List(item), Value::List(items)) => **item == Type::Any || items.iter().all(|value| conforms(value, item)),
        (Type::Range(end), Value::Range(range)) => {
            [&range.start, &range.end].into_iter().filter_map(crate::compare::end).all(|value| conforms(value, end))
        }
        (Type::Context(fields), Value::Context(context)) => {
            fields.iter().all(|(name, kind)| context.get(name).is_some_and(|value| conforms(value, kind)))
        }
        (Type::Function(wanted), Value::Function(function)) => {
            // A bare `function` asks for nothing more.
            (wanted.parameters.is_empty() && wanted.result == Type::Any)
                || match &function.0 {
                    Code::Defined(defined) => {
                        let given = defined.body.parameters.iter().map(|parameter| &parameter.kind);
                        wanted.parameters.len() == given.len()
                            && wanted.parameters.iter().zip(given).all(|(wanted, given)| {
                                wanted == given || *wanted == Type::Any || *given == Type::Any
                            })
                    }
                    Code::Builtin(builtin) => builtin.signature(wanted.parameters.len()).is_some(),
                }
        }
        (kind, value) => kind.kind() == Some(value.kind()),
    }
}
