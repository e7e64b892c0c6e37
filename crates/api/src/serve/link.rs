//! Addresses: those that lead on, and the form under which a question is remembered.

use super::ask::{Ask, Detail};

/// The question without the key of a record in it, and that key: `companies(5)?$select=name` is asked like
/// `companies(7)?$select=name`.
pub fn template(ask: &Ask) -> (String, Option<i64>) {
    let url = ask.url.as_str();
    let mut key = String::with_capacity(url.len() + 12);
    key.push(match Detail::wanted(&ask.headers.accept, None) {
        Detail::None => 'n',
        Detail::Minimal => 'm',
        Detail::Full => 'f',
    });
    key.push_str(ask.headers.language.tag());
    if let Some(size) = ask.headers.preferences.page_size {
        key.push_str(&size.to_string());
    }
    key.push('|');
    match split(url) {
        Some((set, id, query)) => {
            key.push_str(set);
            key.push_str("(#)");
            key.push_str(query);
            (key, Some(id))
        }
        None => {
            key.push_str(url);
            (key, None)
        }
    }
}

/// Takes `companies(5)?$select=name` apart; nothing for any other form.
fn split(url: &str) -> Option<(&str, i64, &str)> {
    let open = url.find(['(', '?', '/'])?;
    let rest = url[open..].strip_prefix('(')?;
    let (id, rest) = rest.split_once(')')?;
    let is_number = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number || !(rest.is_empty() || rest.starts_with('?')) {
        return None;
    }
    Some((&url[..open], id.parse().ok()?, rest))
}

/// The address at which a page goes on.
pub fn next(ask: &Ask, rest: Option<u64>, cursor: &str) -> String {
    let (path, query) = ask.url.split_once('?').unwrap_or((&ask.url, ""));
    let mut link = format!("{}{path}?", ask.headers.root);
    for option in query.split('&').filter(|option| !option.is_empty() && !is_place(option)) {
        link.push_str(option);
        link.push('&');
    }
    if let Some(rest) = rest {
        link.push_str(&format!("$top={rest}&"));
    }
    link.push_str("$skiptoken=");
    link.push_str(cursor);
    link
}

/// Whether an option says where the page begins or ends.
fn is_place(option: &str) -> bool {
    let name = option.split('=').next().unwrap_or_default().to_ascii_lowercase();
    let name = name.strip_prefix("%24").or(name.strip_prefix('$')).unwrap_or(&name);
    matches!(name, "skip" | "top" | "skiptoken")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_no_part_of_the_question() {
        assert_eq!(split("companies(5)?$select=name"), Some(("companies", 5, "?$select=name")));
        assert_eq!(split("companies(5)"), Some(("companies", 5, "")));
        for other in [
            "companies",
            "companies(5)/name",
            "companies(id=5)",
            "companies?$filter=(5)",
            "companies(99999999999999999999)",
        ] {
            assert_eq!(split(other), None, "{other}");
        }
    }

    #[test]
    fn what_says_where_a_page_begins_is_replaced() {
        assert!(is_place("$skip=5") && is_place("%24top=5") && is_place("skiptoken=x"));
        assert!(!is_place("$filter=top eq 5"));
    }
}
