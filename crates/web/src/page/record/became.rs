//! What is said of a record that cannot be converted any more: that it was, and into what.

use maud::{Markup, html};
use records::Tx;
use records::convert::Became;

use super::form::label;
use super::place::Place;
use crate::component::button::{Act, Button};
use crate::component::shell::{self, PageHead};
use crate::component::state;
use crate::page::chrome;
use crate::site::Me;

/// The page that says that a record was converted, and into what.
pub(super) fn page(tx: &mut Tx<'_>, me: &Me, place: &Place, became: &Became) -> Markup {
    let reader = &me.reader;
    let language = reader.language.code();
    let (url, name) = (place.url(became.source.id()), became.source.title());
    let (title, text) = match became.converted {
        true => (t!(reader, "convert-already", title = name.as_str()), "".into()),
        false => (t!(reader, "convert-not-now", title = name.as_str()), t!(reader, "convert-not-now-text")),
    };
    let mut made = Vec::new();
    for (field, entity, titled) in became.records.iter().filter(|_| became.converted) {
        let Ok(target) = Place::named(tx, me, entity) else { continue };
        made.push((label(reader, place.entity(), field).to_owned(), target.url(titled.id), titled.title.clone()));
    }
    let head = PageHead {
        crumbs: vec![
            (place.entity().plural_label.get(language).into(), place.list().into()),
            (name.clone().into(), url.clone().into()),
        ],
        title: title.clone(),
        ..PageHead::default()
    };
    let body = html! {
        (shell::head(reader, &head))
        div class="grow grid place-content-center border-t border-line p-4" {
            h1 class="sr-only" { (title) }
            (state::empty("git-merge", &title, &text, html! {
                div class="grid gap-3 justify-items-center" {
                    (links(&made))
                    (Button::new(t!(reader, "record-open"), Act::Link(&url)).primary().draw())
                }
            }))
        }
    };
    chrome::page(tx, me, &url, &title, body)
}

/// Records with their labels and addresses.
pub(super) fn links(records: &[(String, String, String)]) -> Markup {
    html! {
        @if !records.is_empty() {
            ul class="grid gap-1" {
                @for (label, url, title) in records {
                    li { span class="text-ink-3" { (label) ": " } a class="link font-semibold" href=(url) { (title) } }
                }
            }
        }
    }
}
