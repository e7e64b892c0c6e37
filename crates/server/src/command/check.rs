//! `relata check`.

use crate::command::FINDINGS;
use crate::settings::Settings;
use crate::{compose, key};
use anyhow::Result;
use std::process::ExitCode;

/// Look the database through for damage.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: relata check --data /var/lib/relata")]
pub struct Check {}

impl Check {
    pub fn run(&self, settings: &Settings) -> Result<ExitCode> {
        let database = compose::existing(&settings.location)?;
        let damage = database.read_long_blocking(store::check)?;
        let mut findings: Vec<String> = damage.iter().map(ToString::to_string).collect();
        findings.extend(key::findings(&database, &settings.location, &settings.key)?);
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
