//! Query options, at the top of a URL and nested in parentheses. OData ABNF 2.

use super::ast::{Computed, Direction, Levels, OptionKind, OrderItem, QueryOption};
use super::cursor::{Cursor, Error, Limits};
use super::text::{Coding, Text, offset};
use super::{apply, expand, expr, search};

/// Parses the options of a query, in order. `base` is the place of its first byte.
///
/// # Errors
/// An option with a `$` that OData does not know, or a value that is not what it asks for.
pub(super) fn query(raw: &str, base: u32, limits: Limits) -> Result<Vec<QueryOption>, Error> {
    let mut options = Vec::new();
    let mut start = 0;
    for part in raw.split('&') {
        if !part.is_empty() {
            options.push(option(part, base + offset(start), limits)?);
        }
        start += part.len() + 1;
    }
    Ok(options)
}

/// Parses one option of a query.
pub(super) fn option(raw: &str, at: u32, limits: Limits) -> Result<QueryOption, Error> {
    let (name, value) = match raw.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (raw, None),
    };
    let value_at = at + offset(name.len()) + 1;
    let name = Text::decode(name, at, Coding::Query)?.string();
    if let Some(alias) = name.strip_prefix('@') {
        let alias = alias.to_owned();
        let text = Text::decode(value.unwrap_or_default(), value_at, Coding::Query)?;
        let mut cursor = text.cursor(limits);
        let value = expr::expression(&mut cursor)?;
        cursor.expect_end()?;
        return Ok(QueryOption { at, kind: OptionKind::Alias(alias, value) });
    }
    let Some(system) = System::of(&name) else {
        if name.starts_with('$') {
            return Err(Error::new(at, format!("the query option \"{name}\" is not known")));
        }
        let value = match value {
            Some(value) => Some(Text::decode(value, value_at, Coding::Query)?.string()),
            None => None,
        };
        return Ok(QueryOption { at, kind: OptionKind::Custom { name, value } });
    };
    let Some(value) = value else {
        let end = at + offset(raw.len());
        return Err(Error::new(end, format!("the query option \"{name}\" needs a value")));
    };
    let text = Text::decode(value, value_at, Coding::Query)?;
    let mut cursor = text.cursor(limits);
    let kind = system_option(&mut cursor, system)?;
    cursor.expect_end()?;
    Ok(QueryOption { at, kind })
}

/// The system query options.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum System {
    Filter,
    OrderBy,
    Expand,
    Select,
    Top,
    Skip,
    Count,
    Search,
    Apply,
    Compute,
    Format,
    SkipToken,
    DeltaToken,
    Levels,
    Index,
    SchemaVersion,
    Id,
}

impl System {
    /// The option of a name. Since 4.01 case does not matter and `$` may be missing,
    /// but the tokens keep theirs: nobody types them.
    fn of(name: &str) -> Option<Self> {
        let plain = name.strip_prefix('$').unwrap_or(name).to_ascii_lowercase();
        Some(match plain.as_str() {
            "filter" => Self::Filter,
            "orderby" => Self::OrderBy,
            "expand" => Self::Expand,
            "select" => Self::Select,
            "top" => Self::Top,
            "skip" => Self::Skip,
            "count" => Self::Count,
            "search" => Self::Search,
            "apply" => Self::Apply,
            "compute" => Self::Compute,
            "format" => Self::Format,
            "skiptoken" if name.starts_with('$') => Self::SkipToken,
            "deltatoken" if name.starts_with('$') => Self::DeltaToken,
            "levels" => Self::Levels,
            "index" => Self::Index,
            "schemaversion" => Self::SchemaVersion,
            "id" => Self::Id,
            _ => return None,
        })
    }
}

fn system_option(cursor: &mut Cursor, system: System) -> Result<OptionKind, Error> {
    Ok(match system {
        System::Filter => OptionKind::Filter(expr::expression(cursor)?),
        System::OrderBy => OptionKind::OrderBy(order(cursor)?),
        System::Expand => OptionKind::Expand(cursor.list(expand::expand_item)?),
        System::Select => OptionKind::Select(cursor.list(expand::select_item)?),
        System::Top => OptionKind::Top(cursor.number()?),
        System::Skip => OptionKind::Skip(cursor.number()?),
        System::Count => OptionKind::Count(boolean(cursor)?),
        System::Search => OptionKind::Search(search::search(cursor)?),
        System::Apply => OptionKind::Apply(apply::sequence(cursor)?),
        System::Compute => OptionKind::Compute(cursor.list(computed)?),
        System::Format => OptionKind::Format(format(cursor)?),
        System::SkipToken => OptionKind::SkipToken(token(cursor)?),
        System::DeltaToken => OptionKind::DeltaToken(token(cursor)?),
        System::Levels => OptionKind::Levels(levels(cursor)?),
        System::Index => OptionKind::Index(index(cursor)?),
        System::SchemaVersion => OptionKind::SchemaVersion(token(cursor)?),
        System::Id => OptionKind::Id(token(cursor)?),
    })
}

/// Reads `(option;option)`, each of which `allowed` must accept.
pub(super) fn nested(cursor: &mut Cursor, allowed: impl Fn(&OptionKind) -> bool) -> Result<Vec<QueryOption>, Error> {
    cursor.nested(|cursor| {
        cursor.expect('(')?;
        let mut options = Vec::new();
        loop {
            let option = nested_option(cursor)?;
            if !allowed(&option.kind) {
                return Err(Error::new(option.at, "this query option is not allowed here"));
            }
            options.push(option);
            if !cursor.eat(';') {
                break;
            }
        }
        cursor.expect(')')?;
        Ok(options)
    })
}

fn nested_option(cursor: &mut Cursor) -> Result<QueryOption, Error> {
    let at = cursor.at();
    let start = cursor.mark();
    let is_alias = cursor.eat('@');
    if !is_alias {
        cursor.eat('$');
    }
    let name_start = if is_alias { cursor.mark() } else { start };
    if cursor.identifier().is_none() {
        return Err(cursor.unexpected("a query option"));
    }
    let name = cursor.text_since(name_start);
    cursor.expect('=')?;
    if is_alias {
        let value = expr::expression(cursor)?;
        return Ok(QueryOption { at, kind: OptionKind::Alias(name, value) });
    }
    match System::of(&name) {
        Some(system) => Ok(QueryOption { at, kind: system_option(cursor, system)? }),
        None => Err(Error::new(at, format!("the query option \"{name}\" is not known"))),
    }
}

/// Reads the members of an order.
pub(super) fn order(cursor: &mut Cursor) -> Result<Vec<OrderItem>, Error> {
    cursor.list(order_item)
}

pub(super) fn order_item(cursor: &mut Cursor) -> Result<OrderItem, Error> {
    let by = expr::expression(cursor)?;
    let mark = cursor.mark();
    let direction = if cursor.required_blanks() && cursor.eat_word("desc") {
        Direction::Descending
    } else {
        cursor.reset(mark);
        if !(cursor.required_blanks() && cursor.eat_word("asc")) {
            cursor.reset(mark);
        }
        Direction::Ascending
    };
    Ok(OrderItem { by, direction })
}

/// Reads `expression as name`.
pub(super) fn computed(cursor: &mut Cursor) -> Result<Computed, Error> {
    let value = expr::expression(cursor)?;
    if !cursor.eat_operator("as") {
        return Err(cursor.unexpected("\"as\" and a name"));
    }
    let alias = expr::simple_name(cursor)?;
    Ok(Computed { value, alias })
}

fn boolean(cursor: &mut Cursor) -> Result<bool, Error> {
    if cursor.eat_word("true") {
        return Ok(true);
    }
    if cursor.eat_word("false") {
        return Ok(false);
    }
    Err(cursor.unexpected("true or false"))
}

fn levels(cursor: &mut Cursor) -> Result<Levels, Error> {
    if cursor.eat_word("max") {
        return Ok(Levels::Max);
    }
    let at = cursor.at();
    if cursor.peek() == Some('0') {
        return Err(cursor.unexpected("a number from 1, or max"));
    }
    let number = cursor.number()?;
    u32::try_from(number).map(Levels::Number).map_err(|_| Error::new(at, "the number is too large"))
}

fn index(cursor: &mut Cursor) -> Result<i64, Error> {
    let at = cursor.at();
    let start = cursor.mark();
    cursor.eat('-');
    if cursor.digits().is_none() {
        return Err(cursor.unexpected("a whole number"));
    }
    cursor.text_since(start).parse().map_err(|_| Error::new(at, "the number is too large"))
}

/// Reads a short name of a format or a media type.
fn format(cursor: &mut Cursor) -> Result<String, Error> {
    let at = cursor.at();
    // A media type may hold a plus sign: it was sent as one, not as a space.
    let format = token(cursor)?.replace(' ', "+");
    let short = ["atom", "json", "xml"].iter().any(|name| format.eq_ignore_ascii_case(name));
    let is_media_type = format.split_once('/').is_some_and(|(kind, name)| !kind.is_empty() && !name.is_empty());
    if short || is_media_type { Ok(format) } else { Err(Error::new(at, "expected json, xml or a media type")) }
}

/// Takes all that is left, one character at least.
fn token(cursor: &mut Cursor) -> Result<String, Error> {
    let start = cursor.mark();
    while !cursor.is_end() {
        cursor.advance();
    }
    let text = cursor.text_since(start);
    if text.is_empty() { Err(cursor.unexpected("a value")) } else { Ok(text) }
}
