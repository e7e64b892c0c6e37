//! Findings in the words of a language.

use std::collections::HashMap;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use records::{FieldProblem, Message, TRANSLATIONS};

use crate::serve::ask::Language;

type Bundle = FluentBundle<FluentResource>;

static BUNDLES: LazyLock<HashMap<&'static str, Bundle>> = LazyLock::new(|| {
    TRANSLATIONS.iter().filter_map(|(language, text)| Some((*language, bundle(language, text)?))).collect()
});

/// A finding in words; in English where the language has none for it.
pub fn problem(problem: &FieldProblem, language: Language) -> String {
    match &problem.message {
        Message::Said(label) => label.get(language.tag()).to_owned(),
        Message::Id { id, arguments } => {
            let said = message(id, arguments, language.tag()).or_else(|| message(id, arguments, "en"));
            said.unwrap_or_else(|| problem.to_string())
        }
    }
}

fn message(id: &str, arguments: &[(&'static str, String)], language: &str) -> Option<String> {
    let bundle = BUNDLES.get(language)?;
    let pattern = bundle.get_message(id)?.value()?;
    let mut values = FluentArgs::new();
    for (name, value) in arguments {
        values.set(*name, value.as_str());
    }
    let mut errors = Vec::new();
    Some(bundle.format_pattern(pattern, Some(&values), &mut errors).into_owned())
}

fn bundle(language: &str, text: &str) -> Option<Bundle> {
    let mut bundle = FluentBundle::new_concurrent(vec![language.parse().ok()?]);
    bundle.set_use_isolating(false);
    // What is malformed is left out; the rest of the file still speaks.
    let resource = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(resource, _)| resource);
    bundle.add_resource_overriding(resource);
    Some(bundle)
}
