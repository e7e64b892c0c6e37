//! How an entity lies in its table: the slots of its records, and what is computed and checked on them.
//!
//! A slot is one column. A field may have several (an address has five); its first slot bears its name.

use crate::codec::Codec;
use model::{ColumnKind, ColumnPart, ColumnSpec, Entity, EntityName, Field, Kind};
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};
use store::{Dialect, Plan};

/// The slots every record has, in this order, before those of its fields.
pub const ID: usize = 0;
pub const VERSION: usize = 1;
pub const CREATED_AT: usize = 2;
pub const CREATED_BY: usize = 3;
pub const CHANGED_AT: usize = 4;
pub const CHANGED_BY: usize = 5;
pub const OWNER: usize = 6;
pub const UNIT: usize = 7;

/// The names of those slots.
pub const SYSTEM: [(&str, Codec); 8] = [
    ("id", Codec::Integer),
    ("version", Codec::Integer),
    ("created_at", Codec::Moment),
    ("created_by", Codec::Integer),
    ("changed_at", Codec::Moment),
    ("changed_by", Codec::Integer),
    ("owner", Codec::Integer),
    ("unit", Codec::Integer),
];

/// One column of a record.
#[derive(Debug, Clone)]
pub struct Slot {
    /// The name in FEEL, in the API and in forms; also the column.
    pub name: Arc<str>,
    pub column: Arc<str>,
    pub codec: Codec,
    /// The position of its field among the entity's; none for what every record has.
    pub field: Option<usize>,
    /// What part of the field this is.
    pub part: ColumnPart,
    /// The column to sort by, when the value itself does not sort as people expect.
    pub key: Option<Arc<str>>,
    /// The entity a relation to one points to, when there is only one.
    pub target: Option<EntityName>,
    /// Whether the value is a record's id.
    pub is_relation: bool,
    /// `"name":`, ready for JSON.
    pub json_key: Vec<u8>,
}

/// Where an expression finds the value of one of its names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    /// The slot's value as it is.
    Slot(usize),
    /// A relation to one: the related record as a context.
    Related(usize),
    /// An address: the context of its five parts, from this slot on.
    Address(usize),
    /// The records of a relation to many, or line items: the position of the field.
    Many(usize),
    /// Who asks.
    Actor,
    /// Nothing that is kept.
    Nothing,
}

/// How an entity lies in its table.
#[derive(Debug)]
pub struct Layout {
    pub entity: Arc<Entity>,
    pub table: Arc<str>,
    pub slots: Vec<Slot>,
    /// The slots that name a record.
    pub title: Vec<Arc<str>>,
    /// Where the names of the entity's schema find their values, in its order.
    pub(crate) sources: Vec<Source>,
    by_name: HashMap<Arc<str>, usize>,
    plans: [Plans; 2],
}

/// Statements over the whole row, rendered at their first use.
#[derive(Debug, Default)]
struct Plans {
    load: OnceLock<Plan>,
    insert: OnceLock<Plan>,
}

impl Layout {
    /// Lays an entity out.
    pub fn of(entity: &Arc<Entity>) -> Self {
        let mut slots: Vec<Slot> = Vec::with_capacity(SYSTEM.len() + entity.fields.len());
        for (name, codec) in SYSTEM {
            let field = entity.field(name);
            let target = field.and_then(|field| field.relation()).and_then(|relation| relation.only_target()).cloned();
            slots.push(Slot::of(name.into(), codec, None, ColumnPart::Value, target));
        }
        for (position, field) in entity.fields.iter().enumerate() {
            let key = field.key_column();
            for column in field.columns() {
                if column.part == ColumnPart::SortKey {
                    continue;
                }
                let target = target(field, &column);
                let mut slot =
                    Slot::of(Arc::clone(&column.name), codec(field, &column), Some(position), column.part, target);
                slot.is_relation = column.part == ColumnPart::Value
                    && matches!(field.kind, Kind::Relation(_) | Kind::File | Kind::Image);
                if column.part == ColumnPart::Value {
                    slot.key = key.clone();
                }
                slots.push(slot);
            }
        }
        for slot in &mut slots[..SYSTEM.len()] {
            slot.is_relation = matches!(&*slot.name, "created_by" | "changed_by" | "owner" | "unit");
        }
        let by_name: HashMap<Arc<str>, usize> =
            slots.iter().enumerate().map(|(index, slot)| (Arc::clone(&slot.name), index)).collect();
        let sources = entity.schema.slots().map(|(name, _)| source(entity, &slots, &by_name, name)).collect();
        Self {
            entity: Arc::clone(entity),
            table: Arc::clone(&entity.table),
            slots,
            title: entity.title.clone(),
            sources,
            by_name,
            plans: Default::default(),
        }
    }

    /// The SELECT of every slot of one record, by its id.
    pub(crate) fn load_plan(&self, dialect: Dialect, render: impl FnOnce() -> Plan) -> Plan {
        self.plans_of(dialect).load.get_or_init(render).clone()
    }

    /// The INSERT of every slot and its sort key, in the order of the slots.
    pub(crate) fn insert_plan(&self, dialect: Dialect, render: impl FnOnce() -> Plan) -> Plan {
        self.plans_of(dialect).insert.get_or_init(render).clone()
    }

    fn plans_of(&self, dialect: Dialect) -> &Plans {
        &self.plans[usize::from(dialect == Dialect::Postgres)]
    }

    /// The slot of that name.
    pub fn slot(&self, name: &str) -> Option<&Slot> {
        self.index(name).map(|index| &self.slots[index])
    }

    /// The position of the slot of that name.
    pub fn index(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// The field a slot belongs to.
    pub fn field(&self, slot: usize) -> Option<&Arc<Field>> {
        self.slots[slot].field.map(|field| &self.entity.fields[field])
    }

    /// The slot that orders line items among each other, by its name: `position` or `place`.
    pub fn ordering(&self) -> Option<&Slot> {
        let whole = |slot: &&Slot| slot.codec == Codec::Integer && slot.field.is_some();
        ["position", "place"].iter().find_map(|name| self.slot(name).filter(whole))
    }

    /// The slots of the field at a position.
    pub fn slots_of(&self, field: usize) -> impl Iterator<Item = usize> {
        self.slots.iter().enumerate().filter(move |(_, slot)| slot.field == Some(field)).map(|(index, _)| index)
    }
}

impl Slot {
    fn of(name: Arc<str>, codec: Codec, field: Option<usize>, part: ColumnPart, target: Option<EntityName>) -> Self {
        let mut json_key = Vec::with_capacity(name.len() + 3);
        crate::codec::write_text(&name, &mut json_key);
        json_key.push(b':');
        Self { column: Arc::clone(&name), name, codec, field, part, key: None, target, is_relation: false, json_key }
    }
}

fn target(field: &Field, column: &ColumnSpec) -> Option<EntityName> {
    match (&field.kind, column.part) {
        (Kind::Relation(relation), ColumnPart::Value) => relation.only_target().cloned(),
        (Kind::File | Kind::Image, ColumnPart::Value) => EntityName::parse("base.file"),
        _ => None,
    }
}

fn codec(field: &Field, column: &ColumnSpec) -> Codec {
    match (column.part, field.kind.shown()) {
        (ColumnPart::Value, Kind::Date) => Codec::Date,
        (ColumnPart::Value, Kind::DateTime) => Codec::Moment,
        (ColumnPart::Value, Kind::Duration) => Codec::Duration,
        (ColumnPart::Value, Kind::Choices { .. }) => Codec::Choices,
        (ColumnPart::Value, Kind::Json) => Codec::Json,
        _ => match (column.kind, column.digits) {
            (ColumnKind::Integer, 0) => Codec::Integer,
            (ColumnKind::Integer, digits) => Codec::Scaled(digits),
            (ColumnKind::Bool, _) => Codec::Flag,
            _ => Codec::Text,
        },
    }
}

fn source(entity: &Entity, slots: &[Slot], by_name: &HashMap<Arc<str>, usize>, name: &str) -> Source {
    if name == "actor" {
        return Source::Actor;
    }
    if let Some(position) = entity.fields.iter().position(|field| &*field.name == name) {
        match entity.fields[position].kind {
            Kind::Address => {
                let first = slots.iter().position(|slot| slot.field == Some(position));
                return first.map_or(Source::Nothing, Source::Address);
            }
            Kind::Lines(_) | Kind::Relations(_) => return Source::Many(position),
            _ => {}
        }
    }
    match by_name.get(name) {
        Some(slot) if slots[*slot].is_relation => Source::Related(*slot),
        Some(slot) => Source::Slot(*slot),
        None => Source::Nothing,
    }
}
