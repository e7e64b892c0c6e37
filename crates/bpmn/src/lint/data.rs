//! Data: collections, sets, associations (BPMN 2.0, 10.4).
use super::model::{Model, TASKS};
use crate::xml::NodeId;

pub(super) fn check(model: &mut Model<'_>) {
    for node in model.all.clone() {
        match model.kind(node) {
            "dataInput" | "dataOutput" | "dataObject" => collection(model, node),
            "ioSpecification" => specification(model, node),
            "inputSet" => set(model, node, "dataInputRefs", ["optionalInputRefs", "whileExecutingInputRefs"]),
            "outputSet" => set(model, node, "dataOutputRefs", ["optionalOutputRefs", "whileExecutingOutputRefs"]),
            "dataInputAssociation" | "dataOutputAssociation" => association(model, node),
            "multiInstanceLoopCharacteristics" => instances(model, node),
            "property" => property(model, node),
            "dataObjectReference" => state(model, node),
            _ => {}
        }
    }
}

fn collection(model: &mut Model<'_>, node: NodeId) {
    let Some(item) = model.target(node, "itemSubjectRef") else { return };
    if model.get(item, "isCollection").is_none() {
        return;
    }
    if model.is(item, "isCollection") != model.is(node, "isCollection") {
        let rule = match model.kind(node) {
            "dataInput" => "input-collection",
            "dataOutput" => "output-collection",
            _ => "object-collection",
        };
        model.error(node, rule, "it and its item definition disagree about being a collection");
    }
}

fn specification(model: &mut Model<'_>, node: NodeId) {
    let parent = model.parent_kind(node);
    let allowed =
        TASKS.contains(&parent) || matches!(parent, "process" | "callActivity") || parent.starts_with("global");
    if !allowed {
        model.error(node, "data-place", format!("a {parent} has no data inputs and outputs of its own"));
    }
    for (data, set, refs, rule) in [
        ("dataInput", "inputSet", "dataInputRefs", "input-in-no-set"),
        ("dataOutput", "outputSet", "dataOutputRefs", "output-in-no-set"),
    ] {
        let sets = model.children_named(node, &[set]);
        let listed: Vec<NodeId> = sets.iter().flat_map(|set| model.targets(*set, refs)).collect();
        for item in model.children_named(node, &[data]) {
            if model.get(item, "id").is_some() && !listed.contains(&item) {
                model.error(item, rule, format!("the {data} is in no {set}"));
            }
        }
    }
    // Which inputs lead to which outputs is said on both sides.
    for (kind, refs, back) in
        [("inputSet", "outputSetRefs", "inputSetRefs"), ("outputSet", "inputSetRefs", "outputSetRefs")]
    {
        for set in model.children_named(node, &[kind]) {
            for other in model.targets(set, refs) {
                if !model.targets(other, back).contains(&set) {
                    model.error(set, "set-pair", "the two sets do not name each other");
                }
            }
        }
    }
}

fn set(model: &mut Model<'_>, node: NodeId, all: &str, some: [&'static str; 2]) {
    let listed = model.targets(node, all);
    for name in some {
        if model.targets(node, name).iter().any(|item| !listed.contains(item)) {
            let rule = match name {
                "optionalInputRefs" => "input-optional",
                "whileExecutingInputRefs" => "input-while-executing",
                "optionalOutputRefs" => "output-optional",
                _ => "output-while-executing",
            };
            model.error(node, rule, format!("what {name} names must be in the set"));
        }
    }
}

fn association(model: &mut Model<'_>, node: NodeId) {
    let sources = model.targets(node, "sourceRef");
    let target = model.target(node, "targetRef");
    let transformed = model.child(node, "transformation").is_some() || model.child(node, "assignment").is_some();
    if model.kind(node) == "dataOutputAssociation"
        && target.is_some_and(|target| model.kind(target) == "dataInput" && of_process(model, target))
    {
        model.error(node, "input-written", "a process reads its inputs and does not write them");
    }
    if model.kind(node) == "dataInputAssociation"
        && sources.iter().any(|source| model.kind(*source) == "dataOutput" && of_process(model, *source))
    {
        model.error(node, "output-read", "a process writes its outputs and does not read them");
    }
    if transformed {
        return;
    }
    if model.references(node, "sourceRef").len() > 1 {
        model.error(node, "association-sources", "several sources need a transformation");
    } else if let (Some(source), Some(target)) = (sources.first(), target)
        && let (Some(from), Some(to)) = (model.item(*source), model.item(target))
        && !model.same_item(from, to)
    {
        model.error(node, "association-types", "the two ends hold different things, and no transformation is given");
    }
}

/// Whether data is an input or output of a whole process.
fn of_process(model: &Model<'_>, item: NodeId) -> bool {
    model.document.parent(item).is_some_and(|io| model.parent_kind(io) == "process")
}

fn instances(model: &mut Model<'_>, node: NodeId) {
    for (reference, item, rule) in [
        ("loopDataInputRef", "inputDataItem", "instance-input"),
        ("loopDataOutputRef", "outputDataItem", "instance-output"),
    ] {
        let Some(collection) = model.target(node, reference) else { continue };
        let kind = model.kind(collection);
        let data = kind.starts_with("data") || kind == "property";
        if !data {
            model.error(node, "instance-data", format!("{reference} names a {kind}, which holds no data"));
            continue;
        }
        let Some(one) = model.child(node, item) else { continue };
        let (Some(many), Some(single)) = (model.item(collection), model.item(one)) else { continue };
        let structure = |item| model.get(item, "structureRef");
        if model.is(single, "isCollection") || structure(many) != structure(single) {
            model.error(one, rule, "the item is not one of the collection");
        }
    }
}

fn property(model: &mut Model<'_>, node: NodeId) {
    let owner = model.document.parent(node);
    let allowed =
        owner.is_some_and(|owner| model.kind(owner) == "process" || model.is_activity(owner) || model.is_event(owner));
    if !allowed {
        model.error(node, "property-place", "only processes, activities and events have properties");
    }
}

/// 10.4.1: a reference with a state is named after the object, the state in brackets.
fn state(model: &mut Model<'_>, node: NodeId) {
    let Some(state) = model.child(node, "dataState") else { return };
    let Some(object) = model.target(node, "dataObjectRef") else { return };
    let wanted = format!("{} [{}]", model.get(object, "name").unwrap_or(""), model.get(state, "name").unwrap_or(""));
    let found = model.get(node, "name").unwrap_or("");
    if model.get(object, "name").is_some() && found.split_whitespace().ne(wanted.split_whitespace()) {
        model.incomplete(node, "data-state", format!("the reference should be called `{wanted}`"));
    }
}

impl Model<'_> {
    /// The item definition of something that holds data.
    pub(super) fn item(&self, node: NodeId) -> Option<NodeId> {
        self.target(node, "itemSubjectRef").or_else(|| {
            let object = self.target(node, "dataObjectRef").or_else(|| self.target(node, "dataStoreRef"))?;
            self.target(object, "itemSubjectRef")
        })
    }

    /// Whether two item definitions say the same: one and the same, or of one structure.
    pub(super) fn same_item(&self, a: NodeId, b: NodeId) -> bool {
        let structure = self.get(a, "structureRef");
        a == b || structure.is_some() && structure == self.get(b, "structureRef")
    }
}
