//! Subscriptions as administrators keep them: made, changed, given a new secret, taken away; and what was sent.
//!
//! Who may do that is asked before: whoever calls this is an administrator.

use records::Tx;
use store::seal::Key;

use crate::address::Addresses;
use crate::delivery::{self, Delivery, State};
use crate::sign::Secret;
use crate::subscription::{self, Event, Subscription};
use crate::{follow, jobs};

/// What is said of a subscription.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub url: String,
    /// The entity, by its qualified name; `*` is all of them.
    pub entity: String,
    pub events: Vec<Event>,
    /// A FEEL condition on the record.
    pub filter: Option<String>,
    pub active: bool,
}

/// What is wrong with a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// No address, or none where messages may be sent.
    Url,
    /// No entity of that name.
    Entity,
    /// It would hear of nothing.
    Events,
    /// No condition, or a condition on records of every kind.
    Filter,
}

impl From<&Subscription> for Draft {
    fn from(subscription: &Subscription) -> Self {
        Self {
            url: subscription.url.clone(),
            entity: subscription.entity.clone(),
            events: subscription.events.clone(),
            filter: subscription.filter.clone(),
            active: subscription.active,
        }
    }
}

impl Draft {
    /// What is wrong with it; every finding at once.
    pub fn judge(&self, tx: &Tx<'_>, addresses: Addresses) -> Vec<Wrong> {
        let mut wrong = Vec::new();
        if addresses.check(&self.url).is_err() {
            wrong.push(Wrong::Url);
        }
        let is_one = tx.world().layout(&self.entity).is_some();
        if !is_one && self.entity != "*" {
            wrong.push(Wrong::Entity);
        }
        if self.events.is_empty() {
            wrong.push(Wrong::Events);
        }
        if let Some(filter) = &self.filter
            && !(is_one && follow::parse(tx, &self.entity, filter).is_some())
        {
            wrong.push(Wrong::Filter);
        }
        wrong
    }
}

/// All subscriptions, the newest last.
///
/// # Errors
/// When the database cannot be read.
pub fn all(tx: &mut Tx<'_>) -> records::Result<Vec<Subscription>> {
    Ok(subscription::all(tx.sql())?)
}

/// One by its id.
///
/// # Errors
/// [`records::Error::NotFound`].
pub fn get(tx: &mut Tx<'_>, id: i64) -> records::Result<Subscription> {
    subscription::find(tx.sql(), id)?.ok_or_else(|| missing(id))
}

/// Stores a new subscription of a user, in whose name records are read. Its secret is in the answer and nowhere else:
/// what is stored is sealed with `key`, the installation's.
///
/// Invariant: the draft was judged and found sound.
///
/// # Errors
/// When the database refuses.
pub fn create(tx: &mut Tx<'_>, key: &Key, owner: i64, draft: &Draft) -> records::Result<(Subscription, Secret)> {
    let (id, now) = (tx.sql().next_id()?, tx.micros());
    let (mut subscription, secret) = Subscription::new(key, id, draft.url.clone(), draft.entity.clone(), owner, now)?;
    lay(&mut subscription, draft);
    store(tx, &subscription)?;
    Ok((subscription, secret))
}

/// Changes a subscription; see [`create`].
///
/// # Errors
/// [`records::Error::NotFound`].
pub fn change(tx: &mut Tx<'_>, id: i64, draft: &Draft) -> records::Result<Subscription> {
    let mut subscription = get(tx, id)?;
    lay(&mut subscription, draft);
    store(tx, &subscription)?;
    Ok(subscription)
}

/// Gives a subscription a new secret, which is in the answer, sealed with `key`. The one before goes on signing for a day.
///
/// # Errors
/// [`records::Error::NotFound`].
pub fn rotate(tx: &mut Tx<'_>, key: &Key, id: i64) -> records::Result<(Subscription, Secret)> {
    let mut subscription = get(tx, id)?;
    let secret = subscription.rotate(key)?;
    subscription.changed_at = tx.micros();
    subscription.store(tx.sql())?;
    Ok((subscription, secret))
}

/// Takes a subscription away, with what it was sent.
///
/// # Errors
/// [`records::Error::NotFound`].
pub fn remove(tx: &mut Tx<'_>, id: i64) -> records::Result<()> {
    get(tx, id)?;
    subscription::remove(tx.sql(), id)?;
    jobs::schedule(tx.sql())
}

/// A condition on the records of an entity, as it is understood; nothing for what is none.
pub fn condition(tx: &Tx<'_>, entity: &str, filter: &str) -> Option<feel::Expr> {
    follow::parse(tx, entity, filter)
}

/// What was sent, the newest first; `before` pages on from an id.
///
/// # Errors
/// When the database cannot be read.
pub fn deliveries(tx: &mut Tx<'_>, id: i64, before: Option<i64>, limit: u64) -> records::Result<Vec<Delivery>> {
    Ok(delivery::of(tx.sql(), id, before, limit)?)
}

/// How many messages wait, and how many failed for good in the time the log reaches back.
///
/// # Errors
/// When the database cannot be read.
pub fn standing(tx: &mut store::Tx) -> store::Result<Vec<(State, i64)>> {
    [State::Waiting, State::Failed].into_iter().map(|state| Ok((state, delivery::count(tx, state)?))).collect()
}

/// Sends a message again, under the same id: a receiver that has it ignores it.
///
/// # Errors
/// [`records::Error::NotFound`].
pub fn replay(tx: &mut Tx<'_>, id: i64, delivery: i64) -> records::Result<Delivery> {
    let found = delivery::find(tx.sql(), delivery)?.filter(|found| found.webhook == id);
    let mut found = found.ok_or_else(|| missing(delivery))?;
    found.state = State::Waiting;
    found.error = None;
    found.save(tx.sql())?;
    follow::queue(tx.sql(), found.id)?;
    Ok(found)
}

fn lay(subscription: &mut Subscription, draft: &Draft) {
    subscription.url.clone_from(&draft.url);
    subscription.entity.clone_from(&draft.entity);
    subscription.events.clone_from(&draft.events);
    subscription.filter.clone_from(&draft.filter);
    subscription.active = draft.active;
}

fn store(tx: &mut Tx<'_>, subscription: &Subscription) -> records::Result<()> {
    follow::begin(tx)?;
    subscription.store(tx.sql())?;
    jobs::schedule(tx.sql())
}

fn missing(id: i64) -> records::Error {
    records::Error::NotFound { entity: "webhook".into(), id }
}
