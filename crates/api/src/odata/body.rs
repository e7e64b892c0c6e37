//! The JSON body of a POST or PATCH, bound to the catalog. OData JSON Format 7 to 9.
//!
//! All findings at once: a body with three mistakes gets three answers.

mod value;

use serde_json::{Map, Value};

use super::catalog::{Cardinality, Catalog, Edm, EntityId, KEY, Mutability, Navigation};
use super::target::{self, End, Target};
use super::url::{self, Limits};
use crate::Problem;
use crate::problem::FieldError;

/// How deep records may be nested in a body.
const MAX_DEPTH: usize = 4;

/// A record as a body describes it.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    pub entity: EntityId,
    /// The key, where one was sent: it says which of the lines of a record is meant.
    pub key: Option<i64>,
    /// Properties by their place in the entity, with the value.
    pub values: Vec<(usize, feel::Value)>,
    /// Navigation properties by their place, with the keys of the records to link to.
    /// A relation to one has one key, or none to be emptied.
    pub links: Vec<(usize, Vec<i64>)>,
    /// Navigation properties by their place, with records to create along.
    pub nested: Vec<(usize, Vec<Input>)>,
}

/// What a body is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    Create,
    Change,
}

/// Binds a body.
///
/// Values the platform computes are ignored, as the standard asks, so that what was read can
/// be sent back.
///
/// # Errors
/// 400 for a body that is no object; 422 with one finding for each member that is unknown, has
/// a wrong type, cannot be written, or links to what is no record.
pub fn bind(catalog: &Catalog, entity: EntityId, body: &Value, purpose: Purpose) -> Result<Input, Problem> {
    let Value::Object(members) = body else {
        return Err(Problem::bad_request("the body is no JSON object"));
    };
    let mut reader = Reader { catalog, purpose, errors: Vec::new() };
    let input = reader.record(entity, members, "", 0);
    if reader.errors.is_empty() {
        return Ok(input);
    }
    let count = reader.errors.len();
    let mut problem = Problem::new(422, "invalid", "Fields need attention").detailed(match count {
        1 => "one field needs attention".to_owned(),
        _ => format!("{count} fields need attention"),
    });
    problem.errors = reader.errors;
    Err(problem)
}

struct Reader<'c> {
    catalog: &'c Catalog,
    purpose: Purpose,
    errors: Vec<FieldError>,
}

impl Reader<'_> {
    fn record(&mut self, id: EntityId, members: &Map<String, Value>, path: &str, depth: usize) -> Input {
        let mut input = Input { entity: id, key: None, values: Vec::new(), links: Vec::new(), nested: Vec::new() };
        for (name, value) in members {
            self.member(&mut input, name, value, path, depth);
        }
        input
    }

    fn member(&mut self, input: &mut Input, name: &str, value: &Value, path: &str, depth: usize) {
        let entity = self.catalog.entity(input.entity);
        let at = || if path.is_empty() { name.to_owned() } else { format!("{path}/{name}") };
        if let Some((name, annotation)) = name.split_once('@') {
            if matches!(annotation, "odata.bind" | "bind") {
                match entity.navigations.iter().position(|navigation| *navigation.name == *name) {
                    Some(place) => self.bind_links(input, place, value, &at()),
                    None => self.error(at(), "unknown-field", entity.unknown(name)),
                }
            }
            // Other control information and annotations say nothing we keep.
            return;
        }
        if name == KEY {
            input.key = value.as_i64().or_else(|| value.as_str()?.parse().ok());
            return;
        }
        if let Some(place) = entity.properties.iter().position(|property| *property.name == *name) {
            let property = &entity.properties[place];
            let kept = match (property.mutability, self.purpose) {
                (Mutability::Computed, _) => return,
                (Mutability::Writable, _) | (Mutability::Immutable, Purpose::Create) => true,
                (Mutability::Immutable | Mutability::ReadOnly, _) => false,
            };
            if !kept {
                return self.error(at(), "read-only", "this property cannot be written".to_owned());
            }
            match value::read(property.kind, value) {
                Ok(value) => input.values.push((place, value)),
                Err(expected) => self.error(at(), "wrong-type", format!("expected {expected}")),
            }
        } else if let Some(place) = entity.navigations.iter().position(|navigation| *navigation.name == *name) {
            self.nested(input, place, value, &at(), depth);
        } else {
            self.error(at(), "unknown-field", entity.unknown(name));
        }
    }

    /// `contacts@odata.bind`: the addresses of records.
    fn bind_links(&mut self, input: &mut Input, place: usize, value: &Value, at: &str) {
        let navigation = &self.catalog.entity(input.entity).navigations[place];
        let keys = match (navigation.cardinality, value) {
            (Cardinality::One, Value::Null) => Some(Vec::new()),
            (Cardinality::One, Value::String(link)) => self.key(navigation, link).map(|key| vec![key]),
            (Cardinality::Many, Value::Array(links)) => {
                links.iter().map(|link| self.key(navigation, link.as_str()?)).collect()
            }
            _ => None,
        };
        match keys {
            Some(keys) => input.links.push((place, keys)),
            None => {
                let set = &self.catalog.entity(navigation.target).set;
                self.error(at.to_owned(), "wrong-link", format!("expected an address such as {set}(5)"));
            }
        }
    }

    /// The key in the address of a record of the navigation's target.
    fn key(&self, navigation: &Navigation, link: &str) -> Option<i64> {
        let url = url::parse(target::relative(link), Limits::default()).ok()?;
        match target::bind(self.catalog, &url).ok()? {
            Target::Records(address)
                if address.end == End::Record && address.hops.is_empty() && address.entity == navigation.target =>
            {
                address.key
            }
            _ => None,
        }
    }

    /// Records written inside: to be created along, or references to existing ones.
    fn nested(&mut self, input: &mut Input, place: usize, value: &Value, at: &str, depth: usize) {
        let navigation = &self.catalog.entity(input.entity).navigations[place];
        if depth + 1 >= MAX_DEPTH {
            return self.error(at.to_owned(), "too-deep", format!("records may be nested {MAX_DEPTH} deep"));
        }
        let (target, cardinality) = (navigation.target, navigation.cardinality);
        let members = match (cardinality, value) {
            (Cardinality::One, Value::Null) => {
                input.links.push((place, Vec::new()));
                return;
            }
            (Cardinality::One, Value::Object(_)) => std::slice::from_ref(value),
            (Cardinality::Many, Value::Array(members)) => members.as_slice(),
            (Cardinality::One, _) => return self.error(at.to_owned(), "wrong-type", "expected an object".to_owned()),
            (Cardinality::Many, _) => return self.error(at.to_owned(), "wrong-type", "expected a list".to_owned()),
        };
        let (mut records, mut keys) = (Vec::new(), Vec::new());
        for (index, member) in members.iter().enumerate() {
            let at = match cardinality {
                Cardinality::One => at.to_owned(),
                Cardinality::Many => format!("{at}/{index}"),
            };
            let Value::Object(members) = member else {
                self.error(at, "wrong-type", "expected an object".to_owned());
                continue;
            };
            match reference(members) {
                Some(link) => match self.key(&self.catalog.entity(input.entity).navigations[place], link) {
                    Some(key) => keys.push(key),
                    None => self.error(at, "wrong-link", "this is not the address of such a record".to_owned()),
                },
                None => records.push(self.record(target, members, &at, depth + 1)),
            }
        }
        let has_keys = !keys.is_empty();
        if has_keys {
            input.links.push((place, keys));
        }
        // An empty list of lines removes them all.
        let are_lines = self.catalog.entity(input.entity).navigations[place].contained && !has_keys;
        if !records.is_empty() || are_lines && members.is_empty() {
            input.nested.push((place, records));
        }
    }

    fn error(&mut self, field: String, code: &str, message: String) {
        self.errors.push(FieldError { field, code: code.to_owned(), message });
    }
}

/// The address in `{"@id": "companies(5)"}`, which is a reference and no record.
fn reference(members: &Map<String, Value>) -> Option<&str> {
    let link = members.get("@odata.id").or_else(|| members.get("@id"))?.as_str()?;
    let only = members.keys().all(|name| name.starts_with('@'));
    only.then_some(link)
}

/// Binds the bare value of a property: `PUT companies(5)/name` with `{"value": …}`.
///
/// # Errors
/// 400 when there is no member `value`, or it has a wrong type.
pub fn bind_value(kind: Edm, body: &Value) -> Result<feel::Value, Problem> {
    let Some(value) = body.get("value") else {
        return Err(Problem::bad_request("the body is an object with the member \"value\""));
    };
    value::read(kind, value).map_err(|expected| Problem::bad_request(format!("expected {expected}")))
}

#[cfg(test)]
mod tests;
