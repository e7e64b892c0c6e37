//! DMN through its door.
mod boxed;
mod faults;
mod graph;
mod table;
mod tck;
mod types;

use std::sync::Arc;

use dmn::Compiled;
use feel::{Context, Env, Outcome, Value};
use jiff::tz::TimeZone;

/// 2024-06-01T12:00:00Z, read in Kyiv.
pub fn env() -> Env {
    Env::new(1_717_243_200_000_000, TimeZone::get("Europe/Kyiv").unwrap())
}

pub fn outcome(text: &str) -> Outcome {
    feel::eval_text(text, &Context::new(), &env()).unwrap_or_else(|error| panic!("{text}: {error}"))
}

pub fn context(text: &str) -> Context {
    match outcome(text).value {
        Value::Context(context) => (*context).clone(),
        other => panic!("{other:?}"),
    }
}

/// A model of that content.
pub fn definitions(content: &str) -> String {
    format!(
        "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" namespace=\"test\" name=\"test\">\n{content}\n</definitions>"
    )
}

pub fn compile(content: &str) -> Arc<Compiled> {
    dmn::compile(&definitions(content), &|_| None)
}

/// As [`compile`], of a model without findings.
pub fn sound(content: &str) -> Arc<Compiled> {
    let model = compile(content);
    assert!(model.findings().is_empty(), "{}", findings(&model));
    model
}

pub fn findings(model: &Compiled) -> String {
    model.findings().iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// The value as a literal, then each warning with its element, then the rules that fired.
pub fn show(outcome: &dmn::Outcome) -> String {
    let mut shown = outcome.value.to_feel();
    for warning in &outcome.warnings {
        let (line, element) = (warning.place.line, warning.element.as_deref().unwrap_or("-"));
        shown.push_str(&format!("\n{line} {element}: {} {}", warning.code.name(), warning.message));
    }
    for fired in &outcome.fired {
        let rules: Vec<String> = fired.rules.iter().map(|rule| rule.number.to_string()).collect();
        shown.push_str(&format!("\nfired {} {}", fired.table.as_deref().unwrap_or("-"), rules.join(" ")));
    }
    shown
}

pub fn decide(model: &Compiled, decision: &str, inputs: &str) -> String {
    show(&model.decide(decision, &context(inputs), &env()).unwrap())
}
