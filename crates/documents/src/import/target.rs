//! Where a column can go, found in the definitions by its path.

use std::borrow::Cow;
use std::sync::Arc;

use access::{Action, Actor, Permit};
use model::{ColumnPart, EntityName, Field};
use records::{Layout, World};

use crate::value::Kind;

/// A slot of the record, of one it is related to, or of its line items.
#[derive(Debug, Clone)]
pub(super) struct Target {
    /// The line items that the rest is about.
    pub lines: Option<Lines>,
    /// The relation that leads there, when it is another record's.
    pub relation: Option<Relation>,
    /// The name of the slot, or of the relation to many.
    pub name: Arc<str>,
    pub field: Option<Arc<Field>>,
    pub part: ColumnPart,
    /// Whether anybody may write it here.
    pub writable: bool,
}

/// The line items of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lines {
    pub name: Arc<str>,
    pub entity: EntityName,
    /// The relation of a line to its record.
    pub by: Arc<str>,
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
        if let Some(lines) = lines_of(layout, relation) {
            let holder = slot_or_link(layout, permit(world, actor, layout).as_ref(), relation)?;
            let target = Target::find(world, actor, &*world.layout(&lines.entity)?, last)?;
            let free = target.lines.is_none() && *target.name != *lines.by;
            return free.then(|| Target { writable: target.writable && holder.writable, lines: Some(lines), ..target });
        }
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
    Some(Target { lines: None, relation: None, name: Arc::clone(&slot.name), field, part: slot.part, writable })
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
            lines: None,
            relation: None,
            name: Arc::clone(&field.name),
            field: Some(field),
            part: ColumnPart::Value,
            writable,
        })
    })
}

/// A path in full: a relation alone means the title of the record it leads to.
pub(super) fn in_full<'a>(world: &World, layout: &Layout, path: &'a str) -> Cow<'a, str> {
    if let Some((lines, rest)) = path.split_once('.')
        && let Some(other) = lines_of(layout, lines).and_then(|lines| world.layout(&lines.entity))
    {
        return Cow::Owned(format!("{lines}.{}", in_full(world, &other, rest)));
    }
    let title = relation_of(layout, path).and_then(|way| world.layout(&way.entity)?.title.first().cloned());
    title.map_or(Cow::Borrowed(path), |title| Cow::Owned(format!("{path}.{title}")))
}

/// The line items of that name.
pub(super) fn lines_of(layout: &Layout, name: &str) -> Option<Lines> {
    let field = layout.entity.field(name)?;
    match &field.kind {
        model::Kind::Lines(lines) => {
            Some(Lines { name: Arc::clone(&field.name), entity: lines.entity.clone(), by: Arc::clone(&lines.by) })
        }
        _ => None,
    }
}

/// The relation at the end of a path such as `company` or `lines.product`, when it leads to one entity.
pub(super) fn relation_at(world: &World, layout: &Layout, path: &str) -> Option<Relation> {
    match path.split_once('.') {
        None => relation_of(layout, path),
        Some((lines, relation)) => relation_of(&*world.layout(&lines_of(layout, lines)?.entity)?, relation),
    }
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
