//! The records that others lead to: the contacts of these companies, in one question for all of them.

use crate::error::{Error, Result};
use crate::layout::Layout;
use crate::page::{self, Key};
use crate::problem::FieldProblem;
use crate::read::{Query, RowView, restrict};
use crate::select::{Asking, Select};
use crate::tx::Tx;
use access::Actor;
use model::{Entity, Field, Kind, Model};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use store::sql::{Alias, Expr, ExprTrait, Func, NullOrdering, Order, OverStatement, Query as Sql, WindowStatement};
use store::{Dialect, Plan};

/// How many parents one statement asks about.
const CHUNK: usize = 500;

/// A way from records to many others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// The records whose relation to one points to the parent; `entity` is the parent's, for relations to several.
    Inverse { field: Arc<str>, entity: Arc<str> },
    /// The records that a relation to many of the parent leads to.
    Links { table: Arc<str> },
    /// The records whose relation to many leads to the parent.
    InverseLinks { table: Arc<str> },
}

impl Way {
    /// The way from an entity to many by the name that FEEL and programs use: a field of line items or a relation to
    /// many, or the way back of another entity's relation (see [`inverse_name`]). With the entity it leads to.
    pub fn find(model: &Model, from: &Entity, name: &str) -> Option<(Self, Arc<Entity>)> {
        if let Some(field) = from.field(name) {
            return match &field.kind {
                Kind::Lines(lines) => {
                    let way = Self::Inverse { field: Arc::clone(&lines.by), entity: from.name.shared() };
                    Some((way, Arc::clone(model.entity(&lines.entity)?)))
                }
                Kind::Relations(relations) => {
                    let way = Self::Links { table: Arc::clone(&relations.table) };
                    Some((way, Arc::clone(model.entity(&relations.to)?)))
                }
                _ => None,
            };
        }
        for referrer in model.referrers(&from.name) {
            let source = model.entity(&referrer.entity)?;
            if inverse_name(model, from, source, &referrer.field).as_deref() != Some(name) {
                continue;
            }
            let way = match &referrer.field.kind {
                Kind::Relation(_) => {
                    Self::Inverse { field: Arc::clone(&referrer.field.name), entity: from.name.shared() }
                }
                Kind::Relations(relations) => Self::InverseLinks { table: Arc::clone(&relations.table) },
                _ => continue,
            };
            return Some((way, Arc::clone(source)));
        }
        None
    }

    /// Restricts a query to the records one parent leads to.
    pub(crate) fn restrict(&self, select: &mut Select<'_>, parent: i64) -> Result<()> {
        self.lead_from(select, Expr::val(parent))
    }

    /// Joins a query with its parents and restricts it to these; returns the parent's id.
    fn of_parents(&self, select: &mut Select<'_>, parents: &[i64]) -> Result<Expr> {
        let main = Arc::clone(select.main());
        let parent = match self {
            Self::Inverse { .. } => {
                let condition = self.of_entity(select)?;
                select.statement.and_where(condition);
                self.parent_column(select)?
            }
            Self::Links { table } | Self::InverseLinks { table } => {
                let (near, far) = self.columns();
                let link = Alias::new("link");
                let on =
                    Expr::col((link.clone(), Alias::new(far))).eq(Expr::col((Alias::new(&*main), Alias::new("id"))));
                select.statement.join_as(store::sql::JoinType::InnerJoin, Alias::new(&**table), link.clone(), on);
                Expr::col((link, Alias::new(near)))
            }
        };
        select.statement.and_where(parent.clone().is_in(parents.iter().copied()));
        Ok(parent)
    }

    /// The condition that ties the rows of `select` to the rows of another query, for EXISTS.
    pub(crate) fn tie(&self, select: &mut Select<'_>, outer: &str) -> Result<()> {
        self.lead_from(select, Expr::col((Alias::new(outer), Alias::new("id"))))
    }

    /// Leaves the records that a parent leads to, whose id is known or a column around.
    fn lead_from(&self, select: &mut Select<'_>, parent: Expr) -> Result<()> {
        let main = Arc::clone(select.main());
        let condition = match self {
            Self::Inverse { .. } => self.parent_column(select)?.eq(parent).and(self.of_entity(select)?),
            Self::Links { table } | Self::InverseLinks { table } => {
                let (near, far) = self.columns();
                let mut links = Sql::select();
                links
                    .column(Alias::new(far))
                    .from(Alias::new(&**table))
                    .and_where(Expr::col((Alias::new(&**table), Alias::new(near))).eq(parent));
                Expr::col((Alias::new(&*main), Alias::new("id"))).in_subquery(links)
            }
        };
        select.statement.and_where(condition);
        Ok(())
    }

    /// The link table's columns: that of the parent and that of the record.
    fn columns(&self) -> (&'static str, &'static str) {
        match self {
            Self::InverseLinks { .. } => ("target", "record"),
            _ => ("record", "target"),
        }
    }

    fn slot<'l>(&self, layout: &'l Layout) -> Result<&'l crate::layout::Slot> {
        let Self::Inverse { field, .. } = self else { return Err(crate::select::unknown("")) };
        layout.slot(field).ok_or_else(|| crate::select::unknown(field))
    }

    fn parent_column(&self, select: &mut Select<'_>) -> Result<Expr> {
        let main = Arc::clone(select.main());
        let slot = self.slot(&select.layout)?;
        Ok(Expr::col((Alias::new(&*main), Alias::new(&*slot.column))))
    }

    /// An id alone names a record, but a relation to several entities says which it is: then so does the index.
    fn of_entity(&self, select: &mut Select<'_>) -> Result<Expr> {
        let main = Arc::clone(select.main());
        let Self::Inverse { field, entity } = self else { return Err(crate::select::unknown("")) };
        Ok(match select.layout.slot(&format!("{field}_entity")) {
            Some(slot) if slot.part == model::ColumnPart::Entity => {
                Expr::col((Alias::new(&*main), Alias::new(&*slot.column))).eq(&**entity)
            }
            _ => Expr::val(1_i64).eq(1_i64),
        })
    }
}

/// Reads the records that parents lead to, in the order of the query, at most `limit` for each after `skip`.
///
/// The rows come parent by parent; what the actor may not see is not there.
///
/// # Errors
/// As [`crate::list`].
pub fn related(
    tx: &mut Tx<'_>,
    actor: &Actor,
    query: &Query,
    way: &Way,
    parents: &[i64],
    mut each: impl FnMut(i64, &RowView<'_, '_>),
) -> Result<()> {
    let world = Arc::clone(tx.world());
    let layout = world.named(&query.entity)?;
    for parents in parents.chunks(CHUNK) {
        let asking = Asking::new(&world, actor, tx);
        let mut select = Select::permitted(&asking, &layout, query.action)?;
        let main = Arc::clone(select.main());
        select.statement.expr_as(Expr::col((Alias::new(&*main), Alias::new("id"))), Alias::new("c0"));
        select.compute(&query.computed)?;
        let mut codecs = Vec::with_capacity(query.columns.len());
        for path in &query.columns {
            let column = select.column(path)?;
            codecs.push(column.codec);
            select.statement.expr_as(column.expr(), Alias::new(format!("c{}", codecs.len())));
        }
        let parent = way.of_parents(&mut select, parents)?;
        restrict(tx, &mut select, query)?;
        let keys = page::keys(&mut select, &query.sort)?;
        let window = numbered(&parent, &keys, asking.dialect);
        select.statement.expr_as(parent, Alias::new("parent"));
        select.statement.expr_window_as(Func::cust("row_number"), window, Alias::new("place"));
        let mut outer = Sql::select();
        for index in 0..=codecs.len() {
            outer.column(Alias::new(format!("c{index}")));
        }
        let skip = i64::try_from(query.skip).unwrap_or(i64::MAX);
        let end = i64::try_from(query.skip.saturating_add(query.limit)).unwrap_or(i64::MAX);
        outer
            .column(Alias::new("parent"))
            .from_subquery(select.statement, Alias::new("related"))
            .and_where(Expr::col(Alias::new("place")).gt(skip))
            .and_where(Expr::col(Alias::new("place")).lte(end))
            .order_by(Alias::new("parent"), Order::Asc)
            .order_by(Alias::new("place"), Order::Asc);
        let parent = codecs.len() + 1;
        let (plan, params) = Plan::of(&outer, tx.dialect());
        tx.sql().query(&plan, &params, |row| {
            each(row.int(parent)?, &RowView::new(row, &codecs));
            Ok(())
        })?;
    }
    Ok(())
}

/// How many records of a query each parent leads to; a parent with none is not in the answer.
///
/// # Errors
/// As [`crate::list`].
pub fn count_related(
    tx: &mut Tx<'_>,
    actor: &Actor,
    query: &Query,
    way: &Way,
    parents: &[i64],
) -> Result<HashMap<i64, u64>> {
    let world = Arc::clone(tx.world());
    let layout = world.named(&query.entity)?;
    let mut counts = HashMap::new();
    for parents in parents.chunks(CHUNK) {
        let asking = Asking::new(&world, actor, tx);
        let mut select = Select::permitted(&asking, &layout, query.action)?;
        let parent = way.of_parents(&mut select, parents)?;
        restrict(tx, &mut select, query)?;
        select.statement.expr(parent.clone()).expr(Func::count(Expr::cust("*"))).add_group_by([parent]);
        let found = tx.sql().all(&select.statement, |row| Ok((row.int(0)?, row.int(1)?)))?;
        counts.extend(found.into_iter().map(|(parent, count)| (parent, u64::try_from(count).unwrap_or(0))));
    }
    Ok(counts)
}

/// The way by its name, or what is said of a name that is not there.
///
/// # Errors
/// [`Error::Query`] when the entity has no such way.
pub fn way(tx: &Tx<'_>, entity: &str, name: &str) -> Result<(Way, Arc<Entity>)> {
    let layout = tx.world().named(entity)?;
    let found = Way::find(tx.model(), &layout.entity, name);
    found.ok_or_else(|| Error::query(FieldProblem::record("problem-unknown-field").with("name", name)))
}

/// Numbers the rows of each parent in the order of the keys.
fn numbered(parent: &Expr, keys: &[Key], dialect: Dialect) -> WindowStatement {
    let mut window = WindowStatement::new();
    window.add_partition_by(parent.clone());
    for key in keys {
        let order = if key.descending { Order::Desc } else { Order::Asc };
        match dialect {
            Dialect::Sqlite => window.order_by_expr(key.expr.clone(), order),
            Dialect::Postgres => {
                let nulls = if key.descending { NullOrdering::Last } else { NullOrdering::First };
                window.order_by_expr_with_nulls(key.expr.clone(), order, nulls)
            }
        };
    }
    window
}

/// What the way back from `target` to the records whose `field` points to it is called: their plural. Where several of
/// their fields do, the one called as the target has that name, and the others say which they are.
pub fn inverse_name(model: &Model, target: &Entity, source: &Entity, field: &Field) -> Option<Arc<str>> {
    let referrers = model.referrers(&target.name).iter().filter(|referrer| referrer.entity == source.name);
    let fields: HashSet<&Arc<str>> = referrers.map(|referrer| &referrer.field.name).collect();
    let taken = |name: &str| {
        let fields = target.fields.iter().chain(&target.system_fields);
        let mut names = fields.map(|field| &*field.name);
        names.any(|known| known == name || name.strip_prefix(known).is_some_and(|end| end == "_id"))
    };
    let plural = Arc::clone(&source.plural);
    let is_main = fields.len() < 2 || *field.name == *target.name.local();
    if is_main && !taken(&plural) {
        return Some(plural);
    }
    let longer: Arc<str> = format!("{}_by_{}", source.plural, field.name).into();
    (!taken(&longer)).then_some(longer)
}
