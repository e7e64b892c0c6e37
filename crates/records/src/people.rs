//! What the door itself needs to know of users and units.

use crate::compute::{self, Related};
use crate::error::{Error, Result};
use crate::record::Record;
use crate::tx::Tx;
use crate::write::{self, Patch};
use crate::{index, raw, rollup};
use access::{Action, Actor};
use feel::Value;
use store::sql::{Alias, Expr, ExprTrait, Query};

/// The entity of users.
pub const USER: &str = "base.user";
/// The entity of organisation units.
pub const UNIT: &str = "base.unit";

/// The unit a user belongs to.
pub(crate) fn unit_of(tx: &mut Tx<'_>, user: i64) -> Result<Option<i64>> {
    let Some(layout) = tx.world().layout(USER) else { return Ok(None) };
    let column = if layout.slot("home_unit").is_some() { "home_unit" } else { "unit" };
    Ok(crate::recall::load(tx, &layout, user)?.and_then(|person| person.target(column)))
}

/// What a user's record says of the person.
#[derive(Debug, Clone)]
pub struct Person {
    pub name: String,
    pub unit: Option<i64>,
    /// An IANA time zone.
    pub zone: Option<String>,
    pub language: Option<String>,
    /// Whether the person may use the installation.
    pub active: bool,
}

/// The person of a user's record.
///
/// # Errors
/// When the database cannot be read.
pub fn person(tx: &mut Tx<'_>, user: i64) -> Result<Option<Person>> {
    let Some(layout) = tx.world().layout(USER) else { return Ok(None) };
    let Some(record) = crate::raw::load(tx, &layout, user)? else { return Ok(None) };
    let text = |name: &str| record.get(name).as_text().map(str::to_owned);
    Ok(Some(Person {
        name: record.title(),
        unit: record.target("home_unit"),
        zone: text("time_zone"),
        language: text("language"),
        active: record.get("active").as_bool().unwrap_or(true),
    }))
}

/// The fields of their own record that people keep themselves, whatever their roles say of users.
pub const OWN_FIELDS: [&str; 5] = ["name", "job_title", "phone", "language", "time_zone"];

/// The actor's own record, as far as [`OWN_FIELDS`] go; everything else in it is empty.
///
/// # Errors
/// [`Error::NotFound`] when the actor has no record.
pub fn profile(tx: &mut Tx<'_>, actor: &Actor) -> Result<Record> {
    let layout = tx.world().named(USER)?;
    let mut record = raw::load(tx, &layout, actor.user)?.ok_or_else(|| write::not_found(&layout, actor.user))?;
    // The columns before the owner are the record's own: its id, its version, when it was changed.
    for (slot, value) in layout.slots.iter().zip(&mut record.values).skip(crate::layout::OWNER) {
        if !OWN_FIELDS.contains(&&*slot.name) {
            *value = Value::Null;
        }
    }
    Ok(record)
}

/// Changes the actor's own record: these few fields, no other, and nobody else's.
///
/// # Errors
/// [`Error::Forbidden`] for any other field and for a token that only reads; else as [`crate::update`].
pub fn update_profile(tx: &mut Tx<'_>, actor: &Actor, patch: &Patch) -> Result<()> {
    let foreign = patch.values.iter().any(|(name, _)| !OWN_FIELDS.contains(&&**name)) || !patch.lines.is_empty();
    if foreign || actor.user == 0 || actor.limit.read_only || !actor.limit.covers(USER) {
        return Err(Error::Forbidden { entity: USER.into(), action: Action::Change.as_str() });
    }
    let writer = Actor { user: actor.user, name: actor.name.clone(), ..Actor::platform(actor.through) };
    write::update(tx, &writer, USER, actor.user, None, patch).map(drop)
}

/// Gives a user another e-mail address.
///
/// The field is read-only on every other way in, because it is the address to sign in with, too: whoever calls this
/// changes the account in the same transaction.
///
/// # Errors
/// [`Error::NotFound`] and [`Error::Forbidden`] for want of rights, [`Error::Invalid`] when somebody has it already.
pub fn change_email(tx: &mut Tx<'_>, actor: &Actor, user: i64, email: &str) -> Result<()> {
    let layout = tx.world().named(USER)?;
    write::reach(tx, actor, &layout, user, Action::Change)?;
    let before = raw::lock(tx, &layout, user)?.ok_or_else(|| write::not_found(&layout, user))?;
    let Some(slot) = layout.index("email") else { return Err(crate::select::unknown("email")) };
    let mut after = before.clone();
    after.values[slot] = Value::from(email);
    compute::formulas(tx, actor, &mut after, &mut Related::new())?;
    if write::store_changes(tx, actor, &before, &mut after, Vec::new())? {
        index::put_if_changed(tx, &before, &after)?;
        rollup::refresh(tx, actor, Some(&before), Some(&after))?;
    }
    Ok(())
}

/// Whether any record is shared with one of these users and units.
///
/// # Errors
/// When the database cannot be read.
pub fn has_shares(tx: &mut Tx<'_>, principals: &[i64]) -> Result<bool> {
    let mut statement = Query::select();
    statement
        .expr(Expr::val(1_i64))
        .from(Alias::new(crate::rows::SHARES))
        .and_where(Expr::col(Alias::new("principal")).is_in(principals.iter().copied()))
        .limit(1);
    Ok(tx.sql().one(&statement, |_| Ok(()))?.is_some())
}

/// Raises the epoch when a record that rights follow from was written.
pub(crate) fn announce(tx: &mut Tx<'_>, entity: &str) -> Result<()> {
    if matches!(entity, USER | UNIT) {
        tx.sql().bump_epoch()?;
    }
    Ok(())
}

/// A unit with those above it and those below it, by the tree of units.
#[derive(Debug, Clone, Default)]
pub struct Units {
    pub above: Vec<i64>,
    pub below: Vec<i64>,
}

/// Finds the units above and below one, itself included in both.
///
/// # Errors
/// When the database cannot be read.
pub fn units_around(tx: &mut Tx<'_>, unit: i64) -> Result<Units> {
    let Some(layout) = tx.world().layout(UNIT) else { return Ok(Units::default()) };
    let mut statement = Query::select();
    statement.columns(["id", "parent"].map(Alias::new)).from(Alias::new(&*layout.table));
    let tree = tx.sql().all(&statement, |row| Ok((row.int(0)?, row.maybe(1, store::Row::int)?)))?;
    let mut above = vec![unit];
    while let Some(parent) = tree.iter().find(|(id, _)| above.last() == Some(id)).and_then(|(_, parent)| *parent) {
        if above.contains(&parent) {
            break;
        }
        above.push(parent);
    }
    let mut below = vec![unit];
    let mut next = 0;
    while next < below.len() {
        let current = below[next];
        below.extend(tree.iter().filter(|(id, parent)| *parent == Some(current) && *id != unit).map(|(id, _)| *id));
        below.dedup();
        next += 1;
        if below.len() > tree.len() + 1 {
            break;
        }
    }
    Ok(Units { above, below })
}
