//! `$expand`: the records that others lead to, one question for each relation and level, under the actor's rights.

use std::collections::HashMap;

use feel::{Expr, Value};
use records::{LARGEST_PAGE, RowView, Tx};

use super::ask::Detail;
use super::desk::Call;
use super::fault::Fault;
use super::question::{all, pointers, sort, words};
use super::shape::Shape;
use super::walk::way;
use crate::Problem;
use crate::odata::catalog::{Cardinality, Entity, KEY, Navigation};
use crate::odata::query::{Expand, Query};
use crate::odata::url::ast::ExpandSuffix;

/// How many ids one question names.
const CHUNK: usize = 500;

/// A record that was read, as far as it is written.
pub struct Written {
    pub id: i64,
    /// The record as JSON without its closing brace.
    pub json: Vec<u8>,
    /// Where its relations to one point, in the order of [`pointers`].
    targets: Vec<Option<i64>>,
}

/// What a level of records is read with.
pub struct Level<'q> {
    pub query: &'q Query,
    pub shape: Shape,
    pointers: Vec<usize>,
}

impl<'q> Level<'q> {
    pub fn of(call: &Call<'_>, query: &'q Query, detail: Detail) -> Self {
        let more = pointers(call.catalog.entity(query.entity), query);
        let shape = Shape::of(&call.catalog, query, detail, &more);
        let first = shape.columns.len() - more.len();
        let pointers = (first..shape.columns.len()).collect();
        Self { query, shape, pointers }
    }

    /// Writes a row and remembers what leads on.
    pub fn write(&self, before: &[u8], row: &RowView<'_, '_>) -> Written {
        let mut json = Vec::with_capacity(64 + 24 * self.shape.columns.len());
        self.shape.write_after(before, row, &mut json);
        let target = |column: &usize| row.value(*column).as_number().and_then(feel::Number::to_i64);
        Written { id: row.id(), json, targets: self.pointers.iter().map(target).collect() }
    }
}

/// Adds to each record what the expansions of the query lead to.
///
/// # Errors
/// As [`records::list`].
pub fn fill(tx: &mut Tx<'_>, call: &Call<'_>, level: &Level<'_>, rows: &mut [Written]) -> Result<(), Fault> {
    let catalog = std::sync::Arc::clone(&call.catalog);
    let entity = catalog.entity(level.query.entity);
    let mut pointer = 0;
    for expand in &level.query.expand {
        let navigation = &entity.navigations[expand.navigation];
        match navigation.cardinality {
            Cardinality::One => {
                one(tx, call, navigation, expand, level.shape.detail, pointer, rows)?;
                pointer += 1;
            }
            Cardinality::Many => many(tx, call, entity, navigation, expand, level.shape.detail, rows)?,
        }
    }
    Ok(())
}

/// The records that relations to one point to; each is read once, however many point to it.
fn one(
    tx: &mut Tx<'_>,
    call: &Call<'_>,
    navigation: &Navigation,
    expand: &Expand,
    detail: Detail,
    pointer: usize,
    rows: &mut [Written],
) -> Result<(), Fault> {
    let mut ids: Vec<i64> = rows.iter().filter_map(|row| row.targets[pointer]).collect();
    ids.sort_unstable();
    ids.dedup();
    let nested = &*expand.query;
    let target = call.catalog.entity(nested.entity);
    let level = Level::of(call, nested, detail);
    let mut found: HashMap<i64, Vec<u8>> = HashMap::with_capacity(ids.len());
    for ids in ids.chunks(CHUNK) {
        let wanted =
            Expr::is_in(Expr::name(KEY), vec![Expr::literal(Value::list(ids.iter().map(|id| Value::from(*id))))]);
        let mut question = question(target, nested, &level)?;
        question.filter = all([wanted].into_iter().chain(question.filter.take()));
        question.limit = ids.len() as u64;
        let mut written = Vec::with_capacity(ids.len());
        records::list(tx, call.actor, &question, |row| written.push(level.write(b"", row)))?;
        fill(tx, call, &level, &mut written)?;
        found.extend(written.into_iter().map(|written| (written.id, shown(target, expand, written))));
    }
    for row in rows {
        member(&navigation.name, "", &mut row.json);
        match row.targets[pointer].and_then(|id| found.get(&id)) {
            Some(json) => row.json.extend_from_slice(json),
            None => row.json.extend_from_slice(b"null"),
        }
    }
    Ok(())
}

fn many(
    tx: &mut Tx<'_>,
    call: &Call<'_>,
    from: &Entity,
    navigation: &Navigation,
    expand: &Expand,
    detail: Detail,
    rows: &mut [Written],
) -> Result<(), Fault> {
    let nested = &*expand.query;
    let target = call.catalog.entity(nested.entity);
    let way = way(tx, from, target, navigation)?;
    let parents: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let level = Level::of(call, nested, detail);
    let mut question = question(target, nested, &level)?;
    if nested.count || expand.suffix == ExpandSuffix::Count {
        let counts = records::count_related(tx, call.actor, &question, &way, &parents)?;
        for row in rows.iter_mut() {
            member(&navigation.name, "@odata.count", &mut row.json);
            row.json.extend_from_slice(counts.get(&row.id).unwrap_or(&0).to_string().as_bytes());
        }
        if expand.suffix == ExpandSuffix::Count {
            return Ok(());
        }
    }
    // One more than fits tells whether there are more.
    question.limit = nested.top.unwrap_or(LARGEST_PAGE + 1).min(LARGEST_PAGE + 1);
    let mut of_parent: HashMap<i64, Vec<usize>> = HashMap::with_capacity(parents.len());
    let mut written = Vec::new();
    if question.limit > 0 {
        records::related(tx, call.actor, &question, &way, &parents, |parent, row| {
            of_parent.entry(parent).or_default().push(written.len());
            written.push(level.write(b"", row));
        })?;
    }
    fill(tx, call, &level, &mut written)?;
    let json: Vec<Vec<u8>> = written.into_iter().map(|written| shown(target, expand, written)).collect();
    for row in rows {
        member(&navigation.name, "", &mut row.json);
        row.json.push(b'[');
        let places = of_parent.get(&row.id).map_or(&[][..], Vec::as_slice);
        for (index, place) in places.iter().take(LARGEST_PAGE as usize).enumerate() {
            if index > 0 {
                row.json.push(b',');
            }
            row.json.extend_from_slice(&json[*place]);
        }
        row.json.push(b']');
        if places.len() as u64 > LARGEST_PAGE {
            let link = more(from, navigation, nested, row.id)?;
            member(&navigation.name, "@odata.nextLink", &mut row.json);
            records::write_text(&link, &mut row.json);
        }
    }
    Ok(())
}

/// Where an expansion goes on that is longer than a page.
fn more(from: &Entity, navigation: &Navigation, nested: &Query, id: i64) -> Result<String, Problem> {
    let is_plain = nested.filter.is_none()
        && nested.search.is_none()
        && nested.order.is_empty()
        && nested.expand.is_empty()
        && nested.computed.is_empty();
    if !is_plain || nested.selected {
        let detail = format!("more than {LARGEST_PAGE} {} belong to one record: ask with $top", navigation.name);
        return Err(Problem::bad_request(detail).at("$expand"));
    }
    let skip = nested.skip + LARGEST_PAGE;
    Ok(format!("{}({id})/{}?$skip={skip}", from.set, navigation.name))
}

fn question(target: &Entity, nested: &Query, level: &Level<'_>) -> Result<records::Query, Problem> {
    if nested.aggregation.is_some() || nested.skip_token.is_some() {
        return Err(Problem::not_implemented("$apply and $skiptoken inside of $expand are not offered").at("$expand"));
    }
    let (sort, computed) = sort(nested);
    let (search, wanted) = words(nested.search.as_ref())?;
    Ok(records::Query {
        columns: level.shape.columns.clone(),
        filter: nested.filter.clone(),
        search,
        wanted,
        sort,
        computed,
        skip: nested.skip,
        ..records::Query::of(std::sync::Arc::clone(&target.entity))
    })
}

/// The record, or only its address.
fn shown(target: &Entity, expand: &Expand, mut written: Written) -> Vec<u8> {
    if expand.suffix == ExpandSuffix::References {
        return format!("{{\"@odata.id\":\"{}({})\"}}", target.set, written.id).into_bytes();
    }
    written.json.push(b'}');
    written.json
}

/// Begins a member: `,"contacts@odata.count":`.
fn member(name: &str, annotation: &str, out: &mut Vec<u8>) {
    if out.last() != Some(&b'{') {
        out.push(b',');
    }
    records::write_text(&format!("{name}{annotation}"), out);
    out.push(b':');
}
