//! What expressions of an entity may name, and of what type it is.

use super::fields::Draft;
use crate::field::{Field, Kind};
use crate::name::EntityName;
use feel::Type;
use std::collections::HashMap;
use std::sync::Arc;

/// The fields of a context.
type Fields = Vec<(Arc<str>, Type)>;

/// Fills in the schemas: fields, system fields, currencies and base amounts, `actor`.
pub(super) fn build(drafts: &mut [Draft<'_>]) {
    let flat: HashMap<EntityName, Arc<Fields>> =
        drafts.iter().map(|draft| (draft.name().clone(), Arc::new(flat(draft)))).collect();
    for draft in drafts {
        let mut schema = feel::Schema::new();
        for field in draft.all() {
            schema.add(Arc::clone(&field.name), field_type(field, &flat));
        }
        for (name, kind) in money(draft) {
            schema.add(name, kind);
        }
        schema.add("actor", actor());
        draft.names = schema.names();
        draft.schema = schema;
    }
}

/// Who asks.
fn actor() -> Type {
    Type::context([
        ("id", Type::Number),
        ("unit", Type::Number),
        ("units", Type::list(Type::Number)),
        ("roles", Type::list(Type::Text)),
    ])
}

/// The fields of an entity as they are seen from another one: related records show only their ids.
fn flat(draft: &Draft<'_>) -> Fields {
    let own = draft.all().map(|field| (Arc::clone(&field.name), field.kind.feel_type()));
    own.chain(money(draft)).collect()
}

fn money(draft: &Draft<'_>) -> Fields {
    let amounts = draft.all().filter(|field| matches!(field.kind.shown(), Kind::Money(_)));
    amounts
        .flat_map(|field| {
            let beside = |end: &str| Arc::from(format!("{}_{end}", field.name));
            [(beside("currency"), Type::Text), (beside("base"), Type::Number)]
        })
        .collect()
}

fn field_type(field: &Field, flat: &HashMap<EntityName, Arc<Fields>>) -> Type {
    let context = |name: &EntityName| flat.get(name).map_or(Type::Any, |fields| Type::Context(Arc::clone(fields)));
    match &field.kind {
        Kind::Relation(relation) => match &relation.to[..] {
            [only] => context(only),
            several => Type::Context(Arc::new(common(several, flat))),
        },
        Kind::File | Kind::Image => EntityName::parse("base.file")
            .filter(|name| flat.contains_key(name))
            .map_or(field.kind.feel_type(), |name| context(&name)),
        Kind::Relations(relations) => Type::list(context(&relations.to)),
        Kind::Lines(lines) => Type::list(context(&lines.entity)),
        kind => kind.feel_type(),
    }
}

/// What all of several entities have in common, and which of them it is.
fn common(entities: &[EntityName], flat: &HashMap<EntityName, Arc<Fields>>) -> Fields {
    let mut all = entities.iter().filter_map(|name| flat.get(name));
    let mut fields: Fields = all.next().map(|fields| fields.to_vec()).unwrap_or_default();
    for other in all {
        fields.retain(|field| other.contains(field));
    }
    fields.push((Arc::from("entity"), Type::Text));
    fields
}
