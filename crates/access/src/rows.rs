//! Which rows a right reaches.

use model::Expression;
use std::sync::Arc;

/// The rows a right reaches.
#[derive(Debug, Clone, PartialEq)]
pub enum Rows {
    /// None: the right is missing.
    None,
    /// Every row.
    All,
    /// The rows that any of these rules reaches.
    Any(Arc<[RowRule]>),
}

/// One way to reach a row.
#[derive(Debug, Clone, PartialEq)]
pub enum RowRule {
    /// The actor owns the record.
    Own,
    /// The record belongs to the actor's unit.
    Unit,
    /// The record belongs to the actor's unit or one below.
    UnitTree,
    /// The record was shared with the actor, or with a unit above, at this level or a higher one.
    Shared(ShareLevel),
    /// The definitions' condition on the record holds.
    Policy(Arc<Expression>),
    /// The record is a part of another one (a line of an order), which these rows reach.
    Parent { relation: Arc<str>, rows: Box<Rows> },
}

/// What a share lets somebody do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ShareLevel {
    Read,
    Change,
}

impl ShareLevel {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Change => "change",
        }
    }

    /// The number stored; higher includes lower.
    pub fn rank(self) -> i64 {
        match self {
            Self::Read => 1,
            Self::Change => 2,
        }
    }
}

impl Rows {
    /// The rows reached by either.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::All, _) | (_, Self::All) => Self::All,
            (Self::None, rows) | (rows, Self::None) => rows,
            (Self::Any(left), Self::Any(right)) => {
                let mut rules = left.to_vec();
                rules.extend(right.iter().filter(|rule| !left.contains(rule)).cloned());
                Self::Any(rules.into())
            }
        }
    }

    /// Rows reached by one rule.
    pub fn by(rule: RowRule) -> Self {
        Self::Any(Arc::from([rule]))
    }
}
