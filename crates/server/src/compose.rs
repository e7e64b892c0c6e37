//! Where the rooms are put together; nowhere else.

use crate::settings::{Language, Settings};
use crate::{key, say};
use anyhow::{Context, Result, anyhow};
use identity::{Email, Front, Gate, Limits};
use records::Records;
use records::install::PackageFile;
use rust_embed::Embed;
use std::sync::Arc;
use store::{Database, Location, Options};

use access::{Actor, Through};

/// The packages that come with this program.
#[derive(Embed)]
#[folder = "../../apps/"]
#[include = "*/app.toml"]
#[include = "*/roles.toml"]
#[include = "*/entities/*"]
#[include = "*/views/*"]
#[include = "*/conversions/*"]
#[include = "*/translations/*"]
#[include = "*/demo/*"]
#[include = "*/seed/*"]
struct Apps;

/// An installation that is open; cheap to clone.
#[derive(Clone)]
pub struct House {
    pub records: Records,
    pub front: Front,
}

/// The rooms that keep tables of their own, for backups.
pub fn rooms() -> Vec<store::backup::Room> {
    vec![
        store::backup::Room { name: "records", migrations: records::MIGRATIONS },
        store::backup::Room { name: "identity", migrations: identity::MIGRATIONS },
        store::backup::Room { name: "jobs", migrations: jobs::MIGRATIONS },
        store::backup::Room { name: "documents", migrations: documents::import::MIGRATIONS },
        store::backup::Room { name: "webhooks", migrations: webhooks::MIGRATIONS },
        store::backup::Room { name: "api", migrations: api::MIGRATIONS },
    ]
}

/// Opens an installation that is there: its tables, its packages, its gate. Nothing begins by a mistyped name.
///
/// # Errors
/// When there is none, the database cannot be opened, its packages do not fit this program, or its key is missing.
pub fn open(settings: &Settings) -> Result<House> {
    drop(existing(&settings.location)?);
    open_in(settings, settings.language)
}

/// [`open`]; an installation begins where there is none, which is said.
///
/// # Errors
/// As [`open`], but that none is there.
pub fn begin(settings: &Settings) -> Result<House> {
    let is_new = find(&settings.location)?.is_none();
    let house = open_in(settings, settings.language)?;
    if is_new {
        eprintln!("A new installation begins in {}", settings.location);
    }
    Ok(house)
}

/// Opens an installation, or begins one in this language.
///
/// # Errors
/// As [`open`], but that none is there.
pub fn open_in(settings: &Settings, language: Language) -> Result<House> {
    let records = open_records(&settings.location, language)?;
    let key = key::settle(records.database(), &settings.location, &settings.key, &[])?;
    let gate = Gate::new(Limits::default(), key).map_err(say::identity)?;
    Ok(House { front: Front::new(records.clone(), gate), records })
}

/// The database of an installation that is there.
///
/// # Errors
/// When there is none, or it cannot be opened.
pub fn existing(location: &Location) -> Result<Database> {
    find(location)?.with_context(|| {
        format!("there is no installation in {location}: check --data or --database, or begin one with `relata serve`")
    })
}

/// The database of an installation, if one ever began there.
fn find(location: &Location) -> Result<Option<Database>> {
    if location.is_vacant() {
        return Ok(None);
    }
    let database = database(location)?;
    let rooms = database.read_blocking(store::backup::rooms)?;
    Ok((!rooms.is_empty()).then_some(database))
}

/// The records of an installation with its tables and packages, without its key: nobody can sign in through them.
///
/// # Errors
/// As [`open`], but for a missing key.
pub fn open_records(location: &Location, language: Language) -> Result<Records> {
    let database = database(location)?;
    database.alone_blocking(|tx| {
        store::migrate(tx, "identity", identity::MIGRATIONS)?;
        store::migrate(tx, "jobs", jobs::MIGRATIONS)?;
        store::migrate(tx, "documents", documents::import::MIGRATIONS)?;
        store::migrate(tx, "webhooks", webhooks::MIGRATIONS)?;
        store::migrate(tx, "api", api::MIGRATIONS)
    })?;
    let records = Records::open(database).context("the installation cannot be opened")?;
    upgrade(&records, language)?;
    Ok(records)
}

/// Opens the database alone.
///
/// # Errors
/// When it cannot be reached or created.
pub fn database(location: &Location) -> Result<Database> {
    Database::open(location, Options::default()).with_context(|| format!("{location} cannot be opened"))
}

/// The files of the packages that come with this program.
pub fn embedded() -> Vec<PackageFile> {
    Apps::iter().filter_map(|path| Some((path.to_string(), Apps::get(&path)?.data.into_owned()))).collect()
}

/// Installs the packages of this program where others, or none, are installed; a customer's own package stays on top.
///
/// # Errors
/// When the definitions have findings, or values stand in the way of a change.
fn upgrade(records: &Records, language: Language) -> Result<()> {
    let packages = Arc::new(embedded());
    let installed = records.read_blocking(records::install::installed)?;
    let own = |path: &str| packages.iter().any(|(known, _)| known == path);
    let ours: Vec<&str> = packages.iter().filter_map(|(path, _)| path.split('/').next()).collect();
    let foreign: Vec<PackageFile> = installed
        .iter()
        .filter(|(path, _)| !own(path) && !ours.contains(&path.split('/').next().unwrap_or_default()))
        .cloned()
        .collect();
    let mut wanted: Vec<PackageFile> = packages.iter().cloned().chain(foreign).collect();
    wanted.sort();
    if wanted == installed {
        return Ok(());
    }
    let actor = Actor::platform(Through::Install);
    let prepared = records
        .alone_blocking(move |tx| records::install::apply(tx, &actor, &wanted, "packages of this program"))
        .map_err(say::records)?;
    tracing::info!(steps = prepared.steps.len(), "The packages of this program are installed");
    if installed.is_empty() {
        crate::story::seed(records, language.code())?;
    }
    Ok(())
}

/// Who was let in at the first start.
pub struct FirstOwner {
    pub email: String,
    pub password: String,
}

/// Creates the owner of a new installation; none when somebody can sign in already.
///
/// # Errors
/// When the address is none, or the database refuses.
pub fn first_owner(house: &House, email: &str) -> Result<Option<FirstOwner>> {
    if !house.records.read_blocking(|tx| Ok::<_, Failure>(identity::owner::is_missing(tx.sql())?))? {
        return Ok(None);
    }
    let address = Email::parse(email).map_err(|error| anyhow!("{email}: {error}"))?;
    let owner = house.front.gate().prepare_owner(address).map_err(say::identity)?;
    let (email, prepared) = (email.to_owned(), owner.clone());
    let created = house.records.write_blocking(move |tx| {
        let actor = Actor::platform(Through::Command);
        let patch = records::Patch::one("name", "Owner").with("email", email.as_str());
        let user = records::create(tx, &actor, records::USER, &patch).map_err(say::records)?;
        Ok::<_, Failure>(identity::owner::create(tx.sql(), user.id(), &prepared)?)
    });
    Ok(created
        .map_err(anyhow::Error::from)?
        .then(|| FirstOwner { email: owner.email.as_str().to_owned(), password: owner.password.reveal().to_owned() }))
}

/// Why a command's transaction failed.
#[derive(Debug)]
pub struct Failure(pub anyhow::Error);

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self(error)
    }
}

impl From<records::Error> for Failure {
    fn from(error: records::Error) -> Self {
        Self(say::records(error))
    }
}

impl From<store::Error> for Failure {
    fn from(error: store::Error) -> Self {
        Self(error.into())
    }
}

impl From<identity::Error> for Failure {
    fn from(error: identity::Error) -> Self {
        Self(say::identity(error))
    }
}

impl From<Failure> for anyhow::Error {
    fn from(failure: Failure) -> Self {
        failure.0
    }
}
