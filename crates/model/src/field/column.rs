//! How fields lie in columns.

use super::{Field, Kind, OnDelete};
use crate::name::EntityName;
use std::sync::Arc;

/// The few kinds of column, the same on both databases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ColumnKind {
    /// Ids, whole and scaled numbers, days, microseconds.
    Integer,
    Text,
    Bool,
    Double,
    Bytes,
}

/// What a column holds of its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ColumnPart {
    /// The value, or the amount, or the id.
    Value,
    /// `<name>__key`: what text is sorted by.
    SortKey,
    /// `<name>_currency`: an ISO 4217 code.
    Currency,
    /// `<name>_base`: the amount in the installation's base currency.
    Base,
    /// `<name>_entity`: the qualified name of the entity pointed to.
    Entity,
    Street,
    City,
    Region,
    PostalCode,
    Country,
}

/// A column wanted for a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnSpec {
    pub name: Arc<str>,
    pub kind: ColumnKind,
    pub part: ColumnPart,
    /// The digits after the point of a scaled number; 4 for money, 0 for everything else.
    pub digits: u32,
    pub not_null: bool,
    /// The table whose `id` it points to.
    pub references: Option<(EntityName, OnDelete)>,
}

/// The parts of an address with the ends of their columns' names.
pub(super) const ADDRESS: [(ColumnPart, &str); 5] = [
    (ColumnPart::Street, "street"),
    (ColumnPart::City, "city"),
    (ColumnPart::Region, "region"),
    (ColumnPart::PostalCode, "postal_code"),
    (ColumnPart::Country, "country"),
];

pub(super) fn columns(field: &Field) -> Vec<ColumnSpec> {
    let name = &field.name;
    let mut columns = of_kind(name, field.kind.shown(), &field.kind);
    if let Some(key) = field.key_column() {
        columns.push(spec(key, ColumnKind::Bytes, ColumnPart::SortKey));
    }
    columns
}

fn of_kind(name: &Arc<str>, shown: &Kind, kind: &Kind) -> Vec<ColumnSpec> {
    let value = |kind| spec(Arc::clone(name), kind, ColumnPart::Value);
    let beside = |end: &str, kind, part| spec(format!("{name}_{end}").into(), kind, part);
    match shown {
        Kind::Text { .. }
        | Kind::LongText { .. }
        | Kind::RichText { .. }
        | Kind::Choice { .. }
        | Kind::Choices { .. }
        | Kind::Email
        | Kind::Phone
        | Kind::Url
        | Kind::AutoNumber(_)
        | Kind::Json => vec![value(ColumnKind::Text)],
        Kind::Number { digits } | Kind::Percent { digits } => {
            vec![ColumnSpec { digits: *digits, ..value(ColumnKind::Integer) }]
        }
        Kind::Integer | Kind::Date | Kind::DateTime | Kind::Duration | Kind::Rating { .. } => {
            vec![value(ColumnKind::Integer)]
        }
        Kind::Money(_) => vec![
            ColumnSpec { digits: 4, ..value(ColumnKind::Integer) },
            beside("currency", ColumnKind::Text, ColumnPart::Currency),
            ColumnSpec { digits: 4, ..beside("base", ColumnKind::Integer, ColumnPart::Base) },
        ],
        Kind::YesNo => vec![value(ColumnKind::Bool)],
        Kind::Address => ADDRESS.iter().map(|(part, end)| beside(end, ColumnKind::Text, *part)).collect(),
        Kind::File | Kind::Image => {
            let references = EntityName::parse("base.file").map(|file| (file, OnDelete::Clear));
            vec![ColumnSpec { references, ..value(ColumnKind::Integer) }]
        }
        Kind::Relation(relation) => match relation.only_target() {
            Some(target) => {
                let references = Some((target.clone(), relation.on_delete));
                vec![ColumnSpec { references, ..value(ColumnKind::Integer) }]
            }
            None => vec![value(ColumnKind::Integer), beside("entity", ColumnKind::Text, ColumnPart::Entity)],
        },
        Kind::Relations(_) | Kind::Lines(_) => Vec::new(),
        // The result of a roll-up is never a roll-up itself.
        Kind::RollUp(_) => {
            debug_assert!(matches!(kind, Kind::RollUp(_)));
            vec![value(ColumnKind::Integer)]
        }
    }
}

fn spec(name: Arc<str>, kind: ColumnKind, part: ColumnPart) -> ColumnSpec {
    ColumnSpec { name, kind, part, digits: 0, not_null: false, references: None }
}
