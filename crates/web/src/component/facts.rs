//! A record's fields as a list of names and values, each editable in place.

use std::borrow::Cow;

use maud::{Markup, html};

use crate::reader::Reader;

/// One field of a record.
#[derive(Debug, Clone)]
pub struct Fact<'a> {
    pub label: Cow<'a, str>,
    /// The shown value; `None` is an empty field.
    pub value: Option<Markup>,
    /// The field's name, when this reader may change it.
    pub edit: Option<&'a str>,
    /// Digits line up.
    pub digits: bool,
}

/// The list. `url` is the record's, where edits go. In the left column of a record a phone shows five of them, then all.
pub fn facts(reader: &Reader, url: &str, facts: &[Fact<'_>]) -> Markup {
    html! {
        dl class="dl" data-url=(url) {
            @for fact in facts {
                dt { (fact.label) }
                dd class=[fact.digits.then_some("num")] data-edit=[fact.edit] tabindex=[fact.edit.map(|_| "0")]
                    title=[fact.edit.map(|_| t!(reader, "edit-field", field = fact.label.as_ref()))] {
                    @match &fact.value {
                        Some(value) => { (value) }
                        None if fact.edit.is_some() => { span class="text-ink-3" { (t!(reader, "value-add")) } }
                        None => { span class="text-ink-3" aria-label=(t!(reader, "value-none")) { "—" } }
                    }
                }
            }
        }
        @if facts.len() > 5 {
            label class="show-all only-phone btn btn-ghost btn-sm -ms-2" {
                input type="checkbox" class="sr-only";
                (t!(reader, "fields-show-all", count = facts.len()))
            }
        }
    }
}

/// A section of a record: a heading, an act on the right, content.
pub fn section(title: &str, act: Option<Markup>, content: Markup) -> Markup {
    html! {
        section class="sec" {
            header class="flex items-center mb-1 min-h-6" { h2 { (title) } span class="grow" {} (act.unwrap_or_default()) }
            (content)
        }
    }
}
