//! What a test of a filter means: its typed values read, its condition in FEEL, its words on a chip.

use feel::{BinaryOp, Binding, DateTime, Domain, Expr, ExprKind, Number, Value};
use jiff::ToSpan as _;
use jiff::civil::Date;
use model::{Field, Kind, Operator};
use std::borrow::Cow;

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
            match period(values[0], today) {
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
        Meant::Period(name) => period_words(reader, name).into_owned(),
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

/// The condition in FEEL. `below` are the records below those meant, for [`Operator::Below`].
pub(super) fn condition(
    reader: &Reader,
    country: Option<&str>,
    field: &Field,
    path: &[std::sync::Arc<str>],
    op: Operator,
    meant: &Meant,
    below: &[i64],
) -> Expr {
    let value = || Expr::names(path.iter().cloned());
    let part = |name: &str| Expr::path(value(), name);
    let kind = field.kind.shown();
    let is_relation = matches!(kind, Kind::Relation(_) | Kind::File | Kind::Image);
    let own = || if is_relation { part("id") } else { value() };
    match (op, meant) {
        (Operator::Empty, _) if matches!(kind, Kind::Address) => {
            Expr::and_all(ADDRESS.map(|name| Expr::eq(part(name), Expr::null())).to_vec())
        }
        (Operator::Filled, _) if matches!(kind, Kind::Address) => {
            Expr::or_all(ADDRESS.map(|name| differs(part(name), Expr::null())).to_vec())
        }
        (Operator::Empty, _) if matches!(kind, Kind::Relations(_)) => Expr::not(leads_to(value(), Expr::literal(true))),
        (Operator::Filled, _) if matches!(kind, Kind::Relations(_)) => leads_to(value(), Expr::literal(true)),
        (Operator::Empty, _) => Expr::eq(own(), Expr::null()),
        (Operator::Filled, _) => differs(own(), Expr::null()),
        (Operator::IsMe, _) => Expr::eq(part("id"), Expr::names(["actor", "id"])),
        (Operator::Below, _) => one_of(part("id"), below.iter().map(|id| Value::from(*id)).collect()),
        (_, Meant::Period(name)) => {
            let today = format::local(reader, reader.now).date();
            match period(name, today) {
                Some((from, to)) => within(reader, kind, value, from, to),
                None => Expr::literal(false),
            }
        }
        (_, Meant::Days(days)) => {
            let first = days.first().copied().unwrap_or_default();
            let last = days.last().copied().unwrap_or(first);
            let after = last.tomorrow().unwrap_or(last);
            match op {
                Operator::AtLeast => Expr::binary(BinaryOp::Ge, value(), begin(reader, kind, first)),
                Operator::AtMost => Expr::binary(BinaryOp::Lt, value(), begin(reader, kind, after)),
                _ => within(reader, kind, value, first, after),
            }
        }
        (_, Meant::Numbers(numbers)) => {
            compared(op, &value, numbers.iter().map(|number| Value::number(*number)).collect())
        }
        (_, Meant::Minutes(minutes)) => {
            let lengths = minutes.iter().map(|all| Value::Days(feel::Days::from_seconds(all * 60)));
            compared(op, &value, lengths.collect())
        }
        (_, Meant::Flag(true)) => Expr::eq(value(), Expr::literal(true)),
        // Nothing said is a no, too.
        (_, Meant::Flag(false)) => Expr::not(Expr::eq(value(), Expr::literal(true))),
        (_, Meant::Ids(ids)) if matches!(kind, Kind::Relations(_)) => {
            let id = || Expr::names([LED_TO, "id"]);
            let values = |ids: &[i64]| ids.iter().map(|id| Value::from(*id)).collect();
            match op {
                Operator::AllOf => {
                    Expr::and_all(ids.iter().map(|one| leads_to(value(), one_of(id(), values(&[*one])))).collect())
                }
                Operator::NoneOf => Expr::not(leads_to(value(), one_of(id(), values(ids)))),
                _ => leads_to(value(), one_of(id(), values(ids))),
            }
        }
        (_, Meant::Ids(ids)) => {
            let found = one_of(part("id"), ids.iter().map(|id| Value::from(*id)).collect());
            if op == Operator::NoneOf { Expr::not(found) } else { found }
        }
        (_, Meant::Choices(values)) if matches!(kind, Kind::Choices { .. }) => {
            let has = |choice: &String| {
                Expr::call("list contains", vec![value(), Expr::literal(Value::text(choice.as_str()))])
            };
            let tests: Vec<Expr> = values.iter().map(has).collect();
            match op {
                Operator::AllOf => Expr::and_all(tests),
                Operator::NoneOf => Expr::not(Expr::or_all(tests)),
                _ => Expr::or_all(tests),
            }
        }
        (_, Meant::Choices(values)) => {
            let found = one_of(value(), values.iter().map(|text| Value::text(text.as_str())).collect());
            if op == Operator::NoneOf { Expr::not(found) } else { found }
        }
        (_, Meant::Texts(texts)) => text_condition(country, kind, &value, &part, op, texts),
        (_, Meant::Nothing) => Expr::literal(true),
    }
}

/// The parts of an address.
const ADDRESS: [&str; 5] = ["street", "city", "region", "postal_code", "country"];

fn text_condition(
    country: Option<&str>,
    kind: &Kind,
    value: &dyn Fn() -> Expr,
    part: &dyn Fn(&str) -> Expr,
    op: Operator,
    texts: &[String],
) -> Expr {
    let text = texts.first().map_or("", String::as_str);
    let lower = |of: Expr| Expr::call("lower case", vec![of]);
    let literal = |text: String| Expr::literal(Value::text(text));
    if matches!(kind, Kind::Phone) {
        // Kept as E.164: what is typed in parts of it is compared by its digits.
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let whole = || match ::text::phone::parse(text, country) {
            Ok(phone) => phone.e164,
            Err(_) => text.to_owned(),
        };
        return match op {
            Operator::IsNot => differs(value(), literal(whole())),
            Operator::Is => Expr::eq(value(), literal(whole())),
            _ => Expr::call("contains", vec![value(), literal(digits)]),
        };
    }
    let small = text.to_lowercase();
    match op {
        Operator::Contains if matches!(kind, Kind::Address) => {
            let has = |name: &str| Expr::call("contains", vec![lower(part(name)), literal(small.clone())]);
            Expr::or_all(ADDRESS.map(has).to_vec())
        }
        Operator::Contains => Expr::call("contains", vec![lower(value()), literal(small)]),
        Operator::StartsWith => Expr::call("starts with", vec![lower(value()), literal(small)]),
        Operator::IsNot => differs(lower(value()), literal(small)),
        Operator::AnyOf => {
            Expr::or_all(texts.iter().map(|text| Expr::eq(lower(value()), literal(text.to_lowercase()))).collect())
        }
        _ => Expr::eq(lower(value()), literal(small)),
    }
}

fn compared(op: Operator, value: &dyn Fn() -> Expr, values: Vec<Value>) -> Expr {
    let mut values = values.into_iter().map(Expr::literal);
    let first = values.next().unwrap_or_else(Expr::null);
    let op = match op {
        Operator::Less => BinaryOp::Lt,
        Operator::AtMost => BinaryOp::Le,
        Operator::Greater => BinaryOp::Gt,
        Operator::AtLeast => BinaryOp::Ge,
        Operator::IsNot => BinaryOp::Ne,
        Operator::Between => return Expr::between(value(), first, values.next().unwrap_or_else(Expr::null)),
        _ => BinaryOp::Eq,
    };
    Expr::binary(op, value(), first)
}

/// `value = x` for one, `value in (…)` for several.
fn one_of(value: Expr, mut values: Vec<Value>) -> Expr {
    match values.len() {
        0 => Expr::literal(false),
        1 => Expr::eq(value, Expr::literal(values.remove(0))),
        _ => Expr::is_in(value, values.into_iter().map(Expr::literal).collect()),
    }
}

/// What a record that a relation to many leads to is called in a condition.
const LED_TO: &str = "one";

/// `some one in list satisfies condition`.
fn leads_to(list: Expr, condition: Expr) -> Expr {
    let each = Binding { name: LED_TO.into(), domain: Domain::Each(list) };
    Expr { kind: ExprKind::Some(vec![each], Box::new(condition)), span: feel::Span::default() }
}

fn differs(left: Expr, right: Expr) -> Expr {
    Expr::binary(BinaryOp::Ne, left, right)
}

/// From a day on, and before another.
fn within(reader: &Reader, kind: &Kind, value: impl Fn() -> Expr, from: Date, before: Date) -> Expr {
    let low = Expr::binary(BinaryOp::Ge, value(), begin(reader, kind, from));
    let high = Expr::binary(BinaryOp::Lt, value(), begin(reader, kind, before));
    Expr::and(low, high)
}

/// The day, or the moment it begins on the reader's clock.
fn begin(reader: &Reader, kind: &Kind, day: Date) -> Expr {
    match kind {
        Kind::DateTime => {
            let moment =
                day.to_zoned_datetime(reader.zone.clone()).map_or(0, |begin| begin.timestamp().as_microsecond());
            Expr::literal(Value::DateTime(DateTime::from_micros(moment)))
        }
        _ => Expr::literal(Value::Date(feel::Date::from(day))),
    }
}

/// The first day of a period and the first one after it.
pub(super) fn period(name: &str, today: Date) -> Option<(Date, Date)> {
    let days = |count: i32| today.checked_add(count.days()).ok();
    let monday = today.checked_sub(i32::from(today.weekday().to_monday_zero_offset()).days()).ok()?;
    let weeks = |from: i32| {
        let begin = monday.checked_add((from * 7).days()).ok()?;
        Some((begin, begin.checked_add(7.days()).ok()?))
    };
    let months = |from: i32| {
        let begin = today.first_of_month().checked_add(from.months()).ok()?;
        Some((begin, begin.checked_add(1.month()).ok()?))
    };
    match name {
        "today" => Some((today, days(1)?)),
        "this_week" => weeks(0),
        "last_week" => weeks(-1),
        "next_week" => weeks(1),
        "this_month" => months(0),
        "last_month" => months(-1),
        "next_month" => months(1),
        "this_year" => Some((today.first_of_year(), today.first_of_year().checked_add(1.year()).ok()?)),
        _ => {
            let (begins, count) = some_days(name)?;
            if begins { Some((today, days(count)?)) } else { Some((days(1 - count)?, days(1)?)) }
        }
    }
}

/// `next_30_days` is true and 30, `last_30_days` false and 30.
fn some_days(name: &str) -> Option<(bool, i32)> {
    let name = name.strip_suffix("_days")?;
    let (next, digits) = match name.strip_prefix("next_") {
        Some(digits) => (true, digits),
        None => (false, name.strip_prefix("last_")?),
    };
    let count: i32 = digits.parse().ok()?;
    (1..=3_650).contains(&count).then_some((next, count))
}

fn period_words(reader: &Reader, name: &str) -> Cow<'static, str> {
    match some_days(name) {
        Some((_, 30)) | None => crate::text(reader.language, &format!("period-{}", name.replace('_', "-"))),
        Some((true, count)) => t!(reader, "list-next-days", count = count),
        Some((false, count)) => t!(reader, "list-last-days", count = count),
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

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn periods_move_with_today() {
        let today = date(2026, 3, 31);
        let of = |name| period(name, today).unwrap();
        assert_eq!(of("today"), (date(2026, 3, 31), date(2026, 4, 1)));
        assert_eq!(of("this_week"), (date(2026, 3, 30), date(2026, 4, 6)));
        assert_eq!(of("last_week"), (date(2026, 3, 23), date(2026, 3, 30)));
        assert_eq!(of("next_month"), (date(2026, 4, 1), date(2026, 5, 1)));
        assert_eq!(of("last_month"), (date(2026, 2, 1), date(2026, 3, 1)));
        assert_eq!(of("this_year"), (date(2026, 1, 1), date(2027, 1, 1)));
        assert_eq!(of("last_30_days"), (date(2026, 3, 2), date(2026, 4, 1)));
        assert_eq!(of("next_7_days"), (date(2026, 3, 31), date(2026, 4, 7)));
        for bad in ["next_0_days", "next_99999_days", "yesterdayish", "last__days", ""] {
            assert_eq!(period(bad, today), None, "{bad}");
        }
    }
}
