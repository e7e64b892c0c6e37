//! FEEL through its door.
mod budget;
mod faults;
mod language;
mod round_trip;

use feel::{Context, Env, Outcome, Value};
use jiff::tz::TimeZone;

/// 2024-06-01T12:00:00Z, read in Kyiv.
pub fn env() -> Env {
    Env::new(1_717_243_200_000_000, TimeZone::get("Europe/Kyiv").unwrap())
}

pub fn outcome(text: &str) -> Outcome {
    with(text, Context::new())
}

pub fn with(text: &str, context: Context) -> Outcome {
    feel::eval_text(text, &context, &env()).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// The value as a literal, and the codes of the warnings.
pub fn shown(text: &str) -> String {
    show(&outcome(text))
}

pub fn show(outcome: &Outcome) -> String {
    let mut shown = outcome.value.to_feel();
    for warning in &outcome.warnings {
        shown.push_str(&format!(" {}@{}", warning.code.name(), warning.span.start));
    }
    shown
}

pub fn context(text: &str) -> Context {
    match outcome(text).value {
        Value::Context(context) => (*context).clone(),
        other => panic!("{other:?}"),
    }
}
