//! `aggregate`, as a transformation and as a function. OData Data Aggregation 4.0, 3.2.1 and 5.2.

use super::ast::{Aggregate, AggregateFrom, AggregateMethod, Expr, ExprKind, Path, StepKind};
use super::cursor::{Cursor, Error, LoneType};
use super::{expr, grouping};

/// Reads one member of the transformation `aggregate`, where a value needs a name.
pub(super) fn item(cursor: &mut Cursor) -> Result<Aggregate, Error> {
    let mut aggregate = function(cursor)?;
    if cursor.eat_operator("as") {
        aggregate.alias = Some(expr::simple_name(cursor)?);
        return Ok(aggregate);
    }
    // Only a custom aggregate brings its own name.
    let named = aggregate.method.is_none() && aggregate.from.is_empty() && !counts(&aggregate.subject);
    if named { Ok(aggregate) } else { Err(cursor.unexpected("\"as\" and a name")) }
}

/// Reads what to aggregate and how.
pub(super) fn function(cursor: &mut Cursor) -> Result<Aggregate, Error> {
    let at = cursor.at();
    let before = std::mem::replace(&mut cursor.lone_type, LoneType::Accepted);
    let subject = expr::expression(cursor);
    cursor.lone_type = before;
    let subject = subject?;
    let counts = counts(&subject);
    let method = if counts { None } else { with(cursor)? };
    let is_custom = !counts && method.is_none();
    if is_custom && path(&subject).is_none() {
        return Err(cursor.unexpected("\"with\" and a method"));
    }
    let mut from = Vec::new();
    while cursor.eat_operator("from") {
        let by = grouping::paths(cursor)?;
        let method = with(cursor)?;
        if method.is_none() && !is_custom {
            return Err(cursor.unexpected("\"with\" and a method"));
        }
        from.push(AggregateFrom { by, method });
    }
    Ok(Aggregate { at, subject, method, from, alias: None })
}

/// The path, if the subject is nothing else.
fn path(subject: &Expr) -> Option<&Path> {
    match &subject.kind {
        ExprKind::Path(path) => Some(path),
        _ => None,
    }
}

/// Whether the subject is a path that ends in `$count`.
pub(super) fn counts(subject: &Expr) -> bool {
    let last = path(subject).and_then(|path| path.steps.last());
    last.is_some_and(|step| matches!(step.kind, StepKind::Count(_)))
}

fn with(cursor: &mut Cursor) -> Result<Option<AggregateMethod>, Error> {
    if !cursor.eat_operator("with") {
        return Ok(None);
    }
    let at = cursor.at();
    let name = expr::name(cursor)?;
    if name.namespace.is_some() {
        return Ok(Some(AggregateMethod::Custom(name)));
    }
    match name.name.as_str() {
        "sum" => Ok(Some(AggregateMethod::Sum)),
        "min" => Ok(Some(AggregateMethod::Min)),
        "max" => Ok(Some(AggregateMethod::Max)),
        "average" => Ok(Some(AggregateMethod::Average)),
        "countdistinct" => Ok(Some(AggregateMethod::CountDistinct)),
        other => Err(Error::new(at, format!("\"{other}\" is no method: use sum, min, max, average or countdistinct"))),
    }
}
