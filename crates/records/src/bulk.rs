//! Changing or deleting many records: in transactions of a bounded size, each record's refusal reported by itself.
//!
//! All of it is one batch, which can be undone as a whole.

use crate::batch::{self, Kind};
use crate::error::{Error, Result};
use crate::problem::FieldProblem;
use crate::read::{LARGEST_PAGE, Query};
use crate::tx::{Records, Tx};
use crate::write::{self, Patch};
use access::{Action, Actor};
use std::sync::Arc;

/// How many records one transaction changes.
pub const CHUNK: usize = 200;
/// How many records one call changes.
pub const MOST: usize = 200_000;
/// How many refusals are reported one by one; the others are counted.
const REPORTED: usize = 1_000;

/// What becomes of each record.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// It gets these values.
    Set(Patch),
    /// It is deleted, with what goes along.
    Delete,
}

/// Which records.
#[derive(Debug, Clone)]
pub enum Which {
    Ids(Vec<i64>),
    /// All that the query finds, whatever its limit; its columns do not matter.
    Query(Box<Query>),
}

/// A record that stayed as it was, and why.
#[derive(Debug, Clone)]
pub struct Refused {
    pub id: i64,
    pub title: String,
    pub error: Error,
}

/// What was done.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// Undoing this batch undoes all of it.
    pub batch: i64,
    pub done: u64,
    /// The first refusals.
    pub refused: Vec<Refused>,
    /// How many more there were.
    pub more_refused: u64,
}

impl Change {
    fn action(&self) -> Action {
        match self {
            Self::Set(_) => Action::Change,
            Self::Delete => Action::Delete,
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::Set(_) => Kind::Change,
            Self::Delete => Kind::Delete,
        }
    }
}

/// Changes the records, transaction by transaction; `progress` hears how many of how many were tried.
///
/// # Errors
/// [`Error::NotFound`] and [`Error::Forbidden`] for want of rights, [`Error::Query`] for a query that cannot be or
/// finds more than [`MOST`]. What was done before an error stays done, in its batch.
pub async fn run(
    records: &Records,
    actor: Arc<Actor>,
    entity: Arc<str>,
    which: Which,
    change: Change,
    label: Arc<str>,
    progress: impl Fn(usize, usize),
) -> Result<Outcome> {
    let (change, who, name) = (Arc::new(change), Arc::clone(&actor), Arc::clone(&entity));
    let what = Arc::clone(&change);
    let ids = records.read_long(move |tx| ids(tx, &who, &name, &which, &what)).await?;
    let (who, name, kind) = (Arc::clone(&actor), Arc::clone(&entity), change.kind());
    let batch = records.write(move |tx| batch::begin(tx, &who, kind, &name, &label)).await?;
    let mut outcome = Outcome { batch, ..Outcome::default() };
    for (number, part) in ids.chunks(CHUNK).enumerate() {
        let (who, name, what, part) = (Arc::clone(&actor), Arc::clone(&entity), Arc::clone(&change), part.to_vec());
        outcome.add(records.write(move |tx| chunk(tx, &who, &name, batch, &part, &what)).await?);
        progress(Ord::min((number + 1) * CHUNK, ids.len()), ids.len());
    }
    Ok(outcome)
}

/// The ids of the records, as far as the actor may do this with them.
///
/// # Errors
/// As [`run`].
pub fn ids(tx: &mut Tx<'_>, actor: &Actor, entity: &str, which: &Which, change: &Change) -> Result<Vec<i64>> {
    let too_many = || Error::query(FieldProblem::record("problem-too-many-records").with("most", MOST));
    let query = match which {
        Which::Ids(ids) if ids.len() > MOST => return Err(too_many()),
        Which::Ids(ids) => {
            // Those that are not this actor's to change are refused one by one, with the reason.
            let layout = tx.world().named(entity)?;
            tx.world().permit(actor, &layout.entity, change.action())?;
            return Ok(ids.clone());
        }
        Which::Query(query) => query,
    };
    let mut query = Query {
        action: change.action(),
        columns: Vec::new(),
        limit: LARGEST_PAGE,
        after: None,
        skip: 0,
        ..(**query).clone()
    };
    query.entity = Arc::from(entity);
    let mut ids = Vec::new();
    loop {
        let page = crate::read::list(tx, actor, &query, |row| ids.push(row.id()))?;
        if ids.len() > MOST {
            return Err(too_many());
        }
        match page.next {
            Some(next) => query.after = Some(next),
            None => return Ok(ids),
        }
    }
}

/// Changes a few records in this transaction, as part of a batch.
///
/// # Errors
/// When the database refuses; what is refused for a record's own reasons is in the outcome.
pub fn chunk(
    tx: &mut Tx<'_>,
    actor: &Actor,
    entity: &str,
    batch: i64,
    ids: &[i64],
    change: &Change,
) -> Result<Outcome> {
    let own = tx.batch();
    tx.set_batch(Some(batch));
    let outcome = each(tx, actor, entity, batch, ids, change);
    tx.set_batch(own);
    outcome
}

fn each(tx: &mut Tx<'_>, actor: &Actor, entity: &str, batch: i64, ids: &[i64], change: &Change) -> Result<Outcome> {
    let mut outcome = Outcome { batch, ..Outcome::default() };
    for id in ids {
        let done = tx.savepoint(|tx| match change {
            Change::Set(patch) => write::update(tx, actor, entity, *id, None, patch).map(drop),
            Change::Delete => write::delete(tx, actor, entity, *id, None),
        });
        match done {
            Ok(()) => outcome.done += 1,
            Err(error @ Error::Store(_)) if !is_about_the_record(&error) => return Err(error),
            Err(error) => {
                let title = crate::read::titles(tx, actor, entity, &[*id])?
                    .pop()
                    .map_or_else(|| format!("#{id}"), |one| one.title);
                outcome.refused.push(Refused { id: *id, title, error });
            }
        }
    }
    Ok(outcome)
}

/// Whether the database refused this record, and may take the next one.
fn is_about_the_record(error: &Error) -> bool {
    use store::Error as Cause;
    matches!(error, Error::Store(Cause::Unique { .. } | Cause::Reference { .. } | Cause::Constraint { .. }))
}

impl Outcome {
    /// Counts what a further transaction did.
    pub fn add(&mut self, other: Self) {
        self.done += other.done;
        self.more_refused += other.more_refused;
        for refused in other.refused {
            if self.refused.len() < REPORTED {
                self.refused.push(refused);
            } else {
                self.more_refused += 1;
            }
        }
    }
}
