//! What the figures were taken on, in words that name nobody.

use std::fs::read_to_string;
use std::time::Duration;

/// The machine's parts.
pub struct Machine {
    pub cores: usize,
    pub memory_gib: f64,
    pub processor: String,
    pub system: String,
    /// The share of the processors that other programs took just before the benchmark.
    pub busy: f64,
}

/// Looks at the machine this runs on, for two seconds; what cannot be seen is called unknown.
pub fn look() -> Machine {
    let processors = read_to_string("/proc/cpuinfo").unwrap_or_default();
    let memory = read_to_string("/proc/meminfo").unwrap_or_default();
    let kernel = read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    Machine {
        cores: std::thread::available_parallelism().map_or(1, usize::from),
        memory_gib: value(&memory, "MemTotal")
            .and_then(|text| text.split(' ').next()?.parse::<f64>().ok())
            .unwrap_or(0.0)
            / (1024.0 * 1024.0),
        processor: value(&processors, "model name").unwrap_or("unknown").to_owned(),
        busy: busy(Duration::from_secs(2)),
        system: format!("Linux {}", kernel.split(['-', '+', '\n']).next().unwrap_or("unknown")),
    }
}

fn value<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(found, _)| found.trim() == name)
        .map(|(_, value)| value.trim())
}

/// The share of the processors' time that is used during `pause`.
fn busy(pause: Duration) -> f64 {
    let before = ticks();
    std::thread::sleep(pause);
    let after = ticks();
    let (all, idle) = (after.0.saturating_sub(before.0), after.1.saturating_sub(before.1));
    if all == 0 { 0.0 } else { 1.0 - idle as f64 / all as f64 }
}

/// All ticks and idle ones since the machine was started: the first line of `/proc/stat` (proc(5)).
fn ticks() -> (u64, u64) {
    let text = read_to_string("/proc/stat").unwrap_or_default();
    let line = text.lines().next().unwrap_or_default();
    let numbers: Vec<u64> = line.split_whitespace().skip(1).take(8).filter_map(|text| text.parse().ok()).collect();
    // The fourth and fifth are idle time and time spent waiting for a disk.
    (numbers.iter().sum(), numbers.iter().skip(3).take(2).sum())
}
