//! `relata app`: packages of definitions.

use crate::command::FINDINGS;
use crate::compose::{self, Failure, House};
use crate::say;
use crate::settings::Settings;
use access::{Actor, Through};
use anyhow::{Context, Result, bail};
use model::Level;
use records::install::PackageFile;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// App packages: folders of definitions.
#[derive(Debug, clap::Subcommand)]
pub enum App {
    /// Check packages without a database; every finding with its file, line and code
    #[command(after_help = "Example: relata app check apps/")]
    Check {
        /// A folder of packages, or one package
        folder: PathBuf,
    },
    /// Show what installing packages would do to the database
    #[command(after_help = "Example: relata app plan my-apps/custom")]
    Plan {
        /// A folder of packages, or one package
        folder: PathBuf,
    },
    /// Install packages; the tables follow, no value is lost
    #[command(after_help = "Example: relata app apply my-apps/custom")]
    Apply {
        /// A folder of packages, or one package
        folder: PathBuf,
    },
    /// Write installed packages into a folder
    #[command(after_help = "Example: relata app export custom --to my-apps")]
    Export {
        /// The package; all of them without a name
        package: Option<String>,
        /// The folder to write into
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
    },
}

impl App {
    pub fn run(&self, settings: &Settings) -> Result<ExitCode> {
        match self {
            Self::Check { folder } => check(folder),
            Self::Plan { folder } => {
                let files = read(folder)?;
                let house = compose::open(settings)?;
                let wanted = over_installed(&house, files)?;
                let prepared = house.records.alone_blocking(move |tx| records::install::plan(tx, &wanted));
                let prepared = prepared.map_err(say::records)?;
                print_findings(&prepared.findings);
                prepared.files.iter().for_each(|file| println!("file   {file}"));
                prepared.steps.iter().for_each(|step| println!("table  {step}"));
                Ok(if model::is_sound(&prepared.findings) { ExitCode::SUCCESS } else { ExitCode::from(FINDINGS) })
            }
            Self::Apply { folder } => {
                let files = read(folder)?;
                let house = compose::begin(settings)?;
                let wanted = Arc::new(over_installed(&house, files)?);
                let actor = Actor::platform(Through::Command);
                let prepared = house
                    .records
                    .alone_blocking(move |tx| records::install::apply(tx, &actor, &wanted, "relata app apply"));
                let prepared = prepared.map_err(say::records)?;
                print_findings(&prepared.findings);
                let (files, steps) = (say::counted(prepared.files.len(), "file"), prepared.steps.len());
                println!("{files} and {} on tables applied", say::counted(steps, "step"));
                Ok(ExitCode::SUCCESS)
            }
            Self::Export { package, to } => export(settings, package.as_deref(), to),
        }
    }
}

fn check(folder: &Path) -> Result<ExitCode> {
    let mut files = read(folder)?;
    // What a package builds on and does not bring along comes from this program.
    let brought: Vec<String> = files.iter().filter_map(|(path, _)| Some(path.split('/').next()?.to_owned())).collect();
    files.extend(
        compose::embedded()
            .into_iter()
            .filter(|(path, _)| !brought.iter().any(|app| path.starts_with(&format!("{app}/")))),
    );
    let checked = model::check(&files);
    print_findings(&checked.findings);
    if !model::is_sound(&checked.findings) {
        return Ok(ExitCode::from(1));
    }
    if let Some(model) = &checked.model {
        records::install::check_filters(model).map_err(say::records)?;
    }
    match brought.iter().collect::<BTreeSet<_>>().len() {
        1 => println!("1 package is sound"),
        count => println!("{count} packages are sound"),
    }
    Ok(if checked.findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(FINDINGS) })
}

fn print_findings(findings: &[model::Finding]) {
    for finding in findings {
        match finding.level {
            Level::Error => eprintln!("error    {finding}"),
            Level::Warning => eprintln!("warning  {finding}"),
        }
    }
}

/// Packages, laid over those that are installed.
fn over_installed(house: &House, files: Vec<PackageFile>) -> Result<Vec<PackageFile>> {
    let installed = house.records.read_blocking(|tx| Ok::<_, Failure>(records::install::installed(tx)?))?;
    let brought: Vec<String> = files.iter().filter_map(|(path, _)| Some(path.split('/').next()?.to_owned())).collect();
    let kept =
        installed.into_iter().filter(|(path, _)| !brought.iter().any(|app| path.starts_with(&format!("{app}/"))));
    let mut wanted: Vec<PackageFile> = kept.chain(files).collect();
    wanted.sort();
    Ok(wanted)
}

/// Reads the packages below a folder, or the one that is the folder.
fn read(folder: &Path) -> Result<Vec<PackageFile>> {
    let packages: Vec<PathBuf> = if folder.join("app.toml").exists() {
        vec![folder.to_owned()]
    } else {
        let entries = std::fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?;
        let mut packages: Vec<PathBuf> = entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.join("app.toml").exists())
            .collect();
        packages.sort();
        packages
    };
    if packages.is_empty() {
        bail!("{} holds no package: none of its folders has an app.toml", folder.display());
    }
    let mut files = Vec::new();
    for package in packages {
        let package = package.canonicalize()?;
        let name =
            package.file_name().and_then(|name| name.to_str()).context("a package's folder needs a name")?.to_owned();
        collect(&package, &name, &mut files)?;
    }
    files.sort();
    Ok(files)
}

fn collect(folder: &Path, inside: &str, files: &mut Vec<PackageFile>) -> Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') || name == "README.md" || name == "tests" {
            continue;
        }
        let path = format!("{inside}/{name}");
        // Links are not followed: a package is what lies in its folder.
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &path, files)?;
        } else if entry.file_type()?.is_file() {
            files.push((path, std::fs::read(entry.path())?));
        }
    }
    Ok(())
}

fn export(settings: &Settings, package: Option<&str>, to: &Path) -> Result<ExitCode> {
    let house = compose::open(settings)?;
    let installed = house.records.read_blocking(|tx| Ok::<_, Failure>(records::install::installed(tx)?))?;
    let mut count = 0;
    for (path, content) in installed {
        if package.is_some_and(|package| !path.starts_with(&format!("{package}/"))) {
            continue;
        }
        let target = to.join(&path);
        if let Some(folder) = target.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(&target, content).with_context(|| format!("{} cannot be written", target.display()))?;
        count += 1;
    }
    if count == 0 {
        bail!("no package of that name is installed");
    }
    println!("{} written to {}", say::counted(count, "file"), to.display());
    Ok(ExitCode::SUCCESS)
}
