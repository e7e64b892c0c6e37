//! Start, intermediate and end events (BPMN 2.0, 10.5).
use super::model::{Model, SUB_PROCESSES};
use crate::xml::NodeId;

pub(super) fn check(model: &mut Model<'_>) {
    for node in model.named(&["startEvent"]) {
        start(model, node);
    }
    for node in model.named(&["endEvent"]) {
        end(model, node);
    }
    for node in model.named(&["intermediateCatchEvent", "intermediateThrowEvent"]) {
        intermediate(model, node);
    }
    for node in model.all.clone() {
        definitions(model, node);
    }
    called(model);
}

fn start(model: &mut Model<'_>, node: NodeId) {
    if !model.incoming(node).is_empty() {
        model.error(node, "start-incoming", "no flow leads to a start event");
    }
    let triggers = model.triggers(node);
    let scope = model.scope(node);
    if scope.is_some_and(|scope| model.is_event_sub_process(scope)) {
        let never = ["cancel", "link", "terminate"];
        let interrupts = model.get(node, "isInterrupting") != Some("false");
        if triggers.is_empty() {
            model.error(
                node,
                "event-sub-process-trigger",
                "the start event of an event sub-process says what starts it",
            );
        } else if triggers.iter().any(|kind| never.contains(kind)) {
            model.error(
                node,
                "event-sub-process-trigger",
                format!("{} cannot start an event sub-process", triggers[0]),
            );
        } else if !interrupts && triggers.iter().any(|kind| matches!(*kind, "error" | "compensate")) {
            model.error(node, "event-sub-process-trigger", format!("{} always interrupts", triggers[0]));
        }
    } else if scope.is_some_and(|scope| SUB_PROCESSES.contains(&model.kind(scope))) {
        if !triggers.is_empty() {
            model.error(node, "sub-process-start", "the start event of a sub-process has no trigger");
        }
    } else if let Some(kind) =
        triggers.iter().find(|kind| !matches!(**kind, "message" | "timer" | "signal" | "conditional"))
    {
        model.error(node, "start-trigger", format!("{kind} cannot start a process"));
    }
}

fn end(model: &mut Model<'_>, node: NodeId) {
    if !model.outgoing(node).is_empty() {
        model.error(node, "end-outgoing", "no flow leaves an end event");
    }
    let triggers = model.triggers(node);
    if let Some(kind) = triggers.iter().find(|kind| matches!(**kind, "conditional" | "link" | "timer")) {
        model.error(node, "end-result", format!("an end event cannot be {kind}"));
    }
    if triggers.contains(&"cancel") && model.scope(node).is_none_or(|scope| model.kind(scope) != "transaction") {
        model.error(node, "cancel-outside", "only a transaction can be cancelled");
    }
}

fn intermediate(model: &mut Model<'_>, node: NodeId) {
    let catches = model.kind(node) == "intermediateCatchEvent";
    let triggers = model.triggers(node);
    let link = triggers.contains(&"link");
    if catches {
        let never = ["cancel", "compensate", "error", "escalation", "terminate"];
        match triggers.iter().find(|kind| never.contains(kind)) {
            Some(kind) => model.error(node, "catch-trigger", format!("an intermediate event cannot wait for {kind}")),
            None if triggers.is_empty() => {
                model.error(node, "catch-trigger", "a catching intermediate event says what it waits for");
            }
            None => {}
        }
    } else if let Some(kind) =
        triggers.iter().find(|kind| matches!(**kind, "cancel" | "conditional" | "error" | "terminate" | "timer"))
    {
        model.error(node, "throw-result", format!("an intermediate event cannot throw {kind}"));
    }
    let (into, out) = (model.incoming(node), model.outgoing(node));
    if link && catches && !into.is_empty() {
        model.error(node, "link-flow", "no flow leads to the target of a link");
    }
    if link && !catches && !out.is_empty() {
        model.error(node, "link-flow", "no flow leaves the source of a link");
    }
    if into.is_empty() && !(link && catches) {
        model.error(node, "event-incoming", "a flow must lead to an intermediate event");
    }
    if out.is_empty() && (catches || !link) {
        model.error(node, "event-outgoing", "a flow must leave an intermediate event");
    }
}

/// What definitions of events must name.
fn definitions(model: &mut Model<'_>, node: NodeId) {
    match model.kind(node) {
        "escalationEventDefinition" if matches!(model.parent_kind(node), "endEvent" | "intermediateThrowEvent") => {
            let code = model.target(node, "escalationRef");
            let code = code.and_then(|escalation| model.get(escalation, "escalationCode"));
            if code.is_none_or(|code| code.trim().is_empty()) {
                model.incomplete(node, "escalation-code", "an escalation that is thrown has a code");
            }
        }
        "messageEventDefinition" => match model.target(node, "messageRef") {
            None if model.references(node, "messageRef").is_empty() && !model.foreign_send(node) => {
                model.incomplete(node, "message-missing", "a message event names its message");
            }
            // A message with an item is one of a typed interface; the operation tells which.
            Some(message)
                if model.get(message, "itemRef").is_some() && model.references(node, "operationRef").is_empty() =>
            {
                model.error(node, "message-operation", "a message with an item is sent through an operation");
            }
            _ => {}
        },
        _ => {}
    }
    for reference in model.references(node, "eventDefinitionRef") {
        if let Some(definition) = model.find(&reference)
            && model.kind(definition).ends_with("EventDefinition")
            && model.parent_kind(definition) != "definitions"
        {
            model.error(node, "shared-definition", "only a definition outside all events can be shared");
        }
    }
}

/// A process that is called begins with a start event without trigger.
fn called(model: &mut Model<'_>) {
    for call in model.named(&["callActivity"]) {
        let Some(process) = model.target(call, "calledElement") else { continue };
        let starts = model.children_named(process, &["startEvent"]);
        if !starts.is_empty() && starts.iter().all(|start| !model.triggers(*start).is_empty()) {
            model.error(call, "called-start", "the called process has no start event without trigger");
        }
    }
}

impl Model<'_> {
    /// Whether a throwing event is carried out by what an engine's own attributes say.
    fn foreign_send(&self, definition: NodeId) -> bool {
        let foreign = |node: NodeId| {
            self.document.element(node).is_some_and(|element| {
                element.attributes.iter().any(|attribute| {
                    matches!(attribute.name.as_str(), "type" | "class" | "expression" | "delegateExpression")
                        && !attribute.namespace.is_empty()
                })
            })
        };
        let event = self.document.parent(definition);
        let extended = event.is_some_and(|event| {
            self.child(event, "extensionElements").is_some_and(|extension| {
                self.document.children(extension).any(|child| self.kind(child) == "taskDefinition")
            })
        });
        foreign(definition) || extended
    }
}
