//! Faults seen in other evaluators, each once and for all.
use std::time::Instant;

use feel::{Names, Value, parse};

use crate::{outcome, shown};

#[test]
fn two_thousand_operators_in_a_row() {
    assert_eq!(outcome(&format!("1{}", " + 1".repeat(2000))).value, Value::from(2001));
    assert_eq!(outcome(&format!("true{}", " and true".repeat(2000))).value, Value::TRUE);
    assert_eq!(outcome(&format!("2{}", " * 1 - 1 + 1".repeat(600))).value, Value::from(2));
    assert_eq!(outcome(&format!("{{a: 1}} = {{a: 1}}{}", " = true".repeat(2000))).value, Value::TRUE);
    // Chains of calls and filters too.
    assert!(feel::eval_text(&format!("[1]{}", "[1]".repeat(2000)), &feel::Context::new(), &crate::env()).is_ok());
}

#[test]
fn ten_thousand_lists_in_each_other_are_refused() {
    let error = parse(&format!("{}{}", "[".repeat(10_000), "]".repeat(10_000)), &Names::new()).unwrap_err();
    assert_eq!(error.0[0].code, feel::Code::TooDeep);
    assert_eq!(error.0[0].span.start, 128);
    assert!(parse(&format!("{}{}", "[".repeat(125), "]".repeat(125)), &Names::new()).is_ok());
}

#[test]
fn deep_recursion_is_null_with_a_reason() {
    let recursion = |depth: u32| format!("{{f: function(n) if n = 0 then 0 else 1 + f(n - 1), r: f({depth})}}.r");
    assert_eq!(outcome(&recursion(50)).value, Value::from(50));
    assert!(shown(&recursion(100_000)).starts_with("null DEPTH_EXCEEDED"));
    assert!(shown(&recursion(1_000)).starts_with("null DEPTH_EXCEEDED"));
    assert!(shown("{f: function(n) f(n), r: f(1)}.r").starts_with("null DEPTH_EXCEEDED"));
}

#[test]
fn long_iterations_are_linear() {
    let time = |count: u32| {
        let start = Instant::now();
        let text = format!("count(for i in 1..{count} return i * 2)");
        assert_eq!(outcome(&text).value, Value::from(i64::from(count)));
        let text = format!("(for i in 1..{count} return if i = 1 then 1 else partial[-1] + 1)[-1]");
        assert_eq!(outcome(&text).value, Value::from(i64::from(count)));
        start.elapsed()
    };
    let (short, long) = (time(10_000), time(100_000));
    assert!(long < short * 40 + std::time::Duration::from_millis(200), "{short:?} {long:?}");
}

#[test]
fn half_down_rounds_by_all_digits() {
    assert_eq!(shown("round half down(2.55, 0)"), "3");
    assert_eq!(shown("round half down(1.2355, 2)"), "1.24");
}

#[test]
fn an_hour_over_the_change_of_the_clock() {
    let text = "string(date and time(\"2024-03-31T01:30:00@Europe/Berlin\") + duration(\"PT1H\"))";
    assert_eq!(shown(text), "\"2024-03-31T03:30:00@Europe/Berlin\"");
}

#[test]
fn an_unknown_name_does_not_change_the_parse() {
    let error = parse("loan amount + 1", &Names::new()).unwrap_err();
    assert_eq!(error.0[0].span, feel::Span { start: 5, end: 15 });
    assert_eq!(shown("amount + 1"), "null NO_VARIABLE_FOUND@0 INVALID_TYPE@9");
}

#[test]
fn values_that_nest_without_end_are_stopped() {
    assert!(shown("for i in 1..100000 return [partial]").starts_with("null"));
    assert!(shown("(for i in 1..100000 return [partial[-1]])[-1]").contains("DEPTH_EXCEEDED"));
    assert!(shown("count(for i in 1..60 return [partial[-1], partial[-1]])").starts_with("null"));
    assert!(
        shown("string length((for i in 1..60 return if i = 1 then \"x\" else partial[-1] + partial[-1])[-1])")
            .contains("MEMORY_EXCEEDED")
    );
}
