//! The runs: each action, by each who may do it, at each number of connections.

use super::known::Known;
use super::people::Person;
use super::requests::Asker;
use super::server::Server;
use crate::bench::figure::{Action, CONNECTIONS, Engine, Figure, Of, Subject};
use crate::bench::options::{Options, Part};
use crate::bench::postgres::Cluster;
use crate::bench::{load, note, usage};
use anyhow::{Context, Result};
use std::sync::Arc;
use std::time::Duration;

/// Reads before writes, so that the records read are those that were imported.
const ACTIONS: [Action; 7] = [
    Action::Read,
    Action::List,
    Action::Search,
    Action::CompaniesPage,
    Action::DealsPage,
    Action::Create,
    Action::Update,
];
/// What the least privileged user may do.
const READS: [Action; 5] = [Action::Read, Action::List, Action::Search, Action::CompaniesPage, Action::DealsPage];

const WARM_UP: Duration = Duration::from_millis(500);

/// Runs everything that is asked for.
///
/// # Errors
/// When the server stops answering.
pub fn all(
    server: &Server,
    cluster: Option<&Cluster>,
    engine: Engine,
    people: &[Person],
    options: &Options,
) -> Result<Vec<Figure>> {
    let mut figures = Vec::new();
    if !ACTIONS.into_iter().any(|action| wanted(action, options)) {
        return Ok(figures);
    }
    let known = Arc::new(Known::collect(server.address, &people[0], options.size)?);
    let mut askers = Vec::new();
    for person in people {
        let cookie = if options.wants(Part::Pages) { person.sign_in(server.address)? } else { String::new() };
        let (address, authorization, known) = (server.address, person.authorization(), Arc::clone(&known));
        askers.push((person.subject, Arc::new(Asker { address, authorization, cookie, known, size: options.size })));
    }
    for action in ACTIONS.into_iter().filter(|action| wanted(*action, options)) {
        for (subject, asker) in &askers {
            if *subject == Subject::Observer && !READS.contains(&action) {
                continue;
            }
            let requests = asker.requests(action).context("an action the product does not have")?;
            for connections in CONNECTIONS {
                let of = Of { engine, subject: *subject, action, connections };
                one(server, cluster, of, &requests, options, &mut figures)?;
            }
        }
    }
    Ok(figures)
}

/// The cost of the change log is told by comparing with a create.
fn wanted(action: Action, options: &Options) -> bool {
    options.wants_action(action) || (action == Action::Create && options.wants(Part::History))
}

fn one(
    server: &Server,
    cluster: Option<&Cluster>,
    of: Of,
    requests: &load::Requests,
    options: &Options,
    figures: &mut Vec<Figure>,
) -> Result<()> {
    let database = cluster.map(Cluster::pid).transpose()?;
    let used = || -> Result<(Duration, Option<Duration>)> {
        Ok((usage::processor(server.pid())?, database.map(usage::processor_with_children).transpose()?))
    };
    load::run(server.address, of.connections, WARM_UP, requests)?;
    let before = used()?;
    let outcome = load::run(server.address, of.connections, options.seconds, requests)?;
    let after = used()?;
    let of_database = after.1.zip(before.1).map(|(after, before)| after.saturating_sub(before));
    note(figures, Figure::new(of, &outcome, after.0 - before.0, of_database), &outcome);
    Ok(())
}
