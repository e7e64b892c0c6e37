//! `relata process`: models without an installation.

use crate::house::program;

#[test]
fn a_model_is_checked() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let model = |end: &str| {
        format!(
            r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t">
<process id="greet" isExecutable="true"><startEvent id="start"/><task id="say"/>{end}
<sequenceFlow id="a" sourceRef="start" targetRef="say"/><sequenceFlow id="b" sourceRef="say" targetRef="end"/>
</process></definitions>"#
        )
    };
    let (sound, faulty) = (file("sound.bpmn", &model(r#"<endEvent id="end"/>"#)), file("faulty.bpmn", &model("")));
    let none = file("none.bpmn", "<definitions");
    let run = |words: &[&str]| program().args(["process", "check"]).args(words).output().unwrap();
    let good = run(&[&sound]);
    assert!(good.status.success(), "undefined tasks are no fault: {good:?}");
    let bad = run(&["--json", &sound, &faulty, &none, "nowhere.bpmn"]);
    assert_eq!(bad.status.code(), Some(1));
    let lines = String::from_utf8(bad.stdout).unwrap();
    let findings: Vec<serde_json::Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for file in [&faulty, &none, &"nowhere.bpmn".to_owned()] {
        let error =
            findings.iter().find(|finding| finding["file"] == **file).unwrap_or_else(|| panic!("{file}: {lines}"));
        assert_eq!(error["severity"], "error");
        assert!(
            ["element", "rule", "message"]
                .iter()
                .all(|name| error[*name].as_str().is_some_and(|text| !text.is_empty()))
        );
    }
    assert!(findings.iter().all(|finding| finding["file"] != *sound));
}
