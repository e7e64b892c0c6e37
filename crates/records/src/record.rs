//! A record in memory.

use crate::layout::{self, Layout};
use feel::Value;
use std::fmt;
use std::sync::Arc;

/// A record of any entity: one value for each slot of its layout.
///
/// A field that the reader may not see is null and listed by [`Record::is_hidden`].
#[derive(Clone)]
pub struct Record {
    /// What the values mean.
    pub layout: Arc<Layout>,
    /// The values, in the order of the layout's slots.
    pub values: Vec<Value>,
    /// The fields the reader may not see.
    pub(crate) hidden: access::Fields,
}

impl Record {
    /// A record without any value.
    pub(crate) fn empty(layout: &Arc<Layout>) -> Self {
        Self {
            layout: Arc::clone(layout),
            values: vec![Value::Null; layout.slots.len()],
            hidden: access::Fields::none(),
        }
    }

    /// The record's id.
    pub fn id(&self) -> i64 {
        self.whole(layout::ID)
    }

    /// How often it was written; rises by one with each change.
    pub fn version(&self) -> i64 {
        self.whole(layout::VERSION)
    }

    /// The user who owns it.
    pub fn owner(&self) -> Option<i64> {
        self.maybe(layout::OWNER)
    }

    /// The organisation unit it belongs to.
    pub fn unit(&self) -> Option<i64> {
        self.maybe(layout::UNIT)
    }

    /// The value of a slot by its name; null when there is no such slot.
    pub fn get(&self, name: &str) -> &Value {
        self.layout.index(name).map_or(&Value::Null, |slot| &self.values[slot])
    }

    /// The record a relation points to.
    pub fn target(&self, relation: &str) -> Option<i64> {
        self.get(relation).as_number().and_then(feel::Number::to_i64)
    }

    /// Whether the reader may not see a slot.
    pub fn is_hidden(&self, slot: usize) -> bool {
        self.layout.slots[slot].field.is_some_and(|field| self.hidden.contains(field))
    }

    /// What the record is called: the texts of its title fields.
    pub fn title(&self) -> String {
        let mut title = String::new();
        for name in &self.layout.title {
            if let Some(text) = self.get(name).as_text() {
                if !title.is_empty() {
                    title.push(' ');
                }
                title.push_str(text);
            }
        }
        if title.is_empty() {
            title = format!("#{}", self.id());
        }
        title
    }

    fn whole(&self, slot: usize) -> i64 {
        self.maybe(slot).unwrap_or(0)
    }

    fn maybe(&self, slot: usize) -> Option<i64> {
        self.values[slot].as_number().and_then(feel::Number::to_i64)
    }
}

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut map = f.debug_map();
        for (slot, value) in self.layout.slots.iter().zip(&self.values) {
            if !value.is_null() {
                map.entry(&slot.name, &value.to_feel());
            }
        }
        map.finish()
    }
}
