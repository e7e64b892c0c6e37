//! Which entities there are, and who may name them.

use super::super::layer::Layers;
use super::super::place::{At, Findings, Word, nearest};
use super::super::raw;
use super::super::table::hint;
use crate::entity::EntityKind;
use crate::finding::Code;
use crate::name::EntityName;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// All names of entities.
pub(super) struct World<'a> {
    positions: HashMap<EntityName, usize>,
    /// What `*` means: every entity people work with, each with its features.
    normal: Vec<(EntityName, [bool; 6])>,
    reach: &'a HashMap<Arc<str>, BTreeSet<Arc<str>>>,
}

impl<'a> World<'a> {
    /// Finds also names given twice: of entities, plurals, tables.
    pub fn new(layers: &'a Layers, findings: &Findings) -> Self {
        let mut positions = HashMap::new();
        let mut plurals: HashMap<String, EntityName> = HashMap::new();
        let mut normal = Vec::new();
        for (position, entity) in layers.entities.iter().enumerate() {
            if positions.insert(entity.name.clone(), position).is_some() {
                findings.error(&entity.raw.place, Code::DUPLICATE, [("name", &entity.name)]);
            }
            let plural = plural(&entity.raw);
            if !crate::name::is_plain(&plural.value) {
                findings.error(&plural.place, Code::BAD_NAME, [("name", &plural.value)]);
            }
            if plurals.insert(plural.value.to_string(), entity.name.clone()).is_some() {
                findings.error(&plural.place, Code::DUPLICATE, [("name", &plural.value)]);
            }
            let table = entity.name.table();
            // PostgreSQL cuts names after 63 bytes; names of indexes and link tables are longer than the table's.
            if table.len() > 40 {
                findings.error(&entity.raw.place, Code::NAME_TOO_LONG, [("name", &table), ("limit", "40")]);
            }
            if entity.raw.kind != Some(EntityKind::System) && entity.raw.line_of.is_none() {
                normal.push((entity.name.clone(), entity.raw.features.map(|feature| feature == Some(true))));
            }
        }
        Self { positions, normal, reach: &layers.reach }
    }

    pub fn position(&self, name: &str) -> Option<usize> {
        self.positions.get(name).copied()
    }

    /// The entity a word of an app's definitions means: `deal` or `base.company`.
    pub fn resolve(&self, word: &Word, app: &Arc<str>, findings: &Findings) -> Option<EntityName> {
        let name =
            if word.value.contains('.') { EntityName::parse(&word.value) } else { EntityName::new(app, &word.value) };
        let known = name.as_ref().filter(|name| self.positions.contains_key(*name));
        let Some(name) = known else {
            let locals = self.positions.keys().filter(|known| known.local() == &*word.value);
            let near = locals.map(EntityName::as_str).min().unwrap_or_else(|| {
                let own = self.positions.keys().filter(|known| known.app() == &**app).map(EntityName::local);
                nearest(&word.value, self.positions.keys().map(EntityName::as_str).chain(own))
            });
            findings.error(&word.place, Code::UNKNOWN_ENTITY, [("entity", &word.value), ("suggestion", &hint(near))]);
            return None;
        };
        let may = self.reach.get(app).is_some_and(|reach| reach.contains(name.app()));
        if !may {
            findings.error(&word.place, Code::PACKAGE_NOT_NEEDED, [("package", name.app()), ("app", app)]);
        }
        Some(name.clone())
    }

    /// The entities some words mean; `*` means every entity people work with, `*comments` those with that feature.
    pub fn resolve_all(&self, words: &[Word], app: &Arc<str>, findings: &Findings) -> Vec<EntityName> {
        let mut names = Vec::new();
        for word in words {
            match word.value.strip_prefix('*') {
                None => names.extend(self.resolve(word, app, findings)),
                Some("") => names.extend(self.normal.iter().map(|(name, _)| name.clone())),
                Some(feature) => match raw::FEATURES.iter().position(|known| *known == feature) {
                    Some(index) => {
                        let with = self.normal.iter().filter(|(_, features)| features[index]);
                        names.extend(with.map(|(name, _)| name.clone()));
                    }
                    None => {
                        let suggestion = hint(nearest(feature, raw::FEATURES));
                        let arguments = [("entity", &*word.value), ("suggestion", &*suggestion)];
                        findings.error(&word.place, Code::UNKNOWN_ENTITY, arguments);
                    }
                },
            }
        }
        let mut seen = BTreeSet::new();
        names.retain(|name| seen.insert(name.clone()));
        names
    }
}

/// The word for many of an entity: as written, or the name with an `s`.
pub(super) fn plural(entity: &raw::Entity) -> Word {
    entity
        .plural
        .clone()
        .unwrap_or_else(|| At { value: format!("{}s", entity.name.value).into(), place: entity.place.clone() })
}
