//! What the forms of settings have in common: fields with what is wrong about them, and the languages to choose from.

use crate::component::field::choice::Choice;
use crate::component::form::Input;
use crate::language::Language;
use crate::reader::Reader;

/// A field by the message of its label, with what `faults` say is wrong about it.
pub(super) fn input(reader: &Reader, faults: &[(&str, String)], name: &'static str, label: &str) -> Input<'static> {
    let input = Input::new(name, crate::text(reader.language, label));
    match faults.iter().find(|(field, _)| *field == name) {
        Some((_, text)) => input.error(text.clone()),
        None => input,
    }
}

/// The languages pages are written in, each by its own name.
pub(super) fn languages() -> Vec<Choice<'static>> {
    let choice = |language: &Language| Choice {
        value: language.code().into(),
        label: language.own_name().into(),
        ..Default::default()
    };
    Language::ALL.iter().map(choice).collect()
}
