//! One record becomes others, as a conversion of the definitions says: a lead becomes a company, a contact and a deal.
//!
//! [`offer`] is what would be made, with the records that may be meant already; [`run`] makes it. All of it is one
//! transaction and one batch, under the rights of whoever asks: undoing that batch takes it back.

use crate::batch::{self, Kind};
use crate::compute::{self, Related, Scope};
use crate::duplicates::{self, Duplicate};
use crate::error::{Error, Result};
use crate::layout::Layout;
use crate::problem::FieldProblem;
use crate::record::Record;
use crate::tx::Tx;
use crate::write::{self, Patch};
use access::{Action, Actor};
use feel::Value;
use model::{Conversion, Expression, Kind as FieldKind, Step};
use std::collections::HashMap;
use std::sync::Arc;

pub use crate::became::{Became, became};

/// What a conversion would make of a record.
#[derive(Debug, Clone)]
pub struct Offer {
    pub conversion: Arc<Conversion>,
    /// The record, as the actor sees it.
    pub source: Record,
    /// In the order in which they are made.
    pub steps: Vec<Proposal>,
}

/// One record that would be made or found.
#[derive(Debug, Clone)]
pub struct Proposal {
    pub name: Arc<str>,
    pub layout: Arc<Layout>,
    /// Whether it may be left out.
    pub optional: bool,
    /// Whether the actor may create such records.
    pub may_create: bool,
    /// What a new record would hold.
    pub values: Patch,
    /// The fields of a new record that point to the record of an earlier step: field and step.
    pub linked: Vec<(Arc<str>, Arc<str>)>,
    /// The record that is named already, with its title.
    pub existing: Option<(i64, String)>,
    /// Records that may be meant, the likeliest first.
    pub likely: Vec<Duplicate>,
    /// What is done when nothing else is chosen.
    pub choice: Choice,
}

/// What becomes of a step.
#[derive(Debug, Clone, PartialEq)]
pub enum Choice {
    /// It is left out.
    Skip,
    /// This record is used, as it is.
    Use(i64),
    /// A record is created: with what the conversion proposes, these values laid over.
    Create(Patch),
}

/// What a conversion did.
#[derive(Debug, Clone)]
pub struct Converted {
    /// Undoing this batch takes the conversion back.
    pub batch: i64,
    /// The converted record, as stored.
    pub record: Record,
    pub made: Vec<Made>,
}

/// The record of a step.
#[derive(Debug, Clone)]
pub struct Made {
    pub step: Arc<str>,
    pub entity: Arc<str>,
    pub id: i64,
    /// Whether it is new; else it was there before.
    pub is_new: bool,
}

/// The conversions that this record can go through now, by this actor.
///
/// # Errors
/// When the database cannot be read.
pub fn of(tx: &mut Tx<'_>, actor: &Actor, record: &Record) -> Result<Vec<Arc<Conversion>>> {
    let model = Arc::clone(tx.model());
    let known: Vec<Arc<Conversion>> = model.conversions_of(&record.layout.entity.name).cloned().collect();
    if known.is_empty() || write::reach(tx, actor, &record.layout, record.id(), Action::Change).is_err() {
        return Ok(Vec::new());
    }
    let mut fit = Vec::new();
    for conversion in known {
        if fits(tx, actor, record, &conversion)? {
            fit.push(conversion);
        }
    }
    Ok(fit)
}

/// What a conversion would make of a record.
///
/// # Errors
/// [`Error::NotFound`] when there is no such record or conversion, [`Error::Forbidden`] when the actor may not change
/// the record, [`Error::Invalid`] when it cannot be converted: it was already, say.
pub fn offer(tx: &mut Tx<'_>, actor: &Actor, entity: &str, id: i64, conversion: &str) -> Result<Offer> {
    let (source, conversion) = begin(tx, actor, entity, id, conversion)?;
    let mut steps = Vec::with_capacity(conversion.steps.len());
    for step in &conversion.steps {
        steps.push(propose(tx, actor, &source, &conversion, step)?);
    }
    Ok(Offer { conversion, source, steps })
}

/// Converts a record. Steps that `choices` does not name go as [`offer`] proposes.
///
/// With `seen`, it is refused when somebody else changed the record since that version.
///
/// # Errors
/// As [`offer`]; [`Error::Conflict`]; [`Error::Invalid`] with what is wrong with a new record, each finding on the
/// line of its step ([`FieldProblem::line`], position 0); [`Error::Forbidden`] when the actor may not create one.
pub fn run(
    tx: &mut Tx<'_>,
    actor: &Actor,
    entity: &str,
    id: i64,
    conversion: &str,
    seen: Option<i64>,
    choices: &[(Arc<str>, Choice)],
) -> Result<Converted> {
    let (source, conversion) = begin(tx, actor, entity, id, conversion)?;
    if let Some((name, _)) = choices.iter().find(|(name, _)| conversion.steps.iter().all(|step| step.name != *name)) {
        return Err(Error::query(FieldProblem::of(Arc::clone(name), "problem-unknown-field").with("name", name)));
    }
    let before = tx.batch();
    let batch = match before {
        Some(batch) => batch,
        None => batch::begin(tx, actor, Kind::Convert, &source.layout.entity.name, &source.title())?,
    };
    tx.set_batch(Some(batch));
    let outcome = steps(tx, actor, &source, &conversion, seen, choices);
    tx.set_batch(before);
    let (record, made) = outcome?;
    Ok(Converted { batch, record, made })
}

pub(crate) fn named(tx: &Tx<'_>, source: &Record, conversion: &str) -> Result<Arc<Conversion>> {
    let model = Arc::clone(tx.model());
    let found = model.conversions_of(&source.layout.entity.name).find(|known| &*known.name == conversion);
    found.cloned().ok_or_else(|| write::not_found(&source.layout, source.id()))
}

/// The record and the conversion, which must fit each other.
fn begin(tx: &mut Tx<'_>, actor: &Actor, entity: &str, id: i64, conversion: &str) -> Result<(Record, Arc<Conversion>)> {
    let source = crate::read::get(tx, actor, entity, id)?;
    let conversion = named(tx, &source, conversion)?;
    write::reach(tx, actor, &source.layout, id, Action::Change)?;
    if !fits(tx, actor, &source, &conversion)? {
        return Err(Error::field(FieldProblem::record("problem-not-convertible")));
    }
    Ok((source, conversion))
}

pub(crate) fn fits(tx: &mut Tx<'_>, actor: &Actor, record: &Record, conversion: &Conversion) -> Result<bool> {
    match &conversion.when {
        Some(when) => crate::check::holds(tx, actor, record, when),
        None => Ok(true),
    }
}

fn steps(
    tx: &mut Tx<'_>,
    actor: &Actor,
    source: &Record,
    conversion: &Conversion,
    seen: Option<i64>,
    choices: &[(Arc<str>, Choice)],
) -> Result<(Record, Vec<Made>)> {
    let mut known: HashMap<Arc<str>, Value> = HashMap::new();
    let mut made = Vec::new();
    for step in &conversion.steps {
        let layout = tx.world().named(&step.entity)?;
        let chosen = choices.iter().rev().find(|(name, _)| *name == step.name).map(|(_, choice)| choice.clone());
        let chosen = match chosen {
            Some(choice) => choice,
            None => propose(tx, actor, source, conversion, step)?.choice,
        };
        let record = match chosen {
            Choice::Skip if step.optional => None,
            Choice::Skip => return Err(Error::field(of_step(step, FieldProblem::record("problem-required")))),
            Choice::Use(id) => {
                let missing = |error| match error {
                    Error::NotFound { .. } => {
                        Error::field(of_step(step, FieldProblem::record("problem-no-such-record").with("id", id)))
                    }
                    error => error,
                };
                Some((crate::read::get(tx, actor, &step.entity, id).map_err(missing)?, false))
            }
            Choice::Create(own) => {
                let (mut patch, _) = values(tx, actor, source, conversion, step, &layout, &known)?;
                patch.values.retain(|(name, _)| !own.values.iter().any(|(known, _)| overrides(&layout, known, name)));
                patch.values.extend(own.values);
                patch.lines.extend(own.lines);
                // What was left empty gets its default.
                patch.values.retain(|(_, value)| !value.is_null());
                let created = write::create(tx, actor, &step.entity, &patch).map_err(|error| match error {
                    Error::Invalid(problems) => {
                        Error::Invalid(problems.into_iter().map(|problem| of_step(step, problem)).collect())
                    }
                    error => error,
                });
                Some((created?, true))
            }
        };
        let Some((record, is_new)) = record else { continue };
        made.push(Made { step: Arc::clone(&step.name), entity: step.entity.shared(), id: record.id(), is_new });
        known.insert(Arc::clone(&step.name), context(&record));
    }
    let mut patch = Patch::default();
    for (field, value) in &conversion.after {
        let value = evaluate(tx, actor, source, conversion, value, &known)?;
        patch.values.extend(fitted(&source.layout, field, value));
    }
    let name = source.layout.entity.name.shared();
    let record = write::complete(tx, actor, &name, source.id(), seen, &patch)?;
    Ok((record, made))
}

/// Says of a finding which step it is about.
fn of_step(step: &Step, problem: FieldProblem) -> FieldProblem {
    match problem.line {
        Some(_) => problem,
        None => problem.on_line(&step.name, 0),
    }
}

/// Whether a value that somebody chose replaces a proposed one: of the same slot, or of the same field's other parts.
fn overrides(layout: &Layout, chosen: &str, proposed: &str) -> bool {
    let field = |name: &str| match layout.index(name) {
        Some(slot) => layout.slots[slot].field,
        None => layout.entity.fields.iter().position(|field| &*field.name == name),
    };
    let is_address = |position: usize| {
        matches!(layout.entity.fields.get(position).map(|field| &field.kind), Some(FieldKind::Address))
    };
    chosen == proposed
        || field(chosen).is_some_and(|position| is_address(position) && field(proposed) == Some(position))
}

fn propose(tx: &mut Tx<'_>, actor: &Actor, source: &Record, conversion: &Conversion, step: &Step) -> Result<Proposal> {
    let layout = tx.world().named(&step.entity)?;
    let may_create = tx.world().permit(actor, &layout.entity, Action::Create).is_ok();
    let may_read = tx.world().permit(actor, &layout.entity, Action::Read).is_ok();
    let (values, linked) = values(tx, actor, source, conversion, step, &layout, &HashMap::new())?;
    let named = step.existing.as_ref().and_then(|relation| source.target(relation)).filter(|_| may_read);
    let existing = match named {
        Some(id) => crate::read::titles(tx, actor, &step.entity, &[id])?.pop().map(|one| (one.id, one.title)),
        None => None,
    };
    let wanted = match &step.when {
        Some(when) => crate::check::holds(tx, actor, source, when)?,
        None => true,
    };
    let likely = if existing.is_none() && wanted && may_read {
        duplicates::likely(tx, actor, &step.entity, &values)?
    } else {
        Vec::new()
    };
    let same = likely.first().filter(|one| one.score >= text::likeness::CERTAIN);
    let choice = match (&existing, same) {
        (Some((id, _)), _) => Choice::Use(*id),
        (None, Some(same)) => Choice::Use(same.id),
        (None, None) if step.optional && !(wanted && may_create) => Choice::Skip,
        (None, None) => Choice::Create(Patch::default()),
    };
    let (name, optional) = (Arc::clone(&step.name), step.optional);
    Ok(Proposal { name, layout, optional, may_create, values, linked, existing, likely, choice })
}

/// What a new record of a step holds, and the fields that point to earlier steps' records.
type Values = (Patch, Vec<(Arc<str>, Arc<str>)>);

fn values(
    tx: &mut Tx<'_>,
    actor: &Actor,
    source: &Record,
    conversion: &Conversion,
    step: &Step,
    layout: &Arc<Layout>,
    known: &HashMap<Arc<str>, Value>,
) -> Result<Values> {
    let permit = access::permit(tx.model(), actor, &layout.entity, Action::Create);
    let base = source.layout.sources.len();
    let (mut patch, mut linked) = (Patch::default(), Vec::new());
    for (field, expression) in &step.set {
        let position = layout.entity.fields.iter().position(|known| known.name == *field);
        if position.is_some_and(|position| !permit.is_writable(position)) {
            // Somebody with fewer rights makes a record with fewer values.
            continue;
        }
        let earlier = expression.program.reads().iter().find_map(|path| path.slot.checked_sub(base));
        if let Some(earlier) = earlier.and_then(|place| conversion.steps.get(place))
            && layout.index(field).is_some_and(|slot| layout.slots[slot].is_relation)
        {
            linked.push((Arc::clone(field), Arc::clone(&earlier.name)));
        }
        let value = evaluate(tx, actor, source, conversion, expression, known)?;
        let currency = currency(source, layout, field, expression).filter(|_| !value.is_null());
        patch.values.extend(fitted(layout, field, value).into_iter().filter(|(_, value)| !value.is_null()));
        patch.values.extend(currency);
    }
    Ok((patch, linked))
}

/// An amount keeps the currency of the amount it comes from.
fn currency(source: &Record, layout: &Layout, field: &str, expression: &Expression) -> Option<(Arc<str>, Value)> {
    let name = format!("{field}_currency");
    layout.index(&name)?;
    let own = |kind: &FieldKind| matches!(kind, FieldKind::Money(money) if money.currency.is_none());
    layout.entity.field(field).filter(|field| own(&field.kind))?;
    let reads = expression.program.reads();
    let from = reads.iter().find_map(|path| {
        let (name, _) = source.layout.entity.schema.slots().nth(path.slot)?;
        let currency = source.get(&format!("{name}_currency"));
        (!currency.is_null()).then(|| currency.clone())
    })?;
    Some((name.into(), from))
}

/// A value as the field takes it: ids for records, an address in its parts.
fn fitted(layout: &Layout, field: &Arc<str>, value: Value) -> Vec<(Arc<str>, Value)> {
    let position = layout.entity.fields.iter().position(|known| known.name == *field);
    let kind = position.map(|position| &layout.entity.fields[position].kind);
    match (kind, position) {
        (Some(FieldKind::Address), Some(position)) => layout
            .slots_of(position)
            .filter_map(|slot| {
                let name = &layout.slots[slot].name;
                let part = name.strip_prefix(&**field)?.trim_start_matches('_');
                Some((Arc::clone(name), value.as_context()?.get(part)?.clone()))
            })
            .collect(),
        (Some(FieldKind::Relations(_)), _) => {
            let ids = value.as_list().unwrap_or_default().iter().map(|item| compute::flat(item.clone(), true));
            vec![(Arc::clone(field), Value::list(ids))]
        }
        _ => {
            let is_relation = layout.index(field).is_some_and(|slot| layout.slots[slot].is_relation);
            vec![(Arc::clone(field), compute::flat(value, is_relation))]
        }
    }
}

/// What expressions see of the record of a step.
fn context(record: &Record) -> Value {
    let (actor, related) = (Actor::platform(access::Through::Install), Related::new());
    let scope = Scope::new(record, &actor, &related);
    let slots = record.layout.entity.schema.slots().enumerate().filter(|(_, (name, _))| &***name != "actor");
    Value::context(slots.map(|(place, (name, _))| (Arc::clone(name), feel::Scope::slot(&scope, place))))
}

/// The record, and behind its own names those of the steps.
struct Steps<'r> {
    own: Scope<'r>,
    base: usize,
    conversion: &'r Conversion,
    known: &'r HashMap<Arc<str>, Value>,
}

impl feel::Scope for Steps<'_> {
    fn slot(&self, index: usize) -> Value {
        match index.checked_sub(self.base) {
            None => self.own.slot(index),
            Some(place) => {
                let step = self.conversion.steps.get(place);
                step.and_then(|step| self.known.get(&step.name)).cloned().unwrap_or_default()
            }
        }
    }
}

fn evaluate(
    tx: &mut Tx<'_>,
    actor: &Actor,
    source: &Record,
    conversion: &Conversion,
    expression: &Expression,
    known: &HashMap<Arc<str>, Value>,
) -> Result<Value> {
    let mut related = Related::new();
    compute::relate(tx, source, std::iter::once(&expression.program), &mut related)?;
    let env = tx.env(actor);
    let base = source.layout.sources.len();
    let scope = Steps { own: Scope::new(source, actor, &related), base, conversion, known };
    Ok(expression.program.eval(&scope, &env).value)
}
