//! The frame of every page after signing in: which places there are for this person.

use maud::Markup;
use model::EntityKind;
use records::Tx;

use crate::component::shell::{self, Link, Section, Shell, User};
use crate::site::Me;

/// The frame for somebody, with the place at `path` marked as the one they are at.
pub(crate) fn shell<'a>(tx: &Tx<'_>, me: &'a Me, path: &str) -> Shell<'a> {
    let language = me.reader.language.code();
    let world = tx.world();
    let may_read = |name: &str| {
        world.model.entity(name).is_some_and(|entity| world.permit(me.actor(), entity, access::Action::Read).is_ok())
    };
    let mut sections = vec![Section {
        label: None,
        links: vec![Link {
            label: t!(me.reader, "nav-home"),
            href: "/".into(),
            icon: "house".into(),
            current: path == "/",
            key: Some("g h".into()),
            ..Link::default()
        }],
    }];
    for app in &world.model.apps {
        let links: Vec<Link<'a>> = app
            .menu
            .iter()
            .filter(|name| may_read(name))
            .filter_map(|name| world.model.entity(name))
            .filter(|entity| entity.kind == EntityKind::Normal && !entity.is_line())
            .map(|entity| {
                let href = format!("/{}", entity.plural);
                Link {
                    label: entity.plural_label.get(language).to_owned().into(),
                    current: path == href || path.starts_with(&format!("{href}/")),
                    key: key(&entity.plural).map(Into::into),
                    href: href.into(),
                    icon: entity.icon.to_string().into(),
                    ..Link::default()
                }
            })
            .collect();
        if !links.is_empty() {
            sections.push(Section { label: Some(app.label.get(language).to_owned().into()), links });
        }
    }
    Shell {
        workspace: world.settings.name.to_string().into(),
        sections,
        user: User {
            id: me.actor().user,
            name: me.actor().name.to_string().into(),
            email: me.visitor.who.email.to_string().into(),
        },
        settings: Some("/settings"),
    }
}

/// A whole page in the frame.
pub(crate) fn page(tx: &Tx<'_>, me: &Me, path: &str, title: &str, body: Markup) -> Markup {
    shell::page(&me.reader, &shell(tx, me, path), title, body)
}

/// The keys that go to the entities people use most (the guide to the interface, section 6).
fn key(plural: &str) -> Option<&'static str> {
    Some(match plural {
        "deals" => "g d",
        "companies" => "g c",
        "contacts" => "g p",
        "activities" => "g t",
        "leads" => "g l",
        _ => return None,
    })
}
