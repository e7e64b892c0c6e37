//! The fields of entities: what they are called, what they hold, how they lie in columns.

mod column;
mod family;
mod initial;
mod kind;
mod operator;

pub use column::{ColumnKind, ColumnPart, ColumnSpec};
pub use initial::{Initial, Lookup};
pub use kind::{AutoNumber, Choice, Function, Kind, KindName, Lines, Money, OnDelete, Relation, Relations, RollUp};
pub use operator::Operator;

use crate::expression::Expression;
use crate::label::Label;
use std::sync::Arc;

/// One field of an entity.
#[derive(Debug, Clone)]
pub struct Field {
    pub name: Arc<str>,
    pub label: Label,
    /// A sentence for those who fill it in; empty when there is none.
    pub help: Label,
    pub kind: Kind,
    /// The app that defines it: another one than the entity's when a later package added it.
    pub app: Arc<str>,
    /// Whether it is one of the system columns: `id`, `owner`, `created_at`. Only `owner` and `unit` of them may be
    /// written by people.
    pub system: bool,
    /// Whether a record needs a value here.
    pub required: bool,
    /// Whether no two records may have the same value.
    pub unique: bool,
    /// The value of a new record that was given none.
    pub default: Option<Initial>,
    /// The fields on whose change the default applies again, unless the same write sets this field.
    pub follows: Vec<Arc<str>>,
    /// Computed on every write; never written by anyone.
    pub formula: Option<Expression>,
    /// Set by the platform or at creation, not by people afterwards.
    pub readonly: bool,
    /// Whether the column has an index of its own. Relations always have.
    pub indexed: bool,
    /// Whether its words are found by search.
    pub searchable: bool,
    /// Whether text is sorted as people sort it: the column `<name>__key` holds the key.
    pub sort: bool,
    /// Whether lists leave it out of the choice of columns.
    pub hidden_in_lists: bool,
    /// Whether digits are shown in groups: `12,500`. Years and other numbers that count nothing are not.
    pub grouping: bool,
    /// What belongs in the empty control, where a label does not say enough.
    pub placeholder: Label,
}

impl Field {
    /// Whether nobody may write it: a formula, roll-up, automatic number, or readonly.
    pub fn is_computed(&self) -> bool {
        self.formula.is_some() || matches!(self.kind, Kind::RollUp(_) | Kind::AutoNumber(_))
    }

    /// Whether people may write it, rights aside.
    pub fn is_writable(&self) -> bool {
        !self.is_computed() && !self.readonly
    }

    /// The columns that hold it, its own first; none for line items and relations to many.
    pub fn columns(&self) -> Vec<ColumnSpec> {
        column::columns(self)
    }

    /// The name of the column with its sort key, when it has one.
    pub fn key_column(&self) -> Option<Arc<str>> {
        (self.sort && self.kind.is_text()).then(|| format!("{}__key", self.name).into())
    }

    /// The relation it is, when it leads to one record.
    pub fn relation(&self) -> Option<&Relation> {
        match &self.kind {
            Kind::Relation(relation) => Some(relation),
            _ => None,
        }
    }

    /// The choices it offers; none for other kinds.
    pub fn choices(&self) -> &[Choice] {
        match &self.kind {
            Kind::Choice { choices } | Kind::Choices { choices } => choices,
            _ => &[],
        }
    }

    /// The choice with this value.
    pub fn choice(&self, value: &str) -> Option<&Choice> {
        self.choices().iter().find(|choice| &*choice.value == value)
    }
}
