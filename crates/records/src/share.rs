//! Sharing one record with a person or a unit, beyond what roles reach.
//!
//! Who is given a share by name or as a member of a unit (or of one below it) may read the record, or change it too,
//! provided some role lets them know of the entity at all. Each share given or taken has a line in the record's
//! history under [`FIELD`].
//!
//! Invariant: a share reaches everybody it was given to but its giver. Who shares a record with their own unit sees it
//! by their roles, and by nothing else when those are taken away or the record is handed over. To others it stays: it
//! was given by somebody who could, and whoever may change the record can take it back.

use crate::changes::{self, Action as Happened, Cells};
use crate::error::{Error, Result};
use crate::problem::FieldProblem;
use crate::record::Record;
use crate::tx::Tx;
use crate::{people, raw, rows, write};
use access::{Action, Actor, ShareLevel};
use feel::Value;
use std::sync::Arc;
use store::sql::{Alias, Expr, ExprTrait, OnConflict, Order, Query};
use store::{Param, Plan};

/// What a share is called in the record's history.
pub const FIELD: &str = "$shares";

/// A share of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// The user or unit.
    pub with: i64,
    /// Whether that is a unit.
    pub is_unit: bool,
    /// The name of the user or unit.
    pub title: String,
    pub level: ShareLevel,
    /// When it was given: microseconds since 1970 UTC.
    pub at: i64,
    pub by: i64,
}

/// Shares a record with a user or a unit, at this level from now on.
///
/// Nobody gives a share to themselves, and nobody gives more than their own roles give them on this record: a share that
/// one was given is not passed on. A share with the giver's own unit does not reach the giver. So a right that is lost is
/// not kept by a share made while there was one.
///
/// # Errors
/// [`Error::NotFound`] and [`Error::Forbidden`] for those who may not change the record, [`Error::Invalid`] when `with`
/// is neither a user nor a unit, is the actor, or gets more than the actor may give.
pub fn give(tx: &mut Tx<'_>, actor: &Actor, entity: &str, id: i64, with: i64, level: ShareLevel) -> Result<()> {
    let layout = tx.world().named(entity)?;
    write::reach(tx, actor, &layout, id, Action::Change)?;
    let record = raw::lock(tx, &layout, id)?.ok_or_else(|| write::not_found(&layout, id))?;
    if principal(tx, with)?.is_none() {
        return Err(Error::field(FieldProblem::record("problem-no-such-principal").with("id", with)));
    }
    let before = level_of(tx, id, with)?;
    if before == Some(level) {
        return Ok(());
    }
    if before < Some(level)
        && let Some(problem) = beyond(tx, actor, &record, with, level)?
    {
        return Err(Error::field(problem));
    }
    set(tx, actor, &record, with, before, Some(level))
}

/// Why the actor may not give somebody this level on a record.
fn beyond(
    tx: &mut Tx<'_>,
    actor: &Actor,
    record: &Record,
    with: i64,
    level: ShareLevel,
) -> Result<Option<FieldProblem>> {
    if with == actor.user {
        return Ok(Some(FieldProblem::record("problem-share-with-yourself")));
    }
    Ok((by_roles(tx, actor, record)? < Some(level)).then(|| FieldProblem::record("problem-share-beyond")))
}

/// How far the actor's roles reach a record, shares left aside.
fn by_roles(tx: &mut Tx<'_>, actor: &Actor, record: &Record) -> Result<Option<ShareLevel>> {
    let alone = Actor { has_shares: false, ..actor.clone() };
    let entity = &record.layout.entity;
    let mut reached = None;
    // Whoever may not read a record may not change it either.
    for (action, level) in [(Action::Read, ShareLevel::Read), (Action::Change, ShareLevel::Change)] {
        let rows = access::permit(tx.model(), &alone, entity, action).rows;
        if !crate::memory::reaches(tx, &alone, record, &rows)? {
            break;
        }
        reached = Some(level);
    }
    Ok(reached)
}

/// Takes a share back. Taking back what was not given does nothing.
///
/// # Errors
/// [`Error::NotFound`] and [`Error::Forbidden`] for those who may not change the record.
pub fn take(tx: &mut Tx<'_>, actor: &Actor, entity: &str, id: i64, with: i64) -> Result<()> {
    let layout = tx.world().named(entity)?;
    write::reach(tx, actor, &layout, id, Action::Change)?;
    let record = raw::lock(tx, &layout, id)?.ok_or_else(|| write::not_found(&layout, id))?;
    let Some(before) = level_of(tx, id, with)? else { return Ok(()) };
    set(tx, actor, &record, with, Some(before), None)
}

/// With whom a record is shared, in the order in which it was.
///
/// # Errors
/// [`Error::NotFound`] when the record cannot be seen.
pub fn list(tx: &mut Tx<'_>, actor: &Actor, entity: &str, id: i64) -> Result<Vec<Share>> {
    let record = crate::read::get(tx, actor, entity, id)?;
    let mut statement = Query::select();
    statement
        .columns(["principal", "level", "at", "by_user"].map(Alias::new))
        .from(Alias::new(rows::SHARES))
        .and_where(Expr::col(Alias::new("record")).eq(record.id()))
        .order_by(Alias::new("at"), Order::Asc)
        .order_by(Alias::new("principal"), Order::Asc);
    let found = tx.sql().all(&statement, |row| Ok((row.int(0)?, row.int(1)?, row.int(2)?, row.int(3)?)))?;
    let mut shares = Vec::with_capacity(found.len());
    for (with, rank, at, by) in found {
        let Some((is_unit, title)) = principal(tx, with)? else { continue };
        shares.push(Share { with, is_unit, title, level: level(rank), at, by });
    }
    Ok(shares)
}

/// Gives the shares of a record that goes to the one that stays, each at the higher level; merging does so.
///
/// Both records' histories tell of it, so that taking the merging back takes this back.
pub(crate) fn carry(tx: &mut Tx<'_>, actor: &Actor, kept: &Record, lost: &Record) -> Result<()> {
    let mut statement = Query::select();
    statement
        .columns(["principal", "level", "by_user"].map(Alias::new))
        .from(Alias::new(rows::SHARES))
        .and_where(Expr::col(Alias::new("record")).eq(lost.id()))
        .order_by(Alias::new("principal"), Order::Asc);
    let shares = tx.sql().all(&statement, |row| Ok((row.int(0)?, level(row.int(1)?), row.int(2)?)))?;
    for (with, level, by) in shares {
        let own = level_of(tx, kept.id(), with)?;
        if own.is_none_or(|own| own < level) {
            // It stays a share of whoever gave it: merging gives nobody what they did not have.
            put(tx, by, kept, with, level)?;
            note(tx, actor, kept, with, own, Some(level))?;
        }
        set(tx, actor, lost, with, Some(level), None)?;
    }
    Ok(())
}

/// Takes a logged share back: gives what was taken, takes what was given. Returns whether anything changed, or the
/// problem when somebody changed the share since, or when the actor may not give what was taken.
pub(crate) fn back(
    tx: &mut Tx<'_>,
    actor: &Actor,
    record: &Record,
    cells: &Cells,
) -> Result<std::result::Result<bool, FieldProblem>> {
    let (was, became) = (logged(&cells.before), logged(&cells.after));
    let Some((with, _)) = was.or(became) else { return Ok(Ok(false)) };
    let (was, became) = (was.map(|(_, level)| level), became.map(|(_, level)| level));
    let now = level_of(tx, record.id(), with)?;
    if now == was || (was.is_some() && principal(tx, with)?.is_none()) {
        return Ok(Ok(false));
    }
    if now != became {
        return Ok(Err(FieldProblem::of(FIELD, "problem-changed-since").with("field", FIELD)));
    }
    if let Some(level) = was.filter(|level| now < Some(*level))
        && let Some(problem) = beyond(tx, actor, record, with, level)?
    {
        return Ok(Err(FieldProblem { field: Some(FIELD.into()), ..problem }));
    }
    set(tx, actor, record, with, now, was)?;
    Ok(Ok(true))
}

/// A share as the log keeps it.
fn logged(param: &Param) -> Option<(i64, ShareLevel)> {
    let Param::Text(text) = param else { return None };
    let (with, level) = text.split_once(':')?;
    let level = if level == ShareLevel::Change.as_str() { ShareLevel::Change } else { ShareLevel::Read };
    Some((with.parse().ok()?, level))
}

/// Makes the share what it is to be, and notes it.
fn set(
    tx: &mut Tx<'_>,
    actor: &Actor,
    record: &Record,
    with: i64,
    before: Option<ShareLevel>,
    after: Option<ShareLevel>,
) -> Result<()> {
    match after {
        // Whoever lowers a share gives nothing: it stays the share of whoever gave it.
        Some(level) if before > Some(level) => {
            let mut update = Query::update();
            update
                .table(Alias::new(rows::SHARES))
                .value(Alias::new("level"), level.rank())
                .and_where(Expr::col(Alias::new("record")).eq(record.id()))
                .and_where(Expr::col(Alias::new("principal")).eq(with));
            tx.sql().run(&update)?;
        }
        Some(level) => put(tx, actor.user, record, with, level)?,
        None => {
            let mut delete = Query::delete();
            delete
                .from_table(Alias::new(rows::SHARES))
                .and_where(Expr::col(Alias::new("record")).eq(record.id()))
                .and_where(Expr::col(Alias::new("principal")).eq(with));
            tx.sql().run(&delete)?;
        }
    }
    note(tx, actor, record, with, before, after)
}

fn put(tx: &mut Tx<'_>, by: i64, record: &Record, with: i64, level: ShareLevel) -> Result<()> {
    let at = tx.micros();
    let mut insert = Query::insert();
    insert
        .into_table(Alias::new(rows::SHARES))
        .columns(["record", "principal", "level", "entity", "at", "by_user"].map(Alias::new))
        .values_panic([
            Expr::val(record.id()),
            Expr::val(with),
            Expr::val(level.rank()),
            Expr::val(record.layout.entity.name.as_str()),
            Expr::val(at),
            Expr::val(by),
        ])
        .on_conflict(
            OnConflict::columns(["record", "principal"].map(Alias::new))
                .update_columns(["level", "at", "by_user"].map(Alias::new))
                .to_owned(),
        );
    let (plan, params) = Plan::of(&insert, tx.dialect());
    tx.sql().execute(&plan, &params)?;
    Ok(())
}

/// The share that reaches the actor, by name or as a member of a unit: with whom, and the highest level.
///
/// What the actor gave is not among them: the same answer as in SQL (`rows.rs`).
pub(crate) fn reaching(tx: &mut Tx<'_>, actor: &Actor, id: i64) -> Result<Option<(i64, ShareLevel)>> {
    let principals = std::iter::once(actor.user).chain(actor.unit_and_above.iter().copied());
    let mut statement = Query::select();
    statement
        .columns(["principal", "level"].map(Alias::new))
        .from(Alias::new(rows::SHARES))
        .and_where(Expr::col(Alias::new("record")).eq(id))
        .and_where(Expr::col(Alias::new("principal")).is_in(principals))
        .and_where(Expr::col(Alias::new("by_user")).ne(actor.user))
        .order_by(Alias::new("level"), Order::Desc)
        .limit(1);
    Ok(tx.sql().one(&statement, |row| Ok((row.int(0)?, level(row.int(1)?))))?)
}

/// A deleted record is shared with nobody, and a deleted user or unit has no shares.
pub(crate) fn forget(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    let plan = tx.plan("record_share.forget", |dialect| {
        let mut delete = Query::delete();
        let is = |column| Expr::col(Alias::new(column)).eq(0_i64);
        delete.from_table(Alias::new(rows::SHARES)).and_where(is("record").or(is("principal")));
        Plan::of(&delete, dialect).0
    });
    tx.sql().queue(plan, vec![id.into(), id.into()])?;
    Ok(())
}

/// Who stands behind an id: whether it is a unit, and its name.
pub(crate) fn principal(tx: &mut Tx<'_>, id: i64) -> Result<Option<(bool, String)>> {
    for (entity, is_unit) in [(people::USER, false), (people::UNIT, true)] {
        let Some(layout) = tx.world().layout(entity) else { continue };
        if let Some(record) = raw::load(tx, &layout, id)? {
            return Ok(Some((is_unit, record.title())));
        }
    }
    Ok(None)
}

fn level_of(tx: &mut Tx<'_>, id: i64, with: i64) -> Result<Option<ShareLevel>> {
    let mut statement = Query::select();
    statement
        .column(Alias::new("level"))
        .from(Alias::new(rows::SHARES))
        .and_where(Expr::col(Alias::new("record")).eq(id))
        .and_where(Expr::col(Alias::new("principal")).eq(with));
    Ok(tx.sql().one(&statement, |row| Ok(level(row.int(0)?)))?)
}

fn level(rank: i64) -> ShareLevel {
    if rank >= ShareLevel::Change.rank() { ShareLevel::Change } else { ShareLevel::Read }
}

/// Writes the line in the log, and tells everybody that somebody's rights are others now.
fn note(
    tx: &mut Tx<'_>,
    actor: &Actor,
    record: &Record,
    with: i64,
    before: Option<ShareLevel>,
    after: Option<ShareLevel>,
) -> Result<()> {
    let side = |level: Option<ShareLevel>| {
        level.map_or(Param::Null, |level| Param::Text(format!("{with}:{}", level.as_str())))
    };
    let cells = [Cells { column: Arc::from(FIELD), before: side(before), after: side(after) }];
    changes::append(tx, actor, &write::entry(record, Happened::Update, &cells))?;
    tx.sql().bump_epoch()?;
    Ok(())
}

/// A logged share as history shows it: `{with: 7, level: "read"}`.
pub(crate) fn shown(param: &Param) -> Value {
    let Param::Text(text) = param else { return Value::Null };
    let Some((with, level)) = text.split_once(':') else { return Value::Null };
    Value::context([("with", with.parse::<i64>().map_or(Value::Null, Value::from)), ("level", Value::from(level))])
}
