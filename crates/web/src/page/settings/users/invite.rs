//! Inviting somebody: the person's record, an account without a password, and the link that sets one.

use std::sync::Arc;

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use feel::Value;
use identity::account::{self, Start};
use identity::link::{self, Purpose};
use identity::{Email, role};
use maud::html;
use records::{Patch, Query, Sort, Tx, UNIT, USER};

use super::super::Sent;
use super::super::fields::{input, languages};
use super::super::frame::{Page, Place, administrators_only, problem_text, refusal_text, secret};
use super::role_choices;
use crate::component::button::{Act, Button};
use crate::component::field::{choice, contact, text};
use crate::component::form;
use crate::format;
use crate::site::{Me, Site, Trouble, Visit};

pub(super) fn router() -> Router<Site> {
    Router::new().route("/settings/users/new", get(show).post(invite))
}

/// What is wrong, by field.
type Faults = Vec<(&'static str, String)>;

async fn show(visit: Visit) -> Response {
    visit
        .read(|tx, me| {
            administrators_only(me)?;
            Ok(page(tx, me, &Sent::default(), &Faults::new())?.answer(tx, me))
        })
        .await
}

async fn invite(visit: Visit, sent: Sent) -> Response {
    let origin = visit.site.origin().to_owned();
    visit
        .write(move |tx, me| {
            administrators_only(me)?;
            // One savepoint around record, account and link: what is refused half-way leaves nothing behind.
            match tx.savepoint(|tx| create(tx, me, &sent)) {
                Ok((user, made)) => Ok(made_page(me, &origin, user, &made).answer(tx, me)),
                Err(Refused::Faults(faults)) => Ok(page(tx, me, &sent, &faults)?.refuse(tx, me)),
                Err(Refused::Trouble(trouble)) => Err(*trouble),
            }
        })
        .await
}

enum Refused {
    Faults(Faults),
    Trouble(Box<Trouble>),
}

impl From<store::Error> for Refused {
    fn from(error: store::Error) -> Self {
        Self::Trouble(Box::new(error.into()))
    }
}

fn create(tx: &mut Tx<'_>, me: &Me, sent: &Sent) -> Result<(i64, link::New), Refused> {
    let reader = &me.reader;
    let own = |error: identity::Error| match refusal_text(reader, &error) {
        Some(text) => {
            let field = if matches!(error, identity::Error::Invalid(_)) { "role" } else { "email" };
            Refused::Faults(vec![(field, text)])
        }
        None => Refused::Trouble(Box::new(error.into())),
    };
    let email = Email::parse(sent.get("email")).map_err(own)?;
    let mut patch = Patch::one("name", text_or_null(sent.get("name"))).with("email", email.as_str());
    for name in ["job_title", "language"] {
        patch = patch.with(name, text_or_null(sent.get(name)));
    }
    if let Ok(unit) = sent.get("home_unit").parse::<i64>() {
        patch = patch.with("home_unit", unit);
    }
    let record = records::create(tx, me.actor(), USER, &patch).map_err(|error| match error {
        records::Error::Invalid(problems) => Refused::Faults(
            problems
                .iter()
                .map(|problem| {
                    let field = match problem.field.as_deref() {
                        Some("email") => "email",
                        Some("job_title") => "job_title",
                        Some("home_unit") => "home_unit",
                        Some("language") => "language",
                        _ => "name",
                    };
                    (field, problem_text(reader, &problem.message))
                })
                .collect(),
        ),
        error => Refused::Trouble(Box::new(error.into())),
    })?;
    account::create(tx.sql(), record.id(), &email, &Start::Invited).map_err(own)?;
    let roles: Vec<&str> = sent.all("role").filter(|name| tx.model().role(name).is_some()).collect();
    role::set(tx.sql(), record.id(), &roles).map_err(own)?;
    let made = link::create(tx.sql(), record.id(), Purpose::Invitation, me.actor().user).map_err(own)?;
    Ok((record.id(), made))
}

fn text_or_null(text: &str) -> Value {
    if text.is_empty() { Value::Null } else { Value::from(text) }
}

/// The link, shown once.
fn made_page(me: &Me, origin: &str, user: i64, made: &link::New) -> Page<'static> {
    let reader = &me.reader;
    let until = format::date_time(reader, made.ends_at);
    let content = html! {
        (secret(reader, &t!(reader, "users-link-invitation"), &t!(reader, "users-link-about", until = until), &format!("{origin}/link/{}", made.secret.reveal())))
        div class="flex gap-2 justify-end" {
            (Button::new(t!(reader, "users-invite-another"), Act::Link("/settings/users/new")).icon("user-plus").draw())
            (Button::new(t!(reader, "users-open"), Act::Link(&format!("/settings/users/{user}"))).primary().draw())
        }
    };
    let mut page = Page::at(Place::Users, content);
    page.title = Some(t!(reader, "users-invite"));
    page
}

fn page(tx: &mut Tx<'_>, me: &Me, sent: &Sent, faults: &Faults) -> Result<Page<'static>, Trouble> {
    let reader = &me.reader;
    let input = |name: &'static str, label: &str| input(reader, faults, name, label);
    let units = units(tx, me)?;
    let units: Vec<choice::Choice<'_>> = units
        .iter()
        .map(|(id, name)| choice::Choice {
            value: id.to_string().into(),
            label: name.as_str().into(),
            ..Default::default()
        })
        .collect();
    let languages = languages();
    let model = Arc::clone(tx.model());
    let offered = role_choices(reader, &model);
    let language =
        if sent.has("language") { sent.get("language").to_owned() } else { tx.world().settings.language.to_string() };
    let ticked: Vec<&str> = sent.all("role").collect();
    let (name, email, job) = (
        input("name", "profile-name").required().autofocus(),
        input("email", "profile-email").required(),
        input("job_title", "profile-job-title"),
    );
    let (unit, spoken) = (input("home_unit", "users-unit"), input("language", "language"));
    let roles = input("role", "users-roles").help(t!(reader, "users-roles-help"));
    let content = html! {
        form method="post" action="/settings/users/new" data-guard novalidate {
            (form::token(reader))
            (form::section(&t!(reader, "profile-person"), html! {
                (form::field(reader, &name, text::edit(&name, sent.get("name"), text::Kind::Line)))
                (form::field(reader, &email, contact::edit(&email, contact::Kind::Email, sent.get("email"))))
                (form::field(reader, &job, text::edit(&job, sent.get("job_title"), text::Kind::Line)))
                (form::field(reader, &unit, choice::edit(&unit, &units, sent.get("home_unit"))))
                (form::field(reader, &spoken, choice::edit(&spoken, &languages, &language)))
            }))
            (form::section(&t!(reader, "settings-roles"), html! {
                div class="col-span-full" { (form::group(reader, &roles, choice::edit_several(&roles, &offered, &ticked))) }
            }))
            (form::actions(html! {
                (Button::new(t!(reader, "cancel"), Act::Link("/settings/users")).ghost().draw())
                (Button::new(t!(reader, "users-invite"), Act::Submit).primary().draw())
            }))
        }
    };
    let mut page = Page::at(Place::Users, content);
    page.title = Some(t!(reader, "users-invite"));
    Ok(page)
}

/// The units there are, by name.
fn units(tx: &mut Tx<'_>, me: &Me) -> Result<Vec<(i64, String)>, Trouble> {
    let mut query = Query::of(UNIT).column("name");
    query.sort = vec![Sort { path: vec!["name".into()], descending: false }];
    query.limit = 1_000;
    let mut units = Vec::new();
    records::list(tx, me.actor(), &query, |row| {
        units.push((row.id(), row.value(0).as_text().unwrap_or_default().to_owned()))
    })?;
    Ok(units)
}
