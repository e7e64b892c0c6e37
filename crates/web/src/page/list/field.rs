//! The fields of a list by the names its URL uses: `amount`, or `company.industry` of a related record.

use std::sync::Arc;

use access::{Action, Actor, Permit};
use model::{Entity, Field, Kind, MatchKind};
use records::World;

/// A field that somebody named and may see.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub path: Vec<Arc<str>>,
    /// What the field is called, with the way to it: "Company › Industry".
    pub label: String,
    pub field: Arc<Field>,
}

/// Finds a field by its dotted name; none when there is no such field, or none this person may see.
pub(super) fn find(world: &World, actor: &Actor, entity: &Arc<Entity>, name: &str, language: &str) -> Option<Found> {
    let mut path = Vec::new();
    let mut labels: Vec<String> = Vec::new();
    let mut at = Arc::clone(entity);
    let mut words = name.split('.').peekable();
    while let Some(word) = words.next() {
        let permit = world.permit(actor, &at, Action::Read).ok()?;
        let field = visible(&at, &permit, word)?;
        path.push(Arc::clone(&field.name));
        labels.push(field.label.get(language).to_owned());
        if words.peek().is_none() {
            return Some(Found { path, label: labels.join(" › "), field: Arc::clone(field) });
        }
        let target = field.relation()?.only_target()?;
        at = Arc::clone(world.model.entity(target)?);
        if path.len() > 4 {
            return None;
        }
    }
    None
}

/// The field of an entity, unless it is hidden.
fn visible<'e>(entity: &'e Entity, permit: &Permit, name: &str) -> Option<&'e Arc<Field>> {
    let position = entity.fields.iter().position(|field| &*field.name == name);
    match position {
        Some(position) if permit.is_hidden(position) => None,
        Some(position) => entity.fields.get(position),
        None => entity.system_fields.iter().find(|field| &*field.name == name),
    }
}

/// The fields of an entity that this person may see, the entity's own first.
pub(super) fn all<'e>(entity: &'e Entity, permit: &'e Permit) -> impl Iterator<Item = &'e Arc<Field>> {
    let own = entity.fields.iter().enumerate().filter(|(position, _)| !permit.is_hidden(*position));
    own.map(|(_, field)| field).chain(&entity.system_fields)
}

/// Whether a field can be a column.
pub(super) fn is_column(field: &Field) -> bool {
    let shown =
        !matches!(field.kind.shown(), Kind::Lines(_) | Kind::Json | Kind::RichText { .. } | Kind::File | Kind::Image);
    shown && !matches!(&*field.name, "id" | "version")
}

/// What a list sorts by when it sorts by a field: of a relation, the title of the record it points to; of an amount, what
/// it is worth in the installation's currency.
pub(super) fn sort_path(world: &World, actor: &Actor, found: &Found) -> Option<Vec<Arc<str>>> {
    if !found.field.kind.is_sortable() {
        return None;
    }
    let mut path = found.path.clone();
    match found.field.kind.shown() {
        Kind::Relation(relation) => {
            let target = world.model.entity(relation.only_target()?)?;
            let permit = world.permit(actor, target, Action::Read).ok()?;
            let title = target.title_field();
            visible(target, &permit, &title.name)?;
            path.push(Arc::clone(&title.name));
        }
        Kind::Money(_) => {
            let amount = path.pop()?;
            path.push(format!("{amount}_base").into());
        }
        Kind::Address | Kind::Lines(_) | Kind::Json => return None,
        _ => {}
    }
    Some(path)
}

/// Whether records of an entity are people: they get a round picture.
pub(in crate::page) fn is_person(entity: &Entity) -> bool {
    let by_name = |field: &model::MatchField| matches!(field.kind, MatchKind::PersonName | MatchKind::Surname);
    entity.name.as_str() == records::USER
        || entity.matching.as_ref().is_some_and(|matching| matching.fields.iter().any(by_name))
}

/// The field by which records of an entity are told apart by colour: a choice called `hue`.
pub(super) fn hue_field(entity: &Entity) -> Option<&Arc<Field>> {
    entity.field("hue").filter(|field| matches!(field.kind, Kind::Choice { .. }))
}
