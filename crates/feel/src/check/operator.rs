//! Operators: chains, comparisons, tests, filters.
use std::{ops::Bound, sync::Arc};

use super::{Checker, Typed, node, short};
use crate::{
    diagnostic::{Code, Diagnostic, Span},
    expr::{BinaryOp, Expr, ExprKind, UnaryTests},
    program::{Node, NodeKind, TestNode},
    types::Type,
    value::{Kind, Range, Value},
};

impl Checker<'_> {
    pub(super) fn negate(&mut self, operand: &Expr, span: Span) -> Typed {
        let (operand, kind) = self.check(operand);
        let result = match kind {
            Type::Number | Type::Days | Type::Months | Type::Any | Type::Null => kind,
            other => {
                self.mismatch(span, format!("a {} has no negative", short(&other)));
                Type::Any
            }
        };
        (node(NodeKind::Negate(Box::new(operand)), span), result)
    }

    pub(super) fn binary(&mut self, op: BinaryOp, (left, left_kind): Typed, right: &Expr, span: Span) -> Typed {
        let (right, right_kind) = self.check(right);
        if matches!(op, BinaryOp::And | BinaryOp::Or) {
            return self.logic(op, (left, left_kind), (right, right_kind), span);
        }
        let result = if op.is_comparison() {
            self.comparable(op, &left_kind, &right_kind, span);
            Type::Bool
        } else {
            self.arithmetic(op, &left_kind, &right_kind, span)
        };
        let chain = match left.kind {
            NodeKind::Chain(first, mut rest) => {
                rest.push((op, right));
                NodeKind::Chain(first, rest)
            }
            _ => NodeKind::Chain(Box::new(left), vec![(op, right)]),
        };
        (node(chain, span), result)
    }

    fn logic(&mut self, op: BinaryOp, left: Typed, right: Typed, span: Span) -> Typed {
        for (operand, kind) in [&left, &right] {
            self.wants(Kind::Bool, kind, operand.span);
        }
        let kind = match (op, left.0.kind) {
            (BinaryOp::And, NodeKind::And(mut operands)) => {
                operands.push(right.0);
                NodeKind::And(operands)
            }
            (BinaryOp::Or, NodeKind::Or(mut operands)) => {
                operands.push(right.0);
                NodeKind::Or(operands)
            }
            (BinaryOp::And, kind) => NodeKind::And(vec![node(kind, left.0.span), right.0]),
            (_, kind) => NodeKind::Or(vec![node(kind, left.0.span), right.0]),
        };
        (node(kind, span), Type::Bool)
    }

    /// Complains about a type that is surely not of that kind.
    pub(super) fn wants(&mut self, wanted: Kind, given: &Type, span: Span) {
        if let Some(kind) = given.kind()
            && kind != wanted
            && kind != Kind::Null
        {
            self.mismatch(span, format!("expected a {}, found a {}", wanted.name(), kind.name()));
        }
    }

    /// Complains about two types that are never equal, or that have no order.
    pub(super) fn comparable(&mut self, op: BinaryOp, left: &Type, right: &Type, span: Span) {
        let (Some(left), Some(right)) = (left.kind(), right.kind()) else { return };
        let with_null = left == Kind::Null || right == Kind::Null;
        let equality = matches!(op, BinaryOp::Eq | BinaryOp::Ne);
        if left != right && !(with_null && equality) && !is_list(left, right) {
            let message = format!("a {} cannot be compared with a {}", left.name(), right.name());
            let finding = Diagnostic::new(Code::TypeMismatch, span, message);
            self.complain(match (left, right) {
                (Kind::Date, Kind::DateTime) | (Kind::DateTime, Kind::Date) => {
                    finding.help("write `date(…)` around the date and time to compare days")
                }
                _ => finding,
            });
        } else if !equality && matches!(left, Kind::Bool | Kind::Context | Kind::Function | Kind::Range) {
            self.mismatch(span, format!("a {} is not greater or less", left.name()));
        }
    }

    /// The type of a sum, difference, product, quotient or power (DMN 1.5, 10.3.2.13, tables 45 to 49).
    fn arithmetic(&mut self, op: BinaryOp, left: &Type, right: &Type, span: Span) -> Type {
        use BinaryOp::{Add, Div, Mul, Pow, Sub};
        use Type::{Any, Date, DateTime, Days, Months, Null, Number, Text, Time};
        match (op, left, right) {
            (_, Any | Type::Named(_), _) | (_, _, Any | Type::Named(_)) => Any,
            (_, Null, _) | (_, _, Null) => Any,
            (Add | Sub | Mul | Div | Pow, Number, Number) => Number,
            (Add, Text, Text) => Text,
            (Add | Sub, Days, Days) => Days,
            (Add | Sub, Months, Months) => Months,
            (Add | Sub, Date | DateTime, Days | Months) => left.clone(),
            (Add, Days | Months, Date | DateTime) => right.clone(),
            (Add | Sub, Time, Days) => Time,
            (Add, Days, Time) => Time,
            (Sub, Date | DateTime, Date | DateTime) | (Sub, Time, Time) => Days,
            (Mul | Div, Days | Months, Number) => left.clone(),
            (Mul, Number, Days | Months) => right.clone(),
            (Div, Days, Days) | (Div, Months, Months) => Number,
            (_, Type::List(_), _) | (_, _, Type::List(_)) => Any,
            _ => {
                let (left, right) = (short(left), short(right));
                self.mismatch(span, format!("`{}` does not go between a {left} and a {right}", op.symbol()));
                Any
            }
        }
    }

    pub(super) fn between(&mut self, (value, kind): Typed, low: &Expr, high: &Expr, span: Span) -> Typed {
        let ((low, low_kind), (high, high_kind)) = (self.check(low), self.check(high));
        self.comparable(BinaryOp::Le, &kind, &low_kind, span);
        self.comparable(BinaryOp::Le, &kind, &high_kind, span);
        (node(NodeKind::Between(Box::new([value, low, high])), span), Type::Bool)
    }

    pub(super) fn is_in(&mut self, (value, kind): Typed, tests: &[Expr], span: Span) -> Typed {
        let scope = self.enter();
        let local = self.bind("?", kind.clone());
        let tests = self.tests(tests, &kind);
        self.leave(scope);
        (node(NodeKind::In { value: Box::new(value), local, tests }, span), Type::Bool)
    }

    pub(super) fn unary_tests(&mut self, tests: &UnaryTests, span: Span) -> Typed {
        let (tests, negated) = match tests {
            UnaryTests::Any => return (node(NodeKind::Constant(Value::TRUE), span), Type::Bool),
            UnaryTests::In(tests) => (tests, false),
            UnaryTests::NotIn(tests) => (tests, true),
        };
        let (input, kind) = self.name(&Arc::from("?"), span, Vec::new());
        let tests = self.tests(tests, &kind);
        (node(NodeKind::Tests { input: Box::new(input), tests, negated }, span), Type::Bool)
    }

    fn tests(&mut self, tests: &[Expr], input: &Type) -> Box<[TestNode]> {
        tests
            .iter()
            .map(|test| {
                let (node, kind) = self.check(test);
                let asks = asks(test);
                match (&test.kind, &kind) {
                    (ExprKind::Test(op, _), Type::Range(end)) => self.comparable(*op, input, end, test.span),
                    (_, Type::Range(end)) => self.comparable(BinaryOp::Le, input, end, test.span),
                    (_, Type::Bool) if asks => {}
                    (_, Type::List(_) | Type::Any) => {}
                    _ => self.comparable(BinaryOp::Eq, input, &kind, test.span),
                }
                TestNode { node, asks }
            })
            .collect()
    }

    pub(super) fn filter(&mut self, (list, kind): Typed, predicate: &Expr, span: Span) -> Typed {
        let item_kind = match &kind {
            Type::List(item) => (**item).clone(),
            other => other.clone(),
        };
        let scope = self.enter();
        let item = self.bind("item", item_kind.clone());
        self.bind_item(item, item_kind.clone());
        let (predicate, predicate_kind) = self.check(predicate);
        self.leave(scope);
        let result = match predicate_kind {
            Type::Number => item_kind,
            Type::Bool => Type::list(item_kind),
            Type::Any | Type::Null | Type::Named(_) => Type::Any,
            other => {
                self.mismatch(
                    predicate.span,
                    format!("a filter is a condition or a position, not a {}", short(&other)),
                );
                Type::Any
            }
        };
        (node(NodeKind::Filter { list: Box::new(list), item, predicate: Box::new(predicate) }, span), result)
    }

    pub(super) fn range(&mut self, low: &Bound<Box<Expr>>, high: &Bound<Box<Expr>>, span: Span) -> Typed {
        let mut kinds = Vec::new();
        let mut end = |bound: &Bound<Box<Expr>>| {
            let mut check = |end: &Expr| {
                let (node, kind) = self.check(end);
                kinds.push(kind);
                Box::new(node)
            };
            match bound {
                Bound::Included(end) => Bound::Included(check(end)),
                Bound::Excluded(end) => Bound::Excluded(check(end)),
                Bound::Unbounded => Bound::Unbounded,
            }
        };
        let (low, high) = (end(low), end(high));
        if let [left, right] = kinds.as_slice() {
            self.comparable(BinaryOp::Le, left, right, span);
        }
        let kind = Type::range(kinds.into_iter().reduce(Type::join).unwrap_or_default());
        if let (Some(start), Some(end)) = (constant_end(&low), constant_end(&high)) {
            let range = Range { start, end };
            if range.is_ordered() {
                return (node(NodeKind::Constant(Value::Range(Arc::new(range))), span), kind);
            }
        }
        (node(NodeKind::Range(low, high), span), kind)
    }
}

/// A list of one item is compared like the item.
fn is_list(left: Kind, right: Kind) -> bool {
    left == Kind::List || right == Kind::List
}

fn constant_end(bound: &Bound<Box<Node>>) -> Option<Bound<Value>> {
    let value = |node: &Node| match &node.kind {
        NodeKind::Constant(value) if !value.is_null() => Some(value.clone()),
        _ => None,
    };
    Some(match bound {
        Bound::Included(node) => Bound::Included(value(node)?),
        Bound::Excluded(node) => Bound::Excluded(value(node)?),
        Bound::Unbounded => Bound::Unbounded,
    })
}

/// Whether the test itself says what to do with `?`.
fn asks(test: &Expr) -> bool {
    match &test.kind {
        ExprKind::Name(name) => &**name == "?",
        ExprKind::Literal(_) | ExprKind::Function(..) => false,
        // The `?` of an inner test is another one.
        ExprKind::In(value, _) => asks(value),
        ExprKind::Path(of, _) | ExprKind::Negate(of) | ExprKind::InstanceOf(of, _) | ExprKind::Test(_, of) => asks(of),
        ExprKind::Binary(_, left, right) | ExprKind::Filter(left, right) => {
            // The left operand may be the rest of a long chain.
            let mut first = &**left;
            if asks(right) {
                return true;
            }
            while let ExprKind::Binary(_, left, right) = &first.kind {
                if asks(right) {
                    return true;
                }
                first = left;
            }
            asks(first)
        }
        ExprKind::Between(value, low, high) => asks(value) || asks(low) || asks(high),
        ExprKind::If(condition, yes, no) => asks(condition) || asks(yes) || asks(no),
        ExprKind::Some(bindings, body) | ExprKind::Every(bindings, body) | ExprKind::For(bindings, body) => {
            asks(body)
                || bindings.iter().any(|binding| match &binding.domain {
                    crate::expr::Domain::Each(list) => asks(list),
                    crate::expr::Domain::Span(first, last) => asks(first) || asks(last),
                })
        }
        ExprKind::Call(callee, arguments) => {
            asks(callee)
                || match arguments {
                    crate::expr::Args::Positional(arguments) => arguments.iter().any(asks),
                    crate::expr::Args::Named(arguments) => arguments.iter().any(|(_, argument)| asks(argument)),
                }
        }
        ExprKind::List(items) => items.iter().any(asks),
        ExprKind::Context(entries) => entries.iter().any(|(_, value)| asks(value)),
        ExprKind::Range(..) | ExprKind::UnaryTests(_) => false,
    }
}
