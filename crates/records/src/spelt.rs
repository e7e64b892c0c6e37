//! Records found by a text as people write it: capitals do not count, and an index is used.

use crate::error::Result;
use crate::select::{self, Asking, Select};
use crate::tx::Tx;
use access::Actor;
use std::collections::BTreeSet;
use std::sync::Arc;
use store::sql::{Alias, Expr, ExprTrait, Query, SelectStatement, UnionType};

/// Texts asked for in one question. The usual number has one statement, which the databases then know.
const ASKED: usize = 100;
/// Records whose rights are looked at in one question.
const SHOWN: usize = 1_000;

/// The records whose value of a text field may be one of some texts but for capitals and accents; only those the
/// actor may see, in no order.
///
/// The field has a sort key ([`crate::Slot::key`]), whose index answers. Long texts are compared by their first forty
/// letters or so: the caller compares the values once more, as exactly as it wants them.
///
/// # Errors
/// [`crate::Error::NotFound`] for an entity that is not there or not for this actor, [`crate::Error::Query`] for a
/// field that the actor may not see or that has no sort key.
pub fn spelt(tx: &mut Tx<'_>, actor: &Actor, entity: &str, field: &str, texts: &[&str]) -> Result<Vec<i64>> {
    let world = Arc::clone(tx.world());
    let layout = world.named(entity)?;
    let key = layout.slot(field).and_then(|slot| slot.key.clone()).ok_or_else(|| select::unknown(field))?;
    let asking = Asking::new(&world, actor, tx);
    if !Select::readable(&asking, &layout)?.may_name(&layout, field) {
        return Err(select::unknown(field));
    }
    let ranges: BTreeSet<(Vec<u8>, Vec<u8>)> = texts.iter().map(|text| text::sort_key_range(text)).collect();
    let ranges: Vec<(Vec<u8>, Vec<u8>)> = ranges.into_iter().collect();
    let mut ids: BTreeSet<i64> = BTreeSet::new();
    for asked in ranges.chunks(ASKED) {
        let mut questions = asked.iter().map(|(low, high)| one(&layout.table, &key, low, high));
        let Some(mut statement) = questions.next() else { continue };
        for question in questions {
            statement.union(UnionType::All, question);
        }
        ids.extend(tx.sql().all(&statement, |row| row.int(0))?);
    }
    let ids: Vec<i64> = ids.into_iter().collect();
    let mut seen = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(SHOWN) {
        let mut select = Select::readable(&asking, &layout)?;
        let id = (Alias::new(&**select.main()), Alias::new("id"));
        select.statement.column(id.clone()).and_where(Expr::col(id).is_in(chunk.iter().copied()));
        seen.extend(tx.sql().all(&select.statement, |row| row.int(0))?);
    }
    Ok(seen)
}

/// The ids whose keys lie in a range: each a question of its own, so that each goes by the index.
fn one(table: &str, key: &str, low: &[u8], high: &[u8]) -> SelectStatement {
    let mut statement = Query::select();
    statement
        .column(Alias::new("id"))
        .from(Alias::new(table))
        .and_where(Expr::col(Alias::new(key)).gte(low.to_vec()))
        .and_where(Expr::col(Alias::new(key)).lt(high.to_vec()));
    statement
}
