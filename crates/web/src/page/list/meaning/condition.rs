//! A test of a filter as a condition in FEEL.

use feel::{BinaryOp, Binding, DateTime, Domain, Expr, ExprKind, Value};
use jiff::civil::Date;
use model::{Field, Kind, Operator};

use super::{Meant, period};
use crate::format;
use crate::reader::Reader;

/// The condition in FEEL. `below` are the records below those meant, for [`Operator::Below`].
pub(in crate::page::list) fn condition(
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
            match period::days(name, today) {
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
