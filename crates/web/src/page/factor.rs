//! What setting up a second factor looks like: the same in settings and at the door, when it is required.

use identity::authenticator::Enrolment;
use maud::{Markup, PreEscaped, html};

use crate::component::button::{Act, Button};
use crate::component::field::text;
use crate::component::form::{self, Input};
use crate::component::icon;
use crate::reader::Reader;

/// The two steps of setting an authenticator app up; `code` is the form of the second, see [`code_form`].
pub(super) fn steps(reader: &Reader, enrolment: &Enrolment, code: Markup) -> Markup {
    html! {
        ol class="grid gap-4" {
            li {
                p { b class="font-semibold" { "1. " } (t!(reader, "factor-step-app")) }
                div class="flex flex-wrap gap-4 items-center mt-2" {
                    // The picture is drawn by our own code from the key alone; a scanner wants dark on light in any theme.
                    div class="w-44 h-44 bg-white rounded-lg border border-line p-1.5 flex-none [&>svg]:w-full [&>svg]:h-full" role="img" aria-label=(t!(reader, "factor-qr")) { (PreEscaped(&enrolment.qr_svg)) }
                    div class="min-w-0 grid gap-2" {
                        p class="text-ink-2" { (t!(reader, "factor-step-key")) }
                        code class="font-mono text-xs bg-sunken border border-line rounded-lg px-2.5 py-2 break-all select-all" { (grouped(&enrolment.key)) }
                        div class="flex flex-wrap gap-2" {
                            button type="button" class="btn btn-outline btn-sm" data-copy=(enrolment.key) { (icon("copy")) span { (t!(reader, "copy")) } }
                            a class="btn btn-ghost btn-sm only-phone" href=(enrolment.uri) data-no-prefetch { (t!(reader, "factor-open-app")) }
                        }
                    }
                }
            }
            li {
                p { b class="font-semibold" { "2. " } (t!(reader, "factor-step-code")) }
                (code)
            }
        }
    }
}

/// The form that turns the app on, with the first code it shows.
pub(super) fn code_form(reader: &Reader, action: &str, cancel: &str, error: Option<String>) -> Markup {
    let mut code = Input::new("code", t!(reader, "sign-in-code")).required().autofocus();
    if let Some(error) = error {
        code = code.error(error);
    }
    html! {
        form method="post" action=(action) class="grid gap-2.5 mt-2 max-w-60" novalidate {
            (form::token(reader))
            (form::field(reader, &code, text::code(&code)))
            div class="flex gap-2" {
                (Button::new(t!(reader, "factor-turn-on"), Act::Submit).primary().draw())
                (Button::new(t!(reader, "cancel"), Act::Link(cancel)).ghost().draw())
            }
        }
    }
}

/// Recovery codes, shown once, and the way on.
pub(super) fn codes(reader: &Reader, codes: &[String], on: &str) -> Markup {
    html! {
        ul class="grid grid-cols-2 gap-2 max-w-96 font-mono" id="codes" {
            @for code in codes { li class="bg-sunken border border-line rounded-lg px-2.5 py-1.5 text-center select-all" { (code) } }
        }
        div class="flex flex-wrap gap-2" {
            button type="button" class="btn btn-outline btn-sm" data-copy=(codes.join("\n")) { (icon("copy")) span { (t!(reader, "copy")) } }
            (Button::new(t!(reader, "factor-codes-kept"), Act::Link(on)).primary().draw())
        }
    }
}

/// The form that registers a passkey at `action`; the browser asks `action/options` first.
///
/// `present` is the field of the present password, where it is asked for.
pub(super) fn passkey_form(reader: &Reader, action: &str, present: Option<Markup>, error: Option<&str>) -> Markup {
    let name = Input::new("name", t!(reader, "passkeys-name")).scope("passkey").help(t!(reader, "passkeys-name-help"));
    html! {
        x-passkey data-mode="create" data-options={ (action) "/options" } {
            form class="grid gap-2.5 max-w-96" method="post" action=(action) novalidate {
                (form::token(reader))
                input type="hidden" name="challenge";
                input type="hidden" name="credential";
                (form::field(reader, &name, text::edit(&name, "", text::Kind::Line)))
                @if let Some(present) = present { (present) }
                p class="err text-error text-xs" data-error role="alert" hidden[error.is_none()] { @if let Some(error) = error { (error) } }
                div { button class="btn btn-outline btn-sm" { (icon("plus")) span { (t!(reader, "passkeys-add")) } } }
            }
        }
    }
}

/// In fours, to be typed.
fn grouped(key: &str) -> String {
    let letters: Vec<char> = key.chars().collect();
    letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}
