//! Decision tables: every hit policy and aggregation, defaults, allowed values.
use crate::{compile, decide, findings, sound};

/// A table `t` over the number `x`. An output is its name, then what else it holds; a rule
/// is a test and the outputs.
fn table(attributes: &str, outputs: &[(&str, &str)], rules: &[&[&str]]) -> String {
    let outputs: String =
        outputs.iter().map(|(name, inside)| format!("<output name=\"{name}\">{inside}</output>")).collect();
    let rules: String = rules
        .iter()
        .map(|rule| {
            let cells: String =
                rule[1..].iter().map(|cell| format!("<outputEntry><text>{cell}</text></outputEntry>")).collect();
            format!("<rule><inputEntry><text>{}</text></inputEntry>{cells}</rule>\n", rule[0])
        })
        .collect();
    format!(
        "<inputData id=\"x\" name=\"x\"><variable name=\"x\" typeRef=\"number\"/></inputData>
        <decision id=\"d\" name=\"d\"><variable name=\"d\"/>
        <informationRequirement><requiredInput href=\"#x\"/></informationRequirement>
        <decisionTable id=\"t\" {attributes}>
        <input id=\"in\"><inputExpression typeRef=\"number\"><text>x</text></inputExpression></input>
        {outputs}
        {rules}</decisionTable></decision>"
    )
}

fn values(values: &str) -> String {
    format!("<outputValues><text>{values}</text></outputValues>")
}

const OVERLAP: [&[&str]; 3] = [&["&gt; 1", "\"b\""], &["&gt; 2", "\"a\""], &["-", "\"b\""]];

#[test]
fn every_hit_policy() {
    let ranks = values("\"a\", \"b\"");
    let outputs = [("r", ranks.as_str())];
    let run = |policy: &str, x: u32| {
        decide(&sound(&table(&format!("hitPolicy=\"{policy}\""), &outputs, &OVERLAP)), "d", &format!("{{x: {x}}}"))
    };
    assert_eq!(run("UNIQUE", 0), "\"b\"\nfired t 3");
    insta::assert_snapshot!(run("UNIQUE", 2), @r#"
    null
    5 t: INVALID_ARGUMENT rules 1, 3 match, and the table allows only one
    fired t 1 3
    "#);
    assert_eq!(run("ANY", 2), "\"b\"\nfired t 1 3");
    insta::assert_snapshot!(run("ANY", 3), @r#"
    null
    5 t: INVALID_ARGUMENT rules 1 and 2 match with different outputs
    fired t 1 2 3
    "#);
    assert_eq!(run("PRIORITY", 3), "\"a\"\nfired t 2");
    assert_eq!(run("FIRST", 3), "\"b\"\nfired t 1");
    assert_eq!(run("RULE ORDER", 3), "[\"b\", \"a\", \"b\"]\nfired t 1 2 3");
    assert_eq!(run("OUTPUT ORDER", 3), "[\"a\", \"b\", \"b\"]\nfired t 2 1 3");
    assert_eq!(run("COLLECT", 3), "[\"b\", \"a\", \"b\"]\nfired t 1 2 3");
}

#[test]
fn every_aggregation() {
    let rules: [&[&str]; 3] = [&["&gt; 1", "10"], &["&gt; 2", "5"], &["&gt; 0", "5"]];
    let run = |aggregation: &str, x: u32| {
        let attributes = format!("hitPolicy=\"COLLECT\" aggregation=\"{aggregation}\"");
        decide(&sound(&table(&attributes, &[("r", "")], &rules)), "d", &format!("{{x: {x}}}"))
    };
    assert_eq!(run("SUM", 3), "20\nfired t 1 2 3");
    assert_eq!(run("COUNT", 3), "3\nfired t 1 2 3");
    assert_eq!(run("MIN", 3), "5\nfired t 1 2 3");
    assert_eq!(run("MAX", 2), "10\nfired t 1 3");
    assert_eq!(run("SUM", 0), "null\nfired t ");
}

#[test]
fn several_outputs_are_a_context() {
    let rules: [&[&str]; 2] = [&["&gt; 1", "\"a\"", "x * 2"], &["-", "\"b\"", "x"]];
    let outputs = [("name", ""), ("amount", "")];
    let run = |policy: &str| decide(&sound(&table(policy, &outputs, &rules)), "d", "{x: 2}");
    assert_eq!(run("hitPolicy=\"FIRST\""), "{name: \"a\", amount: 4}\nfired t 1");
    assert_eq!(run("hitPolicy=\"COLLECT\""), "[{name: \"a\", amount: 4}, {name: \"b\", amount: 2}]\nfired t 1 2");
}

#[test]
fn priority_looks_at_the_outputs_one_after_the_other() {
    let (first, second) = (values("1, 2"), values("\"x\", \"y\", \"z\""));
    let rules: [&[&str]; 3] = [&["-", "2", "\"x\""], &["-", "1", "\"z\""], &["-", "1", "\"y\""]];
    let model = sound(&table("hitPolicy=\"OUTPUT ORDER\"", &[("a", &first), ("b", &second)], &rules));
    assert_eq!(decide(&model, "d", "{x: 0}"), "[{a: 1, b: \"y\"}, {a: 1, b: \"z\"}, {a: 2, b: \"x\"}]\nfired t 3 2 1");
}

#[test]
fn defaults_stand_in_when_no_rule_matches() {
    let default = "<defaultOutputEntry><text>x + 1</text></defaultOutputEntry>";
    let rules: [&[&str]; 1] = [&["&gt; 5", "1", "2"]];
    let model = sound(&table("", &[("a", default), ("b", "")], &rules));
    assert_eq!(decide(&model, "d", "{x: 1}"), "{a: 2, b: null}\nfired t ");
    let model = sound(&table("", &[("a", "")], &[&["&gt; 5", "1"]]));
    assert_eq!(decide(&model, "d", "{x: 1}"), "null\nfired t ");
}

#[test]
fn what_is_not_allowed_is_null_and_said() {
    let model = sound(&table("", &[("a", &values("1, 2"))], &[&["-", "x"]]));
    assert_eq!(decide(&model, "d", "{x: 2}"), "2\nfired t 1");
    insta::assert_snapshot!(decide(&model, "d", "{x: 3}"), @r#"
    null
    5 t: INVALID_ARGUMENT 3 is not among the output values
    fired t 1
    "#);
    let text = table("", &[("a", "")], &[&["null", "\"none\""], &["-", "x"]]);
    let text = text.replace("</inputExpression>", "</inputExpression><inputValues><text>[1..5]</text></inputValues>");
    let text = text.replace("<decisionTable", "<decisionTable hitPolicy=\"FIRST\"");
    insta::assert_snapshot!(decide(&sound(&text), "d", "{x: 9}"), @r#"
    "none"
    6 in: INVALID_ARGUMENT 9 is not among the input values
    fired t 1
    "#);
}

#[test]
fn rules_behind_the_first_say_nothing() {
    let rules: [&[&str]; 2] = [&["-", "x"], &["-", "1 / 0"]];
    assert_eq!(decide(&sound(&table("hitPolicy=\"FIRST\"", &[("r", "")], &rules)), "d", "{x: 1}"), "1\nfired t 1");
}

#[test]
fn thousands_of_rules_are_one_table() {
    let cells: Vec<[String; 2]> = (0..3000).map(|x| [format!("{x}"), format!("x * {x}")]).collect();
    let rules: Vec<Vec<&str>> = cells.iter().map(|rule| rule.iter().map(String::as_str).collect()).collect();
    let rules: Vec<&[&str]> = rules.iter().map(Vec::as_slice).collect();
    for policy in ["UNIQUE", "FIRST", "COLLECT"] {
        let model = sound(&table(&format!("hitPolicy=\"{policy}\""), &[("r", "")], &rules));
        let shown = decide(&model, "d", "{x: 2000}");
        assert!(shown.contains("4000000") && shown.ends_with("fired t 2001"), "{shown}");
    }
}

#[test]
fn tests_of_every_kind() {
    let rules: [&[&str]; 7] = [
        &["1, 2", "\"listed\""],
        &["[10..20)", "\"range\""],
        &["not(&gt; 5)", "\"negated\""],
        &["? * 2 = 60", "\"asked\""],
        &["&gt;= 100", "\"large\""],
        &["\"text\"", "\"never\""],
        &["", "\"rest\""],
    ];
    let model = compile(&table("hitPolicy=\"FIRST\"", &[("r", "")], &rules));
    for (x, expected) in [(2, "listed"), (10, "range"), (4, "negated"), (30, "asked"), (100, "large")] {
        let shown = decide(&model, "d", &format!("{{x: {x}}}"));
        assert!(shown.starts_with(&format!("\"{expected}\"")), "{x}: {shown}");
    }
    insta::assert_snapshot!(decide(&model, "d", "{x: 50}"), @r#"
    "rest"
    13 t: NOT_COMPARABLE a number cannot be tested like this
    fired t 7
    "#);
}

#[test]
fn a_table_with_mistakes_is_found_out() {
    let model = compile(&table(
        "hitPolicy=\"BEST\"",
        &[("r", "")],
        &[&["&lt;", "1"], &["-", "1 +"], &["-", "1", "2"], &["y", "z"]],
    ));
    insta::assert_snapshot!(findings(&model), @r"
    5:9: error table: t: there is no hit policy `BEST`
    8:37: error syntax: t: expected an expression, found the end
    9:68: error syntax: t: expected an expression, found the end
    10:1: error table: t: a rule has 1 and 2 entries for 1 inputs and 1 outputs
    11:25: warning meaning: t: `y` is not known
    11:65: warning meaning: t: `z` is not known
    ");
}
