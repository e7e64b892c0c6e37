//! Records as they were at a past moment: today's rows, with the log walked back.
//!
//! The rights of now are held against the record as it was: who may read a deal of a unit today reads what belonged to
//! that unit then. Records it points to are those of today.

use crate::changes::{Action as Happened, TABLE};
use crate::compute::{self, Related, Scope};
use crate::error::{Error, Result};
use crate::history::{self, Logged};
use crate::layout::{self, Layout, Source};
use crate::page::{self, Key};
use crate::problem::FieldProblem;
use crate::read::{Query, Sort};
use crate::record::Record;
use crate::select::{Asking, Select};
use crate::tx::Tx;
use crate::{links, memory, raw, write};
use access::{Action, Actor, Rows};
use feel::Value;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;
use store::Param;
use store::sql::{Alias, Expr, ExprTrait, Func, Order, Query as Sql};

/// How many records of an entity may have changed since the moment of a list.
pub const MOST: usize = 20_000;
/// Entries are numbered in the order of their moments but for transactions that ran at the same time.
const DISORDER: i64 = 10_000;

/// One record as it was at a moment (microseconds since 1970 UTC).
///
/// # Errors
/// [`Error::NotFound`] when there was none then that the actor may see.
pub fn get(tx: &mut Tx<'_>, actor: &Actor, entity: &str, id: i64, moment: i64) -> Result<Record> {
    let layout = tx.world().named(entity)?;
    let permit = tx.world().permit(actor, &layout.entity, Action::Read)?;
    let mut state = raw::load(tx, &layout, id)?;
    for logged in entries(tx, &layout, id, moment)? {
        step_back(&layout, &mut state, &logged);
    }
    let mut record = state.ok_or_else(|| write::not_found(&layout, id))?;
    if !memory::reaches(tx, actor, &record, &permit.rows)? {
        return Err(write::not_found(&layout, id));
    }
    stamp(tx, &mut record, moment)?;
    Ok(write::shown(tx, actor, record))
}

/// The ids that a relation to many held at a moment.
///
/// # Errors
/// As [`get`]; [`Error::Query`] when there is no such relation.
pub fn targets(tx: &mut Tx<'_>, actor: &Actor, entity: &str, id: i64, field: &str, moment: i64) -> Result<Vec<i64>> {
    let record = get(tx, actor, entity, id, moment)?;
    let layout = Arc::clone(&record.layout);
    let position = layout.entity.fields.iter().position(|known| &*known.name == field);
    let table =
        crate::undo::link_table(&layout, field).filter(|_| position.is_some_and(|at| !record.hidden.contains(at)));
    let table = table.ok_or_else(|| crate::select::unknown(field))?;
    let mut ids = links::targets(tx, &table, id)?;
    for logged in entries(tx, &layout, id, moment)? {
        if let Some(cells) = logged.cells.iter().find(|cells| &*cells.column == field) {
            ids = links::ids(&cells.before);
        }
    }
    Ok(ids)
}

/// The records of a query as they were at a moment: filter, order, limit and skip count; columns do not.
///
/// # Errors
/// [`Error::Query`] when the query has a cursor, names a batch or searches for words, when a filter or an order leads to records this
/// actor may not all read, or when more than [`MOST`] records of the entity changed since.
pub fn list(tx: &mut Tx<'_>, actor: &Actor, query: &Query, moment: i64) -> Result<Vec<Record>> {
    let world = Arc::clone(tx.world());
    let layout = world.named(&query.entity)?;
    if query.after.is_some()
        || query.batch.is_some()
        || query.search.as_deref().is_some_and(|words| !words.trim().is_empty())
    {
        return Err(Error::query(FieldProblem::record("problem-as-of-search")));
    }
    let changed = states(tx, &layout, moment)?;
    let asking = Asking::new(&world, actor, tx);
    let mut select = Select::permitted(&asking, &layout, query.action)?;
    let main = Arc::clone(select.main());
    for slot in &layout.slots {
        select.statement.column((Alias::new(&*main), Alias::new(&*slot.column)));
    }
    if let Some(filter) = &query.filter {
        select.filter(filter)?;
    }
    let order = page::order(&mut select, &query.sort)?;
    page::show_keys(&mut select, &order);
    let wanted = query.skip + query.limit.clamp(1, crate::read::LARGEST_PAGE);
    select.statement.limit(wanted);
    if !changed.is_empty() {
        let id = Expr::col((Alias::new(&*main), Alias::new("id")));
        select.statement.and_where(id.is_not_in(changed.keys().copied()));
    }
    let first = layout.slots.len();
    let mut found: Vec<(Vec<Param>, Record)> = tx
        .sql()
        .all(&select.statement, |row| Ok((page::cursor(row, &order, first).into_keys(), raw::read(&layout, row, 0))))?;
    found.extend(remembered(tx, actor, &layout, query, changed)?);
    found.sort_by(|(one, _), (other, _)| in_order(&order, one, other));
    let page = found.into_iter().skip(query.skip as usize).take((wanted - query.skip) as usize);
    Ok(page.map(|(_, record)| write::shown(tx, actor, record)).collect())
}

/// Those of the changed records that the query found then, with the keys of its order.
fn remembered(
    tx: &mut Tx<'_>,
    actor: &Actor,
    layout: &Arc<Layout>,
    query: &Query,
    changed: HashMap<i64, Option<Record>>,
) -> Result<Vec<(Vec<Param>, Record)>> {
    let permit = tx.world().permit(actor, &layout.entity, query.action)?;
    let reading = tx.world().permit(actor, &layout.entity, Action::Read)?;
    let filter = match &query.filter {
        Some(filter) => Some(program(tx, actor, layout, filter)?),
        None => None,
    };
    for sort in &query.sort {
        open_way(tx, actor, layout, &sort.path)?;
    }
    let env = tx.env(actor);
    let mut found = Vec::new();
    for record in changed.into_values().flatten() {
        if !memory::reaches(tx, actor, &record, &reading.rows)? || !memory::reaches(tx, actor, &record, &permit.rows)? {
            continue;
        }
        if let Some(program) = &filter {
            let mut related = Related::new();
            compute::relate(tx, &record, std::iter::once(program), &mut related)?;
            if !program.eval(&Scope::new(&record, actor, &related), &env).value.is_true() {
                continue;
            }
        }
        let keys = query.sort.iter().map(|sort| key(tx, &record, sort)).collect::<Result<Vec<_>>>()?;
        found.push((keys.into_iter().chain([Param::Int(record.id())]).collect(), record));
    }
    Ok(found)
}

/// The filter as a program, when the actor may read everything it goes through.
fn program(tx: &Tx<'_>, actor: &Actor, layout: &Arc<Layout>, filter: &feel::Expr) -> Result<feel::Program> {
    let schema = &layout.entity.schema;
    let unsupported =
        |part: String| Error::query(FieldProblem::record("problem-filter-unsupported").with("part", part));
    // As forgiving as SQL is: comparing with null is no error there.
    let program = feel::compile(filter, &schema.clone().lenient()).map_err(|_| unsupported(filter.to_string()))?;
    let names: Vec<&Arc<str>> = schema.slots().map(|(name, _)| name).collect();
    for read in program.reads() {
        if matches!(layout.sources.get(read.slot), Some(Source::Related(_))) {
            let way: Vec<Arc<str>> = std::iter::once(names[read.slot]).chain(&read.fields).map(Arc::clone).collect();
            open_way(tx, actor, layout, &way)?;
        }
    }
    Ok(program)
}

/// Refuses a way through records of which the actor may read only some: in memory nobody would leave the others out.
fn open_way(tx: &Tx<'_>, actor: &Actor, layout: &Arc<Layout>, way: &[Arc<str>]) -> Result<()> {
    let [relation, rest @ ..] = way else { return Ok(()) };
    let Some(target) =
        layout.slot(relation).and_then(|slot| slot.target.clone()).and_then(|name| tx.world().layout(&name))
    else {
        return Ok(());
    };
    if rest.is_empty() || (rest.len() == 1 && &*rest[0] == "id") {
        return Ok(());
    }
    let permit = tx.world().permit(actor, &target.entity, Action::Read);
    let open = permit.is_ok_and(|permit| {
        let field = target.entity.fields.iter().position(|field| field.name == rest[0]);
        permit.rows == Rows::All && !field.is_some_and(|field| permit.is_hidden(field))
    });
    if !open {
        return Err(Error::query(FieldProblem::record("problem-as-of-related").with("name", way.join("."))));
    }
    open_way(tx, actor, &target, rest)
}

/// What a record is sorted by.
fn key(tx: &mut Tx<'_>, record: &Record, sort: &Sort) -> Result<Param> {
    let (mut record, mut way) = (record.clone(), &sort.path[..]);
    while let [relation, rest @ ..] = way
        && !rest.is_empty()
        && record.layout.slot(relation).is_some_and(|slot| slot.target.is_some())
    {
        let target =
            record.layout.slot(relation).and_then(|slot| slot.target.clone()).and_then(|name| tx.world().layout(&name));
        let (Some(target), Some(id)) = (target, record.target(relation)) else { return Ok(Param::Null) };
        if let [only] = rest
            && &**only == "id"
        {
            return Ok(Param::Int(id));
        }
        let Some(next) = raw::load(tx, &target, id)? else { return Ok(Param::Null) };
        (record, way) = (next, rest);
    }
    let name = way.join("_");
    let Some(slot) = record.layout.slot(&name) else { return Ok(Param::Null) };
    let value = record.get(&name);
    Ok(if slot.key.is_some() { write::sort_key(value) } else { slot.codec.write(value).unwrap_or(Param::Null) })
}

/// How the database would order two rows by their keys; nulls are the smallest.
fn in_order(order: &[Key], one: &[Param], other: &[Param]) -> Ordering {
    for (key, (one, other)) in order.iter().zip(one.iter().zip(other)) {
        let ordering = match (one, other) {
            (Param::Null, Param::Null) => Ordering::Equal,
            (Param::Null, _) => Ordering::Less,
            (_, Param::Null) => Ordering::Greater,
            (Param::Text(one), Param::Text(other)) => one.cmp(other),
            (Param::Bytes(one), Param::Bytes(other)) => one.cmp(other),
            (Param::Float(one), Param::Float(other)) => one.total_cmp(other),
            (one, other) => whole(one).cmp(&whole(other)),
        };
        let ordering = if key.descending { ordering.reverse() } else { ordering };
        if ordering != Ordering::Equal {
            return ordering;
        }
    }
    Ordering::Equal
}

fn whole(param: &Param) -> i64 {
    match param {
        Param::Int(value) => *value,
        Param::Bool(value) => i64::from(*value),
        _ => 0,
    }
}

/// The records that changed since the moment, each as it was then; none where there was none.
fn states(tx: &mut Tx<'_>, layout: &Arc<Layout>, moment: i64) -> Result<HashMap<i64, Option<Record>>> {
    let first = first_since(tx, moment)?;
    let since = |statement: &mut store::sql::SelectStatement| {
        statement
            .and_where(Expr::col(Alias::new("id")).gte(first))
            .and_where(Expr::col(Alias::new("at")).gt(moment))
            .and_where(Expr::col(Alias::new("entity")).eq(layout.entity.name.as_str()));
    };
    let mut statement = Sql::select();
    statement.distinct().column(Alias::new("record")).from(Alias::new(TABLE)).limit(MOST as u64 + 1);
    since(&mut statement);
    let ids = tx.sql().all(&statement, |row| row.int(0))?;
    if ids.len() > MOST {
        return Err(Error::query(FieldProblem::record("problem-as-of-too-much").with("most", MOST)));
    }
    let mut states: HashMap<i64, Option<Record>> = ids.iter().map(|id| (*id, None)).collect();
    for part in ids.chunks(500) {
        let mut statement = raw::all_columns(layout);
        statement.and_where(Expr::col(Alias::new("id")).is_in(part.iter().copied()));
        for record in tx.sql().all(&statement, |row| Ok(raw::read(layout, row, 0)))? {
            states.insert(record.id(), Some(record));
        }
    }
    let mut statement = history::log();
    since(&mut statement);
    statement.order_by(Alias::new("id"), Order::Desc);
    for logged in history::read_log(tx, &statement)? {
        if let Some(state) = states.get_mut(&logged.record) {
            step_back(layout, state, &logged);
        }
    }
    Ok(states)
}

/// An entry of the log before which no entry is younger than the moment, found by halving.
fn first_since(tx: &mut Tx<'_>, moment: i64) -> Result<i64> {
    let mut statement = Sql::select();
    statement
        .expr(Func::min(Expr::col(Alias::new("id"))))
        .expr(Func::max(Expr::col(Alias::new("id"))))
        .from(Alias::new(TABLE));
    let ends = tx.sql().one(&statement, |row| Ok((row.maybe(0, store::Row::int)?, row.maybe(1, store::Row::int)?)))?;
    let Some((Some(mut low), Some(last))) = ends else { return Ok(0) };
    let mut high = last + 1;
    while low < high {
        let middle = low + (high - low) / 2;
        let mut statement = Sql::select();
        statement
            .column(Alias::new("at"))
            .from(Alias::new(TABLE))
            .and_where(Expr::col(Alias::new("id")).gte(middle))
            .order_by(Alias::new("id"), Order::Asc)
            .limit(1);
        match tx.sql().one(&statement, |row| row.int(0))? {
            Some(at) if at <= moment => low = middle + 1,
            _ => high = middle,
        }
    }
    Ok(low - DISORDER)
}

/// The entries of a record after a moment, the newest first.
fn entries(tx: &mut Tx<'_>, layout: &Layout, id: i64, moment: i64) -> Result<Vec<Logged>> {
    let mut statement = history::log();
    statement
        .and_where(Expr::col(Alias::new("record")).eq(id))
        .and_where(Expr::col(Alias::new("entity")).eq(layout.entity.name.as_str()))
        .and_where(Expr::col(Alias::new("at")).gt(moment))
        .order_by(Alias::new("id"), Order::Desc);
    history::read_log(tx, &statement)
}

/// Turns the state after an entry into the state before it.
fn step_back(layout: &Arc<Layout>, state: &mut Option<Record>, logged: &Logged) {
    match logged.action {
        Happened::Create => *state = None,
        Happened::Delete => *state = Some(history::before_state(layout, logged)),
        Happened::Update => {
            let Some(record) = state else { return };
            for cells in &logged.cells {
                if let Some(slot) = layout.index(&cells.column) {
                    let codec = layout.slots[slot].codec;
                    record.values[slot] = codec.read(history::cell(&cells.before, codec));
                }
            }
        }
    }
}

/// Gives a record the version and the last change that it had at the moment.
fn stamp(tx: &mut Tx<'_>, record: &mut Record, moment: i64) -> Result<()> {
    let mut statement = history::log();
    statement
        .and_where(Expr::col(Alias::new("record")).eq(record.id()))
        .and_where(Expr::col(Alias::new("at")).lte(moment))
        .order_by(Alias::new("id"), Order::Desc)
        .limit(1);
    if let Some(last) = history::read_log(tx, &statement)?.pop() {
        record.values[layout::VERSION] = Value::from(last.version);
        record.values[layout::CHANGED_AT] = Value::DateTime(feel::DateTime::from_micros(last.at));
        record.values[layout::CHANGED_BY] = Value::from(last.by);
    }
    Ok(())
}
