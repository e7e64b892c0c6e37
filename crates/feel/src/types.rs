//! Types of values, as far as they are known before evaluation.
use std::{fmt, sync::Arc};

use crate::value::Kind;

/// A FEEL type (DMN 1.5, 10.3.2.1).
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Type {
    #[default]
    Any,
    Null,
    Bool,
    Number,
    Text,
    Date,
    Time,
    DateTime,
    Days,
    Months,
    List(Arc<Type>),
    /// A context with at least these fields.
    Context(Arc<Vec<(Arc<str>, Type)>>),
    Range(Arc<Type>),
    Function(Arc<Signature>),
    /// A type that a schema knows by name.
    Named(Arc<str>),
}

/// What a function takes and gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Signature {
    pub parameters: Vec<Type>,
    pub result: Type,
}

impl Type {
    pub fn list(item: Type) -> Type {
        Type::List(Arc::new(item))
    }

    pub fn range(end: Type) -> Type {
        Type::Range(Arc::new(end))
    }

    pub fn context<K: Into<Arc<str>>>(fields: impl IntoIterator<Item = (K, Type)>) -> Type {
        Type::Context(Arc::new(fields.into_iter().map(|(name, kind)| (name.into(), kind)).collect()))
    }

    pub fn function(parameters: Vec<Type>, result: Type) -> Type {
        Type::Function(Arc::new(Signature { parameters, result }))
    }

    /// The type that FEEL knows under this name, spelt as in DMN or in XML Schema.
    pub fn simple(name: &str) -> Option<Type> {
        Some(match name {
            "Any" => Type::Any,
            "Null" => Type::Null,
            "boolean" => Type::Bool,
            "number" => Type::Number,
            "string" => Type::Text,
            "date" => Type::Date,
            "time" => Type::Time,
            "date and time" | "dateTime" => Type::DateTime,
            "days and time duration" | "dayTimeDuration" => Type::Days,
            "years and months duration" | "yearMonthDuration" => Type::Months,
            "list" => Type::list(Type::Any),
            "context" => Type::context::<&str>([]),
            "range" => Type::range(Type::Any),
            "function" => Type::function(Vec::new(), Type::Any),
            _ => return None,
        })
    }

    /// The kind all non-null values of this type have, when there is only one.
    pub fn kind(&self) -> Option<Kind> {
        Some(match self {
            Type::Any | Type::Named(_) => return None,
            Type::Null => Kind::Null,
            Type::Bool => Kind::Bool,
            Type::Number => Kind::Number,
            Type::Text => Kind::Text,
            Type::Date => Kind::Date,
            Type::Time => Kind::Time,
            Type::DateTime => Kind::DateTime,
            Type::Days => Kind::Days,
            Type::Months => Kind::Months,
            Type::List(_) => Kind::List,
            Type::Context(_) => Kind::Context,
            Type::Range(_) => Kind::Range,
            Type::Function(_) => Kind::Function,
        })
    }

    /// The field of a context type.
    pub fn field(&self, name: &str) -> Option<&Type> {
        match self {
            Type::Context(fields) => fields.iter().find(|(field, _)| &**field == name).map(|(_, kind)| kind),
            _ => None,
        }
    }

    /// The type of both: the same one, or any.
    pub(crate) fn join(self, other: Type) -> Type {
        match (self, other) {
            (Type::Null, kind) | (kind, Type::Null) => kind,
            (left, right) if left == right => left,
            _ => Type::Any,
        }
    }
}

/// As FEEL writes it.
impl fmt::Display for Type {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Type::Any => out.write_str("Any"),
            Type::Named(name) => out.write_str(name),
            Type::List(item) => match **item {
                Type::Any => out.write_str("list"),
                _ => write!(out, "list<{item}>"),
            },
            Type::Range(end) => match **end {
                Type::Any => out.write_str("range"),
                _ => write!(out, "range<{end}>"),
            },
            Type::Context(fields) if fields.is_empty() => out.write_str("context"),
            Type::Context(fields) => {
                out.write_str("context<")?;
                for (position, (name, kind)) in fields.iter().enumerate() {
                    write!(out, "{}{name}: {kind}", if position > 0 { ", " } else { "" })?;
                }
                out.write_str(">")
            }
            Type::Function(signature) => {
                out.write_str("function<")?;
                for (position, kind) in signature.parameters.iter().enumerate() {
                    write!(out, "{}{kind}", if position > 0 { ", " } else { "" })?;
                }
                write!(out, "> -> {}", signature.result)
            }
            other => out.write_str(other.kind().map_or("Any", Kind::name)),
        }
    }
}
