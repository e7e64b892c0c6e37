//! Filling again what is derived from records and left out of backups: the search index and its vocabulary.

use crate::error::Error;
use crate::index;
use crate::raw;
use crate::tx::Records;
use std::sync::Arc;
use store::sql::{Alias, Expr, ExprTrait, Order};

/// How many records are taken at a time.
const CHUNK: u64 = 500;

/// Puts every record of every searched entity into the index again.
///
/// # Errors
/// When the database refuses.
pub fn search(records: &Records) -> Result<(), Error> {
    let world = records.world();
    for entity in &world.model.entities {
        let Some(layout) = world.layout(&entity.name) else { continue };
        if !index::is_searched(&layout) {
            continue;
        }
        let mut after = 0;
        loop {
            let layout = Arc::clone(&layout);
            let last = records.write_blocking(move |tx| {
                let mut statement = raw::all_columns(&layout);
                statement
                    .and_where(Expr::col(Alias::new("id")).gt(after))
                    .order_by(Alias::new("id"), Order::Asc)
                    .limit(CHUNK);
                let found = tx.sql().all(&statement, |row| Ok(raw::read(&layout, row, 0)))?;
                for record in &found {
                    index::put_words(tx, record)?;
                }
                Ok::<_, Error>(found.last().map(crate::Record::id))
            })?;
            match last {
                Some(last) => after = last,
                None => break,
            }
        }
    }
    Ok(())
}
