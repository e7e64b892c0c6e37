//! What `/metrics` says, in the text format of Prometheus, version 0.0.4.
//!
//! Names follow its conventions: base units in the name, `_total` behind counters, few values to a label.

use axum::extract::{Request, State};
use axum::http::header;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use records::Records;
use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Ends of the ranges in which requests are counted by how long they took, in seconds.
const ENDS: [f64; 11] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// The statuses that are told apart: 501 says that this program does not do what was asked for, and is no failure.
const STATUSES: [&str; 6] = ["1xx", "2xx", "3xx", "4xx", "501", "5xx"];

/// How long the figures that stand in the database are waited for: the others are told anyway.
const PATIENCE: Duration = Duration::from_secs(2);

/// The bytes of a page of the embedded database.
const PAGE: u64 = 4_096;

/// What a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    /// Pages for people.
    Page,
    /// What pages are made of, and does not change.
    Asset,
    OData,
    /// The other addresses for programs.
    Api,
    /// Health and metrics.
    Watch,
}

impl Class {
    const ALL: [Self; 5] = [Self::Page, Self::Asset, Self::OData, Self::Api, Self::Watch];

    fn of(path: &str) -> Self {
        let below = |root: &str| path == root || path.strip_prefix(root).is_some_and(|rest| rest.starts_with('/'));
        match path {
            "/healthz" | "/metrics" => Self::Watch,
            _ if below("/odata") => Self::OData,
            _ if below("/api") => Self::Api,
            _ if below("/assets") => Self::Asset,
            _ => Self::Page,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Asset => "asset",
            Self::OData => "odata",
            Self::Api => "api",
            Self::Watch => "watch",
        }
    }
}

/// Counts requests; cheap to clone.
#[derive(Clone, Default)]
pub struct Meter(Arc<Counted>);

#[derive(Default)]
struct Counted {
    under_way: AtomicI64,
    classes: [Requests; Class::ALL.len()],
}

/// The requests of a class.
#[derive(Default)]
struct Requests {
    /// By how long they took: no longer than each end, and longer than all of them. Each request stands in one.
    ranges: [AtomicU64; ENDS.len() + 1],
    micros: AtomicU64,
    /// By status, in the order of [`STATUSES`].
    statuses: [AtomicU64; STATUSES.len()],
}

impl Meter {
    fn count(&self, class: Class, status: u16, took: Duration) {
        let requests = &self.0.classes[class as usize];
        let seconds = took.as_secs_f64();
        let range = ENDS.iter().position(|end| seconds <= *end).unwrap_or(ENDS.len());
        requests.ranges[range].fetch_add(1, Ordering::Relaxed);
        requests.micros.fetch_add(u64::try_from(took.as_micros()).unwrap_or(u64::MAX), Ordering::Relaxed);
        let status = match status {
            501 => 4,
            500.. => 5,
            status => usize::from(status / 100).max(1) - 1,
        };
        requests.statuses[status].fetch_add(1, Ordering::Relaxed);
    }

    fn write(&self, text: &mut Text) {
        text.one("http_requests_in_flight", "gauge", "Requests that are being answered.", self.under_way());
        text.head("http_requests_total", "counter", "Requests answered, by class and status.");
        for class in Class::ALL {
            for (index, count) in self.0.classes[class as usize].statuses.iter().enumerate() {
                let labels = format!("class=\"{}\",status=\"{}\"", class.name(), STATUSES[index]);
                text.value("http_requests_total", &labels, count.load(Ordering::Relaxed));
            }
        }
        let name = "http_request_duration_seconds";
        text.head(name, "histogram", "From a request to the beginning of its answer.");
        for class in Class::ALL {
            let requests = &self.0.classes[class as usize];
            let mut sum = 0;
            for (index, range) in requests.ranges.iter().enumerate() {
                sum += range.load(Ordering::Relaxed);
                let end = ENDS.get(index).map_or_else(|| "+Inf".to_owned(), f64::to_string);
                let labels = format!("class=\"{}\",le=\"{end}\"", class.name());
                text.value(&format!("{name}_bucket"), &labels, sum);
            }
            let labels = format!("class=\"{}\"", class.name());
            let seconds = Duration::from_micros(requests.micros.load(Ordering::Relaxed)).as_secs_f64();
            text.value(&format!("{name}_sum"), &labels, seconds);
            text.value(&format!("{name}_count"), &labels, sum);
        }
    }

    fn under_way(&self) -> i64 {
        self.0.under_way.load(Ordering::Relaxed).max(0)
    }
}

/// A request that is being answered, until it is dropped: whoever hangs up is counted off, too.
struct UnderWay(Meter);

impl UnderWay {
    fn of(meter: &Meter) -> Self {
        meter.0.under_way.fetch_add(1, Ordering::Relaxed);
        Self(meter.clone())
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.0.under_way.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Answers a request and counts it.
pub async fn measured(State(meter): State<Meter>, request: Request, next: Next) -> Response {
    let class = Class::of(request.uri().path());
    let start = Instant::now();
    let under_way = UnderWay::of(&meter);
    let response = next.run(request).await;
    drop(under_way);
    meter.count(class, response.status().as_u16(), start.elapsed());
    response
}

/// The figures of the whole program.
pub async fn metrics(State((records, meter)): State<(Records, Meter)>) -> Response {
    let mut text = Text::default();
    text.head("build_info", "gauge", "The version of this program.");
    text.value("build_info", &format!("version=\"{}\"", env!("CARGO_PKG_VERSION")), 1);
    meter.write(&mut text);
    database(&records, &mut text);
    match tokio::time::timeout(PATIENCE, records.database().read(kept)).await {
        Ok(Ok(kept)) => kept.write(&mut text),
        Ok(Err(error)) => tracing::error!("The figures of jobs cannot be read: {error}"),
        Err(_) => tracing::warn!("The database is slow: the figures of jobs are left out"),
    }
    process(&mut text);
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text.0).into_response()
}

fn database(records: &Records, text: &mut Text) {
    let metrics = records.database().metrics();
    let mut counter = |name: &str, help: &str, value: u64| text.one(name, "counter", help, value);
    counter("database_reads_total", "Reading transactions.", metrics.reads);
    counter("database_writes_total", "Writing transactions that were committed.", metrics.writes);
    counter("database_commits_total", "Durable commits; several writes share one.", metrics.commits);
    counter("database_retries_total", "Transactions run again because of another one.", metrics.retries);
    counter("database_refused_total", "Transactions refused because too many waited.", metrics.refused);
    text.head("database_waiting", "gauge", "Transactions that wait for a thread, by kind.");
    text.value("database_waiting", "kind=\"read\"", metrics.reads_waiting);
    text.value("database_waiting", "kind=\"long_read\"", metrics.long_reads_waiting);
    text.value("database_waiting", "kind=\"write\"", metrics.writes_waiting);
    let log = metrics.log_pages.saturating_mul(PAGE);
    text.one("database_log_bytes", "gauge", "The write-ahead log of the embedded database.", log);
}

/// What stands in the database about work in the background.
struct Kept {
    jobs: Vec<(::jobs::State, i64)>,
    late: Duration,
    deliveries: Vec<(webhooks::State, i64)>,
}

fn kept(tx: &mut store::Tx) -> store::Result<Kept> {
    let jobs = ::jobs::count(tx).map_err(store::Error::other)?;
    let due = ::jobs::earliest_due(tx).map_err(store::Error::other)?;
    let late = due.map_or(0, |due| u64::try_from(tx.micros() - due).unwrap_or(0));
    let deliveries = webhooks::keep::standing(tx)?;
    Ok(Kept { jobs, late: Duration::from_micros(late), deliveries })
}

impl Kept {
    fn write(&self, text: &mut Text) {
        use ::jobs::State;
        text.head("jobs", "gauge", "Jobs, by where they stand; failed ones wait for a person.");
        for (state, name) in [
            (State::Waiting, "waiting"),
            (State::Running, "running"),
            (State::Paused, "paused"),
            (State::Failed, "failed"),
        ] {
            let count = self.jobs.iter().find(|(known, _)| *known == state).map_or(0, |(_, count)| *count);
            text.value("jobs", &format!("state=\"{name}\""), count);
        }
        let late = self.late.as_secs_f64();
        text.one("jobs_late_seconds", "gauge", "How long ago the job that has waited longest was due.", late);
        text.head("webhook_deliveries", "gauge", "Messages to webhooks that wait, and those of 30 days that failed.");
        for (state, count) in &self.deliveries {
            text.value("webhook_deliveries", &format!("state=\"{}\"", state.as_str()), *count);
        }
    }
}

/// What Linux says of this process, under the names that Prometheus gives such figures everywhere.
fn process(text: &mut Text) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let resident =
        status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB")?.parse().ok());
    if let Some(resident) = resident.map(|kilobytes: u64| kilobytes * 1024) {
        text.bare("process_resident_memory_bytes", "Memory in use.", resident);
    }
    if let Ok(open) = std::fs::read_dir("/proc/self/fd") {
        text.bare("process_open_fds", "Open files and connections.", open.count());
    }
}

/// A text of figures.
#[derive(Default)]
struct Text(String);

impl Text {
    fn head(&mut self, name: &str, kind: &str, help: &str) {
        let _ = writeln!(self.0, "# HELP relata_{name} {help}\n# TYPE relata_{name} {kind}");
    }

    fn value(&mut self, name: &str, labels: &str, value: impl std::fmt::Display) {
        let _ = writeln!(self.0, "relata_{name}{{{labels}}} {value}");
    }

    fn one(&mut self, name: &str, kind: &str, help: &str, value: impl std::fmt::Display) {
        self.head(name, kind, help);
        let _ = writeln!(self.0, "relata_{name} {value}");
    }

    /// A gauge whose name is the same in every program.
    fn bare(&mut self, name: &str, help: &str, value: impl std::fmt::Display) {
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} gauge\n{name} {value}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_counted_by_class_status_and_time() {
        let meter = Meter::default();
        meter.count(Class::of("/odata/v4/companies"), 200, Duration::from_millis(7));
        meter.count(Class::of("/odata"), 404, Duration::from_secs(60));
        meter.count(Class::of("/odata/v4/$all"), 501, Duration::from_secs(60));
        meter.count(Class::of("/odatas"), 500, Duration::from_micros(5_000));
        let mut text = Text::default();
        meter.write(&mut text);
        for line in [
            "relata_http_requests_total{class=\"odata\",status=\"2xx\"} 1",
            "relata_http_requests_total{class=\"odata\",status=\"4xx\"} 1",
            "relata_http_requests_total{class=\"odata\",status=\"501\"} 1",
            "relata_http_requests_total{class=\"odata\",status=\"5xx\"} 0",
            "relata_http_requests_total{class=\"page\",status=\"5xx\"} 1",
            "relata_http_request_duration_seconds_bucket{class=\"odata\",le=\"0.005\"} 0",
            "relata_http_request_duration_seconds_bucket{class=\"odata\",le=\"0.01\"} 1",
            "relata_http_request_duration_seconds_bucket{class=\"odata\",le=\"10\"} 1",
            "relata_http_request_duration_seconds_bucket{class=\"odata\",le=\"+Inf\"} 3",
            "relata_http_request_duration_seconds_sum{class=\"odata\"} 120.007",
            "relata_http_request_duration_seconds_count{class=\"odata\"} 3",
            "relata_http_request_duration_seconds_bucket{class=\"page\",le=\"0.005\"} 1",
        ] {
            assert!(text.0.lines().any(|found| found == line), "{line} in\n{}", text.0);
        }
    }
}
