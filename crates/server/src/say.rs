//! What the rooms answer, in words for people at a terminal: the sentences of the pages, in English.

use anyhow::{Error, Result, anyhow, bail};
use records::{FieldProblem, Layout, Message, World};
use std::sync::Arc;
use web::{Args, Language};

/// A finding in words, with the field it is about.
pub fn problem(problem: &FieldProblem) -> String {
    let sentence = match &problem.message {
        Message::Said(label) => label.get("en").to_owned(),
        Message::Id { id, arguments } => {
            let mut args = Args::new();
            for (name, value) in arguments {
                args.set(*name, value.as_str());
            }
            web::text_with(Language::English, id, &args).into_owned()
        }
    };
    let line = problem.line.as_ref().map(|(lines, index)| format!("{lines}, line {}: ", index + 1));
    let field = problem.field.as_ref().map(|field| format!("{field}: "));
    format!("{}{}{sentence}", line.unwrap_or_default(), field.unwrap_or_default())
}

/// An error of the door to records with every finding.
pub fn records(error: records::Error) -> Error {
    match error {
        records::Error::Definitions(findings) => {
            let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
            anyhow!("the definitions have findings:\n{}", lines.join("\n"))
        }
        records::Error::Invalid(problems) => {
            anyhow!("{}", problems.iter().map(problem).collect::<Vec<_>>().join("\n"))
        }
        records::Error::Query(found) => anyhow!("{}", problem(&found)),
        records::Error::NotFound { entity, id: 0 } => {
            anyhow!("there is no entity {entity}, or the user may not see it")
        }
        records::Error::NotFound { entity, id } => {
            anyhow!("there is no record {id} of {entity}, or the user may not see it")
        }
        other => other.into(),
    }
}

/// What identity refuses, with every reason.
pub fn identity(error: identity::Error) -> Error {
    let said = |id: &str| web::text(Language::English, id).into_owned();
    match error {
        identity::Error::WeakPassword(reasons) => {
            let reasons: Vec<String> = reasons.iter().map(|reason| said(reason.message())).collect();
            anyhow!("the password is refused: {}", reasons.join(" "))
        }
        error => match error.message() {
            Some(message) => anyhow!("{}", said(message)),
            None => error.into(),
        },
    }
}

/// Why an export ended.
pub fn export(error: documents::export::Error) -> Error {
    match error {
        documents::export::Error::Records(error) => records(error),
        error => error.into(),
    }
}

/// Why an import ended.
pub fn import(error: documents::import::Error) -> Error {
    match error {
        documents::import::Error::Records(error) => records(error),
        documents::import::Error::Plan(problems) => {
            anyhow!("{}", problems.iter().map(|problem| problem.text("en")).collect::<Vec<_>>().join("\n"))
        }
        error => error.into(),
    }
}

/// How an entity lies in its table; the entity by any of its names.
///
/// # Errors
/// When there is none of that name: the text lists those there are.
pub fn entity(world: &World, name: &str) -> Result<Arc<Layout>> {
    if let Ok(layout) = world.named(name) {
        return Ok(layout);
    }
    let mut known: Vec<&str> = world.model.entities.iter().map(|entity| &*entity.plural).collect();
    known.sort_unstable();
    bail!("there is no entity {name}; there are {}", known.join(", "))
}

/// Makes sure that there is such a role.
///
/// # Errors
/// When there is none: the text lists those there are.
pub fn role(world: &World, name: &str) -> Result<()> {
    if world.model.role(name).is_some() {
        return Ok(());
    }
    let known: Vec<&str> = world.model.roles.iter().map(|role| &*role.name).collect();
    bail!("there is no role {name}; there are {}", known.join(", "))
}

/// `1 package`, `2 packages`.
pub fn counted(count: usize, one: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_are_sentences() {
        let found = FieldProblem::of("email", "problem-not-unique");
        assert_eq!(
            problem(&found),
            "email: Another record has this value already. Enter another value, or open that record."
        );
        let found = FieldProblem::record("problem-unknown-field").with("name", "nme");
        assert_eq!(problem(&found), "There is no field “nme” here. Check the name.");
        let weak = identity::Error::WeakPassword(vec![identity::Weakness::TooShort]);
        assert_eq!(identity(weak).to_string(), "the password is refused: Use at least 10 characters.");
    }
}
