//! What a field begins with.

use crate::condition::Condition;
use crate::expression::Expression;
use crate::name::EntityName;
use crate::view::Sort;

/// What a new record's field begins with.
#[derive(Debug, Clone, PartialEq)]
pub enum Initial {
    /// The value of an expression over the record.
    Value(Expression),
    /// A record that is looked up; only of a relation to one entity.
    First(Lookup),
}

/// A record that is looked up: the first that fits, among those that whoever asks may read. Nothing when there is none.
#[derive(Debug, Clone, PartialEq)]
pub struct Lookup {
    /// Where it is looked for: the target of the relation.
    pub of: EntityName,
    /// Which records fit; all without it.
    pub filter: Option<Condition>,
    /// Which of them is the first. Where that leaves it open, the older record is.
    pub sort: Vec<Sort>,
}

impl Initial {
    /// The programs that it evaluates over the record, to see what of other records they read.
    pub fn programs(&self) -> impl Iterator<Item = &feel::Program> {
        let (value, lookup) = match self {
            Self::Value(value) => (Some(&value.program), None),
            Self::First(lookup) => (None, lookup.filter.as_ref()),
        };
        value
            .into_iter()
            .chain(lookup.into_iter().flat_map(|filter| filter.given.iter().map(|given| &given.value.program)))
    }
}
