//! The form that creates or changes a record: all sections, or the few fields asked in a hurry.

use std::collections::HashMap;
use std::sync::Arc;

use access::Permit;
use feel::Value;
use maud::{Markup, html};
use model::{Entity, Field, Kind, Section};
use records::{FieldProblem, Patch, Record, Tx, check};

use super::given::{self, Given};
use super::known::Known;
use super::lines::{self, Lines};
use super::place::Place;
use super::sections::{self, SHOWN};
use super::sent::{self, Sent};
use super::values::Values;
use super::{advice, said};
use crate::component::field::of;
use crate::component::form::{self, Input};
use crate::reader::Reader;
use crate::site::{Me, Trouble};

/// A form being filled in.
pub(super) struct Draft {
    pub place: Place,
    /// What the reader may write.
    pub permit: Permit,
    /// The record that is changed, with the version that was seen; none when it is new.
    pub existing: Option<(i64, i64)>,
    /// That record as it is stored.
    pub stored: Option<Record>,
    /// Only what is asked in a hurry.
    pub quick: bool,
    pub values: Values,
    /// What somebody set, by the slot: what was entered, and what the address says.
    pub chosen: Vec<(Arc<str>, Value)>,
    /// What the definitions filled in, for all that nobody set.
    pub given: Given,
    /// Fields that could not be read, as they were typed.
    pub typed: HashMap<Arc<str>, String>,
    pub problems: Vec<FieldProblem>,
    /// What the rules advise, which stops nobody.
    pub advice: Vec<FieldProblem>,
    /// The sections that are left out, because their condition does not hold.
    pub closed: Vec<Arc<str>>,
    /// The line items of each field that has some.
    pub lines: Vec<Lines>,
    /// The field in which one begins to type.
    first: Option<Arc<str>>,
}

impl Draft {
    /// An empty form, or that of stored values.
    pub fn new(place: Place, permit: Permit, existing: Option<(i64, i64)>, values: Values) -> Self {
        Self {
            place,
            permit,
            existing,
            stored: None,
            quick: false,
            values,
            chosen: Vec::new(),
            given: Given::default(),
            typed: HashMap::new(),
            problems: Vec::new(),
            advice: Vec::new(),
            closed: Vec::new(),
            lines: Vec::new(),
            first: None,
        }
    }

    /// Lets typing begin in the first text that is empty: who asked for a new record wants to name it.
    pub fn begin(&mut self) {
        let entity = self.place.entity();
        let in_order = entity.form.sections.iter().flat_map(|section| &section.fields);
        let mut fields = in_order.filter_map(|name| entity.field(name)).filter(|field| self.asks(field));
        let is_first =
            |field: &&Arc<Field>| matches!(field.kind, Kind::Text { .. }) && self.values.get(&field.name).is_null();
        self.first = fields.find(is_first).map(|field| Arc::clone(&field.name));
    }

    pub fn is_new(&self) -> bool {
        self.existing.is_none()
    }

    /// Whether the reader may write a field here.
    pub fn writes(&self, field: &Field) -> bool {
        self.place.sees(field) && self.place.writes(field, &self.permit, self.is_new())
    }

    /// Takes in what was sent: the values stay in the form, what can be read of them is the patch. What the definitions
    /// filled in and nobody touched is no part of it, nor is what a new record leaves empty.
    pub fn take(&mut self, reader: &Reader, tx: &mut Tx<'_>, me: &Me, sent: &Sent) -> Result<Patch, Trouble> {
        let mut patch = Patch::default();
        let entity = Arc::clone(self.place.entity());
        self.given = Given::read(sent);
        for field in entity.all_fields() {
            if !sent.has(&field.name) || !self.writes(field) || matches!(field.kind, Kind::Lines(_)) {
                continue;
            }
            match sent::field(reader, field, sent) {
                Ok(slots) if self.given.is_kept(&field.name, &slots) => {
                    for (name, value) in slots {
                        self.values.set(&name, value);
                    }
                }
                Ok(slots) => {
                    // Emptying what was filled in says something; what was empty from the start does not.
                    let says = !self.is_new() || self.given.has(&field.name);
                    for (name, value) in slots {
                        self.values.set(&name, value.clone());
                        if says || !value.is_null() {
                            patch.values.push((name, value));
                        }
                    }
                    if let Some(target) = open_target(tx, me, field, self.values.ids(&field.name).first().copied())? {
                        let name: Arc<str> = format!("{}_entity", field.name).into();
                        self.values.set(&name, target.clone());
                        if says || !target.is_null() {
                            patch.values.push((name, target));
                        }
                    }
                }
                Err(problem) => {
                    self.typed.insert(Arc::clone(&field.name), sent.one(&field.name).unwrap_or_default().to_owned());
                    self.problems.push(problem);
                }
            }
        }
        self.chosen.clone_from(&patch.values);
        for lines in &mut self.lines {
            if sent.has(&lines.field.name) || sent.one(&format!("{}-there", lines.field.name)).is_some() {
                let rows = lines.take(reader, sent, &mut self.problems);
                patch.lines.push((Arc::clone(&lines.field.name), rows));
            }
        }
        Ok(patch)
    }

    /// Finds out which sections are there and what the rules advise, of the values as they stand in the form.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn judge(&mut self, tx: &mut Tx<'_>, me: &Me) -> Result<(), Trouble> {
        let name = self.place.name().to_owned();
        let record = check::draft(tx, me.actor(), &name, self.stored.as_ref(), &self.values.slots())?;
        self.closed = sections::closed(tx, me, &record)?;
        self.advice = check::warnings(tx, me.actor(), &record)?;
        if self.is_new() && self.problems.is_empty() {
            // An empty form needs no advice: only what was entered does.
            let (quick, chosen) = (self.quick, &self.chosen);
            self.advice.retain(|advice| match &advice.field {
                Some(at) => chosen.iter().any(|(name, _)| name == at),
                None => quick && !chosen.is_empty(),
            });
        }
        Ok(())
    }

    /// Whether something in the form depends on what is filled in: a section, a value that follows, advice.
    pub fn is_judged(&self) -> bool {
        let entity = self.place.entity();
        entity.form.sections.iter().any(|section| section.when.is_some())
            || entity.rules.iter().any(|rule| rule.level == model::Level::Warning)
            || entity.all_fields().any(|field| self.given.has(&field.name))
            || self.lines.iter().any(Lines::follows)
    }

    /// Looks up what the controls need.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn known(&self, tx: &mut Tx<'_>, me: &Me) -> Result<Known, Trouble> {
        let mut known = Known::of(tx, me, &self.place, &self.values, true)?;
        for lines in &self.lines {
            for row in &lines.rows {
                known.join(Known::of(tx, me, &lines.place, &row.values, false)?);
            }
        }
        Ok(known)
    }

    /// The sections with their controls, the summary of what is wrong above.
    pub fn draw(&self, reader: &Reader, known: &Known) -> Markup {
        let language = reader.language.code();
        let entity = self.place.entity();
        let own = self.problems.iter().filter(|problem| problem.line.is_none());
        let errors: Vec<_> = own
            .clone()
            .filter_map(|problem| entity.field(said::field_of(&self.place.layout, problem)?))
            .filter(|field| !self.is_left_out(field))
            .map(|field| (self.input(reader, field).id(), field.label.get(language).to_owned().into()))
            .collect();
        let whole = own.filter(|problem| {
            said::field_of(&self.place.layout, problem)
                .is_none_or(|name| entity.field(name).is_none_or(|field| !self.shows(field) || self.is_left_out(field)))
        });
        html! {
            (form::summary(reader, &errors))
            (self.advised(reader))
            @for problem in whole { (form::problem(&said::problem(reader, problem))) }
            @if let Some((_, version)) = self.existing { input type="hidden" name="version" value=(version); }
            @if self.quick {
                input type="hidden" name="quick" value="1";
                div class="form-grid px-0!" { @for field in self.quick_fields() { (self.field(reader, known, field)) } }
            } @else {
                @for section in &entity.form.sections {
                    @match section.when {
                        Some(_) => { div id=(sections::place_of(section)) class="contents" { (self.section(reader, known, section)) } }
                        None => { (self.section(reader, known, section)) }
                    }
                }
            }
        }
    }

    /// What the rules advise, in its place.
    pub fn advised(&self, reader: &Reader) -> Markup {
        html! {
            div id=(advice::place_of(self.quick)) class="empty:hidden mb-3" role="status" {
                @if !self.advice.is_empty() {
                    input type="hidden" name=(advice::TOLD) value="1";
                    (advice::listed(reader, &self.advice))
                }
            }
        }
    }

    /// One section with its controls; nothing where its condition does not hold.
    pub fn section(&self, reader: &Reader, known: &Known, section: &Section) -> Markup {
        let entity = self.place.entity();
        if self.closed.contains(&section.name) {
            return html! {};
        }
        let fields = section.fields.iter().filter_map(|name| entity.field(name)).filter(|field| self.shows(field));
        let fields: Vec<&Arc<Field>> = fields.collect();
        let label = section.label.get(reader.language.code());
        let controls = html! { @for field in &fields { (self.field(reader, known, field)) } };
        // What is wrong must be seen.
        let is_wrong = |field: &&Arc<Field>| {
            self.problems.iter().any(|problem| said::field_of(&self.place.layout, problem) == Some(&*field.name))
        };
        html! {
            @if section.when.is_some() { input type="hidden" name=(SHOWN) value=(section.name); }
            @if fields.is_empty() {
            } @else if section.folded && !fields.iter().any(is_wrong) {
                (form::folded(label, &format!("{}-{}", entity.plural, section.name), controls))
            } @else {
                (form::section(label, controls))
            }
        }
    }

    /// Whether a field stands only in sections that are left out.
    fn is_left_out(&self, field: &Field) -> bool {
        let mut sections = self.place.entity().form.sections.iter().filter(|one| one.fields.contains(&field.name));
        sections.clone().next().is_some() && sections.all(|section| self.closed.contains(&section.name))
    }

    /// What is asked in a hurry: what the form says, else what is required and what people know a record by.
    fn quick_fields(&self) -> Vec<&Arc<Field>> {
        let entity = self.place.entity();
        let form = &entity.form;
        let named: Vec<&Arc<Field>> = if form.quick.is_empty() {
            let required = entity.fields.iter().filter(|field| field.required);
            required.chain(form.key_fields.iter().filter_map(|name| entity.field(name))).collect()
        } else {
            form.quick.iter().filter_map(|name| entity.field(name)).collect()
        };
        let filled = |field: &&Arc<Field>| {
            !self.given.has(&field.name) && !self.values.field(&self.place.layout, field).is_null()
        };
        // What the address filled in must be seen, and what is required must be asked.
        let more = entity.fields.iter().filter(|field| filled(field) || (field.required && field.default.is_none()));
        let mut fields: Vec<&Arc<Field>> = Vec::new();
        for field in named.into_iter().chain(more) {
            if self.shows(field)
                && !matches!(field.kind, Kind::Lines(_))
                && !fields.iter().any(|known| known.name == field.name)
            {
                fields.push(field);
            }
        }
        fields
    }

    /// Whether the form asks for a field.
    pub fn asks(&self, field: &Field) -> bool {
        match self.quick {
            true => self.quick_fields().iter().any(|asked| asked.name == field.name),
            false => self.shows(field) && !self.is_left_out(field),
        }
    }

    fn shows(&self, field: &Field) -> bool {
        match field.kind {
            Kind::Lines(_) => self.lines.iter().any(|lines| lines.field.name == field.name),
            _ => self.writes(field),
        }
    }

    fn input<'a>(&'a self, reader: &Reader, field: &'a Field) -> Input<'a> {
        let mut input = of::input(reader, field);
        input.locked = false;
        input.autofocus = self.first.as_ref() == Some(&field.name);
        // A default fills it in where it is left empty.
        input.required = field.required && field.default.is_none();
        if self.quick {
            input = input.scope("quick");
        }
        let mut said = self.problems.iter().filter(|problem| {
            problem.line.is_none() && said::field_of(&self.place.layout, problem) == Some(&*field.name)
        });
        if let Some(problem) = said.next() {
            input = input.error(said::problem(reader, problem));
        }
        input
    }

    /// A control in its place; one that the definitions fill in can be drawn again there.
    fn field(&self, reader: &Reader, known: &Known, field: &Arc<Field>) -> Markup {
        if let Some(lines) = self.lines.iter().find(|lines| lines.field.name == field.name) {
            return html! { div class="col-span-full" { (lines::draw(reader, known, &self.place, lines, &self.problems)) } };
        }
        let whole = matches!(field.kind, Kind::LongText { .. } | Kind::RichText { .. } | Kind::Json);
        html! {
            div class=[whole.then_some("col-span-full")] data-field=(field.name) data-follows[!field.follows.is_empty()] id=[self.given.has(&field.name).then(|| given::place_of(field, self.quick))] {
                (self.control(reader, known, field))
            }
        }
    }

    /// A control with its label, and the note of what it was given.
    pub fn control(&self, reader: &Reader, known: &Known, field: &Field) -> Markup {
        let input = self.input(reader, field);
        let typed = self.typed.get(&field.name).map(String::as_str);
        let control = known.control(reader, &input, &self.place, field, &self.values, typed);
        html! { (of::labelled(reader, &input, field, control)) (self.given.draw(&field.name)) }
    }
}

/// Which of several entities the record belongs to that a relation was pointed to.
pub(super) fn open_target(tx: &mut Tx<'_>, me: &Me, field: &Field, id: Option<i64>) -> Result<Option<Value>, Trouble> {
    let Some(relation) = field.relation().filter(|relation| relation.is_open()) else { return Ok(None) };
    let Some(id) = id else { return Ok(Some(Value::Null)) };
    for entity in &relation.to {
        if !records::titles(tx, me.actor(), entity, &[id])?.is_empty() {
            return Ok(Some(Value::from(entity.as_str())));
        }
    }
    Ok(None)
}

/// Fills a new record's form from an address: `?company=42`.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn prefill(
    draft: &mut Draft,
    reader: &Reader,
    tx: &mut Tx<'_>,
    me: &Me,
    sent: &Sent,
) -> Result<(), Trouble> {
    draft.take(reader, tx, me, sent)?;
    draft.problems.clear();
    draft.typed.clear();
    Ok(())
}

/// The name a field has in a heading.
pub(super) fn label<'a>(reader: &Reader, entity: &'a Entity, name: &'a str) -> &'a str {
    entity.field(name).map_or(name, |field| field.label.get(reader.language.code()))
}
