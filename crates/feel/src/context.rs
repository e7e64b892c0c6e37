//! Named values in the order they were written.
use std::{collections::HashMap, sync::Arc};

use crate::value::Value;

/// A FEEL context: entries with unique names, in the order they were set.
#[derive(Clone, Debug, Default)]
pub struct Context {
    entries: Vec<(Arc<str>, Value)>,
    /// Where each name stands, once there are many.
    places: Option<Arc<HashMap<Arc<str>, u32>>>,
}

/// Fewer names are found faster by looking at each.
const MANY: usize = 24;

impl Context {
    pub fn new() -> Context {
        Context::default()
    }

    pub fn with_capacity(capacity: usize) -> Context {
        Context { entries: Vec::with_capacity(capacity), places: None }
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The value of that name, when there is one.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.position(name).map(|position| &self.entries[position].1)
    }

    /// Where that name stands. A hint for [`Context::get_near`].
    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        if let Some(places) = &self.places {
            return places.get(name).map(|place| *place as usize);
        }
        self.entries.iter().position(|(key, _)| &**key == name)
    }

    /// As [`Context::get`], looking first where the name stood the last time.
    pub(crate) fn get_near(&self, name: &str, hint: usize) -> Option<(usize, &Value)> {
        match self.entries.get(hint) {
            Some((key, value)) if &**key == name => Some((hint, value)),
            _ => self.position(name).map(|position| (position, &self.entries[position].1)),
        }
    }

    /// Sets the value of a name, in its old place or at the end.
    pub fn set(&mut self, name: impl Into<Arc<str>>, value: Value) {
        let name = name.into();
        match self.position(&name) {
            Some(position) => self.entries[position].1 = value,
            None => {
                if let Some(places) = &mut self.places {
                    Arc::make_mut(places).insert(name.clone(), self.entries.len() as u32);
                }
                self.entries.push((name, value));
                if self.places.is_none() && self.entries.len() > MANY {
                    let places = self.entries.iter().enumerate().map(|(place, (name, _))| (name.clone(), place as u32));
                    self.places = Some(Arc::new(places.collect()));
                }
            }
        }
    }

    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&Arc<str>, &Value)> {
        self.entries.iter().map(|(key, value)| (key, value))
    }
}

/// The same entries in any order.
impl PartialEq for Context {
    fn eq(&self, other: &Context) -> bool {
        self.len() == other.len()
            && self.entries.iter().enumerate().all(|(position, (key, value))| {
                other.get_near(key, position).is_some_and(|(_, theirs)| theirs == value)
            })
    }
}

impl FromIterator<(Arc<str>, Value)> for Context {
    fn from_iter<I: IntoIterator<Item = (Arc<str>, Value)>>(entries: I) -> Context {
        let mut context = Context::new();
        for (name, value) in entries {
            context.set(name, value);
        }
        context
    }
}

impl IntoIterator for Context {
    type Item = (Arc<str>, Value);
    type IntoIter = std::vec::IntoIter<(Arc<str>, Value)>;
    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}
