//! Names of columns and fields, made comparable, and the groups of names that mean the same.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use serde::Deserialize;

/// A name as words in small letters: `CompanyName`, `company_name` and `Company name:` are one.
pub(super) fn normal(name: &str) -> String {
    let mut words = String::new();
    let mut before = ' ';
    for char in name.chars() {
        // `CompanyName` has two words, `ИНН` and `customerID` as many as one would say.
        if char.is_uppercase() && before.is_lowercase() {
            words.push(' ');
        }
        match char {
            'ё' | 'Ё' => words.push('е'),
            '№' | '#' => words.push_str(" no "),
            _ if char.is_alphanumeric() => words.extend(char.to_lowercase()),
            _ => words.push(' '),
        }
        before = char;
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[derive(Deserialize)]
struct File {
    groups: HashMap<String, Vec<String>>,
}

struct Words {
    /// The groups in which a name stands, with its place there.
    groups: HashMap<String, Vec<(usize, usize)>>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("synonyms.toml")).expect("the list is checked by a test");
    let mut names: Vec<(String, Vec<String>)> = file.groups.into_iter().collect();
    names.sort();
    let mut groups: HashMap<String, Vec<(usize, usize)>> = HashMap::new();
    for (group, (_, members)) in names.into_iter().enumerate() {
        for (place, member) in members.into_iter().enumerate() {
            groups.entry(normal(&member)).or_default().push((group, place));
        }
    }
    Words { groups }
});

/// Whether two normal names mean the same, and how usual that is: 1 when neither means anything
/// else, less when they do.
pub(super) fn likeness(one: &str, other: &str) -> f64 {
    let (Some(first), Some(second)) = (groups(one), groups(other)) else {
        return 0.0;
    };
    let shared = first.iter().filter(|(group, _)| second.iter().any(|(other, _)| other == group)).count();
    match shared {
        0 => 0.0,
        _ => 1.0 - 0.1 * (first.len().max(second.len()) - shared) as f64,
    }
}

/// The groups of a name, or else of its English singular.
fn groups(name: &str) -> Option<&'static Vec<(usize, usize)>> {
    let known = |name: &str| WORDS.groups.get(name);
    known(name).or_else(|| known(name.strip_suffix('s')?))
}

/// The share of words two names have in common, endings aside: case and number do not matter.
pub(super) fn overlap(one: &str, other: &str) -> f64 {
    let words = |name: &str| -> HashSet<String> {
        name.split(' ').filter(|word| word.chars().count() > 1).map(|word| word.chars().take(5).collect()).collect()
    };
    let (first, second) = (words(one), words(other));
    let all = first.union(&second).count();
    match all {
        0 => 0.0,
        _ => first.intersection(&second).count() as f64 / all as f64,
    }
}

pub(super) fn is_country(text: &str) -> bool {
    text::country::find(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_made_comparable() {
        for (name, expected) in [
            ("CompanyName", "company name"),
            ("company_name", "company name"),
            (" E-mail: ", "e mail"),
            ("Телефон (рабочий)", "телефон рабочий"),
            ("ИНН", "инн"),
            ("Ім'я", "ім я"),
            ("customerID", "customer id"),
            ("№ заказа", "no заказа"),
        ] {
            assert_eq!(normal(name), expected);
        }
    }

    #[test]
    fn the_list_is_written_as_names_are_made_comparable() {
        let file: File = toml::from_str(include_str!("synonyms.toml")).unwrap();
        for member in file.groups.values().flatten() {
            let written = member.replace('ё', "е");
            assert_eq!(normal(member), written);
        }
    }
}
