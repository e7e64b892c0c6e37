//! The room's own messages in three languages.

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use std::collections::HashMap;
use std::fmt::Write;
use std::sync::LazyLock;

/// Message id with attribute, to its pattern.
type Catalogue = HashMap<(String, Option<String>), Vec<Piece>>;

/// A piece of a pattern.
enum Piece {
    Text(String),
    Argument(String),
}

static CATALOGUES: LazyLock<[(&str, Catalogue); 3]> = LazyLock::new(|| {
    [
        ("en", read(include_str!("../translations/en.ftl"))),
        ("ru", read(include_str!("../translations/ru.ftl"))),
        ("uk", read(include_str!("../translations/uk.ftl"))),
    ]
});

/// The message in that language, or in English; the id itself when nobody wrote it.
pub(crate) fn write(language: &str, id: &str, attribute: Option<&str>, arguments: &[(&'static str, String)]) -> String {
    let language = language.split(['-', '_']).next().unwrap_or(language);
    let key = (id.to_owned(), attribute.map(str::to_owned));
    let find =
        |language: &str| CATALOGUES.iter().find(|(known, _)| *known == language).and_then(|(_, all)| all.get(&key));
    let Some(pieces) = find(language).or_else(|| find("en")) else { return id.to_owned() };
    let mut text = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(part) => text.push_str(part),
            Piece::Argument(name) => {
                let word = arguments.iter().find(|(known, _)| known == name);
                text.push_str(word.map_or("", |(_, word)| word));
            }
        }
    }
    text
}

fn read(source: &str) -> Catalogue {
    let resource = fluent_syntax::parser::parse_runtime(source).unwrap_or_else(|(resource, _)| resource);
    let mut catalogue = Catalogue::new();
    for entry in resource.body {
        let Entry::Message(message) = entry else { continue };
        let id = message.id.name.to_owned();
        for attribute in message.attributes {
            catalogue.insert((id.clone(), Some(attribute.id.name.to_owned())), pieces(&attribute.value));
        }
        if let Some(value) = message.value {
            catalogue.insert((id, None), pieces(&value));
        }
    }
    catalogue
}

fn pieces(pattern: &Pattern<&str>) -> Vec<Piece> {
    let piece = |element: &PatternElement<&str>| match element {
        PatternElement::TextElement { value } => Piece::Text((*value).to_owned()),
        PatternElement::Placeable { expression: Expression::Inline(InlineExpression::VariableReference { id }) } => {
            Piece::Argument(id.name.to_owned())
        }
        PatternElement::Placeable { expression: Expression::Inline(InlineExpression::StringLiteral { value }) } => {
            Piece::Text((*value).to_owned())
        }
        PatternElement::Placeable { expression } => {
            let mut text = String::new();
            let _ = write!(text, "{expression:?}");
            Piece::Text(text)
        }
    };
    pattern.elements.iter().map(piece).collect()
}

#[cfg(test)]
mod tests {
    use super::CATALOGUES;
    use crate::finding::Code;

    #[test]
    fn every_code_has_words_in_every_language() {
        for code in Code::all() {
            for (language, catalogue) in CATALOGUES.iter() {
                for attribute in [None, Some("remedy".to_owned())] {
                    let key = (format!("finding-{code}"), attribute);
                    assert!(catalogue.contains_key(&key), "{language} {key:?}");
                }
            }
            let page = format!("{}/../../docs/problems/{code}.md", env!("CARGO_MANIFEST_DIR"));
            assert!(std::path::Path::new(&page).exists(), "{page}");
        }
    }
}
