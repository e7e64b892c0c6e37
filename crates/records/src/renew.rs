//! What is computed follows its definition at once: formulas and roll-ups that are new, or mean something else than
//! before, over the records that are there.

use crate::error::Result;
use crate::rebuild::{self, Telling};
use crate::tx::Tx;
use crate::world::World;
use access::Actor;
use model::{Entity, EntityName, Field, Kind, Model};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How often formulas of several entities that read each other are computed before they are left as they are.
const PASSES: usize = 8;

/// What has to be computed again.
#[derive(Default)]
struct Due {
    /// The entities whose formulas have to be.
    formulas: BTreeMap<EntityName, Telling>,
    /// By entity, the names of roll-ups.
    roll_ups: BTreeMap<EntityName, BTreeSet<Arc<str>>>,
}

/// Computes what a new model computes otherwise than the one in force. Runs inside [`crate::Records::alone`].
pub(crate) fn renew(tx: &mut Tx<'_>, actor: &Actor, number: i64, model: &Arc<Model>) -> Result<()> {
    let due = Due::between(&Arc::clone(tx.model()), model);
    if due.formulas.is_empty() && due.roll_ups.is_empty() {
        return Ok(());
    }
    let world = Arc::new(World::with(number, Arc::clone(model), tx.world().settings.clone()));
    tx.under(world, |tx| {
        for (entity, names) in &due.roll_ups {
            let layout = tx.world().named(entity)?;
            names.iter().try_for_each(|name| rebuild::begin(tx, &layout, name))?;
        }
        for _ in 0..PASSES {
            let mut changed = 0;
            for (entity, telling) in &due.formulas {
                let layout = tx.world().named(entity)?;
                changed += rebuild::formulas(tx, actor, &layout, *telling)?;
            }
            // Within a record formulas are computed each after those it reads; among entities it takes rounds.
            if changed == 0 || due.formulas.len() == 1 {
                break;
            }
        }
        for (entity, names) in &due.roll_ups {
            let layout = tx.world().named(entity)?;
            let names: Vec<Arc<str>> = names.iter().map(Arc::clone).collect();
            rebuild::roll_ups_named(tx, actor, &layout, &names)?;
        }
        Ok(())
    })
}

impl Due {
    fn between(before: &Model, after: &Model) -> Self {
        let mut due = Self::default();
        let mut waiting: Vec<&Entity> = Vec::new();
        for entity in &after.entities {
            // A new entity has no records.
            let Some(known) = before.entity(&entity.name) else { continue };
            for field in &entity.fields {
                let was = known.field(&field.name);
                if matches!(field.kind, Kind::RollUp(_)) && was.is_none_or(|was| was.kind != field.kind) {
                    due.roll_ups.entry(entity.name.clone()).or_default().insert(Arc::clone(&field.name));
                }
                if field.formula.is_some() && was.is_none_or(|was| !is_same_formula(was, field)) {
                    due.note(entity, was.is_some_and(|was| was.formula.is_none()));
                }
            }
            if due.formulas.contains_key(&entity.name) {
                waiting.push(entity);
            }
        }
        while let Some(entity) = waiting.pop() {
            let is_computed = |name: &Arc<str>| entity.computed.iter().any(|field| field.name == *name);
            for referrer in after.roll_ups_over(&entity.name) {
                let Kind::RollUp(roll_up) = &referrer.field.kind else { continue };
                // A filter may read anything.
                if roll_up.filter.is_none() && !roll_up.field.as_ref().is_some_and(is_computed) {
                    continue;
                }
                let names = due.roll_ups.entry(referrer.entity.clone()).or_default();
                names.insert(Arc::clone(&referrer.field.name));
            }
            for reader in after.readers_of(&entity.name) {
                let reads = reader.reads.iter().any(is_computed);
                if let Some(next) = after.entity(&reader.entity)
                    && reads
                    && !due.formulas.contains_key(&next.name)
                {
                    due.formulas.insert(next.name.clone(), Telling::Nothing);
                    waiting.push(next);
                }
            }
        }
        due
    }

    /// Notes that the formulas of an entity have to be computed; `replaces` where people entered values before.
    fn note(&mut self, entity: &Entity, replaces: bool) {
        let telling = self.formulas.entry(entity.name.clone()).or_insert(Telling::Nothing);
        if replaces {
            *telling = Telling::Lines;
        }
    }
}

fn is_same_formula(before: &Field, after: &Field) -> bool {
    let source = |field: &Field| field.formula.as_ref().map(|formula| Arc::clone(&formula.source));
    source(before) == source(after) && before.kind == after.kind
}
