//! Whether a permit reaches a record in memory: the same answer as its SQL.

use crate::compute::{self, Related};
use crate::error::Result;
use crate::raw;
use crate::record::Record;
use crate::tx::Tx;
use access::{Actor, RowRule, Rows};

/// Whether the rows a permit means include this record.
pub(crate) fn reaches(tx: &mut Tx<'_>, actor: &Actor, record: &Record, rows: &Rows) -> Result<bool> {
    let rules = match rows {
        Rows::All => return Ok(true),
        Rows::None => return Ok(false),
        Rows::Any(rules) => rules,
    };
    for rule in rules.iter() {
        let holds = match rule {
            RowRule::Own => record.owner() == Some(actor.user),
            RowRule::Unit => actor.unit.is_some() && record.unit() == actor.unit,
            RowRule::UnitTree => record.unit().is_some_and(|unit| actor.units_below.contains(&unit)),
            RowRule::Shared(level) => {
                crate::share::reaching(tx, actor, record.id())?.is_some_and(|(_, given)| given >= *level)
            }
            RowRule::Policy(policy) => {
                let mut related = Related::new();
                compute::relate(tx, record, std::iter::once(&policy.program), &mut related)?;
                compute::value(policy, record, actor, &related, &tx.env(actor)).is_true()
            }
            RowRule::Parent { relation, rows } => {
                let target = record.layout.slot(relation).and_then(|slot| slot.target.clone());
                let layout = target.and_then(|name| tx.world().layout(&name));
                match (layout, record.target(relation)) {
                    (Some(layout), Some(id)) => match raw::load(tx, &layout, id)? {
                        Some(parent) => reaches(tx, actor, &parent, rows)?,
                        None => false,
                    },
                    _ => false,
                }
            }
        };
        if holds {
            return Ok(true);
        }
    }
    Ok(false)
}
