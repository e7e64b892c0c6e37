//! The third step: a trial that shows exactly what the run will do, and leaves nothing behind.

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use documents::import::{self, Outcome, Report, Tried};
use jobs::{Entry, State};
use maud::{Markup, html};
use model::Entity;
use records::Tx;

use super::super::settings::card;
use super::draft::Draft;
use super::reasons::reasons;
use super::result::figures;
use super::start::framed;
use super::{sentences, trouble};
use crate::component::button::{Act, Button};
use crate::component::form;
use crate::component::progress::{self, Progress};
use crate::component::tag::{self, Hue};
use crate::format;
use crate::http;
use crate::reader::Reader;
use crate::site::{Me, Site, Trouble, Visit};

pub(super) fn router() -> Router<Site> {
    Router::new()
        .route("/import/draft/{id}/check", get(show))
        .route("/import/draft/{id}/check/again", post(again))
        .route("/import/draft/{id}/run", post(run))
}

async fn show(visit: Visit, Path(id): Path<i64>) -> Response {
    let headers = visit.headers.clone();
    visit
        .read(move |tx, me| {
            let Some(draft) = Draft::open_still(tx, me, id)? else { return begun(tx, me, &headers, id) };
            let here = format!("/import/draft/{id}/check");
            let Some(job) = draft.trial(tx)? else {
                // The columns lead to the trial.
                return Ok(http::redirect(&headers, &format!("/import/draft/{id}/columns")));
            };
            let reader = &me.reader;
            if matches!(job.state, State::Waiting | State::Running | State::Paused) {
                let bar = bar(reader, &draft, &job, &here);
                if http::is_fragment(&headers) {
                    return Ok(bar.into_response());
                }
                let content = card(&t!(reader, "import-step-check"), "", html! {}, html! {
                    div class="p-4" { (bar) }
                    noscript { p class="px-4 pb-4" { a class="link" href=(here) { (t!(reader, "import-look-again")) } } }
                });
                return Ok(framed(tx, me, 2, Some(id), content).into_response());
            }
            if http::is_fragment(&headers) {
                // The bar that waited for this is told to show the whole page.
                return Ok(http::redirect(&headers, &here));
            }
            let content = match import::tried(&job) {
                Some(Tried::Report(report)) => shown(tx, me, id, &draft, &report)?,
                Some(Tried::Wrong(problems)) => {
                    let language = reader.language.code();
                    failed(me, id, &problems.iter().map(|problem| problem.text(language)).collect::<Vec<_>>())
                }
                None => failed(me, id, &[]),
            };
            Ok(framed(tx, me, 2, Some(id), content).into_response())
        })
        .await
}

/// Where a draft leads that is no more: to the import that was begun from it.
pub(super) fn begun(tx: &mut Tx<'_>, me: &Me, headers: &HeaderMap, draft: i64) -> Result<Response, Trouble> {
    let import = import::of_draft(tx.sql(), draft).map_err(trouble)?.ok_or(Trouble::NotFound)?;
    let import = super::result::find(tx, me, import.id)?;
    Ok(http::redirect(headers, &format!("/import/{}", import.id)))
}

/// How far the trial is.
fn bar(reader: &Reader, draft: &Draft, job: &Entry, here: &str) -> Markup {
    let whole = |number: i64| u64::try_from(number).unwrap_or(0);
    progress::progress(
        reader,
        &Progress {
            id: "check",
            title: t!(reader, "import-checking", file = draft.file.as_str()),
            done: whole(job.done),
            total: job.total.map(whole),
            note: t!(reader, "import-checking-note"),
            poll: Some(here),
        },
    )
}

async fn again(visit: Visit, Path(id): Path<i64>) -> Response {
    visit
        .write(move |tx, me| {
            let draft = Draft::find(tx, me, id)?;
            draft.try_out(tx, me, id).map_err(trouble)?.save(tx)?;
            Ok(Redirect::to(&format!("/import/draft/{id}/check")).into_response())
        })
        .await
}

fn failed(me: &Me, id: i64, sentences: &[String]) -> Markup {
    let reader = &me.reader;
    html! {
        @if sentences.is_empty() { (form::problem(&t!(reader, "import-check-failed"))) }
        @for sentence in sentences { (form::problem(sentence)) }
        (form::actions(html! {
            (Button::new(t!(reader, "import-back-to-columns"), Act::Link(&format!("/import/draft/{id}/columns"))).icon("arrow-left").draw())
            form method="post" action=(format!("/import/draft/{id}/check/again")) class="contents" { (form::token(reader)) (Button::new(t!(reader, "retry"), Act::Submit).icon("rotate-ccw").draw()) }
        }))
    }
}

/// What the trial showed.
fn shown(tx: &mut Tx<'_>, me: &Me, id: i64, draft: &Draft, report: &Report) -> Result<Markup, Trouble> {
    let reader = &me.reader;
    let counts = &report.counts;
    let writes = counts.created + counts.changed;
    let created = rows(tx, me, draft, report, Outcome::Created)?;
    let changed = rows(tx, me, draft, report, Outcome::Changed)?;
    Ok(html! {
        (card(&t!(reader, "import-would"), &t!(reader, "import-would-about", file = draft.file.as_str()), html! {}, figures(tx, reader, counts, None)))
        (created)
        (changed)
        @if !report.refusals.is_empty() {
            (card(&t!(reader, "import-refused-rows"), &t!(reader, "import-refused-about"), html! {}, reasons(reader, &report.findings.refused)))
        }
        @if !report.warnings.is_empty() {
            (card(&t!(reader, "import-warnings"), &t!(reader, "import-warnings-about"), html! {}, reasons(reader, &report.findings.warned)))
        }
        form method="post" action=(format!("/import/draft/{id}/run")) {
            (form::token(reader))
            (form::actions(html! {
                (Button::new(t!(reader, "import-back-to-columns"), Act::Link(&format!("/import/draft/{id}/columns"))).ghost().draw())
                @if writes == 0 { (Button::new(t!(reader, "import-run"), Act::Submit).primary().disabled(t!(reader, "import-nothing-to-do")).draw()) }
                @else { (Button::new(t!(reader, "import-run-count", count = writes), Act::Submit).primary().icon("play").draw()) }
            }))
        }
    })
}

/// The first rows of a kind, with what would differ.
fn rows(tx: &mut Tx<'_>, me: &Me, draft: &Draft, report: &Report, outcome: Outcome) -> Result<Markup, Trouble> {
    let reader = &me.reader;
    let rows: Vec<_> = report.samples.iter().filter(|row| row.outcome == outcome).collect();
    if rows.is_empty() {
        return Ok(html! {});
    }
    let (title, hue) = match outcome {
        Outcome::Created => (t!(reader, "import-first-created"), Hue::Green),
        _ => (t!(reader, "import-first-changed"), Hue::Blue),
    };
    let total = if outcome == Outcome::Created { report.counts.created } else { report.counts.changed };
    let note =
        html! { span class="text-xs text-ink-3 num" { (t!(reader, "import-of", shown = rows.len(), total = total)) } };
    let labels = Labels::of(tx, me, draft)?;
    let mut shown = html! {};
    for row in rows {
        let mut changes = html! {};
        for change in row.differences.iter().filter(|change| labels.is_from_file(&change.field)).take(12) {
            let (before, after) = (
                labels.value(tx, me, &change.field, change.before.as_deref())?,
                labels.value(tx, me, &change.field, change.after.as_deref())?,
            );
            changes = html! {
                (changes)
                dt class="text-ink-3 truncate max-w-48" { (labels.name(reader, &change.field)) }
                dd class="min-w-0 break-words" {
                    @if let Some(before) = &before { del class="text-ink-3" { (before) } " → " }
                    @match &after { Some(after) => { (after) } None => { span class="text-ink-3" { (t!(reader, "import-emptied")) } } }
                }
            };
        }
        shown = html! {
            (shown)
            li class="px-4 py-1.5 border-t border-line" {
                div class="flex items-center gap-2" {
                    span class="text-xs text-ink-3 num w-14 flex-none" { (t!(reader, "import-row", row = row.row)) }
                    (tag::dot(hue))
                    span class="font-medium truncate" { (row.title) }
                }
                dl class="grid grid-cols-[minmax(7rem,max-content)_1fr] gap-x-3 text-xs ps-20 max-md:ps-0" { (changes) }
            }
        };
    }
    Ok(card(&title, "", note, html! { ul class="mt-2 pb-1 max-h-120 overflow-auto" tabindex="0" { (shown) } }))
}

/// What people call the fields that columns go to, and their values.
struct Labels {
    entity: Option<Arc<Entity>>,
    /// Column of the record and label.
    names: Vec<(String, String)>,
}

impl Labels {
    fn of(tx: &Tx<'_>, me: &Me, draft: &Draft) -> Result<Self, Trouble> {
        let choices =
            import::choices(tx.world(), me.actor(), &draft.entity, me.reader.language.code()).map_err(trouble)?;
        let chosen = choices.iter().filter(|choice| draft.plan().targets().any(|path| path == choice.path));
        let names = chosen.map(|choice| match (&choice.relation, choice.path.split_once('.')) {
            // What changes in the record itself is where the relation points.
            (Some(relation), Some((field, _))) => (field.to_owned(), relation.clone()),
            _ => (choice.path.replace('.', "_"), choice.label.clone()),
        });
        Ok(Self { names: names.collect(), entity: tx.model().entity(&draft.entity).cloned() })
    }

    /// Whether the value comes from the file, and is not what the platform fills in by itself.
    fn is_from_file(&self, field: &str) -> bool {
        self.names.iter().any(|(name, _)| name == field)
    }

    fn name(&self, reader: &Reader, field: &str) -> String {
        let own = || Some(self.entity.as_ref()?.field(field)?.label.get(reader.language.code()).to_owned());
        let known = self.names.iter().find(|(name, _)| name == field).map(|(_, label)| label.clone());
        known.or_else(own).unwrap_or_else(|| field.to_owned())
    }

    /// A value for people: the title of a record, the label of a choice, a text without quotes.
    fn value(&self, tx: &mut Tx<'_>, me: &Me, field: &str, value: Option<&str>) -> Result<Option<String>, Trouble> {
        let Some(value) = value else { return Ok(None) };
        let text = plain(value);
        let Some(field) = self.entity.as_ref().and_then(|entity| entity.field(field)) else { return Ok(Some(text)) };
        if let Some(choice) = field.choice(&text) {
            return Ok(Some(choice.label.get(me.reader.language.code()).to_owned()));
        }
        if let (Some(target), Ok(id)) =
            (field.relation().and_then(|relation| relation.only_target()), text.parse::<i64>())
        {
            let found = records::titles(tx, me.actor(), target, &[id])?;
            // One that is created along the way has no number yet.
            return Ok(Some(
                found
                    .first()
                    .map_or_else(|| t!(me.reader, "import-new-record").into_owned(), |found| found.title.to_string()),
            ));
        }
        Ok(Some(text))
    }
}

/// A value as FEEL writes it, for people: texts without their quotes.
pub(super) fn plain(value: &str) -> String {
    match value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(text) => text.replace("\\\"", "\"").replace("\\n", " ").replace("\\\\", "\\"),
        None => value.to_owned(),
    }
}

async fn run(visit: Visit, Path(id): Path<i64>) -> Response {
    let headers = visit.headers.clone();
    visit
        .write(move |tx, me| {
            // Somebody who presses twice gets one import.
            let Some(mut draft) = Draft::open_still(tx, me, id)? else { return begun(tx, me, &headers, id) };
            if draft.report(tx)?.is_none() {
                return Ok(Redirect::to(&format!("/import/draft/{id}/check")).into_response());
            }
            let started =
                tx.savepoint(|tx| import::start(tx, me.actor(), &draft.file, &draft.hash, draft.plan(), Some(id)));
            match started {
                Ok(import) => {
                    draft.forget_trial(tx).map_err(trouble)?;
                    Draft::end(tx, id)?;
                    Ok(Redirect::to(&format!("/import/{}", import.id)).into_response())
                }
                Err(error) => match sentences(&me.reader, &error) {
                    Some(texts) => {
                        let page = framed(tx, me, 2, Some(id), failed(me, id, &texts));
                        Ok((axum::http::StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
                    }
                    None => Err(trouble(error)),
                },
            }
        })
        .await
}

/// A count as the language writes it.
pub(super) fn number(reader: &Reader, count: u64) -> String {
    format::number(reader.language, &count.to_string())
}

/// Whose trouble it is when there is no import of this number.
pub(super) fn not_found(error: import::Error) -> Trouble {
    trouble(error)
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn texts_lose_their_quotes_and_nothing_else() {
        assert_eq!(plain(r#""Volta \"East\"""#), "Volta \"East\"");
        assert_eq!(plain("42"), "42");
        assert_eq!(plain(r#"[1, 2]"#), "[1, 2]");
    }
}
