//! The frame of a page: document, rail, page head, dock, user menu.

use std::borrow::Cow;

use maud::{DOCTYPE, Markup, html};

use super::{avatar, dialog, icon, icon_small, mark, tag, toast};
use crate::assets;
use crate::format;
use crate::language::Language;
use crate::reader::{Density, Reader, Theme};

/// What stands around every page of a signed-in person.
#[derive(Debug, Clone)]
pub struct Shell<'a> {
    /// The name of the installation.
    pub workspace: Cow<'a, str>,
    pub sections: Vec<Section<'a>>,
    pub user: User<'a>,
    /// Whether "Settings" is shown.
    pub settings: Option<&'a str>,
}

/// A group of links in the rail; the first has no label.
#[derive(Debug, Clone, Default)]
pub struct Section<'a> {
    pub label: Option<Cow<'a, str>>,
    pub links: Vec<Link<'a>>,
}

/// A place to go.
#[derive(Debug, Clone, Default)]
pub struct Link<'a> {
    pub label: Cow<'a, str>,
    pub href: Cow<'a, str>,
    pub icon: Cow<'a, str>,
    pub count: Option<u64>,
    /// The count waits for this person.
    pub hot: bool,
    pub current: bool,
    /// The keys that go there: `g d`.
    pub key: Option<Cow<'a, str>>,
}

/// The signed-in person.
#[derive(Debug, Clone, Default)]
pub struct User<'a> {
    pub id: i64,
    pub name: Cow<'a, str>,
    pub email: Cow<'a, str>,
}

/// The title row of a page.
#[derive(Debug, Clone, Default)]
pub struct PageHead<'a> {
    /// The way here: `(label, href)`.
    pub crumbs: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    pub title: Cow<'a, str>,
    /// Beside the title: a count, a position.
    pub note: Cow<'a, str>,
    /// On the right; the primary button last.
    pub actions: Option<Markup>,
}

/// A whole page: `body` is what stands in the panel (head, views, bar, content).
pub fn page(reader: &Reader, shell: &Shell<'_>, title: &str, body: Markup) -> Markup {
    let framed = html! {
        div class="shell" id="shell" {
            (rail(reader, shell))
            main id="main" tabindex="-1" { (body) }
            (dock(reader, shell))
        }
    };
    document(reader, title, framed)
}

/// The document around any body: head, toasts, dialogs, texts for the core.
pub fn document(reader: &Reader, title: &str, body: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(reader.language.code()) data-theme=[reader.theme.attribute()] data-density=(reader.density.attribute()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                meta name="color-scheme" content="light dark";
                title { (title) " · Relata" }
                meta name="csrf" content=(reader.csrf);
                meta name="htmx-config" content=r#"{"includeIndicatorCSS":false,"defaultSettleDelay":0,"noSwap":[204,304,"5xx"]}"#;
                @for font in assets::fonts() { link rel="preload" href=(font) as="font" type="font/woff2" crossorigin; }
                link rel="icon" type="image/svg+xml" href=(assets::url("mark.svg").unwrap_or_default());
                link rel="stylesheet" href=(assets::url("app.css").unwrap_or_default());
                script type="module" src=(assets::url("core.js").unwrap_or_default()) {}
            }
            body {
                a class="skip btn btn-sm btn-primary" href="#main" { (t!(reader, "skip-to-content")) }
                (body)
                (dialog::place())
                (toast::place(reader))
                (keys(reader))
                script type="application/json" id="texts" { (maud::PreEscaped(texts(reader))) }
            }
        }
    }
}

/// The title row.
pub fn head(reader: &Reader, head: &PageHead<'_>) -> Markup {
    html! {
        header class="pagehead" {
            @if head.crumbs.is_empty() {
                h1 class="truncate" { (head.title) }
            } @else {
                nav class="crumbs" aria-label=(t!(reader, "crumbs-label")) {
                    @for (label, href) in &head.crumbs {
                        a href=(href) { (label) } (icon_small("chevron-right"))
                    }
                    span class="text-ink font-semibold truncate" aria-current="page" { (head.title) }
                }
            }
            @if !head.note.is_empty() { span class="text-ink-3 num only-desk" id="page-note" { (head.note) } }
            span class="grow" {}
            (head.actions.clone().unwrap_or_default())
        }
    }
}

fn rail(reader: &Reader, shell: &Shell<'_>) -> Markup {
    html! {
        nav class="rail" id="rail" aria-label=(t!(reader, "nav-main")) {
            a class="h-9! mb-px" href="/" { (mark(22)) span class="font-semibold text-ink" { (shell.workspace) } }
            a class="search-btn" href="/search" data-key="mod+k" data-search {
                (icon("search")) span class="truncate" { (t!(reader, "search")) } kbd class="kbd only-desk" { "Ctrl K" }
            }
            @for section in &shell.sections {
                @if let Some(label) = &section.label { h2 { (label) } }
                @for link in &section.links { (rail_link(reader, link)) }
            }
            div class="mt-auto pt-2 grid gap-0.5" {
                @if let Some(href) = shell.settings {
                    a href=(href) data-key="g s" { (icon("settings")) span { (t!(reader, "settings")) } }
                }
                button type="button" class="rail-btn h-9!" popovertarget="user-menu" aria-haspopup="dialog" {
                    (avatar::person(shell.user.id, &shell.user.name, avatar::Size::Small))
                    span class="truncate text-ink" { (shell.user.name) }
                    span class="ms-auto text-ink-3 inline-flex" { (icon("ellipsis")) }
                }
            }
        }
        (user_menu(reader, &shell.user))
    }
}

fn rail_link(reader: &Reader, link: &Link<'_>) -> Markup {
    html! {
        a href=(link.href) aria-current=[link.current.then_some("page")] data-key=[link.key.as_deref()] title=(link.label) {
            (icon(&link.icon)) span { (link.label) }
            @if let Some(count) = link.count {
                span class=(if link.hot { "cnt cnt-hot" } else { "cnt" }) { (format::number(reader.language, &count.to_string())) }
            }
        }
    }
}

/// On a phone: the first links, search, and the rest behind "More".
fn dock(reader: &Reader, shell: &Shell<'_>) -> Markup {
    let links: Vec<&Link<'_>> = shell.sections.iter().flat_map(|section| &section.links).collect();
    let mut shown: Vec<&Link<'_>> = links.iter().copied().take(3).collect();
    if let Some(current) = links.iter().copied().skip(3).find(|link| link.current) {
        shown.truncate(2);
        shown.push(current);
    }
    html! {
        nav class="dock-bar" aria-label=(t!(reader, "nav-main")) {
            @for link in shown {
                a href=(link.href) aria-current=[link.current.then_some("page")] { (icon(&link.icon)) span { (link.label) } }
            }
            a href="/search" { (icon("search")) span { (t!(reader, "search-short")) } }
            button type="button" data-rail aria-controls="rail" aria-expanded="false" { (icon("menu")) span { (t!(reader, "more")) } }
        }
    }
}

fn user_menu(reader: &Reader, user: &User<'_>) -> Markup {
    html! {
        div class="pop w-64" id="user-menu" popover role="dialog" aria-label=(user.name) {
            div class="flex items-center gap-2.5 px-2 py-1.5" {
                (avatar::person(user.id, &user.name, avatar::Size::Large))
                div class="min-w-0" {
                    p class="font-semibold truncate" { (user.name) }
                    p class="text-xs text-ink-3 truncate" { (user.email) }
                }
            }
            hr class="border-line my-1";
            (preferences(reader))
            hr class="border-line my-1";
            a class="opt" href="/security" { span class="text-ink-3 inline-flex" { (icon("shield-check")) } span class="grow" { (t!(reader, "security")) } }
            button type="button" class="opt only-desk" data-key="?" data-dialog="keys" { span class="text-ink-3 inline-flex" { (icon("list")) } span class="grow" { (t!(reader, "keys-title")) } (tag::key("?")) }
            form method="post" action="/sign-out" {
                input type="hidden" name="csrf" value=(reader.csrf);
                button class="opt" { span class="text-ink-3 inline-flex" { (icon("log-out")) } span class="grow" { (t!(reader, "sign-out")) } }
            }
        }
    }
}

/// Theme, density and language: cookies set by the core, so that the next page is right at once.
fn preferences(reader: &Reader) -> Markup {
    html! {
        div class="grid gap-2 px-2 py-1" {
            div class="seg seg-wide" role="group" aria-label=(t!(reader, "theme")) {
                @for (theme, value, symbol, label) in Theme::CHOICES {
                    @let label = crate::text(reader.language, label);
                    button type="button" data-set-theme=(value) aria-pressed=(reader.theme == theme) aria-label=(label) title=(label) { (icon_small(symbol)) }
                }
            }
            div class="seg seg-wide only-desk" role="group" aria-label=(t!(reader, "density")) {
                @for (density, label) in Density::CHOICES {
                    button type="button" data-set-density=(density.attribute()) aria-pressed=(reader.density == density) { (crate::text(reader.language, label)) }
                }
            }
            (languages(reader))
        }
    }
}

/// The switch of languages; on the sign-in page too.
pub fn languages(reader: &Reader) -> Markup {
    html! {
        div class="seg seg-wide" role="group" aria-label=(t!(reader, "language")) {
            @for language in Language::ALL {
                button type="button" lang=(language.code()) data-set-language=(language.code()) aria-pressed=(reader.language == language) aria-label=(language.own_name()) title=(language.own_name()) {
                    (language.code().to_uppercase())
                }
            }
        }
    }
}

/// The dialog behind `?`; the core adds the keys of the page at hand.
fn keys(reader: &Reader) -> Markup {
    let fixed = [
        (&["Ctrl", "K"][..], "keys-search"),
        (&["J", "K"], "keys-rows"),
        (&["Enter"], "keys-open"),
        (&["X"], "keys-select"),
        (&["E"], "keys-edit"),
        (&["Ctrl", "Enter"], "keys-send"),
        (&["Esc"], "keys-back"),
    ];
    let body = html! { div class="keys-cols" {
        dl class="keys" {
            @for (names, label) in fixed {
                dt { @for name in names { (tag::key(name)) } }
                dd { (crate::text(reader.language, label)) }
            }
        }
        dl class="keys" data-keys {}
    } };
    let dialog = dialog::Dialog {
        id: "keys",
        title: t!(reader, "keys-title"),
        body,
        actions: html! {},
        action: None,
        opens: false,
    };
    dialog::dialog(reader, &dialog)
}

/// The few words the core needs, as JSON.
fn texts(reader: &Reader) -> String {
    const IDS: [&str; 22] = [
        "undo",
        "copied",
        "offline",
        "signed-out",
        "failed",
        "busy",
        "leave",
        "too-large",
        "characters",
        "uploaded",
        "cell-hint-save",
        "cell-hint-cancel",
        "time-now",
        "time-minutes-ago",
        "time-minutes-ahead",
        "time-hours-ago",
        "time-hours-ahead",
        "lookup-none",
        "lookup-more",
        "passkey-failed",
        "passkey-missing",
        "then",
    ];
    let words: serde_json::Map<String, serde_json::Value> =
        IDS.iter().map(|id| ((*id).to_owned(), crate::text(reader.language, id).into())).collect();
    // `<` must not end the script element; in JSON text it may be written so.
    serde_json::Value::Object(words).to_string().replace('<', "\\u003c")
}
