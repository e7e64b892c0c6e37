//! A page of records read, and drawn as rows: each value as its field's type is shown.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use access::Action;
use feel::Value;
use maud::{Markup, html};
use model::{Entity, Kind};
use records::{Tx, World};

use super::field::{self, Found};
use super::open::Opened;
use super::order;
use crate::component::field::of::{self, Beside};
use crate::component::field::relation::{self, Target};
use crate::component::grid::{Cell, Place, Row};
use crate::component::tag::{self, Hue};
use crate::site::{Me, Trouble};

/// So much of a long text stands in a cell: it has one line of a narrow column.
const IN_A_CELL: usize = 200;

/// A page of rows, and where the next one begins.
pub(super) struct Rows {
    pub rows: Vec<Read>,
    pub next: Option<String>,
    sources: Vec<Source>,
    titles: HashMap<(Arc<str>, i64), String>,
    targets: HashMap<Arc<str>, Facts>,
    many: HashMap<(usize, i64), Vec<Linked>>,
}

/// A record that a relation to many leads to: its id, title and hue.
type Linked = (i64, String, Hue);

/// The values of one record.
pub(super) struct Read {
    pub id: i64,
    values: Vec<Value>,
}

/// Where the cell of a column comes from: places among the values.
enum Source {
    Plain(usize),
    Money {
        at: usize,
        currency: usize,
    },
    /// The five parts of an address.
    Address([usize; 5]),
    /// A record of one entity, with its hue where it has one.
    One {
        at: usize,
        entity: Arc<str>,
        hue: Option<usize>,
    },
    /// A record of one of several entities.
    Open {
        at: usize,
        entity: usize,
    },
    /// Records of a relation to many.
    Many {
        entity: Arc<str>,
    },
}

/// What is known of an entity that records point to.
struct Facts {
    plural: Arc<str>,
    is_person: bool,
    is_open: bool,
    has_hue: bool,
    /// A small table of settings, whose records have no face: reasons, price lists.
    is_plain: bool,
}

/// The values a query asks for, each once.
#[derive(Default)]
struct Asked(Vec<Vec<Arc<str>>>);

impl Asked {
    fn place(&mut self, path: Vec<Arc<str>>) -> usize {
        self.0.iter().position(|known| *known == path).unwrap_or_else(|| {
            self.0.push(path);
            self.0.len() - 1
        })
    }
}

impl Rows {
    /// Reads the page an address names.
    ///
    /// # Errors
    /// When the query cannot be, or the database cannot be read.
    pub fn read(tx: &mut Tx<'_>, me: &Me, opened: &Opened) -> Result<Self, Trouble> {
        let world = Arc::clone(tx.world());
        let mut asked = Asked::default();
        let mut targets = HashMap::new();
        let sources: Vec<Source> =
            opened.columns.iter().map(|found| source(&world, me, found, &mut asked, &mut targets)).collect();
        let mut query = opened.query(&world, me)?;
        query.columns.clone_from(&asked.0);
        let count = query.columns.len();
        let mut rows = Vec::new();
        let next = order::page(tx, me, opened, query, |row| {
            rows.push(Read { id: row.id(), values: (0..count).map(|column| row.value(column)).collect() });
        })?;
        let mut read = Self { rows, next, sources, titles: HashMap::new(), targets, many: HashMap::new() };
        read.look_up(tx, me, opened)?;
        Ok(read)
    }

    /// Looks up the titles of the records themselves and of those they point to, an entity at a time.
    fn look_up(&mut self, tx: &mut Tx<'_>, me: &Me, opened: &Opened) -> Result<(), Trouble> {
        let mut wanted: BTreeMap<Arc<str>, Vec<i64>> = BTreeMap::new();
        wanted.insert(opened.entity.name.shared(), self.rows.iter().map(|row| row.id).collect());
        for source in &self.sources {
            for row in &self.rows {
                let (entity, id) = match source {
                    Source::One { at, entity, .. } => (Arc::clone(entity), id_of(&row.values[*at])),
                    Source::Open { at, entity } => match row.values[*entity].as_text() {
                        Some(entity) => (Arc::from(entity), id_of(&row.values[*at])),
                        None => continue,
                    },
                    _ => continue,
                };
                let ids = wanted.entry(entity).or_default();
                ids.extend(id.filter(|id| !ids.contains(id)));
            }
        }
        for (entity, ids) in wanted {
            if !self.targets.contains_key(&entity)
                && let Some(target) = tx.model().entity(&entity)
            {
                let facts = facts(tx.world(), me, target);
                self.targets.insert(Arc::clone(&entity), facts);
            }
            for titled in records::titles(tx, me.actor(), &entity, &ids)? {
                self.titles.insert((Arc::clone(&entity), titled.id), titled.title);
            }
        }
        self.look_up_many(tx, me, opened)
    }

    /// Looks up what relations to many lead to.
    fn look_up_many(&mut self, tx: &mut Tx<'_>, me: &Me, opened: &Opened) -> Result<(), Trouble> {
        let parents: Vec<i64> = self.rows.iter().map(|row| row.id).collect();
        for (index, source) in self.sources.iter().enumerate() {
            let (Source::Many { entity }, found) = (source, &opened.columns[index]) else { continue };
            // Who may read none of them sees none.
            if !self.targets.get(entity).is_some_and(|facts| facts.is_open) || parents.is_empty() {
                continue;
            }
            let (way, target) = records::way(tx, &opened.entity.name, &found.field.name)?;
            let mut query = records::Query::of(entity.clone());
            let has_hue = field::hue_field(&target).is_some();
            if has_hue {
                query = query.column("hue");
            }
            query.limit = 6;
            let mut pairs: Vec<(i64, i64, Hue)> = Vec::new();
            records::related(tx, me.actor(), &query, &way, &parents, |parent, row| {
                let hue = if has_hue { hue_of(&row.value(0)) } else { Hue::Neutral };
                pairs.push((parent, row.id(), hue));
            })?;
            let mut ids: Vec<i64> = pairs.iter().map(|(_, id, _)| *id).collect();
            ids.sort_unstable();
            ids.dedup();
            let titles: HashMap<i64, String> = records::titles(tx, me.actor(), entity, &ids)?
                .into_iter()
                .map(|titled| (titled.id, titled.title))
                .collect();
            for (parent, id, hue) in pairs {
                let title = titles.get(&id).cloned().unwrap_or_default();
                self.many.entry((index, parent)).or_default().push((id, title, hue));
            }
        }
        Ok(())
    }

    /// The rows as the grid draws them.
    pub fn draw<'o>(&self, me: &Me, opened: &'o Opened, may_change: Option<&access::Permit>) -> Vec<Row<'o>> {
        let places = self.places(opened);
        let title = single_title(&opened.entity);
        let is_person = field::is_person(&opened.entity);
        let editable =
            |field: &model::Field| may_change.is_some_and(|permit| is_editable(&opened.entity, permit, field));
        self.rows
            .iter()
            .map(|row| {
                let url = format!("/{}/{}", opened.entity.plural, row.id);
                let name = self.titles.get(&(opened.entity.name.shared(), row.id)).cloned().unwrap_or_default();
                let mut first = Cell::title(&url, &name);
                if let Some(field) = title.filter(|field| editable(field)) {
                    first = first.edit(&field.name);
                }
                let mut cells = vec![first];
                for (index, found) in opened.columns.iter().enumerate() {
                    let mut cell =
                        Cell { content: self.cell(me, index, found, row), place: places[index], ..Cell::default() };
                    cell.digits = is_right(found);
                    if found.path.len() == 1 && editable(&found.field) {
                        cell.edit = Some(&found.field.name);
                    }
                    cells.push(cell);
                }
                Row { id: row.id, url: url.into(), title: name.into(), person: is_person, cells }
            })
            .collect()
    }

    /// Where each column stands on a phone's card: the first of each sort.
    fn places(&self, opened: &Opened) -> Vec<Option<Place>> {
        let mut free = vec![Place::Sum, Place::Sub, Place::Date, Place::Tag, Place::More];
        let mut take = |wanted: &[Place]| {
            let place = wanted.iter().find(|place| free.contains(place)).copied()?;
            free.retain(|left| *left != place);
            Some(place)
        };
        let place = |(source, found): (&Source, &Found)| match (source, found.field.kind.shown()) {
            (Source::Money { .. }, _) => take(&[Place::Sum]),
            (Source::One { hue: Some(_), .. }, _) | (_, Kind::Choice { .. } | Kind::Choices { .. }) => {
                take(&[Place::Tag])
            }
            (_, Kind::Date | Kind::DateTime) => take(&[Place::Date, Place::More]),
            (
                _,
                Kind::Relation(_) | Kind::Text { .. } | Kind::Email | Kind::Phone | Kind::Address | Kind::AutoNumber(_),
            ) => take(&[Place::Sub, Place::More]),
            _ => None,
        };
        self.sources.iter().zip(&opened.columns).map(place).collect()
    }

    fn cell(&self, me: &Me, column: usize, found: &Found, row: &Read) -> Option<Markup> {
        let reader = &me.reader;
        let show = |value: &Value, beside: &Beside<'_>| of::show(reader, &found.field, value, beside);
        match &self.sources[column] {
            Source::Plain(at) => match (found.field.kind.shown(), &row.values[*at]) {
                (_, Value::Null) => None,
                (Kind::Percent { .. }, value) => {
                    let percent = value.as_number()?;
                    Some(crate::component::field::number::show_bar(reader, &percent.to_string()))
                }
                (Kind::LongText { .. }, value) => {
                    let (line, more) = beginning(value.as_text()?);
                    Some(html! { (line) @if more { "…" } })
                }
                (Kind::Choices { .. }, value) => show(value, &Beside::default()),
                (_, value) => show(value, &Beside::default()),
            },
            Source::Money { at, currency } => {
                let code = row.values[*currency].as_text().unwrap_or_default().to_owned();
                show(&row.values[*at], &Beside { currency: code.into(), ..Beside::default() })
            }
            Source::Address(parts) => {
                // A cell has one line: where it is, not the whole envelope.
                let text = |index: usize| row.values[parts[index]].as_text().filter(|text| !text.is_empty());
                let shown: Vec<&str> = [text(1), text(4)].into_iter().flatten().collect();
                let shown = if shown.is_empty() { text(0).into_iter().collect() } else { shown };
                (!shown.is_empty()).then(|| html! { (shown.join(", ")) })
            }
            Source::One { at, entity, hue } => {
                let id = id_of(&row.values[*at])?;
                let title = self.titles.get(&(Arc::clone(entity), id))?;
                match hue {
                    Some(hue) => Some(tag::status(title, hue_of(&row.values[*hue]))),
                    None if self.targets.get(entity).is_some_and(|facts| facts.is_plain) => Some(html! { (title) }),
                    None => Some(relation::show(&self.target(entity, id, title))),
                }
            }
            Source::Open { at, entity } => {
                let id = id_of(&row.values[*at])?;
                let entity: Arc<str> = Arc::from(row.values[*entity].as_text()?);
                let title = self.titles.get(&(Arc::clone(&entity), id))?;
                Some(relation::show(&self.target(&entity, id, title)))
            }
            Source::Many { entity } => {
                let found = self.many.get(&(column, row.id))?;
                let facts = self.targets.get(entity)?;
                Some(html! {
                    span class="tags" {
                        @for (id, title, hue) in found {
                            @if facts.has_hue { (tag::tag(title, *hue)) } @else { (relation::show(&self.target(entity, *id, title))) }
                        }
                    }
                })
            }
        }
    }

    fn target<'a>(&self, entity: &Arc<str>, id: i64, title: &'a str) -> Target<'a> {
        let facts = self.targets.get(entity);
        let url =
            facts.filter(|facts| facts.is_open).map(|facts| format!("/{}/{id}", facts.plural)).unwrap_or_default();
        Target {
            id,
            title: Cow::Borrowed(title),
            url: url.into(),
            person: facts.is_some_and(|facts| facts.is_person),
            ..Target::default()
        }
    }
}

/// How a long text begins: of its first line so much as a cell shows, and whether that line goes on.
fn beginning(text: &str) -> (&str, bool) {
    let line = text.lines().next().unwrap_or_default();
    match line.char_indices().nth(IN_A_CELL) {
        Some((end, _)) => (&line[..end], true),
        None => (line, false),
    }
}

fn source(world: &World, me: &Me, found: &Found, asked: &mut Asked, targets: &mut HashMap<Arc<str>, Facts>) -> Source {
    let path = &found.path;
    let beside = |suffix: &str| {
        let mut path = path.clone();
        if let Some(last) = path.last_mut() {
            *last = format!("{last}_{suffix}").into();
        }
        path
    };
    let below = |name: &str| path.iter().cloned().chain([Arc::from(name)]).collect::<Vec<Arc<str>>>();
    match found.field.kind.shown() {
        Kind::Money(_) => Source::Money { at: asked.place(path.clone()), currency: asked.place(beside("currency")) },
        Kind::Address => Source::Address(
            ["street", "city", "region", "postal_code", "country"].map(|part| asked.place(beside(part))),
        ),
        Kind::Relation(relation) => match relation.only_target() {
            Some(target) => {
                let name = target.shared();
                let mut hue = None;
                if let Some(entity) = world.model.entity(target) {
                    let known = facts(world, me, entity);
                    if known.is_open && known.has_hue {
                        hue = Some(asked.place(below("hue")));
                    }
                    targets.insert(Arc::clone(&name), known);
                }
                Source::One { at: asked.place(path.clone()), entity: name, hue }
            }
            None => Source::Open { at: asked.place(path.clone()), entity: asked.place(beside("entity")) },
        },
        Kind::Relations(relations) => {
            let name = relations.to.shared();
            if let Some(entity) = world.model.entity(&relations.to) {
                targets.insert(Arc::clone(&name), facts(world, me, entity));
            }
            Source::Many { entity: name }
        }
        _ => Source::Plain(asked.place(path.clone())),
    }
}

fn facts(world: &World, me: &Me, entity: &Arc<Entity>) -> Facts {
    let permit = world.permit(me.actor(), entity, Action::Read);
    let has_hue = permit.as_ref().is_ok_and(|permit| {
        field::hue_field(entity).is_some_and(|hue| field::all(entity, permit).any(|field| field.name == hue.name))
    });
    Facts {
        plural: Arc::clone(&entity.plural),
        is_person: field::is_person(entity),
        is_open: permit.is_ok(),
        has_hue,
        is_plain: entity.owner == model::OwnerPolicy::Nobody && entity.matching.is_none() && !field::is_person(entity),
    }
}

/// The title field, where it is one.
pub(super) fn single_title(entity: &Entity) -> Option<&Arc<model::Field>> {
    match &entity.title[..] {
        [only] => entity.field(only),
        _ => None,
    }
}

/// Whether a field can be changed in its cell.
fn is_editable(entity: &Entity, permit: &access::Permit, field: &model::Field) -> bool {
    let writable = match entity.fields.iter().position(|known| known.name == field.name) {
        Some(position) => permit.is_writable(position) && field.is_writable(),
        None => matches!(&*field.name, "owner"),
    };
    let fits = !matches!(
        field.kind,
        Kind::Lines(_)
            | Kind::Address
            | Kind::Json
            | Kind::RichText { .. }
            | Kind::File
            | Kind::Image
            | Kind::LongText { .. }
    );
    writable && fits
}

/// Whether a column's values stand to the right.
pub(super) fn is_right(found: &Found) -> bool {
    found.field.kind.is_number() && !matches!(found.field.kind.shown(), Kind::Percent { .. } | Kind::Rating { .. })
}

fn id_of(value: &Value) -> Option<i64> {
    value.as_number().and_then(feel::Number::to_i64)
}

fn hue_of(value: &Value) -> Hue {
    value.as_text().map(Hue::parse).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_shows_how_a_long_text_begins() {
        assert_eq!(beginning("One line\nand another"), ("One line", false));
        let long = "ї".repeat(IN_A_CELL + 1);
        assert_eq!(beginning(&long), (&*"ї".repeat(IN_A_CELL), true));
        assert_eq!(beginning(""), ("", false));
    }
}
