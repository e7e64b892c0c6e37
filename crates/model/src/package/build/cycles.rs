//! Computed fields that wait for each other.
//!
//! A formula waits for the fields it reads, here and in related records; a roll-up waits for the field it sums and for
//! those its filter reads. A circle could never be computed.

use super::super::place::Findings;
use super::fields::Draft;
use crate::expression::Expression;
use crate::field::{Field, Kind};
use crate::finding::Code;
use std::collections::{BTreeMap, HashMap};

/// A field, by the positions of its entity and of itself.
type Node = (usize, usize);

/// Finds every circle once, at the field where it is first met.
pub(super) fn check(drafts: &[Draft<'_>], findings: &Findings) {
    let mut graph: BTreeMap<Node, Vec<Node>> = BTreeMap::new();
    let places: HashMap<&str, usize> =
        drafts.iter().enumerate().map(|(index, draft)| (draft.name().as_str(), index)).collect();
    for (entity, draft) in drafts.iter().enumerate() {
        for (index, (field, _)) in draft.fields.iter().enumerate() {
            graph.insert((entity, index), waits_for(drafts, &places, entity, field));
        }
    }
    let mut done: BTreeMap<Node, bool> = BTreeMap::new();
    for start in graph.keys() {
        visit(*start, &graph, &mut done, drafts, findings);
    }
}

/// Walks in depth without recursion, so that a long chain of formulas cannot exhaust the stack.
fn visit(
    start: Node,
    graph: &BTreeMap<Node, Vec<Node>>,
    done: &mut BTreeMap<Node, bool>,
    drafts: &[Draft<'_>],
    findings: &Findings,
) {
    if done.contains_key(&start) {
        return;
    }
    let mut path: Vec<(Node, usize)> = vec![(start, 0)];
    done.insert(start, false);
    while let Some((node, next)) = path.last_mut() {
        let edges = graph.get(node).map_or(&[][..], Vec::as_slice);
        let Some(target) = edges.get(*next).copied() else {
            done.insert(*node, true);
            path.pop();
            continue;
        };
        *next += 1;
        match done.get(&target) {
            Some(true) => {}
            Some(false) => {
                let from = path.iter().position(|(node, _)| *node == target).unwrap_or(0);
                report(&path[from..].iter().map(|(node, _)| *node).collect::<Vec<_>>(), drafts, findings);
            }
            None => {
                done.insert(target, false);
                path.push((target, 0));
            }
        }
    }
}

fn report(circle: &[Node], drafts: &[Draft<'_>], findings: &Findings) {
    let mut names: Vec<String> = Vec::new();
    for (entity, index) in circle.iter().chain(circle.first()) {
        let draft = &drafts[*entity];
        names.push(format!("{}.{}", draft.name(), draft.fields[*index].0.name));
    }
    let rolls = |(entity, index): &&Node| matches!(drafts[*entity].fields[*index].0.kind, Kind::RollUp(_));
    let roll_up = circle.iter().find(rolls);
    let code = if roll_up.is_some() { Code::ROLL_UP_LOOP } else { Code::FORMULA_CYCLE };
    let (entity, index) = *roll_up.unwrap_or(&circle[0]);
    let (field, raw) = &drafts[entity].fields[index];
    findings.error(&raw.place, code, [("field", &*field.name), ("circle", &names.join(" → "))]);
}

fn waits_for(drafts: &[Draft<'_>], places: &HashMap<&str, usize>, entity: usize, field: &Field) -> Vec<Node> {
    let mut nodes = Vec::new();
    if let Some(formula) = &field.formula {
        nodes.extend(reads(drafts, places, entity, formula));
    }
    if let Kind::RollUp(roll_up) = &field.kind
        && let Some(child) = places.get(roll_up.of.as_str())
    {
        let of = |name: &str| drafts[*child].fields.iter().position(|(field, _)| &*field.name == name);
        nodes.extend(roll_up.field.as_ref().and_then(|name| of(name)).map(|index| (*child, index)));
        if let Some(filter) = &roll_up.filter {
            nodes.extend(reads(drafts, places, *child, filter));
        }
    }
    nodes
}

/// The declared fields an expression of an entity reads, here and one relation away.
fn reads(drafts: &[Draft<'_>], places: &HashMap<&str, usize>, entity: usize, expression: &Expression) -> Vec<Node> {
    let draft = &drafts[entity];
    let declared = |entity: usize, name: &str| {
        let base = name.strip_suffix("_currency").or_else(|| name.strip_suffix("_base"));
        let find = |name: &str| drafts[entity].fields.iter().position(|(field, _)| &*field.name == name);
        find(name).or_else(|| base.and_then(find)).map(|index| (entity, index))
    };
    let slots: Vec<&str> = draft.schema.slots().map(|(name, _)| &**name).collect();
    let mut nodes = Vec::new();
    for path in expression.program.reads() {
        let Some(name) = slots.get(path.slot) else { continue };
        let field = draft.field(name);
        let targets: Vec<&str> = match field.map(|field| &field.kind) {
            Some(Kind::Relation(relation)) => relation.to.iter().map(|to| to.as_str()).collect(),
            Some(Kind::Relations(relations)) => vec![relations.to.as_str()],
            Some(Kind::Lines(lines)) => vec![lines.entity.as_str()],
            _ => Vec::new(),
        };
        if targets.is_empty() {
            nodes.extend(declared(entity, name));
        }
        for target in targets.iter().filter_map(|target| places.get(target)) {
            nodes.extend(path.fields.first().and_then(|name| declared(*target, name)));
        }
    }
    nodes
}
