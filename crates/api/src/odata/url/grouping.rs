//! Paths of data aggregation and the list of `groupby`. Data Aggregation 4.0, 3.2.3 and 6.

use super::ast::{Grouping, Hierarchy, Path, Root, Step, StepKind};
use super::cursor::{Cursor, Error};
use super::{apply, expr, member};

/// Reads one or more paths with commas between.
pub(super) fn paths(cursor: &mut Cursor) -> Result<Vec<Path>, Error> {
    cursor.list(path)
}

/// Reads a path of names: properties, relations and types, no calls or keys.
/// It does not end in a type.
pub(super) fn path(cursor: &mut Cursor) -> Result<Path, Error> {
    let (path, ends_in_type) = names(cursor)?;
    if ends_in_type { Err(cursor.unexpected("a slash and a property")) } else { Ok(path) }
}

/// Reads a path of names that may end in a type; says whether it does.
pub(super) fn names(cursor: &mut Cursor) -> Result<(Path, bool), Error> {
    let mut steps = Vec::new();
    let mut ends_in_type;
    loop {
        cursor.count_node()?;
        let at = cursor.at();
        let name = expr::name(cursor)?;
        ends_in_type = name.namespace.is_some();
        steps.push(Step { at, kind: StepKind::Name { name, arguments: None } });
        if !cursor.eat('/') {
            break;
        }
    }
    Ok((Path { root: Root::Implicit, steps }, ends_in_type))
}

/// Reads the list of `groupby` in its parentheses.
pub(super) fn list(cursor: &mut Cursor) -> Result<Vec<Grouping>, Error> {
    cursor.expect('(')?;
    cursor.blanks();
    let by = cursor.list(element)?;
    cursor.blanks();
    cursor.expect(')')?;
    Ok(by)
}

fn element(cursor: &mut Cursor) -> Result<Grouping, Error> {
    let mark = cursor.mark();
    if cursor.eat_word("rolluprecursive") && cursor.eat('(') {
        cursor.blanks();
        let hierarchy = hierarchy(cursor)?;
        let then = if comma(cursor) { apply::sequence(cursor)? } else { Vec::new() };
        cursor.blanks();
        cursor.expect(')')?;
        return Ok(Grouping::RollupRecursive { hierarchy, then });
    }
    cursor.reset(mark);
    if cursor.eat_word("rollup") && cursor.eat('(') {
        cursor.blanks();
        let levels = paths(cursor)?;
        cursor.blanks();
        cursor.expect(')')?;
        return Ok(Grouping::Rollup(levels));
    }
    cursor.reset(mark);
    Ok(Grouping::Path(path(cursor)?))
}

/// Reads nodes, qualifier and path of a recursive hierarchy.
pub(super) fn hierarchy(cursor: &mut Cursor) -> Result<Hierarchy, Error> {
    let at = cursor.at();
    let nodes = member::path(cursor)?;
    if nodes.root != Root::Service {
        return Err(Error::new(at, "expected a path that begins with $root"));
    }
    require_comma(cursor)?;
    let qualifier = expr::simple_name(cursor)?;
    require_comma(cursor)?;
    let node = path(cursor)?;
    Ok(Hierarchy { nodes, qualifier, node })
}

/// Takes a comma with blanks around it, or nothing.
pub(super) fn comma(cursor: &mut Cursor) -> bool {
    let mark = cursor.mark();
    cursor.blanks();
    let found = cursor.eat(',');
    if found {
        cursor.blanks();
    } else {
        cursor.reset(mark);
    }
    found
}

/// Takes a comma with blanks around it, or fails.
pub(super) fn require_comma(cursor: &mut Cursor) -> Result<(), Error> {
    if comma(cursor) { Ok(()) } else { Err(cursor.unexpected("a comma")) }
}
