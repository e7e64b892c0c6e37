//! What the language means, feature by feature.
use feel::{Schema, Type, Value, compile, parse, parse_unary_tests};

use crate::{context, env, outcome, show, shown, with};

#[track_caller]
fn all(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(&shown(text), expected, "{text}");
    }
}

#[test]
fn arithmetic_and_its_nulls() {
    all(&[
        ("1 + 2 * 3 - 4 / 8", "6.5"),
        ("2 ** 3 ** 2", "64"),
        ("-2 ** 2", "4"),
        ("0.1 + 0.2 = 0.3", "true"),
        ("1 / 3", "0.3333333333333333333333333333333333"),
        ("1 / 0", "null DIVISION_BY_ZERO@4"),
        ("1 + null", "null INVALID_TYPE@4"),
        ("1 + \"a\"", "null INVALID_TYPE@4"),
        ("\"a\" + \"b\"", "\"ab\""),
        ("10 ** 10000", "null NUMBER_OUT_OF_RANGE@6"),
        ("1.5e3 + .5", "1500.5"),
    ]);
}

#[test]
fn logic_has_three_values() {
    all(&[
        ("true and null", "null"),
        ("false and null", "false"),
        ("null or true", "true"),
        ("null or false", "null"),
        ("not(null)", "null"),
        ("if null then 1 else 2", "2"),
        ("null = null", "true"),
        ("null != 1", "true"),
        ("null < 1", "null NOT_COMPARABLE@7"),
        ("1 = \"1\"", "null NOT_COMPARABLE@4"),
    ]);
}

#[test]
fn tests_and_ranges() {
    all(&[
        ("5 in (< 3, [4..6])", "true"),
        ("5 in (1..5)", "false"),
        ("5 in ]1..5]", "true"),
        ("5 in [1..5[", "false"),
        ("5 in (> 1)", "true"),
        ("\"b\" in (\"a\", \"b\")", "true"),
        ("\"b\" in [\"a\", \"c\"]", "false"),
        ("5 between 1 and 5", "true"),
        ("@\"2024-02-29\" in [@\"2024-01-01\"..@\"2024-12-31\"]", "true"),
        ("[1..5].end included", "true"),
        ("(< 5).end", "5"),
        ("4 in (? > 3)", "true"),
    ]);
}

#[test]
fn lists_and_filters() {
    all(&[
        ("[1, 2, 3][2]", "2"),
        ("[1, 2, 3][-1]", "3"),
        ("[1, 2, 3][4]", "null INDEX_OUT_OF_RANGE@0"),
        ("[1, 2, 3][item > 1]", "[2, 3]"),
        ("[{a: 1, b: 2}, {a: 3, b: 4}][a > 1].b", "[4]"),
        ("[{a: 1}, {a: 3}].a", "[1, 3]"),
        ("{n: 3, l: [{n: 1}, {n: 5}], r: l[n > 3]}.r", "[{n: 5}]"),
        ("for x in [1, 2], y in x..3 return x * y", "[1, 2, 3, 4, 6]"),
        ("for x in 3..1 return x", "[3, 2, 1]"),
        (
            "for d in @\"2024-02-28\"..@\"2024-03-01\" return string(d)",
            "[\"2024-02-28\", \"2024-02-29\", \"2024-03-01\"]",
        ),
        ("some x in [1, 2] satisfies x > 1", "true"),
        ("every x in [] satisfies false", "true"),
        ("sort([3, 1, 2], function(a, b) a > b)", "[3, 2, 1]"),
        ("distinct values([1, 1.0, \"1\", null, null])", "[1, \"1\", null]"),
        ("flatten([1, [2, [3]]])", "[1, 2, 3]"),
        ("max(1, 5, 3) + min([2, 4])", "7"),
        ("sum([])", "null"),
        ("median([8, 2, 5, 3])", "4"),
        ("mode([1, 2, 2, 1])", "[1, 2]"),
        ("stddev([2, 4, 7, 5])", "2.081665999466132735282297706979931"),
        ("list replace([1, 2, 3], function(x, n) x > 1, 0)", "[1, 0, 0]"),
        ("index of([1, 2, 1], 1)", "[1, 3]"),
    ]);
}

#[test]
fn contexts_and_functions() {
    all(&[
        ("{a: 1, b: a + 1}.b", "2"),
        ("{first name: \"Ada\", g: first name + \"!\"}.g", "\"Ada!\""),
        ("(function(x: number, y) x + y)(1, 2)", "3"),
        ("(function(x: number) x)(\"a\")", "null INVALID_ARGUMENT@0"),
        ("{f: function(n) if n < 2 then 1 else n * f(n - 1), r: f(20)}.r", "2432902008176640000"),
        ("{k: 5, add: function(x) function(y) x + y + k, r: add(1)(2)}.r", "8"),
        ("{a: 1}.b", "null NO_FIELD_FOUND@0"),
        ("get value({a: {b: 1}}, [\"a\", \"b\"])", "1"),
        ("context put({a: 1}, [\"b\", \"c\"], 2)", "{a: 1, b: {c: 2}}"),
        ("context merge([{a: 1}, {a: 2, b: 3}])", "{a: 2, b: 3}"),
        ("get entries({a: 1})", "[{key: \"a\", value: 1}]"),
    ]);
}

#[test]
fn texts() {
    all(&[
        ("substring(\"foobar\", 3, 3)", "\"oba\""),
        ("substring(start position: -2, string: \"foobar\")", "\"ar\""),
        ("substring(\"🐎ab\", 2)", "\"ab\""),
        ("upper case(\"щасливо\")", "\"ЩАСЛИВО\""),
        ("replace(\"abra\", \"(a)(b)?\", \"[$1]\")", "\"[a]r[a]\""),
        ("matches(\"Foo\", \"^fo*$\", \"i\")", "true"),
        ("matches(\"a\", \"(\")", "null INVALID_ARGUMENT@0"),
        ("split(\"a;b;;c\", \";\")", "[\"a\", \"b\", \"\", \"c\"]"),
        ("string join([\"a\", null, \"b\"], \", \")", "\"a, b\""),
        ("string({a: [1.50, \"x\", null]})", "\"{a: [1.5, \\\"x\\\", null]}\""),
        ("number(\"1 000,5\", \" \", \",\")", "1000.5"),
        ("\"\\u00e9\\ud83d\\udc0e\\\"\"", "\"é🐎\\\"\""),
    ]);
}

#[test]
fn times() {
    all(&[
        ("now()", "@\"2024-06-01T15:00:00@Europe/Kyiv\""),
        ("today()", "@\"2024-06-01\""),
        ("@\"2024-01-31\" + @\"P1M\"", "@\"2024-02-29\""),
        ("date(\"2024-03-01\") - date(\"2024-02-28\")", "@\"P2D\""),
        ("date and time(\"2024-01-01T10:00:00\") < now()", "true"),
        ("date and time(\"2024-06-01T15:00:00\") = now()", "true"),
        ("time(\"10:30:00\") + @\"PT14H\"", "@\"00:30:00\""),
        ("years and months duration(@\"2023-12-24\", @\"2025-12-23\")", "@\"P1Y11M\""),
        ("@\"P1Y2M\" / @\"P1M\"", "14"),
        ("day of week(@\"2024-06-01\")", "\"Saturday\""),
        ("week of year(date(2005, 1, 1))", "53"),
        ("@\"P1DT3H\".hours", "3"),
        ("@\"2024-06-01T10:00:00@Europe/Kyiv\".time offset", "@\"PT3H\""),
        ("is(@\"10:00:00Z\", @\"12:00:00+02:00\")", "false"),
        ("@\"10:00:00Z\" = @\"12:00:00+02:00\"", "true"),
        ("before([1..5), 5)", "true"),
        ("overlaps before([1..5], [4..10])", "true"),
    ]);
}

#[test]
fn types_at_run_time() {
    all(&[
        ("1 instance of number", "true"),
        ("[1, \"a\"] instance of list<number>", "false"),
        ("{a: 1} instance of context<a: number>", "true"),
        ("null instance of number", "false"),
        ("@\"P1D\" instance of days and time duration", "true"),
        ("(function(a: number) a) instance of function<number> -> Any", "true"),
    ]);
}

#[test]
fn records_are_read_by_slot_and_field() {
    let record = context("{deal: {name: \"Mill\", amount: 1200, close: @\"2024-05-01\", lines: [{qty: 2}, {qty: 3}]}}");
    for (text, expected) in [
        ("deal.amount > 1000 and deal.close < today()", "true"),
        ("sum(deal.lines.qty)", "5"),
        ("deal.lines[qty > 2][1].qty", "3"),
        ("deal.nam", "null NO_FIELD_FOUND@0"),
    ] {
        assert_eq!(show(&with(text, record.clone())), expected, "{text}");
    }
}

#[test]
fn cells_of_decision_tables() {
    let schema = Schema::new().slot("?", Type::Number).slot("limit", Type::Number);
    let test = |text: &str, input: i64| {
        let program = compile(&parse_unary_tests(text, &schema.names()).unwrap(), &schema).unwrap();
        program.eval(&[Value::from(input), Value::from(10)], &env()).value
    };
    for (text, passes, fails) in [
        ("-", 1, 0),
        ("< 5, > limit", 11, 7),
        ("not(1, 2)", 3, 2),
        ("[1..limit)", 1, 10),
        ("? > 1 and ? < limit", 5, 10),
        ("limit", 10, 9),
        ("= 3", 3, 4),
        ("!= 3", 4, 3),
    ] {
        assert_eq!(test(text, passes), Value::TRUE, "{text}");
        if text != "-" {
            assert_eq!(test(text, fails), Value::FALSE, "{text}");
        }
    }
}

#[test]
fn programs_are_shared_between_threads() {
    let schema = Schema::new().slot("a", Type::Any);
    let program = compile(&parse("a.b + 1", &schema.names()).unwrap(), &schema).unwrap();
    std::thread::scope(|scope| {
        for thread in 0..4i64 {
            let program = program.clone();
            scope.spawn(move || {
                let value = Value::context([("x", Value::Null), ("b", Value::from(thread))]);
                assert_eq!(program.eval(&[value], &env()).value, Value::from(thread + 1));
            });
        }
    });
    assert_eq!(outcome("1").warnings, []);
}

#[test]
fn patterns_refer_back_to_their_groups() {
    for (call, expected) in [
        (r#"matches("aA", "(a)\\1", "i")"#, "true"),
        (r#"matches("aA", "(a)\\1")"#, "false"),
        (r#"matches("say \"no\" now", "(['\"]).*\\1")"#, "true"),
        (r#"matches("abab", "^(a(b))\\1$")"#, "true"),
        (r#"matches("abb", "^(a(b))\\2$")"#, "true"),
        (r#"matches("abcabd", "(abc)(\\1|x)")"#, "false"),
        (r#"matches("aab", "^(a*)\\1b$")"#, "true"),
        (r#"matches("aaab", "^(a*)\\1b$")"#, "false"),
        (r#"matches("aaaa", "^(a)\\1{2,3}$")"#, "true"),
        (r#"matches("xa0", "(a)\\10")"#, "false"),
        (r#"matches("xaa0", "(a)\\10")"#, "true"),
        (r#"matches("aab", "^(?:(x)|a)*\\1b$")"#, "true"),
        (r#"matches("", "^(a*)*\\1$")"#, "true"),
        (r#"matches("a", "\\1(a)")"#, "null INVALID_ARGUMENT@0"),
        (r#"replace("aa", "(a)\\1", "b")"#, "null INVALID_ARGUMENT@0"),
    ] {
        assert_eq!(shown(call), expected, "{call}");
    }
    let endless = format!("matches(\"{}\", \"^(a|aa)+\\\\1b$\")", "a".repeat(60));
    assert_eq!(shown(&endless), "null STEPS_EXCEEDED@0");
}
