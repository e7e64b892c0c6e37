//! How one record becomes others: a lead becomes a company, a contact and a deal.

use crate::expression::Expression;
use crate::label::Label;
use crate::name::EntityName;
use std::sync::Arc;

/// A conversion, run in one transaction under the rights of whoever asks for it.
#[derive(Debug, Clone)]
pub struct Conversion {
    pub name: Arc<str>,
    pub label: Label,
    /// The entity it begins with.
    pub from: EntityName,
    /// Which records may be converted, over the schema of `from`.
    pub when: Option<Expression>,
    /// In this order; later steps may name the records of earlier ones.
    pub steps: Vec<Step>,
    /// What is then written to the converted record: field and value, over `from`'s schema and the steps' records.
    pub after: Vec<(Arc<str>, Expression)>,
}

/// A record that is found or created.
#[derive(Debug, Clone)]
pub struct Step {
    /// What later expressions call the record.
    pub name: Arc<str>,
    pub entity: EntityName,
    /// Whether people may leave it out.
    pub optional: bool,
    /// When it is proposed, over the schema of `from`; always when nothing is said. Only for steps that are optional.
    pub when: Option<Expression>,
    /// A relation of the converted record that, when filled, already names the record.
    pub existing: Option<Arc<str>>,
    /// Field and value, over the schema of `from` and the records of earlier steps.
    pub set: Vec<(Arc<str>, Expression)>,
}
