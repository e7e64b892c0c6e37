//! The JSON Schemas of an entity: read, created, changed, and in a list.

use serde_json::{Map, Value, json};

use super::reference;
use crate::odata::catalog::{Cardinality, Catalog, Edm, Entity, Mutability, Navigation, Property};

/// The schemas of an entity, by name.
pub(super) fn of(catalog: &Catalog, entity: &Entity) -> Map<String, Value> {
    let mut schemas = Map::new();
    let name = &*entity.type_name;
    schemas.insert(name.to_owned(), read(catalog, entity));
    schemas.insert(format!("{name}.list"), list(entity));
    if entity.allowed.create {
        schemas.insert(format!("{name}.create"), create(catalog, entity));
    }
    if entity.allowed.change {
        schemas.insert(format!("{name}.change"), change(entity));
    }
    schemas
}

/// What a GET answers. `$select` may leave out any property, so none is required.
fn read(catalog: &Catalog, entity: &Entity) -> Value {
    let mut properties = control_information();
    for item in &entity.properties {
        properties.insert(item.name.to_string(), property(item));
    }
    for item in &entity.navigations {
        properties.insert(item.name.to_string(), expanded(catalog, item));
        if item.cardinality == Cardinality::Many {
            properties.insert(format!("{}@odata.count", item.name), json!({ "type": "integer", "minimum": 0 }));
            properties.insert(format!("{}@odata.nextLink", item.name), json!({ "type": "string" }));
        }
    }
    json!({ "type": "object", "title": entity.label, "properties": properties })
}

fn control_information() -> Map<String, Value> {
    let mut properties = Map::new();
    properties.insert("@odata.context".into(), json!({ "type": "string" }));
    properties.insert("@odata.id".into(), json!({ "type": "string" }));
    properties.insert("@odata.etag".into(), json!({ "type": "string" }));
    properties
}

fn expanded(catalog: &Catalog, navigation: &Navigation) -> Value {
    let target = reference("schemas", &catalog.entity(navigation.target).type_name);
    match navigation.cardinality {
        Cardinality::One => json!({ "description": navigation.label, "oneOf": [target, { "type": "null" }] }),
        Cardinality::Many => json!({ "description": navigation.label, "type": "array", "items": target }),
    }
}

fn list(entity: &Entity) -> Value {
    json!({
        "type": "object",
        "title": entity.label_plural,
        "required": ["value"],
        "properties": {
            "@odata.context": { "type": "string" },
            "@odata.count": { "type": "integer", "minimum": 0 },
            "@odata.nextLink": { "type": "string", "description": "The address of the next page; absent on the last" },
            "value": { "type": "array", "items": reference("schemas", &entity.type_name) }
        }
    })
}

/// What a POST takes: writable properties, links to others, and line items.
fn create(catalog: &Catalog, entity: &Entity) -> Value {
    let writable = |property: &&Property| matches!(property.mutability, Mutability::Writable | Mutability::Immutable);
    let mut properties = Map::new();
    for item in entity.properties.iter().filter(writable) {
        properties.insert(item.name.to_string(), written(item));
    }
    for item in &entity.navigations {
        bind(&mut properties, catalog, item);
        if item.contained {
            let line = format!("{}.create", catalog.entity(item.target).type_name);
            let line = json!({ "type": "array", "items": reference("schemas", &line) });
            properties.insert(item.name.to_string(), line);
        }
    }
    let required: Vec<&str> = entity
        .properties
        .iter()
        .filter(writable)
        .filter(|property| !property.nullable && property.kind != Edm::Strings)
        .map(|property| &*property.name)
        .collect();
    let mut schema = json!({ "type": "object", "properties": properties, "additionalProperties": false });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

/// What a PATCH takes: what it does not name stays as it is.
fn change(entity: &Entity) -> Value {
    let mut properties = Map::new();
    for item in entity.properties.iter().filter(|property| property.mutability == Mutability::Writable) {
        properties.insert(item.name.to_string(), written(item));
    }
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}

fn bind(properties: &mut Map<String, Value>, catalog: &Catalog, navigation: &Navigation) {
    let set = &catalog.entity(navigation.target).set;
    let one = json!({ "type": "string", "description": format!("An address such as {set}(5)") });
    let value = match navigation.cardinality {
        Cardinality::One => one,
        Cardinality::Many => json!({ "type": "array", "items": one }),
    };
    properties.insert(format!("{}@odata.bind", navigation.name), value);
}

/// A property as it is read, with all the values it may have.
fn property(property: &Property) -> Value {
    schema(property, property.choices.iter().map(|choice| json!(&*choice.value)).collect())
}

/// A property as it is written: values that are no longer offered are left out.
fn written(property: &Property) -> Value {
    let offered = property.choices.iter().filter(|choice| !choice.retired);
    schema(property, offered.map(|choice| json!(&*choice.value)).collect())
}

fn schema(property: &Property, mut values: Vec<Value>) -> Value {
    let mut schema = Map::new();
    let (kind, format) = match property.kind {
        Edm::String { .. } | Edm::Json => ("string", None),
        Edm::Boolean => ("boolean", None),
        Edm::Int64 => ("integer", Some("int64")),
        Edm::Double => ("number", Some("double")),
        Edm::Decimal { .. } => ("number", Some("decimal")),
        Edm::Date => ("string", Some("date")),
        Edm::DateTimeOffset => ("string", Some("date-time")),
        Edm::Duration => ("string", Some("duration")),
        Edm::Strings => ("array", None),
    };
    let nullable = property.nullable && property.kind != Edm::Strings;
    schema.insert("type".into(), if nullable { json!([kind, "null"]) } else { json!(kind) });
    if let Some(format) = format {
        schema.insert("format".into(), json!(format));
    }
    if let Edm::String { max_length: Some(length) } = property.kind {
        schema.insert("maxLength".into(), json!(length));
    }
    match property.kind {
        Edm::Strings if values.is_empty() => {
            schema.insert("items".into(), json!({ "type": "string" }));
        }
        Edm::Strings => {
            schema.insert("items".into(), json!({ "type": "string", "enum": values }));
        }
        _ if values.is_empty() => {}
        _ => {
            if nullable {
                values.push(Value::Null);
            }
            schema.insert("enum".into(), json!(values));
        }
    }
    schema.insert("title".into(), json!(property.label));
    if let Some(help) = &property.help {
        schema.insert("description".into(), json!(help));
    }
    if matches!(property.mutability, Mutability::Computed | Mutability::ReadOnly) {
        schema.insert("readOnly".into(), json!(true));
    }
    Value::Object(schema)
}
