//! The order of words in a list.

use std::sync::LazyLock;

use icu_collator::options::CollatorOptions;
use icu_collator::preferences::CollationNumericOrdering;
use icu_collator::{Collator, CollatorBorrowed, CollatorPreferences};

/// Where keys are cut, in bytes.
const LENGTH: usize = 64;

static COLLATOR: LazyLock<CollatorBorrowed<'static>> = LazyLock::new(|| {
    let mut preferences = CollatorPreferences::default();
    preferences.numeric_ordering = Some(CollationNumericOrdering::True);
    Collator::try_new(preferences, CollatorOptions::default()).expect("the data of the root collation is compiled in")
});

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

#[cfg(test)]
mod tests {
    use super::*;

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
