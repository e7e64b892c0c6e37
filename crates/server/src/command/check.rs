//! `relata check`.

use crate::command::FINDINGS;
use crate::compose;
use crate::settings::Settings;
use anyhow::Result;
use std::process::ExitCode;

/// Look the database through for damage.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: relata check --data /var/lib/relata")]
pub struct Check {}

impl Check {
    pub fn run(&self, settings: &Settings) -> Result<ExitCode> {
        let database = compose::database(&settings.location)?;
        let findings = database.read_long_blocking(store::check)?;
        for finding in &findings {
            eprintln!("{finding}");
        }
        if findings.is_empty() {
            println!("{} is sound", settings.location);
            return Ok(ExitCode::SUCCESS);
        }
        Ok(ExitCode::from(FINDINGS))
    }
}
