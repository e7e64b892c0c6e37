//! `cargo xtask ci | tidy | bench`: what the project does to itself.

mod bench;
mod tidy;

use anyhow::{Context, Result, bail};
use std::process::Command;

const HELP: &str = "cargo xtask COMMAND

  ci      all that a change must pass: formatting, lints, rooms, tests on both databases, browser tests
  tidy    rooms and crates against ARCHITECTURE.md and deny.toml; links, named files, the two languages of the guide
  bench   how fast it is, beside a bare server and a bare driver loop; see cargo xtask bench --help";

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.first().map(String::as_str) {
        Some("ci") => run("bash", &[".ci/run"]),
        Some("tidy") => tidy::check(),
        Some("bench") => bench::run(&arguments[1..]),
        Some(bench::bare::server::COMMAND) => bench::bare::server::serve(&arguments[1..]),
        _ => {
            println!("{HELP}");
            Ok(())
        }
    }
}

/// Runs a program in the workspace's folder and fails when it fails.
fn run(program: &str, arguments: &[&str]) -> Result<()> {
    let status = Command::new(program)
        .args(arguments)
        .current_dir(root())
        .status()
        .with_context(|| format!("cannot start {program}"))?;
    if !status.success() {
        bail!("{program} {} ended with {status}", arguments.join(" "));
    }
    Ok(())
}

/// The workspace's folder.
fn root() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().map_or_else(|| ".".into(), Into::into)
}
