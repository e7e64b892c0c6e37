//! CSDL JSON 4.01. OData CSDL JSON Representation, sections 3 to 14.

use serde_json::{Map, Value, json};

use super::{CONTAINER, TRANSFORMATIONS, VOCABULARIES};
use crate::odata::catalog::{
    Action, Cardinality, Catalog, Edm, Entity, KEY, Mutability, NAMESPACE, Navigation, PRECISION, Property, SKIP,
};

/// Writes the catalog as a JSON document.
pub fn to_json(catalog: &Catalog) -> Value {
    let mut references = Map::new();
    for (alias, namespace, place) in VOCABULARIES {
        let include = json!({ "$Include": [{ "$Namespace": namespace, "$Alias": alias }] });
        references.insert(format!("{place}.json"), include);
    }
    let mut schema = Map::new();
    for (_, entity) in catalog.entities() {
        schema.insert(entity.type_name.to_string(), entity_type(catalog, entity));
    }
    for (_, entity) in catalog.entities() {
        for item in &entity.actions {
            // CSDL JSON 12.1: the overloads of a name stand in one list.
            let overloads = schema.entry(item.name.to_string()).or_insert_with(|| json!([]));
            if let Value::Array(overloads) = overloads {
                overloads.push(action(catalog, entity, item));
            }
        }
    }
    schema.insert(CONTAINER.into(), container(catalog));
    json!({
        "$Version": "4.01",
        "$EntityContainer": format!("{NAMESPACE}.{CONTAINER}"),
        "$Reference": references,
        NAMESPACE: schema,
    })
}

fn entity_type(catalog: &Catalog, entity: &Entity) -> Value {
    let mut members = Map::new();
    members.insert("$Kind".into(), json!("EntityType"));
    members.insert("$Key".into(), json!([KEY]));
    for item in &entity.properties {
        members.insert(item.name.to_string(), property(item));
    }
    for item in &entity.navigations {
        members.insert(item.name.to_string(), navigation(catalog, item));
    }
    members.insert("@Core.Description".into(), json!(entity.label));
    Value::Object(members)
}

fn action(catalog: &Catalog, entity: &Entity, action: &Action) -> Value {
    let own = format!("{NAMESPACE}.{}", entity.type_name);
    let mut parameters = vec![json!({ "$Name": "record", "$Type": own })];
    for step in &action.steps {
        let target = format!("{NAMESPACE}.{}", catalog.entity(step.target).type_name);
        parameters.push(json!({ "$Name": &*step.name, "$Type": target, "$Nullable": true }));
        parameters.push(json!({ "$Name": step.key(), "$Type": "Edm.Int64", "$Nullable": true }));
    }
    parameters.push(json!({ "$Name": SKIP, "$Collection": true }));
    json!({
        "$Kind": "Action",
        "$IsBound": true,
        "$Parameter": parameters,
        "$ReturnType": { "$Type": own, "$Nullable": true },
        "@Core.Description": action.label,
    })
}

/// A string is the default type and is left out, as is `false` for a flag.
fn property(property: &Property) -> Value {
    let mut members = Map::new();
    match property.kind {
        Edm::String { max_length } => {
            if let Some(length) = max_length {
                members.insert("$MaxLength".into(), json!(length));
            }
        }
        Edm::Json => {}
        Edm::Strings => {
            members.insert("$Collection".into(), json!(true));
        }
        Edm::Decimal { scale } => {
            members.insert("$Type".into(), json!("Edm.Decimal"));
            members.insert("$Precision".into(), json!(PRECISION));
            members.insert("$Scale".into(), json!(scale));
        }
        kind => {
            members.insert("$Type".into(), json!(kind.name()));
            if matches!(kind, Edm::DateTimeOffset | Edm::Duration) {
                members.insert("$Precision".into(), json!(6));
            }
        }
    }
    if property.nullable && property.kind != Edm::Strings {
        members.insert("$Nullable".into(), json!(true));
    }
    members.insert("@Core.Description".into(), json!(property.label));
    if let Some(help) = &property.help {
        members.insert("@Core.LongDescription".into(), json!(help));
    }
    match property.mutability {
        Mutability::Writable => {}
        Mutability::Immutable => {
            members.insert("@Core.Immutable".into(), json!(true));
        }
        Mutability::Computed => {
            members.insert("@Core.Computed".into(), json!(true));
        }
        Mutability::ReadOnly => {
            members.insert("@Core.Permissions".into(), json!("Read"));
        }
    }
    if let Some(currency) = &property.currency {
        members.insert("@Measures.ISOCurrency".into(), json!({ "$Path": &**currency }));
    }
    if !property.choices.is_empty() {
        let offered = property.choices.iter().filter(|choice| !choice.retired);
        let values = offered.map(|choice| json!({ "Value": &*choice.value, "@Core.Description": choice.label }));
        members.insert("@Validation.AllowedValues".into(), values.collect());
    }
    Value::Object(members)
}

fn navigation(catalog: &Catalog, navigation: &Navigation) -> Value {
    let mut members = Map::new();
    members.insert("$Kind".into(), json!("NavigationProperty"));
    let target = format!("{NAMESPACE}.{}", catalog.entity(navigation.target).type_name);
    members.insert("$Type".into(), json!(target));
    match navigation.cardinality {
        Cardinality::One => members.insert("$Nullable".into(), json!(true)),
        Cardinality::Many => members.insert("$Collection".into(), json!(true)),
    };
    if let Some(partner) = &navigation.partner {
        members.insert("$Partner".into(), json!(&**partner));
    }
    if let Some(key) = &navigation.key {
        members.insert("$ReferentialConstraint".into(), json!({ &**key: KEY }));
    }
    if navigation.contained {
        members.insert("$OnDelete".into(), json!("Cascade"));
    }
    members.insert("@Core.Description".into(), json!(navigation.label));
    Value::Object(members)
}

fn container(catalog: &Catalog) -> Value {
    let mut members = Map::new();
    members.insert("$Kind".into(), json!("EntityContainer"));
    for (_, entity) in catalog.entities() {
        members.insert(entity.set.to_string(), entity_set(catalog, entity));
    }
    members.insert(
        "@Aggregation.ApplySupported".into(),
        json!({ "Transformations": TRANSFORMATIONS, "CustomAggregationMethods": [] }),
    );
    members.insert("@Capabilities.BatchSupported".into(), json!(true));
    members.insert("@Capabilities.KeyAsSegmentSupported".into(), json!(true));
    Value::Object(members)
}

fn entity_set(catalog: &Catalog, entity: &Entity) -> Value {
    let mut bindings = Map::new();
    for navigation in &entity.navigations {
        let target = &catalog.entity(navigation.target).set;
        bindings.insert(navigation.name.to_string(), json!(&**target));
    }
    let mut members = Map::new();
    members.insert("$Collection".into(), json!(true));
    members.insert("$Type".into(), json!(format!("{NAMESPACE}.{}", entity.type_name)));
    if !bindings.is_empty() {
        members.insert("$NavigationPropertyBinding".into(), Value::Object(bindings));
    }
    members.insert("@Core.Description".into(), json!(entity.label_plural));
    members.insert("@Core.OptimisticConcurrency".into(), json!(["version"]));
    for (term, flag, allowed) in [
        ("Insert", "Insertable", entity.allowed.create),
        ("Update", "Updatable", entity.allowed.change),
        ("Delete", "Deletable", entity.allowed.delete),
    ] {
        members.insert(format!("@Capabilities.{term}Restrictions"), json!({ flag: allowed }));
    }
    Value::Object(members)
}
