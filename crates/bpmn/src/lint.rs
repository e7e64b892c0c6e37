//! Whether a model may be published: each rule of the specification that can be seen in a
//! file, one family to a file. All findings at once, in the order of the file.
mod activity;
mod boundary;
mod catalogue;
mod collaboration;
mod data;
mod event;
mod flow;
mod gateway;
mod link;
mod message;
mod model;
mod reach;
mod reference;
mod sound;
mod text;

pub use catalogue::{RULES, Rule, find};

use crate::{Finding, xml::Document};

/// Checks a file against all rules.
pub fn check(document: &Document) -> Vec<Finding> {
    let mut model = model::Model::new(document);
    reference::check(&mut model);
    flow::check(&mut model);
    reach::check(&mut model);
    sound::check(&mut model);
    event::check(&mut model);
    boundary::check(&mut model);
    link::check(&mut model);
    gateway::check(&mut model);
    activity::check(&mut model);
    data::check(&mut model);
    message::check(&mut model);
    collaboration::check(&mut model);
    text::check(&mut model);
    let mut findings = model.findings;
    findings.sort_by(|a, b| (a.place, a.rule).cmp(&(b.place, b.rule)));
    findings
}
