//! The transformations of `$apply`. OData Data Aggregation 4.0, section 3.

use super::address::{Arguments, Name};
use super::expression::{Expr, Path};
use super::hierarchy::{Hierarchy, Relatives, Traverse};
use super::option::{Computed, OrderItem, Search};

/// One set transformation of `$apply`. OData Data Aggregation 4.0, section 3.
#[derive(Debug, Clone, PartialEq)]
pub enum Transformation {
    Aggregate(Vec<Aggregate>),
    GroupBy {
        by: Vec<Grouping>,
        then: Vec<Transformation>,
    },
    Filter(Expr),
    Search(Search),
    Compute(Vec<Computed>),
    OrderBy(Vec<OrderItem>),
    Top(u64),
    Skip(u64),
    Identity,
    Concat(Vec<Vec<Transformation>>),
    /// `topcount`, `bottomsum` and their like.
    Best {
        best: Best,
        amount: Expr,
        by: Expr,
    },
    /// `nest` without a path, `addnested` with one.
    Nest {
        path: Option<Path>,
        nested: Vec<Nested>,
    },
    Join {
        join: Join,
        path: Path,
        alias: Name,
        then: Vec<Transformation>,
    },
    /// `ancestors` and `descendants`
    Relatives(Box<Relatives>),
    Traverse(Box<Traverse>),
    /// A function of a service.
    Custom {
        at: u32,
        name: Name,
        arguments: Arguments,
    },
}

/// Which of the members are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Best {
    TopCount,
    TopSum,
    TopPercent,
    BottomCount,
    BottomSum,
    BottomPercent,
}

/// Whether instances without related ones are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Join {
    Inner,
    Outer,
}

/// A sequence of transformations under a name.
#[derive(Debug, Clone, PartialEq)]
pub struct Nested {
    pub then: Vec<Transformation>,
    pub alias: Name,
}

/// A member of the list of `groupby`.
#[derive(Debug, Clone, PartialEq)]
pub enum Grouping {
    Path(Path),
    /// `rollup(a,b)`, or the name of a levelled hierarchy.
    Rollup(Vec<Path>),
    /// `rolluprecursive(hierarchy, transformations)`
    RollupRecursive {
        hierarchy: Hierarchy,
        then: Vec<Transformation>,
    },
}

/// One member of `aggregate(…)`.
#[derive(Debug, Clone, PartialEq)]
pub struct Aggregate {
    pub at: u32,
    /// What is aggregated; a path that ends in `$count` counts.
    pub subject: Expr,
    pub method: Option<AggregateMethod>,
    pub from: Vec<AggregateFrom>,
    pub alias: Option<Name>,
}

/// `from grouping with method`
#[derive(Debug, Clone, PartialEq)]
pub struct AggregateFrom {
    pub by: Vec<Path>,
    pub method: Option<AggregateMethod>,
}

/// How values become one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AggregateMethod {
    Sum,
    Min,
    Max,
    Average,
    CountDistinct,
    Custom(Name),
}
