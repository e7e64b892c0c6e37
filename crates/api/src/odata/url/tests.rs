//! What the suites of OASIS do not ask: the trees, the places, the limits, and any text at all.

use proptest::prelude::*;

use super::ast::*;
use super::*;

/// An expression with all its parentheses.
fn tree(text: &str) -> String {
    let filter = parse_filter(text, Limits::default()).unwrap_or_else(|error| panic!("{text}: {error}"));
    show(&filter)
}

fn show(expr: &Expr) -> String {
    let all = |members: &[Expr], word: &str| members.iter().map(show).collect::<Vec<_>>().join(word);
    match &expr.kind {
        ExprKind::Literal(Literal::Number(text) | Literal::Date(text) | Literal::String(text)) => text.clone(),
        ExprKind::Literal(literal) => format!("{literal:?}"),
        ExprKind::Path(path) => path
            .steps
            .iter()
            .map(|step| match &step.kind {
                StepKind::Name { name, .. } => name.name.clone(),
                other => format!("{other:?}"),
            })
            .collect::<Vec<_>>()
            .join("/"),
        ExprKind::Not(inner) => format!("(not {})", show(inner)),
        ExprKind::Negate(inner) => format!("(- {})", show(inner)),
        ExprKind::And(members) => format!("({})", all(members, " and ")),
        ExprKind::Or(members) => format!("({})", all(members, " or ")),
        ExprKind::List(members) => format!("({})", all(members, ", ")),
        ExprKind::Binary { operator, left, right } => format!("({} {operator:?} {})", show(left), show(right)),
        other => format!("{other:?}"),
    }
}

#[test]
fn operators_bind_as_the_standard_says() {
    let cases = [
        ("a or b and c", "(a or (b and c))"),
        ("a and b and c or d or e", "((a and b and c) or d or e)"),
        ("a add b mul c", "(a Add (b Multiply c))"),
        ("a sub b sub c", "((a Subtract b) Subtract c)"),
        ("a eq b add 1", "(a Equal (b Add 1))"),
        ("a lt b eq c gt d", "((a Less b) Equal (c Greater d))"),
        ("not a and b", "((not a) and b)"),
        ("not a in (1,2)", "(not (a In (1, 2)))"),
        ("not (a eq b)", "(not (a Equal b))"),
        ("-a mul -2", "((- a) Multiply -2)"),
        ("a eq 2020-01-01 sub 1", "(a Equal (2020-01-01 Subtract 1))"),
        ("(a or b) and c", "((a or b) and c)"),
    ];
    for (text, expected) in cases {
        assert_eq!(tree(text), expected, "{text}");
    }
}

#[test]
fn paths_and_keys_are_told_apart() {
    let url = parse("companies(5)/contacts(id=7)/email/$value?$select=email", Limits::default()).unwrap();
    let Resource::Path(segments) = url.resource else { panic!("a path") };
    assert_eq!(segments.len(), 4);
    assert!(matches!(&segments[0].kind, SegmentKind::Name { arguments: Some(Arguments::Positional(_)), .. }));
    assert!(matches!(&segments[1].kind, SegmentKind::Name { arguments: Some(Arguments::Named(_)), .. }));
    assert_eq!(segments[3].kind, SegmentKind::Value);
    assert!(matches!(parse("", Limits::default()).unwrap().resource, Resource::Service));
    assert!(matches!(parse("?$format=json", Limits::default()).unwrap().resource, Resource::Service));
    let url = parse("companies/5", Limits::default()).unwrap();
    let Resource::Path(segments) = url.resource else { panic!("a path") };
    assert_eq!(segments[1].kind, SegmentKind::Raw("5".into()));
}

#[test]
fn plus_signs_are_blanks_in_queries_and_slashes_are_allowed_in_their_strings() {
    let options = parse_options("$filter=name+eq+'a/b%2Bc+d'", Limits::default()).unwrap();
    let OptionKind::Filter(filter) = &options[0].kind else { panic!("a filter") };
    assert_eq!(show(filter), "(name Equal a/b+c d)");
    let options = parse_options("$filter=a+gt+2020-01-01T10:00:00+02:00", Limits::default()).unwrap();
    let OptionKind::Filter(filter) = &options[0].kind else { panic!("a filter") };
    assert!(show(filter).contains("2020-01-01T10:00:00+02:00"));
}

#[test]
fn errors_name_the_place_in_the_text_as_sent() {
    let cases = [
        ("companies?$filter=name%20eq%20", 30, "expected an expression, found the end"),
        ("companies?$filter=name eq 'x", 26, "has no closing quote"),
        ("companies?$top=-1", 15, "expected a whole number"),
        ("companies?$top=99999999999999999999", 15, "too large"),
        ("companies?$foo=1", 10, "\"$foo\" is not known"),
        ("companies?$filter=length(name,2) eq 1", 24, "takes 1 arguments, not 2"),
        ("companies(1;2)", 11, "expected \")\", found \";\""),
        ("companies?$orderby=name up", 23, "expected the end"),
        ("companies?$expand=contacts($foo=1)", 27, "is not known"),
        ("companies/$count/x", 16, "nothing may follow"),
        ("companies?$apply=sum(amount)", 17, "no transformation"),
        ("companies?$filter=name eq '%zz'", 27, "two hexadecimal digits"),
    ];
    for (url, at, message) in cases {
        let error = parse(url, Limits::default()).unwrap_err();
        assert!(error.message.contains(message), "{url}: {error}");
        assert_eq!(error.at, at, "{url}: {error}");
    }
}

#[test]
fn nothing_grows_beyond_the_limits() {
    let limits = Limits::default();
    let long = format!("a?$filter={}", vec!["a eq 1"; 2_000].join(" or "));
    parse(&long, limits).unwrap();
    for text in [
        format!("$filter={}a{}", "(".repeat(500), ")".repeat(500)),
        format!("$filter={}a", "not ".repeat(500)),
        format!("$filter={}a", "- ".repeat(500)),
        format!("$filter=a{}", " add 1".repeat(500)),
        format!("$filter={}1{}", "[".repeat(500), "]".repeat(500)),
        format!("$expand={}a{}", "a($expand=".repeat(500), ")".repeat(500)),
        format!("$search={}a{}", "(".repeat(500), ")".repeat(500)),
        format!("$search={}a", "NOT ".repeat(500)),
        format!("$apply={}identity{}", "concat(identity,".repeat(500), ")".repeat(500)),
        format!("$filter={}true{}", "a/any(x:".repeat(500), ")".repeat(500)),
        format!("$filter={}", vec!["a"; 9_000].join(" and ")),
        format!("$filter={}", "a".repeat(70_000)),
    ] {
        let error = parse_options(&text, limits).unwrap_err();
        let limited = ["deeper", "parts", "longer"].iter().any(|word| error.message.contains(word));
        assert!(limited, "{}: {error}", &text[..40]);
    }
}

proptest! {
    #[test]
    fn no_text_is_too_much(text in "\\PC{0,80}") {
        let _ = parse(&text, Limits::default());
        let _ = parse_filter(&text, Limits::default());
    }

    #[test]
    fn no_mixture_of_tokens_is_too_much(
        tokens in proptest::collection::vec(
            prop::sample::select(vec![
                "companies", "(", ")", "/", "?", "&", "=", ",", ";", ":", "'", "\"", "%27", "%2", "+", " ", "@p", "$it",
                "$filter=", "$expand=", "$apply=", "$search=", "$select=", "$count", "aggregate", "groupby", "with",
                "sum", "as", "any", "all", "not", "and", "in", "has", "eq", "-", "1", "2020-01-01", "T10:00", "null",
                "case", "cast", "Edm.String", "geography'SRID=0;", "Point", "[", "]", "{", "}", "*", "#", "é", "%D0%A9",
            ]),
            0..24,
        )
    ) {
        let text = tokens.concat();
        let _ = parse(&text, Limits::default());
        let _ = parse_options(&text, Limits::default());
    }
}
