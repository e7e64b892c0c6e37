//! The values of one record by name, as pages handle them: slots, and the ids behind relations to many.

use std::collections::BTreeMap;
use std::sync::Arc;

use feel::Value;
use model::{Field, Kind};
use records::{Layout, Record, Tx};

use super::place::Place;
use crate::site::{Me, Trouble};

/// What a record holds or is to hold, by the name of the slot; relations to many by the name of the field.
#[derive(Debug, Clone, Default)]
pub(super) struct Values(BTreeMap<Arc<str>, Value>);

impl Values {
    /// The values of a record, without those the reader may not see.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn of(tx: &mut Tx<'_>, me: &Me, place: &Place, record: &Record) -> Result<Self, Trouble> {
        let mut values = Self::default();
        for (index, slot) in record.layout.slots.iter().enumerate() {
            if !record.is_hidden(index) && !record.values[index].is_null() {
                values.0.insert(Arc::clone(&slot.name), record.values[index].clone());
            }
        }
        for field in &place.entity().fields {
            if matches!(field.kind, Kind::Relations(_)) && place.sees(field) {
                let ids: Vec<i64> = match place.at {
                    Some(moment) => {
                        records::as_of::targets(tx, me.actor(), place.name(), record.id(), &field.name, moment)?
                    }
                    None => records::targets(tx, me.actor(), record, &field.name)?
                        .into_iter()
                        .map(|titled| titled.id)
                        .collect(),
                };
                values.set(&field.name, Value::list(ids.into_iter().map(Value::from)));
            }
        }
        Ok(values)
    }

    pub fn get(&self, name: &str) -> &Value {
        self.0.get(name).unwrap_or(&Value::Null)
    }

    /// Every slot that is known, with its value.
    pub fn slots(&self) -> Vec<(Arc<str>, Value)> {
        self.0.iter().map(|(name, value)| (Arc::clone(name), value.clone())).collect()
    }

    pub fn set(&mut self, name: &str, value: Value) {
        self.0.insert(name.into(), value);
    }

    /// The value of a whole field: of an address, all its parts.
    pub fn field(&self, layout: &Layout, field: &Field) -> Value {
        if !matches!(field.kind, Kind::Address) {
            return self.get(&field.name).clone();
        }
        let Some(position) = layout.entity.fields.iter().position(|known| known.name == field.name) else {
            return Value::Null;
        };
        let parts: Vec<(Arc<str>, Value)> = layout
            .slots_of(position)
            .filter_map(|slot| {
                let name = &layout.slots[slot].name;
                let part = name.strip_prefix(&*field.name)?.strip_prefix('_')?;
                Some((part.into(), self.get(name).clone()))
            })
            .filter(|(_, value)| !value.is_null())
            .collect();
        if parts.is_empty() { Value::Null } else { Value::context(parts) }
    }

    /// The currency of an amount.
    pub fn currency(&self, field: &Field) -> &str {
        self.get(&format!("{}_currency", field.name)).as_text().unwrap_or_default()
    }

    /// The ids of a relation, to one or to many.
    pub fn ids(&self, name: &str) -> Vec<i64> {
        let id = |value: &Value| value.as_number().and_then(feel::Number::to_i64);
        match self.get(name) {
            Value::List(items) => items.iter().filter_map(id).collect(),
            value => id(value).into_iter().collect(),
        }
    }

    /// The entity a relation points to, of several it may.
    pub fn entity(&self, name: &str) -> Option<&str> {
        self.get(&format!("{name}_entity")).as_text()
    }
}
