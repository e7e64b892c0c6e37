//! Everything there is, as one immutable value.

use crate::app::App;
use crate::conversion::Conversion;
use crate::entity::Entity;
use crate::field::{Field, Kind};
use crate::name::EntityName;
use crate::package::Package;
use crate::role::Role;
use std::collections::HashMap;
use std::sync::Arc;

/// The definitions of an installation. Cheap to share, never changed: new definitions make a new model.
#[derive(Debug, Clone, Default)]
pub struct Model {
    /// The packages as read, in the order of their layers.
    pub packages: Vec<Arc<Package>>,
    /// The same, as the model knows them.
    pub apps: Vec<Arc<App>>,
    /// In the order of layers, then by name.
    pub entities: Vec<Arc<Entity>>,
    pub roles: Vec<Arc<Role>>,
    pub conversions: Vec<Arc<Conversion>>,
    pub(crate) index: Index,
}

/// Where to find what by its name.
#[derive(Debug, Clone, Default)]
pub(crate) struct Index {
    pub by_name: HashMap<EntityName, usize>,
    pub by_plural: HashMap<Arc<str>, usize>,
    pub by_table: HashMap<Arc<str>, usize>,
    pub referrers: HashMap<EntityName, Vec<Referrer>>,
    pub roll_ups: HashMap<EntityName, Vec<Referrer>>,
    pub readers: HashMap<EntityName, Vec<Reader>>,
}

/// A field of an entity.
#[derive(Debug, Clone)]
pub struct Referrer {
    pub entity: EntityName,
    pub field: Arc<Field>,
}

/// A formula that reads a related record: it is computed again when that record changes.
#[derive(Debug, Clone)]
pub struct Reader {
    /// The entity with the formula.
    pub entity: EntityName,
    /// Its relation to the record that is read.
    pub by: Arc<str>,
    /// The formula's field.
    pub field: Arc<Field>,
    /// The fields of the related record that it reads.
    pub reads: Vec<Arc<str>>,
}

impl Model {
    /// Puts the parts together and notes where to find what.
    pub(crate) fn new(
        packages: Vec<Arc<Package>>,
        apps: Vec<Arc<App>>,
        entities: Vec<Arc<Entity>>,
        roles: Vec<Arc<Role>>,
        conversions: Vec<Arc<Conversion>>,
    ) -> Self {
        let index = Index::of(&entities);
        Self { packages, apps, entities, roles, conversions, index }
    }

    /// The entity with this qualified name.
    pub fn entity(&self, name: &str) -> Option<&Arc<Entity>> {
        self.index.by_name.get(name).map(|index| &self.entities[*index])
    }

    /// The entity whose URLs begin with this word.
    pub fn entity_by_plural(&self, plural: &str) -> Option<&Arc<Entity>> {
        self.index.by_plural.get(plural).map(|index| &self.entities[*index])
    }

    /// The entity kept in this table.
    pub fn entity_by_table(&self, table: &str) -> Option<&Arc<Entity>> {
        self.index.by_table.get(table).map(|index| &self.entities[*index])
    }

    /// The entity people mean: a qualified name, a plural, or the name alone where only one app has it.
    pub fn find_entity(&self, word: &str) -> Option<&Arc<Entity>> {
        self.entity(word).or_else(|| self.entity_by_plural(word)).or_else(|| {
            let mut named = self.entities.iter().filter(|entity| entity.name.local() == word);
            named.next().filter(|_| named.next().is_none())
        })
    }

    /// The role with this name.
    pub fn role(&self, name: &str) -> Option<&Arc<Role>> {
        self.roles.iter().find(|role| &*role.name == name)
    }

    /// The app with this name.
    pub fn app(&self, name: &str) -> Option<&Arc<App>> {
        self.apps.iter().find(|app| &*app.name == name)
    }

    /// The relations, to one and to many, that lead to an entity; line items among them, system fields not.
    pub fn referrers(&self, entity: &EntityName) -> &[Referrer] {
        self.index.referrers.get(entity).map_or(&[], Vec::as_slice)
    }

    /// The roll-up fields that are computed over records of this entity.
    pub fn roll_ups_over(&self, entity: &EntityName) -> &[Referrer] {
        self.index.roll_ups.get(entity).map_or(&[], Vec::as_slice)
    }

    /// The formulas of other entities that read records of this one.
    pub fn readers_of(&self, entity: &EntityName) -> &[Reader] {
        self.index.readers.get(entity).map_or(&[], Vec::as_slice)
    }

    /// The conversions that begin with an entity.
    pub fn conversions_of(&self, entity: &EntityName) -> impl Iterator<Item = &Arc<Conversion>> {
        self.conversions.iter().filter(move |conversion| conversion.from == *entity)
    }
}

impl Index {
    fn of(entities: &[Arc<Entity>]) -> Self {
        let mut index = Self::default();
        for (position, entity) in entities.iter().enumerate() {
            index.by_name.insert(entity.name.clone(), position);
            index.by_plural.insert(Arc::clone(&entity.plural), position);
            index.by_table.insert(Arc::clone(&entity.table), position);
            for field in &entity.fields {
                let referrer = || Referrer { entity: entity.name.clone(), field: Arc::clone(field) };
                let targets = match &field.kind {
                    Kind::Relation(relation) => &relation.to[..],
                    Kind::Relations(relations) => std::slice::from_ref(&relations.to),
                    _ => &[],
                };
                for target in targets {
                    index.referrers.entry(target.clone()).or_default().push(referrer());
                }
                if let Kind::RollUp(roll_up) = &field.kind {
                    index.roll_ups.entry(roll_up.of.clone()).or_default().push(referrer());
                }
                for (target, reader) in readers(entity, field) {
                    index.readers.entry(target).or_default().push(reader);
                }
            }
        }
        index
    }
}

/// The related records that a formula reads.
fn readers(entity: &Arc<Entity>, field: &Arc<Field>) -> Vec<(EntityName, Reader)> {
    let slots: Vec<&Arc<str>> = entity.schema.slots().map(|(name, _)| name).collect();
    let mut readers: Vec<(EntityName, Reader)> = Vec::new();
    for path in field.formula.iter().flat_map(|formula| formula.program.reads()) {
        let Some(by) = slots.get(path.slot).and_then(|name| entity.field(name)) else { continue };
        let targets: Vec<&EntityName> = match &by.kind {
            Kind::Relation(relation) => relation.to.iter().collect(),
            Kind::Relations(relations) => vec![&relations.to],
            Kind::Lines(lines) => vec![&lines.entity],
            _ => continue,
        };
        for target in targets {
            let known = readers.iter_mut().find(|(name, reader)| name == target && reader.by == by.name);
            let reads = path.fields.first().cloned();
            match known {
                Some((_, reader)) => reader.reads.extend(reads),
                None => readers.push((
                    target.clone(),
                    Reader {
                        entity: entity.name.clone(),
                        by: Arc::clone(&by.name),
                        field: Arc::clone(field),
                        reads: reads.into_iter().collect(),
                    },
                )),
            }
        }
    }
    readers
}
