//! The order of words in a list.

use std::sync::LazyLock;

use icu_collator::options::{CollatorOptions, Strength};
use icu_collator::preferences::CollationNumericOrdering;
use icu_collator::{Collator, CollatorBorrowed, CollatorPreferences};

/// Where keys are cut, in bytes.
const LENGTH: usize = 64;

/// What stands in a key between the letters and what distinguishes their spellings.
const LEVEL_END: u8 = 1;

static COLLATOR: LazyLock<CollatorBorrowed<'static>> = LazyLock::new(|| collator(CollatorOptions::default()));

/// The letters alone: neither capitals nor accents count.
static LETTERS: LazyLock<CollatorBorrowed<'static>> = LazyLock::new(|| {
    let mut options = CollatorOptions::default();
    options.strength = Some(Strength::Primary);
    collator(options)
});

fn collator(options: CollatorOptions) -> CollatorBorrowed<'static> {
    let mut preferences = CollatorPreferences::default();
    preferences.numeric_ordering = Some(CollationNumericOrdering::True);
    Collator::try_new(preferences, options).expect("the data of the root collation is compiled in")
}

/// A key whose byte order is the order in which people expect texts in a list.
///
/// One order for all languages (the root collation of CLDR): Latin before Cyrillic, capitals beside
/// small letters, Ё beside Е and Ґ beside Г, Є behind Е, І and Ї behind И, numbers by their
/// value, spaces and signs first. At most 64 bytes, which are some 40 letters; what is alike so far
/// may stand in any order. An empty text has an empty key.
pub fn sort_key(text: &str) -> Vec<u8> {
    let mut key = Vec::with_capacity(LENGTH);
    let Ok(()) = COLLATOR.write_sort_key_to(text.trim(), &mut key);
    key.truncate(LENGTH);
    key
}

/// Where the keys of all spellings of a text lie: from the first on and below the second.
///
/// Spellings differ in capitals and accents at most. Texts that are alike for some 40 letters lie there too, so what
/// is found has to be compared once more.
pub fn sort_key_range(text: &str) -> (Vec<u8>, Vec<u8>) {
    let mut low = Vec::with_capacity(LENGTH);
    let Ok(()) = LETTERS.write_sort_key_to(text.trim(), &mut low);
    if low.len() < LENGTH {
        low.push(LEVEL_END);
    }
    low.truncate(LENGTH);
    let mut high = low.clone();
    while let Some(last) = high.pop() {
        if last < u8::MAX {
            high.push(last + 1);
            break;
        }
    }
    (low, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_a_text_lie_together_and_others_elsewhere() {
        let within = |text: &str, other: &str| {
            let (low, high) = sort_key_range(text);
            let key = sort_key(other);
            low <= key && key < high
        };
        let long = "Общество с ограниченной ответственностью «Ромашка и партнёры» ".repeat(3);
        for (text, other) in [
            ("ACME Ltd", "Acme ltd"),
            ("acme ltd", " ACME LTD "),
            ("ООО Ёлка", "ооо елка"),
            ("Item 10", "ITEM 10"),
            ("", ""),
            ("x", "X"),
            (&long, &long.to_uppercase()),
        ] {
            assert!(within(text, other) && within(other, text), "{text} {other}");
        }
        for (text, other) in [("Acme", "Acme Ltd"), ("Acme Ltd", "Acme"), ("Анна", "Анн"), ("Item 1", "Item 10")]
        {
            assert!(!within(text, other) && !within(other, text), "{text} {other}");
        }
    }

    #[test]
    fn texts_stand_where_people_look_for_them() {
        for texts in [
            &["", "12", "anna", "Anna", "Ännchen", "Anne", "Zoe", "Абрам", "Яна"][..],
            // Ё counts as Е until everything else is the same.
            &["Ёжиков", "Ежов", "Елка", "Ёлка", "Елкин", "Жуков"],
            &["Ґалаґан", "Гнат", "Дмитро", "Евген", "Єва", "Жанна", "Ира", "Іван", "Їжак", "Кирило"],
            &["Item 2", "Item 10", "Item 100"],
            &["de Boer", "Deal"],
        ] {
            let mut sorted = texts.to_vec();
            sorted.reverse();
            sorted.sort_by_key(|text| sort_key(text));
            assert_eq!(sorted, texts);
        }
    }

    #[test]
    fn keys_are_short_and_tell_forty_letters_apart() {
        let name = "Я".repeat(40);
        assert!(sort_key(&format!("{name}а")) < sort_key(&format!("{name}б")));
        assert!(sort_key(&"Ы".repeat(1_000)).len() <= LENGTH);
    }
}
