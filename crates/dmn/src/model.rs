//! A model as its file says it: what the reader makes and the compiler takes.
use std::sync::Arc;

use feel::Span;

use crate::source::Text;

/// The contents of one `definitions` element (DMN 1.5, 6.3.2).
#[derive(Debug, Default)]
pub(crate) struct Definitions {
    pub namespace: Arc<str>,
    pub imports: Vec<Import>,
    pub items: Vec<Item>,
    pub elements: Vec<Element>,
}

#[derive(Debug)]
pub(crate) struct Import {
    pub name: Arc<str>,
    pub namespace: Arc<str>,
    pub at: Span,
}

/// An item definition or a component of one (7.3.3).
#[derive(Debug)]
pub(crate) struct Item {
    pub name: Arc<str>,
    pub at: Span,
    pub form: ItemForm,
    pub is_collection: bool,
    pub allowed: Option<Text>,
    /// Like `allowed`, of the collection as a whole.
    pub constraint: Option<Text>,
}

#[derive(Debug)]
pub(crate) enum ItemForm {
    Reference(Option<Arc<str>>),
    Components(Vec<Item>),
    Function { parameters: Vec<Option<Arc<str>>>, result: Option<Arc<str>> },
}

/// What a requirement may lead to.
#[derive(Debug)]
pub(crate) struct Element {
    pub id: Option<Arc<str>>,
    pub name: Arc<str>,
    pub at: Span,
    /// Of its variable.
    pub kind: Option<Arc<str>>,
    pub form: ElementForm,
}

#[derive(Debug)]
pub(crate) enum ElementForm {
    Input,
    Decision { requires: Vec<Link>, logic: Option<Boxed> },
    Knowledge { requires: Vec<Link>, logic: Option<Function> },
    Service { outputs: Vec<Link>, encapsulated: Vec<Link>, input_decisions: Vec<Link>, inputs: Vec<Link> },
}

/// A reference to an element, `namespace#id` or `#id`.
#[derive(Debug)]
pub(crate) struct Link {
    pub href: Arc<str>,
    pub at: Span,
}

/// A boxed expression (10.2.1).
#[derive(Debug)]
pub(crate) struct Boxed {
    pub at: Span,
    pub kind: Option<Arc<str>>,
    pub form: Form,
}

#[derive(Debug)]
pub(crate) enum Form {
    Literal(Text),
    Context {
        entries: Vec<(Variable, Boxed)>,
        result: Option<Box<Boxed>>,
    },
    List(Vec<Boxed>),
    Relation {
        columns: Vec<Variable>,
        rows: Vec<Vec<Boxed>>,
    },
    Function(Box<Function>),
    Invocation {
        callee: Box<Boxed>,
        bindings: Vec<(Variable, Option<Boxed>)>,
    },
    If(Box<[Boxed; 3]>),
    Filter(Box<[Boxed; 2]>),
    Iteration {
        way: Way,
        variable: Arc<str>,
        over: Box<Boxed>,
        body: Box<Boxed>,
    },
    Table(Box<Table>),
    /// It lacks a part, which the reader has reported.
    Broken,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    For,
    Some,
    Every,
}

#[derive(Clone, Debug)]
pub(crate) struct Variable {
    pub name: Arc<str>,
    pub kind: Option<Arc<str>>,
    pub at: Span,
}

#[derive(Debug)]
pub(crate) struct Function {
    pub at: Span,
    pub parameters: Vec<Variable>,
    /// None when the function is written in another language.
    pub body: Option<Boxed>,
}

/// A decision table (8.3). Which way it is drawn says nothing about what it means.
#[derive(Debug)]
pub(crate) struct Table {
    pub id: Option<Arc<str>>,
    pub at: Span,
    pub policy: HitPolicy,
    pub inputs: Vec<Input>,
    pub outputs: Vec<Output>,
    pub rules: Vec<RuleRow>,
}

#[derive(Debug)]
pub(crate) struct Input {
    pub at: Span,
    pub expression: Text,
    pub kind: Option<Arc<str>>,
    pub values: Option<Text>,
}

#[derive(Debug)]
pub(crate) struct Output {
    pub at: Span,
    pub name: Option<Arc<str>>,
    pub kind: Option<Arc<str>>,
    pub values: Option<Text>,
    pub default: Option<Text>,
}

#[derive(Debug)]
pub(crate) struct RuleRow {
    pub id: Option<Arc<str>>,
    pub at: Span,
    pub tests: Vec<Text>,
    pub outputs: Vec<Text>,
}

/// What a table gives when rules match (8.2.10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum HitPolicy {
    Unique,
    Any,
    Priority,
    First,
    RuleOrder,
    OutputOrder,
    Collect,
    /// `C+`
    Sum,
    /// `C#`
    Count,
    /// `C<`
    Min,
    /// `C>`
    Max,
}
