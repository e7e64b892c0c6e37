//! The finished entities, and conversions between them.

use super::super::catalog::Need;
use super::super::place::Word;
use super::super::raw;
use super::expressions::{self, Checks};
use super::fields::Draft;
use super::ways::walk;
use super::world::plural;
use super::{Tools, views};
use crate::conversion::{Conversion, Step};
use crate::entity::{Entity, EntityKind, MatchField, Matching, OwnerPolicy};
use crate::expression::Expression;
use crate::field::{Field, Kind};
use crate::finding::Code;
use crate::label::Label;
use crate::rule::Rule;
use feel::Type;
use std::sync::Arc;

/// Puts the entities together.
pub(super) fn finish(drafts: &[Draft<'_>], checks: Checks, tools: Tools<'_>) -> Vec<Arc<Entity>> {
    drafts
        .iter()
        .zip(checks)
        .filter(|(draft, _)| !draft.fields.is_empty())
        .map(|(draft, checks)| entity(draft, drafts, checks, tools))
        .collect()
}

fn label(draft: &Draft<'_>, end: &str, fallback: Option<&Arc<str>>, need: Need, tools: Tools<'_>) -> Label {
    let id = format!("{}{end}", draft.id(&[]));
    tools.catalog.label(&draft.layered.apps, &id, fallback, need, &draft.layered.raw.place, tools.findings)
}

/// "Companies".
pub(super) fn plural_label(draft: &Draft<'_>, tools: Tools<'_>) -> Label {
    label(draft, "-plural", None, Need::Always, tools)
}

fn entity(draft: &Draft<'_>, drafts: &[Draft<'_>], checks: Vec<Option<Expression>>, tools: Tools<'_>) -> Arc<Entity> {
    let raw = &draft.layered.raw;
    let fields: Vec<Arc<Field>> = draft.fields.iter().map(|(field, _)| Arc::new(field.clone())).collect();
    let plural_label = plural_label(draft, tools);
    let title: Vec<Arc<str>> = raw.title.iter().flatten().map(|word| Arc::clone(&word.value)).collect();
    let names = |words: &Vec<Word>| -> Vec<Arc<str>> { words.iter().map(|word| Arc::clone(&word.value)).collect() };
    let mut unique: Vec<Vec<Arc<str>>> = raw.unique.iter().map(names).collect();
    unique.extend(fields.iter().filter(|field| field.unique).map(|field| vec![Arc::clone(&field.name)]));
    Arc::new(Entity {
        name: draft.name().clone(),
        app: Arc::clone(&raw.app),
        table: draft.name().table().into(),
        plural: plural(raw).value,
        label: label(draft, "", raw.label.as_ref(), Need::Always, tools),
        new_label: label(draft, ".new", None, Need::Together, tools),
        counted: tools.catalog.plural(&draft.layered.apps, &format!("{}.counted", draft.id(&[]))),
        description: label(draft, ".about", None, Need::Together, tools),
        icon: raw.icon.clone().unwrap_or_else(|| Arc::from("box")),
        hue: raw.hue.clone().unwrap_or_else(|| Arc::from("blue")),
        title: if title.is_empty() { vec![Arc::clone(&fields[0].name)] } else { title },
        rules: rules(draft, checks, tools),
        indexes: raw.indexes.iter().map(names).collect(),
        unique,
        matching: raw.matching.as_ref().map(matching),
        owner: match (raw.owner, raw.line_of.is_some(), raw.kind) {
            (Some(owner), ..) => owner,
            (None, true, _) => OwnerPolicy::Parent,
            (None, false, Some(EntityKind::System)) => OwnerPolicy::Nobody,
            (None, false, _) => OwnerPolicy::Creator,
        },
        line_of: raw.line_of.as_ref().map(|word| Arc::clone(&word.value)),
        features: views::features(draft),
        kind: raw.kind.unwrap_or_default(),
        lists: views::lists(draft, drafts, &plural_label, tools),
        form: Arc::new(views::form(draft, drafts, tools)),
        plural_label,
        schema: draft.schema.clone(),
        computed: in_order(&fields, &draft.schema),
        system_fields: draft.system.iter().cloned().map(Arc::new).collect(),
        fields,
    })
}

/// The formulas, each after those of the same record it reads. A circle was reported already; its rest keeps its order.
fn in_order(fields: &[Arc<Field>], schema: &feel::Schema) -> Vec<Arc<Field>> {
    let slots: Vec<&str> = schema.slots().map(|(name, _)| &**name).collect();
    let mut left: Vec<&Arc<Field>> = fields.iter().filter(|field| field.formula.is_some()).collect();
    let mut order: Vec<Arc<Field>> = Vec::new();
    while !left.is_empty() {
        let waits = |field: &Arc<Field>| {
            let reads = field.formula.iter().flat_map(|formula| formula.program.reads());
            reads.filter_map(|path| slots.get(path.slot)).any(|name| {
                left.iter().any(|other| {
                    let rest = name.strip_prefix(&*other.name);
                    !Arc::ptr_eq(other, field) && matches!(rest, Some("" | "_currency" | "_base"))
                })
            })
        };
        let next = left.iter().position(|field| !waits(field)).unwrap_or(0);
        order.push(Arc::clone(left.remove(next)));
    }
    order
}

fn rules(draft: &Draft<'_>, checks: Vec<Option<Expression>>, tools: Tools<'_>) -> Vec<Rule> {
    let mut rules = Vec::new();
    for (index, (raw, when)) in draft.layered.raw.rules.iter().zip(checks).enumerate() {
        let Some(when) = when else { continue };
        let name = raw
            .name
            .as_ref()
            .or(raw.at.as_ref())
            .map_or_else(|| format!("{}", index + 1), |word| word.value.to_string());
        let id = draft.id(&["rule", &name]);
        if let Some(at) = &raw.at {
            draft.find(at, tools.findings);
        }
        let apps = &draft.layered.apps;
        rules.push(Rule {
            say: tools.catalog.label(apps, &id, raw.say.as_ref(), Need::Always, &raw.place, tools.findings),
            name: name.into(),
            when,
            at: raw.at.as_ref().map(|word| Arc::clone(&word.value)),
            level: raw.level,
        });
    }
    rules
}

fn matching(raw: &raw::Matching) -> Matching {
    let field = |raw: &raw::MatchField| MatchField {
        path: raw.path.value.split('.').map(Arc::from).collect(),
        kind: raw.kind,
        weights: raw.weights,
    };
    Matching { doubt: raw.doubt, fields: raw.fields.iter().map(field).collect() }
}

/// The conversions. Their expressions may name what the first record has, and the records of earlier steps.
pub(super) fn conversions(raw: &[raw::Conversion], drafts: &[Draft<'_>], tools: Tools<'_>) -> Vec<Arc<Conversion>> {
    raw.iter().filter_map(|raw| conversion(raw, drafts, tools)).collect()
}

fn conversion(raw: &raw::Conversion, drafts: &[Draft<'_>], tools: Tools<'_>) -> Option<Arc<Conversion>> {
    let findings = tools.findings;
    let from = tools.world.resolve(&raw.from, &raw.app, findings)?;
    let draft = drafts.iter().find(|draft| *draft.name() == from)?;
    let mut schema = draft.schema.clone();
    let mut steps = Vec::new();
    for step in &raw.steps {
        let Some(entity) = tools.world.resolve(&step.entity, &raw.app, findings) else { continue };
        let Some(target) = drafts.iter().find(|draft| *draft.name() == entity) else { continue };
        let names = schema.names();
        let mut set = Vec::new();
        for (field, value) in &step.set {
            if let (Some(field), Some(value)) =
                (walk(drafts, target, field, findings), expressions::read(value, &schema, &names, findings))
            {
                set.push((Arc::clone(&field.name), value));
            }
        }
        if let Some(existing) = &step.existing
            && draft.find(existing, findings).is_some_and(|field| !matches!(field.kind, Kind::Relation(_)))
        {
            findings.error(&existing.place, Code::WRONG_KIND, [("field", &*existing.value), ("expected", "relation")]);
        }
        for (field, _) in target.fields.iter().filter(|(field, _)| field.required && field.default.is_none()) {
            if !set.iter().any(|(name, _)| *name == field.name) {
                findings.warning(&step.name.place, Code::MISSING_KEY, [("key", &field.name)]);
            }
        }
        let fields = target.schema.slots().filter(|(name, _)| &***name != "actor");
        let id_only = |kind: &Type| match kind {
            Type::Context(fields) if fields.len() > 8 => Type::context([("id", Type::Number)]),
            kind => kind.clone(),
        };
        schema.add(
            Arc::clone(&step.name.value),
            Type::context(fields.map(|(name, kind)| (Arc::clone(name), id_only(kind)))),
        );
        steps.push(Step {
            name: Arc::clone(&step.name.value),
            entity,
            optional: step.optional,
            when: step
                .when
                .as_ref()
                .and_then(|word| expressions::condition(word, &draft.schema, &draft.names, findings)),
            existing: step.existing.as_ref().map(|word| Arc::clone(&word.value)),
            set,
        });
    }
    let names = schema.names();
    let mut after = Vec::new();
    for (field, value) in &raw.after {
        if let (Some(field), Some(value)) =
            (draft.find(field, findings), expressions::read(value, &schema, &names, findings))
        {
            after.push((Arc::clone(&field.name), value));
        }
    }
    let own = [Arc::clone(&raw.app)];
    let id = format!("conversion-{}", raw.name.value.replace('_', "-"));
    Some(Arc::new(Conversion {
        name: Arc::clone(&raw.name.value),
        label: tools.catalog.label(&own, &id, raw.label.as_ref(), Need::Always, &raw.place, findings),
        from,
        when: raw.when.as_ref().and_then(|word| expressions::condition(word, &draft.schema, &draft.names, findings)),
        steps,
        after,
    }))
}
