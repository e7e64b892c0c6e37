//! What a program uses of the machine: processor time and memory, as Linux counts them.

use anyhow::{Context, Result};
use std::fs::read_to_string;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// Linux shows processor time in hundredths of a second on every architecture (`USER_HZ`).
const TICKS_A_SECOND: u64 = 100;

/// Processor time that the program has used so far.
///
/// # Errors
/// When the program has ended.
pub fn processor(pid: u32) -> Result<Duration> {
    let times = Times::of(pid)?;
    Ok(ticks(times.own))
}

/// Processor time of a program together with the programs it started, those that have ended included.
///
/// # Errors
/// When the program has ended.
pub fn processor_with_children(pid: u32) -> Result<Duration> {
    let times = Times::of(pid)?;
    let mut sum = times.own + times.ended_children;
    for entry in std::fs::read_dir("/proc")? {
        let Some(child) = entry?.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else { continue };
        // One that ends while we look has given its time to its parent: that is counted at the next look.
        if let Ok(times) = Times::of(child)
            && times.parent == pid
        {
            sum += times.own;
        }
    }
    Ok(ticks(sum))
}

/// Processor time that all programs and the system have used since the machine was started.
pub fn all_processors() -> Duration {
    let text = read_to_string("/proc/stat").unwrap_or_default();
    let line = text.lines().next().unwrap_or_default();
    let fields = line.split_whitespace().skip(1).take(8).enumerate();
    // The fourth and fifth are idle time and time spent waiting for a disk (proc(5)).
    let busy = fields.filter(|(index, _)| *index != 3 && *index != 4);
    ticks(busy.filter_map(|(_, text)| text.parse::<u64>().ok()).sum())
}

fn ticks(count: u64) -> Duration {
    Duration::from_millis(count * 1000 / TICKS_A_SECOND)
}

/// From `/proc/PID/stat` (proc(5)).
struct Times {
    parent: u32,
    own: u64,
    ended_children: u64,
}

impl Times {
    fn of(pid: u32) -> Result<Self> {
        let text = read_to_string(format!("/proc/{pid}/stat"))?;
        // The second field is the program's name in parentheses and may hold anything.
        let (_, rest) = text.rsplit_once(") ").context("proc: stat")?;
        let fields: Vec<&str> = rest.split(' ').collect();
        let number =
            |field: usize| fields.get(field - 3).and_then(|text| text.parse::<u64>().ok()).context("proc: stat");
        Ok(Self {
            parent: u32::try_from(number(4)?)?,
            own: number(14)? + number(15)?,
            ended_children: number(16)? + number(17)?,
        })
    }
}

/// Memory in bytes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Memory {
    /// What is in memory of it, shared pages counted whole.
    pub resident: u64,
    /// The same with shared pages divided among those who share them; zero when Linux does not tell.
    pub proportional: u64,
}

impl Memory {
    /// What the program holds now.
    ///
    /// # Errors
    /// When the program has ended.
    pub fn of(pid: u32) -> Result<Self> {
        let status = read_to_string(format!("/proc/{pid}/status"))?;
        let maps = read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap_or_default();
        Ok(Self { resident: kibibytes(&status, "VmRSS:"), proportional: kibibytes(&maps, "Pss:") })
    }

    fn larger(self, other: Self) -> Self {
        Self { resident: self.resident.max(other.resident), proportional: self.proportional.max(other.proportional) }
    }
}

fn kibibytes(text: &str, name: &str) -> u64 {
    let line = text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or(0) * 1024
}

/// Looks at a program's memory five times a second and remembers the most.
pub struct Watch {
    stop: Arc<AtomicBool>,
    thread: JoinHandle<Memory>,
}

impl Watch {
    /// Begins to look.
    pub fn start(pid: u32) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let thread = std::thread::spawn(move || {
            let mut most = Memory::default();
            while !stopped.load(Ordering::Relaxed) {
                most = most.larger(Memory::of(pid).unwrap_or_default());
                std::thread::sleep(Duration::from_millis(200));
            }
            most
        });
        Self { stop, thread }
    }

    /// The most that was seen.
    pub fn end(self) -> Memory {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.join().unwrap_or_default()
    }
}
