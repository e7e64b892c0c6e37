//! CSDL XML 4.0. OData CSDL XML Representation, sections 3 to 14.

use std::fmt::Write;

use super::{CONTAINER, TRANSFORMATIONS, VOCABULARIES};
use crate::odata::catalog::{
    Action, Cardinality, Catalog, Edm, Entity, KEY, Mutability, NAMESPACE, Navigation, PRECISION, Property, SKIP,
};

/// Writes the catalog as an XML document.
pub fn to_xml(catalog: &Catalog) -> String {
    let mut xml = Xml::default();
    xml.text.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml.open("edmx:Edmx", &[("Version", "4.0"), ("xmlns:edmx", "http://docs.oasis-open.org/odata/ns/edmx")]);
    for (alias, namespace, place) in VOCABULARIES {
        xml.open("edmx:Reference", &[("Uri", &format!("{place}.xml"))]);
        xml.empty("edmx:Include", &[("Namespace", namespace), ("Alias", alias)]);
        xml.close("edmx:Reference");
    }
    xml.open("edmx:DataServices", &[]);
    xml.open("Schema", &[("Namespace", NAMESPACE), ("xmlns", "http://docs.oasis-open.org/odata/ns/edm")]);
    for (_, entity) in catalog.entities() {
        entity_type(&mut xml, catalog, entity);
    }
    for (_, entity) in catalog.entities() {
        for item in &entity.actions {
            action(&mut xml, catalog, entity, item);
        }
    }
    container(&mut xml, catalog);
    xml.close("Schema");
    xml.close("edmx:DataServices");
    xml.close("edmx:Edmx");
    xml.text
}

fn entity_type(xml: &mut Xml, catalog: &Catalog, entity: &Entity) {
    xml.open("EntityType", &[("Name", &entity.type_name)]);
    xml.open("Key", &[]);
    xml.empty("PropertyRef", &[("Name", KEY)]);
    xml.close("Key");
    for item in &entity.properties {
        property(xml, item);
    }
    for item in &entity.navigations {
        navigation(xml, catalog, item);
    }
    described(xml, &entity.label);
    xml.close("EntityType");
}

/// CSDL 12.1 and 12.8: an action bound to one record of the entity, which it returns.
fn action(xml: &mut Xml, catalog: &Catalog, entity: &Entity, action: &Action) {
    let own = format!("{NAMESPACE}.{}", entity.type_name);
    xml.open("Action", &[("Name", &action.name), ("IsBound", "true")]);
    xml.empty("Parameter", &[("Name", "record"), ("Type", &own), ("Nullable", "false")]);
    for step in &action.steps {
        let target = format!("{NAMESPACE}.{}", catalog.entity(step.target).type_name);
        xml.empty("Parameter", &[("Name", &step.name), ("Type", &target)]);
        xml.empty("Parameter", &[("Name", &step.key()), ("Type", "Edm.Int64")]);
    }
    xml.empty("Parameter", &[("Name", SKIP), ("Type", "Collection(Edm.String)")]);
    xml.empty("ReturnType", &[("Type", &own)]);
    described(xml, &action.label);
    xml.close("Action");
}

fn property(xml: &mut Xml, property: &Property) {
    let mut attributes = vec![("Name", property.name.to_string()), ("Type", property.kind.name().to_owned())];
    // A collection is never null, and its members are not either.
    let nullable = property.nullable && property.kind != Edm::Strings;
    attributes.push(("Nullable", nullable.to_string()));
    match property.kind {
        Edm::String { max_length: Some(length) } => attributes.push(("MaxLength", length.to_string())),
        Edm::Decimal { scale } => {
            attributes.push(("Precision", PRECISION.to_string()));
            attributes.push(("Scale", scale.to_string()));
        }
        // Microseconds are stored.
        Edm::DateTimeOffset | Edm::Duration => attributes.push(("Precision", "6".to_owned())),
        _ => {}
    }
    let attributes: Vec<(&str, &str)> = attributes.iter().map(|(name, value)| (*name, value.as_str())).collect();
    xml.open("Property", &attributes);
    described(xml, &property.label);
    if let Some(help) = &property.help {
        xml.empty("Annotation", &[("Term", "Core.LongDescription"), ("String", help)]);
    }
    match property.mutability {
        Mutability::Writable => {}
        Mutability::Immutable => xml.empty("Annotation", &[("Term", "Core.Immutable"), ("Bool", "true")]),
        Mutability::Computed => xml.empty("Annotation", &[("Term", "Core.Computed"), ("Bool", "true")]),
        Mutability::ReadOnly => {
            xml.open("Annotation", &[("Term", "Core.Permissions")]);
            xml.element("EnumMember", "Core.Permission/Read");
            xml.close("Annotation");
        }
    }
    if let Some(currency) = &property.currency {
        xml.empty("Annotation", &[("Term", "Measures.ISOCurrency"), ("Path", currency)]);
    }
    if !property.choices.is_empty() {
        xml.open("Annotation", &[("Term", "Validation.AllowedValues")]);
        xml.open("Collection", &[]);
        for choice in property.choices.iter().filter(|choice| !choice.retired) {
            xml.open("Record", &[]);
            xml.empty("PropertyValue", &[("Property", "Value"), ("String", &choice.value)]);
            described(xml, &choice.label);
            xml.close("Record");
        }
        xml.close("Collection");
        xml.close("Annotation");
    }
    xml.close("Property");
}

fn navigation(xml: &mut Xml, catalog: &Catalog, navigation: &Navigation) {
    let target = format!("{NAMESPACE}.{}", catalog.entity(navigation.target).type_name);
    let many = format!("Collection({target})");
    let mut attributes = vec![("Name", &*navigation.name)];
    match navigation.cardinality {
        Cardinality::One => attributes.push(("Type", &target)),
        Cardinality::Many => attributes.push(("Type", &many)),
    }
    if let Some(partner) = &navigation.partner {
        attributes.push(("Partner", partner));
    }
    xml.open("NavigationProperty", &attributes);
    if let Some(key) = &navigation.key {
        xml.empty("ReferentialConstraint", &[("Property", key), ("ReferencedProperty", KEY)]);
    }
    if navigation.contained {
        xml.empty("OnDelete", &[("Action", "Cascade")]);
    }
    described(xml, &navigation.label);
    xml.close("NavigationProperty");
}

fn container(xml: &mut Xml, catalog: &Catalog) {
    xml.open("EntityContainer", &[("Name", CONTAINER)]);
    for (_, entity) in catalog.entities() {
        let type_name = format!("{NAMESPACE}.{}", entity.type_name);
        xml.open("EntitySet", &[("Name", &entity.set), ("EntityType", &type_name)]);
        for navigation in &entity.navigations {
            let target = &catalog.entity(navigation.target).set;
            xml.empty("NavigationPropertyBinding", &[("Path", &navigation.name), ("Target", target)]);
        }
        described(xml, &entity.label_plural);
        xml.open("Annotation", &[("Term", "Core.OptimisticConcurrency")]);
        xml.open("Collection", &[]);
        xml.element("PropertyPath", "version");
        xml.close("Collection");
        xml.close("Annotation");
        restriction(xml, "InsertRestrictions", "Insertable", entity.allowed.create);
        restriction(xml, "UpdateRestrictions", "Updatable", entity.allowed.change);
        restriction(xml, "DeleteRestrictions", "Deletable", entity.allowed.delete);
        xml.close("EntitySet");
    }
    xml.open("Annotation", &[("Term", "Aggregation.ApplySupported")]);
    xml.open("Record", &[]);
    collection(xml, "Transformations", &TRANSFORMATIONS);
    collection(xml, "CustomAggregationMethods", &[]);
    xml.close("Record");
    xml.close("Annotation");
    for term in ["BatchSupported", "KeyAsSegmentSupported"] {
        xml.empty("Annotation", &[("Term", &format!("Capabilities.{term}")), ("Bool", "true")]);
    }
    xml.close("EntityContainer");
}

fn restriction(xml: &mut Xml, term: &str, property: &str, allowed: bool) {
    xml.open("Annotation", &[("Term", &format!("Capabilities.{term}"))]);
    xml.open("Record", &[]);
    xml.empty("PropertyValue", &[("Property", property), ("Bool", if allowed { "true" } else { "false" })]);
    xml.close("Record");
    xml.close("Annotation");
}

fn collection(xml: &mut Xml, property: &str, members: &[&str]) {
    xml.open("PropertyValue", &[("Property", property)]);
    xml.open("Collection", &[]);
    for member in members {
        xml.element("String", member);
    }
    xml.close("Collection");
    xml.close("PropertyValue");
}

fn described(xml: &mut Xml, label: &str) {
    xml.empty("Annotation", &[("Term", "Core.Description"), ("String", label)]);
}

/// A writer of elements, indented, everything escaped.
#[derive(Default)]
struct Xml {
    text: String,
    depth: usize,
}

impl Xml {
    fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.start(name, attributes);
        self.text.push_str(">\n");
        self.depth += 1;
    }

    fn close(&mut self, name: &str) {
        self.depth -= 1;
        self.indent();
        self.text.push_str("</");
        self.text.push_str(name);
        self.text.push_str(">\n");
    }

    fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.start(name, attributes);
        self.text.push_str("/>\n");
    }

    fn element(&mut self, name: &str, content: &str) {
        self.start(name, &[]);
        self.text.push('>');
        self.escape(content);
        self.text.push_str("</");
        self.text.push_str(name);
        self.text.push_str(">\n");
    }

    fn start(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.indent();
        self.text.push('<');
        self.text.push_str(name);
        for (name, value) in attributes {
            let _ = write!(self.text, " {name}=\"");
            self.escape(value);
            self.text.push('"');
        }
    }

    fn indent(&mut self) {
        for _ in 0..self.depth {
            self.text.push_str("  ");
        }
    }

    /// Characters that XML 1.0 does not allow at all are left out.
    fn escape(&mut self, text: &str) {
        for char in text.chars() {
            match char {
                '&' => self.text.push_str("&amp;"),
                '<' => self.text.push_str("&lt;"),
                '>' => self.text.push_str("&gt;"),
                '"' => self.text.push_str("&quot;"),
                '\t' | '\n' | '\r' => {
                    let _ = write!(self.text, "&#{};", u32::from(char));
                }
                '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
                _ => self.text.push(char),
            }
        }
    }
}
