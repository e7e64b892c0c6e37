//! Rules on models written by hand; the suites have the rest.
use bpmn::{Finding, Severity, lint, xml::Document};

use crate::definition::wrap;

fn check(inside: &str) -> Vec<Finding> {
    lint::check(&Document::parse(&wrap(inside)).unwrap())
}

/// As people and editors write them: no `<incoming>`, no types of expressions, links by name.
#[test]
fn common_hand_writing_is_accepted() {
    let findings = check(
        r#"<message id="m" name="Paid"/>
        <process id="p" isExecutable="true">
          <startEvent id="s"/><userTask id="t"/><exclusiveGateway id="g" default="c"/><endEvent id="e"/>
          <sequenceFlow id="a" sourceRef="s" targetRef="t"/><sequenceFlow id="b" sourceRef="t" targetRef="g"/>
          <sequenceFlow id="c" sourceRef="g" targetRef="e"/>
          <sequenceFlow id="d" sourceRef="g" targetRef="l"><conditionExpression>${amount &gt; 3}</conditionExpression></sequenceFlow>
          <intermediateThrowEvent id="l"><linkEventDefinition name="on"/></intermediateThrowEvent>
          <intermediateCatchEvent id="k"><linkEventDefinition name="on"/></intermediateCatchEvent>
          <sequenceFlow id="h" sourceRef="k" targetRef="w"/>
          <intermediateCatchEvent id="w"><messageEventDefinition messageRef="m"/></intermediateCatchEvent>
          <sequenceFlow id="i" sourceRef="w" targetRef="n"/>
          <task id="n"><multiInstanceLoopCharacteristics camunda:collection="lines"/></task>
          <sequenceFlow id="j" sourceRef="n" targetRef="e"/>
          <boundaryEvent id="late" attachedToRef="t" cancelActivity="false"><timerEventDefinition><timeDuration>PT4H</timeDuration></timerEventDefinition></boundaryEvent>
          <sequenceFlow id="o" sourceRef="late" targetRef="x"/>
          <scriptTask id="x" scriptFormat="feel"><script>1 + 1</script></scriptTask>
          <sequenceFlow id="q" sourceRef="x" targetRef="e"/>
        </process>"#,
    );
    assert_eq!(findings, []);
}

#[test]
fn findings_name_element_rule_and_place() {
    let findings = check(
        "<process id=\"p\" isExecutable=\"true\">\n<startEvent id=\"s\"/>\n<endEvent id=\"e\"/>\n\
         <sequenceFlow id=\"a\" sourceRef=\"s\" targetRef=\"gone\"/>\n</process>",
    );
    let first = &findings[0];
    assert_eq!(
        (first.element.as_str(), first.rule, first.severity, first.place.line),
        ("a", "reference", Severity::Error, 5)
    );
    assert_eq!(first.to_string(), "line 5, column 1: a: targetRef names `gone`, which does not exist (reference)");
}

#[test]
fn a_drawing_may_be_incomplete_and_a_process_that_runs_may_not() {
    let model = |executable: bool| {
        format!(
            "<process id=\"p\" isExecutable=\"{executable}\"><startEvent id=\"s\"><messageEventDefinition/></startEvent>\
             <endEvent id=\"e\"/><sequenceFlow id=\"a\" sourceRef=\"s\" targetRef=\"e\"/></process>"
        )
    };
    assert_eq!(check(&model(true))[0].severity, Severity::Error);
    assert_eq!(check(&model(false))[0].severity, Severity::Warning);
}

#[test]
fn rules_are_named_once() {
    let mut names: Vec<_> = lint::RULES.iter().map(|rule| rule.name).collect();
    names.sort_unstable();
    let all = names.len();
    names.dedup();
    assert_eq!(names.len(), all);
    assert!(lint::find("reference").is_some() && lint::find("nothing").is_none());
}

#[test]
fn dead_paths_and_endless_loops_are_marked() {
    let findings = check(
        r#"<process id="p" isExecutable="true">
          <startEvent id="s"/><task id="t"/><endEvent id="e"/>
          <sequenceFlow id="a" sourceRef="s" targetRef="t"/><sequenceFlow id="b" sourceRef="t" targetRef="e"/>
          <task id="d1"/><task id="d2"/>
          <sequenceFlow id="c" sourceRef="d1" targetRef="d2"/><sequenceFlow id="d" sourceRef="d2" targetRef="d1"/>
          <parallelGateway id="f"/><task id="l1"/><task id="l2"/><task id="x"/>
          <sequenceFlow id="g" sourceRef="t" targetRef="f"/><sequenceFlow id="h" sourceRef="f" targetRef="l1"/>
          <sequenceFlow id="i" sourceRef="l1" targetRef="l2"/><sequenceFlow id="j" sourceRef="l2" targetRef="l1"/>
          <sequenceFlow id="k" sourceRef="f" targetRef="x"/><sequenceFlow id="m" sourceRef="x" targetRef="e"/>
        </process>"#,
    );
    let mut told: Vec<_> = findings.iter().map(|it| (it.element.as_str(), it.rule)).collect();
    told.sort_unstable();
    assert_eq!(told, [("d1", "dead-path"), ("d2", "dead-path"), ("l1", "endless-loop"), ("l2", "endless-loop")]);
}

#[test]
fn what_interrupts_also_ends() {
    let findings = check(
        r#"<process id="p" isExecutable="true">
          <startEvent id="s"/><subProcess id="sub"><startEvent id="is"/><task id="it"/><task id="iu"/>
            <sequenceFlow id="ia" sourceRef="is" targetRef="it"/><sequenceFlow id="ib" sourceRef="it" targetRef="iu"/>
            <sequenceFlow id="ic" sourceRef="iu" targetRef="it"/><endEvent id="ie"/><exclusiveGateway id="ig"/>
            <sequenceFlow id="id" sourceRef="it" targetRef="ig"/><sequenceFlow id="if" sourceRef="ig" targetRef="ie"/>
            <sequenceFlow id="ih" sourceRef="ig" targetRef="it"/></subProcess><endEvent id="e"/>
          <sequenceFlow id="a" sourceRef="s" targetRef="sub"/><sequenceFlow id="b" sourceRef="sub" targetRef="e"/>
          <boundaryEvent id="late" attachedToRef="sub"><timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></boundaryEvent>
          <sequenceFlow id="c" sourceRef="late" targetRef="e"/>
        </process>"#,
    );
    assert_eq!(findings, []);
}

/// A split of some kind before a parallel join, with a step on each way.
fn joined(split: &str, more: &str) -> Vec<(String, Severity)> {
    let findings = check(&format!(
        r#"<process id="p" isExecutable="true">
          <startEvent id="s"/><{split} id="g"/><task id="x"/><task id="y"/><parallelGateway id="j"/><endEvent id="e"/>
          <sequenceFlow id="a" sourceRef="s" targetRef="g"/>
          <sequenceFlow id="b" sourceRef="g" targetRef="x"/><sequenceFlow id="c" sourceRef="g" targetRef="y"/>
          <sequenceFlow id="d" sourceRef="x" targetRef="j"/><sequenceFlow id="f" sourceRef="y" targetRef="j"/>
          <sequenceFlow id="h" sourceRef="j" targetRef="e"/>{more}
        </process>"#
    ));
    findings.into_iter().map(|it| (format!("{} {}", it.element, it.rule), it.severity)).collect()
}

#[test]
fn a_join_that_waits_for_what_never_comes_is_marked() {
    let stuck = |severity| vec![("j join-stuck".to_owned(), severity)];
    assert_eq!(joined("parallelGateway", ""), []);
    assert_eq!(joined("exclusiveGateway", ""), stuck(Severity::Error));
    assert_eq!(joined("inclusiveGateway", ""), stuck(Severity::Warning));
    // A third way past the join: it may finish, and may not.
    let past = r#"<sequenceFlow id="k" sourceRef="g" targetRef="e"/>"#;
    assert_eq!(joined("exclusiveGateway", past), stuck(Severity::Warning));
    // A loop back before a sound split is sound.
    let back = r#"<exclusiveGateway id="again"/><sequenceFlow id="l" sourceRef="x" targetRef="again"/>"#;
    assert!(joined("parallelGateway", back).iter().all(|(told, _)| !told.contains("join-stuck")));
}
