//! What is wrong with a model, and where.
use std::fmt;

use crate::source::Place;

/// One finding in a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The id of the element, or of the nearest one around it that has an id.
    pub element: Option<String>,
    pub rule: Rule,
    pub severity: Severity,
    /// In English, for logs and programs.
    pub message: String,
    pub place: Place,
}

/// Whether a model with this finding can be relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Severity {
    /// The element has no value: a decision that needs it gives null.
    Error,
    /// It runs, perhaps not as meant.
    Warning,
}

/// What a model must keep to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rule {
    /// The text is XML without a document type.
    Xml,
    /// The text is neither too long nor nested too deeply.
    Size,
    /// The root is `definitions` of DMN 1.1 to 1.5.
    Namespace,
    /// What an import names can be found.
    Import,
    /// A reference leads to an element of the right kind.
    Reference,
    /// Ids and names are unique.
    Duplicate,
    /// Nothing requires itself, through whatever way.
    Cycle,
    /// An expression is FEEL.
    Syntax,
    /// Names and types in an expression are known.
    Meaning,
    /// A type reference names a type.
    Type,
    /// A decision table has a cell for each input and output, and a policy that fits.
    Table,
    /// Boxed expressions have all their parts.
    Logic,
    /// Functions are FEEL, not Java or PMML.
    External,
}

impl Rule {
    /// The name by which programs know the rule.
    pub fn name(self) -> &'static str {
        match self {
            Rule::Xml => "xml",
            Rule::Size => "size",
            Rule::Namespace => "namespace",
            Rule::Import => "import",
            Rule::Reference => "reference",
            Rule::Duplicate => "duplicate",
            Rule::Cycle => "cycle",
            Rule::Syntax => "syntax",
            Rule::Meaning => "meaning",
            Rule::Type => "type",
            Rule::Table => "table",
            Rule::Logic => "logic",
            Rule::External => "external",
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        write!(out, "{}:{}: {severity} {}: ", self.place.line, self.place.column, self.rule.name())?;
        match &self.element {
            Some(element) => write!(out, "{element}: {}", self.message),
            None => out.write_str(&self.message),
        }
    }
}
