//! Every boxed expression.
use crate::{compile, decide, findings, sound};

fn decision(logic: &str) -> String {
    format!("<decision id=\"d\" name=\"d\"><variable name=\"d\"/>\n{logic}</decision>")
}

fn value(logic: &str) -> String {
    decide(&sound(&decision(logic)), "d", "{}")
}

fn literal(text: &str) -> String {
    format!("<literalExpression><text>{text}</text></literalExpression>")
}

#[test]
fn contexts_with_and_without_a_result() {
    let entry =
        |name: &str, text: &str| format!("<contextEntry><variable name=\"{name}\"/>{}</contextEntry>", literal(text));
    let entries = [entry("net price", "10"), entry("tax", "net price / 5")].concat();
    assert_eq!(value(&format!("<context>{entries}</context>")), "{net price: 10, tax: 2}");
    let result = format!("<contextEntry>{}</contextEntry>", literal("net price + tax"));
    assert_eq!(value(&format!("<context>{entries}{result}</context>")), "12");
}

#[test]
fn lists_and_relations() {
    assert_eq!(value(&format!("<list>{}{}</list>", literal("1"), literal("\"a\""))), "[1, \"a\"]");
    let relation = format!(
        "<relation><column name=\"n\" typeRef=\"string\"/><column name=\"age\"/><row>{}{}</row><row>{}{}</row></relation>",
        literal("\"Ada\""),
        literal("36"),
        literal("\"Bob\""),
        literal("1 + 1")
    );
    assert_eq!(value(&relation), "[{n: \"Ada\", age: 36}, {n: \"Bob\", age: 2}]");
}

#[test]
fn functions_are_defined_and_invoked() {
    let function = format!(
        "<context><contextEntry><variable name=\"add\"/><functionDefinition><formalParameter name=\"a\"/>\
         <formalParameter name=\"b\" typeRef=\"number\"/>{}</functionDefinition></contextEntry>\
         <contextEntry><invocation>{}<binding><parameter name=\"b\"/>{}</binding>\
         <binding><parameter name=\"a\"/>{}</binding></invocation></contextEntry></context>",
        literal("a - b"),
        literal("add"),
        literal("2"),
        literal("10")
    );
    assert_eq!(value(&function), "8");
}

#[test]
fn conditionals_filters_and_iterations() {
    let part = |name: &str, text: &str| format!("<{name}>{}</{name}>", literal(text));
    let conditional = [part("if", "1 &lt; 2"), part("then", "\"yes\""), part("else", "\"no\"")].concat();
    assert_eq!(value(&format!("<conditional>{conditional}</conditional>")), "\"yes\"");
    let filter = [part("in", "[{a b: 1}, {a b: 2}]"), part("match", "item.a b &gt; 1")].concat();
    assert_eq!(value(&format!("<filter>{filter}</filter>")), "[{a b: 2}]");
    let run = |form: &str, body: &str| {
        value(&format!("<{form} iteratorVariable=\"n\">{}{body}</{form}>", part("in", "[1, 2, 3]")))
    };
    assert_eq!(run("for", &part("return", "n + count(partial)")), "[1, 3, 5]");
    assert_eq!(run("some", &part("satisfies", "n = 2")), "true");
    assert_eq!(run("every", &part("satisfies", "n = 2")), "false");
}

#[test]
fn a_table_stands_wherever_an_expression_may() {
    let table = "<decisionTable id=\"t\"><input><inputExpression><text>n</text></inputExpression></input><output/>\
         <rule><inputEntry><text>&gt; 1</text></inputEntry><outputEntry><text>n * 10</text></outputEntry></rule></decisionTable>";
    let logic = format!("<for iteratorVariable=\"n\"><in>{}</in><return>{table}</return></for>", literal("[1, 2]"));
    assert_eq!(value(&logic), "[null, 20]\nfired t \nfired t 1");
}

#[test]
fn what_lacks_a_part_is_found_and_gives_null() {
    let model =
        compile(&decision("<list><conditional id=\"c\"><if/></conditional><functionDefinition kind=\"Java\"/></list>"));
    insta::assert_snapshot!(findings(&model), @r#"
    3:7: error logic: c: `if` of `conditional` is missing
    3:7: error logic: c: `then` of `conditional` is missing
    3:7: error logic: c: `else` of `conditional` is missing
    3:46: error external: d: functions of kind `Java` are not run
    "#);
    assert!(decide(&model, "d", "{}").starts_with("[null, null]\n"));
}

#[test]
fn texts_are_read_through_entities_sections_and_comments() {
    assert_eq!(value(&literal("<![CDATA[\"a < b\"]]> + &quot;c&quot;")), "\"a < bc\"");
    assert_eq!(value(&literal("1 <!-- one --> +\r\n 2")), "3");
    insta::assert_snapshot!(value(&literal("[1 &lt; 2,\r\n <![CDATA[1 < 2]]>, 1 / 0]")), @r"
    [true, true, null]
    4 d: DIVISION_BY_ZERO division by zero
    ");
}
