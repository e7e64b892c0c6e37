//! What the door itself needs to know of users and units.

use crate::error::Result;
use crate::tx::Tx;
use store::sql::{Alias, Expr, ExprTrait, Query};

/// The entity of users.
pub const USER: &str = "base.user";
/// The entity of organisation units.
pub const UNIT: &str = "base.unit";

/// The unit a user belongs to.
pub(crate) fn unit_of(tx: &mut Tx<'_>, user: i64) -> Result<Option<i64>> {
    let Some(layout) = tx.world().layout(USER) else { return Ok(None) };
    let column = if layout.slot("home_unit").is_some() { "home_unit" } else { "unit" };
    let mut statement = Query::select();
    statement
        .column(Alias::new(column))
        .from(Alias::new(&*layout.table))
        .and_where(Expr::col(Alias::new("id")).eq(user));
    let found = tx.sql().one(&statement, |row| row.maybe(0, store::Row::int))?;
    Ok(found.flatten())
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
