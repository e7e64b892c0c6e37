//! What this room keeps in memory: catalogs by rights, and questions put into SQL.
//!
//! Invariant: what was remembered in one epoch is not used in another, because definitions and rights may have changed.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use access::{Action, Actor, Limit};
use identity::{Front, Visitor};
use records::{Tx, World};

use super::ask::Language;
use super::fault::{Fault, unauthorized};
use super::shape::Compiled;
use crate::odata::catalog::{self, Allowed, Catalog, EntityRights, FieldRight};

/// How many questions are remembered.
const REMEMBERED: usize = 1_000;

/// The room's memory. Cheap to clone.
#[derive(Clone)]
pub struct Desk(Arc<Inside>);

struct Inside {
    front: Front,
    memory: RwLock<Memory>,
}

#[derive(Default)]
struct Memory {
    epoch: i64,
    catalogs: Vec<(CatalogKey, Arc<Catalog>)>,
    /// The questions asked lately, and those before them.
    young: Questions,
    old: Questions,
}

/// By who asks and what is asked.
type Questions = HashMap<i64, HashMap<String, Arc<Compiled>>>;

#[derive(PartialEq)]
struct CatalogKey {
    roles: Arc<[Arc<str>]>,
    limit: Limit,
    language: Language,
}

/// Whoever asks, in the transaction that answers.
pub struct Call<'c> {
    pub desk: &'c Desk,
    pub actor: &'c Actor,
    pub catalog: Arc<Catalog>,
    /// Names the token, so that answers made for one are not given to another.
    pub token: i64,
    pub epoch: i64,
}

impl Desk {
    pub fn new(front: Front) -> Self {
        Self(Arc::new(Inside { front, memory: RwLock::default() }))
    }

    pub fn front(&self) -> &Front {
        &self.0.front
    }

    /// Recognises the caller of a request.
    ///
    /// # Errors
    /// 401 when nobody is recognised.
    pub fn call<'c>(
        &'c self,
        tx: &mut Tx<'_>,
        visitor: Option<&'c Visitor>,
        language: Language,
    ) -> Result<Call<'c>, Fault> {
        let visitor = visitor.ok_or_else(unauthorized)?;
        // A browser's cookie is no token: what a page of somebody else's makes it send would be answered.
        let token = visitor.who.token().ok_or_else(unauthorized)?.id;
        let epoch = tx.sql().epoch()?;
        let actor = &*visitor.actor;
        let catalog = self.catalog(tx.world(), actor, language, epoch);
        Ok(Call { desk: self, actor, catalog, token, epoch })
    }

    /// The catalog of an actor, in a language.
    pub fn catalog(&self, world: &World, actor: &Actor, language: Language, epoch: i64) -> Arc<Catalog> {
        let is_same = |key: &CatalogKey| {
            key.language == language
                && key.limit == actor.limit
                && (Arc::ptr_eq(&key.roles, &actor.roles) || key.roles == actor.roles)
        };
        {
            let memory = self.0.memory.read().unwrap_or_else(PoisonError::into_inner);
            if memory.epoch == epoch
                && let Some((_, catalog)) = memory.catalogs.iter().find(|(key, _)| is_same(key))
            {
                return Arc::clone(catalog);
            }
        }
        let built = Arc::new(catalog::build(&world.model, language.tag(), |entity| rights(world, actor, entity)));
        let key = CatalogKey { roles: Arc::clone(&actor.roles), limit: actor.limit.clone(), language };
        let mut memory = self.0.memory.write().unwrap_or_else(PoisonError::into_inner);
        if memory.is_of(epoch) {
            memory.catalogs.truncate(200);
            memory.catalogs.push((key, Arc::clone(&built)));
        }
        built
    }

    /// A question that was asked before.
    pub fn recall(&self, call: &Call<'_>, question: &str) -> Option<Arc<Compiled>> {
        let found = {
            let memory = self.0.memory.read().unwrap_or_else(PoisonError::into_inner);
            if memory.epoch != call.epoch {
                return None;
            }
            if let Some(known) = memory.young.get(&call.token).and_then(|known| known.get(question)) {
                return Some(Arc::clone(known));
            }
            Arc::clone(memory.old.get(&call.token)?.get(question)?)
        };
        self.remember(call, question.to_owned(), Arc::clone(&found));
        Some(found)
    }

    /// Remembers a question for the rest of the epoch, as long as it is asked.
    pub fn remember(&self, call: &Call<'_>, question: String, compiled: Arc<Compiled>) {
        let mut memory = self.0.memory.write().unwrap_or_else(PoisonError::into_inner);
        if !memory.is_of(call.epoch) {
            return;
        }
        if memory.young.values().map(HashMap::len).sum::<usize>() >= REMEMBERED / 2 {
            memory.old = std::mem::take(&mut memory.young);
        }
        memory.young.entry(call.token).or_default().insert(question, compiled);
    }
}

impl Memory {
    /// Whether something of that epoch may be kept; what is older goes.
    fn is_of(&mut self, epoch: i64) -> bool {
        if self.epoch < epoch {
            *self = Self { epoch, ..Self::default() };
        }
        self.epoch == epoch
    }
}

/// What an actor may do with an entity; nothing for one the actor may not read.
fn rights(world: &World, actor: &Actor, entity: &model::Entity) -> Option<EntityRights> {
    let reading = world.permit(actor, entity, Action::Read).ok()?;
    let may = |action| world.permit(actor, entity, action).is_ok();
    let allowed = Allowed { create: may(Action::Create), change: may(Action::Change), delete: may(Action::Delete) };
    let fields = (0..entity.fields.len()).map(|field| {
        if reading.is_hidden(field) {
            FieldRight::Hidden
        } else if reading.is_writable(field) {
            FieldRight::Writable
        } else {
            FieldRight::ReadOnly
        }
    });
    Some(EntityRights { allowed, fields: fields.collect() })
}
