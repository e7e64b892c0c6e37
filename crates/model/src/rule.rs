//! Declared checks on records.

use crate::expression::Expression;
use crate::label::Label;
use std::sync::Arc;

/// A check made on every write: where `when` is true, `say` is what is wrong.
#[derive(Debug, Clone)]
pub struct Rule {
    pub name: Arc<str>,
    pub when: Expression,
    pub say: Label,
    /// The field beside which it is said; none for the whole record.
    pub at: Option<Arc<str>>,
    pub level: Level,
}

/// How grave something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord)]
pub enum Level {
    /// The write goes on and people are told.
    Warning,
    /// The write is refused.
    #[default]
    Error,
}
