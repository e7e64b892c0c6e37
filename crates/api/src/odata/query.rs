//! A question about the records of one entity: the query options, bound to the catalog.
//!
//! This is the seam to `records`: everything here is checked and typed, nothing is run.

mod aggregation;
mod expand;

use std::sync::Arc;

pub use aggregation::{Aggregation, Group, Measure, Method};
pub use expand::Expand;

use super::catalog::{Catalog, EntityId, Property};
use super::filter::{Binder, Bound};
use super::url::ast::{self, Direction, OptionKind, PathPart, QueryOption, Search};
use crate::Problem;

/// What is asked of a collection of records, or of one.
#[derive(Debug, Clone)]
pub struct Query {
    pub entity: EntityId,
    /// The properties to return, by their place in the entity; in its order.
    pub select: Vec<usize>,
    /// Whether the client chose the properties, so that the context must name them.
    pub selected: bool,
    pub filter: Option<feel::Expr>,
    pub search: Option<Search>,
    pub order: Vec<Order>,
    pub computed: Vec<Computed>,
    pub expand: Vec<Expand>,
    /// `$apply`: then records are not returned, but groups.
    pub aggregation: Option<Aggregation>,
    pub top: Option<u64>,
    pub skip: u64,
    /// Whether all that fit are to be counted.
    pub count: bool,
    /// Where a page before has ended.
    pub skip_token: Option<String>,
    /// `$format`
    pub format: Option<String>,
}

/// A member that `$compute` makes.
#[derive(Debug, Clone, PartialEq)]
pub struct Computed {
    pub name: Arc<str>,
    pub value: Bound,
    /// Whether it is returned; conditions and the order may use it anyway.
    pub shown: bool,
}

/// How many members an order has at the most: more than anybody sorts by, and fewer than databases take.
const MOST_ORDERS: usize = 50;

/// How many members are computed at the most.
const MOST_COMPUTED: usize = 100;

/// One member of the order.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    pub by: Bound,
    pub direction: Direction,
}

impl Query {
    /// All properties of all records of an entity.
    pub fn all(catalog: &Catalog, entity: EntityId) -> Self {
        Self {
            entity,
            select: (0..catalog.entity(entity).properties.len()).collect(),
            selected: false,
            filter: None,
            search: None,
            order: Vec::new(),
            computed: Vec::new(),
            expand: Vec::new(),
            aggregation: None,
            top: None,
            skip: 0,
            count: false,
            skip_token: None,
            format: None,
        }
    }

    /// Binds query options to an entity. `request` are the options at the top of the URL, whose
    /// aliases apply inside of nested ones as well.
    ///
    /// # Errors
    /// 400 with the place for an option given twice, an unknown name, a wrong type;
    /// 501 for what this service does not offer.
    pub fn bind(
        catalog: &Catalog,
        entity: EntityId,
        options: &[QueryOption],
        request: &[QueryOption],
    ) -> Result<Self, Problem> {
        refuse_twice(options)?;
        let mut query = Self::all(catalog, entity);
        let mut binder = Binder::new(catalog, entity, request);
        // Data Aggregation 3: $apply is evaluated first, the other options see its result.
        if let Some((at, transformations)) = find(options, |kind| match kind {
            OptionKind::Apply(transformations) => Some(transformations),
            _ => None,
        }) {
            let aggregation = Aggregation::bind(catalog, entity, at, transformations, request)?;
            query.bind_after_apply(aggregation, options, request)?;
            return Ok(query);
        }
        for option in options {
            if let OptionKind::Compute(computed) = &option.kind {
                if computed.len() > MOST_COMPUTED {
                    return Err(invalid(option.at, format!("$compute takes {MOST_COMPUTED} members at the most")));
                }
                for item in computed {
                    let bound = binder.value(&item.value)?;
                    let name: Arc<str> = item.alias.name.as_str().into();
                    refuse_known(catalog, entity, &item.alias)?;
                    binder.define(Arc::clone(&name), bound.clone());
                    query.computed.push(Computed { name, value: bound, shown: true });
                }
            }
        }
        for option in options {
            query.bind_option(catalog, &mut binder, option, request)?;
        }
        Ok(query)
    }

    fn bind_option<'o>(
        &mut self,
        catalog: &Catalog,
        binder: &mut Binder<'o>,
        option: &'o QueryOption,
        request: &[QueryOption],
    ) -> Result<(), Problem> {
        match &option.kind {
            OptionKind::Filter(filter) => self.filter = Some(binder.condition(filter)?),
            OptionKind::OrderBy(items) => {
                if items.len() > MOST_ORDERS {
                    return Err(invalid(option.at, format!("$orderby takes {MOST_ORDERS} members at the most")));
                }
                for item in items {
                    let by = binder.value(&item.by)?;
                    self.order.push(Order { by, direction: item.direction });
                }
            }
            OptionKind::Select(items) => self.select(catalog, items)?,
            OptionKind::Expand(items) => {
                self.expand = expand::bind(catalog, self.entity, items, request)?;
            }
            _ => self.bind_paging(option)?,
        }
        Ok(())
    }

    /// The options that name nothing.
    fn bind_paging(&mut self, option: &QueryOption) -> Result<(), Problem> {
        match &option.kind {
            OptionKind::Top(top) => self.top = Some(*top),
            OptionKind::Skip(skip) => self.skip = *skip,
            OptionKind::Count(count) => self.count = *count,
            OptionKind::Search(search) => self.search = Some(search.clone()),
            OptionKind::SkipToken(token) => self.skip_token = Some(token.clone()),
            OptionKind::Format(format) => self.format = Some(format.clone()),
            OptionKind::DeltaToken(_) => return Err(unsupported(option.at, "$deltatoken is not offered")),
            OptionKind::Index(_) => return Err(unsupported(option.at, "$index is not offered: records have no place")),
            OptionKind::Id(_) => return Err(invalid(option.at, "$id stands after $entity or $ref only")),
            OptionKind::Levels(_) => return Err(invalid(option.at, "$levels stands in $expand only")),
            // Aliases are read by the binder; custom options mean nothing here.
            _ => {}
        }
        Ok(())
    }

    fn select(&mut self, catalog: &Catalog, items: &[ast::SelectItem]) -> Result<(), Problem> {
        let entity = catalog.entity(self.entity);
        let mut chosen = vec![false; entity.properties.len()];
        self.selected = true;
        self.computed.iter_mut().for_each(|computed| computed.shown = false);
        for item in items {
            let [part] = item.path.as_slice() else {
                return Err(invalid(item.at, "a member of $select is one property"));
            };
            if !item.options.is_empty() || !item.parameters.is_empty() {
                return Err(unsupported(item.at, "options in $select are not offered"));
            }
            match part {
                PathPart::Star => {
                    chosen.fill(true);
                    self.computed.iter_mut().for_each(|computed| computed.shown = true);
                }
                PathPart::Name(name) if name.namespace.is_none() => {
                    let place = entity.properties.iter().position(|property| *property.name == *name.name);
                    let computed = self.computed.iter_mut().find(|computed| *computed.name == *name.name);
                    match (place, computed) {
                        (Some(place), _) => chosen[place] = true,
                        (None, Some(computed)) => computed.shown = true,
                        (None, None) if entity.navigation(&name.name).is_some() => {}
                        (None, None) => return Err(invalid(name.at, entity.unknown(&name.name))),
                    }
                }
                // A namespace or an annotation adds nothing that is there.
                PathPart::Operations(_) | PathPart::Annotation(_) => {}
                PathPart::Name(_) | PathPart::Value => {
                    return Err(invalid(item.at, "a member of $select is a property or *"));
                }
            }
        }
        self.select = (0..chosen.len()).filter(|place| chosen[*place]).collect();
        Ok(())
    }

    fn bind_after_apply(
        &mut self,
        mut aggregation: Aggregation,
        options: &[QueryOption],
        request: &[QueryOption],
    ) -> Result<(), Problem> {
        for option in options {
            match &option.kind {
                OptionKind::Apply(_) => {}
                OptionKind::Filter(filter) => aggregation.add_condition(filter, request)?,
                OptionKind::OrderBy(items) => aggregation.set_order(items, request)?,
                OptionKind::Select(items) => aggregation.set_select(items)?,
                OptionKind::Expand(_) | OptionKind::Compute(_) | OptionKind::Search(_) => {
                    let message = "after $apply only $filter, $orderby, $select, $top, $skip and $count are offered";
                    return Err(unsupported(option.at, message));
                }
                _ => self.bind_paging(option)?,
            }
        }
        self.aggregation = Some(aggregation);
        Ok(())
    }

    /// The properties to return.
    pub fn properties<'c>(&self, catalog: &'c Catalog) -> impl Iterator<Item = &'c Property> {
        let entity = catalog.entity(self.entity);
        self.select.iter().map(|place| &entity.properties[*place])
    }
}

/// The value of the option that `pick` picks, and its place.
fn find<'o, T>(options: &'o [QueryOption], pick: impl Fn(&'o OptionKind) -> Option<T>) -> Option<(u32, T)> {
    options.iter().find_map(|option| pick(&option.kind).map(|value| (option.at, value)))
}

/// URL Conventions 5.1: a system query option stands at most once.
fn refuse_twice(options: &[QueryOption]) -> Result<(), Problem> {
    for (index, option) in options.iter().enumerate() {
        let is_system = !matches!(option.kind, OptionKind::Custom { .. } | OptionKind::Alias(..));
        let same = |other: &QueryOption| std::mem::discriminant(&other.kind) == std::mem::discriminant(&option.kind);
        if is_system && options[..index].iter().any(same) {
            return Err(invalid(option.at, "this query option stands here for the second time"));
        }
    }
    Ok(())
}

fn refuse_known(catalog: &Catalog, entity: EntityId, alias: &ast::Name) -> Result<(), Problem> {
    let entity = catalog.entity(entity);
    if entity.property(&alias.name).is_some() || entity.navigation(&alias.name).is_some() {
        let message = format!("{} has a property \"{}\" already", entity.type_name, alias.name);
        return Err(invalid(alias.at, message));
    }
    Ok(())
}

fn invalid(at: u32, message: impl Into<String>) -> Problem {
    super::filter::Error::Invalid { at, message: message.into() }.into()
}

fn unsupported(at: u32, message: impl Into<String>) -> Problem {
    super::filter::Error::Unsupported { at, message: message.into() }.into()
}

#[cfg(test)]
mod tests;
