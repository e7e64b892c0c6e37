//! What this room has to say to people: the id of a text and what to put into it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use serde::{Deserialize, Serialize};

/// A text for people that is still to be translated: its id in `translations/*.ftl` and its
/// arguments.
///
/// It can be stored with a row that was refused, and be shown later in anybody's language.
/// A message that complains has an attribute `remedy` beside it, which says what to do; see
/// [`Message::remedy_in_english`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    pub id: Cow<'static, str>,
    pub arguments: Vec<(Cow<'static, str>, Argument)>,
}

/// One thing to put into a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Argument {
    Text(String),
    Number(i64),
    /// A text in several languages: the label of a field, a sentence of another message.
    Said(BTreeMap<String, String>),
}

impl Message {
    pub fn new(id: &'static str) -> Message {
        Message { id: Cow::Borrowed(id), arguments: Vec::new() }
    }

    /// The same message with one more argument.
    pub fn with(mut self, name: &'static str, argument: impl Into<Argument>) -> Message {
        self.arguments.push((Cow::Borrowed(name), argument.into()));
        self
    }

    /// The text in English, for logs and for commands without a language.
    pub fn in_english(&self) -> String {
        self.fill(pattern(&self.id, None).unwrap_or(&self.id))
    }

    /// What to do about it, in English, when the message is a complaint.
    pub fn remedy_in_english(&self) -> Option<String> {
        Some(self.fill(pattern(&self.id, Some("remedy"))?))
    }

    /// The text in a language, or in English where that language has none; for ids of other rooms, too.
    pub fn text(&self, language: &str) -> String {
        if self.id == SAID {
            return self.said(language);
        }
        self.render(language, None).unwrap_or_else(|| {
            // Better the bare facts than nothing.
            let facts = self.arguments.iter().map(|(name, value)| format!("{name}: {value}"));
            let facts = facts.collect::<Vec<_>>().join(", ");
            if facts.is_empty() { self.id.to_string() } else { format!("{} ({facts})", self.id) }
        })
    }

    /// What to do about it, in a language, when the message is a complaint that has a remedy.
    pub fn remedy(&self, language: &str) -> Option<String> {
        self.render(language, Some("remedy"))
    }

    /// The sentence of a rule, which comes in the languages of its package.
    fn said(&self, language: &str) -> String {
        let find = |language: &str| self.arguments.iter().find(|(known, _)| known == language);
        let found = find(primary(language)).or_else(|| find("en")).or(self.arguments.first());
        found.map(|(_, text)| text.to_string()).unwrap_or_default()
    }

    fn render(&self, language: &str, attribute: Option<&str>) -> Option<String> {
        let find = |language: &str| BUNDLES.iter().find(|(known, _)| *known == language).map(|(_, bundle)| bundle);
        [find(primary(language)), find("en")].into_iter().flatten().find_map(|bundle| {
            let message = bundle.get_message(&self.id)?;
            let pattern = match attribute {
                Some(attribute) => message.get_attribute(attribute)?.value(),
                None => message.value()?,
            };
            let mut arguments = FluentArgs::new();
            for (name, value) in &self.arguments {
                arguments.set(
                    name.as_ref(),
                    match value {
                        Argument::Text(text) => FluentValue::from(text.as_str()),
                        Argument::Number(number) => FluentValue::from(*number),
                        Argument::Said(texts) => FluentValue::from(of_language(texts, language)),
                    },
                );
            }
            Some(bundle.format_pattern(pattern, Some(&arguments), &mut Vec::new()).into_owned())
        })
    }

    fn fill(&self, pattern: &str) -> String {
        let mut text = pattern.to_owned();
        for (name, argument) in &self.arguments {
            text = text.replace(&format!("{{ ${name} }}"), &argument.to_string());
        }
        text
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.in_english())
    }
}

impl fmt::Display for Argument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Argument::Text(text) => f.write_str(text),
            Argument::Number(number) => write!(f, "{number}"),
            Argument::Said(texts) => f.write_str(of_language(texts, "en")),
        }
    }
}

/// A text in this language, or in English, or in any.
fn of_language<'a>(texts: &'a BTreeMap<String, String>, language: &str) -> &'a str {
    let found = texts.get(primary(language)).or_else(|| texts.get("en")).or_else(|| texts.values().next());
    found.map_or("", String::as_str)
}

impl From<&model::Label> for Argument {
    fn from(label: &model::Label) -> Argument {
        let texts = label.texts.iter().map(|(language, text)| (language.to_string(), text.to_string()));
        Argument::Said(texts.collect())
    }
}

/// The message in every language, as part of another one.
impl From<&Message> for Argument {
    fn from(message: &Message) -> Argument {
        let texts = model::LANGUAGES.iter().map(|language| ((*language).to_owned(), message.text(language)));
        Argument::Said(texts.collect())
    }
}

impl From<String> for Argument {
    fn from(text: String) -> Argument {
        Argument::Text(text)
    }
}

impl From<&str> for Argument {
    fn from(text: &str) -> Argument {
        Argument::Text(text.to_owned())
    }
}

impl From<u64> for Argument {
    fn from(number: u64) -> Argument {
        Argument::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<usize> for Argument {
    fn from(number: usize) -> Argument {
        Argument::from(number as u64)
    }
}

/// The id of a sentence that a rule's package supplies: the arguments are the languages.
pub(crate) const SAID: &str = "said";

/// The language without its region.
fn primary(language: &str) -> &str {
    language.split(['-', '_']).next().unwrap_or(language)
}

type Bundle = FluentBundle<FluentResource>;

/// The texts of this room and of the door to records, whose findings are told here too.
static BUNDLES: LazyLock<Vec<(&str, Bundle)>> = LazyLock::new(|| {
    let languages = translations();
    let door = |language: &str| {
        records::TRANSLATIONS.iter().find(|(known, _)| *known == language).map_or("", |(_, text)| *text)
    };
    languages.into_iter().map(|(language, own)| (language, bundle(language, &[own, door(language)]))).collect()
});

fn bundle(language: &str, sources: &[&str]) -> Bundle {
    let mut bundle = FluentBundle::new_concurrent(language.parse().into_iter().collect());
    bundle.set_use_isolating(false);
    for source in sources {
        // A text that cannot be read is left out; a test reads them all.
        let resource = FluentResource::try_new((*source).to_owned()).unwrap_or_else(|(resource, _)| resource);
        drop(bundle.add_resource(resource));
    }
    bundle
}

const ENGLISH: &str = include_str!("../translations/en.ftl");

/// The texts of this room as Fluent resources, by language.
pub fn translations() -> [(&'static str, &'static str); 3] {
    [("en", ENGLISH), ("ru", include_str!("../translations/ru.ftl")), ("uk", include_str!("../translations/uk.ftl"))]
}

/// Finds the pattern of a message or of its attribute.
///
/// The files of this room keep each pattern on one line and use no selectors, so that this is all
/// the Fluent a log line needs; a test holds them to it.
fn pattern(id: &str, attribute: Option<&str>) -> Option<&'static str> {
    let mut lines = ENGLISH.lines();
    let text = lines.find_map(|line| line.strip_prefix(id)?.strip_prefix(" = "))?;
    let Some(attribute) = attribute else {
        return Some(text);
    };
    lines
        .take_while(|line| line.starts_with(' '))
        .find_map(|line| line.trim_start().strip_prefix('.')?.strip_prefix(attribute)?.strip_prefix(" = "))
}
