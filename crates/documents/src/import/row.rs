//! One row becomes typed values, or says why not.

use std::sync::Arc;

use feel::Value;
use model::{ColumnPart, Field};

use super::plan::Unreadable;
use super::report::Problem;
use super::setup::{Column, Setup};
use crate::sheet::{Cell, Row, short};
use crate::value::{self, Kind, Reading};
use crate::{Argument, Message};

/// A record as one row tells of it, or several in a line: the first, and the line items of the others.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub row: u64,
    /// The rows behind the first.
    pub further: Vec<Further>,
    pub lines: Vec<Line>,
    /// The slots to be written; an empty cell is null.
    pub values: Vec<(Arc<str>, Value)>,
    /// Values that only find the record.
    pub keys: Vec<(Arc<str>, Value)>,
    pub wanted: Vec<Wanted>,
    pub problems: Vec<Problem>,
    pub warnings: Vec<Problem>,
}

/// A row that tells of the same record as the one before.
#[derive(Debug, Clone)]
pub(super) struct Further {
    pub row: u64,
    pub problems: Vec<Problem>,
    pub warnings: Vec<Problem>,
}

/// A line item that a row names.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub row: u64,
    pub values: Vec<(Arc<str>, Value)>,
    pub wanted: Vec<Wanted>,
}

/// A related record that the row names.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    /// Its place among the links of the setup.
    pub link: usize,
    /// What it is found by; null when the cell is empty.
    pub key: Value,
    /// What it is created with.
    pub values: Vec<(Arc<str>, Value)>,
    /// The column with the key.
    pub column: usize,
}

impl Draft {
    /// The related records of the record and of its lines.
    pub fn all_wanted(&self) -> impl Iterator<Item = &Wanted> {
        self.wanted.iter().chain(self.lines.iter().flat_map(|line| &line.wanted))
    }

    /// How many rows it is.
    pub fn rows(&self) -> u64 {
        1 + self.further.len() as u64
    }

    /// The value that the row has for a field, relations aside.
    pub fn value(&self, name: &str) -> Option<&Value> {
        self.values.iter().chain(&self.keys).find(|(known, _)| **known == *name).map(|(_, value)| value)
    }
}

/// Reads a row.
pub(super) fn read(setup: &Setup, row: &Row) -> Draft {
    let mut draft = Draft {
        row: row.number,
        further: Vec::new(),
        lines: Vec::new(),
        values: Vec::with_capacity(setup.columns.len()),
        keys: Vec::new(),
        wanted: Vec::new(),
        problems: Vec::new(),
        warnings: Vec::new(),
    };
    let country = setup.country_column.map(|column| row.cell(column).shown());
    let named = country.as_deref().and_then(text::country::find).map(|country| country.code);
    let country = country.as_deref().map(str::trim).filter(|code| code.len() == 2);
    let country = named.or(country).or(setup.country.as_deref());
    // The fields of related records, until their keys are known.
    let mut related: Vec<(usize, &Column, Value)> = Vec::new();
    let mut line = Line { row: row.number, values: Vec::new(), wanted: Vec::new() };
    for column in &setup.columns {
        let cell = translated(column, row.cell(column.index));
        match convert(column, &cell, country) {
            Ok(reading) => {
                if column.target.part == ColumnPart::Country {
                    draft.warnings.extend(unknown_country(&reading.value).map(|told| problem(column, told)));
                }
                match column.link {
                    Some(link) => related.push((link, column, reading.value)),
                    None if column.target.lines.is_some() => push(&mut line.values, column, reading),
                    None => keep(&mut draft, column, reading),
                }
            }
            Err(message) => {
                let problem = problem(column, message);
                match column.unreadable {
                    Unreadable::Refuse => draft.problems.push(problem),
                    Unreadable::LeaveOut => draft.warnings.push(problem),
                }
            }
        }
    }
    let wanted = wanted(setup, related);
    (line.wanted, draft.wanted) = wanted.into_iter().partition(|wanted| setup.links[wanted.link].on_line);
    let filled = line.values.iter().any(|(_, value)| !value.is_null());
    if filled || line.wanted.iter().any(|wanted| !wanted.key.is_null()) {
        draft.lines.push(line);
    }
    draft
}

fn keep(draft: &mut Draft, column: &Column, reading: Reading) {
    let name = &column.target.name;
    if !column.target.writable {
        draft.keys.push((Arc::clone(name), reading.value));
        return;
    }
    push(&mut draft.values, column, reading);
}

fn push(values: &mut Vec<(Arc<str>, Value)>, column: &Column, reading: Reading) {
    if let (Some(slot), Some(currency)) = (&column.currency, reading.currency) {
        values.push((Arc::clone(slot), Value::from(currency)));
    }
    values.push((Arc::clone(&column.target.name), reading.value));
}

/// Puts the cells of each related record together.
fn wanted(setup: &Setup, related: Vec<(usize, &Column, Value)>) -> Vec<Wanted> {
    let mut all = Vec::new();
    for (index, link) in setup.links.iter().enumerate() {
        let mine = || related.iter().filter(|(of, _, _)| *of == index);
        let Some((_, column, key)) = mine().find(|(_, column, _)| column.target.name == link.by) else { continue };
        if link.many {
            let names = key.as_text().map(parts).unwrap_or_default();
            for name in names {
                let value = Value::from(name);
                let values = vec![(Arc::clone(&link.by), value.clone())];
                all.push(Wanted { link: index, key: value, values, column: column.index });
            }
            if key.is_null() {
                all.push(Wanted { link: index, key: Value::Null, values: Vec::new(), column: column.index });
            }
            continue;
        }
        let filled = mine().filter(|(_, _, value)| !value.is_null());
        let values = filled.map(|(_, column, value)| (Arc::clone(&column.target.name), value.clone())).collect();
        all.push(Wanted { link: index, key: key.clone(), values, column: column.index });
    }
    all
}

/// The several words of one cell.
fn parts(text: &str) -> Vec<&str> {
    let mark = if text.contains([';', '\n', '|']) { &[';', '\n', '|'][..] } else { &[','][..] };
    let mut parts: Vec<&str> = text.split(mark).map(str::trim).filter(|part| !part.is_empty()).collect();
    let mut seen = std::collections::HashSet::new();
    parts.retain(|part| seen.insert(*part));
    parts
}

/// The cell, or what the plan says it stands for.
fn translated<'a>(column: &Column, cell: &'a Cell) -> std::borrow::Cow<'a, Cell> {
    if column.translate.is_empty() {
        return std::borrow::Cow::Borrowed(cell);
    }
    match column.translate.get(&cell.shown().trim().to_lowercase()) {
        Some(text) => std::borrow::Cow::Owned(Cell::text(text.as_str())),
        None => std::borrow::Cow::Borrowed(cell),
    }
}

fn convert(column: &Column, cell: &Cell, country: Option<&str>) -> Result<Reading, Message> {
    let plain = |value: Value| Ok(Reading { value, currency: None });
    if column.kind == Kind::Phone
        && let Cell::Text(_) | Cell::Number(_) = cell
    {
        // With the country at hand a number needs no prefix.
        let shown = cell.shown();
        if let Ok(phone) = text::phone::parse(&shown, country) {
            return plain(Value::from(phone.e164));
        }
    }
    let reading = value::read(cell, column.kind, &column.habits)?;
    let Some(text) = reading.value.as_text() else { return Ok(reading) };
    let refused = |id| Message::new(id).with("value", short(text));
    match column.kind {
        Kind::Email => match text::email::parse(text) {
            Ok(email) => plain(Value::from(email)),
            Err(_) => Err(refused("import-not-an-email")),
        },
        Kind::Phone => match text::phone::parse(text, country) {
            Ok(phone) => plain(Value::from(phone.e164)),
            Err(_) => Err(refused("import-not-a-phone")),
        },
        Kind::Web => match text::web::parse(text) {
            Ok(url) => plain(Value::from(url)),
            Err(_) => Err(refused("import-not-a-web-address")),
        },
        _ => match (&column.target.field, column.target.part) {
            (Some(field), ColumnPart::Value) => special(field, text).map(|value| match value {
                Some(value) => Reading { value, currency: None },
                None => reading.clone(),
            }),
            (_, ColumnPart::Currency) => plain(Value::from(text.trim().to_uppercase())),
            (_, ColumnPart::Country) => plain(country_code(text)),
            _ => Ok(reading),
        },
    }
}

/// The ISO 3166-1 alpha-2 code of the country that a text means; what means none stays as it is written.
fn country_code(text: &str) -> Value {
    match text::country::find(text) {
        Some(country) => Value::from(country.code),
        None if is_code(text) => Value::from(text.trim().to_uppercase()),
        None => Value::from(text),
    }
}

/// Whether a text can be a code of ISO 3166-1: some territories have one and no name here.
fn is_code(text: &str) -> bool {
    let text = text.trim();
    text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// That a country is none we know, with the one that was probably meant.
fn unknown_country(value: &Value) -> Option<Message> {
    let written = value.as_text().filter(|written| !written.is_empty() && !is_code(written))?;
    let names = text::country::all().iter().flat_map(text::country::Country::all_names);
    Some(match nearest(written, names).and_then(text::country::find) {
        Some(near) => {
            let name = |language: &&str| ((*language).to_owned(), near.name(language).to_owned());
            let near = Argument::Said(model::LANGUAGES.iter().map(name).collect());
            Message::new("import-country-near").with("value", short(written)).with("near", near)
        }
        None => Message::new("import-country-unknown").with("value", short(written)),
    })
}

/// What texts of some fields mean beyond themselves; none when a text is a text.
fn special(field: &Field, text: &str) -> Result<Option<Value>, Message> {
    match &field.kind {
        model::Kind::Choice { .. } => choice(field, text).map(Some),
        model::Kind::Choices { .. } => {
            // A label may have a comma in it: the whole cell is tried first.
            if let Ok(one) = choice(field, text) {
                return Ok(Some(Value::list([one])));
            }
            let all: Result<Vec<Value>, Message> = parts(text).into_iter().map(|part| choice(field, part)).collect();
            Ok(Some(Value::list(all?)))
        }
        model::Kind::Json => match feel::parse_json(text) {
            Ok(value) => Ok(Some(value)),
            Err(_) => Err(Message::new("import-not-json").with("value", short(text))),
        },
        _ => Ok(None),
    }
}

/// The choice that a text names, by its value or by its label in any language.
fn choice(field: &Field, text: &str) -> Result<Value, Message> {
    let wanted = text.trim().to_lowercase();
    let choices = field.choices();
    let by_value = choices.iter().find(|choice| choice.value.to_lowercase() == wanted);
    let labelled = |choice: &&model::Choice| choice.label.texts.iter().any(|(_, label)| label.to_lowercase() == wanted);
    if let Some(found) = by_value.or_else(|| choices.iter().find(labelled)) {
        return Ok(Value::Text(Arc::clone(&found.value)));
    }
    let offered = choices.iter().filter(|choice| !choice.retired);
    let names = offered
        .flat_map(|choice| std::iter::once(&choice.value).chain(choice.label.texts.iter().map(|(_, label)| label)));
    Err(match nearest(text, names.map(|name| &**name)) {
        Some(near) => Message::new("import-not-a-choice-near").with("value", short(text)).with("near", near),
        None => {
            let known: Vec<&str> =
                choices.iter().filter(|choice| !choice.retired).map(|choice| &*choice.value).collect();
            Message::new("import-not-a-choice").with("value", short(text)).with("choices", short_list(&known))
        }
    })
}

fn short_list(words: &[&str]) -> String {
    let mut list = words.iter().take(30).copied().collect::<Vec<_>>().join(", ");
    if words.len() > 30 {
        list.push_str(", …");
    }
    list
}

/// The name that was probably meant.
pub(super) fn nearest<'a>(text: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let plain = |text: &str| -> String { text::fold(text).chars().filter(|char| char.is_alphanumeric()).collect() };
    let wanted = plain(text);
    let length = wanted.chars().count();
    let limit = match length {
        0..=2 => return None,
        3..=5 => 1,
        _ => 2,
    };
    let close = names.filter_map(|name| Some((text::distance_within(&wanted, &plain(name), limit)?, name)));
    close.min_by_key(|(distance, _)| *distance).map(|(_, name)| name)
}

pub(super) fn problem(column: &Column, message: Message) -> Problem {
    Problem { column: Some(column.index), name: Some(column.name.clone()), field: Some(column.path.clone()), message }
}
