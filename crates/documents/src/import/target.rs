//! Where a column can go, found in the definitions by its path.

use std::sync::Arc;

use access::{Action, Actor, Permit};
use model::{ColumnPart, EntityName, Field};
use records::{Layout, World};

use crate::value::Kind;

/// A slot of the record, or of one it is related to.
#[derive(Debug, Clone)]
pub(super) struct Target {
    /// The relation that leads there, when it is another record's.
    pub relation: Option<Relation>,
    /// The name of the slot, or of the relation to many.
    pub name: Arc<str>,
    pub field: Option<Arc<Field>>,
    pub part: ColumnPart,
    /// Whether anybody may write it here.
    pub writable: bool,
}

/// The way to a related record.
#[derive(Debug, Clone)]
pub(super) struct Relation {
    pub name: Arc<str>,
    pub entity: EntityName,
    pub many: bool,
}

impl Target {
    /// Finds a target; none when there is no such path, or none this actor may see.
    pub fn find(world: &World, actor: &Actor, layout: &Layout, path: &str) -> Option<Target> {
        let (relation, last) = match path.split_once('.') {
            None => return slot(layout, permit(world, actor, layout).as_ref(), path),
            Some(parts) => parts,
        };
        // The parts of an address are slots of their own.
        if let Some(target) = slot(layout, permit(world, actor, layout).as_ref(), &format!("{relation}_{last}"))
            && target.part != ColumnPart::Value
        {
            return Some(target);
        }
        let way = relation_of(layout, relation)?;
        let holder = slot_or_link(layout, permit(world, actor, layout).as_ref(), relation)?;
        let other = world.layout(&way.entity)?;
        let target = slot(&other, permit(world, actor, &other).as_ref(), last)?;
        Some(Target { relation: Some(way), writable: holder.writable, ..target })
    }

    /// What the cells are read as.
    pub fn kind(&self) -> Kind {
        match (&self.field, self.part) {
            (Some(field), ColumnPart::Value) => kind_of(&field.kind),
            _ if &*self.name == "id" => Kind::Integer,
            _ => Kind::Text,
        }
    }
}

fn permit(world: &World, actor: &Actor, layout: &Layout) -> Option<Permit> {
    world.permit(actor, &layout.entity, Action::Read).ok()
}

/// The slot of that name, when the actor may see it.
fn slot(layout: &Layout, permit: Option<&Permit>, name: &str) -> Option<Target> {
    let slot = layout.slot(name)?;
    if slot.field.is_some_and(|field| permit.is_some_and(|permit| permit.is_hidden(field))) {
        return None;
    }
    let field = match slot.field {
        Some(position) => Some(Arc::clone(&layout.entity.fields[position])),
        None => layout.entity.field(name).cloned(),
    };
    let writable = match (slot.field, &field) {
        (Some(position), Some(field)) => {
            let allowed = permit.is_none_or(|permit| permit.is_writable(position));
            !field.is_computed() && !field.readonly && allowed && slot.part != ColumnPart::Base
        }
        _ => matches!(name, "owner" | "unit"),
    };
    Some(Target { relation: None, name: Arc::clone(&slot.name), field, part: slot.part, writable })
}

/// The slot of a relation to one, or the field of one to many.
fn slot_or_link(layout: &Layout, permit: Option<&Permit>, name: &str) -> Option<Target> {
    slot(layout, permit, name).or_else(|| {
        let position = layout.entity.fields.iter().position(|field| &*field.name == name)?;
        if permit.is_some_and(|permit| permit.is_hidden(position)) {
            return None;
        }
        let field = Arc::clone(&layout.entity.fields[position]);
        let writable = !field.readonly && permit.is_none_or(|permit| permit.is_writable(position));
        Some(Target {
            relation: None,
            name: Arc::clone(&field.name),
            field: Some(field),
            part: ColumnPart::Value,
            writable,
        })
    })
}

/// The relation of that name, when it leads to one entity.
pub(super) fn relation_of(layout: &Layout, name: &str) -> Option<Relation> {
    let field = layout.entity.field(name)?;
    let (entity, many) = match &field.kind {
        model::Kind::Relation(relation) => (relation.only_target()?.clone(), false),
        model::Kind::Relations(relations) => (relations.to.clone(), true),
        _ => return None,
    };
    Some(Relation { name: Arc::clone(&field.name), entity, many })
}

/// What the cells of a kind of field are read as; choices and relations are looked up as texts.
pub(crate) fn kind_of(kind: &model::Kind) -> Kind {
    match kind.shown() {
        model::Kind::Number { .. } => Kind::Number,
        model::Kind::Percent { .. } => Kind::Percent,
        model::Kind::Integer | model::Kind::Rating { .. } => Kind::Integer,
        model::Kind::Money(_) => Kind::Money,
        model::Kind::YesNo => Kind::Bool,
        model::Kind::Date => Kind::Date,
        model::Kind::DateTime => Kind::DateTime,
        model::Kind::Duration => Kind::Duration,
        model::Kind::Email => Kind::Email,
        model::Kind::Phone => Kind::Phone,
        model::Kind::Url => Kind::Web,
        _ => Kind::Text,
    }
}
