//! Boxed expressions as FEEL trees (DMN 1.5, 10.2.1).
use std::sync::Arc;

use feel::{
    Args, Binding, Domain, Expr, ExprKind, Function as FeelFunction, Host, Names, Native, Parameter, Schema, Span,
    Type, Value, compile, parse,
};

use crate::{
    finding::Rule,
    findings::Findings,
    graph::Graph,
    model::{Boxed, Form, Function, Variable, Way},
    source::Text,
    table::TableInfo,
    types::{Conform, ItemType, Types},
};

/// The name of what has no name of its own in a tree. No text can say it.
const RESULT: &str = "result of all";

/// Makes the trees of one model.
pub(crate) struct Trees<'a> {
    pub graph: &'a Graph,
    pub model: usize,
    pub types: &'a mut Types,
    pub tables: &'a mut Vec<TableInfo>,
    pub findings: &'a mut Findings,
}

impl Trees<'_> {
    pub fn item_type(&mut self, name: Option<&Arc<str>>, at: Span) -> Arc<ItemType> {
        match name {
            Some(name) => self.types.find(&self.graph.models, self.model, name, at, self.findings),
            None => Arc::default(),
        }
    }

    /// The tree's value as one of a type; null with a warning when it is none.
    pub fn conform(&mut self, tree: Expr, kind: Option<&Arc<str>>, at: Span) -> Expr {
        let item = self.item_type(kind, at);
        if item.is_any() { tree } else { native(Arc::new(Conform(item)), vec![tree], at) }
    }

    /// As [`Trees::conform`], for the type of a variable that holds a function: either what
    /// the function gives, or the type of the function itself (DMN 1.5, 7.3.3).
    pub fn conform_result(&mut self, tree: Expr, kind: Option<&Arc<str>>, at: Span) -> Expr {
        match &self.item_type(kind, at).kind {
            Type::Function(signature) if signature.result == Type::Any => tree,
            Type::Function(signature) => {
                native(Arc::new(Conform(Arc::new(ItemType::of(signature.result.clone())))), vec![tree], at)
            }
            _ => self.conform(tree, kind, at),
        }
    }

    /// A text as a tree; null where there is no text.
    pub fn text(&mut self, text: &Text, at: Span, names: &Names) -> Expr {
        if text.text.trim().is_empty() {
            return Expr::null();
        }
        match parse(&text.text, names) {
            Ok(mut tree) => {
                tree.move_spans(&|span| text.place(span));
                tree
            }
            Err(errors) => {
                self.findings.syntax(text, at, &errors);
                broken(format!("this is no FEEL: {errors}"), at)
            }
        }
    }

    /// A boxed expression. The schema holds the names in scope.
    pub fn tree(&mut self, boxed: &Boxed, schema: &mut Schema) -> Expr {
        let tree = match &boxed.form {
            Form::Literal(text) => self.text(text, boxed.at, &schema.names()),
            Form::Context { entries, result } => self.context(entries, result.as_deref(), &mut schema.clone()),
            Form::List(items) => Expr::list(items.iter().map(|item| self.tree(item, schema)).collect()),
            Form::Relation { columns, rows } => {
                let rows = rows.iter().map(|row| {
                    let cells = columns.iter().zip(row).map(|(column, cell)| {
                        let cell_tree = self.tree(cell, schema);
                        (column.name.clone(), self.conform(cell_tree, column.kind.as_ref(), column.at))
                    });
                    Expr::from(ExprKind::Context(cells.collect()))
                });
                Expr::list(rows.collect())
            }
            // Its type reference is that of a function, which says nothing about a value.
            Form::Function(function) => return self.function(function, None, schema),
            Form::Invocation { callee, bindings } => {
                let callee = self.tree(callee, schema);
                let arguments = bindings.iter().map(|(parameter, value)| {
                    let value = value.as_ref().map_or_else(Expr::null, |value| self.tree(value, schema));
                    (parameter.name.clone(), self.conform(value, parameter.kind.as_ref(), parameter.at))
                });
                let arguments = Args::Named(arguments.collect());
                Expr::new(ExprKind::Call(Box::new(callee), arguments), boxed.at)
            }
            Form::If(parts) => {
                let [condition, yes, no] = &**parts;
                let [condition, yes, no] = [condition, yes, no].map(|part| Box::new(self.tree(part, schema)));
                Expr::new(ExprKind::If(condition, yes, no), boxed.at)
            }
            Form::Filter(parts) => {
                let list = self.tree(&parts[0], schema);
                let mut inner = schema.clone();
                inner.add("item", item_of(type_of(&list, schema)));
                let predicate = self.tree(&parts[1], &mut inner);
                Expr::new(ExprKind::Filter(Box::new(list), Box::new(predicate)), boxed.at)
            }
            Form::Iteration { way, variable, over, body } => self.iteration(*way, variable, over, body, schema),
            Form::Table(table) => self.table(table, schema),
            Form::Broken => broken("a part of this expression is missing".into(), boxed.at),
        };
        self.conform(tree, boxed.kind.as_ref(), boxed.at)
    }

    fn context(&mut self, entries: &[(Variable, Boxed)], result: Option<&Boxed>, schema: &mut Schema) -> Expr {
        let mut built: Vec<(Arc<str>, Expr)> = Vec::new();
        for (variable, value) in entries {
            let value = self.tree(value, schema);
            let declared = self.item_type(variable.kind.as_ref(), variable.at).kind.clone();
            let kind = if declared == Type::Any { type_of(&value, schema) } else { declared };
            schema.add(variable.name.clone(), kind);
            built.push((variable.name.clone(), self.conform(value, variable.kind.as_ref(), variable.at)));
        }
        match result {
            Some(result) => {
                built.push((RESULT.into(), self.tree(result, schema)));
                Expr::path(Expr::from(ExprKind::Context(built)), RESULT)
            }
            None => Expr::from(ExprKind::Context(built)),
        }
    }

    fn iteration(&mut self, way: Way, variable: &Arc<str>, over: &Boxed, body: &Boxed, schema: &mut Schema) -> Expr {
        let list = self.tree(over, schema);
        let mut inner = schema.clone();
        inner.add(variable.clone(), item_of(type_of(&list, schema)));
        if way == Way::For {
            inner.add("partial", Type::Any);
        }
        let body = Box::new(self.tree(body, &mut inner));
        let bindings = vec![Binding { name: variable.clone(), domain: Domain::Each(list) }];
        Expr::from(match way {
            Way::For => ExprKind::For(bindings, body),
            Way::Some => ExprKind::Some(bindings, body),
            Way::Every => ExprKind::Every(bindings, body),
        })
    }

    /// A function with its parameters; its result is of the type given, or of its own.
    pub fn function(&mut self, function: &Function, result: Option<&Arc<str>>, schema: &Schema) -> Expr {
        let Some(body) = &function.body else {
            return broken("this function is not written in FEEL".into(), function.at);
        };
        let mut inner = schema.clone();
        let mut parameters = Vec::new();
        // Within the function, a value that is not allowed is null.
        let mut limited: Vec<(Arc<str>, Expr)> = Vec::new();
        for parameter in &function.parameters {
            let item = self.item_type(parameter.kind.as_ref(), parameter.at);
            if item.is_limited() {
                let given = Expr::name(parameter.name.clone());
                limited.push((parameter.name.clone(), self.conform(given, parameter.kind.as_ref(), parameter.at)));
            }
            let kind = item.kind.clone();
            inner.add(parameter.name.clone(), kind.clone());
            parameters.push(Parameter { name: parameter.name.clone(), kind });
        }
        let mut body = self.tree(body, &mut inner);
        if !limited.is_empty() {
            limited.push((RESULT.into(), body));
            body = Expr::path(Expr::from(ExprKind::Context(limited)), RESULT);
        }
        let body = self.conform_result(body, result, function.at);
        Expr::new(ExprKind::Function(parameters, Box::new(body)), function.at)
    }

    /// Says what a strict reading finds, and leaves the rest to evaluation.
    pub fn finish(&mut self, tree: &Expr, schema: &Schema, at: Span) -> feel::Program {
        if let Err(errors) = compile(tree, &schema.clone().strict()) {
            for error in errors.iter() {
                let at = if error.span == Span::NONE { at } else { error.span };
                let message = match &error.help {
                    Some(help) => format!("{}: {help}", error.message),
                    None => error.message.clone(),
                };
                self.findings.warning(Rule::Meaning, at, message);
            }
        }
        compile(tree, schema).unwrap_or_else(|errors| {
            self.findings.error(Rule::Logic, at, errors.to_string());
            null_program(errors.to_string(), at)
        })
    }
}

/// The type of what a tree gives, as far as it shows.
fn type_of(tree: &Expr, schema: &Schema) -> Type {
    compile(tree, schema).map(|program| program.result_type().clone()).unwrap_or_default()
}

fn item_of(kind: Type) -> Type {
    match kind {
        Type::List(item) => (*item).clone(),
        _ => Type::Any,
    }
}

/// A call of a function of ours.
pub(crate) fn native(function: Arc<dyn Native>, arguments: Vec<Expr>, at: Span) -> Expr {
    let callee = Expr::new(ExprKind::Literal(Value::Function(Arc::new(FeelFunction::native(function)))), at);
    Expr::new(ExprKind::Call(Box::new(callee), Args::Positional(arguments)), at)
}

/// What stands where an expression could not be read: null, and why.
pub(crate) fn broken(message: String, at: Span) -> Expr {
    native(Arc::new(Broken(message)), Vec::new(), at)
}

pub(crate) fn null_program(message: String, at: Span) -> feel::Program {
    compile(&broken(message, at), &Schema::new().lenient()).expect("a call without arguments compiles")
}

struct Broken(String);

impl Native for Broken {
    fn name(&self) -> &str {
        "broken"
    }

    fn call(&self, _: &[Value], host: &mut Host<'_, '_>) -> Result<Value, String> {
        host.note(Value::from(self.0.as_str()));
        Err(self.0.clone())
    }
}
