//! Ways to reach someone: e-mail, phone, web address.

use maud::{Markup, html};

use crate::component::form::Input;

/// Which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Email,
    Phone,
    Url,
}

/// The value as a link. A phone is stored as E.164 and shown as `shown` (the national form); elsewhere both are alike.
pub fn show(kind: Kind, value: &str, shown: &str) -> Markup {
    match kind {
        Kind::Email => html! { a class="link" href={ "mailto:" (value) } data-no-prefetch { (shown) } },
        Kind::Phone => html! { a class="link num" href={ "tel:" (value) } data-no-prefetch { (shown) } },
        // Whatever is stored, only these two schemes become a link: `javascript:` must stay text.
        Kind::Url if value.starts_with("https://") || value.starts_with("http://") => html! {
            a class="link" href=(value) target="_blank" rel="noopener noreferrer" data-no-prefetch { (bare(shown)) }
        },
        Kind::Url => html! { (shown) },
    }
}

pub fn edit(input: &Input<'_>, kind: Kind, value: &str) -> Markup {
    let (control, complete) = match kind {
        Kind::Email => ("email", "email"),
        Kind::Phone => ("tel", "off"),
        // Typed without a scheme too: the browser's own check of `url` would refuse that.
        Kind::Url => ("text", "off"),
    };
    let keyboard = match kind {
        Kind::Email => "email",
        Kind::Phone => "tel",
        Kind::Url => "url",
    };
    html! {
        input class="input w-full" type=(control) inputmode=(keyboard) id=(input.id()) name=(input.name) value=(value) required[input.required] readonly[input.locked] autofocus[input.autofocus]
            autocomplete=(complete) spellcheck="false" aria-invalid=[input.invalid()] aria-describedby=[input.described()];
    }
}

/// An address without what everybody knows: `https://www.example.org/` is `example.org`.
fn bare(url: &str) -> &str {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or(url);
    rest.strip_prefix("www.").unwrap_or(rest).trim_end_matches('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_script_becomes_a_link() {
        let shown = show(Kind::Url, "javascript:alert(1)", "javascript:alert(1)").into_string();
        assert_eq!(shown, "javascript:alert(1)");
    }

    #[test]
    fn a_web_address_is_shown_bare() {
        let shown = show(Kind::Url, "https://www.example.org/", "https://www.example.org/").into_string();
        assert!(shown.contains(">example.org</a>"), "{shown}");
    }
}
