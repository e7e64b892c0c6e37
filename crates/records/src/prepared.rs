//! A question put into SQL, to be asked once or many times.
//!
//! Invariant: the rights of the actor stand in the SQL. A prepared question is good for the actor it was prepared for,
//! in the epoch it was prepared in, and only when it is [`Prepared::is_lasting`] beyond its transaction.

use crate::codec::Codec;
use crate::error::Result;
use crate::page::{self, Key};
use crate::read::{LARGEST_PAGE, Page, Query, RowView, restrict_taking};
use crate::related::Way;
use crate::search::Taken;
use crate::select::{Asking, Select};
use crate::tx::Tx;
use crate::world::World;
use access::{Action, Actor};
use model::Scope;
use std::sync::Arc;
use store::sql::{Alias, Expr, ExprTrait};
use store::{Param, Plan};

/// A page of records, ready to be read.
pub struct Prepared {
    plan: Plan,
    params: Vec<Param>,
    codecs: Vec<Codec>,
    order: Vec<Key>,
    limit: u64,
    lasting: bool,
    /// What is asked when words were looked for as typed and nothing has them.
    meant: Option<Box<Meant>>,
}

/// A question that is asked once more.
struct Meant {
    actor: Actor,
    query: Query,
    within: Option<(Way, i64)>,
}

/// One record by its id, ready to be read.
pub struct PreparedOne {
    plan: Plan,
    /// Those that go before the id.
    params: Vec<Param>,
    codecs: Vec<Codec>,
    lasting: bool,
}

/// Prepares a page of records; with `within`, of those that a record leads to.
///
/// # Errors
/// As [`crate::list`].
pub fn prepare(tx: &mut Tx<'_>, actor: &Actor, query: &Query, within: Option<(&Way, i64)>) -> Result<Prepared> {
    let mut prepared = prepare_taking(tx, actor, query, within, Taken::AsTyped)?;
    if query.words().is_some() {
        let within = within.map(|(way, parent)| (way.clone(), parent));
        prepared.meant = Some(Box::new(Meant { actor: actor.clone(), query: query.clone(), within }));
    }
    Ok(prepared)
}

fn prepare_taking(
    tx: &mut Tx<'_>,
    actor: &Actor,
    query: &Query,
    within: Option<(&Way, i64)>,
    taken: Taken,
) -> Result<Prepared> {
    let world = Arc::clone(tx.world());
    let layout = world.named(&query.entity)?;
    let asking = Asking::new(&world, actor, tx);
    let mut select = Select::permitted(&asking, &layout, query.action)?;
    let main = Arc::clone(select.main());
    select.statement.column((Alias::new(&*main), Alias::new("id")));
    select.compute(&query.computed)?;
    let mut codecs = Vec::with_capacity(query.columns.len());
    for path in &query.columns {
        codecs.push(select.show(path)?);
    }
    if let Some((way, parent)) = within {
        way.restrict(&mut select, parent)?;
    }
    restrict_taking(tx, &mut select, query, taken)?;
    let order = page::order(&mut select, &query.sort)?;
    page::show_keys(&mut select, &order);
    if let Some(after) = &query.after {
        page::begin_after(&mut select, &order, after)?;
    }
    let limit = query.limit.clamp(1, LARGEST_PAGE);
    // One row more tells whether there is a next page.
    select.statement.limit(limit + 1);
    if query.skip > 0 {
        select.statement.offset(query.skip);
    }
    let mut expressions = query.computed.iter().map(|(_, value)| value).chain(&query.filter);
    let lasting = query.search.is_none()
        && query.wanted.is_none()
        && query.batch.is_none()
        && !expressions.any(tells_time)
        && is_timeless(&world);
    let (plan, params) = Plan::of(&select.statement, tx.dialect());
    Ok(Prepared { plan, params, codecs, order, limit, lasting, meant: None })
}

/// Prepares the reading of one record: these columns of it.
///
/// # Errors
/// As [`crate::get`].
pub fn prepare_one(tx: &mut Tx<'_>, actor: &Actor, entity: &str, columns: &[Vec<Arc<str>>]) -> Result<PreparedOne> {
    prepare_one_computing(tx, actor, entity, columns, &[])
}

/// As [`prepare_one`], with columns that are computed: each by its name, as in [`Query::computed`].
///
/// # Errors
/// As [`crate::list`].
pub fn prepare_one_computing(
    tx: &mut Tx<'_>,
    actor: &Actor,
    entity: &str,
    columns: &[Vec<Arc<str>>],
    computed: &[(Arc<str>, feel::Expr)],
) -> Result<PreparedOne> {
    let world = Arc::clone(tx.world());
    let layout = world.named(entity)?;
    let asking = Asking::new(&world, actor, tx);
    let mut select = Select::permitted(&asking, &layout, Action::Read)?;
    let main = Arc::clone(select.main());
    select.statement.column((Alias::new(&*main), Alias::new("id")));
    select.compute(computed)?;
    let mut codecs = Vec::with_capacity(columns.len());
    for path in columns {
        codecs.push(select.show(path)?);
    }
    // The last condition has the last parameter.
    select.statement.and_where(Expr::col((Alias::new(&*main), Alias::new("id"))).eq(0_i64));
    let (plan, mut params) = Plan::of(&select.statement, tx.dialect());
    params.pop();
    let lasting = !computed.iter().any(|(_, value)| tells_time(value)) && is_timeless(&world);
    Ok(PreparedOne { plan, params, codecs, lasting })
}

impl Prepared {
    /// Whether it means the same in later transactions of its epoch.
    pub fn is_lasting(&self) -> bool {
        self.lasting
    }

    /// Reads the page and hands over its rows one by one.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn read(&self, tx: &mut Tx<'_>, mut each: impl FnMut(&RowView<'_, '_>)) -> Result<Page> {
        let page = self.read_once(tx, &mut each)?;
        match &self.meant {
            // Words are seldom typed wrongly, so whether they were is only asked when nothing has them.
            Some(meant) if page.rows == 0 => {
                let within = meant.within.as_ref().map(|(way, parent)| (way, *parent));
                prepare_taking(tx, &meant.actor, &meant.query, within, Taken::AsMeant)?.read_once(tx, &mut each)
            }
            _ => Ok(page),
        }
    }

    fn read_once(&self, tx: &mut Tx<'_>, each: &mut dyn FnMut(&RowView<'_, '_>)) -> Result<Page> {
        let shown = self.codecs.len();
        let (mut rows, mut last, mut more) = (0, None, false);
        tx.sql().query(&self.plan, &self.params, |row| {
            if rows == self.limit {
                more = true;
                return Ok(());
            }
            rows += 1;
            each(&RowView::new(row, &self.codecs));
            if rows == self.limit {
                last = Some(page::cursor(row, &self.order, shown + 1));
            }
            Ok(())
        })?;
        Ok(Page { rows, next: if more { last } else { None } })
    }
}

impl PreparedOne {
    /// Whether it means the same in later transactions of its epoch.
    pub fn is_lasting(&self) -> bool {
        self.lasting
    }

    /// Reads the record; nothing when there is none the actor may see.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn read<T>(&self, tx: &mut Tx<'_>, id: i64, mut each: impl FnMut(&RowView<'_, '_>) -> T) -> Result<Option<T>> {
        let mut params = Vec::with_capacity(self.params.len() + 1);
        params.extend_from_slice(&self.params);
        params.push(Param::Int(id));
        Ok(tx.sql().query_one(&self.plan, &params, |row| Ok(each(&RowView::new(row, &self.codecs))))?)
    }
}

/// Whether an expression depends on when it is asked. Said of too many rather than too few.
fn tells_time(expr: &feel::Expr) -> bool {
    names_time(&expr.to_string())
}

fn names_time(text: &str) -> bool {
    text.contains("now") || text.contains("today")
}

/// Whether no row policy of the definitions depends on the time.
fn is_timeless(world: &World) -> bool {
    let mut scopes = world.model.roles.iter().flat_map(|role| &role.grants).flat_map(model::Grant::scopes);
    !scopes.any(|scope| matches!(scope, Scope::Policy(policy) if names_time(&policy.source)))
}
