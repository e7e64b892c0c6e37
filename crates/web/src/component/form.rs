//! Forms: labels, help, errors at the field, and a summary above.
//!
//! A control is drawn by `component::field::<type>::edit` and wrapped by [`field`]. Both are told the same [`Input`].

use std::borrow::Cow;

use maud::{Markup, html};

use super::{icon, icon_small, tag};
use crate::reader::Reader;

/// What a control and its wrapper must know about a field.
#[derive(Debug, Clone, Default)]
pub struct Input<'a> {
    /// The name it is sent by; its id is made of it.
    pub name: Cow<'a, str>,
    pub label: Cow<'a, str>,
    /// Set apart from other forms of the page that have the same fields.
    pub scope: Cow<'a, str>,
    pub help: Option<Cow<'a, str>>,
    /// What to do about it, in a sentence.
    pub error: Option<Cow<'a, str>>,
    pub required: bool,
    /// Shown, but not to be changed.
    pub locked: bool,
    pub autofocus: bool,
    /// How many characters a text may have: said while it is written.
    pub max: Option<u32>,
}

impl<'a> Input<'a> {
    pub fn new(name: impl Into<Cow<'a, str>>, label: impl Into<Cow<'a, str>>) -> Self {
        Self { name: name.into(), label: label.into(), ..Self::default() }
    }

    pub fn scope(mut self, scope: impl Into<Cow<'a, str>>) -> Self {
        self.scope = scope.into();
        self
    }

    pub fn help(mut self, help: impl Into<Cow<'a, str>>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub fn error(mut self, error: impl Into<Cow<'a, str>>) -> Self {
        self.error = Some(error.into());
        self
    }

    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    pub fn autofocus(mut self) -> Self {
        self.autofocus = true;
        self
    }

    /// The control's id.
    pub fn id(&self) -> String {
        match self.scope.is_empty() {
            true => format!("f-{}", self.name),
            false => format!("{}-{}", self.scope, self.name),
        }
    }

    /// `aria-invalid`.
    pub(super) fn invalid(&self) -> Option<&'static str> {
        self.error.as_ref().map(|_| "true")
    }

    /// `aria-describedby`: help and error, whichever are there.
    pub(super) fn described(&self) -> Option<String> {
        let id = self.id();
        let help = self.help.as_ref().map(|_| format!("{id}-help"));
        let error = self.error.as_ref().map(|_| format!("{id}-err"));
        match (help, error) {
            (Some(help), Some(error)) => Some(format!("{help} {error}")),
            (help, error) => help.or(error),
        }
    }
}

/// A control with its label, help and error.
pub fn field(reader: &Reader, input: &Input<'_>, control: Markup) -> Markup {
    let id = input.id();
    html! {
        div class="field" {
            label for=(id) { (input.label) (required(reader, input)) }
            (control)
            (notes(input))
        }
    }
}

/// The same for a control made of several (radio buttons, an address): the label names the group.
pub fn group(reader: &Reader, input: &Input<'_>, controls: Markup) -> Markup {
    html! {
        fieldset class="field" id=(format!("{}-group", input.id())) aria-describedby=[input.described()] {
            legend class="flabel" { (input.label) (required(reader, input)) }
            (controls)
            (notes(input))
        }
    }
}

/// The place of a form on its page: scrolls by itself, its buttons stay in view.
pub fn frame(content: Markup) -> Markup {
    html! { div class="form-frame" tabindex="-1" { div class="form-page" { (content) } } }
}

/// A section of a form: a heading over fields in two columns.
pub fn section(title: &str, fields: Markup) -> Markup {
    html! {
        section class="fsec" {
            @if !title.is_empty() { header { h2 { (title) } } }
            div class="form-grid" { (fields) }
        }
    }
}

/// A section that is closed until somebody opens it; under `key` the browser remembers whether they did.
pub fn folded(title: &str, key: &str, fields: Markup) -> Markup {
    html! {
        details class="fsec" data-fold=(key) {
            summary { (icon_small("chevron-right")) h2 { (title) } }
            div class="form-grid" { (fields) }
        }
    }
}

/// The message above a form with several errors: `(control id, label)`.
pub fn summary(reader: &Reader, errors: &[(String, Cow<'_, str>)]) -> Markup {
    html! {
        @if !errors.is_empty() {
            div class="alert-box" role="alert" {
                (icon("circle-alert"))
                p {
                    b class="font-semibold" { (t!(reader, "form-errors", count = errors.len())) } " "
                    @for (index, (id, label)) in errors.iter().enumerate() {
                        @if index > 0 { ", " }
                        a class="link" href={ "#" (id) } { (label) }
                    }
                }
            }
        }
    }
}

/// A message above a form that belongs to no field.
pub fn problem(text: &str) -> Markup {
    html! { div class="alert-box" role="alert" { (icon("circle-alert")) p { (text) } } }
}

/// The buttons at the foot: those that lead away first, the primary one last.
pub fn actions(buttons: Markup) -> Markup {
    html! { div class="form-actions" { (buttons) } }
}

/// The token a form without script carries.
pub fn token(reader: &Reader) -> Markup {
    html! { input type="hidden" name="csrf" value=(reader.csrf); }
}

/// The form in a cell or `dd`: saves by `PATCH` to `url`; the cell takes the answer.
///
/// `version` is the record's as it was read, so that a change in between is noticed.
pub fn inline(reader: &Reader, url: &str, version: i64, input: &Input<'_>, control: Markup) -> Markup {
    html! {
        form class="cell-form" hx-patch=(url) hx-target="closest [data-edit]" hx-swap="innerHTML" data-inline novalidate {
            input type="hidden" name="version" value=(version);
            label class="sr-only" for=(input.id()) { (input.label) }
            (control)
            @if let Some(error) = &input.error {
                p class="cell-err" id=(format!("{}-err", input.id())) role="alert" { (error) }
            } @else {
                p class="hint" aria-hidden="true" {
                    (tag::key("Enter")) (t!(reader, "cell-hint-save")) (tag::key("Esc")) (t!(reader, "cell-hint-cancel"))
                }
            }
        }
    }
}

fn required(reader: &Reader, input: &Input<'_>) -> Markup {
    html! { @if input.required { span class="req" title=(t!(reader, "required")) aria-hidden="true" { "*" } } }
}

fn notes(input: &Input<'_>) -> Markup {
    let id = input.id();
    html! {
        @if let Some(help) = &input.help { p class="help" id=(format!("{id}-help")) { (help) } }
        @if let Some(error) = &input.error { p class="err" id=(format!("{id}-err")) { (icon_small("circle-alert")) (error) } }
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use jiff::Timestamp;

    use super::*;
    use crate::component::field::text;
    use crate::component::lines;
    use crate::language::Language;

    #[test]
    fn an_error_stands_at_its_field_and_is_announced() {
        let reader = Reader::new(Language::English, Timestamp::UNIX_EPOCH);
        let input = Input::new("name", "Name").help("As on the contract").error("Give it a name").required();
        let drawn = field(&reader, &input, text::edit(&input, "", text::Kind::Line));
        assert_snapshot!(lines(drawn), @r##"
        <div class="field">
        <label for="f-name">Name<span class="req" title="Required" aria-hidden="true">*</span>
        </label>
        <input class="input w-full" type="text" id="f-name" name="name" value="" required autocomplete="off" aria-invalid="true" aria-describedby="f-name-help f-name-err">
        <p class="help" id="f-name-help">As on the contract</p>
        <p class="err" id="f-name-err">
        <svg class="i i-sm" aria-hidden="true">
        <use href="icons.svg#circle-alert">
        </use>
        </svg>Give it a name</p>
        </div>
        "##);
    }
}
