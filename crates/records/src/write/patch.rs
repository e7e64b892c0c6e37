//! What somebody wants a record to become, and how that is laid over it.

use crate::input;
use crate::layout::{self, Layout};
use crate::problem::FieldProblem;
use crate::record::Record;
use crate::tx::Tx;
use access::Permit;
use feel::Value;
use model::{Entity, Field, Kind};
use std::sync::Arc;

/// What somebody wants a record to become: slots by name, each with its new value.
///
/// A relation to many takes a list of ids; line items stand in `lines` and replace those that are there.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Patch {
    pub values: Vec<(Arc<str>, Value)>,
    pub lines: Vec<(Arc<str>, Vec<Line>)>,
}

/// One line item: an existing one by its id, or a new one.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Line {
    pub id: Option<i64>,
    pub values: Vec<(Arc<str>, Value)>,
}

impl Patch {
    /// A patch of one value.
    pub fn one(name: impl Into<Arc<str>>, value: impl Into<Value>) -> Self {
        Self::default().with(name, value)
    }

    /// The patch with one more value.
    #[must_use]
    pub fn with(mut self, name: impl Into<Arc<str>>, value: impl Into<Value>) -> Self {
        self.values.push((name.into(), value.into()));
        self
    }

    /// The patch without owner and unit, and a patch of these alone.
    pub(super) fn apart(&self) -> (Self, Self) {
        let (handing, values) = self.values.iter().cloned().partition(|(name, _)| matches!(&**name, "owner" | "unit"));
        (Self { values, lines: self.lines.clone() }, Self { values: handing, lines: Vec::new() })
    }

    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        self.values.iter().rev().find(|(known, _)| &**known == name).map(|(_, value)| value)
    }
}

/// What a patch is laid over.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Applied {
    New,
    /// A new record of a file whose bytes were just taken in.
    Taken,
    Existing,
}

/// The entity of files, of which this room knows that bytes belong to them.
pub const FILE: &str = "base.file";

/// What a record of [`FILE`] says of its bytes.
const OF_BYTES: [&str; 3] = ["media_type", "size", "sha256"];

/// Whether a field says what the bytes of a file are: nobody writes it but [`crate::create_file`].
pub fn is_of_bytes(entity: &Entity, field: &Field) -> bool {
    entity.name.as_str() == FILE && OF_BYTES.contains(&&*field.name)
}

/// Lays the patch over the record; what cannot be is a problem.
pub(crate) fn apply(
    tx: &Tx<'_>,
    permit: &Permit,
    record: &mut Record,
    patch: &Patch,
    over: Applied,
    problems: &mut Vec<FieldProblem>,
) {
    let layout = Arc::clone(&record.layout);
    for (name, value) in &patch.values {
        match writable(&layout, permit, name, over) {
            Ok(Place::Slot(slot)) => {
                let part = layout.slots[slot].part;
                let fitted = match layout.field(slot) {
                    Some(field) => input::fit(field, part, name, value.clone(), &tx.world().settings),
                    // Owner and unit are records, or nobody.
                    None if value.is_null() || value.as_number().is_some_and(|id| id.is_integer()) => Ok(value.clone()),
                    None => Err(FieldProblem::of(Arc::clone(name), "problem-no-such-record")),
                };
                match fitted {
                    Ok(value) => record.values[slot] = value,
                    Err(problem) => problems.push(problem),
                }
            }
            Ok(Place::Address(field)) => problems.extend(apply_address(tx, record, field, value)),
            Ok(Place::Links) => {}
            Err(problem) => {
                // Sending back what was read is no attempt to change it.
                let same =
                    layout.index(name).is_some_and(|slot| record.values[slot] == *value && over == Applied::Existing);
                if !same {
                    problems.push(problem);
                }
            }
        }
    }
}

enum Place {
    Slot(usize),
    Address(usize),
    Links,
}

fn writable(layout: &Layout, permit: &Permit, name: &Arc<str>, over: Applied) -> Result<Place, FieldProblem> {
    let unknown = || FieldProblem::of(Arc::clone(name), "problem-unknown-field").with("name", name);
    let read_only = || FieldProblem::of(Arc::clone(name), "problem-read-only");
    let position = match layout.index(name) {
        Some(layout::OWNER | layout::UNIT) => return Ok(Place::Slot(layout.index(name).unwrap_or_default())),
        Some(slot) => match layout.slots[slot].field {
            Some(field) => field,
            None => return Err(read_only()),
        },
        None => layout.entity.fields.iter().position(|field| field.name == *name).ok_or_else(unknown)?,
    };
    if permit.is_hidden(position) {
        return Err(unknown());
    }
    let field = &layout.entity.fields[position];
    // Read-only fields are filled in once, by whoever creates the record.
    let of_bytes = over != Applied::Taken && is_of_bytes(&layout.entity, field);
    let fixed = field.is_computed() || (field.readonly && over == Applied::Existing) || of_bytes;
    if fixed || !permit.is_writable(position) {
        return Err(read_only());
    }
    match (&field.kind, layout.index(name)) {
        (Kind::Relations(_), _) => Ok(Place::Links),
        (Kind::Address, None) => Ok(Place::Address(position)),
        (_, Some(slot)) => Ok(Place::Slot(slot)),
        _ => Err(unknown()),
    }
}

fn apply_address(tx: &Tx<'_>, record: &mut Record, field: usize, value: &Value) -> Vec<FieldProblem> {
    let layout = Arc::clone(&record.layout);
    let slots: Vec<usize> = layout.slots_of(field).collect();
    let mut problems = Vec::new();
    for slot in slots {
        let name = &layout.slots[slot].name;
        let part = name.strip_prefix(&*layout.entity.fields[field].name).unwrap_or(name).trim_start_matches('_');
        let part = value.as_context().and_then(|context| context.get(part)).cloned().unwrap_or_default();
        match input::fit(&layout.entity.fields[field], layout.slots[slot].part, name, part, &tx.world().settings) {
            Ok(value) => record.values[slot] = value,
            Err(problem) => problems.push(problem),
        }
    }
    problems
}
