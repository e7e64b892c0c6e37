//! One's own profile: name, job title, phone, language and time zone, and how this device shows pages.

use axum::Router;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use feel::Value;
use maud::{Markup, html};
use records::{OWN_FIELDS as FIELDS, Patch, Tx};

use super::Sent;
use super::fields::{input, languages};
use super::frame::{Done, Page, Place, card, problem_text};
use crate::component::button::{Act, Button};
use crate::component::field::{choice, contact, text};
use crate::component::form::{self, Input};
use crate::component::icon_small;
use crate::reader::{Density, Theme};
use crate::site::{Me, Site, Trouble, Visit};

pub(super) fn router() -> Router<Site> {
    Router::new().route("/settings/profile", get(show).post(save))
}

async fn show(visit: Visit, Query(done): Query<Done>) -> Response {
    visit
        .read(move |tx, me| {
            let sent = stored(tx, me)?;
            Ok(page(me, &sent, &[], done.done.as_deref()).answer(tx, me))
        })
        .await
}

async fn save(visit: Visit, sent: Sent) -> Response {
    visit
        .write(move |tx, me| {
            let values: Vec<String> = FIELDS.iter().map(|name| sent.get(name).to_owned()).collect();
            let mut errors = Vec::new();
            let zone = sent.get("time_zone");
            if !zone.is_empty() && jiff::tz::TimeZone::get(zone).is_err() {
                errors.push(("time_zone", t!(me.reader, "settings-zone-unknown").into_owned()));
            }
            let mut patch = Patch::default();
            for (name, value) in FIELDS.iter().zip(&values) {
                let value = if value.is_empty() { Value::Null } else { Value::from(value.as_str()) };
                patch = patch.with(*name, value);
            }
            if errors.is_empty() {
                let written = tx.savepoint(|tx| records::update_profile(tx, me.actor(), &patch));
                match written {
                    Ok(()) => return Ok(Redirect::to("/settings/profile?done=saved").into_response()),
                    Err(records::Error::Invalid(problems)) => {
                        for problem in &problems {
                            let field =
                                problem.field.as_deref().and_then(|field| FIELDS.iter().find(|known| **known == field));
                            errors.push((field.copied().unwrap_or("name"), problem_text(&me.reader, &problem.message)));
                        }
                    }
                    Err(error) => return Err(error.into()),
                }
            }
            Ok(page(me, &values, &errors, None).refuse(tx, me))
        })
        .await
}

fn stored(tx: &mut Tx<'_>, me: &Me) -> Result<Vec<String>, Trouble> {
    let record = records::profile(tx, me.actor())?;
    Ok(FIELDS.iter().map(|name| record.get(name).as_text().unwrap_or_default().to_owned()).collect())
}

fn page<'a>(me: &Me, values: &[String], errors: &[(&str, String)], done: Option<&'a str>) -> Page<'a> {
    let reader = &me.reader;
    let input = |name: &'static str, label: &str| input(reader, errors, name, label);
    let name = input("name", "profile-name").required();
    let title = input("job_title", "profile-job-title");
    let phone = input("phone", "profile-phone");
    let language = input("language", "language");
    let zone = input("time_zone", "profile-zone").help(t!(reader, "profile-zone-help"));
    let languages = languages();
    let content = html! {
        form method="post" action="/settings/profile" data-guard novalidate {
            (form::token(reader))
            (form::section(&t!(reader, "profile-person"), html! {
                (form::field(reader, &name, text::edit(&name, &values[0], text::Kind::Line)))
                (form::field(reader, &title, text::edit(&title, &values[1], text::Kind::Line)))
                (form::field(reader, &phone, contact::edit(&phone, contact::Kind::Phone, &values[2])))
                div class="field" {
                    span class="flabel" { (t!(reader, "profile-email")) }
                    p class="min-h-8 flex items-center" { (me.visitor.who.email) }
                    p class="help" { (t!(reader, "profile-email-help")) }
                }
            }))
            (form::section(&t!(reader, "profile-region"), html! {
                (form::field(reader, &language, choice::edit(&language, &languages, &values[3])))
                (form::field(reader, &zone, zone_edit(&zone, &values[4])))
            }))
            (form::actions(html! { (Button::new(t!(reader, "save"), Act::Submit).primary().draw()) }))
        }
        div class="h-3" {}
        (card(&t!(reader, "profile-look"), &t!(reader, "profile-look-about"), html! {}, look(me)))
    };
    let mut page = Page::at(Place::Profile, content);
    page.done = done;
    page
}

/// A time zone by its IANA name, with the names there are.
pub(super) fn zone_edit(input: &Input<'_>, value: &str) -> Markup {
    let list = format!("{}-zones", input.id());
    html! {
        input class="input w-full" type="text" id=(input.id()) name=(input.name) value=(value) list=(list) autocomplete="off" spellcheck="false" placeholder="Europe/Kyiv"
            aria-invalid=[input.error.as_ref().map(|_| "true")] aria-describedby=(format!("{}-help", input.id()));
        datalist id=(list) {
            @for name in jiff::tz::db().available() { @if name.as_str().contains('/') { option value=(name.as_str()) {} } }
        }
    }
}

/// Theme, density: kept by this browser alone.
fn look(me: &Me) -> Markup {
    let reader = &me.reader;
    html! {
        div class="form-grid" {
            div class="field" {
                span class="flabel" { (t!(reader, "theme")) }
                div class="seg seg-wide" role="group" aria-label=(t!(reader, "theme")) {
                    @for (theme, value, symbol, label) in Theme::CHOICES {
                        button type="button" data-set-theme=(value) aria-pressed=(reader.theme == theme) { (icon_small(symbol)) (crate::text(reader.language, label)) }
                    }
                }
            }
            div class="field" {
                span class="flabel" { (t!(reader, "density")) }
                div class="seg seg-wide" role="group" aria-label=(t!(reader, "density")) {
                    @for (density, label) in Density::CHOICES {
                        button type="button" data-set-density=(density.attribute()) aria-pressed=(reader.density == density) { (crate::text(reader.language, label)) }
                    }
                }
            }
        }
    }
}
