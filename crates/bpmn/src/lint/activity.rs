//! Activities: loops, sub-processes, quantities, who performs (BPMN 2.0, 10.3).
use super::model::{Model, SUB_PROCESSES};
use crate::xml::NodeId;

pub(super) fn check(model: &mut Model<'_>) {
    for node in model.all.clone() {
        if model.is_activity(node) {
            quantities(model, node);
            loops(model, node);
        }
        if SUB_PROCESSES.contains(&model.kind(node)) {
            sub_process(model, node);
        }
        if matches!(model.kind(node), "performer" | "humanPerformer" | "potentialOwner" | "resourceRole") {
            performer(model, node);
        }
        if model.is_choreography(node) && model.around(node, &["process"]).is_some() {
            model.error(node, "choreography-inside", "an activity of a choreography cannot stand in a process");
        }
        if model.kind(node) == "receiveTask" && model.is(node, "instantiate") && !model.incoming(node).is_empty() {
            model.error(node, "receive-instantiate", "no flow leads to a task that starts the process");
        }
        if model.kind(node) == "process"
            && model.is(node, "isExecutable")
            && model.get(node, "processType") == Some("Public")
        {
            model.error(node, "process-public", "a public process is a view for others and cannot be run");
        }
    }
}

fn quantities(model: &mut Model<'_>, node: NodeId) {
    for (name, rule) in [("startQuantity", "start-quantity"), ("completionQuantity", "completion-quantity")] {
        let number = model.get(node, name).map(|text| text.trim().parse::<i64>());
        if number.is_some_and(|number| number.is_ok_and(|number| number < 1)) {
            model.error(node, rule, format!("{name} is at least 1"));
        }
    }
}

fn loops(model: &mut Model<'_>, node: NodeId) {
    let markers = model.children_named(node, &["standardLoopCharacteristics", "multiInstanceLoopCharacteristics"]);
    if markers.len() > 1 {
        model.error(node, "loop-markers", "an activity has one kind of loop");
    }
    for marker in markers {
        if model.kind(marker) != "multiInstanceLoopCharacteristics" {
            continue;
        }
        let said = model.child(marker, "loopCardinality").is_some()
            || model.child(marker, "loopDataInputRef").is_some()
            || foreign_collection(model, marker);
        if !said {
            model.incomplete(
                marker,
                "multi-instance-count",
                "a multi-instance says how many: a number or a collection",
            );
        }
    }
}

/// `camunda:collection`, or `zeebe:loopCharacteristics` and the like.
fn foreign_collection(model: &Model<'_>, marker: NodeId) -> bool {
    let attribute = model
        .document
        .element(marker)
        .is_some_and(|element| element.attributes.iter().any(|a| a.name == "collection" && !a.namespace.is_empty()));
    let extended = model.child(marker, "extensionElements").is_some_and(|extension| {
        model.document.children(extension).any(|child| model.kind(child) == "loopCharacteristics")
    });
    attribute || extended
}

fn sub_process(model: &mut Model<'_>, node: NodeId) {
    let children = model.children(node);
    if model.kind(node) == "adHocSubProcess" {
        if !children.iter().any(|child| model.is_activity(*child)) {
            model.error(node, "ad-hoc-empty", "an ad-hoc sub-process has an activity");
        }
        for child in children {
            if matches!(model.kind(child), "startEvent" | "endEvent") || model.is_choreography(child) {
                let kind = model.kind(child);
                model.error(child, "ad-hoc-content", format!("no {kind} in an ad-hoc sub-process"));
            }
        }
    } else if model.is_event_sub_process(node) {
        if !model.incoming(node).is_empty() || !model.outgoing(node).is_empty() {
            model.error(node, "event-sub-process-flow", "no flow leads to or from an event sub-process");
        }
        if model.children_named(node, &["startEvent"]).len() != 1 {
            model.error(node, "event-sub-process-start", "an event sub-process has one start event");
        }
    }
}

fn performer(model: &mut Model<'_>, node: NodeId) {
    let resource = model.child(node, "resourceRef").is_some();
    if resource && model.child(node, "resourceAssignmentExpression").is_some() {
        model.error(node, "performer-both", "either a resource or an expression says who performs");
    }
    if !resource && model.child(node, "resourceParameterBinding").is_some() {
        model.error(node, "performer-parameter", "a parameter belongs to a resource, and none is named");
    }
}
