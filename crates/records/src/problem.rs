//! One finding about what was sent: a message id with arguments, so that it can be said in any language.

use std::fmt;
use std::sync::Arc;

/// What is wrong with one field, or with the record as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldProblem {
    /// The field, by name; none when the finding is about the whole record.
    pub field: Option<Arc<str>>,
    /// The line item it is about: the name of the lines' field and the position, counted from 0.
    pub line: Option<(Arc<str>, usize)>,
    /// What to say.
    pub message: Message,
}

/// A message by its id, with its arguments, or a sentence that the definitions supply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// An id of the platform's own messages.
    Id { id: &'static str, arguments: Vec<(&'static str, String)> },
    /// A rule's sentence in the languages of its package.
    Said(model::Label),
}

impl FieldProblem {
    /// A finding about a field.
    pub fn of(field: impl Into<Arc<str>>, id: &'static str) -> Self {
        Self { field: Some(field.into()), line: None, message: Message::Id { id, arguments: Vec::new() } }
    }

    /// A finding about the whole record.
    pub fn record(id: &'static str) -> Self {
        Self { field: None, line: None, message: Message::Id { id, arguments: Vec::new() } }
    }

    /// Whether this is what it says.
    pub(crate) fn is(&self, wanted: &str) -> bool {
        matches!(&self.message, Message::Id { id, .. } if *id == wanted)
    }

    /// Adds an argument of the message.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        if let Message::Id { arguments, .. } = &mut self.message {
            arguments.push((name, value.to_string()));
        }
        self
    }

    /// Says which line item it is about.
    #[must_use]
    pub fn on_line(mut self, lines: &Arc<str>, index: usize) -> Self {
        self.line = Some((Arc::clone(lines), index));
        self
    }
}

impl std::error::Error for FieldProblem {}

impl fmt::Display for FieldProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((lines, index)) = &self.line {
            write!(f, "{lines}[{index}].")?;
        }
        if let Some(field) = &self.field {
            write!(f, "{field}: ")?;
        }
        match &self.message {
            Message::Id { id, arguments } => {
                f.write_str(id)?;
                for (name, value) in arguments {
                    write!(f, " {name}={value}")?;
                }
                Ok(())
            }
            Message::Said(label) => f.write_str(label.get("en")),
        }
    }
}
