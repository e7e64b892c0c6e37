//! Findings as they are gathered.
use feel::{Diagnostics, Span};

use crate::{
    finding::{Finding, Rule, Severity},
    source::{Sources, Text},
};

/// More findings tell nothing new.
pub(crate) const MAX_FINDINGS: usize = 5_000;

#[derive(Debug, Default)]
pub(crate) struct Findings {
    pub sources: Sources,
    pub all: Vec<Finding>,
}

impl Findings {
    pub fn error(&mut self, rule: Rule, at: Span, message: impl Into<String>) {
        self.add(rule, Severity::Error, at, message.into());
    }

    pub fn warning(&mut self, rule: Rule, at: Span, message: impl Into<String>) {
        self.add(rule, Severity::Warning, at, message.into());
    }

    fn add(&mut self, rule: Rule, severity: Severity, at: Span, message: String) {
        // Nobody reads so many; the first error of all is kept, since it decides.
        let full = self.all.len() >= MAX_FINDINGS;
        if full && (severity == Severity::Warning || self.all.iter().any(|finding| finding.severity == Severity::Error))
        {
            return;
        }
        let element = self.sources.element(at).map(|id| id.to_string());
        let finding = Finding { element, rule, severity, message, place: self.sources.place(at) };
        if !self.all.contains(&finding) {
            self.all.push(finding);
        }
    }

    /// The texts, and the findings in the order of their places.
    pub fn sorted(mut self) -> (Sources, Vec<Finding>) {
        self.all.sort_by_key(|finding| {
            let place = &finding.place;
            (self.sources.number(&place.namespace), place.line, place.column)
        });
        (self.sources, self.all)
    }

    /// What the parser says of a text of an element.
    pub fn syntax(&mut self, text: &Text, element: Span, errors: &Diagnostics) {
        for error in errors.iter() {
            let at = if text.pieces.is_empty() { element } else { text.place(error.span) };
            let message = match &error.help {
                Some(help) => format!("{}: {help}", error.message),
                None => error.message.clone(),
            };
            self.error(Rule::Syntax, at, message);
        }
    }
}
