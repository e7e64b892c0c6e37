//! Finding records by words, under the caller's rights.
//!
//! A record fits when each word fits: by its beginning, in another form, in the other script, or with a typing error
//! when it is in no record as typed.

use crate::error::{Error, Result};
use crate::index;
use crate::layout::Layout;
use crate::raw;
use crate::select::{Asking, Select};
use crate::tx::Tx;
use access::Actor;
use std::sync::Arc;
use store::sql::{Alias, Expr, ExprTrait, Order};

/// How many hits of one entity are ranked.
const RANKED: u64 = 300;

/// A record that was found.
#[derive(Debug, Clone)]
pub struct Hit {
    pub entity: Arc<str>,
    pub id: i64,
    pub title: String,
    /// More is better.
    pub rank: i32,
}

/// How words are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Taken {
    /// As they were typed.
    AsTyped,
    /// A word that is in no record as typed stands for the similar ones.
    AsMeant,
}

/// Adds to a query that its records must have these words.
pub(crate) fn restrict(tx: &mut Tx<'_>, select: &mut Select<'_>, words: &str, taken: Taken) -> Result<()> {
    let layout = Arc::clone(&select.layout);
    if !index::is_searched(&layout) {
        return Err(Error::query(crate::problem::FieldProblem::record("problem-not-searchable")));
    }
    let query = match taken {
        Taken::AsTyped => text::query(words),
        Taken::AsMeant => understood(tx, &layout, words)?,
    };
    let main = Arc::clone(select.main());
    let hidden = &select.permit().hidden;
    if layout.entity.fields.iter().enumerate().any(|(position, field)| field.searchable && hidden.contains(position)) {
        // The index does not tell in which field a word stands, so what fits by a hidden one must be left out by name.
        let hits = of_entity(tx, select.asking.actor, &layout, &query)?;
        let id = Expr::col((Alias::new(&*main), Alias::new("id")));
        select.statement.and_where(id.is_in(hits.into_iter().map(|hit| hit.id)));
        return Ok(());
    }
    let id = Expr::col((Alias::new(&*main), Alias::new("id")));
    select.statement.and_where(store::text::matches(&layout.table, id, &terms(&query), tx.dialect()));
    Ok(())
}

/// Finds records of any of these entities, the best first.
///
/// # Errors
/// When the database cannot be read; entities the actor may not read are passed over.
pub fn search(tx: &mut Tx<'_>, actor: &Actor, entities: &[Arc<str>], words: &str, limit: usize) -> Result<Vec<Hit>> {
    let mut hits = Vec::new();
    let world = Arc::clone(tx.world());
    for entity in entities {
        let layout = world.named(entity)?;
        if !index::is_searched(&layout) || text::query(words).words.is_empty() {
            continue;
        }
        // As typed first: only when that finds nothing is anything worth being taken for a typing error.
        let mut found = of_entity(tx, actor, &layout, &text::query(words))?;
        if found.is_empty() {
            let query = understood(tx, &layout, words)?;
            found = of_entity(tx, actor, &layout, &query)?;
        }
        hits.extend(found);
    }
    hits.sort_by(|one, other| other.rank.cmp(&one.rank).then_with(|| one.id.cmp(&other.id)));
    hits.truncate(limit);
    Ok(hits)
}

/// The entities that search goes through when none is named.
pub fn searched(tx: &Tx<'_>) -> Vec<Arc<str>> {
    let entities = tx.model().entities.iter();
    entities
        .filter(|entity| entity.features.search && entity.searchable().next().is_some() && !entity.is_line())
        .map(|entity| entity.name.shared())
        .collect()
}

fn of_entity(tx: &mut Tx<'_>, actor: &Actor, layout: &Arc<Layout>, query: &text::Query) -> Result<Vec<Hit>> {
    let world = Arc::clone(tx.world());
    let asking = Asking::new(&world, actor, tx);
    let mut select = match Select::readable(&asking, layout) {
        Ok(select) => select,
        Err(Error::NotFound { .. }) => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let main = Arc::clone(select.main());
    for slot in &layout.slots {
        select.statement.column((Alias::new(&*main), Alias::new(&*slot.column)));
    }
    let id = Expr::col((Alias::new(&*main), Alias::new("id")));
    let hits = store::text::matches(&layout.table, id.clone(), &terms(query), tx.dialect());
    select.statement.and_where(hits).order_by_expr(id, Order::Desc).limit(RANKED);
    let records = tx.sql().all(&select.statement, |row| Ok(raw::read(layout, row, 0)))?;
    let hidden = select.permit().hidden.clone();
    let mut hits = Vec::with_capacity(records.len());
    for mut record in records {
        // A hidden field neither names nor ranks a record, and what fits by it alone is no hit.
        for (index, slot) in layout.slots.iter().enumerate() {
            if slot.field.is_some_and(|field| hidden.contains(field)) {
                record.values[index] = feel::Value::Null;
            }
        }
        let title = record.title();
        let rank = text::rank(query, &title, &index::words(&record));
        if rank > 0 || hidden.is_empty() {
            hits.push(Hit { entity: layout.entity.name.shared(), id: record.id(), title, rank });
        }
    }
    Ok(hits)
}

/// The words with what similar words there are for those that nothing begins with.
fn understood(tx: &mut Tx<'_>, layout: &Layout, words: &str) -> Result<text::Query> {
    let mut query = text::query(words);
    if query.words.len() > 1 && is_in_use(tx, layout, &terms(&query))? {
        return Ok(query);
    }
    for word in &mut query.words {
        let Some(form) = word.vocabulary.clone() else { continue };
        let alone = vec![word.alternatives.iter().map(|term| (term.text.clone(), term.prefix)).collect()];
        if is_in_use(tx, layout, &alone)? {
            continue;
        }
        let limit = text::typo_limit(form.chars().count());
        if limit == 0 {
            continue;
        }
        let length = form.chars().count();
        let lengths = length.saturating_sub(usize::from(limit))..=length + usize::from(limit);
        for candidate in store::text::similar_words(tx.sql(), &store::text::grams(&form), lengths, 200)? {
            if text::distance_within(&form, &candidate, limit).is_some() {
                word.accept(&candidate);
            }
        }
    }
    Ok(query)
}

/// Whether any record has these words.
fn is_in_use(tx: &mut Tx<'_>, layout: &Layout, words: &[Vec<(String, bool)>]) -> Result<bool> {
    let Some(mut hits) = store::text::hits(&layout.table, words, tx.dialect()) else { return Ok(false) };
    hits.limit(1);
    Ok(tx.sql().one(&hits, |_| Ok(()))?.is_some())
}

fn terms(query: &text::Query) -> Vec<Vec<(String, bool)>> {
    let alternatives =
        |word: &text::Word| word.alternatives.iter().map(|term| (term.text.clone(), term.prefix)).collect();
    query.words.iter().map(alternatives).collect()
}
