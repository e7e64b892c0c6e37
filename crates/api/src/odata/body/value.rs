//! JSON values of properties. OData JSON Format 7.1.

use feel::{Date, DateTime, Days, Number, Value};

use crate::odata::catalog::Edm;

/// Reads the value of a property.
///
/// Numbers may stand in strings, as clients write them that know only IEEE 754.
///
/// # Errors
/// What was expected, to be said to people.
pub(super) fn read(kind: Edm, json: &serde_json::Value) -> Result<Value, &'static str> {
    use serde_json::Value as Json;
    Ok(match (kind, json) {
        (Edm::Strings, Json::Array(items)) => {
            let texts: Option<Vec<Value>> = items.iter().map(|item| item.as_str().map(Value::from)).collect();
            Value::list(texts.ok_or("a list of texts")?)
        }
        (Edm::Strings, Json::Null) => Value::list([]),
        (Edm::Strings, _) => return Err("a list of texts"),
        (_, Json::Null) => Value::Null,
        (Edm::String { .. }, Json::String(text)) => text_value(text)?,
        (Edm::String { .. }, _) => return Err("text"),
        (Edm::Boolean, Json::Bool(boolean)) => Value::from(*boolean),
        (Edm::Boolean, _) => return Err("true or false"),
        (Edm::Int64, json) => {
            let number = number(json).ok_or("a whole number")?;
            let fits = number.is_integer() && number.to_i64().is_some();
            if fits { Value::Number(number) } else { return Err("a whole number") }
        }
        (Edm::Decimal { .. } | Edm::Double, json) => Value::Number(number(json).ok_or("a number")?),
        (Edm::Date, Json::String(text)) => Value::from(Date::parse(text).ok_or("a date such as 2026-11-25")?),
        (Edm::Date, _) => return Err("a date such as 2026-11-25"),
        (Edm::DateTimeOffset, Json::String(text)) => Value::from(moment(text).ok_or(MOMENT)?),
        (Edm::DateTimeOffset, _) => return Err(MOMENT),
        (Edm::Duration, Json::String(text)) => Value::from(Days::parse(text).ok_or(DURATION)?),
        (Edm::Duration, _) => return Err(DURATION),
        (Edm::Json, Json::String(text)) => feel::parse_json(text).map_err(|_| "JSON in a text")?,
        (Edm::Json, json) => feel::parse_json(&json.to_string()).map_err(|_| "JSON in a text")?,
    })
}

const MOMENT: &str = "a date with time and offset such as 2026-11-25T10:30:00Z";
const DURATION: &str = "a duration such as P1DT2H30M";

/// PostgreSQL keeps no U+0000 in text, so neither database does.
fn text_value(text: &str) -> Result<Value, &'static str> {
    if text.contains('\0') { Err("text without the character U+0000") } else { Ok(Value::from(text)) }
}

fn number(json: &serde_json::Value) -> Option<Number> {
    match json {
        serde_json::Value::Number(number) => Number::parse(&number.to_string()),
        serde_json::Value::String(text) => Number::parse(text),
        _ => None,
    }
}

/// A moment without an offset is none.
fn moment(text: &str) -> Option<DateTime> {
    let moment = DateTime::parse(&text.to_ascii_uppercase())?;
    (!moment.zone().is_local() && !text.contains('@')).then_some(moment)
}
