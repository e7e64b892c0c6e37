//! FEEL texts of definitions, read and compiled.

use std::sync::Arc;

/// A FEEL expression of a definition.
///
/// Its program is compiled over [`crate::Entity::schema`] of the entity it stands at.
#[derive(Debug, Clone)]
pub struct Expression {
    /// As written.
    pub source: Arc<str>,
    /// The tree, for SQL.
    pub expr: Arc<feel::Expr>,
    /// What is evaluated in memory.
    pub program: feel::Program,
}

/// Two expressions are the same when they mean the same.
impl PartialEq for Expression {
    fn eq(&self, other: &Self) -> bool {
        self.expr == other.expr
    }
}
