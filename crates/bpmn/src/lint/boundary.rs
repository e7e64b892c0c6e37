//! Boundary events and compensation (BPMN 2.0, 10.5.4 and 10.7).
use super::model::Model;
use crate::xml::NodeId;

pub(super) fn check(model: &mut Model<'_>) {
    for node in model.named(&["boundaryEvent"]) {
        trigger(model, node);
        flows(model, node);
    }
}

fn trigger(model: &mut Model<'_>, node: NodeId) {
    let triggers = model.triggers(node);
    let stays = model.get(node, "cancelActivity") == Some("false");
    let host = model.target(node, "attachedToRef");
    if triggers.is_empty() {
        model.error(node, "boundary-trigger", "a boundary event says what it waits for");
    }
    for kind in triggers {
        match kind {
            "link" | "terminate" => {
                model.error(node, "boundary-trigger", format!("a boundary event cannot be {kind}"));
            }
            // 10.5.4, table 10.91: these have no form that leaves the activity running.
            "cancel" | "compensate" | "error" if stays => {
                model.error(node, "boundary-trigger", format!("{kind} always ends the activity"));
            }
            "cancel" if host.is_some_and(|host| model.kind(host) != "transaction") => {
                model.error(node, "boundary-cancel", "only a transaction can be cancelled");
            }
            _ => {}
        }
    }
}

fn flows(model: &mut Model<'_>, node: NodeId) {
    if !model.incoming(node).is_empty() {
        model.error(node, "boundary-incoming", "no flow leads to a boundary event");
    }
    let out = model.outgoing(node);
    if !model.triggers(node).contains(&"compensate") {
        if out.is_empty() {
            model.error(node, "boundary-outgoing", "a flow must leave a boundary event");
        }
        return;
    }
    if !out.is_empty() {
        model.error(node, "compensation-flow", "an association, no flow, leads to what compensates");
    }
    let mut found = false;
    for association in model.associations(node) {
        let Some(activity) = model.target(association, "targetRef") else { continue };
        if model.is_activity(activity) {
            found = true;
            if !model.is(activity, "isForCompensation") {
                model.error(activity, "compensation-marker", "what compensates is marked as isForCompensation");
            }
        }
    }
    if !found {
        model.error(node, "compensation-missing", "an association must lead to the activity that compensates");
    }
}
