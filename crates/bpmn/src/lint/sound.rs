//! Whether a process can finish: tokens are played through it, within bounds.
//!
//! Each process and sub-process is played by itself, every choice tried. What cannot finish
//! however the choices fall is refused; what can get stuck is a warning. Where the answer
//! hangs on an inclusive or complex join, or the play grows past its bounds, nothing is said.
use std::collections::{BTreeMap, HashSet};

use super::model::Model;
use crate::{Severity, xml::NodeId};

/// Markings tried in one scope, and in all of a file.
const MARKINGS: usize = 2_000;
const MARKINGS_OF_FILE: usize = 50_000;
/// Tokens at one time, on one flow, and choices of one node.
const TOKENS: usize = 100;
const TOKENS_ON_FLOW: u8 = 4;
const CHOICES: usize = 4;

/// How many tokens wait on which flow.
type Marking = BTreeMap<NodeId, u8>;

pub(super) fn check(model: &mut Model<'_>) {
    let mut left = MARKINGS_OF_FILE;
    for scope in model.named(&["process", "subProcess", "transaction"]) {
        let Some(played) = play(model, scope, &mut left) else { continue };
        for (join, severity) in played {
            let message = match severity {
                Severity::Error => "the process cannot finish: this join waits for a flow that never comes",
                _ => "this join can wait for a flow that does not come",
            };
            model.note(join, "join-stuck", severity, message.to_owned());
        }
    }
}

/// The joins where a scope gets stuck; nothing where no answer can be given.
fn play(model: &Model<'_>, scope: NodeId, left: &mut usize) -> Option<Vec<(NodeId, Severity)>> {
    let nodes: Vec<NodeId> = model.children(scope).into_iter().filter(|node| model.is_flow_node(*node)).collect();
    if !nodes.iter().any(|node| model.kind(*node) == "parallelGateway" && model.incoming(*node).len() > 1) {
        return None;
    }
    let unclear = |node: &NodeId| {
        matches!(model.kind(*node), "inclusiveGateway" | "complexGateway") && model.incoming(*node).len() > 1
            || model.incoming(*node).len() > TOKENS
            || model.outgoing(*node).len() > TOKENS
            || model.is_event_sub_process(*node)
            || model.child(*node, "linkEventDefinition").is_some()
            || model.get(*node, "startQuantity").is_some_and(|text| text.trim() != "1")
            || model.get(*node, "completionQuantity").is_some_and(|text| text.trim() != "1")
    };
    if nodes.iter().any(unclear) {
        return None;
    }
    let (mut finished, mut stuck) = (false, HashSet::new());
    let mut open = beginnings(model, &nodes)?;
    let mut seen: HashSet<Marking> = open.iter().cloned().collect();
    while let Some(marking) = open.pop() {
        *left = left.checked_sub(1)?;
        if seen.len() > MARKINGS || marking.len() > TOKENS {
            return None;
        }
        // Flows lead to one node each, so choices do not disturb one another: it is enough
        // to play one of the nodes that can go on, with all its choices.
        let ready = marking.keys().find(|flow| {
            let target = model.target(**flow, "targetRef");
            target.is_none_or(|target| is_ready(model, target, &marking))
        });
        let Some(flow) = ready.copied() else {
            finished |= marking.is_empty();
            stuck.extend(marking.keys().filter_map(|flow| model.target(*flow, "targetRef")));
            continue;
        };
        for next in fire(model, flow, &marking)? {
            if next.values().any(|count| *count > TOKENS_ON_FLOW) {
                return None;
            }
            if seen.insert(next.clone()) {
                open.push(next);
            }
        }
    }
    // A mere drawing may be what it likes.
    let refused = !finished && model.executable(*nodes.first()?);
    let severity = if refused { Severity::Error } else { Severity::Warning };
    let mut stuck: Vec<_> = stuck.into_iter().map(|join| (join, severity)).collect();
    stuck.sort();
    Some(stuck)
}

/// The markings a scope can begin with: one for each start event, or all nodes that no flow
/// leads to at once.
fn beginnings(model: &Model<'_>, nodes: &[NodeId]) -> Option<Vec<Marking>> {
    let starts: Vec<NodeId> = nodes.iter().copied().filter(|node| model.kind(*node) == "startEvent").collect();
    let mut found = Vec::new();
    for start in &starts {
        found.extend(leave(model, *start, &Marking::new())?);
    }
    if !starts.is_empty() {
        return Some(found);
    }
    let mut markings = vec![Marking::new()];
    for node in nodes {
        let begins = model.incoming(*node).is_empty()
            && model.kind(*node) != "boundaryEvent"
            && !model.is(*node, "isForCompensation");
        if begins {
            let mut more = Vec::new();
            for marking in markings {
                more.extend(leave(model, *node, &marking)?);
            }
            markings = more;
        }
        if markings.len() > MARKINGS {
            return None;
        }
    }
    Some(markings)
}

fn is_ready(model: &Model<'_>, node: NodeId, marking: &Marking) -> bool {
    model.kind(node) != "parallelGateway" || model.incoming(node).iter().all(|flow| marking.contains_key(flow))
}

/// What can come of the token on a flow.
fn fire(model: &Model<'_>, flow: NodeId, marking: &Marking) -> Option<Vec<Marking>> {
    let mut rest = marking.clone();
    let target = model.target(flow, "targetRef");
    let joins = target.filter(|node| model.kind(*node) == "parallelGateway");
    let consumed = joins.map_or(vec![flow], |join| model.incoming(join));
    for flow in consumed {
        if let Some(count) = rest.get_mut(&flow) {
            *count -= 1;
            if *count == 0 {
                rest.remove(&flow);
            }
        }
    }
    match target {
        Some(node) => leave(model, node, &rest),
        None => Some(vec![rest]),
    }
}

/// The markings after a node is done: every choice of flows, every boundary event.
fn leave(model: &Model<'_>, node: NodeId, rest: &Marking) -> Option<Vec<Marking>> {
    let triggers = model.triggers(node);
    if model.kind(node) == "endEvent" && triggers.iter().any(|kind| matches!(*kind, "terminate" | "error" | "cancel")) {
        return Some(vec![Marking::new()]);
    }
    let mut choices = choices(model, node)?;
    let attached = model.attached(node);
    if attached.len() > CHOICES {
        return None;
    }
    for event in attached {
        let own = model.outgoing(event);
        if model.get(event, "cancelActivity") == Some("false") {
            let both: Vec<_> = choices.iter().map(|choice| [choice.as_slice(), &own].concat()).collect();
            choices.extend(both);
        } else if !own.is_empty() {
            choices.push(own);
        }
    }
    let with = |choice: Vec<NodeId>| {
        let mut marking = rest.clone();
        for flow in choice {
            *marking.entry(flow).or_default() += 1;
        }
        marking
    };
    Some(choices.into_iter().map(with).collect())
}

/// The sets of flows that a node can go on with (BPMN 2.0, 13.3 and 13.4).
fn choices(model: &Model<'_>, node: NodeId) -> Option<Vec<Vec<NodeId>>> {
    let flows = model.outgoing(node);
    let kind = model.kind(node);
    if matches!(kind, "exclusiveGateway" | "eventBasedGateway") {
        let one = flows.iter().map(|flow| vec![*flow]).collect::<Vec<_>>();
        return Some(if one.is_empty() { vec![Vec::new()] } else { one });
    }
    let splits = matches!(kind, "inclusiveGateway" | "complexGateway");
    let default = model.target(node, "default");
    let is_open =
        |flow: &NodeId| Some(*flow) != default && (splits || model.child(*flow, "conditionExpression").is_some());
    // A parallel gateway looks at no conditions.
    if kind == "parallelGateway" || !flows.iter().any(&is_open) {
        return Some(vec![flows]);
    }
    let (open, fixed): (Vec<NodeId>, Vec<NodeId>) = flows.into_iter().partition(is_open);
    if open.len() > CHOICES {
        return None;
    }
    let fixed: Vec<NodeId> = fixed.into_iter().filter(|flow| Some(*flow) != default).collect();
    let subsets = 1_u32 << open.len();
    let mut found = Vec::new();
    for subset in 0..subsets {
        let mut choice = fixed.clone();
        choice.extend(open.iter().enumerate().filter(|(i, _)| subset >> i & 1 == 1).map(|(_, flow)| *flow));
        if subset == 0 {
            choice.extend(default);
            // Nothing to take is a fault at run time, not an end.
            if choice.is_empty() {
                continue;
            }
        }
        found.push(choice);
    }
    Some(found)
}
