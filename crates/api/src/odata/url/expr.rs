//! Expressions of `$filter`, `$orderby`, `$compute` and their like. OData ABNF 4.
//!
//! The grammar of the standard names no precedence; URL Conventions 5.1.1.16 does:
//! `has` and `in` bind closest, then `not` and minus, multiplication, addition,
//! order, equality, `and`, `or`.

use super::ast::{Expr, ExprKind, Literal, Name, Operator};
use super::cursor::{Cursor, Error};
use super::{literal, member, method};

/// Reads one expression.
pub(super) fn expression(cursor: &mut Cursor) -> Result<Expr, Error> {
    cursor.nested(|cursor| binary(cursor, Level::Or))
}

/// How closely an operator binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Or,
    And,
    Equality,
    Order,
    Addition,
    Multiplication,
    Unary,
}

impl Level {
    fn closer(self) -> Self {
        match self {
            Self::Or => Self::And,
            Self::And => Self::Equality,
            Self::Equality => Self::Order,
            Self::Order => Self::Addition,
            Self::Addition => Self::Multiplication,
            Self::Multiplication | Self::Unary => Self::Unary,
        }
    }
}

/// What joins two operands.
#[derive(Debug, Clone, Copy)]
enum Joint {
    Or,
    And,
    Operator(Operator),
}

const JOINTS: [(&str, Level, Joint); 14] = [
    ("or", Level::Or, Joint::Or),
    ("and", Level::And, Joint::And),
    ("eq", Level::Equality, Joint::Operator(Operator::Equal)),
    ("ne", Level::Equality, Joint::Operator(Operator::NotEqual)),
    ("lt", Level::Order, Joint::Operator(Operator::Less)),
    ("le", Level::Order, Joint::Operator(Operator::LessOrEqual)),
    ("gt", Level::Order, Joint::Operator(Operator::Greater)),
    ("ge", Level::Order, Joint::Operator(Operator::GreaterOrEqual)),
    ("add", Level::Addition, Joint::Operator(Operator::Add)),
    ("sub", Level::Addition, Joint::Operator(Operator::Subtract)),
    ("mul", Level::Multiplication, Joint::Operator(Operator::Multiply)),
    ("div", Level::Multiplication, Joint::Operator(Operator::Divide)),
    ("divby", Level::Multiplication, Joint::Operator(Operator::DivideBy)),
    ("mod", Level::Multiplication, Joint::Operator(Operator::Modulo)),
];

/// Takes an operator that binds at least as close as `level`.
fn joint(cursor: &mut Cursor, level: Level) -> Option<(Level, Joint)> {
    JOINTS
        .iter()
        .filter(|(_, found, _)| *found >= level)
        .find(|(word, _, _)| cursor.eat_operator(word))
        .map(|(_, level, joint)| (*level, *joint))
}

/// Reads operands joined by operators that bind at least as close as `level`.
fn binary(cursor: &mut Cursor, level: Level) -> Result<Expr, Error> {
    let mut left = unary(cursor)?;
    let mut levels = 0;
    let result = loop {
        let Some((found, joint)) = joint(cursor, level) else { break Ok(left) };
        let right = match binary(cursor, found.closer()) {
            Ok(right) => right,
            Err(error) => break Err(error),
        };
        left = match joint {
            Joint::Or => or(left, right),
            Joint::And => and(left, right),
            Joint::Operator(operator) => {
                // A chain of operators makes the tree deeper with every link.
                if let Err(error) = cursor.deeper(1) {
                    break Err(error);
                }
                levels += 1;
                let at = left.at;
                Expr { at, kind: ExprKind::Binary { operator, left: Box::new(left), right: Box::new(right) } }
            }
        };
    };
    cursor.shallower(levels);
    result
}

fn or(left: Expr, right: Expr) -> Expr {
    let at = left.at;
    let kind = match left.kind {
        ExprKind::Or(mut members) => {
            members.push(right);
            ExprKind::Or(members)
        }
        kind => ExprKind::Or(vec![Expr { at, kind }, right]),
    };
    Expr { at, kind }
}

fn and(left: Expr, right: Expr) -> Expr {
    let at = left.at;
    let kind = match left.kind {
        ExprKind::And(mut members) => {
            members.push(right);
            ExprKind::And(members)
        }
        kind => ExprKind::And(vec![Expr { at, kind }, right]),
    };
    Expr { at, kind }
}

/// Reads `not x`, `-x`, or an operand with `has` and `in` behind it.
fn unary(cursor: &mut Cursor) -> Result<Expr, Error> {
    let at = cursor.at();
    let mark = cursor.mark();
    if cursor.eat_text("not") && cursor.required_blanks() {
        let operand = cursor.nested(unary)?;
        return Ok(Expr { at, kind: ExprKind::Not(Box::new(operand)) });
    }
    cursor.reset(mark);
    if cursor.peek() == Some('-') {
        if let Some(literal) = literal::numeric(cursor) {
            return postfix(cursor, Expr { at, kind: ExprKind::Literal(literal) });
        }
        cursor.advance();
        cursor.blanks();
        let operand = cursor.nested(unary)?;
        return Ok(Expr { at, kind: ExprKind::Negate(Box::new(operand)) });
    }
    let operand = primary(cursor)?;
    postfix(cursor, operand)
}

/// Reads `has` and `in` behind an operand.
fn postfix(cursor: &mut Cursor, mut left: Expr) -> Result<Expr, Error> {
    loop {
        let (operator, right) = if cursor.eat_operator("has") {
            (Operator::Has, enumeration(cursor)?)
        } else if cursor.eat_operator("in") {
            (Operator::In, list(cursor)?)
        } else {
            return Ok(left);
        };
        let at = left.at;
        left = Expr { at, kind: ExprKind::Binary { operator, left: Box::new(left), right: Box::new(right) } };
    }
}

fn enumeration(cursor: &mut Cursor) -> Result<Expr, Error> {
    let operand = primary(cursor)?;
    match operand.kind {
        ExprKind::Literal(Literal::Enum { .. } | Literal::String(_)) => Ok(operand),
        ExprKind::Path(_) => Ok(operand),
        _ => Err(Error::new(operand.at, "expected a member of an enumeration")),
    }
}

/// Reads what stands right of `in`: literals in parentheses, or an operand.
fn list(cursor: &mut Cursor) -> Result<Expr, Error> {
    let at = cursor.at();
    let mark = cursor.mark();
    if let Ok(members) = literals(cursor) {
        return Ok(Expr { at, kind: ExprKind::List(members) });
    }
    cursor.reset(mark);
    primary(cursor)
}

/// Reads literals in parentheses, perhaps none.
fn literals(cursor: &mut Cursor) -> Result<Vec<Expr>, Error> {
    cursor.expect('(')?;
    cursor.blanks();
    if cursor.eat(')') {
        return Ok(Vec::new());
    }
    let members = cursor.list(|cursor| {
        let operand = primary(cursor)?;
        match operand.kind {
            ExprKind::Literal(_) => Ok(operand),
            _ => Err(Error::new(operand.at, "expected a literal")),
        }
    })?;
    cursor.blanks();
    cursor.expect(')')?;
    Ok(members)
}

/// Reads a literal, a call, a path, or an expression in parentheses.
pub(super) fn primary(cursor: &mut Cursor) -> Result<Expr, Error> {
    cursor.count_node()?;
    let at = cursor.at();
    let kind = match cursor.peek() {
        Some('(') => return parenthesis(cursor),
        Some('[') => array(cursor)?,
        Some('{') => object(cursor)?,
        Some('\'') => ExprKind::Literal(Literal::String(literal::string(cursor)?)),
        Some('@' | '$') => ExprKind::Path(member::path(cursor)?),
        Some(_) => match literal::numeric(cursor) {
            Some(literal) => ExprKind::Literal(literal),
            None => named(cursor)?,
        },
        None => return Err(cursor.unexpected("an expression")),
    };
    Ok(Expr { at, kind })
}

fn parenthesis(cursor: &mut Cursor) -> Result<Expr, Error> {
    cursor.expect('(')?;
    cursor.blanks();
    let inner = expression(cursor)?;
    cursor.blanks();
    cursor.expect(')')?;
    Ok(inner)
}

/// Reads `[a, b]`; a string in it may be written as in JSON.
fn array(cursor: &mut Cursor) -> Result<ExprKind, Error> {
    cursor.expect('[')?;
    cursor.blanks();
    let members = if cursor.peek() == Some(']') { Vec::new() } else { cursor.list(json_value)? };
    cursor.blanks();
    cursor.expect(']')?;
    Ok(ExprKind::Array(members))
}

fn object(cursor: &mut Cursor) -> Result<ExprKind, Error> {
    cursor.expect('{')?;
    cursor.blanks();
    let members = if cursor.peek() == Some('}') {
        Vec::new()
    } else {
        cursor.list(|cursor| {
            let name = literal::json_string(cursor)?;
            cursor.blanks();
            cursor.expect(':')?;
            cursor.blanks();
            Ok((name, json_value(cursor)?))
        })?
    };
    cursor.blanks();
    cursor.expect('}')?;
    Ok(ExprKind::Object(members))
}

fn json_value(cursor: &mut Cursor) -> Result<Expr, Error> {
    if cursor.peek() != Some('"') {
        return expression(cursor);
    }
    cursor.count_node()?;
    let at = cursor.at();
    let text = literal::json_string(cursor)?;
    Ok(Expr { at, kind: ExprKind::Literal(Literal::String(text)) })
}

/// Reads what begins with a name: a word such as `null`, a literal with prefix, a
/// built-in function, or a path.
fn named(cursor: &mut Cursor) -> Result<ExprKind, Error> {
    if let Some(literal) = literal::word(cursor) {
        return Ok(ExprKind::Literal(literal));
    }
    let mark = cursor.mark();
    let name = name(cursor)?;
    match cursor.peek() {
        Some('\'') => return Ok(ExprKind::Literal(literal::prefixed(cursor, name)?)),
        Some('(') => {
            if let Some(kind) = method::built_in(cursor, &name)? {
                return Ok(kind);
            }
            cursor.reset(mark);
            // Most likely the name of a function is misspelt: a key would be a literal.
            return member::path(cursor).map(ExprKind::Path).map_err(|error| {
                Error::new(error.at, format!("{}; \"{}\" is no built-in function", error.message, name.name))
            });
        }
        _ => {}
    }
    cursor.reset(mark);
    Ok(ExprKind::Path(member::path(cursor)?))
}

/// Reads a name with its namespace.
pub(super) fn name(cursor: &mut Cursor) -> Result<Name, Error> {
    let at = cursor.at();
    let mut name = cursor.identifier().ok_or_else(|| cursor.unexpected("a name"))?;
    let mut namespace: Option<String> = None;
    while cursor.peek() == Some('.') && cursor.peek_at(1).is_some_and(super::cursor::is_identifier_start) {
        cursor.advance();
        let part = cursor.identifier().unwrap_or_default();
        let before = std::mem::replace(&mut name, part);
        namespace = Some(match namespace {
            Some(namespace) => format!("{namespace}.{before}"),
            None => before,
        });
    }
    Ok(Name { at, namespace, name })
}

/// Reads a name without a namespace.
pub(super) fn simple_name(cursor: &mut Cursor) -> Result<Name, Error> {
    let at = cursor.at();
    let name = cursor.identifier().ok_or_else(|| cursor.unexpected("a name"))?;
    Ok(Name { at, namespace: None, name })
}
