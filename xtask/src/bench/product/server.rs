//! The product's server, started and stopped.

use super::program::Program;
use crate::bench::process;
use anyhow::{Context, Result};
use std::net::SocketAddr;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

/// The longest start that is waited for.
const LIMIT: Duration = Duration::from_secs(120);

/// The server under way; it is killed when this is dropped without [`Server::end`].
pub struct Server {
    child: Child,
    pub address: SocketAddr,
    /// From the start of the process to the first answer to `GET /healthz`.
    pub started_in: Duration,
}

impl Server {
    /// `relata serve` on a free loopback port.
    ///
    /// # Errors
    /// When it does not answer in time.
    pub fn start(program: &Program) -> Result<Self> {
        let address = process::free_address()?;
        let listen = address.to_string();
        let started = Instant::now();
        let child = program
            .command(&["serve", "--listen", &listen])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .context("relata serve")?;
        let mut server = Self { child, address, started_in: Duration::ZERO };
        server.started_in =
            process::wait_for_health(&mut server.child, address, started, LIMIT).context("relata serve")?;
        Ok(server)
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Asks it to end and waits until it has.
    ///
    /// # Errors
    /// When it had to be killed.
    pub fn end(mut self) -> Result<()> {
        process::end(&mut self.child).context("relata serve was asked to end")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
