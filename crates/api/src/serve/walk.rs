//! Where a path leads: each hop under the actor's rights, so that a path is no way around them.

use std::sync::Arc;

use feel::Expr;
use records::{PreparedOne, Tx, Way};

use super::desk::Call;
use super::fault::Fault;
use crate::Problem;
use crate::odata::catalog::{Cardinality, Entity, EntityId, KEY, Link, Navigation};
use crate::odata::target::Address;

/// What a path leads to.
#[derive(Debug, Clone, PartialEq)]
pub enum Place {
    /// All records of the entity.
    All,
    /// The records that one leads to.
    Within { way: Way, parent: i64 },
    /// One record; whether it is there is seen by whoever reads it.
    One(i64),
    /// A relation to one that is empty.
    Nowhere,
}

/// Follows a path to its end.
///
/// # Errors
/// 404 when a record on the way is not there for the actor.
pub fn follow(tx: &mut Tx<'_>, call: &Call<'_>, address: &Address) -> Result<Place, Fault> {
    let mut entity = address.set;
    let Some(mut id) = address.key else { return Ok(Place::All) };
    for (index, hop) in address.hops.iter().enumerate() {
        let is_last = index + 1 == address.hops.len();
        let from = call.catalog.entity(entity);
        let navigation = &from.navigations[hop.navigation];
        match (navigation.cardinality, hop.key) {
            (Cardinality::One, _) => match target(tx, call, entity, navigation, id)? {
                Some(next) => id = next,
                None if is_last => return Ok(Place::Nowhere),
                None => return Err(Problem::not_found(format!("\"{}\" is empty", navigation.name)).into()),
            },
            (Cardinality::Many, key) => {
                visible(tx, call, from, id)?;
                let way = way(tx, from, call.catalog.entity(navigation.target), navigation)?;
                match key {
                    None => return Ok(Place::Within { way, parent: id }),
                    Some(key) => {
                        belongs(tx, call, navigation, &way, id, key)?;
                        id = key;
                    }
                }
            }
        }
        entity = navigation.target;
    }
    Ok(Place::One(id))
}

/// Finds the records a navigation property leads to.
///
/// # Errors
/// When the definitions have no such relation any more.
pub fn way(tx: &Tx<'_>, from: &Entity, to: &Entity, navigation: &Navigation) -> Result<Way, Fault> {
    match &navigation.link {
        Link::Inverse(field) => Ok(Way::Inverse { field: Arc::clone(field), entity: Arc::clone(&from.entity) }),
        Link::Links(field) => Ok(records::way(tx, &from.entity, field)?.0),
        Link::InverseLinks(field) => match records::way(tx, &to.entity, field)?.0 {
            Way::Links { table } => Ok(Way::InverseLinks { table }),
            other => Ok(other),
        },
        Link::Field(field) => {
            Err(Problem::not_found(format!("\"{field}\" leads to one record, not to several")).into())
        }
    }
}

/// The record that a relation to one points to.
fn target(
    tx: &mut Tx<'_>,
    call: &Call<'_>,
    entity: EntityId,
    navigation: &Navigation,
    id: i64,
) -> Result<Option<i64>, Fault> {
    let from = call.catalog.entity(entity);
    let Link::Field(field) = &navigation.link else { return Ok(None) };
    let one = prepared(tx, call, from, &[vec![Arc::clone(field)]])?;
    let found = one.read(tx, id, |row| row.value(0).as_number().and_then(feel::Number::to_i64))?;
    found.ok_or_else(|| absent(from, id))
}

/// Makes sure that the actor may see a record.
///
/// # Errors
/// 404 when not.
pub fn visible(tx: &mut Tx<'_>, call: &Call<'_>, entity: &Entity, id: i64) -> Result<(), Fault> {
    let one = prepared(tx, call, entity, &[])?;
    one.read(tx, id, |_| ())?.ok_or_else(|| absent(entity, id))
}

/// What is said of a record that is not there, or not for this actor.
pub fn absent(entity: &Entity, id: i64) -> Fault {
    Problem::not_found(format!("there is no {} {id} that you may see", entity.type_name)).into()
}

fn prepared(
    tx: &mut Tx<'_>,
    call: &Call<'_>,
    entity: &Entity,
    columns: &[Vec<Arc<str>>],
) -> Result<PreparedOne, Fault> {
    Ok(records::prepare_one(tx, call.actor, &entity.entity, columns)?)
}

fn belongs(
    tx: &mut Tx<'_>,
    call: &Call<'_>,
    navigation: &Navigation,
    way: &Way,
    parent: i64,
    key: i64,
) -> Result<(), Fault> {
    let entity = call.catalog.entity(navigation.target);
    let mut query = records::Query::of(Arc::clone(&entity.entity));
    query.filter = Some(Expr::eq(Expr::name(KEY), Expr::literal(key)));
    match records::count_within(tx, call.actor, &query, Some((way, parent)), Some(1))? {
        0 => Err(absent(entity, key)),
        _ => Ok(()),
    }
}
