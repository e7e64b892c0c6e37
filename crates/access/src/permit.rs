//! What an actor may do with the records of one entity. What no role grants is denied.

use crate::actor::Actor;
use crate::rows::{RowRule, Rows, ShareLevel};
use model::{Entity, FieldAccess, Grant, Model, Role, Scope};
use std::sync::Arc;

/// Something done with records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    Create,
    Read,
    Change,
    /// Handing a record over: changing its owner or its unit, and with it who may do what else.
    Assign,
    Delete,
    Export,
    Import,
}

impl Action {
    /// All actions, in the order of the table of rights.
    pub const ALL: [Self; 7] =
        [Self::Create, Self::Read, Self::Change, Self::Assign, Self::Delete, Self::Export, Self::Import];

    /// The word for it in definitions.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Read => "read",
            Self::Change => "change",
            Self::Assign => "assign",
            Self::Delete => "delete",
            Self::Export => "export",
            Self::Import => "import",
        }
    }

    /// Whether the action leaves everything as it was.
    pub fn is_reading(self) -> bool {
        matches!(self, Self::Read | Self::Export)
    }

    /// What the action on a line item is for the record it belongs to.
    fn on_parent(self) -> Self {
        match self {
            Self::Create | Self::Delete => Self::Change,
            same => same,
        }
    }

    /// How far a grant lets it reach.
    pub fn scope(self, grant: &Grant) -> &Scope {
        match self {
            Self::Create => &grant.create,
            Self::Read => &grant.read,
            Self::Change => &grant.change,
            Self::Assign => &grant.assign,
            Self::Delete => &grant.delete,
            Self::Export => &grant.export,
            Self::Import => &grant.import,
        }
    }
}

/// What an actor may do with the records of one entity.
#[derive(Debug, Clone)]
pub struct Permit {
    /// The rows the action reaches. For all but creating, only those of them that may also be read.
    pub rows: Rows,
    /// The fields the actor may not see.
    pub hidden: Fields,
    /// The fields the actor may see but not write.
    pub read_only: Fields,
}

/// A set of an entity's fields, by their position.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields(Option<Arc<[bool]>>);

impl Fields {
    /// No field.
    pub fn none() -> Self {
        Self(None)
    }

    /// The fields for which `holds` says so.
    pub fn of(count: usize, holds: impl Fn(usize) -> bool) -> Self {
        let set: Vec<bool> = (0..count).map(holds).collect();
        Self(set.contains(&true).then(|| set.into()))
    }

    /// Whether the field at a position is in the set.
    pub fn contains(&self, field: usize) -> bool {
        self.0.as_ref().is_some_and(|set| set.get(field).copied().unwrap_or(false))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }
}

impl Permit {
    /// No right at all.
    pub fn none() -> Self {
        Self { rows: Rows::None, hidden: Fields::none(), read_only: Fields::none() }
    }

    /// Every right.
    pub fn all() -> Self {
        Self { rows: Rows::All, hidden: Fields::none(), read_only: Fields::none() }
    }

    /// Whether the action reaches no record.
    pub fn is_none(&self) -> bool {
        self.rows == Rows::None
    }

    /// Whether the field at a position is hidden.
    pub fn is_hidden(&self, field: usize) -> bool {
        self.hidden.contains(field)
    }

    /// Whether the field at a position may be written.
    pub fn is_writable(&self, field: usize) -> bool {
        !self.hidden.contains(field) && !self.read_only.contains(field)
    }
}

/// Decides what `actor` may do with the records of `entity`.
///
/// Several roles add up. Line items follow the record they belong to: whoever may read an order reads its lines,
/// whoever may change it creates, changes and deletes them.
pub fn permit(model: &Model, actor: &Actor, entity: &Entity, action: Action) -> Permit {
    if (actor.limit.read_only && !action.is_reading()) || !actor.limit.covers(&entity.name) {
        return Permit::none();
    }
    if actor.is_administrator() {
        return Permit::all();
    }
    let roles: Vec<&Arc<Role>> = actor.roles.iter().filter_map(|name| model.role(name)).collect();
    if roles.iter().any(|role| role.all_rights) {
        return Permit::all();
    }
    let rows = rows(model, &roles, actor, entity, action, 0);
    if rows == Rows::None {
        return Permit::none();
    }
    let open = |field: usize| {
        let name = &entity.fields[field].name;
        let reading = roles.iter().filter(|role| reaches(model, role, entity));
        reading.map(|role| role.field_access(&entity.name, name)).max().unwrap_or_default()
    };
    let has_field_grants = roles.iter().any(|role| role.fields.iter().any(|grant| grant.entity == entity.name));
    let (hidden, read_only) = if has_field_grants {
        let count = entity.fields.len();
        (
            Fields::of(count, |field| open(field) == FieldAccess::Hidden),
            Fields::of(count, |field| open(field) == FieldAccess::ReadOnly),
        )
    } else {
        (Fields::none(), Fields::none())
    };
    Permit { rows, hidden, read_only }
}

/// Whether a role lets somebody see any record of the entity: only such a role opens fields.
fn reaches(model: &Model, role: &Role, entity: &Entity) -> bool {
    match parent(model, entity) {
        Some((_, parent)) => reaches(model, role, parent),
        None => role.grant(&entity.name).is_some_and(|grant| grant.read != Scope::None),
    }
}

fn rows(model: &Model, roles: &[&Arc<Role>], actor: &Actor, entity: &Entity, action: Action, depth: usize) -> Rows {
    if let Some((relation, parent)) = parent(model, entity)
        && depth < 8
    {
        return match rows(model, roles, actor, parent, action.on_parent(), depth + 1) {
            Rows::Any(rules) => {
                Rows::by(RowRule::Parent { relation: Arc::clone(relation), rows: Box::new(Rows::Any(rules)) })
            }
            all_or_none => all_or_none,
        };
    }
    let granted = roles
        .iter()
        .filter_map(|role| role.grant(&entity.name))
        .map(|grant| by_scope(action.scope(grant)))
        .fold(Rows::None, Rows::or);
    // A share reaches even those whose roles reach nothing, but only for entities some role lets them know of.
    match action {
        Action::Read | Action::Change if actor.has_shares && knows(roles, entity) => {
            let level = if action == Action::Read { ShareLevel::Read } else { ShareLevel::Change };
            granted.or(Rows::by(RowRule::Shared(level)))
        }
        _ => granted,
    }
}

fn knows(roles: &[&Arc<Role>], entity: &Entity) -> bool {
    roles.iter().filter_map(|role| role.grant(&entity.name)).any(|grant| grant.read != Scope::None)
}

fn by_scope(scope: &Scope) -> Rows {
    match scope {
        Scope::None => Rows::None,
        Scope::All => Rows::All,
        Scope::Own => Rows::by(RowRule::Own),
        Scope::Unit => Rows::by(RowRule::Unit),
        Scope::UnitTree => Rows::by(RowRule::UnitTree),
        Scope::Policy(policy) => Rows::by(RowRule::Policy(Arc::new(policy.clone()))),
    }
}

/// The relation of a line item to its record, and that record's entity.
fn parent<'m>(model: &'m Model, entity: &'m Entity) -> Option<(&'m Arc<str>, &'m Arc<Entity>)> {
    let relation = entity.line_of.as_ref()?;
    let target = entity.field(relation)?.relation()?.only_target()?;
    Some((relation, model.entity(target)?))
}
