//! The names by which fields lead to others.

use super::super::place::{At, Findings, Word};
use super::super::raw;
use super::Tools;
use super::fields::Draft;
use crate::field::{Field, Kind, Relation};
use crate::finding::Code;
use std::sync::Arc;

/// Checks the names by which fields lead to others: lines, currencies, followed fields, titles, keys.
pub(super) fn check(drafts: &[Draft<'_>], tools: Tools<'_>) {
    let findings = tools.findings;
    for draft in drafts {
        for (_, raw) in &draft.fields {
            for word in &raw.follows {
                draft.find(word, findings);
            }
            if let raw::Kind::Lines { by, .. } = &raw.kind
                && let Some(Kind::Lines(lines)) = draft.field(&raw.name.value).map(|field| &field.kind)
                && let Some(child) = drafts.iter().find(|child| *child.name() == lines.entity)
            {
                let leads = |field: &Field| field.relation().is_some_and(|to| to.only_target() == Some(draft.name()));
                if child.find(by, findings).is_some_and(|field| !leads(field)) {
                    let expected = format!("relation → {}", draft.name());
                    findings.error(&by.place, Code::WRONG_KIND, [("field", &*by.value), ("expected", &*expected)]);
                }
            }
            if let raw::Kind::Money { currency: Some(path) } = &raw.kind
                && let Some(field) = walk(drafts, draft, path, findings)
                && !matches!(field.kind, Kind::Money(_))
            {
                findings.error(&path.place, Code::WRONG_KIND, [("field", &*path.value), ("expected", "money")]);
            }
        }
        let raw = &draft.layered.raw;
        let groups = raw.unique.iter().chain(&raw.indexes).flatten();
        for word in raw.title.iter().flatten().chain(groups).chain(&raw.line_of) {
            draft.find(word, findings);
        }
        for word in raw.unique.iter().chain(&raw.indexes).flatten() {
            // A list of records or of lines stands in a table of its own.
            if let Some(field) =
                draft.field(&word.value).filter(|field| !field.columns().iter().any(|column| column.name == field.name))
            {
                let arguments = [("field", &*field.name), ("expected", "a field of one value")];
                findings.error(&word.place, Code::WRONG_KIND, arguments);
            }
        }
        if let Some(line_of) = &raw.line_of
            && draft
                .field(&line_of.value)
                .is_some_and(|field| field.relation().and_then(Relation::only_target).is_none())
        {
            findings.error(&line_of.place, Code::WRONG_KIND, [("field", &*line_of.value), ("expected", "relation")]);
        }
        for field in raw.matching.iter().flat_map(|matching| &matching.fields) {
            walk(drafts, draft, &field.path, findings);
        }
    }
}

/// The field at the end of a path such as `company.name` or `address.city`; a finding where it breaks off.
pub(super) fn walk<'d>(
    drafts: &'d [Draft<'_>],
    from: &'d Draft<'_>,
    path: &Word,
    findings: &Findings,
) -> Option<&'d Field> {
    let mut draft = from;
    let mut names = path.value.split('.').peekable();
    while let Some(name) = names.next() {
        let word = At { value: Arc::from(name), place: path.place.clone() };
        let field = draft.find(&word, findings)?;
        let Some(next) = names.peek() else { return Some(field) };
        match &field.kind {
            Kind::Relation(relation) if relation.only_target().is_some() => {
                let target = relation.only_target()?;
                draft = drafts.iter().find(|draft| draft.name() == target)?;
            }
            Kind::Address if ["street", "city", "region", "postal_code", "country"].contains(next) => {
                return Some(field);
            }
            _ => {
                findings.error(&path.place, Code::WRONG_KIND, [("field", name), ("expected", "relation")]);
                return None;
            }
        }
    }
    None
}
