//! What `relata feel` and `relata dmn` print: a JSON object, in one line.

use anyhow::Result;
use feel::{Context, Env, Value};
use std::io::{self, BufRead, Write};
use std::process::ExitCode;

/// `{"value": …, "warnings": […]}`, with `fired` where decision tables were asked and `error` where nothing was.
#[derive(Default)]
pub struct Answer {
    pub value: Value,
    pub warnings: Vec<Value>,
    pub fired: Vec<Value>,
    pub error: Option<String>,
}

impl Answer {
    /// The answer to a request that cannot be evaluated.
    pub fn failed(error: impl Into<String>) -> Answer {
        Answer { error: Some(error.into()), ..Answer::default() }
    }

    fn line(self) -> String {
        let mut entries = vec![("value", self.value), ("warnings", Value::from(self.warnings))];
        if !self.fired.is_empty() {
            entries.push(("fired", Value::from(self.fired)));
        }
        entries.extend(self.error.map(|error| ("error", Value::from(error))));
        let mut line = String::new();
        feel::write_json(&Value::context(entries), &mut line);
        line
    }

    /// Prints the only answer.
    pub fn print(self) -> Result<ExitCode> {
        let code = if self.error.is_some() { ExitCode::from(1) } else { ExitCode::SUCCESS };
        writeln!(io::stdout(), "{}", self.line())?;
        Ok(code)
    }
}

/// Answers each line of standard input with a line, in order. Lines without anything are no requests.
pub fn batch(mut answer: impl FnMut(&Context) -> Answer) -> Result<ExitCode> {
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let answer = match context(&line) {
            Ok(request) => answer(&request),
            Err(error) => Answer::failed(error),
        };
        // Whoever asks line by line waits for each answer.
        writeln!(out, "{}", answer.line())?;
        out.flush()?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Reads a JSON object.
pub fn context(json: &str) -> Result<Context, String> {
    match feel::parse_json(json) {
        Ok(Value::Context(context)) => Ok((*context).clone()),
        Ok(other) => Err(format!("expected a JSON object, found a {}", other.kind().name())),
        Err(error) => Err(error.to_string()),
    }
}

/// Now, in UTC.
pub fn env() -> Env {
    Env::new(store::Clock::system().micros(), jiff::tz::TimeZone::UTC)
}
