//! Nothing runs away.
use feel::{Budget, Context, Env, Names, Schema, compile, parse};

use crate::{env, show, shown};

fn limited(text: &str, budget: Budget) -> String {
    let env = Env { budget, ..env() };
    show(&feel::eval_text(text, &Context::new(), &env).unwrap())
}

#[test]
fn steps_depth_and_memory_are_limited() {
    let budget = Budget { steps: 1000, ..Budget::default() };
    assert_eq!(limited("count(for i in 1..100000 return i)", budget).split('@').next(), Some("null STEPS_EXCEEDED"));
    assert_eq!(limited("1 + 1", budget), "2");
    let budget = Budget { memory: 1000, ..Budget::default() };
    assert!(limited("for i in 1..1000 return i", budget).starts_with("null MEMORY_EXCEEDED"));
    assert!(
        limited("\"0123456789\" + \"0123456789\"", Budget { memory: 15, ..Budget::default() })
            .starts_with("null MEMORY_EXCEEDED")
    );
    let budget = Budget { depth: 10, ..Budget::default() };
    assert!(limited("[[[[[[[[[[[[[[[[now()]]]]]]]]]]]]]]]]", budget).starts_with("null DEPTH_EXCEEDED"));
}

#[test]
fn endless_iterations_end() {
    for text in [
        "for i in 1..9223372036854775807 return null",
        "some i in 1..9223372036854775807 satisfies false",
        "for i in 1..100000, j in 1..100000 return i",
        "for i in @\"-999999999-01-01\"..@\"999999999-01-01\" return 1",
        "for i in -9223372036854775808..9223372036854775807 return i",
        "replace(string join(for i in 1..100000 return \"aaaaaaaaaa\"), \"a\", string join(for i in 1..10000 return \"bbbbbbbbbb\"))",
        "string join(for i in 1..1000000 return upper case(\"x\"), string join(for i in 1..10000 return \"bbbbbbbbbb\"))",
    ] {
        let shown = shown(text);
        assert!(shown.starts_with("null") && shown.contains("EXCEEDED"), "{text}: {shown}");
    }
}

#[test]
fn deepest_accepted_texts_evaluate_or_say_why() {
    for (open, close) in [
        ("[", "]"),
        ("(", ")"),
        ("{a: ", "}"),
        ("if true then ", " else 1"),
        ("-", ""),
        ("abs(", ")"),
        ("function(x) ", ""),
        ("for i in [1] return ", ""),
        ("1 in (", ")"),
        ("[1][", "]"),
        ("1 + (", ")"),
    ] {
        // Some forms are two expressions each.
        let count = if matches!(open, "1 + (" | "1 in (" | "[1][") { 60 } else { 120 };
        let text = format!("{}1{}", open.repeat(count), close.repeat(count));
        let outcome = feel::eval_text(&text, &Context::new(), &env()).unwrap_or_else(|error| panic!("{open}: {error}"));
        let tree = parse(&text, &Names::new()).unwrap();
        assert_eq!(parse(&tree.to_string(), &Names::new()).unwrap(), tree.clone(), "{open}");
        drop(outcome);
    }
}

#[test]
fn trees_built_too_deep_are_refused() {
    let mut tree = feel::Expr::literal(1);
    for _ in 0..2000 {
        tree = feel::Expr::not(tree);
    }
    assert_eq!(compile(&tree, &Schema::new()).unwrap_err().0[0].code, feel::Code::TooDeep);
}

#[test]
fn distinct_values_of_many() {
    assert_eq!(shown("count(distinct values(for i in 1..100000 return modulo(i, 1000)))"), "1000");
    assert_eq!(shown("count(get entries(context(for i in 1..50000 return {key: string(i), value: i})))"), "50000");
}
