//! Groups of records and what is computed of each, in one question to the database.

use crate::codec::Codec;
use crate::error::Result;
use crate::filter;
use crate::read::{Query, restrict};
use crate::related::Way;
use crate::select::{Asking, Select};
use crate::tx::Tx;
use access::Actor;
use feel::{Number, Value};
use std::sync::Arc;
use store::Row;
use store::sql::{Alias, Expr, Func, Query as Sql};

/// How the values of a group become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    Sum,
    Min,
    Max,
    Average,
    CountDistinct,
    /// The number of records.
    Count,
}

/// One value computed of each group.
#[derive(Debug, Clone)]
pub struct Measure {
    pub method: Method,
    /// What is aggregated; none when records are counted.
    pub value: Option<feel::Expr>,
}

/// A question for groups.
#[derive(Debug, Clone)]
pub struct Groups {
    /// Which records: the entity, filter, search and action of it count; the limit is that of groups.
    pub query: Query,
    /// What they are grouped by; none makes one group of all.
    pub by: Vec<feel::Expr>,
    pub measures: Vec<Measure>,
}

/// How a computed cell is read.
enum Reading {
    Cell(Codec),
    /// The sum, and behind it the number of values.
    Average(Codec),
}

/// Groups records and hands over each group: what it is grouped by, then its measures. The order is that of the groups.
///
/// Returns whether there are more groups than the query's limit.
///
/// # Errors
/// As [`crate::list`]; [`crate::Error::Query`] for values that SQL cannot compute.
pub fn aggregate(
    tx: &mut Tx<'_>,
    actor: &Actor,
    groups: &Groups,
    within: Option<(&Way, i64)>,
    mut each: impl FnMut(Vec<Value>),
) -> Result<bool> {
    let world = Arc::clone(tx.world());
    let layout = world.named(&groups.query.entity)?;
    let asking = Asking::new(&world, actor, tx);
    let mut select = Select::permitted(&asking, &layout, groups.query.action)?;
    if let Some((way, parent)) = within {
        way.restrict(&mut select, parent)?;
    }
    restrict(tx, &mut select, &groups.query)?;
    let mut columns: Vec<(Expr, String)> = Vec::new();
    let mut codecs = Vec::new();
    for by in &groups.by {
        let (sql, codec) = filter::cell(&mut select, by)?;
        columns.push((sql, format!("g{}", codecs.len())));
        codecs.push(codec);
    }
    for (index, measure) in groups.measures.iter().enumerate() {
        if let Some(value) = &measure.value {
            let (sql, codec) = filter::cell(&mut select, value)?;
            columns.push((sql, format!("m{index}")));
            codecs.push(codec);
        }
    }
    if columns.is_empty() {
        columns.push((Expr::cust("1"), "g".to_owned()));
    }
    // An expression with parameters cannot be repeated in GROUP BY: the database would not know that it is the same.
    for (sql, name) in columns {
        select.statement.expr_as(sql, Alias::new(name));
    }
    let column = |name: String| Expr::col(Alias::new(name));
    let mut outer = Sql::select();
    let mut readings = Vec::with_capacity(groups.by.len() + groups.measures.len());
    for (index, codec) in codecs.iter().enumerate().take(groups.by.len()) {
        outer.expr(column(format!("g{index}")));
        outer.add_group_by([column(format!("g{index}"))]);
        outer.order_by_expr(column(format!("g{index}")), store::sql::Order::Asc);
        readings.push(Reading::Cell(*codec));
    }
    let mut next = groups.by.len();
    for (index, measure) in groups.measures.iter().enumerate() {
        let codec = if measure.value.is_some() {
            next += 1;
            codecs[next - 1]
        } else {
            Codec::Integer
        };
        let value = column(format!("m{index}"));
        readings.push(match (measure.method, &measure.value) {
            (Method::Count, _) | (_, None) => {
                outer.expr(Func::count(Expr::cust("*")));
                Reading::Cell(Codec::Integer)
            }
            (Method::CountDistinct, _) => {
                outer.expr(Func::count_distinct(value));
                Reading::Cell(Codec::Integer)
            }
            (Method::Sum, _) => {
                outer.expr(store::sql::whole(Func::sum(value)));
                Reading::Cell(codec)
            }
            (Method::Min, _) => {
                outer.expr(Func::min(value));
                Reading::Cell(codec)
            }
            (Method::Max, _) => {
                outer.expr(Func::max(value));
                Reading::Cell(codec)
            }
            (Method::Average, _) => {
                outer.expr(store::sql::whole(Func::sum(value.clone()))).expr(Func::count(value));
                Reading::Average(codec)
            }
        });
    }
    let limit = groups.query.limit;
    outer.from_subquery(select.statement, Alias::new("rows")).limit(limit.saturating_add(1));
    let (mut count, mut more) = (0, false);
    tx.sql().select(&outer, |row| {
        if count == limit {
            more = true;
            return Ok(());
        }
        count += 1;
        each(read(row, &readings));
        Ok(())
    })?;
    Ok(more)
}

fn read(row: &Row<'_>, readings: &[Reading]) -> Vec<Value> {
    let mut place = 0;
    readings
        .iter()
        .map(|reading| match reading {
            Reading::Cell(codec) => {
                place += 1;
                codec.read(row.cell(place - 1))
            }
            Reading::Average(codec) => {
                place += 2;
                average(&codec.read(row.cell(place - 2)), row.int(place - 1).unwrap_or(0))
            }
        })
        .collect()
}

fn average(sum: &Value, count: i64) -> Value {
    match sum {
        Value::Number(sum) => sum.checked_div(Number::from(count)).map_or(Value::Null, Value::Number),
        Value::Days(sum) if count != 0 => {
            sum.to_micros().map_or(Value::Null, |micros| Value::Days(feel::Days::from_micros(micros / count)))
        }
        _ => Value::Null,
    }
}
