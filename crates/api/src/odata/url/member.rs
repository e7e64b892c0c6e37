//! Paths in expressions: `company/contacts/any(c:c/email eq 'a')`.

use super::ast::{Annotation, Arguments, Expr, ExprKind, Lambda, Name, OptionKind, Path, Root, Step, StepKind};
use super::cursor::{Cursor, Error, LoneType};
use super::{aggregate, expr, options};

/// Reads a path that begins with a name, `$it`, `$this`, `$root`, `$these`, `$count`,
/// an alias or an annotation.
pub(super) fn path(cursor: &mut Cursor) -> Result<Path, Error> {
    let at = cursor.at();
    let root = root(cursor)?;
    let mut steps = Vec::new();
    let needs_step = match root {
        Root::Implicit => {
            steps.push(step(cursor)?);
            false
        }
        Root::Service | Root::These => true,
        Root::It | Root::This | Root::Alias(_) => false,
    };
    rest(cursor, &mut steps)?;
    if needs_step && steps.is_empty() {
        return Err(cursor.unexpected("a slash and a name"));
    }
    let path = Path { root, steps };
    if is_lone_type(&path) && cursor.lone_type == LoneType::Refused {
        let message = "a qualified name must be a call with parentheses or be followed by a property";
        return Err(Error::new(cursor.at().max(at), message));
    }
    Ok(path)
}

/// Whether a path is nothing but a qualified name: a type.
pub(super) fn is_lone_type(path: &Path) -> bool {
    let [Step { kind: StepKind::Name { name, arguments: None }, .. }] = path.steps.as_slice() else { return false };
    path.root == Root::Implicit && name.namespace.is_some()
}

fn root(cursor: &mut Cursor) -> Result<Root, Error> {
    let mark = cursor.mark();
    match cursor.peek() {
        Some('$') => {
            for (word, root) in
                [("$it", Root::It), ("$this", Root::This), ("$root", Root::Service), ("$these", Root::These)]
            {
                if cursor.eat_word(word) {
                    return Ok(root);
                }
            }
            Ok(Root::Implicit)
        }
        Some('@') => {
            cursor.advance();
            let name = expr::name(cursor)?;
            if name.namespace.is_some() || cursor.peek() == Some('#') {
                cursor.reset(mark);
                return Ok(Root::Implicit);
            }
            Ok(Root::Alias(name.name))
        }
        _ => Ok(Root::Implicit),
    }
}

/// Reads further steps behind slashes, and keys in parentheses.
fn rest(cursor: &mut Cursor, steps: &mut Vec<Step>) -> Result<(), Error> {
    loop {
        let at = cursor.at();
        if cursor.eat('/') {
            steps.push(step(cursor)?);
        } else if cursor.peek() == Some('(') && takes_key(steps.last()) {
            let arguments = arguments(cursor)?;
            steps.push(Step { at, kind: StepKind::Key(arguments) });
        } else {
            return Ok(());
        }
    }
}

fn takes_key(step: Option<&Step>) -> bool {
    matches!(
        step.map(|step| &step.kind),
        Some(StepKind::Filter(_) | StepKind::Name { arguments: Some(Arguments::Empty | Arguments::Named(_)), .. })
    )
}

fn step(cursor: &mut Cursor) -> Result<Step, Error> {
    cursor.count_node()?;
    let at = cursor.at();
    let kind = match cursor.peek() {
        Some('$') => dollar_step(cursor)?,
        Some('@') => StepKind::Annotation(annotation(cursor)?),
        _ => named_step(cursor)?,
    };
    Ok(Step { at, kind })
}

fn dollar_step(cursor: &mut Cursor) -> Result<StepKind, Error> {
    if cursor.eat_word("$count") {
        let options = if cursor.peek() == Some('(') {
            options::nested(cursor, |option| matches!(option, OptionKind::Filter(_) | OptionKind::Search(_)))?
        } else {
            Vec::new()
        };
        return Ok(StepKind::Count(options));
    }
    if cursor.eat_word("$filter") {
        cursor.expect('(')?;
        let condition = expr::expression(cursor)?;
        cursor.expect(')')?;
        return Ok(StepKind::Filter(Box::new(condition)));
    }
    Err(cursor.unexpected("$count, $filter or a name"))
}

fn named_step(cursor: &mut Cursor) -> Result<StepKind, Error> {
    let name = expr::name(cursor)?;
    if cursor.peek() != Some('(') {
        return Ok(StepKind::Name { name, arguments: None });
    }
    if name.namespace.is_none() {
        match name.name.to_ascii_lowercase().as_str() {
            "any" => return Ok(StepKind::Any(lambda(cursor)?.map(Box::new))),
            "all" => {
                let at = cursor.at();
                let lambda = lambda(cursor)?.ok_or_else(|| Error::new(at + 1, "\"all\" needs a condition"))?;
                return Ok(StepKind::All(Box::new(lambda)));
            }
            "aggregate" => {
                cursor.expect('(')?;
                cursor.blanks();
                let aggregate = aggregate::function(cursor)?;
                cursor.blanks();
                cursor.expect(')')?;
                return Ok(StepKind::Aggregate(Box::new(aggregate)));
            }
            _ => {}
        }
    }
    let arguments = arguments(cursor)?;
    Ok(StepKind::Name { name, arguments: Some(arguments) })
}

/// Reads `(variable:condition)`, or `()`.
fn lambda(cursor: &mut Cursor) -> Result<Option<Lambda>, Error> {
    cursor.expect('(')?;
    cursor.blanks();
    if cursor.eat(')') {
        return Ok(None);
    }
    let variable = expr::simple_name(cursor)?;
    cursor.blanks();
    cursor.expect(':')?;
    cursor.blanks();
    let condition = expr::expression(cursor)?;
    cursor.blanks();
    cursor.expect(')')?;
    Ok(Some(Lambda { variable, condition }))
}

/// Reads `@Namespace.Term#Qualifier`.
pub(super) fn annotation(cursor: &mut Cursor) -> Result<Annotation, Error> {
    cursor.expect('@')?;
    let term = expr::name(cursor)?;
    let qualifier = if cursor.eat('#') { Some(expr::simple_name(cursor)?.name) } else { None };
    Ok(Annotation { term, qualifier })
}

/// Reads what stands in parentheses after a name: a key or parameters.
pub(super) fn arguments(cursor: &mut Cursor) -> Result<Arguments, Error> {
    cursor.expect('(')?;
    cursor.blanks();
    let arguments = if cursor.peek() == Some(')') {
        Arguments::Empty
    } else if named_argument_follows(cursor) {
        Arguments::Named(cursor.list(named_argument)?)
    } else {
        Arguments::Positional(Box::new(key_value(cursor)?))
    };
    cursor.blanks();
    cursor.expect(')')?;
    Ok(arguments)
}

fn named_argument_follows(cursor: &mut Cursor) -> bool {
    let mark = cursor.mark();
    let found = cursor.identifier().is_some() && cursor.eat('=');
    cursor.reset(mark);
    found
}

fn named_argument(cursor: &mut Cursor) -> Result<(Name, Expr), Error> {
    let name = expr::simple_name(cursor)?;
    cursor.expect('=')?;
    let value = if cursor.in_path() { key_value(cursor)? } else { expr::expression(cursor)? };
    Ok((name, value))
}

/// Reads a literal or an alias.
fn key_value(cursor: &mut Cursor) -> Result<Expr, Error> {
    let value = expr::primary(cursor)?;
    let valid = match &value.kind {
        ExprKind::Literal(_) => true,
        ExprKind::Path(path) => matches!(path.root, Root::Alias(_)) && path.steps.is_empty(),
        _ => false,
    };
    if valid { Ok(value) } else { Err(Error::new(value.at, "expected a literal or an alias such as @p")) }
}
