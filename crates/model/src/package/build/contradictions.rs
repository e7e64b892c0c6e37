//! What cannot be meant together of one field.

use super::super::place::Findings;
use super::super::raw;
use super::fields::Draft;
use crate::field::{Field, Kind};
use crate::finding::Code;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Finds what excludes each other.
pub(super) fn check(field: &Field, raw: &raw::Field, findings: &Findings) {
    let kind = &field.kind;
    let many = matches!(kind, Kind::Relations(_) | Kind::Lines(_));
    let platform = matches!(kind, Kind::RollUp(_) | Kind::AutoNumber(_));
    let formula = raw.formula.is_some();
    let plain = !many
        && !matches!(
            kind,
            Kind::Choices { .. }
                | Kind::Address
                | Kind::Money(_)
                | Kind::LongText { .. }
                | Kind::RichText { .. }
                | Kind::RollUp(_)
                | Kind::File
                | Kind::Image
                | Kind::Json
        );
    let text = matches!(
        kind,
        Kind::Text { .. }
            | Kind::LongText { .. }
            | Kind::RichText { .. }
            | Kind::Email
            | Kind::Phone
            | Kind::Url
            | Kind::Address
            | Kind::AutoNumber(_)
    );
    let computable = !many
        && !platform
        && !matches!(
            kind,
            Kind::Relation(_) | Kind::File | Kind::Image | Kind::Address | Kind::Json | Kind::RichText { .. }
        );
    let report = |holds: bool, first: &str, second: &str| {
        if holds {
            let arguments = [("field", &*field.name), ("first", first), ("second", second)];
            findings.error(&raw.place, Code::CONTRADICTION, arguments);
        }
    };
    let name = kind.name().as_str();
    report(formula && raw.default.is_some(), "formula", "default");
    report(formula && raw.required, "formula", "required");
    report(formula && !computable, "formula", name);
    report(raw.default.is_some() && (many || platform), "default", name);
    if let Some(raw::Default::First { place, .. }) = &raw.default
        && field.relation().is_none_or(|relation| relation.is_open())
    {
        let second = if field.relation().is_some() { "several entities" } else { name };
        let arguments = [("field", &*field.name), ("first", "default = { … }"), ("second", second)];
        findings.error(place, Code::CONTRADICTION, arguments);
    }
    report(raw.required && platform, "required", name);
    report(raw.unique && !plain, "unique", name);
    report(raw.indexed && !plain && !matches!(kind, Kind::Money(_)), "indexed", name);
    report(raw.searchable && !text, "searchable", name);
    report(raw.sort && !kind.is_text(), "sort", name);
    report(!raw.follows.is_empty() && raw.default.is_none(), "follows", "no default");
}

/// Two fields must not want the same column: `amount_currency` beside money called `amount`.
pub(super) fn columns_differ(draft: &Draft<'_>, findings: &Findings) {
    let mut taken: BTreeSet<Arc<str>> = BTreeSet::new();
    for (field, raw) in &draft.fields {
        for column in field.columns() {
            if !taken.insert(Arc::clone(&column.name)) {
                let arguments = [("field", &*field.name), ("column", &*column.name)];
                findings.error(&raw.place, Code::COLUMN_COLLISION, arguments);
            }
        }
    }
}
