//! The names that are more than one word.
use std::{collections::HashMap, sync::Arc, sync::LazyLock};

use super::lexer::{is_name_part, is_space};

/// The names a text may use. Only those with blanks or signs matter for parsing:
/// a plain word is a name whether it is known or not.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// By their first word; the words and signs of each, and how it is written.
    known: HashMap<Box<str>, Vec<Known>>,
}

type Known = (Vec<Box<str>>, Arc<str>);

impl Names {
    pub fn new() -> Names {
        Names::default()
    }

    pub fn add(&mut self, name: &str) {
        let parts: Vec<Box<str>> = parts(name).map(Box::from).collect();
        if parts.len() < 2 {
            return;
        }
        let alike = self.known.entry(parts[0].clone()).or_default();
        if !alike.iter().any(|(known, _)| *known == parts) {
            alike.push((parts, name.split_whitespace().collect::<Vec<_>>().join(" ").into()));
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        self.known.values().flatten().map(|(_, name)| &**name)
    }

    /// The longest known name at the beginning of the text, and its length there.
    pub(super) fn longest(&self, first: &str, text: &str) -> Option<(Arc<str>, usize)> {
        let alike = self.known.get(first)?;
        let matches = alike.iter().filter_map(|(parts, name)| Some((length(parts, text)?, name)));
        matches.max_by_key(|(length, _)| *length).map(|(length, name)| (name.clone(), length))
    }
}

impl<S: AsRef<str>> FromIterator<S> for Names {
    fn from_iter<I: IntoIterator<Item = S>>(given: I) -> Names {
        let mut names = Names::new();
        for name in given {
            names.add(name.as_ref());
        }
        names
    }
}

/// FEEL's own functions of several words.
pub(super) static FUNCTIONS: LazyLock<Names> =
    LazyLock::new(|| crate::builtin::all().map(|builtin| builtin.name).collect());

/// The properties of values that are several words (DMN 1.5, table 65).
pub(super) static PROPERTIES: LazyLock<Names> =
    LazyLock::new(|| ["time offset", "start included", "end included"].into_iter().collect());

/// Words and single signs, blanks left out.
fn parts(name: &str) -> impl Iterator<Item = &str> {
    let mut rest = name;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(is_space);
        let first = rest.chars().next()?;
        let word = rest.find(|char| !is_name_part(char)).unwrap_or(rest.len());
        let (part, after) = rest.split_at(word.max(if word == 0 { first.len_utf8() } else { word }));
        rest = after;
        Some(part)
    })
}

fn length(wanted: &[Box<str>], text: &str) -> Option<usize> {
    let mut given = parts(text);
    let mut end = 0;
    for part in wanted {
        let found = given.next()?;
        if found != &**part {
            return None;
        }
        end = found.as_ptr() as usize - text.as_ptr() as usize + found.len();
    }
    Some(end)
}
