//! Programs started for the benchmark: a free address, the wait for the first answer, an end in good time.

use super::client;
use anyhow::{Context, Result, bail};
use std::net::{SocketAddr, TcpListener};
use std::process::{Child, Command, ExitStatus};
use std::time::{Duration, Instant};

/// A loopback address that nobody listens on.
///
/// # Errors
/// When there is none.
pub fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

/// Waits until a server answers `GET /healthz` with 200 and returns how long that took since `started`.
///
/// # Errors
/// When it does not within `limit`, or has ended.
pub fn wait_for_health(child: &mut Child, address: SocketAddr, started: Instant, limit: Duration) -> Result<Duration> {
    while started.elapsed() < limit {
        if let Some(status) = child.try_wait()? {
            bail!("it ended with {status} instead of answering");
        }
        if client::get(address, "/healthz", &[]).is_ok_and(|answer| answer.status == 200) {
            return Ok(started.elapsed());
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    bail!("no answer to GET /healthz within {limit:?}")
}

/// Waits for a program to end by itself; one that does not within `limit` is killed.
///
/// # Errors
/// When it had to be killed.
pub fn wait(child: &mut Child, limit: Duration) -> Result<ExitStatus> {
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        if started.elapsed() > limit {
            child.kill()?;
            child.wait()?;
            bail!("not done within {limit:?}");
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// Asks a program to end (SIGTERM) and waits for it.
///
/// # Errors
/// When it had to be killed.
pub fn end(child: &mut Child) -> Result<()> {
    // The standard library can only kill; the shell's own `kill` asks.
    Command::new("sh").args(["-c", &format!("kill -TERM {}", child.id())]).status().context("sh")?;
    wait(child, Duration::from_secs(20))?;
    Ok(())
}
