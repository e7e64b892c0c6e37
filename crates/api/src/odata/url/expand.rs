//! The members of `$expand` and `$select`. OData URL Conventions 5.1.3 and 5.1.4.

use super::ast::{ExpandItem, ExpandSuffix, Name, OptionKind, PathPart, SelectItem};
use super::cursor::{Cursor, Error};
use super::{expr, member, options};

/// Reads one member of `$expand`.
pub(super) fn expand_item(cursor: &mut Cursor) -> Result<ExpandItem, Error> {
    cursor.count_node()?;
    let at = cursor.at();
    if cursor.eat_word("$value") {
        let path = vec![PathPart::Value];
        return Ok(ExpandItem { at, path, suffix: ExpandSuffix::Entities, options: Vec::new() });
    }
    let mut path = Vec::new();
    let mut suffix = ExpandSuffix::Entities;
    loop {
        if cursor.eat_word("$ref") && !path.is_empty() {
            suffix = ExpandSuffix::References;
            break;
        }
        if cursor.eat_word("$count") && !path.is_empty() {
            suffix = ExpandSuffix::Count;
            break;
        }
        if matches!(path.last(), Some(PathPart::Star)) {
            return Err(cursor.unexpected("$ref"));
        }
        path.push(part(cursor)?);
        if !cursor.eat('/') {
            break;
        }
    }
    let is_star = matches!(path.last(), Some(PathPart::Star));
    if is_star && suffix == ExpandSuffix::Count {
        return Err(Error::new(at, "$count needs a navigation property before it"));
    }
    let options = if cursor.peek() == Some('(') && !(is_star && suffix == ExpandSuffix::References) {
        options::nested(cursor, |option| match suffix {
            _ if is_star => matches!(option, OptionKind::Levels(_)),
            ExpandSuffix::Count => is_count_option(option),
            ExpandSuffix::References => is_reference_option(option),
            ExpandSuffix::Entities => is_expand_option(option),
        })?
    } else {
        Vec::new()
    };
    Ok(ExpandItem { at, path, suffix, options })
}

fn is_count_option(option: &OptionKind) -> bool {
    matches!(option, OptionKind::Filter(_) | OptionKind::Search(_))
}

fn is_reference_option(option: &OptionKind) -> bool {
    is_count_option(option)
        || matches!(option, OptionKind::OrderBy(_) | OptionKind::Skip(_) | OptionKind::Top(_) | OptionKind::Count(_))
}

fn is_expand_option(option: &OptionKind) -> bool {
    is_reference_option(option)
        || matches!(
            option,
            OptionKind::Select(_)
                | OptionKind::Expand(_)
                | OptionKind::Compute(_)
                | OptionKind::Levels(_)
                | OptionKind::Apply(_)
                | OptionKind::Alias(..)
        )
}

fn is_select_option(option: &OptionKind) -> bool {
    is_reference_option(option)
        || matches!(option, OptionKind::Select(_) | OptionKind::Compute(_) | OptionKind::Alias(..))
}

fn part(cursor: &mut Cursor) -> Result<PathPart, Error> {
    if cursor.eat('*') {
        return Ok(PathPart::Star);
    }
    if cursor.peek() == Some('@') {
        return Ok(PathPart::Annotation(member::annotation(cursor)?));
    }
    Ok(PathPart::Name(expr::name(cursor)?))
}

/// Reads one member of `$select`.
pub(super) fn select_item(cursor: &mut Cursor) -> Result<SelectItem, Error> {
    cursor.count_node()?;
    let at = cursor.at();
    let mut path = Vec::new();
    loop {
        let part = part(cursor)?;
        let is_star = part == PathPart::Star;
        if is_star && !path.is_empty() {
            return Err(Error::new(at, "* stands alone in $select"));
        }
        match part {
            PathPart::Name(name) if cursor.peek() == Some('.') && cursor.peek_at(1) == Some('*') => {
                cursor.advance();
                cursor.advance();
                path.push(PathPart::Operations(qualified(&name)));
                break;
            }
            part => path.push(part),
        }
        if is_star || !cursor.eat('/') {
            break;
        }
    }
    let mut parameters = Vec::new();
    let mut options = Vec::new();
    if cursor.peek() == Some('(') && matches!(path.last(), Some(PathPart::Name(_) | PathPart::Annotation(_))) {
        let mark = cursor.mark();
        match parameter_names(cursor) {
            Ok(names) => parameters = names,
            Err(_) => {
                cursor.reset(mark);
                options = options::nested(cursor, is_select_option)?;
            }
        }
    }
    Ok(SelectItem { at, path, parameters, options })
}

fn qualified(name: &Name) -> String {
    match &name.namespace {
        Some(namespace) => format!("{namespace}.{}", name.name),
        None => name.name.clone(),
    }
}

fn parameter_names(cursor: &mut Cursor) -> Result<Vec<Name>, Error> {
    cursor.expect('(')?;
    let names = cursor.list(expr::simple_name)?;
    cursor.expect(')')?;
    Ok(names)
}
