//! The runs: each action at each number of connections, the baseline first and the product right after it, so that
//! both meet the machine in the same mood.

use super::baseline::Baseline;
use super::figure::{Action, CONNECTIONS, Engine, Figure, Of, Subject};
use super::load::{self, Outcome};
use super::options::Options;
use super::probe::Probe;
use super::product::requests::Asker;
use anyhow::{Context, Result};
use std::sync::Arc;
use std::time::Duration;

/// Reads before writes, so that the records read are those that were loaded.
const ACTIONS: [Action; 8] = [
    Action::Read,
    Action::List,
    Action::Search,
    Action::CompaniesPage,
    Action::DealsPage,
    Action::Create,
    Action::CreateWithoutHistory,
    Action::Update,
];

/// How long each run is repeated before it counts.
const WARM_UP: Duration = Duration::from_millis(500);

/// The product under way, with the users that ask.
pub struct Product {
    pub probe: Probe,
    pub askers: Vec<(Subject, Arc<Asker>)>,
}

/// Runs everything that is asked for.
///
/// # Errors
/// When the baseline or the product stops answering.
pub fn all(engine: Engine, baseline: &Baseline, product: Option<&Product>, options: &Options) -> Result<Vec<Figure>> {
    let mut figures = Vec::new();
    for action in ACTIONS {
        for connections in CONNECTIONS {
            let of = |subject| Of { engine, subject, action, connections };
            if Baseline::has(action) && options.wants_bare(action) {
                let run = |duration| baseline.run(action, connections, duration);
                figures.push(one(of(Subject::Bare), baseline.probe(), options, run)?);
            }
            let Some(product) = product.filter(|_| options.wants_action(action)) else { continue };
            for (subject, asker) in &product.askers {
                if !asks(*subject, action) {
                    continue;
                }
                let requests = asker.requests(action).context("not an action of the product")?;
                let run = |duration| load::run(asker.address, connections, duration, &requests);
                figures.push(one(of(*subject), product.probe, options, run)?);
            }
        }
    }
    Ok(figures)
}

/// Whether this user does such a thing: the least privileged one only reads, and the product has no switch for history.
fn asks(subject: Subject, action: Action) -> bool {
    match action {
        Action::CreateWithoutHistory => false,
        Action::Create | Action::Update => subject == Subject::Administrator,
        _ => true,
    }
}

/// One run with what it used, shown as soon as it is known.
fn one(of: Of, probe: Probe, options: &Options, run: impl Fn(Duration) -> Result<Outcome>) -> Result<Figure> {
    run(WARM_UP)?;
    let before = probe.look()?;
    let outcome = run(options.seconds)?;
    let figure = Figure::new(of, &outcome, &probe.since(&before)?);
    eprintln!("{}", figure.line());
    if let Some(refusal) = &outcome.first_refusal {
        eprintln!("{refusal}\n");
    }
    Ok(figure)
}
