//! Countries by their codes and names: ISO 3166-1, with the names people use in English, Russian and Ukrainian.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::fold;

/// A country: its codes and what it is called.
#[derive(Debug, Clone)]
pub struct Country {
    /// ISO 3166-1 alpha-2, in capitals.
    pub code: &'static str,
    /// ISO 3166-1 alpha-3, in capitals.
    pub long_code: &'static str,
    /// The names in English, Russian and Ukrainian.
    pub names: [&'static str; 3],
    /// What else it is called.
    pub also: Vec<&'static str>,
}

impl Country {
    /// The name in a language (`en`, `ru`, `uk`); in English for any other.
    pub fn name(&self, language: &str) -> &'static str {
        let place = match language {
            "ru" => 1,
            "uk" => 2,
            _ => 0,
        };
        self.names[place]
    }

    /// Every name it is known by.
    pub fn all_names(&self) -> impl Iterator<Item = &'static str> {
        self.names.iter().chain(&self.also).copied()
    }
}

/// The countries, by their codes.
static COUNTRIES: LazyLock<Vec<Country>> =
    LazyLock::new(|| include_str!("country.table").lines().filter_map(country).collect());

/// The place of each code and plain name.
static PLACES: LazyLock<HashMap<String, usize>> = LazyLock::new(|| {
    let mut places = HashMap::new();
    for (place, country) in COUNTRIES.iter().enumerate() {
        let codes = [country.code, country.long_code];
        places.extend(codes.into_iter().chain(country.all_names()).map(|word| (plain(word), place)));
    }
    places
});

/// A line of the table: the codes, the three names, and perhaps others with bars between them.
fn country(line: &'static str) -> Option<Country> {
    let mut parts = line.split(" ; ");
    let (code, long_code) = (parts.next()?, parts.next()?);
    let names = [parts.next()?, parts.next()?, parts.next()?];
    Some(Country {
        code,
        long_code,
        names,
        also: parts.next().map(|also| also.split('|').collect()).unwrap_or_default(),
    })
}

/// A name without what people leave out or write otherwise.
fn plain(text: &str) -> String {
    let folded = fold(text);
    let letters: String = folded.chars().filter(|char| char.is_alphanumeric()).collect();
    // Who writes the article or the ampersand means the same.
    match folded.trim_start().strip_prefix("the ") {
        Some(rest) => rest.chars().filter(|char| char.is_alphanumeric()).collect(),
        None => letters,
    }
}

/// All countries, by their codes.
pub fn all() -> &'static [Country] {
    &COUNTRIES
}

/// The country that a code of two or three letters or a name in any of the languages means, whatever its capitals.
pub fn find(text: &str) -> Option<&'static Country> {
    PLACES.get(&plain(text)).and_then(|place| COUNTRIES.get(*place))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Option<&'static str> {
        find(text).map(|country| country.code)
    }

    #[test]
    fn codes_and_names_in_each_language_mean_a_country() {
        let us = ["United States", "the United States of America", "USA", "us", "U.S.A.", "США", "сша"];
        assert!(us.iter().all(|text| code(text) == Some("US")));
        let pairs = [("Kenya", "KE"), (" Германия ", "DE"), ("Німеччина", "DE"), ("DEU", "DE"), ("Turkey", "TR")];
        let more = [("turkiye", "TR"), ("UK", "GB"), ("Côte d'Ivoire", "CI"), ("В'єтнам", "VN"), ("РФ", "RU")];
        for (text, expected) in pairs.into_iter().chain(more) {
            assert_eq!(code(text), Some(expected), "{text}");
        }
        for text in ["Philipines", "", "-", "Berlin"] {
            assert_eq!(code(text), None, "{text}");
        }
    }

    #[test]
    fn the_table_is_whole_and_no_name_means_two() {
        assert_eq!(all().len(), include_str!("country.table").lines().count());
        assert!(all().is_sorted_by(|one, next| one.code < next.code));
        for country in all() {
            assert!(country.code.len() == 2 && country.long_code.len() == 3, "{country:?}");
            for name in [country.code, country.long_code].into_iter().chain(country.all_names()) {
                assert_eq!(code(name), Some(country.code), "{name}");
            }
        }
        assert_eq!(find("DE").map(|country| (country.name("uk"), country.name("fr"))), Some(("Німеччина", "Germany")));
    }
}
