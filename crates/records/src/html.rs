//! Rich text made safe: the few tags people need, nothing that runs or loads.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Keeps simple formatting and drops everything else.
///
/// Scripts, styles, frames, forms, event attributes and `javascript:` addresses never survive.
pub(crate) fn clean(html: &str) -> String {
    static CLEANER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
        let tags: HashSet<&'static str> = [
            "p",
            "br",
            "b",
            "strong",
            "i",
            "em",
            "u",
            "s",
            "ul",
            "ol",
            "li",
            "a",
            "blockquote",
            "code",
            "pre",
            "h2",
            "h3",
            "h4",
            "table",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
            "hr",
        ]
        .into_iter()
        .collect();
        let mut cleaner = ammonia::Builder::default();
        cleaner
            .tags(tags)
            .url_schemes(["http", "https", "mailto", "tel"].into_iter().collect())
            .link_rel(Some("noopener noreferrer nofollow"));
        cleaner
    });
    CLEANER.clean(html).to_string().trim().to_owned()
}

/// The words of rich text, without its tags.
pub(crate) fn plain(html: &str) -> String {
    let mut plain = String::with_capacity(html.len());
    let mut inside = false;
    for letter in html.chars() {
        match letter {
            '<' => inside = true,
            '>' => {
                inside = false;
                plain.push(' ');
            }
            _ if !inside => plain.push(letter),
            _ => {}
        }
    }
    plain.replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn nothing_that_runs_survives() {
        assert_eq!(clean("<p onclick=x()>Hi <script>alert(1)</script><b>there</b></p>"), "<p>Hi <b>there</b></p>");
        assert_eq!(clean("<a href=\"javascript:alert(1)\">x</a>"), "<a rel=\"noopener noreferrer nofollow\">x</a>");
        assert_eq!(clean("<img src=x onerror=alert(1)>"), "");
    }
}
