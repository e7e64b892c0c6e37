//! A page of rows in its order, in which what is empty comes last, whichever way the order goes.
//!
//! The database's nulls are the smallest: they come last downwards by themselves. Upwards a list is read in two parts,
//! first the rows that have a value and then those that have none, so that both parts can still go along an index.

use std::sync::Arc;

use feel::{BinaryOp, Expr};
use model::Kind;
use records::{Cursor, Query, RowView, Tx};

use super::field;
use super::open::Opened;
use crate::site::{Me, Trouble};

/// What a cursor into the rows without a value begins with; no other cursor does.
const EMPTY: char = 'e';

/// Reads the page that the address of a list names; returns where the next one begins.
///
/// # Errors
/// When the query or the cursor cannot be, or the database cannot be read.
pub(super) fn page(
    tx: &mut Tx<'_>,
    me: &Me,
    opened: &Opened,
    query: Query,
    mut each: impl FnMut(&RowView<'_, '_>),
) -> Result<Option<String>, Trouble> {
    let after = opened.address.after.as_deref();
    let Some(key) = key(tx, me, opened, &query) else {
        let query = Query { after: after.map(Cursor::decode).transpose()?, ..query };
        return Ok(records::list(tx, me.actor(), &query, each)?.next.map(|next| next.encode()));
    };
    let mut room = query.limit;
    let cursor = match after.and_then(|after| after.strip_prefix(EMPTY)) {
        Some(cursor) => cursor,
        None => {
            let filled = Query { after: after.map(Cursor::decode).transpose()?, ..only(&query, &key, BinaryOp::Ne) };
            let page = records::list(tx, me.actor(), &filled, &mut each)?;
            if let Some(next) = page.next {
                return Ok(Some(next.encode()));
            }
            room = room.saturating_sub(page.rows);
            ""
        }
    };
    let mut empty = only(&query, &key, BinaryOp::Eq);
    // All have the same first key: none.
    empty.sort.remove(0);
    if room == 0 {
        let some = !records::ids(tx, me.actor(), &Query { limit: 1, ..empty })?.is_empty();
        return Ok(some.then(|| EMPTY.to_string()));
    }
    empty.limit = room;
    empty.after = (!cursor.is_empty()).then(|| Cursor::decode(cursor)).transpose()?;
    let page = records::list(tx, me.actor(), &empty, each)?;
    Ok(page.next.map(|next| format!("{EMPTY}{}", next.encode())))
}

/// What the rows are ordered by first, where that goes upwards and may be empty.
fn key(tx: &Tx<'_>, me: &Me, opened: &Opened, query: &Query) -> Option<Expr> {
    let first = query.sort.first().filter(|first| !first.descending)?;
    let language = me.reader.language.code();
    let found = field::find(tx.world(), me.actor(), &opened.entity, &opened.sort.first()?.name, language)?;
    // A field of another record is empty where there is no such record.
    let always = found.path.len() == 1
        && (found.field.required || found.field.system)
        && !matches!(found.field.kind.shown(), Kind::Relation(_) | Kind::Money(_));
    (!always).then(|| Expr::names(first.path.iter().map(Arc::clone)))
}

/// The rows of a query whose key is empty, or is not.
fn only(query: &Query, key: &Expr, op: BinaryOp) -> Query {
    let condition = Expr::binary(op, key.clone(), Expr::null());
    let filter = match &query.filter {
        Some(filter) => Expr::and_all(vec![filter.clone(), condition]),
        None => condition,
    };
    Query { filter: Some(filter), ..query.clone() }
}
