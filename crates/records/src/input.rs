//! One value as somebody sent it, made fit for its field: checked, and written the way the platform keeps it.

use crate::problem::FieldProblem;
use crate::world::Settings;
use feel::{Kind as ValueKind, Value};
use model::{ColumnPart, Field, Kind};
use std::sync::Arc;

/// The longest text a field without a limit of its own takes, in characters.
const LONGEST: usize = 1_000_000;

/// Checks one part of a field's value and returns it as it is kept.
///
/// Text is trimmed, and empty text is null; phones become E.164, e-mails and addresses of the web their usual form.
///
/// # Errors
/// What is wrong with the value, said of the field.
pub(crate) fn fit(
    field: &Field,
    part: ColumnPart,
    name: &Arc<str>,
    value: Value,
    settings: &Settings,
) -> Result<Value, FieldProblem> {
    let value = match value {
        Value::Text(text) => trimmed(&text, &field.kind),
        Value::List(items) if items.is_empty() => Value::Null,
        value => value,
    };
    if value.is_null() {
        return Ok(Value::Null);
    }
    match part {
        ColumnPart::Value => whole(field, name, value, settings),
        ColumnPart::Currency => currency(name, &value),
        ColumnPart::Base => wanted(name, value, ValueKind::Number, "problem-not-a-number"),
        _ => match wanted(name, value, ValueKind::Text, "problem-not-text")? {
            Value::Text(text) if text.chars().count() > 250 => Err(too_long(name, 250)),
            value => Ok(value),
        },
    }
}

fn trimmed(text: &Arc<str>, kind: &Kind) -> Value {
    let clean = match kind {
        Kind::LongText { .. } | Kind::RichText { .. } => text.trim_end_matches(is_blank),
        _ => text.trim_matches(is_blank),
    };
    match clean {
        "" => Value::Null,
        clean if clean.len() == text.len() && !clean.contains('\0') => Value::Text(Arc::clone(text)),
        // PostgreSQL keeps no NUL, and nobody means one.
        clean => Value::from(clean.replace('\0', "")),
    }
}

/// Whether a character shows nothing at the end of a text: white space, and what Unicode lets be ignored there.
fn is_blank(character: char) -> bool {
    character.is_whitespace()
        || matches!(character, '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

fn whole(field: &Field, name: &Arc<str>, value: Value, settings: &Settings) -> Result<Value, FieldProblem> {
    match &field.kind {
        Kind::Text { max } | Kind::LongText { max } => {
            let value = wanted(name, value, ValueKind::Text, "problem-not-text")?;
            within(name, value, *max as usize)
        }
        Kind::RichText { max } => {
            let value = wanted(name, value, ValueKind::Text, "problem-not-text")?;
            let clean = crate::html::clean(value.as_text().unwrap_or_default());
            if clean.is_empty() {
                return Ok(Value::Null);
            }
            within(name, Value::from(clean), *max as usize)
        }
        Kind::Number { digits } | Kind::Percent { digits } => number(name, value, *digits),
        Kind::Money(_) => number(name, value, crate::codec::MONEY_DIGITS),
        Kind::Integer => match wanted(name, value, ValueKind::Number, "problem-not-a-number")? {
            Value::Number(number) if number.is_integer() && number.to_i64().is_some() => Ok(Value::Number(number)),
            _ => Err(FieldProblem::of(Arc::clone(name), "problem-not-an-integer")),
        },
        Kind::Rating { max } => {
            let problem = || FieldProblem::of(Arc::clone(name), "problem-rating").with("max", max);
            let stars = value.as_number().and_then(feel::Number::to_i64).ok_or_else(problem)?;
            if (1..=i64::from(*max)).contains(&stars) { Ok(value) } else { Err(problem()) }
        }
        Kind::YesNo => wanted(name, value, ValueKind::Bool, "problem-not-yes-no"),
        Kind::Choice { .. } => {
            let value = wanted(name, value, ValueKind::Text, "problem-not-a-choice")?;
            choice(field, name, value.as_text().unwrap_or_default())?;
            Ok(value)
        }
        Kind::Choices { .. } => {
            let items = match &value {
                Value::List(items) => items.to_vec(),
                Value::Text(_) => vec![value.clone()],
                _ => {
                    return Err(
                        FieldProblem::of(Arc::clone(name), "problem-not-a-choice").with("value", value.to_feel())
                    );
                }
            };
            let mut chosen: Vec<Value> = Vec::with_capacity(items.len());
            for item in items {
                let text = item.as_text().unwrap_or_default();
                choice(field, name, text)?;
                if !chosen.contains(&item) {
                    chosen.push(item);
                }
            }
            // In the order of the definition, so that the same set is the same value.
            chosen.sort_by_key(|item| field.choices().iter().position(|choice| item.as_text() == Some(&*choice.value)));
            Ok(Value::list(chosen))
        }
        Kind::Date => wanted(name, value, ValueKind::Date, "problem-not-a-date"),
        Kind::DateTime => match wanted(name, value, ValueKind::DateTime, "problem-not-a-moment")? {
            // Kept as an instant: a moment without a zone is one of the installation's.
            Value::DateTime(moment) => {
                Ok(Value::DateTime(feel::DateTime::from_micros(moment.to_micros(&settings.zone))))
            }
            value => Ok(value),
        },
        Kind::Duration => wanted(name, value, ValueKind::Days, "problem-not-a-duration"),
        Kind::Email => {
            let value = wanted(name, value, ValueKind::Text, "problem-not-text")?;
            let email = text::email::parse(value.as_text().unwrap_or_default());
            email.map(Value::from).map_err(|error| FieldProblem::of(Arc::clone(name), error.message_id()))
        }
        Kind::Phone => {
            let value = wanted(name, value, ValueKind::Text, "problem-not-text")?;
            let phone = text::phone::parse(value.as_text().unwrap_or_default(), settings.country.as_deref());
            match phone {
                Ok(phone) => Ok(Value::from(phone.e164)),
                Err(error) => Err(FieldProblem::of(Arc::clone(name), error.message_id())),
            }
        }
        Kind::Url => {
            let value = wanted(name, value, ValueKind::Text, "problem-not-text")?;
            let url = text::web::parse(value.as_text().unwrap_or_default());
            url.map(Value::from).map_err(|error| FieldProblem::of(Arc::clone(name), error.message_id()))
        }
        Kind::Relation(_) | Kind::File | Kind::Image => match value.as_number().and_then(feel::Number::to_i64) {
            Some(id) if id > 0 => Ok(value),
            _ => Err(FieldProblem::of(Arc::clone(name), "problem-no-such-record")),
        },
        Kind::Json => Ok(value),
        Kind::Address | Kind::AutoNumber(_) | Kind::RollUp(_) | Kind::Relations(_) | Kind::Lines(_) => Ok(value),
    }
}

fn wanted(name: &Arc<str>, value: Value, kind: ValueKind, id: &'static str) -> Result<Value, FieldProblem> {
    if value.kind() == kind {
        Ok(value)
    } else {
        Err(FieldProblem::of(Arc::clone(name), id).with("value", value.to_feel()))
    }
}

fn within(name: &Arc<str>, value: Value, max: usize) -> Result<Value, FieldProblem> {
    let max = if max == 0 { LONGEST } else { max };
    let text = value.as_text().unwrap_or_default();
    if text.len() > max && text.chars().count() > max { Err(too_long(name, max)) } else { Ok(value) }
}

fn too_long(name: &Arc<str>, max: usize) -> FieldProblem {
    FieldProblem::of(Arc::clone(name), "problem-too-long").with("max", max)
}

fn number(name: &Arc<str>, value: Value, digits: u32) -> Result<Value, FieldProblem> {
    let value = wanted(name, value, ValueKind::Number, "problem-not-a-number")?;
    let cell = value.as_number().and_then(|number| number.to_scaled(digits));
    match cell {
        Some(cell) => Ok(Value::Number(feel::Number::from_scaled(cell, digits))),
        None => Err(FieldProblem::of(Arc::clone(name), "problem-number-too-large")),
    }
}

fn choice(field: &Field, name: &Arc<str>, value: &str) -> Result<(), FieldProblem> {
    if field.choice(value).is_some() {
        return Ok(());
    }
    let known: Vec<&str> =
        field.choices().iter().filter(|choice| !choice.retired).map(|choice| &*choice.value).collect();
    Err(FieldProblem::of(Arc::clone(name), "problem-not-a-choice")
        .with("value", value)
        .with("choices", known.join(", ")))
}

fn currency(name: &Arc<str>, value: &Value) -> Result<Value, FieldProblem> {
    let code = value.as_text().unwrap_or_default().to_ascii_uppercase();
    if code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase()) {
        Ok(Value::from(code))
    } else {
        Err(FieldProblem::of(Arc::clone(name), "problem-not-a-currency").with("value", value.to_feel()))
    }
}
