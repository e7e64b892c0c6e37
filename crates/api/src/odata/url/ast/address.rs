//! The path of a URL: what is addressed.

use super::expression::Expr;
use super::option::QueryOption;

/// A URL relative to the service root.
#[derive(Debug, Clone, PartialEq)]
pub struct Url {
    pub resource: Resource,
    /// All query options in the order they were written.
    pub options: Vec<QueryOption>,
}

/// What the path addresses. OData URL Conventions 4.
#[derive(Debug, Clone, PartialEq)]
pub enum Resource {
    /// The service document: an empty path.
    Service,
    Metadata,
    Batch,
    /// `$entity`, the entity is named by the option `$id`.
    Entity {
        cast: Option<Name>,
    },
    /// `$all`, optionally with a type.
    All {
        cast: Option<Name>,
    },
    /// `$crossjoin(A,B)`, with the place of a `$query` that follows.
    CrossJoin {
        sets: Vec<Name>,
        query: Option<u32>,
    },
    /// A path that begins with an entity set, a singleton or an import.
    Path(Vec<Segment>),
}

/// A part of the path between two slashes, or a key after it.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    pub at: u32,
    pub kind: SegmentKind,
}

/// The kinds of path segments.
#[derive(Debug, Clone, PartialEq)]
pub enum SegmentKind {
    /// A set, property, type, function or action.
    Name { name: Name, arguments: Option<Arguments> },
    /// A second pair of parentheses: the key after a function call or filter.
    Key(Arguments),
    /// A segment that is no name: a key written as a segment, or an index.
    Raw(String),
    /// `$filter(…)`
    Filter(Expr),
    /// `$each`
    Each,
    /// `$count`
    Count,
    /// `$ref`
    Ref,
    /// `$value`
    Value,
    /// `$query`: the options are in the body of a POST.
    Query,
}

/// A name, with its namespace when one was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    pub at: u32,
    pub namespace: Option<String>,
    pub name: String,
}

/// What stands in parentheses after a name.
#[derive(Debug, Clone, PartialEq)]
pub enum Arguments {
    /// `()`
    Empty,
    /// `(5)`: a key of one property.
    Positional(Box<Expr>),
    /// `(id=5)`: a key by name, or the parameters of a function.
    Named(Vec<(Name, Expr)>),
}
