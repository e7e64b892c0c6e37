use std::fmt;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::postgres;

/// Where an installation lives.
#[derive(Clone, PartialEq, Eq)]
pub enum Location {
    /// A folder: the database is `relata.sqlite` in it, files are in `files/`.
    Folder(PathBuf),
    /// A PostgreSQL database, as a `postgres://` URL.
    Postgres(String),
}

impl Location {
    /// The installation in the folder `path`, which is created when it is first opened.
    pub fn folder(path: impl Into<PathBuf>) -> Self {
        Location::Folder(path.into())
    }

    /// Reads what stands in `--data` or `--database`: a folder or a `postgres://` URL.
    ///
    /// # Errors
    /// [`Error::Other`] when the text is empty, is a URL of something else, or is not a well-formed PostgreSQL URL.
    pub fn parse(text: &str) -> Result<Self> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Error::other("a folder or a postgres:// URL is needed"));
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            postgres::check(text)?;
            return Ok(Location::Postgres(text.to_owned()));
        }
        if let Some((scheme, _)) = text.split_once("://") {
            return Err(Error::Other(format!("{scheme}:// is no database this program knows")));
        }
        Ok(Location::folder(text))
    }

    /// Creates the PostgreSQL database the URL names; a folder is created when it is opened.
    ///
    /// # Errors
    /// [`Error::Lost`] when the server cannot be reached, [`Error::Other`] when it refuses.
    pub fn create(&self) -> Result<()> {
        match self {
            Location::Folder(_) => Ok(()),
            Location::Postgres(url) => {
                postgres::on_server(url, |name| format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"))
            }
        }
    }

    /// Removes the installation with all it holds: the folder, or the PostgreSQL database and whoever is connected.
    ///
    /// # Errors
    /// As [`Location::create`], or [`Error::File`].
    pub fn destroy(&self) -> Result<()> {
        match self {
            Location::Folder(folder) => match std::fs::remove_dir_all(folder) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Error::file(folder, error)),
                _ => Ok(()),
            },
            Location::Postgres(url) => {
                postgres::on_server(url, |name| format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
            }
        }
    }

    /// Whether nothing can be there yet: a folder without a database in it.
    ///
    /// What a PostgreSQL database holds is only known once it is open.
    pub fn is_vacant(&self) -> bool {
        match self {
            Location::Folder(folder) => !Self::file(folder).exists(),
            Location::Postgres(_) => false,
        }
    }

    /// The database file in a folder.
    pub(crate) fn file(folder: &Path) -> PathBuf {
        folder.join("relata.sqlite")
    }
}

impl std::str::FromStr for Location {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Location::parse(text)
    }
}

impl fmt::Display for Location {
    /// Shows the folder, or the URL without its password and settings.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Location::Folder(path) => write!(f, "{}", path.display()),
            Location::Postgres(url) => {
                // The query may hold the password, too.
                let url = url.split('?').next().unwrap_or_default();
                match (url.find("://"), url.rfind('@')) {
                    (Some(scheme), Some(at)) if at > scheme + 3 => {
                        let user = url[scheme + 3..at].split(':').next().unwrap_or_default();
                        write!(f, "{}{user}{}", &url[..scheme + 3], &url[at..])
                    }
                    _ => f.write_str(url),
                }
            }
        }
    }
}

impl fmt::Debug for Location {
    /// As shown to people: a password never gets into a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
