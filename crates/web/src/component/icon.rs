//! Icons, from one sprite.

use std::sync::LazyLock;

use maud::{Markup, html};

use crate::assets;

static SPRITE: LazyLock<&str> = LazyLock::new(|| assets::url("icons.svg").unwrap_or_default());

/// A decorative icon, 16 px. A name the sprite lacks (an app package may ask for any) becomes `shapes`.
pub fn icon(name: &str) -> Markup {
    draw(name, "i")
}

/// The same, 14 px: in chips, tabs, beside meta text.
pub fn icon_small(name: &str) -> Markup {
    draw(name, "i i-sm")
}

/// The same, 20 px: in empty states.
pub fn icon_large(name: &str) -> Markup {
    draw(name, "i i-lg")
}

fn draw(name: &str, class: &str) -> Markup {
    let name = if assets::has_icon(name) { name } else { "shapes" };
    html! { svg class=(class) aria-hidden="true" { use href={ (*SPRITE) "#" (name) } {} } }
}
