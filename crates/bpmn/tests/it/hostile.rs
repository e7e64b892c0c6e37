//! Broken and huge files: an error or an answer, never a panic, never without end.
use std::time::{Duration, Instant};

use bpmn::{Definition, MODEL, lint, xml::Document};

use crate::suites::models;

fn try_all(bytes: &[u8]) -> bool {
    let Ok(document) = Document::read(bytes) else { return false };
    lint::check(&document);
    Definition::read(&document);
    if let Ok(text) = std::str::from_utf8(bytes) {
        assert_eq!(document.write(), text.trim_start_matches('\u{feff}'));
    }
    true
}

/// Pieces are cut out and doubled at places a fixed sequence of numbers chooses.
#[test]
fn damaged_models_do_no_harm() {
    let (mut seed, mut read) = (7_u64, 0);
    let mut next = |bound: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % bound.max(1)
    };
    for file in models("betsy").iter().step_by(3) {
        let whole = std::fs::read(file).unwrap();
        for _ in 0..8 {
            let mut bytes = whole.clone();
            let start = next(bytes.len());
            let end = (start + next(60)).min(bytes.len());
            match next(3) {
                0 => drop(bytes.drain(start..end)),
                1 => bytes.truncate(start),
                _ => {
                    let piece = bytes[start..end].to_vec();
                    let at = next(bytes.len());
                    bytes.splice(at..at, piece);
                }
            }
            read += usize::from(try_all(&bytes));
        }
    }
    println!("{read} damaged models could be read");
}

#[test]
fn huge_models_take_moments() {
    let many = |one: &dyn Fn(usize) -> String| (0..20_000).map(one).collect::<String>();
    for inside in [
        many(&|i| format!("<task id='t{i}'/><sequenceFlow id='f{i}' sourceRef='t{i}' targetRef='t{}'/>", i + 1)),
        many(&|i| {
            format!(
                "<boundaryEvent id='b{i}' attachedToRef='t'><compensateEventDefinition/></boundaryEvent><association id='a{i}' sourceRef='b{i}' targetRef='t'/>"
            )
        }),
        many(&|i| {
            format!("<intermediateThrowEvent id='l{i}'><linkEventDefinition name='x'/></intermediateThrowEvent>")
        }),
        many(&|i| format!("<dataObject id='d{i}'/><dataObjectReference id='r{i}' dataObjectRef='d{i}'/>")),
        // Splits before splits, each way joined with each: far more markings than are tried.
        (0..30)
            .map(|i| format!("<inclusiveGateway id='s{i}'/><task id='x{i}'/><parallelGateway id='j{i}'/>"))
            .chain((0..30).flat_map(|i| {
                [("s", "x", i), ("s", "j", i), ("x", "j", i), ("j", "s", (i + 1) % 30), ("x", "s", (i + 7) % 30)]
                    .map(|(a, b, to)| format!("<sequenceFlow id='{a}{b}{i}' sourceRef='{a}{i}' targetRef='{b}{to}'/>"))
            }))
            .chain(["<startEvent id='b'/><sequenceFlow id='f' sourceRef='b' targetRef='x0'/>".to_owned()])
            .collect(),
        format!("<task id='t'/>{}", many(&|i| format!("<sequenceFlow id='f{i}' sourceRef='t' targetRef='t'/>"))),
    ] {
        let text = format!(
            "<definitions xmlns='{MODEL}'><process id='p' isExecutable='true'>{inside}</process></definitions>"
        );
        let start = Instant::now();
        assert!(try_all(text.as_bytes()));
        assert!(start.elapsed() < Duration::from_secs(20), "{}", &inside[..60]);
    }
}
