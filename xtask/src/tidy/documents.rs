//! The documents against the tree: links, the files that ARCHITECTURE.md names, the two languages of the guide.

use anyhow::Result;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const MAP: &str = "ARCHITECTURE.md";
/// The languages of the guide; the first one is compared with the others.
const LANGUAGES: [&str; 2] = ["en", "ru"];

/// Looks through every document.
pub fn check(root: &Path) -> Result<Vec<String>> {
    let mut findings = Vec::new();
    for document in ["README.md", MAP, "STYLE.md", "CONTRIBUTING.md", "CHANGELOG.md", "deny.toml"] {
        if !root.join(document).exists() {
            findings.push(format!("{document} is missing"));
        }
    }
    for document in documents(root)? {
        let text = std::fs::read_to_string(root.join(&document))?;
        let folder = root.join(document.parent().unwrap_or(Path::new("")));
        findings.extend(links(&document.display().to_string(), &text, |target| folder.join(target).exists()));
    }
    let map = std::fs::read_to_string(root.join(MAP))?;
    findings.extend(named(&map, |path| root.join(path).exists()));
    findings.extend(guide(&root.join("docs/guide"))?);
    Ok(findings)
}

/// Every Markdown file of the project, relative to its folder.
fn documents(root: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![(PathBuf::new(), false), ("docs".into(), true), ("apps".into(), true)];
    while let Some((folder, deep)) = folders.pop() {
        for entry in std::fs::read_dir(root.join(&folder))? {
            let entry = entry?;
            let path = folder.join(entry.file_name());
            if entry.file_type()?.is_dir() && deep {
                folders.push((path, true));
            } else if path.extension().is_some_and(|end| end == "md") {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Finds `](path)` links of a document that lead nowhere.
fn links(document: &str, text: &str, exists: impl Fn(&str) -> bool) -> Vec<String> {
    let mut findings = Vec::new();
    for part in text.split("](").skip(1) {
        let target = part.split([')', '#']).next().unwrap_or_default();
        if !target.is_empty() && !target.contains("://") && !exists(target) {
            findings.push(format!("{document}: the link to {target} leads nowhere"));
        }
    }
    findings
}

/// Finds files and folders that a room's line of the map names (`- **room**: `file.rs`, `folder/``) and that are not there.
fn named(map: &str, exists: impl Fn(&str) -> bool) -> Vec<String> {
    let mut findings = Vec::new();
    for line in map.lines() {
        let Some((room, text)) = line.strip_prefix("- **").and_then(|rest| rest.split_once("**: ")) else { continue };
        let words = text.split('`').skip(1).step_by(2);
        for name in words.filter(|word| word.ends_with(".rs") || word.ends_with('/')) {
            let places = ["src/", ""];
            if !places.iter().any(|place| exists(&format!("crates/{room}/{place}{name}"))) {
                findings.push(format!("{MAP}: `{room}` has no {name}"));
            }
        }
    }
    findings
}

/// Each page of the guide stands in every language, says the same number of things, and is in the table of contents.
fn guide(folder: &Path) -> Result<Vec<String>> {
    let mut findings = Vec::new();
    let contents = std::fs::read_to_string(folder.join("README.md"))?;
    let mut pages = BTreeSet::new();
    for language in LANGUAGES {
        for entry in std::fs::read_dir(folder.join(language))? {
            pages.insert(entry?.file_name().to_string_lossy().into_owned());
        }
    }
    for page in &pages {
        let mut first = None;
        for language in LANGUAGES {
            let name = format!("{language}/{page}");
            let Ok(text) = std::fs::read_to_string(folder.join(&name)) else {
                findings.push(format!("docs/guide/{name} is missing"));
                continue;
            };
            if !contents.contains(&format!("({name})")) {
                findings.push(format!("docs/guide/README.md: {name} is not in the table"));
            }
            let shape = shape(&text);
            let model = first.get_or_insert_with(|| shape.clone());
            if let Some((theirs, ours)) = differ(model, &shape) {
                findings.push(format!("docs/guide/{name}: {ours}, where {}/{page} has {theirs}", LANGUAGES[0]));
            }
        }
    }
    Ok(findings)
}

/// What a page consists of, in order: headings by their depth, blocks of code, rows of tables, points of lists.
fn shape(text: &str) -> Vec<&'static str> {
    let mut shape = Vec::new();
    let mut code = false;
    for line in text.lines() {
        if line.starts_with("```") {
            code = !code;
            if code {
                shape.push("a block of code");
            }
        } else if !code {
            let line = line.trim_start();
            let part = match line.split(' ').next().unwrap_or_default() {
                "#" => "a title",
                "##" => "a heading",
                "###" => "a heading below",
                "-" => "a point",
                "|" => "a row of a table",
                _ => continue,
            };
            shape.push(part);
        }
    }
    shape
}

/// The first place at which two pages differ.
fn differ(theirs: &[&'static str], ours: &[&'static str]) -> Option<(&'static str, String)> {
    let at = |shape: &[&'static str], place: usize| shape.get(place).copied().unwrap_or("the end");
    let place = (0..theirs.len().max(ours.len())).find(|place| at(theirs, *place) != at(ours, *place))?;
    let number = ours[..place.min(ours.len())].iter().filter(|part| part.contains("heading")).count();
    Some((at(theirs, place), format!("below heading {number} there is {}", at(ours, place))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_and_names_that_lead_nowhere_are_found() {
        let text = "[a](there.md#part), [b](gone.md), [c](https://example.com), [d](#here)";
        assert_eq!(links("x.md", text, |target| target == "there.md"), ["x.md: the link to gone.md leads nowhere"]);
        let map = "- **store**: `tx.rs`, `gone.rs`, `Tx::new`\nelsewhere `nothing.rs`\n";
        assert_eq!(named(map, |path| path == "crates/store/src/tx.rs"), ["ARCHITECTURE.md: `store` has no gone.rs"]);
    }

    #[test]
    fn two_languages_are_compared_part_by_part() {
        let english = "# A\n\n## B\n\n- one\n- two\n\n```sh\n# no title\n```\n";
        let russian = "# А\n\n## Б\n\n- раз\n\n```sh\n```\n";
        assert_eq!(shape(english), ["a title", "a heading", "a point", "a point", "a block of code"]);
        let (theirs, ours) = differ(&shape(english), &shape(russian)).unwrap();
        assert_eq!((theirs, ours.as_str()), ("a point", "below heading 1 there is a block of code"));
        assert!(differ(&shape(english), &shape(english)).is_none());
    }
}
