//! Pools, message flows, conversations, choreographies (BPMN 2.0, 9 and 11).
use super::model::Model;
use crate::xml::NodeId;

pub(super) fn check(model: &mut Model<'_>) {
    for node in model.all.clone() {
        match model.kind(node) {
            "messageFlow" => message_flow(model, node),
            "participantMultiplicity" => multiplicity(model, node),
            "choreography" | "globalConversation" => {
                if model.child(node, "choreographyRef").is_some() {
                    model.error(node, "choreography-reference", "only a collaboration names choreographies");
                }
                if model.kind(node) == "globalConversation" {
                    conversation(model, node);
                }
            }
            _ => {}
        }
    }
}

fn message_flow(model: &mut Model<'_>, node: NodeId) {
    for (end, says) in [("sourceRef", "starts"), ("targetRef", "ends")] {
        let Some(found) = model.target(node, end) else { continue };
        let kind = model.kind(found);
        if model.is_choreography(found) {
            model.error(node, "choreography-closed", format!("a message flow {says} at an activity of a choreography"));
        } else if !(kind == "participant"
            || model.is_event(found)
            || model.is_activity(found)
            || kind.contains("onversation"))
        {
            model.error(node, "message-flow-ends", format!("a message flow {says} at a {kind}"));
        }
        let sends = end == "sourceRef";
        match kind {
            "startEvent" if sends => model.error(node, "message-flow-start", "no message flow leaves a start event"),
            "startEvent" if !message_or_multiple(model, found) => {
                model.error(found, "start-message", "a start event that gets messages has a message definition");
            }
            "endEvent" if !sends => model.error(node, "message-flow-end", "no message flow leads to an end event"),
            "endEvent" if !message_or_multiple(model, found) => {
                model.error(found, "end-message", "an end event that sends messages has a message definition");
            }
            "intermediateCatchEvent" if sends => {
                model.error(node, "message-flow-event", "no message flow leaves a catching event");
            }
            "intermediateThrowEvent" if !sends => {
                model.error(node, "message-flow-event", "no message flow leads to a throwing event");
            }
            _ => {}
        }
    }
    let pool = |end| model.target(node, end).and_then(|found| pool_of(model, found));
    if let (Some(from), Some(to)) = (pool("sourceRef"), pool("targetRef"))
        && from == to
    {
        model.error(node, "message-flow-pool", "a message flow leads from one pool to another");
    }
}

fn message_or_multiple(model: &Model<'_>, event: NodeId) -> bool {
    model.triggers(event).contains(&"message")
}

fn pool_of(model: &Model<'_>, node: NodeId) -> Option<NodeId> {
    if model.kind(node) == "participant" {
        return Some(node);
    }
    let process = model.around(node, &["process"])?;
    Some(model.pool(process).unwrap_or(process))
}

fn multiplicity(model: &mut Model<'_>, node: NodeId) {
    let number = |name| model.get(node, name).and_then(|text| text.trim().parse::<i64>().ok());
    let (least, most) = (number("minimum"), number("maximum"));
    if least.is_some_and(|least| least < 0) {
        model.error(node, "multiplicity-least", "the least number of participants is 0 or more");
    }
    if most.is_some_and(|most| most < 1 || most < least.unwrap_or(0)) {
        model.error(node, "multiplicity-most", "the greatest number of participants is not below the least");
    }
}

fn conversation(model: &mut Model<'_>, node: NodeId) {
    let nodes = model.children_named(
        node,
        &["conversation", "subConversation", "callConversation", "messageFlow", "conversationLink"],
    );
    let nested = nodes.into_iter().any(|child| model.kind(child) != "messageFlow");
    if nested {
        model.error(node, "conversation-content", "a global conversation has no conversation nodes inside");
    }
}
