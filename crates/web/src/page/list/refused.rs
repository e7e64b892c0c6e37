//! What an act on many records says: how many it reached, and why others stayed as they were, each reason once.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use records::bulk::Outcome;
use records::{FieldProblem, Message};

use crate::component::dialog::{self, Dialog};
use crate::component::icon;
use crate::http::Toast;
use crate::reader::Reader;

/// The id of the place in the open dialog for what stands against the act.
pub(super) const SAID: &str = "bulk-said";
/// How many reasons a toast names.
const IN_A_TOAST: usize = 2;

/// What was done, and what was not.
pub(super) fn toast(reader: &Reader, outcome: &Outcome, deletes: bool) -> Toast<'static> {
    let refused = count(outcome);
    let done = if deletes { "list-bulk-deleted" } else { "list-bulk-changed" };
    let mut text = t!(reader, done, count = outcome.done).into_owned();
    if refused == 0 {
        return Toast::done(text);
    }
    text.push(' ');
    text.push_str(&t!(reader, "list-bulk-refused", count = refused));
    for reason in reasons(reader, outcome).iter().take(IN_A_TOAST) {
        text.push(' ');
        text.push_str(reason);
    }
    Toast::warning(text)
}

/// The answer where not one record was reached: the reasons into the dialog that stands open, or after a deletion, which
/// has none, in one of their own. Dialog and selection stay.
pub(super) fn nothing(reader: &Reader, outcome: &Outcome, deletes: bool) -> Response {
    let title = if deletes { "list-bulk-nothing-deleted" } else { "list-bulk-nothing-changed" };
    let title = crate::text(reader.language, title);
    let reasons = reasons(reader, outcome);
    let list = html! {
        ul class="grid gap-1" { @for reason in &reasons { li { (reason) } } }
        @if outcome.more_refused > 0 { p { (t!(reader, "list-bulk-more-refused", count = outcome.more_refused)) } }
    };
    let said = match deletes {
        false => beside(&html! { b class="font-semibold" { (title) } (list) }),
        true => {
            let dialog = Dialog {
                id: "bulk-refused",
                title,
                body: list,
                actions: html! { button type="button" class="btn btn-primary btn-sm" data-close { (t!(reader, "close")) } },
                action: None,
                opens: true,
            };
            html! { hx-partial hx-target="#dialogs" hx-swap="innerHTML" { (dialog::dialog(reader, &dialog)) } }
        }
    };
    (StatusCode::UNPROCESSABLE_ENTITY, said).into_response()
}

/// The answer where the value itself cannot be read: it stays in the dialog as it was typed.
pub(super) fn unread(words: &str) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, beside(&html! { (words) })).into_response()
}

/// Something said in the open dialog.
fn beside(said: &Markup) -> Markup {
    html! {
        hx-partial hx-target={ "#" (SAID) } hx-swap="innerHTML" {
            div class="alert-box" role="alert" { (icon("circle-alert")) div class="grid gap-1" { (said) } }
        }
    }
}

fn count(outcome: &Outcome) -> u64 {
    outcome.refused.len() as u64 + outcome.more_refused
}

/// Each reason with the number of its records, the most frequent first.
fn reasons(reader: &Reader, outcome: &Outcome) -> Vec<String> {
    let mut groups: Vec<(String, u64)> = Vec::new();
    for refused in &outcome.refused {
        let why = why(reader, &refused.error);
        match groups.iter_mut().find(|(known, _)| *known == why) {
            Some((_, count)) => *count += 1,
            None => groups.push((why, 1)),
        }
    }
    groups.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let said =
        |(why, count): &(String, u64)| t!(reader, "list-bulk-reason", count = *count, why = why.as_str()).into_owned();
    groups.iter().map(said).collect()
}

/// Why a record stayed as it was.
fn why(reader: &Reader, error: &records::Error) -> String {
    match error {
        records::Error::Invalid(problems) => {
            problems.iter().map(|problem| sentence(reader, problem)).collect::<Vec<_>>().join(" ")
        }
        records::Error::Query(problem) => sentence(reader, problem),
        records::Error::Forbidden { .. } => t!(reader, "list-bulk-forbidden").into_owned(),
        records::Error::NotFound { .. } => t!(reader, "list-bulk-gone").into_owned(),
        _ => t!(reader, "failed").into_owned(),
    }
}

/// A finding in the reader's language.
pub(super) fn sentence(reader: &Reader, problem: &FieldProblem) -> String {
    match &problem.message {
        Message::Said(label) => label.get(reader.language.code()).to_owned(),
        Message::Id { id, arguments } => {
            let mut args = crate::Args::new();
            for (name, value) in arguments {
                args.set(*name, value.clone());
            }
            crate::text_with(reader.language, id, &args).into_owned()
        }
    }
}
