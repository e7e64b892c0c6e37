//! Expressions of `$filter`, `$orderby` and `$compute`. OData URL Conventions 5.1.1.

use super::address::{Arguments, Name};
use super::literal::Literal;
use super::option::{Annotation, QueryOption};
use super::transformation::Aggregate;

/// An expression. OData URL Conventions 5.1.1.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    pub at: u32,
    pub kind: ExprKind,
}

/// The kinds of expressions.
#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    Literal(Literal),
    /// `[a, b]`
    Array(Vec<Expr>),
    /// `{"a": b}`
    Object(Vec<(String, Expr)>),
    /// `(1, 2)`, right of `in` only.
    List(Vec<Expr>),
    Path(Path),
    /// A built-in function.
    Call {
        method: Method,
        arguments: Vec<Expr>,
    },
    /// `case(condition:value, …)`
    Case(Vec<(Expr, Expr)>),
    Cast {
        value: Option<Box<Expr>>,
        to: TypeName,
    },
    IsOf {
        value: Option<Box<Expr>>,
        of: TypeName,
    },
    Not(Box<Expr>),
    Negate(Box<Expr>),
    /// Two or more, all of which must hold.
    And(Vec<Expr>),
    /// Two or more, one of which must hold.
    Or(Vec<Expr>),
    Binary {
        operator: Operator,
        left: Box<Expr>,
        right: Box<Expr>,
    },
}

/// The operators between two operands, `and` and `or` aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Has,
    In,
    Add,
    Subtract,
    Multiply,
    Divide,
    /// `divby`: the quotient may have a fraction even of two integers.
    DivideBy,
    Modulo,
}

/// A type, or a collection of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeName {
    pub name: Name,
    pub collection: bool,
}

/// A path in an expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    pub root: Root,
    pub steps: Vec<Step>,
}

/// Where a path begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Root {
    /// With a member of the current instance, or a lambda variable.
    Implicit,
    /// `$it`
    It,
    /// `$this`
    This,
    /// `$root`
    Service,
    /// `$these`: the collection an aggregation works on.
    These,
    /// `@name`
    Alias(String),
}

/// One step of a path in an expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    pub at: u32,
    pub kind: StepKind,
}

/// The kinds of steps.
#[derive(Debug, Clone, PartialEq)]
pub enum StepKind {
    /// A property, relation, type, lambda variable or function.
    Name {
        name: Name,
        arguments: Option<Arguments>,
    },
    /// A key after a filter or a call.
    Key(Arguments),
    Annotation(Annotation),
    /// `$count`, with options that say what to count.
    Count(Vec<QueryOption>),
    /// `$filter(…)`
    Filter(Box<Expr>),
    /// `any(x:…)`, or `any()`: there is a member.
    Any(Option<Box<Lambda>>),
    /// `all(x:…)`
    All(Box<Lambda>),
    /// `aggregate(…)`
    Aggregate(Box<Aggregate>),
}

/// `variable: condition` of `any` and `all`.
#[derive(Debug, Clone, PartialEq)]
pub struct Lambda {
    pub variable: Name,
    pub condition: Expr,
}

/// The built-in functions. OData URL Conventions 5.1.1.5 to 5.1.1.12.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    Concat,
    Contains,
    EndsWith,
    IndexOf,
    Length,
    MatchesPattern,
    StartsWith,
    Substring,
    ToLower,
    ToUpper,
    Trim,
    HasSubset,
    HasSubsequence,
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second,
    FractionalSeconds,
    TotalSeconds,
    Date,
    Time,
    TotalOffsetMinutes,
    MinDateTime,
    MaxDateTime,
    Now,
    Round,
    Floor,
    Ceiling,
    GeoDistance,
    GeoLength,
    GeoIntersects,
    /// Data aggregation: is the property there at all.
    IsDefined,
}
