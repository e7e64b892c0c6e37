//! A SELECT over one entity and the records it points to, under the caller's rights.
//!
//! Invariant: a related record that the actor may not read joins as nothing, and a hidden field cannot be named,
//! neither as a column nor in a filter nor in an order.

use crate::codec::Codec;
use crate::error::{Error, Result};
use crate::filter;
use crate::layout::{Layout, Slot};
use crate::problem::FieldProblem;
use crate::tx::Tx;
use crate::world::World;
use access::{Action, Actor, Permit, Rows};
use feel::Value;
use std::cell::OnceCell;
use std::sync::{Arc, LazyLock};
use store::Dialect;
use store::sql::{Alias, Cond, Expr, ExprTrait, JoinType, Query, SelectStatement};

/// The alias of the entity itself.
pub(crate) const MAIN: &str = "t";

/// The names from a record to a field: `["company", "name"]`.
pub type Path = [Arc<str>];

/// Who reads the query: the names it may use follow from that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Voice {
    /// The actor, who may name only what the actor may read.
    Actor,
    /// The definitions: row policies and roll-up filters, which may name every field.
    Definitions,
}

/// A column of the answer.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    pub alias: Arc<str>,
    pub name: Arc<str>,
    pub codec: Codec,
    /// The column to sort by, when it is another one.
    pub key: Option<Arc<str>>,
    /// Whether the value is a record's id.
    pub is_relation: bool,
    /// What is computed instead of read.
    pub computed: Option<Expr>,
}

impl Column {
    /// The column in an expression.
    pub fn expr(&self) -> Expr {
        if let Some(computed) = &self.computed {
            return computed.clone();
        }
        Expr::col((Alias::new(&*self.alias), Alias::new(&*self.name)))
    }

    /// What to sort by.
    pub fn sort_expr(&self) -> Expr {
        if self.computed.is_some() {
            return self.expr();
        }
        let name = self.key.as_ref().unwrap_or(&self.name);
        Expr::col((Alias::new(&*self.alias), Alias::new(&**name)))
    }
}

struct Join {
    path: Vec<Arc<str>>,
    alias: Arc<str>,
    layout: Arc<Layout>,
    permit: Option<Permit>,
}

/// Who asks, of what definitions, when: what every part of a query needs to know.
pub(crate) struct Asking<'w> {
    pub world: &'w World,
    pub actor: &'w Actor,
    pub dialect: Dialect,
    pub env: feel::Env,
    /// The value of the name `actor`, made at its first use.
    known: OnceCell<[Value; 1]>,
}

impl<'w> Asking<'w> {
    /// Asks within a transaction.
    pub fn new(world: &'w World, actor: &'w Actor, tx: &Tx<'_>) -> Self {
        let env = feel::Env::new(tx.micros(), actor.zone.clone());
        Self { world, actor, dialect: tx.dialect(), env, known: OnceCell::new() }
    }

    /// Asks outside of a transaction, to see whether a query can be said at all.
    pub fn outside(world: &'w World, actor: &'w Actor, dialect: Dialect) -> Self {
        Self { world, actor, dialect, env: feel::Env::new(0, actor.zone.clone()), known: OnceCell::new() }
    }

    /// What the names of [`known_schema`] stand for.
    pub fn known(&self) -> &[Value; 1] {
        self.known.get_or_init(|| [actor_context(self.actor)])
    }
}

/// The names whose values are known before a query runs.
pub(crate) fn known_schema() -> &'static feel::Schema {
    static SCHEMA: LazyLock<feel::Schema> = LazyLock::new(|| feel::Schema::new().slot("actor", feel::Type::Any));
    &SCHEMA
}

/// What expressions see of who asks.
pub(crate) fn actor_context(actor: &Actor) -> Value {
    let ids = |ids: &[i64]| Value::list(ids.iter().map(|id| Value::from(*id)));
    Value::context([
        ("id", Value::from(actor.user)),
        ("unit", actor.unit.map_or(Value::Null, Value::from)),
        ("units", ids(&actor.units_below)),
        ("roles", Value::list(actor.roles.iter().map(|role| Value::Text(Arc::clone(role))))),
    ])
}

/// Puts a SELECT together.
pub(crate) struct Select<'w> {
    pub asking: &'w Asking<'w>,
    pub layout: Arc<Layout>,
    pub statement: SelectStatement,
    permit: Permit,
    main: Arc<str>,
    joins: Vec<Join>,
    /// Values under names of their own.
    computed: Vec<(Arc<str>, Expr, Codec)>,
    voice: Voice,
    /// How many subqueries deep this one is: its aliases differ from those around it.
    depth: usize,
}

impl<'w> Select<'w> {
    /// Begins a query for what the actor may read of an entity.
    ///
    /// # Errors
    /// [`Error::NotFound`] when that is nothing at all.
    pub fn readable(asking: &'w Asking<'w>, layout: &Arc<Layout>) -> Result<Self> {
        Self::permitted(asking, layout, Action::Read)
    }

    /// Begins a query for the rows the actor may do something with.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the actor may read none, [`Error::Forbidden`] when the action is missing.
    pub fn permitted(asking: &'w Asking<'w>, layout: &Arc<Layout>, action: Action) -> Result<Self> {
        let permit = asking.world.permit(asking.actor, &layout.entity, action)?;
        let main: Arc<str> = Arc::from(MAIN);
        let reading = asking.world.permit(asking.actor, &layout.entity, Action::Read)?;
        let rows = permit.rows.clone();
        // The names of a query are checked against what may be read, whatever is going to be done.
        let mut select = Self::bare(asking, layout, reading, 0);
        let readable = select.permit.rows.clone();
        if let Some(condition) = select.rows(&main, layout, &readable)? {
            select.statement.and_where(condition);
        }
        if rows != readable
            && let Some(condition) = select.rows(&main, layout, &rows)?
        {
            select.statement.and_where(condition);
        }
        Ok(select)
    }

    /// Begins a query in which the definitions speak: every row and every field.
    pub fn unchecked(asking: &'w Asking<'w>, layout: &Arc<Layout>) -> Self {
        let mut select = Self::bare(asking, layout, Permit::all(), 0);
        select.voice = Voice::Definitions;
        select
    }

    /// Begins a subquery whose aliases differ from those of this one.
    pub fn nested(&self, layout: &Arc<Layout>) -> Self {
        let mut inner = Self::bare(self.asking, layout, Permit::all(), self.depth + 1);
        inner.voice = Voice::Definitions;
        inner
    }

    /// Begins a subquery over related records in the same voice: what the actor may not read is not among them.
    ///
    /// Nothing when that is every record of the entity: then the actor knows of none.
    ///
    /// # Errors
    /// As [`Select::permitted`].
    pub fn among(&self, layout: &Arc<Layout>) -> Result<Option<Self>> {
        if self.voice == Voice::Definitions {
            return Ok(Some(self.nested(layout)));
        }
        let Ok(permit) = self.asking.world.permit(self.asking.actor, &layout.entity, Action::Read) else {
            return Ok(None);
        };
        let rows = permit.rows.clone();
        let mut inner = Self::bare(self.asking, layout, permit, self.depth + 1);
        let main = Arc::clone(&inner.main);
        if let Some(condition) = inner.rows(&main, layout, &rows)? {
            inner.statement.and_where(condition);
        }
        Ok(Some(inner))
    }

    /// Whether a field of an entity may be named in this query.
    pub fn may_name(&self, layout: &Layout, field: &str) -> bool {
        if self.voice == Voice::Definitions {
            return true;
        }
        let Some(place) = layout.entity.fields.iter().position(|known| &*known.name == field) else { return true };
        let permit = self.asking.world.permit(self.asking.actor, &layout.entity, Action::Read);
        permit.is_ok_and(|permit| !permit.is_hidden(place))
    }

    fn bare(asking: &'w Asking<'w>, layout: &Arc<Layout>, permit: Permit, depth: usize) -> Self {
        let main: Arc<str> = if depth == 0 { Arc::from(MAIN) } else { format!("{MAIN}{depth}").into() };
        let mut statement = Query::select();
        statement.from_as(Alias::new(&*layout.table), Alias::new(&*main));
        let voice = Voice::Actor;
        Self {
            asking,
            layout: Arc::clone(layout),
            statement,
            permit,
            main,
            joins: Vec::new(),
            computed: Vec::new(),
            voice,
            depth,
        }
    }

    /// What the actor may read of the entity.
    pub fn permit(&self) -> &Permit {
        &self.permit
    }

    /// The alias of the entity in this query.
    pub fn main(&self) -> &Arc<str> {
        &self.main
    }

    /// Gives values computed from columns names, by which they may be shown and sorted by.
    ///
    /// # Errors
    /// As [`filter::cell`].
    pub fn compute(&mut self, values: &[(Arc<str>, feel::Expr)]) -> Result<()> {
        for (name, value) in values {
            let (sql, codec) = filter::cell(self, value)?;
            self.computed.push((Arc::clone(name), sql, codec));
        }
        Ok(())
    }

    /// Finds a column by its path and joins what stands on the way.
    ///
    /// # Errors
    /// [`Error::Query`] when there is no such field, or none this actor may read.
    pub fn column(&mut self, path: &Path) -> Result<Column> {
        let (last, way) = path.split_last().ok_or_else(|| unknown(""))?;
        if way.is_empty()
            && let Some((name, sql, codec)) = self.computed.iter().find(|(name, ..)| name == last)
        {
            let (alias, name) = (Arc::clone(&self.main), Arc::clone(name));
            let computed = Some(sql.clone());
            return Ok(Column { alias, name, codec: *codec, key: None, is_relation: false, computed });
        }
        // The id of a related record stands in the relation's own column.
        if &**last == "id"
            && !way.is_empty()
            && let Ok(relation) = self.column(way)
            && relation.is_relation
        {
            return Ok(relation);
        }
        if let Some(part) = self.address_part(&Arc::clone(&self.layout), way, last) {
            return self.column(&[part]);
        }
        let (alias, layout, permit) = if way.is_empty() {
            (Arc::clone(&self.main), Arc::clone(&self.layout), Some(self.permit.clone()))
        } else {
            self.join(way)?
        };
        let slot = layout.slot(last).ok_or_else(|| unknown(&path.join(".")))?;
        self.check_visible(slot, permit.as_ref(), path)?;
        Ok(Column {
            alias,
            name: Arc::clone(&slot.column),
            codec: slot.codec,
            key: slot.key.clone(),
            is_relation: slot.is_relation,
            computed: None,
        })
    }

    /// Adds a column to the answer and returns how to read it.
    ///
    /// # Errors
    /// As [`Select::column`].
    pub fn show(&mut self, path: &Path) -> Result<Codec> {
        let column = self.column(path)?;
        self.statement.expr(column.expr());
        Ok(column.codec)
    }

    /// The layout at the end of a way of relations, and its alias; joined at the first use.
    pub fn join(&mut self, way: &Path) -> Result<(Arc<str>, Arc<Layout>, Option<Permit>)> {
        if let Some(join) = self.joins.iter().find(|join| join.path == way) {
            return Ok((Arc::clone(&join.alias), Arc::clone(&join.layout), join.permit.clone()));
        }
        let (last, before) = way.split_last().ok_or_else(|| unknown(""))?;
        let (from, layout, permit) = if before.is_empty() {
            (Arc::clone(&self.main), Arc::clone(&self.layout), Some(self.permit.clone()))
        } else {
            self.join(before)?
        };
        let slot = layout.slot(last).ok_or_else(|| unknown(&way.join(".")))?;
        self.check_visible(slot, permit.as_ref(), way)?;
        let target = slot.target.as_ref().ok_or_else(|| unknown(&way.join(".")))?;
        let target = self.asking.world.layout(target).ok_or_else(|| unknown(&way.join(".")))?;
        let alias: Arc<str> = format!("j{}_{}", self.depth, self.joins.len() + 1).into();
        let mut on = Cond::all().add(
            Expr::col((Alias::new(&*alias), Alias::new("id")))
                .eq(Expr::col((Alias::new(&*from), Alias::new(&*slot.column)))),
        );
        let permit = match self.voice {
            Voice::Definitions => None,
            Voice::Actor => {
                let permit = self
                    .asking
                    .world
                    .permit(self.asking.actor, &target.entity, Action::Read)
                    .unwrap_or_else(|_| Permit::none());
                if let Some(rows) = self.rows(&alias, &target, &permit.rows)? {
                    on = on.add(rows);
                }
                Some(permit)
            }
        };
        self.statement.join_as(JoinType::LeftJoin, Alias::new(&*target.table), Alias::new(&*alias), on);
        self.joins.push(Join {
            path: way.to_vec(),
            alias: Arc::clone(&alias),
            layout: Arc::clone(&target),
            permit: permit.clone(),
        });
        Ok((alias, target, permit))
    }

    /// The condition on rows of `alias` that a permit means; none when every row is meant.
    pub fn rows(&mut self, alias: &Arc<str>, layout: &Arc<Layout>, rows: &Rows) -> Result<Option<Expr>> {
        crate::rows::condition(self, alias, layout, rows)
    }

    /// Adds a FEEL condition on the entity, in the actor's words.
    ///
    /// # Errors
    /// [`Error::Query`] when it names what is not there or means nothing in SQL.
    pub fn filter(&mut self, expr: &feel::Expr) -> Result<()> {
        let condition = filter::condition(self, expr)?;
        self.statement.and_where(condition);
        Ok(())
    }

    /// The parts of an address are one word in SQL: `address.city` is `address_city`.
    fn address_part(&self, layout: &Layout, way: &Path, part: &str) -> Option<Arc<str>> {
        let [field] = way else { return None };
        let joined = format!("{field}_{part}");
        let slot = layout.slot(&joined)?;
        layout.entity.fields[slot.field?].name.eq(field).then(|| Arc::clone(&slot.name))
    }

    /// Lets the definitions speak while `work` runs: their names are not checked against the actor's rights.
    pub fn as_definitions<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let before = std::mem::replace(&mut self.voice, Voice::Definitions);
        let result = work(self);
        self.voice = before;
        result
    }

    fn check_visible(&self, slot: &Slot, permit: Option<&Permit>, path: &Path) -> Result<()> {
        let hidden = match (self.voice, permit, slot.field) {
            (Voice::Actor, Some(permit), Some(field)) => permit.is_hidden(field),
            _ => false,
        };
        if hidden { Err(unknown(&path.join("."))) } else { Ok(()) }
    }
}

/// What is said of a name that is not there, or may not be seen: the two look alike.
pub(crate) fn unknown(name: &str) -> Error {
    Error::query(FieldProblem::record("problem-unknown-field").with("name", name))
}
