//! Search over everything: records of all entities that fit the words, grouped, the best first.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maud::{Markup, html};
use model::{Entity, EntityKind};
use records::{Hit, Tx};
use serde::Deserialize;

use super::chrome;
use crate::component::avatar::{self, Size};
use crate::component::button::{Act, Button};
use crate::component::shell::{self, PageHead};
use crate::component::{icon, icon_small, state};
use crate::http;
use crate::site::{Me, Site, Trouble, Visit};

/// The most hits shown.
const MOST: usize = 60;
/// The most hits shown of one entity, as long as others have hits, too.
const OF_ONE: usize = 12;
/// The longest question.
const LONGEST: usize = 200;

pub(super) fn router() -> Router<Site> {
    Router::new().route("/search", get(show))
}

#[derive(Debug, Clone, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    q: String,
}

async fn show(visit: Visit, Query(asked): Query<Asked>) -> Response {
    let headers = visit.headers.clone();
    let words: String = asked.q.trim().chars().take(LONGEST).collect();
    visit
        .read(move |tx, me| {
            let found = found(tx, me, &words)?;
            Ok(match http::is_fragment(&headers) {
                true => found.into_response(),
                false => page(tx, me, &words, found).into_response(),
            })
        })
        .await
}

fn page(tx: &Tx<'_>, me: &Me, words: &str, found: Markup) -> Markup {
    let reader = &me.reader;
    let title = t!(reader, "search-title");
    let body = html! {
        (shell::head(reader, &PageHead { title: title.clone(), ..PageHead::default() }))
        div class="grow overflow-auto border-t border-line" {
            div class="max-w-3xl mx-auto px-5 py-4 max-md:px-3.5" {
                form role="search" action="/search" {
                    label class="input w-full" {
                        span class="text-ink-3 inline-flex" { (icon("search")) }
                        input class="grow" type="search" name="q" value=(words) placeholder=(t!(reader, "search-everything")) aria-label=(t!(reader, "search-everything")) autofocus autocomplete="off" data-key="/"
                            hx-get="/search" hx-trigger="input changed delay:200ms, search" hx-target="#found" hx-swap="outerMorph" hx-push-url="true" hx-sync="this:replace";
                    }
                }
                (found)
            }
        }
    };
    chrome::page(tx, me, "/search", &title, body)
}

fn found(tx: &mut Tx<'_>, me: &Me, words: &str) -> Result<Markup, Trouble> {
    let reader = &me.reader;
    if words.is_empty() {
        let content = state::empty("search", &t!(reader, "search-begin"), &t!(reader, "search-begin-text"), html! {});
        return Ok(html! { div id="found" { (content) } });
    }
    let entities: Vec<Arc<str>> = readable(tx, me).iter().map(|entity| entity.name.shared()).collect();
    let hits = records::search(tx, me.actor(), &entities, words, MOST)?;
    let groups = grouped(tx, hits);
    if groups.is_empty() {
        let actions = html! { (Button::new(t!(reader, "go-home"), Act::Link("/")).draw()) };
        let title = t!(reader, "search-nothing", words = words.to_owned());
        return Ok(
            html! { div id="found" role="status" { (state::empty("search", &title, &t!(reader, "search-nothing-text"), actions)) } },
        );
    }
    let language = reader.language.code();
    Ok(html! {
        div id="found" data-found role="status" {
            @for (entity, hits) in &groups {
                section class="mt-4" aria-label=(entity.plural_label.get(language)) {
                    header class="flex items-center gap-2 px-2 pb-1" {
                        h2 class="over" { (entity.plural_label.get(language)) }
                        span class="grow" {}
                        a class="link text-xs" href=(format!("/{}?q={}", entity.plural, super::list::escaped(words))) { (t!(reader, "search-in-list")) }
                    }
                    @for hit in hits.iter().take(if groups.len() > 1 { OF_ONE } else { MOST }) { (line(entity, hit, words, language)) }
                }
            }
        }
    })
}

/// The entities this person may search.
fn readable(tx: &Tx<'_>, me: &Me) -> Vec<Arc<Entity>> {
    let model = Arc::clone(tx.model());
    records::searched(tx)
        .iter()
        .filter_map(|name| model.entity(name))
        .filter(|entity| entity.kind == EntityKind::Normal)
        .filter(|entity| tx.world().permit(me.actor(), entity, access::Action::Read).is_ok())
        .cloned()
        .collect()
}

/// The hits of each entity, the entity with the best hit first.
fn grouped(tx: &Tx<'_>, hits: Vec<Hit>) -> Vec<(Arc<Entity>, Vec<Hit>)> {
    let mut places: HashMap<Arc<str>, usize> = HashMap::new();
    let mut groups: Vec<(Arc<Entity>, Vec<Hit>)> = Vec::new();
    for hit in hits {
        let Some(entity) = tx.model().entity(&hit.entity).cloned() else { continue };
        let place = *places.entry(Arc::clone(&hit.entity)).or_insert_with(|| {
            groups.push((entity, Vec::new()));
            groups.len() - 1
        });
        groups[place].1.push(hit);
    }
    groups
}

fn line(entity: &Entity, hit: &Hit, words: &str, language: &str) -> Markup {
    html! {
        a class="opt" href=(format!("/{}/{}", entity.plural, hit.id)) {
            @if super::list::is_person(entity) { (avatar::person(hit.id, &hit.title, Size::Small)) }
            @else if entity.matching.is_some() { (avatar::tile(hit.id, &hit.title, Size::Small)) }
            @else { span class="text-ink-3 inline-flex w-5.5 justify-center" { (icon(&entity.icon)) } }
            span class="grow min-w-0 truncate font-medium" { (marked(&hit.title, words)) }
            span class="text-xs text-ink-3" { (entity.label.get(language)) }
            span class="text-ink-3 inline-flex" { (icon_small("chevron-right")) }
        }
    }
}

/// A title with the beginnings of words that were asked for marked.
fn marked(title: &str, words: &str) -> Markup {
    let wanted: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
    let mut parts: Vec<(String, bool)> = Vec::new();
    for (index, word) in title.split(' ').enumerate() {
        if index > 0 {
            parts.push((" ".to_owned(), false));
        }
        let small = word.to_lowercase();
        let fits = wanted.iter().find(|wanted| small.starts_with(wanted.as_str()));
        match fits {
            // The letters are counted, not the bytes: some change their length with their case.
            Some(wanted) => {
                let count = wanted.chars().count();
                parts.push((word.chars().take(count).collect(), true));
                parts.push((word.chars().skip(count).collect(), false));
            }
            None => parts.push((word.to_owned(), false)),
        }
    }
    html! { @for (text, is_hit) in parts { @if is_hit { mark { (text) } } @else { (text) } } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_of_words_are_marked() {
        assert_eq!(marked("Brightwater <Foods>", "foo brig").into_string(), "<mark>Brig</mark>htwater &lt;Foods&gt;");
        assert_eq!(marked("Щербаков Ів", "щер").into_string(), "<mark>Щер</mark>баков Ів");
    }
}
