//! `cargo xtask bench`: Relata beside what the machine can do, and the report of it.
//!
//! Start reading at [`run`]. A claim is a ratio to a baseline of the same run, since machines differ.

pub mod bare;
mod baseline;
mod client;
mod data;
mod duplicates;
mod figure;
mod load;
mod machine;
mod options;
mod postgres;
mod probe;
mod process;
mod product;
mod random;
mod report;
mod runs;
mod usage;
mod words;

use anyhow::{Context, Result, bail};
use baseline::Baseline;
use figure::Engine;
use options::Options;
use report::Findings;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Runs the benchmark as the arguments say.
///
/// # Errors
/// When an argument is not known, something does not start, or a request is refused.
pub fn run(arguments: &[String]) -> Result<()> {
    let Some(options) = Options::parse(arguments)? else {
        println!("{}", options::HELP);
        return Ok(());
    };
    if cfg!(debug_assertions) {
        return optimised(arguments);
    }
    let program = match &options.program {
        _ if !options.wants_product() => None,
        Some(program) => Some(program.clone()),
        None => Some(product::build()?),
    };
    let folder = Folder::make()?;
    let mut findings = Findings::default();
    if options.wants(options::Part::Duplicates) {
        findings.duplicates = duplicates::measure()?;
    }
    for engine in &options.engines {
        one(*engine, &options, program.as_deref(), &folder, &mut findings)?;
    }
    let text = report::write(&options, &machine::look(), &findings);
    match (&options.output, options.is_whole()) {
        (Some(file), _) => std::fs::write(file, text)?,
        (None, true) => std::fs::write(crate::root().join("docs/benchmarks.md"), text)?,
        (None, false) => println!("\n{text}"),
    }
    let refusals: u64 = findings.figures.iter().map(|figure| figure.refusals).sum();
    if refusals > 0 {
        bail!("{refusals} requests were refused");
    }
    Ok(())
}

/// One database: the baseline is made ready, then the product is measured beside it.
fn one(
    engine: Engine,
    options: &Options,
    program: Option<&Path>,
    folder: &Folder,
    findings: &mut Findings,
) -> Result<()> {
    let cluster = match engine {
        Engine::Sqlite => None,
        Engine::Postgres => Some(postgres::Cluster::start(&folder.0)?),
    };
    findings.postgres = cluster.as_ref().map(postgres::Cluster::version);
    let baseline = Baseline::start(cluster.as_ref(), &folder.0, options.size)?;
    match program {
        Some(program) => product::measure(program, cluster.as_ref(), &folder.0, &baseline, options, findings),
        None => {
            findings.figures.extend(runs::all(engine, &baseline, None, options)?);
            Ok(())
        }
    }
}

/// Client and bare server share the machine with the product: they are optimised as it is.
fn optimised(arguments: &[String]) -> Result<()> {
    let status = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--release", "--package", "xtask", "--", "bench"])
        .args(arguments)
        .current_dir(crate::root())
        .status()
        .context("cargo")?;
    if !status.success() {
        bail!("the benchmark ended with {status}");
    }
    Ok(())
}

/// A folder for databases on the disk that builds are on; it is removed when this is dropped.
struct Folder(PathBuf);

impl Folder {
    fn make() -> Result<Self> {
        let folder = target().join("bench").join(std::process::id().to_string());
        std::fs::create_dir_all(&folder)?;
        Ok(Self(folder))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Where cargo builds.
fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| crate::root().join("target"), PathBuf::from)
}
