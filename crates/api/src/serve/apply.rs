//! `$apply`: groups of records instead of records. OData Data Aggregation 4.0, sections 3 and 6.
//!
//! The database groups and computes; conditions on groups and their order are applied to what it gives, which is
//! bounded.

use std::cmp::Ordering;
use std::sync::Arc;

use feel::{Env, Program, Schema, Type, Value};
use records::{Groups, Measure, Query as Question, Tx};

use super::ask::{Ask, Detail};
use super::desk::Call;
use super::fault::Fault;
use super::question::{all, words};
use super::read::{page_start, within};
use super::reply::Reply;
use super::walk::Place;
use crate::Problem;
use crate::odata::query::{Aggregation, Order, Query};
use crate::odata::target::{Address, End};
use crate::odata::url::ast::Direction;

/// How many groups one question may have.
const MOST: u64 = 50_000;

/// A group: what it is grouped by, then its measures.
type Group = Vec<Value>;

/// Answers with groups.
///
/// # Errors
/// 400 for more groups than are made, 501 for values that the database cannot compute.
pub fn read(
    tx: &mut Tx<'_>,
    call: &Call<'_>,
    ask: &Ask,
    address: &Address,
    query: &Query,
    place: &Place,
    detail: Detail,
) -> Result<Reply, Fault> {
    let Some(aggregation) = &query.aggregation else { return Err(Problem::bad_request("$apply is missing").into()) };
    if !matches!(address.end, End::Collection | End::Count) {
        return Err(Problem::bad_request("$apply needs a collection").at("$apply").into());
    }
    let mut groups = grouped(tx, call, address, aggregation, place)?;
    let names = Names(aggregation.names());
    let env = Env::new(tx.micros(), call.actor.zone.clone());
    if let Some(having) = &aggregation.having {
        let program = names.program(having)?;
        groups.retain(|group| program.eval(&names.values(group), &env).value.is_true());
    }
    sort(&mut groups, &names, &aggregation.order, &env)?;
    let cut = |groups: Vec<Group>, skip: u64, top: Option<u64>| -> Vec<Group> {
        let top = top.map_or(usize::MAX, |top| usize::try_from(top).unwrap_or(usize::MAX));
        groups.into_iter().skip(usize::try_from(skip).unwrap_or(usize::MAX)).take(top).collect()
    };
    let groups = cut(groups, aggregation.skip, aggregation.top);
    let count = groups.len();
    if address.end == End::Count {
        return Ok(Reply::ok("text/plain;charset=utf-8", count.to_string().into_bytes()));
    }
    let groups = cut(groups, query.skip, query.top);
    let shown = aggregation.select.clone().unwrap_or_else(|| (0..names.0.len()).collect());
    let names = Names(shown.iter().map(|place| names.0[*place].clone()).collect());
    let mut out = page_start(call, ask, query.entity, &names.selected(), detail);
    if query.count {
        out.extend_from_slice(format!("\"@odata.count\":{count},").as_bytes());
    }
    out.extend_from_slice(b"\"value\":[");
    for (index, group) in groups.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        let mut json = String::new();
        let group: Group = shown.iter().map(|place| group[*place].clone()).collect();
        feel::write_json(&names.nested(&group), &mut json);
        out.extend_from_slice(json.as_bytes());
    }
    out.extend_from_slice(b"]}");
    Ok(Reply::ok(detail.media_type(), out))
}

fn grouped(
    tx: &mut Tx<'_>,
    call: &Call<'_>,
    address: &Address,
    aggregation: &Aggregation,
    place: &Place,
) -> Result<Vec<Group>, Fault> {
    let entity = call.catalog.entity(address.entity);
    let (search, wanted) = words(aggregation.search.as_ref())?;
    let question = Question {
        filter: all(address.filters.iter().cloned().chain(aggregation.filter.clone())),
        search,
        wanted,
        limit: MOST,
        ..Question::of(Arc::clone(&entity.entity))
    };
    let measures = aggregation.measures.iter().map(|measure| Measure {
        method: measure.method,
        value: measure.value.as_ref().map(|bound| bound.expr.clone()),
    });
    let wanted = Groups {
        query: question,
        by: aggregation.groups.iter().map(|group| group.value.expr.clone()).collect(),
        measures: measures.collect(),
    };
    let mut groups = Vec::new();
    if records::aggregate(tx, call.actor, &wanted, within(place), |group| groups.push(group))? {
        return Err(Problem::bad_request(format!("there are more than {MOST} groups: filter first"))
            .at("$apply")
            .into());
    }
    Ok(groups)
}

fn sort(groups: &mut Vec<Group>, names: &Names, order: &[Order], env: &Env) -> Result<(), Fault> {
    if order.is_empty() {
        return Ok(());
    }
    let mut programs = Vec::with_capacity(order.len());
    for step in order {
        programs.push((names.program(&step.by.expr)?, step.direction));
    }
    let keys = |group: &Group| -> Vec<Value> {
        let values = names.values(group);
        programs.iter().map(|(program, _)| program.eval(&values, env).value).collect()
    };
    let descending: Vec<bool> = programs.iter().map(|(_, direction)| *direction == Direction::Descending).collect();
    let mut keyed: Vec<(Vec<Value>, Group)> = groups.drain(..).map(|group| (keys(&group), group)).collect();
    keyed.sort_by(|(one, _), (other, _)| in_order(one, other, &descending));
    groups.extend(keyed.into_iter().map(|(_, group)| group));
    Ok(())
}

/// Which of two groups comes first; null is the least value.
fn in_order(one: &[Value], other: &[Value], descending: &[bool]) -> Ordering {
    for ((one, other), descending) in one.iter().zip(other).zip(descending) {
        let order = match (one.is_null(), other.is_null()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            (false, false) => feel::compare(one, other, &jiff::tz::TimeZone::UTC).unwrap_or(Ordering::Equal),
        };
        if order != Ordering::Equal {
            return if *descending { order.reverse() } else { order };
        }
    }
    Ordering::Equal
}

/// The names of groups and measures: paths such as `company/name`.
struct Names(Vec<Vec<Arc<str>>>);

impl Names {
    /// The first names, each once.
    fn roots(&self) -> Vec<&Arc<str>> {
        let mut roots: Vec<&Arc<str>> = Vec::new();
        for path in &self.0 {
            if let Some(first) = path.first().filter(|first| !roots.contains(first)) {
                roots.push(first);
            }
        }
        roots
    }

    fn program(&self, expr: &feel::Expr) -> Result<Program, Problem> {
        let schema = self.roots().into_iter().fold(Schema::new(), |schema, name| schema.slot(&**name, Type::Any));
        feel::compile(expr, &schema)
            .map_err(|_| Problem::not_implemented("this condition on groups is not offered").at("$apply"))
    }

    /// The values of the first names, in their order.
    fn values(&self, group: &Group) -> Vec<Value> {
        let nested = self.nested(group);
        let Some(context) = nested.as_context() else { return Vec::new() };
        self.roots().into_iter().map(|name| context.get(name).cloned().unwrap_or_default()).collect()
    }

    /// A group with what stands under `company` in an object of that name.
    fn nested(&self, group: &Group) -> Value {
        let members: Vec<(&[Arc<str>], &Value)> = self.0.iter().map(Vec::as_slice).zip(group).collect();
        nest(&members)
    }

    /// The select list of the context URL.
    fn selected(&self) -> String {
        let names: Vec<String> = self.0.iter().map(|path| path.join("/")).collect();
        format!("({})", names.join(","))
    }
}

fn nest(members: &[(&[Arc<str>], &Value)]) -> Value {
    let mut entries: Vec<(Arc<str>, Value)> = Vec::new();
    for (path, value) in members {
        let Some((first, rest)) = path.split_first() else { continue };
        if rest.is_empty() {
            entries.push((Arc::clone(first), (*value).clone()));
        } else if !entries.iter().any(|(known, _)| known == first) {
            let inner: Vec<(&[Arc<str>], &Value)> = members
                .iter()
                .filter(|(path, _)| path.len() > 1 && path.first() == Some(first))
                .map(|(path, value)| (&path[1..], *value))
                .collect();
            entries.push((Arc::clone(first), nest(&inner)));
        }
    }
    Value::context(entries)
}
