//! Requirements: knowledge, services, imports, cycles.
use std::{sync::Arc, thread};

use crate::{compile, context, decide, definitions, env, findings, show, sound};

pub const LOAN: &str = r##"
<inputData id="i1" name="loan amount"><variable name="loan amount" typeRef="number"/></inputData>
<inputData id="i2" name="years"><variable name="years" typeRef="number"/></inputData>
<businessKnowledgeModel id="k" name="yearly rate"><variable name="yearly rate" typeRef="number"/>
  <encapsulatedLogic id="f"><formalParameter name="amount" typeRef="number"/>
  <literalExpression><text>if amount > 1000 then 2 else 3</text></literalExpression></encapsulatedLogic>
</businessKnowledgeModel>
<decision id="d1" name="rate"><variable name="rate" typeRef="number"/>
  <informationRequirement><requiredInput href="#i1"/></informationRequirement>
  <knowledgeRequirement><requiredKnowledge href="#k"/></knowledgeRequirement>
  <literalExpression><text>yearly rate(loan amount)</text></literalExpression></decision>
<decision id="d2" name="cost"><variable name="cost"/>
  <informationRequirement><requiredDecision href="#d1"/></informationRequirement>
  <informationRequirement><requiredInput href="#i1"/></informationRequirement>
  <informationRequirement><requiredInput href="#i2"/></informationRequirement>
  <literalExpression><text>loan amount * rate / 100 * years</text></literalExpression></decision>
<decisionService id="s1" name="cost of loans"><variable name="cost of loans"/>
  <outputDecision href="#d2"/><encapsulatedDecision href="#d1"/>
  <inputData href="#i1"/><inputData href="#i2"/></decisionService>
<decisionService id="s2" name="both"><variable name="both"/>
  <outputDecision href="#d1"/><outputDecision href="#d2"/>
  <inputDecision href="#d0"/><inputData href="#i1"/></decisionService>
<decision id="d0" name="unused"><variable name="unused"/><literalExpression><text>1</text></literalExpression></decision>
<decision id="d3" name="comparison"><variable name="comparison"/>
  <knowledgeRequirement><requiredKnowledge href="#s1"/></knowledgeRequirement>
  <literalExpression><text>cost of loans(2000, 1) - cost of loans(years: 1, loan amount: 100)</text></literalExpression></decision>
"##;

#[test]
fn decisions_use_knowledge_and_each_other() {
    let model = sound(LOAN);
    assert_eq!(decide(&model, "cost", "{loan amount: 5000, years: 2}"), "200");
    assert_eq!(decide(&model, "d2", "{loan amount: 100, years: 2}"), "6");
    assert!(model.decide("nothing", &context("{}"), &env()).is_none());
}

#[test]
fn services_are_called_from_inside_and_outside() {
    let model = sound(LOAN);
    assert_eq!(decide(&model, "comparison", "{}"), "37");
    let serve = |service: &str, inputs: &str| show(&model.serve(service, &context(inputs), &env()).unwrap());
    assert_eq!(serve("cost of loans", "{loan amount: 5000, years: 2}"), "200");
    assert!(serve("both", "{loan amount: 100}").starts_with("{rate: 3, cost: null}\n"));
    insta::assert_snapshot!(serve("s1", "{loan amount: \"much\"}"), @r#"
    null
    18 s1: INVALID_ARGUMENT `loan amount` is a number
    "#);
}

#[test]
fn one_compiled_model_serves_many_threads() {
    let model = sound(LOAN);
    let threads = (1..5).map(|years| {
        let model = Arc::clone(&model);
        thread::spawn(move || decide(&model, "cost", &format!("{{loan amount: 100, years: {years}}}")))
    });
    let values: Vec<String> = threads.map(|thread| thread.join().unwrap()).collect();
    assert_eq!(values, ["3", "6", "9", "12"]);
}

#[test]
fn imports_are_found_by_namespace() {
    let main = r##"
<import namespace="loans" name="loans" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>
<decision id="d" name="d"><variable name="d"/>
  <informationRequirement><requiredDecision href="loans#d1"/></informationRequirement>
  <informationRequirement><requiredInput href="loans#i2"/></informationRequirement>
  <knowledgeRequirement><requiredKnowledge href="loans#k"/></knowledgeRequirement>
  <literalExpression><text>[loans.rate, loans.yearly rate(1), loans.years]</text></literalExpression></decision>"##;
    let loans = definitions(LOAN).replace("namespace=\"test\"", "namespace=\"loans\"");
    let model = dmn::compile(&definitions(main), &|namespace| (namespace == "loans").then(|| loans.clone()));
    assert_eq!(findings(&model), "");
    // An imported input goes by its bare name.
    assert_eq!(decide(&model, "d", "{loan amount: 5000, years: 4}"), "[2, 3, 4]");
    assert_eq!(decide(&model, "d", "{loans: {loan amount: 5000}, years: 4}"), "[2, 3, 4]");
    insta::assert_snapshot!(findings(&compile(main)), @r"
    3:1: error import: there is no model `loans`
    5:27: error reference: d: `loans#d1` leads to no element
    6:27: error reference: d: `loans#i2` leads to no element
    7:25: error reference: d: `loans#k` leads to no element
    8:54: error syntax: d: expected `]`, found `rate`
    ");
}

#[test]
fn models_that_import_each_other_are_read_once() {
    let of = |own: &str, other: &str| {
        definitions(&format!("<import namespace=\"{other}\" name=\"{other}\"/>"))
            .replace("namespace=\"test\"", &format!("namespace=\"{own}\""))
    };
    let model = dmn::compile(&of("a", "b"), &|namespace| (namespace == "b").then(|| of("b", "a")));
    assert_eq!(findings(&model), "");
}

#[test]
fn what_requires_itself_is_refused() {
    let decision = |name: &str, requires: &str| {
        format!(
            "<decision id=\"{name}\" name=\"{name}\"><variable name=\"{name}\"/>\
             <informationRequirement><requiredDecision href=\"#{requires}\"/></informationRequirement>\
             <literalExpression><text>{requires} + 1</text></literalExpression></decision>\n"
        )
    };
    let model = compile(&[decision("a", "b"), decision("b", "c"), decision("c", "a"), decision("e", "a")].concat());
    insta::assert_snapshot!(findings(&model), @r"
    2:1: error cycle: a: `a` requires itself
    3:1: error cycle: b: `b` requires itself
    4:1: error cycle: c: `c` requires itself
    ");
    assert!(!model.is_sound());
    insta::assert_snapshot!(decide(&model, "e", "{}"), @"
    null
    5 e: INVALID_ARGUMENT this is part of a cycle of requirements
    ");
}

#[test]
fn a_long_chain_of_decisions_is_no_recursion() {
    let mut text = String::from(
        "<decision id=\"d0\" name=\"d0\"><literalExpression><text>1</text></literalExpression></decision>",
    );
    for number in 1..3000 {
        let before = number - 1;
        text.push_str(&format!(
            "<decision id=\"d{number}\" name=\"d{number}\"><informationRequirement><requiredDecision href=\"#d{before}\"/>\
             </informationRequirement><literalExpression><text>d{before} + 1</text></literalExpression></decision>"
        ));
    }
    assert_eq!(decide(&compile(&text), "d2999", "{}"), "3000");
}

#[test]
fn knowledge_may_call_itself() {
    let model = |requirement: &str| {
        compile(&format!(
            r##"<businessKnowledgeModel id="k" name="sum to"><variable name="sum to"/>
<encapsulatedLogic><formalParameter name="n" typeRef="number"/>
<literalExpression><text>if n = 0 then 0 else n + sum to(n - 1)</text></literalExpression></encapsulatedLogic>
{requirement}</businessKnowledgeModel>
<decision id="d" name="d"><knowledgeRequirement><requiredKnowledge href="#k"/></knowledgeRequirement>
<literalExpression><text>sum to(10)</text></literalExpression></decision>"##
        ))
    };
    assert_eq!(decide(&model(""), "d", "{}"), "55");
    assert_eq!(findings(&model("")), "");
    let itself = model("<knowledgeRequirement><requiredKnowledge href=\"#k\"/></knowledgeRequirement>");
    assert_eq!(decide(&itself, "d", "{}"), "55");
    assert!(itself.is_sound() && findings(&itself).contains("warning cycle"));
}
