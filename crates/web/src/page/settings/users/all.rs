//! Everybody, with roles, state and when they were last here.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::Query as Asked;
use axum::response::Response;
use axum::routing::get;
use identity::account::{self, Account};
use identity::{role, session};
use maud::html;
use records::{Cursor, Query, Sort, USER};
use serde::Deserialize;

use super::super::frame::{Page, Place, administrators_only, card, empty_line, item, list};
use super::{role_tags, state_tag};
use crate::component::avatar::{self, Size};
use crate::component::button::{Act, Button};
use crate::component::icon_small;
use crate::format;
use crate::site::{Site, Visit, escaped};

/// Users on a page.
const SHOWN: u64 = 100;

pub(super) fn router() -> Router<Site> {
    Router::new().route("/settings/users", get(show))
}

#[derive(Debug, Clone, Default, Deserialize)]
struct Asking {
    #[serde(default)]
    q: String,
    #[serde(default)]
    after: String,
    #[serde(default)]
    done: Option<String>,
}

struct User {
    id: i64,
    name: String,
    email: String,
    job: String,
    unit: String,
}

async fn show(visit: Visit, Asked(asking): Asked<Asking>) -> Response {
    let site = visit.site.clone();
    visit
        .read(move |tx, me| {
            administrators_only(me)?;
            let reader = &me.reader;
            let mut query = Query::of(USER).column("name").column("email").column("job_title").column("home_unit.name");
            query.sort = vec![Sort { path: vec!["name".into()], descending: false }];
            query.limit = SHOWN;
            query.search = Some(asking.q.as_str().into()).filter(|words: &Arc<str>| !words.trim().is_empty());
            query.after = if asking.after.is_empty() { None } else { Some(Cursor::decode(&asking.after)?) };
            let mut users = Vec::new();
            let found = records::list(tx, me.actor(), &query, |row| {
                let text = |column: usize| row.value(column).as_text().unwrap_or_default().to_owned();
                users.push(User { id: row.id(), name: text(0), email: text(1), job: text(2), unit: text(3) });
            })?;
            let accounts: HashMap<i64, Account> = account::all(tx.sql())?.into_iter().map(|account| (account.user, account)).collect();
            let model = Arc::clone(tx.model());
            let limits = *site.front().gate().limits();
            let mut rows = html! {};
            for user in &users {
                let roles = role::of(tx.sql(), user.id)?;
                let seen = session::list(tx.sql(), &limits, user.id)?.first().map(|session| session.seen_at);
                let url = format!("/settings/users/{}", user.id);
                let row = item(
                    avatar::person(user.id, &user.name, Size::Medium),
                    html! { a class="hover:underline" href=(url) { (user.name) } (state_tag(reader, accounts.get(&user.id))) },
                    html! {
                        (user.email)
                        @for part in [&user.job, &user.unit] { @if !part.is_empty() { " · " (part) } }
                        @if let Some(at) = seen { " · " (t!(reader, "users-seen")) " " time datetime=(at) data-rel { (format::ago(reader, at)) } }
                    },
                    html! { (role_tags(reader, &model, &roles)) a class="btn btn-ghost btn-sm btn-square" href=(url) aria-label=(user.name) { (icon_small("chevron-right")) } },
                );
                rows = html! { (rows) (row) };
            }
            let content = html! {
                (card(&t!(reader, "settings-users"), &t!(reader, "users-about"), html! {
                    form class="contents" role="search" action="/settings/users" {
                        label class="input input-sm w-48 max-md:w-36" {
                            span class="text-ink-3 inline-flex" { (icon_small("search")) }
                            input type="search" name="q" value=(asking.q) placeholder=(t!(reader, "search-here")) aria-label=(t!(reader, "search-here")) data-key="/" autocomplete="off";
                        }
                    }
                }, html! {
                    @if users.is_empty() { (empty_line(&t!(reader, "users-none"))) } @else { (list(rows)) }
                    @if let Some(next) = &found.next {
                        div class="px-4 py-2 border-t border-line flex justify-end" {
                            (Button::new(t!(reader, "page-next"), Act::Link(&format!("/settings/users?q={}&after={}", escaped(&asking.q), escaped(&next.encode())))).ghost().draw())
                        }
                    }
                }))
            };
            let mut page = Page::at(Place::Users, content);
            page.actions = Button::new(t!(reader, "users-invite"), Act::Link("/settings/users/new")).primary().icon("user-plus").key("c").draw();
            page.done = asking.done.as_deref();
            Ok(page.answer(tx, me))
        })
        .await
}
