//! The product's commands.

use super::names::Import;
use crate::bench::process::wait;
use anyhow::{Context, Result, bail};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Where an installation's data is.
#[derive(Debug, Clone)]
pub enum Place {
    Folder(PathBuf),
    Database(String),
}

/// The program with the place it works on.
pub struct Program {
    path: PathBuf,
    pub place: Place,
}

/// How long a command may take that does little.
const SHORT: Duration = Duration::from_secs(60);

impl Program {
    pub fn new(path: &Path, place: Place) -> Self {
        Self { path: path.to_owned(), place }
    }

    /// A command on this place.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.path);
        command.args(arguments);
        match &self.place {
            Place::Folder(folder) => command.arg("--data").arg(folder),
            Place::Database(url) => command.arg("--database").arg(url),
        };
        command.env("RELATA_LOG", "warn");
        command
    }

    /// `relata user create`.
    pub fn create_user(&self, email: &str, role: &str, unit: Option<&str>, password: &str) -> Result<()> {
        let mut arguments = vec!["user", "create", "--email", email, "--role", role, "--password-stdin"];
        if let Some(unit) = unit {
            arguments.extend(["--unit", unit]);
        }
        self.run(&arguments, password, SHORT).map(drop)
    }

    /// `relata token create`: the token.
    pub fn create_token(&self, email: &str) -> Result<String> {
        Ok(self.run(&["token", "create", "--user", email], "", SHORT)?.trim().to_owned())
    }

    /// `relata import`: what it printed and how long it took.
    pub fn import(&self, import: &Import, file: &Path, limit: Duration) -> Result<(String, Duration)> {
        let file = file.display().to_string();
        let mut arguments: Vec<String> =
            ["import", import.entity, &file, "--match", import.matched_by, "--json"].map(str::to_owned).to_vec();
        for (column, field) in import.columns {
            arguments.extend(["--map".to_owned(), format!("{column}={field}")]);
        }
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let started = Instant::now();
        let printed = self.run(&arguments, "", limit)?;
        Ok((printed, started.elapsed()))
    }

    /// Runs a command to its end and returns what it printed.
    fn run(&self, arguments: &[&str], input: &str, limit: Duration) -> Result<String> {
        let shown = arguments.iter().take(3).copied().collect::<Vec<_>>().join(" ");
        let mut child = self
            .command(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {}", self.path.display()))?;
        if let Some(mut stdin) = child.stdin.take() {
            // A command that does not read its input may have closed it.
            let _ = writeln!(stdin, "{input}");
        }
        let mut stdout = child.stdout.take().context("no standard output")?;
        let reader = std::thread::spawn(move || {
            let mut text = String::new();
            stdout.read_to_string(&mut text).map(|_| text)
        });
        let status = wait(&mut child, limit).with_context(|| format!("relata {shown}"))?;
        let text = reader.join().ok().context("the reader of standard output")??;
        if !status.success() {
            bail!("relata {shown} ended with {status}: {}", text.chars().take(2000).collect::<String>());
        }
        Ok(text)
    }
}
