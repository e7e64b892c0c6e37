//! Sequence flows: where they lead, what may carry a condition (BPMN 2.0, 8.3.13 and 13.2).
use std::collections::HashSet;

use super::model::{GATEWAYS, Model, SUB_PROCESSES};
use crate::xml::NodeId;

pub(super) fn check(model: &mut Model<'_>) {
    ends(model);
    written_ends(model);
    conditions(model);
    defaults(model);
    connected(model);
}

fn ends(model: &mut Model<'_>) {
    for flow in model.named(&["sequenceFlow"]) {
        for (end, other) in [("sourceRef", "starts"), ("targetRef", "ends")] {
            if let Some(node) = model.target(flow, end)
                && !model.is_flow_node(node)
            {
                let kind = model.kind(node);
                model.error(flow, "flow-ends", format!("the flow {other} at a {kind}, which is no step of a process"));
            }
        }
        if let (Some(source), Some(target)) = (model.target(flow, "sourceRef"), model.target(flow, "targetRef"))
            && model.is_flow_node(source)
            && model.is_flow_node(target)
            && model.scope(source) != model.scope(target)
        {
            model.error(flow, "flow-crosses", "the flow crosses the border of a process or sub-process");
        }
        if model.get(flow, "isImmediate") == Some("false") && model.executable(flow) {
            model.error(flow, "flow-immediate", "a flow of a process that runs is immediate");
        }
    }
}

/// `<incoming>` and `<outgoing>` say again what the flows say. A file that leaves them out
/// everywhere is understood; one that writes some and not others contradicts itself.
fn written_ends(model: &mut Model<'_>) {
    for process in model.named(&["process"]) {
        let inside: Vec<_> = model.document.descendants(process);
        let written = inside.iter().any(|node| matches!(model.kind(*node), "incoming" | "outgoing"));
        if !written {
            continue;
        }
        for node in inside {
            if !model.is_flow_node(node) {
                continue;
            }
            for (name, flows) in [("incoming", model.incoming(node)), ("outgoing", model.outgoing(node))] {
                let named: HashSet<NodeId> = model.targets(node, name).into_iter().collect();
                let flows: HashSet<NodeId> = flows.into_iter().collect();
                if flows.iter().any(|flow| !named.contains(flow)) {
                    model.error(node, "flow-not-listed", format!("a flow is missing among the element's <{name}>"));
                }
                if named.iter().any(|flow| model.kind(*flow) == "sequenceFlow" && !flows.contains(flow)) {
                    model.error(
                        node,
                        "flow-not-listed",
                        format!("<{name}> names a flow that does not touch the element"),
                    );
                }
            }
        }
    }
}

fn conditions(model: &mut Model<'_>) {
    for flow in model.named(&["sequenceFlow"]) {
        if model.child(flow, "conditionExpression").is_none() {
            continue;
        }
        let Some(source) = model.target(flow, "sourceRef") else { continue };
        match model.kind(source) {
            "eventBasedGateway" => {
                model.error(flow, "event-gateway-condition", "a flow out of an event-based gateway has no condition");
            }
            // A lone conditional flow could leave the process without a way on.
            _ if model.is_activity(source) && model.outgoing(source).len() < 2 => {
                model.error(flow, "condition-alone", "a conditional flow needs another flow beside it");
            }
            _ => {}
        }
    }
}

fn defaults(model: &mut Model<'_>) {
    for node in model.all.clone() {
        if !model.is_flow_node(node) {
            continue;
        }
        if let Some(flow) = model.target(node, "default")
            && !model.outgoing(node).contains(&flow)
        {
            model.error(node, "default-flow", "the default flow does not leave this element");
        }
    }
}

/// With a start event every step has a flow into it; with an end event, one out of it.
fn connected(model: &mut Model<'_>) {
    for scope in model.named(&["process", "subProcess", "transaction"]) {
        let nodes: Vec<_> = model.children(scope).into_iter().filter(|node| model.is_flow_node(*node)).collect();
        let has = |kind| nodes.iter().any(|node| model.kind(*node) == kind);
        let (starts, ends) = (has("startEvent"), has("endEvent"));
        if ends && !starts && !nodes.iter().any(|node| begins(model, *node)) {
            model.error(scope, "start-missing", "where there is an end event there is a start event");
        }
        if starts && !ends {
            model.error(scope, "end-missing", "where there is a start event there is an end event");
        }
        for node in nodes {
            let kind = model.kind(node);
            if model.is_event(node)
                || model.is_event_sub_process(node)
                || model.is(node, "isForCompensation")
                || !(model.is_activity(node) || GATEWAYS.contains(&kind))
            {
                continue;
            }
            if starts && model.incoming(node).is_empty() && !begins(model, node) {
                model.error(node, "no-way-in", "no flow leads to this element");
            }
            if ends && model.outgoing(node).is_empty() {
                model.error(node, "no-way-out", "no flow leads on from this element");
            }
        }
    }
}

fn begins(model: &Model<'_>, node: NodeId) -> bool {
    model.is(node, "instantiate") && !SUB_PROCESSES.contains(&model.kind(node))
}
