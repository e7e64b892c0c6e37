//! Every message has its text in every language.

use std::collections::{BTreeMap, BTreeSet};

use documents::translations;
use fluent_bundle::FluentResource;

/// The variables of each message and attribute, by name.
fn variables(text: &str) -> BTreeMap<String, BTreeSet<String>> {
    // The real parser judges the file; what it takes for a message is then easy to find again.
    FluentResource::try_new(text.to_owned()).expect("the file is Fluent");
    let mut found = BTreeMap::new();
    let mut message = String::new();
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (name, pattern) = line.split_once(" = ").unwrap_or_else(|| panic!("more than one line: {line}"));
        let name = match name.trim().strip_prefix('.') {
            Some(attribute) => format!("{message}.{attribute}"),
            None => {
                message = name.to_owned();
                message.clone()
            }
        };
        let used = pattern.split("{ $").skip(1).map(|rest| rest.split_once(" }").expect("no selectors").0.to_owned());
        assert!(found.insert(name.clone(), used.collect()).is_none(), "{name} twice");
    }
    found
}

#[test]
fn the_languages_say_the_same() {
    let [(_, english), others @ ..] = translations();
    let english = variables(english);
    for (language, text) in others {
        assert_eq!(variables(text), english, "{language}");
    }
}

#[test]
fn every_id_in_the_code_has_a_text() {
    let known = variables(translations()[0].1);
    let mut used = BTreeSet::new();
    let mut folders = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let code = std::fs::read_to_string(&path).unwrap();
                for prefix in ["import-", "export-"] {
                    let quoted = format!("\"{prefix}");
                    let ids = code.split(&quoted).skip(1).filter_map(|rest| rest.split('"').next());
                    used.extend(ids.map(|id| format!("{prefix}{id}")));
                }
            }
        }
    }
    let texts: BTreeSet<String> = known.keys().filter(|name| !name.contains('.')).cloned().collect();
    assert_eq!(used, texts);
}
