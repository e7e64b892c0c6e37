//! Expressions of OData as FEEL: `$filter` becomes the condition that views, row policies
//! and rules are made of, and is turned into SQL or evaluated as they are.
//!
//! Names are looked up in the catalog of the actor; what is not there is an error that
//! says what is. Literals take the type of the operand beside them. Start at [`Binder`].

mod call;
mod literal;
mod operator;
mod path;

use std::sync::Arc;

use feel::{BinaryOp, Expr};
use operator::{arithmetic, comparable, compare};

use super::catalog::{Catalog, Edm, EntityId};
use super::url::ast::{self, ExprKind, Operator};
use crate::Problem;

/// Why an expression of OData cannot be put into FEEL.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// It names what is not there, or mixes types.
    #[error("{message} at position {at}")]
    Invalid { at: u32, message: String },
    /// OData allows it, this service does not do it.
    #[error("{message} at position {at}")]
    Unsupported { at: u32, message: String },
}

impl Error {
    fn invalid(at: u32, message: impl Into<String>) -> Self {
        Self::Invalid { at, message: message.into() }
    }

    fn unsupported(at: u32, message: impl Into<String>) -> Self {
        Self::Unsupported { at, message: message.into() }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let detail = error.to_string();
        let (mut problem, position) = match error {
            Error::Invalid { at, .. } => (Self::new(400, "bad-url", "The URL is not valid OData"), at),
            Error::Unsupported { at, .. } => {
                (Self::new(501, "not-implemented", "This service does not offer that"), at)
            }
        };
        problem.position = Some(position);
        problem.detailed(detail)
    }
}

type Result<T> = std::result::Result<T, Error>;

/// An expression in FEEL with what is known of its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Bound {
    pub expr: Expr,
    pub kind: Kind,
}

/// The kind of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Null,
    Boolean,
    Text,
    Integer,
    Number,
    Date,
    Time,
    Moment,
    Duration,
    /// Several texts: several choices.
    Texts,
    /// A related record.
    Record(EntityId),
    /// Related records.
    Records(EntityId),
    /// A list or record written in the URL.
    Other,
}

impl Kind {
    /// The kind of the values of a type.
    pub fn of(edm: Edm) -> Self {
        match edm {
            Edm::String { .. } => Self::Text,
            Edm::Boolean => Self::Boolean,
            Edm::Int64 => Self::Integer,
            Edm::Double | Edm::Decimal { .. } => Self::Number,
            Edm::Date => Self::Date,
            Edm::DateTimeOffset => Self::Moment,
            Edm::Duration => Self::Duration,
            Edm::Strings => Self::Texts,
            Edm::Json => Self::Other,
        }
    }

    /// What people call it.
    fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "a boolean",
            Self::Text => "text",
            Self::Integer | Self::Number => "a number",
            Self::Date => "a date",
            Self::Time => "a time of day",
            Self::Moment => "a date with time",
            Self::Duration => "a duration",
            Self::Texts => "a collection of texts",
            Self::Record(_) => "a related record",
            Self::Records(_) => "a collection of records",
            Self::Other => "a list or object",
        }
    }

    fn is_number(self) -> bool {
        matches!(self, Self::Integer | Self::Number)
    }
}

/// Puts expressions about the records of one entity into FEEL.
pub struct Binder<'c> {
    /// None when only computed names are known: after `$apply`.
    catalog: Option<&'c Catalog>,
    /// Parameter aliases of the request: `@name=value`.
    aliases: Vec<(&'c str, &'c ast::Expr)>,
    /// The aliases being bound: one that names itself has no value.
    open_aliases: Vec<&'c str>,
    /// Names made by `$compute` and `$apply` before this expression.
    computed: Vec<(Vec<Arc<str>>, Bound)>,
    /// The instance that names without a variable belong to; the innermost is last.
    frames: Vec<Frame>,
    variables: Vec<Variable>,
}

/// An instance whose members are named.
#[derive(Debug, Clone)]
struct Frame {
    /// The instance in FEEL; none for the record itself, whose members are names.
    base: Option<Expr>,
    kind: Kind,
}

/// A lambda variable in scope.
#[derive(Debug, Clone)]
struct Variable {
    name: String,
    bound: Bound,
}

impl<'c> Binder<'c> {
    /// A binder for the records of an entity. `options` are those of the request, for their aliases.
    pub fn new(catalog: &'c Catalog, entity: EntityId, options: &'c [ast::QueryOption]) -> Self {
        Self { catalog: Some(catalog), ..Self::empty(options, Kind::Record(entity)) }
    }

    /// A binder for the names that `$apply` has made; some are paths of several names.
    pub fn of_names(names: impl Iterator<Item = (Vec<Arc<str>>, Kind)>, options: &'c [ast::QueryOption]) -> Self {
        let computed = names.map(|(path, kind)| {
            let expr = Expr::names(path.iter().cloned());
            (path, Bound { expr, kind })
        });
        Self { computed: computed.collect(), ..Self::empty(options, Kind::Other) }
    }

    fn empty(options: &'c [ast::QueryOption], kind: Kind) -> Self {
        let aliases = options.iter().filter_map(|option| match &option.kind {
            ast::OptionKind::Alias(name, value) => Some((name.as_str(), value)),
            _ => None,
        });
        Self {
            catalog: None,
            aliases: aliases.collect(),
            open_aliases: Vec::new(),
            computed: Vec::new(),
            frames: vec![Frame { base: None, kind }],
            variables: Vec::new(),
        }
    }

    /// Makes a computed name known to expressions that follow.
    pub fn define(&mut self, name: Arc<str>, bound: Bound) {
        let path = vec![name];
        self.computed.retain(|(known, _)| *known != path);
        self.computed.push((path, bound));
    }

    /// Binds a path that stands alone, as in `groupby`.
    ///
    /// # Errors
    /// As [`Binder::value`].
    pub fn path_value(&mut self, at: u32, path: &'c ast::Path) -> Result<Bound> {
        self.path(at, path, None)
    }

    /// Binds a condition.
    ///
    /// # Errors
    /// As [`Binder::value`], and when the expression is no condition.
    pub fn condition(&mut self, expr: &'c ast::Expr) -> Result<Expr> {
        let bound = self.value(expr)?;
        match bound.kind {
            Kind::Boolean | Kind::Null => Ok(bound.expr),
            kind => Err(Error::invalid(expr.at, format!("expected a condition, found {}", kind.name()))),
        }
    }

    /// Binds an expression of any kind.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a name that is not in the catalog, for operands whose types do not
    /// go together, for a literal that is no value of the type beside it.
    /// [`Error::Unsupported`] for what OData knows and FEEL does not.
    pub fn value(&mut self, expr: &'c ast::Expr) -> Result<Bound> {
        self.hinted(expr, None)
    }

    /// Binds an expression beside an operand of a known kind.
    fn hinted(&mut self, expr: &'c ast::Expr, hint: Option<Kind>) -> Result<Bound> {
        match &expr.kind {
            ExprKind::Literal(literal) => literal::bind(expr.at, literal, hint),
            ExprKind::Path(path) => self.path(expr.at, path, hint),
            ExprKind::And(members) => self.joined(members, Expr::and_all),
            ExprKind::Or(members) => self.joined(members, Expr::or_all),
            ExprKind::Not(operand) => {
                let condition = self.condition(operand)?;
                Ok(boolean(Expr::not(condition)))
            }
            ExprKind::Negate(operand) => {
                let bound = self.value(operand)?;
                let signed = bound.kind.is_number() || bound.kind == Kind::Duration;
                if !signed {
                    return Err(mismatch(operand.at, "a number", bound.kind));
                }
                Ok(Bound { expr: Expr::negate(bound.expr), kind: bound.kind })
            }
            ExprKind::Binary { operator, left, right } => self.binary(expr.at, *operator, left, right),
            ExprKind::Call { method, arguments } => self.call(expr.at, *method, arguments),
            ExprKind::Case(cases) => self.cases(cases),
            ExprKind::Cast { value, to } => self.cast(expr.at, value.as_deref(), to),
            ExprKind::IsOf { .. } => Err(Error::unsupported(expr.at, "\"isof\" is not offered: no type has subtypes")),
            ExprKind::Array(members) | ExprKind::List(members) => {
                let members = members.iter().map(|member| Ok(self.hinted(member, hint)?.expr));
                Ok(Bound { expr: Expr::list(members.collect::<Result<_>>()?), kind: Kind::Other })
            }
            ExprKind::Object(_) => Err(Error::unsupported(expr.at, "objects in expressions are not offered")),
        }
    }

    fn joined(&mut self, members: &'c [ast::Expr], join: fn(Vec<Expr>) -> Expr) -> Result<Bound> {
        let conditions = members.iter().map(|member| self.condition(member)).collect::<Result<_>>()?;
        Ok(boolean(join(conditions)))
    }

    fn binary(&mut self, at: u32, operator: Operator, left: &'c ast::Expr, right: &'c ast::Expr) -> Result<Bound> {
        match operator {
            Operator::In => return self.member_of(left, right),
            Operator::Has => return self.has(at, left, right),
            _ => {}
        }
        let (left, right) = self.operands(left, right)?;
        match operator {
            Operator::Equal => compare(at, BinaryOp::Eq, left, right),
            Operator::NotEqual => compare(at, BinaryOp::Ne, left, right),
            Operator::Less => compare(at, BinaryOp::Lt, left, right),
            Operator::LessOrEqual => compare(at, BinaryOp::Le, left, right),
            Operator::Greater => compare(at, BinaryOp::Gt, left, right),
            Operator::GreaterOrEqual => compare(at, BinaryOp::Ge, left, right),
            operator => arithmetic(at, operator, left, right),
        }
    }

    /// Binds two operands; a literal takes the kind of the other.
    fn operands(&mut self, left: &'c ast::Expr, right: &'c ast::Expr) -> Result<(Bound, Bound)> {
        if matches!(left.kind, ExprKind::Literal(_)) {
            let right = self.value(right)?;
            let left = self.hinted(left, Some(right.kind))?;
            return Ok((left, right));
        }
        let left = self.value(left)?;
        let right = self.hinted(right, Some(left.kind))?;
        Ok((left, right))
    }

    fn member_of(&mut self, value: &'c ast::Expr, list: &'c ast::Expr) -> Result<Bound> {
        let value_at = value.at;
        let value = self.value(value)?;
        let (ExprKind::List(members) | ExprKind::Array(members)) = &list.kind else {
            let list_at = list.at;
            let list = self.hinted(list, Some(value.kind))?;
            return match list.kind {
                Kind::Texts => Ok(boolean(Expr::call("list contains", vec![list.expr, value.expr]))),
                // `in (x)` with one member that is no literal.
                _ => compare(list_at, BinaryOp::Eq, value, list),
            };
        };
        let mut tests = Vec::with_capacity(members.len());
        for member in members {
            let bound = self.hinted(member, Some(value.kind))?;
            if !comparable(value.kind, bound.kind) {
                return Err(incomparable(member.at.max(value_at), value.kind, bound.kind));
            }
            tests.push(bound.expr);
        }
        if tests.is_empty() {
            return Ok(boolean(Expr::literal(false)));
        }
        Ok(boolean(Expr::is_in(value.expr, tests)))
    }

    /// `has`: a choice is one of those named, several choices hold all of them.
    fn has(&mut self, at: u32, left: &'c ast::Expr, right: &'c ast::Expr) -> Result<Bound> {
        let members = match &right.kind {
            ExprKind::Literal(ast::Literal::Enum { members, .. }) => members.clone(),
            ExprKind::Literal(ast::Literal::String(text)) => text.split(',').map(str::to_owned).collect(),
            _ => return Err(Error::invalid(right.at, "expected a choice, as in kinds has 'partner'")),
        };
        let value = self.value(left)?;
        let test = |member: String| match value.kind {
            Kind::Texts => Ok(Expr::call("list contains", vec![value.expr.clone(), Expr::literal(member)])),
            Kind::Text => Ok(Expr::eq(value.expr.clone(), Expr::literal(member))),
            kind => Err(mismatch(at, "a choice", kind)),
        };
        Ok(boolean(Expr::and_all(members.into_iter().map(test).collect::<Result<_>>()?)))
    }

    /// The instance that names belong to now.
    fn frame(&self) -> Frame {
        self.frames.last().cloned().unwrap_or(Frame { base: None, kind: Kind::Null })
    }
}

fn boolean(expr: Expr) -> Bound {
    Bound { expr, kind: Kind::Boolean }
}

fn mismatch(at: u32, expected: &str, found: Kind) -> Error {
    Error::invalid(at, format!("expected {expected}, found {}", found.name()))
}

fn incomparable(at: u32, left: Kind, right: Kind) -> Error {
    Error::invalid(at, format!("{} cannot be compared with {}", left.name(), right.name()))
}

#[cfg(test)]
mod tests;
