//! Records that may mean the same: found by shared keys, judged by likeness.

use crate::error::Result;
use crate::layout::Layout;
use crate::raw;
use crate::record::Record;
use crate::select::{Asking, Select};
use crate::tx::Tx;
use crate::write::Patch;
use access::Actor;
use model::MatchKind;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use store::sql::{Alias, Expr, ExprTrait, Query};
use store::{Dialect, Plan};
use text::likeness::{self, Card, Field, Kind, Profile};

/// A key that more records share says nothing about any of them.
const CROWD: u64 = 100;

/// The table of pairs that somebody found different.
const DISMISSED: &str = "duplicate_dismissed";

/// A record that may mean the same as another one.
#[derive(Debug, Clone)]
pub struct Duplicate {
    pub id: i64,
    pub title: String,
    /// From 0 to 1.
    pub score: f64,
    /// The fields that speak for it, the strongest first, each with its degree from 0 to 1.
    pub reasons: Vec<(Arc<str>, f64)>,
}

/// The records that a record, stored or not, may be a duplicate of; only those the actor may see.
///
/// # Errors
/// When the database cannot be read.
pub fn of(tx: &mut Tx<'_>, actor: &Actor, record: &Record) -> Result<Vec<Duplicate>> {
    let layout = Arc::clone(&record.layout);
    let Some(profile) = profile(&layout) else { return Ok(Vec::new()) };
    let card = card(&profile, record);
    let keys = likeness::blocking_keys(&profile, &card);
    let mut candidates = BTreeSet::new();
    for key in &keys {
        let ids = sharing(tx, &layout, key)?;
        if ids.len() as u64 <= CROWD {
            candidates.extend(ids);
        }
    }
    candidates.remove(&record.id());
    if record.id() != 0 {
        for (left, right) in dismissed(tx, Some(record.id()))? {
            candidates.remove(&if left == record.id() { right } else { left });
        }
    }
    let mut found = Vec::new();
    for other in visible(tx, actor, &layout, candidates.into_iter().collect())? {
        let likeness = likeness::compare(&profile, &card, &self::card(&profile, &other));
        if likeness.score >= likeness::LIKELY {
            found.push(Duplicate {
                id: other.id(),
                title: other.title(),
                score: likeness.score,
                reasons: likeness.reasons.iter().map(|reason| (reason.field.as_str().into(), reason.degree)).collect(),
            });
        }
    }
    found.sort_by(|one, other| other.score.total_cmp(&one.score).then(one.id.cmp(&other.id)));
    Ok(found)
}

/// The records that one with these values may be a duplicate of, before it is stored; only those the actor may see.
///
/// Values that do not fit their field speak neither for a likeness nor against it.
///
/// # Errors
/// [`crate::Error::NotFound`] for an entity that is not there or not for this actor.
pub fn likely(tx: &mut Tx<'_>, actor: &Actor, entity: &str, values: &Patch) -> Result<Vec<Duplicate>> {
    if tx.world().named(entity)?.entity.matching.is_none() {
        return Ok(Vec::new());
    }
    let record = crate::check::draft(tx, actor, entity, None, &values.values)?;
    of(tx, actor, &record)
}

/// Records that are remembered without the database, to tell which of them another record may be a duplicate of.
#[derive(Debug)]
pub struct Seen {
    profile: Option<Profile>,
    cards: Vec<(u64, Card)>,
    by_key: HashMap<String, Vec<usize>>,
}

impl Seen {
    /// Of an entity; when its definitions do not say how records are compared, none is like another.
    pub fn of(layout: &Layout) -> Self {
        Self { profile: profile(layout), cards: Vec::new(), by_key: HashMap::new() }
    }

    /// Remembers a record under a number of the caller's.
    pub fn add(&mut self, record: &Record, number: u64) {
        let Some(profile) = &self.profile else { return };
        let card = card(profile, record);
        let keys: BTreeSet<String> = likeness::blocking_keys(profile, &card).into_iter().collect();
        for key in keys {
            self.by_key.entry(key).or_default().push(self.cards.len());
        }
        self.cards.push((number, card));
    }

    /// The numbers of those that a record may be a duplicate of.
    pub fn like(&self, record: &Record) -> Vec<u64> {
        let Some(profile) = &self.profile else { return Vec::new() };
        let card = card(profile, record);
        let shared = likeness::blocking_keys(profile, &card);
        let shared = shared.iter().filter_map(|key| self.by_key.get(key)).filter(|all| all.len() as u64 <= CROWD);
        let candidates: BTreeSet<usize> = shared.flatten().copied().collect();
        let like = |place: &usize| likeness::compare(profile, &card, &self.cards[*place].1).score >= likeness::LIKELY;
        candidates.iter().filter(|place| like(place)).map(|place| self.cards[*place].0).collect()
    }
}

/// Two records that may mean the same.
#[derive(Debug, Clone)]
pub struct Pair {
    pub left: i64,
    pub right: i64,
    pub score: f64,
}

/// The likely pairs among all records of an entity that the actor may see, the most alike first.
///
/// # Errors
/// When the database cannot be read.
pub fn pairs(tx: &mut Tx<'_>, actor: &Actor, entity: &str, limit: usize) -> Result<Vec<Pair>> {
    let layout = tx.world().named(entity)?;
    let Some(profile) = profile(&layout) else { return Ok(Vec::new()) };
    let mut statement = Query::select();
    statement
        .columns(["key", "record"].map(Alias::new))
        .from(Alias::new("match_key"))
        .and_where(Expr::col(Alias::new("entity")).eq(layout.entity.name.as_str()))
        .order_by(Alias::new("key"), store::sql::Order::Asc);
    let mut candidates: BTreeSet<(i64, i64)> = BTreeSet::new();
    let (mut key, mut group): (String, Vec<i64>) = Default::default();
    let mut close = |group: &mut Vec<i64>| {
        if group.len() as u64 <= CROWD {
            for (index, left) in group.iter().enumerate() {
                candidates
                    .extend(group[index + 1..].iter().map(|right| (Ord::min(*left, *right), Ord::max(*left, *right))));
            }
        }
        group.clear();
    };
    tx.sql().select(&statement, |row| {
        if row.text(0)? != key {
            close(&mut group);
            row.text(0)?.clone_into(&mut key);
        }
        group.push(row.int(1)?);
        Ok(())
    })?;
    close(&mut group);
    for pair in dismissed(tx, None)? {
        candidates.remove(&pair);
    }
    let ids: BTreeSet<i64> = candidates.iter().flat_map(|(left, right)| [*left, *right]).collect();
    let records = visible(tx, actor, &layout, ids.into_iter().collect())?;
    let cards: std::collections::HashMap<i64, Card> =
        records.iter().map(|record| (record.id(), card(&profile, record))).collect();
    let mut pairs: Vec<Pair> = candidates
        .into_iter()
        .filter_map(|(left, right)| {
            let score = likeness::compare(&profile, cards.get(&left)?, cards.get(&right)?).score;
            (score >= likeness::LIKELY).then_some(Pair { left, right, score })
        })
        .collect();
    pairs.sort_by(|one, other| other.score.total_cmp(&one.score).then(one.left.cmp(&other.left)));
    pairs.truncate(limit);
    Ok(pairs)
}

/// Remembers that somebody looked at two records and found them different: they are not proposed again.
///
/// # Errors
/// [`crate::Error::NotFound`] when one of them cannot be seen.
pub fn dismiss(tx: &mut Tx<'_>, actor: &Actor, entity: &str, one: i64, other: i64) -> Result<()> {
    let (left, right) = (Ord::min(one, other), Ord::max(one, other));
    for id in [left, right] {
        crate::read::get(tx, actor, entity, id)?;
    }
    let at = tx.micros();
    let mut insert = Query::insert();
    insert
        .into_table(Alias::new(DISMISSED))
        .columns(["left_record", "right_record", "at", "by_user"].map(Alias::new))
        .values_panic([Expr::val(left), Expr::val(right), Expr::val(at), Expr::val(actor.user)])
        .on_conflict(
            store::sql::OnConflict::columns(["left_record", "right_record"].map(Alias::new)).do_nothing().to_owned(),
        );
    let (plan, params) = Plan::of(&insert, tx.dialect());
    tx.sql().execute(&plan, &params)?;
    Ok(())
}

/// Forgets that two records were found different.
///
/// # Errors
/// [`crate::Error::NotFound`] when one of them cannot be seen.
pub fn reconsider(tx: &mut Tx<'_>, actor: &Actor, entity: &str, one: i64, other: i64) -> Result<()> {
    for id in [one, other] {
        crate::read::get(tx, actor, entity, id)?;
    }
    let mut delete = Query::delete();
    delete
        .from_table(Alias::new(DISMISSED))
        .and_where(Expr::col(Alias::new("left_record")).eq(Ord::min(one, other)))
        .and_where(Expr::col(Alias::new("right_record")).eq(Ord::max(one, other)));
    tx.sql().run(&delete)?;
    Ok(())
}

/// The pairs that were found different; of one record when it is named.
fn dismissed(tx: &mut Tx<'_>, record: Option<i64>) -> Result<Vec<(i64, i64)>> {
    let mut statement = Query::select();
    statement.columns(["left_record", "right_record"].map(Alias::new)).from(Alias::new(DISMISSED));
    if let Some(record) = record {
        let is = |column| Expr::col(Alias::new(column)).eq(record);
        statement.and_where(is("left_record").or(is("right_record")));
    }
    Ok(tx.sql().all(&statement, |row| Ok((row.int(0)?, row.int(1)?)))?)
}

/// Keeps the keys by which a record is found as a duplicate.
pub(crate) fn put_keys(tx: &mut Tx<'_>, record: &Record) -> Result<()> {
    let Some(profile) = profile(&record.layout) else { return Ok(()) };
    let keys: BTreeSet<String> = likeness::blocking_keys(&profile, &card(&profile, record)).into_iter().collect();
    if keys.is_empty() {
        return Ok(());
    }
    let entity = record.layout.entity.name.as_str();
    let row = |key: String| [Expr::val(entity), Expr::val(key), Expr::val(record.id())];
    let empty = || {
        let mut insert = Query::insert();
        insert.into_table(Alias::new("match_key")).columns(["entity", "key", "record"].map(Alias::new));
        insert
    };
    if tx.dialect() == Dialect::Sqlite {
        // SQLite guards a statement of several rows by a savepoint of its own, and the more the transaction has
        // changed already, the dearer that is.
        for key in keys {
            let (plan, params) = Plan::of(empty().values_panic(row(key)), tx.dialect());
            tx.sql().queue(plan, params)?;
        }
        return Ok(());
    }
    let mut insert = empty();
    for key in keys {
        insert.values_panic(row(key));
    }
    let (plan, params) = Plan::of(&insert, tx.dialect());
    tx.sql().queue(plan, params)?;
    Ok(())
}

/// Keeps the keys of a changed record, when the change matters to them.
pub(crate) fn put_keys_if_changed(tx: &mut Tx<'_>, before: &Record, after: &Record) -> Result<()> {
    let Some(profile) = profile(&after.layout) else { return Ok(()) };
    let keys = |record: &Record| likeness::blocking_keys(&profile, &card(&profile, record));
    if keys(before) == keys(after) {
        return Ok(());
    }
    remove_keys(tx, after)?;
    put_keys(tx, after)
}

/// Takes a record's keys away.
pub(crate) fn remove_keys(tx: &mut Tx<'_>, record: &Record) -> Result<()> {
    if record.layout.entity.matching.is_none() {
        return Ok(());
    }
    let mut delete = Query::delete();
    delete.from_table(Alias::new("match_key")).and_where(Expr::col(Alias::new("record")).eq(record.id()));
    let (plan, params) = Plan::of(&delete, tx.dialect());
    tx.sql().queue(plan, params)?;
    Ok(())
}

fn sharing(tx: &mut Tx<'_>, layout: &Layout, key: &str) -> Result<Vec<i64>> {
    let mut statement = Query::select();
    statement
        .column(Alias::new("record"))
        .from(Alias::new("match_key"))
        .and_where(Expr::col(Alias::new("entity")).eq(layout.entity.name.as_str()))
        .and_where(Expr::col(Alias::new("key")).eq(key))
        .limit(CROWD + 1);
    Ok(tx.sql().all(&statement, |row| row.int(0))?)
}

/// Those of some records that the actor may see.
fn visible(tx: &mut Tx<'_>, actor: &Actor, layout: &Arc<Layout>, ids: Vec<i64>) -> Result<Vec<Record>> {
    let world = Arc::clone(tx.world());
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(500) {
        let asking = Asking::new(&world, actor, tx);
        let mut select = Select::readable(&asking, layout)?;
        let main = Arc::clone(select.main());
        for slot in &layout.slots {
            select.statement.column((Alias::new(&*main), Alias::new(&*slot.column)));
        }
        select.statement.and_where(Expr::col((Alias::new(&*main), Alias::new("id"))).is_in(chunk.iter().copied()));
        let hidden = select.permit().hidden.clone();
        for mut record in tx.sql().all(&select.statement, |row| Ok(raw::read(layout, row, 0)))? {
            // What may not be seen speaks neither for a likeness nor against it.
            for (index, slot) in layout.slots.iter().enumerate() {
                if slot.field.is_some_and(|field| hidden.contains(field)) {
                    record.values[index] = feel::Value::Null;
                }
            }
            found.push(record);
        }
    }
    Ok(found)
}

/// How records of an entity are compared; none when the definitions do not say.
pub(crate) fn profile(layout: &Layout) -> Option<Profile> {
    let matching = layout.entity.matching.as_ref()?;
    let fields = matching.fields.iter().map(|field| {
        let compared = Field::new(field.path.join("_"), kind(field.kind));
        match field.weights {
            Some((agreement, disagreement)) => compared.weighing(agreement, disagreement),
            None => compared,
        }
    });
    let mut profile = Profile::new(fields.collect());
    if let Some(doubt) = matching.doubt {
        profile.doubt = doubt;
    }
    Some(profile)
}

pub(crate) fn card(profile: &Profile, record: &Record) -> Card {
    let texts: Vec<(&str, String)> = profile
        .fields
        .iter()
        .filter_map(|field| {
            let value = record.get(&field.name);
            let text = match value {
                feel::Value::Null => return None,
                feel::Value::Text(text) => text.to_string(),
                feel::Value::Date(date) => date.to_string(),
                other => other.to_feel(),
            };
            Some((field.name.as_str(), text))
        })
        .collect();
    Card::new(profile, |name| texts.iter().find(|(known, _)| *known == name).map(|(_, text)| text.as_str()))
}

fn kind(kind: MatchKind) -> Kind {
    match kind {
        MatchKind::PersonName => Kind::PersonName,
        MatchKind::Surname => Kind::Surname,
        MatchKind::CompanyName => Kind::CompanyName,
        MatchKind::Text => Kind::Text,
        MatchKind::Phone => Kind::Phone,
        MatchKind::Email => Kind::Email,
        MatchKind::Domain => Kind::Domain,
        MatchKind::Address => Kind::Address,
        MatchKind::PostalCode => Kind::PostalCode,
        MatchKind::Number => Kind::Number,
        MatchKind::Date => Kind::Date,
        MatchKind::Exact => Kind::Exact,
    }
}
