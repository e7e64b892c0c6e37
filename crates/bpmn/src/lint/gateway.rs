//! Gateways (BPMN 2.0, 10.6).
use super::model::{GATEWAYS, Model};
use crate::xml::NodeId;

pub(super) fn check(model: &mut Model<'_>) {
    for node in model.named(&GATEWAYS) {
        direction(model, node);
        if model.kind(node) == "eventBasedGateway" {
            event_based(model, node);
        }
    }
}

fn direction(model: &mut Model<'_>, node: NodeId) {
    let (into, out) = (model.incoming(node).len(), model.outgoing(node).len());
    match model.get(node, "gatewayDirection") {
        Some("Converging") if out > 1 => {
            model.error(node, "gateway-converging", "a converging gateway has one flow out");
        }
        Some("Diverging") if into > 1 => {
            model.error(node, "gateway-diverging", "a diverging gateway has one flow in");
        }
        Some("Mixed") if into < 2 || out < 2 => {
            model.error(node, "gateway-mixed", "a mixed gateway has several flows in and several out");
        }
        _ => {}
    }
    if into < 2 && out < 2 && !model.is(node, "instantiate") {
        model.error(node, "gateway-idle", "a gateway joins several flows or parts into several");
    }
}

fn event_based(model: &mut Model<'_>, node: NodeId) {
    let out = model.outgoing(node);
    if out.len() < 2 {
        model.error(node, "event-gateway-flows", "an event-based gateway has at least two flows out");
    }
    if model.is(node, "instantiate") && !model.incoming(node).is_empty() {
        model.error(node, "event-gateway-incoming", "no flow leads to a gateway that starts the process");
    }
    let targets: Vec<NodeId> = out.iter().filter_map(|flow| model.target(*flow, "targetRef")).collect();
    let waits = ["message", "signal", "timer", "conditional"];
    let (mut messages, mut tasks) = (false, false);
    for target in targets {
        if model.incoming(target).len() > 1 {
            model.error(target, "event-gateway-shared", "only the event-based gateway leads to what follows it");
        }
        match model.kind(target) {
            "receiveTask" => {
                tasks = true;
                if !model.attached(target).is_empty() {
                    model.error(
                        target,
                        "event-gateway-boundary",
                        "a receive task behind an event-based gateway has no boundary event",
                    );
                }
            }
            "intermediateCatchEvent" => {
                let triggers = model.triggers(target);
                messages |= triggers.contains(&"message");
                if triggers.iter().any(|kind| !waits.contains(kind)) {
                    model.error(
                        target,
                        "event-gateway-target",
                        "an event-based gateway waits for messages, signals, timers and conditions",
                    );
                }
            }
            _ => model.error(
                target,
                "event-gateway-target",
                "an event-based gateway leads to catching events and receive tasks",
            ),
        }
    }
    if messages && tasks {
        model.error(
            node,
            "event-gateway-mixed",
            "message events and receive tasks do not go together behind one gateway",
        );
    }
}
