//! From text to tree: a lexer that is asked for one token at a time, and a Pratt parser.
//!
//! Names may hold blanks and signs (`date and time`, `stock-on-hand`), so what is one name
//! depends on the names there are: [`Names`]. The longest known one wins.
mod forms;
mod intervals;
mod lexer;
mod names;
mod parser;
mod types;

pub(crate) use lexer::{is_name_part, is_name_start};
pub use names::Names;
use parser::Parser;
pub(crate) use parser::{binding, power};

use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    expr::Expr,
};

/// Reads an expression.
///
/// Promises to return for every text: what nests deeper than 128 or is longer than
/// 2,500 operators in a row is a finding.
///
/// # Errors
/// All findings with their places, in order.
pub fn parse(text: &str, names: &Names) -> Result<Expr, Diagnostics> {
    let mut parser = Parser::new(text, names);
    let expr = parser.expression();
    parser.finish(expr)
}

/// Reads the tests of a decision table's cell: `-`, `< 5, > 10`, `not("a", "b")`.
///
/// # Errors
/// As [`parse`].
pub fn parse_unary_tests(text: &str, names: &Names) -> Result<Expr, Diagnostics> {
    let mut parser = Parser::new(text, names);
    let tests = parser.unary_tests();
    parser.finish(tests)
}

impl Parser<'_> {
    fn finish(mut self, expr: Expr) -> Result<Expr, Diagnostics> {
        self.expect_end();
        let mut findings: Vec<Diagnostic> = self.findings;
        if findings.is_empty() {
            return Ok(expr);
        }
        findings.sort_by_key(|finding| finding.span);
        findings.dedup_by_key(|finding| finding.span.start);
        Err(Diagnostics(findings))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(text: &str) -> Vec<String> {
        match parse(text, &Names::new()) {
            Ok(expr) => panic!("{text} is {expr}"),
            Err(findings) => findings.iter().map(Diagnostic::to_string).collect(),
        }
    }

    fn shown(text: &str) -> String {
        parse(text, &Names::new()).unwrap().to_string()
    }

    #[test]
    fn precedence() {
        for (text, tree) in [
            ("1+2*3", "1 + 2 * 3"),
            ("(1+2)*3", "(1 + 2) * 3"),
            ("1-(2-3)", "1 - (2 - 3)"),
            ("1-2-3", "1 - 2 - 3"),
            ("a or b and c = d", "a or b and c = d"),
            ("(a or b) and c", "(a or b) and c"),
            ("-a ** 2", "-a ** 2"),
            ("-(a + 1)", "-(a + 1)"),
            ("x between 1 and 2 and y", "x between 1 and 2 and y"),
            ("if a then 1 else 2 + 3", "if a then 1 else 2 + 3"),
            ("(if a then 1 else 2) + 3", "(if a then 1 else 2) + 3"),
            ("a.b[1].c(2)", "a.b[1].c(2)"),
            ("x in (<5, [1..3), 7)", "x in (< 5, [1..3), 7)"),
            ("x in 5", "x in (5)"),
            ("]1..3[", "(1..3)"),
            ("for i in 1..3, j in l return i*j", "for i in 1..3, j in l return i * j"),
            ("some x in l satisfies x>1", "some x in l satisfies x > 1"),
            ("function(a: number, b) a+b", "function(a: number, b) a + b"),
            ("{a: 1, \"b c\": 2}", "{a: 1, b c: 2}"),
            ("x instance of list<number>", "x instance of list<number>"),
            ("date and time(\"2024-01-01T00:00:00\")", "date and time(\"2024-01-01T00:00:00\")"),
            ("substring(string: \"a\", start position: 1)", "substring(string: \"a\", start position: 1)"),
            ("1 /* one */ + // more\n 2", "1 + 2"),
            ("@\"2024-01-01\" < @\"P1D\"", "@\"2024-01-01\" < @\"P1D\""),
        ] {
            assert_eq!(shown(text), tree);
        }
    }

    #[test]
    fn the_longest_known_name_wins() {
        let names: Names = ["loan amount", "loan", "loan-amount", "in stock"].into_iter().collect();
        let shown = |text| parse(text, &names).unwrap().kind;
        assert!(matches!(shown("loan  amount"), crate::ExprKind::Name(name) if &*name == "loan amount"));
        assert!(matches!(shown("loan-amount"), crate::ExprKind::Name(name) if &*name == "loan-amount"));
        assert!(matches!(shown("loan-x"), crate::ExprKind::Binary(..)));
        assert!(matches!(shown("in stock"), crate::ExprKind::Name(_)));
        assert!(parse("loan amounts", &names).is_err());
    }

    #[test]
    fn all_findings_have_places() {
        insta::assert_snapshot!(findings("[1 +, 2 *, foo(]").join("\n"), @r#"
            expected an expression, found `,` at 4..5
            expected an expression, found `,` at 9..10
            expected an expression, found `]` at 15..16
            "#);
        insta::assert_snapshot!(findings("\"abc").join("\n"), @r#"this text has no end at 0..4: close it with `"`"#);
        insta::assert_snapshot!(findings("if a then b").join("\n"), @"expected `else`, found the end at 11..11");
        insta::assert_snapshot!(findings("1 2").join("\n"), @"the expression ends before this at 2..3");
        insta::assert_snapshot!(findings("").join("\n"), @"expected an expression, found the end at 0..0");
        insta::assert_snapshot!(findings("@\"2024-02-30\"").join("\n"), @r#"`2024-02-30` is no date, time or duration at 0..13: write it like @"2024-12-31", @"10:30:00", @"2024-12-31T10:30:00", @"P1DT2H" or @"P1Y2M""#);
        insta::assert_snapshot!(findings("a # b").join("\n"), @"`#` means nothing here at 2..3");
    }

    #[test]
    fn nesting_is_limited_and_chains_are_not_nesting() {
        let nested = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
        assert!(findings(&nested)[0].contains("nested"));
        assert!(findings(&"-".repeat(10_000))[0].contains("nested"));
        assert!(findings(&"(".repeat(10_000))[0].contains("nested"));
        assert!(findings(&"if ".repeat(10_000))[0].contains("nested"));
        let chain = format!("1{}", " + 1".repeat(2000));
        let tree = parse(&chain, &Names::new()).unwrap();
        assert_eq!(parse(&tree.to_string(), &Names::new()), Ok(tree.clone()));
        assert!(format!("{tree:?}").len() > chain.len());
        assert!(findings(&format!("1{}", " + 1".repeat(100_000)))[0].contains("long"));
        assert!(findings(&format!("a{}", ".b".repeat(100_000)))[0].contains("long"));
        let towers =
            format!("{}1{}", "(".repeat(100), " + 1".repeat(100) + &format!("){}", " + 1".repeat(100)).repeat(100));
        assert!(findings(&towers)[0].contains("long"));
    }
}
