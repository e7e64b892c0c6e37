//! What a check has found.
use std::fmt;

use crate::xml::Place;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Something foreign that was not understood; it is kept and has no effect.
    Info,
    /// It runs, though perhaps not as meant.
    Warning,
    /// The model is refused.
    Error,
}

/// One thing to know about an element of a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The element's id, or its kind where it has none.
    pub element: String,
    /// The name of the rule; those of [`crate::lint::RULES`] say more.
    pub rule: &'static str,
    pub severity: Severity,
    /// A sentence for people.
    pub message: String,
    pub place: Place,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {} ({})", self.place, self.element, self.message, self.rule)
    }
}
