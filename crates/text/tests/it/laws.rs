//! What holds for any text, however hostile.

use proptest::prelude::*;
use text::likeness::{self, Card, Field, Kind, Profile};

use crate::search::answers;

/// Any text, with many of the letters and signs that this room treats in a special way.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[а-яёіїєґА-ЯЁІЇЄҐъь’' .-]{0,40}",
        "[a-zšščžłßöüéA-ZŠ@.:/+ -]{0,40}",
        "[0-9+() .;ext=-]{0,30}",
        "(ООО|ТОВ|LLC|GmbH|z o\\.o\\.|«|»|\"|&|, | |[а-яa-z]{1,8}){0,8}",
    ]
}

const KINDS: [Kind; 12] = [
    Kind::PersonName,
    Kind::Surname,
    Kind::CompanyName,
    Kind::Text,
    Kind::Phone,
    Kind::Email,
    Kind::Domain,
    Kind::Address,
    Kind::PostalCode,
    Kind::Number,
    Kind::Date,
    Kind::Exact,
];

proptest! {
    #[test]
    fn folding_twice_changes_nothing_more(any in any_text()) {
        let folded = text::fold(&any);
        prop_assert_eq!(text::fold(&folded), folded);
    }

    #[test]
    fn terms_are_distinct_plain_and_bounded(any in any_text()) {
        let terms = text::index_terms(&any);
        for (at, term) in terms.iter().enumerate() {
            prop_assert!(term.chars().all(char::is_alphanumeric), "{}", term);
            prop_assert!((2..=64).contains(&term.chars().count()), "{}", term);
            prop_assert!(!terms[..at].contains(term));
        }
    }

    #[test]
    fn a_text_is_found_by_itself(any in any_text()) {
        let query = text::query(&any);
        prop_assert!(answers(&query, &text::index_terms(&any)), "{:?}", query);
        prop_assert!(query.words.is_empty() || text::rank(&query, &any, "") > 0);
    }

    #[test]
    fn a_word_of_a_text_is_found_by_its_beginning(words in prop::collection::vec("[а-яёіїєґa-zšč]{3,12}", 1..6)) {
        let terms = text::index_terms(&words.join(", "));
        for word in &words {
            let half: String = word.chars().take(word.chars().count() / 2 + 1).collect();
            prop_assert!(answers(&text::query(&half), &terms), "{} of {:?}", half, words);
        }
    }

    #[test]
    fn keys_are_bounded_and_repeatable(any in any_text()) {
        prop_assert!(text::sort_key(&any).len() <= 64);
        prop_assert_eq!(text::sort_key(&any), text::sort_key(&any));
        prop_assert!(text::name::initials(&any).chars().count() <= 6);
        let _ = (text::name::person_key(&any), text::to_latin(&any), text::vocabulary_words(&any));
        let _ = (text::name::company_key(&any), text::grams(&any), text::web::domain_of(&any));
    }

    #[test]
    fn what_is_accepted_is_accepted_again_unchanged(any in any_text()) {
        if let Ok(email) = text::email::parse(&any) {
            prop_assert_eq!(text::email::parse(&email), Ok(email.clone()));
        }
        if let Ok(url) = text::web::parse(&any) {
            prop_assert_eq!(text::web::parse(&url), Ok(url.clone()));
        }
        for country in [None, Some("RU"), Some("UA"), Some("xx"), Some("")] {
            if let Ok(phone) = text::phone::parse(&any, country) {
                prop_assert_eq!(text::phone::parse(&phone.e164, None), Ok(phone.clone()));
                prop_assert_eq!(&text::phone::parse(&phone.international(), None)?.e164, &phone.e164);
                let _ = (phone.national(), phone.country());
            }
        }
    }

    #[test]
    fn distance_is_symmetric(a in "[abc]{0,8}", b in "[abc]{0,8}", max in 0u8..4) {
        let there = text::distance_within(&a, &b, max);
        prop_assert_eq!(there, text::distance_within(&b, &a, max));
        prop_assert_eq!(there, u8::try_from(strsim::osa_distance(&a, &b)).ok().filter(|errors| *errors <= max));
    }

    #[test]
    fn cards_are_compared_alike_in_both_directions(left in prop::collection::vec(any_text(), 12), right in prop::collection::vec(any_text(), 12)) {
        let profile = Profile::new(KINDS.iter().enumerate().map(|(at, kind)| Field::new(at.to_string(), *kind)).collect());
        let card = |values: &[String]| Card::new(&profile, |name| values.get(name.parse::<usize>().ok()?).map(String::as_str));
        let (left, right) = (card(&left), card(&right));
        let (there, back) = (likeness::compare(&profile, &left, &right), likeness::compare(&profile, &right, &left));
        prop_assert!((0.0..=1.0).contains(&there.score));
        prop_assert!((there.score - back.score).abs() < 1e-9);
        let same = likeness::compare(&profile, &left, &left);
        prop_assert!(same.score >= there.score);
        prop_assert!(likeness::blocking_keys(&profile, &left).len() < 64);
    }
}
