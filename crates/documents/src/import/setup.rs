//! A plan checked against the definitions, with everything at hand that a row needs.

use std::collections::HashMap;
use std::sync::Arc;

use access::{Action, Actor};
use feel::Value;
use model::{ColumnPart, EntityKind};
use records::{Layout, World};

use super::error::{Error, Result};
use super::find::{canonical, joined};
use super::plan::{ColumnPlan, Duplicates, Empty, Existing, Missing, Plan, RelatedPlan, Unreadable};
use super::report::Problem;
use super::row::Wanted;
use super::target::Target;
use crate::Message;
use crate::value::{Habits, Kind};

/// What is known before the first row.
pub(super) struct Setup {
    /// The definitions it was checked against.
    pub stamp: i64,
    pub entity: Arc<str>,
    pub columns: Vec<Column>,
    /// What records are found by: first the keys of the entity itself, then one for each relation.
    pub keys: Vec<Key>,
    /// How many keys are the entity's own.
    pub own_keys: usize,
    pub links: Vec<Link>,
    pub empty: Empty,
    pub existing: Existing,
    pub missing: Missing,
    pub duplicates: Duplicates,
    /// The country of phone numbers without a prefix.
    pub country: Option<Arc<str>>,
    /// Where a column names the country of the row.
    pub country_column: Option<usize>,
    /// How many columns the sheet has, as far as the plan knows.
    pub width: usize,
}

/// A column that goes somewhere.
pub(super) struct Column {
    pub index: usize,
    pub name: String,
    pub path: String,
    pub target: Target,
    pub kind: Kind,
    pub habits: Habits,
    /// By the cell in small letters.
    pub translate: HashMap<String, String>,
    pub unreadable: Unreadable,
    /// The relation it belongs to.
    pub link: Option<usize>,
    /// The currency of the amount in it, when no column says it.
    pub currency: Option<Arc<str>>,
}

/// What records of an entity are found by: fields that must all agree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Key {
    pub entity: Arc<str>,
    pub fields: Vec<Arc<str>>,
    /// Which of them are e-mail addresses, whose letters may be small or capital.
    pub emails: Vec<bool>,
}

impl Key {
    /// The values of the key in one text that is equal when they are; none when one is missing.
    pub fn text<'a>(&self, values: impl Iterator<Item = &'a Value>) -> Option<String> {
        joined(values.zip(&self.emails).map(|(value, email)| {
            let text = canonical(value)?;
            Some(if *email { text.to_lowercase() } else { text })
        }))
    }
}

/// A relation that columns go to.
pub(super) struct Link {
    pub relation: Arc<str>,
    pub entity: Arc<str>,
    pub many: bool,
    /// The field that finds the related record.
    pub by: Arc<str>,
    pub create: bool,
    /// Its place in [`Setup::keys`].
    pub key: usize,
}

impl Setup {
    /// Checks a plan.
    ///
    /// # Errors
    /// [`Error::Plan`] with every finding; [`Error::Records`] when the actor may not import into the entity.
    pub fn of(world: &World, actor: &Actor, plan: &Plan) -> Result<Setup> {
        let layout = world.named(&plan.entity)?;
        world.permit(actor, &layout.entity, Action::Import)?;
        let mut findings = Vec::new();
        if !layout.entity.features.import || layout.entity.kind == EntityKind::System {
            findings.push(Problem::row(Message::new("import-entity-closed").with("entity", plan.entity.as_str())));
        }
        let mut columns = columns(world, actor, &layout, plan, &mut findings);
        let mut keys = own_keys(&layout, &columns, plan, &mut findings);
        let own_keys = keys.len();
        let links = links(&mut columns, plan, &mut keys, &mut findings);
        for column in &columns {
            let matches = keys[..own_keys].iter().any(|key| key.fields.contains(&column.target.name));
            if !column.target.writable && !matches && column.target.part != ColumnPart::Base {
                findings.push(about(column, "import-target-read-only"));
            }
        }
        let certain = match plan.duplicates {
            Duplicates::TreatAsMatch { certain } => certain,
            Duplicates::Ignore | Duplicates::Warn => 1.0,
        };
        if !(0.0..=1.0).contains(&certain) {
            findings.push(Problem::row(Message::new("import-certain-out-of-range")));
        }
        if columns.is_empty() && findings.is_empty() {
            findings.push(Problem::row(Message::new("import-no-targets")));
        }
        if !findings.is_empty() {
            return Err(Error::Plan(findings));
        }
        let country_column = columns.iter().find(|column| column.target.part == ColumnPart::Country);
        Ok(Setup {
            stamp: world.stamp,
            entity: layout.entity.name.shared(),
            country_column: country_column.map(|column| column.index),
            width: plan.columns.iter().map(|column| column.index + 1).max().unwrap_or(0),
            columns,
            keys,
            own_keys,
            links,
            empty: plan.empty,
            existing: plan.existing,
            missing: plan.missing,
            duplicates: plan.duplicates,
            country: world.settings.country.clone(),
        })
    }

    /// What finds a related record, as a text; none when the cell is empty.
    pub fn link_text(&self, wanted: &Wanted) -> Option<String> {
        self.keys[self.links[wanted.link].key].text(std::iter::once(&wanted.key))
    }

    /// The column that a field came from.
    pub fn column_of(&self, field: &str) -> Option<&Column> {
        let own = |column: &&Column| column.target.relation.is_none() && *column.target.name == *field;
        let led = |column: &&Column| column.target.relation.as_ref().is_some_and(|way| *way.name == *field);
        self.columns.iter().find(own).or_else(|| self.columns.iter().find(led))
    }
}

fn about(column: &Column, id: &'static str) -> Problem {
    Problem {
        column: Some(column.index),
        name: Some(column.name.clone()),
        field: Some(column.path.clone()),
        message: Message::new(id).with("target", column.path.as_str()),
    }
}

fn columns(world: &World, actor: &Actor, layout: &Layout, plan: &Plan, findings: &mut Vec<Problem>) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    for wanted in &plan.columns {
        let Some(path) = wanted.target.as_deref().filter(|path| !path.is_empty()) else { continue };
        let Some(target) = Target::find(world, actor, layout, path) else {
            findings.push(Problem {
                column: Some(wanted.index),
                name: Some(wanted.name.clone()),
                field: None,
                message: Message::new("import-unknown-target").with("target", path),
            });
            continue;
        };
        let column = column(actor, layout, wanted, path, target);
        if columns.iter().any(|known| known.path == column.path) {
            findings.push(about(&column, "import-target-twice"));
            continue;
        }
        columns.push(column);
    }
    let taken: Vec<Arc<str>> = columns.iter().map(|column| Arc::clone(&column.target.name)).collect();
    for column in &mut columns {
        column.currency = column.currency.take().filter(|currency| !taken.contains(currency));
    }
    columns
}

fn column(actor: &Actor, layout: &Layout, wanted: &ColumnPlan, path: &str, target: Target) -> Column {
    let kind = target.kind();
    let currency: Arc<str> = format!("{}_currency", target.name).into();
    let has_currency = kind == Kind::Money && target.relation.is_none() && layout.slot(&currency).is_some();
    Column {
        index: wanted.index,
        name: wanted.name.clone(),
        path: path.to_owned(),
        kind,
        habits: wanted.manner.habits(&actor.zone),
        translate: wanted.translate.iter().map(|(from, to)| (from.trim().to_lowercase(), to.clone())).collect(),
        unreadable: wanted.unreadable,
        link: None,
        currency: has_currency.then_some(currency),
        target,
    }
}

/// The keys of the entity itself.
fn own_keys(layout: &Layout, columns: &[Column], plan: &Plan, findings: &mut Vec<Problem>) -> Vec<Key> {
    let mut keys = Vec::new();
    for fields in plan.match_by.iter().filter(|fields| !fields.is_empty()) {
        let mut key = Key { entity: layout.entity.name.shared(), fields: Vec::new(), emails: Vec::new() };
        for field in fields {
            // A relation is named by itself, or by the path of the column that finds it.
            let fed = columns.iter().find(|column| match &column.target.relation {
                Some(way) => !way.many && (*way.name == **field || column.path == *field),
                None => *column.target.name == **field || column.path == *field,
            });
            match fed {
                Some(column) => {
                    key.emails.push(column.kind == Kind::Email && column.target.relation.is_none());
                    key.fields.push(match &column.target.relation {
                        Some(way) => Arc::clone(&way.name),
                        None => Arc::clone(&column.target.name),
                    });
                }
                None => findings.push(Problem {
                    column: None,
                    name: None,
                    field: Some(field.clone()),
                    message: Message::new("import-match-without-column").with("field", field.as_str()),
                }),
            }
        }
        keys.push(key);
    }
    keys
}

/// The relations, each with the column that finds its records.
fn links(columns: &mut [Column], plan: &Plan, keys: &mut Vec<Key>, findings: &mut Vec<Problem>) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    for index in 0..columns.len() {
        let Some(way) = columns[index].target.relation.clone() else { continue };
        let known = links.iter().position(|link| link.relation == way.name);
        let link = known.unwrap_or_else(|| {
            let chosen: Option<&RelatedPlan> = plan.related.iter().find(|related| *related.relation == *way.name);
            let by = chosen.map_or(&*columns[index].target.name, |related| &related.by);
            let of_link = |column: &&Column| {
                column.target.relation.as_ref().is_some_and(|other| other.name == way.name)
                    && *column.target.name == *by
            };
            let finding = columns.iter().find(of_link);
            if finding.is_none() {
                findings.push(about(&columns[index], "import-relation-without-key"));
            }
            let email = finding.is_some_and(|column| column.kind == Kind::Email);
            keys.push(Key { entity: way.entity.shared(), fields: vec![by.into()], emails: vec![email] });
            links.push(Link {
                relation: Arc::clone(&way.name),
                entity: way.entity.shared(),
                many: way.many,
                by: by.into(),
                create: chosen.is_some_and(|related| related.create),
                key: keys.len() - 1,
            });
            links.len() - 1
        });
        columns[index].link = Some(link);
    }
    links
}
