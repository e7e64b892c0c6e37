//! One record made into others: a lead into a company, a contact and a deal. The reader sees what would be made and
//! what may be meant already, edits the values, and confirms.

use std::collections::HashMap;
use std::sync::Arc;

use access::Action;
use axum::extract::{Form, Path};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use model::{Field, Kind};
use records::convert::{self as converting, Choice, Converted, Offer, Proposal};
use records::{Error, FieldProblem, Patch, Tx};

use super::became;
use super::duplicates::reason;
use super::form::label;
use super::known::Known;
use super::place::Place;
use super::said;
use super::sent::{self, Sent};
use super::values::Values;
use crate::component::button::{Act, Button};
use crate::component::field::of;
use crate::component::form::{self, Input};
use crate::component::shell::{self, PageHead};
use crate::component::state;
use crate::format;
use crate::page::chrome;
use crate::site::{Me, Trouble, Visit};

/// One record that would be made, with what stands in its part of the form.
struct Part {
    proposal: Proposal,
    place: Place,
    values: Values,
    /// What could not be read, as it was typed.
    typed: HashMap<Arc<str>, String>,
    /// `create`, `skip`, `other`, or the id of a record that is there.
    chosen: String,
    /// The record chosen under `other`.
    other: Values,
}

/// The page on which one sees what would be made.
pub(super) async fn show(visit: Visit, Path((plural, id, name)): Path<(String, String, String)>) -> Response {
    visit
        .read(move |tx, me| match opened(tx, me, &plural, &id, &name)? {
            Ok((place, offer, parts)) => Ok(page(tx, me, &place, &offer, &parts, &[])?.into_response()),
            Err(page) => Ok((StatusCode::CONFLICT, page).into_response()),
        })
        .await
}

/// Converts. What follows says so, leads to what was made, and offers to take it back.
pub(super) async fn run(
    visit: Visit,
    Path((plural, id, name)): Path<(String, String, String)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Response {
    visit
        .write(move |tx, me| {
            let (place, offer, mut parts) = match opened(tx, me, &plural, &id, &name)? {
                Ok(opened) => opened,
                Err(page) => return Ok((StatusCode::CONFLICT, page).into_response()),
            };
            let sent = Sent(pairs.clone());
            let (mut problems, mut choices) = (Vec::new(), Vec::new());
            for part in &mut parts {
                let choice = part.take(me, &offer, &sent, &mut problems);
                choices.push((Arc::clone(&part.proposal.name), choice));
            }
            let (entity, id, seen) = (place.name(), offer.source.id(), sent.number("version"));
            let unread = !problems.is_empty();
            let outcome = tx.savepoint(|tx| {
                match converting::run(tx, me.actor(), entity, id, &offer.conversion.name, seen, &choices) {
                    // What could be read is fine, but something could not.
                    Ok(_) if unread => Err(Error::Invalid(Vec::new())),
                    outcome => outcome,
                }
            });
            match outcome {
                Ok(converted) => Ok(done(tx, me, &place, &converted)?.into_response()),
                Err(Error::Invalid(found)) => {
                    problems.extend(found);
                    let page = page(tx, me, &place, &offer, &parts, &problems)?;
                    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
                }
                Err(error) => Err(error.into()),
            }
        })
        .await
}

/// What is opened: the place, what would be made, and the parts of its form.
type Opened = (Place, Offer, Vec<Part>);

/// Opens a conversion, or gives the page that says why there is none.
fn opened(tx: &mut Tx<'_>, me: &Me, plural: &str, id: &str, name: &str) -> Result<Result<Opened, Markup>, Trouble> {
    let place = Place::of(tx, me, plural)?;
    let id = super::place::number(id)?;
    let offer = match converting::offer(tx, me.actor(), place.name(), id, name) {
        // It was converted meanwhile, or is in another state.
        Err(Error::Invalid(_)) => {
            let became = converting::became(tx, me.actor(), place.name(), id, name)?;
            return Ok(Err(became::page(tx, me, &place, &became)));
        }
        offer => offer?,
    };
    let mut parts = Vec::with_capacity(offer.steps.len());
    for proposal in &offer.steps {
        let Ok(place) = Place::named(tx, me, proposal.layout.entity.name.as_str()) else { continue };
        let mut values = Values::default();
        for (name, value) in &proposal.values.values {
            values.set(name, value.clone());
        }
        let chosen = match &proposal.choice {
            Choice::Skip => "skip".to_owned(),
            Choice::Use(id) => id.to_string(),
            Choice::Create(_) => "create".to_owned(),
        };
        let proposal = proposal.clone();
        parts.push(Part { proposal, place, values, typed: HashMap::new(), chosen, other: Values::default() });
    }
    Ok(Ok((place, offer, parts)))
}

impl Part {
    /// The fields of a new record that are shown: those that are proposed or required.
    fn fields<'a>(&'a self, offer: &'a Offer, me: &'a Me, tx: &Tx<'_>) -> Vec<&'a Arc<Field>> {
        let Some(permit) = self.place.permit(tx, me, Action::Create) else { return Vec::new() };
        let step = offer.conversion.steps.iter().find(|step| step.name == self.proposal.name);
        let set = |field: &Field| step.is_some_and(|step| step.set.iter().any(|(name, _)| *name == field.name));
        let linked = |field: &Field| self.proposal.linked.iter().any(|(name, _)| *name == field.name);
        let source = |field: &Field| {
            field.relation().is_some_and(|relation| relation.only_target() == Some(&offer.conversion.from))
        };
        let all = self.place.entity().all_fields();
        all.filter(|field| set(field) || (field.required && field.default.is_none()))
            .filter(|field| !linked(field) && !source(field) && !matches!(field.kind, Kind::Lines(_)))
            .filter(|field| self.place.sees(field) && self.place.writes(field, &permit, true))
            .collect()
    }

    /// The relation of the record by which another one can be looked up.
    fn look_up<'a>(&self, offer: &'a Offer) -> Option<&'a Arc<Field>> {
        let step = offer.conversion.steps.iter().find(|step| step.name == self.proposal.name)?;
        let field = offer.source.layout.entity.field(step.existing.as_deref()?)?;
        (!field.readonly).then_some(field)
    }

    /// Takes in what was sent for it.
    fn take(&mut self, me: &Me, offer: &Offer, sent: &Sent, problems: &mut Vec<FieldProblem>) -> Choice {
        let name = Arc::clone(&self.proposal.name);
        sent.one(&format!("choice.{name}")).unwrap_or("create").clone_into(&mut self.chosen);
        match (&*self.chosen, self.chosen.parse()) {
            (_, Ok(id)) => Choice::Use(id),
            ("skip", _) => Choice::Skip,
            ("other", _) => {
                let own = sent.within(&format!("other.{name}."));
                let field = self.look_up(offer).map(|field| Arc::clone(&field.name));
                match field.as_deref().and_then(|field| Some((field, own.number(field)?))) {
                    Some((field, id)) => {
                        self.other.set(field, feel::Value::from(id));
                        Choice::Use(id)
                    }
                    None => {
                        problems.push(FieldProblem::record("convert-choose").on_line(&name, 0));
                        Choice::Skip
                    }
                }
            }
            _ => Choice::Create(self.create(me, sent, problems)),
        }
    }

    fn create(&mut self, me: &Me, sent: &Sent, problems: &mut Vec<FieldProblem>) -> Patch {
        let own = sent.within(&format!("{}.", self.proposal.name));
        let mut patch = Patch::default();
        for field in self.place.entity().all_fields() {
            if !own.has(&field.name) || matches!(field.kind, Kind::Lines(_)) {
                continue;
            }
            match sent::field(&me.reader, field, &own) {
                Ok(slots) => {
                    for (name, value) in slots {
                        self.values.set(&name, value.clone());
                        patch.values.push((name, value));
                    }
                }
                Err(problem) => {
                    self.typed.insert(Arc::clone(&field.name), own.one(&field.name).unwrap_or_default().to_owned());
                    problems.push(problem.on_line(&self.proposal.name, 0));
                }
            }
        }
        patch
    }
}

fn page(
    tx: &mut Tx<'_>,
    me: &Me,
    place: &Place,
    offer: &Offer,
    parts: &[Part],
    problems: &[FieldProblem],
) -> Result<Markup, Trouble> {
    let reader = &me.reader;
    let language = reader.language.code();
    let title = offer.conversion.label.get(language);
    let url = place.url(offer.source.id());
    let action = format!("{url}/convert/{}", offer.conversion.name);
    let mut drawn = Vec::with_capacity(parts.len());
    for part in parts {
        drawn.push(section(tx, me, place, offer, parts, part, problems)?);
    }
    let head = PageHead {
        crumbs: vec![
            (place.entity().plural_label.get(language).into(), place.list().into()),
            (offer.source.title().into(), url.clone().into()),
        ],
        title: title.into(),
        ..PageHead::default()
    };
    let whole = problems.iter().filter(|problem| problem.line.is_none());
    let body = html! {
        (shell::head(reader, &head))
        (form::frame(html! {
            h1 class="sr-only" { (title) }
            form method="post" action=(action) data-guard novalidate {
                (form::token(reader))
                input type="hidden" name="version" value=(offer.source.version());
                @for problem in whole { (form::problem(&said::problem(reader, problem))) }
                @for section in &drawn { (section) }
                (form::actions(html! {
                    (Button::new(t!(reader, "cancel"), Act::Link(&url)).ghost().draw())
                    (Button::new(t!(reader, "convert-do"), Act::Submit).primary().icon("check").draw())
                }))
            }
        }))
    };
    Ok(chrome::page(tx, me, &action, title, body))
}

fn section(
    tx: &mut Tx<'_>,
    me: &Me,
    source: &Place,
    offer: &Offer,
    parts: &[Part],
    part: &Part,
    problems: &[FieldProblem],
) -> Result<Markup, Trouble> {
    let reader = &me.reader;
    let entity = part.place.entity();
    let proposal = &part.proposal;
    let own: Vec<&FieldProblem> = problems
        .iter()
        .filter(|problem| problem.line.as_ref().is_some_and(|(step, _)| *step == proposal.name))
        .collect();
    let known = Known::of(tx, me, &part.place, &part.values, true)?;
    let found = Known::of(tx, me, source, &part.other, false)?;
    let fields = part.fields(offer, me, tx);
    let is_field = |problem: &&&FieldProblem| {
        let name = said::field_of(&part.place.layout, problem);
        name.is_some_and(|name| fields.iter().any(|field| *field.name == *name))
    };
    let whole: Vec<&&FieldProblem> = own.iter().filter(|problem| !is_field(problem)).collect();
    // What an earlier step's record becomes of this one: "Company: the one above".
    let linked = proposal.linked.iter().filter_map(|(field, step)| {
        let step = parts.iter().find(|part| part.proposal.name == *step)?;
        Some((label(reader, entity, field), step.place.entity().label.get(reader.language.code())))
    });
    let radio = |value: &str, text: Markup| {
        html! {
            label class="flex gap-2.5 items-start cursor-pointer py-1" {
                input type="radio" class="radio radio-sm mt-0.5" name=(format!("choice.{}", proposal.name)) value=(value) checked[part.chosen == value];
                span class="min-w-0" { (text) }
            }
        }
    };
    let controls = html! {
        @for field in &fields {
            @let input = input(me, part, field, &own);
            @let typed = part.typed.get(&field.name).map(String::as_str);
            @let control = known.control(reader, &input, &part.place, field, &part.values, typed);
            div class=[matches!(field.kind, Kind::LongText { .. } | Kind::RichText { .. }).then_some("col-span-full")] {
                (of::labelled(reader, &input, field, control))
            }
        }
    };
    let other = part.look_up(offer).map(|field| {
        let name = format!("other.{}.{}", proposal.name, field.name);
        let input = Input::new(name, t!(reader, "convert-other"));
        found.control(reader, &input, source, field, &part.other, None)
    });
    let label = entity.label.get(reader.language.code());
    Ok(html! {
        section class="fsec group/step" data-step=(proposal.name) {
            header { h2 { (label) } }
            div class="px-4 pt-3 pb-1 max-md:px-3.5" role="radiogroup" aria-label=(label) {
                @for problem in whole { p class="err text-error text-xs" role="alert" { (said::problem(reader, problem)) } }
                @if let Some((id, title)) = &proposal.existing {
                    (radio(&id.to_string(), html! { (t!(reader, "convert-use")) " " a class="font-semibold hover:underline" href=(part.place.url(*id)) target="_blank" { (title) } }))
                }
                @for each in proposal.likely.iter().take(3) {
                    (radio(&each.id.to_string(), html! {
                        (t!(reader, "convert-use")) " "
                        a class="font-semibold hover:underline" href=(part.place.url(each.id)) target="_blank" { (each.title) }
                        span class="text-ink-3 num" { " · " (format::percent(reader.language, &format!("{:.0}", each.score * 100.0))) }
                        span class="block text-xs text-ink-2" {
                            (t!(reader, "record-alike-by")) " "
                            @for (index, (name, _)) in each.reasons.iter().take(4).enumerate() { @if index > 0 { ", " } (reason(reader, &part.place, name)) }
                        }
                    }))
                }
                @if proposal.may_create { (radio("create", html! { (t!(reader, "convert-create")) })) }
                @if other.is_some() { (radio("other", html! { (t!(reader, "convert-other")) })) }
                @if proposal.optional { (radio("skip", html! { (t!(reader, "convert-skip")) })) }
            }
            @if let Some(other) = other {
                div class="hidden group-has-[[value=other]:checked]/step:block px-4 pb-4 max-md:px-3.5" { (other) }
            }
            @if proposal.may_create {
                div class="hidden group-has-[[value=create]:checked]/step:block" {
                    div class="form-grid" { (controls) }
                    @for (field, step) in linked {
                        p class="px-4 pb-3 max-md:px-3.5 text-ink-2 text-xs" { (t!(reader, "convert-linked", field = field, step = step)) }
                    }
                }
            }
        }
    })
}

/// A field of a new record, under the name of its step.
fn input<'a>(me: &Me, part: &Part, field: &'a Field, problems: &[&FieldProblem]) -> Input<'a> {
    let mut input = of::input(&me.reader, field);
    input.name = format!("{}.{}", part.proposal.name, field.name).into();
    input.locked = false;
    input.required = field.required && field.default.is_none();
    let said = problems.iter().find(|problem| said::field_of(&part.place.layout, problem) == Some(&*field.name));
    match said {
        Some(problem) => input.error(said::problem(&me.reader, problem)),
        None => input,
    }
}

fn done(tx: &mut Tx<'_>, me: &Me, place: &Place, converted: &Converted) -> Result<Markup, Trouble> {
    let reader = &me.reader;
    let language = reader.language.code();
    let url = place.url(converted.record.id());
    let title = t!(reader, "convert-done", title = converted.record.title());
    let mut made = Vec::new();
    for one in &converted.made {
        let Ok(target) = Place::named(tx, me, &one.entity) else { continue };
        let titled = records::titles(tx, me.actor(), &one.entity, &[one.id])?.pop();
        let label = target.entity().label.get(language).to_owned();
        made.push((label, target.url(one.id), titled.map(|one| one.title).unwrap_or_default()));
    }
    let head = PageHead {
        crumbs: vec![(place.entity().plural_label.get(language).into(), place.list().into())],
        title: converted.record.title().into(),
        ..PageHead::default()
    };
    let body = html! {
        (shell::head(reader, &head))
        div class="grow grid place-content-center border-t border-line p-4" {
            h1 class="sr-only" { (title) }
            (state::empty("check", &title, "", html! {
                div class="grid gap-3 justify-items-center" {
                    (became::links(&made))
                    div class="flex gap-2 justify-center" {
                        (Button::new(t!(reader, "undo"), Act::Post(&format!("/batches/{}/undo?to={url}", converted.batch))).icon("undo-2").draw())
                        @if let Some((_, url, _)) = made.last() { (Button::new(t!(reader, "record-open"), Act::Link(url)).primary().draw()) }
                    }
                }
            }))
        }
    };
    Ok(chrome::page(tx, me, &url, &title, body))
}
