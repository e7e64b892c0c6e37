//! A throw-away PostgreSQL of its own, with everything that makes a commit durable left on.

use super::process::free_address;
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What differs from PostgreSQL's defaults: the same for the baseline and the product.
pub const SETTINGS: &[&str] = &["shared_buffers=512MB", "max_connections=100", "fsync=on", "synchronous_commit=on"];

/// The cluster under way; it is stopped and removed when this is dropped.
pub struct Cluster {
    programs: PathBuf,
    home: PathBuf,
    port: u16,
}

impl Cluster {
    /// Makes and starts one on a free loopback port; its files are on the same disk as `folder` where that is possible.
    ///
    /// # Errors
    /// When PostgreSQL is not installed or does not start.
    pub fn start(folder: &Path) -> Result<Self> {
        let programs = programs()?;
        let home = home(folder)?;
        let port = free_address()?.port();
        let cluster = Self { programs, home, port };
        let initialise = ["--username", "relata", "--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8"];
        cluster.run("initdb", &initialise)?;
        let mut options =
            format!("-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={}", cluster.home.display());
        for setting in SETTINGS {
            options.push_str(&format!(" -c {setting}"));
        }
        let log = cluster.home.join("log").display().to_string();
        cluster.run("pg_ctl", &["--log", &log, "--silent", "--wait", "--options", &options, "start"])?;
        Ok(cluster)
    }

    /// Makes an empty database and returns its address.
    ///
    /// # Errors
    /// When there is one of that name.
    pub fn database(&self, name: &str) -> Result<String> {
        let port = self.port.to_string();
        let created = Command::new(self.programs.join("createdb"))
            .args(["--host", "127.0.0.1", "--port", &port, "--username", "relata", name])
            .status()?;
        if !created.success() {
            bail!("createdb {name} ended with {created}");
        }
        Ok(format!("postgres://relata@127.0.0.1:{port}/{name}"))
    }

    /// The process whose children do the work.
    ///
    /// # Errors
    /// When it is not running.
    pub fn pid(&self) -> Result<u32> {
        let text = std::fs::read_to_string(self.home.join("data/postmaster.pid"))?;
        Ok(text.lines().next().unwrap_or_default().trim().parse()?)
    }

    /// The version, as `15.18`.
    pub fn version(&self) -> String {
        let output = Command::new(self.programs.join("postgres")).arg("--version").output();
        let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
        text.split_whitespace().nth(2).unwrap_or("unknown").to_owned()
    }

    fn run(&self, program: &str, arguments: &[&str]) -> Result<()> {
        let mut command = as_owner(&self.programs.join(program).display().to_string());
        command.arg("--pgdata").arg(self.home.join("data")).args(arguments).stdout(Stdio::null());
        // The server keeps these open: it must not keep ours.
        let errors = self.home.join("errors");
        command.stderr(std::fs::File::create(&errors)?).stdin(Stdio::null());
        let status = command.current_dir("/").status().with_context(|| format!("cannot start {program}"))?;
        if !status.success() {
            bail!("{program} ended with {status}: {}", std::fs::read_to_string(errors).unwrap_or_default().trim());
        }
        Ok(())
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let _ = self.run("pg_ctl", &["--mode", "immediate", "--silent", "stop"]);
        let _ = std::fs::remove_dir_all(&self.home);
    }
}

/// The newest PostgreSQL that is installed where Debian puts it.
fn programs() -> Result<PathBuf> {
    let folders = std::fs::read_dir("/usr/lib/postgresql").context("PostgreSQL is not installed")?;
    let mut found: Vec<(u32, PathBuf)> = folders
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .filter(|bin| bin.join("initdb").exists())
        .filter_map(|bin| Some((bin.parent()?.file_name()?.to_str()?.parse().ok()?, bin)))
        .collect();
    found.sort();
    found.pop().map(|(_, bin)| bin).context("PostgreSQL is not installed")
}

/// A folder for the cluster that its owner can reach.
fn home(folder: &Path) -> Result<PathBuf> {
    let name = format!("relata-bench-postgres-{}", std::process::id());
    for parent in [folder.to_owned(), std::env::temp_dir()] {
        let home = parent.join(&name);
        std::fs::create_dir_all(&home)?;
        if is_root() {
            Command::new("chown").arg("postgres").arg(&home).status().context("chown")?;
        }
        let reachable = as_owner("test").arg("-w").arg(&home).current_dir("/").status()?;
        if reachable.success() {
            return Ok(home);
        }
        std::fs::remove_dir_all(&home)?;
    }
    bail!("no folder that the user postgres can write to")
}

/// PostgreSQL refuses to run as root: then it runs as the user `postgres`.
fn as_owner(program: &str) -> Command {
    if is_root() {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--", program]);
        command
    } else {
        Command::new(program)
    }
}

fn is_root() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().any(|line| line.starts_with("Uid:\t0\t"))
}
