//! Defaults, formulas and rules: the definitions' expressions over a record in memory.

use crate::error::Result;
use crate::layout::{Layout, Source};
use crate::problem::{FieldProblem, Message};
use crate::record::Record;
use crate::select::actor_context;
use crate::tx::Tx;
use access::{Action, Actor};
use feel::{Program, Value};
use model::{Expression, Initial, Kind};
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What an expression sees: the record, the records it points to, and who asks.
pub(crate) struct Scope<'r> {
    record: &'r Record,
    actor: &'r Actor,
    actor_value: OnceCell<Value>,
    /// The related records that some expression reads, by their place in the schema.
    related: &'r Related,
}

/// Related records as contexts, by the place of their relation in the schema.
pub(crate) type Related = BTreeMap<usize, Value>;

impl<'r> Scope<'r> {
    /// The scope of a record.
    pub fn new(record: &'r Record, actor: &'r Actor, related: &'r Related) -> Self {
        Self { record, actor, actor_value: OnceCell::new(), related }
    }
}

impl feel::Scope for Scope<'_> {
    fn slot(&self, index: usize) -> Value {
        let Some(source) = self.record.layout.sources.get(index) else { return Value::Null };
        match source {
            Source::Slot(slot) => self.record.values[*slot].clone(),
            Source::Related(slot) => match self.related.get(&index) {
                Some(context) => context.clone(),
                None => id_context(&self.record.values[*slot]),
            },
            Source::Address(slot) => address(&self.record.values[*slot..]),
            Source::Many(_) => self.related.get(&index).cloned().unwrap_or_default(),
            Source::Actor => self.actor_value.get_or_init(|| actor_context(self.actor)).clone(),
            Source::Nothing => Value::Null,
        }
    }
}

/// A related record of which only the id is known.
fn id_context(id: &Value) -> Value {
    if id.is_null() { Value::Null } else { Value::context([("id", id.clone())]) }
}

fn address(parts: &[Value]) -> Value {
    let names = ["street", "city", "region", "postal_code", "country"];
    if parts.iter().take(names.len()).all(Value::is_null) {
        return Value::Null;
    }
    Value::context(names.into_iter().zip(parts.iter().cloned()))
}

/// Whose rights count for what expressions read of other records.
#[derive(Clone, Copy)]
enum Sight<'a> {
    /// The definitions compute and check with all there is.
    Definitions,
    /// What is told to this actor comes from what the actor may see.
    Reader(&'a Actor),
}

/// Reads the related records that expressions need and that are not known yet.
pub(crate) fn relate<'p>(
    tx: &mut Tx<'_>,
    record: &Record,
    programs: impl Iterator<Item = &'p Program>,
    related: &mut Related,
) -> Result<()> {
    relate_in(tx, Sight::Definitions, record, programs, related)
}

/// [`relate`] as an actor sees it: of a record that the actor may not read there is only the id, a hidden field is
/// null, and a list has only what the actor may read.
pub(crate) fn relate_for<'p>(
    tx: &mut Tx<'_>,
    actor: &Actor,
    record: &Record,
    programs: impl Iterator<Item = &'p Program>,
    related: &mut Related,
) -> Result<()> {
    relate_in(tx, Sight::Reader(actor), record, programs, related)
}

fn relate_in<'p>(
    tx: &mut Tx<'_>,
    sight: Sight<'_>,
    record: &Record,
    programs: impl Iterator<Item = &'p Program>,
    related: &mut Related,
) -> Result<()> {
    let mut wanted: BTreeMap<usize, Vec<Vec<Arc<str>>>> = BTreeMap::new();
    for program in programs {
        for path in program.reads() {
            let needs = match record.layout.sources.get(path.slot) {
                Some(Source::Related(_)) => path.fields.first().is_some_and(|field| &**field != "id"),
                Some(Source::Many(_)) => true,
                _ => false,
            };
            if needs {
                wanted.entry(path.slot).or_default().push(path.fields.clone());
            }
        }
    }
    for (place, paths) in wanted {
        let value = match record.layout.sources[place] {
            Source::Related(slot) => match record.values[slot].as_number().and_then(feel::Number::to_i64) {
                Some(id) => context_of(tx, sight, &record.layout, slot, id, &paths, 0)?,
                None => Value::Null,
            },
            Source::Many(field) => many(tx, sight, record, field)?,
            _ => Value::Null,
        };
        related.insert(place, value);
    }
    Ok(())
}

/// A record in somebody's sight: what is hidden is null in it. None when it cannot be seen at all.
fn seen(tx: &mut Tx<'_>, sight: Sight<'_>, record: Arc<Record>) -> Result<Option<Arc<Record>>> {
    let Sight::Reader(actor) = sight else { return Ok(Some(record)) };
    let permit = access::permit(tx.model(), actor, &record.layout.entity, Action::Read);
    if !crate::memory::reaches(tx, actor, &record, &permit.rows)? {
        return Ok(None);
    }
    if permit.hidden.is_empty() {
        return Ok(Some(record));
    }
    let mut shown = Record::clone(&record);
    for (index, slot) in record.layout.slots.iter().enumerate() {
        if slot.field.is_some_and(|field| permit.is_hidden(field)) {
            shown.values[index] = Value::Null;
        }
    }
    Ok(Some(Arc::new(shown)))
}

/// A related record as a context, with the records it points to where a path goes on through them.
fn context_of(
    tx: &mut Tx<'_>,
    sight: Sight<'_>,
    layout: &Arc<Layout>,
    slot: usize,
    id: i64,
    paths: &[Vec<Arc<str>>],
    depth: usize,
) -> Result<Value> {
    let target = layout.slots[slot].target.clone();
    let Some(target) = target.and_then(|name| tx.world().layout(&name)) else {
        return Ok(id_context(&Value::from(id)));
    };
    let Some(record) = crate::recall::load(tx, &target, id)? else { return Ok(Value::Null) };
    let Some(record) = seen(tx, sight, record)? else { return Ok(id_context(&Value::from(id))) };
    let mut entries: Vec<(Arc<str>, Value)> = Vec::with_capacity(target.sources.len());
    for ((name, _), source) in target.entity.schema.slots().zip(&target.sources) {
        let value = match source {
            Source::Slot(slot) => record.values[*slot].clone(),
            Source::Address(slot) => address(&record.values[*slot..]),
            Source::Related(slot) => {
                let deeper: Vec<Vec<Arc<str>>> = paths
                    .iter()
                    .filter(|path| path.len() > 1 && path[0] == *name && &*path[1] != "id")
                    .map(|path| path[1..].to_vec())
                    .collect();
                match record.values[*slot].as_number().and_then(feel::Number::to_i64) {
                    Some(id) if !deeper.is_empty() && depth < 4 => {
                        context_of(tx, sight, &target, *slot, id, &deeper, depth + 1)?
                    }
                    _ => id_context(&record.values[*slot]),
                }
            }
            _ => continue,
        };
        entries.push((Arc::clone(name), value));
    }
    Ok(Value::context(entries))
}

/// The records of a relation to many, or the line items, as a list of contexts.
fn many(tx: &mut Tx<'_>, sight: Sight<'_>, record: &Record, field: usize) -> Result<Value> {
    let field = &record.layout.entity.fields[field];
    let ids = match &field.kind {
        Kind::Lines(lines) => crate::raw::children(tx, &lines.entity, &lines.by, record.id())?,
        Kind::Relations(relations) => crate::links::targets(tx, &relations.table, record.id())?,
        _ => Vec::new(),
    };
    let entity = match &field.kind {
        Kind::Lines(lines) => lines.entity.clone(),
        Kind::Relations(relations) => relations.to.clone(),
        _ => return Ok(Value::Null),
    };
    let Some(target) = tx.world().layout(&entity) else { return Ok(Value::Null) };
    let mut items = Vec::with_capacity(ids.len());
    for id in ids {
        let Some(child) = crate::recall::load(tx, &target, id)? else { continue };
        let Some(child) = seen(tx, sight, child)? else { continue };
        let related = Related::new();
        let actor = Actor::platform(access::Through::Install);
        let scope = Scope::new(&child, &actor, &related);
        items.push(Value::context(
            target
                .entity
                .schema
                .slots()
                .enumerate()
                .map(|(place, (name, _))| (Arc::clone(name), feel::Scope::slot(&scope, place))),
        ));
    }
    Ok(Value::list(items))
}

/// Evaluates one expression of the definitions.
pub(crate) fn value(
    expression: &Expression,
    record: &Record,
    actor: &Actor,
    related: &Related,
    env: &feel::Env,
) -> Value {
    let outcome = expression.program.eval(&Scope::new(record, actor, related), env);
    for warning in &outcome.warnings {
        tracing::debug!(entity = %record.layout.entity.name, "{} gave null: {warning:?}", expression.source);
    }
    outcome.value
}

/// Gives a new record's empty fields what the definitions say they begin with.
pub(crate) fn defaults(
    tx: &mut Tx<'_>,
    actor: &Actor,
    record: &mut Record,
    is_set: impl Fn(usize) -> bool,
) -> Result<()> {
    let layout = Arc::clone(&record.layout);
    let due: Vec<(usize, &Initial)> = (layout.entity.fields.iter())
        .filter_map(|field| Some((layout.index(&field.name)?, field.default.as_ref()?)))
        .filter(|(slot, _)| !is_set(*slot) && record.values[*slot].is_null())
        .collect();
    let env = tx.env(actor);
    let mut related = Related::new();
    relate(tx, record, due.iter().flat_map(|(_, default)| default.programs()), &mut related)?;
    for (place, (slot, default)) in due.iter().enumerate() {
        let value = initial(tx, actor, default, record, &related, &env)?;
        record.values[*slot] = fitting(&layout, *slot, flat(value, layout.slots[*slot].is_relation));
        if layout.slots[*slot].is_relation && !record.values[*slot].is_null() {
            // Those behind it read the record that it leads to now.
            let source = layout.sources.iter().position(|source| *source == Source::Related(*slot));
            let reads = |program: &&Program| program.reads().iter().any(|path| Some(path.slot) == source);
            let behind = due[place + 1..].iter().flat_map(|(_, default)| default.programs()).filter(reads);
            relate(tx, record, behind, &mut related)?;
        }
    }
    Ok(())
}

/// What a field begins with.
pub(crate) fn initial(
    tx: &mut Tx<'_>,
    actor: &Actor,
    default: &Initial,
    record: &Record,
    related: &Related,
    env: &feel::Env,
) -> Result<Value> {
    match default {
        Initial::Value(expression) => Ok(value(expression, record, actor, related, env)),
        Initial::First(lookup) => crate::lookup::first(tx, actor, record, lookup, related),
    }
}

/// A context that stands for a record becomes its id, as a slot holds it.
pub(crate) fn flat(value: Value, is_relation: bool) -> Value {
    match &value {
        Value::Context(context) if is_relation => context.get("id").cloned().unwrap_or_default(),
        _ => value,
    }
}

/// Computes the formulas of a record, each after those it reads.
pub(crate) fn formulas(tx: &mut Tx<'_>, actor: &Actor, record: &mut Record, related: &mut Related) -> Result<()> {
    let layout = Arc::clone(&record.layout);
    let computed = || layout.entity.computed.iter().filter_map(|field| Some((field, field.formula.as_ref()?)));
    if computed().next().is_none() {
        return Ok(());
    }
    relate(tx, record, computed().map(|(_, formula)| &formula.program), related)?;
    let env = tx.env(actor);
    for (field, formula) in computed() {
        let Some(slot) = layout.index(&field.name) else { continue };
        let computed = flat(value(formula, record, actor, related, &env), layout.slots[slot].is_relation);
        record.values[slot] = fitting(&layout, slot, computed);
    }
    Ok(())
}

/// A computed value as its column gives it back; null when it has another type or does not fit.
pub(crate) fn fitting(layout: &Layout, slot: usize, value: Value) -> Value {
    let codec = layout.slots[slot].codec;
    match (codec, &value) {
        (crate::codec::Codec::Scaled(_) | crate::codec::Codec::Integer, Value::Number(_)) => codec.fitted(value),
        _ => codec.write(&value).map_or(Value::Null, |param| codec.read(crate::history::cell(&param, codec))),
    }
}

/// The rules that a record breaks: errors, and warnings beside them.
pub(crate) fn rules(tx: &mut Tx<'_>, actor: &Actor, record: &Record, related: &mut Related) -> Result<Broken> {
    let layout = Arc::clone(&record.layout);
    let mut broken = Broken::default();
    if layout.entity.rules.is_empty() {
        return Ok(broken);
    }
    relate(tx, record, layout.entity.rules.iter().map(|rule| &rule.when.program), related)?;
    let env = tx.env(actor);
    for rule in &layout.entity.rules {
        if value(&rule.when, record, actor, related, &env).is_true() {
            let problem = FieldProblem { field: rule.at.clone(), line: None, message: Message::Said(rule.say.clone()) };
            match rule.level {
                model::Level::Error => broken.errors.push(problem),
                model::Level::Warning => broken.warnings.push(problem),
            }
        }
    }
    Ok(broken)
}

/// What the rules say of a record.
#[derive(Debug, Clone, Default)]
pub(crate) struct Broken {
    pub errors: Vec<FieldProblem>,
    pub warnings: Vec<FieldProblem>,
}
