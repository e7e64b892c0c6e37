//! From the model and the rights of an actor to a catalog.

use std::sync::Arc;

use model::{Entity as Definition, Field, Kind, Model};

use super::{
    Action, Allowed, Cardinality, Catalog, Choice, Edm, Entity, EntityId, Link, Mutability, Navigation, Property, Step,
};

/// The decimals of money.
const MONEY_SCALE: u32 = 4;

/// The entity that holds files.
const FILE: &str = "base.file";

/// What an actor may do with an entity that the actor may read.
#[derive(Debug, Clone)]
pub struct EntityRights {
    pub allowed: Allowed,
    /// One for each field of the entity, in its order.
    pub fields: Vec<FieldRight>,
}

/// What an actor may do with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldRight {
    Hidden,
    ReadOnly,
    Writable,
}

/// Builds the catalog of an actor, in a language.
///
/// `rights` says what the actor may do with an entity, and nothing for one the actor may not read.
pub fn build(model: &Model, language: &str, rights: impl Fn(&Definition) -> Option<EntityRights>) -> Catalog {
    let readable: Vec<(&Arc<Definition>, EntityRights)> =
        model.entities.iter().filter_map(|entity| Some((entity, rights(entity)?))).collect();
    let builder = Builder { model, language, readable: &readable };
    Catalog::new((0..readable.len()).map(|position| builder.entity(position)).collect())
}

struct Builder<'m> {
    model: &'m Model,
    language: &'m str,
    readable: &'m [(&'m Arc<Definition>, EntityRights)],
}

impl Builder<'_> {
    fn entity(&self, position: usize) -> Entity {
        let (definition, rights) = &self.readable[position];
        let mut entity = Entity {
            entity: definition.name.shared(),
            type_name: self.type_name(definition),
            set: Arc::clone(&definition.plural),
            label: definition.label.get(self.language).to_owned(),
            label_plural: definition.plural_label.get(self.language).to_owned(),
            properties: Vec::new(),
            navigations: Vec::new(),
            actions: if rights.allowed.change { self.actions(definition) } else { Vec::new() },
            allowed: rights.allowed,
        };
        for field in &definition.system_fields {
            self.add_field(&mut entity, definition, field, FieldRight::Writable);
        }
        for (field, right) in definition.fields.iter().zip(&rights.fields) {
            if *right != FieldRight::Hidden {
                self.add_field(&mut entity, definition, field, *right);
            }
        }
        self.add_inverses(&mut entity, definition);
        entity
    }

    /// The conversions, as far as the actor may see what they make.
    fn actions(&self, definition: &Definition) -> Vec<Action> {
        let conversions: Vec<_> = self.model.conversions_of(&definition.name).collect();
        let alone = conversions.len() == 1;
        let action = |conversion: &&Arc<model::Conversion>| {
            let step = |step: &model::Step| {
                let target = self.find(&step.entity)?;
                Some(Step { name: Arc::clone(&step.name), target, optional: step.optional })
            };
            Action {
                name: if alone { "convert".into() } else { format!("convert_{}", conversion.name).into() },
                label: conversion.label.get(self.language).to_owned(),
                conversion: Arc::clone(&conversion.name),
                steps: conversion.steps.iter().filter_map(step).collect(),
            }
        };
        conversions.iter().map(action).collect()
    }

    /// The name without the app; with it where two apps have an entity of that name.
    fn type_name(&self, definition: &Definition) -> Arc<str> {
        let local = definition.name.local();
        let same = self.model.entities.iter().filter(|entity| entity.name.local() == local).count();
        if same == 1 { local.into() } else { definition.name.table().into() }
    }

    fn find(&self, name: &str) -> Option<EntityId> {
        let position = self.readable.iter().position(|(entity, _)| &*entity.name == name)?;
        Some(Catalog::id_at(position))
    }

    fn add_field(&self, entity: &mut Entity, definition: &Definition, field: &Field, right: FieldRight) {
        let of_bytes = records::is_of_bytes(definition, field);
        let property = |suffix: &str, kind: Edm| {
            let property = self.property(field, suffix, kind, right);
            if of_bytes { Property { mutability: Mutability::Computed, ..property } } else { property }
        };
        let text = |max_length: Option<u32>| Edm::String { max_length };
        match field.kind.shown() {
            Kind::Text { max } | Kind::LongText { max } | Kind::RichText { max } => {
                entity.properties.push(property("", text(Some(*max))));
            }
            Kind::Choice { .. } | Kind::Email | Kind::Phone | Kind::Url | Kind::AutoNumber(_) => {
                entity.properties.push(property("", text(None)));
            }
            Kind::Choices { .. } => entity.properties.push(property("", Edm::Strings)),
            Kind::Number { digits } | Kind::Percent { digits } => {
                entity.properties.push(property("", Edm::Decimal { scale: *digits }));
            }
            Kind::Integer | Kind::Rating { .. } => entity.properties.push(property("", Edm::Int64)),
            Kind::YesNo => entity.properties.push(property("", Edm::Boolean)),
            Kind::Date => entity.properties.push(property("", Edm::Date)),
            Kind::DateTime => entity.properties.push(property("", Edm::DateTimeOffset)),
            Kind::Duration => entity.properties.push(property("", Edm::Duration)),
            Kind::Json => entity.properties.push(property("", Edm::Json)),
            Kind::Money(money) => {
                let currency = property("_currency", text(Some(3)));
                let amount = property("", Edm::Decimal { scale: MONEY_SCALE });
                entity.properties.push(Property { currency: Some(Arc::clone(&currency.name)), ..amount });
                let taken_over = money.currency.is_some() || field.is_computed();
                let mutability = if taken_over { Mutability::Computed } else { currency.mutability };
                entity.properties.push(Property { nullable: true, mutability, ..currency });
                let base = property("_base", Edm::Decimal { scale: MONEY_SCALE });
                entity.properties.push(Property { nullable: true, mutability: Mutability::Computed, ..base });
            }
            Kind::Address => {
                for part in ["_street", "_city", "_region", "_postal_code", "_country"] {
                    entity.properties.push(Property { nullable: true, ..property(part, text(None)) });
                }
            }
            Kind::File | Kind::Image => self.add_relation(entity, definition, field, right, Some(FILE)),
            Kind::Relation(relation) => {
                let target = relation.only_target().map(|target| &**target);
                self.add_relation(entity, definition, field, right, target);
                if relation.is_open() {
                    entity.properties.push(property("_entity", text(None)));
                }
            }
            Kind::Relations(relations) => {
                if let Some(target) = self.find(&relations.to) {
                    let link = Link::Links(Arc::clone(&field.name));
                    entity.navigations.push(self.navigation(field, target, Cardinality::Many, link));
                }
            }
            Kind::Lines(lines) => {
                if let Some(target) = self.find(&lines.entity) {
                    let link = Link::Inverse(Arc::clone(&lines.by));
                    let navigation = self.navigation(field, target, Cardinality::Many, link);
                    let partner = Some(Arc::clone(&lines.by));
                    entity.navigations.push(Navigation { contained: true, partner, ..navigation });
                }
            }
            // What a roll-up shows is no roll-up itself.
            Kind::RollUp(_) => {}
        }
    }

    /// The property with the key, and the navigation when the target may be seen.
    fn add_relation(
        &self,
        entity: &mut Entity,
        definition: &Definition,
        field: &Field,
        right: FieldRight,
        target: Option<&str>,
    ) {
        // The key is called `company_id`, unless a field has that name already.
        let key: Arc<str> = format!("{}_id", field.name).into();
        let taken = definition.fields.iter().any(|other| other.name == key);
        let key = if taken { format!("{}_key", field.name).into() } else { key };
        let value = self.property(field, "", Edm::Int64, right);
        entity.properties.push(Property { name: Arc::clone(&key), ..value });
        let Some(id) = target.and_then(|target| self.find(target)) else { return };
        let link = Link::Field(Arc::clone(&field.name));
        let navigation = self.navigation(field, id, Cardinality::One, link);
        let partner = match field.kind {
            Kind::Relation(_) if !field.system => self.partner(definition, field, id),
            _ => None,
        };
        entity.navigations.push(Navigation { key: Some(key), partner, ..navigation });
    }

    /// What the target calls the way back.
    fn partner(&self, definition: &Definition, field: &Field, target: EntityId) -> Option<Arc<str>> {
        let (target, rights) = &self.readable[target.0];
        let lines = target.fields.iter().zip(&rights.fields).find(|(line, right)| {
            let is_way_back = matches!(&line.kind, Kind::Lines(lines)
                if lines.entity == definition.name && lines.by == field.name);
            is_way_back && **right != FieldRight::Hidden
        });
        match lines {
            Some((line, _)) => Some(Arc::clone(&line.name)),
            None => self.inverse_name(target, definition, field),
        }
    }

    fn property(&self, field: &Field, suffix: &str, kind: Edm, right: FieldRight) -> Property {
        let name: Arc<str> =
            if suffix.is_empty() { Arc::clone(&field.name) } else { format!("{}{suffix}", field.name).into() };
        let label = field.label.get(self.language);
        let label = match suffix.strip_prefix('_') {
            Some(part) => format!("{label} [{part}]"),
            None => label.to_owned(),
        };
        let help = field.help.get(self.language);
        let choices = field.choices().iter().map(|choice| Choice {
            value: Arc::clone(&choice.value),
            label: choice.label.get(self.language).to_owned(),
            retired: choice.retired,
        });
        Property {
            path: vec![Arc::clone(&name)],
            name,
            label,
            help: (!help.is_empty()).then(|| help.to_owned()),
            kind,
            nullable: !self.is_never_null(field),
            mutability: mutability(field, right),
            choices: choices.collect(),
            currency: None,
            field: Arc::clone(&field.name),
        }
    }

    /// A default counts: who leaves the value out gets it. A record from before a field
    /// was required may still lack it, so only system columns are promised.
    fn is_never_null(&self, field: &Field) -> bool {
        field.system && matches!(&*field.name, "id" | "version" | "created_at" | "changed_at")
    }

    fn navigation(&self, field: &Field, target: EntityId, cardinality: Cardinality, link: Link) -> Navigation {
        Navigation {
            name: Arc::clone(&field.name),
            label: field.label.get(self.language).to_owned(),
            target,
            cardinality,
            key: None,
            partner: None,
            contained: false,
            path: Arc::clone(&field.name),
            link,
        }
    }

    /// The ways back: the contacts of a company, because a contact has a field `company`.
    fn add_inverses(&self, entity: &mut Entity, definition: &Definition) {
        for referrer in self.model.referrers(&definition.name) {
            let Some(source) = self.find(&referrer.entity) else { continue };
            let (source_definition, rights) = &self.readable[source.0];
            let field = &referrer.field;
            let place = source_definition.fields.iter().position(|other| other.name == field.name);
            let hidden = place.and_then(|place| rights.fields.get(place)) == Some(&FieldRight::Hidden);
            let as_lines = definition.fields.iter().any(|line| {
                matches!(&line.kind, Kind::Lines(lines)
                    if lines.entity == source_definition.name && lines.by == field.name)
            });
            if hidden || as_lines {
                continue;
            }
            let Some(name) = self.inverse_name(definition, source_definition, field) else { continue };
            let (label, link, partner) = match &field.kind {
                Kind::Relation(relation) => {
                    let partner = relation.only_target().map(|_| Arc::clone(&field.name));
                    (&relation.inverse, Link::Inverse(Arc::clone(&field.name)), partner)
                }
                Kind::Relations(relations) => {
                    let link = Link::InverseLinks(Arc::clone(&field.name));
                    (&relations.inverse, link, Some(Arc::clone(&field.name)))
                }
                _ => continue,
            };
            let label = match label.get(self.language) {
                "" => source_definition.plural_label.get(self.language),
                label => label,
            };
            entity.navigations.push(Navigation {
                path: Arc::clone(&name),
                name,
                label: label.to_owned(),
                target: source,
                cardinality: Cardinality::Many,
                key: None,
                partner,
                contained: false,
                link,
            });
        }
        self.name_partners(entity, definition);
    }

    /// Gives relations to many the name of their way back.
    fn name_partners(&self, entity: &mut Entity, definition: &Definition) {
        for navigation in &mut entity.navigations {
            let Link::Links(field) = &navigation.link else { continue };
            let target = self.readable[navigation.target.0].0;
            let field = definition.fields.iter().find(|other| other.name == *field);
            navigation.partner = field.and_then(|field| self.inverse_name(target, definition, field));
        }
    }

    /// The name of the way back, which filters know as well.
    fn inverse_name(&self, target: &Definition, source: &Definition, field: &Field) -> Option<Arc<str>> {
        records::inverse_name(self.model, target, source, field)
    }
}

/// Who sets a field.
fn mutability(field: &Field, right: FieldRight) -> Mutability {
    let by_people = !field.system || matches!(&*field.name, "owner" | "unit");
    if field.is_computed() || !by_people {
        Mutability::Computed
    } else if right != FieldRight::Writable {
        Mutability::ReadOnly
    } else if field.readonly {
        Mutability::Immutable
    } else {
        Mutability::Writable
    }
}
