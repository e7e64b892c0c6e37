//! The entities as OData shows them to one actor: sets, properties, navigation.
//!
//! Everything in this room that speaks of names goes through here: `$metadata`, OpenAPI,
//! the binding of URLs, the reading of bodies. Invariant: what the actor may not see is
//! not in the catalog, so that it does not exist anywhere.

mod build;

use std::collections::HashMap;
use std::sync::Arc;

pub use build::{EntityRights, FieldRight, build};

/// The namespace of all types.
pub const NAMESPACE: &str = "Relata";

/// The name of the key of every entity.
pub const KEY: &str = "id";

/// What one actor may see of an installation.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    entities: Vec<Entity>,
    by_set: HashMap<Arc<str>, EntityId>,
    by_type: HashMap<Arc<str>, EntityId>,
}

/// An entity of a catalog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct EntityId(usize);

/// An entity type with its entity set.
#[derive(Debug, Clone)]
pub struct Entity {
    /// The name in the model: `base.company`.
    pub entity: Arc<str>,
    /// The name of the type: `company`.
    pub type_name: Arc<str>,
    /// The name of the set: `companies`.
    pub set: Arc<str>,
    /// What people call one of them, in the actor's language.
    pub label: String,
    /// What people call many of them.
    pub label_plural: String,
    pub properties: Vec<Property>,
    pub navigations: Vec<Navigation>,
    /// What can be done with one of them, besides writing.
    pub actions: Vec<Action>,
    pub allowed: Allowed,
}

/// The parameter of an action that lists the steps left out.
pub const SKIP: &str = "skip";

/// An action bound to one record: a conversion.
#[derive(Debug, Clone)]
pub struct Action {
    /// `convert`; with the conversion's name behind it where the entity has several.
    pub name: Arc<str>,
    pub label: String,
    /// The conversion in the model.
    pub conversion: Arc<str>,
    pub steps: Vec<Step>,
}

/// A record that an action makes or finds.
#[derive(Debug, Clone)]
pub struct Step {
    pub name: Arc<str>,
    pub target: EntityId,
    /// Whether it may be left out.
    pub optional: bool,
}

impl Step {
    /// The parameter that names a record to be used.
    pub fn key(&self) -> String {
        format!("{}_id", self.name)
    }
}

/// What the actor may do with an entity, reading apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowed {
    pub create: bool,
    pub change: bool,
    pub delete: bool,
}

/// A structural property.
#[derive(Debug, Clone)]
pub struct Property {
    pub name: Arc<str>,
    pub label: String,
    /// Help for those who fill it in.
    pub help: Option<String>,
    pub kind: Edm,
    pub nullable: bool,
    pub mutability: Mutability,
    /// The values a choice allows.
    pub choices: Vec<Choice>,
    /// The property that holds the currency of an amount.
    pub currency: Option<Arc<str>>,
    /// The names that lead to the value in FEEL, from the record: `company`, `name`.
    pub path: Vec<Arc<str>>,
    /// The field of the model it shows or belongs to.
    pub field: Arc<str>,
}

/// One value of a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub value: Arc<str>,
    pub label: String,
    /// Whether records that have it keep it, but it is no longer offered.
    pub retired: bool,
}

/// Who sets a property, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mutability {
    /// The client, at any time.
    Writable,
    /// The client, when it creates the record.
    Immutable,
    /// The platform: a formula, a number, a time.
    Computed,
    /// Others, but not this actor.
    ReadOnly,
}

/// The primitive types in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edm {
    String {
        max_length: Option<u32>,
    },
    Boolean,
    Int64,
    Double,
    /// With this many digits after the point.
    Decimal {
        scale: u32,
    },
    Date,
    DateTimeOffset,
    Duration,
    /// `Collection(Edm.String)`: several choices.
    Strings,
    /// JSON in a string: OData 4.0 has no type for it.
    Json,
}

/// The digits of a decimal: those of a 64-bit integer.
pub const PRECISION: u32 = 19;

impl Edm {
    /// The name of the type.
    pub fn name(self) -> &'static str {
        match self {
            Self::String { .. } | Self::Json => "Edm.String",
            Self::Boolean => "Edm.Boolean",
            Self::Int64 => "Edm.Int64",
            Self::Double => "Edm.Double",
            Self::Decimal { .. } => "Edm.Decimal",
            Self::Date => "Edm.Date",
            Self::DateTimeOffset => "Edm.DateTimeOffset",
            Self::Duration => "Edm.Duration",
            Self::Strings => "Collection(Edm.String)",
        }
    }
}

/// A navigation property.
#[derive(Debug, Clone)]
pub struct Navigation {
    pub name: Arc<str>,
    pub label: String,
    pub target: EntityId,
    pub cardinality: Cardinality,
    /// The property with the key of the target: `company_id` for `company`.
    pub key: Option<Arc<str>>,
    /// The navigation property of the target that leads back.
    pub partner: Option<Arc<str>>,
    /// Whether the targets live and die with the record: line items.
    pub contained: bool,
    /// The name in FEEL.
    pub path: Arc<str>,
    pub link: Link,
}

/// How records are tied, in the words of the model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// This field of the record points to the target.
    Field(Arc<str>),
    /// This field of the record is a list of links to targets.
    Links(Arc<str>),
    /// This field of the targets points to the record; they may be its lines.
    Inverse(Arc<str>),
    /// This field of the targets is a list of links to the record.
    InverseLinks(Arc<str>),
}

/// How many records a navigation leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cardinality {
    /// One or none.
    One,
    Many,
}

impl Catalog {
    /// A catalog of entities whose navigations name their targets by position.
    pub fn new(entities: Vec<Entity>) -> Self {
        let ids = |name: fn(&Entity) -> &Arc<str>| {
            entities.iter().enumerate().map(|(index, entity)| (Arc::clone(name(entity)), EntityId(index))).collect()
        };
        let by_set = ids(|entity| &entity.set);
        let by_type = ids(|entity| &entity.type_name);
        Self { entities, by_set, by_type }
    }

    /// The id of the entity that will stand at a position of the list given to [`Catalog::new`].
    pub fn id_at(position: usize) -> EntityId {
        EntityId(position)
    }

    /// All entities, with their ids.
    pub fn entities(&self) -> impl Iterator<Item = (EntityId, &Entity)> {
        self.entities.iter().enumerate().map(|(index, entity)| (EntityId(index), entity))
    }

    /// An entity by its id.
    pub fn entity(&self, id: EntityId) -> &Entity {
        &self.entities[id.0]
    }

    /// The entity whose set has this name.
    pub fn by_set(&self, set: &str) -> Option<EntityId> {
        self.by_set.get(set).copied()
    }

    /// The entity whose type has this name, without the namespace.
    pub fn by_type(&self, name: &str) -> Option<EntityId> {
        self.by_type.get(name).copied()
    }

    /// The names of all sets, in order, for those who named one that is not there.
    pub fn set_names(&self) -> Vec<&str> {
        self.entities.iter().map(|entity| &*entity.set).collect()
    }
}

impl Entity {
    /// A structural property by name.
    pub fn property(&self, name: &str) -> Option<&Property> {
        self.properties.iter().find(|property| &*property.name == name)
    }

    /// A navigation property by name.
    pub fn navigation(&self, name: &str) -> Option<&Navigation> {
        self.navigations.iter().find(|navigation| &*navigation.name == name)
    }

    /// What to say when a name is neither: the nearest names first, then the others.
    pub fn unknown(&self, name: &str) -> String {
        let mut names: Vec<&str> = self.properties.iter().map(|property| &*property.name).collect();
        names.extend(self.navigations.iter().map(|navigation| &*navigation.name));
        format!("\"{name}\" is no property of {}; {}", self.type_name, there_is(&names))
    }
}

/// The sentence that names what exists.
pub fn there_is(names: &[&str]) -> String {
    if names.is_empty() { "there are none".to_owned() } else { format!("there are: {}", names.join(", ")) }
}

#[cfg(test)]
pub(crate) mod apps;
#[cfg(test)]
pub(crate) mod tests;
