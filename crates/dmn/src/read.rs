//! From the text of a model to [`Definitions`].
mod boxed;
mod items;
mod limits;
mod table;

use std::sync::Arc;

use feel::Span;
use roxmltree::{Document, Node, ParsingOptions};

use crate::{
    finding::{Finding, Rule, Severity},
    findings::MAX_FINDINGS,
    model::{Definitions, Element, ElementForm, Import, Link, Variable},
    source::{Sources, Text},
};

const NAMESPACES: [&str; 5] = [
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
    "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "https://www.omg.org/spec/DMN/20230324/MODEL/",
];

/// More nodes than this is no model that somebody drew.
const MAX_NODES: u32 = 1_000_000;

pub(crate) struct Reader<'a> {
    pub text: &'a str,
    pub base: u32,
    pub sources: &'a mut Sources,
    pub findings: &'a mut Vec<Finding>,
}

/// Reads a text. What cannot be read is reported and left out; without XML there is nothing.
pub(crate) fn read(text: &str, sources: &mut Sources, findings: &mut Vec<Finding>) -> Definitions {
    if let Err(message) = limits::check(text) {
        sources.add("");
        findings.push(file_finding(Rule::Size, message, sources, Span::NONE));
        return Definitions::default();
    }
    let base = sources.add(text);
    // A document type is refused, and with it every entity that could expand.
    let options = ParsingOptions { nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    let document = match Document::parse_with_options(text, options) {
        Ok(document) => document,
        Err(error) => {
            let at = base + limits::byte_at(text, error.pos().row, error.pos().col);
            findings.push(file_finding(Rule::Xml, error.to_string(), sources, Span { start: at, end: at }));
            return Definitions::default();
        }
    };
    let namespace: Arc<str> = document.root_element().attribute("namespace").unwrap_or("").into();
    let elements = document.descendants().filter_map(|node| {
        let range = node.range();
        let span = Span { start: base + range.start as u32, end: base + range.end as u32 };
        Some((span, node.attribute("id")?.into()))
    });
    let elements = elements.collect();
    sources.describe(&namespace, elements);
    Reader { text, base, sources, findings }.definitions(document.root_element(), namespace)
}

/// The namespace that a model calls its own, when the text is one: how a file is found that
/// another imports.
pub fn namespace(text: &str) -> Option<String> {
    limits::check(text).ok()?;
    let options = ParsingOptions { nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).ok()?;
    let root = document.root_element();
    let is_model = NAMESPACES.contains(&root.tag_name().namespace()?);
    root.attribute("namespace").filter(|_| is_model).map(str::to_owned)
}

fn file_finding(rule: Rule, message: impl Into<String>, sources: &Sources, at: Span) -> Finding {
    let place = sources.place(at);
    Finding { element: None, rule, severity: Severity::Error, message: message.into(), place }
}

impl Reader<'_> {
    pub fn span(&self, node: Node<'_, '_>) -> Span {
        let range = node.range();
        Span { start: self.base + range.start as u32, end: self.base + range.end as u32 }
    }

    pub fn report(&mut self, rule: Rule, node: Node<'_, '_>, message: impl Into<String>) {
        if self.findings.len() >= MAX_FINDINGS {
            return;
        }
        let span = self.span(node);
        self.findings.push(Finding {
            element: self.sources.element(span).map(|id| id.to_string()),
            rule,
            severity: Severity::Error,
            message: message.into(),
            place: self.sources.place(span),
        });
    }

    fn definitions(&mut self, root: Node<'_, '_>, namespace: Arc<str>) -> Definitions {
        let version = root.tag_name().namespace().unwrap_or("");
        if root.tag_name().name() != "definitions" || !NAMESPACES.contains(&version) {
            let message = format!("this is no DMN 1.1 to 1.5: `{}` of `{version}`", root.tag_name().name());
            self.report(Rule::Namespace, root, message);
            return Definitions { namespace, ..Definitions::default() };
        }
        let mut definitions = Definitions { namespace, ..Definitions::default() };
        for node in root.children().filter(Node::is_element) {
            match node.tag_name().name() {
                "import" => definitions.imports.push(Import {
                    name: node.attribute("name").unwrap_or("").into(),
                    namespace: node.attribute("namespace").unwrap_or("").into(),
                    at: self.span(node),
                }),
                "itemDefinition" => definitions.items.push(self.item(node)),
                _ => definitions.elements.extend(self.element(node)),
            }
        }
        definitions
    }

    fn element(&mut self, node: Node<'_, '_>) -> Option<Element> {
        let form = match node.tag_name().name() {
            "inputData" => ElementForm::Input,
            "decision" => ElementForm::Decision { requires: self.requirements(node), logic: self.logic_in(node) },
            "businessKnowledgeModel" => {
                let logic = child(node, "encapsulatedLogic").map(|logic| self.function(logic));
                ElementForm::Knowledge { requires: self.requirements(node), logic }
            }
            "decisionService" => ElementForm::Service {
                outputs: self.links(node, "outputDecision"),
                encapsulated: self.links(node, "encapsulatedDecision"),
                input_decisions: self.links(node, "inputDecision"),
                inputs: self.links(node, "inputData"),
            },
            _ => return None,
        };
        let variable = child(node, "variable");
        Some(Element {
            id: node.attribute("id").map(Arc::from),
            name: self.name(node),
            at: self.span(node),
            kind: variable.and_then(|variable| variable.attribute("typeRef")).map(Arc::from),
            form,
        })
    }

    /// The name, which every named element must have (DMN 1.5, 7.3.1).
    pub fn name(&mut self, node: Node<'_, '_>) -> Arc<str> {
        match node.attribute("name") {
            Some(name) => name.split_whitespace().collect::<Vec<_>>().join(" ").into(),
            None => {
                self.report(Rule::Logic, node, format!("`{}` has no name", node.tag_name().name()));
                "".into()
            }
        }
    }

    pub fn variable(&mut self, node: Node<'_, '_>) -> Variable {
        let kind = node.attribute("typeRef").map(Arc::from);
        Variable { name: self.name(node), kind, at: self.span(node) }
    }

    fn requirements(&self, node: Node<'_, '_>) -> Vec<Link> {
        let requirements = node
            .children()
            .filter(|child| matches!(child.tag_name().name(), "informationRequirement" | "knowledgeRequirement"));
        requirements
            .flat_map(|requirement| requirement.children())
            .filter(|child| {
                matches!(child.tag_name().name(), "requiredInput" | "requiredDecision" | "requiredKnowledge")
            })
            .map(|required| self.link(required))
            .collect()
    }

    fn links(&self, node: Node<'_, '_>, name: &'static str) -> Vec<Link> {
        children(node, name).map(|link| self.link(link)).collect()
    }

    fn link(&self, node: Node<'_, '_>) -> Link {
        Link { href: node.attribute("href").unwrap_or("").into(), at: self.span(node) }
    }

    /// The content of `<text>` in an element; empty when there is none.
    pub fn text_of(&self, node: Node<'_, '_>) -> Text {
        let mut text = Text::default();
        for part in child(node, "text").into_iter().flat_map(|text| text.children()).filter(Node::is_text) {
            let source = &self.text[part.range()];
            text.push(part.text().unwrap_or(""), source, self.base + part.range().start as u32);
        }
        text
    }
}

pub(crate) fn children<'a, 'input>(
    node: Node<'a, 'input>,
    name: &'static str,
) -> impl Iterator<Item = Node<'a, 'input>> {
    node.children().filter(move |child| child.tag_name().name() == name)
}

pub(crate) fn child<'a, 'input>(node: Node<'a, 'input>, name: &'static str) -> Option<Node<'a, 'input>> {
    children(node, name).next()
}
