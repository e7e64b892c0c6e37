//! The reference models of the BPMN Model Interchange Working Group.
use std::collections::BTreeMap;

use bpmn::{
    Definition, Severity,
    definition::{DataKind, EventKind, Gateway, NodeKind, SubProcessKind, Task},
    xml::Document,
};

use crate::suites::{models, name};

/// A test for each model that is here.
macro_rules! model {
    ($($test:ident $name:literal,)*) => {
        $(#[test]
        fn $test() {
            match models("miwg").into_iter().find(|path| name(path) == $name) {
                Some(path) => holds(&std::fs::read(path).unwrap()),
                None => eprintln!("SKIPPED: the model {} is not here", $name),
            }
        })*
        const NAMES: &[&str] = &[$($name),*];
    };
}

model! {
    a_1_0 "A.1.0", a_2_0 "A.2.0", a_2_1 "A.2.1", a_3_0 "A.3.0", a_4_0 "A.4.0", a_4_1 "A.4.1",
    b_1_0 "B.1.0", b_2_0 "B.2.0",
    c_1_0 "C.1.0", c_1_1 "C.1.1", c_2_0 "C.2.0", c_3_0 "C.3.0", c_4_0 "C.4.0",
}

/// Read and written without loss, and everything of it in the definition.
fn holds(bytes: &[u8]) {
    let document = Document::read(bytes).unwrap();
    assert!(document.bytes() == bytes);
    assert!(document.write().as_bytes() == bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes));

    let (definition, findings) = Definition::read(&document);
    assert!(findings.iter().all(|finding| finding.severity < Severity::Error));
    // Counted once by another reader, once in the definition.
    let text = std::str::from_utf8(bytes).unwrap();
    let tree = roxmltree::Document::parse(text.trim_start_matches('\u{feff}')).unwrap();
    let mut expected: BTreeMap<String, usize> = BTreeMap::new();
    for node in tree.descendants().filter(|node| node.tag_name().namespace() == Some(bpmn::MODEL)) {
        let mut name = node.tag_name().name().to_owned();
        // A pool's process is one; data of activities belongs to them.
        let inside = |kinds: &[&str]| node.parent().is_some_and(|it| kinds.contains(&it.tag_name().name()));
        if name == "dataObject" && !inside(&["process", "subProcess", "transaction", "adHocSubProcess"]) {
            continue;
        }
        if name == "subProcess" && node.attribute("triggeredByEvent") == Some("true") {
            name = "eventSubProcess".to_owned();
        }
        if KINDS.contains(&name.as_str()) {
            *expected.entry(name).or_default() += 1;
        }
    }
    assert_eq!(counted(&definition), expected);
}

const KINDS: &[&str] = &[
    "process",
    "startEvent",
    "endEvent",
    "intermediateCatchEvent",
    "intermediateThrowEvent",
    "boundaryEvent",
    "task",
    "userTask",
    "serviceTask",
    "scriptTask",
    "sendTask",
    "receiveTask",
    "manualTask",
    "businessRuleTask",
    "callActivity",
    "subProcess",
    "eventSubProcess",
    "transaction",
    "adHocSubProcess",
    "exclusiveGateway",
    "parallelGateway",
    "inclusiveGateway",
    "eventBasedGateway",
    "complexGateway",
    "sequenceFlow",
    "lane",
    "participant",
    "messageFlow",
    "message",
    "signal",
    "error",
    "escalation",
    "dataObject",
];

fn counted(definition: &Definition) -> BTreeMap<String, usize> {
    let objects = definition.scopes.iter().flat_map(|it| &it.data).filter(|it| it.kind == DataKind::Object);
    let mut found: BTreeMap<String, usize> = [
        ("process", definition.processes.len()),
        ("sequenceFlow", definition.flows.len()),
        ("lane", definition.lanes.len()),
        ("participant", definition.pools.len()),
        ("messageFlow", definition.message_flows.len()),
        ("message", definition.messages.len()),
        ("signal", definition.signals.len()),
        ("error", definition.errors.len()),
        ("escalation", definition.escalations.len()),
        ("dataObject", objects.count()),
    ]
    .into_iter()
    .filter(|(_, count)| *count > 0)
    .map(|(name, count)| (name.to_owned(), count))
    .collect();
    for node in &definition.nodes {
        *found.entry(kind(&node.kind).to_owned()).or_default() += 1;
    }
    found
}

fn kind(kind: &NodeKind) -> &'static str {
    match kind {
        NodeKind::Event(event) => match event.kind {
            EventKind::Start { .. } => "startEvent",
            EventKind::Catch => "intermediateCatchEvent",
            EventKind::Throw => "intermediateThrowEvent",
            EventKind::Boundary { host, .. } => {
                assert!(host.is_some());
                "boundaryEvent"
            }
            EventKind::End => "endEvent",
        },
        NodeKind::Task(task) => match task {
            Task::Undefined => "task",
            Task::Manual => "manualTask",
            Task::User(_) => "userTask",
            Task::Service(_) => "serviceTask",
            Task::Script(_) => "scriptTask",
            Task::Send { .. } => "sendTask",
            Task::Receive { .. } => "receiveTask",
            Task::BusinessRule(_) => "businessRuleTask",
        },
        NodeKind::Call(_) => "callActivity",
        NodeKind::SubProcess(sub) => match sub.kind {
            SubProcessKind::Embedded => "subProcess",
            SubProcessKind::Event => "eventSubProcess",
            SubProcessKind::Transaction => "transaction",
            SubProcessKind::AdHoc { .. } => "adHocSubProcess",
        },
        NodeKind::Gateway(gateway) => match gateway {
            Gateway::Exclusive => "exclusiveGateway",
            Gateway::Parallel => "parallelGateway",
            Gateway::Inclusive => "inclusiveGateway",
            Gateway::EventBased { .. } => "eventBasedGateway",
            Gateway::Complex { .. } => "complexGateway",
        },
    }
}

/// Every model that is here has its test, stands in the group's list, and has as many
/// diagrams as the list says.
#[test]
fn the_list_of_cases_agrees() {
    let files = models("miwg");
    let Some(folder) = files.first().and_then(|file| file.parent()) else { return };
    let list = std::fs::read_to_string(folder.join("test-case-structure.json")).unwrap();
    let list: serde_json::Value = serde_json::from_str(&list).unwrap();
    let variations: Vec<&serde_json::Value> = list["categories"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|category| category["cases"].as_array().unwrap())
        .flat_map(|case| case["variations"].as_array().unwrap())
        .collect();
    for file in files {
        let name = name(&file);
        assert!(NAMES.contains(&name.as_str()), "{name} has no test");
        let case = variations.iter().find(|it| it["variation"] == name.as_str()).expect("it is in the list");
        if let Some(diagrams) = case["numberOfDiagrams"].as_u64() {
            let document = Document::read(&std::fs::read(&file).unwrap()).unwrap();
            let all = document.children(document.root());
            let found = all.filter(|it| document.element(*it).unwrap().name == "BPMNDiagram").count();
            assert_eq!(found as u64, diagrams, "{name}");
        }
    }
}
