use std::sync::Arc;

use sea_query::{PostgresQueryBuilder, QueryStatementBuilder, SqliteQueryBuilder};

use crate::param::Param;

/// Which SQL a database speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialect {
    Sqlite,
    Postgres,
}

/// A statement's text for one dialect; cheap to clone and to keep.
///
/// Connections keep statements prepared by their text, so a plan that is run often is parsed once.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Plan(Arc<str>);

impl Plan {
    /// Renders a statement and returns its values in the order of the placeholders.
    pub fn of(statement: &impl QueryStatementBuilder, dialect: Dialect) -> (Plan, Vec<Param>) {
        let (sql, values) = match dialect {
            Dialect::Sqlite => statement.build_any(&SqliteQueryBuilder),
            Dialect::Postgres => statement.build_any(&PostgresQueryBuilder),
        };
        (Plan(sql.into()), values.0.into_iter().map(Param::of).collect())
    }

    /// A statement written by hand; parameters are `?` on SQLite and `$1`, `$2` on PostgreSQL.
    pub fn text(sql: &str) -> Plan {
        Plan(sql.into())
    }

    pub fn sql(&self) -> &str {
        &self.0
    }
}
