//! Bound questions of OData as questions to `records`.

use std::sync::Arc;

use feel::Expr;
use records::{Cursor, Query as Question, Sort, Wanted};

use super::shape::{Paging, Shape};
use crate::Problem;
use crate::odata::catalog::{Cardinality, Catalog, Entity, Link};
use crate::odata::filter::{Bound, Kind};
use crate::odata::query::Query;
use crate::odata::url::ast::{Direction, Search};

/// How many records an answer holds when the client does not say.
pub const PAGE: u64 = 1_000;

/// How many parts a search has at the most: each is a question to the index.
const MOST_PARTS: usize = 20;

/// A page of records as a question.
///
/// # Errors
/// 400 and 501 for a search or a place to go on that cannot be.
pub fn question(
    catalog: &Catalog,
    query: &Query,
    shape: &Shape,
    conditions: &[Expr],
    page_size: Option<u32>,
) -> Result<(Question, Paging), Problem> {
    let entity = catalog.entity(query.entity);
    let (sort, computed) = sort(query);
    let (search, wanted) = words(query.search.as_ref())?;
    let most = page_size.map_or(PAGE, u64::from).clamp(1, records::LARGEST_PAGE);
    let is_whole = query.top.is_some_and(|top| top <= most);
    let limit = query.top.map_or(most, |top| top.min(most));
    let question = Question {
        columns: shape.columns.clone(),
        filter: all(conditions.iter().cloned().chain(query.filter.clone())),
        search,
        wanted,
        sort,
        computed,
        after: query.skip_token.as_deref().map(cursor).transpose()?,
        limit: limit.max(1),
        skip: if query.skip_token.is_some() { 0 } else { query.skip },
        ..Question::of(Arc::clone(&entity.entity))
    };
    Ok((question, Paging { is_whole }))
}

/// All conditions as one.
pub fn all(conditions: impl Iterator<Item = Expr>) -> Option<Expr> {
    conditions.reduce(Expr::and)
}

fn cursor(text: &str) -> Result<Cursor, Problem> {
    Cursor::decode(text).map_err(|_| Problem::bad_request("the $skiptoken is not one of this service").at("$skiptoken"))
}

/// The order of a query, and what is computed for it and for the answer.
///
/// An order by letters is that of the words themselves: of two spellings, the same words come together in it anyway.
pub fn sort(query: &Query) -> (Vec<Sort>, Vec<(Arc<str>, Expr)>) {
    let mut computed: Vec<(Arc<str>, Expr)> =
        query.computed.iter().map(|computed| (Arc::clone(&computed.name), computed.value.expr.clone())).collect();
    let mut sort = Vec::with_capacity(query.order.len());
    for (index, order) in query.order.iter().enumerate() {
        let path = property(&order.by).unwrap_or_else(|| {
            // No property has such a name.
            let name: Arc<str> = format!("={index}").into();
            computed.push((Arc::clone(&name), order.by.expr.clone()));
            vec![name]
        });
        sort.push(Sort { path, descending: order.direction == Direction::Descending });
    }
    (sort, computed)
}

/// The path of what is read rather than computed.
fn property(by: &Bound) -> Option<Vec<Arc<str>>> {
    let expr = match by.expr.as_call() {
        Some(("lower case" | "upper case", [text])) => text,
        _ => &by.expr,
    };
    let names = expr.as_names()?;
    let is_part = names.len() > 1
        && by.kind == Kind::Integer
        && matches!(*names.last()?, "year" | "month" | "day" | "hour" | "minute" | "second");
    (!is_part).then(|| names.into_iter().map(Arc::from).collect())
}

/// The words of a search: those that all must be found, as everywhere in this program, and what else is wanted of them.
///
/// # Errors
/// 400 for more words than are looked for at once.
pub fn words(search: Option<&Search>) -> Result<(Option<Arc<str>>, Option<Wanted>), Problem> {
    let Some(search) = search else { return Ok((None, None)) };
    let mut parts = 0;
    let wanted = wanted(search, &mut parts);
    if parts > MOST_PARTS {
        let detail = format!("$search looks for {MOST_PARTS} parts at the most, joined by AND, OR and NOT");
        return Err(Problem::bad_request(detail).at("$search"));
    }
    Ok(match wanted {
        Wanted::Words(words) => (Some(words), None),
        other => (None, Some(other)),
    })
}

fn wanted(search: &Search, parts: &mut usize) -> Wanted {
    match search {
        Search::Word(text) | Search::Phrase(text) | Search::Text(text) => {
            *parts += 1;
            Wanted::Words(text.as_str().into())
        }
        Search::Not(inner) => Wanted::Not(Box::new(wanted(inner, parts))),
        Search::Or(members) => Wanted::Any(members.iter().map(|member| wanted(member, parts)).collect()),
        Search::And(members) => {
            // Words that all must be found are one part.
            let (mut words, mut others) = (String::new(), Vec::new());
            for member in members {
                let mut inside = 0;
                match wanted(member, &mut inside) {
                    Wanted::Words(text) => {
                        words.push(' ');
                        words.push_str(&text);
                    }
                    other => {
                        *parts += inside;
                        others.push(other);
                    }
                }
            }
            if !words.is_empty() {
                *parts += 1;
                others.insert(0, Wanted::Words(words.trim_start().into()));
            }
            if others.len() == 1 { others.remove(0) } else { Wanted::All(others) }
        }
    }
}

/// The columns that the expansions of a query need: where its relations to one point.
pub fn pointers(entity: &Entity, query: &Query) -> Vec<Arc<str>> {
    let navigations = query.expand.iter().map(|expand| &entity.navigations[expand.navigation]);
    let fields = navigations.filter(|navigation| navigation.cardinality == Cardinality::One);
    fields
        .filter_map(|navigation| match &navigation.link {
            Link::Field(field) => Some(Arc::clone(field)),
            _ => None,
        })
        .collect()
}
