//! `in` and the cells of decision tables.
use super::{Machine, operator::unwrapped};
use crate::{
    compare::{compare, equal},
    eval::WarningCode,
    program::{Node, NodeKind, TestNode},
    value::Value,
};

impl Machine<'_> {
    pub(super) fn is_in(&mut self, value: &Node, local: usize, tests: &[TestNode]) -> Value {
        let value = self.eval(value);
        self.set_local(local, value.clone());
        self.any(&value, tests)
    }

    pub(super) fn unary_tests(&mut self, input: &Node, tests: &[TestNode], negated: bool) -> Value {
        let input = self.eval(input);
        match self.any(&input, tests) {
            Value::Bool(bool) => Value::Bool(bool != negated),
            other => other,
        }
    }

    /// Whether any test holds: true, else null when one could not tell, else false.
    fn any(&mut self, input: &Value, tests: &[TestNode]) -> Value {
        let mut unknown = false;
        for test in tests {
            match self.passes(input, test) {
                Some(true) => return Value::TRUE,
                Some(false) => {}
                None => {
                    unknown = true;
                    let message = format!("a {} cannot be tested like this", input.kind().name());
                    self.null(WarningCode::NotComparable, message, test.node.span);
                }
            }
        }
        if unknown { Value::Null } else { Value::FALSE }
    }

    fn passes(&mut self, input: &Value, test: &TestNode) -> Option<bool> {
        if let NodeKind::Comparison(op, operand) = &test.node.kind {
            let operand = self.eval(operand);
            return self.compare(input, *op, &operand).ok().and_then(|value| value.as_bool());
        }
        if let NodeKind::Constant(wanted) = &test.node.kind {
            return self.is_one_of(input, wanted);
        }
        match self.eval(&test.node) {
            // A range without ends that can be compared holds nothing we know of.
            Value::Null if matches!(test.node.kind, NodeKind::Range(..)) => None,
            Value::Bool(bool) if test.asks => Some(bool),
            Value::Null if test.asks => Some(false),
            // A constant true or false is a test of its own only for what is no boolean.
            wanted => self.is_one_of(input, &wanted),
        }
    }

    /// Whether the input is what is wanted, or in it (DMN 1.5, 10.3.2.13, table 55).
    fn is_one_of(&mut self, input: &Value, wanted: &Value) -> Option<bool> {
        let zone = &self.env.zone;
        match wanted {
            Value::Range(range) if !matches!(input, Value::Range(_)) => range.contains(unwrapped(input), zone),
            Value::Range(range) => {
                if equal(input, wanted, zone) == Some(true) {
                    Some(true)
                } else {
                    range.contains(input, zone)
                }
            }
            Value::List(items) => {
                if matches!(input, Value::List(_)) && equal(input, wanted, zone) == Some(true) {
                    return Some(true);
                }
                let inside = items.iter().any(|item| match item {
                    Value::Range(range) if compare(input, input, zone).is_some() => {
                        range.contains(input, zone) == Some(true)
                    }
                    item => equal(input, item, zone) == Some(true),
                });
                Some(inside)
            }
            _ => equal(input, wanted, zone),
        }
    }
}
