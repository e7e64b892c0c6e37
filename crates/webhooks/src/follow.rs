//! From changes to messages: what happened, under the rights of whoever subscribed.

use std::collections::HashMap;
use std::sync::Arc;

use access::{Action, Actor};
use records::Tx;
use records::follow::{self, Position};
use records::history::Change;
use serde_json::json;
use store::Row;
use store::sql::{Expr, ExprTrait, OnConflict, Query};

use crate::delivery::{Delivery, State};
use crate::subscription::{self, Event, Subscription};

/// What this room is told by those above it and beside it.
#[derive(Clone)]
pub struct Edge {
    /// Who a user is now: records are read under the rights a subscriber has when a message is written.
    pub people: Arc<People>,
    /// A change in the words programs know records by.
    pub words: Arc<Words>,
}

/// Finds out who a user is.
pub type People = dyn Fn(&mut Tx<'_>, i64) -> records::Result<Actor> + Send + Sync;

/// Says a change to somebody; nothing when there is nothing to say of it, because the record is none of theirs.
pub type Words = dyn Fn(&mut Tx<'_>, &Actor, &Change) -> records::Result<Option<Message>> + Send + Sync;

/// A change in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// What happened to what, `deal.changed`.
    pub event: String,
    /// The body that is sent, JSON.
    pub body: String,
}

/// How many changes one transaction looks at.
const AT_ONCE: u64 = 200;

/// The kind of the job that sends a message.
pub const SEND: &str = "api.webhook";

/// How often a message is sent before it has failed for good.
pub const ATTEMPTS: u32 = 8;

/// Looks at changes that were not looked at before; returns whether there are more.
///
/// # Errors
/// When the database refuses; then nothing moved.
pub fn run(tx: &mut Tx<'_>, edge: &Edge) -> records::Result<bool> {
    let Some(position) = position(tx)? else { return Ok(false) };
    let (up_to, mut position) = follow::settled(tx, position)?;
    let subscriptions: Vec<Subscription> =
        subscription::all(tx.sql())?.into_iter().filter(|subscription| subscription.active).collect();
    let more = if subscriptions.is_empty() {
        position.seen = up_to;
        false
    } else {
        let (changes, reached) = follow::between(tx, position.seen, up_to, AT_ONCE)?;
        let mut actors = HashMap::new();
        for change in &changes {
            for subscription in &subscriptions {
                if subscription.wants(&change.entity, Event::of(change.action)) {
                    tell(tx, edge, subscription, change, &mut actors)?;
                }
            }
        }
        position.seen = reached;
        reached < up_to
    };
    save(tx, position)?;
    Ok(more)
}

/// Begins to follow at the newest change: what was before nobody asked to hear of.
///
/// # Errors
/// When the database refuses.
pub fn begin(tx: &mut Tx<'_>) -> records::Result<()> {
    if position(tx)?.is_none() {
        let seen = follow::newest(tx)?;
        save(tx, Position { seen, mark: None })?;
    }
    Ok(())
}

fn position(tx: &mut Tx<'_>) -> records::Result<Option<Position>> {
    let select = Query::select()
        .columns(["position", "mark", "mark_stamp"])
        .from("webhooks_position")
        .and_where(Expr::col("name").eq("webhooks"))
        .to_owned();
    Ok(tx.sql().one(&select, |row| {
        let mark = row.maybe(1, Row::int)?.zip(row.maybe(2, Row::int)?);
        Ok(Position { seen: row.int(0)?, mark })
    })?)
}

fn save(tx: &mut Tx<'_>, position: Position) -> records::Result<()> {
    let columns = ["name", "position", "mark", "mark_stamp"];
    let insert = Query::insert()
        .into_table("webhooks_position")
        .columns(columns)
        .values_panic([
            "webhooks".into(),
            position.seen.into(),
            position.mark.map(|(mark, _)| mark).into(),
            position.mark.map(|(_, stamp)| stamp).into(),
        ])
        .on_conflict(OnConflict::column("name").update_columns(columns.into_iter().skip(1)).to_owned())
        .to_owned();
    tx.sql().run(&insert)?;
    Ok(())
}

/// Writes a message down and queues it, when its receiver may know of the record and wants to.
fn tell(
    tx: &mut Tx<'_>,
    edge: &Edge,
    subscription: &Subscription,
    change: &Change,
    actors: &mut HashMap<i64, Arc<Actor>>,
) -> records::Result<()> {
    let actor = match actors.get(&subscription.owner) {
        Some(actor) => Arc::clone(actor),
        None => {
            let actor = Arc::new((edge.people)(tx, subscription.owner)?);
            actors.insert(subscription.owner, Arc::clone(&actor));
            actor
        }
    };
    if !may_know(tx, &actor, change) || !fits(tx, &actor, subscription, change)? {
        return Ok(());
    }
    let Some(message) = (edge.words)(tx, &actor, change)? else { return Ok(()) };
    let now = tx.micros();
    let id = tx.sql().next_id()?;
    let delivery = Delivery {
        id,
        webhook: subscription.id,
        message: format!("msg_{}_{}", change.id, subscription.id),
        event: message.event,
        record: change.record,
        body: message.body,
        state: State::Waiting,
        attempts: 0,
        answered: None,
        error: None,
        created_at: now,
        sent_at: None,
    };
    delivery.add(tx.sql())?;
    queue(tx.sql(), id)
}

/// Queues the sending of a message.
///
/// # Errors
/// When the database refuses.
pub fn queue(tx: &mut store::Tx, delivery: i64) -> records::Result<()> {
    jobs::enqueue(tx, jobs::Job::new(SEND, json!({ "delivery": delivery })).max_attempts(ATTEMPTS))
        .map_err(store::Error::other)?;
    Ok(())
}

/// Whether somebody may hear of a change of such a record. Of a record that is gone only those learn who could see
/// every one: nobody can say any more whether it was among theirs.
fn may_know(tx: &Tx<'_>, actor: &Actor, change: &Change) -> bool {
    let permit = tx.world().layout(&change.entity).map(|layout| tx.world().permit(actor, &layout.entity, Action::Read));
    match permit {
        Some(Ok(permit)) => Event::of(change.action) != Event::Deleted || permit.rows == access::Rows::All,
        _ => false,
    }
}

/// Whether the filter of a subscription holds for the record as it is now.
fn fits(tx: &mut Tx<'_>, actor: &Actor, subscription: &Subscription, change: &Change) -> records::Result<bool> {
    // What is gone has no values to judge.
    let Some(filter) = subscription.filter.as_ref().filter(|_| Event::of(change.action) != Event::Deleted) else {
        return Ok(true);
    };
    let Some(expr) = parse(tx, &change.entity, filter) else { return Ok(false) };
    let mut question = records::Query::of(Arc::clone(&change.entity));
    question.filter =
        Some(feel::Expr::and(feel::Expr::eq(feel::Expr::name("id"), feel::Expr::literal(change.record)), expr));
    Ok(records::count(tx, actor, &question, Some(1))? == 1)
}

/// A filter as the entity understands it.
pub fn parse(tx: &Tx<'_>, entity: &str, filter: &str) -> Option<feel::Expr> {
    let layout = tx.world().layout(entity)?;
    feel::parse(filter, &layout.entity.schema.names()).ok()
}
