//! The words of packages: Fluent files into labels.
//!
//! A label is looked for under its id in the translations of the packages that define or extend a thing, the latest
//! first, so that a later package can call it otherwise.

use super::Package;
use super::place::{Findings, Place};
use super::table::Source;
use crate::finding::Code;
use crate::label::{LANGUAGES, Label, Plural, PluralForms};
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Message, Pattern, PatternElement, VariantKey};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// App, id with attribute (`company.new`), language.
type Key = (Arc<str>, String, Arc<str>);

/// All words of all packages.
#[derive(Debug, Default)]
pub(super) struct Catalog {
    texts: BTreeMap<Key, (Arc<str>, Place)>,
    plurals: BTreeMap<Key, (PluralForms, Place)>,
    used: RefCell<BTreeSet<(Arc<str>, String)>>,
}

/// Whether a label has to be there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    /// In every language.
    Always,
    /// In every language, or in none.
    Together,
}

impl Catalog {
    /// Adds the translations of a package.
    pub fn add(&mut self, package: &Package, findings: &Findings) {
        for file in &package.files {
            let Some(name) = file.path.strip_prefix("translations/") else { continue };
            let path: Arc<str> = format!("{}/{}", package.name, file.path).into();
            let language = name.strip_suffix(".ftl").filter(|language| LANGUAGES.contains(language));
            let Some(language) = language else {
                findings.warning(&Place::file(&path), Code::UNKNOWN_FILE, [("file", &file.path)]);
                continue;
            };
            if let Some(source) = Source::new(&path, &file.bytes, findings) {
                self.read(&package.name, &Arc::from(language), &source, findings);
            }
        }
    }

    fn read(&mut self, app: &Arc<str>, language: &Arc<str>, source: &Source, findings: &Findings) {
        let text = &*source.text;
        let place = |part: &str| source.place((part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize));
        if let Some(at) = too_deep(text) {
            findings.error(&source.place(at), Code::FLUENT_SYNTAX, [("detail", "{{{…")]);
            return;
        }
        let resource = match fluent_syntax::parser::parse_runtime(text) {
            Ok(resource) => resource,
            Err((resource, errors)) => {
                for error in errors {
                    let detail = error.kind.to_string();
                    findings.error(&source.place(error.pos.start), Code::FLUENT_SYNTAX, [("detail", &detail)]);
                }
                resource
            }
        };
        for entry in resource.body {
            let Entry::Message(message) = entry else { continue };
            let Message { id, value, attributes, .. } = message;
            let parts = value.map(|value| (id.name.to_owned(), value));
            let attributes = attributes.into_iter().map(|part| (format!("{}.{}", id.name, part.id.name), part.value));
            let place = place(id.name);
            for (id, pattern) in parts.into_iter().chain(attributes) {
                let key: Key = (Arc::clone(app), id, Arc::clone(language));
                if self.texts.contains_key(&key) || self.plurals.contains_key(&key) {
                    findings.error(&place, Code::DUPLICATE, [("name", &key.1)]);
                }
                match words(&pattern) {
                    Words::Text(text) => drop(self.texts.insert(key, (text.into(), place.clone()))),
                    Words::Plural(forms) => drop(self.plurals.insert(key, (forms, place.clone()))),
                }
            }
        }
    }

    /// The label with this id, for something defined at `place` by `apps` (the first one defines, later ones extend).
    pub fn label(
        &self,
        apps: &[Arc<str>],
        id: &str,
        fallback: Option<&Arc<str>>,
        need: Need,
        place: &Place,
        findings: &Findings,
    ) -> Label {
        let mut texts: Vec<(Arc<str>, Arc<str>)> = Vec::new();
        let mut missing = Vec::new();
        for language in LANGUAGES {
            match self.find(apps, id, language) {
                Some(text) => texts.push((language.into(), text)),
                None => match fallback.filter(|_| language == LANGUAGES[0]) {
                    Some(text) => texts.push((language.into(), Arc::clone(text))),
                    None => missing.push(language),
                },
            }
        }
        if !missing.is_empty() && (need == Need::Always || !texts.is_empty()) {
            findings.warning(place, Code::NO_TRANSLATION, [("id", id), ("languages", &missing.join(", "))]);
        }
        Label { id: id.into(), texts: texts.into() }
    }

    fn find(&self, apps: &[Arc<str>], id: &str, language: &str) -> Option<Arc<str>> {
        apps.iter().rev().find_map(|app| {
            let key: Key = (Arc::clone(app), id.to_owned(), Arc::from(language));
            let (text, _) = self.texts.get(&key)?;
            self.used.borrow_mut().insert((Arc::clone(app), id.to_owned()));
            Some(Arc::clone(text))
        })
    }

    /// The plural forms with this id.
    pub fn plural(&self, apps: &[Arc<str>], id: &str) -> Plural {
        let forms = LANGUAGES.iter().filter_map(|language| {
            let (app, forms) = apps.iter().rev().find_map(|app| {
                let key: Key = (Arc::clone(app), id.to_owned(), Arc::from(*language));
                self.plurals.get(&key).map(|(forms, _)| (app, forms.clone()))
            })?;
            self.used.borrow_mut().insert((Arc::clone(app), id.to_owned()));
            Some((Arc::from(*language), forms))
        });
        Plural { forms: forms.collect() }
    }

    /// Warns of words nobody asked for: most often a mistyped id.
    pub fn report_unused(&self, findings: &Findings) {
        let used = self.used.borrow();
        let texts = self.texts.iter().map(|(key, (_, place))| (key, place));
        let plurals = self.plurals.iter().map(|(key, (_, place))| (key, place));
        for ((app, id, _), place) in texts.chain(plurals) {
            if !used.contains(&(Arc::clone(app), id.clone())) {
                findings.warning(place, Code::UNUSED_TRANSLATION, [("id", id)]);
            }
        }
    }
}

/// How deep braces may stand in each other; the parser would follow them down until its stack is used up.
const DEEPEST: u32 = 32;

/// Where braces are nested too deep.
fn too_deep(text: &str) -> Option<usize> {
    let mut depth = 0_u32;
    for (at, letter) in text.char_indices() {
        match letter {
            '{' | '(' => depth += 1,
            '}' | ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return Some(at);
        }
    }
    None
}

enum Words {
    Text(String),
    Plural(PluralForms),
}

/// A pattern that is one selection by number holds plural forms; everything else is text.
fn words(pattern: &Pattern<&str>) -> Words {
    if let [PatternElement::Placeable { expression: Expression::Select { variants, .. } }] = &pattern.elements[..] {
        let form = |variant: &fluent_syntax::ast::Variant<&str>| {
            let (VariantKey::Identifier { name } | VariantKey::NumberLiteral { value: name }) = &variant.key;
            (Arc::from(*name), Arc::from(&*text(&variant.value)))
        };
        return Words::Plural(variants.iter().map(form).collect());
    }
    Words::Text(text(pattern))
}

fn text(pattern: &Pattern<&str>) -> String {
    let part = |element: &PatternElement<&str>| match element {
        PatternElement::TextElement { value } => (*value).to_owned(),
        PatternElement::Placeable { expression: Expression::Inline(InlineExpression::StringLiteral { value }) } => {
            (*value).to_owned()
        }
        // A label has no arguments: what stands in braces is dropped.
        PatternElement::Placeable { .. } => String::new(),
    };
    pattern.elements.iter().map(part).collect()
}
