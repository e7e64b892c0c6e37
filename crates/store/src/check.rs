use std::fmt;

use crate::error::Result;
use crate::plan::{Dialect, Plan};
use crate::schema::found;
use crate::tx::Tx;
use sea_query::{Expr, ExprTrait, Query};

/// Something that is wrong with a database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// The file or an index is damaged; in the database's own words.
    Damaged(String),
    /// `count` values of a column point to rows that are not there.
    Dangling { table: String, column: String, count: i64 },
    /// An index was not finished and finds nothing reliably.
    InvalidIndex(String),
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Finding::Damaged(message) => write!(f, "damaged: {message}"),
            Finding::Dangling { table, column, count } => {
                write!(f, "{count} values of {table}.{column} point to nothing")
            }
            Finding::InvalidIndex(index) => write!(f, "index {index} is not valid"),
        }
    }
}

/// Lets the database learn how its values are distributed, which it chooses its indexes by. Inside
/// [`crate::Database::alone`], after an import, a restore, and once in a while.
///
/// # Errors
/// When the database refuses.
pub fn tune(tx: &mut Tx) -> Result<()> {
    match tx.dialect() {
        // 0x10002: look at every table, whether this connection has used it or not.
        Dialect::Sqlite => {
            tx.query(&Plan::text("PRAGMA optimize(0x10002)"), &[], |_| Ok(()))?;
            // Other connections read what was found only together with the schema, so it is made to look changed.
            tx.batch("CREATE TABLE store_tuned (place INTEGER); DROP TABLE store_tuned")
        }
        Dialect::Postgres => tx.batch("ANALYZE"),
    }
}

/// [`tune`] for tables that many rows were added to, with their indexes of words: the others are as they were.
///
/// # Errors
/// When the database refuses.
pub fn tune_tables(tx: &mut Tx, tables: &[&str]) -> Result<()> {
    if tx.dialect() == Dialect::Sqlite {
        // It finds out by itself which tables have grown.
        return tune(tx);
    }
    let names = tables.iter().flat_map(|table| [(*table).to_owned(), crate::text::index_name(table)]);
    let mut there = Query::select();
    there
        .expr(Expr::cust("CAST(CAST(oid AS regclass) AS text)"))
        .from("pg_class")
        .and_where(Expr::cust("relkind = 'r' AND pg_table_is_visible(oid)"))
        .and_where(Expr::cust("CAST(relname AS text)").is_in(names));
    let there = tx.all(&there, |row| row.text(0).map(str::to_owned))?;
    if there.is_empty() { Ok(()) } else { tx.batch(&format!("ANALYZE {}", there.join(", "))) }
}

/// Looks the whole database through; nothing means it is sound. Inside [`crate::Database::read_long`].
///
/// # Errors
/// When the database cannot be read.
pub fn check(tx: &mut Tx) -> Result<Vec<Finding>> {
    let mut findings = match tx.dialect() {
        Dialect::Sqlite => tx.query_all(&Plan::text("PRAGMA integrity_check"), &[], |row| {
            Ok(Finding::Damaged(row.text(0)?.to_owned()))
        })?,
        Dialect::Postgres => {
            let invalid = "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid ORDER BY 1";
            tx.query_all(&Plan::text(invalid), &[], |row| Ok(Finding::InvalidIndex(row.text(0)?.to_owned())))?
        }
    };
    findings.retain(|finding| *finding != Finding::Damaged("ok".to_owned()));
    for table in found::tables(tx)? {
        let Some(found) = found::table(tx, &table)? else { continue };
        for (column, reference) in
            found.columns.iter().filter_map(|(name, column)| Some((name, column.references.as_ref()?)))
        {
            let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
            let sql = format!(
                "SELECT count(*) FROM {} AS this WHERE this.{column} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {} AS that WHERE that.{} = this.{column})",
                quoted(&table),
                quoted(&reference.table),
                quoted(&reference.column),
                column = quoted(column),
            );
            let count = tx.query_one(&Plan::text(&sql), &[], |row| row.int(0))?.unwrap_or(0);
            if count > 0 {
                findings.push(Finding::Dangling { table: table.clone(), column: column.clone(), count });
            }
        }
    }
    Ok(findings)
}
