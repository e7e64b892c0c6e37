//! The page of jobs: what waits, runs, failed and is done, and what can be done about it.
//!
//! Administrators see all; anybody else the jobs that were begun in their name.

use std::borrow::Cow;

use axum::Router;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use documents::import;
use jobs::{Entry, Filter, State};
use maud::{Markup, html};
use records::Tx;
use serde::Deserialize;

use super::settings::{card, empty_line, item, list};
use super::{chrome, import as importing};
use crate::component::button::{Act, Button};
use crate::component::form;
use crate::component::progress::{self, Progress};
use crate::component::shell::{self, PageHead};
use crate::component::tabs::Tab;
use crate::component::tag::{self, Hue};
use crate::component::{icon, icon_small};
use crate::format;
use crate::http;
use crate::reader::Reader;
use crate::site::{Me, Site, Trouble, Visit};

/// The routes of this page.
pub(super) fn router() -> Router<Site> {
    Router::new()
        .route("/jobs", get(show))
        .route("/jobs/{id}", get(one))
        .route("/jobs/{id}/retry", post(|visit: Visit, id: Path<i64>| act(visit, id, jobs::retry)))
        .route("/jobs/{id}/cancel", post(|visit: Visit, id: Path<i64>| act(visit, id, jobs::cancel)))
        .route("/jobs/{id}/pause", post(|visit: Visit, id: Path<i64>| act(visit, id, jobs::pause)))
        .route("/jobs/{id}/resume", post(|visit: Visit, id: Path<i64>| act(visit, id, jobs::resume)))
        .route("/jobs/{id}/discard", post(|visit: Visit, id: Path<i64>| act(visit, id, jobs::discard)))
}

/// Jobs on a page.
const SHOWN: usize = 50;
/// How many jobs are looked through for somebody's own.
const LOOKED_AT: u64 = 1_000;

#[derive(Debug, Clone, Default, Deserialize)]
struct Asking {
    #[serde(default)]
    state: String,
    #[serde(default)]
    before: Option<i64>,
}

const STATES: [(&str, State, &str); 6] = [
    ("waiting", State::Waiting, "jobs-waiting"),
    ("running", State::Running, "jobs-running"),
    ("paused", State::Paused, "jobs-paused"),
    ("failed", State::Failed, "jobs-failed"),
    ("done", State::Done, "jobs-done"),
    ("cancelled", State::Cancelled, "jobs-cancelled"),
];

async fn show(visit: Visit, Query(asking): Query<Asking>) -> Response {
    visit
        .read(move |tx, me| {
            let reader = &me.reader;
            let state = STATES.iter().find(|(word, ..)| *word == asking.state).map(|(_, state, _)| *state);
            let jobs = visible(tx, me, state, asking.before)?;
            let counts = if me.is_administrator() { jobs::count(tx.sql()).map_err(failed)? } else { Vec::new() };
            let count = |state: State| {
                let found = counts.iter().find(|(known, _)| *known == state).map(|(_, count)| *count);
                found.and_then(|count| u64::try_from(count).ok()).filter(|count| *count > 0)
            };
            let everything = Tab { label: t!(reader, "jobs-all"), href: "/jobs".into(), current: state.is_none(), ..Tab::default() };
            let tabs: Vec<Tab<'_>> = std::iter::once(everything)
                .chain(STATES.iter().map(|(word, known, label)| Tab {
                    label: crate::text(reader.language, label),
                    href: format!("/jobs?state={word}").into(),
                    // Drafts of imports wait too, and are nobody's jobs: waiting ones are not counted.
                    count: if matches!(known, State::Running | State::Paused | State::Failed) { count(*known) } else { None },
                    current: state == Some(*known),
                    icon: None,
                }))
                .collect();
            let last = (jobs.len() == SHOWN).then(|| jobs.last().map(|job| job.id)).flatten();
            let more = last.map(|id| format!("/jobs?state={}&before={id}", asking.state));
            let mut rows = html! {};
            for job in &jobs {
                let row = row(tx, me, job)?;
                rows = html! { (rows) (row) };
            }
            let title = t!(reader, "jobs-title");
            let body = html! {
                (shell::head(reader, &PageHead { title: title.clone(), ..PageHead::default() }))
                nav class="views" aria-label=(title) {
                    @for tab in &tabs { a href=(tab.href) aria-current=[tab.current.then_some("page")] { (tab.label) @if let Some(count) = tab.count { span class="cnt" { (format::number(reader.language, &count.to_string())) } } } }
                }
                (form::frame(html! {
                    (card(&title, &t!(reader, "jobs-about"), html! {}, html! {
                        @if jobs.is_empty() { (empty_line(&t!(reader, "jobs-none"))) } @else { (list(rows)) }
                        @if let Some(url) = &more { div class="px-4 py-2 border-t border-line flex justify-end" { (Button::new(t!(reader, "older"), Act::Link(url)).ghost().draw()) } }
                    }))
                    div class="h-4" {}
                }))
            };
            Ok(chrome::page(tx, me, "/jobs", &title, body).into_response())
        })
        .await
}

/// One job: the fragment that a bar asks for again, or a page.
async fn one(visit: Visit, Path(id): Path<i64>) -> Response {
    let headers = visit.headers.clone();
    visit
        .read(move |tx, me| {
            let job = find(tx, me, id)?;
            if http::is_fragment(&headers) {
                return Ok(bar(&me.reader, &job, &title(tx, me, &job)).into_response());
            }
            let title = title(tx, me, &job);
            let row = row(tx, me, &job)?;
            let reader = &me.reader;
            let body = html! {
                (shell::head(reader, &PageHead { crumbs: vec![(t!(reader, "jobs-title"), "/jobs".into())], title: title.as_str().into(), ..PageHead::default() }))
                (form::frame(html! {
                    h1 class="sr-only" { (title) }
                    (card(&title, "", html! {}, list(row)))
                    @if let Some(error) = &job.error {
                        @if job.state == State::Failed && me.is_administrator() { (card(&t!(reader, "jobs-error"), "", html! {}, html! { pre class="px-4 py-3 text-xs font-mono whitespace-pre-wrap break-words" { (error) } })) }
                    }
                }))
            };
            Ok(chrome::page(tx, me, "/jobs", &title, body).into_response())
        })
        .await
}

/// Does something with a job of which this person may dispose.
async fn act(visit: Visit, Path(id): Path<i64>, work: fn(&mut store::Tx, i64) -> jobs::Result<()>) -> Response {
    // Back to where the button was: only our own pages send a referrer that the path is taken from.
    let back = back(&visit).unwrap_or_else(|| "/jobs".to_owned());
    visit
        .write(move |tx, me| {
            find(tx, me, id)?;
            match work(tx.sql(), id) {
                // Somebody else was quicker, or it ended by itself: the page shows how it stands now.
                Ok(()) | Err(jobs::Error::WrongState(_)) => Ok(Redirect::to(&back).into_response()),
                Err(error) => Err(failed(error)),
            }
        })
        .await
}

fn back(visit: &Visit) -> Option<String> {
    let referrer = visit.headers.get("referer")?.to_str().ok()?;
    let (_, rest) = referrer.split_once("://")?;
    let path = &rest[rest.find('/')?..];
    (path.starts_with("/jobs") || path.starts_with("/import"))
        .then(|| path.to_owned())
        .filter(|path| !path.starts_with("//"))
}

fn failed(error: jobs::Error) -> Trouble {
    match error {
        jobs::Error::NotFound(_) => Trouble::NotFound,
        other => Trouble::Internal(other.to_string()),
    }
}

/// A job this person may see; the drafts of imports are nobody's jobs.
fn find(tx: &mut Tx<'_>, me: &Me, id: i64) -> Result<Entry, Trouble> {
    let job = jobs::find(tx.sql(), id).map_err(failed)?;
    if job.kind == importing::DRAFT || !(me.is_administrator() || owner(tx, &job)? == Some(me.actor().user)) {
        return Err(Trouble::NotFound);
    }
    Ok(job)
}

/// In whose name a job works, when in anybody's.
fn owner(tx: &mut Tx<'_>, job: &Entry) -> Result<Option<i64>, Trouble> {
    if job.kind == import::KIND {
        return Ok(of_import(tx, job)?.map(|import| import.by));
    }
    Ok(job.payload.get("user").and_then(serde_json::Value::as_i64))
}

fn of_import(tx: &mut Tx<'_>, job: &Entry) -> Result<Option<import::Import>, Trouble> {
    let Some(id) = job.payload.get("import").and_then(serde_json::Value::as_i64) else { return Ok(None) };
    match import::find(tx.sql(), id) {
        Ok(import) => Ok(Some(import)),
        Err(import::Error::NotFound(_)) => Ok(None),
        Err(error) => Err(Trouble::Internal(error.to_string())),
    }
}

fn visible(tx: &mut Tx<'_>, me: &Me, state: Option<State>, before: Option<i64>) -> Result<Vec<Entry>, Trouble> {
    let all = me.is_administrator();
    let (mut shown, mut before, mut looked) = (Vec::new(), before, 0);
    while shown.len() < SHOWN && looked < LOOKED_AT {
        let page = jobs::list(tx.sql(), &Filter { state, kind: None, before, limit: 100 }).map_err(failed)?;
        looked += 100;
        let ended = page.len() < 100;
        before = page.last().map(|job| job.id);
        for job in page {
            if job.kind != importing::DRAFT && shown.len() < SHOWN && (all || owner(tx, &job)? == Some(me.actor().user))
            {
                shown.push(job);
            }
        }
        if ended {
            break;
        }
    }
    Ok(shown)
}

/// What people call a job.
fn title(tx: &mut Tx<'_>, me: &Me, job: &Entry) -> String {
    let reader = &me.reader;
    if job.kind == import::KIND
        && let Ok(Some(import)) = of_import(tx, job)
    {
        return t!(reader, "jobs-import", file = import.file).into_owned();
    }
    if job.kind == import::UNDO
        && let Ok(Some(import)) = of_import(tx, job)
    {
        return t!(reader, "jobs-undo", file = import.file).into_owned();
    }
    if job.kind == import::TRIAL {
        let file = job.payload.get("file").and_then(serde_json::Value::as_str).unwrap_or_default();
        return t!(reader, "jobs-trial", file = file).into_owned();
    }
    let known: Cow<'_, str> = match job.kind.as_str() {
        import::SWEEP => t!(reader, "jobs-kind-files"),
        "identity.sweep" => t!(reader, "jobs-kind-sign-ins"),
        "store.tune" => t!(reader, "jobs-kind-tune"),
        kind if kind.starts_with("api.webhook") || kind.starts_with("webhook") => t!(reader, "jobs-kind-webhook"),
        kind => kind.into(),
    };
    known.into_owned()
}

fn row(tx: &mut Tx<'_>, me: &Me, job: &Entry) -> Result<Markup, Trouble> {
    let reader = &me.reader;
    let name = title(tx, me, job);
    let number = |name: &str| job.payload.get(name).and_then(serde_json::Value::as_i64);
    let page = match job.kind.as_str() {
        import::KIND | import::UNDO => number("import").map(|id| format!("/import/{id}")),
        import::TRIAL => number("draft").map(|id| format!("/import/draft/{id}/check")),
        _ => None,
    };
    let link = page.unwrap_or_else(|| format!("/jobs/{}", job.id));
    let moving = matches!(job.state, State::Running | State::Paused) || (job.state == State::Waiting && job.done > 0);
    let content = html! {
        (time(reader, job))
        @if let (State::Failed, Some(error)) = (job.state, &job.error) { " · " span class="text-error" { (error.chars().take(200).collect::<String>()) } }
        @if moving { div class="mt-1.5 max-w-md" { (bar(reader, job, &name)) } }
    };
    Ok(item(
        icon(symbol(job.state)),
        html! { a class="hover:underline" href=(link) { (name) } (state_tag(reader, job)) },
        content,
        buttons(reader, job),
    ))
}

/// The buttons that a job's state allows.
pub(super) fn buttons(reader: &Reader, job: &Entry) -> Markup {
    let button = |verb: &str, label: &str, symbol: &str, danger: bool| {
        let button = Button::new(crate::text(reader.language, label), Act::Submit).icon(symbol);
        let button = if danger { button.danger() } else { button };
        html! { form method="post" action=(format!("/jobs/{}/{verb}", job.id)) class="contents" { (form::token(reader)) (button.draw()) } }
    };
    html! {
        @if job.stopping { span class="text-xs text-ink-3" { (t!(reader, "jobs-stopping")) } }
        @else {
            @match job.state {
                State::Waiting | State::Running => { (button("pause", "jobs-pause", "pause", false)) (button("cancel", "jobs-cancel", "x", true)) }
                State::Paused => { (button("resume", "jobs-resume", "play", false)) (button("cancel", "jobs-cancel", "x", true)) }
                State::Failed => { (button("retry", "retry", "rotate-ccw", false)) (button("discard", "jobs-discard", "trash-2", true)) }
                State::Cancelled => { (button("retry", "jobs-again", "rotate-ccw", false)) (button("discard", "jobs-discard", "trash-2", true)) }
                State::Done => { (button("discard", "jobs-discard", "trash-2", true)) }
            }
        }
    }
}

/// How far a job is; asks again while it moves.
fn bar(reader: &Reader, job: &Entry, title: &str) -> Markup {
    let (id, poll) = (format!("job-{}", job.id), format!("/jobs/{}", job.id));
    let whole = |number: i64| u64::try_from(number).unwrap_or(0);
    progress::progress(
        reader,
        &Progress {
            id: &id,
            title: title.into(),
            done: whole(job.done),
            total: job.total.map(whole),
            note: note(reader, job),
            poll: matches!(job.state, State::Running | State::Waiting).then_some(poll.as_str()),
        },
    )
}

/// The time that is left, or how it stands.
pub(super) fn note(reader: &Reader, job: &Entry) -> Cow<'static, str> {
    match job.state {
        State::Running => {
            let left = time_left(reader, job);
            left.map_or_else(|| t!(reader, "jobs-may-leave"), |left| t!(reader, "jobs-left", time = left))
        }
        State::Paused => t!(reader, "jobs-paused"),
        State::Waiting => t!(reader, "jobs-waiting"),
        State::Failed => t!(reader, "jobs-failed"),
        State::Done => t!(reader, "jobs-done"),
        State::Cancelled => t!(reader, "jobs-cancelled"),
    }
}

fn time_left(reader: &Reader, job: &Entry) -> Option<String> {
    let (total, started) = (job.total?, job.started_at?);
    let spent = reader.now.as_second() - started.as_second();
    if job.done <= 0 || total <= job.done || spent < 3 {
        return None;
    }
    let left = spent.checked_mul(total - job.done)? / job.done;
    Some(format::duration(reader, left.max(1)))
}

fn symbol(state: State) -> &'static str {
    match state {
        State::Waiting => "clock",
        State::Running => "loader",
        State::Paused => "pause",
        State::Failed => "circle-x",
        State::Done => "circle-check",
        State::Cancelled => "ban",
    }
}

/// The state with its colour.
pub(super) fn state_tag(reader: &Reader, job: &Entry) -> Markup {
    let hue = match job.state {
        State::Waiting | State::Cancelled => Hue::Neutral,
        State::Running => Hue::Blue,
        State::Paused => Hue::Amber,
        State::Failed => Hue::Red,
        State::Done => Hue::Green,
    };
    let label = STATES.iter().find(|(_, state, _)| *state == job.state).map_or("jobs-waiting", |(_, _, label)| *label);
    tag::status(crate::text(reader.language, label), hue)
}

fn time(reader: &Reader, job: &Entry) -> Markup {
    let (label, at) = match (job.ended_at, job.started_at) {
        (Some(at), _) => (t!(reader, "jobs-ended"), at),
        (None, Some(at)) if job.state == State::Running => (t!(reader, "jobs-started"), at),
        _ if job.due > reader.now => (t!(reader, "jobs-due"), job.due),
        _ => (t!(reader, "jobs-created"), job.created_at),
    };
    html! {
        (label) " " time datetime=(at) title=(format::date_time(reader, at)) { (format::date_time(reader, at)) }
        @if job.attempts > 1 { " · " (icon_small("rotate-ccw")) " " (t!(reader, "jobs-attempts", count = job.attempts)) }
    }
}
