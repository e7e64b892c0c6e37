//! Saving views, sharing and renaming them, and choosing the one to start with.

use access::Action;
use axum::extract::{Form, Path, RawQuery};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use feel::Value;
use maud::{Markup, html};
use records::{Patch, Tx};

use super::Pairs;
use super::address::{Address, Step};
use super::open::{self, Opened};
use super::view::{SAVED_VIEW, Saved, Settings, Views};
use crate::component::button::{Act, Button};
use crate::component::dialog::{self, Dialog};
use crate::component::field::{text, yes_no};
use crate::component::form::{self, Input};
use crate::http::{self, Events, Toast};
use crate::site::{Me, Trouble, Visit};

/// The longest name of a view.
const LONGEST: usize = 80;

/// `GET /{plural}/views/new?…`: the dialog that asks for a name.
pub(super) async fn show_new(visit: Visit, Path(plural): Path<String>, RawQuery(query): RawQuery) -> Response {
    let query = query.unwrap_or_default();
    visit
        .read(move |tx, me| {
            let opened = Opened::at(tx, me, &Address::read(&plural, &query))?;
            let own = opened.view.saved.as_ref().filter(|saved| saved.mine);
            let name = own.map_or("", |saved| &*saved.name);
            let action = opened.address.beside("views");
            let ask = Ask { name, shared: false, action: &action, update: own.map(|saved| saved.id), error: None };
            Ok(ask.draw(me).into_response())
        })
        .await
}

/// `POST /{plural}/views?…`: saves the list as it is shown, as a new view or over the one it came from.
pub(super) async fn create(
    visit: Visit,
    Path(plural): Path<String>,
    RawQuery(query): RawQuery,
    Form(sent): Form<Pairs>,
) -> Response {
    let query = query.unwrap_or_default();
    let headers = visit.headers.clone();
    visit
        .write(move |tx, me| {
            let address = Address::read(&plural, &query);
            let opened = Opened::at(tx, me, &address)?;
            let (name, shared, over) = read(&sent);
            if let Some(error) = wrong(me, &name) {
                let action = address.beside("views");
                let ask = Ask { name: &name, shared, action: &action, update: over, error: Some(error) };
                return Ok((StatusCode::UNPROCESSABLE_ENTITY, ask.draw(me)).into_response());
            }
            let settings = Settings {
                list: Some(opened.view.list.name.to_string()),
                filter: opened.filter.clone(),
                words: opened.words.clone(),
                sort: Some(Step::write(&opened.sort)),
                columns: Some(opened.columns.iter().map(|found| found.path.join(".")).collect()),
                start: None,
            };
            let patch = Patch::one("name", Value::text(name))
                .with("settings", json(&settings))
                .with("shared", Value::Bool(shared));
            let id = match over {
                Some(id) => records::update(tx, me.actor(), SAVED_VIEW, id, None, &patch)?.id(),
                None => {
                    let patch = patch.with("entity", Value::Text(opened.entity.name.shared()));
                    records::create(tx, me.actor(), SAVED_VIEW, &patch)?.id()
                }
            };
            Ok(http::redirect(&headers, &format!("/{plural}?view={id}")))
        })
        .await
}

/// `GET /{plural}/views/{view}`: the dialog that renames and shares.
pub(super) async fn show(visit: Visit, Path((plural, view)): Path<(String, i64)>) -> Response {
    visit
        .read(move |tx, me| {
            let saved = saved(tx, me, &plural, view)?;
            let action = format!("/{plural}/views/{view}");
            let ask = Ask { name: &saved.name, shared: saved.shared, action: &action, update: None, error: None };
            Ok(ask.draw(me).into_response())
        })
        .await
}

/// `POST /{plural}/views/{view}`: renames and shares.
pub(super) async fn change(
    visit: Visit,
    Path((plural, view)): Path<(String, i64)>,
    Form(sent): Form<Pairs>,
) -> Response {
    let headers = visit.headers.clone();
    visit
        .write(move |tx, me| {
            saved(tx, me, &plural, view)?;
            let (name, shared, _) = read(&sent);
            if let Some(error) = wrong(me, &name) {
                let action = format!("/{plural}/views/{view}");
                let ask = Ask { name: &name, shared, action: &action, update: None, error: Some(error) };
                return Ok((StatusCode::UNPROCESSABLE_ENTITY, ask.draw(me)).into_response());
            }
            let patch = Patch::one("name", Value::text(name)).with("shared", Value::Bool(shared));
            records::update(tx, me.actor(), SAVED_VIEW, view, None, &patch)?;
            Ok(http::redirect(&headers, &format!("/{plural}?view={view}")))
        })
        .await
}

/// `DELETE /{plural}/views/{view}`.
pub(super) async fn delete(visit: Visit, Path((plural, view)): Path<(String, i64)>) -> Response {
    let headers = visit.headers.clone();
    visit
        .write(move |tx, me| {
            saved(tx, me, &plural, view)?;
            records::delete(tx, me.actor(), SAVED_VIEW, view, None)?;
            Ok(http::redirect(&headers, &format!("/{plural}")))
        })
        .await
}

/// `POST /{plural}/views/start?view=…`: from now on the list opens with this view.
pub(super) async fn start(visit: Visit, Path(plural): Path<String>, RawQuery(query): RawQuery) -> Response {
    let query = query.unwrap_or_default();
    visit
        .write(move |tx, me| {
            let address = Address::read(&plural, &query);
            let (entity, _) = open::entity(tx, me, &plural)?;
            let views = Views::of(tx, me, &entity)?;
            let view = views.current(&address).ok_or(Trouble::NotFound)?;
            let patch =
                Patch::one("settings", json(&Settings { start: Some(view.key.clone()), ..Settings::default() }));
            match views.pointer {
                Some(id) => drop(records::update(tx, me.actor(), SAVED_VIEW, id, None, &patch)?),
                None => {
                    let patch = patch
                        .with("entity", Value::Text(entity.name.shared()))
                        .with("name", Value::text("start"))
                        .with("shared", Value::Bool(false));
                    records::create(tx, me.actor(), SAVED_VIEW, &patch)?;
                }
            }
            let toast = Toast::done(t!(&me.reader, "list-start-view-done", view = view.label.as_str()));
            Ok((Events::new().toast(toast).event(&format!("{plural}:changed")), "").into_response())
        })
        .await
}

/// A saved view that this person may change.
fn saved(tx: &mut Tx<'_>, me: &Me, plural: &str, id: i64) -> Result<Saved, Trouble> {
    let (entity, _) = open::entity(tx, me, plural)?;
    let kept = tx.model().entity(SAVED_VIEW).cloned().ok_or(Trouble::NotFound)?;
    tx.world().permit(me.actor(), &kept, Action::Change)?;
    let views = Views::of(tx, me, &entity)?;
    views.all.into_iter().filter_map(|view| view.saved).find(|saved| saved.id == id).ok_or(Trouble::NotFound)
}

/// Name, whether it is shared, and the view that is saved over.
fn read(sent: &Pairs) -> (String, bool, Option<i64>) {
    let last =
        |wanted: &str| sent.iter().rev().find(|(name, _)| name == wanted).map_or("", |(_, value)| value.as_str());
    (last("name").trim().to_owned(), last("shared") == "true", last("over").parse().ok())
}

fn wrong(me: &Me, name: &str) -> Option<String> {
    let fine = (1..=LONGEST).contains(&name.chars().count());
    (!fine).then(|| t!(&me.reader, "list-view-name-wrong", most = LONGEST).into_owned())
}

fn json(settings: &Settings) -> Value {
    let text = serde_json::to_string(settings).unwrap_or_default();
    feel::parse_json(&text).unwrap_or(Value::Null)
}

/// What the dialog asks.
struct Ask<'a> {
    name: &'a str,
    shared: bool,
    action: &'a str,
    /// The view that may be saved over.
    update: Option<i64>,
    error: Option<String>,
}

impl Ask<'_> {
    fn draw(&self, me: &Me) -> Markup {
        let reader = &me.reader;
        let mut name = Input::new("name", t!(reader, "list-view-name")).scope("view").required().autofocus();
        if let Some(error) = &self.error {
            name = name.error(error.as_str());
        }
        let shared = Input::new("shared", t!(reader, "list-view-shared"))
            .scope("view")
            .help(t!(reader, "list-view-shared-help"));
        let body = html! {
            div class="grid gap-3.5 min-w-72" {
                (form::field(reader, &name, text::edit(&name, self.name, text::Kind::Line)))
                (yes_no::edit(&shared, self.shared))
                @if let Some(id) = self.update {
                    label class="flex gap-2 items-center" {
                        input class="checkbox" type="checkbox" name="over" value=(id) checked;
                        (t!(reader, "list-view-over"))
                    }
                }
            }
        };
        dialog::dialog(
            reader,
            &Dialog {
                id: "view-dialog",
                title: t!(reader, "list-view-title"),
                body,
                actions: html! {
                    button type="button" class="btn btn-ghost btn-sm" data-close { (t!(reader, "cancel")) }
                    (Button::new(t!(reader, "save"), Act::Submit).primary().draw())
                },
                action: Some(self.action),
                opens: true,
            },
        )
    }
}
