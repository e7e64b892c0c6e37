//! From the body of a request to what `records` stores, along with the records nested in it.

use std::sync::Arc;

use feel::Value;
use records::{Error, Line, Patch, Record, Tx, Way};

use super::desk::Call;
use super::fault::Fault;
use super::walk::way;
use crate::Problem;
use crate::odata::body::Input;
use crate::odata::catalog::{Catalog, Entity, Link, Navigation};

/// What follows once the record itself is stored.
#[derive(Default)]
struct After<'i> {
    /// Records that point to it, to be created.
    create: Vec<(&'i Navigation, &'i [Input])>,
    /// Records that are to point to it.
    link: Vec<(&'i Navigation, &'i [i64])>,
}

/// Creates a record with all that is nested in it; `extra` are values that the address gives.
///
/// # Errors
/// As [`records::create`], with findings named as in the body.
pub fn create(tx: &mut Tx<'_>, call: &Call<'_>, input: &Input, extra: &[(Arc<str>, Value)]) -> Result<Record, Fault> {
    let catalog = Arc::clone(&call.catalog);
    let entity = catalog.entity(input.entity);
    let (mut patch, after) = patch(tx, call, &catalog, input, None)?;
    for (name, value) in extra {
        patch.values.retain(|(known, _)| known != name);
        patch.values.push((Arc::clone(name), value.clone()));
    }
    let record =
        records::create(tx, call.actor, &entity.entity, &patch).map_err(|error| named(&catalog, entity, error))?;
    finish(tx, call, &catalog, entity, record.id(), &after)?;
    Ok(record)
}

/// Changes a record; with `seen`, only when it still has that version.
///
/// # Errors
/// As [`records::update`], with findings named as in the body.
pub fn change(
    tx: &mut Tx<'_>,
    call: &Call<'_>,
    input: &Input,
    id: i64,
    seen: Option<i64>,
    emptied: &[Arc<str>],
) -> Result<Record, Fault> {
    let catalog = Arc::clone(&call.catalog);
    let entity = catalog.entity(input.entity);
    let (mut patch, after) = patch(tx, call, &catalog, input, Some(id))?;
    for name in emptied {
        if !patch.values.iter().any(|(known, _)| known == name) {
            patch.values.push((Arc::clone(name), Value::Null));
        }
    }
    let outcome = records::update(tx, call.actor, &entity.entity, id, seen, &patch);
    let record = outcome.map_err(|error| named(&catalog, entity, error))?;
    finish(tx, call, &catalog, entity, id, &after)?;
    Ok(record)
}

/// The patch of a body, once the records are created that it points to.
fn patch<'i>(
    tx: &mut Tx<'_>,
    call: &Call<'_>,
    catalog: &'i Catalog,
    input: &'i Input,
    existing: Option<i64>,
) -> Result<(Patch, After<'i>), Fault> {
    let entity = catalog.entity(input.entity);
    let mut patch = Patch::default();
    let mut after = After::default();
    for (place, value) in &input.values {
        patch.values.push((slot(entity, *place), value.clone()));
    }
    for (place, keys) in &input.links {
        let navigation = &entity.navigations[*place];
        match &navigation.link {
            Link::Field(field) => {
                patch.values.push((Arc::clone(field), keys.first().map_or(Value::Null, |key| Value::from(*key))));
            }
            Link::Links(field) => add(&mut patch, field, keys),
            Link::Inverse(_) | Link::InverseLinks(_) => after.link.push((navigation, keys)),
        }
    }
    for (place, nested) in &input.nested {
        let navigation = &entity.navigations[*place];
        match &navigation.link {
            Link::Field(field) => {
                let Some(one) = nested.first() else { continue };
                let record = create(tx, call, one, &[]).map_err(|fault| on(fault, navigation, 0))?;
                patch.values.push((Arc::clone(field), Value::from(record.id())));
            }
            Link::Links(field) => {
                let mut ids = Vec::with_capacity(nested.len());
                for (index, one) in nested.iter().enumerate() {
                    ids.push(create(tx, call, one, &[]).map_err(|fault| on(fault, navigation, index))?.id());
                }
                add(&mut patch, field, &ids);
            }
            Link::Inverse(_) if navigation.contained => {
                let lines = nested.iter().map(|line| self::line(catalog, line)).collect::<Result<_, _>>()?;
                patch.lines.push((Arc::clone(&navigation.name), lines));
            }
            Link::Inverse(_) | Link::InverseLinks(_) if existing.is_none() => after.create.push((navigation, nested)),
            _ => {
                let detail =
                    format!("\"{}\" cannot be written with its record: change its members themselves", navigation.name);
                return Err(Problem::not_implemented(detail).at(&*navigation.name).into());
            }
        }
    }
    if let Some(id) = existing {
        keep_links(tx, call, entity, id, &mut patch)?;
    }
    Ok((patch, after))
}

/// Protocol 11.4.3: links named in a change are added to those there are.
fn keep_links(tx: &mut Tx<'_>, call: &Call<'_>, entity: &Entity, id: i64, patch: &mut Patch) -> Result<(), Fault> {
    for navigation in &entity.navigations {
        let Link::Links(field) = &navigation.link else { continue };
        let Some((_, value)) = patch.values.iter_mut().find(|(name, _)| name == field) else { continue };
        let mut ids = links(tx, call, entity, id, field)?;
        ids.extend(value.as_list().unwrap_or_default().iter().filter_map(|id| id.as_number()?.to_i64()));
        ids.sort_unstable();
        ids.dedup();
        *value = Value::list(ids.into_iter().map(Value::from));
    }
    Ok(())
}

/// The records a relation to many leads to.
///
/// # Errors
/// 404 when the record is not there for the actor.
pub fn links(tx: &mut Tx<'_>, call: &Call<'_>, entity: &Entity, id: i64, field: &str) -> Result<Vec<i64>, Fault> {
    let record = records::get(tx, call.actor, &entity.entity, id)?;
    let targets = records::targets(tx, call.actor, &record, field)?;
    Ok(targets.into_iter().map(|target| target.id).collect())
}

fn add(patch: &mut Patch, field: &Arc<str>, ids: &[i64]) {
    let known = patch.values.iter().position(|(name, _)| name == field).map(|index| patch.values.remove(index).1);
    let known = known.as_ref().and_then(Value::as_list).unwrap_or_default().to_vec();
    let all = known.into_iter().chain(ids.iter().map(|id| Value::from(*id)));
    patch.values.push((Arc::clone(field), Value::list(all)));
}

/// A line item; records nested in it are beyond what a line holds.
fn line(catalog: &Catalog, input: &Input) -> Result<Line, Problem> {
    let entity = catalog.entity(input.entity);
    if !input.nested.is_empty() {
        return Err(Problem::not_implemented("records inside of line items are not offered"));
    }
    let mut line = Line { id: input.key, values: Vec::with_capacity(input.values.len()) };
    for (place, value) in &input.values {
        line.values.push((slot(entity, *place), value.clone()));
    }
    for (place, keys) in &input.links {
        match &entity.navigations[*place].link {
            Link::Field(field) => {
                line.values.push((Arc::clone(field), keys.first().map_or(Value::Null, |key| Value::from(*key))));
            }
            _ => return Err(Problem::not_implemented("a line item is linked to one record only")),
        }
    }
    Ok(line)
}

/// The slot a property is kept in.
pub fn slot(entity: &Entity, place: usize) -> Arc<str> {
    let property = &entity.properties[place];
    property.path.last().map_or_else(|| Arc::clone(&property.name), Arc::clone)
}

fn finish(
    tx: &mut Tx<'_>,
    call: &Call<'_>,
    catalog: &Catalog,
    entity: &Entity,
    id: i64,
    after: &After<'_>,
) -> Result<(), Fault> {
    for (navigation, nested) in &after.create {
        let extra = way(tx, entity, catalog.entity(navigation.target), navigation)
            .map(|way| way_back(tx, navigation, &way, id))?;
        for (index, one) in nested.iter().enumerate() {
            create(tx, call, one, &extra).map_err(|fault| on(fault, navigation, index))?;
        }
    }
    for (navigation, keys) in &after.link {
        for key in *keys {
            link(tx, call, entity, navigation, id, *key)?;
        }
    }
    Ok(())
}

/// The values by which a new record belongs to the one it was created within.
pub fn way_back(tx: &Tx<'_>, navigation: &Navigation, way: &Way, parent: i64) -> Vec<(Arc<str>, Value)> {
    match (&navigation.link, way) {
        (Link::Inverse(field), Way::Inverse { entity, .. }) => {
            let mut values = vec![(Arc::clone(field), Value::from(parent))];
            let kind: Arc<str> = format!("{field}_entity").into();
            let is_open = tx.model().entities.iter().any(|source| {
                source.field(field).and_then(|field| field.relation()).is_some_and(|relation| relation.is_open())
            });
            if is_open {
                values.push((kind, Value::Text(Arc::clone(entity))));
            }
            values
        }
        (Link::InverseLinks(field), _) => vec![(Arc::clone(field), Value::list([Value::from(parent)]))],
        _ => Vec::new(),
    }
}

/// Ties two records by a navigation property to many of the first.
///
/// # Errors
/// As [`records::update`].
pub fn link(
    tx: &mut Tx<'_>,
    call: &Call<'_>,
    entity: &Entity,
    navigation: &Navigation,
    id: i64,
    key: i64,
) -> Result<(), Fault> {
    retie(tx, call, entity, navigation, id, key, true)
}

/// Takes the tie away again.
///
/// # Errors
/// As [`records::update`].
pub fn unlink(
    tx: &mut Tx<'_>,
    call: &Call<'_>,
    entity: &Entity,
    navigation: &Navigation,
    id: i64,
    key: i64,
) -> Result<(), Fault> {
    retie(tx, call, entity, navigation, id, key, false)
}

fn retie(
    tx: &mut Tx<'_>,
    call: &Call<'_>,
    entity: &Entity,
    navigation: &Navigation,
    id: i64,
    key: i64,
    tied: bool,
) -> Result<(), Fault> {
    let catalog = Arc::clone(&call.catalog);
    let target = catalog.entity(navigation.target);
    let (holder, holder_id, other, field) = match &navigation.link {
        Link::Inverse(field) => {
            let value = if tied { Value::from(id) } else { Value::Null };
            let mut patch = Patch::one(Arc::clone(field), value);
            if tied {
                let way = way(tx, entity, target, navigation)?;
                patch.values = way_back(tx, navigation, &way, id);
            }
            records::update(tx, call.actor, &target.entity, key, None, &patch)?;
            return Ok(());
        }
        Link::Field(field) => {
            let value = if tied { Value::from(key) } else { Value::Null };
            records::update(tx, call.actor, &entity.entity, id, None, &Patch::one(Arc::clone(field), value))?;
            return Ok(());
        }
        Link::Links(field) => (entity, id, key, field),
        Link::InverseLinks(field) => (target, key, id, field),
    };
    let mut ids = links(tx, call, holder, holder_id, field)?;
    ids.retain(|known| *known != other);
    if tied {
        ids.push(other);
    }
    let patch = Patch::one(Arc::clone(field), Value::list(ids.into_iter().map(Value::from)));
    records::update(tx, call.actor, &holder.entity, holder_id, None, &patch)?;
    Ok(())
}

/// Findings of a nested record, with the way to it.
fn on(fault: Fault, navigation: &Navigation, index: usize) -> Fault {
    match fault {
        Fault::Records(Error::Invalid(problems)) => {
            let problems = problems.into_iter().map(|problem| problem.on_line(&navigation.name, index)).collect();
            Fault::Records(Error::Invalid(problems))
        }
        other => other,
    }
}

/// Findings under the names of the properties: `company_id` for the field `company`.
fn named(catalog: &Catalog, entity: &Entity, error: Error) -> Fault {
    let Error::Invalid(mut problems) = error else { return error.into() };
    for problem in &mut problems {
        let Some(field) = &problem.field else { continue };
        let about = match &problem.line {
            Some((lines, _)) => entity.navigation(lines).map_or(entity, |lines| catalog.entity(lines.target)),
            None => entity,
        };
        let by_slot = about.properties.iter().find(|property| property.path.len() == 1 && property.path[0] == *field);
        if let Some(property) = by_slot {
            problem.field = Some(Arc::clone(&property.name));
        }
    }
    Error::Invalid(problems).into()
}
