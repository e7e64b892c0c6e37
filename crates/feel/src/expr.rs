//! The tree of an expression: what the parser makes, filters are built of, and SQL comes from.
use std::{ops::Bound, sync::Arc};

use crate::{diagnostic::Span, types::Type, value::Value};

/// An expression and where it stands in its text.
///
/// `==` compares what is meant and ignores the spans. `to_string` writes FEEL that reads
/// back as the same tree.
#[derive(Clone, Debug)]
pub struct Expr {
    pub kind: ExprKind,
    pub span: Span,
}

/// The forms of expression (DMN 1.5, 10.3.1.2).
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// Null, boolean, number, text, or an `@"…"` date, time or duration.
    Literal(Value),
    /// A variable or function. `?` is the value under test, `item` the one in a filter.
    Name(Arc<str>),
    /// `expr.name`
    Path(Box<Expr>, Arc<str>),
    /// `-expr`
    Negate(Box<Expr>),
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    /// `value between low and high`, both ends included.
    Between(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `value in (test, test, …)`: whether any test holds. Each is a [`ExprKind::Test`],
    /// a range, a list, or a value to be equal to.
    In(Box<Expr>, Vec<Expr>),
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    For(Vec<Binding>, Box<Expr>),
    /// `some … satisfies …`
    Some(Vec<Binding>, Box<Expr>),
    /// `every … satisfies …`
    Every(Vec<Binding>, Box<Expr>),
    /// `list[predicate]` or `list[position]`
    Filter(Box<Expr>, Box<Expr>),
    Call(Box<Expr>, Args),
    Function(Vec<Parameter>, Box<Expr>),
    Context(Vec<(Arc<str>, Expr)>),
    List(Vec<Expr>),
    /// `[low..high]`, `(low..high)` and the like. One end may be unbounded: `(> 5)`.
    Range(Bound<Box<Expr>>, Bound<Box<Expr>>),
    InstanceOf(Box<Expr>, Type),
    /// `< expr` and the like, where a test stands.
    Test(BinaryOp, Box<Expr>),
    /// A cell of a decision table: what `?` must fulfil.
    UnaryTests(UnaryTests),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BinaryOp {
    Add,
    Sub,
    Mul,
    Div,
    Pow,
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    And,
    Or,
}

/// `name in domain`
#[derive(Clone, Debug, PartialEq)]
pub struct Binding {
    pub name: Arc<str>,
    pub domain: Domain,
}

/// What an iteration runs over.
#[derive(Clone, Debug, PartialEq)]
pub enum Domain {
    /// The items of a list, or the numbers or days of a range.
    Each(Expr),
    /// `first..last`, upwards or downwards.
    Span(Expr, Expr),
}

/// The arguments of a call.
#[derive(Clone, Debug, PartialEq)]
pub enum Args {
    Positional(Vec<Expr>),
    Named(Vec<(Arc<str>, Expr)>),
}

/// A parameter of a function.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    pub name: Arc<str>,
    /// `Type::Any` when it is not written.
    pub kind: Type,
}

/// Tests of `?` (DMN 1.5, 10.3.1.2, rule 15).
#[derive(Clone, Debug, PartialEq)]
pub enum UnaryTests {
    /// `-`: anything passes.
    Any,
    /// Any of the tests holds.
    In(Vec<Expr>),
    /// None of the tests holds: `not(…)`.
    NotIn(Vec<Expr>),
}

impl BinaryOp {
    pub fn symbol(self) -> &'static str {
        match self {
            BinaryOp::Add => "+",
            BinaryOp::Sub => "-",
            BinaryOp::Mul => "*",
            BinaryOp::Div => "/",
            BinaryOp::Pow => "**",
            BinaryOp::Eq => "=",
            BinaryOp::Ne => "!=",
            BinaryOp::Lt => "<",
            BinaryOp::Le => "<=",
            BinaryOp::Gt => ">",
            BinaryOp::Ge => ">=",
            BinaryOp::And => "and",
            BinaryOp::Or => "or",
        }
    }

    pub fn is_comparison(self) -> bool {
        use BinaryOp::*;
        matches!(self, Eq | Ne | Lt | Le | Gt | Ge)
    }
}

impl PartialEq for Expr {
    fn eq(&self, other: &Expr) -> bool {
        self.kind == other.kind
    }
}

/// Trees built by hand, for filters and queries.
impl Expr {
    pub fn new(kind: ExprKind, span: Span) -> Expr {
        Expr { kind, span }
    }

    pub fn literal(value: impl Into<Value>) -> Expr {
        Expr::from(ExprKind::Literal(value.into()))
    }

    pub fn null() -> Expr {
        Expr::literal(Value::Null)
    }

    pub fn name(name: impl Into<Arc<str>>) -> Expr {
        Expr::from(ExprKind::Name(name.into()))
    }

    /// `of.name`
    pub fn path(of: Expr, name: impl Into<Arc<str>>) -> Expr {
        Expr::from(ExprKind::Path(Box::new(of), name.into()))
    }

    /// The names one after the other: `["company", "city"]` is `company.city`.
    ///
    /// # Panics
    /// When there is no name.
    pub fn names<N: Into<Arc<str>>>(names: impl IntoIterator<Item = N>) -> Expr {
        let mut names = names.into_iter();
        let first = Expr::name(names.next().expect("a path has a first name"));
        names.fold(first, Expr::path)
    }

    /// `-operand`; of a number, the negative number.
    pub fn negate(operand: Expr) -> Expr {
        match operand.kind {
            ExprKind::Literal(Value::Number(number)) => Expr::literal(-number),
            _ => Expr::from(ExprKind::Negate(Box::new(operand))),
        }
    }

    pub fn binary(op: BinaryOp, left: Expr, right: Expr) -> Expr {
        Expr::from(ExprKind::Binary(op, Box::new(left), Box::new(right)))
    }

    pub fn eq(left: Expr, right: Expr) -> Expr {
        Expr::binary(BinaryOp::Eq, left, right)
    }

    pub fn and(left: Expr, right: Expr) -> Expr {
        Expr::binary(BinaryOp::And, left, right)
    }

    pub fn or(left: Expr, right: Expr) -> Expr {
        Expr::binary(BinaryOp::Or, left, right)
    }

    /// Whether all hold; true when there is none.
    pub fn and_all(operands: Vec<Expr>) -> Expr {
        balanced(BinaryOp::And, operands).unwrap_or_else(|| Expr::literal(true))
    }

    /// Whether any holds; false when there is none.
    pub fn or_all(operands: Vec<Expr>) -> Expr {
        balanced(BinaryOp::Or, operands).unwrap_or_else(|| Expr::literal(false))
    }

    /// `not(operand)`
    #[expect(clippy::should_implement_trait, reason = "a call in the tree, beside `and` and `or`")]
    pub fn not(operand: Expr) -> Expr {
        Expr::call("not", vec![operand])
    }

    pub fn between(value: Expr, low: Expr, high: Expr) -> Expr {
        Expr::from(ExprKind::Between(Box::new(value), Box::new(low), Box::new(high)))
    }

    /// Whether the value is one of these, or in one of these ranges and lists.
    pub fn is_in(value: Expr, tests: Vec<Expr>) -> Expr {
        Expr::from(ExprKind::In(Box::new(value), tests))
    }

    pub fn list(items: Vec<Expr>) -> Expr {
        Expr::from(ExprKind::List(items))
    }

    /// A call of a function by its name: `Expr::call("contains", vec![..])`.
    pub fn call(function: &str, arguments: Vec<Expr>) -> Expr {
        Expr::from(ExprKind::Call(Box::new(Expr::name(function)), Args::Positional(arguments)))
    }

    /// The name and arguments, when this is a call of a named function by position.
    pub fn as_call(&self) -> Option<(&str, &[Expr])> {
        match &self.kind {
            ExprKind::Call(callee, Args::Positional(arguments)) => match &callee.kind {
                ExprKind::Name(name) => Some((name, arguments)),
                _ => None,
            },
            _ => None,
        }
    }

    /// The names of a path of names: `company.city` is `["company", "city"]`.
    pub fn as_names(&self) -> Option<Vec<&str>> {
        let (mut names, mut expr) = (Vec::new(), self);
        loop {
            match &expr.kind {
                ExprKind::Path(of, name) => {
                    names.push(&**name);
                    expr = of;
                }
                ExprKind::Name(name) => {
                    names.push(name);
                    names.reverse();
                    return Some(names);
                }
                _ => return None,
            }
        }
    }
}

impl Expr {
    /// Puts each part where `place` says: for texts that stand within a larger one.
    pub fn move_spans(&mut self, place: &dyn Fn(Span) -> Span) {
        if self.span != Span::NONE {
            self.span = place(self.span);
        }
        self.kind.each_part(&mut |part| part.move_spans(place));
    }
}

impl ExprKind {
    /// Visits the expressions right below.
    fn each_part(&mut self, visit: &mut dyn FnMut(&mut Expr)) {
        match self {
            ExprKind::Literal(_) | ExprKind::Name(_) | ExprKind::UnaryTests(UnaryTests::Any) => {}
            ExprKind::Path(of, _)
            | ExprKind::Negate(of)
            | ExprKind::InstanceOf(of, _)
            | ExprKind::Test(_, of)
            | ExprKind::Function(_, of) => visit(of),
            ExprKind::Binary(_, left, right) | ExprKind::Filter(left, right) => {
                visit(left);
                visit(right);
            }
            ExprKind::Between(one, two, three) | ExprKind::If(one, two, three) => {
                visit(one);
                visit(two);
                visit(three);
            }
            ExprKind::In(value, tests) => {
                visit(value);
                tests.iter_mut().for_each(visit);
            }
            ExprKind::For(bindings, body) | ExprKind::Some(bindings, body) | ExprKind::Every(bindings, body) => {
                for binding in bindings {
                    match &mut binding.domain {
                        Domain::Each(list) => visit(list),
                        Domain::Span(first, last) => {
                            visit(first);
                            visit(last);
                        }
                    }
                }
                visit(body);
            }
            ExprKind::Call(callee, arguments) => {
                visit(callee);
                match arguments {
                    Args::Positional(arguments) => arguments.iter_mut().for_each(visit),
                    Args::Named(arguments) => arguments.iter_mut().for_each(|(_, argument)| visit(argument)),
                }
            }
            ExprKind::Context(entries) => entries.iter_mut().for_each(|(_, value)| visit(value)),
            ExprKind::List(items) => items.iter_mut().for_each(visit),
            ExprKind::Range(low, high) => {
                for bound in [low, high] {
                    if let Bound::Included(end) | Bound::Excluded(end) = bound {
                        visit(end);
                    }
                }
            }
            ExprKind::UnaryTests(UnaryTests::In(tests) | UnaryTests::NotIn(tests)) => {
                tests.iter_mut().for_each(visit);
            }
        }
    }
}

impl From<ExprKind> for Expr {
    fn from(kind: ExprKind) -> Expr {
        Expr { kind, span: Span::NONE }
    }
}

/// A tree of logarithmic depth, so that long filters are no deeper than short ones.
fn balanced(op: BinaryOp, operands: Vec<Expr>) -> Option<Expr> {
    let mut level = operands;
    while level.len() > 1 {
        let mut next = Vec::with_capacity(level.len().div_ceil(2));
        let mut operands = level.into_iter();
        while let Some(left) = operands.next() {
            next.push(match operands.next() {
                Some(right) => Expr::binary(op, left, right),
                None => left,
            });
        }
        level = next;
    }
    level.pop()
}
