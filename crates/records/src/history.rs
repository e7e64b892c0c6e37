//! What happened to a record, read from the change log under the reader's rights.

use crate::changes::{self, Action, Cells};
use crate::codec::Codec;
use crate::error::Result;
use crate::layout::{self, Layout};
use crate::record::Record;
use crate::tx::Tx;
use access::{Actor, Permit};
use feel::Value;
use model::Kind;
use std::sync::Arc;
use store::sql::{Alias, Expr, ExprTrait, Order, Query, SelectStatement};
use store::{Cell, Param};

/// One entry of a record's history.
#[derive(Debug, Clone)]
pub struct Change {
    pub id: i64,
    /// The import, bulk edit or merge it was part of.
    pub batch: Option<i64>,
    pub entity: Arc<str>,
    pub record: i64,
    /// The record's version after it.
    pub version: i64,
    pub action: Action,
    /// Microseconds since 1970 UTC.
    pub at: i64,
    /// The user; 0 is the platform.
    pub by: i64,
    /// What it came through: `page`, `api`, `import`, …
    pub through: Arc<str>,
    pub differences: Vec<Difference>,
}

/// A value before and after.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// The slot, or the field of a relation to many.
    pub name: Arc<str>,
    pub before: Value,
    pub after: Value,
    /// Whether the definitions computed it.
    pub computed: bool,
}

/// A line of the log as it is kept.
#[derive(Debug, Clone)]
pub(crate) struct Logged {
    pub id: i64,
    pub batch: Option<i64>,
    pub entity: Arc<str>,
    pub record: i64,
    pub version: i64,
    pub action: Action,
    pub at: i64,
    pub by: i64,
    pub through: Arc<str>,
    pub cells: Vec<Cells>,
}

/// The history of a record the actor may read, the newest first; `before` pages on from an entry's id.
///
/// A deleted record's history is there for those who could have read it: it is asked for by [`deleted`].
///
/// # Errors
/// [`crate::Error::NotFound`] when the record cannot be seen.
pub fn of(
    tx: &mut Tx<'_>,
    actor: &Actor,
    entity: &str,
    id: i64,
    before: Option<i64>,
    limit: u64,
) -> Result<Vec<Change>> {
    let layout = tx.world().named(entity)?;
    let record = crate::read::get(tx, actor, entity, id)?;
    let permit = tx.world().permit(actor, &record.layout.entity, access::Action::Read)?;
    let mut statement = log();
    statement.and_where(Expr::col(Alias::new("record")).eq(id)).order_by(Alias::new("id"), Order::Desc).limit(limit);
    if let Some(before) = before {
        statement.and_where(Expr::col(Alias::new("id")).lt(before));
    }
    let logged = read_log(tx, &statement)?;
    Ok(logged.into_iter().map(|logged| shown(&layout, &permit, logged)).collect())
}

/// What changed in a record since a version, in total, as far as the actor may see it.
pub(crate) fn since(tx: &mut Tx<'_>, actor: &Actor, stored: &Record, seen: i64) -> Result<Vec<Difference>> {
    let mut statement = log();
    statement
        .and_where(Expr::col(Alias::new("record")).eq(stored.id()))
        .and_where(Expr::col(Alias::new("version")).gt(seen))
        .order_by(Alias::new("id"), Order::Asc)
        .limit(500);
    let permit = tx.world().permit(actor, &stored.layout.entity, access::Action::Read)?;
    let mut total: Vec<Difference> = Vec::new();
    for logged in read_log(tx, &statement)? {
        for difference in shown(&stored.layout, &permit, logged).differences {
            match total.iter_mut().find(|known| known.name == difference.name) {
                Some(known) => known.after = difference.after,
                None => total.push(difference),
            }
        }
    }
    Ok(total)
}

/// Records that were deleted, the newest first, with what they were called.
#[derive(Debug, Clone)]
pub struct Deleted {
    pub change: i64,
    pub record: i64,
    pub title: String,
    pub at: i64,
    pub by: i64,
}

/// The deleted records of an entity that the actor deleted or may all read: each once, by its last deletion.
///
/// What came back since is none of them, be it by itself or with the merge that took it away.
///
/// # Errors
/// [`crate::Error::NotFound`] when the actor may not read the entity.
pub fn deleted(tx: &mut Tx<'_>, actor: &Actor, entity: &str, limit: u64) -> Result<Vec<Deleted>> {
    let layout = tx.world().named(entity)?;
    let permit = tx.world().permit(actor, &layout.entity, access::Action::Read)?;
    let mut statement = log();
    statement
        .and_where(Expr::col(Alias::new("entity")).eq(layout.entity.name.as_str()))
        .and_where(Expr::col(Alias::new("action")).eq(Action::Delete.as_str()))
        .and_where(Expr::exists(came_and_went_since()).not())
        .order_by(Alias::new("id"), Order::Desc)
        .limit(limit);
    if permit.rows != access::Rows::All {
        statement.and_where(Expr::col(Alias::new("by_user")).eq(actor.user));
    }
    let mut found = Vec::new();
    for logged in read_log(tx, &statement)? {
        let record = crate::write::shown(tx, actor, before_state(&layout, &logged));
        if crate::raw::load(tx, &layout, logged.record)?.is_none() {
            found.push(Deleted {
                change: logged.id,
                record: logged.record,
                title: record.title(),
                at: logged.at,
                by: logged.by,
            });
        }
    }
    Ok(found)
}

/// Later entries of the log by which the same record came back or went again.
fn came_and_went_since() -> SelectStatement {
    let later = || Alias::new("later");
    let mut statement = Query::select();
    statement
        .expr(Expr::val(1_i64))
        .from_as(Alias::new(changes::TABLE), later())
        .and_where(
            Expr::col((later(), Alias::new("record"))).equals((Alias::new(changes::TABLE), Alias::new("record"))),
        )
        .and_where(Expr::col((later(), Alias::new("id"))).gt(Expr::col((Alias::new(changes::TABLE), Alias::new("id")))))
        .and_where(
            Expr::col((later(), Alias::new("action"))).is_in([Action::Create.as_str(), Action::Delete.as_str()]),
        );
    statement
}

/// The last deletion of the record that an entry is about: what it was when it was last there.
pub(crate) fn last_deletion(tx: &mut Tx<'_>, logged: &Logged) -> Result<Option<Logged>> {
    let mut statement = log();
    statement
        .and_where(Expr::col(Alias::new("record")).eq(logged.record))
        .and_where(Expr::col(Alias::new("entity")).eq(&*logged.entity))
        .and_where(Expr::col(Alias::new("action")).eq(Action::Delete.as_str()))
        .order_by(Alias::new("id"), Order::Desc)
        .limit(1);
    Ok(read_log(tx, &statement)?.pop())
}

/// A SELECT of the log.
pub(crate) fn log() -> SelectStatement {
    let mut statement = Query::select();
    statement
        .columns(
            ["id", "batch", "entity", "record", "version", "action", "at", "by_user", "through", "diff"]
                .map(Alias::new),
        )
        .from(Alias::new(changes::TABLE));
    statement
}

/// Reads lines of the log.
pub(crate) fn read_log(tx: &mut Tx<'_>, statement: &SelectStatement) -> Result<Vec<Logged>> {
    Ok(tx.sql().all(statement, |row| {
        Ok(Logged {
            id: row.int(0)?,
            batch: row.maybe(1, store::Row::int)?,
            entity: row.text(2)?.into(),
            record: row.int(3)?,
            version: row.int(4)?,
            action: Action::parse(row.text(5)?).unwrap_or(Action::Update),
            at: row.int(6)?,
            by: row.int(7)?,
            through: row.text(8)?.into(),
            cells: changes::decode(row.text(9)?),
        })
    })?)
}

/// The entry as a reader may see it.
pub(crate) fn shown(layout: &Layout, permit: &Permit, logged: Logged) -> Change {
    let differences = logged.cells.iter().filter_map(|cells| difference(layout, permit, cells)).collect();
    Change {
        id: logged.id,
        batch: logged.batch,
        entity: logged.entity,
        record: logged.record,
        version: logged.version,
        action: logged.action,
        at: logged.at,
        by: logged.by,
        through: logged.through,
        differences,
    }
}

fn difference(layout: &Layout, permit: &Permit, cells: &Cells) -> Option<Difference> {
    if let Some(slot) = layout.slot(&cells.column) {
        if slot.field.is_some_and(|field| permit.is_hidden(field)) {
            return None;
        }
        let field = slot.field.map(|field| &layout.entity.fields[field]);
        return Some(Difference {
            name: Arc::clone(&slot.name),
            before: slot.codec.read(cell(&cells.before, slot.codec)),
            after: slot.codec.read(cell(&cells.after, slot.codec)),
            computed: field.is_some_and(|field| field.is_computed()) || slot.part == model::ColumnPart::Base,
        });
    }
    if &*cells.column == crate::share::FIELD {
        let (before, after) = (crate::share::shown(&cells.before), crate::share::shown(&cells.after));
        return Some(Difference { name: Arc::clone(&cells.column), before, after, computed: false });
    }
    let position = layout.entity.fields.iter().position(|field| field.name == cells.column)?;
    let many = matches!(layout.entity.fields[position].kind, Kind::Relations(_));
    (many && !permit.is_hidden(position)).then(|| Difference {
        name: Arc::clone(&cells.column),
        before: ids(&cells.before),
        after: ids(&cells.after),
        computed: false,
    })
}

/// The ids in the log's text of a relation to many.
pub(crate) fn ids(param: &Param) -> Value {
    Value::list(crate::links::ids(param).into_iter().map(Value::from))
}

/// A logged value as a cell of its column.
pub(crate) fn cell(param: &Param, codec: Codec) -> Cell<'_> {
    match (param, codec) {
        (Param::Int(value), _) => Cell::Int(*value),
        (Param::Bool(value), _) => Cell::Int(i64::from(*value)),
        (Param::Float(value), _) => Cell::Float(*value),
        (Param::Text(value), _) => Cell::Text(value),
        (Param::Null | Param::Bytes(_), _) => Cell::Null,
    }
}

/// The record before a logged change, as far as the entry tells: all of it for a deletion.
pub(crate) fn before_state(layout: &Arc<Layout>, logged: &Logged) -> Record {
    let mut record = Record::empty(layout);
    record.values[layout::ID] = Value::from(logged.record);
    record.values[layout::VERSION] = Value::from(logged.version);
    for cells in &logged.cells {
        if let Some(index) = layout.index(&cells.column) {
            let codec = layout.slots[index].codec;
            record.values[index] = codec.read(cell(&cells.before, codec));
        }
    }
    record
}
