//! What a path addresses, bound to the catalog. OData URL Conventions 4.

use super::catalog::{Cardinality, Catalog, EntityId, KEY, NAMESPACE, there_is};
use super::filter::Binder;
use super::url::ast::{
    Arguments, Expr, ExprKind, Literal, Name, OptionKind, QueryOption, Resource, Root, Segment, SegmentKind, Url,
};
use super::url::{self, Limits};
use crate::Problem;

/// What a URL addresses.
#[derive(Debug, Clone, PartialEq)]
pub enum Target {
    Service,
    Metadata,
    Batch,
    Records(Address),
}

/// Records, one record, or a part of it.
///
/// Invariant: every hop but the last leads to one record.
#[derive(Debug, Clone, PartialEq)]
pub struct Address {
    /// The set the path begins with.
    pub set: EntityId,
    /// The key in that set; none when the path is the set itself.
    pub key: Option<i64>,
    /// The navigation properties followed from there.
    pub hops: Vec<Hop>,
    /// The conditions of `$filter` segments on the last collection.
    pub filters: Vec<feel::Expr>,
    /// The entity at the end.
    pub entity: EntityId,
    pub end: End,
    /// Whether the query options are in the body: `/$query`.
    pub query_in_body: bool,
}

/// One navigation property followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hop {
    /// Its place in the entity it starts from.
    pub navigation: usize,
    /// The key in its collection.
    pub key: Option<i64>,
}

/// What of the records at the end is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Collection,
    Record,
    /// `$count` of a collection.
    Count,
    /// A property, by its place in the entity.
    Property(usize),
    /// The bare value of a property: `/$value`.
    Value(usize),
    /// `$ref` of a collection.
    References,
    /// `$ref` of a record.
    Reference,
    /// An action bound to a record, by its place in the entity.
    Action(usize),
}

impl Address {
    /// Whether one thing is addressed, not a collection.
    pub fn is_single(&self) -> bool {
        !matches!(self.end, End::Collection | End::Count | End::References)
    }
}

/// Binds the path of a URL.
///
/// # Errors
/// 404 for a set, property or relation that is not there, with those that are; 400 for a
/// key of a wrong type; 501 for what OData knows and this service does not offer.
pub fn bind(catalog: &Catalog, url: &Url) -> Result<Target, Problem> {
    match &url.resource {
        Resource::Service => Ok(Target::Service),
        Resource::Metadata => Ok(Target::Metadata),
        Resource::Batch => Ok(Target::Batch),
        Resource::Entity { cast } => entity(catalog, cast.as_ref(), &url.options),
        Resource::All { .. } => Err(Problem::not_implemented("$all is not offered: search in each entity set")),
        Resource::CrossJoin { .. } => Err(Problem::not_implemented("$crossjoin is not offered: use $expand")),
        Resource::Path(segments) => Walk::along(catalog, segments, &url.options).map(Target::Records),
    }
}

/// `$entity?$id=companies(5)`
fn entity(catalog: &Catalog, cast: Option<&Name>, options: &[QueryOption]) -> Result<Target, Problem> {
    let id = options.iter().find_map(|option| match &option.kind {
        OptionKind::Id(id) => Some(id.as_str()),
        _ => None,
    });
    let id = id.ok_or_else(|| Problem::bad_request("$entity needs the query option $id"))?;
    let relative = relative(id);
    let target = bind(catalog, &url::parse(relative, Limits::default())?)?;
    match target {
        Target::Records(address) if address.end == End::Record => {
            if let Some(cast) = cast {
                check_type(catalog, address.entity, cast)?;
            }
            Ok(Target::Records(address))
        }
        _ => Err(Problem::not_found(format!("\"{id}\" is not the address of a record"))),
    }
}

/// The part of an address after the service root, whatever host it names.
pub fn relative(address: &str) -> &str {
    let root = format!("{}/", crate::openapi::SERVICE_ROOT);
    match address.find(&root) {
        Some(at) => &address[at + root.len()..],
        None => address.trim_start_matches('/'),
    }
}

fn check_type(catalog: &Catalog, id: EntityId, name: &Name) -> Result<(), Problem> {
    let entity = catalog.entity(id);
    let is_own =
        name.namespace.as_deref().is_none_or(|namespace| namespace == NAMESPACE) && *name.name == *entity.type_name;
    if is_own { Ok(()) } else { Err(Problem::not_found(format!("{} is no {}", entity.type_name, name.name))) }
}

/// The way along a path.
struct Walk<'c> {
    catalog: &'c Catalog,
    options: &'c [QueryOption],
    address: Address,
}

impl<'c> Walk<'c> {
    fn along(catalog: &'c Catalog, segments: &'c [Segment], options: &'c [QueryOption]) -> Result<Address, Problem> {
        let Some((Segment { kind: SegmentKind::Name { name, arguments }, .. }, rest)) = segments.split_first() else {
            return Err(Problem::bad_request("the path begins with an entity set"));
        };
        let Some(set) = catalog.by_set(&name.name) else {
            let detail = format!("there is no entity set \"{}\"; {}", name.name, there_is(&catalog.set_names()));
            return Err(Problem::not_found(detail));
        };
        let address = Address {
            set,
            key: None,
            hops: Vec::new(),
            filters: Vec::new(),
            entity: set,
            end: End::Collection,
            query_in_body: false,
        };
        let mut walk = Self { catalog, options, address };
        if let Some(arguments) = arguments {
            walk.key(arguments)?;
        }
        for segment in rest {
            walk.step(segment)?;
        }
        Ok(walk.address)
    }

    fn step(&mut self, segment: &'c Segment) -> Result<(), Problem> {
        let at = segment.at;
        match (&segment.kind, self.address.end) {
            (SegmentKind::Query, _) => {
                self.address.query_in_body = true;
                Ok(())
            }
            (SegmentKind::Key(arguments), End::Collection) => self.key(arguments),
            (SegmentKind::Raw(text), End::Collection) => match text.parse() {
                Ok(key) => self.set_key(key),
                Err(_) => Err(Problem::not_found(format!("\"{text}\" is no key"))),
            },
            (SegmentKind::Name { name, arguments }, End::Collection) => {
                let has_parameters = matches!(arguments, Some(Arguments::Empty));
                if !has_parameters && self.is_type(name) {
                    check_type(self.catalog, self.address.entity, name)?;
                    return arguments.as_ref().map_or(Ok(()), |arguments| self.key(arguments));
                }
                Err(self.needs_key(name, arguments.as_ref()))
            }
            (SegmentKind::Name { name, arguments }, End::Record) => self.member(name, arguments.as_ref()),
            (SegmentKind::Filter(condition), End::Collection) => {
                let mut binder = Binder::new(self.catalog, self.address.entity, self.options);
                self.address.filters.push(binder.condition(condition)?);
                Ok(())
            }
            (SegmentKind::Count, End::Collection) => self.end(End::Count),
            (SegmentKind::Ref, End::Collection) => self.end(End::References),
            (SegmentKind::Ref, End::Record) => self.end(End::Reference),
            (SegmentKind::Value, End::Property(place)) => self.end(End::Value(place)),
            (SegmentKind::Value, End::Record) => {
                Err(Problem::not_found("the record is no media: ask for one of its properties"))
            }
            (SegmentKind::Each, _) => Err(Problem::not_implemented("$each is not offered: use $batch")),
            _ => {
                let mut problem = Problem::not_found("nothing stands behind that part of the path");
                problem.position = Some(at);
                Err(problem)
            }
        }
    }

    fn end(&mut self, end: End) -> Result<(), Problem> {
        self.address.end = end;
        Ok(())
    }

    /// Whether a name can only be that of a type.
    fn is_type(&self, name: &Name) -> bool {
        name.namespace.is_some() || self.catalog.by_type(&name.name).is_some()
    }

    fn needs_key(&self, name: &Name, arguments: Option<&Arguments>) -> Problem {
        let entity = self.catalog.entity(self.address.entity);
        if name.namespace.is_some() || arguments.is_some() {
            return Problem::not_found(format!("there is no function or action \"{}\"", name.name));
        }
        Problem::not_found(format!("name one of the {}: {}(1)/{}", entity.set, entity.set, name.name))
    }

    fn member(&mut self, name: &Name, arguments: Option<&'c Arguments>) -> Result<(), Problem> {
        let entity = self.catalog.entity(self.address.entity);
        let is_ours = name.namespace.as_deref().is_none_or(|namespace| namespace == NAMESPACE);
        let action = entity.actions.iter().position(|action| is_ours && *action.name == *name.name);
        // A property of that name comes first, unless the namespace tells them apart (URL Conventions 4.5.1).
        let is_property = name.namespace.is_none() && entity.property(&name.name).is_some();
        if let Some(place) = action.filter(|_| arguments.is_none() && !is_property) {
            return self.end(End::Action(place));
        }
        if name.namespace.is_some() {
            return match arguments {
                None => check_type(self.catalog, self.address.entity, name),
                Some(_) => Err(Problem::not_found(format!("there is no function or action \"{}\"", name.name))),
            };
        }
        if let Some(place) = entity.properties.iter().position(|property| *property.name == *name.name) {
            if arguments.is_some() {
                return Err(Problem::bad_request(format!("\"{}\" has no key", name.name)));
            }
            return self.end(End::Property(place));
        }
        let Some(place) = entity.navigations.iter().position(|navigation| *navigation.name == *name.name) else {
            return Err(Problem::not_found(entity.unknown(&name.name)));
        };
        let navigation = &entity.navigations[place];
        self.address.hops.push(Hop { navigation: place, key: None });
        self.address.entity = navigation.target;
        self.address.end = match navigation.cardinality {
            Cardinality::One => End::Record,
            Cardinality::Many => End::Collection,
        };
        match arguments {
            None => Ok(()),
            Some(_) if navigation.cardinality == Cardinality::One => {
                Err(Problem::bad_request(format!("\"{}\" leads to one record: it takes no key", name.name)))
            }
            Some(arguments) => self.key(arguments),
        }
    }

    fn key(&mut self, arguments: &'c Arguments) -> Result<(), Problem> {
        let value = match arguments {
            Arguments::Positional(value) => value,
            Arguments::Named(members) => match members.as_slice() {
                [(name, value)] if name.name == KEY => value,
                _ => {
                    let entity = &self.catalog.entity(self.address.entity).type_name;
                    return Err(Problem::bad_request(format!("the key of {entity} is \"{KEY}\"")));
                }
            },
            Arguments::Empty => return Err(Problem::bad_request("the key is missing in the parentheses")),
        };
        let key = self.key_value(value, 0)?;
        self.set_key(key)
    }

    fn set_key(&mut self, key: i64) -> Result<(), Problem> {
        match self.address.hops.last_mut() {
            Some(hop) => hop.key = Some(key),
            None => self.address.key = Some(key),
        }
        self.end(End::Record)
    }

    /// The number of a key; an alias may stand for it, and for another alias.
    fn key_value(&self, value: &Expr, depth: u32) -> Result<i64, Problem> {
        let invalid = || {
            let mut problem = Problem::bad_request("a key is a whole number");
            problem.position = Some(value.at);
            problem
        };
        match &value.kind {
            ExprKind::Literal(Literal::Number(text)) => text.parse().map_err(|_| invalid()),
            ExprKind::Path(path) if depth < 4 => {
                let Root::Alias(name) = &path.root else { return Err(invalid()) };
                let alias = self.options.iter().find_map(|option| match &option.kind {
                    OptionKind::Alias(known, value) if known == name => Some(value),
                    _ => None,
                });
                self.key_value(alias.ok_or_else(invalid)?, depth + 1)
            }
            _ => Err(invalid()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::odata::catalog::tests::sample;

    fn address(text: &str) -> Result<Address, Problem> {
        let url = url::parse(text, Limits::default())?;
        match bind(&sample(), &url)? {
            Target::Records(address) => Ok(address),
            other => panic!("{text} is {other:?}"),
        }
    }

    fn shown(text: &str) -> String {
        let catalog = sample();
        let address = address(text).unwrap_or_else(|problem| panic!("{text}: {problem:?}"));
        let hops: Vec<_> = address.hops.iter().map(|hop| (hop.navigation, hop.key)).collect();
        format!("{:?} {hops:?} {} {:?}", address.key, catalog.entity(address.entity).type_name, address.end)
    }

    #[test]
    fn paths_lead_to_records_and_their_parts() {
        let cases = [
            ("companies", "None [] company Collection"),
            ("companies(5)", "Some(5) [] company Record"),
            ("companies(id=5)", "Some(5) [] company Record"),
            ("companies/5", "Some(5) [] company Record"),
            ("companies(@k)?@k=5", "Some(5) [] company Record"),
            ("companies/$count", "None [] company Count"),
            ("companies(5)/name", "Some(5) [] company Property(3)"),
            ("companies(5)/name/$value", "Some(5) [] company Value(3)"),
            ("companies(5)/contacts", "Some(5) [(0, None)] contact Collection"),
            ("companies(5)/contacts(7)/company/name", "Some(5) [(0, Some(7)), (0, None)] company Property(3)"),
            ("companies(5)/contacts/$ref", "Some(5) [(0, None)] contact References"),
            ("contacts(7)/company/$ref", "Some(7) [(0, None)] company Reference"),
            ("companies(5)/contacts/7", "Some(5) [(0, Some(7))] contact Record"),
            ("companies/Relata.company(5)", "Some(5) [] company Record"),
            ("$entity?$id=http://host/odata/v4/deals(3)", "Some(3) [] deal Record"),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(text), expected, "{text}");
        }
        let filtered = address("companies/$filter(city eq 'Kyiv')/$count").unwrap();
        assert_eq!(filtered.filters[0].to_string(), "city = \"Kyiv\"");
        assert!(address("companies/$query").unwrap().query_in_body);
    }

    #[test]
    fn what_is_not_there_is_not_found() {
        let cases = [
            ("firms", 404, "there is no entity set \"firms\"; there are: companies, contacts, deals"),
            ("companies(5)/nmae", 404, "\"nmae\" is no property of company"),
            ("companies/name", 404, "name one of the companies"),
            ("companies('x')", 400, "a key is a whole number"),
            ("companies(99999999999999999999)", 400, "a key is a whole number"),
            ("companies(code=1)", 400, "the key of company is \"id\""),
            ("contacts(1)/company(5)", 400, "takes no key"),
            ("companies(1)/$value", 404, "no media"),
            ("companies(1)/name/city", 404, "nothing stands"),
            ("companies/Other.Thing", 404, "company is no Thing"),
            ("$all", 501, "not offered"),
            ("$crossjoin(companies,deals)", 501, "not offered"),
            ("$entity?$id=companies", 404, "not the address of a record"),
        ];
        for (text, status, message) in cases {
            let url = url::parse(text, Limits::default()).unwrap();
            let problem = bind(&sample(), &url).unwrap_err();
            assert_eq!(problem.status, status, "{text}");
            assert!(problem.detail.as_deref().unwrap().contains(message), "{text}: {problem:?}");
        }
    }
}
