//! Words for people in several languages, and their plural forms.

use std::sync::Arc;

/// The languages every label is wanted in; the first one stands in for missing ones.
pub const LANGUAGES: [&str; 3] = ["en", "ru", "uk"];

/// A text in several languages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Label {
    /// The message id it came from; empty when it was made in code.
    pub id: Arc<str>,
    /// Language and text, in the order of [`LANGUAGES`].
    pub texts: Arc<[(Arc<str>, Arc<str>)]>,
}

impl Label {
    /// A label with the same text in every language.
    pub fn plain(text: impl Into<Arc<str>>) -> Self {
        Self { id: Arc::from(""), texts: Arc::from([(Arc::from(LANGUAGES[0]), text.into())]) }
    }

    /// The text in this language (`ru`, `ru-RU`), else in English, else in any language, else the id.
    pub fn get(&self, language: &str) -> &str {
        self.exact(language)
            .or_else(|| self.exact(LANGUAGES[0]))
            .or_else(|| self.texts.first().map(|(_, text)| &**text))
            .unwrap_or(&self.id)
    }

    /// The text in this very language.
    pub fn exact(&self, language: &str) -> Option<&str> {
        let language = primary(language);
        self.texts.iter().find(|(known, _)| **known == *language).map(|(_, text)| &**text)
    }

    /// Whether there is no text in any language.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }
}

/// A noun in its plural forms: what stands after a number.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plural {
    /// Language, then category (`one`, `few`, `many`, `other`) and form.
    pub forms: Arc<[(Arc<str>, PluralForms)]>,
}

/// The forms of a noun in one language, by CLDR category.
pub type PluralForms = Vec<(Arc<str>, Arc<str>)>;

impl Plural {
    /// The form that goes with a whole number: 3 and `ru` give «компании».
    pub fn get(&self, language: &str, count: u64) -> Option<&str> {
        let language = primary(language);
        let find = |language: &str| self.forms.iter().find(|(known, _)| **known == *language);
        let (language, forms) = find(language).or_else(|| find(LANGUAGES[0]))?;
        let wanted = category(language, count);
        let form = forms.iter().find(|(category, _)| **category == *wanted).or_else(|| forms.last());
        form.map(|(_, text)| &**text)
    }
}

/// The language without its region: `ru` of `ru-RU`.
fn primary(language: &str) -> &str {
    language.split(['-', '_']).next().unwrap_or(language)
}

/// The plural category of a whole number (CLDR, cardinal rules).
pub fn category(language: &str, count: u64) -> &'static str {
    match language {
        "ru" | "uk" => match (count % 10, count % 100) {
            (1, last) if last != 11 => "one",
            (2..=4, last) if !(12..=14).contains(&last) => "few",
            _ => "many",
        },
        _ if count == 1 => "one",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_languages_fall_back_to_english() {
        let label = Label {
            id: "deal".into(),
            texts: Arc::from([("en".into(), "Deal".into()), ("ru".into(), "Сделка".into())]),
        };
        assert_eq!(label.get("ru-RU"), "Сделка");
        assert_eq!(label.get("uk"), "Deal");
        assert_eq!(Label { id: "deal".into(), ..Label::default() }.get("uk"), "deal");
    }

    #[test]
    fn categories_follow_cldr() {
        let of = |count| category("uk", count);
        assert_eq!(
            [1, 2, 5, 11, 12, 21, 22, 25, 111].map(of),
            ["one", "few", "many", "many", "many", "one", "few", "many", "many"]
        );
        assert_eq!([0, 1, 2].map(|count| category("en", count)), ["other", "one", "other"]);
    }
}
