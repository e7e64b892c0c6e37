//! What an engine runs: a file's processes as one arena with small numbers for ids.
//!
//! Made by [`Definition::read`] from a [`crate::xml::Document`]. It holds what was
//! understood; references that lead nowhere are `None`, and [`crate::lint`] refuses them.
mod event;
mod node;
mod task;

use std::collections::HashMap;

pub use event::{Event, EventKind, Thrown, Timer, Trigger};
pub use node::{
    Association, Behavior, Call, Gateway, Loop, Mapping, MultiInstance, Node, NodeKind, SubProcess, SubProcessKind,
};
pub use task::{BusinessRule, Script, Task, UserTask, Work};

use crate::{Expression, xml::Place};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);
    };
}
id! {
    /// A flow node of one definition.
    NodeId
}
id! {
    /// A sequence flow of one definition.
    FlowId
}
id! {
    /// A process or sub-process of one definition.
    ScopeId
}
id! {
    /// A lane of one definition.
    LaneId
}
id! {
    /// A message, signal, error or escalation of one definition, within its kind.
    ThrownId
}

/// All processes of a file.
#[derive(Clone, Debug, Default)]
pub struct Definition {
    pub processes: Vec<Process>,
    pub scopes: Vec<Scope>,
    pub nodes: Vec<Node>,
    pub flows: Vec<Flow>,
    pub lanes: Vec<Lane>,
    pub pools: Vec<Pool>,
    pub message_flows: Vec<MessageFlow>,
    pub messages: Vec<Thrown>,
    pub signals: Vec<Thrown>,
    pub errors: Vec<Thrown>,
    pub escalations: Vec<Thrown>,
    pub(crate) by_id: HashMap<String, NodeId>,
}

/// A process that can be started or called by its id.
#[derive(Clone, Debug)]
pub struct Process {
    pub id: String,
    pub name: String,
    pub place: Place,
    pub executable: bool,
    pub scope: ScopeId,
    /// `versionTag` of Camunda.
    pub version_tag: Option<String>,
}

/// What variables and tokens live in: a process, or a sub-process of it.
#[derive(Clone, Debug)]
pub struct Scope {
    pub parent: Option<ScopeId>,
    /// The sub-process node it belongs to; none for a process.
    pub owner: Option<NodeId>,
    /// Its direct nodes, in the order of the file.
    pub nodes: Vec<NodeId>,
    /// Start events directly inside.
    pub starts: Vec<NodeId>,
    /// Event sub-processes directly inside.
    pub event_sub_processes: Vec<NodeId>,
    pub data: Vec<Data>,
}

/// A variable that a diagram declares: a data object, a property, a data store.
#[derive(Clone, Debug, PartialEq)]
pub struct Data {
    pub id: String,
    /// What the variable is called: the name where there is one, else the id.
    pub name: String,
    pub kind: DataKind,
    pub collection: bool,
    /// Ids of references drawn for it.
    pub references: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DataKind {
    Object,
    Property,
    Store,
    Input,
    Output,
}

/// A sequence flow.
#[derive(Clone, Debug)]
pub struct Flow {
    pub id: String,
    pub name: String,
    pub place: Place,
    pub source: NodeId,
    pub target: NodeId,
    pub condition: Option<Expression>,
}

/// A lane: who does what stands in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Lane {
    pub id: String,
    pub name: String,
    pub process: ScopeId,
    pub parent: Option<LaneId>,
    pub nodes: Vec<NodeId>,
}

/// A pool, and the process it shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pool {
    pub id: String,
    pub name: String,
    pub process: Option<ScopeId>,
}

/// A message flow: from and to a node or a pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageFlow {
    pub id: String,
    pub name: String,
    pub source: End,
    pub target: End,
    pub message: Option<ThrownId>,
}

/// An end of a message flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    Node(NodeId),
    /// By its id.
    Pool(String),
    /// The reference led nowhere.
    Nowhere,
}

impl Definition {
    /// The node with an id of the file.
    pub fn find(&self, id: &str) -> Option<NodeId> {
        self.by_id.get(id).copied()
    }

    /// The process with an id of the file.
    pub fn process(&self, id: &str) -> Option<&Process> {
        self.processes.iter().find(|process| process.id == id)
    }

    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    pub fn flow(&self, id: FlowId) -> &Flow {
        &self.flows[id.0 as usize]
    }

    pub fn scope(&self, id: ScopeId) -> &Scope {
        &self.scopes[id.0 as usize]
    }
}
