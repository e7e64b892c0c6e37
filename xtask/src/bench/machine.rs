//! What the figures were taken on, in words that name nobody.

use std::fs::read_to_string;

/// The machine's parts.
pub struct Machine {
    pub cores: usize,
    pub memory_gib: f64,
    pub processor: String,
    pub system: String,
}

/// Looks at the machine this runs on; what cannot be seen is called unknown.
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
        system: format!("Linux {}", kernel.split(['-', '+', '\n']).next().unwrap_or("unknown")),
    }
}

fn value<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(found, _)| found.trim() == name)
        .map(|(_, value)| value.trim())
}
