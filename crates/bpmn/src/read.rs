//! From a file to what an engine runs.
//!
//! Promises a definition for every file; what it did not understand are findings of
//! severity information, one for each attribute and element, and expressions nobody can
//! evaluate are warnings. That references lead somewhere is [`crate::lint`]'s affair.
mod activity;
mod event;
mod extension;
mod link_up;
mod source;

use std::collections::HashMap;

use crate::{
    Expression, Finding,
    definition::{
        Data, DataKind, Definition, End, EventKind, Flow, Gateway, Lane, LaneId, MessageFlow, Node, NodeId, NodeKind,
        Pool, Process, Scope, ScopeId, SubProcess, SubProcessKind, Thrown, ThrownId,
    },
    xml::{self, Document},
};
use extension::Extension;

/// The most names with blanks that expressions of a file may use: each is compared with those
/// that begin with the same word.
const MAX_NAMES: usize = 2_000;

impl Definition {
    /// Reads all processes of a file, with what there is to know about it.
    pub fn read(document: &Document) -> (Definition, Vec<Finding>) {
        let mut reader = Reader {
            document,
            definition: Definition::default(),
            findings: Vec::new(),
            thrown: HashMap::new(),
            shared: HashMap::new(),
            places: HashMap::new(),
            names: feel::Names::default(),
            drawn: HashMap::new(),
            scopes: HashMap::new(),
        };
        reader.run();
        reader.findings.sort_by(|a, b| (a.place, a.rule).cmp(&(b.place, b.rule)));
        (reader.definition, reader.findings)
    }
}

struct Reader<'d> {
    document: &'d Document,
    definition: Definition,
    findings: Vec<Finding>,
    /// Messages, signals, errors, escalations by id.
    thrown: HashMap<String, ThrownId>,
    /// Event definitions outside all events, by id.
    shared: HashMap<String, xml::NodeId>,
    /// Each flow node's element, for the second pass.
    places: HashMap<NodeId, xml::NodeId>,
    /// Names of declared data, for expressions.
    names: feel::Names,
    /// References drawn for each data object, by its id.
    drawn: HashMap<String, Vec<xml::NodeId>>,
    /// Each process's and sub-process's scope.
    scopes: HashMap<xml::NodeId, ScopeId>,
}

impl<'d> Reader<'d> {
    fn run(&mut self) {
        let root = self.document.root();
        self.extension(root).report(self, root);
        let mut names = 0;
        for element in self.document.descendants(root) {
            let data = matches!(
                self.kind(element),
                "dataObject" | "dataObjectReference" | "property" | "dataInput" | "dataOutput"
            );
            if let Some(name) = self.get(element, "name").filter(|_| data && names < MAX_NAMES) {
                self.names.add(name);
                names += 1;
            }
            if self.kind(element) == "dataObjectReference"
                && let Some(object) = self.get(element, "dataObjectRef")
            {
                self.drawn.entry(object.to_owned()).or_default().push(element);
            }
        }
        for element in self.children(root) {
            self.outside(element);
        }
        for element in self.children(root) {
            if self.kind(element) == "process" {
                self.process(element);
            }
        }
        self.connect();
        for element in self.children(root) {
            if matches!(self.kind(element), "collaboration" | "globalConversation") {
                self.collaboration(element);
            }
        }
    }

    /// What stands beside the processes and is named by them.
    fn outside(&mut self, element: xml::NodeId) {
        let kind = self.kind(element);
        let id = self.attribute(element, "id");
        if kind.ends_with("EventDefinition") {
            self.shared.insert(id, element);
            return;
        }
        if !matches!(kind, "message" | "signal" | "error" | "escalation") {
            return;
        }
        let mut extension = self.extension(element);
        let key = extension.child_attribute(self.document, "subscription", "correlationKey");
        let key = key.or_else(|| extension.attribute("correlationKey"));
        extension.report(self, element);
        let code = self.get(element, if kind == "error" { "errorCode" } else { "escalationCode" });
        let thrown = Thrown {
            id: id.clone(),
            name: self.attribute(element, "name"),
            code: code.map(str::to_owned),
            correlation_key: key.map(|key| self.code(element, &key)),
        };
        let list = match kind {
            "message" => &mut self.definition.messages,
            "signal" => &mut self.definition.signals,
            "error" => &mut self.definition.errors,
            _ => &mut self.definition.escalations,
        };
        list.push(thrown);
        let place = ThrownId(list.len() as u32 - 1);
        self.thrown.insert(format!("{kind} {id}"), place);
    }

    fn process(&mut self, element: xml::NodeId) {
        let scope = self.new_scope(element, None, None);
        let mut extension = self.extension(element);
        let version_tag = extension
            .attribute("versionTag")
            .or_else(|| extension.child_attribute(self.document, "versionTag", "value"));
        extension.report(self, element);
        let process = Process {
            id: self.attribute(element, "id"),
            name: self.attribute(element, "name"),
            place: self.document.place(element),
            executable: self.is(element, "isExecutable"),
            scope,
            version_tag,
        };
        self.definition.processes.push(process);
        self.content(element, scope);
    }

    fn new_scope(&mut self, element: xml::NodeId, parent: Option<ScopeId>, owner: Option<NodeId>) -> ScopeId {
        let id = ScopeId(self.definition.scopes.len() as u32);
        self.definition.scopes.push(Scope {
            parent,
            owner,
            nodes: Vec::new(),
            starts: Vec::new(),
            event_sub_processes: Vec::new(),
            data: Vec::new(),
        });
        self.scopes.insert(element, id);
        id
    }

    /// The nodes and data of a process or sub-process. As deep as the file, which is bounded.
    fn content(&mut self, element: xml::NodeId, scope: ScopeId) {
        for child in self.children(element) {
            if let Some(kind) = self.data_kind(child) {
                self.data(child, scope, kind);
            } else if self.kind(child) == "ioSpecification" {
                for data in self.children(child) {
                    if let Some(kind) = self.data_kind(data) {
                        self.data(data, scope, kind);
                    }
                }
            } else {
                self.node(child, scope);
            }
        }
    }

    fn data_kind(&self, element: xml::NodeId) -> Option<DataKind> {
        match self.kind(element) {
            "dataObject" => Some(DataKind::Object),
            "property" => Some(DataKind::Property),
            "dataStoreReference" => Some(DataKind::Store),
            "dataInput" => Some(DataKind::Input),
            "dataOutput" => Some(DataKind::Output),
            _ => None,
        }
    }

    fn data(&mut self, element: xml::NodeId, scope: ScopeId, kind: DataKind) {
        self.extension(element).report(self, element);
        let id = self.attribute(element, "id");
        // Editors name the reference and leave the object bare.
        let references: Vec<xml::NodeId> = match kind {
            DataKind::Object => self.drawn.get(&id).cloned().unwrap_or_default(),
            _ => Vec::new(),
        };
        let mut name = self.attribute(element, "name");
        if name.is_empty() && kind == DataKind::Object {
            name = references.first().map(|it| self.attribute(*it, "name")).unwrap_or_default();
        }
        let data = Data {
            name: if name.is_empty() { id.clone() } else { name },
            id,
            kind,
            collection: self.is(element, "isCollection"),
            references: references.iter().map(|it| self.attribute(*it, "id")).collect(),
        };
        self.definition.scopes[scope.0 as usize].data.push(data);
    }

    fn node(&mut self, element: xml::NodeId, scope: ScopeId) {
        let mut extension = self.extension(element);
        let (event, task);
        let kind = match self.kind(element) {
            "startEvent" => {
                let interrupting = self.get(element, "isInterrupting") != Some("false");
                event = EventKind::Start { interrupting };
                NodeKind::Event(self.event(element, event))
            }
            "intermediateCatchEvent" => NodeKind::Event(self.event(element, EventKind::Catch)),
            "intermediateThrowEvent" => NodeKind::Event(self.event(element, EventKind::Throw)),
            "endEvent" => NodeKind::Event(self.event(element, EventKind::End)),
            "boundaryEvent" => {
                let interrupting = self.get(element, "cancelActivity") != Some("false");
                event = EventKind::Boundary { host: None, interrupting };
                NodeKind::Event(self.event(element, event))
            }
            "callActivity" => NodeKind::Call(self.call(element, &mut extension)),
            "exclusiveGateway" => NodeKind::Gateway(Gateway::Exclusive),
            "parallelGateway" => NodeKind::Gateway(Gateway::Parallel),
            "inclusiveGateway" => NodeKind::Gateway(Gateway::Inclusive),
            "eventBasedGateway" => NodeKind::Gateway(Gateway::EventBased {
                starts: self.is(element, "instantiate"),
                parallel: self.get(element, "eventGatewayType") == Some("Parallel"),
            }),
            "complexGateway" => {
                let activation = self.child_code(element, "activationCondition");
                NodeKind::Gateway(Gateway::Complex { activation })
            }
            "subProcess" | "transaction" | "adHocSubProcess" => {
                let kind = self.sub_process_kind(element, &mut extension);
                // The scope is made below, when the node has its number.
                NodeKind::SubProcess(SubProcess { scope, kind })
            }
            other => {
                task = self.task(other, element, &mut extension);
                match task {
                    Some(task) => NodeKind::Task(task),
                    None => {
                        extension.report(self, element);
                        return;
                    }
                }
            }
        };
        let id = NodeId(self.definition.nodes.len() as u32);
        let node = self.common(element, scope, kind, &mut extension);
        extension.report(self, element);
        self.definition.by_id.entry(node.id.clone()).or_insert(id);
        let within = &mut self.definition.scopes[scope.0 as usize];
        within.nodes.push(id);
        match &node.kind {
            NodeKind::Event(event) if matches!(event.kind, EventKind::Start { .. }) => within.starts.push(id),
            NodeKind::SubProcess(sub) if sub.kind == SubProcessKind::Event => within.event_sub_processes.push(id),
            _ => {}
        }
        let nested = matches!(node.kind, NodeKind::SubProcess(_));
        self.definition.nodes.push(node);
        self.places.insert(id, element);
        if nested {
            let inner = self.new_scope(element, Some(scope), Some(id));
            if let NodeKind::SubProcess(sub) = &mut self.definition.nodes[id.0 as usize].kind {
                sub.scope = inner;
            }
            self.content(element, inner);
        }
    }

    fn common(&mut self, element: xml::NodeId, scope: ScopeId, kind: NodeKind, extension: &mut Extension) -> Node {
        let (inputs, outputs) = self.mappings(element, extension);
        let asynchronous = extension.flag("async");
        let quantity = |name: &str| self.get(element, name).and_then(|text| text.trim().parse().ok()).unwrap_or(1);
        let (start_quantity, completion_quantity) = (quantity("startQuantity"), quantity("completionQuantity"));
        Node {
            id: self.attribute(element, "id"),
            name: self.attribute(element, "name"),
            place: self.document.place(element),
            scope,
            kind,
            incoming: Vec::new(),
            outgoing: Vec::new(),
            default: None,
            lane: None,
            boundary: Vec::new(),
            looping: self.looping(element),
            for_compensation: self.is(element, "isForCompensation"),
            compensated_by: None,
            inputs,
            outputs,
            associations: self.associations(element),
            start_quantity,
            completion_quantity,
            async_before: extension.flag("asyncBefore") || asynchronous,
            async_after: extension.flag("asyncAfter"),
            retries: extension
                .child_text(self.document, "failedJobRetryTimeCycle")
                .or_else(|| extension.child_attribute(self.document, "taskDefinition", "retries"))
                .or_else(|| extension.attribute("retries")),
            headers: self.headers(extension),
        }
    }
}
