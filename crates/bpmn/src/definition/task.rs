//! Tasks (BPMN 2.0, 10.3.3).
use super::ThrownId;
use crate::Expression;

/// A task of any kind.
#[derive(Clone, Debug)]
pub enum Task {
    /// No kind: it waits to be completed.
    Undefined,
    Manual,
    User(Box<UserTask>),
    Service(Work),
    Script(Script),
    Send {
        message: Option<ThrownId>,
        work: Work,
    },
    Receive {
        message: Option<ThrownId>,
        starts: bool,
    },
    BusinessRule(Box<BusinessRule>),
}

/// Work for people.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UserTask {
    pub assignee: Option<Expression>,
    pub candidate_users: Option<Expression>,
    pub candidate_groups: Option<Expression>,
    pub form: Option<Expression>,
    pub due: Option<Expression>,
    pub follow_up: Option<Expression>,
    pub priority: Option<Expression>,
}

/// Work for programs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Work {
    /// What a worker asks for: the type or topic.
    pub kind: Option<Expression>,
    /// Evaluated in place of work by a program.
    pub expression: Option<Expression>,
    pub result_variable: Option<String>,
}

/// A decision to be made.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BusinessRule {
    pub decision: Option<Expression>,
    pub result_variable: Option<String>,
    /// Where the decision is made elsewhere.
    pub work: Work,
}

/// A script, and where its result goes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Script {
    /// `feel`, or what the file says; none where it says nothing.
    pub format: Option<String>,
    /// FEEL only where `format` says so or says nothing.
    pub expression: Option<Expression>,
    pub result_variable: Option<String>,
}
