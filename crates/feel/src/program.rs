//! Compiled expressions: names are slots, chains are flat, constants are values.
use std::{
    ops::Bound,
    sync::{Arc, atomic::AtomicU32},
};

use crate::{
    builtin::{Builtin, Pattern, Signature},
    diagnostic::Span,
    expr::{BinaryOp, Parameter},
    types::Type,
    value::Value,
};

/// A compiled expression. Cloning shares it; any number of threads may evaluate it.
#[derive(Clone, Debug)]
pub struct Program(pub(crate) Arc<Compiled>);

#[derive(Debug)]
pub(crate) struct Compiled {
    pub root: Node,
    /// How many local variables the root needs at once.
    pub locals: usize,
    pub result: Type,
    pub reads: Vec<Path>,
}

/// What an expression reads of its scope: a slot, or a field below it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path {
    pub slot: usize,
    pub fields: Vec<Arc<str>>,
}

impl Program {
    /// The type the result has, when it is not null.
    pub fn result_type(&self) -> &Type {
        &self.0.result
    }

    /// What is read, in order and without repetition. A slot without fields is read whole.
    pub fn reads(&self) -> &[Path] {
        &self.0.reads
    }

    /// The value of an expression that reads nothing and calls nothing.
    pub fn constant(&self) -> Option<&Value> {
        match &self.0.root.kind {
            NodeKind::Constant(value) => Some(value),
            _ => None,
        }
    }
}

#[derive(Debug)]
pub(crate) struct Node {
    pub kind: NodeKind,
    pub span: Span,
}

#[derive(Debug)]
pub(crate) enum NodeKind {
    Constant(Value),
    /// A name nobody knows: null with a warning.
    Unknown(Arc<str>),
    /// A call that cannot be made: null with a warning.
    BadCall(String),
    Variable(Variable),
    Field(Box<Node>, Step),
    /// A name in a filter: the field of the item, else what it means outside.
    ItemField {
        item: Box<Node>,
        step: Step,
        outside: Option<Box<Node>>,
    },
    Negate(Box<Node>),
    /// `a op b op c`, from left to right.
    Chain(Box<Node>, Vec<(BinaryOp, Node)>),
    And(Vec<Node>),
    Or(Vec<Node>),
    Between(Box<[Node; 3]>),
    /// The tested value goes to the local first, where the tests find it.
    In {
        value: Box<Node>,
        local: usize,
        tests: Box<[TestNode]>,
    },
    /// A cell of a decision table.
    Tests {
        input: Box<Node>,
        tests: Box<[TestNode]>,
        negated: bool,
    },
    /// `(< 5)`: as a test a comparison, as a value the range of what passes.
    Comparison(BinaryOp, Box<Node>),
    If(Box<[Node; 3]>),
    Loop(Box<Loop>),
    Filter {
        list: Box<Node>,
        item: usize,
        predicate: Box<Node>,
    },
    CallBuiltin(Box<BuiltinCall>),
    Call(Box<Node>, Box<[Node]>),
    /// The names of the arguments are checked when the function is known.
    CallNamed(Box<Node>, Box<[(Arc<str>, Node)]>),
    Function {
        body: Arc<Body>,
        captures: Box<[Node]>,
    },
    /// Each value is also a local, for the entries after it.
    Context {
        entries: Box<[(Arc<str>, Node)]>,
        first: usize,
    },
    List(Box<[Node]>),
    Range(Bound<Box<Node>>, Bound<Box<Node>>),
    InstanceOf(Box<Node>, Type),
}

/// A test, and whether it asks for `?` itself.
#[derive(Debug)]
pub(crate) struct TestNode {
    pub node: Node,
    pub asks: bool,
}

#[derive(Debug)]
pub(crate) struct BuiltinCall {
    pub builtin: &'static Builtin,
    pub arguments: Box<[Node]>,
    /// The signature that was chosen by naming its parameters.
    pub chosen: Option<&'static Signature>,
    /// The pattern of the last call, compiled.
    pub pattern: Pattern,
}

/// Where a variable lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Variable {
    Slot(usize),
    Local(usize),
    Captured(usize),
    /// The function that is running: how it calls itself.
    Myself,
}

impl Step {
    pub fn new(name: &Arc<str>) -> Step {
        Step { name: name.clone(), hint: AtomicU32::new(0) }
    }
}

/// A field's name, and where it stood in the last context seen.
#[derive(Debug)]
pub(crate) struct Step {
    pub name: Arc<str>,
    pub hint: AtomicU32,
}

#[derive(Debug)]
pub(crate) struct Loop {
    pub kind: LoopKind,
    pub bindings: Box<[(usize, DomainNode)]>,
    /// The local of the results so far, when the body asks for them.
    pub partial: Option<usize>,
    pub body: Node,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LoopKind {
    For,
    Some,
    Every,
}

#[derive(Debug)]
pub(crate) enum DomainNode {
    Each(Node),
    Span(Node, Node),
}

/// The inside of a function.
#[derive(Debug)]
pub(crate) struct Body {
    pub parameters: Vec<Parameter>,
    pub root: Node,
    pub locals: usize,
}
