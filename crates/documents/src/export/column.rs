//! How each column of an export is found, called and shown.

use std::collections::HashMap;
use std::sync::Arc;

use access::{Action, Actor};
use feel::{Number, Value};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use model::{ColumnPart, Field, Kind as FieldKind};
use records::{FieldProblem, Layout, Query, World};

use super::Options;
use crate::Message;
use crate::import::kind_of;
use crate::value::Kind;
use crate::write::{CellOut, Column};

/// The columns of an export, and what the query has to ask for them.
pub(super) struct Shows {
    pub columns: Vec<Shown>,
    paths: Vec<Vec<Arc<str>>>,
    zone: TimeZone,
    language: String,
    raw: bool,
}

/// One column.
pub(super) struct Shown {
    header: String,
    kind: Kind,
    how: How,
}

/// Where its cell comes from: places in the query.
enum How {
    Plain {
        at: usize,
        field: Option<Arc<Field>>,
    },
    Money {
        at: usize,
        currency: usize,
    },
    /// The title of a related record.
    Title {
        at: Vec<usize>,
    },
    /// A related record of one of several entities.
    Open {
        id: usize,
        entity: usize,
    },
}

impl Shown {
    /// The places of the id and the entity, when titles are to be looked up.
    pub fn open(&self) -> Option<(usize, usize)> {
        match self.how {
            How::Open { id, entity } => Some((id, entity)),
            _ => None,
        }
    }
}

impl Shows {
    /// The columns of a query, or every field that the actor may see.
    ///
    /// # Errors
    /// [`records::Error::Query`] for a path that leads nowhere.
    pub fn of(
        world: &World,
        actor: &Actor,
        layout: &Arc<Layout>,
        query: &Query,
        options: &Options,
    ) -> records::Result<Shows> {
        let mut shows = Shows {
            columns: Vec::new(),
            paths: Vec::new(),
            zone: actor.zone.clone(),
            language: options.language.clone(),
            raw: options.raw,
        };
        if query.columns.is_empty() {
            for path in everything(world, actor, layout) {
                shows.add(world, layout, &path)?;
            }
        }
        for path in &query.columns {
            shows.add(world, layout, path)?;
        }
        Ok(shows)
    }

    /// The columns of line items: their fields, under the name of the lines, without what leads back to the record.
    ///
    /// # Errors
    /// As [`Shows::of`].
    pub fn of_lines(
        world: &World,
        actor: &Actor,
        layout: &Arc<Layout>,
        lines: &Field,
        by: &str,
        options: &Options,
    ) -> records::Result<Shows> {
        let permit = world.permit(actor, &layout.entity, Action::Export)?;
        let ordering = layout.ordering().map(|slot| Arc::clone(&slot.name));
        let fields = layout.entity.fields.iter().enumerate().filter(|(position, _)| !permit.is_hidden(*position));
        let fields = fields.map(|(_, field)| Arc::clone(&field.name));
        let mut query = Query::of(layout.entity.name.shared());
        query.columns =
            fields.filter(|name| **name != *by && ordering.as_ref() != Some(name)).map(|name| vec![name]).collect();
        let mut shows = Shows::of(world, actor, layout, &query, options)?;
        for column in &mut shows.columns {
            column.header = match options.raw {
                true => format!("{}.{}", lines.name, column.header),
                false => format!("{}: {}", lines.label.get(&options.language), column.header),
            };
        }
        Ok(shows)
    }

    pub fn paths(&self) -> &[Vec<Arc<str>>] {
        &self.paths
    }

    pub fn headers(&self) -> Vec<Column> {
        self.columns.iter().map(|column| Column::new(column.header.as_str(), column.kind)).collect()
    }

    fn ask(&mut self, path: Vec<Arc<str>>) -> usize {
        if let Some(place) = self.paths.iter().position(|known| *known == path) {
            return place;
        }
        self.paths.push(path);
        self.paths.len() - 1
    }

    fn add(&mut self, world: &World, layout: &Arc<Layout>, path: &[Arc<str>]) -> records::Result<()> {
        let unknown =
            || records::Error::query(FieldProblem::record("problem-unknown-field").with("name", path.join(".")));
        let (last, way) = path.split_last().ok_or_else(unknown)?;
        let mut at = Arc::clone(layout);
        let mut labels: Vec<String> = Vec::new();
        for (step, name) in way.iter().enumerate() {
            let field = at.entity.field(name).ok_or_else(unknown)?;
            labels.push(field.label.get(&self.language).to_owned());
            // The parts of an address are columns of the record itself.
            if matches!(field.kind, FieldKind::Address) && step + 1 == way.len() {
                let part: Arc<str> = format!("{name}_{last}").into();
                let before: Vec<Arc<str>> = way[..step].iter().cloned().chain([part]).collect();
                return self.add(world, layout, &before);
            }
            let target = at.slot(name).and_then(|slot| slot.target.clone()).ok_or_else(unknown)?;
            at = world.layout(&target).ok_or_else(unknown)?;
        }
        let prefix = labels.join(": ");
        match at.index(last) {
            Some(slot) => self.slot(world, &at, slot, way, &prefix),
            None => {
                let position = at.entity.fields.iter().position(|field| field.name == *last).ok_or_else(unknown)?;
                if matches!(at.entity.fields[position].kind, FieldKind::Address) {
                    for slot in at.slots_of(position).collect::<Vec<_>>() {
                        self.slot(world, &at, slot, way, &prefix)?;
                    }
                }
                // Relations to many and line items have no column.
                Ok(())
            }
        }
    }

    fn slot(
        &mut self,
        world: &World,
        at: &Arc<Layout>,
        slot: usize,
        way: &[Arc<str>],
        prefix: &str,
    ) -> records::Result<()> {
        let slot = &at.slots[slot];
        let field = match slot.field {
            Some(position) => Some(Arc::clone(&at.entity.fields[position])),
            None => at.entity.field(&slot.name).cloned(),
        };
        let path = |name: Arc<str>| -> Vec<Arc<str>> { way.iter().cloned().chain([name]).collect() };
        let raw_name = path(Arc::clone(&slot.name)).join(".");
        let label = match (&field, self.raw) {
            (_, true) | (None, _) => raw_name.clone(),
            (Some(field), false) => self.label(field, slot.part, prefix),
        };
        let value = slot.part == ColumnPart::Value;
        let kind = field.as_ref().filter(|_| value).map_or(Kind::Text, |field| kind_of(&field.kind));
        let kind = if &*slot.name == "id" { Kind::Integer } else { kind };
        if slot.is_relation && value {
            let how = match slot.target.as_ref().and_then(|target| world.layout(target)) {
                Some(other) => {
                    let names = path(Arc::clone(&slot.name));
                    let title = |name: &Arc<str>| names.iter().cloned().chain([Arc::clone(name)]).collect::<Vec<_>>();
                    How::Title { at: other.title.iter().map(|name| self.ask(title(name))).collect() }
                }
                None => {
                    let id = self.ask(path(Arc::clone(&slot.name)));
                    let entity = self.ask(path(format!("{}_entity", slot.name).into()));
                    How::Open { id, entity }
                }
            };
            // A file that is imported again finds the record by its title.
            let header = match (&how, self.raw, slot.target.as_ref().and_then(|target| world.layout(target))) {
                (How::Title { .. }, true, Some(other)) => {
                    format!("{raw_name}.{}", other.title.first().map_or("name", |name| name))
                }
                _ => label,
            };
            self.columns.push(Shown { header, kind: Kind::Text, how });
            return Ok(());
        }
        let at_value = self.ask(path(Arc::clone(&slot.name)));
        if kind == Kind::Money && value {
            let name: Arc<str> = format!("{}_currency", slot.name).into();
            if at.slot(&name).is_some() {
                let currency = self.ask(path(Arc::clone(&name)));
                let beside = match self.raw {
                    true => path(name).join("."),
                    false => Message::new("export-currency").with("field", label.as_str()).text(&self.language),
                };
                self.columns.push(Shown { header: label, kind, how: How::Money { at: at_value, currency } });
                let how = How::Plain { at: currency, field: None };
                self.columns.push(Shown { header: beside, kind: Kind::Text, how });
                return Ok(());
            }
        }
        let field = field.filter(|_| value);
        self.columns.push(Shown { header: label, kind, how: How::Plain { at: at_value, field } });
        Ok(())
    }

    fn label(&self, field: &Field, part: ColumnPart, prefix: &str) -> String {
        let own = field.label.get(&self.language);
        let id = match part {
            ColumnPart::Street => Some("export-street"),
            ColumnPart::City => Some("export-city"),
            ColumnPart::Region => Some("export-region"),
            ColumnPart::PostalCode => Some("export-postal-code"),
            ColumnPart::Country => Some("export-country"),
            ColumnPart::Currency => Some("export-currency"),
            ColumnPart::Base => Some("export-base"),
            _ => None,
        };
        let own = match id {
            Some(id) => Message::new(id).with("field", own).text(&self.language),
            None => own.to_owned(),
        };
        if prefix.is_empty() { own } else { format!("{prefix}: {own}") }
    }

    /// The cells of a row.
    pub fn cells(&self, values: &[Value], titles: &HashMap<i64, String>) -> Vec<CellOut> {
        self.columns.iter().map(|column| self.cell(column, values, titles)).collect()
    }

    fn cell(&self, column: &Shown, values: &[Value], titles: &HashMap<i64, String>) -> CellOut {
        match &column.how {
            How::Plain { at, field } => self.plain(&values[*at], column.kind, field.as_deref()),
            How::Money { at, currency } => match values[*at].as_number() {
                Some(amount) => {
                    CellOut::Money { amount, currency: values[*currency].as_text().unwrap_or_default().to_owned() }
                }
                None => CellOut::Empty,
            },
            How::Title { at } => {
                let parts: Vec<&str> = at.iter().filter_map(|at| values[*at].as_text()).collect();
                if parts.is_empty() { CellOut::Empty } else { CellOut::Text(parts.join(" ")) }
            }
            How::Open { id, .. } => {
                let id = values[*id].as_number().and_then(Number::to_i64);
                id.and_then(|id| titles.get(&id)).map_or(CellOut::Empty, |title| CellOut::from(title.as_str()))
            }
        }
    }

    fn plain(&self, value: &Value, kind: Kind, field: Option<&Field>) -> CellOut {
        match value {
            Value::Null => CellOut::Empty,
            Value::Bool(yes) => CellOut::Bool(*yes),
            Value::Number(number) if kind == Kind::Percent => CellOut::Percent(*number),
            Value::Number(number) => CellOut::Number(*number),
            Value::Text(text) => CellOut::Text(self.choice(field, text)),
            Value::Date(date) => date.to_jiff().map_or_else(|| CellOut::from(date.to_string()), CellOut::Date),
            Value::DateTime(moment) => match Timestamp::from_microsecond(moment.to_micros(&TimeZone::UTC)) {
                Ok(instant) => CellOut::DateTime(self.zone.to_datetime(instant)),
                Err(_) => CellOut::from(moment.to_string()),
            },
            Value::Days(days) => match i64::try_from(days.nanos() / 1_000) {
                Ok(micros) => CellOut::Duration(SignedDuration::from_micros(micros)),
                Err(_) => CellOut::from(value.to_feel()),
            },
            Value::List(items) if kind == Kind::Text && items.iter().all(|item| item.as_text().is_some()) => {
                let shown: Vec<String> =
                    items.iter().filter_map(Value::as_text).map(|item| self.choice(field, item)).collect();
                if shown.is_empty() { CellOut::Empty } else { CellOut::Text(shown.join("; ")) }
            }
            other => {
                let mut json = String::new();
                feel::write_json(other, &mut json);
                CellOut::Text(json)
            }
        }
    }

    /// A choice by its label, any other text as it is.
    fn choice(&self, field: Option<&Field>, text: &str) -> String {
        let choice = field.filter(|_| !self.raw).and_then(|field| field.choice(text));
        choice.map_or(text, |choice| choice.label.get(&self.language)).to_owned()
    }
}

/// Every field that the actor may see, with when and by whom the record was made.
fn everything(world: &World, actor: &Actor, layout: &Layout) -> Vec<Vec<Arc<str>>> {
    let permit = world.permit(actor, &layout.entity, Action::Read).ok();
    let visible = |position: usize| permit.as_ref().is_none_or(|permit| !permit.is_hidden(position));
    let fields = layout.entity.fields.iter().enumerate();
    let own = fields.filter(|(position, _)| visible(*position)).map(|(_, field)| Arc::clone(&field.name));
    let system = ["owner", "created_at", "changed_at"].map(Arc::from);
    std::iter::once(Arc::from("id")).chain(own).chain(system).map(|name| vec![name]).collect()
}
