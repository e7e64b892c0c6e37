//! The records a look-up offers while one types.

use std::sync::Arc;

use axum::extract::{Path, Query as Params};
use axum::response::{IntoResponse, Response};
use feel::Expr;
use model::{Field, Kind};
use records::{Query, Sort, Tx, check};
use serde::Deserialize;

use super::lines;
use super::place::{Place, is_people};
use super::sent::{self, Sent};
use crate::component::field::relation::{self, Target};
use crate::site::{Me, Trouble, Visit};

/// How many are offered.
const OFFERED: u64 = 12;

/// By this name an address says whose relation it is: an id, or [`NEW`].
const OF: &str = "of";
/// A record that is not there yet.
const NEW: &str = "new";
/// By this name an address says what of the form is to be sent along: the fields that decide what is offered.
const WITH: &str = "with";

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    q: String,
    create: Option<String>,
}

/// Where the control of a relation asks, in a form of the record with this id, or of a new one.
pub(super) fn address(place: &Place, field: &Field, id: Option<i64>) -> String {
    let mut address = format!("/lookup/{}/{}", place.entity().plural, field.name);
    let filter = field.relation().and_then(|relation| relation.filter.as_ref());
    let Some(filter) = filter.filter(|filter| !filter.given.is_empty()) else { return address };
    let of = id.map_or_else(|| NEW.to_owned(), |id| id.to_string());
    address.push_str(&format!("?{OF}={of}"));
    for field in filter.reads() {
        address.push_str(&format!("&{WITH}={field}"));
    }
    address
}

/// `GET /lookup/{entity}`: records of an entity, or of several named with commas.
pub(super) async fn entity(visit: Visit, Path(names): Path<String>, Params(asked): Params<Asked>) -> Response {
    visit
        .read(move |tx, me| {
            let model = Arc::clone(tx.model());
            // What somebody may not see does not exist, by this way either.
            let named = |name: &str| {
                let entity = model.find_entity(name)?;
                let permit = access::permit(&model, me.actor(), entity, access::Action::Read);
                (!permit.is_none()).then(|| entity.name.shared())
            };
            let entities: Vec<Arc<str>> = names.split(',').filter_map(named).take(20).collect();
            if entities.is_empty() {
                return Err(Trouble::NotFound);
            }
            answer(tx, me, &entities, None, &asked)
        })
        .await
}

/// `GET /lookup/{plural}/{field}`: records that the relation of that name may point to.
pub(super) async fn field(
    visit: Visit,
    Path((plural, name)): Path<(String, String)>,
    Params(pairs): Params<Vec<(String, String)>>,
) -> Response {
    visit
        .read(move |tx, me| {
            let sent = Sent(pairs.clone());
            let asked = Asked {
                q: sent.one("q").unwrap_or_default().to_owned(),
                create: sent.one("create").map(str::to_owned),
            };
            let place = Place::of(tx, me, &plural)?;
            let field = Arc::clone(place.field(&name).ok_or(Trouble::NotFound)?);
            let (entities, filter): (Vec<Arc<str>>, _) = match &field.kind {
                Kind::Relation(relation) => {
                    let filter = filter(tx, me, &place, &field, &sent)?;
                    (relation.to.iter().map(|to| to.shared()).collect(), filter)
                }
                Kind::Relations(relations) => (vec![relations.to.shared()], None),
                _ => return Err(Trouble::NotFound),
            };
            answer(tx, me, &entities, filter, &asked)
        })
        .await
}

/// Which records may be chosen, as the rest of the form stands. Of no record in particular, such as where a list is
/// filtered, the condition sees an empty one.
fn filter(tx: &mut Tx<'_>, me: &Me, place: &Place, field: &Field, sent: &Sent) -> Result<Option<Expr>, Trouble> {
    let Some(filter) = field.relation().and_then(|relation| relation.filter.as_ref()) else { return Ok(None) };
    let mut values = Vec::new();
    for field in filter.reads().into_iter().filter_map(|name| place.field(name)).filter(|field| sent.has(&field.name)) {
        // What cannot be read yet decides nothing.
        values.extend(sent::field(&me.reader, field, sent).unwrap_or_default());
    }
    let record = match (sent.one(OF), sent.number(OF)) {
        (Some(NEW), _) => check::filled(tx, me.actor(), place.name(), None, &values)?,
        (_, Some(id)) => {
            let stored = records::get(tx, me.actor(), place.name(), id)?;
            check::draft(tx, me.actor(), place.name(), Some(&stored), &values)?
        }
        _ => check::draft(tx, me.actor(), place.name(), None, &values)?,
    };
    Ok(records::eligible(tx, me.actor(), &record, &field.name)?)
}

fn answer(
    tx: &mut Tx<'_>,
    me: &Me,
    entities: &[Arc<str>],
    filter: Option<Expr>,
    asked: &Asked,
) -> Result<Response, Trouble> {
    let words: String = asked.q.trim().chars().take(200).collect();
    let mut found = Vec::new();
    for name in entities {
        let Ok(place) = Place::named(tx, me, name) else { continue };
        let note = entities.len() > 1;
        found.extend(of_entity(tx, me, &place, filter.as_ref(), &words, note)?);
        if found.len() as u64 >= OFFERED {
            break;
        }
    }
    found.truncate(OFFERED as usize);
    Ok(relation::options(&me.reader, &found, asked.create.is_some()).into_response())
}

fn of_entity(
    tx: &mut Tx<'_>,
    me: &Me,
    place: &Place,
    filter: Option<&Expr>,
    words: &str,
    note: bool,
) -> Result<Vec<Target<'static>>, Trouble> {
    let entity = place.entity();
    let searched = entity.features.search && entity.searchable().next().is_some();
    let ids: Vec<i64> = if !words.is_empty() && searched && filter.is_none() {
        // The best first.
        let hits = records::search(tx, me.actor(), &[entity.name.shared()], words, OFFERED as usize)?;
        hits.into_iter().map(|hit| hit.id).collect()
    } else {
        let sorted = place.entity().title_field();
        let mut query = Query { filter: filter.cloned(), limit: OFFERED, ..Query::of(place.name()) };
        if sorted.kind.is_sortable() {
            query.sort.push(Sort { path: vec![Arc::clone(&sorted.name)], descending: false });
        }
        // Stages and the like have an order of their own.
        if let Some(order) = lines::order(entity) {
            query.sort.insert(0, Sort { path: vec![order.into()], descending: false });
        }
        if !words.is_empty() && searched {
            query.search = Some(words.into());
        }
        // A few dozen records without words of their own are looked through one by one.
        if !words.is_empty() && !searched {
            query.limit = 500;
        }
        records::ids(tx, me.actor(), &query)?
    };
    let person = is_people(entity);
    let label = entity.label.get(me.reader.language.code()).to_owned();
    let wanted = words.to_lowercase();
    let fits = |title: &str| searched || wanted.is_empty() || title.to_lowercase().contains(&wanted);
    Ok(records::titles(tx, me.actor(), place.name(), &ids)?
        .into_iter()
        .filter(|titled| fits(&titled.title))
        .take(OFFERED as usize)
        .map(|titled| Target {
            id: titled.id,
            title: titled.title.into(),
            person,
            note: if note { label.clone().into() } else { String::new().into() },
            ..Target::default()
        })
        .collect())
}
