//! How signing in looks.

use axum::http::HeaderMap;
use maud::{Markup, html};

use super::demo;
use crate::component::auth;
use crate::component::button::{Act, Button};
use crate::component::field::{contact, text};
use crate::component::form::{self, Input};
use crate::component::icon;

pub(super) async fn page(headers: HeaderMap) -> Markup {
    let reader = &demo::reader(&headers);
    let email = Input::new("email", t!(reader, "states-email")).required();
    let password =
        Input::new("password", t!(reader, "states-password")).required().error(t!(reader, "states-bad-password"));
    let body = html! {
        h1 class="text-2xl" { (t!(reader, "states-sign-in", workspace = "Northgate Group")) }
        x-passkey class="grid" data-mode="get" data-options="/states/passkey" data-verify="/states/passkey" {
            button type="button" class="btn btn-outline w-full" { (icon("fingerprint-pattern")) (t!(reader, "states-passkey")) }
            p class="err mt-1 text-error text-xs" data-error role="alert" hidden {}
        }
        div class="divider text-xs text-ink-3 my-0" { (t!(reader, "states-or")) }
        form class="grid gap-3.5" method="post" action="/states/done" {
            (form::token(reader))
            (form::field(reader, &email, contact::edit(&email, contact::Kind::Email, "iris@northgate.example")))
            (form::field(reader, &password, text::password(reader, &password, "current-password")))
            (Button::new(t!(reader, "states-sign-in-button"), Act::Submit).primary().large().class("w-full").draw())
        }
    };
    auth::page(reader, &t!(reader, "states-sign-in-button"), body)
}
