//! A file as rules see it: elements of BPMN by id, flows by their ends.
//!
//! Rules look at the file and not at a definition, since a file that breaks a rule
//! need not give one.
use std::collections::{HashMap, HashSet};

use crate::{
    Finding, MODEL, Severity,
    xml::{Document, NodeId},
};

pub(super) const SUB_PROCESSES: [&str; 3] = ["subProcess", "transaction", "adHocSubProcess"];
pub(super) const TASKS: [&str; 8] =
    ["task", "userTask", "serviceTask", "scriptTask", "sendTask", "receiveTask", "manualTask", "businessRuleTask"];
pub(super) const EVENTS: [&str; 5] =
    ["startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"];
pub(super) const GATEWAYS: [&str; 5] =
    ["exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"];

pub(super) struct Model<'d> {
    pub(super) document: &'d Document,
    /// All elements of BPMN, in the order of the file; diagrams and extensions left out.
    pub(super) all: Vec<NodeId>,
    kinds: HashMap<&'d str, Vec<NodeId>>,
    ids: HashMap<&'d str, NodeId>,
    /// Boundary events by the activity they are attached to.
    attached: HashMap<NodeId, Vec<NodeId>>,
    /// Associations by their source.
    associated: HashMap<NodeId, Vec<NodeId>>,
    /// Pools by the process they show.
    pools: HashMap<NodeId, NodeId>,
    /// Ids and names of declared data.
    declared: HashSet<&'d str>,
    out: HashMap<NodeId, Vec<NodeId>>,
    into: HashMap<NodeId, Vec<NodeId>>,
    pub(super) findings: Vec<Finding>,
}

impl<'d> Model<'d> {
    pub(super) fn new(document: &'d Document) -> Model<'d> {
        let all: Vec<NodeId> = document
            .descendants(document.root())
            .into_iter()
            .filter(|node| document.element(*node).is_some_and(|e| &*e.namespace == MODEL))
            .collect();
        let mut ids = HashMap::new();
        for node in &all {
            if let Some(id) = document.element(*node).and_then(|element| element.get("id")) {
                ids.entry(id).or_insert(*node);
            }
        }
        let mut model = Model {
            document,
            all,
            kinds: HashMap::new(),
            ids,
            attached: HashMap::new(),
            associated: HashMap::new(),
            pools: HashMap::new(),
            declared: HashSet::new(),
            out: HashMap::new(),
            into: HashMap::new(),
            findings: Vec::new(),
        };
        model.index();
        model
    }

    fn index(&mut self) {
        let model = self;
        for node in model.all.clone() {
            let kind = model.kind(node);
            model.kinds.entry(kind).or_default().push(node);
            match kind {
                "boundaryEvent" => {
                    if let Some(host) = model.target(node, "attachedToRef") {
                        model.attached.entry(host).or_default().push(node);
                    }
                }
                "association" => {
                    if let Some(source) = model.target(node, "sourceRef") {
                        model.associated.entry(source).or_default().push(node);
                    }
                }
                "participant" => {
                    if let Some(process) = model.target(node, "processRef") {
                        model.pools.entry(process).or_insert(node);
                    }
                }
                "dataObject" | "property" | "dataObjectReference" | "dataInput" => {
                    model.declared.extend(model.get(node, "id"));
                    model.declared.extend(model.get(node, "name"));
                }
                _ => {}
            }
        }
        for flow in model.named(&["sequenceFlow"]) {
            if let Some(source) = model.target(flow, "sourceRef") {
                model.out.entry(source).or_default().push(flow);
            }
            if let Some(target) = model.target(flow, "targetRef") {
                model.into.entry(target).or_default().push(flow);
            }
        }
    }

    pub(super) fn attached(&self, host: NodeId) -> Vec<NodeId> {
        self.attached.get(&host).cloned().unwrap_or_default()
    }

    pub(super) fn associations(&self, source: NodeId) -> Vec<NodeId> {
        self.associated.get(&source).cloned().unwrap_or_default()
    }

    /// The pool that shows a process.
    pub(super) fn pool(&self, process: NodeId) -> Option<NodeId> {
        self.pools.get(&process).copied()
    }

    /// Whether a file declares data of this id or name.
    pub(super) fn declares(&self, name: &str) -> bool {
        self.declared.contains(name)
    }

    /// Notes an error at a node.
    pub(super) fn error(&mut self, node: NodeId, rule: &'static str, message: impl Into<String>) {
        self.note(node, rule, Severity::Error, message.into());
    }

    pub(super) fn note(&mut self, node: NodeId, rule: &'static str, severity: Severity, message: String) {
        let element = self.subject(node).to_owned();
        let place = self.document.place(node);
        self.findings.push(Finding { element, rule, severity, message, place });
    }

    /// The id of a node or of the nearest one around it that has one, else its kind.
    fn subject(&self, node: NodeId) -> &'d str {
        let mut at = Some(node);
        while let Some(node) = at {
            if let Some(id) = self.get(node, "id") {
                return id;
            }
            at = self.document.parent(node);
        }
        self.kind(node)
    }

    /// All elements of some kinds, in the order of the file.
    pub(super) fn named(&self, kinds: &[&str]) -> Vec<NodeId> {
        let mut found: Vec<NodeId> = kinds.iter().filter_map(|kind| self.kinds.get(kind)).flatten().copied().collect();
        found.sort_unstable();
        found
    }

    /// The name of the element, without prefix.
    pub(super) fn kind(&self, node: NodeId) -> &'d str {
        self.document.element(node).map_or("", |element| element.name.as_str())
    }

    pub(super) fn get(&self, node: NodeId, attribute: &str) -> Option<&'d str> {
        self.document.element(node)?.get(attribute)
    }

    pub(super) fn is(&self, node: NodeId, attribute: &str) -> bool {
        self.get(node, attribute).is_some_and(|value| matches!(value.trim(), "true" | "1"))
    }

    pub(super) fn children(&self, node: NodeId) -> Vec<NodeId> {
        let bpmn = |child: &NodeId| self.document.element(*child).is_some_and(|element| &*element.namespace == MODEL);
        self.document.children(node).filter(bpmn).collect()
    }

    pub(super) fn children_named(&self, node: NodeId, kinds: &[&str]) -> Vec<NodeId> {
        self.children(node).into_iter().filter(|child| kinds.contains(&self.kind(*child))).collect()
    }

    pub(super) fn child(&self, node: NodeId, kind: &str) -> Option<NodeId> {
        self.children_named(node, &[kind]).first().copied()
    }

    pub(super) fn text(&self, node: NodeId) -> String {
        self.document.text(node).trim().to_owned()
    }

    /// The element of an id, with or without a prefix before it.
    pub(super) fn find(&self, reference: &str) -> Option<NodeId> {
        let reference = reference.trim();
        self.ids.get(reference).copied().or_else(|| {
            let (_, local) = reference.split_once(':')?;
            self.ids.get(local).copied()
        })
    }

    /// The references of a name, each with the node that says it: an attribute or children.
    pub(super) fn references(&self, node: NodeId, name: &str) -> Vec<String> {
        let attribute = self.get(node, name).map(str::to_owned);
        let children = self.children_named(node, &[name]).into_iter().map(|child| self.text(child));
        attribute.into_iter().chain(children).filter(|reference| !reference.is_empty()).collect()
    }

    /// What the first reference of a name leads to.
    pub(super) fn target(&self, node: NodeId, name: &str) -> Option<NodeId> {
        self.references(node, name).first().and_then(|reference| self.find(reference))
    }

    pub(super) fn targets(&self, node: NodeId, name: &str) -> Vec<NodeId> {
        self.references(node, name).iter().filter_map(|reference| self.find(reference)).collect()
    }

    pub(super) fn outgoing(&self, node: NodeId) -> Vec<NodeId> {
        self.out.get(&node).cloned().unwrap_or_default()
    }

    pub(super) fn incoming(&self, node: NodeId) -> Vec<NodeId> {
        self.into.get(&node).cloned().unwrap_or_default()
    }

    pub(super) fn parent_kind(&self, node: NodeId) -> &'d str {
        self.document.parent(node).map_or("", |parent| self.kind(parent))
    }

    /// The nearest element of some kinds around a node.
    pub(super) fn around(&self, node: NodeId, kinds: &[&str]) -> Option<NodeId> {
        let mut at = self.document.parent(node);
        while let Some(parent) = at {
            if kinds.contains(&self.kind(parent)) {
                return at;
            }
            at = self.document.parent(parent);
        }
        None
    }

    /// The process or sub-process a node stands in.
    pub(super) fn scope(&self, node: NodeId) -> Option<NodeId> {
        self.around(node, &["process", "subProcess", "transaction", "adHocSubProcess", "choreography"])
    }

    /// Whether a node belongs to a process that is meant to be run; what stands outside all
    /// processes belongs to each of them.
    pub(super) fn executable(&self, node: NodeId) -> bool {
        match self.around(node, &["process"]) {
            Some(process) => self.is(process, "isExecutable"),
            None => self.named(&["process"]).iter().any(|process| self.is(*process, "isExecutable")),
        }
    }

    /// Notes what must be mended before a process can run: an error where it is meant to,
    /// a warning in a mere drawing.
    pub(super) fn incomplete(&mut self, node: NodeId, rule: &'static str, message: impl Into<String>) {
        let severity = if self.executable(node) { Severity::Error } else { Severity::Warning };
        self.note(node, rule, severity, message.into());
    }

    pub(super) fn is_activity(&self, node: NodeId) -> bool {
        let kind = self.kind(node);
        kind == "callActivity" || TASKS.contains(&kind) || SUB_PROCESSES.contains(&kind)
    }

    pub(super) fn is_event(&self, node: NodeId) -> bool {
        EVENTS.contains(&self.kind(node))
    }

    pub(super) fn is_flow_node(&self, node: NodeId) -> bool {
        self.is_activity(node)
            || self.is_event(node)
            || GATEWAYS.contains(&self.kind(node))
            || self.is_choreography(node)
    }

    pub(super) fn is_choreography(&self, node: NodeId) -> bool {
        matches!(self.kind(node), "choreographyTask" | "subChoreography" | "callChoreography")
    }

    pub(super) fn is_event_sub_process(&self, node: NodeId) -> bool {
        self.kind(node) == "subProcess" && self.is(node, "triggeredByEvent")
    }

    /// The definitions of an event: its own and those it refers to.
    pub(super) fn definitions(&self, event: NodeId) -> Vec<NodeId> {
        let own = self.children(event).into_iter();
        let own = own.filter(|child| self.kind(*child).ends_with("EventDefinition"));
        own.chain(self.targets(event, "eventDefinitionRef")).collect()
    }

    /// What an event waits for or does, without the ending: `message`, `timer`, …
    pub(super) fn triggers(&self, event: NodeId) -> Vec<&'d str> {
        let kinds = self.definitions(event).into_iter().map(|node| self.kind(node));
        kinds.filter_map(|kind| kind.strip_suffix("EventDefinition")).collect()
    }
}
