//! The columns every record has, as fields.

use super::super::catalog::Need;
use super::super::layer::Layered;
use super::super::place::Place;
use super::Tools;
use crate::field::{Field, Kind, OnDelete, Relation};
use crate::label::Label;
use crate::name::EntityName;
use std::sync::Arc;

/// The system columns as fields, in their order.
pub(super) fn fields(layered: &Layered, tools: Tools<'_>) -> Vec<Field> {
    let relation = |target: &str| match EntityName::parse(target).filter(|name| tools.world.position(name).is_some()) {
        Some(name) => Kind::Relation(Relation {
            to: vec![name],
            on_delete: OnDelete::Clear,
            inverse: Label::default(),
            filter: None,
            tree: false,
        }),
        None => Kind::Integer,
    };
    let base: [Arc<str>; 1] = [Arc::from("base")];
    let known = tools.world.position("base.user").is_some();
    let place = Place::file(&layered.raw.place.file);
    let field = |name: &str, words: &str, kind: Kind, open: bool| {
        let id = format!("system-{}", name.replace('_', "-"));
        let fallback: Arc<str> = Arc::from(words);
        let need = if known { Need::Always } else { Need::Together };
        let label = if known {
            tools.catalog.label(&base, &id, None, need, &place, tools.findings)
        } else {
            Label::plain(fallback)
        };
        Field {
            name: Arc::from(name),
            label,
            help: Label::default(),
            placeholder: Label::default(),
            kind,
            app: Arc::from("base"),
            system: true,
            required: false,
            unique: name == "id",
            default: None,
            follows: Vec::new(),
            formula: None,
            readonly: !open,
            indexed: open,
            searchable: false,
            sort: false,
            hidden_in_lists: matches!(name, "version"),
            grouping: name != "id",
        }
    };
    vec![
        field("id", "Id", Kind::Integer, false),
        field("version", "Version", Kind::Integer, false),
        field("created_at", "Created", Kind::DateTime, false),
        field("created_by", "Created by", relation("base.user"), false),
        field("changed_at", "Changed", Kind::DateTime, false),
        field("changed_by", "Changed by", relation("base.user"), false),
        field("owner", "Owner", relation("base.user"), true),
        field("unit", "Unit", relation("base.unit"), true),
    ]
}
