//! What the door to records says, in the words of this room.

use std::borrow::Cow;

use records::{Error, FieldProblem};

use super::chunk::Work;
use super::report::Problem;
use super::row::{Draft, problem};
use crate::Message;
use crate::message::Argument;

/// A finding of the door as a message that can be stored.
pub(super) fn message(found: &FieldProblem) -> Message {
    match &found.message {
        records::Message::Id { id, arguments } => Message {
            id: Cow::Borrowed(id),
            arguments: arguments
                .iter()
                .map(|(name, value)| (Cow::Borrowed(*name), Argument::Text(value.clone())))
                .collect(),
        },
        // A rule's sentence comes in the languages of its package.
        records::Message::Said(label) => Message {
            id: Cow::Borrowed(crate::message::SAID),
            arguments: label
                .texts
                .iter()
                .map(|(language, text)| (Cow::Owned(language.to_string()), Argument::Text(text.to_string())))
                .collect(),
        },
    }
}

/// Why the door refused a row.
///
/// # Errors
/// What is not the row's fault: then the whole chunk fails.
pub(super) fn refusal(error: Error) -> Result<Message, Error> {
    use store::Error as Store;
    match error {
        Error::Forbidden { entity, action } => {
            Ok(Message::new("import-forbidden").with("entity", &*entity).with("action", action))
        }
        Error::NotFound { entity, .. } => Ok(Message::new("import-out-of-reach").with("entity", &*entity)),
        Error::Conflict(_) => Ok(Message::new("import-changed-meanwhile")),
        Error::Query(found) => Ok(message(&found)),
        Error::Store(Store::Unique { columns, .. }) => {
            Ok(Message::new("import-not-unique").with("field", columns.join(" + ")))
        }
        Error::Store(Store::Reference { .. } | Store::Constraint { .. }) => {
            Ok(Message::new("import-refused-by-database"))
        }
        other => Err(other),
    }
}

impl Work<'_> {
    /// What is said of a field of the record that must be filled and that no column goes to.
    fn needed(&self, found: &FieldProblem) -> Option<Message> {
        let is_required = matches!(&found.message, records::Message::Id { id: "problem-required", .. });
        let field = found.field.as_deref().filter(|_| is_required && found.line.is_none())?;
        let label = &self.setup.definition.field(field)?.label;
        Some(Message::new("import-required-without-column").with("field", label))
    }

    /// The reasons that the door gave, with their rows and columns.
    ///
    /// # Errors
    /// What is not the row's fault.
    pub(super) fn reasons(&self, error: records::Error, draft: &Draft) -> records::Result<Vec<(u64, Problem)>> {
        match error {
            records::Error::Invalid(found) => Ok(found
                .iter()
                .map(|found| {
                    let line = found.line.as_ref().and_then(|(_, place)| draft.lines.get(*place));
                    let column = found.field.as_deref().and_then(|field| match found.line {
                        Some(_) => self.setup.column_of_line(field),
                        None => self.setup.column_of(field),
                    });
                    let message = message(found);
                    let problem = match column {
                        Some(column) => problem(column, message),
                        None => match self.needed(found) {
                            Some(needed) => Problem::row(needed),
                            None => {
                                let field = found.field.as_ref().map(ToString::to_string);
                                Problem { field, ..Problem::row(message) }
                            }
                        },
                    };
                    (line.map_or(draft.row, |line| line.row), problem)
                })
                .collect()),
            other => refusal(other).map(|message| vec![(draft.row, Problem::row(message))]),
        }
    }
}
