//! The same reason of many rows, told once.

use serde::{Deserialize, Serialize};

use super::chunk::Chunk;
use super::report::{Outcome, Problem};

/// Different reasons that are told apart; rows with further ones are only counted.
const DIFFERENT: usize = 100;
/// Rows that are named with a reason.
const NAMED: usize = 5;

/// What was said of rows, the same thing together.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Findings {
    /// Why rows were refused.
    pub refused: Reasons,
    /// What should be looked at in rows that were taken.
    pub warned: Reasons,
}

impl Findings {
    /// Adds what was said of the rows of a chunk.
    pub(super) fn add(&mut self, chunk: &Chunk) {
        for done in &chunk.rows {
            for (row, problem) in &done.warnings {
                self.warned.add(*row, problem);
            }
            if done.outcome == Outcome::Refused {
                done.problems.iter().for_each(|problem| self.refused.add(done.row, problem));
                for further in &done.further {
                    further.problems.iter().for_each(|problem| self.refused.add(further.row, problem));
                }
            }
        }
        self.refused.sort();
        self.warned.sort();
    }
}

/// Reasons, the most frequent first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Reasons {
    all: Vec<Reason>,
    /// What was said for reasons beyond those.
    others: u64,
}

/// A reason that rows have in common.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    pub problem: Problem,
    /// How many rows have it.
    pub count: u64,
    /// The first of them.
    pub rows: Vec<u64>,
}

impl Reasons {
    /// The reasons, the most frequent first.
    pub fn all(&self) -> &[Reason] {
        &self.all
    }

    /// How often something was said that is not among [`Reasons::all`].
    pub fn others(&self) -> u64 {
        self.others
    }

    /// Whether nothing was said.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty() && self.others == 0
    }

    /// Adds what was said of a row.
    fn add(&mut self, row: u64, problem: &Problem) {
        if let Some(known) = self.all.iter_mut().find(|known| known.problem == *problem) {
            known.count += 1;
            if known.rows.len() < NAMED && !known.rows.contains(&row) {
                known.rows.push(row);
            }
        } else if self.all.len() < DIFFERENT {
            self.all.push(Reason { problem: problem.clone(), count: 1, rows: vec![row] });
        } else {
            self.others += 1;
        }
    }

    /// Brings the most frequent reasons to the front; those that are as frequent stay in the order of their rows.
    fn sort(&mut self) {
        self.all.sort_by_key(|reason| (std::cmp::Reverse(reason.count), reason.rows.first().copied()));
    }
}
