//! `$apply`, bound: records are filtered, grouped, aggregated, and the groups filtered and sorted.
//!
//! One pass over the records: filters and searches first, then one `groupby` or `aggregate`,
//! then what looks at the groups. Data Aggregation 4.0 knows more; the rest is answered
//! with 501 and its name.

use std::sync::Arc;

use feel::Expr;
pub use records::Method;

use super::{Order, invalid, unsupported};
use crate::Problem;
use crate::odata::catalog::{Catalog, EntityId};
use crate::odata::filter::{Binder, Bound, Kind};
use crate::odata::url::ast::{
    self, Aggregate, AggregateMethod, ExprKind, Grouping, OrderItem, PathPart, QueryOption, Root, Search, SelectItem,
    StepKind, Transformation,
};

/// Groups of records and what is computed of each.
#[derive(Debug, Clone, PartialEq)]
pub struct Aggregation {
    /// The records that count.
    pub filter: Option<Expr>,
    pub search: Option<Search>,
    /// What they are grouped by; none makes one group of all.
    pub groups: Vec<Group>,
    pub measures: Vec<Measure>,
    /// The groups that are kept: a condition on the names of groups and measures.
    pub having: Option<Expr>,
    /// By the names of groups and measures.
    pub order: Vec<Order>,
    pub skip: u64,
    pub top: Option<u64>,
    /// Which groups and measures are returned, by their place among both; none when all are.
    pub select: Option<Vec<usize>>,
}

/// One thing records are grouped by.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Where the value stands in the answer: `["company", "name"]`.
    pub name: Vec<Arc<str>>,
    pub value: Bound,
}

/// One value computed of each group.
#[derive(Debug, Clone, PartialEq)]
pub struct Measure {
    pub name: Arc<str>,
    pub method: Method,
    /// What is aggregated; none when records are counted.
    pub value: Option<Bound>,
}

impl Measure {
    /// The kind of the result.
    pub fn kind(&self) -> Kind {
        match (self.method, &self.value) {
            (Method::Count | Method::CountDistinct, _) | (_, None) => Kind::Integer,
            (Method::Average, Some(value)) if value.kind == Kind::Integer => Kind::Number,
            (_, Some(value)) => value.kind,
        }
    }
}

impl Aggregation {
    /// Binds the transformations of `$apply`.
    pub(super) fn bind(
        catalog: &Catalog,
        entity: EntityId,
        at: u32,
        transformations: &[Transformation],
        request: &[QueryOption],
    ) -> Result<Self, Problem> {
        let mut binding = Binding {
            at,
            request,
            result: Self {
                filter: None,
                search: None,
                groups: Vec::new(),
                measures: Vec::new(),
                having: None,
                order: Vec::new(),
                skip: 0,
                top: None,
                select: None,
            },
            grouped: false,
        };
        let mut binder = Binder::new(catalog, entity, request);
        for transformation in transformations {
            binding.add(&mut binder, transformation)?;
        }
        if !binding.grouped {
            let message = "$apply needs groupby or aggregate; use $filter, $orderby and $top for records";
            return Err(unsupported(at, message));
        }
        Ok(binding.result)
    }

    /// Adds a condition on the groups: that of `$filter` beside `$apply`.
    pub(super) fn add_condition(&mut self, filter: &ast::Expr, request: &[QueryOption]) -> Result<(), Problem> {
        let condition = self.binder(request).condition(filter)?;
        self.having = Some(both(self.having.take(), condition));
        Ok(())
    }

    /// Sets the order of the groups: that of `$orderby` beside `$apply`.
    pub(super) fn set_order(&mut self, items: &[OrderItem], request: &[QueryOption]) -> Result<(), Problem> {
        let mut binder = self.binder(request);
        let mut order = Vec::with_capacity(items.len());
        for item in items {
            order.push(Order { by: binder.value(&item.by)?, direction: item.direction });
        }
        drop(binder);
        self.order = order;
        Ok(())
    }

    /// Sets what is returned: the names of `$select` beside `$apply`. `company` is all that stands under it.
    pub(super) fn set_select(&mut self, items: &[SelectItem]) -> Result<(), Problem> {
        let names = self.names();
        let mut chosen = vec![false; names.len()];
        for item in items {
            if !item.options.is_empty() || !item.parameters.is_empty() {
                return Err(unsupported(item.at, "options in $select are not offered"));
            }
            let mut path: Vec<&str> = Vec::with_capacity(item.path.len());
            for part in &item.path {
                match part {
                    PathPart::Star => {}
                    PathPart::Name(name) if name.namespace.is_none() => path.push(&name.name),
                    _ => return Err(invalid(item.at, "a member of $select is a name after $apply or *")),
                }
            }
            let mut found = false;
            for (place, name) in names.iter().enumerate() {
                if name.len() >= path.len() && name.iter().zip(&path).all(|(known, wanted)| **known == **wanted) {
                    (chosen[place], found) = (true, true);
                }
            }
            if !found {
                let known: Vec<String> = names.iter().map(|name| name.join("/")).collect();
                let message =
                    format!("\"{}\" is no name after $apply; there are: {}", path.join("/"), known.join(", "));
                return Err(invalid(item.at, message));
            }
        }
        self.select = Some((0..chosen.len()).filter(|place| chosen[*place]).collect());
        Ok(())
    }

    /// The names of groups, then those of measures.
    pub fn names(&self) -> Vec<Vec<Arc<str>>> {
        let groups = self.groups.iter().map(|group| group.name.clone());
        groups.chain(self.measures.iter().map(|measure| vec![Arc::clone(&measure.name)])).collect()
    }

    /// A binder for the names of groups and measures.
    fn binder<'o>(&self, request: &'o [QueryOption]) -> Binder<'o> {
        let names = self.groups.iter().map(|group| (group.name.clone(), group.value.kind));
        let measures = self.measures.iter().map(|measure| (vec![Arc::clone(&measure.name)], measure.kind()));
        Binder::of_names(names.chain(measures), request)
    }
}

struct Binding<'c> {
    at: u32,
    request: &'c [QueryOption],
    result: Aggregation,
    /// Whether the groups are made; what follows looks at them.
    grouped: bool,
}

impl<'c> Binding<'c> {
    fn add(&mut self, binder: &mut Binder<'c>, transformation: &'c Transformation) -> Result<(), Problem> {
        match transformation {
            Transformation::Identity => Ok(()),
            Transformation::Filter(filter) if self.grouped => self.result.add_condition(filter, self.request),
            Transformation::Filter(filter) => {
                let condition = binder.condition(filter)?;
                self.result.filter = Some(both(self.result.filter.take(), condition));
                Ok(())
            }
            Transformation::Search(search) if !self.grouped => {
                self.result.search = Some(match self.result.search.take() {
                    Some(before) => Search::And(vec![before, search.clone()]),
                    None => search.clone(),
                });
                Ok(())
            }
            Transformation::Compute(items) if !self.grouped => {
                for item in items {
                    let bound = binder.value(&item.value)?;
                    binder.define(item.alias.name.as_str().into(), bound);
                }
                Ok(())
            }
            Transformation::GroupBy { by, then } if !self.grouped => self.group(binder, by, then),
            Transformation::Aggregate(items) if !self.grouped => self.measure(binder, items),
            Transformation::OrderBy(items) if self.grouped && self.result.top.is_none() => {
                self.result.set_order(items, self.request)
            }
            Transformation::Top(top) if self.grouped => {
                self.result.top = Some(self.result.top.map_or(*top, |before| before.min(*top)));
                Ok(())
            }
            Transformation::Skip(skip) if self.grouped && self.result.top.is_none() => {
                self.result.skip += skip;
                Ok(())
            }
            other => Err(unsupported(self.at, format!("{} is not offered at this place of $apply", name(other)))),
        }
    }

    fn group(
        &mut self,
        binder: &mut Binder<'c>,
        by: &'c [Grouping],
        then: &'c [Transformation],
    ) -> Result<(), Problem> {
        for grouping in by {
            let Grouping::Path(path) = grouping else {
                return Err(unsupported(self.at, "rollup is not offered"));
            };
            self.result.groups.push(self.grouped_by(binder, path)?);
        }
        match then {
            [] | [Transformation::Identity] => {
                self.grouped = true;
                Ok(())
            }
            [Transformation::Aggregate(items)] => self.measure(binder, items),
            _ => Err(unsupported(self.at, "groupby is offered with aggregate only, or alone")),
        }
    }

    fn grouped_by(&self, binder: &mut Binder<'c>, path: &'c ast::Path) -> Result<Group, Problem> {
        let at = path.steps.first().map_or(self.at, |step| step.at);
        let value = binder.path_value(at, path)?;
        let name: Vec<Arc<str>> = path
            .steps
            .iter()
            .filter_map(|step| match &step.kind {
                StepKind::Name { name, .. } if name.namespace.is_none() => Some(name.name.as_str().into()),
                _ => None,
            })
            .collect();
        match value.kind {
            Kind::Records(_) => Err(invalid(at, "groups are made by single values, not by collections")),
            Kind::Record(_) => Err(unsupported(at, "group by a property of the related record, such as its id")),
            Kind::Texts | Kind::Other => Err(invalid(at, "groups are made by single values, not by collections")),
            _ => Ok(Group { name, value }),
        }
    }

    fn measure(&mut self, binder: &mut Binder<'c>, items: &'c [Aggregate]) -> Result<(), Problem> {
        for item in items {
            let measure = self.measured(binder, item)?;
            let taken = self.result.measures.iter().any(|other| other.name == measure.name)
                || self.result.groups.iter().any(|group| group.name == [Arc::clone(&measure.name)]);
            if taken {
                return Err(invalid(item.at, format!("the name \"{}\" stands here twice", measure.name)));
            }
            self.result.measures.push(measure);
        }
        self.grouped = true;
        Ok(())
    }

    fn measured(&self, binder: &mut Binder<'c>, item: &'c Aggregate) -> Result<Measure, Problem> {
        if !item.from.is_empty() {
            return Err(unsupported(item.at, "\"from\" is not offered in aggregate"));
        }
        let name: Option<Arc<str>> = item.alias.as_ref().map(|alias| alias.name.as_str().into());
        if is_count(&item.subject) {
            let name = name.unwrap_or_else(|| "count".into());
            return Ok(Measure { name, method: Method::Count, value: None });
        }
        let method = match &item.method {
            Some(AggregateMethod::Sum) => Method::Sum,
            Some(AggregateMethod::Min) => Method::Min,
            Some(AggregateMethod::Max) => Method::Max,
            Some(AggregateMethod::Average) => Method::Average,
            Some(AggregateMethod::CountDistinct) => Method::CountDistinct,
            Some(AggregateMethod::Custom(custom)) => {
                return Err(invalid(custom.at, format!("there is no method \"{}\"", custom.name)));
            }
            None => return Err(invalid(item.at, "there are no custom aggregates: say \"with sum\" or the like")),
        };
        let value = binder.value(&item.subject)?;
        let fits = match method {
            Method::Sum | Method::Average => {
                matches!(value.kind, Kind::Integer | Kind::Number | Kind::Duration)
            }
            Method::Min | Method::Max => {
                !matches!(value.kind, Kind::Record(_) | Kind::Records(_) | Kind::Texts | Kind::Other | Kind::Boolean)
            }
            _ => !matches!(value.kind, Kind::Records(_) | Kind::Texts | Kind::Other),
        };
        match name {
            Some(name) if fits => Ok(Measure { name, method, value: Some(value) }),
            _ => Err(invalid(item.at, "this method does not apply to such a value")),
        }
    }
}

/// Whether the subject is `$count` of the records themselves.
fn is_count(subject: &ast::Expr) -> bool {
    let ExprKind::Path(path) = &subject.kind else { return false };
    let [step] = path.steps.as_slice() else { return false };
    path.root == Root::Implicit && matches!(step.kind, StepKind::Count(_))
}

fn both(before: Option<Expr>, condition: Expr) -> Expr {
    match before {
        Some(before) => Expr::and(before, condition),
        None => condition,
    }
}

fn name(transformation: &Transformation) -> &'static str {
    match transformation {
        Transformation::Aggregate(_) => "aggregate",
        Transformation::GroupBy { .. } => "groupby",
        Transformation::Filter(_) => "filter",
        Transformation::Search(_) => "search",
        Transformation::Compute(_) => "compute",
        Transformation::OrderBy(_) => "orderby",
        Transformation::Top(_) => "top",
        Transformation::Skip(_) => "skip",
        Transformation::Identity => "identity",
        Transformation::Concat(_) => "concat",
        Transformation::Best { .. } => "topcount and its like",
        Transformation::Nest { .. } => "nest",
        Transformation::Join { .. } => "join",
        Transformation::Relatives(_) => "ancestors and descendants",
        Transformation::Traverse(_) => "traverse",
        Transformation::Custom { .. } => "a function",
    }
}
