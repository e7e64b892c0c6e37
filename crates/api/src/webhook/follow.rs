//! From changes to messages: what happened, in the words of the API and under the rights of whoever subscribed.

use std::collections::HashMap;
use std::sync::Arc;

use access::{Action, Actor, Through};
use feel::Value;
use identity::Front;
use records::Tx;
use records::follow::{self, Position};
use records::history::Change;
use serde_json::{Map, json};
use store::Row;
use store::sql::{Expr, ExprTrait, OnConflict, Query};

use super::delivery::{Delivery, State, moment};
use super::subscription::{self, Event, Subscription};
use crate::odata::catalog::Catalog;
use crate::serve::ask::{Detail, Language};
use crate::serve::desk::Desk;
use crate::serve::fault::Fault;
use crate::serve::shape::Shape;

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
pub fn run(tx: &mut Tx<'_>, desk: &Desk) -> Result<bool, Fault> {
    let Some(position) = position(tx)? else { return Ok(false) };
    let (up_to, mut position) = follow::settled(tx, position)?;
    let subscriptions: Vec<Subscription> =
        subscription::all(tx.sql())?.into_iter().filter(|subscription| subscription.active).collect();
    let more = if subscriptions.is_empty() {
        position.seen = up_to;
        false
    } else {
        let (changes, reached) = follow::between(tx, position.seen, up_to, AT_ONCE)?;
        let mut readers = HashMap::new();
        for change in &changes {
            for subscription in &subscriptions {
                if subscription.wants(&change.entity, Event::of(change.action)) {
                    tell(tx, desk, subscription, change, &mut readers)?;
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
pub fn begin(tx: &mut Tx<'_>) -> Result<(), Fault> {
    if position(tx)?.is_none() {
        let seen = follow::newest(tx)?;
        save(tx, Position { seen, mark: None })?;
    }
    Ok(())
}

fn position(tx: &mut Tx<'_>) -> Result<Option<Position>, Fault> {
    let select = Query::select()
        .columns(["position", "mark", "mark_stamp"])
        .from("api_position")
        .and_where(Expr::col("name").eq("webhooks"))
        .to_owned();
    Ok(tx.sql().one(&select, |row| {
        let mark = row.maybe(1, Row::int)?.zip(row.maybe(2, Row::int)?);
        Ok(Position { seen: row.int(0)?, mark })
    })?)
}

fn save(tx: &mut Tx<'_>, position: Position) -> Result<(), Fault> {
    let columns = ["name", "position", "mark", "mark_stamp"];
    let insert = Query::insert()
        .into_table("api_position")
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

/// Whoever subscribed, with what they may see.
type Readers = HashMap<i64, (Arc<Actor>, Arc<Catalog>)>;

/// Writes a message down and queues it, when its receiver may know of the record and wants to.
fn tell(
    tx: &mut Tx<'_>,
    desk: &Desk,
    subscription: &Subscription,
    change: &Change,
    readers: &mut Readers,
) -> Result<(), Fault> {
    let (actor, catalog) = match readers.get(&subscription.owner) {
        Some((actor, catalog)) => (Arc::clone(actor), Arc::clone(catalog)),
        None => {
            let front: &Front = desk.front();
            let actor = Arc::new(front.actor_of(tx, subscription.owner, Through::Api)?);
            let epoch = tx.sql().epoch()?;
            let catalog = desk.catalog(tx.world(), &actor, Language::English, epoch);
            readers.insert(subscription.owner, (Arc::clone(&actor), Arc::clone(&catalog)));
            (actor, catalog)
        }
    };
    let Some(body) = body(tx, &actor, &catalog, subscription, change)? else { return Ok(()) };
    let now = tx.micros();
    let id = tx.sql().next_id()?;
    let delivery = Delivery {
        id,
        webhook: subscription.id,
        message: format!("msg_{}_{}", change.id, subscription.id),
        event: body["type"].as_str().unwrap_or_default().to_owned(),
        record: change.record,
        body: body.to_string(),
        state: State::Waiting,
        attempts: 0,
        answered: None,
        error: None,
        created_at: now,
        sent_at: None,
    };
    delivery.add(tx.sql())?;
    queue(tx.sql(), id)?;
    Ok(())
}

/// Queues the sending of a message.
///
/// # Errors
/// When the database refuses.
pub fn queue(tx: &mut store::Tx, delivery: i64) -> Result<(), Fault> {
    jobs::enqueue(tx, jobs::Job::new(SEND, json!({ "delivery": delivery })).max_attempts(ATTEMPTS))?;
    Ok(())
}

/// The message; nothing when its receiver may not know of the record, or the filter does not hold.
fn body(
    tx: &mut Tx<'_>,
    actor: &Actor,
    catalog: &Catalog,
    subscription: &Subscription,
    change: &Change,
) -> Result<Option<serde_json::Value>, Fault> {
    let Some((id, entity)) = catalog.entities().find(|(_, entity)| *entity.entity == *change.entity) else {
        return Ok(None);
    };
    let event = Event::of(change.action);
    let mut data = Map::new();
    data.insert("entity".into(), json!(&*entity.set));
    data.insert("id".into(), json!(change.record));
    data.insert("version".into(), json!(change.version));
    data.insert("by".into(), json!(change.by));
    data.insert("through".into(), json!(&*change.through));
    let mut changed = Map::new();
    for difference in &change.differences {
        // Under the names of the catalog: what is not in it is not told.
        let property =
            entity.properties.iter().find(|property| property.path.len() == 1 && property.path[0] == difference.name);
        if let Some(property) = property {
            changed.insert(
                property.name.to_string(),
                json!({ "before": plain(&difference.before), "after": plain(&difference.after) }),
            );
        }
    }
    data.insert("changed".into(), changed.into());
    if event == Event::Deleted {
        // Of a record that is gone only those learn who could see every one.
        let sees_all = tx.world().layout(&change.entity).is_some_and(|layout| {
            let permit = tx.world().permit(actor, &layout.entity, Action::Read);
            permit.is_ok_and(|permit| permit.rows == access::Rows::All)
        });
        if !sees_all {
            return Ok(None);
        }
    } else {
        if !fits(tx, actor, subscription, change)? {
            return Ok(None);
        }
        let shape = Shape::of(catalog, &crate::odata::query::Query::all(catalog, id), Detail::None, &[]);
        let one = records::prepare_one(tx, actor, &entity.entity, &shape.columns)?;
        let found = one.read(tx, change.record, |row| {
            let mut out = Vec::new();
            shape.write(row, &mut out);
            out.push(b'}');
            serde_json::from_slice::<serde_json::Value>(&out).unwrap_or_default()
        })?;
        // Gone again since, or not for this receiver.
        let Some(record) = found else { return Ok(None) };
        data.insert("record".into(), record);
    }
    Ok(Some(json!({
        "type": format!("{}.{}", entity.type_name, event.as_str()),
        "timestamp": moment(change.at),
        "data": data
    })))
}

/// Whether the filter of a subscription holds for the record as it is now.
fn fits(tx: &mut Tx<'_>, actor: &Actor, subscription: &Subscription, change: &Change) -> Result<bool, Fault> {
    let Some(filter) = &subscription.filter else { return Ok(true) };
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

fn plain(value: &Value) -> serde_json::Value {
    let mut text = String::new();
    feel::write_json(value, &mut text);
    serde_json::from_str(&text).unwrap_or_default()
}
