//! Lists of the records that point to this one, the first few of each.

use std::sync::Arc;

use access::Action;
use feel::Value;
use maud::{Markup, html};
use model::{Direction, Entity, EntityKind, Field, Kind, Operator};
use records::{Query, Sort, Tx, Way};

use super::known::{FILE, Known, Wanted};
use super::place::{Place, is_people};
use super::timeline::{ACTIVITY, COMMENT};
use crate::component::avatar::{self, Size};
use crate::component::button::{Act, Button};
use crate::component::facts;
use crate::component::filter::{Filter, Test};
use crate::format;
use crate::reader::Reader;
use crate::site::{Me, Trouble};

/// How many records a list shows before "all".
const FIRST: u64 = 5;
/// Further than this nobody counts.
const COUNTED: u64 = 10_000;

/// A list of records that point here.
#[derive(Debug, Clone)]
pub(super) struct List {
    pub name: Arc<str>,
    pub label: String,
    pub place: Place,
    /// The relation that leads here, when it can be filled in on a new record.
    pub by: Arc<str>,
    way: Way,
    columns: Vec<Vec<Arc<str>>>,
    sort: Vec<Sort>,
}

/// The lists of an entity that the reader may read: those of its form, then those of other relations that lead here.
pub(super) fn lists(tx: &Tx<'_>, me: &Me, place: &Place) -> Vec<List> {
    let language = me.reader.language.code();
    let model = Arc::clone(tx.model());
    let mut lists: Vec<List> = Vec::new();
    for related in &place.entity().form.related {
        let Ok(other) = Place::named(tx, me, &related.entity) else { continue };
        let Some(way) = other.field(&related.by).and_then(|field| way(place.entity(), field)) else { continue };
        lists.push(List {
            name: Arc::clone(&related.name),
            label: related.label.get(language).to_owned(),
            by: Arc::clone(&related.by),
            way,
            columns: related.columns.clone(),
            sort: related.sort.iter().map(sort).collect(),
            place: other,
        });
    }
    for referrer in model.referrers(&place.entity().name) {
        let name = referrer.entity.as_str();
        // The timeline and the files are places of their own; line items stand among the fields.
        if matches!(name, ACTIVITY | COMMENT | FILE) || referrer.field.system {
            continue;
        }
        let Ok(other) = Place::named(tx, me, name) else { continue };
        let entity = Arc::clone(other.entity());
        let known = lists.iter().any(|list| list.place.name() == name && list.by == referrer.field.name);
        if known || entity.is_line() || entity.kind == EntityKind::System || !other.sees(&referrer.field) {
            continue;
        }
        let Some(way) = way(place.entity(), &referrer.field) else { continue };
        let inverse = match &referrer.field.kind {
            Kind::Relation(relation) => &relation.inverse,
            Kind::Relations(relations) => &relations.inverse,
            _ => continue,
        };
        let label = if inverse.is_empty() { &entity.plural_label } else { inverse };
        let shown = entity.default_list();
        lists.push(List {
            name: format!("{}-{}", entity.plural, referrer.field.name).into(),
            label: label.get(language).to_owned(),
            by: Arc::clone(&referrer.field.name),
            way,
            columns: shown.columns.iter().take(5).cloned().collect(),
            sort: shown.sort.iter().map(sort).collect(),
            place: other,
        });
    }
    lists
}

fn way(here: &Entity, field: &Field) -> Option<Way> {
    match &field.kind {
        Kind::Relation(_) => Some(Way::Inverse { field: Arc::clone(&field.name), entity: here.name.shared() }),
        Kind::Relations(relations) => Some(Way::InverseLinks { table: Arc::clone(&relations.table) }),
        _ => None,
    }
}

fn sort(step: &model::Sort) -> Sort {
    Sort { path: step.path.clone(), descending: step.direction == Direction::Descending }
}

/// A column of a query, and how to read it.
pub(super) struct Column {
    pub field: Arc<Field>,
    at: usize,
    /// The column of the currency, or of the entity that is pointed to.
    beside: Option<usize>,
    /// The columns of an address's parts.
    parts: Vec<(&'static str, usize)>,
}

/// Adds what a path needs to a query; nothing when the reader may not see it or it cannot be a column.
pub(super) fn column(tx: &Tx<'_>, me: &Me, place: &Place, query: &mut Query, path: &[Arc<str>]) -> Option<Column> {
    let (last, way) = path.split_last()?;
    let mut place = place.clone();
    for step in way {
        let target = place.field(step)?.relation()?.only_target()?.clone();
        place = Place::named(tx, me, &target).ok()?;
    }
    let field = Arc::clone(place.field(last)?);
    let mut add = |end: &str| {
        let mut path = path.to_vec();
        if let Some(last) = path.last_mut() {
            *last = format!("{last}{end}").into();
        }
        query.columns.push(path);
        query.columns.len() - 1
    };
    let mut column = Column { field: Arc::clone(&field), at: 0, beside: None, parts: Vec::new() };
    match field.kind.shown() {
        Kind::Lines(_) | Kind::Relations(_) | Kind::RichText { .. } | Kind::Json => return None,
        Kind::Address => {
            column.parts =
                [("city", "_city"), ("country", "_country")].into_iter().map(|(part, end)| (part, add(end))).collect();
        }
        Kind::Money(_) => {
            column.at = add("");
            // The result of a roll-up is in the base currency and has no column of its own for it.
            column.beside = (!matches!(field.kind, Kind::RollUp(_))).then(|| add("_currency"));
        }
        Kind::Relation(relation) if relation.is_open() => {
            column.at = add("");
            column.beside = Some(add("_entity"));
        }
        _ => column.at = add(""),
    }
    Some(column)
}

impl Column {
    /// The value in a row.
    pub fn value(&self, row: &[Value]) -> Value {
        if self.parts.is_empty() {
            return row[self.at].clone();
        }
        let parts = self.parts.iter().filter(|(_, at)| !row[*at].is_null()).map(|(part, at)| (*part, row[*at].clone()));
        let parts: Vec<_> = parts.collect();
        if parts.is_empty() { Value::Null } else { Value::context(parts) }
    }

    /// What stands beside the value: the currency, the entity.
    pub fn beside<'a>(&self, row: &'a [Value]) -> &'a str {
        self.beside.and_then(|at| row[at].as_text()).unwrap_or_default()
    }

    /// Asks for the title of what the value points to.
    pub fn want(&self, row: &[Value], wanted: &mut Wanted) {
        let Some(id) = self.value(row).as_number().and_then(feel::Number::to_i64) else { return };
        match &self.field.kind {
            Kind::Relation(relation) => match relation.only_target() {
                Some(target) => wanted.add(target, id),
                None => wanted.add(self.beside(row), id),
            },
            Kind::File | Kind::Image => wanted.add(FILE, id),
            _ => {}
        }
    }
}

/// A list with its first rows.
pub(super) struct Shown {
    pub list: List,
    pub total: u64,
    rows: Vec<(i64, String, Vec<Value>)>,
    columns: Vec<Column>,
    known: Known,
    adds: bool,
    base: Arc<str>,
}

/// Reads the first rows of a list.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn read(tx: &mut Tx<'_>, me: &Me, list: List, id: i64) -> Result<Shown, Trouble> {
    let entity = Arc::clone(list.place.entity());
    let mut query = Query { sort: list.sort.clone(), limit: FIRST, ..Query::of(entity.name.shared()) };
    let columns: Vec<Column> = list
        .columns
        .iter()
        .filter(|path| path.len() > 1 || !entity.title.contains(&path[0]))
        .filter_map(|path| column(tx, me, &list.place, &mut query, path))
        .collect();
    let mut rows: Vec<(i64, String, Vec<Value>)> = Vec::new();
    let width = query.columns.len();
    let outcome = records::related(tx, me.actor(), &query, &list.way, &[id], |_, row| {
        rows.push((row.id(), String::new(), (0..width).map(|column| row.value(column)).collect()));
    });
    match outcome {
        Ok(()) => {}
        // An order by what this reader may not see.
        Err(records::Error::Query(_)) if !query.sort.is_empty() => {
            query.sort.clear();
            records::related(tx, me.actor(), &query, &list.way, &[id], |_, row| {
                rows.push((row.id(), String::new(), (0..width).map(|column| row.value(column)).collect()));
            })?;
        }
        Err(error) => return Err(error.into()),
    }
    let ids: Vec<i64> = rows.iter().map(|(id, ..)| *id).collect();
    for titled in records::titles(tx, me.actor(), &entity.name, &ids)? {
        if let Some(row) = rows.iter_mut().find(|(id, ..)| *id == titled.id) {
            row.1 = titled.title;
        }
    }
    let total = if (rows.len() as u64) < FIRST {
        rows.len() as u64
    } else {
        records::count_within(tx, me.actor(), &Query::of(entity.name.shared()), Some((&list.way, id)), Some(COUNTED))?
    };
    let mut wanted = Wanted::default();
    for (.., row) in &rows {
        columns.iter().for_each(|column| column.want(row, &mut wanted));
    }
    let known = Known::load(tx, me, wanted)?;
    let adds = matches!(list.way, Way::Inverse { .. }) && list.place.permit(tx, me, Action::Create).is_some();
    let base = Arc::clone(&tx.world().settings.currency);
    Ok(Shown { list, total, rows, columns, known, adds, base })
}

impl Shown {
    /// The address of the whole list.
    fn whole(&self, id: i64) -> String {
        let test = Test { field: self.list.by.to_string(), op: Operator::AnyOf, values: vec![id.to_string()] };
        format!("{}?own=1&filter={}", self.list.place.list(), escaped(&Filter::All(vec![Filter::Test(test)]).to_json()))
    }

    /// The section: a heading with the number, "+", the rows, "all".
    pub fn draw(&self, reader: &Reader, id: i64) -> Markup {
        let entity = self.list.place.entity();
        let new = format!("{}/new?{}={id}&quick=1", self.list.place.list(), self.list.by);
        let label = entity.new_label.get(reader.language.code());
        let add = self.adds.then(|| {
            Button::new(label, Act::Get { url: &new, target: "#dialogs" }).ghost().icon("plus").square().draw()
        });
        let title = html! {
            span { (self.list.label) }
            @if self.total > 0 { span class="text-ink-3 font-normal num ms-1.5" { (format::number(reader.language, &self.total.to_string())) } }
        };
        html! {
            section class="sec" id=(format!("related-{}", self.list.name)) {
                header class="flex items-center mb-1 min-h-6" { h2 { (title) } span class="grow" {} (add.unwrap_or_default()) }
                @if self.rows.is_empty() { p class="text-ink-3" { (t!(reader, "record-related-none")) } }
                @for (record, title, row) in &self.rows { (self.row(reader, *record, title, row)) }
                @if self.total > self.rows.len() as u64 {
                    a class="link inline-block mt-1.5" href=(self.whole(id)) {
                        (t!(reader, "record-related-all", count = self.total))
                    }
                }
            }
        }
    }

    /// A record in two lines: its name, what else is said of it; an amount or a state on the right.
    fn row(&self, reader: &Reader, id: i64, title: &str, row: &[Value]) -> Markup {
        let shown = |column: &Column| {
            let value = column.value(row);
            let currency = match column.beside(row) {
                "" => &*self.base,
                currency => currency,
            };
            self.known.show(reader, &column.field, &value, currency)
        };
        let is_end = |column: &&Column| matches!(column.field.kind.shown(), Kind::Money(_) | Kind::Choice { .. });
        let end = self.columns.iter().filter(is_end).find_map(|column| Some((column, shown(column)?)));
        let more =
            self.columns.iter().filter(|column| !end.as_ref().is_some_and(|(end, _)| std::ptr::eq(*end, *column)));
        // What leads back here says nothing.
        let more: Vec<Markup> =
            more.filter(|column| column.field.name != self.list.by).filter_map(shown).take(3).collect();
        let people = is_people(self.list.place.entity());
        html! {
            div class="flex items-start gap-2.5 py-0.5" {
                @if people { (avatar::person(id, title, Size::Medium)) }
                div class="grow min-w-0" {
                    a class="font-medium block truncate leading-6 hover:underline" href=(self.list.place.url(id)) { (title) }
                    @if !more.is_empty() {
                        div class="text-xs text-ink-3 rel-more" { div { @for value in &more { span { (value) } } } }
                    }
                }
                @if let Some((column, value)) = end {
                    @if matches!(column.field.kind.shown(), Kind::Money(_)) { b class="font-semibold num shrink-0" { (value) } } @else { span class="shrink-0" { (value) } }
                }
            }
        }
    }
}

/// Several lists under each other, or a word that there are none.
pub(super) fn all(reader: &Reader, shown: &[Shown], id: i64) -> Markup {
    html! {
        @if shown.is_empty() { (facts::section("", None, html! { p class="text-ink-3" { (t!(reader, "record-related-none")) } })) }
        div class="-mx-5 -mt-4 max-md:-mx-3.5 rel-all" { @for list in shown { (list.draw(reader, id)) } }
    }
}

/// Text as the value of a query.
fn escaped(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}
