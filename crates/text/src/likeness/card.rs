//! One record's values, normalised once.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::{Kind, Profile};
use crate::{email, fold, name, web, words};

/// The values of a record as [`super::compare`] wants them, in the order of the profile's fields.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Card {
    pub(super) values: Vec<Option<Value>>,
}

/// How many letters of a value are compared: comparing takes the square of them.
const LENGTH: usize = 160;

/// How many words of a value are compared one by one.
pub(super) const WORDS: usize = 8;

/// A normalised value.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Value {
    /// The form that is compared: folded words, a skeleton, digits, a code. Never empty.
    pub form: String,
    /// The form without spaces.
    pub squeezed: String,
    /// The words of the form, at most [`WORDS`].
    pub words: Vec<String>,
}

impl Card {
    /// Normalises a record's values; `value` is asked once for each field's name.
    ///
    /// Nothing, an empty text and a text that says nothing (the domain of a free mail service, a
    /// phone number without digits) are missing values: neither for nor against sameness.
    pub fn new<'a>(profile: &Profile, value: impl Fn(&str) -> Option<&'a str>) -> Card {
        let values = profile.fields.iter().map(|field| {
            let text = value(&field.name)?.trim();
            let end = text.char_indices().nth(LENGTH).map_or(text.len(), |(end, _)| end);
            normalise(field.kind, &text[..end])
        });
        Card { values: values.collect() }
    }
}

fn normalise(kind: Kind, text: &str) -> Option<Value> {
    let form = match kind {
        Kind::PersonName | Kind::Surname => name::person_words(text).join(" "),
        Kind::CompanyName => name::company_key(text),
        Kind::Text => latin_words(text),
        Kind::Address => address(text),
        Kind::Phone => phone_digits(text),
        Kind::Email => email::key(text),
        Kind::Domain => domain(text),
        Kind::PostalCode | Kind::Number | Kind::Exact => code(text),
        Kind::Date => date(text),
    };
    if form.is_empty() {
        return None;
    }
    let mut squeezed = form.clone();
    squeezed.retain(|c| c != ' ');
    let words = form.split(' ').take(WORDS).map(str::to_owned).collect();
    Some(Value { form, squeezed, words })
}

/// Skeletons of the words, or the folded words in scripts without skeletons.
fn latin_words(text: &str) -> String {
    let parts = words::chunks(text).flat_map(words::parts);
    let words: Vec<String> = parts.map(|part| name::latin_word(&part)).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// Words for kinds of streets and places, which are written, shortened or left out as one likes.
const PLACE_WORDS: &str = "street str st road rd avenue ave av boulevard blvd lane ln drive dr place pl court ct \
    square sq strasse rue calle via улица ул вулиця вул проспект просп пр переулок пер провулок пров площадь площа пл \
    набережная наб бульвар бул шоссе ш дом д будинок буд город г місто м";

/// The skeletons of [`PLACE_WORDS`].
static PLACES: LazyLock<HashSet<String>> =
    LazyLock::new(|| PLACE_WORDS.split_whitespace().map(name::latin_word).collect());

fn address(text: &str) -> String {
    let words = latin_words(text);
    let telling: Vec<&str> = words.split(' ').filter(|word| !PLACES.contains(*word)).collect();
    match telling.is_empty() {
        true => words,
        false => telling.join(" "),
    }
}

/// The last ten digits, which are the same with and without country code.
fn phone_digits(text: &str) -> String {
    let number = text.split(";ext=").next().unwrap_or_default();
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    match digits.len() {
        0..=4 => String::new(),
        length if length > 10 => digits[length - 10..].to_owned(),
        _ => digits,
    }
}

fn domain(text: &str) -> String {
    web::domain_of(text).filter(|domain| !email::is_free_mail(domain)).unwrap_or_default()
}

/// Letters and digits only.
fn code(text: &str) -> String {
    let mut code = fold(text);
    code.retain(char::is_alphanumeric);
    code
}

/// Eight digits `yyyymmdd`; another text is no date.
fn date(text: &str) -> String {
    let day = text.split(['T', ' ']).next().unwrap_or_default();
    let digits: String = day.chars().filter(char::is_ascii_digit).collect();
    if digits.len() == 8 { digits } else { String::new() }
}
