//! Looking at elements, and noting what there is to know.
use super::Reader;
use crate::{Expression, Finding, MODEL, Severity, xml::NodeId};

impl<'d> Reader<'d> {
    pub(super) fn kind(&self, element: NodeId) -> &'d str {
        self.document.element(element).map_or("", |element| element.name.as_str())
    }

    pub(super) fn get(&self, element: NodeId, name: &str) -> Option<&'d str> {
        self.document.element(element)?.get(name)
    }

    pub(super) fn attribute(&self, element: NodeId, name: &str) -> String {
        self.get(element, name).unwrap_or("").trim().to_owned()
    }

    pub(super) fn is(&self, element: NodeId, name: &str) -> bool {
        self.get(element, name).is_some_and(|value| matches!(value.trim(), "true" | "1"))
    }

    /// The elements of BPMN inside an element.
    pub(super) fn children(&self, element: NodeId) -> Vec<NodeId> {
        let bpmn = |it: &NodeId| self.document.element(*it).is_some_and(|element| &*element.namespace == MODEL);
        self.document.children(element).filter(bpmn).collect()
    }

    pub(super) fn child(&self, element: NodeId, kind: &str) -> Option<NodeId> {
        self.children(element).into_iter().find(|child| self.kind(*child) == kind)
    }

    pub(super) fn text(&self, element: NodeId) -> String {
        self.document.text(element).trim().to_owned()
    }

    /// What a reference says, as attribute or as child; a prefix before it is left out.
    pub(super) fn reference(&self, element: NodeId, name: &str) -> Option<String> {
        let found = match self.get(element, name) {
            Some(reference) => reference.trim().to_owned(),
            None => self.text(self.child(element, name)?),
        };
        let local = found.rsplit(':').next().unwrap_or("").to_owned();
        Some(local).filter(|local| !local.is_empty())
    }

    /// An expression at an element.
    pub(super) fn code(&mut self, at: NodeId, text: &str) -> Expression {
        let expression = Expression::code(text, &self.names, self.document.place(at));
        self.told(at, expression)
    }

    /// A text at an element that may be an expression.
    pub(super) fn value(&mut self, at: NodeId, text: &str) -> Expression {
        let expression = Expression::value(text, &self.names, self.document.place(at));
        self.told(at, expression)
    }

    /// The expression of a child; nothing where it is absent or empty.
    pub(super) fn child_code(&mut self, element: NodeId, kind: &str) -> Option<Expression> {
        let child = self.child(element, kind)?;
        let text = self.text(child);
        (!text.is_empty()).then(|| self.code(child, &text))
    }

    pub(super) fn told(&mut self, at: NodeId, expression: Expression) -> Expression {
        if let Some(reason) = expression.unread() {
            let message = format!("`{}` cannot be evaluated: {reason}", expression.text);
            self.note(at, "expression-unread", Severity::Warning, message);
        }
        expression
    }

    pub(super) fn note(&mut self, at: NodeId, rule: &'static str, severity: Severity, message: String) {
        let mut subject = Some(at);
        let mut element = self.kind(at).to_owned();
        while let Some(node) = subject {
            if let Some(id) = self.get(node, "id") {
                element = id.to_owned();
                break;
            }
            subject = self.document.parent(node);
        }
        self.findings.push(Finding { element, rule, severity, message, place: self.document.place(at) });
    }
}
