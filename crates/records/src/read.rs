//! Reading records: one by its id, and lists. Both under the caller's rights, in one SELECT.

use crate::codec::Codec;
use crate::error::{Error, Result};
use crate::layout::Layout;
use crate::page::Cursor;
use crate::problem::FieldProblem;
use crate::raw;
use crate::record::Record;
use crate::related::Way;
use crate::search::Taken;
use crate::select::{Asking, Select};
use crate::tx::Tx;
use crate::wanted::{self, Wanted};
use access::{Action, Actor};
use feel::Value;
use std::collections::HashMap;
use std::sync::Arc;
use store::sql::{Alias, Expr, ExprTrait, Func, Query as Sql};
use store::{Cell, Param, Row};

/// The most rows one page of a list has.
pub const LARGEST_PAGE: u64 = 5_000;

/// A question for records of one entity.
#[derive(Debug, Clone)]
pub struct Query {
    /// The entity, by its qualified name, plural or own name.
    pub entity: Arc<str>,
    /// What to show of each: paths such as `["company", "name"]`. The id always comes first.
    pub columns: Vec<Vec<Arc<str>>>,
    /// Values computed from fields, under names by which columns and the order may call them.
    pub computed: Vec<(Arc<str>, feel::Expr)>,
    /// Which records.
    pub filter: Option<feel::Expr>,
    /// Words to be found in them.
    pub search: Option<Arc<str>>,
    /// Words to be found besides, or not to be found.
    pub wanted: Option<Wanted>,
    /// Only those that this batch created or changed; none are, when the actor may not see the batch.
    pub batch: Option<i64>,
    /// In which order; the id decides at the end.
    pub sort: Vec<Sort>,
    /// Where the page begins.
    pub after: Option<Cursor>,
    /// How many records at the most.
    pub limit: u64,
    /// How many to leave out first; dear for large numbers, cursors are not.
    pub skip: u64,
    /// What the caller is going to do: reading, or exporting.
    pub action: Action,
}

/// A step of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sort {
    pub path: Vec<Arc<str>>,
    pub descending: bool,
}

impl Query {
    /// All records of an entity, by id, 50 at a time.
    pub fn of(entity: impl Into<Arc<str>>) -> Self {
        Self {
            entity: entity.into(),
            columns: Vec::new(),
            computed: Vec::new(),
            filter: None,
            search: None,
            wanted: None,
            batch: None,
            sort: Vec::new(),
            after: None,
            limit: 50,
            skip: 0,
            action: Action::Read,
        }
    }

    /// The query with one more column: `company.name`.
    #[must_use]
    pub fn column(mut self, path: &str) -> Self {
        self.columns.push(path.split('.').map(Arc::from).collect());
        self
    }

    /// The words to be found, when there are any.
    pub(crate) fn words(&self) -> Option<&str> {
        self.search.as_deref().filter(|words| !words.trim().is_empty())
    }
}

/// One row of a list: cells borrowed from the database, or from a record that was just written.
pub struct RowView<'r, 'c> {
    cells: Cells<'r>,
    codecs: &'c [Codec],
}

enum Cells<'r> {
    /// The id comes first.
    Row(&'r Row<'r>),
    Held(i64, &'r [Param]),
}

impl<'r, 'c> RowView<'r, 'c> {
    pub(crate) fn new(row: &'r Row<'r>, codecs: &'c [Codec]) -> Self {
        Self { cells: Cells::Row(row), codecs }
    }

    pub(crate) fn held(id: i64, cells: &'r [Param], codecs: &'c [Codec]) -> Self {
        Self { cells: Cells::Held(id, cells), codecs }
    }

    fn cell(&self, column: usize) -> Cell<'r> {
        match self.cells {
            Cells::Row(row) => row.cell(column + 1),
            Cells::Held(_, cells) => cells.get(column).map_or(Cell::Null, Cell::from),
        }
    }

    /// The record's id.
    pub fn id(&self) -> i64 {
        match self.cells {
            Cells::Row(row) => match row.cell(0) {
                Cell::Int(id) => id,
                _ => 0,
            },
            Cells::Held(id, _) => id,
        }
    }

    /// The value of a column of the query.
    pub fn value(&self, column: usize) -> Value {
        self.codecs[column].read(self.cell(column))
    }

    /// Writes a column as JSON.
    pub fn write_json(&self, column: usize, out: &mut Vec<u8>) {
        self.codecs[column].write_json(self.cell(column), out);
    }

    /// Whether a column is empty.
    pub fn is_null(&self, column: usize) -> bool {
        matches!(self.cell(column), Cell::Null)
    }
}

/// What a page of a list ends with.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// How many rows came.
    pub rows: u64,
    /// Where the next page begins; none when this was the last.
    pub next: Option<Cursor>,
}

/// Reads a page of records and hands over its rows one by one.
///
/// # Errors
/// [`Error::NotFound`] when the actor may read none, [`Error::Query`] for names and filters that cannot be.
pub fn list(tx: &mut Tx<'_>, actor: &Actor, query: &Query, each: impl FnMut(&RowView<'_, '_>)) -> Result<Page> {
    crate::prepared::prepare(tx, actor, query, None)?.read(tx, each)
}

/// Adds the filter, the batch and the words of a query.
pub(crate) fn restrict(tx: &mut Tx<'_>, select: &mut Select<'_>, query: &Query) -> Result<()> {
    restrict_taking(tx, select, query, Taken::AsMeant)
}

/// As [`restrict`], with a say in how the words are taken.
pub(crate) fn restrict_taking(tx: &mut Tx<'_>, select: &mut Select<'_>, query: &Query, taken: Taken) -> Result<()> {
    if let Some(filter) = &query.filter {
        select.filter(filter)?;
    }
    if let Some(wanted) = &query.wanted {
        let condition = wanted::condition(tx, select, wanted)?;
        select.statement.and_where(condition);
    }
    if let Some(batch) = query.batch {
        let condition = crate::batch::condition(tx, select, batch)?;
        select.statement.and_where(condition);
    }
    match query.words() {
        Some(words) => crate::search::restrict(tx, select, words, taken),
        None => Ok(()),
    }
}

/// Counts the records of a query, but no further than `most`: a large table is never counted to show a page.
///
/// # Errors
/// As [`list`].
pub fn count(tx: &mut Tx<'_>, actor: &Actor, query: &Query, most: Option<u64>) -> Result<u64> {
    count_within(tx, actor, query, None, most)
}

/// As [`count`], of those that a record leads to.
///
/// # Errors
/// As [`list`].
pub fn count_within(
    tx: &mut Tx<'_>,
    actor: &Actor,
    query: &Query,
    within: Option<(&Way, i64)>,
    most: Option<u64>,
) -> Result<u64> {
    let world = Arc::clone(tx.world());
    let layout = world.named(&query.entity)?;
    let asking = Asking::new(&world, actor, tx);
    let mut select = Select::permitted(&asking, &layout, query.action)?;
    if let Some((way, parent)) = within {
        way.restrict(&mut select, parent)?;
    }
    restrict(tx, &mut select, query)?;
    let statement = match most {
        Some(most) => {
            select.statement.expr(Expr::val(1_i64)).limit(most);
            let mut outer = Sql::select();
            outer.expr(Func::count(Expr::cust("*"))).from_subquery(select.statement, Alias::new("some"));
            outer
        }
        None => {
            select.statement.expr(Func::count(Expr::cust("*")));
            select.statement
        }
    };
    let found = tx.sql().one(&statement, |row| row.int(0))?;
    Ok(found.and_then(|count| u64::try_from(count).ok()).unwrap_or(0))
}

/// The ids of the records of a query, at the most so many.
///
/// # Errors
/// As [`list`].
pub fn ids(tx: &mut Tx<'_>, actor: &Actor, query: &Query) -> Result<Vec<i64>> {
    let mut ids = Vec::new();
    let bare = Query { columns: Vec::new(), ..query.clone() };
    list(tx, actor, &bare, |row| ids.push(row.id()))?;
    Ok(ids)
}

/// One record, as the actor may see it.
///
/// # Errors
/// [`Error::NotFound`] when there is none that the actor may see.
pub fn get(tx: &mut Tx<'_>, actor: &Actor, entity: &str, id: i64) -> Result<Record> {
    let world = Arc::clone(tx.world());
    let layout = world.named(entity)?;
    let asking = Asking::new(&world, actor, tx);
    let mut select = Select::readable(&asking, &layout)?;
    let main = Arc::clone(select.main());
    for slot in &layout.slots {
        select.statement.column((Alias::new(&*main), Alias::new(&*slot.column)));
    }
    select.statement.and_where(Expr::col((Alias::new(&*main), Alias::new("id"))).eq(id));
    let found = tx.sql().one(&select.statement, |row| Ok(raw::read(&layout, row, 0)))?;
    let record = found.ok_or_else(|| crate::write::not_found(&layout, id))?;
    Ok(crate::write::shown(tx, actor, record))
}

/// The records one points to through a relation to many, that the actor may see.
///
/// # Errors
/// [`Error::Query`] when there is no such relation.
pub fn targets(tx: &mut Tx<'_>, actor: &Actor, record: &Record, field: &str) -> Result<Vec<Titled>> {
    let relations = match record.layout.entity.field(field).map(|field| &field.kind) {
        Some(model::Kind::Relations(relations)) => relations.clone(),
        _ => return Err(Error::query(FieldProblem::record("problem-unknown-field").with("name", field))),
    };
    let ids = crate::links::targets(tx, &relations.table, record.id())?;
    titles(tx, actor, &relations.to, &ids)
}

/// A record by its id and title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Titled {
    pub id: i64,
    pub title: String,
}

/// The titles of records of one entity that the actor may see, in the order of the ids given.
///
/// # Errors
/// When the database cannot be read; an entity the actor may not read has no titles.
pub fn titles(tx: &mut Tx<'_>, actor: &Actor, entity: &str, ids: &[i64]) -> Result<Vec<Titled>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let world = Arc::clone(tx.world());
    let layout = world.named(entity)?;
    let asking = Asking::new(&world, actor, tx);
    // The names of colleagues are no secret: they stand in every history.
    let mut select = if layout.entity.name.as_str() == crate::people::USER {
        Select::unchecked(&asking, &layout)
    } else {
        match Select::readable(&asking, &layout) {
            Ok(select) => select,
            Err(Error::NotFound { .. }) => return Ok(Vec::new()),
            Err(error) => return Err(error),
        }
    };
    let main = Arc::clone(select.main());
    select.statement.column((Alias::new(&*main), Alias::new("id")));
    let hidden = select.permit().hidden.clone();
    let names: Vec<&Arc<str>> = layout
        .title
        .iter()
        .filter(|name| !layout.slot(name).and_then(|slot| slot.field).is_some_and(|field| hidden.contains(field)))
        .collect();
    for name in &names {
        select.statement.column((Alias::new(&*main), Alias::new(&***name)));
    }
    select.statement.and_where(Expr::col((Alias::new(&*main), Alias::new("id"))).is_in(ids.iter().copied()));
    let mut found: Vec<Titled> = tx.sql().all(&select.statement, |row| title_of(&layout, &names, row))?;
    let places: HashMap<i64, usize> = ids.iter().enumerate().map(|(place, id)| (*id, place)).collect();
    found.sort_by_key(|titled| places.get(&titled.id).copied());
    Ok(found)
}

fn title_of(layout: &Layout, names: &[&Arc<str>], row: &Row<'_>) -> store::Result<Titled> {
    let id = row.int(0)?;
    let mut title = String::new();
    for (index, name) in names.iter().enumerate() {
        let Some(slot) = layout.slot(name) else { continue };
        let value = slot.codec.read(row.cell(index + 1));
        let text = value
            .as_text()
            .map_or_else(|| if value.is_null() { String::new() } else { value.to_feel() }, str::to_owned);
        if !title.is_empty() && !text.is_empty() {
            title.push(' ');
        }
        title.push_str(&text);
    }
    if title.is_empty() {
        title = format!("#{id}");
    }
    Ok(Titled { id, title })
}
