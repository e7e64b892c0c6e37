//! What is printed reads back as the same tree.
use std::ops::Bound;

use feel::{
    Args, BinaryOp, Binding, Domain, Expr, ExprKind, Names, Number, Parameter, Type, UnaryTests, Value, parse,
    parse_unary_tests,
};
use proptest::prelude::*;

fn name() -> impl Strategy<Value = std::sync::Arc<str>> {
    prop_oneof![Just("a"), Just("amount"), Just("loan amount"), Just("x-y"), Just("назва"), Just("item"), Just("?")]
        .prop_map(Into::into)
}

fn literal() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (any::<i64>(), 0u32..8).prop_map(|(number, scale)| Value::from(Number::from_scaled(number, scale))),
        ".{0,12}".prop_map(|text| Value::from(text.as_str())),
        (-700_000i64..700_000).prop_map(|days| Value::from(feel::Date::from_days(days).unwrap())),
        any::<i32>().prop_map(|micros| Value::from(feel::DateTime::from_micros(i64::from(micros) * 1_000_003))),
        any::<i32>().prop_map(|micros| Value::from(feel::Days::from_micros(i64::from(micros) * 997))),
        any::<i16>().prop_map(|months| Value::from(feel::Months(months.into()))),
        Just(Value::from(feel::Time::parse("10:30:00.25@Europe/Kyiv").unwrap())),
    ]
}

fn operator() -> impl Strategy<Value = BinaryOp> {
    use BinaryOp::*;
    prop::sample::select(vec![Add, Sub, Mul, Div, Pow, Eq, Ne, Lt, Le, Gt, Ge, And, Or])
}

fn kind() -> impl Strategy<Value = Type> {
    prop::sample::select(vec![
        Type::Number,
        Type::DateTime,
        Type::list(Type::Text),
        Type::context([("a", Type::Days), ("loan amount", Type::Any)]),
        Type::range(Type::Date),
        Type::function(vec![Type::Number, Type::Months], Type::Bool),
        Type::Named("tLoan".into()),
    ])
}

fn expr() -> impl Strategy<Value = Expr> {
    let leaf = prop_oneof![literal().prop_map(Expr::literal), name().prop_map(Expr::name)];
    leaf.prop_recursive(5, 40, 3, |inner| {
        let boxed = inner.clone().prop_map(Box::new);
        let bindings = prop::collection::vec((name(), inner.clone(), prop::option::of(inner.clone())), 1..3)
            .prop_map(|bindings| {
                bindings
                    .into_iter()
                    .map(|(name, first, last)| Binding {
                        name,
                        domain: match last {
                            Some(last) => Domain::Span(first, last),
                            None => Domain::Each(first),
                        },
                    })
                    .collect::<Vec<_>>()
            })
            .boxed();
        let test = prop_oneof![
            inner.clone(),
            (prop::sample::select(vec![BinaryOp::Lt, BinaryOp::Ge, BinaryOp::Eq, BinaryOp::Ne]), boxed.clone())
                .prop_map(|(op, operand)| Expr::from(ExprKind::Test(op, operand))),
        ];
        let bound = || prop_oneof![boxed.clone().prop_map(Bound::Included), boxed.clone().prop_map(Bound::Excluded)];
        let kinds = prop_oneof![
            inner.clone().prop_map(|operand| Expr::negate(operand).kind),
            (operator(), boxed.clone(), boxed.clone()).prop_map(|(op, left, right)| ExprKind::Binary(op, left, right)),
            (boxed.clone(), boxed.clone(), boxed.clone())
                .prop_map(|(value, low, high)| ExprKind::Between(value, low, high)),
            (boxed.clone(), prop::collection::vec(test, 1..3)).prop_map(|(value, tests)| ExprKind::In(value, tests)),
            (boxed.clone(), boxed.clone(), boxed.clone())
                .prop_map(|(condition, yes, no)| ExprKind::If(condition, yes, no)),
            (bindings.clone(), boxed.clone()).prop_map(|(bindings, body)| ExprKind::For(bindings, body)),
            (bindings.clone(), boxed.clone()).prop_map(|(bindings, body)| ExprKind::Some(bindings, body)),
            (bindings, boxed.clone()).prop_map(|(bindings, body)| ExprKind::Every(bindings, body)),
            (boxed.clone(), name()).prop_map(|(of, name)| ExprKind::Path(of, name)),
            (boxed.clone(), boxed.clone()).prop_map(|(list, predicate)| ExprKind::Filter(list, predicate)),
            (boxed.clone(), prop::collection::vec(inner.clone(), 0..3))
                .prop_map(|(callee, arguments)| ExprKind::Call(callee, Args::Positional(arguments))),
            (boxed.clone(), inner.clone()).prop_map(|(callee, argument)| ExprKind::Call(
                callee,
                Args::Named(vec![("start position".into(), argument)])
            )),
            (kind(), boxed.clone()).prop_map(|(kind, body)| ExprKind::Function(
                vec![Parameter { name: "p".into(), kind }, Parameter { name: "q r".into(), kind: Type::Any }],
                body
            )),
            (inner.clone(), inner.clone())
                .prop_map(|(first, second)| ExprKind::Context(vec![("k".into(), first), ("any, key".into(), second)])),
            prop::collection::vec(inner.clone(), 0..3).prop_map(ExprKind::List),
            (bound(), bound()).prop_map(|(low, high)| ExprKind::Range(low, high)),
            (boxed.clone(), kind()).prop_map(|(of, kind)| ExprKind::InstanceOf(of, kind)),
        ];
        kinds.prop_map(Expr::from)
    })
}

fn names() -> Names {
    ["loan amount", "x-y", "q r"].into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

    #[test]
    fn trees_survive_their_text(tree in expr()) {
        let text = tree.to_string();
        prop_assert_eq!(parse(&text, &names()), Ok(tree), "{}", text);
    }

    #[test]
    fn texts_never_panic(text in "[-a-c0-9 .,:+*/(){}\"<>=@\\[\\]]{0,40}") {
        let _ = parse(&text, &names());
        let _ = parse_unary_tests(&text, &names());
        let _ = feel::eval_text(&text, &feel::Context::new(), &crate::env());
    }

    #[test]
    fn words_never_panic(words in prop::collection::vec(prop::sample::select(vec!["if", "then", "else", "for", "in", "return", "some", "satisfies", "function", "(", ")", "[", "]", "{", "}", "a", "1", "..", "\"x\"", ":", ",", "instance of", "list<", ">", "not", "-", "@\"P1D\"", "between", "and", "?", "date and time", "é", "\u{1F40E}"]), 0..24)) {
        let text = words.join(" ");
        let _ = parse_unary_tests(&text, &names());
        let _ = feel::eval_text(&text, &feel::Context::new(), &crate::env());
        let _ = feel::Template::compile(&text, &feel::Schema::new());
    }

    #[test]
    fn literals_survive_json(values in prop::collection::vec(literal(), 0..6)) {
        let value = Value::context([("list", Value::from(values))]);
        let mut json = String::new();
        feel::write_json(&value, &mut json);
        prop_assert_eq!(feel::parse_json(&json), Ok(value));
    }
}

#[test]
fn unary_tests_survive_their_text() {
    for text in ["-", "< 5, > 10", "not(\"a\", \"b\")", "[1..5]", "? > 1 and ? < 3", "\"a\", null", "(1..5), 7"] {
        let tree = parse_unary_tests(text, &names()).unwrap();
        assert_eq!(parse_unary_tests(&tree.to_string(), &names()), Ok(tree.clone()), "{text}");
    }
    let tree = parse_unary_tests("not(1)", &names()).unwrap();
    assert!(matches!(tree.kind, ExprKind::UnaryTests(UnaryTests::NotIn(_))));
}

#[test]
fn filters_built_by_hand_read_back() {
    let tests: Vec<Expr> = (0..3000).map(|id| Expr::eq(Expr::name("id"), Expr::literal(id))).collect();
    let tree =
        Expr::and(Expr::or_all(tests), Expr::is_in(Expr::names(["company", "city"]), vec![Expr::literal("Kyiv")]));
    assert_eq!(parse(&tree.to_string(), &Names::new()), Ok(tree));
}
