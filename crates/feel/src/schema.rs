//! What an expression may name: slots with their types, and named types.
use std::sync::Arc;

use crate::{parse::Names, types::Type, value::Value};

/// The variables an expression is compiled against. Slot *i* is the *i*-th one added;
/// [`crate::Scope::slot`] is asked for it by that number.
#[derive(Clone, Debug, Default)]
pub struct Schema {
    slots: Vec<(Arc<str>, Type)>,
    types: Vec<(Arc<str>, Type)>,
    strictness: Strictness,
}

/// What becomes of mistakes that show before evaluation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Strictness {
    /// Unknown names and impossible types are findings. For formulas, rules, filters.
    #[default]
    Strict,
    /// They are null with a warning when evaluated (DMN 1.5, 10.3.2.13).
    Lenient,
}

impl Schema {
    pub fn new() -> Schema {
        Schema::default()
    }

    /// The schema with mistakes left to evaluation.
    pub fn lenient(self) -> Schema {
        Schema { strictness: Strictness::Lenient, ..self }
    }

    /// The schema with mistakes as findings.
    pub fn strict(self) -> Schema {
        Schema { strictness: Strictness::Strict, ..self }
    }

    /// The schema with one more slot.
    pub fn slot(mut self, name: impl Into<Arc<str>>, kind: Type) -> Schema {
        self.add(name, kind);
        self
    }

    /// Adds a slot, or changes the type of the one with that name; gives its number.
    pub fn add(&mut self, name: impl Into<Arc<str>>, kind: Type) -> usize {
        let name = name.into();
        match self.index(&name) {
            Some(index) => {
                self.slots[index].1 = kind;
                index
            }
            None => {
                self.slots.push((name, kind));
                self.slots.len() - 1
            }
        }
    }

    /// Gives a type a name, for `instance of` and parameters.
    pub fn add_type(&mut self, name: impl Into<Arc<str>>, kind: Type) {
        self.types.push((name.into(), kind));
    }

    /// A lenient schema with a slot for each entry of a context.
    pub fn of(context: &crate::Context) -> Schema {
        let mut schema = Schema::new().lenient();
        for (name, value) in context.iter() {
            schema.add(name.clone(), value.type_of());
        }
        schema
    }

    pub fn len(&self) -> usize {
        self.slots.len()
    }

    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    pub fn index(&self, name: &str) -> Option<usize> {
        self.slots.iter().position(|(slot, _)| &**slot == name)
    }

    pub fn slots(&self) -> impl ExactSizeIterator<Item = (&Arc<str>, &Type)> {
        self.slots.iter().map(|(name, kind)| (name, kind))
    }

    pub fn strictness(&self) -> Strictness {
        self.strictness
    }

    /// The names a text over this schema may use: slots and fields.
    pub fn names(&self) -> Names {
        let mut names = Names::new();
        for (name, kind) in self.slots.iter().chain(&self.types) {
            names.add(name);
            add_fields(&mut names, kind);
        }
        names
    }

    /// The type itself, names looked up.
    pub(crate) fn resolve(&self, kind: &Type) -> Option<Type> {
        self.resolve_within(kind, 0)
    }

    /// A type that names itself is known no deeper than this.
    fn resolve_within(&self, kind: &Type, depth: u32) -> Option<Type> {
        if depth > 8 {
            return Some(Type::Any);
        }
        match kind {
            Type::Named(name) => {
                let (_, kind) = self.types.iter().find(|(known, _)| known == name)?;
                self.resolve_within(kind, depth + 1)
            }
            Type::List(item) => Some(Type::list(self.resolve_within(item, depth)?)),
            Type::Range(end) => Some(Type::range(self.resolve_within(end, depth)?)),
            Type::Context(fields) => {
                let fields = fields.iter().map(|(name, kind)| Some((name.clone(), self.resolve_within(kind, depth)?)));
                Some(Type::Context(Arc::new(fields.collect::<Option<_>>()?)))
            }
            Type::Function(signature) => {
                let parameters = signature.parameters.iter().map(|kind| self.resolve_within(kind, depth));
                Some(Type::function(parameters.collect::<Option<_>>()?, self.resolve_within(&signature.result, depth)?))
            }
            known => Some(known.clone()),
        }
    }

    pub(crate) fn type_names(&self) -> impl Iterator<Item = &str> {
        self.types.iter().map(|(name, _)| &**name)
    }
}

fn add_fields(names: &mut Names, kind: &Type) {
    match kind {
        Type::Context(fields) => {
            for (name, kind) in fields.iter() {
                names.add(name);
                add_fields(names, kind);
            }
        }
        Type::List(item) | Type::Range(item) => add_fields(names, item),
        _ => {}
    }
}

impl Value {
    /// The most exact type that is cheap to tell: of a list, that of its items when they agree.
    pub fn type_of(&self) -> Type {
        match self {
            Value::Null => Type::Any,
            Value::Bool(_) => Type::Bool,
            Value::Number(_) => Type::Number,
            Value::Text(_) => Type::Text,
            Value::Date(_) => Type::Date,
            Value::Time(_) => Type::Time,
            Value::DateTime(_) => Type::DateTime,
            Value::Days(_) => Type::Days,
            Value::Months(_) => Type::Months,
            Value::List(items) => Type::list(items.iter().map(Value::type_of).reduce(Type::join).unwrap_or(Type::Any)),
            Value::Context(context) => {
                Type::context(context.iter().map(|(name, value)| (name.clone(), value.type_of())))
            }
            Value::Range(_) => Type::range(Type::Any),
            Value::Function(_) => Type::function(Vec::new(), Type::Any),
        }
    }
}
