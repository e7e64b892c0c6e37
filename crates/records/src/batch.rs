//! Batches: changes that belong together, so that they can be seen and undone together.

use crate::error::Result;
use crate::select::Select;
use crate::tx::Tx;
use access::Actor;
use std::sync::Arc;
use store::Plan;
use store::sql::{Alias, Expr, ExprTrait, Order, Query, SelectStatement};

/// What made a batch of changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A file of records.
    Import,
    /// Many records changed at once.
    Change,
    /// Records deleted, with what went along.
    Delete,
    /// Two records made one.
    Merge,
    /// One record became others.
    Convert,
    /// Another batch, or a single change, taken back.
    Undo,
}

impl Kind {
    const ALL: [Self; 6] = [Self::Import, Self::Change, Self::Delete, Self::Merge, Self::Convert, Self::Undo];

    /// The word for it in the log.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Import => "import",
            Self::Change => "change",
            Self::Delete => "delete",
            Self::Merge => "merge",
            Self::Convert => "convert",
            Self::Undo => "undo",
        }
    }

    /// The kind of a word in the log.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// Changes that belong together.
#[derive(Debug, Clone)]
pub struct Batch {
    pub id: i64,
    pub kind: Kind,
    /// The entity it is mainly about, by qualified name.
    pub entity: Arc<str>,
    /// What people call it: the name of a file, say.
    pub label: Arc<str>,
    /// When it began: microseconds since 1970 UTC.
    pub at: i64,
    /// The user; 0 is the platform.
    pub by: i64,
    /// When it was taken back, and by whom.
    pub undone: Option<(i64, i64)>,
    /// The batch that this one takes back.
    pub of: Option<i64>,
}

/// Begins a batch; [`Tx::set_batch`] then counts changes to it, in this transaction and in later ones.
///
/// # Errors
/// When the database refuses.
pub fn begin(tx: &mut Tx<'_>, actor: &Actor, kind: Kind, entity: &str, label: &str) -> Result<i64> {
    begin_with(tx, actor, kind, entity, label, Links::default())
}

/// Begins the batch of a merge: what it deletes becomes part of this record.
pub(crate) fn begin_merge(tx: &mut Tx<'_>, actor: &Actor, entity: &str, label: &str, into: i64) -> Result<i64> {
    begin_with(tx, actor, Kind::Merge, entity, label, Links { into: Some(into), ..Links::default() })
}

/// What a batch leads to.
#[derive(Default)]
struct Links {
    /// The batch that it takes back.
    of: Option<i64>,
    /// The record that remains of those it merges.
    into: Option<i64>,
}

/// Begins a batch that takes another one back.
pub(crate) fn begin_of(
    tx: &mut Tx<'_>,
    actor: &Actor,
    kind: Kind,
    entity: &str,
    label: &str,
    of: Option<i64>,
) -> Result<i64> {
    begin_with(tx, actor, kind, entity, label, Links { of, into: None })
}

fn begin_with(tx: &mut Tx<'_>, actor: &Actor, kind: Kind, entity: &str, label: &str, links: Links) -> Result<i64> {
    let entity = tx.world().named(entity).map_or_else(|_| Arc::from(entity), |layout| layout.entity.name.shared());
    let id = tx.sql().next_id()?;
    let at = tx.micros();
    let mut insert = Query::insert();
    let columns = ["id", "kind", "entity", "label", "at", "by_user", "of_batch", "into_record"];
    insert.into_table(Alias::new("batch")).columns(columns.map(Alias::new));
    insert.values_panic([
        Expr::val(id),
        Expr::val(kind.as_str()),
        Expr::val(&*entity),
        Expr::val(label),
        Expr::val(at),
        Expr::val(actor.user),
        Expr::val(links.of),
        Expr::val(links.into),
    ]);
    let (plan, params) = Plan::of(&insert, tx.dialect());
    tx.sql().queue(plan, params)?;
    Ok(id)
}

/// A batch by its id; none when there is no such batch, or when it is not this actor's to see.
///
/// People see their own batches, administrators see all.
///
/// # Errors
/// When the database cannot be read.
pub fn get(tx: &mut Tx<'_>, actor: &Actor, id: i64) -> Result<Option<Batch>> {
    let mut statement = visible(actor);
    statement.and_where(Expr::col(Alias::new("id")).eq(id));
    Ok(tx.sql().one(&statement, read)?)
}

/// The batches the actor may see, the newest first; of one entity when it is named.
///
/// # Errors
/// When the database cannot be read.
pub fn list(tx: &mut Tx<'_>, actor: &Actor, entity: Option<&str>, limit: u64) -> Result<Vec<Batch>> {
    let mut statement = visible(actor);
    if let Some(entity) = entity {
        let layout = tx.world().named(entity)?;
        statement.and_where(Expr::col(Alias::new("entity")).eq(layout.entity.name.as_str()));
    }
    statement.order_by(Alias::new("id"), Order::Desc).limit(limit);
    Ok(tx.sql().all(&statement, read)?)
}

/// Whether a record is one that a batch created or changed: by the index of the log, whatever the size of the table.
///
/// # Errors
/// When the database cannot be read.
pub(crate) fn condition(tx: &mut Tx<'_>, select: &Select<'_>, batch: i64) -> Result<Expr> {
    if get(tx, select.asking.actor, batch)?.is_none() {
        // Neither database has a literal that both accept as a condition on its own.
        return Ok(Expr::val(1_i64).eq(0_i64));
    }
    let mut written = Query::select();
    written
        .column(Alias::new("record"))
        .from(Alias::new("change_log"))
        .and_where(Expr::col(Alias::new("batch")).eq(batch))
        .and_where(Expr::col(Alias::new("entity")).eq(select.layout.entity.name.as_str()));
    Ok(Expr::col((Alias::new(&**select.main()), Alias::new("id"))).in_subquery(written))
}

/// Notes that a batch was taken back, or that the taking back was.
pub(crate) fn mark(tx: &mut Tx<'_>, actor: &Actor, id: i64, undone: bool) -> Result<()> {
    let (at, by) = if undone { (Some(tx.micros()), Some(actor.user)) } else { (None, None) };
    let mut update = Query::update();
    update
        .table(Alias::new("batch"))
        .value(Alias::new("undone_at"), Expr::val(at))
        .value(Alias::new("undone_by"), Expr::val(by))
        .and_where(Expr::col(Alias::new("id")).eq(id));
    tx.sql().run(&update)?;
    Ok(())
}

fn visible(actor: &Actor) -> SelectStatement {
    let mut statement = Query::select();
    statement
        .columns(
            ["id", "kind", "entity", "label", "at", "by_user", "undone_at", "undone_by", "of_batch"].map(Alias::new),
        )
        .from(Alias::new("batch"));
    if !actor.is_administrator() {
        statement.and_where(Expr::col(Alias::new("by_user")).eq(actor.user));
    }
    statement
}

fn read(row: &store::Row<'_>) -> store::Result<Batch> {
    let undone = row.maybe(6, store::Row::int)?.zip(row.maybe(7, store::Row::int)?);
    Ok(Batch {
        id: row.int(0)?,
        kind: Kind::parse(row.text(1)?).unwrap_or(Kind::Change),
        entity: row.text(2)?.into(),
        label: row.text(3)?.into(),
        at: row.int(4)?,
        by: row.int(5)?,
        undone,
        of: row.maybe(8, store::Row::int)?,
    })
}
