//! Creating a record, and changing it as a whole.

use access::Action;
use axum::extract::{Form, Path, Query as Params};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use records::{Conflict, Error, FieldProblem, Patch, Record, Tx};

use super::advice;
use super::form::{Draft, label, prefill};
use super::known::{Known, Wanted};
use super::lines;
use super::place::{Place, number};
use super::sent::Sent;
use super::values::Values;
use crate::component::button::{Act, Button};
use crate::component::dialog::{self, Dialog};
use crate::component::form;
use crate::component::shell::{self, PageHead};
use crate::component::timeline;
use crate::http;
use crate::page::chrome;
use crate::reader::Reader;
use crate::site::{Me, Trouble, Visit};

/// The form of a new record: `?company=42` fills it in, `?quick=1` asks for little, in a dialog.
pub(super) async fn show_new(
    visit: Visit,
    Path(plural): Path<String>,
    Params(asked): Params<Vec<(String, String)>>,
) -> Response {
    let headers = visit.headers.clone();
    visit
        .read(move |tx, me| {
            let mut draft = new(tx, me, &plural)?;
            let sent = Sent(asked.clone());
            prefill(&mut draft, &me.reader, tx, me, &sent)?;
            // What somebody typed into a look-up before finding that there is no such record.
            if let (Some(name), Some(title)) = (sent.one("name"), draft.place.entity().title.first().cloned())
                && draft.values.get(&title).is_null()
            {
                draft.values.set(&title, feel::Value::text(name));
                draft.chosen.push((title, feel::Value::text(name)));
            }
            draft.quick = sent.one("quick").is_some() && http::is_fragment(&headers);
            let back = if draft.quick { current(&headers) } else { String::new() };
            new_page(tx, me, &mut draft, &back)
        })
        .await
}

/// Creates a record, or shows its form again with everything that is wrong.
pub(super) async fn create(
    visit: Visit,
    Path(plural): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Response {
    let headers = visit.headers.clone();
    visit
        .write(move |tx, me| {
            let mut draft = new(tx, me, &plural)?;
            let sent = Sent(pairs.clone());
            draft.quick = sent.one("quick").is_some();
            let patch = draft.take(&me.reader, tx, me, &sent)?;
            let entity = draft.place.entity().name.shared();
            match attempt(tx, &mut draft, |tx| begin(tx, me, &entity, &patch))? {
                Some(record) => {
                    let back = sent.one("back").filter(|back| is_ours(back)).map(str::to_owned);
                    // The page of a record tells by itself what is advised; whoever goes back to another does not see it.
                    let news = if back.is_some() || draft.quick { advice::of_new(tx, me, &record)? } else { None };
                    let answer = http::redirect(&headers, &back.unwrap_or_else(|| draft.place.url(record.id())));
                    Ok(match news {
                        Some(toast) => toast.later(answer),
                        None => answer,
                    })
                }
                None => {
                    let page = new_page(
                        tx,
                        me,
                        &mut draft,
                        sent.one("back").filter(|back| is_ours(back)).unwrap_or_default(),
                    )?;
                    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
                }
            }
        })
        .await
}

/// The form of a record that is there.
pub(super) async fn show_edit(visit: Visit, Path((plural, id)): Path<(String, String)>) -> Response {
    visit
        .read(move |tx, me| {
            let (mut draft, record) = existing(tx, me, &plural, &id)?;
            Ok(edit_page(tx, me, &mut draft, &record.title(), html! {})?.into_response())
        })
        .await
}

/// Changes a record by its whole form.
pub(super) async fn change(
    visit: Visit,
    Path((plural, id)): Path<(String, String)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Response {
    let headers = visit.headers.clone();
    visit
        .write(move |tx, me| {
            let (mut draft, record) = existing(tx, me, &plural, &id)?;
            let sent = Sent(pairs.clone());
            let patch = draft.take(&me.reader, tx, me, &sent)?;
            let (entity, id, seen) = (draft.place.entity().name.shared(), record.id(), sent.number("version"));
            let outcome = attempt(tx, &mut draft, |tx| records::update(tx, me.actor(), &entity, id, seen, &patch));
            match outcome {
                Ok(Some(_)) => Ok(http::redirect(&headers, &draft.place.url(id))),
                Ok(None) => {
                    let seen = seen.unwrap_or(record.version());
                    draft.existing = Some((id, seen));
                    let page = edit_page(tx, me, &mut draft, &record.title(), html! {})?;
                    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
                }
                Err(Trouble::Conflict(conflict)) => {
                    draft.existing = Some((id, conflict.version));
                    let notice = changed_meanwhile(tx, me, &draft.place, &conflict)?;
                    let page = edit_page(tx, me, &mut draft, &record.title(), notice)?;
                    Ok((StatusCode::CONFLICT, page).into_response())
                }
                Err(trouble) => Err(trouble),
            }
        })
        .await
}

/// Creates a record; that it may not be somebody else's is said at the field.
fn begin(tx: &mut Tx<'_>, me: &Me, entity: &str, patch: &Patch) -> records::Result<Record> {
    let given_away = patch.values.iter().find(|(name, _)| matches!(&**name, "owner" | "unit"));
    match (records::create(tx, me.actor(), entity, patch), given_away) {
        (Err(Error::Forbidden { .. }), Some((name, _))) => {
            Err(Error::Invalid(vec![FieldProblem::of(std::sync::Arc::clone(name), "record-not-for-others")]))
        }
        (outcome, _) => outcome,
    }
}

/// Does it; when it is refused, nothing of it remains, and the draft has every finding.
fn attempt(
    tx: &mut Tx<'_>,
    draft: &mut Draft,
    work: impl FnOnce(&mut Tx<'_>) -> records::Result<Record>,
) -> Result<Option<Record>, Trouble> {
    let unread = !draft.problems.is_empty();
    let outcome = tx.savepoint(|tx| match work(tx) {
        // What could be read is fine, but something could not.
        Ok(_) if unread => Err(Error::Invalid(Vec::new())),
        outcome => outcome,
    });
    match outcome {
        Ok(record) => Ok(Some(record)),
        Err(Error::Invalid(problems)) => {
            let fresh: Vec<_> = problems
                .into_iter()
                // A value that could not be read looks as if it were missing.
                .filter(|problem| {
                    !draft.problems.iter().any(|known| known.field == problem.field && known.line == problem.line)
                })
                .collect();
            draft.problems.extend(fresh);
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

fn new(tx: &mut Tx<'_>, me: &Me, plural: &str) -> Result<Draft, Trouble> {
    let place = Place::of(tx, me, plural)?;
    let permit = tx.world().permit(me.actor(), place.entity(), Action::Create)?;
    let lines = lines::of(tx, me, &place, None)?;
    let mut draft = Draft::new(place, permit, None, Values::default());
    draft.lines = lines;
    Ok(draft)
}

/// The form of a stored record that the reader may change.
///
/// # Errors
/// [`Trouble::NotFound`], [`Trouble::Forbidden`].
pub(super) fn existing(tx: &mut Tx<'_>, me: &Me, plural: &str, id: &str) -> Result<(Draft, Record), Trouble> {
    let place = Place::of(tx, me, plural)?;
    let record = place.record(tx, me, id)?;
    let place = place.at_record(tx, me, &record)?;
    let permit = tx.world().permit(me.actor(), place.entity(), Action::Change)?;
    if !place.may(tx, me, number(id)?, Action::Change)? {
        return Err(Trouble::Forbidden);
    }
    let values = Values::of(tx, me, &place, &record)?;
    let lines = lines::of(tx, me, &place, Some(record.id()))?;
    let mut draft = Draft::new(place, permit, Some((record.id(), record.version())), values);
    draft.stored = Some(record.clone());
    draft.lines = lines;
    Ok((draft, record))
}

fn new_page(tx: &mut Tx<'_>, me: &Me, draft: &mut Draft, back: &str) -> Result<Response, Trouble> {
    draft.fill(tx, me)?;
    draft.fill_lines(tx, me)?;
    draft.judge(tx, me)?;
    if draft.problems.is_empty() {
        draft.begin();
    }
    let draft = &*draft;
    let reader = &me.reader;
    let language = reader.language.code();
    let entity = draft.place.entity();
    let title = entity.new_label.get(language).to_owned();
    let known = draft.known(tx, me)?;
    let url = draft.place.list();
    // Every change inside asks for records that may mean the same.
    let asking = |fields: Markup| {
        let fields = judged(draft, fields);
        let place = if draft.quick { "quick-alike" } else { "alike" };
        html! {
            @if entity.matching.is_some() {
                div id=(place) class="empty:hidden mb-3" {}
                div hx-post=(format!("{url}/duplicates")) hx-trigger="change delay:300ms" hx-include="closest form" hx-target={ "#" (place) } hx-swap="innerHTML" { (fields) }
            } @else {
                (fields)
            }
        }
    };
    if draft.quick {
        let body = html! {
            input type="hidden" name="back" value=(back);
            (asking(draft.draw(reader, &known)))
        };
        let dialog = Dialog {
            id: "quick",
            title: title.into(),
            body,
            actions: html! {
                (Button::new(t!(reader, "record-full-form"), Act::Link(&format!("{url}/new"))).ghost().draw())
                (Button::new(t!(reader, "record-create"), Act::Submit).primary().draw())
            },
            action: Some(&url),
            opens: true,
        };
        return Ok(dialog::dialog(reader, &dialog).into_response());
    }
    let body = frame(reader, draft, &title, &url, &url, asking(draft.draw(reader, &known)));
    Ok(chrome::page(tx, me, &format!("{url}/new"), &title, body).into_response())
}

fn edit_page(tx: &mut Tx<'_>, me: &Me, draft: &mut Draft, title: &str, notice: Markup) -> Result<Markup, Trouble> {
    draft.fill(tx, me)?;
    draft.fill_lines(tx, me)?;
    draft.judge(tx, me)?;
    let draft = &*draft;
    let reader = &me.reader;
    let known = draft.known(tx, me)?;
    let url = draft.place.url(draft.existing.map_or(0, |(id, _)| id));
    let body = frame(reader, draft, title, &url, &url, html! { (notice) (judged(draft, draft.draw(reader, &known))) });
    Ok(chrome::page(tx, me, &url, title, body))
}

/// The fields of a form; what comes, goes and follows with the values is asked for after each change.
fn judged(draft: &Draft, fields: Markup) -> Markup {
    if !draft.is_judged() {
        return fields;
    }
    let of = draft.existing.map(|(id, _)| format!("?id={id}")).unwrap_or_default();
    let url = format!("{}/sections{of}", draft.place.list());
    html! {
        div class="contents judged" hx-post=(url) hx-trigger="change delay:20ms" hx-include="closest form" hx-target="this" hx-swap="none" { (fields) }
    }
}

fn frame(reader: &Reader, draft: &Draft, title: &str, action: &str, back: &str, fields: Markup) -> Markup {
    let entity = draft.place.entity();
    let plural = entity.plural_label.get(reader.language.code());
    let mut crumbs = vec![(plural.into(), draft.place.list().into())];
    if !draft.is_new() {
        crumbs.push((title.to_owned().into(), back.to_owned().into()));
    }
    let heading = if draft.is_new() { title.into() } else { t!(reader, "record-editing") };
    let save = if draft.is_new() { t!(reader, "record-create") } else { t!(reader, "save") };
    let head = PageHead { crumbs, title: heading, ..PageHead::default() };
    html! {
        (shell::head(reader, &head))
        (form::frame(html! {
            h1 class="sr-only" { (title) }
            form method="post" action=(action) data-guard novalidate {
                (form::token(reader))
                (fields)
                (form::actions(html! {
                    (Button::new(t!(reader, "cancel"), Act::Link(back)).ghost().draw())
                    (Button::new(save, Act::Submit).primary().draw())
                }))
            }
        }))
    }
}

/// What somebody else changed since the form was opened. Saving once more overwrites it knowingly.
fn changed_meanwhile(tx: &mut Tx<'_>, me: &Me, place: &Place, conflict: &Conflict) -> Result<Markup, Trouble> {
    let reader = &me.reader;
    let shown = super::history::shown(tx, me, place, &conflict.changed, None)?;
    let sentence = who_and_when(tx, me, conflict)?;
    Ok(html! {
        div class="spark p-3 mb-3" role="alert" {
            p class="font-medium" { (sentence) }
            @for (name, before, after) in &shown { (timeline::change(label(reader, place.entity(), name), before, after, None)) }
            p class="text-ink-2 mt-1" { (t!(reader, "record-conflict-help")) }
        }
    })
}

/// "Iris Falk changed this 3 minutes ago."
///
/// # Errors
/// When the database cannot be read.
pub(super) fn who_and_when(tx: &mut Tx<'_>, me: &Me, conflict: &Conflict) -> Result<String, Trouble> {
    let mut wanted = Wanted::default();
    wanted.add(records::USER, conflict.by);
    let known = Known::load(tx, me, wanted)?;
    let who = known.title(conflict.by).unwrap_or("Relata").to_owned();
    let at = jiff::Timestamp::from_microsecond(conflict.at).unwrap_or(me.reader.now);
    let when = crate::format::ago(&me.reader, at).into_owned();
    Ok(t!(me.reader, "record-conflict", who = who, when = when).into_owned())
}

/// The page a dialog was opened on.
fn current(headers: &HeaderMap) -> String {
    let url = headers.get("hx-current-url").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let path = url.split_once("://").map_or(url, |(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
    if path.is_empty() { String::new() } else { format!("/{}", path.trim_start_matches('/')) }
}

/// Whether an address leads to a page of ours and nowhere else. Browsers take tabs and line breaks out of an address
/// before they read it, and a backslash for a slash.
pub(super) fn is_ours(path: &str) -> bool {
    path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains(|letter: char| letter == '\\' || letter.is_control())
}

#[cfg(test)]
mod tests {
    use super::is_ours;

    #[test]
    fn an_address_that_a_browser_reads_as_another_site_s_is_none_of_ours() {
        for own in ["/", "/companies/7?tab=files", "/companies?q=фирма"] {
            assert!(is_ours(own), "{own}");
        }
        for other in [
            "",
            "companies",
            "https://evil.example/",
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            "javascript:x",
        ] {
            assert!(!is_ours(other), "{other:?}");
        }
    }
}
