//! Events: what is waited for, what is thrown (BPMN 2.0, 10.5).
use super::{NodeId, ThrownId};
use crate::Expression;

/// An event of any position.
#[derive(Clone, Debug)]
pub struct Event {
    pub kind: EventKind,
    /// None: it only marks a point. Several: see `parallel`.
    pub triggers: Vec<Trigger>,
    /// All triggers are needed, not one of them.
    pub parallel: bool,
}

/// Where an event stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventKind {
    Start {
        interrupting: bool,
    },
    Catch,
    Throw,
    /// On an activity; `host` is none where the reference leads nowhere.
    Boundary {
        host: Option<NodeId>,
        interrupting: bool,
    },
    End,
}

/// What an event waits for or throws.
#[derive(Clone, Debug)]
pub enum Trigger {
    Message(Option<ThrownId>),
    Timer(Option<Timer>),
    Signal(Option<ThrownId>),
    Conditional(Option<Expression>),
    /// With the variables that take the code and the message. No error: any error.
    Error {
        error: Option<ThrownId>,
        code_variable: Option<String>,
        message_variable: Option<String>,
    },
    Escalation {
        escalation: Option<ThrownId>,
        code_variable: Option<String>,
    },
    /// Of one activity, or of all that has been done in the scope.
    Compensation {
        activity: Option<NodeId>,
        wait: bool,
    },
    Cancel,
    /// Where a throwing link goes on.
    Link {
        name: String,
        target: Option<NodeId>,
    },
    Terminate,
}

/// When a timer fires.
#[derive(Clone, Debug, PartialEq)]
pub enum Timer {
    Date(Expression),
    Duration(Expression),
    Cycle(Expression),
}

/// A message, signal, error or escalation as declared.
#[derive(Clone, Debug, PartialEq)]
pub struct Thrown {
    pub id: String,
    /// What matches across processes: the name of a message or signal.
    pub name: String,
    /// What matches for an error or escalation.
    pub code: Option<String>,
    /// What a message is told apart by.
    pub correlation_key: Option<Expression>,
}
