//! Where the installation's key is, and the rule by which an installation opens: with the key its secrets are sealed
//! with, or not at all.
//!
//! The key is given in the environment, or stands in a file: the one that is named, or `secret.key` in the data
//! folder. An installation on PostgreSQL without either keeps it in the database, which `relata check` complains of.

use std::fmt;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use identity::vault;
use store::seal::Key;
use store::{Database, Location};
use webhooks::vault::Kept;

use crate::compose::Failure;

/// The name of the file in the data folder.
const FILE: &str = "secret.key";

/// The step of identity's tables since which a database knows of its key.
const SETTINGS: u32 = 2;

/// What the database knows of its key, and what is sealed with it.
#[derive(Debug, Default)]
struct Known {
    /// The fingerprint of the key in use; `None` before the first start.
    fingerprint: Option<String>,
    /// The key, when it is kept in the database.
    kept: Option<Key>,
    /// How many authenticator apps need it.
    apps: i64,
    /// How many webhooks need it, and how many would if they were sealed.
    webhooks: Kept,
}

impl Known {
    fn needs_key(&self) -> bool {
        self.apps + self.webhooks.sealed > 0
    }
}

/// What the settings say about the key.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// The key itself.
    pub key: Option<Key>,
    /// The file it stands in.
    pub file: Option<PathBuf>,
}

/// Where the key belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// In the environment.
    Environment,
    /// In this file.
    File(PathBuf),
    /// In the database itself, for want of anything better.
    Database,
}

impl Place {
    /// Where the key of the installation at `location` belongs.
    pub fn of(location: &Location, given: &Given) -> Self {
        match (given, location) {
            (Given { key: Some(_), .. }, _) => Self::Environment,
            (Given { file: Some(file), .. }, _) => Self::File(file.clone()),
            (_, Location::Folder(folder)) => Self::File(folder.join(FILE)),
            (_, Location::Postgres(_)) => Self::Database,
        }
    }

    /// The key that stands there, if one does.
    fn read(&self, given: &Given, known: &Known) -> Result<Option<Key>> {
        match self {
            Self::Environment => Ok(given.key.clone()),
            Self::File(file) => read(file),
            Self::Database => Ok(known.kept.clone()),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Environment => f.write_str("RELATA_SECRET_KEY"),
            Self::File(file) => write!(f, "{}", file.display()),
            Self::Database => f.write_str("the database"),
        }
    }
}

/// The key of an installation, made at its first start. What is still readable is sealed with it; what another key
/// had sealed is sealed anew, when that key is at hand: in the data folder, in the database, or among `others`.
///
/// # Errors
/// When secrets are sealed with a key that is nowhere: the text says what to do.
pub fn settle(database: &Database, location: &Location, given: &Given, others: &[Key]) -> Result<Key> {
    let place = Place::of(location, given);
    let known = known(database)?;
    let stands = place.read(given, &known)?;
    let in_folder = match location {
        Location::Folder(folder) => read(&folder.join(FILE))?,
        Location::Postgres(_) => None,
    };
    let mut at_hand = stands.iter().chain(&known.kept).chain(&in_folder).chain(others);
    let in_use = known.fingerprint.as_ref().and_then(|known| at_hand.find(|key| key.fingerprint() == *known)).cloned();
    if in_use.is_none() && known.needs_key() {
        bail!(missing(&place, &known, stands.as_ref()));
    }
    let key = match stands.as_ref().or(in_use.as_ref()) {
        Some(key) => key.clone(),
        None => Key::new()?,
    };
    if stands.is_none()
        && let Place::File(file) = &place
    {
        write(file, &key)?;
        tracing::info!("The key of this installation is now in {place}: keep a copy apart from the backups");
    }
    let is_kept = known.kept.is_some();
    let is_in_place = is_kept == (place == Place::Database) && known.webhooks.readable == 0;
    if known.fingerprint.as_ref() == Some(&key.fingerprint()) && is_in_place {
        return Ok(key);
    }
    let (wanted, seen) = (key.clone(), known.fingerprint.clone());
    let changed = database
        .alone_blocking(move |tx| {
            // Of two nodes that start at once the second finds what the first has settled, and begins again.
            if vault::known(tx)?.fingerprint != seen {
                return Ok::<_, Failure>(None);
            }
            let changed = vault::adopt(tx, &wanted, in_use.as_ref())?
                + webhooks::vault::adopt(tx, &wanted, in_use.as_ref()).map_err(anyhow::Error::from)?;
            if place == Place::Database {
                vault::keep(tx, &wanted)?;
            }
            Ok(Some((changed, place.clone())))
        })
        .map_err(anyhow::Error::from)?;
    match changed {
        None => settle(database, location, given, others),
        Some((changed, place)) => {
            if changed > 0 {
                tracing::info!("{changed} secrets are sealed with the key {} in {place}", key.fingerprint());
            }
            if place == Place::Database {
                tracing::warn!("{}", IN_DATABASE);
            }
            Ok(key)
        }
    }
}

/// Said at the first start, and by `relata check`.
const IN_DATABASE: &str = "The key that seals secrets is kept in the database itself, so that a copy of the database can \
    be read: name a file with --secret-key-file, or set RELATA_SECRET_KEY, on every node";

/// What is not as it should be about the key, for `relata check`.
///
/// # Errors
/// When the database cannot be read.
pub fn findings(database: &Database, location: &Location, given: &Given) -> Result<Vec<String>> {
    let place = Place::of(location, given);
    let known = known(database)?;
    // Before the first start of this version there is nothing to say.
    let Some(fingerprint) = &known.fingerprint else { return Ok(Vec::new()) };
    let mut findings = Vec::new();
    match place.read(given, &known) {
        Ok(Some(key)) if key.fingerprint() == *fingerprint => {}
        Ok(stands) if known.kept.is_none() && known.needs_key() => {
            findings.push(missing(&place, &known, stands.as_ref()));
        }
        Ok(_) => {}
        Err(error) => findings.push(format!("{error:#}")),
    }
    if known.kept.is_some() {
        findings.push(IN_DATABASE.to_owned());
    }
    if let Place::File(file) = &place
        && is_open_to_others(file)
    {
        findings.push(format!("{place} can be read by others on this machine: chmod 600 {place}"));
    }
    Ok(findings)
}

/// What to keep besides a backup, in a sentence for whoever made one.
pub fn beside_backup(location: &Location, given: &Given) -> String {
    match Place::of(location, given) {
        Place::Database => "The key that seals secrets is in this file, too: guard it like a password.".to_owned(),
        place => format!(
            "Keep the key in {place}, too, but not beside this file: without it, authenticator apps and the secrets of webhooks have to be set up anew."
        ),
    }
}

/// The key that stands where it belongs, if any: for moving an installation.
///
/// # Errors
/// When the file cannot be read, or holds something else.
pub fn standing(database: &Database, location: &Location, given: &Given) -> Result<Option<Key>> {
    Place::of(location, given).read(given, &known(database)?)
}

/// What the database knows of its key: nothing, when this version has never been started on it.
fn known(database: &Database) -> Result<Known> {
    let known = database.read_blocking(|tx| {
        let rooms = store::backup::rooms(tx)?;
        let mut known = Known::default();
        if rooms.get("identity").is_some_and(|step| *step >= SETTINGS) {
            let vault::Known { fingerprint, kept, sealed } = vault::known(tx)?;
            known = Known { fingerprint, kept, apps: sealed, ..known };
        }
        if rooms.contains_key("webhooks") {
            known.webhooks = webhooks::vault::kept(tx)?;
        }
        Ok::<_, Failure>(known)
    });
    known.map_err(anyhow::Error::from)
}

fn missing(place: &Place, known: &Known, stands: Option<&Key>) -> String {
    let fingerprint = known.fingerprint.as_deref().unwrap_or("unknown");
    let found = match stands {
        Some(key) => format!("{place} holds another one, {}", key.fingerprint()),
        None => format!("{place} holds none"),
    };
    format!(
        "secrets of this installation are sealed with the key {fingerprint}, and {found}\n\
         Either bring the key back: put the `{FILE}` of the old installation there, or name it with --secret-key-file.\n\
         Or, when it is lost: `relata user reset-factors --lost-key` forgets the authenticator apps of {} \
         (passkeys and their recovery codes stay) and switches off {}, and they are set up anew.",
        match known.apps {
            1 => "1 person".to_owned(),
            count => format!("{count} people"),
        },
        webhooks_of(known.webhooks.sealed.unsigned_abs())
    )
}

/// A number of webhooks, in words.
pub fn webhooks_of(count: u64) -> String {
    if count == 1 { "1 webhook".to_owned() } else { format!("{count} webhooks") }
}

fn read(file: &Path) -> Result<Option<Key>> {
    match std::fs::read_to_string(file) {
        Ok(text) => Key::parse(&text)
            .map(Some)
            .ok_or_else(|| anyhow!("{} holds no key: 64 hexadecimal digits are expected", file.display())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("{} cannot be read", file.display())),
    }
}

/// Writes a key where there is none; readable by its owner alone.
fn write(file: &Path, key: &Key) -> Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(file).and_then(|mut open| {
        open.write_all(format!("{}\n", key.reveal()).as_bytes())?;
        open.sync_all()
    });
    written.with_context(|| format!("the key of this installation cannot be written to {}", file.display()))
}

#[cfg(unix)]
fn is_open_to_others(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(file).is_ok_and(|found| found.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn is_open_to_others(_: &Path) -> bool {
    false
}
