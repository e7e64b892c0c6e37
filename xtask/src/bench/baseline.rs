//! The baseline of a run: the bare server on SQLite, the driver loop on PostgreSQL.

use super::bare::driver::Driver;
use super::bare::requests;
use super::bare::server::Server;
use super::data::Size;
use super::figure::Action;
use super::load::{self, Outcome};
use super::postgres::Cluster;
use super::probe::Probe;
use anyhow::{Context, Result};
use std::path::Path;
use std::time::Duration;

/// The baseline under way.
pub enum Baseline {
    Server { server: Server, size: Size },
    Driver { driver: Driver, database: u32 },
}

impl Baseline {
    /// Fills its tables and starts it.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start(cluster: Option<&Cluster>, folder: &Path, size: Size) -> Result<Self> {
        Ok(match cluster {
            None => Self::Server { server: Server::start(folder, size)?, size },
            Some(cluster) => {
                Self::Driver { driver: Driver::prepare(&cluster.database("bare")?, size)?, database: cluster.pid()? }
            }
        })
    }

    /// Whose processor time its runs take.
    pub fn probe(&self) -> Probe {
        match self {
            Self::Server { server, .. } => Probe { program: server.pid(), database: None },
            Self::Driver { database, .. } => Probe { program: std::process::id(), database: Some(*database) },
        }
    }

    /// Whether it does such a thing at all.
    pub fn has(action: Action) -> bool {
        !matches!(action, Action::Search | Action::CompaniesPage | Action::DealsPage)
    }

    /// Keeps `connections` busy for `duration`.
    ///
    /// # Errors
    /// When it stops answering.
    pub fn run(&self, action: Action, connections: usize, duration: Duration) -> Result<Outcome> {
        match self {
            Self::Server { server, size } => {
                let requests = requests::of(action, server.address, *size).context("not an action of the baseline")?;
                load::run(server.address, connections, duration, &requests)
            }
            Self::Driver { driver, .. } => driver.run(action, connections, duration),
        }
    }
}
