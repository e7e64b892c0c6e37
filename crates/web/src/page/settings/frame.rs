//! What the pages of settings share: their frame, cards, lists, and the ways to say that something is done or wrong.

use std::borrow::Cow;

use access::Through;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use identity::Visitor;
use maud::{Markup, html};
use records::Tx;

use crate::component::shell::PageHead;
use crate::component::tabs::Tab;
use crate::component::{form, icon, shell};
use crate::language::Language;
use crate::page::chrome;
use crate::reader::Reader;
use crate::site::{Me, Trouble, Visit};

/// The places of settings, in the order they are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Home,
    Profile,
    Security,
    Tokens,
    Users,
    Units,
    Roles,
    Webhooks,
    Installation,
}

impl Place {
    /// Those everybody has.
    pub(super) const OWN: [Self; 3] = [Self::Profile, Self::Security, Self::Tokens];
    /// Those of administrators.
    pub(super) const ADMINISTRATION: [Self; 5] =
        [Self::Users, Self::Units, Self::Roles, Self::Webhooks, Self::Installation];

    pub(super) fn path(self) -> &'static str {
        match self {
            Self::Home => "/settings",
            Self::Profile => "/settings/profile",
            Self::Security => "/settings/security",
            Self::Tokens => "/settings/tokens",
            Self::Users => "/settings/users",
            Self::Units => "/settings/units",
            Self::Roles => "/settings/roles",
            Self::Webhooks => "/settings/webhooks",
            Self::Installation => "/settings/installation",
        }
    }

    pub(super) fn icon(self) -> &'static str {
        match self {
            Self::Home => "settings",
            Self::Profile => "circle-user",
            Self::Security => "shield-check",
            Self::Tokens => "key-round",
            Self::Users => "users",
            Self::Units => "network",
            Self::Roles => "shield",
            Self::Webhooks => "webhook",
            Self::Installation => "server",
        }
    }

    pub(super) fn label(self, reader: &Reader) -> Cow<'static, str> {
        crate::text(
            reader.language,
            match self {
                Self::Home => "settings",
                Self::Profile => "settings-profile",
                Self::Security => "settings-security",
                Self::Tokens => "settings-tokens",
                Self::Users => "settings-users",
                Self::Units => "settings-units",
                Self::Roles => "settings-roles",
                Self::Webhooks => "settings-webhooks",
                Self::Installation => "settings-installation",
            },
        )
    }

    pub(super) fn about(self, reader: &Reader) -> Cow<'static, str> {
        crate::text(
            reader.language,
            match self {
                Self::Home => "settings",
                Self::Profile => "settings-profile-about",
                Self::Security => "settings-security-about",
                Self::Tokens => "settings-tokens-about",
                Self::Users => "settings-users-about",
                Self::Units => "settings-units-about",
                Self::Roles => "settings-roles-about",
                Self::Webhooks => "settings-webhooks-about",
                Self::Installation => "settings-installation-about",
            },
        )
    }
}

/// A page of settings.
pub(super) struct Page<'a> {
    pub place: Place,
    /// The page's own title, when it lies under a place.
    pub title: Option<Cow<'a, str>>,
    /// More of the way here, between the place and the title.
    pub crumbs: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    pub actions: Markup,
    /// What the page says happened: a word of the query, see [`done_text`].
    pub done: Option<&'a str>,
    pub content: Markup,
    /// Whether the content takes the width there is.
    pub wide: bool,
}

impl Page<'_> {
    pub(super) fn at(place: Place, content: Markup) -> Self {
        Self { place, title: None, crumbs: Vec::new(), actions: html! {}, done: None, content, wide: false }
    }

    /// The whole page.
    pub(super) fn draw(self, tx: &Tx<'_>, me: &Me) -> Markup {
        let reader = &me.reader;
        let place = self.place.label(reader);
        let title = self.title.clone().unwrap_or_else(|| place.clone());
        let mut crumbs: Vec<(Cow<'_, str>, Cow<'_, str>)> = Vec::new();
        let has_own_title = self.place != Place::Home;
        if has_own_title {
            crumbs.push((t!(reader, "settings"), "/settings".into()));
        }
        if self.title.is_some() {
            crumbs.push((place, self.place.path().into()));
        }
        crumbs.extend(self.crumbs);
        let head = PageHead { crumbs, title: title.clone(), actions: Some(self.actions), ..PageHead::default() };
        let content = html! {
            @if has_own_title { h1 class="sr-only" { (title) } }
            (done(reader, self.done))
            (self.content)
            div class="h-4" {}
        };
        let body = html! {
            (shell::head(reader, &head))
            (places(me, self.place))
            @if self.wide {
                div class="form-frame" tabindex="-1" { div class="p-4 max-md:p-2" { (content) } }
            } @else {
                (form::frame(content))
            }
        };
        chrome::page(tx, me, "/settings", &title, body)
    }

    pub(super) fn answer(self, tx: &Tx<'_>, me: &Me) -> Response {
        self.draw(tx, me).into_response()
    }

    /// The same page, because what was sent cannot be taken.
    pub(super) fn refuse(self, tx: &Tx<'_>, me: &Me) -> Response {
        (StatusCode::UNPROCESSABLE_ENTITY, self.draw(tx, me)).into_response()
    }
}

/// The tabs between the places.
fn places(me: &Me, current: Place) -> Markup {
    let own = Place::OWN.into_iter();
    let administration = Place::ADMINISTRATION.into_iter().filter(|_| me.is_administrator());
    let tabs: Vec<Tab<'_>> = own
        .chain(administration)
        .map(|place| Tab {
            label: place.label(&me.reader),
            href: place.path().into(),
            icon: None,
            count: None,
            current: place == current,
        })
        .collect();
    html! {
        nav class="views" aria-label=(t!(me.reader, "settings")) {
            @for tab in &tabs { a href=(tab.href) aria-current=[tab.current.then_some("page")] { (tab.label) } }
        }
    }
}

/// Only administrators may go on; for anybody else there is no such page.
pub(super) fn administrators_only(me: &Me) -> Result<(), Trouble> {
    if me.is_administrator() { Ok(()) } else { Err(Trouble::NotFound) }
}

/// A card with a title, a word of explanation, and content that keeps its own margins.
pub(in crate::page) fn card(title: &str, about: &str, act: Markup, content: Markup) -> Markup {
    html! {
        section class="fsec" {
            header class="min-h-9" { h2 class="grow" { (title) } (act) }
            @if !about.is_empty() { p class="px-4 text-ink-2 text-xs max-w-[44rem]" { (about) } }
            (content)
        }
    }
}

/// Rows in a card.
pub(in crate::page) fn list(rows: Markup) -> Markup {
    html! { ul class="mt-2 pb-1" { (rows) } }
}

/// A row: a picture, a title with what is known about it, and what can be done on the right.
pub(in crate::page) fn item(symbol: Markup, title: Markup, note: Markup, acts: Markup) -> Markup {
    html! {
        li class="flex flex-wrap items-center gap-x-3 gap-y-1.5 px-4 py-2 border-t border-line" {
            span class="flex-none text-ink-3 inline-flex" { (symbol) }
            div class="min-w-0 grow basis-48 max-md:basis-[calc(100%-3rem)]" {
                div class="font-medium flex flex-wrap items-center gap-x-2 gap-y-1" { (title) }
                div class="text-xs text-ink-3 wrap-anywhere" { (note) }
            }
            div class="flex flex-wrap items-center gap-1.5 max-md:ps-7 empty:hidden" { (acts) }
        }
    }
}

/// A card's line where there is nothing to list.
pub(in crate::page) fn empty_line(text: &str) -> Markup {
    html! { p class="px-4 py-3 mt-2 border-t border-line text-ink-3" { (text) } }
}

/// The title of a page's own part: an avatar or icon, a name, words beside it.
pub(super) fn title_row(symbol: Markup, name: &str, note: Markup) -> Markup {
    html! {
        div class="flex items-center gap-3 mb-3 max-md:px-3.5 max-md:pt-3.5" {
            (symbol)
            div class="min-w-0" {
                p class="text-xl font-semibold truncate" { (name) }
                div class="text-ink-2 flex flex-wrap gap-x-2 gap-y-1 items-center" { (note) }
            }
        }
    }
}

/// A button that writes without script: a form of its own.
pub(super) fn button_form(reader: &Reader, action: &str, button: Markup) -> Markup {
    html! { form method="post" action=(action) class="contents" { (form::token(reader)) (button) } }
}

/// What was just done, over the page.
fn done(reader: &Reader, word: Option<&str>) -> Markup {
    let Some(text) = word.and_then(|word| done_text(reader, word)) else { return html! {} };
    notice(&text)
}

/// Good news over the page.
fn notice(text: &str) -> Markup {
    html! {
        div class="flex gap-2 items-center rounded-lg border border-line bg-surface px-3 py-2 mb-3 max-md:m-3.5" role="status" {
            span class="text-success inline-flex" { (icon("circle-check")) } p { (text) }
        }
    }
}

/// The sentence of a word in the query; none for words that are none of ours.
fn done_text(reader: &Reader, word: &str) -> Option<Cow<'static, str>> {
    let id = match word {
        "saved" => "settings-done-saved",
        "password" => "settings-done-password",
        "ended" => "settings-done-ended",
        "removed" => "settings-done-removed",
        "app" => "settings-done-app",
        "off" => "settings-done-factor-off",
        "factors-reset" => "settings-done-factors-reset",
        "required" => "settings-done-required",
        "optional" => "settings-done-optional",
        "passkey" => "settings-done-passkey",
        "revoked" => "settings-done-revoked",
        "disabled" => "settings-done-disabled",
        "enabled" => "settings-done-enabled",
        "created" => "settings-done-created",
        "deleted" => "settings-done-deleted",
        "webhook-enabled" => "webhooks-done-enabled",
        "webhook-disabled" => "webhooks-done-disabled",
        "replayed" => "webhooks-done-replayed",
        _ => return None,
    };
    Some(crate::text(reader.language, id))
}

/// A secret that is shown once, with a button that copies it.
pub(super) fn secret(reader: &Reader, title: &str, about: &str, secret: &str) -> Markup {
    html! {
        section class="fsec border-primary!" {
            header { h2 { (title) } }
            p class="px-4 pt-1 text-ink-2" { (about) }
            div class="flex gap-2 px-4 py-3 items-center flex-wrap" {
                code class="font-mono text-xs bg-sunken border border-line rounded-lg px-2.5 py-2 break-all min-w-0 grow select-all" id="secret" { (secret) }
                button type="button" class="btn btn-primary btn-sm" data-copy=(secret) { (icon("copy")) span { (t!(reader, "copy")) } }
            }
        }
    }
}

/// A finding of the record door in the reader's language.
pub(in crate::page) fn problem_text(reader: &Reader, message: &records::Message) -> String {
    match message {
        records::Message::Id { id, arguments } => {
            let mut args = crate::Args::new();
            for (name, value) in arguments {
                args.set(*name, value.clone());
            }
            crate::text_with(reader.language, id, &args).into_owned()
        }
        records::Message::Said(label) => label.get(reader.language.code()).to_owned(),
    }
}

/// What identity says, in the reader's language; none when it is our failure.
pub(super) fn refusal_text(reader: &Reader, error: &identity::Error) -> Option<String> {
    let said = |id: &str| crate::text(reader.language, id).into_owned();
    match error {
        identity::Error::WeakPassword(reasons) => {
            Some(reasons.iter().map(|reason| said(reason.message())).collect::<Vec<_>>().join(" "))
        }
        identity::Error::Throttled { until } => {
            let seconds = (until.as_second() - reader.now.as_second()).max(1);
            Some(t!(reader, "sign-in-throttled", seconds = seconds).into_owned())
        }
        error => error.message().map(said),
    }
}

/// Who is signed in, for work that cannot run in the page's own transaction; else the answer that sends them away.
pub(in crate::page) async fn recognise(visit: &Visit) -> Result<Me, Box<Response>> {
    let (front, credential) = (visit.site.front().clone(), visit.credential.clone());
    let work = |_: &mut Tx<'_>, visitor: Option<&Visitor>| Ok::<_, Trouble>(visitor.cloned());
    let visitor = match front.read(credential, Through::Page, work).await {
        Ok(Some(visitor)) => match visitor.who.first() {
            Some(first) => Err(Trouble::First(first)),
            None => Ok(visitor),
        },
        Ok(None) => Err(Trouble::SignIn),
        Err(trouble) => Err(trouble),
    };
    let visitor = visitor.map_err(|trouble| Box::new(visit.answer(Err(trouble))))?;
    let mut reader = visit.reader.clone();
    if let Some(language) = visitor.language.as_deref().and_then(Language::parse) {
        reader.language = language;
    }
    reader.zone = visitor.actor.zone.clone();
    reader.csrf = visitor.who.session().map(|session| session.form_value.clone()).unwrap_or_default();
    Ok(Me { visitor, reader })
}

/// The gate and the database, for identity's own calls.
pub(super) fn gate(visit: &Visit) -> (identity::Gate, store::Database) {
    let front = visit.site.front();
    (front.gate().clone(), front.records().database().clone())
}

/// Runs what hashes passwords where waiting is allowed.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> identity::Result<T> + Send + 'static,
) -> identity::Result<T> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| Err(store::Error::other(error).into()))
}

/// The word of the query that says what was done.
#[derive(Debug, Clone, Default, serde::Deserialize)]
pub(super) struct Done {
    #[serde(default)]
    pub done: Option<String>,
}
