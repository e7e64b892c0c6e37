//! What engines add to BPMN: Camunda 7, Camunda 8 (Zeebe), and our own namespace, which
//! takes the attributes of the first and the elements of the second.
//!
//! A reader takes what it understands; the rest is reported, one finding each.
use super::Reader;
use crate::{
    RELATA, Severity,
    xml::{Attribute, Document, NodeId},
};

const CAMUNDA: &str = "http://camunda.org/schema/1.0/bpmn";
/// Camunda 7 was made from this one, Flowable later; the attributes kept their names.
const ACTIVITI: &str = "http://activiti.org/bpmn";
const FLOWABLE: &str = "http://flowable.org/bpmn";
const ZEEBE: &str = "http://camunda.org/schema/zeebe/1.0";

/// Namespaces that say nothing about running.
const SILENT: [&str; 9] = [
    "http://www.omg.org/spec/BPMN/20100524/DI",
    "http://www.omg.org/spec/DD/20100524/DI",
    "http://www.omg.org/spec/DD/20100524/DC",
    "http://www.w3.org/2001/XMLSchema-instance",
    "http://www.w3.org/2000/xmlns/",
    "http://www.w3.org/XML/1998/namespace",
    "http://camunda.org/schema/modeler/1.0",
    "http://bpmn.io/schema/bpmn/biocolor/1.0",
    "http://www.omg.org/spec/BPMN/non-normative/color/1.0",
];

/// The foreign attributes and elements of one element, less what was taken.
pub(super) struct Extension {
    attributes: Vec<Attribute>,
    elements: Vec<NodeId>,
    taken: Vec<NodeId>,
}

impl Extension {
    /// Takes an attribute that we understand.
    pub(super) fn attribute(&mut self, name: &str) -> Option<String> {
        let at = self.attributes.iter().position(|it| it.name == name && known(&it.namespace))?;
        Some(self.attributes.remove(at).value.trim().to_owned()).filter(|value| !value.is_empty())
    }

    /// Takes an attribute whose name means the same with every tool that has it.
    pub(super) fn of_anyone(&mut self, name: &str) -> Option<String> {
        let at = self.attributes.iter().position(|it| it.name == name)?;
        Some(self.attributes.remove(at).value.trim().to_owned()).filter(|value| !value.is_empty())
    }

    pub(super) fn flag(&mut self, name: &str) -> bool {
        self.attribute(name).is_some_and(|value| value == "true")
    }

    /// Takes the elements of a name, which may be asked for again.
    pub(super) fn elements(&mut self, document: &Document, name: &str) -> Vec<NodeId> {
        let ours = |node: &NodeId| {
            document.element(*node).is_some_and(|element| element.name == name && known(&element.namespace))
        };
        let found: Vec<NodeId> = self.elements.iter().copied().filter(ours).collect();
        self.taken.extend(&found);
        found
    }

    /// An attribute of the first element of a name.
    pub(super) fn child_attribute(&mut self, document: &Document, name: &str, attribute: &str) -> Option<String> {
        let element = *self.elements(document, name).first()?;
        let value = document.element(element)?.get(attribute)?.trim().to_owned();
        Some(value).filter(|value| !value.is_empty())
    }

    pub(super) fn child_text(&mut self, document: &Document, name: &str) -> Option<String> {
        let element = *self.elements(document, name).first()?;
        Some(document.text(element).trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// Reports what nobody took.
    pub(super) fn report(mut self, reader: &mut Reader<'_>, at: NodeId) {
        for Attribute { prefix, name, value, .. } in self.attributes {
            let short: String = value.chars().take(60).collect();
            let message =
                format!("the attribute {prefix}:{name}=\"{short}\" of another tool is kept and has no effect");
            reader.note(at, "foreign", Severity::Info, message);
        }
        self.taken.sort_unstable();
        for element in self.elements {
            if self.taken.binary_search(&element).is_err() {
                let Some(found) = reader.document.element(element) else { continue };
                let colon = if found.prefix.is_empty() { "" } else { ":" };
                let name = format!("{}{colon}{}", found.prefix, found.name);
                let message = format!("the element <{name}> of another tool is kept and has no effect");
                reader.note(element, "foreign", Severity::Info, message);
            }
        }
    }
}

fn known(namespace: &str) -> bool {
    matches!(namespace, CAMUNDA | ACTIVITI | FLOWABLE | ZEEBE | RELATA)
}

impl Reader<'_> {
    pub(super) fn extension(&self, element: NodeId) -> Extension {
        let mut attributes = Vec::new();
        if let Some(element) = self.document.element(element) {
            for attribute in &element.attributes {
                let namespace = &*attribute.namespace;
                let foreign =
                    !attribute.prefix.is_empty() && namespace != &*element.namespace && !SILENT.contains(&namespace);
                if foreign {
                    attributes.push(attribute.clone());
                }
            }
        }
        let mut elements = Vec::new();
        for child in self.children(element) {
            if self.kind(child) == "extensionElements" {
                let foreign = |it: &NodeId| {
                    self.document.element(*it).is_some_and(|element| !SILENT.contains(&&*element.namespace))
                };
                elements.extend(self.document.children(child).filter(foreign));
            }
        }
        Extension { attributes, elements, taken: Vec::new() }
    }
}
