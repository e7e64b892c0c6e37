//! The same reason of many rows, told once.

use serde::{Deserialize, Serialize};

use super::chunk::Chunk;
use super::report::{Outcome, Problem};
use crate::Argument;

/// Different reasons that are told apart; rows with further ones are only counted.
const DIFFERENT: usize = 100;
/// Rows that are named with a reason, and cells besides the first.
const NAMED: usize = 5;
/// What a message says of a single row: it makes no other reason.
const OF_A_ROW: [&str; 5] = ["value", "title", "percent", "bad", "first"];

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

/// A reason that rows have in common, whatever stands in their cells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// As it was said of the first row.
    pub problem: Problem,
    /// What stood in further rows instead, each once: the first few.
    #[serde(default)]
    pub also: Vec<String>,
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
        if let Some(known) = self.all.iter_mut().find(|known| is_same(&known.problem, problem)) {
            known.count += 1;
            known.exemplify(problem);
            if known.rows.len() < NAMED && !known.rows.contains(&row) {
                known.rows.push(row);
            }
        } else if self.all.len() < DIFFERENT {
            self.all.push(Reason { problem: problem.clone(), also: Vec::new(), count: 1, rows: vec![row] });
        } else {
            self.others += 1;
        }
    }

    /// Brings the most frequent reasons to the front; those that are as frequent stay in the order of their rows.
    fn sort(&mut self) {
        self.all.sort_by_key(|reason| (std::cmp::Reverse(reason.count), reason.rows.first().copied()));
    }
}

impl Reason {
    /// Remembers what stood in a further row.
    fn exemplify(&mut self, problem: &Problem) {
        if self.also.len() < NAMED
            && let Some(shown) = shown(problem)
            && shown_is_new(&self.problem, &self.also, shown)
        {
            self.also.push(shown.to_owned());
        }
    }
}

/// Whether two problems differ in nothing but what stands in the rows.
fn is_same(one: &Problem, other: &Problem) -> bool {
    let lasting = |problem: &Problem| {
        problem.message.arguments.iter().filter(|(name, _)| !OF_A_ROW.contains(&&**name)).cloned().collect::<Vec<_>>()
    };
    one.message.id == other.message.id
        && (one.column, &one.name, &one.field) == (other.column, &other.name, &other.field)
        && lasting(one) == lasting(other)
}

/// What stood in the row.
fn shown(problem: &Problem) -> Option<&str> {
    let told = problem.message.arguments.iter().find(|(name, _)| matches!(&**name, "value" | "title"))?;
    match &told.1 {
        Argument::Text(text) => Some(text),
        Argument::Number(_) | Argument::Said(_) => None,
    }
}

fn shown_is_new(first: &Problem, also: &[String], text: &str) -> bool {
    shown(first) != Some(text) && !also.iter().any(|known| known == text)
}
