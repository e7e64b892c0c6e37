//! What a test of a filter means: its typed values read, its condition in FEEL, its words on a chip.

mod condition;
mod period;

use feel::Number;
use jiff::civil::Date;
use model::{Field, Kind, Operator};

pub(super) use condition::condition;

use crate::component::filter::Test;
use crate::format;
use crate::reader::Reader;

/// The values of a test, read.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Meant {
    Nothing,
    Texts(Vec<String>),
    Numbers(Vec<Number>),
    Days(Vec<Date>),
    /// A stretch of time that moves with today: `this_month`, `last_30_days`.
    Period(String),
    /// Related records.
    Ids(Vec<i64>),
    Choices(Vec<String>),
    Flag(bool),
    /// Lengths of time, in minutes.
    Minutes(Vec<i64>),
}

/// Reads the values of a test as somebody typed them or as [`canonical`] wrote them.
///
/// # Errors
/// The message that says what is wrong, to be filled with `field` and `value`.
pub(super) fn read(reader: &Reader, field: &Field, test: &Test) -> Result<Meant, (&'static str, String)> {
    let kind = field.kind.shown();
    if !kind.operators().contains(&test.op) {
        return Err(("list-filter-op", test.op.as_str().to_owned()));
    }
    let values: Vec<&str> = test.values.iter().map(|value| value.trim()).filter(|value| !value.is_empty()).collect();
    let wanted = match test.op {
        Operator::Empty | Operator::Filled | Operator::IsMe => return Ok(Meant::Nothing),
        Operator::Between => 2..=2,
        Operator::AnyOf | Operator::NoneOf | Operator::AllOf => 1..=500,
        _ => 1..=1,
    };
    if !wanted.contains(&values.len()) {
        return Err(("list-filter-missing", String::new()));
    }
    let each = |id: &'static str| move |value: &&str| (id, (*value).to_owned());
    Ok(match kind {
        Kind::Number { .. } | Kind::Integer | Kind::Money(_) | Kind::Percent { .. } | Kind::Rating { .. } => {
            let number = |value: &&str| {
                let plain = format::read_decimal(reader.language, value.trim_end_matches('%').trim());
                plain.as_deref().and_then(Number::parse).ok_or_else(|| each("list-filter-number")(value))
            };
            Meant::Numbers(ordered(values.iter().map(number).collect::<Result<_, _>>()?))
        }
        Kind::Date | Kind::DateTime if test.op == Operator::Within => {
            let today = format::local(reader, reader.now).date();
            match period::days(values[0], today) {
                Some(_) => Meant::Period(values[0].to_owned()),
                None => return Err(("list-filter-period", values[0].to_owned())),
            }
        }
        Kind::Date | Kind::DateTime => {
            let day = |value: &&str| format::read_date(value).ok_or_else(|| each("list-filter-date")(value));
            Meant::Days(ordered(values.iter().map(day).collect::<Result<_, _>>()?))
        }
        Kind::Duration => {
            let length = |value: &&str| minutes(reader, value).ok_or_else(|| each("list-filter-duration")(value));
            Meant::Minutes(ordered(values.iter().map(length).collect::<Result<_, _>>()?))
        }
        Kind::YesNo => match values[0] {
            "true" => Meant::Flag(true),
            "false" => Meant::Flag(false),
            other => return Err(("list-filter-choice", other.to_owned())),
        },
        Kind::Choice { .. } | Kind::Choices { .. } => {
            let known = |value: &&str| match field.choice(value) {
                Some(choice) => Ok(choice.value.to_string()),
                None => Err(each("list-filter-choice")(value)),
            };
            Meant::Choices(values.iter().map(known).collect::<Result<_, _>>()?)
        }
        Kind::Relation(_) | Kind::Relations(_) => {
            let id = |value: &&str| value.parse().map_err(|_| each("list-filter-record")(value));
            Meant::Ids(values.iter().map(id).collect::<Result<_, _>>()?)
        }
        _ => Meant::Texts(values.iter().map(|value| value.chars().take(500).collect()).collect()),
    })
}

/// Two ends of a stretch, the smaller first: people type them either way.
fn ordered<T: PartialOrd>(mut values: Vec<T>) -> Vec<T> {
    if values.len() == 2 && values[0] > values[1] {
        values.swap(0, 1);
    }
    values
}

/// The values as they stand in a URL, the same in every language.
pub(super) fn canonical(meant: &Meant) -> Vec<String> {
    match meant {
        Meant::Nothing => Vec::new(),
        Meant::Texts(texts) | Meant::Choices(texts) => texts.clone(),
        Meant::Numbers(numbers) => numbers.iter().map(ToString::to_string).collect(),
        Meant::Days(days) => days.iter().map(ToString::to_string).collect(),
        Meant::Period(name) => vec![name.clone()],
        Meant::Ids(ids) => ids.iter().map(ToString::to_string).collect(),
        Meant::Flag(flag) => vec![flag.to_string()],
        Meant::Minutes(minutes) => minutes.iter().map(|all| format!("{}:{:02}", all / 60, all % 60)).collect(),
    }
}

/// The values as this reader would type them: what the builder shows.
pub(super) fn typed(reader: &Reader, meant: &Meant) -> Vec<String> {
    match meant {
        Meant::Numbers(numbers) => {
            numbers.iter().map(|number| format::decimal_input(reader.language, &number.to_string())).collect()
        }
        Meant::Days(days) => days.iter().map(|day| format::date_numeric(*day)).collect(),
        other => canonical(other),
    }
}

/// The values as a chip shows them; titles of related records are looked up by `title`.
pub(super) fn words(
    reader: &Reader,
    field: &Field,
    currency: &str,
    meant: &Meant,
    title: &dyn Fn(i64) -> String,
) -> String {
    let language = reader.language;
    let joined = |parts: Vec<String>, between: &str| parts.join(between);
    match meant {
        Meant::Nothing => String::new(),
        Meant::Texts(texts) => joined(texts.iter().map(|text| format!("“{text}”")).collect(), ", "),
        Meant::Numbers(numbers) => {
            let number = |number: &Number| {
                let plain = number.to_string();
                match field.kind.shown() {
                    Kind::Money(_) => format::money(language, &plain, currency),
                    Kind::Percent { .. } => format::percent(language, &plain),
                    _ => format::number(language, &plain),
                }
            };
            joined(numbers.iter().map(number).collect(), " – ")
        }
        Meant::Days(days) => joined(days.iter().map(|day| format::date(language, *day)).collect(), " – "),
        Meant::Period(name) => period::words(reader, name).into_owned(),
        Meant::Ids(ids) => joined(ids.iter().map(|id| title(*id)).collect(), ", "),
        Meant::Choices(values) => {
            let label = |value: &String| {
                field.choice(value).map_or_else(|| value.clone(), |choice| choice.label.get(language.code()).to_owned())
            };
            joined(values.iter().map(label).collect(), ", ")
        }
        Meant::Flag(true) => t!(reader, "yes").into_owned(),
        Meant::Flag(false) => t!(reader, "no").into_owned(),
        Meant::Minutes(minutes) => {
            joined(minutes.iter().map(|all| format::duration(reader, all * 60)).collect(), " – ")
        }
    }
}

/// A length of time as typed: `1:30`, or hours such as `1.5`.
fn minutes(reader: &Reader, typed: &str) -> Option<i64> {
    if let Some((hours, minutes)) = typed.split_once(':') {
        let (hours, minutes): (i64, i64) = (hours.trim().parse().ok()?, minutes.trim().parse().ok()?);
        return ((0..100_000).contains(&hours) && (0..60).contains(&minutes)).then_some(hours * 60 + minutes);
    }
    let hours = Number::parse(&format::read_decimal(reader.language, typed)?)?.to_f64();
    (0.0..100_000.0).contains(&hours).then_some((hours * 60.0).round() as i64)
}
