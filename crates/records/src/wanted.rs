//! Words to be found, and words not to be found: what `$search` says with AND, OR and NOT.

use crate::error::Result;
use crate::search::{self, Taken};
use crate::select::Select;
use crate::tx::Tx;
use std::sync::Arc;
use store::sql::{Alias, Expr, ExprTrait};

/// What a record must have words of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// Each of these words, as [`crate::Query::search`] takes them.
    Words(Arc<str>),
    All(Vec<Wanted>),
    Any(Vec<Wanted>),
    Not(Box<Wanted>),
}

/// The condition in SQL, under the rights of the query.
///
/// # Errors
/// [`crate::Error::Query`] for an entity that is not searched.
pub(crate) fn condition(tx: &mut Tx<'_>, select: &mut Select<'_>, wanted: &Wanted) -> Result<Expr> {
    Ok(match wanted {
        Wanted::Words(words) => having(tx, select, words)?,
        Wanted::All(members) => joined(tx, select, members, Expr::and)?.unwrap_or_else(|| always(true)),
        Wanted::Any(members) => joined(tx, select, members, Expr::or)?.unwrap_or_else(|| always(false)),
        Wanted::Not(inner) => condition(tx, select, inner)?.not(),
    })
}

fn joined(
    tx: &mut Tx<'_>,
    select: &mut Select<'_>,
    members: &[Wanted],
    join: fn(Expr, Expr) -> Expr,
) -> Result<Option<Expr>> {
    let mut all = None;
    for member in members {
        let one = condition(tx, select, member)?;
        all = Some(match all {
            None => one,
            Some(before) => join(before, one),
        });
    }
    Ok(all)
}

/// Whether a record is one of those that have the words. No words at all are had by every record.
fn having(tx: &mut Tx<'_>, select: &mut Select<'_>, words: &str) -> Result<Expr> {
    if words.trim().is_empty() {
        return Ok(always(true));
    }
    let layout = Arc::clone(&select.layout);
    let Some(mut inner) = select.among(&layout)? else { return Ok(always(false)) };
    search::restrict(tx, &mut inner, words, Taken::AsMeant)?;
    let id = |alias: &str| Expr::col((Alias::new(alias), Alias::new("id")));
    let found = Arc::clone(inner.main());
    inner.statement.expr(id(&found));
    Ok(id(select.main()).in_subquery(inner.statement))
}

fn always(answer: bool) -> Expr {
    // Neither database has a literal that both accept as a condition on its own.
    Expr::val(1_i64).eq(i64::from(answer))
}
