//! The tree of a parsed OData URL: what was written, not yet what it means.
//!
//! Names are not resolved here: whether `Items` is a navigation property or a
//! type is decided by whoever holds the model. Every part that can be wrong
//! carries `at`, the byte offset in the text as it was sent.

mod address;
mod expression;
mod hierarchy;
mod literal;
mod option;
mod transformation;

pub use address::{Arguments, Name, Resource, Segment, SegmentKind, Url};
pub use expression::{Expr, ExprKind, Lambda, Method, Operator, Path, Root, Step, StepKind, TypeName};
pub use hierarchy::{Hierarchy, Relatives, RelativesOf, Traverse, TraverseOrder};
pub use literal::{GeoSystem, Literal, NotFinite, Position, Shape};
pub use option::{
    Annotation, Computed, Direction, ExpandItem, ExpandSuffix, Levels, OptionKind, OrderItem, PathPart, QueryOption,
    Search, SelectItem,
};
pub use transformation::{Aggregate, AggregateFrom, AggregateMethod, Best, Grouping, Join, Nested, Transformation};
