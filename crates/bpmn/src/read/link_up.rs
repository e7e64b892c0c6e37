//! The second pass: what points at nodes, when all nodes are known.
use std::collections::HashMap;

use super::{End, EventKind, Expression, Flow, Lane, LaneId, MessageFlow, NodeId, NodeKind, Pool, Reader, ScopeId};
use crate::{
    definition::{FlowId, Trigger},
    xml,
};

impl Reader<'_> {
    pub(super) fn connect(&mut self) {
        let scopes: Vec<(xml::NodeId, ScopeId)> = self.scopes.iter().map(|(k, v)| (*k, *v)).collect();
        let mut scopes = scopes;
        scopes.sort();
        for (element, scope) in &scopes {
            for child in self.children(*element) {
                match self.kind(child) {
                    "sequenceFlow" => self.flow(child),
                    "laneSet" => self.lanes(child, *scope, None),
                    "association" => self.compensation(child),
                    _ => {}
                }
            }
        }
        for index in 0..self.definition.nodes.len() {
            self.attach(NodeId(index as u32));
        }
        self.links();
    }

    fn named(&self, element: xml::NodeId, name: &str) -> Option<NodeId> {
        self.definition.find(&self.reference(element, name)?)
    }

    fn flow(&mut self, element: xml::NodeId) {
        self.extension(element).report(self, element);
        // Lint says so when an end is missing; a flow without ends cannot be walked.
        let (Some(source), Some(target)) = (self.named(element, "sourceRef"), self.named(element, "targetRef")) else {
            return;
        };
        let condition: Option<Expression> = self.child_code(element, "conditionExpression");
        let id = FlowId(self.definition.flows.len() as u32);
        let flow = Flow {
            id: self.attribute(element, "id"),
            name: self.attribute(element, "name"),
            place: self.document.place(element),
            source,
            target,
            condition,
        };
        let from = &self.places[&source];
        if self.reference(*from, "default").as_deref() == Some(&flow.id) {
            self.definition.nodes[source.0 as usize].default = Some(id);
        }
        self.definition.nodes[source.0 as usize].outgoing.push(id);
        self.definition.nodes[target.0 as usize].incoming.push(id);
        self.definition.flows.push(flow);
    }

    fn lanes(&mut self, set: xml::NodeId, process: ScopeId, parent: Option<LaneId>) {
        for element in self.children(set) {
            if self.kind(element) != "lane" {
                continue;
            }
            self.extension(element).report(self, element);
            let id = LaneId(self.definition.lanes.len() as u32);
            let mut nodes = Vec::new();
            for child in self.children(element) {
                if self.kind(child) == "flowNodeRef"
                    && let Some(node) = self.definition.find(&self.text(child))
                {
                    nodes.push(node);
                    // Inner lanes are read later, and win.
                    self.definition.nodes[node.0 as usize].lane = Some(id);
                }
            }
            let (name, own) = (self.attribute(element, "name"), self.attribute(element, "id"));
            self.definition.lanes.push(Lane { id: own, name, process, parent, nodes });
            if let Some(inner) = self.child(element, "childLaneSet") {
                self.lanes(inner, process, Some(id));
            }
        }
    }

    /// An association from a compensation boundary event to what compensates.
    fn compensation(&mut self, element: xml::NodeId) {
        let (Some(event), Some(activity)) = (self.named(element, "sourceRef"), self.named(element, "targetRef")) else {
            return;
        };
        let compensates = matches!(&self.definition.node(event).kind, NodeKind::Event(event)
            if matches!(event.kind, EventKind::Boundary { .. })
                && event.triggers.iter().any(|it| matches!(it, Trigger::Compensation { .. })));
        if compensates {
            self.definition.nodes[event.0 as usize].compensated_by = Some(activity);
        }
    }

    fn attach(&mut self, id: NodeId) {
        let element = self.places[&id];
        let host = self.named(element, "attachedToRef");
        let definitions: Vec<xml::NodeId> = self.children(element);
        let activity = definitions
            .into_iter()
            .find(|it| self.kind(*it) == "compensateEventDefinition")
            .and_then(|definition| self.named(definition, "activityRef"));
        let NodeKind::Event(event) = &mut self.definition.nodes[id.0 as usize].kind else { return };
        for trigger in &mut event.triggers {
            if let Trigger::Compensation { activity: known, .. } = trigger {
                *known = activity;
            }
        }
        if let EventKind::Boundary { host: known, .. } = &mut event.kind {
            *known = host;
            if let Some(host) = host {
                self.definition.nodes[host.0 as usize].boundary.push(id);
            }
        }
    }

    /// Links find each other by `target` or `source`, or by name within their scope.
    fn links(&mut self) {
        let (mut throwing, mut catching) = (Vec::new(), Vec::new());
        for (index, node) in self.definition.nodes.iter().enumerate() {
            let id = NodeId(index as u32);
            let NodeKind::Event(event) = &node.kind else { continue };
            if let Some(link) = self.child(self.places[&id], "linkEventDefinition") {
                let list = if event.kind == EventKind::Throw { &mut throwing } else { &mut catching };
                list.push((id, node.scope, link));
            }
        }
        let (mut by_id, mut by_source, mut by_name) = (HashMap::new(), HashMap::new(), HashMap::new());
        for (id, scope, link) in catching {
            by_id.entry((scope, self.attribute(link, "id"))).or_insert(id);
            by_name.entry((scope, self.attribute(link, "name"))).or_insert(id);
            for child in self.children(link) {
                if self.kind(child) == "source" {
                    by_source.entry((scope, self.text(child))).or_insert(id);
                }
            }
        }
        for (id, scope, link) in throwing {
            let target = self.reference(link, "target").and_then(|target| by_id.get(&(scope, target)));
            let own = self.attribute(link, "id");
            let target = target.or_else(|| by_source.get(&(scope, own)).filter(|_| self.get(link, "id").is_some()));
            let name = self.attribute(link, "name");
            let target = target.or_else(|| by_name.get(&(scope, name)).filter(|_| self.get(link, "name").is_some()));
            let target = target.copied();
            if let NodeKind::Event(event) = &mut self.definition.nodes[id.0 as usize].kind {
                for trigger in &mut event.triggers {
                    if let Trigger::Link { target: known, .. } = trigger {
                        *known = target;
                    }
                }
            }
        }
    }

    pub(super) fn collaboration(&mut self, element: xml::NodeId) {
        self.extension(element).report(self, element);
        let processes: HashMap<String, ScopeId> =
            self.definition.processes.iter().map(|it| (it.id.clone(), it.scope)).collect();
        for child in self.children(element) {
            match self.kind(child) {
                "participant" => {
                    self.extension(child).report(self, child);
                    let process = self.reference(child, "processRef");
                    let process = process.and_then(|id| processes.get(&id).copied());
                    let (id, name) = (self.attribute(child, "id"), self.attribute(child, "name"));
                    self.definition.pools.push(Pool { id, name, process });
                }
                "messageFlow" => {
                    self.extension(child).report(self, child);
                    let flow = MessageFlow {
                        id: self.attribute(child, "id"),
                        name: self.attribute(child, "name"),
                        source: self.end(child, "sourceRef"),
                        target: self.end(child, "targetRef"),
                        message: self.thrown(child, "message"),
                    };
                    self.definition.message_flows.push(flow);
                }
                _ => {}
            }
        }
    }

    fn end(&self, element: xml::NodeId, name: &str) -> End {
        match (self.named(element, name), self.reference(element, name)) {
            (Some(node), _) => End::Node(node),
            (None, Some(pool)) => End::Pool(pool),
            (None, None) => End::Nowhere,
        }
    }
}
