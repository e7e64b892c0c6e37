//! A plan checked against the definitions, with everything at hand that a row needs.

use std::collections::HashMap;
use std::sync::Arc;

use access::{Action, Actor};
use feel::Value;
use model::{ColumnPart, Entity, EntityKind};
use records::{Layout, World};

use super::error::{Error, Result};
use super::find::{Compared, KeyText, canonical, joined};
use super::plan::{Absent, ColumnPlan, Duplicates, Empty, Existing, Missing, Plan, RelatedPlan, Unreadable};
use super::report::Problem;
use super::row::Wanted;
use super::target::{Lines, Target, in_full};
use crate::Message;
use crate::value::{Habits, Kind};

/// What is known before the first row.
pub(super) struct Setup {
    /// The definitions it was checked against.
    pub stamp: i64,
    pub entity: Arc<str>,
    pub definition: Arc<Entity>,
    pub columns: Vec<Column>,
    /// What records are found by: first the keys of the entity itself, then one for each relation.
    pub keys: Vec<Key>,
    /// How many keys are the entity's own.
    pub own_keys: usize,
    /// What else of a row may concern other rows: fields that no two records share, and those by which a relation to
    /// the entity itself finds them.
    pub watched: Vec<Key>,
    pub links: Vec<Link>,
    /// The line items that columns go to.
    pub lines: Option<Lines>,
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

impl Column {
    /// Whether it is about the record itself and not about its line items.
    pub fn is_own(&self) -> bool {
        self.target.lines.is_none()
    }
}

/// What records of an entity are found by: fields that must all agree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Key {
    pub entity: Arc<str>,
    pub fields: Vec<Arc<str>>,
    /// How each of them is compared.
    pub compared: Vec<Compared>,
}

impl Key {
    /// The values of the key in one text that is equal when they are; none when one is missing.
    pub fn text<'a>(&self, values: impl Iterator<Item = &'a Value>) -> Option<KeyText> {
        let (mut exact, mut folded) = (Vec::new(), Vec::new());
        for (value, compared) in values.zip(&self.compared) {
            let text = canonical(value)?;
            let small = || text.to_lowercase();
            folded.push(Some(if *compared == Compared::Exactly { text.clone() } else { small() }));
            exact.push(Some(if *compared == Compared::Email { small() } else { text }));
        }
        Some(KeyText { exact: joined(exact.into_iter())?, folded: joined(folded.into_iter())? })
    }

    /// Whether two keys find the same records by the same texts.
    pub fn is_like(&self, other: &Key) -> bool {
        self.entity == other.entity && self.fields == other.fields
    }
}

/// A relation that columns go to.
pub(super) struct Link {
    pub relation: Arc<str>,
    /// Whether it is a line item's, and not the record's own.
    pub on_line: bool,
    pub entity: Arc<str>,
    pub many: bool,
    /// The field that finds the related record.
    pub by: Arc<str>,
    pub absent: Absent,
    /// Its place in [`Setup::keys`].
    pub key: usize,
}

impl Setup {
    /// The entities whose records an import may create.
    pub fn entities(&self) -> impl Iterator<Item = &str> {
        let lines = self.lines.iter().map(|lines| &*lines.entity);
        std::iter::once(&*self.entity).chain(self.links.iter().map(|link| &*link.entity)).chain(lines)
    }

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
        let links = links(world, &mut columns, plan, &mut keys, &mut findings);
        let watched = watched(&layout, &columns, &keys[..own_keys], &links);
        let lines = lines(&columns, own_keys, &mut findings);
        for column in &columns {
            let matches =
                column.is_own() && keys[..own_keys].iter().any(|key| key.fields.contains(&column.target.name));
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
        let country_column = columns.iter().find(|column| column.is_own() && column.target.part == ColumnPart::Country);
        Ok(Setup {
            stamp: world.stamp,
            entity: layout.entity.name.shared(),
            definition: Arc::clone(&layout.entity),
            country_column: country_column.map(|column| column.index),
            width: plan.columns.iter().map(|column| column.index + 1).max().unwrap_or(0),
            columns,
            keys,
            own_keys,
            watched,
            links,
            lines,
            empty: plan.empty,
            existing: plan.existing,
            missing: plan.missing,
            duplicates: plan.duplicates,
            country: world.settings.country.clone(),
        })
    }

    /// Which keys find the same records by the same texts: those with the same number.
    pub fn space(&self, key: &Key) -> usize {
        let place = self.keys.iter().chain(&self.watched).position(|known| known.is_like(key));
        place.unwrap_or(usize::MAX)
    }

    /// What finds a related record, as a text; none when the cell is empty.
    pub fn link_text(&self, wanted: &Wanted) -> Option<KeyText> {
        self.keys[self.links[wanted.link].key].text(std::iter::once(&wanted.key))
    }

    /// The column that a field came from.
    pub fn column_of(&self, field: &str) -> Option<&Column> {
        self.fed(field, Column::is_own)
    }

    /// The column that a field of a line item came from.
    pub fn column_of_line(&self, field: &str) -> Option<&Column> {
        self.fed(field, |column| !column.is_own())
    }

    fn fed(&self, field: &str, among: impl Fn(&Column) -> bool) -> Option<&Column> {
        let columns = || self.columns.iter().filter(|column| among(column));
        let own = |column: &&Column| column.target.relation.is_none() && *column.target.name == *field;
        let led = |column: &&Column| column.target.relation.as_ref().is_some_and(|way| *way.name == *field);
        columns().find(own).or_else(|| columns().find(led))
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
        let path = &*in_full(world, layout, path);
        let Some(target) = Target::find(world, actor, layout, path) else {
            findings.push(Problem {
                column: Some(wanted.index),
                name: Some(wanted.name.clone()),
                field: None,
                message: Message::new("import-unknown-target").with("target", path),
            });
            continue;
        };
        let of_lines = target.lines.as_ref().and_then(|lines| world.layout(&lines.entity));
        let column = column(actor, of_lines.as_deref().unwrap_or(layout), wanted, path, target);
        if columns.iter().any(|known| known.path == column.path) {
            findings.push(about(&column, "import-target-twice"));
            continue;
        }
        columns.push(column);
    }
    let taken: Vec<(bool, Arc<str>)> =
        columns.iter().map(|column| (column.is_own(), Arc::clone(&column.target.name))).collect();
    for column in &mut columns {
        let own = column.is_own();
        column.currency = column.currency.take().filter(|currency| !taken.contains(&(own, Arc::clone(currency))));
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
        let mut key = Key { entity: layout.entity.name.shared(), fields: Vec::new(), compared: Vec::new() };
        for field in fields {
            // A relation is named by itself, or by the path of the column that finds it.
            let fed = columns.iter().filter(|column| column.is_own()).find(|column| match &column.target.relation {
                Some(way) => !way.many && (*way.name == **field || column.path == *field),
                None => *column.target.name == **field || column.path == *field,
            });
            match fed {
                Some(column) => {
                    let field = match &column.target.relation {
                        Some(way) => &way.name,
                        None => &column.target.name,
                    };
                    key.compared.push(compared(layout, field));
                    key.fields.push(Arc::clone(field));
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

/// How the values of a field are compared: names by their sort keys.
fn compared(layout: &Layout, field: &str) -> Compared {
    let Some(slot) = layout.slot(field) else { return Compared::Exactly };
    match slot.field.map(|position| &layout.entity.fields[position].kind) {
        Some(model::Kind::Email) => Compared::Email,
        _ if slot.key.is_some() => Compared::Words,
        _ => Compared::Exactly,
    }
}

/// What rows may have in common beside the keys they are matched by.
fn watched(layout: &Layout, columns: &[Column], own_keys: &[Key], links: &[Link]) -> Vec<Key> {
    let fed = |field: &Arc<str>| {
        columns.iter().filter(|column| column.is_own()).any(|column| match &column.target.relation {
            Some(way) => !way.many && way.name == *field,
            None => column.target.name == *field,
        })
    };
    let own = layout.entity.name.shared();
    let unique = layout.entity.unique.iter().cloned();
    let leading_here =
        links.iter().filter(|link| link.entity == own && !link.on_line).map(|link| vec![Arc::clone(&link.by)]);
    let mut watched: Vec<Key> = Vec::new();
    for fields in unique.chain(leading_here).filter(|fields| !fields.is_empty() && fields.iter().all(fed)) {
        let compared = fields.iter().map(|field| compared(layout, field)).collect();
        let key = Key { entity: Arc::clone(&own), fields, compared };
        if !own_keys.iter().chain(&watched).any(|known| known.is_like(&key)) {
            watched.push(key);
        }
    }
    watched
}

/// The line items that columns go to: those of one field, of records that a key tells apart.
fn lines(columns: &[Column], own_keys: usize, findings: &mut Vec<Problem>) -> Option<Lines> {
    let mut of_lines = columns.iter().filter_map(|column| Some((column, column.target.lines.as_ref()?)));
    let (first, lines) = of_lines.next()?;
    if own_keys == 0 {
        findings.push(about(first, "import-lines-without-key"));
    }
    findings
        .extend(of_lines.filter(|(_, other)| *other != lines).map(|(column, _)| about(column, "import-lines-mixed")));
    Some(lines.clone())
}

/// The relations, each with the column that finds its records.
fn links(
    world: &World,
    columns: &mut [Column],
    plan: &Plan,
    keys: &mut Vec<Key>,
    findings: &mut Vec<Problem>,
) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    for index in 0..columns.len() {
        let Some(way) = columns[index].target.relation.clone() else { continue };
        let lines = columns[index].target.lines.clone();
        let known = links.iter().position(|link| link.relation == way.name && link.on_line == lines.is_some());
        let link = known.unwrap_or_else(|| {
            let path = match &lines {
                Some(lines) => format!("{}.{}", lines.name, way.name),
                None => way.name.to_string(),
            };
            let chosen: Option<&RelatedPlan> = plan.related.iter().find(|related| related.relation == path);
            let by = chosen.map_or(&*columns[index].target.name, |related| &related.by);
            let of_link = |column: &&Column| {
                column.target.relation.as_ref().is_some_and(|other| other.name == way.name)
                    && column.target.lines == lines
                    && *column.target.name == *by
            };
            let finding = columns.iter().find(of_link);
            if finding.is_none() {
                findings.push(about(&columns[index], "import-relation-without-key"));
            }
            let compared = world.layout(&way.entity).map_or(Compared::Exactly, |other| compared(&other, by));
            keys.push(Key { entity: way.entity.shared(), fields: vec![by.into()], compared: vec![compared] });
            links.push(Link {
                relation: Arc::clone(&way.name),
                on_line: lines.is_some(),
                entity: way.entity.shared(),
                many: way.many,
                by: by.into(),
                absent: chosen.map_or_else(Absent::default, |related| related.absent),
                key: keys.len() - 1,
            });
            links.len() - 1
        });
        columns[index].link = Some(link);
    }
    links
}
