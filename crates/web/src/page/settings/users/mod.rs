//! Users, for administrators: who there is, invited or let in again, with which roles, from where.

mod all;
mod invite;
mod one;

use std::sync::Arc;

use axum::Router;
use identity::account::Account;
use maud::Markup;
use model::Model;

use crate::component::field::choice::Choice;
use crate::component::tag::{self, Hue};
use crate::reader::Reader;
use crate::site::Site;

pub(super) fn router() -> Router<Site> {
    Router::new().merge(all::router()).merge(invite::router()).merge(one::router())
}

/// The roles there are, to be ticked.
fn role_choices<'a>(reader: &Reader, model: &'a Model) -> Vec<Choice<'a>> {
    let language = reader.language.code();
    model
        .roles
        .iter()
        .map(|role| Choice {
            value: role.name.to_string().into(),
            label: role.label.get(language).to_owned().into(),
            hue: if role.all_rights { Hue::Violet } else { Hue::Neutral },
        })
        .collect()
}

/// The roles somebody holds, as tags.
fn role_tags(reader: &Reader, model: &Model, roles: &[Arc<str>]) -> Markup {
    maud::html! {
        @for role in roles {
            @let hue = if &**role == model::ADMINISTRATOR { Hue::Violet } else { Hue::Blue };
            (tag::tag(super::tokens::role_label(reader, model, role), hue))
        }
    }
}

/// Whether somebody can sign in.
fn state_tag(reader: &Reader, account: Option<&Account>) -> Markup {
    match account {
        None => tag::status(t!(reader, "users-no-account"), Hue::Neutral),
        Some(account) if account.disabled_at.is_some() => tag::status(t!(reader, "users-disabled"), Hue::Red),
        Some(account) if account.password_changed_at.is_none() => tag::status(t!(reader, "users-invited"), Hue::Amber),
        Some(_) => tag::status(t!(reader, "users-active"), Hue::Green),
    }
}
