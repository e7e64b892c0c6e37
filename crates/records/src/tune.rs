//! What the database learns after many records were written.

use crate::error::Result;
use crate::tx::Records;
use std::sync::Arc;

/// The tables that grow with every record, whatever its entity.
const SHARED: [&str; 2] = ["change_log", "match_key"];

/// Lets the database look again at how the values of these entities are distributed: it chooses its indexes by that.
/// Nobody writes meanwhile.
///
/// # Errors
/// When there is no such entity, or the database refuses.
pub fn tune<'e>(records: &Records, entities: impl IntoIterator<Item = &'e str>) -> Result<()> {
    let world = records.world();
    let mut tables: Vec<Arc<str>> = SHARED.iter().copied().map(Arc::from).collect();
    for entity in entities {
        tables.push(Arc::clone(&world.named(entity)?.table));
    }
    records.database().alone_blocking(move |tx| {
        let tables: Vec<&str> = tables.iter().map(|table| &**table).collect();
        store::tune_tables(tx, &tables)
    })?;
    Ok(())
}
