//! What values need besides themselves: titles of related records, files, currencies, the places of look-ups.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use access::Action;
use feel::Value;
use maud::Markup;
use model::{Entity, Field, Kind, OwnerPolicy};
use records::{Layout, Query, Tx};

use super::lookup;
use super::place::{Place, is_people};
use super::values::Values;
use crate::component::field::file::File;
use crate::component::field::of::{self, Beside};
use crate::component::field::relation::{Look, Target};
use crate::component::form::Input;
use crate::component::tag::Hue;
use crate::reader::Reader;
use crate::site::{Me, Trouble};

/// The entity of files.
pub(super) const FILE: &str = "base.file";
/// The entity of currencies.
const CURRENCY: &str = "base.currency";

/// What was looked up for the values of some records.
#[derive(Debug, Clone, Default)]
pub(super) struct Known {
    targets: HashMap<i64, Target<'static>>,
    files: HashMap<i64, File<'static>>,
    currencies: Vec<String>,
    /// The installation's own currency.
    base: String,
}

/// Ids to look up, by entity.
#[derive(Debug, Default)]
pub(super) struct Wanted(BTreeMap<Arc<str>, BTreeSet<i64>>);

impl Wanted {
    pub fn add(&mut self, entity: &str, id: i64) {
        self.0.entry(entity.into()).or_default().insert(id);
    }

    /// Adds what the fields of a record point to.
    pub fn add_values(&mut self, entity: &Entity, values: &Values) {
        for field in entity.all_fields() {
            for id in values.ids(&field.name) {
                if let Some(target) = target(field, values) {
                    self.add(target, id);
                }
            }
        }
    }
}

/// The entity a field points to.
fn target<'a>(field: &'a Field, values: &'a Values) -> Option<&'a str> {
    match &field.kind {
        Kind::Relation(relation) => match relation.only_target() {
            Some(only) => Some(only.as_str()),
            None => values.entity(&field.name),
        },
        Kind::Relations(relations) => Some(relations.to.as_str()),
        Kind::File | Kind::Image => Some(FILE),
        _ => None,
    }
}

impl Known {
    /// Looks up what the values of a record need; with `all`, what its controls need, too.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn of(tx: &mut Tx<'_>, me: &Me, place: &Place, values: &Values, all: bool) -> Result<Self, Trouble> {
        let mut wanted = Wanted::default();
        wanted.add_values(place.entity(), values);
        let mut known = Self::load(tx, me, wanted)?;
        known.base = tx.world().settings.currency.to_string();
        if all {
            known.currencies = currencies(tx, me)?;
        }
        Ok(known)
    }

    /// Looks records up by their ids.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn load(tx: &mut Tx<'_>, me: &Me, wanted: Wanted) -> Result<Self, Trouble> {
        let mut known = Self::default();
        for (name, ids) in wanted.0 {
            let Some(layout) = tx.world().layout(&name) else { continue };
            let readable = tx.world().permit(me.actor(), &layout.entity, Action::Read).is_ok();
            let ids: Vec<i64> = ids.into_iter().collect();
            if *name == *FILE {
                for id in &ids {
                    if let Ok(record) = records::get(tx, me.actor(), FILE, *id) {
                        known.files.insert(*id, file(&record));
                    }
                }
                continue;
            }
            let person = is_people(&layout.entity);
            let looks = looks(tx, me, &layout, &ids);
            for titled in records::titles(tx, me.actor(), &name, &ids)? {
                let url = if readable { format!("/{}/{}", layout.entity.plural, titled.id) } else { String::new() };
                let target = Target {
                    id: titled.id,
                    title: titled.title.into(),
                    url: url.into(),
                    person,
                    look: looks(titled.id),
                    note: Cow::Borrowed(""),
                };
                known.targets.insert(titled.id, target);
            }
        }
        Ok(known)
    }

    /// Adds what another look-up found.
    pub fn join(&mut self, other: Self) {
        self.targets.extend(other.targets);
        self.files.extend(other.files);
    }

    /// The title of a record that was looked up.
    pub fn title(&self, id: i64) -> Option<&str> {
        self.targets.get(&id).map(|target| &*target.title).or_else(|| self.files.get(&id).map(|file| &*file.name))
    }

    /// The value of a field; nothing when it is empty or leads to what the reader may not see.
    pub fn show(&self, reader: &Reader, field: &Field, value: &Value, currency: &str) -> Option<Markup> {
        of::show(reader, field, value, &self.beside(field, value, currency, &[]))
    }

    /// The control of a field; with `typed`, as it was typed and could not be read.
    pub fn control(
        &self,
        reader: &Reader,
        input: &Input<'_>,
        place: &Place,
        field: &Field,
        values: &Values,
        typed: Option<&str>,
    ) -> Markup {
        let value = &values.field(&place.layout, field);
        let currency = values.currency(field);
        let codes: Vec<&str> = match &field.kind {
            Kind::Money(money) if money.currency.is_none() => self.currencies.iter().map(String::as_str).collect(),
            _ => Vec::new(),
        };
        let currency = if currency.is_empty() { &self.base } else { currency };
        let mut beside = self.beside(field, value, currency, &codes);
        beside.lookup = lookup::address(place, field, values.ids("id").first().copied()).into();
        beside.upload = "/files/upload".into();
        let mut countries = match field.kind {
            Kind::Address => super::said::countries(reader),
            _ => Vec::new(),
        };
        let stored = values.get(&format!("{}_country", field.name)).as_text().unwrap_or_default().to_owned();
        // A country that is not among those offered stays what it is.
        if !stored.is_empty() && !countries.is_empty() && !countries.iter().any(|(code, _)| *code == stored) {
            countries.push((&stored, stored.clone().into()));
        }
        beside.countries = &countries;
        match typed {
            Some(typed) => of::edit_typed(reader, input, field, typed, &beside),
            None => of::edit(reader, input, field, value, &beside),
        }
    }

    fn beside<'a>(&'a self, field: &Field, value: &Value, currency: &'a str, codes: &'a [&'a str]) -> Beside<'a> {
        let id = |value: &Value| value.as_number().and_then(feel::Number::to_i64);
        let mut beside = Beside { currency: Cow::Borrowed(currency), currencies: codes, ..Beside::default() };
        match field.kind.shown() {
            Kind::Relation(_) | Kind::Relations(_) => {
                let ids: Vec<i64> = match value {
                    Value::List(items) => items.iter().filter_map(id).collect(),
                    value => id(value).into_iter().collect(),
                };
                beside.targets = ids.iter().filter_map(|id| self.targets.get(id)).cloned().collect();
            }
            Kind::File | Kind::Image => beside.file = id(value).and_then(|id| self.files.get(&id)).cloned(),
            _ => {}
        }
        beside
    }
}

/// How the records of an entity look where others point to them.
fn looks(tx: &mut Tx<'_>, me: &Me, layout: &Layout, ids: &[i64]) -> impl Fn(i64) -> Look + use<> {
    let entity = &layout.entity;
    let is_setting = entity.owner == OwnerPolicy::Nobody && entity.matching.is_none() && !is_people(entity);
    let has_hue = is_setting && entity.field("hue").is_some_and(|field| matches!(field.kind, Kind::Choice { .. }));
    let mut hues = HashMap::new();
    if has_hue {
        for id in ids {
            if let Ok(record) = records::get(tx, me.actor(), entity.name.as_str(), *id) {
                hues.insert(*id, record.get("hue").as_text().map(Hue::parse).unwrap_or_default());
            }
        }
    }
    move |id| match (is_setting, hues.get(&id)) {
        (_, Some(hue)) => Look::Label(*hue),
        (true, None) => Look::Name,
        (false, None) => Look::Face,
    }
}

/// A file as pages show it.
pub(super) fn file(record: &records::Record) -> File<'static> {
    let text = |name: &str| record.get(name).as_text().unwrap_or_default().to_owned();
    File {
        id: record.id(),
        name: text("name").into(),
        size: record.target("size").and_then(|size| size.try_into().ok()).unwrap_or(0),
        url: format!("/files/{}/content", record.id()).into(),
    }
}

/// The currencies one may choose, the installation's own first.
fn currencies(tx: &mut Tx<'_>, me: &Me) -> Result<Vec<String>, Trouble> {
    let own = tx.world().settings.currency.to_string();
    let mut codes = vec![own];
    let Some(layout) = tx.world().layout(CURRENCY) else { return Ok(codes) };
    if tx.world().permit(me.actor(), &layout.entity, Action::Read).is_err() {
        return Ok(codes);
    }
    let query = Query { limit: 200, ..Query::of(CURRENCY) }.column("code").column("active");
    records::list(tx, me.actor(), &query, |row| {
        if let (Some(code), Some(true)) = (row.value(0).as_text(), row.value(1).as_bool())
            && !codes.iter().any(|known| known == code)
        {
            codes.push(code.to_owned());
        }
    })?;
    Ok(codes)
}
