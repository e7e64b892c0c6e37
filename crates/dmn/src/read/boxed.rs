//! Boxed expressions (DMN 1.5, 10.2.1).
use std::sync::Arc;

use roxmltree::Node;

use super::{Reader, child, children};
use crate::{
    finding::Rule,
    model::{Boxed, Form, Function, Way},
};

const FORMS: [&str; 12] = [
    "literalExpression",
    "context",
    "decisionTable",
    "invocation",
    "list",
    "relation",
    "conditional",
    "filter",
    "for",
    "every",
    "some",
    "functionDefinition",
];

fn is_logic(node: &Node<'_, '_>) -> bool {
    FORMS.contains(&node.tag_name().name())
}

impl Reader<'_> {
    /// The first expression right in an element.
    pub fn logic_in(&mut self, node: Node<'_, '_>) -> Option<Boxed> {
        let logic = node.children().find(is_logic)?;
        Some(self.boxed(logic))
    }

    fn boxed(&mut self, node: Node<'_, '_>) -> Boxed {
        let form = match node.tag_name().name() {
            "literalExpression" => Form::Literal(self.text_of(node)),
            "context" => self.context(node),
            "list" => Form::List(node.children().filter(is_logic).map(|item| self.boxed(item)).collect()),
            "relation" => self.relation(node),
            "functionDefinition" => Form::Function(Box::new(self.function(node))),
            "invocation" => self.invocation(node),
            "conditional" => Form::If(Box::new(
                ["if", "then", "else"].map(|part| self.part(node, part).unwrap_or_else(|| self.broken(node))),
            )),
            "filter" => Form::Filter(Box::new(
                ["in", "match"].map(|part| self.part(node, part).unwrap_or_else(|| self.broken(node))),
            )),
            "for" => self.iteration(node, Way::For, "return"),
            "some" => self.iteration(node, Way::Some, "satisfies"),
            "every" => self.iteration(node, Way::Every, "satisfies"),
            _ => Form::Table(Box::new(self.table(node))),
        };
        Boxed { at: self.span(node), kind: node.attribute("typeRef").map(Arc::from), form }
    }

    fn broken(&self, node: Node<'_, '_>) -> Boxed {
        Boxed { at: self.span(node), kind: None, form: Form::Broken }
    }

    /// The expression in a part, which must be there.
    fn part(&mut self, node: Node<'_, '_>, name: &'static str) -> Option<Boxed> {
        let logic = child(node, name).and_then(|part| self.logic_in(part));
        if logic.is_none() {
            self.report(Rule::Logic, node, format!("`{name}` of `{}` is missing", node.tag_name().name()));
        }
        logic
    }

    fn context(&mut self, node: Node<'_, '_>) -> Form {
        let (mut entries, mut result) = (Vec::new(), None);
        for entry in children(node, "contextEntry") {
            let value = self.logic_in(entry).unwrap_or_else(|| self.broken(entry));
            if matches!(value.form, Form::Broken) {
                self.report(Rule::Logic, entry, "an entry of the context has no expression");
            }
            match child(entry, "variable") {
                Some(variable) => entries.push((self.variable(variable), value)),
                None if result.is_none() => result = Some(Box::new(value)),
                None => self.report(Rule::Logic, entry, "a context has one result"),
            }
        }
        Form::Context { entries, result }
    }

    fn relation(&mut self, node: Node<'_, '_>) -> Form {
        let columns: Vec<_> = children(node, "column").map(|column| self.variable(column)).collect();
        let mut rows = Vec::new();
        for row in children(node, "row") {
            let cells: Vec<Boxed> = row.children().filter(is_logic).map(|cell| self.boxed(cell)).collect();
            if cells.len() != columns.len() {
                let message = format!("a row has {} cells for {} columns", cells.len(), columns.len());
                self.report(Rule::Logic, row, message);
            }
            rows.push(cells);
        }
        Form::Relation { columns, rows }
    }

    fn invocation(&mut self, node: Node<'_, '_>) -> Form {
        let Some(callee) = self.logic_in(node) else {
            self.report(Rule::Logic, node, "the invocation does not say what it invokes");
            return Form::Broken;
        };
        let mut bindings = Vec::new();
        for binding in children(node, "binding") {
            match child(binding, "parameter") {
                Some(parameter) => bindings.push((self.variable(parameter), self.logic_in(binding))),
                None => self.report(Rule::Logic, binding, "a binding has no parameter"),
            }
        }
        Form::Invocation { callee: Box::new(callee), bindings }
    }

    fn iteration(&mut self, node: Node<'_, '_>, way: Way, body: &'static str) -> Form {
        let (over, inside) = (self.part(node, "in"), self.part(node, body));
        let variable = node.attribute("iteratorVariable");
        if variable.is_none() {
            self.report(Rule::Logic, node, "the iteration has no `iteratorVariable`");
        }
        match (over, inside, variable) {
            (Some(over), Some(inside), Some(variable)) => {
                Form::Iteration { way, variable: variable.into(), over: Box::new(over), body: Box::new(inside) }
            }
            _ => Form::Broken,
        }
    }

    pub fn function(&mut self, node: Node<'_, '_>) -> Function {
        let parameters = children(node, "formalParameter").map(|parameter| self.variable(parameter)).collect();
        let language = node.attribute("kind").unwrap_or("FEEL");
        if language != "FEEL" {
            self.report(Rule::External, node, format!("functions of kind `{language}` are not run"));
        }
        let body = if language == "FEEL" { self.logic_in(node) } else { None };
        if language == "FEEL" && body.is_none() {
            self.report(Rule::Logic, node, "the function has no expression");
        }
        Function { at: self.span(node), parameters, body }
    }
}
