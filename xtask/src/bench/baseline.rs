//! The baselines of a run, taken before the product so that neither disturbs the other.

use super::bare::driver::Driver;
use super::bare::requests;
use super::bare::server::Server;
use super::figure::{Action, CONNECTIONS, Engine, Figure, Of, Subject};
use super::load;
use super::options::Options;
use super::postgres::Cluster;
use super::usage;
use anyhow::Result;
use std::path::Path;
use std::time::Duration;

/// What the baselines can do; reads before writes, so that the rows read are those that were loaded.
const ACTIONS: [Action; 5] = [Action::Read, Action::List, Action::Create, Action::CreateWithoutHistory, Action::Update];

/// How long a run is repeated before it counts.
const WARM_UP: Duration = Duration::from_millis(500);

/// Measures the bare server over SQLite.
///
/// # Errors
/// When it does not start or stops answering.
pub fn sqlite(folder: &Path, options: &Options) -> Result<Vec<Figure>> {
    let server = Server::start(folder, options.size)?;
    let mut figures = Vec::new();
    for action in ACTIONS.into_iter().filter(|action| options.wants_bare(*action)) {
        let Some(requests) = requests::of(action, server.address, options.size) else { continue };
        for connections in CONNECTIONS {
            load::run(server.address, connections, WARM_UP, &requests)?;
            let before = usage::processor(server.pid())?;
            let outcome = load::run(server.address, connections, options.seconds, &requests)?;
            let processor = usage::processor(server.pid())? - before;
            let of = Of { engine: Engine::Sqlite, subject: Subject::Bare, action, connections };
            super::note(&mut figures, Figure::new(of, &outcome, processor, None), &outcome);
        }
    }
    Ok(figures)
}

/// Measures the driver loop over PostgreSQL.
///
/// # Errors
/// When PostgreSQL refuses.
pub fn postgres(cluster: &Cluster, options: &Options) -> Result<Vec<Figure>> {
    let driver = Driver::prepare(&cluster.database("bare")?, options.size)?;
    let (own, database) = (std::process::id(), cluster.pid()?);
    let mut figures = Vec::new();
    for action in ACTIONS.into_iter().filter(|action| options.wants_bare(*action)) {
        for connections in CONNECTIONS {
            driver.run(action, connections, WARM_UP)?;
            let before = (usage::processor(own)?, usage::processor_with_children(database)?);
            let outcome = driver.run(action, connections, options.seconds)?;
            let processor = usage::processor(own)? - before.0;
            // A child that ends between two looks may be missing from the first sum or the second.
            let of_database = usage::processor_with_children(database)?.saturating_sub(before.1);
            let of = Of { engine: Engine::Postgres, subject: Subject::Bare, action, connections };
            super::note(&mut figures, Figure::new(of, &outcome, processor, Some(of_database)), &outcome);
        }
    }
    Ok(figures)
}
