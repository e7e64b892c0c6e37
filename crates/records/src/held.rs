//! A record that was just written, as a row: who wrote it sees it without asking the database for it again.
//!
//! On PostgreSQL that is more than a saving. A serializable transaction that reads what it has inserted by its key reads
//! a page of the index, too, and every other one that adds a record to that page then stands in its way.

use crate::codec::Codec;
use crate::error::Result;
use crate::read::RowView;
use crate::record::Record;
use crate::tx::Tx;
use access::{Action, Actor};
use std::sync::Arc;
use store::Param;

/// The columns of one record.
pub struct Held {
    id: i64,
    cells: Vec<Param>,
    codecs: Vec<Codec>,
}

/// The columns of a record as a reading of them would find them; nothing when only the database can tell: when a column
/// is of another record, or when the actor may not read this one.
///
/// # Errors
/// When the database cannot be read.
pub fn hold(tx: &mut Tx<'_>, actor: &Actor, record: &Record, columns: &[Vec<Arc<str>>]) -> Result<Option<Held>> {
    let layout = Arc::clone(&record.layout);
    let Ok(permit) = tx.world().permit(actor, &layout.entity, Action::Read) else { return Ok(None) };
    // A condition on rows may read what the record does not show.
    if !permit.hidden.is_empty() || !crate::memory::reaches(tx, actor, record, &permit.rows)? {
        return Ok(None);
    }
    let mut held = Held { id: record.id(), cells: Vec::new(), codecs: Vec::new() };
    for path in columns {
        let [name] = &path[..] else { return Ok(None) };
        let Some(index) = layout.index(name) else { return Ok(None) };
        let codec = layout.slots[index].codec;
        let Some(cell) = codec.write(&record.values[index]) else { return Ok(None) };
        held.cells.push(cell);
        held.codecs.push(codec);
    }
    Ok(Some(held))
}

impl Held {
    /// The row.
    pub fn view(&self) -> RowView<'_, '_> {
        RowView::held(self.id, &self.cells, &self.codecs)
    }
}
