//! Buttons and links that look like buttons.
//!
//! One primary button a view. A verb on each; "…" when a question follows. What destroys is [`Look::Danger`] and last.

use std::borrow::Cow;

use maud::{Markup, html};

use super::icon;

/// How much a button asks for attention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Look {
    Primary,
    #[default]
    Outline,
    Ghost,
    Danger,
}

/// What happens on a click.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act<'a> {
    /// Go there.
    Link(&'a str),
    /// Send the form around the button.
    Submit,
    /// Nothing by itself: a behaviour of the core listens.
    Plain,
    /// Get a fragment into the element with this selector.
    Get {
        url: &'a str,
        target: &'a str,
    },
    /// Write, and swap what comes back (often nothing but partials and a toast).
    Post(&'a str),
    Patch(&'a str),
    Delete(&'a str),
    /// Open the popover with this id.
    Popover(&'a str),
    /// Open the dialog with this id.
    Dialog(&'a str),
}

/// A button: `Button::new("Save", Act::Submit).primary().draw()`.
#[derive(Debug, Clone)]
pub struct Button<'a> {
    label: Cow<'a, str>,
    act: Act<'a>,
    look: Look,
    icon: Option<&'a str>,
    key: Option<&'a str>,
    id: Option<&'a str>,
    class: &'a str,
    square: bool,
    large: bool,
    busy: bool,
    disabled: Option<Cow<'a, str>>,
}

impl<'a> Button<'a> {
    pub fn new(label: impl Into<Cow<'a, str>>, act: Act<'a>) -> Self {
        Self {
            label: label.into(),
            act,
            look: Look::Outline,
            icon: None,
            key: None,
            id: None,
            class: "",
            square: false,
            large: false,
            busy: false,
            disabled: None,
        }
    }

    pub fn look(mut self, look: Look) -> Self {
        self.look = look;
        self
    }

    pub fn primary(self) -> Self {
        self.look(Look::Primary)
    }

    pub fn ghost(self) -> Self {
        self.look(Look::Ghost)
    }

    pub fn danger(self) -> Self {
        self.look(Look::Danger)
    }

    pub fn icon(mut self, name: &'a str) -> Self {
        self.icon = Some(name);
        self
    }

    /// The key that presses it, as in `data-key`.
    pub fn key(mut self, key: &'a str) -> Self {
        self.key = Some(key);
        self
    }

    pub fn id(mut self, id: &'a str) -> Self {
        self.id = Some(id);
        self
    }

    /// More classes: `only-desk`, `w-full`.
    pub fn class(mut self, class: &'a str) -> Self {
        self.class = class;
        self
    }

    /// Shows the icon alone; the label becomes its name.
    pub fn square(mut self) -> Self {
        self.square = true;
        self
    }

    /// The height of a field: in forms and on the sign-in page.
    pub fn large(mut self) -> Self {
        self.large = true;
        self
    }

    /// Shows that the act is under way.
    pub fn busy(mut self) -> Self {
        self.busy = true;
        self
    }

    /// Cannot be pressed now, and why (shown on hover).
    pub fn disabled(mut self, why: impl Into<Cow<'a, str>>) -> Self {
        self.disabled = Some(why.into());
        self
    }

    pub fn draw(&self) -> Markup {
        let class = self.classes();
        let name = self.square.then_some(&*self.label);
        let title = self.disabled.as_deref().filter(|why| !why.is_empty()).or(name);
        if let (Act::Link(url), None) = (self.act, &self.disabled) {
            return html! {
                a class=(class) href=(url) id=[self.id] data-key=[self.key] aria-label=[name] title=[title] { (self.inside()) }
            };
        }
        let kind = if self.act == Act::Submit { "submit" } else { "button" };
        let (get, target) = match self.act {
            Act::Get { url, target } => (Some(url), Some(target)),
            _ => (None, None),
        };
        let (post, patch, delete) = match self.act {
            Act::Post(url) => (Some(url), None, None),
            Act::Patch(url) => (None, Some(url), None),
            Act::Delete(url) => (None, None, Some(url)),
            _ => (None, None, None),
        };
        let writes = post.or(patch).or(delete).map(|_| "this");
        let popover = match self.act {
            Act::Popover(id) => Some(id),
            _ => None,
        };
        let dialog = match self.act {
            Act::Dialog(id) => Some(id),
            _ => None,
        };
        html! {
            button type=(kind) class=(class) id=[self.id] data-key=[self.key] aria-label=[name] title=[title]
                hx-get=[get] hx-target=[target] hx-post=[post] hx-patch=[patch] hx-delete=[delete] hx-disable=[writes]
                hx-swap=[writes.map(|_| "none")]
                popovertarget=[popover] aria-haspopup=[popover.map(|_| "true").or(dialog.map(|_| "dialog"))] data-dialog=[dialog]
                aria-busy=[self.busy.then_some("true")] disabled[self.disabled.is_some()] { (self.inside()) }
        }
    }

    fn inside(&self) -> Markup {
        html! {
            @if self.busy { span class="loading loading-spinner loading-xs" {} }
            @else if let Some(name) = self.icon { (icon(name)) }
            @if !self.square { span { (self.label) } }
            @if let (Some(key), false) = (self.key, self.square) { kbd class="only-desk text-2xs opacity-75 font-normal" { (key.to_uppercase()) } }
        }
    }

    fn classes(&self) -> String {
        let look = match self.look {
            Look::Primary => "btn btn-primary",
            Look::Outline => "btn btn-outline",
            Look::Ghost => "btn btn-ghost",
            Look::Danger => "btn btn-ghost btn-danger",
        };
        let mut class = String::from(look);
        if !self.large {
            class.push_str(" btn-sm");
        }
        if self.square {
            class.push_str(" btn-square");
        }
        if !self.class.is_empty() {
            class.push(' ');
            class.push_str(self.class);
        }
        class
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    #[test]
    fn a_write_disables_itself_while_it_runs() {
        let button = Button::new("Delete", Act::Delete("/deals/7")).danger().draw();
        assert_snapshot!(button.into_string(), @r#"<button type="button" class="btn btn-ghost btn-danger btn-sm" hx-delete="/deals/7" hx-disable="this" hx-swap="none"><span>Delete</span></button>"#);
    }

    #[test]
    fn a_lone_icon_is_named() {
        let button = Button::new("More", Act::Popover("m")).ghost().square().draw();
        assert_snapshot!(button.into_string(), @r#"<button type="button" class="btn btn-ghost btn-sm btn-square" aria-label="More" title="More" popovertarget="m" aria-haspopup="true"></button>"#);
    }

    #[test]
    fn a_link_that_may_not_be_followed_is_a_disabled_button() {
        let button = Button::new("Newer", Act::Link("/deals")).ghost().disabled("First page").draw();
        assert_snapshot!(button.into_string(), @r#"<button type="button" class="btn btn-ghost btn-sm" title="First page" disabled><span>Newer</span></button>"#);
    }
}
