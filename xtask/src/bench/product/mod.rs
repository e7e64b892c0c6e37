//! The product under the same load: built, filled through its own import, asked over HTTP with rights on.
//!
//! Everything that depends on the product's names (commands, URLs, fields, roles) stands in [`names`].

mod fill;
mod history;
mod known;
mod names;
mod people;
mod program;
pub mod requests;
mod server;

use super::baseline::Baseline;
use super::figure::{Engine, Figure};
use super::options::{Options, Part};
use super::postgres::Cluster;
use super::probe::Probe;
use super::report::{Findings, Start};
use super::runs::{self, Product};
use super::usage::{Memory, Watch};
use anyhow::{Context, Result, bail};
use known::Known;
use people::Person;
use program::{Place, Program};
use requests::Asker;
use server::Server;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

/// How often it is started; the figure is the median.
const STARTS: usize = 5;

/// Builds the product and returns the program.
///
/// # Errors
/// When it does not compile.
pub fn build() -> Result<PathBuf> {
    let status = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--release", "--package", "server"])
        .current_dir(crate::root())
        .status()
        .context("cargo")?;
    if !status.success() {
        bail!("the product does not compile");
    }
    Ok(super::target().join("release").join(names::PROGRAM))
}

/// Measures everything that is asked for on one database.
///
/// # Errors
/// When a command fails, the server does not answer, or a step takes longer than it may.
pub fn measure(
    program: &Path,
    cluster: Option<&Cluster>,
    folder: &Path,
    baseline: &Baseline,
    options: &Options,
    findings: &mut Findings,
) -> Result<()> {
    let (engine, place) = match cluster {
        None => (Engine::Sqlite, Place::Folder(folder.join("relata"))),
        Some(cluster) => (Engine::Postgres, Place::Database(cluster.database("relata")?)),
    };
    let program = Program::new(program, place);
    let sheets = fill::sheets(folder, options)?;
    let people = people::create(&program, &sheets.join("units.csv"))?;
    findings.imports.extend(fill::run(&program, engine, &sheets, options)?);

    let mut start = Start { engine, ..Start::default() };
    if options.wants(Part::Start) {
        start.seconds = starts(&program)?;
    }
    let server = Server::start(&program)?;
    // What the start has borrowed is given back, and nothing is asked meanwhile.
    std::thread::sleep(Duration::from_secs(3));
    start.rest = Memory::of(server.pid())?;
    let watch = Watch::start(server.pid());
    let figures = requests(&server, cluster, engine, &people, baseline, options);
    start.load = watch.end();
    server.end()?;
    findings.figures.extend(figures?);
    findings.starts.push(start);

    if options.wants(Part::History) {
        findings.history.extend(history::measure(&program, cluster, options)?);
    }
    Ok(())
}

/// The runs, with the users signed in; none when no request is asked for.
fn requests(
    server: &Server,
    cluster: Option<&Cluster>,
    engine: Engine,
    people: &[Person],
    baseline: &Baseline,
    options: &Options,
) -> Result<Vec<Figure>> {
    if !options.wants_requests() {
        return Ok(Vec::new());
    }
    let known = Arc::new(Known::collect(server.address, &people[0], options.size)?);
    let mut askers = Vec::new();
    for person in people {
        let cookie = if options.wants(Part::Pages) { person.sign_in(server.address)? } else { String::new() };
        let (address, authorization, known) = (server.address, person.authorization(), Arc::clone(&known));
        askers.push((person.subject, Arc::new(Asker { address, authorization, cookie, known, size: options.size })));
    }
    let probe = Probe { program: server.pid(), database: cluster.map(Cluster::pid).transpose()? };
    runs::all(engine, baseline, Some(&Product { probe, askers }), options)
}

/// Seconds from the start of the process to the first answer, sorted.
fn starts(program: &Program) -> Result<Vec<f64>> {
    let mut seconds = Vec::new();
    for _ in 0..STARTS {
        let server = Server::start(program)?;
        seconds.push(server.started_in.as_secs_f64());
        server.end()?;
    }
    seconds.sort_by(f64::total_cmp);
    eprintln!("starts: {seconds:.3?} s");
    Ok(seconds)
}
