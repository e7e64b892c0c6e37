//! Roles and what they may do.

use crate::expression::Expression;
use crate::label::Label;
use crate::name::EntityName;
use std::sync::Arc;

/// The role that may do everything.
pub const ADMINISTRATOR: &str = "administrator";

/// A set of rights that users can be given. Who has several roles may do what any of them allows.
#[derive(Debug, Clone)]
pub struct Role {
    /// Unique in an installation: `sales_rep`.
    pub name: Arc<str>,
    /// The app that defines it.
    pub app: Arc<str>,
    pub label: Label,
    pub description: Label,
    /// Whether it may do everything, whatever its grants say.
    pub all_rights: bool,
    pub grants: Vec<Grant>,
    pub fields: Vec<FieldGrant>,
}

/// What a role may do with the records of an entity.
#[derive(Debug, Clone, PartialEq)]
pub struct Grant {
    pub on: Target,
    pub create: Scope,
    pub read: Scope,
    pub change: Scope,
    /// Handing a record over: changing its owner or its unit.
    pub assign: Scope,
    pub delete: Scope,
    pub export: Scope,
    pub import: Scope,
}

/// Which entities a grant is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// `*`
    All,
    /// `sales.*`
    App(Arc<str>),
    Entity(EntityName),
}

/// Which records a right reaches.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Scope {
    #[default]
    None,
    /// Those the user owns.
    Own,
    /// Those of the user's unit.
    Unit,
    /// Those of the user's unit and the units below.
    UnitTree,
    All,
    /// Those for which the expression holds; it may name `actor`.
    Policy(Expression),
}

/// What a role may do with one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldGrant {
    pub entity: EntityName,
    pub field: Arc<str>,
    pub access: FieldAccess,
}

/// How far a field is open. Of several roles the most open one counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum FieldAccess {
    Hidden,
    ReadOnly,
    #[default]
    Writable,
}

impl Target {
    /// Whether it means this entity.
    pub fn covers(&self, entity: &EntityName) -> bool {
        match self {
            Self::All => true,
            Self::App(app) => **app == *entity.app(),
            Self::Entity(name) => name == entity,
        }
    }

    /// How closely it points: of several grants of one role the closest counts.
    pub fn closeness(&self) -> u8 {
        match self {
            Self::All => 0,
            Self::App(_) => 1,
            Self::Entity(_) => 2,
        }
    }
}

impl Role {
    /// The grant that counts for an entity: the one that points most closely. None means no right at all.
    pub fn grant(&self, entity: &EntityName) -> Option<&Grant> {
        self.grants.iter().filter(|grant| grant.on.covers(entity)).max_by_key(|grant| grant.on.closeness())
    }

    /// How far a field is open to this role, provided the record is.
    pub fn field_access(&self, entity: &EntityName, field: &str) -> FieldAccess {
        let grant = self.fields.iter().find(|grant| grant.entity == *entity && &*grant.field == field);
        grant.map_or(FieldAccess::Writable, |grant| grant.access)
    }
}

impl Grant {
    /// Every scope, in the order in which definitions list the actions.
    pub fn scopes(&self) -> [&Scope; 7] {
        [&self.create, &self.read, &self.change, &self.assign, &self.delete, &self.export, &self.import]
    }

    /// A grant of nothing.
    pub fn nothing(on: Target) -> Self {
        let none = || Scope::None;
        Self {
            on,
            create: none(),
            read: none(),
            change: none(),
            assign: none(),
            delete: none(),
            export: none(),
            import: none(),
        }
    }
}
