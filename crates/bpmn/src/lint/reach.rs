//! Dead paths: what no token can come to, and loops that nothing leaves.
//!
//! Only the shape is looked at, as if every condition could hold either way.
use std::collections::{HashMap, HashSet};

use super::model::{Model, SUB_PROCESSES};
use crate::xml::NodeId;

pub(super) fn check(model: &mut Model<'_>) {
    let next = steps(model);
    let reached = spread(entries(model), &next);
    let nodes: Vec<NodeId> = next.keys().copied().collect();
    for node in &nodes {
        // What has no flow into it at all is told by another rule.
        if !reached.contains(node) && !model.incoming(*node).is_empty() {
            model.error(*node, "dead-path", "nothing that starts leads to this element");
        }
    }
    let mut back: HashMap<NodeId, Vec<NodeId>> = HashMap::new();
    for (node, targets) in &next {
        for target in targets {
            back.entry(*target).or_default().push(*node);
        }
    }
    let interrupted: HashSet<NodeId> = model
        .named(&["process", "subProcess", "transaction", "adHocSubProcess"])
        .into_iter()
        .filter(|scope| is_interrupted(model, *scope))
        .collect();
    let ends = nodes
        .iter()
        .copied()
        .filter(|node| is_end(model, *node) || model.scope(*node).is_some_and(|scope| interrupted.contains(&scope)))
        .collect();
    let leave = spread(ends, &back);
    for node in nodes {
        if reached.contains(&node) && !leave.contains(&node) {
            model.error(node, "endless-loop", "from here no way leads out of the loop");
        }
    }
}

/// Where a token can be next after each node: by flow, link, boundary event, association,
/// and into a sub-process.
fn steps(model: &Model<'_>) -> HashMap<NodeId, Vec<NodeId>> {
    let mut catching: HashMap<(Option<NodeId>, &str), NodeId> = HashMap::new();
    let mut sources: HashMap<NodeId, NodeId> = HashMap::new();
    let links = model.named(&["linkEventDefinition"]);
    for link in &links {
        let Some(event) = model.document.parent(*link) else { continue };
        if model.kind(event) == "intermediateCatchEvent" {
            if let Some(name) = model.get(*link, "name") {
                catching.entry((model.scope(event), name)).or_insert(event);
            }
            for source in model.targets(*link, "source") {
                sources.insert(source, event);
            }
        }
    }
    let mut next: HashMap<NodeId, Vec<NodeId>> = HashMap::new();
    for node in model.all.iter().copied().filter(|node| model.is_flow_node(*node)) {
        let flows = model.outgoing(node);
        let mut targets: Vec<NodeId> = flows.iter().filter_map(|flow| model.target(*flow, "targetRef")).collect();
        targets.extend(model.attached(node));
        if SUB_PROCESSES.contains(&model.kind(node)) {
            targets.extend(inside(model, node));
        }
        if model.kind(node) == "boundaryEvent" {
            let associations = model.associations(node);
            targets.extend(associations.iter().filter_map(|it| model.target(*it, "targetRef")));
        }
        if model.kind(node) == "intermediateThrowEvent"
            && let Some(link) = model.child(node, "linkEventDefinition")
        {
            let named = model.get(link, "name").and_then(|name| catching.get(&(model.scope(node), name)));
            let direct = model.target(link, "target").and_then(|target| model.document.parent(target));
            targets.extend(direct.or(sources.get(&link).copied()).or(named.copied()));
        }
        targets.retain(|target| model.is_flow_node(*target));
        next.insert(node, targets);
    }
    next
}

fn entries(model: &Model<'_>) -> Vec<NodeId> {
    let scopes = model.named(&["process", "choreography", "subChoreography"]);
    scopes.into_iter().flat_map(|scope| inside(model, scope)).collect()
}

/// Where a process or sub-process begins. Without a start event, everything that no flow
/// leads to begins at once (BPMN 2.0, 13.2.1); event sub-processes wait from the start.
fn inside(model: &Model<'_>, scope: NodeId) -> Vec<NodeId> {
    let nodes: Vec<NodeId> = model.children(scope).into_iter().filter(|node| model.is_flow_node(*node)).collect();
    let starts = nodes.iter().any(|node| model.kind(*node) == "startEvent");
    let begins = |node: &NodeId| {
        model.kind(*node) == "startEvent"
            || model.is(*node, "instantiate")
            || model.is_event_sub_process(*node)
            || !starts && model.incoming(*node).is_empty() && model.kind(*node) != "boundaryEvent"
    };
    nodes.into_iter().filter(begins).collect()
}

/// A token ends where nothing leads on; a flow into nowhere is told by another rule.
fn is_end(model: &Model<'_>, node: NodeId) -> bool {
    let flows = model.outgoing(node);
    flows.iter().any(|flow| model.target(*flow, "targetRef").is_none())
        || flows.is_empty() && model.child(node, "linkEventDefinition").is_none()
}

/// Whether something outside its own flows can end a scope.
fn is_interrupted(model: &Model<'_>, scope: NodeId) -> bool {
    !model.attached(scope).is_empty()
        || model.children(scope).into_iter().any(|child| model.is_event_sub_process(child))
}

fn spread(from: Vec<NodeId>, next: &HashMap<NodeId, Vec<NodeId>>) -> HashSet<NodeId> {
    let mut reached: HashSet<NodeId> = from.iter().copied().collect();
    let mut open = from;
    while let Some(node) = open.pop() {
        for target in next.get(&node).into_iter().flatten() {
            if reached.insert(*target) {
                open.push(*target);
            }
        }
    }
    reached
}
