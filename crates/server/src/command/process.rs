//! `relata process`.

use anyhow::Result;
use bpmn::xml::{Document, Place};
use bpmn::{Finding, Severity};
use clap::Subcommand;
use serde_json::json;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Processes in BPMN 2.0.
#[derive(Debug, Subcommand)]
pub enum Process {
    /// Say what keeps models from being published
    Check(Check),
}

/// Read BPMN models and say what is wrong with them, without a server or a database.
///
/// An error keeps a model from being published; a warning does not; information tells of what other tools wrote and
/// nothing here understands.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  relata process check leads.bpmn
  relata process check --json processes/*.bpmn
With --json each finding is a line: {\"file\", \"element\", \"rule\", \"severity\", \"message\", \"line\", \"column\"}.
Exit codes: 0 no errors, 1 errors or a file that cannot be read, 2 wrong arguments.")]
pub struct Check {
    /// The models
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Print findings as JSON lines
    #[arg(long)]
    json: bool,
}

impl Process {
    pub fn run(self) -> Result<ExitCode> {
        let Process::Check(check) = self;
        let mut out = std::io::stdout().lock();
        let mut is_sound = true;
        for file in &check.files {
            let findings = findings(file);
            is_sound &= findings.iter().all(|finding| finding.severity != Severity::Error);
            for finding in &findings {
                writeln!(out, "{}", if check.json { as_json(file, finding) } else { as_text(file, finding) })?;
            }
            if findings.is_empty() && !check.json {
                writeln!(out, "{}: nothing is wrong", file.display())?;
            }
        }
        Ok(if is_sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// What is to be said of a file, be it that it cannot be read.
fn findings(file: &Path) -> Vec<Finding> {
    let unread = |place, message| {
        let element = file.display().to_string();
        vec![Finding { element, rule: "file", severity: Severity::Error, message, place }]
    };
    match std::fs::read(file) {
        Err(error) => unread(Place::START, error.to_string()),
        Ok(bytes) => match Document::read(&bytes) {
            Err(error) => unread(error.place, error.fault.to_string()),
            Ok(document) => bpmn::check(&document).1,
        },
    }
}

fn severity(finding: &Finding) -> &'static str {
    match finding.severity {
        Severity::Info => "info",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

fn as_json(file: &Path, finding: &Finding) -> String {
    json!({
        "file": file.display().to_string(),
        "element": finding.element,
        "rule": finding.rule,
        "severity": severity(finding),
        "message": finding.message,
        "line": finding.place.line,
        "column": finding.place.column,
    })
    .to_string()
}

fn as_text(file: &Path, finding: &Finding) -> String {
    format!("{}:{}: {finding}", file.display(), severity(finding))
}
