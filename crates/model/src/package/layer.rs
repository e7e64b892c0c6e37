//! Packages upon each other: the order of layers, and what later ones add to earlier ones.

use super::place::{Findings, Place, nearest};
use super::raw::{self, Definitions};
use super::table::hint;
use crate::finding::Code;
use crate::name::{EntityName, is_plain};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// The customer's own package: it comes last and builds on all others.
const CUSTOM: &str = "custom";

/// An entity with all that packages say about it.
#[derive(Debug)]
pub(super) struct Layered {
    pub name: EntityName,
    pub raw: raw::Entity,
    /// The defining app, then those that extend it.
    pub apps: Vec<Arc<str>>,
    pub lists: Vec<(Arc<str>, raw::List)>,
    pub form: raw::Form,
}

/// Everything, in the order of layers.
#[derive(Debug, Default)]
pub(super) struct Layers {
    pub apps: Vec<raw::App>,
    /// App to all apps it builds on, itself included.
    pub reach: HashMap<Arc<str>, BTreeSet<Arc<str>>>,
    pub entities: Vec<Layered>,
    /// Role with the apps that define and extend it.
    pub roles: Vec<(raw::Role, Vec<Arc<str>>)>,
    pub conversions: Vec<raw::Conversion>,
}

/// The order in which packages lie upon each other, as positions.
pub(super) fn order(definitions: &[Definitions], names: &[Arc<str>], findings: &Findings) -> Vec<usize> {
    let needs = |index: usize| -> BTreeSet<usize> {
        if &*names[index] == CUSTOM {
            return (0..names.len()).filter(|other| *other != index).collect();
        }
        let Some(app) = &definitions[index].app else { return BTreeSet::new() };
        app.needs.iter().filter_map(|need| names.iter().position(|name| *name == need.value)).collect()
    };
    for app in definitions.iter().filter_map(|definition| definition.app.as_ref()) {
        for need in app.needs.iter().filter(|need| !names.contains(&need.value)) {
            let suggestion = hint(nearest(&need.value, names.iter().map(|name| &**name)));
            let arguments = [("package", &*need.value), ("suggestion", &suggestion)];
            findings.error(&need.place, Code::MISSING_PACKAGE, arguments);
        }
    }
    let mut order: Vec<usize> = Vec::new();
    while order.len() < names.len() {
        let ready = (0..names.len())
            .find(|index| !order.contains(index) && needs(*index).iter().all(|need| order.contains(need)));
        match ready {
            Some(index) => order.push(index),
            None => {
                let left: Vec<usize> = (0..names.len()).filter(|index| !order.contains(index)).collect();
                let circle = left.iter().map(|index| &*names[*index]).collect::<Vec<_>>().join(", ");
                let place = definitions[left[0]].app.as_ref().map(|app| app.place.clone());
                let place = place.unwrap_or_else(|| Place::file(&names[left[0]]));
                findings.error(&place, Code::PACKAGE_CYCLE, [("packages", &circle)]);
                order.extend(left);
            }
        }
    }
    order
}

/// Lays the definitions, given in their order, upon each other.
pub(super) fn layers(definitions: Vec<Definitions>, findings: &Findings) -> Layers {
    let mut layers = Layers::default();
    for definition in definitions {
        let Some(app) = definition.app else { continue };
        let mut reach: BTreeSet<Arc<str>> = BTreeSet::from([Arc::clone(&app.name.value)]);
        let all = &*app.name.value == CUSTOM;
        for (name, below) in &layers.reach {
            if all || app.needs.iter().any(|need| need.value == *name) {
                reach.extend(below.iter().cloned());
            }
        }
        layers.reach.insert(Arc::clone(&app.name.value), reach);
        layers.apps.push(app);
        let (extending, defining): (Vec<_>, Vec<_>) =
            definition.entities.into_iter().partition(|entity| entity.extends.is_some());
        for entity in defining {
            define(&mut layers, entity, findings);
        }
        for entity in extending {
            extend(&mut layers, entity, findings);
        }
        for view in definition.views {
            show(&mut layers, view, findings);
        }
        for role in definition.roles {
            grant(&mut layers, role, findings);
        }
        layers.conversions.extend(definition.conversions);
    }
    layers
}

fn define(layers: &mut Layers, entity: raw::Entity, findings: &Findings) {
    let Some(name) = EntityName::new(&entity.app, &entity.name.value) else {
        let bad = if is_plain(&entity.app) { &entity.name.value } else { &entity.app };
        findings.error(&entity.place, Code::BAD_NAME, [("name", bad)]);
        return;
    };
    let apps = vec![Arc::clone(&entity.app)];
    layers.entities.push(Layered { name, raw: entity, apps, lists: Vec::new(), form: raw::Form::default() });
}

fn extend(layers: &mut Layers, entity: raw::Entity, findings: &Findings) {
    let Some(extends) = &entity.extends else { return };
    let Some(target) = find(layers, &entity.app, extends, findings) else { return };
    let target = &mut layers.entities[target];
    if !target.apps.contains(&entity.app) {
        target.apps.push(Arc::clone(&entity.app));
    }
    for change in entity.changes {
        apply(target, change, findings);
    }
    let raw = &mut target.raw;
    raw.icon = entity.icon.or(raw.icon.take());
    raw.hue = entity.hue.or(raw.hue.take());
    raw.title = entity.title.or(raw.title.take());
    raw.matching = entity.matching.or(raw.matching.take());
    for (mine, theirs) in raw.features.iter_mut().zip(entity.features) {
        *mine = theirs.or(*mine);
    }
    raw.fields.extend(entity.fields);
    raw.rules.extend(entity.rules);
    raw.indexes.extend(entity.indexes);
    raw.unique.extend(entity.unique);
}

fn apply(target: &mut Layered, change: raw::FieldChange, findings: &Findings) {
    let known: Vec<Arc<str>> = target.raw.fields.iter().map(|field| Arc::clone(&field.name.value)).collect();
    let Some(field) = target.raw.fields.iter_mut().find(|field| field.name.value == change.field.value) else {
        let suggestion = hint(nearest(&change.field.value, known.iter().map(|name| &**name)));
        let arguments =
            [("field", &*change.field.value), ("entity", target.name.as_str()), ("suggestion", &*suggestion)];
        findings.error(&change.field.place, Code::UNKNOWN_FIELD, arguments);
        return;
    };
    field.required = change.required.unwrap_or(field.required);
    field.readonly = change.readonly.unwrap_or(field.readonly);
    field.searchable = change.searchable.unwrap_or(field.searchable);
    field.hidden_in_lists = change.hidden_in_lists.unwrap_or(field.hidden_in_lists);
    field.default = change.default.or(field.default.take());
    match &mut field.kind {
        raw::Kind::Choice(choices) | raw::Kind::Choices(choices) => {
            choices.extend(change.choices);
            for choice in choices.iter_mut() {
                choice.retired |= change.retired.iter().any(|word| word.value == choice.value.value);
            }
        }
        _ if change.choices.is_empty() => {}
        _ => {
            let arguments = [("field", &*change.field.value), ("expected", "choice, choices")];
            findings.error(&change.field.place, Code::WRONG_KIND, arguments);
        }
    }
}

/// The entity a file extends or shows; findings when there is none, or none this app may know.
fn find(layers: &Layers, app: &Arc<str>, word: &super::place::Word, findings: &Findings) -> Option<usize> {
    let found = layers.entities.iter().position(|entity| *entity.name == *word.value);
    match found {
        None => {
            let suggestion = hint(nearest(&word.value, layers.entities.iter().map(|entity| &*entity.name)));
            let arguments = [("entity", &*word.value), ("suggestion", &*suggestion)];
            findings.error(&word.place, Code::NOTHING_TO_EXTEND, arguments);
        }
        Some(index) => {
            let owner = layers.entities[index].name.app();
            let reach = layers.reach.get(app);
            if !reach.is_some_and(|reach| reach.contains(owner)) {
                findings.error(&word.place, Code::PACKAGE_NOT_NEEDED, [("package", owner), ("app", app)]);
            }
        }
    }
    found
}

fn show(layers: &mut Layers, view: raw::View, findings: &Findings) {
    let Some(index) = find(layers, &view.app, &view.entity, findings) else { return };
    let target = &mut layers.entities[index];
    if !target.apps.contains(&view.app) {
        target.apps.push(Arc::clone(&view.app));
    }
    for list in view.lists {
        let earlier = target.lists.iter().position(|(_, known)| known.name.value == list.name.value);
        match earlier {
            Some(position) if target.lists[position].0 == view.app => {
                findings.error(&list.name.place, Code::DUPLICATE, [("name", &list.name.value)]);
            }
            Some(position) if list.removed => drop(target.lists.remove(position)),
            Some(position) => target.lists[position] = (Arc::clone(&view.app), list),
            None => {
                if list.default {
                    target.lists.iter_mut().for_each(|(_, known)| known.default = false);
                }
                target.lists.push((Arc::clone(&view.app), list));
            }
        }
    }
    let Some(form) = view.form else { return };
    let base = &mut target.form;
    base.key = form.key.or(base.key.take());
    base.quick = form.quick.or(base.quick.take());
    base.side = form.side.or(base.side.take());
    for section in form.sections {
        match base.sections.iter_mut().find(|known| known.name.value == section.name.value) {
            Some(known) => known.fields.extend(section.fields),
            None => base.sections.push(section),
        }
    }
    for related in form.related {
        match base.related.iter_mut().find(|known| known.name.value == related.name.value) {
            Some(known) => *known = related,
            None => base.related.push(related),
        }
    }
}

fn grant(layers: &mut Layers, role: raw::Role, findings: &Findings) {
    let known = layers.roles.iter_mut().find(|(known, _)| known.name.value == role.name.value);
    match (known, role.extends) {
        (Some((known, apps)), true) => {
            apps.push(Arc::clone(&role.app));
            known.grants.retain(|grant| role.grants.iter().all(|newer| newer.on.value != grant.on.value));
            known.grants.extend(role.grants);
            known.fields.retain(|(field, _)| role.fields.iter().all(|(newer, _)| newer.value != field.value));
            known.fields.extend(role.fields);
        }
        (Some(_), false) => findings.error(&role.name.place, Code::DUPLICATE, [("name", &role.name.value)]),
        (None, true) => {
            let arguments = [("entity", &*role.name.value), ("suggestion", ".")];
            findings.error(&role.name.place, Code::NOTHING_TO_EXTEND, arguments);
        }
        (None, false) => {
            let apps = vec![Arc::clone(&role.app)];
            layers.roles.push((role, apps));
        }
    }
}
