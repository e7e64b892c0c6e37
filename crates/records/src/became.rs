//! What became of a record that was converted: the records it points to since.

use crate::convert;
use crate::error::Result;
use crate::read::{self, Titled};
use crate::record::Record;
use crate::tx::Tx;
use access::Actor;
use std::sync::Arc;

/// What a record became that cannot be converted any more.
#[derive(Debug, Clone)]
pub struct Became {
    /// The record, as the actor sees it.
    pub source: Record,
    /// Whether it was converted; else it is in a state in which it cannot be.
    pub converted: bool,
    /// The relations that a conversion fills in and what they lead to, as far as the actor may see it: the field, the
    /// entity, the record.
    pub records: Vec<(Arc<str>, Arc<str>, Titled)>,
}

/// What became of a record that [`crate::convert::offer`] refuses with [`crate::Error::Invalid`].
///
/// # Errors
/// [`crate::Error::NotFound`] when there is no such record or conversion.
pub fn became(tx: &mut Tx<'_>, actor: &Actor, entity: &str, id: i64, conversion: &str) -> Result<Became> {
    let source = read::get(tx, actor, entity, id)?;
    let conversion = convert::named(tx, &source, conversion)?;
    let (mut records, mut converted) = (Vec::new(), false);
    for (name, _) in &conversion.after {
        let Some(field) = source.layout.entity.field(name) else { continue };
        let Some(slot) = source.layout.index(name).filter(|slot| !source.values[*slot].is_null()) else { continue };
        let target = source.layout.slots[slot].target.as_ref().filter(|_| source.layout.slots[slot].is_relation);
        // What people cannot write themselves a conversion has written.
        converted |= field.readonly || target.is_some();
        let (Some(target), Some(id)) = (target, source.target(name)) else { continue };
        let titled = read::titles(tx, actor, target, &[id])?.pop();
        records.extend(titled.map(|titled| (Arc::clone(name), target.shared(), titled)));
    }
    Ok(Became { converted: converted && !convert::fits(tx, actor, &source, &conversion)?, source, records })
}
