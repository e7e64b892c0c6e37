//! Transformations along recursive hierarchies. OData Data Aggregation 4.0, section 6.

use super::address::Name;
use super::expression::Path;
use super::option::OrderItem;
use super::transformation::Transformation;

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
