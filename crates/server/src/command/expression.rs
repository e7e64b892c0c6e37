//! `relata feel`.

use crate::command::answer::{self, Answer};
use anyhow::Result;
use clap::Subcommand;
use feel::{Context, Value};
use std::process::ExitCode;

/// Expressions in FEEL, the language of formulas, rules and decisions.
#[derive(Debug, Subcommand)]
pub enum Feel {
    /// Evaluate an expression
    Eval(Eval),
}

/// Evaluate an expression, without a server or a database.
///
/// Prints {"value": …, "warnings": […]}. A text that is no FEEL has the value null and an "error".
/// Dates, times, durations and ranges go in and out as {"feel": "a literal"}; times without a zone are in UTC.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  relata feel eval 'amount * 1.2' --context '{\"amount\": 100}'
  relata feel eval 'due + @\"P1D\"' --context '{\"due\": {\"feel\": \"@\\\"2024-02-28\\\"\"}}'
  echo '{\"expression\": \"1 + x\", \"context\": {\"x\": 2}}' | relata feel eval --batch
Exit codes: 0 evaluated, 1 no FEEL or no JSON, 2 wrong arguments.")]
pub struct Eval {
    /// The expression
    #[arg(value_name = "EXPR", required_unless_present = "batch", allow_hyphen_values = true)]
    expression: Option<String>,
    /// Its variables, a JSON object
    #[arg(long, value_name = "JSON", default_value = "{}")]
    context: String,
    /// Read requests {"expression": …, "context": …} from standard input, a line each, and answer a line each
    #[arg(long, conflicts_with_all = ["expression", "context"])]
    batch: bool,
}

impl Feel {
    pub fn run(self) -> Result<ExitCode> {
        let Feel::Eval(eval) = self;
        let Some(expression) = eval.expression else { return answer::batch(request) };
        let answer = match answer::context(&eval.context) {
            Ok(context) => evaluate(&expression, &context),
            Err(error) => Answer::failed(format!("--context: {error}")),
        };
        answer.print()
    }
}

fn request(request: &Context) -> Answer {
    let context = match request.get("context") {
        None | Some(Value::Null) => Context::new(),
        Some(Value::Context(context)) => (**context).clone(),
        Some(_) => return Answer::failed("`context` is no object"),
    };
    match request.get("expression") {
        Some(Value::Text(expression)) => evaluate(expression, &context),
        _ => Answer::failed("a request has an `expression`"),
    }
}

fn evaluate(expression: &str, context: &Context) -> Answer {
    match feel::eval_text(expression, context, &answer::env()) {
        Ok(outcome) => Answer {
            value: outcome.value,
            warnings: outcome.warnings.iter().map(warning).collect(),
            ..Answer::default()
        },
        Err(errors) => Answer::failed(errors.to_string()),
    }
}

fn warning(warning: &feel::Warning) -> Value {
    Value::context([
        ("code", Value::from(warning.code.name())),
        ("message", Value::from(&*warning.message)),
        ("start", Value::from(i64::from(warning.span.start))),
        ("end", Value::from(i64::from(warning.span.end))),
    ])
}
