//! What `cargo xtask bench` is asked for.

use super::data::Size;
use super::figure::{Action, Engine};
use anyhow::{Context, Result, bail};
use std::path::PathBuf;
use std::time::Duration;

pub const HELP: &str = "cargo xtask bench [OPTIONS]

Measures Relata over HTTP beside a bare server and a bare driver loop, and writes docs/benchmarks.md.
A whole run takes about half an hour on two cores. Close what else uses the machine.

  --quick                  10,000 contacts, 2,000 companies, 20,000 deals, 2 seconds a run; prints the report only
  --database NAME          sqlite, postgres or both [default: both]
  --only NAME[,NAME…]      these parts only, and print the report instead of writing it:
                             bare      the baselines without the product
                             read list search create update    requests of programs
                             pages     pages for people
                             import    100,000 contacts with duplicate matching, then again
                             start     time to the first answer, memory
                             history   what the change log costs in a write
                             duplicates  how well they are found in files that know them
  --contacts N             [default: 100,000]
  --companies N            [default: 20,000]
  --deals N                [default: 1,000,000]
  --seconds N              how long each run lasts [default: 5]
  --program FILE           measure this `relata` instead of building one
  --output FILE            write the report there, whatever was measured
  --help

Examples
  cargo xtask bench --quick --database sqlite
  cargo xtask bench --only bare
  cargo xtask bench --only create,history --database postgres --seconds 10";

/// A part of the benchmark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Bare,
    Read,
    List,
    Search,
    Create,
    Update,
    Pages,
    Import,
    Start,
    History,
    Duplicates,
}

const PARTS: &[(&str, Part)] = &[
    ("bare", Part::Bare),
    ("read", Part::Read),
    ("list", Part::List),
    ("search", Part::Search),
    ("create", Part::Create),
    ("update", Part::Update),
    ("pages", Part::Pages),
    ("import", Part::Import),
    ("start", Part::Start),
    ("history", Part::History),
    ("duplicates", Part::Duplicates),
];

/// The options of one run.
#[derive(Debug, Clone)]
pub struct Options {
    pub quick: bool,
    pub engines: Vec<Engine>,
    /// Nothing means all.
    only: Vec<Part>,
    pub size: Size,
    pub seconds: Duration,
    /// Nothing means that it is built.
    pub program: Option<PathBuf>,
    pub output: Option<PathBuf>,
}

impl Options {
    /// Reads the arguments; nothing when help was asked for.
    ///
    /// # Errors
    /// When an argument is not known.
    pub fn parse(arguments: &[String]) -> Result<Option<Self>> {
        let quick = arguments.iter().any(|argument| argument == "--quick");
        let mut options = Self {
            quick,
            engines: vec![Engine::Sqlite, Engine::Postgres],
            only: Vec::new(),
            size: if quick {
                Size { companies: 2_000, contacts: 10_000, deals: 20_000 }
            } else {
                Size { companies: 20_000, contacts: 100_000, deals: 1_000_000 }
            },
            seconds: Duration::from_secs(if quick { 2 } else { 5 }),
            program: None,
            output: None,
        };
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            let mut value = || rest.next().with_context(|| format!("{argument} needs a value"));
            match argument.as_str() {
                "--quick" => {}
                "--help" | "-h" => return Ok(None),
                "--database" => options.engines = engines(value()?)?,
                "--only" => options.only = parts(value()?)?,
                "--contacts" => options.size.contacts = number(value()?)?,
                "--companies" => options.size.companies = number(value()?)?,
                "--deals" => options.size.deals = number(value()?)?,
                "--seconds" => options.seconds = Duration::from_secs(number(value()?)?),
                "--program" => options.program = Some(value()?.into()),
                "--output" => options.output = Some(value()?.into()),
                _ => bail!("{argument} is not an option; see cargo xtask bench --help"),
            }
        }
        Ok(Some(options))
    }

    /// Whether everything is measured, so that the report is whole.
    pub fn is_whole(&self) -> bool {
        !self.quick && self.only.is_empty() && self.engines.len() == 2
    }

    /// Whether the product is measured at all.
    pub fn wants_product(&self) -> bool {
        self.only.is_empty() || self.only.iter().any(|part| !matches!(part, Part::Bare | Part::Duplicates))
    }

    /// Whether this part is measured of the product.
    pub fn wants(&self, part: Part) -> bool {
        self.only.is_empty() || self.only.contains(&part)
    }

    /// Whether the product is asked anything over HTTP.
    pub fn wants_requests(&self) -> bool {
        self.only.is_empty()
            || self.only.iter().any(|part| !matches!(part, Part::Bare | Part::Import | Part::Start | Part::Duplicates))
    }

    /// Whether this action is measured of the product; the cost of the change log is told beside a create.
    pub fn wants_action(&self, action: Action) -> bool {
        if action == Action::Create && self.wants(Part::History) {
            return true;
        }
        self.wants(match action {
            Action::Read => Part::Read,
            Action::List => Part::List,
            Action::Search => Part::Search,
            Action::Create => Part::Create,
            Action::CreateWithoutHistory => Part::History,
            Action::Update => Part::Update,
            Action::CompaniesPage | Action::DealsPage => Part::Pages,
        })
    }

    /// Whether this action is measured of the baselines.
    pub fn wants_bare(&self, action: Action) -> bool {
        self.only.contains(&Part::Bare) || self.wants_action(action)
    }
}

fn engines(name: &str) -> Result<Vec<Engine>> {
    Ok(match name {
        "sqlite" => vec![Engine::Sqlite],
        "postgres" => vec![Engine::Postgres],
        "both" => vec![Engine::Sqlite, Engine::Postgres],
        _ => bail!("--database is sqlite, postgres or both, not {name}"),
    })
}

fn parts(names: &str) -> Result<Vec<Part>> {
    let known = |name: &str| PARTS.iter().find(|(known, _)| *known == name).map(|(_, part)| *part);
    names
        .split(',')
        .map(|name| known(name).with_context(|| format!("--only does not know {name}; see --help")))
        .collect()
}

fn number(text: &str) -> Result<u64> {
    text.replace([',', '_'], "").parse().with_context(|| format!("{text} is not a number"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Option<Options>> {
        Options::parse(&text.split(' ').map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn parts_and_sizes_are_read() {
        let options =
            parse("--quick --only bare,read --contacts 5,000 --database sqlite").expect("good").expect("a run");
        assert_eq!(options.size.contacts, 5000);
        assert_eq!(options.engines, [Engine::Sqlite]);
        assert!(options.wants(Part::Read) && !options.wants(Part::Import) && !options.is_whole());
        assert!(options.wants_bare(Action::Update) && !options.wants_action(Action::Update));
    }

    #[test]
    fn what_is_not_known_is_refused() {
        assert!(parse("--fast").is_err());
        assert!(parse("--only lunch").is_err());
        assert!(parse("--help").expect("good").is_none());
    }
}
