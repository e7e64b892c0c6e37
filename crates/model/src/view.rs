//! How records are shown: lists and forms.

use crate::expression::Expression;
use crate::label::Label;
use crate::name::EntityName;
use std::sync::Arc;

/// The names from a record to a field: `["company", "name"]`.
pub type Path = Vec<Arc<str>>;

/// A list of records as definitions offer it. What people save for themselves are `base.saved_view` records.
#[derive(Debug, Clone)]
pub struct List {
    pub name: Arc<str>,
    pub label: Label,
    /// A Lucide icon.
    pub icon: Option<Arc<str>>,
    pub columns: Vec<Path>,
    /// Which records; all without it. It may name `actor`.
    pub filter: Option<Expression>,
    pub sort: Vec<Sort>,
    /// Numbers whose sum over the whole list is shown.
    pub sums: Vec<Arc<str>>,
    /// Whether it is the one shown first.
    pub default: bool,
}

/// A step of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sort {
    pub path: Path,
    pub direction: Direction,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Direction {
    #[default]
    Ascending,
    Descending,
}

/// The page of a record, and the form that creates one.
#[derive(Debug, Clone, Default)]
pub struct Form {
    /// The few fields by which people recognise a record; shown first, and on a phone only they.
    pub key_fields: Vec<Arc<str>>,
    pub sections: Vec<Section>,
    /// What is asked when a record is created in a hurry; without it the required and key fields.
    pub quick: Vec<Arc<str>>,
    /// Lists of the records that point here.
    pub related: Vec<Related>,
    /// Names of related lists shown beside the record instead of in a tab.
    pub side: Vec<Arc<str>>,
}

/// A group of fields.
#[derive(Debug, Clone)]
pub struct Section {
    pub name: Arc<str>,
    pub label: Label,
    /// 1 or 2.
    pub columns: u8,
    pub fields: Vec<Arc<str>>,
    /// Shown only where this holds.
    pub when: Option<Expression>,
    /// Whether it is closed until somebody opens it.
    pub folded: bool,
}

/// A list of the records of another entity that point to this one.
#[derive(Debug, Clone)]
pub struct Related {
    pub name: Arc<str>,
    pub label: Label,
    pub entity: EntityName,
    /// The relation of that entity that leads here.
    pub by: Arc<str>,
    pub columns: Vec<Path>,
    pub sort: Vec<Sort>,
}
