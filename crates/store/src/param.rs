use sea_query::Value;

/// A value that goes into a statement.
#[derive(Clone, Debug, PartialEq)]
pub enum Param {
    Null,
    Int(i64),
    Float(f64),
    Bool(bool),
    Text(String),
    Bytes(Vec<u8>),
}

impl Param {
    /// The value of a sea-query statement.
    ///
    /// Unsigned numbers beyond `i64` become the greatest `i64`; sea-query makes them of limits only.
    pub(crate) fn of(value: Value) -> Self {
        match value {
            Value::Bool(value) => value.map_or(Param::Null, Param::Bool),
            Value::TinyInt(value) => value.into(),
            Value::SmallInt(value) => value.into(),
            Value::Int(value) => value.into(),
            Value::BigInt(value) => value.into(),
            Value::TinyUnsigned(value) => value.into(),
            Value::SmallUnsigned(value) => value.into(),
            Value::Unsigned(value) => value.into(),
            Value::BigUnsigned(value) => {
                value.map_or(Param::Null, |value| Param::Int(i64::try_from(value).unwrap_or(i64::MAX)))
            }
            Value::Float(value) => value.map(f64::from).into(),
            Value::Double(value) => value.into(),
            Value::String(value) => value.into(),
            Value::Char(value) => value.map(String::from).into(),
            Value::Bytes(value) => value.into(),
            other => other.as_ref_enum().into(),
        }
    }
}

/// Names of database enumerations travel as text; no other value type is compiled in.
trait EnumText {
    fn as_ref_enum(&self) -> Option<String>;
}

impl EnumText for Value {
    fn as_ref_enum(&self) -> Option<String> {
        match self {
            Value::Enum(sea_query::OptionEnum::Some(value)) => Some(value.value.to_string()),
            _ => None,
        }
    }
}

impl<T: Into<Param>> From<Option<T>> for Param {
    fn from(value: Option<T>) -> Self {
        value.map_or(Param::Null, Into::into)
    }
}

macro_rules! whole {
    ($($kind:ty),*) => {$(
        impl From<$kind> for Param {
            fn from(value: $kind) -> Self {
                Param::Int(value.into())
            }
        }
    )*};
}
whole!(i8, i16, i32, i64, u8, u16, u32);

impl From<f64> for Param {
    fn from(value: f64) -> Self {
        Param::Float(value)
    }
}

impl From<bool> for Param {
    fn from(value: bool) -> Self {
        Param::Bool(value)
    }
}

impl From<&str> for Param {
    fn from(value: &str) -> Self {
        Param::Text(value.to_owned())
    }
}

impl From<String> for Param {
    fn from(value: String) -> Self {
        Param::Text(value)
    }
}

impl From<&String> for Param {
    fn from(value: &String) -> Self {
        Param::Text(value.clone())
    }
}

impl From<Vec<u8>> for Param {
    fn from(value: Vec<u8>) -> Self {
        Param::Bytes(value)
    }
}

impl From<&[u8]> for Param {
    fn from(value: &[u8]) -> Self {
        Param::Bytes(value.to_vec())
    }
}

impl From<jiff::Timestamp> for Param {
    /// Microseconds since 1970-01-01 UTC, as columns hold times.
    fn from(value: jiff::Timestamp) -> Self {
        Param::Int(value.as_microsecond())
    }
}
