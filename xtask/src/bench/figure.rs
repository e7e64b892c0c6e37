//! What is measured, and what a measurement tells.

use super::load::Outcome;
use super::probe::Used;
use std::time::Duration;

/// The database under the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

/// What one request does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    Read,
    List,
    Search,
    Create,
    CreateWithoutHistory,
    Update,
    CompaniesPage,
    DealsPage,
}

impl Action {
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read a contact",
            Self::List => "list 50 contacts",
            Self::Search => "search contacts",
            Self::Create => "create a contact",
            Self::CreateWithoutHistory => "create without history",
            Self::Update => "update a contact",
            Self::CompaniesPage => "page of companies",
            Self::DealsPage => "page of deals",
        }
    }
}

/// Who or what answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// The baseline of the same run.
    Bare,
    /// Relata, asked by a user with all rights.
    Administrator,
    /// Relata, asked by the least privileged user: what he sees, he sees through his unit or as its owner.
    Salesperson,
}

impl Subject {
    pub fn name(self) -> &'static str {
        match self {
            Self::Bare => "bare",
            Self::Administrator => "administrator",
            Self::Salesperson => "sales rep",
        }
    }
}

/// How many requests are under way at once.
pub const CONNECTIONS: [usize; 3] = [1, 8, 32];

/// One measurement.
#[derive(Debug, Clone)]
pub struct Figure {
    pub engine: Engine,
    pub subject: Subject,
    pub action: Action,
    pub connections: usize,
    /// Good answers a second.
    pub rate: f64,
    /// Latencies in milliseconds.
    pub p50: f64,
    pub p95: f64,
    pub p99: f64,
    /// Processor time of the program under test, microseconds a request.
    pub processor: f64,
    /// The same of PostgreSQL, where there is one.
    pub database_processor: Option<f64>,
    /// Answers with a status of 400 and above.
    pub refusals: u64,
    /// The share of all cores that other programs took meanwhile.
    pub others: f64,
}

/// What a figure is of.
#[derive(Debug, Clone, Copy)]
pub struct Of {
    pub engine: Engine,
    pub subject: Subject,
    pub action: Action,
    pub connections: usize,
}

impl Figure {
    /// Puts a run together with what it used of the machine.
    pub fn new(of: Of, outcome: &Outcome, used: &Used) -> Self {
        let requests = (outcome.answers + outcome.refusals).max(1) as f64;
        let each = |time: Duration| time.as_secs_f64() * 1e6 / requests;
        Self {
            engine: of.engine,
            subject: of.subject,
            action: of.action,
            connections: of.connections,
            rate: outcome.rate(),
            p50: outcome.percentile(0.50),
            p95: outcome.percentile(0.95),
            p99: outcome.percentile(0.99),
            processor: each(used.program),
            database_processor: used.database.map(each),
            refusals: outcome.refusals,
            others: used.others,
        }
    }

    /// A line for the terminal.
    pub fn line(&self) -> String {
        let mut line = format!(
            "{:<10} {:<13} {:<22} {:>2} connections: {:>8.0}/s, p50 {:.2} p95 {:.2} p99 {:.2} ms, CPU {:.0} µs",
            self.engine.name(),
            self.subject.name(),
            self.action.name(),
            self.connections,
            self.rate,
            self.p50,
            self.p95,
            self.p99,
            self.processor,
        );
        if let Some(micros) = self.database_processor {
            line.push_str(&format!(" + database {micros:.0} µs"));
        }
        if self.refusals > 0 {
            line.push_str(&format!(", {} REFUSED", self.refusals));
        }
        if self.others > 0.1 {
            line.push_str(&format!(" (other programs took {:.0} % of the machine)", self.others * 100.0));
        }
        line
    }
}
