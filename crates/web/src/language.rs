//! The languages of the interface and the messages in them.
//!
//! All words live in `translations/<language>/*.ftl`. They are read once, at the first use; a message without
//! variables is kept as plain text, so that most of a page costs one look-up each.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::types::FluentNumber;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use crate::format;

/// A language the interface speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Language {
    #[default]
    English,
    Russian,
    Ukrainian,
}

/// The values a message is filled with.
pub type Args<'a> = FluentArgs<'a>;

/// The message `id` in the reader's language: `t!(reader, "save")`, `t!(reader, "rows-count", count = 3)`.
///
/// Gives `Cow<'static, str>`. Numbers given as arguments are written as the language writes them and choose its plural form.
#[macro_export]
macro_rules! t {
    ($reader:expr, $id:expr) => {
        $crate::text($reader.language, $id)
    };
    ($reader:expr, $id:expr, $($name:ident = $value:expr),+ $(,)?) => {{
        let mut args = $crate::Args::new();
        $(args.set(stringify!($name), $value);)+
        $crate::text_with($reader.language, $id, &args)
    }};
}

impl Language {
    pub const ALL: [Self; 3] = [Self::English, Self::Russian, Self::Ukrainian];

    /// The language's tag, as in `<html lang>` and in cookies.
    pub const fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Russian => "ru",
            Self::Ukrainian => "uk",
        }
    }

    /// What the language calls itself.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Russian => "Русский",
            Self::Ukrainian => "Українська",
        }
    }

    /// The language with this tag; regions are ignored (`ru-RU` is Russian).
    pub fn parse(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|language| language.code().eq_ignore_ascii_case(primary))
    }

    /// The language an `Accept-Language` header likes best among ours. RFC 9110, 12.5.4.
    pub fn preferred(header: &str) -> Option<Self> {
        let mut best: Option<(f32, Self)> = None;
        for range in header.split(',') {
            let mut parts = range.split(';');
            let Some(language) = parts.next().and_then(|tag| Self::parse(tag.trim())) else {
                continue;
            };
            let weight = parts.find_map(|part| part.trim().strip_prefix("q=")?.parse().ok()).unwrap_or(1.0);
            if weight > 0.0 && best.is_none_or(|(heaviest, _)| weight > heaviest) {
                best = Some((weight, language));
            }
        }
        best.map(|(_, language)| language)
    }
}

/// The message `id`, which needs no values.
pub fn text(language: Language, id: &str) -> Cow<'static, str> {
    let messages = messages(language);
    match messages.plain.get(id) {
        Some(text) => Cow::Borrowed(text),
        None => text_with(language, id, &Args::new()),
    }
}

/// The message `id` filled with `args`. An unknown id is shown as it is, so that a page is never without its button.
pub fn text_with(language: Language, id: &str, args: &Args<'_>) -> Cow<'static, str> {
    let bundle = &messages(language).bundle;
    let Some(pattern) = bundle.get_message(id).and_then(|message| message.value()) else {
        tracing::error!(message.id = id, language = language.code(), "No message {id} is translated");
        return Cow::Owned(id.to_owned());
    };
    let mut errors = Vec::new();
    let text = bundle.format_pattern(pattern, Some(args), &mut errors);
    for error in errors {
        tracing::error!(message.id = id, "Message {id} could not be filled: {error}");
    }
    Cow::Owned(text.into_owned())
}

/// The embedded files: language, file name, text.
const FILES: &[(&str, &str, &str)] = include!(concat!(env!("OUT_DIR"), "/translations.rs"));

struct Messages {
    bundle: FluentBundle<FluentResource>,
    /// Messages without variables or references, as they are.
    plain: HashMap<String, Box<str>>,
}

static ENGLISH: LazyLock<Messages> = LazyLock::new(|| load(Language::English));
static RUSSIAN: LazyLock<Messages> = LazyLock::new(|| load(Language::Russian));
static UKRAINIAN: LazyLock<Messages> = LazyLock::new(|| load(Language::Ukrainian));

fn messages(language: Language) -> &'static Messages {
    match language {
        Language::English => &ENGLISH,
        Language::Russian => &RUSSIAN,
        Language::Ukrainian => &UKRAINIAN,
    }
}

fn load(language: Language) -> Messages {
    let tag: LanguageIdentifier = language.code().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    // Isolation marks are for mixed writing directions; ours all run one way, and the marks break copied text.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match language {
        Language::English => |value, _| shown(Language::English, value),
        Language::Russian => |value, _| shown(Language::Russian, value),
        Language::Ukrainian => |value, _| shown(Language::Ukrainian, value),
    }));
    let mut ids = Vec::new();
    // The rooms below say what went wrong in messages of their own.
    let own = FILES.iter().map(|(code, file, source)| (*code, *file, *source));
    let identity = identity::TRANSLATIONS.iter().map(|(code, source)| (*code, "identity", *source));
    let others = identity.chain(records::TRANSLATIONS.iter().map(|(code, source)| (*code, "records", *source)));
    for (_, file, source) in own.chain(others).filter(|(code, ..)| *code == language.code()) {
        let resource = match FluentResource::try_new(source.to_owned()) {
            Ok(resource) => resource,
            Err((resource, errors)) => {
                tracing::error!(file, "A translation has errors: {errors:?}");
                resource
            }
        };
        ids.extend(ids_of(source));
        if let Err(errors) = bundle.add_resource(resource) {
            tracing::error!(file, "A translation names a message twice: {errors:?}");
        }
    }
    let plain = ids
        .into_iter()
        .filter_map(|id| {
            let pattern = bundle.get_message(id)?.value()?;
            let mut errors = Vec::new();
            let text = bundle.format_pattern(pattern, None, &mut errors);
            errors.is_empty().then(|| (id.to_owned(), text.into()))
        })
        .collect();
    Messages { bundle, plain }
}

fn shown(language: Language, value: &FluentValue<'_>) -> Option<String> {
    match value {
        FluentValue::Number(FluentNumber { value, .. }) => Some(format::number(language, &value.to_string())),
        _ => None,
    }
}

/// The ids of a Fluent file: what stands before ` =` at the beginning of a line.
fn ids_of(source: &str) -> impl Iterator<Item = &str> {
    source.lines().filter_map(|line| {
        let (id, _) = line.split_once('=')?;
        let id = id.trim_end();
        let first = id.chars().next()?;
        (first.is_ascii_lowercase() && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_'))
            .then_some(id)
    })
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::fs;
    use std::path::Path;

    use super::*;

    fn ids(language: Language) -> BTreeMap<String, BTreeSet<String>> {
        let mut found = BTreeMap::new();
        for (_, file, source) in FILES.iter().filter(|(code, ..)| *code == language.code()) {
            FluentResource::try_new((*source).to_owned())
                .unwrap_or_else(|(_, errors)| panic!("{}/{file}: {errors:?}", language.code()));
            let mut current = None;
            for line in source.lines() {
                if let Some(id) = ids_of(line).next() {
                    assert!(
                        found.insert(id.to_owned(), BTreeSet::new()).is_none(),
                        "{}: {id} stands twice",
                        language.code()
                    );
                    current = Some(id.to_owned());
                }
                if let Some(current) = &current {
                    for part in line.split('$').skip(1) {
                        let name: String =
                            part.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
                        found.get_mut(current).unwrap().insert(name);
                    }
                }
            }
        }
        found
    }

    #[test]
    fn every_message_exists_in_every_language_with_the_same_variables() {
        let english = ids(Language::English);
        for language in [Language::Russian, Language::Ukrainian] {
            let other = ids(language);
            for (id, variables) in &english {
                assert_eq!(Some(variables), other.get(id), "{} {id}", language.code());
            }
            for id in other.keys() {
                assert!(english.contains_key(id), "{} has {id}, English has not", language.code());
            }
        }
    }

    #[test]
    fn every_message_used_in_the_source_exists() {
        let mut missing = BTreeSet::new();
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut stack = vec![source];
        while let Some(path) = stack.pop() {
            if path.is_dir() {
                stack.extend(fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
                continue;
            }
            let code = fs::read_to_string(&path).unwrap();
            let calls = ["t!(", "text("].into_iter().flat_map(|name| {
                code.match_indices(name)
                    .filter(|(at, _)| !code[..*at].ends_with(|c: char| c.is_alphanumeric() || c == '_'))
                    .map(|(at, _)| &code[at..])
            });
            for call in calls {
                // The id is the second argument, when it is a literal.
                let Some((_, rest)) = call.split_once(',').filter(|(first, _)| !first.contains(['"', '{'])) else {
                    continue;
                };
                let Some(literal) = rest.trim_start().strip_prefix('"') else { continue };
                let id = literal.split('"').next().unwrap_or_default();
                let is_id =
                    !id.is_empty() && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
                if is_id && !super::messages(Language::English).bundle.has_message(id) {
                    missing.insert(format!("{}: {id}", path.display()));
                }
            }
        }
        assert!(missing.is_empty(), "not translated: {missing:#?}");
    }

    #[test]
    fn plurals_follow_cldr() {
        let rows = |language, count: f64| {
            let mut args = Args::new();
            args.set("count", count);
            text_with(language, "rows-count", &args).into_owned()
        };
        assert_eq!(rows(Language::English, 1.0), "1 row");
        assert_eq!(rows(Language::English, 12_000.0), "12,000 rows");
        assert_eq!(rows(Language::Russian, 1.0), "1 строка");
        assert_eq!(rows(Language::Russian, 3.0), "3 строки");
        assert_eq!(rows(Language::Russian, 12.0), "12 строк");
        assert_eq!(rows(Language::Russian, 21.0), "21 строка");
        assert_eq!(rows(Language::Russian, 1.5), "1,5 строки");
        assert_eq!(rows(Language::Ukrainian, 1.0), "1 рядок");
        assert_eq!(rows(Language::Ukrainian, 3.0), "3 рядки");
        assert_eq!(rows(Language::Ukrainian, 12.0), "12 рядків");
    }

    #[test]
    fn the_browsers_first_choice_among_ours_wins() {
        assert_eq!(Language::preferred("de, uk;q=0.8, ru;q=0.9"), Some(Language::Russian));
        assert_eq!(Language::preferred("uk-UA,uk;q=0.9,en;q=0.5"), Some(Language::Ukrainian));
        assert_eq!(Language::preferred("de, fr"), None);
        assert_eq!(Language::preferred("en;q=0, ru;q=0.1"), Some(Language::Russian));
    }
}
