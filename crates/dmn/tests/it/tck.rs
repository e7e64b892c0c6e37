//! The DMN Technology Compatibility Kit, levels 2 and 3: every case, through the door.
//!
//! What fails is in `tck-known-failures.txt`, which only shrinks. `TCK_DETAILS=FILE` writes
//! what was expected and what was given.
use std::{collections::BTreeSet, fs, path::Path};

use dmn::Compiled;
use feel::{Context, Value};
use roxmltree::{Document, Node};

const SUITE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/suites/dmn-tck");
const KNOWN: &str = include_str!("tck-known-failures.txt");

#[derive(Default)]
struct Score {
    passed: u32,
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
    eprintln!("DMN TCK: {} of {run} cases pass", score.passed);
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
    let model = dmn::compile(&model_text, &|namespace| imported(folder, namespace));
    for case in children(root, "testCase") {
        let inputs: Context =
            children(case, "inputNode").map(|input| (input.attribute("name").unwrap().into(), value(input))).collect();
        let service = case.attribute("invocableName").filter(|_| case.attribute("type") == Some("decisionService"));
        let results: Vec<_> = children(case, "resultNode").collect();
        for result in &results {
            let name = result.attribute("name").unwrap();
            let id = format!(
                "{} {} {name}",
                test.file_stem().unwrap().to_string_lossy(),
                case.attribute("id").unwrap_or("-")
            );
            let expected = if result.attribute("errorResult") == Some("true") {
                Value::Null
            } else {
                child(*result, "expected").map(value).unwrap_or_default()
            };
            let given = given(&model, service, name, results.len(), &inputs);
            let notes = given.as_ref().map(|outcome| format!("{:?}", outcome.warnings));
            let given = given.map(|outcome| outcome.value);
            if given.as_ref().is_some_and(|given| same(given, &expected)) {
                score.passed += 1;
            } else {
                let given = given.map_or("no such decision".into(), |value| value.to_feel());
                details.push_str(&format!(
                    "{id}\n  expected {}\n  given    {given} {}\n  findings {:?}\n",
                    expected.to_feel(),
                    notes.unwrap_or_default(),
                    model.findings().iter().map(ToString::to_string).collect::<Vec<_>>()
                ));
                score.failed.insert(id);
            }
        }
    }
}

/// The value of a decision, or of a service's output of that name.
fn given(
    model: &Compiled,
    service: Option<&str>,
    name: &str,
    results: usize,
    inputs: &Context,
) -> Option<dmn::Outcome> {
    let Some(service) = service else { return model.decide(name, inputs, &crate::env()) };
    let mut outcome = model.serve(service, inputs, &crate::env())?;
    if results > 1 {
        outcome.value = outcome.value.as_context()?.get(name)?.clone();
    }
    Some(outcome)
}

/// The model of that namespace in the folder. One model of the suite is asked for by its
/// file's other names, as those who import it write them.
fn imported(folder: &Path, namespace: &str) -> Option<String> {
    let models = files(folder).into_iter().filter(|file| file.extension().is_some_and(|kind| kind == "dmn"));
    models.map(|file| fs::read_to_string(file).unwrap()).find(|text| {
        Document::parse(text).is_ok_and(|model| model.root_element().attribute("namespace") == Some(namespace))
    })
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
