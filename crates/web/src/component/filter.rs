//! Filters: the chips that say what is filtered, and the and/or builder.
//!
//! The builder edits a [`Filter`], which lives in the URL as JSON (`filter=`). What its tests mean for a field is for
//! the page to say: it turns the tree into a `feel::Expr`.

use std::borrow::Cow;

use maud::{Markup, PreEscaped, html};
use model::Operator;
use serde::{Deserialize, Serialize};

use super::button::{Act, Button};
use super::{icon_small, menu};
use crate::reader::Reader;

/// The deepest nesting that is read; deeper input is refused.
const MAX_DEPTH: usize = 4;
/// The most tests that are read.
const MAX_TESTS: usize = 50;

/// Every comparison.
const OPERATORS: [Operator; 17] = [
    Operator::Is,
    Operator::IsNot,
    Operator::AnyOf,
    Operator::NoneOf,
    Operator::Contains,
    Operator::StartsWith,
    Operator::Less,
    Operator::AtMost,
    Operator::Greater,
    Operator::AtLeast,
    Operator::Between,
    Operator::Within,
    Operator::AllOf,
    Operator::Empty,
    Operator::Filled,
    Operator::IsMe,
    Operator::Below,
];

/// The lengths of time [`Operator::Within`] offers, as they are sent: `this_week`, `next_30_days`.
const PERIODS: [&str; 10] = [
    "today",
    "this_week",
    "last_week",
    "next_week",
    "this_month",
    "last_month",
    "next_month",
    "this_year",
    "last_30_days",
    "next_30_days",
];

/// What rows must fulfil.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum Filter {
    All(Vec<Filter>),
    Any(Vec<Filter>),
    Test(Test),
}

/// One condition on one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Test {
    pub field: String,
    #[serde(with = "words")]
    pub op: Operator,
    /// As typed; several for any-of and between, none for empty.
    #[serde(default)]
    pub values: Vec<String>,
}

/// How many values a comparison takes, in the words the island knows: none, one, two, or any number.
fn takes(op: Operator) -> &'static str {
    match op {
        Operator::Empty | Operator::Filled | Operator::IsMe => "0",
        Operator::Between => "2",
        Operator::AnyOf | Operator::NoneOf | Operator::AllOf => "*",
        _ => "1",
    }
}

/// The words for a comparison in the builder and on chips: `is not`, `≥`.
pub fn label(reader: &Reader, op: Operator) -> Cow<'static, str> {
    crate::text(reader.language, &format!("op-{}", op.as_str().replace('_', "-")))
}

/// Comparisons as words: what [`Operator::as_str`] gives.
mod words {
    use model::Operator;
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    pub fn serialize<S: Serializer>(op: &Operator, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(op.as_str())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Operator, D::Error> {
        let word = String::deserialize(deserializer)?;
        super::OPERATORS
            .into_iter()
            .find(|op| op.as_str() == word)
            .ok_or_else(|| D::Error::custom("no such comparison"))
    }
}

impl Filter {
    /// Reads the `filter` parameter. `None` when it is not a filter, too deep, or too long.
    pub fn parse(json: &str) -> Option<Self> {
        let filter: Self = serde_json::from_str(json).ok()?;
        (filter.depth() <= MAX_DEPTH && filter.tests().len() <= MAX_TESTS).then_some(filter)
    }

    /// As it stands in the URL.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// All tests, in reading order.
    pub fn tests(&self) -> Vec<&Test> {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::tests).collect(),
            Self::Test(test) => vec![test],
        }
    }

    /// The tests that can be shown as chips: those of a plain "all of these". `None` when the filter is nested.
    pub fn plain(&self) -> Option<Vec<&Test>> {
        match self {
            Self::Test(test) => Some(vec![test]),
            Self::Any(parts) if parts.len() > 1 => None,
            Self::All(parts) | Self::Any(parts) => parts
                .iter()
                .map(|part| match part {
                    Self::Test(test) => Some(test),
                    _ => None,
                })
                .collect(),
        }
    }

    fn depth(&self) -> usize {
        match self {
            Self::All(parts) | Self::Any(parts) => 1 + parts.iter().map(Self::depth).max().unwrap_or(0),
            Self::Test(_) => 0,
        }
    }
}

/// A condition as shown: `Amount ≥ €20,000 ×`.
#[derive(Debug, Clone)]
pub struct Chip<'a> {
    pub field: Cow<'a, str>,
    pub op: Cow<'a, str>,
    pub value: Cow<'a, str>,
    /// The list without this condition.
    pub remove: Cow<'a, str>,
}

/// A field one may filter by, as the builder offers it.
#[derive(Debug, Clone)]
pub struct Offer<'a> {
    pub name: &'a str,
    pub label: Cow<'a, str>,
    pub ops: Vec<Operator>,
    /// The input of one value, named `value`, without an id: the island copies it.
    pub input: Markup,
}

/// The chips of the current filter; the middle opens the builder.
pub fn chips(reader: &Reader, chips: &[Chip<'_>]) -> Markup {
    html! {
        @for chip in chips {
            span class="chip" {
                button type="button" popovertarget="filter" class="k" { (chip.field) }
                span class="op" { (chip.op) }
                @if !chip.value.is_empty() { button type="button" popovertarget="filter" class="v num" { span class="truncate max-w-48" { (chip.value) } } }
                a href=(chip.remove) hx-get=(chip.remove) hx-target="#list" hx-swap="outerMorph" hx-push-url="true" aria-label=(t!(reader, "filter-remove", field = chip.field.as_ref())) { (icon_small("x")) }
            }
        }
    }
}

/// A chip for what no builder offers: it can only be taken away.
pub fn fixed_chip(reader: &Reader, label: &str, value: &str, remove: &str) -> Markup {
    html! {
        span class="chip" {
            span class="k" { (label) }
            @if !value.is_empty() { span class="v" { span class="truncate max-w-48" { (value) } } }
            a href=(remove) hx-get=(remove) hx-target="#list" hx-swap="outerMorph" hx-push-url="true" aria-label=(t!(reader, "filter-remove", field = label)) { (icon_small("x")) }
        }
    }
}

/// One chip for a filter that is more than a row of conditions.
pub fn nested_chip(reader: &Reader, count: usize, remove: &str) -> Markup {
    html! {
        span class="chip" {
            button type="button" popovertarget="filter" class="v" { (t!(reader, "filter-conditions", count = count)) }
            a href=(remove) hx-get=(remove) hx-target="#list" hx-swap="outerMorph" hx-push-url="true" aria-label=(t!(reader, "filter-clear")) { (icon_small("x")) }
        }
    }
}

/// The dashed chip that opens the builder, and the builder. It asks `url` (which keeps the other parameters) with
/// `filter=` set; an empty filter leaves the parameter out.
pub fn builder(reader: &Reader, url: &str, offers: &[Offer<'_>], current: Option<&Filter>) -> Markup {
    opened_by(reader, inside(reader, url, offers, current))
}

/// The same with a builder that comes from `src` (see [`inside`]) when it is first opened. `id` must be new each time.
pub fn later(reader: &Reader, id: &str, src: &str) -> Markup {
    let content = html! {
        div id=(id) hx-get=(src) hx-trigger="toggle from:#filter once" hx-target="this" hx-swap="innerHTML" { (super::state::loading(reader, 2)) }
    };
    opened_by(reader, content)
}

/// The builder alone.
pub fn inside(reader: &Reader, url: &str, offers: &[Offer<'_>], current: Option<&Filter>) -> Markup {
    let tree = current.map_or_else(|| "null".to_owned(), Filter::to_json);
    html! {
        x-filter data-url=(url) {
            script type="application/json" { (PreEscaped(tree.replace('<', "\\u003c"))) }
            div class="filter-tree" data-tree {}
            (templates(reader, offers))
            footer class="flex gap-1.5 pt-2 mt-2 border-t border-line" {
                (Button::new(t!(reader, "filter-clear"), Act::Plain).ghost().class("js-clear").draw())
                span class="grow" {}
                (Button::new(t!(reader, "filter-apply"), Act::Plain).primary().class("js-apply").draw())
            }
        }
    }
}

fn opened_by(reader: &Reader, content: Markup) -> Markup {
    html! {
        button type="button" class="chip chip-add" popovertarget="filter" aria-haspopup="dialog" data-key="f" { span { (icon_small("list-filter")) (t!(reader, "filter")) } }
        (menu::popover("filter", &t!(reader, "filter"), html! { div class="w-[34rem] max-w-full p-2" { (content) } }))
    }
}

/// What the island copies: the row of a test, a group, and for each field its operators and input.
fn templates(reader: &Reader, offers: &[Offer<'_>]) -> Markup {
    html! {
        template data-part="group" {
            fieldset class="filter-group" {
                div class="flex items-center gap-2" {
                    select class="select select-sm w-auto pe-8" data-join aria-label=(t!(reader, "filter-join")) {
                        option value="all" { (t!(reader, "filter-all")) }
                        option value="any" { (t!(reader, "filter-any")) }
                    }
                    span class="grow" {}
                    button type="button" class="btn btn-ghost btn-xs btn-square js-remove" aria-label=(t!(reader, "remove")) { (icon_small("x")) }
                }
                div class="grid gap-1.5" data-parts {}
                div class="flex gap-1" {
                    button type="button" class="btn btn-ghost btn-xs js-add text-link" { (icon_small("plus")) (t!(reader, "filter-add")) }
                    button type="button" class="btn btn-ghost btn-xs js-group" { (icon_small("plus")) (t!(reader, "filter-group")) }
                }
            }
        }
        template data-part="test" {
            div class="filter-test" {
                select class="select select-sm" data-field aria-label=(t!(reader, "filter-field")) {
                    @for offer in offers { option value=(offer.name) { (offer.label) } }
                }
                select class="select select-sm" data-op aria-label=(t!(reader, "filter-op")) {}
                div class="min-w-0 flex gap-1" data-values {}
                button type="button" class="btn btn-ghost btn-xs btn-square js-remove" aria-label=(t!(reader, "remove")) { (icon_small("x")) }
            }
        }
        template data-part="period" {
            select class="select" name="value" aria-label=(t!(reader, "filter-period")) {
                @for period in PERIODS { option value=(period) { (crate::text(reader.language, &format!("period-{}", period.replace('_', "-")))) } }
            }
        }
        @for offer in offers {
            template data-offer=(offer.name) {
                @for op in &offer.ops { option value=(op.as_str()) data-takes=(takes(*op)) { (label(reader, *op)) } }
                div data-input { (offer.input) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_survives_the_url() {
        let json = r#"{"all":[{"test":{"field":"stage","op":"none_of","values":["won","lost"]}},{"any":[{"test":{"field":"amount","op":"at_least","values":["20000"]}},{"test":{"field":"next_step","op":"empty","values":[]}}]}]}"#;
        let filter = Filter::parse(json).unwrap();
        assert_eq!(filter.to_json(), json);
        assert_eq!(filter.tests().len(), 3);
        assert!(filter.plain().is_none());
    }

    #[test]
    fn every_comparison_has_words() {
        for op in OPERATORS {
            let reader = Reader::new(crate::Language::Russian, jiff::Timestamp::UNIX_EPOCH);
            assert!(!label(&reader, op).starts_with("op-"), "{op:?}");
        }
        for period in PERIODS {
            let id = format!("period-{}", period.replace('_', "-"));
            assert_ne!(crate::text(crate::Language::Ukrainian, &id), id);
        }
    }

    #[test]
    fn hostile_filters_are_refused() {
        let deep = format!("{}{}", r#"{"all":["#.repeat(30), "]}".repeat(30));
        assert_eq!(Filter::parse(&deep), None);
        let test = r#"{"test":{"field":"a","op":"empty"}}"#;
        let long = format!(r#"{{"all":[{}]}}"#, vec![test; 60].join(","));
        assert_eq!(Filter::parse(&long), None);
        assert_eq!(Filter::parse("[]"), None);
        assert_eq!(Filter::parse(r#"{"test":{"field":"a","op":"drop"}}"#), None);
        let very_deep = r#"{"all":["#.repeat(100_000);
        assert_eq!(Filter::parse(&very_deep), None);
    }
}
