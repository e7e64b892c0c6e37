//! Lists, contexts, iterations, filters.
use std::sync::Arc;

use super::{Machine, VALUE_BYTES};
use crate::{
    compare,
    context::Context,
    date::Date,
    diagnostic::Span,
    eval::WarningCode,
    number::Number,
    program::{DomainNode, Loop, LoopKind, Node},
    value::{Range, Value},
};

/// What an iteration runs over, without making a list of it.
enum Domain {
    List(Arc<Vec<Value>>),
    One(Option<Value>),
    Numbers { next: i64, left: u64, step: i64 },
    Days { next: i64, left: u64, step: i64 },
}

impl Domain {
    fn next(&mut self, position: usize) -> Option<Value> {
        match self {
            Domain::List(items) => items.get(position).cloned(),
            Domain::One(value) => value.take(),
            Domain::Numbers { next, left, step } => step_on(next, left, *step).map(Value::from),
            Domain::Days { next, left, step } => step_on(next, left, *step).and_then(Date::from_days).map(Value::Date),
        }
    }
}

fn step_on(next: &mut i64, left: &mut u64, step: i64) -> Option<i64> {
    *left = left.checked_sub(1)?;
    let current = *next;
    *next = next.wrapping_add(step);
    Some(current)
}

/// What has become of an iteration so far.
struct Progress {
    results: Vec<Value>,
    unknown: bool,
    decided: bool,
}

impl Machine<'_> {
    pub(super) fn list(&mut self, items: &[Node]) -> Value {
        let values: Vec<Value> = items.iter().map(|item| self.eval(item)).collect();
        self.made(Value::from(values))
    }

    pub(super) fn context(&mut self, entries: &[(Arc<str>, Node)], first: usize) -> Value {
        let mut context = Context::with_capacity(entries.len());
        for (position, (name, node)) in entries.iter().enumerate() {
            let value = self.eval(node);
            self.set_local(first + position, value.clone());
            context.set(name.clone(), value);
        }
        self.made(Value::from(context))
    }

    pub(super) fn iterate(&mut self, iteration: &Loop, span: Span) -> Value {
        let mut progress = Progress { results: Vec::new(), unknown: false, decided: false };
        if let Some(partial) = iteration.partial {
            self.set_local(partial, Value::from(Vec::new()));
        }
        if !self.run(iteration, 0, &mut progress) {
            return Value::Null;
        }
        match iteration.kind {
            LoopKind::For => {
                let results = match iteration.partial {
                    Some(partial) => std::mem::take(&mut self.locals[self.base + partial]),
                    None => Value::from(progress.results),
                };
                self.span = span;
                if let Value::List(items) = &results
                    && !self.visit_all(items)
                {
                    return Value::Null;
                }
                results
            }
            _ if progress.decided => Value::Bool(iteration.kind == LoopKind::Some),
            _ if progress.unknown => Value::Null,
            _ => Value::Bool(iteration.kind == LoopKind::Every),
        }
    }

    /// The memory was paid for item by item.
    fn visit_all(&mut self, items: &[Value]) -> bool {
        items.iter().all(|item| super::is_flat(item) || self.visit(item, 1))
    }

    /// Runs the binding with this number, and those inside it. False when there is nothing to run over.
    fn run(&mut self, iteration: &Loop, level: usize, progress: &mut Progress) -> bool {
        let Some((place, domain)) = iteration.bindings.get(level) else {
            self.body(iteration, progress);
            return true;
        };
        let Some(mut domain) = self.domain(domain) else { return false };
        let mut position = 0;
        while let Some(value) = domain.next(position) {
            position += 1;
            if progress.decided || !self.pay(1) {
                break;
            }
            self.set_local(*place, value);
            if !self.run(iteration, level + 1, progress) {
                return false;
            }
        }
        true
    }

    fn body(&mut self, iteration: &Loop, progress: &mut Progress) {
        let value = self.eval(&iteration.body);
        match (iteration.kind, value) {
            (LoopKind::For, value) => {
                if !self.take_memory(VALUE_BYTES) {
                    return;
                }
                match iteration.partial {
                    Some(partial) => self.push_partial(self.base + partial, value),
                    None => progress.results.push(value),
                }
            }
            (LoopKind::Some, Value::Bool(true)) | (LoopKind::Every, Value::Bool(false)) => progress.decided = true,
            (_, Value::Bool(_)) => {}
            (_, Value::Null) => progress.unknown = true,
            (_, other) => {
                progress.unknown = true;
                let message = format!("expected a boolean, found a {}", other.kind().name());
                self.null(WarningCode::InvalidType, message, iteration.body.span);
            }
        }
    }

    /// Mostly nobody else holds the list by now, and it grows in its place.
    fn push_partial(&mut self, at: usize, value: Value) {
        let shared = match &self.locals[at] {
            Value::List(items) if Arc::strong_count(items) > 1 => items.len() as u64,
            _ => 0,
        };
        if self.take_memory(shared * VALUE_BYTES)
            && let Value::List(items) = &mut self.locals[at]
        {
            Arc::make_mut(items).push(value);
        }
    }

    fn domain(&mut self, domain: &DomainNode) -> Option<Domain> {
        match domain {
            DomainNode::Each(node) => match self.eval(node) {
                Value::List(items) => Some(Domain::List(items)),
                Value::Range(range) => {
                    let domain = range_domain(&range);
                    if domain.is_none() {
                        self.null(
                            WarningCode::InvalidType,
                            "only ranges of whole numbers or of days can be counted",
                            node.span,
                        );
                    }
                    domain
                }
                Value::Null => {
                    self.null(WarningCode::InvalidType, "there is nothing to run over", node.span);
                    None
                }
                other => Some(Domain::One(Some(other))),
            },
            DomainNode::Span(first, last) => {
                let (start, end) = (self.eval(first), self.eval(last));
                let domain = span_domain(&start, &end);
                if domain.is_none() {
                    let message = "only whole numbers and dates can be counted";
                    self.null(WarningCode::InvalidType, message, first.span.to(last.span));
                }
                domain
            }
        }
    }

    pub(super) fn filter(&mut self, list: &Node, item: usize, predicate: &Node, span: Span) -> Value {
        let list = match self.eval(list) {
            Value::List(items) => items,
            Value::Null => return self.filter_nothing(item, predicate),
            single => Arc::new(vec![single]),
        };
        if list.is_empty() {
            return self.filter_nothing(item, predicate);
        }
        let mut kept = Vec::new();
        for (position, value) in list.iter().enumerate() {
            self.set_local(item, value.clone());
            match self.eval(predicate) {
                Value::Bool(true) => kept.push(value.clone()),
                Value::Number(index) if position == 0 => return self.at(&list, index, span),
                Value::Bool(false) | Value::Null => {}
                other => {
                    let message = format!("a filter is a condition or a position, not a {}", other.kind().name());
                    return self.null(WarningCode::InvalidType, message, predicate.span);
                }
            }
            if !self.pay(1) {
                return Value::Null;
            }
        }
        self.take_memory(kept.len() as u64 * VALUE_BYTES);
        Value::from(kept)
    }

    /// A position in nothing is null, a condition gives nothing.
    fn filter_nothing(&mut self, item: usize, predicate: &Node) -> Value {
        self.set_local(item, Value::Null);
        self.quiet += 1;
        let asked = self.eval(predicate);
        self.quiet = self.quiet.saturating_sub(1);
        match asked {
            Value::Number(_) => {
                self.null(WarningCode::IndexOutOfRange, "there is no item at that position", predicate.span)
            }
            _ => Value::from(Vec::new()),
        }
    }

    /// The item at a position from 1, or from the end with -1.
    fn at(&mut self, items: &[Value], index: Number, span: Span) -> Value {
        let length = items.len() as i64;
        let position = match index.to_i64() {
            Some(index) if index > 0 && index <= length => index - 1,
            Some(index) if index < 0 && index >= -length => length + index,
            _ => {
                let message = format!("there is no item {index} of {length}");
                return self.null(WarningCode::IndexOutOfRange, message, span);
            }
        };
        items[position as usize].clone()
    }
}

/// Upwards or downwards, both ends included.
fn span_domain(start: &Value, end: &Value) -> Option<Domain> {
    let count = |start: i64, end: i64| (start.abs_diff(end).saturating_add(1), if end >= start { 1 } else { -1 });
    match (start, end) {
        (Value::Number(start), Value::Number(end)) => {
            let (start, end) = (start.to_i64()?, end.to_i64()?);
            let (left, step) = count(start, end);
            Some(Domain::Numbers { next: start, left, step })
        }
        (Value::Date(start), Value::Date(end)) => {
            let (start, end) = (start.to_days(), end.to_days());
            let (left, step) = count(start, end);
            Some(Domain::Days { next: start, left, step })
        }
        _ => None,
    }
}

/// A range value is counted within its ends.
fn range_domain(range: &Range) -> Option<Domain> {
    let mut domain = span_domain(compare::end(&range.start)?, compare::end(&range.end)?)?;
    if let Domain::Numbers { next, left, step } | Domain::Days { next, left, step } = &mut domain {
        if matches!(range.start, std::ops::Bound::Excluded(_)) {
            *next += *step;
            *left -= 1;
        }
        if matches!(range.end, std::ops::Bound::Excluded(_)) {
            *left = left.saturating_sub(1);
        }
    }
    Some(domain)
}
