//! Data against messages: tasks with operations, events with data, calls (BPMN 2.0, 10.3.3, 10.5.1).
use super::model::Model;
use crate::xml::NodeId;

pub(super) fn check(model: &mut Model<'_>) {
    for node in model.all.clone() {
        match model.kind(node) {
            "serviceTask" => service(model, node),
            "sendTask" => side(model, node, "messageRef", Side::IN, ["send-sets", "send-inputs", "send-item"]),
            "receiveTask" => {
                side(model, node, "messageRef", Side::OUT, ["receive-sets", "receive-outputs", "receive-item"]);
            }
            "callActivity" => call(model, node),
            "process" | "globalTask" => binding(model, node),
            _ if model.is_event(node) => event(model, node),
            _ => {}
        }
    }
}

struct Side {
    data: &'static str,
    set: &'static str,
}

impl Side {
    const IN: Side = Side { data: "dataInput", set: "inputSet" };
    const OUT: Side = Side { data: "dataOutput", set: "outputSet" };
}

fn service(model: &mut Model<'_>, node: NodeId) {
    let Some(operation) = model.target(node, "operationRef") else { return };
    if model.kind(operation) != "operation" {
        return;
    }
    let io = model.child(node, "ioSpecification");
    let sets = |kind: &str| io.map_or(0, |io| model.children_named(io, &[kind]).len());
    let answers = model.child(operation, "outMessageRef").is_some();
    let asks =
        model.target(operation, "inMessageRef").is_some_and(|message| model.target(message, "itemRef").is_some());
    let (inputs, outputs) = (sets("inputSet"), sets("outputSet"));
    if asks && inputs != 1 {
        model.error(node, "service-input-sets", "a service task with an operation has one input set");
    }
    if answers && outputs > 1 {
        model.error(node, "service-output-sets", "a service task with an operation has at most one output set");
    }
    let Some(io) = io else { return };
    for (message, side, rule) in
        [("inMessageRef", Side::IN, "service-input-item"), ("outMessageRef", Side::OUT, "service-output-item")]
    {
        let item = model.target(operation, message).and_then(|message| model.target(message, "itemRef"));
        let Some(item) = item else { continue };
        for data in model.children_named(io, &[side.data]) {
            if !model.item(data).is_some_and(|found| model.same_item(found, item)) {
                model.error(data, rule, "the data is not what the operation's message carries");
            }
        }
    }
}

fn side(model: &mut Model<'_>, node: NodeId, message: &str, side: Side, rules: [&'static str; 3]) {
    let Some(io) = model.child(node, "ioSpecification") else { return };
    let Some(message) = model.target(node, message) else { return };
    if model.children_named(io, &[side.set]).len() > 1 {
        model.error(node, rules[0], format!("a task with a message has one {}", side.set));
    }
    let data = model.children_named(io, &[side.data]);
    if data.len() > 1 {
        model.error(node, rules[1], format!("a task with a message has one {}", side.data));
    }
    let Some(item) = model.target(message, "itemRef") else { return };
    for data in data {
        if !model.item(data).is_some_and(|found| model.same_item(found, item)) {
            model.error(data, rules[2], "the data is not what the message carries");
        }
    }
}

/// 10.5.1: data of an event, in the order of its definitions.
fn event(model: &mut Model<'_>, node: NodeId) {
    let data = model.children_named(node, &["dataInput", "dataOutput"]);
    let carried: Vec<Option<NodeId>> = model
        .definitions(node)
        .into_iter()
        .filter_map(|definition| match model.kind(definition) {
            "messageEventDefinition" => {
                Some(model.target(definition, "messageRef").and_then(|it| model.target(it, "itemRef")))
            }
            kind @ ("signalEventDefinition" | "errorEventDefinition" | "escalationEventDefinition") => {
                let reference = format!("{}Ref", kind.trim_end_matches("EventDefinition"));
                Some(model.target(definition, &reference).and_then(|it| model.target(it, "structureRef")))
            }
            _ => None,
        })
        .collect();
    if data.is_empty() || carried.is_empty() {
        return;
    }
    if carried.len() > 1 && data.len() != carried.len() {
        model.error(node, "event-data-count", "an event with several definitions has data for each of them");
        return;
    }
    for (data, carried) in data.into_iter().zip(carried) {
        if let (Some(item), Some(carried)) = (model.item(data), carried)
            && !model.same_item(item, carried)
        {
            model.error(data, "event-data-item", "the data is not what the event carries");
        }
    }
}

/// 10.3.6: a call hands over what the called element asks for, and takes what it gives.
fn call(model: &mut Model<'_>, node: NodeId) {
    let Some(called) = model.target(node, "calledElement") else { return };
    let (own, other) = (model.child(node, "ioSpecification"), model.child(called, "ioSpecification"));
    if own.is_none() && other.is_none() {
        return;
    }
    for kind in ["dataInput", "dataOutput"] {
        let items = |io: Option<NodeId>| io.map_or(Vec::new(), |io| model.children_named(io, &[kind]));
        let (ours, theirs) = (items(own), items(other));
        let same = ours.len() == theirs.len()
            && ours.iter().zip(&theirs).all(|(a, b)| match (model.item(*a), model.item(*b)) {
                (Some(a), Some(b)) => model.same_item(a, b),
                (a, b) => a == b,
            });
        if !same {
            model.error(node, "call-data", format!("each {kind} of a call answers one of what is called"));
        }
    }
}

fn binding(model: &mut Model<'_>, node: NodeId) {
    let bindings = model.children_named(node, &["ioBinding"]);
    for interface in model.targets(node, "supportedInterfaceRef") {
        for operation in model.children_named(interface, &["operation"]) {
            if !bindings.iter().any(|binding| model.target(*binding, "operationRef") == Some(operation)) {
                model.error(node, "interface-binding", "each operation of a supported interface is bound to data");
            }
        }
    }
    for binding in bindings {
        let Some(operation) = model.target(binding, "operationRef") else { continue };
        for (data, message) in [("inputDataRef", "inMessageRef"), ("outputDataRef", "outMessageRef")] {
            let data = model
                .target(binding, data)
                .and_then(|data| if model.kind(data).ends_with("Set") { None } else { model.item(data) });
            let item = model.target(operation, message).and_then(|message| model.target(message, "itemRef"));
            if let (Some(data), Some(item)) = (data, item)
                && !model.same_item(data, item)
            {
                model.error(binding, "interface-item", "the bound data is not what the operation's message carries");
            }
        }
    }
}
