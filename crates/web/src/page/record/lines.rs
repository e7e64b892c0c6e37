//! Line items in a form: rows that are added, removed and put in another order, and that the definitions fill in as they
//! do the form around them; the total comes with saving.

use std::collections::HashMap;
use std::sync::Arc;

use access::{Action, Permit};
use axum::extract::{Path, Query as Params};
use axum::response::{IntoResponse, Response};
use feel::Value;
use maud::{Markup, html};
use model::{Entity, Field, Kind};
use records::{FieldProblem, Line, Query, Record, Tx, Way, check};
use serde::Deserialize;

use super::given::{self, Given};
use super::known::Known;
use super::place::Place;
use super::said;
use super::sent::{self, Sent};
use super::values::Values;
use crate::component::field::of;
use crate::component::{icon, icon_small};
use crate::reader::Reader;
use crate::site::{Me, Trouble, Visit};

/// How many line items a form shows.
const MOST: u64 = 500;

/// The line items of one field.
pub(super) struct Lines {
    pub field: Arc<Field>,
    /// The entity of the items.
    pub place: Place,
    pub permit: Permit,
    /// The relation that leads to the record they belong to.
    pub by: Arc<str>,
    pub rows: Vec<Row>,
    /// The items as they are stored, by their ids.
    stored: HashMap<i64, Record>,
}

/// One line item.
#[derive(Default)]
pub(super) struct Row {
    /// What sets its controls apart from those of other rows.
    pub key: String,
    pub id: Option<i64>,
    pub values: Values,
    /// What could not be read, as it was typed.
    pub typed: Vec<(Arc<str>, String)>,
    /// What somebody set, by the slot.
    chosen: Vec<(Arc<str>, Value)>,
    /// What the definitions filled in.
    given: Given,
}

/// The line items of a record that the reader may write; without a record, none yet.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn of(tx: &mut Tx<'_>, me: &Me, place: &Place, id: Option<i64>) -> Result<Vec<Lines>, Trouble> {
    let mut found = Vec::new();
    for field in place.entity().lines() {
        let Kind::Lines(lines) = &field.kind else { continue };
        let Ok(of) = Place::named(tx, me, &lines.entity) else { continue };
        let Some(permit) = of.permit(tx, me, Action::Change) else { continue };
        if !place.sees(field) {
            continue;
        }
        let (mut rows, mut stored) = (Vec::new(), HashMap::new());
        if let Some(id) = id {
            for line in ids(tx, me, place, field, id)? {
                let record = records::get(tx, me.actor(), of.name(), line)?;
                let values = Values::of(tx, me, &of, &record)?;
                rows.push(Row { key: line.to_string(), id: Some(line), values, ..Row::default() });
                stored.insert(line, record);
            }
        }
        found.push(Lines { field: Arc::clone(field), place: of, permit, by: Arc::clone(&lines.by), rows, stored });
    }
    Ok(found)
}

/// The ids of a record's line items in their order.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn ids(tx: &mut Tx<'_>, me: &Me, place: &Place, field: &Field, id: i64) -> Result<Vec<i64>, Trouble> {
    let Some((way, entity)) = Way::find(tx.model(), place.entity(), &field.name) else { return Ok(Vec::new()) };
    let mut query = Query { limit: MOST, ..Query::of(entity.name.shared()) };
    if let Some(order) = order(&entity) {
        query.sort.push(records::Sort { path: vec![order.into()], descending: false });
    }
    let mut ids = Vec::new();
    records::related(tx, me.actor(), &query, &way, &[id], |_, row| ids.push(row.id()))?;
    Ok(ids)
}

/// The field that keeps the order of line items.
pub(super) fn order(entity: &Entity) -> Option<&'static str> {
    ["position", "place"]
        .into_iter()
        .find(|name| entity.field(name).is_some_and(|field| matches!(field.kind, Kind::Integer)))
}

impl Lines {
    /// The fields of an item that are entered: all but the way back, its place and what is computed.
    fn fields(&self) -> impl Iterator<Item = &Arc<Field>> {
        self.place.entity().fields.iter().filter(|field| {
            field.name != self.by
                && order(self.place.entity()) != Some(&*field.name)
                && self.place.sees(field)
                && self.place.writes(field, &self.permit, true)
                && !matches!(
                    field.kind,
                    Kind::Lines(_) | Kind::RichText { .. } | Kind::Address | Kind::File | Kind::Image
                )
        })
    }

    /// Takes in the rows that were sent, in the order in which they stand on the page.
    pub fn take(&mut self, reader: &Reader, sent: &Sent, problems: &mut Vec<FieldProblem>) -> Vec<Line> {
        let prefix = format!("{}.", self.field.name);
        let inner = sent.within(&prefix);
        let mut keys: Vec<String> = Vec::new();
        for (name, _) in &inner.0 {
            if let Some((key, _)) = name.split_once('.')
                && !keys.iter().any(|known| known == key)
            {
                keys.push(key.to_owned());
            }
        }
        let (mut rows, mut lines) = (Vec::new(), Vec::new());
        for key in keys {
            let own = inner.within(&format!("{key}."));
            let id = own.number("id");
            let position = lines.len();
            let mut row = Row { key, id, given: Given::read(&own), ..Row::default() };
            let mut wrong = Vec::new();
            for field in self.fields().filter(|field| own.has(&field.name)) {
                match sent::field(reader, field, &own) {
                    Ok(slots) => {
                        let is_kept = row.given.is_kept(&field.name, &slots);
                        // Emptying what was filled in says something; what was empty from the start does not.
                        let says = id.is_some() || row.given.has(&field.name);
                        for (name, value) in slots {
                            row.values.set(&name, value.clone());
                            if !is_kept && (says || !value.is_null()) {
                                row.chosen.push((name, value));
                            }
                        }
                    }
                    Err(problem) => {
                        row.typed.push((Arc::clone(&field.name), own.one(&field.name).unwrap_or_default().to_owned()));
                        wrong.push(problem.on_line(&self.field.name, position));
                    }
                }
            }
            // A row into which nobody wrote anything is none.
            let says_nothing = |(name, value): &(Arc<str>, Value)| {
                value.is_null() || *value == Value::Bool(false) || name.ends_with("_currency")
            };
            if id.is_none() && row.typed.is_empty() && row.chosen.iter().all(says_nothing) {
                continue;
            }
            problems.extend(wrong);
            let mut line = Line { id, values: row.chosen.clone() };
            if let Some(order) = order(self.place.entity()) {
                line.values.push((order.into(), Value::from(position as i64 + 1)));
            }
            rows.push(row);
            lines.push(line);
        }
        self.rows = rows;
        lines
    }

    /// Whether something in a row follows something else in it.
    pub fn follows(&self) -> bool {
        self.fields().any(|field| field.default.is_some() && !field.follows.is_empty())
    }

    /// Fills in what the definitions give to the fields of rows that nobody has set, and notes it. The controls that must
    /// be drawn again are returned: the positions of rows with their fields. `parent` is the record that the rows belong
    /// to, where it is stored already.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn fill(&mut self, tx: &mut Tx<'_>, me: &Me, parent: Option<i64>) -> Result<Vec<(usize, Arc<Field>)>, Trouble> {
        let fields: Vec<Arc<Field>> = self.fields().filter(|field| field.default.is_some()).cloned().collect();
        let base = tx.world().settings.currency.to_string();
        let mut moved = Vec::new();
        for (position, row) in self.rows.iter_mut().enumerate() {
            let stored = row.id.and_then(|id| self.stored.get(&id));
            let is_changed = |(name, value): &(Arc<str>, Value)| stored.is_none_or(|stored| stored.get(name) != value);
            let filled = if row.chosen.iter().any(is_changed) || stored.is_none() {
                let mut chosen = row.chosen.clone();
                if let (None, Some(parent)) = (stored, parent) {
                    chosen.push((Arc::clone(&self.by), Value::from(parent)));
                }
                Some(check::filled(tx, me.actor(), self.place.name(), stored, &chosen)?)
            } else {
                None
            };
            let Some(record) = filled.as_ref().or(stored) else { continue };
            for field in fields.iter().filter(|field| stored.is_none() || !field.follows.is_empty()) {
                let is_set = row.chosen.iter().any(|(name, _)| *name == field.name);
                if is_set || row.typed.iter().any(|(name, _)| *name == field.name) {
                    continue;
                }
                row.values.set(&field.name, given::shown(record.get(&field.name)));
                let is_asked = row.given.has(&field.name);
                if row.given.note(field, &row.values, &base) && is_asked {
                    moved.push((position, Arc::clone(field)));
                }
            }
        }
        Ok(moved)
    }

    /// Gives amounts the currency of the record around them, as its form says it now.
    pub fn speak_in(&mut self, around: &Values) {
        let entity = Arc::clone(self.place.entity());
        for field in &entity.fields {
            let Kind::Money(money) = &field.kind else { continue };
            let Some([relation, amount]) = money.currency.as_deref() else { continue };
            let currency = around.get(&format!("{amount}_currency"));
            if *relation == self.by && !currency.is_null() {
                let name = format!("{}_currency", field.name);
                self.rows.iter_mut().for_each(|row| row.values.set(&name, currency.clone()));
            }
        }
    }

    /// A control of a row, drawn again, for its place on the page.
    pub fn again(&self, reader: &Reader, known: &Known, position: usize, field: &Field) -> Markup {
        let Some(row) = self.rows.get(position) else { return html! {} };
        html! {
            hx-partial hx-target={ "#" (place_of(self, row, field)) } hx-swap="innerHTML" { (control(reader, known, self, row, field, &[])) }
        }
    }
}

/// The id of the place of a control that may be given something else.
fn place_of(lines: &Lines, row: &Row, field: &Field) -> String {
    let key: String = row.key.chars().filter(char::is_ascii_alphanumeric).collect();
    format!("line-{}-{key}-{}", lines.field.name, field.name)
}

/// The rows with their controls, and the button that adds one.
pub(super) fn draw(reader: &Reader, known: &Known, place: &Place, lines: &Lines, problems: &[FieldProblem]) -> Markup {
    let name = &lines.field.name;
    let label = lines.field.label.get(reader.language.code());
    let body = format!("lines-{name}");
    let url = format!("{}/line?field={name}", place.list());
    html! {
        fieldset class="field lines" {
            legend class="flabel" { (label) }
            input type="hidden" name=(format!("{name}-there")) value="1";
            x-sortable class="lines-rows" id=(body) data-handle=".grip" data-item="[data-line]" {
                @for (position, row) in lines.rows.iter().enumerate() {
                    @let own: Vec<&FieldProblem> = problems.iter().filter(|problem| problem.line.as_ref() == Some(&(Arc::clone(name), position))).collect();
                    (draw_row(reader, known, lines, row, &own))
                }
            }
            div {
                button type="button" class="btn btn-ghost btn-sm" hx-get=(url) hx-include="[name$='_currency']" hx-target={ "#" (body) } hx-swap="beforeend" {
                    (icon("plus")) span { (t!(reader, "record-line-add")) }
                }
            }
        }
    }
}

fn draw_row(reader: &Reader, known: &Known, lines: &Lines, row: &Row, problems: &[&FieldProblem]) -> Markup {
    let prefix = format!("{}.{}", lines.field.name, row.key);
    html! {
        div class="lines-row" data-line tabindex="-1" {
            @if let Some(id) = row.id { input type="hidden" name=(format!("{prefix}.id")) value=(id); }
            span class="grip" title=(t!(reader, "record-line-move")) { (icon_small("grip-vertical")) }
            div class="lines-fields" {
                @for field in lines.fields() {
                    @let id = row.given.has(&field.name).then(|| place_of(lines, row, field));
                    div id=[id] data-follows[!field.follows.is_empty()] { (control(reader, known, lines, row, field, problems)) }
                }
                @for problem in problems.iter().filter(|problem| problem.field.is_none()) {
                    p class="err text-error text-xs col-span-full" role="alert" { (said::problem(reader, problem)) }
                }
            }
            button type="button" class="btn btn-ghost btn-sm btn-square" aria-label=(t!(reader, "record-line-remove")) title=(t!(reader, "record-line-remove"))
                hx-get=(format!("{}/line?gone=1", format_args!("/{}", lines.place.entity().plural))) hx-target="closest [data-line]" hx-swap="outerHTML" { (icon("trash-2")) }
        }
    }
}

/// A control with its label, and the note of what it was given.
fn control(
    reader: &Reader,
    known: &Known,
    lines: &Lines,
    row: &Row,
    field: &Field,
    problems: &[&FieldProblem],
) -> Markup {
    let prefix = format!("{}.{}", lines.field.name, row.key);
    let input = input(reader, lines, field, &prefix, problems);
    let typed = row.typed.iter().find(|(name, _)| *name == field.name).map(|(_, typed)| typed.as_str());
    let control = known.control(reader, &input, &lines.place, field, &row.values, typed);
    html! { (of::labelled(reader, &input, field, control)) (row.given.draw_within(&prefix, &field.name)) }
}

fn input<'a>(
    reader: &Reader,
    lines: &'a Lines,
    field: &'a Field,
    prefix: &str,
    problems: &[&FieldProblem],
) -> crate::component::form::Input<'a> {
    let mut input = of::input(reader, field);
    input.name = format!("{prefix}.{}", field.name).into();
    input.locked = false;
    input.required = field.required && field.default.is_none();
    let own = problems.iter().find(|problem| said::field_of(&lines.place.layout, problem) == Some(&*field.name));
    match own {
        Some(problem) => input.error(said::problem(reader, problem)),
        None => input,
    }
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    field: String,
    #[serde(default)]
    gone: Option<String>,
    /// What the form around it says of currencies.
    #[serde(flatten)]
    around: HashMap<String, String>,
}

/// One more empty row, or nothing in the place of one that goes.
pub(super) async fn row(visit: Visit, Path(plural): Path<String>, Params(asked): Params<Asked>) -> Response {
    visit
        .read(move |tx, me| {
            if asked.gone.is_some() {
                return Ok(html! {}.into_response());
            }
            let place = Place::of(tx, me, &plural)?;
            let all = of(tx, me, &place, None)?;
            let mut lines = all.into_iter().find(|lines| *lines.field.name == *asked.field).ok_or(Trouble::NotFound)?;
            // The time sets the controls of the new row apart from those that are there.
            lines.rows = vec![Row { key: format!("n{}", tx.micros()), ..Row::default() }];
            lines.fill(tx, me, None)?;
            let mut around = Values::default();
            asked.around.iter().for_each(|(name, value)| around.set(name, Value::text(value.as_str())));
            lines.speak_in(&around);
            let known = Known::of(tx, me, &lines.place, &lines.rows[0].values, true)?;
            Ok(draw_row(&me.reader, &known, &lines, &lines.rows[0], &[]).into_response())
        })
        .await
}
