//! The report: `docs/benchmarks.md`, in plain words, with what was promised beside what was reached.

mod method;
mod tables;
mod targets;

use super::duplicates::Found;
use super::figure::{Action, Engine, Figure, Subject};
use super::machine::Machine;
use super::options::Options;
use super::usage::Memory;

/// All that a run has found.
#[derive(Default)]
pub struct Findings {
    pub figures: Vec<Figure>,
    pub imports: Vec<Import>,
    pub starts: Vec<Start>,
    pub history: Vec<History>,
    pub duplicates: Vec<Found>,
    /// The version of PostgreSQL.
    pub postgres: Option<String>,
}

/// One import by the command.
pub struct Import {
    pub engine: Engine,
    pub what: &'static str,
    pub rows: u64,
    pub seconds: f64,
}

/// How the server starts and what it holds.
pub struct Start {
    pub engine: Engine,
    /// Sorted; empty when it was not measured.
    pub seconds: Vec<f64>,
    pub rest: Memory,
    pub load: Memory,
}

impl Default for Start {
    fn default() -> Self {
        Self { engine: Engine::Sqlite, seconds: Vec::new(), rest: Memory::default(), load: Memory::default() }
    }
}

impl Start {
    fn median(&self) -> Option<f64> {
        self.seconds.get(self.seconds.len() / 2).copied()
    }
}

/// What a line of the product's change log costs.
pub struct History {
    pub engine: Engine,
    /// Processor time in microseconds.
    pub micros: f64,
    pub bytes: f64,
}

impl Findings {
    fn figure(&self, engine: Engine, subject: Subject, action: Action, connections: usize) -> Option<&Figure> {
        self.figures.iter().find(|figure| {
            figure.engine == engine
                && figure.subject == subject
                && figure.action == action
                && figure.connections == connections
        })
    }

    /// The highest rate at any number of connections.
    fn best(&self, engine: Engine, subject: Subject, action: Action) -> Option<&Figure> {
        let fits = |figure: &&Figure| figure.engine == engine && figure.subject == subject && figure.action == action;
        self.figures.iter().filter(fits).max_by(|one, other| one.rate.total_cmp(&other.rate))
    }

    /// The baseline of the same action and number of connections.
    fn bare_of(&self, figure: &Figure) -> Option<&Figure> {
        self.figure(figure.engine, Subject::Bare, figure.action, figure.connections)
    }
}

/// The whole report.
pub fn write(options: &Options, machine: &Machine, findings: &Findings) -> String {
    let mut text = String::from("# Benchmarks\n\n");
    text.push_str(&method::text(options, machine, findings));
    text.push_str(&targets::text(findings));
    for engine in &options.engines {
        text.push_str(&tables::requests(*engine, findings));
    }
    text.push_str(&tables::imports(findings));
    text.push_str(&tables::starts(findings));
    text.push_str(&tables::history(findings));
    text
}

/// A number as people write it: `12,345`, or with decimals where it is small and not whole.
fn number(value: f64) -> String {
    let whole = value.fract() == 0.0;
    if value < 10.0 && !whole {
        return format!("{value:.2}");
    }
    if value < 100.0 && !whole {
        return format!("{value:.1}");
    }
    let digits = format!("{value:.0}");
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A row of a Markdown table.
fn row(cells: &[String]) -> String {
    format!("| {} |\n", cells.join(" | "))
}

/// The head of a Markdown table; what is not text stands to the right.
fn head(names: &[&str], texts: usize) -> String {
    let lines = names.iter().enumerate().map(|(index, _)| if index < texts { "---" } else { "---:" });
    format!("| {} |\n| {} |\n", names.join(" | "), lines.collect::<Vec<_>>().join(" | "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(number(1_234_567.0), "1,234,567");
        assert_eq!(number(999.6), "1,000");
        assert_eq!(number(12.34), "12.3");
        assert_eq!(number(0.5), "0.50");
        assert_eq!(number(40.0), "40");
    }
}
