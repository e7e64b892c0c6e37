//! `relata import` and `relata export`.

use crate::command::FINDINGS;
use crate::compose::{self, Failure};
use crate::say;
use crate::settings::{Language, Settings};
use access::{Actor, Through};
use anyhow::{Context, Result, anyhow, bail};
use documents::export::{self, Format};
use documents::import::{self, Options, Reasons, Report};
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Reasons that are printed.
const REASONS: usize = 20;

/// Bring records in from a file: CSV, XLSX, XLS, ODS or vCard.
///
/// Columns that are not mapped are guessed by their names and contents. Refused rows harm no other row.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  relata import companies accounts.csv --match name --dry-run
  relata import contacts people.xlsx --match email --map \"Phone no.=phone\" --refused refused.csv
  relata import deals orders.csv --match name --map Article=lines.product --map Qty=lines.quantity
Exit codes: 0 every row was taken, 3 some rows were refused, 1 nothing was done.")]
pub struct Import {
    /// The entity, such as companies or base.company
    entity: String,
    /// The file
    file: PathBuf,
    /// The field that tells existing records; may be given several times, `name+city` for several together. Capitals
    /// do not count in names and e-mail addresses
    #[arg(long = "match", value_name = "FIELD")]
    match_by: Vec<String>,
    /// A column and its field: `company` for the title of a related record, `lines.quantity` for a field of line
    /// items; an empty field leaves the column out
    #[arg(long = "map", value_name = "COLUMN=FIELD")]
    map: Vec<String>,
    /// What becomes of a row whose related record is not there: it is created, left empty with a warning, or the row
    /// is refused [default: as on the page of the columns, by the kind of record and whether the field is required]
    #[arg(long, value_name = "WHAT")]
    absent: Option<Absent>,
    /// Only say what would be done
    #[arg(long)]
    dry_run: bool,
    /// Print the report as JSON
    #[arg(long)]
    json: bool,
    /// Where the refused rows are written, to be corrected and imported again
    #[arg(long, value_name = "FILE")]
    refused: Option<PathBuf>,
    /// The sheet of a workbook
    #[arg(long)]
    sheet: Option<String>,
    /// Act in the name of this user [default: the installation itself]
    #[arg(long = "as", value_name = "EMAIL")]
    user: Option<String>,
}

/// What becomes of a row whose related record is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Absent {
    Create,
    Empty,
    Refuse,
}

impl From<Absent> for import::Absent {
    fn from(absent: Absent) -> import::Absent {
        match absent {
            Absent::Create => import::Absent::Create,
            Absent::Empty => import::Absent::LeaveEmpty,
            Absent::Refuse => import::Absent::Refuse,
        }
    }
}

/// Write records into a CSV or XLSX file.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  relata export companies companies.xlsx
  relata export deals won.csv --filter 'stage.name = \"Won\"'
  relata export deals lines.xlsx --lines --raw
The name of the file says the format: .csv or .xlsx.")]
pub struct Export {
    /// The entity, such as companies or base.company
    entity: String,
    /// The file; its name says the format
    file: PathBuf,
    /// A condition in FEEL
    #[arg(long, value_name = "FEEL")]
    filter: Option<String>,
    /// A column, such as name or company.name; may be given several times [default: all]
    #[arg(long = "column", value_name = "PATH")]
    columns: Vec<String>,
    /// Names of fields instead of labels, to be imported again
    #[arg(long)]
    raw: bool,
    /// A row for each line item, with the columns of its record
    #[arg(long)]
    lines: bool,
    /// The language of labels
    #[arg(long, default_value = "en", value_name = "LANG")]
    language: Language,
    /// Act in the name of this user [default: the installation itself]
    #[arg(long = "as", value_name = "EMAIL")]
    user: Option<String>,
}

impl Import {
    pub fn run(&self, settings: &Settings) -> Result<ExitCode> {
        if !self.file.exists() {
            bail!("{} is not there", self.file.display());
        }
        let house = compose::begin(settings)?;
        say::entity(&house.records.world(), &self.entity)?;
        let actor = actor(&house, self.user.as_deref(), Through::Import)?;
        let mut map = Vec::new();
        for pair in &self.map {
            let (column, field) = pair.rsplit_once('=').with_context(|| format!("--map {pair}: write COLUMN=FIELD"))?;
            map.push((column.to_owned(), field.to_owned()));
        }
        let options = Options {
            match_by: self.match_by.clone(),
            map,
            dry_run: self.dry_run,
            sheet: self.sheet.clone(),
            refused: self.refused.clone(),
            absent: self.absent.map(import::Absent::from),
            ..Options::default()
        };
        let shows = !self.json && std::io::stderr().is_terminal();
        let told = |done: u64, total: u64| {
            if shows {
                eprint!("\r{done} of {total} rows");
                let _ = std::io::stderr().flush();
            }
            Ok(())
        };
        let report = import::import_file(&house.records, &actor, &self.entity, &self.file, &options, &told);
        if shows {
            eprintln!();
        }
        let report = report.map_err(say::import)?;
        if self.json {
            println!("{}", serde_json::to_string(&report)?);
        } else {
            self.print(&report);
        }
        Ok(if report.counts.refused == 0 { ExitCode::SUCCESS } else { ExitCode::from(FINDINGS) })
    }

    fn print(&self, report: &Report) {
        let counts = &report.counts;
        let done = if report.dry_run { "would be" } else { "were" };
        println!(
            "{} rows: {} {done} created, {} changed, {} left as they are, {} skipped, {} refused",
            counts.rows, counts.created, counts.changed, counts.unchanged, counts.skipped, counts.refused
        );
        if counts.lines > 0 {
            println!("{} line items in them", counts.lines);
        }
        for (entity, count) in &counts.related {
            println!("{count} of {entity} {done} created beside them");
        }
        if counts.warnings > 0 {
            println!("{}:", say::counted(usize::try_from(counts.warnings).unwrap_or(usize::MAX), "warning"));
            print_reasons(&report.findings.warned);
        }
        if counts.refused > 0 {
            println!("Refused, for these reasons:");
            print_reasons(&report.findings.refused);
            if self.refused.is_none() && !report.dry_run {
                println!("With --refused FILE every refused row is written with its reasons, to be corrected");
            }
        }
    }
}

/// Each reason once, with the rows that have it.
fn print_reasons(reasons: &Reasons) {
    for reason in reasons.all().iter().take(REASONS) {
        let rows: Vec<String> = reason.rows.iter().map(u64::to_string).collect();
        let more = reason.count.saturating_sub(reason.rows.len() as u64);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let noun = if reason.count == 1 { "row" } else { "rows" };
        println!("  {noun} {}{more}: {}", rows.join(", "), reason.problem.text("en"));
        if !reason.also.is_empty() {
            println!("    also: {}", reason.also.join(", "));
        }
    }
    let others = reasons.all().iter().skip(REASONS).map(|reason| reason.count).sum::<u64>() + reasons.others();
    if others > 0 {
        println!("  … and {others} of other kinds");
    }
}

impl Export {
    pub fn run(&self, settings: &Settings) -> Result<ExitCode> {
        let format = format_of(&self.file)?;
        let house = compose::open(settings)?;
        let layout = say::entity(&house.records.world(), &self.entity)?;
        let actor = actor(&house, self.user.as_deref(), Through::Command)?;
        let mut query = records::Query { action: access::Action::Export, ..records::Query::of(self.entity.as_str()) };
        for column in &self.columns {
            query = query.column(column);
        }
        if let Some(filter) = &self.filter {
            let expr =
                feel::parse(filter, &layout.entity.schema.names()).map_err(|found| anyhow!("--filter: {found}"))?;
            query.filter = Some(expr);
        }
        let options = export::Options {
            format,
            language: self.language.code().to_owned(),
            raw: self.raw,
            lines: self.lines,
            ..export::Options::default()
        };
        let rows = export::export_file(&house.records, &actor, &query, &self.file, &options, &|_| Ok(()));
        let rows = rows.map_err(say::export)?;
        println!("{} written to {}", say::counted(usize::try_from(rows)?, "row"), self.file.display());
        Ok(ExitCode::SUCCESS)
    }
}

/// The format a file's name asks for.
fn format_of(file: &Path) -> Result<Format> {
    let ends_with = |end: &str| file.extension().is_some_and(|found| found.eq_ignore_ascii_case(end));
    match () {
        () if ends_with("csv") => Ok(Format::Csv),
        () if ends_with("xlsx") => Ok(Format::Xlsx),
        () => bail!("{} is neither .csv nor .xlsx: the name of the file says the format", file.display()),
    }
}

/// In whose name a command acts.
fn actor(house: &compose::House, user: Option<&str>, through: Through) -> Result<Actor> {
    let Some(user) = user else { return Ok(Actor::platform(through)) };
    let email = identity::Email::parse(user).map_err(|_| anyhow!("{user} is no e-mail address"))?;
    let front = house.front.clone();
    let actor = house.records.read_blocking(move |tx| match identity::account::find(tx.sql(), &email)? {
        Some(user) => Ok::<_, Failure>(Some(front.actor_of(tx, user, through)?)),
        None => Ok(None),
    })?;
    actor.with_context(|| format!("nobody signs in with {user}"))
}
