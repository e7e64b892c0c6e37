//! Item definitions: what a value must be.
use crate::{compile, decide, findings, sound};

const ITEMS: &str = r##"
<itemDefinition name="stage"><typeRef>string</typeRef>
  <allowedValues><text>"new", "won"</text></allowedValues></itemDefinition>
<itemDefinition name="stages" isCollection="true"><typeRef>stage</typeRef>
  <typeConstraint><text>count(?) &lt; 3</text></typeConstraint></itemDefinition>
<itemDefinition name="deal"><itemComponent name="stage"><typeRef>stage</typeRef></itemComponent>
  <itemComponent name="close date"><typeRef>date</typeRef></itemComponent></itemDefinition>
<itemDefinition name="node"><itemComponent name="next"><typeRef>node</typeRef></itemComponent></itemDefinition>
<itemDefinition name="rule"><functionItem outputTypeRef="number"><parameters name="a" typeRef="number"/></functionItem></itemDefinition>
"##;

/// A decision that gives its input of that type.
fn given(kind: &str) -> String {
    format!(
        r##"{ITEMS}<inputData id="i" name="i"><variable id="v" name="i" typeRef="{kind}"/></inputData>
<decision id="d" name="d"><variable name="d"/><informationRequirement><requiredInput href="#i"/></informationRequirement>
<literalExpression><text>i</text></literalExpression></decision>"##
    )
}

#[test]
fn allowed_values_hold_at_every_depth() {
    let run = |kind: &str, input: &str| decide(&sound(&given(kind)), "d", &format!("{{i: {input}}}"));
    assert_eq!(run("stage", "\"won\""), "\"won\"");
    assert_eq!(run("stage", "null"), "null");
    insta::assert_snapshot!(run("stage", "\"lost\""), @r#"
    null
    11 i: INVALID_ARGUMENT "lost" is not among the allowed values
    "#);
    insta::assert_snapshot!(run("stage", "5"), @r#"
    null
    11 i: INVALID_ARGUMENT 5 is not of type string
    "#);
    assert_eq!(run("stages", "[\"won\", \"new\"]"), "[\"won\", \"new\"]");
    // A value alone is a list of one, and the other way round (DMN 1.5, 10.3.2.9.4).
    assert_eq!(run("stages", "\"won\""), "[\"won\"]");
    assert_eq!(run("stage", "[\"won\"]"), "\"won\"");
    assert!(run("stages", "[\"won\", \"lost\"]").starts_with("null\n"));
    assert!(run("stages", "[\"won\", \"won\", \"new\"]").starts_with("null\n"));
    let deal = "{stage: \"new\", close date: @\"2024-05-01\"}";
    assert_eq!(run("deal", deal), deal);
    assert!(run("deal", "{stage: \"lost\", close date: null}").starts_with("null\n"));
    assert!(run("deal", "{stage: \"new\"}").starts_with("null\n"));
}

#[test]
fn a_type_within_itself_ends_somewhere() {
    let model = sound(&given("node"));
    assert_eq!(decide(&model, "d", "{i: {next: {next: null}}}"), "{next: {next: null}}");
}

#[test]
fn types_in_types_do_not_grow_without_end() {
    let doubled: String = (0..60)
        .map(|level| {
            let below = if level == 59 { "string".to_owned() } else { format!("t{}", level + 1) };
            let part = |name| format!("<itemComponent name=\"{name}\"><typeRef>{below}</typeRef></itemComponent>");
            format!("<itemDefinition name=\"t{level}\">{}{}</itemDefinition>", part("a"), part("b"))
        })
        .collect();
    let model = compile(&doubled);
    assert!(findings(&model).contains("error size: the type has too many parts"));
}

#[test]
fn an_unknown_type_is_a_finding() {
    insta::assert_snapshot!(findings(&compile(&given("stag"))), @"11:1: error type: i: there is no type `stag`");
}

#[test]
fn parameters_keep_to_their_types() {
    let model = sound(&format!(
        r##"{ITEMS}<businessKnowledgeModel id="k" name="k"><encapsulatedLogic>
<formalParameter id="p" name="s" typeRef="stage"/><literalExpression><text>[s]</text></literalExpression>
</encapsulatedLogic></businessKnowledgeModel>
<inputData id="i" name="i"><variable name="i" typeRef="stage"/></inputData>
<decision id="e" name="e"><informationRequirement><requiredInput href="#i"/></informationRequirement>
<literalExpression><text>i</text></literalExpression></decision>
<decisionService id="s" name="s"><outputDecision href="#e"/><inputData href="#i"/></decisionService>
<decision id="d" name="d"><knowledgeRequirement><requiredKnowledge href="#k"/></knowledgeRequirement>
<knowledgeRequirement><requiredKnowledge href="#s"/></knowledgeRequirement>
<literalExpression><text>[k("won"), k("lost"), s("won"), s("lost")]</text></literalExpression></decision>"##
    ));
    insta::assert_snapshot!(decide(&model, "d", "{}"), @r#"
    [["won"], [null], "won", null]
    12 p: INVALID_ARGUMENT "lost" is not among the allowed values
    17 s: INVALID_ARGUMENT "lost" is not among the allowed values
    "#);
}
