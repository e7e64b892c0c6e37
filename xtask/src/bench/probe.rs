//! What a run used of the machine: the program under test, its database, and everybody else.

use super::usage;
use anyhow::Result;
use std::time::{Duration, Instant};

/// Whose processor time is looked at.
#[derive(Debug, Clone, Copy)]
pub struct Probe {
    pub program: u32,
    /// PostgreSQL's first process; its children do the work.
    pub database: Option<u32>,
}

/// Processor times at one moment.
pub struct Look {
    at: Instant,
    own: Duration,
    program: Duration,
    database: Option<Duration>,
    all: Duration,
}

/// Processor times between two moments.
pub struct Used {
    pub program: Duration,
    pub database: Option<Duration>,
    /// The share of all cores that neither the client nor the program nor its database took.
    pub others: f64,
}

impl Probe {
    /// Looks now.
    ///
    /// # Errors
    /// When the program has ended.
    pub fn look(&self) -> Result<Look> {
        Ok(Look {
            at: Instant::now(),
            own: usage::processor(std::process::id())?,
            program: usage::processor(self.program)?,
            database: self.database.map(usage::processor_with_children).transpose()?,
            all: usage::all_processors(),
        })
    }

    /// What was used since.
    ///
    /// # Errors
    /// When the program has ended.
    pub fn since(&self, before: &Look) -> Result<Used> {
        let now = self.look()?;
        let program = now.program.saturating_sub(before.program);
        // A child that ends between two looks may be missing from one of the sums.
        let database = now.database.zip(before.database).map(|(now, before)| now.saturating_sub(before));
        let mut ours = program + database.unwrap_or_default();
        if self.program != std::process::id() {
            ours += now.own.saturating_sub(before.own);
        }
        let cores = std::thread::available_parallelism().map_or(1, usize::from) as f64;
        let others = now.all.saturating_sub(before.all).saturating_sub(ours);
        let others = others.as_secs_f64() / ((now.at - before.at).as_secs_f64() * cores);
        Ok(Used { program, database, others })
    }
}
