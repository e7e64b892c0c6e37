//! What the door to records says, in the words of this room.

use std::borrow::Cow;

use records::{Error, FieldProblem};

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
