//! What the definitions fill in of a form: defaults, the owner, and what follows another field.
//!
//! Each such value stands in its control with a note of itself beside it, `~given.probability`. A control that comes back
//! as it was given was left to the definitions: it is no part of the patch, and is computed again when what it follows
//! changes, on the page and when the record is stored.

use std::collections::BTreeMap;
use std::sync::Arc;

use feel::Value;
use maud::{Markup, html};
use model::{Field, Kind};
use records::{Query, Tx, check};

use super::form::Draft;
use super::place::is;
use super::sent::Sent;
use super::values::Values;
use crate::site::{Me, Trouble};

/// By this name, with that of the field behind it, a form says what a control was given.
const GIVEN: &str = "~given.";
/// Microseconds in a minute: what a control of a moment cannot show.
const MINUTE: i64 = 60_000_000;

/// What was given to controls, as it is noted, by the name of the field.
#[derive(Debug, Clone, Default)]
pub(super) struct Given(BTreeMap<Arc<str>, String>);

impl Given {
    /// What a form says its controls were given.
    pub fn read(sent: &Sent) -> Self {
        let notes = sent.0.iter().filter_map(|(name, note)| Some((name.strip_prefix(GIVEN)?.into(), note.clone())));
        Self(notes.collect())
    }

    /// Whether a control was given its value by the definitions, or nothing by them so far.
    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Whether a control came back as it was given.
    pub fn is_kept(&self, name: &str, slots: &[(Arc<str>, Value)]) -> bool {
        self.0.get(name).is_some_and(|note| *note == noted(slots))
    }

    fn set(&mut self, name: &str, note: String) {
        self.0.insert(name.into(), note);
    }

    /// Notes what a field is given now; whether that is something else than before.
    pub fn note(&mut self, field: &Field, values: &Values, base: &str) -> bool {
        let note = noted(&slots_of(field, values, base));
        let moves = self.0.get(&field.name) != Some(&note);
        if moves {
            self.set(&field.name, note);
        }
        moves
    }

    /// The note beside a control.
    pub fn draw(&self, name: &str) -> Markup {
        html! { @if let Some(note) = self.0.get(name) { input type="hidden" name={ (GIVEN) (name) } value=(note); } }
    }

    /// The note beside a control of a line item.
    pub fn draw_within(&self, prefix: &str, name: &str) -> Markup {
        html! { @if let Some(note) = self.0.get(name) { input type="hidden" name={ (prefix) "." (GIVEN) (name) } value=(note); } }
    }
}

/// Values in one line of text, to be compared with.
fn noted(slots: &[(Arc<str>, Value)]) -> String {
    slots.iter().map(|(_, value)| value.to_feel()).collect::<Vec<_>>().join(" | ")
}

/// The slots of a field as its control sends them.
fn slots_of(field: &Field, values: &Values, base: &str) -> Vec<(Arc<str>, Value)> {
    let value = values.get(&field.name).clone();
    let mut slots = vec![(Arc::clone(&field.name), value.clone())];
    if let Kind::Money(money) = &field.kind
        && money.currency.is_none()
        && !value.is_null()
    {
        let currency = match values.currency(field) {
            "" => base,
            currency => currency,
        };
        slots.push((format!("{}_currency", field.name).into(), Value::from(currency)));
    }
    slots
}

/// The id of the place of a control that may be given something else.
pub(super) fn place_of(field: &Field, quick: bool) -> String {
    format!("{}-at-{}", if quick { "quick" } else { "f" }, field.name)
}

impl Draft {
    /// Fills in what the definitions give to the fields that nobody has set, and notes it. The fields whose controls
    /// must be drawn again are returned.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn fill(&mut self, tx: &mut Tx<'_>, me: &Me) -> Result<Vec<Arc<Field>>, Trouble> {
        let entity = Arc::clone(self.place.entity());
        let fields: Vec<Arc<Field>> = entity.all_fields().filter(|field| self.is_filled_in(field)).cloned().collect();
        if fields.is_empty() {
            return Ok(Vec::new());
        }
        let name = self.place.name().to_owned();
        let record = check::filled(tx, me.actor(), &name, self.stored.as_ref(), &self.chosen)?;
        let base = tx.world().settings.currency.to_string();
        let mut moved = Vec::new();
        for field in fields {
            let is_set = self.chosen.iter().any(|(name, _)| *name == field.name);
            if is_set || self.typed.contains_key(&field.name) {
                continue;
            }
            self.values.set(&field.name, shown(record.get(&field.name)));
            if self.given.note(&field, &self.values, &base) {
                moved.push(field);
            }
        }
        Ok(moved)
    }

    /// The same for the line items; the controls to draw again, each with the place of its lines and of its row.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn fill_lines(&mut self, tx: &mut Tx<'_>, me: &Me) -> Result<Vec<(usize, usize, Arc<Field>)>, Trouble> {
        let parent = self.existing.map(|(id, _)| id);
        let mut moved = Vec::new();
        for (place, lines) in self.lines.iter_mut().enumerate() {
            let fields = lines.fill(tx, me, parent)?;
            lines.speak_in(&self.values);
            moved.extend(fields.into_iter().map(|(row, field)| (place, row, field)));
        }
        Ok(moved)
    }

    /// Lets go of records that were chosen and may be no longer, as the rest of the form stands now: the stage of another
    /// pipeline. Only where the definitions have one to give instead; anything else is said when it is stored.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn release(&mut self, tx: &mut Tx<'_>, me: &Me) -> Result<(), Trouble> {
        let entity = Arc::clone(self.place.entity());
        for field in entity.all_fields() {
            if !self.is_filled_in(field) {
                continue;
            }
            let depends = field.relation().and_then(|relation| relation.filter.as_ref());
            let is_chosen = self.chosen.iter().any(|(name, value)| *name == field.name && !value.is_null());
            let (Some(id), true) = (self.values.ids(&field.name).first().copied(), is_chosen) else { continue };
            if depends.is_none_or(|filter| filter.given.is_empty()) {
                continue;
            }
            let name = self.place.name().to_owned();
            let record = check::draft(tx, me.actor(), &name, self.stored.as_ref(), &self.values.slots())?;
            let Some(filter) = records::eligible(tx, me.actor(), &record, &field.name)? else { continue };
            let Some(target) = field.relation().and_then(|relation| relation.only_target()) else { continue };
            let filter = feel::Expr::and(filter, is("id", id));
            let query = Query { filter: Some(filter), limit: 1, ..Query::of(target.as_str()) };
            if records::ids(tx, me.actor(), &query)?.is_empty() {
                self.chosen.retain(|(name, _)| *name != field.name);
                self.values.set(&field.name, Value::Null);
                // Its control is drawn again in any case.
                self.given.set(&field.name, String::new());
            }
        }
        Ok(())
    }

    /// Whether the definitions have something to say about what a field holds.
    fn is_filled_in(&self, field: &Field) -> bool {
        let says = match self.is_new() {
            true => field.default.is_some() || matches!(&*field.name, "owner" | "unit"),
            false => field.default.is_some() && !field.follows.is_empty(),
        };
        says && self.writes(field)
    }
}

/// A value as its control can show it: a moment to the minute.
pub(super) fn shown(value: &Value) -> Value {
    match value {
        Value::DateTime(moment) => {
            let micros = moment.to_micros(&jiff::tz::TimeZone::UTC);
            Value::DateTime(feel::DateTime::from_micros(micros - micros.rem_euclid(MINUTE)))
        }
        value => value.clone(),
    }
}
