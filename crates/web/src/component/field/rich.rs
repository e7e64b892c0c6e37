//! Text with marks: bold, lists, links. The page hands over HTML that was cleaned on the way in.

use maud::{Markup, PreEscaped, html};

use crate::component::form::Input;
use crate::component::icon_small;
use crate::reader::Reader;

/// A text whose HTML is known to be clean.
///
/// Invariant: made only of what the server's sanitiser returned; nothing else may be drawn without escaping.
#[derive(Debug, Clone, Copy)]
pub struct Clean<'a>(pub &'a str);

pub fn show(value: Clean<'_>) -> Markup {
    html! { div class="rich" { (PreEscaped(value.0)) } }
}

/// The editor: a text area with HTML, which the island turns into an editable area with a tool bar.
pub fn edit(reader: &Reader, input: &Input<'_>, value: Clean<'_>) -> Markup {
    let tools = [
        ("bold", "bold", "rich-bold"),
        ("italic", "italic", "rich-italic"),
        ("underline", "underline", "rich-underline"),
        ("insertUnorderedList", "list", "rich-list"),
        ("insertOrderedList", "list-ordered", "rich-ordered"),
        ("createLink", "link", "rich-link"),
        ("removeFormat", "x", "rich-plain"),
    ];
    html! {
        x-rich class="rich-edit" data-prompt=(t!(reader, "rich-link-prompt")) {
            div class="rich-tools" role="toolbar" aria-label=(t!(reader, "rich-tools")) hidden {
                @for (command, symbol, label) in tools {
                    @let label = crate::text(reader.language, label);
                    button type="button" class="btn btn-ghost btn-xs btn-square" data-command=(command) aria-label=(label) title=(label) { (icon_small(symbol)) }
                }
            }
            textarea class="textarea w-full min-h-28" id=(input.id()) name=(input.name) readonly[input.locked] aria-label=(input.label) aria-invalid=[input.invalid()] aria-describedby=[input.described()] { (value.0) }
        }
    }
}
