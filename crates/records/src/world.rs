//! The definitions in force, and what follows from them.

use crate::error::{Error, Result};
use crate::layout::Layout;
use access::{Action, Actor, Permit};
use model::{Entity, EntityName, Model};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use store::Plan;

/// The definitions in force; never changed, replaced as a whole.
#[derive(Debug)]
pub struct World {
    /// Rises with every change of definitions or settings.
    pub stamp: i64,
    /// Entities, fields, views and roles.
    pub model: Arc<Model>,
    /// What holds for the installation.
    pub settings: Settings,
    layouts: HashMap<EntityName, Arc<Layout>>,
}

/// What holds for an installation, whatever its definitions.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The name of the company, shown on every page.
    pub name: Arc<str>,
    /// The currency that amounts are added up in (ISO 4217).
    pub currency: Arc<str>,
    /// The country phone numbers without a prefix belong to (ISO 3166-1 alpha-2).
    pub country: Option<Arc<str>>,
    /// The time zone of the installation.
    pub zone: jiff::tz::TimeZone,
    /// The language of those who chose none.
    pub language: Arc<str>,
}

impl Settings {
    fn of(values: &BTreeMap<String, String>) -> Self {
        let text = |name: &str, default: &str| values.get(name).map_or(default, String::as_str).into();
        let zone = values.get("zone").and_then(|name| jiff::tz::TimeZone::get(name).ok());
        Self {
            name: text("name", "Relata"),
            currency: text("currency", "EUR"),
            country: values.get("country").map(|country| country.as_str().into()),
            zone: zone.unwrap_or(jiff::tz::TimeZone::UTC),
            language: text("language", "en"),
        }
    }
}

impl World {
    /// The number of the definitions a transaction sees.
    pub(crate) fn stamp(sql: &mut store::Tx) -> Result<i64> {
        let plan = Plan::text("SELECT coalesce(max(number), 0) FROM definition");
        Ok(sql.query_one(&plan, &[], |row| row.int(0))?.unwrap_or(0))
    }

    /// Reads the installed packages and makes a model of them.
    ///
    /// # Errors
    /// [`Error::Definitions`] when what is installed cannot be understood (by an older program, say).
    pub(crate) fn load(sql: &mut store::Tx) -> Result<Self> {
        let stamp = Self::stamp(sql)?;
        let model = model::load(&files(sql)?).map_err(Error::Definitions)?;
        let settings = Plan::text("SELECT name, value FROM setting");
        let settings = sql.query_all(&settings, &[], |row| Ok((row.text(0)?.to_owned(), row.text(1)?.to_owned())))?;
        Ok(Self::of(stamp, model, &settings.into_iter().collect()))
    }

    /// A world of these definitions.
    pub(crate) fn of(stamp: i64, model: Arc<Model>, settings: &BTreeMap<String, String>) -> Self {
        Self::with(stamp, model, Settings::of(settings))
    }

    /// A world of these definitions and settings.
    pub(crate) fn with(stamp: i64, model: Arc<Model>, settings: Settings) -> Self {
        let layouts = model.entities.iter().map(|entity| (entity.name.clone(), Arc::new(Layout::of(entity)))).collect();
        Self { stamp, model, settings, layouts }
    }

    /// How an entity lies in its table.
    pub fn layout(&self, name: &str) -> Option<Arc<Layout>> {
        self.layouts.get(name).map(Arc::clone)
    }

    /// The layout of an entity that somebody named: by its qualified name, its plural, or its name alone.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn named(&self, name: &str) -> Result<Arc<Layout>> {
        let entity = self.model.find_entity(name).map(|entity| &*entity.name);
        entity.and_then(|name| self.layout(name)).ok_or_else(|| Error::NotFound { entity: name.into(), id: 0 })
    }

    /// What an actor may do with an entity.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the actor may not even read it, [`Error::Forbidden`] when only the action is missing.
    pub fn permit(&self, actor: &Actor, entity: &Entity, action: Action) -> Result<Permit> {
        let permit = access::permit(&self.model, actor, entity, action);
        if !permit.is_none() {
            return Ok(permit);
        }
        let reading = access::permit(&self.model, actor, entity, Action::Read);
        Err(if action == Action::Read || reading.is_none() {
            Error::NotFound { entity: entity.name.shared(), id: 0 }
        } else {
            Error::Forbidden { entity: entity.name.shared(), action: action.as_str() }
        })
    }
}

/// The files of the installed packages, each with its package's folder in front.
pub(crate) fn files(sql: &mut store::Tx) -> Result<Vec<(String, Vec<u8>)>> {
    let plan = Plan::text("SELECT path, content FROM package_file ORDER BY path");
    Ok(sql.query_all(&plan, &[], |row| Ok((row.text(0)?.to_owned(), row.bytes(1)?.to_vec())))?)
}
