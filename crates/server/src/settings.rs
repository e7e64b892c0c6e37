//! Settings: by flag, by environment, by file, by default; the first that says something counts.

use crate::proxies::Network;
use anyhow::{Context, Result, bail};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use store::Location;

/// The flags every command takes.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Flags {
    /// The folder of the embedded database [default: ./relata-data]
    #[arg(long, global = true, env = "RELATA_DATA", value_name = "DIR", conflicts_with = "database")]
    pub data: Option<PathBuf>,
    /// A PostgreSQL database, instead of a folder
    #[arg(long, global = true, env = "RELATA_DATABASE", value_name = "URL", hide_env_values = true)]
    pub database: Option<String>,
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
        Ok(Self {
            location,
            listen: listen.or(file.listen).unwrap_or(LISTEN),
            public_url: public_url.or(file.public_url),
            language: file.language.unwrap_or_default(),
            trusted_proxies: file.trusted_proxies.unwrap_or_default(),
            log: flags.log.clone().or(file.log).unwrap_or_else(|| "info".to_owned()),
            log_format: flags.log_format.or(file.log_format).unwrap_or(LogFormat::Text),
        })
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
