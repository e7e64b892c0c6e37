//! A rating in stars.

use maud::{Markup, html};

use crate::component::form::Input;
use crate::reader::Reader;

/// `value` of `most` stars.
pub fn show(reader: &Reader, value: u8, most: u8) -> Markup {
    let label = t!(reader, "rating-of", value = value, most = most);
    html! {
        span class="stars" role="img" aria-label=(label) title=(label) {
            @for star in 1..=most { span class=(if star <= value { "on" } else { "" }) aria-hidden="true" { "★" } }
        }
    }
}

/// Radio buttons drawn as stars; the first, without a star, means no rating. Wrap in [`crate::component::form::group`].
pub fn edit(reader: &Reader, input: &Input<'_>, value: Option<u8>, most: u8) -> Markup {
    html! {
        div class="stars-edit" id=(input.id()) {
            label { input type="radio" name=(input.name) value="" checked[value.is_none()] disabled[input.locked]; span { (t!(reader, "rating-none")) } }
            @for star in 1..=most {
                label class="star" {
                    input class="sr-only" type="radio" name=(input.name) value=(star) checked[value == Some(star)] disabled[input.locked];
                    span class="sr-only" { (t!(reader, "rating-of", value = star, most = most)) }
                    span aria-hidden="true" { "★" }
                }
            }
        }
    }
}
