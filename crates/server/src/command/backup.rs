//! `relata backup`, `relata restore` and `relata move`.

use crate::command::FINDINGS;
use crate::settings::Settings;
use crate::{compose, key};
use anyhow::{Context, Result, bail};
use std::path::PathBuf;
use std::process::ExitCode;
use store::Location;

/// Write everything into one file: consistent, verified, while the installation is served.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: relata backup /backups/monday.zip --data /var/lib/relata")]
pub struct Backup {
    /// The file to write; it must not be there yet
    file: PathBuf,
}

/// Bring an installation back from a backup, into a folder or database that is empty.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: relata restore /backups/monday.zip --data /var/lib/relata-again")]
pub struct Restore {
    /// The backup
    file: PathBuf,
}

/// Copy an installation to another database, verified by counts and checksums.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: relata move --from /var/lib/relata --to postgres://relata@db/relata")]
pub struct Move {
    /// A folder or a postgres:// URL
    #[arg(long, value_name = "FROM")]
    from: String,
    /// A folder or a postgres:// URL; it must be empty
    #[arg(long, value_name = "TO")]
    to: String,
}

impl Backup {
    pub fn run(&self, settings: &Settings) -> Result<ExitCode> {
        if self.file.exists() {
            bail!("{} is there already", self.file.display());
        }
        let database = compose::existing(&settings.location)?;
        let manifest = store::backup::back_up(&database, &self.file).context("the backup failed")?;
        store::backup::verify(&self.file).context("the backup cannot be read back")?;
        println!(
            "{} tables, {} rows, {} files written to {}",
            manifest.tables.len(),
            rows(&manifest),
            manifest.files.len(),
            self.file.display()
        );
        println!("{}", key::beside_backup(&settings.location, &settings.key));
        Ok(ExitCode::SUCCESS)
    }
}

impl Restore {
    pub fn run(&self, settings: &Settings) -> Result<ExitCode> {
        let rooms = compose::rooms();
        // Before anything is created: a mistyped or damaged backup leaves no trace.
        let manifest = store::backup::readable(&self.file, &rooms).context("nothing was restored")?;
        let database = compose::database(&settings.location)?;
        let manifest =
            store::backup::restore_readable(&database, &self.file, manifest, &rooms).context("nothing was restored")?;
        drop(database);
        let records = compose::open_records(&settings.location, settings.language)?;
        records::rebuild::search(&records)?;
        println!(
            "{} tables, {} rows, {} files restored to {}",
            manifest.tables.len(),
            rows(&manifest),
            manifest.files.len(),
            settings.location
        );
        // The data is there either way; whoever restored it learns now what a start would say.
        if let Err(error) = key::settle(records.database(), &settings.location, &settings.key, &[]) {
            eprintln!("relata: {error:#}");
            return Ok(ExitCode::from(FINDINGS));
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Move {
    pub fn run(&self, settings: &Settings) -> Result<ExitCode> {
        let (from, to) = (Location::parse(&self.from)?, Location::parse(&self.to)?);
        if from == to {
            bail!("both are the same");
        }
        let source = compose::existing(&from)?;
        // The key comes along: it goes where the new place keeps its key.
        let key = key::standing(&source, &from, &settings.key)?;
        let manifest =
            store::backup::copy(&source, &compose::database(&to)?, &compose::rooms()).context("nothing was moved")?;
        let records = compose::open_records(&to, settings.language)?;
        records::rebuild::search(&records)?;
        key::settle(records.database(), &to, &settings.key, key.as_slice())?;
        println!(
            "{} tables, {} rows, {} files are now in {to}; counts and checksums agree",
            manifest.tables.len(),
            rows(&manifest),
            manifest.files.len()
        );
        Ok(ExitCode::SUCCESS)
    }
}

fn rows(manifest: &store::backup::Manifest) -> u64 {
    manifest.tables.iter().map(|table| table.rows).sum()
}
