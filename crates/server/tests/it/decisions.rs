//! `relata feel eval` and `relata dmn eval`: expressions and decisions without an installation.

use crate::house::program;
use std::io::Write;
use std::path::Path;
use std::process::{Output, Stdio};

fn run(words: &[&str]) -> Output {
    program().args(words).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).trim_end().to_owned()
}

fn batch(words: &[&str], lines: &str) -> Vec<String> {
    let mut child = program().args(words).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    said(&output).lines().map(str::to_owned).collect()
}

const SHOP: &str = r##"<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" namespace="shop" name="shop">
<import namespace="rates" name="rates" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>
<decision id="d" name="discount"><variable name="discount"/>
  <informationRequirement><requiredInput href="rates#i"/></informationRequirement>
  <knowledgeRequirement><requiredKnowledge href="rates#k"/></knowledgeRequirement>
  <decisionTable id="t"><input><inputExpression><text>rates.total</text></inputExpression></input><output/>
  <rule id="r"><inputEntry><text>&gt; 100</text></inputEntry><outputEntry><text>rates.rate(rates.total)</text></outputEntry></rule>
  </decisionTable></decision>
<decision id="b" name="broken"><variable name="broken"/><literalExpression id="e"><text>1 +</text></literalExpression></decision>
<decisionService id="s" name="both"><variable name="both"/><outputDecision href="#d"/><outputDecision href="#b"/>
  <inputData href="rates#i"/></decisionService>
</definitions>"##;

const RATES: &str = r##"<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" namespace="rates" name="rates">
<inputData id="i" name="total"><variable name="total" typeRef="number"/></inputData>
<businessKnowledgeModel id="k" name="rate"><variable name="rate"/><encapsulatedLogic><formalParameter name="of"/>
  <literalExpression><text>of / 3</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>
</definitions>"##;

fn shop(folder: &Path) -> String {
    std::fs::write(folder.join("rates.dmn"), RATES).unwrap();
    let file = folder.join("shop.dmn");
    std::fs::write(&file, SHOP).unwrap();
    file.display().to_string()
}

#[test]
fn an_expression_is_evaluated() {
    let output = run(&["feel", "eval", "amount / 3", "--context", "{\"amount\": 100}"]);
    assert!(output.status.success());
    assert_eq!(said(&output), r#"{"value":33.33333333333333333333333333333333,"warnings":[]}"#);
    let output = run(&["feel", "eval", "-1"]);
    assert_eq!(said(&output), r#"{"value":-1,"warnings":[]}"#);
    let output = run(&["feel", "eval", "d + @\"P1D\"", "--context", r#"{"d": {"feel": "@\"2024-02-28\""}}"#]);
    assert_eq!(said(&output), r#"{"value":{"feel":"@\"2024-02-29\""},"warnings":[]}"#);
    let output = run(&["feel", "eval", "[1 / 0]"]);
    assert_eq!(
        said(&output),
        r#"{"value":[null],"warnings":[{"code":"DIVISION_BY_ZERO","message":"division by zero","start":5,"end":6}]}"#
    );
}

#[test]
fn what_cannot_be_evaluated_is_an_error_with_the_value_null() {
    let output = run(&["feel", "eval", "1 +"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        said(&output),
        r#"{"value":null,"warnings":[],"error":"expected an expression, found the end at 3..3"}"#
    );
    let output = run(&["feel", "eval", "1", "--context", "[]"]);
    assert!(said(&output).contains("expected a JSON object, found a list"));
    assert_eq!(run(&["feel", "eval"]).status.code(), Some(2));
    assert_eq!(run(&["dmn", "eval", "x.dmn"]).status.code(), Some(2));
    let output = run(&["dmn", "eval", "nowhere.dmn", "--decision", "d"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("nowhere.dmn"));
}

#[test]
fn each_line_of_a_batch_gets_a_line_in_order() {
    let lines = "{\"expression\": \"1 + x\", \"context\": {\"x\": 2}}\n\n{\"expression\": \"1 +\"}\nno json\n{}\n{\"expression\": \"2\"}";
    let answers = batch(&["feel", "eval", "--batch"], lines);
    assert_eq!(answers.len(), 5);
    assert_eq!(answers[0], r#"{"value":3,"warnings":[]}"#);
    assert!(answers[1].contains("\"error\"") && answers[2].contains("\"error\"") && answers[3].contains("\"error\""));
    assert_eq!(answers[4], r#"{"value":2,"warnings":[]}"#);
}

#[test]
fn a_decision_is_evaluated_with_its_imports() {
    let folder = tempfile::tempdir().unwrap();
    let file = shop(folder.path());
    // An imported input goes by its bare name.
    let output = run(&["dmn", "eval", &file, "--decision", "discount", "--input", "{\"total\": 300}"]);
    assert_eq!(said(&output), r#"{"value":100,"warnings":[],"fired":[{"table":"t","rules":[{"number":1,"id":"r"}]}]}"#);
    let output = run(&["dmn", "eval", &file, "--service", "both", "--input", "{\"total\": 300}"]);
    let answer: serde_json::Value = serde_json::from_str(&said(&output)).unwrap();
    assert_eq!(answer["value"], serde_json::json!({"discount": 100, "broken": null}));
    assert_eq!(answer["warnings"][0]["element"], "e");
    let output = run(&["dmn", "eval", &file, "--decision", "broken"]);
    let answer: serde_json::Value = serde_json::from_str(&said(&output)).unwrap();
    assert!(answer["value"].is_null() && answer["error"].as_str().unwrap().contains("expected an expression"));
    assert_eq!(output.status.code(), Some(1));
    let request = |what: &str| format!("{{\"file\": {}, {what}}}\n", serde_json::Value::from(file.as_str()));
    let lines = [
        request("\"decision\": \"discount\", \"input\": {\"total\": 600}"),
        request("\"decision\": \"nothing\""),
        request("\"input\": {}"),
        request("\"service\": \"s\", \"input\": {\"total\": 150}"),
    ];
    let answers = batch(&["dmn", "eval", "--batch"], &lines.concat());
    assert!(answers[0].starts_with("{\"value\":200,"), "{answers:?}");
    assert!(answers[1].contains("there is no decision `nothing`"), "{answers:?}");
    assert!(answers[2].contains("either a `decision` or a `service`"), "{answers:?}");
    assert!(answers[3].starts_with("{\"value\":{\"discount\":50,\"broken\":null},"), "{answers:?}");
}
