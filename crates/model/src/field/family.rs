//! What can be done with the kinds of field: the table of their abilities and FEEL types.

use super::{Function, Kind};
use feel::Type;
use std::sync::Arc;

impl Kind {
    /// Whether its value is text that people sort by.
    pub fn is_text(&self) -> bool {
        matches!(self, Self::Text { .. } | Self::Email | Self::Url | Self::AutoNumber(_))
    }

    /// Whether its value is a number: what can be summed.
    pub fn is_number(&self) -> bool {
        matches!(
            self.shown(),
            Self::Number { .. } | Self::Integer | Self::Money(_) | Self::Percent { .. } | Self::Rating { .. }
        )
    }

    /// Whether a list can be sorted by it.
    pub fn is_sortable(&self) -> bool {
        !matches!(
            self.shown(),
            Self::LongText { .. }
                | Self::RichText { .. }
                | Self::Choices { .. }
                | Self::File
                | Self::Image
                | Self::Relations(_)
                | Self::Lines(_)
                | Self::Json
        )
    }

    /// Whether a filter can name it.
    pub fn is_filterable(&self) -> bool {
        !self.operators().is_empty()
    }

    /// The functions by which many values become one.
    pub fn aggregates(&self) -> &'static [Function] {
        match self.shown() {
            Self::Number { .. } | Self::Integer | Self::Money(_) | Self::Percent { .. } | Self::Rating { .. } => {
                &Function::ALL
            }
            Self::Duration => &Function::ALL,
            Self::Date | Self::DateTime => &[Function::Count, Function::Min, Function::Max],
            _ => &[Function::Count],
        }
    }

    /// Whether records can be grouped by it.
    pub fn is_groupable(&self) -> bool {
        matches!(
            self.shown(),
            Self::Text { .. }
                | Self::YesNo
                | Self::Choice { .. }
                | Self::Date
                | Self::DateTime
                | Self::Relation(_)
                | Self::Rating { .. }
                | Self::Integer
        )
    }

    /// The type of its value in FEEL. Related records are contexts; [`crate::Entity::schema`] knows their fields.
    pub fn feel_type(&self) -> Type {
        match self.shown() {
            Self::Text { .. }
            | Self::LongText { .. }
            | Self::RichText { .. }
            | Self::Choice { .. }
            | Self::Email
            | Self::Phone
            | Self::Url
            | Self::AutoNumber(_) => Type::Text,
            Self::Number { .. } | Self::Integer | Self::Money(_) | Self::Percent { .. } | Self::Rating { .. } => {
                Type::Number
            }
            Self::YesNo => Type::Bool,
            Self::Choices { .. } => Type::list(Type::Text),
            Self::Date => Type::Date,
            Self::DateTime => Type::DateTime,
            Self::Duration => Type::Days,
            Self::Address => {
                Type::context(super::column::ADDRESS.iter().map(|(_, part)| (Arc::<str>::from(*part), Type::Text)))
            }
            Self::File | Self::Image | Self::Relation(_) => Type::context([("id", Type::Number)]),
            Self::Relations(_) | Self::Lines(_) => Type::list(Type::context([("id", Type::Number)])),
            Self::RollUp(_) | Self::Json => Type::Any,
        }
    }
}
