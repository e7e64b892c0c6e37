//! Relata's mark: a ring and a disc that share ground (a relation), and a spark where they meet.

use maud::{Markup, html};

/// The mark at `size` pixels, in the theme's colours.
pub fn mark(size: u16) -> Markup {
    html! {
        svg width=(size) height=(size) viewBox="0 0 24 24" aria-hidden="true" {
            circle cx="8.5" cy="14" r="6.5" fill="none" stroke="var(--color-primary)" stroke-width="3" {}
            circle cx="16" cy="9" r="6.5" fill="var(--color-primary)" opacity=".4" {}
            circle cx="12.6" cy="11.2" r="3" fill="var(--color-accent)" {}
        }
    }
}
