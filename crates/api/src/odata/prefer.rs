//! The header `Prefer`: what the client would like. RFC 7240, OData Protocol 8.2.8.

/// The preferences of a request that OData knows; others are ignored, as RFC 7240 asks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Preferences {
    /// `return=minimal` or `return=representation`.
    pub returned: Option<Returned>,
    /// `maxpagesize`: at most so many members in one answer.
    pub page_size: Option<u32>,
    /// `continue-on-error`: the rest of a batch runs after a failure.
    pub continue_on_error: bool,
    /// `include-annotations`: which annotations the answer holds.
    pub annotations: Option<String>,
    /// `omit-values`: which values the answer may leave out.
    pub omitted: Option<Omitted>,
    /// `track-changes`: the answer ends with a delta link.
    pub track_changes: bool,
    /// `respond-async`.
    pub respond_async: bool,
    /// `wait`: seconds the client waits.
    pub wait: Option<u32>,
    /// `callback`: the address to call.
    pub callback: Option<String>,
    /// `allow-entityreferences`.
    pub allow_references: bool,
}

/// What a write answers with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Returned {
    Minimal,
    Representation,
}

/// Values that may be missing from an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Omitted {
    Nulls,
    Defaults,
}

/// Reads the value of one or more `Prefer` headers, joined by commas.
///
/// A preference that is malformed or unknown is ignored; the first of two wins.
pub fn parse(header: &str) -> Preferences {
    let mut preferences = Preferences::default();
    for member in split(header, ',') {
        // Only the first preference of a name counts; what is no preference counts nothing.
        let _ = preferences.take(member.trim());
    }
    preferences
}

impl Preferences {
    /// Takes one preference; nothing if it is unknown or malformed.
    fn take(&mut self, member: &str) -> Option<()> {
        let mut parts = split(member, ';').into_iter();
        let (name, value) = pair(parts.next()?);
        let lower = name.to_ascii_lowercase();
        // The prefix `odata.` is optional since 4.01.
        let plain = lower.strip_prefix("odata.").unwrap_or(&lower);
        match (plain, value.as_deref()) {
            ("return", Some("minimal")) => first(&mut self.returned, Returned::Minimal),
            ("return", Some("representation")) => first(&mut self.returned, Returned::Representation),
            ("maxpagesize", Some(size)) => first(&mut self.page_size, positive(size)?),
            ("continue-on-error", None) => self.continue_on_error = true,
            ("continue-on-error", Some(value)) => self.continue_on_error = boolean(value)?,
            ("include-annotations", Some(list)) if is_annotations(list) => {
                first(&mut self.annotations, list.to_owned());
            }
            ("omit-values", Some("nulls")) => first(&mut self.omitted, Omitted::Nulls),
            ("omit-values", Some("defaults")) => first(&mut self.omitted, Omitted::Defaults),
            ("track-changes", None) => self.track_changes = true,
            ("respond-async", None) => self.respond_async = true,
            ("wait", Some(seconds)) => first(&mut self.wait, seconds.parse().ok()?),
            ("callback", None) => {
                let (name, value) = pair(parts.next()?);
                let url = value.filter(|_| name.eq_ignore_ascii_case("url"))?;
                first(&mut self.callback, url);
            }
            ("allow-entityreferences", None) => self.allow_references = true,
            _ => return None,
        }
        Some(())
    }
}

fn first<T>(place: &mut Option<T>, value: T) {
    place.get_or_insert(value);
}

fn positive(text: &str) -> Option<u32> {
    text.parse().ok().filter(|size| *size > 0)
}

fn boolean(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// Whether a text is a list of `*`, `-Namespace.*`, `Namespace.Term#qualifier`.
fn is_annotations(list: &str) -> bool {
    list.split(',').all(|member| {
        let member = member.strip_prefix('-').unwrap_or(member);
        let (name, qualifier) = match member.split_once('#') {
            Some((name, qualifier)) => (name, Some(qualifier)),
            None => (member, None),
        };
        let parts: Vec<&str> = name.split('.').collect();
        let named = name == "*"
            || parts.len() > 1
                && parts
                    .iter()
                    .enumerate()
                    .all(|(index, part)| is_name(part) || *part == "*" && index + 1 == parts.len());
        named && qualifier.is_none_or(is_name)
    })
}

fn is_name(text: &str) -> bool {
    text.starts_with(|char: char| char == '_' || char.is_alphabetic())
        && text.chars().all(|char| char == '_' || char.is_alphanumeric())
}

/// Splits `name = "value"`; quotes are taken off.
fn pair(text: &str) -> (String, Option<String>) {
    match text.split_once('=') {
        Some((name, value)) => (name.trim().to_owned(), Some(unquoted(value.trim()))),
        None => (text.trim().to_owned(), None),
    }
}

fn unquoted(text: &str) -> String {
    let Some(inner) = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')) else {
        return text.to_owned();
    };
    let mut chars = inner.chars();
    let mut plain = String::with_capacity(inner.len());
    while let Some(char) = chars.next() {
        plain.push(if char == '\\' { chars.next().unwrap_or(char) } else { char });
    }
    plain
}

/// Splits at a separator that does not stand in quotes.
fn split(text: &str, separator: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut quoted, mut escaped) = (0, false, false);
    for (index, char) in text.char_indices() {
        match char {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if char == separator && !quoted => {
                parts.push(&text[start..index]);
                start = index + char.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

#[cfg(test)]
pub(super) fn is_known(preference: &str) -> bool {
    Preferences::default().take(preference).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn preferences_are_read_with_and_without_prefix() {
        let read = parse("odata.maxpagesize=20, return = minimal;foo=\"a,b\",maxpagesize=5,odata.continue-on-error");
        let expected = Preferences {
            returned: Some(Returned::Minimal),
            page_size: Some(20),
            continue_on_error: true,
            ..Preferences::default()
        };
        assert_eq!(read, expected);
    }

    #[test]
    fn malformed_preferences_are_ignored() {
        let read = parse("maxpagesize=0,maxpagesize=x,return=all,include-annotations=\"Namespace\",,=;,\"");
        assert_eq!(read, Preferences::default());
    }
}
