use fluent_syntax::ast::{Entry, Expression, InlineExpression, PatternElement};
use std::collections::{BTreeMap, BTreeSet};

/// The messages of a language, each with the arguments it names.
fn messages(source: &str) -> BTreeMap<String, BTreeSet<String>> {
    let resource = fluent_syntax::parser::parse(source).expect("the messages can be read");
    let messages = resource.body.into_iter().filter_map(|entry| match entry {
        Entry::Message(message) => Some(message),
        _ => None,
    });
    let arguments = |pattern: &fluent_syntax::ast::Pattern<&str>| {
        let named = pattern.elements.iter().filter_map(|element| match element {
            PatternElement::Placeable {
                expression: Expression::Inline(InlineExpression::VariableReference { id }),
            } => Some(id.name.to_owned()),
            _ => None,
        });
        named.collect()
    };
    messages
        .map(|message| (message.id.name.to_owned(), message.value.as_ref().map(arguments).unwrap_or_default()))
        .collect()
}

/// The ids that stand between quotes in the sources of this room and of `text`.
fn used() -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    for folder in ["/src", "/../text/src"] {
        for entry in std::fs::read_dir(format!("{}{folder}", env!("CARGO_MANIFEST_DIR"))).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|end| end != "rs") {
                continue;
            }
            let source = std::fs::read_to_string(&path).unwrap();
            let room = path.file_stem().unwrap().to_string_lossy().into_owned();
            let mine = |word: &&str| {
                let known =
                    if folder == "/src" { word.starts_with("problem-") } else { word.starts_with(&format!("{room}-")) };
                known && word.chars().all(|letter| letter.is_ascii_lowercase() || letter == '-')
            };
            let words: Vec<&str> = source.split('"').skip(1).step_by(2).collect();
            if folder == "/src" || ["phone", "email", "web"].contains(&&*room) {
                used.extend(words.iter().copied().filter(mine).map(str::to_owned));
                used.extend(source.split('"').filter(mine).map(str::to_owned));
            }
        }
    }
    used
}

#[test]
fn every_problem_has_words_in_every_language() {
    let languages = records::TRANSLATIONS.map(|(language, source)| (language, messages(source)));
    let english = &languages[0].1;
    for (language, known) in &languages {
        for id in used() {
            assert!(known.contains_key(&id), "{language}: {id}");
        }
        assert_eq!(known, english, "{language} has the same messages with the same arguments");
    }
    assert!(used().len() > 50);
}
