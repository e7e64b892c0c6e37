//! From a field of the model and its value to the component of its type: the one place that knows all types.

use std::borrow::Cow;

use feel::Value;
use jiff::Timestamp;
use maud::{Markup, html};
use model::{Field, Kind};

use super::address::Address;
use super::choice::Choice;
use super::relation::Target;
use super::{
    address, choice, contact, date, duration, file, json, money, number, rating, relation, rich, text, yes_no,
};
use crate::component::form::{self, Input};
use crate::component::tag::{self, Hue};
use crate::language::Language;
use crate::reader::Reader;

/// What a value needs besides itself: what the page has looked up.
#[derive(Debug, Clone, Default)]
pub struct Beside<'a> {
    /// The currency of this amount (ISO 4217).
    pub currency: Cow<'a, str>,
    /// The currencies one may choose from; one or none where the currency is not entered.
    pub currencies: &'a [&'a str],
    /// The records a relation points to.
    pub targets: Vec<Target<'a>>,
    /// The file a file field names.
    pub file: Option<file::File<'a>>,
    /// `(code, name)` of countries, for addresses.
    pub countries: &'a [(&'a str, Cow<'a, str>)],
    /// Where a relation's control searches: `/lookup/base.company`.
    pub lookup: Cow<'a, str>,
    /// The dialog that makes a new related record.
    pub create: Option<Cow<'a, str>>,
    /// Where a file goes up.
    pub upload: Cow<'a, str>,
}

/// The value in a cell or a field of a record; `None` when there is none.
pub fn show(reader: &Reader, field: &Field, value: &Value, beside: &Beside<'_>) -> Option<Markup> {
    if value.is_null() {
        return None;
    }
    let shown = match field.kind.shown() {
        Kind::Text { .. } | Kind::AutoNumber(_) => text::show(value.as_text()?, text::Kind::Line),
        Kind::LongText { .. } => text::show(value.as_text()?, text::Kind::Long),
        // Clean since it was written: `records` sanitises rich text before it stores it.
        Kind::RichText { .. } => rich::show(rich::Clean(value.as_text()?)),
        Kind::Number { .. } | Kind::Integer if !field.grouping => number::show_plain(reader, &decimal(value)?),
        Kind::Number { .. } => number::show(reader, &decimal(value)?, number::Kind::Number),
        Kind::Integer => number::show(reader, &decimal(value)?, number::Kind::Integer),
        Kind::Percent { .. } => number::show(reader, &decimal(value)?, number::Kind::Percent),
        Kind::Money(_) => money::show(reader, &decimal(value)?, &beside.currency),
        Kind::Rating { max } => rating::show(reader, stars(value)?, *max),
        Kind::YesNo => yes_no::show(reader, value.as_bool()?),
        Kind::Choice { .. } => choice::show(&chosen(reader, field, value.as_text()?)),
        Kind::Choices { .. } => choice::show_several(&several(reader, field, value)),
        Kind::Date => date::show(reader, value.as_date()?.to_jiff()?),
        Kind::DateTime => date::show_moment(reader, moment(value)?),
        Kind::Duration => duration::show(reader, seconds(value)?),
        Kind::Email => contact::show(contact::Kind::Email, value.as_text()?, value.as_text()?),
        Kind::Phone => contact::show(contact::Kind::Phone, value.as_text()?, &national(reader, value.as_text()?)),
        Kind::Url => contact::show(contact::Kind::Url, value.as_text()?, value.as_text()?),
        Kind::Address => address::show(&parts(value)),
        Kind::File => file::show(reader, beside.file.as_ref()?),
        Kind::Image => file::show_image(beside.file.as_ref()?),
        Kind::Relation(_) => relation::show(beside.targets.first()?),
        Kind::Relations(_) if beside.targets.is_empty() => return None,
        Kind::Relations(_) => relation::show_several(&beside.targets),
        Kind::Json => json::show(&written(value)),
        Kind::Lines(_) | Kind::RollUp(_) => return None,
    };
    Some(shown)
}

/// The control that changes the value, bare: in a cell.
pub fn edit(reader: &Reader, input: &Input<'_>, field: &Field, value: &Value, beside: &Beside<'_>) -> Markup {
    let written = value.as_text().unwrap_or_default();
    let amount = decimal(value).unwrap_or_default();
    match field.kind.shown() {
        Kind::Text { .. } | Kind::AutoNumber(_) => text::edit(input, written, text::Kind::Line),
        Kind::LongText { .. } => text::edit(input, written, text::Kind::Long),
        Kind::RichText { .. } => rich::edit(reader, input, rich::Clean(written)),
        Kind::Number { .. } => number::edit(reader, input, &amount, number::Kind::Number),
        Kind::Integer => number::edit(reader, input, &amount, number::Kind::Integer),
        Kind::Percent { .. } => number::edit(reader, input, &amount, number::Kind::Percent),
        Kind::Money(_) => money::edit(reader, input, &amount, &beside.currency, beside.currencies),
        Kind::Rating { max } => rating::edit(reader, input, stars(value), *max),
        Kind::YesNo => yes_no::edit(input, value.is_true()),
        Kind::Choice { .. } => choice::edit(input, &offered(reader, field, &[written]), written),
        Kind::Choices { .. } => {
            let chosen = texts(value);
            choice::edit_several(input, &offered(reader, field, &chosen), &chosen)
        }
        Kind::Date => date::edit(reader, input, value.as_date().and_then(feel::Date::to_jiff)),
        Kind::DateTime => date::edit_moment(reader, input, moment(value)),
        Kind::Duration => duration::edit(reader, input, seconds(value)),
        Kind::Email => contact::edit(input, contact::Kind::Email, written),
        Kind::Phone => contact::edit(input, contact::Kind::Phone, &international(written)),
        Kind::Url => contact::edit(input, contact::Kind::Url, written),
        Kind::Address => address::edit(reader, input, &parts(value), beside.countries),
        Kind::File => file::edit(reader, input, beside.file.as_ref(), &beside.upload, ""),
        Kind::Image => file::edit(reader, input, beside.file.as_ref(), &beside.upload, "image/*"),
        Kind::Relation(_) => {
            relation::edit(reader, input, beside.targets.first(), &beside.lookup, beside.create.as_deref())
        }
        Kind::Relations(_) => relation::edit_several(reader, input, &beside.targets, &beside.lookup),
        Kind::Json => json::edit(input, &self::written(value)),
        Kind::Lines(_) | Kind::RollUp(_) => html! {},
    }
}

/// The control as it was typed, when it could not be read: what people wrote is never lost.
///
/// For types typed as one text; the others (choices, relations, files, addresses) come back by [`edit`].
pub fn edit_typed(reader: &Reader, input: &Input<'_>, field: &Field, typed: &str, beside: &Beside<'_>) -> Markup {
    match field.kind.shown() {
        Kind::Date => date::edit_typed(reader, input, typed),
        Kind::DateTime => date::edit_moment_typed(reader, input, typed),
        Kind::Number { .. } | Kind::Integer => text_as_number(input, typed),
        Kind::Percent { .. } => number::edit(reader, input, typed, number::Kind::Percent),
        Kind::Money(_) => money::edit(reader, input, typed, &beside.currency, beside.currencies),
        Kind::Json => json::edit(input, typed),
        _ => edit(reader, input, field, &Value::text(typed), beside),
    }
}

/// The control with its label, help and error: in a form. `control` is what [`edit`] or [`edit_typed`] gave.
pub fn labelled(reader: &Reader, input: &Input<'_>, field: &Field, control: Markup) -> Markup {
    match field.kind.shown() {
        // It brings its own label.
        Kind::YesNo => control,
        Kind::Choices { .. } | Kind::Rating { .. } | Kind::Duration | Kind::Address => {
            form::group(reader, input, control)
        }
        _ => form::field(reader, input, control),
    }
}

/// The input of a field: its name, label, help, and whether a value is required.
pub fn input<'a>(reader: &Reader, field: &'a Field) -> Input<'a> {
    let language = reader.language.code();
    Input {
        name: Cow::Borrowed(&*field.name),
        label: Cow::Borrowed(field.label.get(language)),
        help: (!field.help.is_empty()).then(|| Cow::Borrowed(field.help.get(language))),
        required: field.required,
        locked: !field.is_writable(),
        max: match field.kind {
            Kind::Text { max } | Kind::LongText { max } => (max > 0).then_some(max),
            _ => None,
        },
        ..Input::default()
    }
}

/// Whether digits should line up in a column of this field.
pub fn has_digits(field: &Field) -> bool {
    field.kind.is_number() || matches!(field.kind.shown(), Kind::Date | Kind::DateTime | Kind::Duration)
}

fn text_as_number(input: &Input<'_>, typed: &str) -> Markup {
    text::edit(input, typed, text::Kind::Line)
}

fn decimal(value: &Value) -> Option<String> {
    value.as_number().map(|number| number.to_string())
}

fn stars(value: &Value) -> Option<u8> {
    value.as_number()?.to_i64()?.try_into().ok()
}

fn moment(value: &Value) -> Option<Timestamp> {
    match value {
        Value::DateTime(moment) => Timestamp::from_microsecond(moment.to_micros(&jiff::tz::TimeZone::UTC)).ok(),
        _ => None,
    }
}

fn seconds(value: &Value) -> Option<i64> {
    match value {
        Value::Days(length) => length.to_micros().map(|micros| micros / 1_000_000),
        _ => None,
    }
}

/// A choice with its label and hue. One that the definition no longer has is shown by its value.
fn chosen<'a>(reader: &Reader, field: &'a Field, value: &'a str) -> Choice<'a> {
    match field.choice(value) {
        Some(choice) => of_model(reader, choice),
        None => Choice { value: value.into(), label: value.into(), hue: Hue::Neutral },
    }
}

fn several<'a>(reader: &Reader, field: &'a Field, value: &'a Value) -> Vec<Choice<'a>> {
    texts(value).into_iter().map(|value| chosen(reader, field, value)).collect()
}

/// The choices to offer: all but the retired ones, which only records that have them keep.
fn offered<'a>(reader: &Reader, field: &'a Field, chosen: &[&str]) -> Vec<Choice<'a>> {
    field
        .choices()
        .iter()
        .filter(|choice| !choice.retired || chosen.contains(&&*choice.value))
        .map(|choice| of_model(reader, choice))
        .collect()
}

fn of_model<'a>(reader: &Reader, choice: &'a model::Choice) -> Choice<'a> {
    Choice {
        value: Cow::Borrowed(&*choice.value),
        label: Cow::Borrowed(choice.label.get(reader.language.code())),
        hue: choice.hue.as_deref().map(tag::Hue::parse).unwrap_or_default(),
    }
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_list().unwrap_or_default().iter().filter_map(Value::as_text).collect()
}

fn parts(value: &Value) -> Address<'_> {
    let part = |name: &str| {
        let text = value.as_context().and_then(|context| context.get(name)).and_then(Value::as_text);
        Cow::Borrowed(text.unwrap_or_default())
    };
    Address {
        street: part("street"),
        city: part("city"),
        region: part("region"),
        postal_code: part("postal_code"),
        country: part("country"),
    }
}

fn written(value: &Value) -> String {
    let mut json = String::new();
    if !value.is_null() {
        feel::write_json(value, &mut json);
    }
    json
}

/// A phone as people of its country write it, when the reader's language is spoken there; else with the country's code.
fn national(reader: &Reader, stored: &str) -> String {
    let country = match reader.language {
        Language::English => None,
        Language::Russian => Some("RU"),
        Language::Ukrainian => Some("UA"),
    };
    ::text::phone::parse(stored, None).map_or_else(|_| stored.to_owned(), |phone| phone.shown_in(country))
}

fn international(stored: &str) -> String {
    ::text::phone::parse(stored, None).map_or_else(|_| stored.to_owned(), |phone| phone.international())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(kind: Kind) -> Field {
        Field {
            name: "f".into(),
            label: model::Label::plain("F"),
            help: model::Label::default(),
            kind,
            app: "test".into(),
            system: false,
            required: false,
            unique: false,
            default: None,
            follows: Vec::new(),
            formula: None,
            readonly: false,
            indexed: false,
            searchable: false,
            sort: false,
            hidden_in_lists: false,
            grouping: true,
            placeholder: model::Label::default(),
        }
    }

    fn shown(language: Language, kind: Kind, value: &Value) -> Option<String> {
        let reader = Reader::new(language, Timestamp::UNIX_EPOCH);
        let beside = Beside { currency: "EUR".into(), ..Beside::default() };
        show(&reader, &field(kind), value, &beside).map(Markup::into_string)
    }

    #[test]
    fn each_type_is_written_as_the_language_writes_it() {
        let amount = Value::number(feel::Number::from_scaled(4_120_000_000, 4));
        assert_eq!(shown(Language::English, Kind::Money(model::Money::default()), &amount).unwrap(), "€412,000");
        assert_eq!(
            shown(Language::Russian, Kind::Percent { digits: 0 }, &Value::number(feel::Number::from_scaled(72, 0)))
                .unwrap(),
            "72\u{a0}%"
        );
        let day = Value::Date(feel::Date::new(2026, 11, 28).unwrap());
        assert_eq!(
            shown(Language::Ukrainian, Kind::Date, &day).unwrap(),
            "<time datetime=\"2026-11-28\">28 лист. 2026\u{a0}р.</time>"
        );
        assert_eq!(
            shown(Language::English, Kind::Duration, &Value::Days(feel::Days::from_seconds(5_400))).unwrap(),
            "1\u{a0}h 30\u{a0}min"
        );
        assert_eq!(shown(Language::English, Kind::Integer, &Value::Null), None);
    }

    #[test]
    fn a_value_of_the_wrong_type_is_nothing_rather_than_a_crash() {
        for kind in [Kind::Integer, Kind::Date, Kind::YesNo, Kind::Duration, Kind::DateTime] {
            assert_eq!(shown(Language::English, kind, &Value::text("x")), None);
        }
    }

    #[test]
    fn a_year_has_no_groups() {
        let reader = Reader::new(Language::English, Timestamp::UNIX_EPOCH);
        let year = Value::number(feel::Number::from_scaled(1954, 0));
        let mut founded = field(Kind::Integer);
        let shown = |field: &Field| show(&reader, field, &year, &Beside::default()).unwrap().into_string();
        assert_eq!(shown(&founded), "1,954");
        founded.grouping = false;
        assert_eq!(shown(&founded), "1954");
    }

    #[test]
    fn text_is_escaped() {
        let text = shown(Language::English, Kind::Text { max: 9 }, &Value::text("<b>")).unwrap();
        assert_eq!(text, "&lt;b&gt;");
    }

    #[test]
    fn what_was_typed_stays_in_the_control() {
        let reader = Reader::new(Language::English, Timestamp::UNIX_EPOCH);
        for kind in
            [Kind::Integer, Kind::Date, Kind::DateTime, Kind::Money(model::Money::default()), Kind::Phone, Kind::Email]
        {
            let field = field(kind);
            let drawn = edit_typed(&reader, &input(&reader, &field), &field, "31.02. oops", &Beside::default());
            assert!(drawn.into_string().contains("value=\"31.02. oops\""), "{:?}", field.kind);
        }
    }
}
