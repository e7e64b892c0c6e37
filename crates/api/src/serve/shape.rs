//! How records become JSON: which columns are read, and what is written of each row.
//!
//! OData JSON Format 4.5 to 8. A row goes from the database's cells into the answer without a value between.

use std::sync::Arc;

use records::{Prepared, PreparedOne, RowView};

use super::ask::Detail;
use crate::odata::catalog::{Catalog, Edm, Entity, EntityId};
use crate::odata::query::Query;

/// A question put into SQL, with the form of its answer.
pub enum Compiled {
    One { shape: Shape, prepared: PreparedOne },
    Page { shape: Shape, prepared: Prepared, query: Box<Query>, page: Paging },
}

/// Where a page ends.
#[derive(Debug, Clone, Copy)]
pub struct Paging {
    /// Whether the client, not the service, chose the limit: then no link leads on.
    pub is_whole: bool,
}

/// The form of a record in an answer.
#[derive(Debug, Clone)]
pub struct Shape {
    pub entity: EntityId,
    pub detail: Detail,
    /// The columns to read.
    pub columns: Vec<Vec<Arc<str>>>,
    members: Vec<Member>,
    version: usize,
    /// The names that the context names, when the client chose: `(id,name)`.
    pub selected: String,
    /// What `metadata=full` adds, after which the id stands and the rest.
    full: Option<Full>,
}

#[derive(Debug, Clone)]
struct Member {
    /// `"name":`, with a comma before it.
    key: Vec<u8>,
    column: usize,
    /// JSON stands in a text: OData 4.0 has no type for it.
    is_text: bool,
}

#[derive(Debug, Clone)]
struct Full {
    type_name: String,
    set: String,
    navigations: Vec<String>,
}

impl Shape {
    /// The form of the records that a query asks for. `more` are columns that are read and not shown.
    pub fn of(catalog: &Catalog, query: &Query, detail: Detail, more: &[Arc<str>]) -> Self {
        let entity = catalog.entity(query.entity);
        let mut columns: Vec<Vec<Arc<str>>> = Vec::with_capacity(query.select.len() + 1 + more.len());
        let mut members = Vec::with_capacity(query.select.len());
        let mut version = None;
        for place in &query.select {
            let property = &entity.properties[*place];
            let mut key = vec![b','];
            if let Some(annotation) = declared(property.kind).filter(|_| detail == Detail::Full) {
                key.extend_from_slice(format!("\"{}@odata.type\":\"{annotation}\",", property.name).as_bytes());
            }
            records::write_text(&property.name, &mut key);
            key.push(b':');
            if &*property.name == "version" {
                version = Some(columns.len());
            }
            members.push(Member { key, column: columns.len(), is_text: property.kind == Edm::Json });
            columns.push(property.path.clone());
        }
        for computed in query.computed.iter().filter(|computed| computed.shown) {
            let mut key = vec![b','];
            records::write_text(&computed.name, &mut key);
            key.push(b':');
            members.push(Member { key, column: columns.len(), is_text: false });
            columns.push(vec![Arc::clone(&computed.name)]);
        }
        let version = version.unwrap_or_else(|| {
            columns.push(vec![Arc::from("version")]);
            columns.len() - 1
        });
        columns.extend(more.iter().map(|name| vec![Arc::clone(name)]));
        let selected = if query.selected { selected(entity, query) } else { String::new() };
        let full = (detail == Detail::Full).then(|| full(entity));
        Self { entity: query.entity, detail, columns, members, version, selected, full }
    }

    /// The version of a row.
    pub fn version(&self, row: &RowView<'_, '_>) -> i64 {
        row.value(self.version).as_number().and_then(feel::Number::to_i64).unwrap_or(0)
    }

    /// Writes a record without its closing brace; at least one member is written unless there is nothing to say.
    pub fn write(&self, row: &RowView<'_, '_>, out: &mut Vec<u8>) {
        self.write_after(b"", row, out);
    }

    /// As [`Shape::write`], with members before those of the record: what an answer about one record begins with.
    pub fn write_after(&self, before: &[u8], row: &RowView<'_, '_>, out: &mut Vec<u8>) {
        out.push(b'{');
        let start = out.len();
        out.extend_from_slice(before);
        if self.detail != Detail::None {
            comma(start, out);
            out.extend_from_slice(b"\"@odata.etag\":\"W/\\\"");
            row.write_json(self.version, out);
            out.extend_from_slice(b"\\\"\"");
        }
        if let Some(full) = &self.full {
            full.write(row.id(), out);
        }
        for member in &self.members {
            let key = if out.len() == start { &member.key[1..] } else { &member.key[..] };
            out.extend_from_slice(key);
            if member.is_text {
                let from = out.len();
                row.write_json(member.column, out);
                quote(from, out);
            } else {
                row.write_json(member.column, out);
            }
        }
    }
}

impl Full {
    fn write(&self, id: i64, out: &mut Vec<u8>) {
        let (set, type_name) = (&self.set, &self.type_name);
        let text = format!(
            ",\"@odata.type\":\"#{type_name}\",\"@odata.id\":\"{set}({id})\",\"@odata.editLink\":\"{set}({id})\""
        );
        out.extend_from_slice(text.as_bytes());
        for navigation in &self.navigations {
            let link = format!(
                ",\"{navigation}@odata.associationLink\":\"{set}({id})/{navigation}/$ref\",\
                 \"{navigation}@odata.navigationLink\":\"{set}({id})/{navigation}\""
            );
            out.extend_from_slice(link.as_bytes());
        }
    }
}

fn comma(start: usize, out: &mut Vec<u8>) {
    if out.len() > start {
        out.push(b',');
    }
}

/// Puts the JSON written from a place on into a text.
fn quote(from: usize, out: &mut Vec<u8>) {
    let written = out.split_off(from);
    if written == b"null" {
        out.extend_from_slice(&written);
        return;
    }
    records::write_text(&String::from_utf8_lossy(&written), out);
}

/// The type as `metadata=full` says it, where JSON alone does not. JSON Format 4.5.3.
fn declared(kind: Edm) -> Option<&'static str> {
    match kind {
        Edm::String { .. } | Edm::Boolean | Edm::Double | Edm::Json => None,
        Edm::Int64 => Some("#Int64"),
        Edm::Decimal { .. } => Some("#Decimal"),
        Edm::Date => Some("#Date"),
        Edm::DateTimeOffset => Some("#DateTimeOffset"),
        Edm::Duration => Some("#Duration"),
        Edm::Strings => Some("#Collection(String)"),
    }
}

/// The select list of a context URL. Protocol 10.7.
fn selected(entity: &Entity, query: &Query) -> String {
    let mut names: Vec<String> = query.select.iter().map(|place| entity.properties[*place].name.to_string()).collect();
    names.extend(query.computed.iter().filter(|computed| computed.shown).map(|computed| computed.name.to_string()));
    for expand in &query.expand {
        names.push(format!("{}()", entity.navigations[expand.navigation].name));
    }
    format!("({})", names.join(","))
}

fn full(entity: &Entity) -> Full {
    Full {
        type_name: format!("{}.{}", crate::odata::catalog::NAMESPACE, entity.type_name),
        set: entity.set.to_string(),
        navigations: entity.navigations.iter().map(|navigation| navigation.name.to_string()).collect(),
    }
}
