//! `relata dmn`.

use crate::command::answer::{self, Answer};
use anyhow::Result;
use clap::Subcommand;
use dmn::{Compiled, Severity};
use feel::{Context, Value};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// Decisions in DMN 1.1 to 1.5.
#[derive(Debug, Subcommand)]
pub enum Dmn {
    /// Evaluate a decision or a decision service of a file
    Eval(Eval),
}

/// Evaluate a decision or a decision service, without a server or a database.
///
/// Prints {"value": …, "warnings": […]}, and where tables were asked "fired": which rules of which table.
/// Where the decision itself cannot be read, the value is null and there is an "error".
/// Models that the file imports are found in its folder, by their namespace. Dates, times, durations and ranges
/// go in and out as {"feel": "a literal"}; times without a zone are in UTC.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  relata dmn eval discount.dmn --decision Discount --input '{\"Total\": 250}'
  relata dmn eval loans.dmn --service 'Cost of loans' --input '{\"Amount\": 5000, \"Years\": 2}'
  echo '{\"file\": \"discount.dmn\", \"decision\": \"Discount\", \"input\": {\"Total\": 250}}' | relata dmn eval --batch
Exit codes: 0 evaluated, 1 no such file, model or decision, 2 wrong arguments.")]
pub struct Eval {
    /// The DMN file
    #[arg(value_name = "FILE", required_unless_present = "batch")]
    file: Option<PathBuf>,
    /// The decision, by name or id
    #[arg(long, value_name = "NAME", required_unless_present_any = ["service", "batch"], conflicts_with = "service")]
    decision: Option<String>,
    /// The decision service, by name or id
    #[arg(long, value_name = "NAME")]
    service: Option<String>,
    /// The inputs by name, a JSON object
    #[arg(long, value_name = "JSON", default_value = "{}")]
    input: String,
    /// Read requests {"file", "decision" or "service", "input"} from standard input, a line each, and answer a line each
    #[arg(long, conflicts_with_all = ["file", "decision", "service", "input"])]
    batch: bool,
}

impl Dmn {
    pub fn run(self) -> Result<ExitCode> {
        let Dmn::Eval(eval) = self;
        let mut models = Models::default();
        let Some(file) = eval.file else { return answer::batch(|request| models.request(request)) };
        let answer = match answer::context(&eval.input) {
            Ok(input) => models.evaluate(&file, eval.decision.as_deref(), eval.service.as_deref(), &input),
            Err(error) => Answer::failed(format!("--input: {error}")),
        };
        answer.print()
    }
}

/// The models of a batch, each read once.
#[derive(Default)]
struct Models(HashMap<PathBuf, Result<Arc<Compiled>, String>>);

impl Models {
    fn request(&mut self, request: &Context) -> Answer {
        let input = match request.get("input") {
            None | Some(Value::Null) => Context::new(),
            Some(Value::Context(input)) => (**input).clone(),
            Some(_) => return Answer::failed("`input` is no object"),
        };
        let text = |name: &str| request.get(name).and_then(Value::as_text);
        match text("file") {
            Some(file) => self.evaluate(Path::new(file), text("decision"), text("service"), &input),
            None => Answer::failed("a request has a `file`"),
        }
    }

    fn evaluate(&mut self, file: &Path, decision: Option<&str>, service: Option<&str>, input: &Context) -> Answer {
        let model = match self.0.entry(file.to_owned()).or_insert_with(|| read(file)) {
            Ok(model) => model,
            Err(error) => return Answer::failed(error.as_str()),
        };
        let env = answer::env();
        let outcome = match (decision, service) {
            (Some(name), None) => model.decide(name, input, &env).ok_or(("decision", name)),
            (None, Some(name)) => model.serve(name, input, &env).ok_or(("decision service", name)),
            _ => return Answer::failed("a request has either a `decision` or a `service`"),
        };
        match outcome {
            Ok(outcome) => Answer {
                // As of an expression that is no FEEL.
                error: outcome.broken.into_iter().next().filter(|_| outcome.value.is_null()),
                value: outcome.value,
                warnings: outcome.warnings.iter().map(warning).collect(),
                fired: outcome.fired.iter().map(fired).collect(),
            },
            Err((kind, name)) => Answer::failed(format!("there is no {kind} `{name}`")),
        }
    }
}

/// A model with its imports. Mistakes in a part of it are left to the decisions that need the part.
fn read(file: &Path) -> Result<Arc<Compiled>, String> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let model = dmn::compile(&text, &|namespace| imported(folder, namespace));
    let fatal = model.findings().iter().find(|finding| {
        let whole = matches!(finding.rule, dmn::Rule::Xml | dmn::Rule::Namespace);
        (whole || finding.rule == dmn::Rule::Size && model.is_empty()) && finding.severity == Severity::Error
    });
    match fatal {
        Some(finding) => Err(format!("{}:{finding}", file.display())),
        None => Ok(model),
    }
}

/// The model of that namespace among the files of a folder, in the order of their names.
fn imported(folder: &Path, namespace: &str) -> Option<String> {
    let files = std::fs::read_dir(folder).ok()?.filter_map(|entry| Some(entry.ok()?.path()));
    let mut files: Vec<PathBuf> = files.filter(|file| file.extension().is_some_and(|kind| kind == "dmn")).collect();
    files.sort();
    let mut texts = files.iter().filter_map(|file| std::fs::read_to_string(file).ok());
    texts.find(|text| dmn::namespace(text).as_deref() == Some(namespace))
}

fn warning(warning: &dmn::Warning) -> Value {
    Value::context([
        ("code", Value::from(warning.code.name())),
        ("message", Value::from(&*warning.message)),
        ("element", Value::from(warning.element.clone())),
        ("line", Value::from(i64::from(warning.place.line))),
        ("column", Value::from(i64::from(warning.place.column))),
    ])
}

fn fired(fired: &dmn::Fired) -> Value {
    let rules = fired.rules.iter().map(|rule| {
        Value::context([("number", Value::from(rule.number as i64)), ("id", Value::from(rule.id.clone()))])
    });
    Value::context([("table", Value::from(fired.table.clone())), ("rules", Value::list(rules))])
}
