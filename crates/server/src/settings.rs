//! Settings: by flag, by environment, by file, by default; the first that says something counts.

use crate::key::Given;
use crate::proxies::Network;
use anyhow::{Context, Result, bail};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use store::Location;
use store::seal::Key;

/// The flags every command takes.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Options of every command")]
pub struct Flags {
    /// The folder of the embedded database [default: ./relata-data]
    #[arg(long, global = true, env = "RELATA_DATA", value_name = "DIR", conflicts_with = "database")]
    pub data: Option<PathBuf>,
    /// A PostgreSQL database, instead of a folder
    #[arg(long, global = true, env = "RELATA_DATABASE", value_name = "URL", hide_env_values = true)]
    pub database: Option<String>,
    /// The file of the key that secrets are sealed with [default: secret.key in the data folder]
    #[arg(long, global = true, env = "RELATA_SECRET_KEY_FILE", value_name = "FILE")]
    pub secret_key_file: Option<PathBuf>,
    /// A file of settings [default: ./relata.toml, if there is one]
    #[arg(long, global = true, env = "RELATA_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// How logs are written
    #[arg(long, global = true, env = "RELATA_LOG_FORMAT", value_name = "FORMAT")]
    pub log_format: Option<LogFormat>,
    /// Which logs are written, such as `info` or `warn,records=debug` [default: info]
    #[arg(long, global = true, env = "RELATA_LOG", value_name = "FILTER")]
    pub log: Option<String>,
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For a person at a terminal.
    Text,
    /// One JSON object a line.
    Json,
}

/// A language in which an installation can begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    #[default]
    En,
    Ru,
    Uk,
}

impl Language {
    /// Its code, as settings and packages have it.
    pub fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ru => "ru",
            Self::Uk => "uk",
        }
    }
}

/// `relata.toml`.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    data: Option<PathBuf>,
    database: Option<String>,
    secret_key_file: Option<PathBuf>,
    listen: Option<SocketAddr>,
    log: Option<String>,
    log_format: Option<LogFormat>,
    public_url: Option<String>,
    language: Option<Language>,
    trusted_proxies: Option<Vec<Network>>,
}

/// What holds for this run.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where the installation's data is.
    pub location: Location,
    /// What is said about the key that secrets are sealed with.
    pub key: Given,
    /// The address to serve.
    pub listen: SocketAddr,
    /// The address people reach it by, such as `https://crm.example.com`; passkeys and links need it.
    pub public_url: Option<String>,
    /// The language a new installation begins in: that of its stages and currencies, and of people who chose none.
    pub language: Language,
    /// The reverse proxies that are believed when they say whom they heard from.
    pub trusted_proxies: Vec<Network>,
    /// The filter of logs.
    pub log: String,
    /// The form of logs.
    pub log_format: LogFormat,
}

/// The address served when none is given.
const LISTEN: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 7070);

impl Settings {
    /// Puts flags, environment, file and defaults together.
    ///
    /// # Errors
    /// When the file cannot be read or understood, or both a folder and a database are named.
    pub fn resolve(flags: &Flags, listen: Option<SocketAddr>, public_url: Option<String>) -> Result<Self> {
        let file = read_file(flags.config.as_deref())?;
        let location = match (&flags.data, &flags.database) {
            (Some(folder), _) => Location::folder(folder),
            (None, Some(url)) => Location::parse(url)?,
            (None, None) => match (file.data, file.database) {
                (Some(_), Some(_)) => bail!("the settings file names both `data` and `database`; keep one"),
                (Some(folder), None) => Location::folder(folder),
                (None, Some(url)) => Location::parse(&url)?,
                (None, None) => Location::folder("relata-data"),
            },
        };
        let key = Given { key: key_in_environment()?, file: flags.secret_key_file.clone().or(file.secret_key_file) };
        Ok(Self {
            location,
            key,
            listen: listen.or(file.listen).unwrap_or(LISTEN),
            public_url: public_url.or(file.public_url),
            language: file.language.unwrap_or_default(),
            trusted_proxies: file.trusted_proxies.unwrap_or_default(),
            log: flags.log.clone().or(file.log).unwrap_or_else(|| "info".to_owned()),
            log_format: flags.log_format.or(file.log_format).unwrap_or(LogFormat::Text),
        })
    }
}

/// The key in `RELATA_SECRET_KEY`. It is no flag: what stands in a command line is seen by everybody on the machine.
fn key_in_environment() -> Result<Option<Key>> {
    match std::env::var("RELATA_SECRET_KEY") {
        Ok(text) if text.trim().is_empty() => Ok(None),
        Ok(text) => match Key::parse(&text) {
            Some(key) => Ok(Some(key)),
            None => bail!("RELATA_SECRET_KEY holds no key: 64 hexadecimal digits are expected"),
        },
        Err(_) => Ok(None),
    }
}

fn read_file(named: Option<&Path>) -> Result<File> {
    let path = named.unwrap_or(Path::new("relata.toml"));
    match std::fs::read_to_string(path) {
        Ok(text) => toml::from_str(&text).with_context(|| format!("{} cannot be understood", path.display())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && named.is_none() => Ok(File::default()),
        Err(error) => Err(error).with_context(|| format!("{} cannot be read", path.display())),
    }
}
