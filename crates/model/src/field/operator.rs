//! The comparisons a filter builder offers.

use super::Kind;

/// A comparison of a field with values somebody enters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operator {
    Is,
    IsNot,
    /// One of several.
    AnyOf,
    NoneOf,
    Contains,
    StartsWith,
    Less,
    AtMost,
    Greater,
    AtLeast,
    Between,
    /// So many days, weeks, months from now, or the current one.
    Within,
    /// Of several choices or related records: all of these.
    AllOf,
    Empty,
    Filled,
    /// Of a relation to a user: the one who asks.
    IsMe,
    /// Of a relation in a tree: it or anything below.
    Below,
}

impl Operator {
    /// The word for it in URLs and saved views.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Is => "is",
            Self::IsNot => "is_not",
            Self::AnyOf => "any_of",
            Self::NoneOf => "none_of",
            Self::Contains => "contains",
            Self::StartsWith => "starts_with",
            Self::Less => "less",
            Self::AtMost => "at_most",
            Self::Greater => "greater",
            Self::AtLeast => "at_least",
            Self::Between => "between",
            Self::Within => "within",
            Self::AllOf => "all_of",
            Self::Empty => "empty",
            Self::Filled => "filled",
            Self::IsMe => "is_me",
            Self::Below => "below",
        }
    }
}

impl Kind {
    /// What a filter builder offers for it, the usual one first.
    pub fn operators(&self) -> &'static [Operator] {
        use Operator::*;
        match self.shown() {
            Self::Text { .. } | Self::Email | Self::Url | Self::AutoNumber(_) => {
                &[Contains, StartsWith, Is, IsNot, AnyOf, Empty, Filled]
            }
            Self::Phone => &[Contains, Is, IsNot, Empty, Filled],
            Self::LongText { .. } | Self::RichText { .. } => &[Contains, Empty, Filled],
            Self::Number { .. } | Self::Integer | Self::Money(_) | Self::Percent { .. } | Self::Rating { .. } => {
                &[AtLeast, AtMost, Between, Is, IsNot, Greater, Less, Empty, Filled]
            }
            Self::Duration => &[AtLeast, AtMost, Between, Empty, Filled],
            Self::YesNo => &[Is],
            Self::Choice { .. } => &[AnyOf, NoneOf, Empty, Filled],
            Self::Choices { .. } | Self::Relations(_) => &[AnyOf, AllOf, NoneOf, Empty, Filled],
            Self::Date | Self::DateTime => &[Within, Between, Is, AtLeast, AtMost, Empty, Filled],
            Self::Address => &[Contains, Empty, Filled],
            Self::File | Self::Image => &[Empty, Filled],
            Self::Relation(relation) if relation.to.iter().any(|to| to.as_str() == "base.user") => {
                &[IsMe, AnyOf, NoneOf, Empty, Filled]
            }
            Self::Relation(relation) if relation.to.iter().any(|to| to.as_str() == "base.unit") => {
                &[AnyOf, Below, NoneOf, Empty, Filled]
            }
            Self::Relation(_) => &[AnyOf, NoneOf, Empty, Filled],
            Self::Lines(_) | Self::RollUp(_) | Self::Json => &[],
        }
    }
}
