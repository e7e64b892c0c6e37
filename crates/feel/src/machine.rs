//! The evaluator: a walk over compiled nodes.
mod call;
mod collection;
mod native;
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
    program::{Body, Node, NodeKind, Step, Variable},
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

pub use native::Host;

pub(crate) struct Machine<'a> {
    scope: &'a dyn Scope,
    pub env: &'a Env,
    /// The locals of all running functions, one frame after the other.
    locals: Vec<Value>,
    base: usize,
    captured: Option<Arc<[Value]>>,
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
    /// What functions of the host noted.
    notes: Vec<Value>,
    span: Span,
}

impl<'a> Machine<'a> {
    pub fn new(scope: &'a dyn Scope, env: &'a Env, locals: usize) -> Machine<'a> {
        Machine {
            scope,
            env,
            locals: vec![Value::Null; locals],
            base: 0,
            captured: None,
            myself: None,
            steps: env.budget.steps,
            depth: 0,
            memory: env.budget.memory,
            pattern: None,
            stopped: false,
            quiet: 0,
            warnings: Vec::new(),
            notes: Vec::new(),
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
                self.pay(1 + items.len() as u64 / 8)
                    && items.iter().all(|item| is_flat(item) || self.visit(item, depth + 1))
            }
            Value::Context(context) => {
                self.pay(1 + context.len() as u64 / 4)
                    && context.iter().all(|(_, item)| is_flat(item) || self.visit(item, depth + 1))
            }
            Value::Function(function) => match &function.0 {
                Code::Defined(defined) => defined.captured.iter().all(|item| self.visit(item, depth + 1)),
                Code::Builtin(_) | Code::Native(_) => true,
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
            NodeKind::If(parts) => self.conditional(parts),
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
            NodeKind::Function { body, captures } => self.function(body, captures),
            NodeKind::InstanceOf(of, kind) => self.instance_of(of, kind),
            NodeKind::Unknown(name) => self.unknown(name, span),
            NodeKind::BadCall(message) => self.null(WarningCode::NoFunctionFound, message.clone(), span),
            NodeKind::Constant(value) => value.clone(),
            NodeKind::Variable(variable) => self.variable(*variable),
        }
    }

    fn unknown(&mut self, name: &str, span: Span) -> Value {
        self.null(WarningCode::NoVariableFound, format!("there is no `{name}`"), span)
    }

    fn conditional(&mut self, parts: &[Node; 3]) -> Value {
        let [condition, yes, no] = parts;
        match self.condition(condition) {
            Some(true) => self.eval(yes),
            Some(false) => self.eval(no),
            None => Value::Null,
        }
    }

    /// A function, with the values it uses from around it.
    fn function(&mut self, body: &Arc<Body>, captures: &[Node]) -> Value {
        let captured = captures.iter().map(|capture| self.eval(capture)).collect();
        let defined = Defined { body: body.clone(), captured };
        let function = Value::Function(Arc::new(Function(Code::Defined(defined))));
        if self.visit(&function, 0) { function } else { Value::Null }
    }

    fn instance_of(&mut self, of: &Node, kind: &Type) -> Value {
        let value = self.eval(of);
        Value::Bool(if value.is_null() { *kind == Type::Null } else { conforms(&value, kind) })
    }

    fn variable(&self, variable: Variable) -> Value {
        match variable {
            Variable::Slot(index) => self.scope.slot(index),
            Variable::Local(place) => self.locals[self.base + place].clone(),
            Variable::Captured(index) => {
                self.captured.as_ref().and_then(|captured| captured.get(index)).cloned().unwrap_or_default()
            }
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
pub fn coerce(value: Value, kind: &Type) -> Option<Value> {
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
        (Type::List(item), Value::List(items)) => {
            **item == Type::Any || items.iter().all(|value| conforms(value, item))
        }
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
                            && wanted
                                .parameters
                                .iter()
                                .zip(given)
                                .all(|(wanted, given)| wanted == given || *wanted == Type::Any || *given == Type::Any)
                    }
                    Code::Native(_) => true,
                    Code::Builtin(builtin) => builtin.signature(wanted.parameters.len()).is_some(),
                }
        }
        (kind, value) => kind.kind() == Some(value.kind()),
    }
}
