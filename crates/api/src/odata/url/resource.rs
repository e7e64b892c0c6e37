//! The path of a URL: which resource is addressed. OData ABNF 1.

use super::ast::{Arguments, Name, OptionKind, QueryOption, Resource, Segment, SegmentKind};
use super::cursor::{Cursor, Error};
use super::{expr, member};

/// Reads a path relative to the service root.
pub(super) fn resource(cursor: &mut Cursor) -> Result<Resource, Error> {
    if cursor.is_end() {
        return Ok(Resource::Service);
    }
    if cursor.peek() != Some('$') {
        return Ok(Resource::Path(segments(cursor)?));
    }
    // Segments that begin with a dollar sign are case-sensitive.
    let resource = if eat_exact(cursor, "$metadata") {
        Resource::Metadata
    } else if eat_exact(cursor, "$batch") {
        Resource::Batch
    } else if eat_exact(cursor, "$entity") {
        Resource::Entity { cast: cast(cursor)? }
    } else if eat_exact(cursor, "$all") {
        Resource::All { cast: cast(cursor)? }
    } else if eat_exact(cursor, "$crossjoin") {
        cross_join(cursor)?
    } else {
        return Err(cursor.unexpected("an entity set, $metadata or $batch"));
    };
    cursor.expect_end()?;
    Ok(resource)
}

/// Checks what the grammar asks of path and options together.
///
/// # Errors
/// `$entity` without `$id`; `$select` or `$expand` on it without a type.
pub(super) fn check_options(resource: &Resource, options: &[QueryOption], end: u32) -> Result<(), Error> {
    let Resource::Entity { cast } = resource else { return Ok(()) };
    let shaping = options.iter().find(|option| matches!(option.kind, OptionKind::Select(_) | OptionKind::Expand(_)));
    if let (None, Some(option)) = (cast, shaping) {
        return Err(Error::new(option.at, "$select and $expand need a type after $entity"));
    }
    if !options.iter().any(|option| matches!(option.kind, OptionKind::Id(_))) {
        return Err(Error::new(end, "$entity needs the query option $id"));
    }
    Ok(())
}

fn eat_exact(cursor: &mut Cursor, wanted: &str) -> bool {
    let mark = cursor.mark();
    let found = cursor.eat_word(wanted) && cursor.text_since(mark) == wanted;
    if !found {
        cursor.reset(mark);
    }
    found
}

fn cast(cursor: &mut Cursor) -> Result<Option<Name>, Error> {
    if cursor.eat('/') { expr::name(cursor).map(Some) } else { Ok(None) }
}

fn cross_join(cursor: &mut Cursor) -> Result<Resource, Error> {
    cursor.expect('(')?;
    let sets = cursor.list(expr::simple_name)?;
    cursor.expect(')')?;
    let at = cursor.at();
    let query = if cursor.eat('/') {
        if !eat_exact(cursor, "$query") {
            return Err(cursor.unexpected("$query"));
        }
        Some(at)
    } else {
        None
    };
    Ok(Resource::CrossJoin { sets, query })
}

fn segments(cursor: &mut Cursor) -> Result<Vec<Segment>, Error> {
    let at = cursor.at();
    let name = expr::simple_name(cursor)?;
    if cursor.peek() == Some('.') {
        return Err(cursor.unexpected("a slash: the first name has no namespace"));
    }
    let mut segments = vec![with_arguments(cursor, at, name)?];
    loop {
        let at = cursor.at();
        if cursor.peek() == Some('(') {
            let arguments = member::arguments(cursor)?;
            segments.push(Segment { at, kind: SegmentKind::Key(arguments) });
        } else if cursor.eat('/') {
            if cursor.is_end() {
                // A slash at the end adds nothing.
                return Ok(segments);
            }
            let last = segments.last().map(|segment| &segment.kind);
            if matches!(last, Some(SegmentKind::Count | SegmentKind::Ref | SegmentKind::Value | SegmentKind::Query)) {
                return Err(Error::new(at, "nothing may follow this segment"));
            }
            segments.push(segment(cursor)?);
        } else {
            cursor.expect_end()?;
            return Ok(segments);
        }
    }
}

fn with_arguments(cursor: &mut Cursor, at: u32, name: Name) -> Result<Segment, Error> {
    let arguments: Option<Arguments> = if cursor.peek() == Some('(') { Some(member::arguments(cursor)?) } else { None };
    Ok(Segment { at, kind: SegmentKind::Name { name, arguments } })
}

fn segment(cursor: &mut Cursor) -> Result<Segment, Error> {
    cursor.count_node()?;
    let at = cursor.at();
    if cursor.peek() == Some('$') {
        let kind = dollar_segment(cursor)?;
        return Ok(Segment { at, kind });
    }
    let mark = cursor.mark();
    let named = expr::name(cursor).and_then(|name| with_arguments(cursor, at, name));
    if let Ok(segment) = &named
        && matches!(cursor.peek(), None | Some('/' | '('))
    {
        return Ok(segment.clone());
    }
    cursor.reset(mark);
    while cursor.peek_char().is_some_and(|char| char.value != '/' || char.written == super::text::Written::Encoded) {
        cursor.advance();
    }
    let raw = cursor.text_since(mark);
    match named {
        // Parentheses promise a key or arguments: what is wrong with them is worth telling.
        Err(error) if raw.contains('(') => Err(error),
        _ if raw.is_empty() => Err(cursor.unexpected("a name")),
        _ => Ok(Segment { at, kind: SegmentKind::Raw(raw) }),
    }
}

fn dollar_segment(cursor: &mut Cursor) -> Result<SegmentKind, Error> {
    if eat_exact(cursor, "$filter") {
        cursor.expect('(')?;
        let condition = expr::expression(cursor)?;
        cursor.expect(')')?;
        return Ok(SegmentKind::Filter(condition));
    }
    for (word, kind) in [
        ("$count", SegmentKind::Count),
        ("$ref", SegmentKind::Ref),
        ("$value", SegmentKind::Value),
        ("$each", SegmentKind::Each),
        ("$query", SegmentKind::Query),
    ] {
        if eat_exact(cursor, word) {
            return Ok(kind);
        }
    }
    Err(cursor.unexpected("$count, $ref, $value, $filter, $each or $query"))
}
