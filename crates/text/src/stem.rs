//! What stays of a word in all its forms.

use std::sync::LazyLock;

use rust_stemmers::{Algorithm, Stemmer};

use crate::endings::light_stem;
use crate::fold;

static RUSSIAN: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::Russian));
static ENGLISH: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::English));

/// The stems of a word in small letters, given with its folded form, which is not empty; at most
/// two, folded.
///
/// The script alone decides, never a guess at the language, so index and question always agree:
/// Cyrillic words have the Russian Snowball stem and that of our own light stemmer, which knows
/// Ukrainian endings too; Latin words have the English Snowball stem.
pub(crate) fn stems(small: &str, folded: &str) -> Vec<String> {
    if small.chars().all(is_cyrillic) {
        let snowball = match small.contains('ё') {
            true => fold(&RUSSIAN.stem(&small.replace('ё', "е"))),
            false => fold(&RUSSIAN.stem(small)),
        };
        let light = light_stem(folded);
        match light == snowball {
            true => vec![snowball],
            false => vec![snowball, light.to_owned()],
        }
    } else if folded.bytes().all(|c| c.is_ascii_lowercase()) {
        vec![ENGLISH.stem(folded).into_owned()]
    } else {
        Vec::new()
    }
}

fn is_cyrillic(c: char) -> bool {
    matches!(c, '\u{400}'..='\u{4ff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share_a_stem(one: &str, other: &str) -> bool {
        let stems_of = |word: &str| stems(word, &fold(word));
        let others = stems_of(other);
        stems_of(one).iter().any(|stem| others.contains(stem))
    }

    #[test]
    fn forms_of_a_word_share_a_stem() {
        for (one, other) in [
            ("сделка", "сделками"),
            ("счёт", "счетов"),
            ("компания", "компаниями"),
            ("клієнт", "клієнтів"),
            ("угода", "угодами"),
            ("замовлення", "замовленням"),
            ("company", "companies"),
            ("meeting", "meetings"),
        ] {
            assert!(share_a_stem(one, other), "{one} {other}");
        }
        assert!(!share_a_stem("дом", "дым"));
    }
}
