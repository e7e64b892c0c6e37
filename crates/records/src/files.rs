//! Who may have a file: whoever may see what it belongs to.
//!
//! A file hangs on a record, or a field of a record holds it. What a record of [`crate::FILE`] lets be read is its name
//! and its size; the bytes are given, and the file is put into another field, only under this rule.

use crate::error::{Error, Result};
use crate::read;
use crate::tx::Tx;
use crate::write::FILE;
use access::{Action, Actor};
use feel::Expr;
use model::{Field, Kind};
use std::sync::Arc;

/// Whether the actor may have a file.
///
/// It is no easier to see than the record it hangs on, or than a field that holds it. One that hangs on nothing is had by
/// whoever left it and by administrators, too.
///
/// # Errors
/// When the database cannot be read.
pub fn may_have(tx: &mut Tx<'_>, actor: &Actor, id: i64) -> Result<bool> {
    let Some(file) = seen(read::get(tx, actor, FILE, id))? else { return Ok(false) };
    if let (Some(about), Some(entity)) = (file.target("about"), file.get("about_entity").as_text()) {
        return Ok(seen(read::get(tx, actor, entity, about))?.is_some());
    }
    if actor.is_administrator() || file.owner() == Some(actor.user) {
        return Ok(true);
    }
    let model = Arc::clone(tx.model());
    for entity in &model.entities {
        let mut holders = entity.fields.iter().enumerate().filter(|(_, field)| holds(field)).peekable();
        if holders.peek().is_none() {
            continue;
        }
        let Ok(permit) = tx.world().permit(actor, entity, Action::Read) else { continue };
        for (position, field) in holders {
            if permit.is_hidden(position) {
                continue;
            }
            let is_it = Expr::eq(Expr::name(&*field.name), Expr::literal(id));
            let query = read::Query { filter: Some(is_it), limit: 1, ..read::Query::of(entity.name.shared()) };
            if !read::ids(tx, actor, &query)?.is_empty() {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// Whether a field holds files.
pub(crate) fn holds(field: &Field) -> bool {
    matches!(field.kind, Kind::File | Kind::Image)
}

/// What may not be seen is none.
fn seen<T>(found: Result<T>) -> Result<Option<T>> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(Error::NotFound { .. } | Error::Forbidden { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}
