//! A small HTTP/1.1 load client: as many connections as asked for, each with one request under way.
//!
//! It shares the machine with the server, so it does as little as it can: prepared bytes out, headers scanned for the
//! length, body skipped.

use anyhow::{Context, Result, bail};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What is asked of the server: the bytes of the request number `n`.
pub type Requests = Arc<dyn Fn(u64) -> Vec<u8> + Send + Sync>;

/// What came of a run.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// Answers with a status below 400.
    pub answers: u64,
    /// Answers with another status.
    pub refusals: u64,
    /// The first such answer, to tell what went wrong.
    pub first_refusal: Option<String>,
    /// How long it took.
    pub elapsed: Duration,
    /// Latencies, sorted.
    latencies: Vec<u32>,
}

impl Outcome {
    /// What tasks counted that ran for `elapsed`, each with its latencies in microseconds.
    pub fn of(elapsed: Duration, latencies: Vec<Vec<u32>>) -> Self {
        let mut latencies: Vec<u32> = latencies.into_iter().flatten().collect();
        latencies.sort_unstable();
        Self { answers: latencies.len() as u64, elapsed, latencies, ..Self::default() }
    }

    /// Good answers a second.
    pub fn rate(&self) -> f64 {
        self.answers as f64 / self.elapsed.as_secs_f64()
    }

    /// The latency in milliseconds below which the given share of answers stays.
    pub fn percentile(&self, share: f64) -> f64 {
        let last = self.latencies.len().saturating_sub(1);
        let index = ((last as f64) * share).round() as usize;
        self.latencies.get(index).map_or(0.0, |micros| f64::from(*micros) / 1000.0)
    }
}

/// How long the last answers may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// Keeps `connections` busy for `duration` and counts.
///
/// # Errors
/// When the server cannot be reached or breaks the protocol.
pub fn run(address: SocketAddr, connections: usize, duration: Duration, requests: &Requests) -> Result<Outcome> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let all = runtime.block_on(async {
        tokio::time::timeout(duration + PATIENCE, all(address, connections, duration, requests)).await
    });
    all.context("the server stopped answering")?
}

async fn all(address: SocketAddr, connections: usize, duration: Duration, requests: &Requests) -> Result<Outcome> {
    let started = Instant::now();
    let end = started + duration;
    let next = Arc::new(std::sync::atomic::AtomicU64::new(0));
    let mut tasks = Vec::new();
    for _ in 0..connections {
        let (requests, next) = (Arc::clone(requests), Arc::clone(&next));
        tasks.push(tokio::spawn(async move { one(address, end, &requests, &next).await }));
    }
    let mut all = Outcome::default();
    for task in tasks {
        let one = task.await??;
        all.answers += one.answers;
        all.refusals += one.refusals;
        all.first_refusal = all.first_refusal.or(one.first_refusal);
        all.latencies.extend(one.latencies);
    }
    all.elapsed = started.elapsed();
    all.latencies.sort_unstable();
    Ok(all)
}

async fn one(
    address: SocketAddr,
    end: Instant,
    requests: &Requests,
    next: &std::sync::atomic::AtomicU64,
) -> Result<Outcome> {
    let mut stream = TcpStream::connect(address).await.context("connect")?;
    stream.set_nodelay(true)?;
    let mut buffer = Vec::with_capacity(64 * 1024);
    let mut outcome = Outcome::default();
    while Instant::now() < end {
        let number = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let request = requests(number);
        let sent = Instant::now();
        stream.write_all(&request).await?;
        let status = answer(&mut stream, &mut buffer).await?;
        let micros = u32::try_from(sent.elapsed().as_micros()).unwrap_or(u32::MAX);
        outcome.latencies.push(micros);
        if status < 400 {
            outcome.answers += 1;
        } else {
            outcome.refusals += 1;
            outcome.first_refusal.get_or_insert_with(|| String::from_utf8_lossy(&buffer).chars().take(600).collect());
        }
    }
    Ok(outcome)
}

/// Reads one answer and returns its status; the body stays behind in the buffer until the next one.
pub async fn answer(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Result<u16> {
    buffer.clear();
    let head = loop {
        if let Some(end) = find(buffer, b"\r\n\r\n") {
            break end + 4;
        }
        if stream.read_buf(buffer).await? == 0 {
            bail!("the server closed the connection");
        }
    };
    let text = std::str::from_utf8(&buffer[..head])?.to_ascii_lowercase();
    let status: u16 = text.get(9..12).context("no status")?.parse()?;
    if let Some(length) = header(&text, "content-length") {
        let total = head + length.parse::<usize>()?;
        while buffer.len() < total {
            if stream.read_buf(buffer).await? == 0 {
                bail!("the server closed the connection");
            }
        }
    } else if header(&text, "transfer-encoding") == Some("chunked") {
        while !is_whole(&buffer[head..])? {
            if stream.read_buf(buffer).await? == 0 {
                bail!("the server closed the connection");
            }
        }
    }
    Ok(status)
}

/// Whether the last chunk is there (RFC 9112, 7.1); a body that is compressed may hold any bytes.
fn is_whole(mut chunks: &[u8]) -> Result<bool> {
    loop {
        let Some(line) = find(chunks, b"\r\n") else { return Ok(false) };
        let size = std::str::from_utf8(&chunks[..line])?;
        let length = usize::from_str_radix(size.split(';').next().unwrap_or_default().trim(), 16)?;
        let Some(rest) = chunks.get(line + 2 + length + 2..) else { return Ok(false) };
        if length == 0 {
            return Ok(true);
        }
        chunks = rest;
    }
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value.trim())
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_end_with_an_empty_one_only() {
        let whole = |bytes: &[u8]| is_whole(bytes).expect("chunks");
        assert!(whole(b"5\r\n0\r\n\r\n\r\n0\r\n\r\n"));
        assert!(!whole(b"5\r\n0\r\n\r\n"));
        assert!(!whole(b"5\r\nabcde\r\n0\r\n"));
    }
}
