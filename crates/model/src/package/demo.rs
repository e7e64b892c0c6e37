//! The records that packages bring along: a file for each entity, `demo/40-companies.csv`.
//!
//! What every installation begins with (currencies, stages) lies in `seed`; the story of the demo company, which builds
//! on it, in `demo`.
//!
//! The header names fields; a relation is named by the field of the target that picks the record (`company.name`,
//! `owner.email`). Files are read in the order of their names, so that what is pointed to comes first. A cell that
//! begins with `T` and a number of days (`T-12`, `T+3 09:30`) is a day, or a time of that day, counted from today.
//! A column may have others beside it with the same text in further languages: `name@ru`.

use super::place::{Findings, Place, nearest};
use super::table::hint;
use crate::entity::Entity;
use crate::field::Kind;
use crate::finding::Code;
use crate::model::Model;
use crate::view::Path;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// One file of demo records.
#[derive(Debug, Clone)]
pub struct Demo {
    /// `sales/demo/40-deals.csv`
    pub file: Arc<str>,
    pub entity: Arc<Entity>,
    /// The columns: a field, a part of a field (`amount_currency`), or a relation and the field that picks the record.
    pub columns: Vec<Path>,
    pub rows: Vec<Vec<Arc<str>>>,
    /// What columns say in further languages.
    pub translations: Vec<Translation>,
}

/// A column in another language.
#[derive(Debug, Clone)]
pub struct Translation {
    /// The place of the column it translates.
    pub column: usize,
    pub language: Arc<str>,
    /// One for each row; empty where there is none.
    pub cells: Vec<Arc<str>>,
}

impl Demo {
    /// What a cell says in a language; as it stands where nothing is said in that one.
    pub fn said(&self, row: usize, column: usize, language: &str) -> &Arc<str> {
        let own = self.translations.iter().find(|one| one.column == column && *one.language == *language);
        own.and_then(|one| one.cells.get(row)).filter(|cell| !cell.is_empty()).unwrap_or(&self.rows[row][column])
    }
}

/// The values of a field among all demo records, by entity and field.
type Values = BTreeMap<(Arc<str>, Arc<str>), BTreeSet<Arc<str>>>;

/// The folders of a package that hold records.
const SEED: &str = "seed/";
const STORY: &str = "demo/";

/// The entity of users, and the column of their demo file with the role they are given.
const USER: &str = "base.user";
const ROLE: &str = "role";

/// What a cell says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    Empty,
    /// A day counted from today, and a time of that day in minutes after midnight.
    Day {
        offset: i64,
        minutes: Option<u32>,
    },
    /// The parts of a list, where bars stand between them; else one.
    Text(Vec<Arc<str>>),
}

impl Cell {
    /// Reads a cell.
    pub fn parse(text: &str) -> Self {
        let text = text.trim();
        if text.is_empty() {
            return Self::Empty;
        }
        day(text).unwrap_or_else(|| Self::Text(text.split('|').map(Arc::from).collect()))
    }
}

fn day(text: &str) -> Option<Cell> {
    let rest = text.strip_prefix('T')?;
    let (days, time) = rest.split_once(' ').map_or((rest, None), |(days, time)| (days, Some(time)));
    let offset = if days.is_empty() { 0 } else { days.strip_prefix('+').unwrap_or(days).parse().ok()? };
    let minutes = match time.map(|time| time.split_once(':')) {
        None => None,
        Some(None) => return None,
        Some(Some((hours, minutes))) => {
            let (hours, minutes): (u32, u32) = (hours.parse().ok()?, minutes.parse().ok()?);
            Some(hours * 60 + minutes).filter(|minutes| *minutes < 24 * 60)
        }
    };
    Some(Cell::Day { offset, minutes })
}

impl Model {
    /// The records every new installation begins with, in the order in which they are to be created.
    pub fn seed(&self) -> Vec<Demo> {
        read(self, &[SEED], &Findings::default())
    }

    /// The records of the demo company: the seed and the story, in the order in which they are to be created.
    pub fn demo(&self) -> Vec<Demo> {
        read(self, &[SEED, STORY], &Findings::default())
    }
}

/// Checks the demo data: columns lead to fields, rows are as long as the header, values lead to records of the demo.
pub(super) fn check(model: &Model, findings: &Findings) {
    let demo = read(model, &[SEED, STORY], findings);
    let mut seen = Values::new();
    for table in &demo {
        for (index, path) in table.columns.iter().enumerate() {
            if let [field] = &path[..] {
                let values = seen.entry((table.entity.name.shared(), Arc::clone(field))).or_default();
                values.extend(table.rows.iter().map(|row| Arc::clone(&row[index])));
            }
        }
    }
    for table in &demo {
        for (index, path) in table.columns.iter().enumerate() {
            for (row, cells) in table.rows.iter().enumerate() {
                let place = Place { file: Arc::clone(&table.file), line: u32::try_from(row + 2).unwrap_or(0) };
                value(table, path, &cells[index], &seen, &place, findings);
            }
        }
    }
}

fn value(table: &Demo, path: &Path, text: &Arc<str>, seen: &Values, place: &Place, findings: &Findings) {
    let Cell::Text(parts) = Cell::parse(text) else { return };
    let Some(field) = table.entity.field(&path[0]) else { return };
    let bad = |word: &str| findings.error(place, Code::DEMO_VALUE, [("column", &path.join(".")), ("value", word)]);
    let targets = match &field.kind {
        Kind::Choice { .. } | Kind::Choices { .. } => {
            parts.iter().filter(|part| field.choice(part).is_none()).for_each(|part| bad(part));
            return;
        }
        Kind::Relation(relation) => &relation.to[..],
        Kind::Relations(relations) => std::slice::from_ref(&relations.to),
        _ => return,
    };
    let Some(key) = path.get(1) else { return };
    for part in &parts {
        let known = |target: &&crate::name::EntityName| {
            seen.get(&(target.shared(), Arc::clone(key))).is_some_and(|values| values.contains(part))
        };
        if !targets.iter().any(|target| known(&target)) {
            bad(part);
        }
    }
}

fn read(model: &Model, folders: &[&str], findings: &Findings) -> Vec<Demo> {
    let mut demo = Vec::new();
    for package in &model.packages {
        for (folder, file) in folders.iter().flat_map(|folder| package.files.iter().map(move |file| (folder, file))) {
            let name = file.path.strip_prefix(folder).and_then(|name| name.strip_suffix(".csv"));
            let Some(name) = name else { continue };
            let path: Arc<str> = format!("{}/{}", package.name, file.path).into();
            let plural = name.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '-');
            let Some(entity) = model.entity_by_plural(plural) else {
                let near = nearest(plural, model.entities.iter().map(|entity| &*entity.plural));
                let arguments = [("entity", plural), ("suggestion", &*hint(near))];
                findings.error(&Place::file(&path), Code::UNKNOWN_ENTITY, arguments);
                continue;
            };
            demo.extend(table(model, entity, path, &file.bytes, findings));
        }
    }
    demo
}

fn table(model: &Model, entity: &Arc<Entity>, file: Arc<str>, bytes: &[u8], findings: &Findings) -> Option<Demo> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let bad = |line: usize, detail: &str| {
        let place = Place { file: Arc::clone(&file), line: u32::try_from(line).unwrap_or(0) };
        findings.error(&place, Code::DEMO_ROW, [("detail", detail)]);
    };
    let header = match reader.headers() {
        Ok(header) => header.clone(),
        Err(error) => {
            bad(1, &error.to_string());
            return None;
        }
    };
    let unknown = |name: &str| {
        let near = nearest(name, entity.all_fields().map(|field| &*field.name));
        let place = Place { file: Arc::clone(&file), line: 1 };
        let arguments = [("column", name), ("entity", entity.name.as_str()), ("suggestion", &*hint(near))];
        findings.error(&place, Code::DEMO_COLUMN, arguments);
    };
    let (mut columns, mut places): (Vec<Path>, Vec<usize>) = Default::default();
    for (place, name) in header.iter().enumerate().filter(|(_, name)| !name.contains('@')) {
        let path: Path = name.trim().split('.').map(Arc::from).collect();
        if !leads(model, entity, &path) {
            unknown(name);
        }
        columns.push(path);
        places.push(place);
    }
    let mut translations: Vec<(usize, Translation)> = Vec::new();
    for (place, name) in header.iter().enumerate() {
        let Some((field, language)) = name.trim().split_once('@') else { continue };
        match columns.iter().position(|path| path.len() == 1 && *path[0] == *field) {
            Some(column) => {
                translations.push((place, Translation { column, language: language.into(), cells: Vec::new() }));
            }
            None => unknown(name),
        }
    }
    let mut rows = Vec::new();
    for (index, record) in reader.records().enumerate() {
        match record {
            Ok(record) if record.len() == header.len() => {
                rows.push(places.iter().map(|place| Arc::from(&record[*place])).collect());
                translations.iter_mut().for_each(|(place, one)| one.cells.push(Arc::from(&record[*place])));
            }
            Ok(record) => bad(index + 2, &format!("{} ≠ {}", record.len(), header.len())),
            Err(error) => bad(index + 2, &error.to_string()),
        }
    }
    let translations = translations.into_iter().map(|(_, one)| one).collect();
    Some(Demo { file, entity: Arc::clone(entity), columns, rows, translations })
}

/// Whether a column leads to something that can be set.
fn leads(model: &Model, entity: &Entity, path: &[Arc<str>]) -> bool {
    match path {
        // The role a user is given, maybe one of a later package.
        [name] if &**name == ROLE && entity.name.as_str() == USER => true,
        [name] => {
            let part = |end: &str| name.strip_suffix(end).and_then(|name| entity.field(name));
            let money = part("_currency").is_some_and(|field| matches!(field.kind, Kind::Money(_)));
            let field = entity.field(name);
            money
                || field.is_some_and(|field| {
                    !matches!(field.kind, Kind::Lines(_) | Kind::RollUp(_)) && field.formula.is_none()
                })
        }
        [name, part] => match entity.field(name).map(|field| &field.kind) {
            Some(Kind::Address) => ["street", "city", "region", "postal_code", "country"].contains(&&**part),
            Some(Kind::Relation(relation)) => {
                let has = |target: &&crate::name::EntityName| {
                    model.entity(target).is_some_and(|target| target.field(part).is_some())
                };
                relation.to.iter().any(|target| has(&target))
            }
            Some(Kind::Relations(relations)) => {
                model.entity(&relations.to).is_some_and(|target| target.field(part).is_some())
            }
            _ => false,
        },
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::Cell;

    #[test]
    fn days_are_counted_from_today() {
        assert_eq!(Cell::parse("T-12"), Cell::Day { offset: -12, minutes: None });
        assert_eq!(Cell::parse("T+3 09:30"), Cell::Day { offset: 3, minutes: Some(570) });
        assert_eq!(Cell::parse("T"), Cell::Day { offset: 0, minutes: None });
        assert_eq!(Cell::parse("Tallinn"), Cell::Text(vec!["Tallinn".into()]));
        assert_eq!(Cell::parse("a|b"), Cell::Text(vec!["a".into(), "b".into()]));
    }
}
