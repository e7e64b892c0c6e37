//! Broken files, limits, faults: each a finding or a warning with its place, never a panic.
use feel::Budget;

use crate::{compile, context, decide, definitions, env, findings, show};

fn found(text: &str) -> String {
    findings(&dmn::compile(text, &|_| None))
}

#[test]
fn broken_files_are_refused() {
    let bomb = "<!DOCTYPE d [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><d>&b;</d>";
    let texts = ["", "<definitions>\n<a>", "<bpmn xmlns=\"urn:x\"/>", bomb];
    insta::assert_snapshot!(texts.map(found).join("\n"), @r"
    1:1: error xml: the document does not have a root node
    1:1: error xml: the root node was opened but never closed
    1:1: error namespace: this is no DMN 1.1 to 1.5: `bpmn` of `urn:x`
    1:1: error xml: XML with DTD detected
    ");
    assert!(
        found(&definitions(&format!("{}{}", "<list>".repeat(100_000), "</list>".repeat(100_000)))).contains("deep")
    );
    assert!(found(&" ".repeat(40 << 20)).contains("bytes"));
}

#[test]
fn every_version_is_read() {
    for version in [
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
    ] {
        let text = format!(
            "<x:definitions xmlns:x=\"{version}\" namespace=\"n\"><x:decision name=\"d\"><x:literalExpression>\
             <x:text>1 + 1</x:text></x:literalExpression></x:decision></x:definitions>"
        );
        let model = dmn::compile(&text, &|_| None);
        assert_eq!(findings(&model), "", "{version}");
        assert_eq!(decide(&model, "d", "{}"), "2", "{version}");
    }
}

#[test]
fn all_findings_at_once_with_their_places() {
    let model = compile(
        "<decision id=\"a\" name=\"a\"><literalExpression><text>1 +</text></literalExpression></decision>
<decision id=\"b\" name=\"b\"><literalExpression><text>\"1 &lt; 2\" &lt; 3 and amout</text></literalExpression></decision>
<decision id=\"c\" name=\"c\"><informationRequirement><requiredInput href=\"#none\"/></informationRequirement></decision>
<decision id=\"c\"><literalExpression><text>1</text></literalExpression></decision>",
    );
    insta::assert_snapshot!(findings(&model), @r"
    2:55: error syntax: a: expected an expression, found the end
    3:52: warning meaning: b: a string cannot be compared with a number
    3:74: warning meaning: b: `amout` is not known
    4:1: warning logic: c: the decision has no expression
    4:51: error reference: c: `#none` leads to no element
    5:1: error logic: c: `decision` has no name
    5:1: error duplicate: c: there are several elements `c`
    ");
}

#[test]
fn what_cannot_be_run_is_told_apart_from_faults() {
    let model =
        compile("<decision id=\"a\" name=\"a\"><literalExpression><text>1 +</text></literalExpression></decision>");
    let outcome = model.decide("a", &context("{}"), &env()).unwrap();
    assert_eq!(outcome.broken, ["this is no FEEL: expected an expression, found the end at 3..3"]);
    assert_eq!(outcome.warnings.len(), 1);
}

#[test]
fn warnings_say_where() {
    let model = compile(
        "<decision id=\"a\" name=\"a\"><literalExpression id=\"e\"><text>[1,\n  2 &lt; 3,\n  1 / 0]</text></literalExpression></decision>",
    );
    insta::assert_snapshot!(decide(&model, "a", "{}"), @r"
    [1, true, null]
    4 e: DIVISION_BY_ZERO division by zero
    ");
}

#[test]
fn the_budget_holds_over_all_decisions() {
    let decision = |name: &str, requires: &str, text: &str| {
        format!(
            "<decision id=\"{name}\" name=\"{name}\">{requires}<literalExpression><text>{text}</text></literalExpression></decision>"
        )
    };
    let requires = "<informationRequirement><requiredDecision href=\"#a\"/></informationRequirement>";
    let model = compile(
        &[
            decision("a", "", "count(for i in 1..1000 return i)"),
            decision("b", requires, "a + count(for i in 1..1000 return i)"),
        ]
        .concat(),
    );
    let run = |steps: u64| {
        let mut env = env();
        env.budget = Budget { steps, ..Budget::default() };
        show(&model.decide("b", &context("{}"), &env).unwrap())
    };
    assert_eq!(run(20_000), "2000");
    let shown = run(1_500);
    assert!(shown.starts_with("null\n") && shown.contains("STEPS_EXCEEDED"), "{shown}");
    let endless = compile(&decision("a", "", "{f: function(n) f(n + 1), r: f(0)}.r"));
    assert!(decide(&endless, "a", "{}").contains("DEPTH_EXCEEDED"));
}

#[test]
fn deep_boxes_are_refused_without_overflow() {
    let (open, close) = ("<list>".repeat(190), "</list>".repeat(190));
    let model = compile(&format!("<decision id=\"a\" name=\"a\">{open}{close}</decision>"));
    assert!(findings(&model).contains("nested too deeply"), "{}", findings(&model));
    assert!(decide(&model, "a", "{}").starts_with("null\n"));
}

#[test]
fn whatever_is_missing_of_a_model_nothing_panics() {
    let whole = definitions(crate::graph::LOAN);
    let places: Vec<usize> = whole.match_indices(['<', '"', '#']).map(|(place, _)| place).collect();
    for (number, start) in places.iter().enumerate() {
        for length in [1, 2, 5] {
            let Some(end) = places.get(number + length) else { continue };
            let text = format!("{}{}", &whole[..*start], &whole[*end..]);
            let model = dmn::compile(&text, &|_| None);
            for name in ["cost", "comparison"] {
                model.decide(name, &context("{loan amount: 1, years: 1}"), &env());
            }
            model.serve("both", &context("{}"), &env());
        }
    }
}

#[test]
fn tens_of_thousands_of_mistakes_are_told_in_time() {
    let wrong = "<decision id=\"a\" name=\"a\"><literalExpression><text>b +</text></literalExpression></decision>\n";
    let model = compile(&wrong.repeat(20_000));
    assert!(!model.is_sound());
    assert!(model.findings().len() >= 5_000 && model.findings().len() < 10_000);
}
