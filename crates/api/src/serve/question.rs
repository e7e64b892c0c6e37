//! Bound questions of OData as questions to `records`.

use std::sync::Arc;

use feel::Expr;
use records::{Cursor, Query as Question, Sort};

use super::shape::{Paging, Shape};
use crate::Problem;
use crate::odata::catalog::{Cardinality, Catalog, Entity, Link};
use crate::odata::query::{Order, Query};
use crate::odata::url::ast::{Direction, Search};

/// How many records an answer holds when the client does not say.
pub const PAGE: u64 = 1_000;

/// A page of records as a question.
///
/// # Errors
/// 400 and 501 for an order, a search or a place to go on that cannot be.
pub fn question(
    catalog: &Catalog,
    query: &Query,
    shape: &Shape,
    conditions: &[Expr],
    page_size: Option<u32>,
) -> Result<(Question, Paging), Problem> {
    let entity = catalog.entity(query.entity);
    refuse_computed(query)?;
    let most = page_size.map_or(PAGE, u64::from).clamp(1, records::LARGEST_PAGE);
    let is_whole = query.top.is_some_and(|top| top <= most);
    let limit = query.top.map_or(most, |top| top.min(most));
    let question = Question {
        columns: shape.columns.clone(),
        filter: all(conditions.iter().cloned().chain(query.filter.clone())),
        search: query.search.as_ref().map(words).transpose()?,
        sort: sort(&query.order)?,
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

/// An order by properties, of the record or of what it points to.
pub fn sort(order: &[Order]) -> Result<Vec<Sort>, Problem> {
    let step = |order: &Order| {
        let names = order.by.expr.as_names();
        let names = names
            .ok_or_else(|| Problem::not_implemented("$orderby takes properties, not computed values").at("$orderby"))?;
        let path = names.into_iter().map(Arc::from).collect();
        Ok(Sort { path, descending: order.direction == Direction::Descending })
    };
    order.iter().map(step).collect()
}

/// The words of a search. All of them must be found, as everywhere in this program.
pub fn words(search: &Search) -> Result<Arc<str>, Problem> {
    let mut words = String::new();
    collect(search, &mut words)?;
    Ok(words.into())
}

fn collect(search: &Search, words: &mut String) -> Result<(), Problem> {
    match search {
        Search::Word(text) | Search::Phrase(text) | Search::Text(text) => {
            if !words.is_empty() {
                words.push(' ');
            }
            words.push_str(text);
            Ok(())
        }
        Search::And(members) => members.iter().try_for_each(|member| collect(member, words)),
        Search::Or(_) | Search::Not(_) => {
            Err(Problem::not_implemented("$search takes words that all must be found: OR and NOT are not offered")
                .at("$search"))
        }
    }
}

fn refuse_computed(query: &Query) -> Result<(), Problem> {
    if query.computed.is_empty() {
        return Ok(());
    }
    Err(Problem::not_implemented("$compute is offered inside of $apply only").at("$compute"))
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
