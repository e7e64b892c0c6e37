//! What columns could go to, and what people call it.

use std::sync::Arc;

use access::{Action, Actor};
use model::{ColumnPart, Field, Kind as FieldKind, OwnerPolicy};
use records::{Layout, World};

use super::target::{kind_of, relation_of};
use crate::mapping::FieldHint;
use crate::value::Kind;

/// What columns could go to, with the path for the plan.
pub(super) fn hints(world: &World, actor: &Actor, layout: &Layout) -> Vec<(String, FieldHint)> {
    let mut hints = Vec::new();
    let permit = world.permit(actor, &layout.entity, Action::Read).ok();
    for (position, field) in layout.entity.fields.iter().enumerate() {
        let writable = permit.as_ref().is_none_or(|permit| permit.is_writable(position));
        if field.is_computed() || field.readonly || !writable {
            continue;
        }
        match &field.kind {
            FieldKind::File | FieldKind::Image | FieldKind::RollUp(_) => {}
            FieldKind::Lines(lines) => hints.extend(of_lines(world, actor, field, lines)),
            FieldKind::Address => {
                hints.extend(layout.slots_of(position).filter_map(|slot| address_part(layout, field, slot)))
            }
            FieldKind::Relation(_) | FieldKind::Relations(_) => hints.extend(of_related(world, layout, field)),
            _ => {
                let mut hint = hint(field, &field.name);
                if layout.entity.title.first() == Some(&field.name) {
                    let names = layout.entity.label.texts.iter().chain(layout.entity.plural_label.texts.iter());
                    hint.synonyms.extend(names.map(|(_, text)| text.to_string()));
                }
                hints.push((field.name.to_string(), hint));
                let currency = format!("{}_currency", field.name);
                let entered = matches!(&field.kind, FieldKind::Money(money) if money.currency.is_none());
                if entered && layout.slot(&currency).is_some() {
                    hints.push((currency.clone(), currency_of(field, &currency)));
                }
            }
        }
    }
    for name in ["owner", "unit"] {
        if layout.entity.owner == OwnerPolicy::Creator
            && let Some(field) = layout.entity.field(name)
        {
            hints.extend(of_related(world, layout, field));
        }
    }
    hints
}

fn labels(field: &Field) -> Vec<String> {
    field.label.texts.iter().map(|(_, text)| text.to_string()).collect()
}

fn hint(field: &Field, name: &str) -> FieldHint {
    FieldHint { name: name.to_owned(), labels: labels(field), kind: kind_of(&field.kind), synonyms: Vec::new() }
}

fn currency_of(field: &Field, name: &str) -> FieldHint {
    let words = ["currency", "валюта", "валюта"];
    let joined = field.label.texts.iter().zip(words).map(|((_, label), word)| format!("{label} {word}"));
    FieldHint { name: name.to_owned(), labels: joined.collect(), kind: Kind::Text, synonyms: Vec::new() }
}

/// A part of an address under its usual names.
fn address_part(layout: &Layout, field: &Field, slot: usize) -> Option<(String, FieldHint)> {
    let slot = &layout.slots[slot];
    let (name, words) = match slot.part {
        ColumnPart::Street => ("street", ["Street", "Улица", "Вулиця"]),
        ColumnPart::City => ("city", ["City", "Город", "Місто"]),
        ColumnPart::Region => ("region", ["Region", "Регион", "Регіон"]),
        ColumnPart::PostalCode => ("postal_code", ["Postal code", "Почтовый индекс", "Поштовий індекс"]),
        ColumnPart::Country => ("country", ["Country", "Страна", "Країна"]),
        _ => return None,
    };
    // A street is what people call the address itself.
    let synonyms = if name == "street" { labels(field) } else { Vec::new() };
    let hint =
        FieldHint { name: name.to_owned(), labels: words.map(str::to_owned).to_vec(), kind: Kind::Text, synonyms };
    Some((format!("{}.{name}", field.name), hint))
}

/// The fields of line items, under their names behind that of the lines: alone they would be taken for the record's own.
fn of_lines(world: &World, actor: &Actor, field: &Field, lines: &model::Lines) -> Vec<(String, FieldHint)> {
    let Some(other) = world.layout(&lines.entity) else { return Vec::new() };
    let ordering = other.ordering().map(|slot| Arc::clone(&slot.name));
    let own = hints(world, actor, &other).into_iter().filter(|(path, _)| {
        let first = path.split('.').next().unwrap_or(path);
        *first != *lines.by && ordering.as_deref() != Some(first)
    });
    own.map(|(path, hint)| {
        let path = format!("{}.{path}", field.name);
        let labels = field.label.texts.iter().zip(&hint.labels).map(|((_, one), two)| format!("{one} {two}"));
        (path.clone(), FieldHint { name: path, labels: labels.collect(), synonyms: Vec::new(), ..hint })
    })
    .collect()
}

/// The fields that find the records of a relation: its title, what is unique, an e-mail address.
fn of_related(world: &World, layout: &Layout, field: &Field) -> Vec<(String, FieldHint)> {
    let Some(way) = relation_of(layout, &field.name) else { return Vec::new() };
    let Some(other) = world.layout(&way.entity) else { return Vec::new() };
    let mut hints = Vec::new();
    let title = other.entity.title.first();
    for candidate in &other.entity.fields {
        let is_title = title == Some(&candidate.name);
        let finds = candidate.unique || matches!(candidate.kind, FieldKind::Email);
        let plain = candidate.kind.is_text() || matches!(candidate.kind, FieldKind::Email);
        if !plain || candidate.is_computed() || !(is_title || finds) {
            continue;
        }
        let path = format!("{}.{}", field.name, candidate.name);
        let labels = match is_title {
            true => labels(field),
            false => {
                let pairs = field.label.texts.iter().zip(candidate.label.texts.iter());
                pairs.map(|((_, one), (_, two))| format!("{one} {two}")).collect()
            }
        };
        hints.push((
            path.clone(),
            FieldHint { name: path, labels, kind: kind_of(&candidate.kind), synonyms: Vec::new() },
        ));
    }
    hints
}
