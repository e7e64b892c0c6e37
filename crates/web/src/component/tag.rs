//! Values as small coloured labels. The colour never speaks alone: a dot or a word goes with it.

use std::fmt;

use maud::{Markup, html};

/// The colour of a choice, chosen by an administrator. Contrast holds for every one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Hue {
    #[default]
    Neutral,
    Blue,
    Sky,
    Teal,
    Green,
    Lime,
    Amber,
    Orange,
    Red,
    Pink,
    Violet,
}

impl Hue {
    pub const ALL: [Self; 11] = [
        Self::Neutral,
        Self::Blue,
        Self::Sky,
        Self::Teal,
        Self::Green,
        Self::Lime,
        Self::Amber,
        Self::Orange,
        Self::Red,
        Self::Pink,
        Self::Violet,
    ];

    /// The hue named in a definition; anything else is neutral.
    pub fn parse(name: &str) -> Self {
        Self::ALL.into_iter().find(|hue| hue.class().strip_prefix("h-") == Some(name)).unwrap_or_default()
    }

    /// The class that sets `--h`.
    pub fn class(self) -> &'static str {
        match self {
            Self::Neutral => "tag-0",
            Self::Blue => "h-blue",
            Self::Sky => "h-sky",
            Self::Teal => "h-teal",
            Self::Green => "h-green",
            Self::Lime => "h-lime",
            Self::Amber => "h-amber",
            Self::Orange => "h-orange",
            Self::Red => "h-red",
            Self::Pink => "h-pink",
            Self::Violet => "h-violet",
        }
    }
}

/// A value: `Key account`.
pub fn tag(label: impl fmt::Display, hue: Hue) -> Markup {
    html! { span class={ "tag " (hue.class()) } { (label.to_string()) } }
}

/// A stage or status: with a dot.
pub fn status(label: impl fmt::Display, hue: Hue) -> Markup {
    html! {
        span class={ "tag " (hue.class()) } {
            @if hue != Hue::Neutral { i class={ "dot " (hue.class()) } {} }
            (label.to_string())
        }
    }
}

/// A dot alone, beside words that say what it means.
pub fn dot(hue: Hue) -> Markup {
    html! { i class={ "dot " (hue.class()) } aria-hidden="true" {} }
}

/// A key: `Enter`.
pub fn key(name: &str) -> Markup {
    html! { kbd class="kbd" { (name) } }
}
