//! Line items: written with the record they belong to, each a record of its own.

use crate::error::{Error, Result};
use crate::record::Record;
use crate::tx::Tx;
use crate::write::{self, Patch};
use crate::{delete, raw};
use access::Actor;
use feel::Value;
use model::Kind;
use std::sync::Arc;

/// Makes the record's line items what the patch says: those it names are changed, new ones created, the others deleted.
///
/// # Errors
/// [`Error::Invalid`] with the findings of every line, each with its position.
pub(crate) fn write(tx: &mut Tx<'_>, actor: &Actor, record: &Record, patch: &Patch) -> Result<()> {
    let mut problems = Vec::new();
    for (name, wanted) in &patch.lines {
        let field = record.layout.entity.field(name);
        let Some(Kind::Lines(lines)) = field.map(|field| &field.kind) else {
            return Err(crate::select::unknown(name));
        };
        let there = raw::children(tx, &lines.entity, &lines.by, record.id())?;
        for id in there.iter().filter(|id| !wanted.iter().any(|line| line.id == Some(**id))) {
            let Some(layout) = tx.world().layout(&lines.entity) else { continue };
            if let Some(line) = raw::lock(tx, &layout, *id)? {
                delete::with_followers(tx, actor, &line)?;
            }
        }
        for (position, line) in wanted.iter().enumerate() {
            let mut values = line.values.clone();
            values.retain(|(name, _)| *name != lines.by);
            let ordering = tx
                .world()
                .layout(&lines.entity)
                .and_then(|layout| layout.ordering().map(|slot| Arc::clone(&slot.name)));
            if let Some(ordering) = ordering
                && !values.iter().any(|(name, _)| *name == ordering)
            {
                values.push((ordering, Value::from(position as i64 + 1)));
            }
            let outcome = match line.id {
                Some(id) if there.contains(&id) => {
                    let patch = Patch { values, lines: Vec::new() };
                    write::update(tx, actor, &lines.entity, id, None, &patch)
                }
                Some(id) => Err(Error::NotFound { entity: lines.entity.shared(), id }),
                None => {
                    values.push((Arc::clone(&lines.by), Value::from(record.id())));
                    write::create(tx, actor, &lines.entity, &Patch { values, lines: Vec::new() })
                }
            };
            match outcome {
                Ok(_) => {}
                Err(Error::Invalid(found)) => {
                    problems.extend(found.into_iter().map(|problem| problem.on_line(name, position)))
                }
                Err(error) => return Err(error),
            }
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(Error::Invalid(problems)) }
}
