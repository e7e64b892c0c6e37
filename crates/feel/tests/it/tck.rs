//! The DMN Technology Compatibility Kit, as far as its decisions are expressions.
//!
//! Decision tables, services and imports are not run here: they are DMN, not FEEL. Boxed
//! expressions become trees. What fails is in `tck-known-failures.txt`, which only shrinks.
mod model;

use std::{collections::BTreeSet, fs, path::Path};

use feel::{Context, Value};
use model::Model;
use roxmltree::{Document, Node};

const SUITE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/suites/dmn-tck");
const KNOWN: &str = include_str!("tck-known-failures.txt");

#[derive(Default)]
struct Score {
    passed: u32,
    skipped: u32,
    failed: BTreeSet<String>,
}

#[test]
fn technology_compatibility_kit() {
    if !Path::new(SUITE).exists() {
        eprintln!("skipped: the suite {SUITE} is not here");
        return;
    }
    let mut score = Score::default();
    let mut details = String::new();
    for level in ["compliance-level-2", "compliance-level-3"] {
        for folder in files(&Path::new(SUITE).join(level)) {
            for test in files(&folder).into_iter().filter(|file| file.extension().is_some_and(|kind| kind == "xml")) {
                run(&folder, &test, &mut score, &mut details);
            }
        }
    }
    let run = score.passed as usize + score.failed.len();
    eprintln!(
        "DMN TCK: {} of {run} cases that are expressions pass; {} others are not run",
        score.passed, score.skipped
    );
    if let Ok(file) = std::env::var("TCK_DETAILS") {
        fs::write(file, &details).unwrap();
    }
    let known: BTreeSet<String> = KNOWN.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect();
    let new: Vec<_> = score.failed.difference(&known).collect();
    let mended: Vec<_> = known.difference(&score.failed).collect();
    assert!(new.is_empty(), "these fail now: {new:#?}");
    assert!(mended.is_empty(), "these pass now, take them off the list: {mended:#?}");
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn run(folder: &Path, test: &Path, score: &mut Score, details: &mut String) {
    let text = fs::read_to_string(test).unwrap();
    let document = Document::parse(&text).unwrap();
    let root = document.root_element();
    let Some(name) = child(root, "modelName").and_then(|name| name.text()) else { return };
    let model_text = fs::read_to_string(folder.join(name.trim())).unwrap();
    let model_document = Document::parse(&model_text).unwrap();
    let model = Model::new(model_document.root_element());
    for case in children(root, "testCase") {
        let inputs: Context =
            children(case, "inputNode").map(|input| (input.attribute("name").unwrap().into(), value(input))).collect();
        for result in children(case, "resultNode") {
            let name = result.attribute("name").unwrap();
            let runs = case.attribute("type").is_none_or(|kind| kind == "decision")
                && case.attribute("invocableName").is_none();
            let id = format!(
                "{} {} {name}",
                test.file_stem().unwrap().to_string_lossy(),
                case.attribute("id").unwrap_or("-")
            );
            let outcome = if runs { model.decide(name, &inputs) } else { Err(model::Unsupported) };
            let Ok((given, notes)) = outcome else {
                score.skipped += 1;
                continue;
            };
            let expected = if result.attribute("errorResult") == Some("true") {
                Value::Null
            } else {
                child(result, "expected").map(value).unwrap_or_default()
            };
            if same(&given, &expected) {
                score.passed += 1;
            } else {
                details.push_str(&format!(
                    "{id}\n  expected {}\n  given    {} {notes}\n  text {:?}\n",
                    expected.to_feel(),
                    given.to_feel(),
                    model.text_of(name)
                ));
                score.failed.insert(id);
            }
        }
    }
}

/// As the reference runners compare: numbers within 1e-8, contexts by entry.
fn same(given: &Value, expected: &Value) -> bool {
    match (given, expected) {
        (Value::Number(given), Value::Number(expected)) => {
            let (given, expected) = (given.to_f64(), expected.to_f64());
            (given - expected).abs() <= 1e-8 * expected.abs().max(1.0)
        }
        (Value::List(given), Value::List(expected)) => {
            given.len() == expected.len()
                && given.iter().zip(expected.iter()).all(|(given, expected)| same(given, expected))
        }
        (Value::Context(given), Value::Context(expected)) => {
            given.len() == expected.len()
                && given.iter().all(|(name, value)| expected.get(name).is_some_and(|expected| same(value, expected)))
        }
        _ => feel::equal(given, expected, &jiff::tz::TimeZone::UTC) == Some(true),
    }
}

pub fn children<'a>(node: Node<'a, 'a>, name: &'static str) -> impl Iterator<Item = Node<'a, 'a>> {
    node.children().filter(move |child| child.tag_name().name() == name)
}

pub fn child<'a>(node: Node<'a, 'a>, name: &'static str) -> Option<Node<'a, 'a>> {
    children(node, name).next()
}

/// A value as the test files write it.
fn value(node: Node<'_, '_>) -> Value {
    let mut parts = node.children().filter(Node::is_element).peekable();
    let Some(first) = parts.peek() else { return Value::Null };
    match first.tag_name().name() {
        "list" => Value::list(first.children().filter(|item| item.tag_name().name() == "item").map(value)),
        "component" => Value::context(parts.map(|part| (part.attribute("name").unwrap(), value(part)))),
        _ => simple(*first),
    }
}

fn simple(node: Node<'_, '_>) -> Value {
    const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";
    let text = node.text().unwrap_or("");
    match node.attribute((XSI, "type")).map(|kind| kind.rsplit(':').next().unwrap()) {
        _ if node.attribute((XSI, "nil")) == Some("true") => Value::Null,
        Some("decimal" | "double" | "integer") => {
            text.trim().parse::<feel::Number>().map(Value::from).unwrap_or_default()
        }
        Some("boolean") => Value::from(text.trim() == "true"),
        Some("date" | "time" | "dateTime" | "duration") => crate::outcome(&format!("@\"{}\"", text.trim())).value,
        _ => Value::from(text),
    }
}
