//! Of what kind the results of roll-ups are.

use super::super::place::Findings;
use super::super::raw;
use super::fields::Draft;
use crate::field::{Field, Function, Kind, Money};
use crate::finding::Code;
use std::collections::BTreeSet;

/// Gives each roll-up the kind of its result. One over another one waits for it; those in a circle are findings.
pub(super) fn finish(drafts: &mut [Draft<'_>], findings: &Findings) {
    let mut open: Vec<(usize, usize)> = Vec::new();
    for (entity, draft) in drafts.iter().enumerate() {
        for (index, (field, _)) in draft.fields.iter().enumerate() {
            if matches!(field.kind, Kind::RollUp(_)) {
                open.push((entity, index));
            }
        }
    }
    while !open.is_empty() {
        let waiting: BTreeSet<(usize, usize)> = open.iter().copied().collect();
        let before = open.len();
        open.retain(|(entity, index)| {
            let Some(result) = result_of(drafts, *entity, *index, &waiting, findings) else { return true };
            if let Kind::RollUp(roll_up) = &mut drafts[*entity].fields[*index].0.kind {
                *roll_up.result = result;
            }
            false
        });
        if open.len() == before {
            let name = |(entity, index): &(usize, usize)| {
                format!("{}.{}", drafts[*entity].name(), drafts[*entity].fields[*index].0.name)
            };
            let circle = open.iter().map(name).collect::<Vec<_>>().join(", ");
            for (entity, index) in &open {
                let (field, raw) = &drafts[*entity].fields[*index];
                findings.error(&raw.place, Code::ROLL_UP_LOOP, [("field", &*field.name), ("circle", &*circle)]);
            }
            return;
        }
    }
}

/// The kind of a roll-up's result; none while it waits for another one.
fn result_of(
    drafts: &[Draft<'_>],
    entity: usize,
    index: usize,
    waiting: &BTreeSet<(usize, usize)>,
    findings: &Findings,
) -> Option<Kind> {
    let (field, raw) = &drafts[entity].fields[index];
    let (Kind::RollUp(roll_up), raw::Kind::RollUp { by, field: summed, .. }) = (&field.kind, &raw.kind) else {
        return Some(Kind::Integer);
    };
    let (of, child) = drafts.iter().enumerate().find(|(_, draft)| *draft.name() == roll_up.of)?;
    let leads_here =
        |field: &Field| field.relation().is_some_and(|relation| relation.to.contains(drafts[entity].name()));
    if let Some(found) = child.find(by, findings)
        && !leads_here(found)
    {
        let expected = format!("relation → {}", drafts[entity].name());
        findings.error(&by.place, Code::WRONG_KIND, [("field", &*by.value), ("expected", &*expected)]);
    }
    let Some(summed) = summed else { return Some(Kind::Integer) };
    if let Some(position) = child.fields.iter().position(|(field, _)| field.name == summed.value)
        && waiting.contains(&(of, position))
    {
        return None;
    }
    let Some(found) = child.find(summed, findings) else { return Some(Kind::Integer) };
    let kind = found.kind.shown().clone();
    if !kind.aggregates().contains(&roll_up.function) {
        let expected = if matches!(roll_up.function, Function::Min | Function::Max) {
            "number, date, date_time, duration"
        } else {
            "number"
        };
        findings.error(&summed.place, Code::WRONG_KIND, [("field", &*summed.value), ("expected", expected)]);
    }
    Some(match (roll_up.function, kind) {
        (Function::Count, _) => Kind::Integer,
        (Function::Average, Kind::Integer | Kind::Rating { .. }) => Kind::Number { digits: 2 },
        (_, Kind::Rating { .. }) => Kind::Integer,
        // Records may be in different currencies: their sum is in the one of the record, or in the base currency.
        (_, Kind::Money(_)) => Kind::Money(Money { currency: None }),
        (_, kind) => kind,
    })
}
