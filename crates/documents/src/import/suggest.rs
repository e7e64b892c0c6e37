//! A first plan for a file: a person looks at it, corrects it and lets it run.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use access::{Action, Actor};
use model::{ColumnPart, Entity, EntityKind, Field, Kind as FieldKind, MatchKind, OwnerPolicy};
use records::{Layout, World};
use serde::{Deserialize, Serialize};

use super::error::{Error, Result};
use super::hints::hints;
use super::plan::{Absent, ColumnPlan, Guessed, Manner, Plan, RelatedPlan, Unreadable};
use super::refused::is_reason;
use super::report::Problem;
use super::row::nearest;
use super::target::{Lines, Target, in_full, relation_at};
use crate::Message;
use crate::mapping::{self, ColumnSample, FieldHint};
use crate::sheet::{Cell, Header, Row, Workbook, short};
use crate::value::{Habits, Kind};

/// How many rows a proposal looks at.
const LOOKED_AT: usize = 200;
/// How many cells of a column are shown.
const SHOWN: usize = 3;

/// A plan as it is proposed, with what a person needs to judge it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Suggestion {
    pub plan: Plan,
    /// The first cells of each column, as a person would type them.
    pub samples: Vec<Vec<String>>,
    /// What columns leave open, by their place, and how it is going to be read.
    pub findings: Vec<(usize, Message)>,
}

/// A field that columns can go to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    /// What stands in a plan: `name`, `address.city`, `company.name`.
    pub path: String,
    /// The label of the relation or of the line items, when it is a field of another record.
    pub relation: Option<String>,
    /// The relation as [`RelatedPlan`] names it, when the field finds a related record: `company`, `lines.product`.
    pub link: Option<String>,
    /// Whether it is about line items, which are no key of their record.
    pub of_lines: bool,
    pub label: String,
    pub kind: Kind,
    /// Whether a new record needs it.
    pub required: bool,
}

/// Proposes a plan for a sheet.
///
/// # Errors
/// When the sheet cannot be read, or the actor may not import into the entity.
pub fn suggest(world: &World, actor: &Actor, workbook: &mut Workbook, entity: &str) -> Result<Suggestion> {
    let sheet = workbook.suggested_sheet();
    let header = workbook.header(sheet)?;
    suggest_for(world, actor, workbook, entity, sheet, &header)
}

/// Proposes a plan for a sheet and a header that a person chose.
///
/// # Errors
/// As [`suggest`].
pub fn suggest_for(
    world: &World,
    actor: &Actor,
    workbook: &mut Workbook,
    entity: &str,
    sheet: usize,
    header: &Header,
) -> Result<Suggestion> {
    propose(world, actor, workbook, entity, sheet, header, &Wish { map: &[] })
}

/// What somebody already knows about the columns.
pub(super) struct Wish<'a> {
    /// Columns by name and where they go; an empty target leaves a column out.
    pub map: &'a [(String, String)],
}

impl Wish<'_> {
    fn target(&self, column: &str) -> Option<&str> {
        let wanted = column.trim().to_lowercase();
        let known = self.map.iter().find(|(name, _)| name.trim().to_lowercase() == wanted);
        known.map(|(_, target)| target.trim())
    }

    /// Refuses names of columns that are not there.
    fn check(&self, header: &Header) -> Result<()> {
        let there = |name: &str| header.columns.iter().any(|column| column.name.trim().to_lowercase() == name);
        let missing = self.map.iter().filter(|(name, _)| !there(&name.trim().to_lowercase()));
        let findings: Vec<Problem> = missing
            .map(|(name, _)| Problem::row(Message::new("import-no-such-column").with("column", name.as_str())))
            .collect();
        if findings.is_empty() { Ok(()) } else { Err(Error::Plan(findings)) }
    }
}

/// Proposes a plan in which some columns are settled.
///
/// # Errors
/// As [`suggest`]; [`Error::Plan`] when a column that is settled is not there.
pub(super) fn propose(
    world: &World,
    actor: &Actor,
    workbook: &mut Workbook,
    entity: &str,
    sheet: usize,
    header: &Header,
    wish: &Wish<'_>,
) -> Result<Suggestion> {
    wish.check(header)?;
    let layout = world.named(entity)?;
    world.permit(actor, &layout.entity, Action::Import)?;
    let rows: std::result::Result<Vec<Row>, _> =
        workbook.rows_from(sheet, header.first_data_row)?.take(LOOKED_AT).collect();
    let rows = rows?;
    if rows.is_empty() {
        return Err(workbook.no_rows(sheet).into());
    }
    let hints = hints(world, actor, &layout);
    let samples: Vec<ColumnSample> = header
        .columns
        .iter()
        .map(|column| ColumnSample {
            name: column.name.clone(),
            named: column.named,
            samples: rows.iter().map(|row| row.cell(column.index).clone()).collect(),
        })
        .collect();
    // What is settled is no longer guessed.
    let settled = |name: &str| wish.target(name).is_some() || is_reason(name);
    let open: Vec<usize> = (0..samples.len()).filter(|place| !settled(&samples[*place].name)).collect();
    let taken = |path: &String| wish.map.iter().any(|(_, target)| in_full(world, &layout, target.trim()) == *path);
    // A column goes to line items only when it says so: alone their names mean the record's own fields.
    let meant = |path: &str, hint: &FieldHint| {
        !is_of_lines(&layout.entity, path)
            || samples.iter().any(|sample| sample.named && mapping::is_called(hint, &sample.name))
    };
    let hints: Vec<(String, FieldHint)> =
        hints.into_iter().filter(|(path, hint)| !taken(path) && meant(path, hint)).collect();
    let fields: Vec<FieldHint> = hints.iter().map(|(_, hint)| hint.clone()).collect();
    let unsettled: Vec<ColumnSample> = open.iter().map(|place| samples[*place].clone()).collect();
    let guesses = mapping::guess(&unsettled, &fields);
    let usual = Habits { zone: actor.zone.clone(), ..Habits::default() };
    let mut findings = Vec::new();
    let mut columns = Vec::new();
    for (place, (column, sample)) in header.columns.iter().zip(&samples).enumerate() {
        let guess = guesses.iter().find(|guess| open[guess.column] == place);
        let wished = wish.target(&column.name).filter(|target| !target.is_empty());
        let wished = wished.map(|target| in_full(world, &layout, target).into_owned());
        let target = wished.or_else(|| guess.map(|guess| hints[guess.field].0.clone()));
        let found = target.as_ref().and_then(|path| Target::find(world, actor, &layout, path));
        let kind = found.as_ref().map_or(Kind::Text, Target::kind);
        let (habits, doubts) = Habits::of(&sample.samples, kind, &usual);
        findings.extend(doubts.into_iter().map(|message| (place, message)));
        let translate =
            found.and_then(|found| found.field).map(|field| misspelt(&field, &sample.samples)).unwrap_or_default();
        for (value, near) in &translate {
            let message = Message::new("import-read-as").with("value", value.as_str()).with("near", near.as_str());
            findings.push((place, message));
        }
        columns.push(ColumnPlan {
            index: column.index,
            name: column.name.clone(),
            target,
            manner: Manner::of(&habits),
            translate,
            unreadable: Unreadable::Refuse,
            guessed: guess.map(|guess| Guessed { why: guess.why, confidence: guess.confidence }),
        });
    }
    let plan = Plan {
        entity: layout.entity.name.to_string(),
        sheet,
        header: header.row,
        first: header.first_data_row,
        reading: Default::default(),
        match_by: keys(&layout.entity, &columns, &samples),
        related: related(world, actor, &layout, &columns),
        columns,
        empty: Default::default(),
        existing: Default::default(),
        missing: Default::default(),
        duplicates: Default::default(),
    };
    let samples = samples.iter().map(|column| {
        let filled = column.samples.iter().filter(|cell| !cell.is_empty());
        filled.take(SHOWN).map(|cell| short(&cell.shown())).collect()
    });
    Ok(Suggestion { plan, samples: samples.collect(), findings })
}

/// The fields that columns can go to, for choosing, in the order of the definitions.
///
/// # Errors
/// When the actor may not import into the entity.
pub fn choices(world: &World, actor: &Actor, entity: &str, language: &str) -> Result<Vec<Choice>> {
    let layout = world.named(entity)?;
    world.permit(actor, &layout.entity, Action::Import)?;
    let choices = hints(world, actor, &layout).into_iter().filter_map(|(path, hint)| {
        let target = Target::find(world, actor, &layout, &path)?;
        if let Some(lines) = &target.lines {
            return of_line(world, &layout, lines, &target, path, language);
        }
        let relation = target.relation.as_ref().and_then(|way| layout.entity.field(&way.name));
        let own = target.field.as_ref().map_or(&*target.name, |field| field.label.get(language));
        let required = match relation {
            Some(relation) => relation.required,
            None => target.field.as_ref().is_some_and(|field| field.required && field.default.is_none()),
        };
        let label = match target.part {
            ColumnPart::Value => own.to_owned(),
            _ => format!("{own}: {}", hint.labels.get(language_place(language)).map_or(&*target.name, String::as_str)),
        };
        let link = target.relation.as_ref().map(|way| way.name.to_string());
        let relation = relation.map(|relation| relation.label.get(language).to_owned());
        Some(Choice { path, relation, link, of_lines: false, label, kind: target.kind(), required })
    });
    Ok(choices.collect())
}

/// A field of line items: under the label of the lines.
fn of_line(
    world: &World,
    layout: &Layout,
    lines: &Lines,
    target: &Target,
    path: String,
    language: &str,
) -> Option<Choice> {
    let other = world.layout(&lines.entity)?;
    let field = match &target.relation {
        Some(way) => other.entity.field(&way.name)?,
        None => target.field.as_ref()?,
    };
    let title = target.relation.as_ref().and_then(|way| world.layout(&way.entity)?.title.first().cloned());
    let own = field.label.get(language);
    let label = match (&target.relation, &target.field, target.part) {
        // The title of a related record is what one calls it anyway.
        (Some(_), Some(found), _) if title.as_ref() != Some(&found.name) => {
            format!("{own}: {}", found.label.get(language))
        }
        (None, _, ColumnPart::Currency) => Message::new("export-currency").with("field", own).text(language),
        _ => own.to_owned(),
    };
    let relation = layout.entity.field(&lines.name)?.label.get(language).to_owned();
    let required = field.required && field.default.is_none();
    let link = target.relation.as_ref().map(|way| format!("{}.{}", lines.name, way.name));
    Some(Choice { path, relation: Some(relation), link, of_lines: true, label, kind: target.kind(), required })
}

fn language_place(language: &str) -> usize {
    let primary = language.split(['-', '_']).next().unwrap_or(language);
    model::LANGUAGES.iter().position(|known| *known == primary).unwrap_or(0)
}

/// Choices that are written a little wrong, and what they probably mean.
fn misspelt(field: &Field, samples: &[Cell]) -> BTreeMap<String, String> {
    let names: Vec<&str> = field
        .choices()
        .iter()
        .filter(|choice| !choice.retired)
        .flat_map(|choice| std::iter::once(&*choice.value).chain(choice.label.texts.iter().map(|(_, text)| &**text)))
        .collect();
    let mut found = BTreeMap::new();
    if names.is_empty() {
        return found;
    }
    for cell in samples {
        let Cell::Text(text) = cell else { continue };
        let text = text.trim();
        if text.is_empty() || names.iter().any(|name| name.to_lowercase() == text.to_lowercase()) {
            continue;
        }
        if let Some(near) = nearest(text, names.iter().copied()) {
            found.insert(text.to_owned(), near.to_owned());
        }
    }
    found
}

/// What probably tells records apart, among the fields that columns go to.
fn keys(entity: &Entity, columns: &[ColumnPlan], samples: &[ColumnSample]) -> Vec<Vec<String>> {
    let place = |name: &str| columns.iter().position(|column| column.target.as_deref() == Some(name));
    let mut keys: Vec<Vec<String>> = Vec::new();
    let mut add = |name: &Arc<str>| {
        if place(name).is_some() && !keys.iter().any(|key| key[0] == **name) {
            keys.push(vec![name.to_string()]);
        }
    };
    entity.fields.iter().filter(|field| field.unique).for_each(|field| add(&field.name));
    let compared = entity.matching.iter().flat_map(|matching| &matching.fields).filter(|field| field.path.len() == 1);
    let of_kind = |kind: MatchKind| compared.clone().filter(move |field| field.kind == kind);
    of_kind(MatchKind::Exact).chain(of_kind(MatchKind::Email)).for_each(|field| add(&field.path[0]));
    let Some(title) = entity.title.first() else { return keys };
    // Two people may have one name; two companies, products or deals hardly.
    let person = compared.clone().any(|field| field.path[0] == *title && field.kind == MatchKind::PersonName);
    // The rows of one record repeat its name.
    let lines = columns.iter().any(|column| column.target.as_deref().is_some_and(|path| is_of_lines(entity, path)));
    if !person && let Some(place) = place(title) {
        let texts: Vec<String> =
            samples[place].samples.iter().filter(|cell| !cell.is_empty()).map(Cell::shown).collect();
        let different: HashSet<&String> = texts.iter().collect();
        if lines || different.len() == texts.len() {
            keys.push(vec![title.to_string()]);
        }
    }
    keys
}

fn is_of_lines(entity: &Entity, path: &str) -> bool {
    let field = path.split_once('.').and_then(|(lines, _)| entity.field(lines));
    field.is_some_and(|field| matches!(field.kind, FieldKind::Lines(_)))
}

/// How the related records are found, and what is done when they are not there.
fn related(world: &World, actor: &Actor, layout: &Layout, columns: &[ColumnPlan]) -> Vec<RelatedPlan> {
    let mut all: Vec<RelatedPlan> = Vec::new();
    for column in columns {
        let Some((relation, by)) = column.target.as_deref().and_then(|path| path.rsplit_once('.')) else { continue };
        let Some(way) = relation_at(world, layout, relation) else { continue };
        if all.iter().any(|known| known.relation == relation) {
            continue;
        }
        let create = world.layout(&way.entity).is_some_and(|other| {
            let entity = &other.entity;
            // Settings such as stages are made by hand; tags come as they are used.
            let wanted = way.many || entity.owner != OwnerPolicy::Nobody;
            let open = entity.features.import && entity.kind == EntityKind::Normal;
            wanted && open && world.permit(actor, entity, Action::Create).is_ok()
        });
        let absent = match create {
            true => Absent::Create,
            // One that nobody needs to have is no reason to refuse a row.
            false if !is_required(world, layout, relation) => Absent::LeaveEmpty,
            false => Absent::Refuse,
        };
        all.push(RelatedPlan { relation: relation.to_owned(), by: by.to_owned(), absent });
    }
    all
}

/// Whether a record, or a line item of it, must lead somewhere by a relation.
fn is_required(world: &World, layout: &Layout, relation: &str) -> bool {
    let required = |entity: &Entity, name: &str| entity.field(name).is_some_and(|field| field.required);
    match relation.split_once('.') {
        None => required(&layout.entity, relation),
        Some((lines, relation)) => match layout.entity.field(lines).map(|field| &field.kind) {
            Some(FieldKind::Lines(lines)) => {
                world.layout(&lines.entity).is_some_and(|other| required(&other.entity, relation))
            }
            _ => false,
        },
    }
}
