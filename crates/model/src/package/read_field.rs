//! Fields as they stand in files.

use super::place::{Word, nearest};
use super::raw;
use super::read::check_hue;
use super::read_view::sort;
use super::table::{Entry, Table, hint, pick};
use crate::field::{AutoNumber, Function, Kind, KindName, OnDelete};
use crate::finding::Code;
use std::sync::Arc;

/// The longest texts, in characters.
const LINE: u32 = 255;
const LONG: u32 = 100_000;

pub(super) fn field(app: &Arc<str>, table: &Table<'_>) -> Option<raw::Field> {
    let name = table.required("name");
    let kind = kind(table);
    let flag = |key| table.flag(key).unwrap_or(false);
    // Only numbers have digits to group: anywhere else the key is unknown.
    let counts = matches!(kind, Some(raw::Kind::Plain(Kind::Number { .. } | Kind::Integer)));
    let grouping = if counts { table.flag("grouping").unwrap_or(true) } else { true };
    let field = name.zip(kind).map(|(name, kind)| raw::Field {
        app: Arc::clone(app),
        place: table.place_of("name"),
        name,
        kind,
        label: table.text("label").map(|label| label.value),
        required: flag("required"),
        unique: flag("unique"),
        readonly: flag("readonly"),
        indexed: flag("indexed"),
        searchable: flag("searchable"),
        sort: flag("sort"),
        hidden_in_lists: flag("hidden_in_lists"),
        grouping,
        default: default(table),
        formula: table.text("formula"),
        follows: table.texts("follows").unwrap_or_default(),
    });
    // After a missing name or type the other keys would only be reported in vain.
    if field.is_some() {
        table.finish();
    }
    field
}

pub(super) fn change(table: &Table<'_>) -> Option<raw::FieldChange> {
    let change = table.required("field").map(|field| raw::FieldChange {
        field,
        required: table.flag("required"),
        readonly: table.flag("readonly"),
        searchable: table.flag("searchable"),
        hidden_in_lists: table.flag("hidden_in_lists"),
        default: default(table),
        choices: if table.has("choices") { choices(table) } else { Vec::new() },
        retired: if table.has("choices") { Vec::new() } else { table.texts("retired").unwrap_or_default() },
    });
    if change.is_some() {
        table.finish();
    }
    change
}

/// `default = "today()"`, or `default = { filter = "active", sort = "place" }`.
fn default(table: &Table<'_>) -> Option<raw::Default> {
    if !table.is_table("default") {
        return table.feel("default").map(raw::Default::Value);
    }
    let lookup = table.table("default")?;
    // Without an order the first one would be any.
    if !lookup.has("sort") {
        lookup.required("sort");
    }
    let first = raw::Default::First { place: lookup.place(), filter: lookup.text("filter"), sort: sort(&lookup) };
    lookup.finish();
    Some(first)
}

const ON_DELETE: [(&str, OnDelete); 3] =
    [("restrict", OnDelete::Restrict), ("clear", OnDelete::Clear), ("cascade", OnDelete::Cascade)];

fn kind(table: &Table<'_>) -> Option<raw::Kind> {
    let word = table.required("type")?;
    let known = KindName::ALL.map(|name| (name.as_str(), name));
    let name = pick(&word, "type", &known, table.findings())?;
    let max = |usual: u32, most: u32| table.integer("max", 1..=most).unwrap_or(usual);
    Some(raw::Kind::Plain(match name {
        KindName::Text => Kind::Text { max: max(LINE, 4_000) },
        KindName::LongText => Kind::LongText { max: max(20_000, LONG) },
        KindName::RichText => Kind::RichText { max: max(LONG, 10 * LONG) },
        KindName::Number => Kind::Number { digits: table.integer("digits", 0..=9).unwrap_or(2) },
        KindName::Percent => Kind::Percent { digits: table.integer("digits", 0..=6).unwrap_or(0) },
        KindName::Rating => Kind::Rating { max: table.integer("max", 2..=10).unwrap_or(5) as u8 },
        KindName::Integer => Kind::Integer,
        KindName::YesNo => Kind::YesNo,
        KindName::Date => Kind::Date,
        KindName::DateTime => Kind::DateTime,
        KindName::Duration => Kind::Duration,
        KindName::Email => Kind::Email,
        KindName::Phone => Kind::Phone,
        KindName::Url => Kind::Url,
        KindName::Address => Kind::Address,
        KindName::File => Kind::File,
        KindName::Image => Kind::Image,
        KindName::Json => Kind::Json,
        KindName::AutoNumber => Kind::AutoNumber(auto_number(table)?),
        KindName::Money => return Some(raw::Kind::Money { currency: table.text("currency") }),
        KindName::Choice => return Some(raw::Kind::Choice(choices(table))),
        KindName::Choices => return Some(raw::Kind::Choices(choices(table))),
        KindName::Relation => {
            return Some(raw::Kind::Relation {
                on_delete: table.word("on_delete", &ON_DELETE).unwrap_or_default(),
                filter: table.text("filter"),
                tree: table.flag("tree").unwrap_or(false),
                to: required_texts(table, "to")?,
            });
        }
        KindName::Relations => return Some(raw::Kind::Relations { to: table.required("to")? }),
        KindName::Lines => {
            let (entity, by) = (table.required("entity"), table.required("by"));
            return Some(raw::Kind::Lines { entity: entity?, by: by? });
        }
        KindName::RollUp => return roll_up(table),
    }))
}

fn required_texts(table: &Table<'_>, key: &'static str) -> Option<Vec<Word>> {
    if table.has(key) { table.texts(key) } else { table.required(key).map(|word| vec![word]) }
}

fn roll_up(table: &Table<'_>) -> Option<raw::Kind> {
    let known = Function::ALL.map(|function| (function.as_str(), function));
    let of = table.required("of");
    let by = table.required("by");
    let function = table.required("function").and_then(|word| pick(&word, "function", &known, table.findings()));
    let field = if function == Some(Function::Count) { None } else { Some(table.required("field")) };
    let filter = table.text("filter");
    let field = match field {
        Some(field) => Some(field?),
        None => None,
    };
    Some(raw::Kind::RollUp { of: of?, by: by?, function: function?, field, filter })
}

fn auto_number(table: &Table<'_>) -> Option<AutoNumber> {
    let format = table.required("format")?;
    let number = AutoNumber::parse(&format.value);
    if number.is_none() {
        let arguments = [("key", "format"), ("word", &*format.value), ("known", "D-{0000}"), ("suggestion", ".")];
        table.findings().error(&format.place, Code::UNKNOWN_WORD, arguments);
    }
    number
}

fn choices(table: &Table<'_>) -> Vec<raw::Choice> {
    let findings = table.findings();
    let values = if table.has("choices") {
        table.texts("choices").unwrap_or_default()
    } else {
        table.required("choices");
        Vec::new()
    };
    let retired = table.texts("retired").unwrap_or_default();
    let marks = |key| -> Vec<(Word, Word)> {
        let entries = table.table(key).map(|table| table.entries()).unwrap_or_default();
        let mark = |(value, entry)| match entry {
            Entry::Text(word) => Some((value, word)),
            Entry::Table(_) => None,
        };
        entries.into_iter().filter_map(mark).collect()
    };
    let (hues, icons) = (marks("hues"), marks("icons"));
    for value in hues.iter().chain(&icons).map(|(value, _)| value).chain(&retired) {
        if !values.iter().any(|known| known.value == value.value) {
            let known = values.iter().map(|value| &*value.value).collect::<Vec<_>>();
            let suggestion = hint(nearest(&value.value, known.iter().copied()));
            let arguments = [
                ("key", "choices"),
                ("word", &*value.value),
                ("known", &known.join(", ")),
                ("suggestion", &suggestion),
            ];
            findings.error(&value.place, Code::UNKNOWN_WORD, arguments);
        }
    }
    let find = |marks: &[(Word, Word)], value: &str| {
        marks.iter().find(|(known, _)| *known.value == *value).map(|(_, mark)| mark.clone())
    };
    values
        .into_iter()
        .map(|value| raw::Choice {
            hue: find(&hues, &value.value).filter(|hue| check_hue(hue, findings)),
            icon: find(&icons, &value.value).map(|icon| icon.value),
            retired: retired.iter().any(|word| word.value == value.value),
            value,
        })
        .collect()
}
