//! The one value type of all rooms, from a form to a column.
use std::{ops::Bound, sync::Arc};

use crate::{
    context::Context,
    date::Date,
    duration::{Days, Months},
    function::Function,
    number::Number,
    time::{DateTime, Time},
};

/// A FEEL value (DMN 1.5, 10.3.2.2). Cloning is cheap: what is large is shared.
///
/// `==` compares structure. What FEEL calls equal (`1.0 = 1`, a time in two zones,
/// null in arithmetic) is [`crate::compare::equal`].
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    #[default]
    Null,
    Bool(bool),
    Number(Number),
    Text(Arc<str>),
    Date(Date),
    Time(Time),
    DateTime(DateTime),
    /// A days and time duration.
    Days(Days),
    /// A years and months duration.
    Months(Months),
    List(Arc<Vec<Value>>),
    Context(Arc<Context>),
    Range(Arc<Range>),
    Function(Arc<Function>),
}

/// An interval of comparable values. An unbounded end comes from `(< 5)` or `(>= 5)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Range {
    pub start: Bound<Value>,
    pub end: Bound<Value>,
}

/// What sort of value a [`Value`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    Null,
    Bool,
    Number,
    Text,
    Date,
    Time,
    DateTime,
    Days,
    Months,
    List,
    Context,
    Range,
    Function,
}

impl Kind {
    /// The name FEEL gives this kind.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Null => "Null",
            Kind::Bool => "boolean",
            Kind::Number => "number",
            Kind::Text => "string",
            Kind::Date => "date",
            Kind::Time => "time",
            Kind::DateTime => "date and time",
            Kind::Days => "days and time duration",
            Kind::Months => "years and months duration",
            Kind::List => "list",
            Kind::Context => "context",
            Kind::Range => "range",
            Kind::Function => "function",
        }
    }
}

impl Value {
    pub const TRUE: Value = Value::Bool(true);
    pub const FALSE: Value = Value::Bool(false);

    pub fn text(text: impl Into<Arc<str>>) -> Value {
        Value::Text(text.into())
    }

    pub fn number(number: impl Into<Number>) -> Value {
        Value::Number(number.into())
    }

    pub fn list(items: impl IntoIterator<Item = Value>) -> Value {
        Value::List(Arc::new(items.into_iter().collect()))
    }

    pub fn context<K: Into<Arc<str>>>(entries: impl IntoIterator<Item = (K, Value)>) -> Value {
        Value::Context(Arc::new(entries.into_iter().map(|(key, value)| (key.into(), value)).collect()))
    }

    pub fn kind(&self) -> Kind {
        match self {
            Value::Null => Kind::Null,
            Value::Bool(_) => Kind::Bool,
            Value::Number(_) => Kind::Number,
            Value::Text(_) => Kind::Text,
            Value::Date(_) => Kind::Date,
            Value::Time(_) => Kind::Time,
            Value::DateTime(_) => Kind::DateTime,
            Value::Days(_) => Kind::Days,
            Value::Months(_) => Kind::Months,
            Value::List(_) => Kind::List,
            Value::Context(_) => Kind::Context,
            Value::Range(_) => Kind::Range,
            Value::Function(_) => Kind::Function,
        }
    }

    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }

    pub fn is_true(&self) -> bool {
        matches!(self, Value::Bool(true))
    }

    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Value::Bool(bool) => Some(*bool),
            _ => None,
        }
    }

    pub fn as_number(&self) -> Option<Number> {
        match self {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }

    pub fn as_text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    pub fn as_date(&self) -> Option<Date> {
        match self {
            Value::Date(date) => Some(*date),
            _ => None,
        }
    }

    pub fn as_list(&self) -> Option<&[Value]> {
        match self {
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    pub fn as_context(&self) -> Option<&Context> {
        match self {
            Value::Context(context) => Some(context),
            _ => None,
        }
    }
}

const _: () = assert!(size_of::<Value>() <= 32, "values are passed by value everywhere");

impl From<bool> for Value {
    fn from(bool: bool) -> Value {
        Value::Bool(bool)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Value {
        Value::Number(Number::from(number))
    }
}

impl From<Number> for Value {
    fn from(number: Number) -> Value {
        Value::Number(number)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(text.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::Text(text.into())
    }
}

impl From<Arc<str>> for Value {
    fn from(text: Arc<str>) -> Value {
        Value::Text(text)
    }
}

impl From<Date> for Value {
    fn from(date: Date) -> Value {
        Value::Date(date)
    }
}

impl From<jiff::civil::Date> for Value {
    fn from(date: jiff::civil::Date) -> Value {
        Value::Date(date.into())
    }
}

impl From<Time> for Value {
    fn from(time: Time) -> Value {
        Value::Time(time)
    }
}

impl From<DateTime> for Value {
    fn from(moment: DateTime) -> Value {
        Value::DateTime(moment)
    }
}

impl From<Days> for Value {
    fn from(days: Days) -> Value {
        Value::Days(days)
    }
}

impl From<Months> for Value {
    fn from(months: Months) -> Value {
        Value::Months(months)
    }
}

impl From<Vec<Value>> for Value {
    fn from(items: Vec<Value>) -> Value {
        Value::List(Arc::new(items))
    }
}

impl From<Context> for Value {
    fn from(context: Context) -> Value {
        Value::Context(Arc::new(context))
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Value {
        value.map_or(Value::Null, Into::into)
    }
}
