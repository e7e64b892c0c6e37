//! Flow nodes.
use super::{Event, FlowId, LaneId, NodeId, ScopeId, Task};
use crate::{Expression, xml::Place};

/// A step of a process.
#[derive(Clone, Debug)]
pub struct Node {
    pub id: String,
    pub name: String,
    pub place: Place,
    pub scope: ScopeId,
    pub kind: NodeKind,
    pub incoming: Vec<FlowId>,
    pub outgoing: Vec<FlowId>,
    /// Taken when no condition holds.
    pub default: Option<FlowId>,
    /// The innermost lane.
    pub lane: Option<LaneId>,
    /// Boundary events attached to it.
    pub boundary: Vec<NodeId>,
    pub looping: Option<Loop>,
    /// It compensates, and no flow leads to it.
    pub for_compensation: bool,
    /// For a compensation boundary event: the activity that compensates.
    pub compensated_by: Option<NodeId>,
    pub inputs: Vec<Mapping>,
    pub outputs: Vec<Mapping>,
    pub associations: Vec<Association>,
    pub start_quantity: u32,
    pub completion_quantity: u32,
    /// A commit before or after the node, as Camunda 7 asks for.
    pub async_before: bool,
    pub async_after: bool,
    /// How often and when a failed step is tried again: a number or `R3/PT10M`.
    pub retries: Option<String>,
    /// Pairs of name and value for people and workers.
    pub headers: Vec<(String, String)>,
}

/// What a node is.
#[derive(Clone, Debug)]
pub enum NodeKind {
    Event(Event),
    Task(Task),
    Call(Call),
    SubProcess(SubProcess),
    Gateway(Gateway),
}

/// A call of another process.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    pub element: Option<Expression>,
    /// `latest`, `deployment`, `version`, `versionTag`.
    pub binding: Option<String>,
    pub version: Option<String>,
    pub business_key: Option<Expression>,
    /// All variables go in, come out.
    pub all_in: bool,
    pub all_out: bool,
}

/// A sub-process; its content is in `scope`.
#[derive(Clone, Debug, PartialEq)]
pub struct SubProcess {
    pub scope: ScopeId,
    pub kind: SubProcessKind,
}

#[derive(Clone, Debug, PartialEq)]
pub enum SubProcessKind {
    Embedded,
    Event,
    Transaction,
    AdHoc { sequential: bool, completion: Option<Expression>, cancel_remaining: bool, active: Option<Expression> },
}

#[derive(Clone, Debug, PartialEq)]
pub enum Gateway {
    Exclusive,
    Parallel,
    Inclusive,
    /// It may start the process, with one event or with all.
    EventBased {
        starts: bool,
        parallel: bool,
    },
    Complex {
        activation: Option<Expression>,
    },
}

/// How an activity is repeated.
#[derive(Clone, Debug, PartialEq)]
pub enum Loop {
    Standard { test_before: bool, maximum: Option<u32>, condition: Option<Expression> },
    Multiple(Box<MultiInstance>),
}

/// An activity done several times, side by side or one after the other.
#[derive(Clone, Debug, PartialEq)]
pub struct MultiInstance {
    pub sequential: bool,
    pub cardinality: Option<Expression>,
    /// A list, one instance for each item.
    pub collection: Option<Expression>,
    /// The variable that holds the item.
    pub element: Option<String>,
    pub output_collection: Option<String>,
    pub output_element: Option<Expression>,
    pub completion: Option<Expression>,
    pub behavior: Behavior,
}

/// When a multi-instance throws events (BPMN 2.0, 10.3.8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behavior {
    None,
    One,
    All,
    Complex,
}

/// A value handed to or from a step.
#[derive(Clone, Debug, PartialEq)]
pub struct Mapping {
    pub source: Expression,
    pub target: String,
}

/// A data association as BPMN writes them.
#[derive(Clone, Debug, PartialEq)]
pub struct Association {
    pub input: bool,
    /// Ids of data.
    pub sources: Vec<String>,
    pub target: Option<String>,
    pub transformation: Option<Expression>,
    /// From and to.
    pub assignments: Vec<(Expression, Expression)>,
}
