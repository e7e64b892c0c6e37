//! Calls of built-in functions, casts and cases. OData URL Conventions 5.1.1.5 to 5.1.1.12.

use super::ast::{Expr, ExprKind, Method, Name, TypeName};
use super::cursor::{Cursor, Error, LoneType};
use super::expr::{expression, name};

/// Reads the arguments of a built-in function, if `name` names one.
pub(super) fn built_in(cursor: &mut Cursor, name: &Name) -> Result<Option<ExprKind>, Error> {
    if name.namespace.is_none() {
        match name.name.to_ascii_lowercase().as_str() {
            "case" => return cases(cursor).map(Some),
            "cast" => {
                let (value, to) = typed(cursor)?;
                return Ok(Some(ExprKind::Cast { value, to }));
            }
            "isof" => {
                let (value, of) = typed(cursor)?;
                return Ok(Some(ExprKind::IsOf { value, of }));
            }
            "any" | "all" | "aggregate" => {
                let message = format!("\"{}\" needs a path before it", name.name);
                return Err(Error::new(cursor.at(), message));
            }
            _ => {}
        }
    }
    let Some((method, least, most)) = method(name) else { return Ok(None) };
    let at = cursor.at();
    cursor.expect('(')?;
    cursor.blanks();
    let arguments = if cursor.peek() == Some(')') { Vec::new() } else { cursor.list(expression)? };
    cursor.blanks();
    if arguments.len() < least || arguments.len() > most {
        let wanted = if least == most { least.to_string() } else { format!("{least} or {most}") };
        let message = format!("\"{}\" takes {wanted} arguments, not {}", name.name, arguments.len());
        return Err(Error::new(at, message));
    }
    cursor.expect(')')?;
    Ok(Some(ExprKind::Call { method, arguments }))
}

/// The built-in function of a name, with the least and most arguments it takes.
fn method(name: &Name) -> Option<(Method, usize, usize)> {
    let plain = name.name.to_ascii_lowercase();
    if let Some(namespace) = &name.namespace {
        let geo = namespace.eq_ignore_ascii_case("geo");
        return match plain.as_str() {
            "distance" if geo => Some((Method::GeoDistance, 2, 2)),
            "length" if geo => Some((Method::GeoLength, 1, 1)),
            "intersects" if geo => Some((Method::GeoIntersects, 2, 2)),
            _ => None,
        };
    }
    Some(match plain.as_str() {
        "concat" => (Method::Concat, 2, 2),
        "contains" => (Method::Contains, 2, 2),
        "endswith" => (Method::EndsWith, 2, 2),
        "indexof" => (Method::IndexOf, 2, 2),
        "length" => (Method::Length, 1, 1),
        "matchespattern" => (Method::MatchesPattern, 2, 2),
        "startswith" => (Method::StartsWith, 2, 2),
        "substring" => (Method::Substring, 2, 3),
        "tolower" => (Method::ToLower, 1, 1),
        "toupper" => (Method::ToUpper, 1, 1),
        "trim" => (Method::Trim, 1, 1),
        "hassubset" => (Method::HasSubset, 2, 2),
        "hassubsequence" => (Method::HasSubsequence, 2, 2),
        "year" => (Method::Year, 1, 1),
        "month" => (Method::Month, 1, 1),
        "day" => (Method::Day, 1, 1),
        "hour" => (Method::Hour, 1, 1),
        "minute" => (Method::Minute, 1, 1),
        "second" => (Method::Second, 1, 1),
        "fractionalseconds" => (Method::FractionalSeconds, 1, 1),
        "totalseconds" => (Method::TotalSeconds, 1, 1),
        "date" => (Method::Date, 1, 1),
        "time" => (Method::Time, 1, 1),
        "totaloffsetminutes" => (Method::TotalOffsetMinutes, 1, 1),
        "mindatetime" => (Method::MinDateTime, 0, 0),
        "maxdatetime" => (Method::MaxDateTime, 0, 0),
        "now" => (Method::Now, 0, 0),
        "round" => (Method::Round, 1, 1),
        "floor" => (Method::Floor, 1, 1),
        "ceiling" => (Method::Ceiling, 1, 1),
        "isdefined" => (Method::IsDefined, 1, 1),
        _ => return None,
    })
}

/// Reads `(condition:value, …)`.
fn cases(cursor: &mut Cursor) -> Result<ExprKind, Error> {
    cursor.expect('(')?;
    cursor.blanks();
    let cases = cursor.list(|cursor| {
        let condition = expression(cursor)?;
        cursor.blanks();
        cursor.expect(':')?;
        cursor.blanks();
        Ok((condition, expression(cursor)?))
    })?;
    cursor.blanks();
    cursor.expect(')')?;
    Ok(ExprKind::Case(cases))
}

/// Reads `(type)` or `(value, type)`.
fn typed(cursor: &mut Cursor) -> Result<(Option<Box<Expr>>, TypeName), Error> {
    cursor.expect('(')?;
    cursor.blanks();
    let mark = cursor.mark();
    if let Ok(name) = type_name(cursor) {
        cursor.blanks();
        if cursor.eat(')') {
            return Ok((None, name));
        }
    }
    cursor.reset(mark);
    let before = std::mem::replace(&mut cursor.lone_type, LoneType::Refused);
    let value = expression(cursor);
    cursor.lone_type = before;
    let value = Box::new(value?);
    cursor.blanks();
    cursor.expect(',')?;
    cursor.blanks();
    let name = type_name(cursor)?;
    cursor.blanks();
    cursor.expect(')')?;
    Ok((Some(value), name))
}

/// Reads `Edm.String` or `Collection(Edm.String)`.
pub(super) fn type_name(cursor: &mut Cursor) -> Result<TypeName, Error> {
    let outer = name(cursor)?;
    if outer.namespace.is_none() && outer.name == "Collection" && cursor.eat('(') {
        let name = name(cursor)?;
        cursor.expect(')')?;
        return Ok(TypeName { name, collection: true });
    }
    Ok(TypeName { name: outer, collection: false })
}
