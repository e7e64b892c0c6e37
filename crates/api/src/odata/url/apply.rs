//! `$apply`: sequences of set transformations. OData Data Aggregation 4.0, section 3.

use super::ast::{Best, Join, Nested, OrderItem, Relatives, RelativesOf, Transformation, Traverse, TraverseOrder};
use super::cursor::{Cursor, Error};
use super::grouping::{comma, require_comma};
use super::{aggregate, expr, grouping, member, options, search};

/// Reads transformations with slashes between: each works on the result of the one before.
pub(super) fn sequence(cursor: &mut Cursor) -> Result<Vec<Transformation>, Error> {
    cursor.nested(|cursor| {
        let mut sequence = vec![transformation(cursor)?];
        while cursor.eat('/') {
            sequence.push(transformation(cursor)?);
        }
        Ok(sequence)
    })
}

fn transformation(cursor: &mut Cursor) -> Result<Transformation, Error> {
    cursor.count_node()?;
    let at = cursor.at();
    let name = expr::name(cursor)?;
    if name.namespace.is_some() {
        let arguments = member::arguments(cursor)?;
        return Ok(Transformation::Custom { at, name, arguments });
    }
    if name.name == "identity" {
        return Ok(Transformation::Identity);
    }
    let Some(read) = reader(&name.name) else {
        return Err(Error::new(at, format!("\"{}\" is no transformation", name.name)));
    };
    cursor.expect('(')?;
    cursor.blanks();
    let transformation = read(cursor)?;
    cursor.blanks();
    cursor.expect(')')?;
    Ok(transformation)
}

type Reader = fn(&mut Cursor) -> Result<Transformation, Error>;

/// The reader of what stands in the parentheses of a transformation.
fn reader(name: &str) -> Option<Reader> {
    Some(match name {
        "aggregate" => |cursor| Ok(Transformation::Aggregate(cursor.list(aggregate::item)?)),
        "compute" => |cursor| Ok(Transformation::Compute(cursor.list(options::computed)?)),
        "concat" => concat,
        "groupby" => group_by,
        "filter" => |cursor| Ok(Transformation::Filter(expr::expression(cursor)?)),
        "search" => |cursor| Ok(Transformation::Search(search::search(cursor)?)),
        "orderby" => |cursor| Ok(Transformation::OrderBy(options::order(cursor)?)),
        "top" => |cursor| Ok(Transformation::Top(cursor.number()?)),
        "skip" => |cursor| Ok(Transformation::Skip(cursor.number()?)),
        "topcount" => |cursor| best(cursor, Best::TopCount),
        "topsum" => |cursor| best(cursor, Best::TopSum),
        "toppercent" => |cursor| best(cursor, Best::TopPercent),
        "bottomcount" => |cursor| best(cursor, Best::BottomCount),
        "bottomsum" => |cursor| best(cursor, Best::BottomSum),
        "bottompercent" => |cursor| best(cursor, Best::BottomPercent),
        "nest" => |cursor| Ok(Transformation::Nest { path: None, nested: cursor.list(nested)? }),
        "addnested" => add_nested,
        "join" => |cursor| join(cursor, Join::Inner),
        "outerjoin" => |cursor| join(cursor, Join::Outer),
        "ancestors" => |cursor| relatives(cursor, RelativesOf::Ancestors),
        "descendants" => |cursor| relatives(cursor, RelativesOf::Descendants),
        "traverse" => traverse,
        _ => return None,
    })
}

fn concat(cursor: &mut Cursor) -> Result<Transformation, Error> {
    let sequences = cursor.list(sequence)?;
    if sequences.len() < 2 {
        return Err(cursor.unexpected("a comma and another sequence"));
    }
    Ok(Transformation::Concat(sequences))
}

fn group_by(cursor: &mut Cursor) -> Result<Transformation, Error> {
    let by = grouping::list(cursor)?;
    let then = if comma(cursor) { sequence(cursor)? } else { Vec::new() };
    Ok(Transformation::GroupBy { by, then })
}

fn best(cursor: &mut Cursor, best: Best) -> Result<Transformation, Error> {
    let amount = expr::expression(cursor)?;
    require_comma(cursor)?;
    let by = expr::expression(cursor)?;
    Ok(Transformation::Best { best, amount, by })
}

fn add_nested(cursor: &mut Cursor) -> Result<Transformation, Error> {
    let (path, _) = grouping::names(cursor)?;
    require_comma(cursor)?;
    let nested = cursor.list(nested)?;
    Ok(Transformation::Nest { path: Some(path), nested })
}

fn nested(cursor: &mut Cursor) -> Result<Nested, Error> {
    let then = sequence(cursor)?;
    if !cursor.eat_operator("as") {
        return Err(cursor.unexpected("\"as\" and a name"));
    }
    let alias = expr::simple_name(cursor)?;
    Ok(Nested { then, alias })
}

fn join(cursor: &mut Cursor, join: Join) -> Result<Transformation, Error> {
    let (path, _) = grouping::names(cursor)?;
    if !cursor.eat_operator("as") {
        return Err(cursor.unexpected("\"as\" and a name"));
    }
    let alias = expr::simple_name(cursor)?;
    let then = if comma(cursor) { sequence(cursor)? } else { Vec::new() };
    Ok(Transformation::Join { join, path, alias, then })
}

fn relatives(cursor: &mut Cursor, direction: RelativesOf) -> Result<Transformation, Error> {
    let hierarchy = grouping::hierarchy(cursor)?;
    require_comma(cursor)?;
    let start = sequence(cursor)?;
    let mut distance = None;
    let mut start_kept = false;
    while !start_kept && comma(cursor) {
        if cursor.eat_text("keep start") {
            start_kept = true;
        } else if distance.is_none() && cursor.peek().is_some_and(|char| char.is_ascii_digit()) {
            distance = Some(cursor.number()?);
        } else {
            return Err(cursor.unexpected("a distance or \"keep start\""));
        }
    }
    let relatives = Relatives { direction, hierarchy, start, distance, start_kept };
    Ok(Transformation::Relatives(Box::new(relatives)))
}

fn traverse(cursor: &mut Cursor) -> Result<Transformation, Error> {
    let hierarchy = grouping::hierarchy(cursor)?;
    require_comma(cursor)?;
    let order = if cursor.eat_word("preorder") {
        TraverseOrder::Preorder
    } else if cursor.eat_word("postorder") {
        TraverseOrder::Postorder
    } else {
        return Err(cursor.unexpected("preorder or postorder"));
    };
    let mut start = Vec::new();
    let mut siblings: Vec<OrderItem> = Vec::new();
    if comma(cursor) {
        let mark = cursor.mark();
        let more = match sequence(cursor) {
            Ok(sequence) => {
                start = sequence;
                comma(cursor)
            }
            Err(_) => {
                cursor.reset(mark);
                true
            }
        };
        if more {
            siblings = options::order(cursor)?;
        }
    }
    Ok(Transformation::Traverse(Box::new(Traverse { hierarchy, order, start, siblings })))
}
