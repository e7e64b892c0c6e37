//! Ids, and what may be named where.
use std::collections::HashMap;

use super::model::{EVENTS, Model};
use crate::xml::NodeId;

/// Attributes and children that name elements of one kind, whoever carries them.
const KINDS: [(&str, &str); 19] = [
    ("dataInputRefs", "dataInput"),
    ("dataObjectRef", "dataObject"),
    ("dataOutputRefs", "dataOutput"),
    ("dataStoreRef", "dataStore"),
    ("default", "sequenceFlow"),
    ("correlationPropertyRef", "correlationProperty"),
    ("definitionalCollaborationRef", "collaboration"),
    ("errorRef", "error"),
    ("escalationRef", "escalation"),
    ("inMessageRef", "message"),
    ("interfaceRef", "interface"),
    ("itemRef", "itemDefinition"),
    ("itemSubjectRef", "itemDefinition"),
    ("messageRef", "message"),
    ("operationRef", "operation"),
    ("outMessageRef", "message"),
    ("participantRef", "participant"),
    ("processRef", "process"),
    ("signalRef", "signal"),
];

pub(super) fn check(model: &mut Model<'_>) {
    identity(model);
    for node in model.all.clone() {
        for (name, kind) in KINDS {
            expect(model, node, name, &|model, found| model.kind(found) == kind);
        }
        match model.kind(node) {
            "sequenceFlow" => {
                for end in ["sourceRef", "targetRef"] {
                    expect(model, node, end, &|_, _| true);
                    if model.get(node, end).is_none_or(|reference| reference.trim().is_empty()) {
                        model.error(node, "reference", format!("the flow has no {end}"));
                    }
                }
            }
            "messageFlow" | "association" => {
                for end in ["sourceRef", "targetRef"] {
                    expect(model, node, end, &|_, _| true);
                }
            }
            "boundaryEvent" => expect(model, node, "attachedToRef", &|model, found| model.is_activity(found)),
            "dataInputAssociation" | "dataOutputAssociation" => {
                for end in ["sourceRef", "targetRef"] {
                    expect(model, node, end, &|model, found| {
                        model.kind(found).starts_with("data") || model.kind(found) == "property"
                    });
                }
            }
            "linkEventDefinition" => {
                for end in ["source", "target"] {
                    expect(model, node, end, &|model, found| model.kind(found) == "linkEventDefinition");
                }
            }
            kind if EVENTS.contains(&kind) => expect(model, node, "eventDefinitionRef", &|model, found| {
                model.kind(found).ends_with("EventDefinition")
            }),
            _ => {}
        }
    }
}

fn expect(model: &mut Model<'_>, node: NodeId, name: &str, fits: &dyn Fn(&Model<'_>, NodeId) -> bool) {
    for reference in model.references(node, name) {
        match model.find(&reference) {
            // A prefix may lead into another file.
            None if reference.contains(':') => {}
            None => model.error(node, "reference", format!("{name} names `{reference}`, which does not exist")),
            Some(found) if !fits(model, found) => {
                let kind = model.kind(found);
                model.error(node, "reference", format!("{name} names `{reference}`, which is a {kind}"));
            }
            Some(_) => {}
        }
    }
}

fn identity(model: &mut Model<'_>) {
    let mut seen: HashMap<String, NodeId> = HashMap::new();
    for node in model.all.clone() {
        if let Some(id) = model.get(node, "id")
            && seen.insert(id.to_owned(), node).is_some()
        {
            model.error(node, "id-twice", format!("two elements have the id `{id}`"));
        }
    }
    for node in model.all.clone() {
        if model.is_flow_node(node) && model.get(node, "id").is_none_or(|id| id.trim().is_empty()) {
            model.error(node, "id-missing", "an element that flows lead to has an id");
        }
    }
}
