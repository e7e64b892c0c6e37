//! What an import did, or would do.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::reasons::Findings;
use crate::Message;

/// Counts, and the first rows of each kind.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    pub entity: String,
    /// Whether nothing was stored.
    pub dry_run: bool,
    /// The import that can be looked at, taken up again and undone; none for a dry run.
    pub import: Option<i64>,
    /// The batch of its changes in the change log.
    pub batch: Option<i64>,
    pub counts: Counts,
    /// The first rows of each kind.
    pub samples: Vec<RowReport>,
    /// The first refused rows, with every reason.
    pub refusals: Vec<Refusal>,
    /// The first warnings, each with its row.
    pub warnings: Vec<Warning>,
    /// What was said of all rows, the same thing once.
    #[serde(default)]
    pub findings: Findings,
}

/// How many rows of each kind; rows that tell of one record together count as one where they are taken.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Rows looked at.
    pub rows: u64,
    pub created: u64,
    pub changed: u64,
    pub unchanged: u64,
    pub skipped: u64,
    pub refused: u64,
    pub warnings: u64,
    /// Line items of the records that were taken.
    #[serde(default)]
    pub lines: u64,
    /// Related records created, by entity.
    pub related: BTreeMap<String, u64>,
}

/// What happened to a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Created,
    Changed,
    Unchanged,
    Skipped,
    Refused,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RowReport {
    /// As a person counts.
    pub row: u64,
    pub outcome: Outcome,
    /// The record; in a dry run only one that is there already.
    pub id: Option<i64>,
    pub title: String,
    /// The fields that differ.
    pub differences: Vec<Change>,
}

/// A field before and after, as FEEL writes values; none for nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    pub field: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// A row that was not taken.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Refusal {
    pub row: u64,
    pub problems: Vec<Problem>,
}

/// Something a person should look at, of a row that was taken.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Warning {
    pub row: u64,
    pub problem: Problem,
}

/// What is wrong with a row: where, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The column, counted from 0; none when it is about the whole row.
    pub column: Option<usize>,
    /// What the sheet calls the column.
    pub name: Option<String>,
    /// The field, by its name or path.
    pub field: Option<String>,
    pub message: Message,
}

impl Problem {
    /// About the whole row.
    pub(super) fn row(message: Message) -> Problem {
        Problem { column: None, name: None, field: None, message }
    }

    /// The problem in a language, with its column and its remedy: `Phone: “x” is not a phone number. Write …`.
    pub fn text(&self, language: &str) -> String {
        let mut text = String::new();
        if let Some(place) = self.name.as_ref().or(self.field.as_ref()) {
            text.push_str(place);
            text.push_str(": ");
        }
        text.push_str(&self.message.text(language));
        if let Some(remedy) = self.message.remedy(language) {
            text.push(' ');
            text.push_str(&remedy);
        }
        text
    }
}

impl Counts {
    /// Counts a record with its rows and line items.
    pub(super) fn add(&mut self, outcome: Outcome, rows: u64, lines: u64) {
        self.rows += rows;
        self.lines += lines;
        *match outcome {
            Outcome::Created => &mut self.created,
            Outcome::Changed => &mut self.changed,
            Outcome::Unchanged => &mut self.unchanged,
            Outcome::Skipped => &mut self.skipped,
            Outcome::Refused => &mut self.refused,
        } += if outcome == Outcome::Refused { rows } else { 1 };
    }

    pub(super) fn merge(&mut self, other: &Counts) {
        self.rows += other.rows;
        self.created += other.created;
        self.changed += other.changed;
        self.unchanged += other.unchanged;
        self.skipped += other.skipped;
        self.refused += other.refused;
        self.warnings += other.warnings;
        self.lines += other.lines;
        for (entity, count) in &other.related {
            *self.related.entry(entity.clone()).or_default() += count;
        }
    }
}
