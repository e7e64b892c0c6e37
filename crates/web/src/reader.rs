//! The person in front of the screen, as far as drawing a page is concerned.

use std::borrow::Cow;

use axum::http::HeaderMap;
use axum::http::header::{ACCEPT_LANGUAGE, COOKIE};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::language::Language;

/// What every component is told first: how this person reads.
///
/// Built once per request, from cookies and headers by [`Reader::of`], then refined with what the user's own record says.
#[derive(Debug, Clone)]
pub struct Reader {
    pub language: Language,
    /// Whether the language was chosen in this browser; then it counts more than the one in the user's record.
    pub language_is_chosen: bool,
    pub zone: TimeZone,
    /// The time of the request (the transaction's time, where there is one).
    pub now: Timestamp,
    pub theme: Theme,
    pub density: Density,
    /// The value forms carry against cross-site requests; empty on pages without forms.
    pub csrf: String,
}

/// Light, dark, or as the device is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    #[default]
    Device,
    Light,
    Dark,
}

/// The height of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Density {
    Compact,
    #[default]
    Regular,
    Comfortable,
}

impl Theme {
    /// All of them, with the value a page keeps, the picture and the name of each.
    pub const CHOICES: [(Self, &'static str, &'static str, &'static str); 3] = [
        (Self::Light, "light", "sun", "theme-light"),
        (Self::Dark, "dark", "moon", "theme-dark"),
        (Self::Device, "device", "monitor", "theme-device"),
    ];
}

impl Density {
    /// All of them, with the name of each.
    pub const CHOICES: [(Self, &'static str); 3] = [
        (Self::Compact, "density-compact"),
        (Self::Regular, "density-regular"),
        (Self::Comfortable, "density-comfortable"),
    ];
}

impl Reader {
    /// A reader with everything at its default.
    pub fn new(language: Language, now: Timestamp) -> Self {
        Self {
            language,
            language_is_chosen: false,
            zone: TimeZone::UTC,
            now,
            theme: Theme::default(),
            density: Density::default(),
            csrf: String::new(),
        }
    }

    /// The reader as the request's cookies (`language`, `theme`, `density`, `zone`) and `Accept-Language` tell.
    pub fn of(headers: &HeaderMap, now: Timestamp) -> Self {
        let accepted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).and_then(Language::preferred);
        let chosen = cookie(headers, "language").and_then(|tag| Language::parse(&tag));
        let mut reader = Self::new(chosen.or(accepted).unwrap_or_default(), now);
        reader.language_is_chosen = chosen.is_some();
        if let Some(theme) = cookie(headers, "theme") {
            reader.theme = Theme::parse(&theme);
        }
        if let Some(density) = cookie(headers, "density") {
            reader.density = Density::parse(&density);
        }
        if let Some(zone) = cookie(headers, "zone").and_then(|name| TimeZone::get(&name).ok()) {
            reader.zone = zone;
        }
        reader
    }
}

/// The value of the request's cookie `name`; percent escapes are undone.
pub(crate) fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok()).flat_map(|line| line.split(';')).find_map(
        |pair| {
            let (key, value) = pair.trim().split_once('=')?;
            (key == name).then(|| unescaped(value.trim_matches('"')).into_owned())
        },
    )
}

/// Undoes `%2F` and the like; anything that is not such an escape stays.
fn unescaped(value: &str) -> Cow<'_, str> {
    if !value.contains('%') {
        return Cow::Borrowed(value);
    }
    let bytes = value.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let digits = bytes
            .get(at + 1..at + 3)
            .filter(|_| bytes[at] == b'%')
            .and_then(|pair| std::str::from_utf8(pair).ok())
            .and_then(|pair| u8::from_str_radix(pair, 16).ok());
        plain.push(digits.unwrap_or(bytes[at]));
        at += if digits.is_some() { 3 } else { 1 };
    }
    Cow::Owned(String::from_utf8_lossy(&plain).into_owned())
}

impl Theme {
    /// The value of `data-theme`; none lets the device decide.
    pub fn attribute(self) -> Option<&'static str> {
        match self {
            Self::Device => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        }
    }

    fn parse(word: &str) -> Self {
        match word {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::Device,
        }
    }
}

impl Density {
    /// The value of `data-density`.
    pub fn attribute(self) -> &'static str {
        match self {
            Self::Compact => "compact",
            Self::Regular => "regular",
            Self::Comfortable => "comfortable",
        }
    }

    fn parse(word: &str) -> Self {
        match word {
            "compact" => Self::Compact,
            "comfortable" => Self::Comfortable,
            _ => Self::Regular,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_win_over_headers() {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_LANGUAGE, "uk".parse().unwrap());
        headers.insert(COOKIE, "theme=dark; density=compact; zone=Europe%2FKyiv; language=ru".parse().unwrap());
        let reader = Reader::of(&headers, Timestamp::UNIX_EPOCH);
        assert_eq!(reader.language, Language::Russian);
        assert_eq!(reader.theme, Theme::Dark);
        assert_eq!(reader.density, Density::Compact);
        assert_eq!(reader.zone.iana_name(), Some("Europe/Kyiv"));
    }

    #[test]
    fn nonsense_in_cookies_is_ignored() {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, "theme=<script>; zone=%zz; language=xx; density".parse().unwrap());
        let reader = Reader::of(&headers, Timestamp::UNIX_EPOCH);
        assert_eq!(reader.language, Language::English);
        assert_eq!(reader.theme, Theme::Device);
    }
}
