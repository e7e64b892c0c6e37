//! Why somebody may do something with a record, or may not: which role says so, and how far its right reaches.

use crate::error::Result;
use crate::tx::Tx;
use crate::{memory, raw, share, write};
use access::{Action, Actor, Limit, ShareLevel};
use model::{FieldAccess, Scope, Target};
use std::sync::Arc;

/// The answer, as data to be said in any language.
#[derive(Debug, Clone)]
pub struct Why {
    pub action: Action,
    /// Whether all in all the person may.
    pub allowed: bool,
    /// The record that decides: for a line item the one it belongs to, else the record itself.
    pub decided_by: (Arc<str>, i64),
    /// What each role of the person says, in their order; none means that the person has no role.
    pub roles: Vec<RoleSays>,
    /// The share that reaches the record, if any.
    pub share: Option<Shared>,
    /// What the API token in use takes away.
    pub limit: Option<LimitSays>,
    /// Whether the record may not even be read, which everything else needs.
    pub unreadable: bool,
    /// The fields that are hidden or read-only.
    pub fields: Vec<FieldSays>,
}

/// What one role says.
#[derive(Debug, Clone)]
pub struct RoleSays {
    pub role: Arc<str>,
    /// Where the right comes from.
    pub source: Source,
    /// How far it reaches; [`Scope::None`] where it is missing.
    pub scope: Scope,
    /// Whether it reaches this record.
    pub reaches: bool,
}

/// Where a role's right comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// The role may do everything.
    AllRights,
    /// A grant on this entity, on its app, or on everything.
    Grant(Target),
    /// The role says nothing of the entity, so it denies.
    Nothing,
}

/// A share that reaches the record.
#[derive(Debug, Clone)]
pub struct Shared {
    /// The user or unit it was given to.
    pub with: i64,
    pub title: String,
    pub is_unit: bool,
    pub level: ShareLevel,
}

/// What an API token takes away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitSays {
    /// It only reads.
    ReadOnly,
    /// It does not reach this entity.
    OtherEntities,
}

/// A field that is not wholly open, with the roles that would have to open it.
#[derive(Debug, Clone)]
pub struct FieldSays {
    pub field: Arc<str>,
    pub access: FieldAccess,
    pub roles: Vec<Arc<str>>,
}

/// Explains what `subject` may do with a record.
///
/// Administrators may ask about everybody, others about themselves and what they may see.
///
/// # Errors
/// [`crate::Error::NotFound`] when there is no such record, or the actor may not ask.
pub fn of(tx: &mut Tx<'_>, actor: &Actor, subject: &Actor, entity: &str, id: i64, action: Action) -> Result<Why> {
    let layout = tx.world().named(entity)?;
    if !actor.is_administrator() {
        write::reach(tx, actor, &layout, id, Action::Read)?;
        if actor.user != subject.user {
            return Err(write::not_found(&layout, id));
        }
    }
    let record = raw::load(tx, &layout, id)?.ok_or_else(|| write::not_found(&layout, id))?;
    let world = Arc::clone(tx.world());
    let model = &world.model;
    let permit = access::permit(model, subject, &layout.entity, action);
    let reading = access::permit(model, subject, &layout.entity, Action::Read);
    let readable = memory::reaches(tx, subject, &record, &reading.rows)?;
    let reached = memory::reaches(tx, subject, &record, &permit.rows)?;

    // A line item has no rights of its own: the record it belongs to decides.
    let (mut deciding, mut asked) = (record.clone(), action);
    while let Some(by) = deciding.layout.entity.line_of.clone() {
        let target =
            deciding.layout.slot(&by).and_then(|slot| slot.target.clone()).and_then(|name| world.layout(&name));
        let (Some(target), Some(id)) = (target, deciding.target(&by)) else { break };
        let Some(parent) = raw::load(tx, &target, id)? else { break };
        deciding = parent;
        if matches!(asked, Action::Create | Action::Delete) {
            asked = Action::Change;
        }
    }
    let decided = Arc::clone(&deciding.layout.entity);
    let mut roles = Vec::new();
    for name in subject.roles.iter() {
        let alone = Actor {
            roles: Arc::from([Arc::clone(name)]),
            has_shares: false,
            limit: Limit::default(),
            ..subject.clone()
        };
        let rows = access::permit(model, &alone, &decided, asked).rows;
        let role = model.role(name);
        let grant = role.and_then(|role| role.grant(&decided.name));
        let all_rights = alone.is_administrator() || role.is_some_and(|role| role.all_rights);
        let (source, scope) = match grant {
            _ if all_rights => (Source::AllRights, Scope::All),
            Some(grant) => (Source::Grant(grant.on.clone()), asked.scope(grant).clone()),
            None => (Source::Nothing, Scope::None),
        };
        roles.push(RoleSays {
            role: Arc::clone(name),
            source,
            scope,
            reaches: memory::reaches(tx, &alone, &deciding, &rows)?,
        });
    }
    let limit = match &subject.limit {
        limit if !limit.covers(&layout.entity.name) => Some(LimitSays::OtherEntities),
        limit if limit.read_only && !action.is_reading() => Some(LimitSays::ReadOnly),
        _ => None,
    };
    Ok(Why {
        action,
        allowed: reached && (readable || action == Action::Create),
        decided_by: (decided.name.shared(), deciding.id()),
        roles,
        share: shared(tx, subject, deciding.id())?,
        limit,
        unreadable: !readable,
        fields: fields(model, subject, &layout.entity, &reading),
    })
}

fn shared(tx: &mut Tx<'_>, subject: &Actor, id: i64) -> Result<Option<Shared>> {
    let Some((with, level)) = share::reaching(tx, subject, id)? else { return Ok(None) };
    let (is_unit, title) = share::principal(tx, with)?.unwrap_or((false, format!("#{with}")));
    Ok(Some(Shared { with, title, is_unit, level }))
}

fn fields(model: &model::Model, subject: &Actor, entity: &model::Entity, reading: &access::Permit) -> Vec<FieldSays> {
    let closed = entity.fields.iter().enumerate().filter_map(|(position, field)| {
        let access = match () {
            () if reading.is_hidden(position) => FieldAccess::Hidden,
            () if !reading.is_writable(position) => FieldAccess::ReadOnly,
            () => return None,
        };
        let responsible = subject
            .roles
            .iter()
            .filter(|name| model.role(name).is_some_and(|role| role.field_access(&entity.name, &field.name) == access));
        Some(FieldSays { field: Arc::clone(&field.name), access, roles: responsible.cloned().collect() })
    });
    closed.collect()
}
