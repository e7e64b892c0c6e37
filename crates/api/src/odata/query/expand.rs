//! `$expand`, bound: which relations are followed, and what is asked of the related records.

use super::{Query, invalid, unsupported};
use crate::Problem;
use crate::odata::catalog::{Cardinality, Catalog, EntityId};
use crate::odata::url::ast::{ExpandItem, ExpandSuffix, Levels, OptionKind, PathPart, QueryOption};

/// How many levels `$levels` and nested `$expand` may have together.
const MAX_DEPTH: u32 = 6;

/// A relation that is followed.
#[derive(Debug, Clone)]
pub struct Expand {
    /// The place of the navigation property in the entity.
    pub navigation: usize,
    pub suffix: ExpandSuffix,
    /// What is asked of the related records.
    pub query: Box<Query>,
}

/// Binds the members of `$expand`.
pub(super) fn bind(
    catalog: &Catalog,
    entity: EntityId,
    items: &[ExpandItem],
    request: &[QueryOption],
) -> Result<Vec<Expand>, Problem> {
    let mut expands = Vec::new();
    for item in items {
        bind_item(catalog, entity, item, request, &mut expands)?;
    }
    Ok(expands)
}

fn bind_item(
    catalog: &Catalog,
    id: EntityId,
    item: &ExpandItem,
    request: &[QueryOption],
    expands: &mut Vec<Expand>,
) -> Result<(), Problem> {
    let entity = catalog.entity(id);
    let [part] = item.path.as_slice() else {
        return Err(invalid(
            item.at,
            "a member of $expand is one navigation property; nest further ones in parentheses",
        ));
    };
    let places: Vec<usize> = match part {
        PathPart::Star => (0..entity.navigations.len()).collect(),
        PathPart::Name(name) if name.namespace.is_none() => {
            let place = entity.navigations.iter().position(|navigation| *navigation.name == *name.name);
            vec![place.ok_or_else(|| invalid(name.at, unknown(catalog, id, &name.name)))?]
        }
        _ => return Err(invalid(item.at, "a member of $expand is a navigation property or *")),
    };
    for place in places {
        // A property named twice is expanded once, as it was named first.
        if expands.iter().any(|expand| expand.navigation == place) {
            continue;
        }
        let target = entity.navigations[place].target;
        let query = nested(catalog, item, target, request)?;
        if item.suffix == ExpandSuffix::Count && entity.navigations[place].cardinality == Cardinality::One {
            return Err(invalid(item.at, "$count needs a collection before it"));
        }
        expands.push(Expand { navigation: place, suffix: item.suffix, query: Box::new(query) });
    }
    Ok(())
}

fn nested(catalog: &Catalog, item: &ExpandItem, target: EntityId, request: &[QueryOption]) -> Result<Query, Problem> {
    let levels = item.options.iter().find_map(|option| match option.kind {
        OptionKind::Levels(levels) => Some((option.at, levels)),
        _ => None,
    });
    let options: Vec<QueryOption> =
        item.options.iter().filter(|option| !matches!(option.kind, OptionKind::Levels(_))).cloned().collect();
    // An alias that is given inside goes before one of the same name outside.
    let mut aliases: Vec<QueryOption> =
        options.iter().filter(|option| matches!(option.kind, OptionKind::Alias(..))).cloned().collect();
    aliases.extend(request.iter().filter(|option| matches!(option.kind, OptionKind::Alias(..))).cloned());
    let mut query = Query::bind(catalog, target, &options, &aliases)?;
    if let Some((at, levels)) = levels {
        let more = match levels {
            Levels::Max => MAX_DEPTH - 1,
            Levels::Number(levels) if levels <= MAX_DEPTH => levels - 1,
            Levels::Number(_) => return Err(invalid(at, format!("$levels goes up to {MAX_DEPTH}"))),
        };
        repeat(catalog, item, target, &mut query, more)?;
    }
    Ok(query)
}

/// URL Conventions 5.1.4.2: the same expansion again on the target, so many times more,
/// as far as the target has a navigation property of that name.
fn repeat(
    catalog: &Catalog,
    item: &ExpandItem,
    target: EntityId,
    query: &mut Query,
    levels: u32,
) -> Result<(), Problem> {
    if levels == 0 {
        return Ok(());
    }
    let [PathPart::Name(name)] = item.path.as_slice() else {
        return Err(unsupported(item.at, "$levels with * is not offered"));
    };
    let entity = catalog.entity(target);
    let Some(place) = entity.navigations.iter().position(|navigation| *navigation.name == *name.name) else {
        return Ok(());
    };
    if entity.navigations[place].target != target {
        return Ok(());
    }
    let mut inner = query.clone();
    repeat(catalog, item, target, &mut inner, levels - 1)?;
    query.expand.push(Expand { navigation: place, suffix: item.suffix, query: Box::new(inner) });
    Ok(())
}

fn unknown(catalog: &Catalog, id: EntityId, name: &str) -> String {
    let entity = catalog.entity(id);
    if entity.property(name).is_some() {
        return format!("\"{name}\" is no navigation property: it is returned anyway");
    }
    entity.unknown(name)
}
