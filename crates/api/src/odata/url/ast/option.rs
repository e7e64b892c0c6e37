//! Query options, each as it was written.

use super::address::Name;
use super::expression::Expr;
use super::transformation::Transformation;

/// One query option.
#[derive(Debug, Clone, PartialEq)]
pub struct QueryOption {
    pub at: u32,
    pub kind: OptionKind,
}

/// The query options of OData 4.01, of its extension for data aggregation, and the others.
#[derive(Debug, Clone, PartialEq)]
pub enum OptionKind {
    Filter(Expr),
    OrderBy(Vec<OrderItem>),
    Expand(Vec<ExpandItem>),
    Select(Vec<SelectItem>),
    Top(u64),
    Skip(u64),
    Count(bool),
    Search(Search),
    Apply(Vec<Transformation>),
    Compute(Vec<Computed>),
    Format(String),
    SkipToken(String),
    DeltaToken(String),
    Levels(Levels),
    Index(i64),
    SchemaVersion(String),
    Id(String),
    /// `@name=value`
    Alias(String, Expr),
    /// Any other option: a custom one, or a function's parameter by name.
    Custom {
        name: String,
        value: Option<String>,
    },
}

/// How deep `$expand` follows a relation to the same type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Levels {
    Max,
    Number(u32),
}

/// One member of `$orderby`.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderItem {
    pub by: Expr,
    pub direction: Direction,
}

/// The direction of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Ascending,
    Descending,
}

/// One member of `$compute`.
#[derive(Debug, Clone, PartialEq)]
pub struct Computed {
    pub value: Expr,
    pub alias: Name,
}

/// One member of `$expand`.
#[derive(Debug, Clone, PartialEq)]
pub struct ExpandItem {
    pub at: u32,
    pub path: Vec<PathPart>,
    pub suffix: ExpandSuffix,
    pub options: Vec<QueryOption>,
}

/// What is wanted of an expanded relation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExpandSuffix {
    /// The related entities.
    Entities,
    /// `/$ref`: only their references.
    References,
    /// `/$count`: only their number.
    Count,
}

/// One member of `$select`.
#[derive(Debug, Clone, PartialEq)]
pub struct SelectItem {
    pub at: u32,
    pub path: Vec<PathPart>,
    /// The parameter names that tell overloads of a function apart.
    pub parameters: Vec<Name>,
    pub options: Vec<QueryOption>,
}

/// A part of a path in `$select` or `$expand`.
#[derive(Debug, Clone, PartialEq)]
pub enum PathPart {
    Name(Name),
    Annotation(Annotation),
    /// `*`
    Star,
    /// `Namespace.*`: all actions and functions of a namespace.
    Operations(String),
    /// `$value`
    Value,
}

/// `@Namespace.Term#Qualifier`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Annotation {
    pub term: Name,
    pub qualifier: Option<String>,
}

/// What `$search` looks for. OData URL Conventions 5.1.7.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Search {
    Word(String),
    Phrase(String),
    /// Text in single quotes, as somebody typed it so far: no operators in it.
    Text(String),
    Not(Box<Search>),
    And(Vec<Search>),
    Or(Vec<Search>),
}
