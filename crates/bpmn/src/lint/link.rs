//! Links: an off-page connector within one process (BPMN 2.0, 10.5.5).
use std::collections::HashSet;

use super::model::Model;
use crate::xml::NodeId;

/// Editors pair links either by `source` and `target`, or by one name on both sides.
pub(super) fn check(model: &mut Model<'_>) {
    let links = model.named(&["linkEventDefinition"]);
    let throws = |model: &Model<'_>, link| model.parent_kind(link) == "intermediateThrowEvent";
    // Who has which name on which side, and whom the other side points at.
    let (mut names, mut pointed) = (HashSet::new(), HashSet::new());
    for link in &links {
        if let Some(name) = model.get(*link, "name") {
            names.insert((throws(model, *link), model.scope(*link), name));
        }
        pointed.extend(model.targets(*link, "source"));
        pointed.extend(model.targets(*link, "target"));
    }
    for link in links {
        let out = throws(model, link);
        let (own, back) = if out { ("target", "source") } else { ("source", "target") };
        if model.references(link, own).is_empty() {
            let name = model.get(link, "name");
            let scope = model.scope(link);
            let paired = name.is_some_and(|name| names.contains(&(!out, scope, name))) || pointed.contains(&link);
            if !paired {
                let rule = if out { "link-target" } else { "link-source" };
                model.error(link, rule, format!("the link has no {own}"));
            }
        }
        for partner in model.targets(link, own) {
            if model.kind(partner) != "linkEventDefinition" {
                continue;
            }
            if model.scope(partner) != model.scope(link) {
                model.error(link, "link-crosses", "a link stays within its process or sub-process");
            }
            if !answers(model, partner, back, link) {
                model.error(link, "link-pair", format!("the link's {own} names another link"));
            }
        }
    }
}

fn answers(model: &Model<'_>, partner: NodeId, back: &str, link: NodeId) -> bool {
    let named = model.targets(partner, back);
    named.is_empty() || named.contains(&link)
}
