//! The tree of a parsed OData URL: what was written, not yet what it means.
//!
//! Names are not resolved here: whether `Items` is a navigation property or a
//! type is decided by whoever holds the model. Every part that can be wrong
//! carries `at`, the byte offset in the text as it was sent.

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

/// A literal, checked in its form. Numbers and times keep the text as written, so
/// that nothing is lost before the type of the other operand is known.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    Null,
    Boolean(bool),
    /// An integer or decimal number, perhaps with an exponent.
    Number(String),
    /// `NaN`, `INF`, `-INF`
    NotFinite(NotFinite),
    Guid(String),
    Date(String),
    DateTimeOffset(String),
    TimeOfDay(String),
    Duration(String),
    String(String),
    Binary(Vec<u8>),
    Enum {
        type_name: Name,
        members: Vec<String>,
    },
    Geo {
        system: GeoSystem,
        srid: u32,
        shape: Shape,
    },
}

/// The numbers of IEEE 754 that are none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotFinite {
    NaN,
    PositiveInfinity,
    NegativeInfinity,
}

/// Round earth or flat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GeoSystem {
    Geography,
    Geometry,
}

/// A position: longitude, latitude, then elevation and measure when given.
pub type Position = Vec<f64>;

/// A shape of a geography or geometry literal.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    Point(Position),
    LineString(Vec<Position>),
    Polygon(Vec<Vec<Position>>),
    MultiPoint(Vec<Position>),
    MultiLineString(Vec<Vec<Position>>),
    MultiPolygon(Vec<Vec<Vec<Position>>>),
    Collection(Vec<Shape>),
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

/// A recursive hierarchy: its nodes, its qualifier, the path to the node.
#[derive(Debug, Clone, PartialEq)]
pub struct Hierarchy {
    pub nodes: Path,
    pub qualifier: Name,
    pub node: Path,
}

/// `ancestors(…)` or `descendants(…)`
#[derive(Debug, Clone, PartialEq)]
pub struct Relatives {
    pub direction: RelativesOf,
    pub hierarchy: Hierarchy,
    pub start: Vec<Transformation>,
    pub distance: Option<u64>,
    pub start_kept: bool,
}

/// The direction in a hierarchy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelativesOf {
    Ancestors,
    Descendants,
}

/// `traverse(…)`
#[derive(Debug, Clone, PartialEq)]
pub struct Traverse {
    pub hierarchy: Hierarchy,
    pub order: TraverseOrder,
    pub start: Vec<Transformation>,
    pub siblings: Vec<OrderItem>,
}

/// Whether a node comes before or after its descendants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TraverseOrder {
    Preorder,
    Postorder,
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
