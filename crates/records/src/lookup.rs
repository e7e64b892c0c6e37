//! Records that are looked up: what a new record begins with, and which records a relation may lead to.
//!
//! Invariant: only what whoever asks may read is looked up; the definitions alone say what fits.

use crate::compute::{self, Related};
use crate::error::{Error, Result};
use crate::page;
use crate::read::Sort;
use crate::record::Record;
use crate::select::{Asking, Select};
use crate::tx::Tx;
use access::{Action, Actor};
use feel::{Expr, Value};
use model::{Condition, Direction, Lookup};
use std::sync::Arc;
use store::Plan;
use store::sql::{Alias, Expr as Sql, ExprTrait};

/// The id of the first record that fits, or nothing.
///
/// `related` has what the condition reads of other records.
pub(crate) fn first(
    tx: &mut Tx<'_>,
    actor: &Actor,
    record: &Record,
    lookup: &Lookup,
    related: &Related,
) -> Result<Value> {
    let world = Arc::clone(tx.world());
    let Some(layout) = world.layout(lookup.of.as_str()) else { return Ok(Value::Null) };
    let values = lookup.filter.as_ref().map(|filter| given(tx, actor, record, filter, related)).unwrap_or_default();
    let (place, spelt) = (std::ptr::from_ref(lookup).addr(), spelt(actor, &values));
    if let Some(known) = tx.recall.answer(place, &spelt) {
        return Ok(known.map_or(Value::Null, Value::from));
    }
    let filter = lookup.filter.as_ref().map(|filter| filter.with(&values));
    let asking = Asking::new(&world, actor, tx);
    let mut select = match Select::permitted(&asking, &layout, Action::Read) {
        Ok(select) => select,
        // Whoever may not read such records begins with nothing.
        Err(Error::NotFound { .. } | Error::Forbidden { .. }) => return Ok(Value::Null),
        Err(error) => return Err(error),
    };
    let main = Arc::clone(select.main());
    select.statement.column((Alias::new(&*main), Alias::new("id"))).limit(1);
    let sort =
        |step: &model::Sort| Sort { path: step.path.clone(), descending: step.direction == Direction::Descending };
    let sort: Vec<Sort> = lookup.sort.iter().map(sort).collect();
    select.as_definitions(|select| {
        if let Some(filter) = &filter {
            select.filter(filter)?;
        }
        page::order(select, &sort)
    })?;
    let found = ask(tx, place, spelt, &select)?;
    Ok(found.map_or(Value::Null, Value::from))
}

/// Asks, and remembers the answer: each row of an import begins with the same stage.
fn ask(tx: &mut Tx<'_>, place: usize, spelt: String, select: &Select<'_>) -> Result<Option<i64>> {
    let (plan, params) = Plan::of(&select.statement, tx.dialect());
    let found = tx.sql().query_one(&plan, &params, |row| row.int(0))?;
    tx.recall.answered(place, spelt, plan.sql(), found);
    Ok(found)
}

/// The values a condition is asked with, and who asks, as one text.
fn spelt(actor: &Actor, values: &[Value]) -> String {
    let values: Vec<String> = values.iter().map(Value::to_feel).collect();
    format!("{} {}", actor.user, values.join(" | "))
}

/// Which records a relation may lead to, as a filter over their entity; none when any.
///
/// The record that looks need not be stored: [`crate::check::draft`] makes one of what stands in a form.
///
/// # Errors
/// When the database cannot be read.
pub fn eligible(tx: &mut Tx<'_>, actor: &Actor, record: &Record, field: &str) -> Result<Option<Expr>> {
    let layout = Arc::clone(&record.layout);
    let relation = layout.entity.field(field).and_then(|field| field.relation());
    let Some(filter) = relation.and_then(|relation| relation.filter.as_ref()) else { return Ok(None) };
    let mut related = Related::new();
    let programs = filter.given.iter().map(|given| &given.value.program);
    compute::relate_for(tx, actor, record, programs, &mut related)?;
    Ok(Some(seen_from(tx, actor, record, filter, &related)))
}

/// Whether a record is one of those that a relation may lead to.
pub(crate) fn fits(
    tx: &mut Tx<'_>,
    actor: &Actor,
    record: &Record,
    filter: &Condition,
    of: &str,
    id: i64,
) -> Result<bool> {
    let world = Arc::clone(tx.world());
    let layout = world.named(of)?;
    let mut related = Related::new();
    compute::relate(tx, record, filter.given.iter().map(|given| &given.value.program), &mut related)?;
    let values = given(tx, actor, record, filter, &related);
    let (place, spelt) = (std::ptr::from_ref(filter).addr(), format!("{id} {}", spelt(actor, &values)));
    if let Some(known) = tx.recall.answer(place, &spelt) {
        return Ok(known.is_some());
    }
    let expr = filter.with(&values);
    let asking = Asking::new(&world, actor, tx);
    let mut select = Select::unchecked(&asking, &layout);
    let main = Arc::clone(select.main());
    let condition = crate::filter::condition(&mut select, &expr)?;
    select
        .statement
        .column((Alias::new(&*main), Alias::new("id")))
        .and_where(Sql::col((Alias::new(&*main), Alias::new("id"))).eq(id))
        .and_where(condition);
    Ok(ask(tx, place, spelt, &select)?.is_some())
}

/// A condition with the values that the record has.
fn seen_from(tx: &Tx<'_>, actor: &Actor, record: &Record, filter: &Condition, related: &Related) -> Expr {
    filter.with(&given(tx, actor, record, filter, related))
}

/// What a condition asks of the record.
fn given(tx: &Tx<'_>, actor: &Actor, record: &Record, filter: &Condition, related: &Related) -> Vec<Value> {
    let env = tx.env(actor);
    let values = filter.given.iter().map(|given| {
        let value = compute::value(&given.value, record, actor, related, &env);
        // Of a record that is related there is its id.
        match &value {
            Value::Context(context) => context.get("id").cloned().unwrap_or(value),
            _ => value,
        }
    });
    values.collect()
}
