//! What holds for the whole installation: its name, money, place and language; and how to back it up.

use axum::Router;
use axum::extract::Query as Asked;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use identity::{account, second_factor};
use maud::{Markup, html};
use records::{Query, Sort, Tx, install};

use super::Sent;
use super::fields::{input, languages};
use super::frame::{Done, Page, Place, administrators_only, button_form, card, problem_text};
use super::profile::zone_edit;
use crate::component::button::{Act, Button};
use crate::component::field::{choice, text};
use crate::component::form;
use crate::component::icon;
use crate::component::tag::{self, Hue};
use crate::language::Language;
use crate::site::{Me, Site, Trouble, Visit};

pub(super) fn router() -> Router<Site> {
    Router::new()
        .route("/settings/installation", get(show).post(save))
        .route("/settings/installation/second-factor", post(save_second_factor))
}

/// The settings, by the names they are stored under.
const SETTINGS: [&str; 5] = ["name", "currency", "country", "zone", "language"];

/// Countries people most often set up an installation in; any other is typed by its code.
const COUNTRIES: [&str; 20] = [
    "AT", "BE", "CH", "CZ", "DE", "EE", "ES", "FR", "GB", "GE", "IT", "KZ", "LT", "LV", "MD", "NL", "PL", "RU", "UA",
    "US",
];

async fn show(visit: Visit, Asked(done): Asked<Done>) -> Response {
    visit
        .read(move |tx, me| {
            administrators_only(me)?;
            let settings = tx.world().settings.clone();
            let values = [
                settings.name.to_string(),
                settings.currency.to_string(),
                settings.country.as_deref().unwrap_or_default().to_owned(),
                settings.zone.iana_name().unwrap_or("UTC").to_owned(),
                settings.language.to_string(),
            ];
            let mut page = page(tx, me, &values, &[])?;
            page.done = done.done.as_deref();
            Ok(page.answer(tx, me))
        })
        .await
}

async fn save(visit: Visit, sent: Sent) -> Response {
    visit
        .alone(move |tx, me| {
            administrators_only(me)?;
            let mut values = SETTINGS.map(|name| sent.get(name).to_owned());
            values[1] = values[1].to_uppercase();
            values[2] = values[2].to_uppercase();
            let code =
                |text: &str, length: usize| text.len() == length && text.bytes().all(|byte| byte.is_ascii_uppercase());
            let mut faults = Vec::new();
            let mut fault = |bad: bool, name: &'static str, id: &str| {
                if bad {
                    faults.push((name, crate::text(me.reader.language, id).into_owned()));
                }
            };
            fault(values[0].is_empty() || values[0].chars().count() > 100, "name", "installation-name-wrong");
            fault(!code(&values[1], 3), "currency", "installation-currency-wrong");
            fault(!values[2].is_empty() && !code(&values[2], 2), "country", "installation-country-wrong");
            fault(jiff::tz::TimeZone::get(&values[3]).is_err(), "zone", "settings-zone-unknown");
            fault(Language::parse(&values[4]).is_none(), "language", "installation-language-wrong");
            if !faults.is_empty() {
                return Ok(page(tx, me, &values, &faults)?.refuse(tx, me));
            }
            let changed: Vec<(&str, &str)> = SETTINGS.iter().copied().zip(values.iter().map(String::as_str)).collect();
            match install::set(tx, me.actor(), &changed) {
                Ok(()) => {}
                Err(records::Error::Invalid(found)) => {
                    let faults: Vec<(&str, String)> =
                        found.iter().map(|found| ("currency", problem_text(&me.reader, &found.message))).collect();
                    return Ok(page(tx, me, &values, &faults)?.refuse(tx, me));
                }
                Err(error) => return Err(error.into()),
            }
            Ok(Redirect::to("/settings/installation?done=saved").into_response())
        })
        .await
}

fn page(tx: &mut Tx<'_>, me: &Me, values: &[String; 5], faults: &[(&str, String)]) -> Result<Page<'static>, Trouble> {
    let reader = &me.reader;
    let input = |name: &'static str, label: &str| input(reader, faults, name, label);
    let name = input("name", "installation-name").required().help(t!(reader, "installation-name-help"));
    let currency = input("currency", "installation-currency").required().help(t!(reader, "installation-currency-help"));
    let country = input("country", "installation-country").help(t!(reader, "installation-country-help"));
    let zone = input("zone", "profile-zone").required().help(t!(reader, "installation-zone-help"));
    let language = input("language", "language").required().help(t!(reader, "installation-language-help"));
    let mut codes = currencies(tx, me)?;
    if !codes.contains(&values[1]) {
        codes.push(values[1].clone());
    }
    let currencies: Vec<choice::Choice<'_>> = codes
        .iter()
        .map(|code| choice::Choice { value: code.into(), label: code.into(), ..Default::default() })
        .collect();
    let languages = languages();
    let factor = second_factor_card(tx, me)?;
    let content = html! {
        form method="post" action="/settings/installation" data-guard novalidate {
            (form::token(reader))
            (form::section(&t!(reader, "settings-installation"), html! {
                (form::field(reader, &name, text::edit(&name, &values[0], text::Kind::Line)))
                (form::field(reader, &currency, choice::edit(&currency, &currencies, &values[1])))
                (form::field(reader, &country, html! {
                    input class="input w-full" type="text" id=(country.id()) name="country" value=(values[2]) list="countries" maxlength="2" autocomplete="off" spellcheck="false"
                        aria-invalid=[country.error.as_ref().map(|_| "true")] aria-describedby=(format!("{}-help", country.id()));
                    datalist id="countries" { @for code in COUNTRIES { option value=(code) {} } }
                }))
                (form::field(reader, &zone, zone_edit(&zone, &values[3])))
                (form::field(reader, &language, choice::edit(&language, &languages, &values[4])))
            }))
            (form::actions(html! { (Button::new(t!(reader, "save"), Act::Submit).primary().draw()) }))
        }
        div class="h-3" {}
        (factor)
        (card(&t!(reader, "installation-backup"), &t!(reader, "installation-backup-about"), html! {}, html! {
            div class="grid gap-2 px-4 pt-2 pb-4" {
                @for command in ["relata backup relata-backup.zip", "relata restore relata-backup.zip"] {
                    div class="flex gap-2 items-center" {
                        code class="font-mono text-xs bg-sunken border border-line rounded-lg px-2.5 py-2 grow min-w-0 break-all select-all" { (command) }
                        button type="button" class="btn btn-ghost btn-sm btn-square" data-copy=(command) aria-label=(t!(reader, "copy")) title=(t!(reader, "copy")) { (icon("copy")) }
                    }
                }
            }
        }))
    };
    Ok(Page::at(Place::Installation, content))
}

/// Whether everybody needs a second factor, and how many have one already.
fn second_factor_card(tx: &mut Tx<'_>, me: &Me) -> Result<Markup, Trouble> {
    let reader = &me.reader;
    let is_required = second_factor::is_required(tx.sql())?;
    let people: Vec<_> = account::all(tx.sql())?.into_iter().filter(|account| account.disabled_at.is_none()).collect();
    let have = people.iter().filter(|account| account.second_factor).count();
    let (state, wanted, label) = match is_required {
        true => {
            (tag::status(t!(reader, "installation-factor-required"), Hue::Green), "false", "installation-factor-leave")
        }
        false => (
            tag::status(t!(reader, "installation-factor-optional"), Hue::Neutral),
            "true",
            "installation-factor-require",
        ),
    };
    Ok(card(
        &t!(reader, "installation-factor"),
        &t!(reader, "installation-factor-about"),
        state,
        html! {
            p class="px-4 pt-2" { (t!(reader, "installation-factor-have", have = have, all = people.len())) }
            div class="px-4 pt-2 pb-4" {
                (button_form(reader, "/settings/installation/second-factor", html! {
                    input type="hidden" name="required" value=(wanted);
                    (Button::new(crate::text(reader.language, label), Act::Submit).icon("shield-check").draw())
                }))
            }
        },
    ))
}

async fn save_second_factor(visit: Visit, sent: Sent) -> Response {
    visit
        .write(move |tx, me| {
            administrators_only(me)?;
            let word = if sent.is_on("required") {
                second_factor::require(tx.sql())?;
                "required"
            } else {
                second_factor::leave_optional(tx.sql())?;
                "optional"
            };
            Ok(Redirect::to(&format!("/settings/installation?done={word}")).into_response())
        })
        .await
}

/// The currencies of the installation, by their codes.
fn currencies(tx: &mut Tx<'_>, me: &Me) -> Result<Vec<String>, Trouble> {
    let Some(layout) = tx.world().layout("base.currency") else { return Ok(Vec::new()) };
    if layout.slot("code").is_none() {
        return Ok(Vec::new());
    }
    let mut query = Query::of("base.currency").column("code");
    query.sort = vec![Sort { path: vec!["code".into()], descending: false }];
    query.limit = 500;
    let mut codes = Vec::new();
    records::list(tx, me.actor(), &query, |row| codes.extend(row.value(0).as_text().map(str::to_owned)))?;
    Ok(codes)
}
