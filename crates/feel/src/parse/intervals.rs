//! Parentheses and brackets: grouping, lists, intervals, tests.
use std::ops::Bound;

use super::{
    lexer::{Token, skip_blanks},
    parser::{Parser, power},
};
use crate::expr::{BinaryOp, Expr, ExprKind, UnaryTests};

impl Parser<'_> {
    /// `( expr )`, `(low..high)`, `(< 5)`.
    pub fn parenthesis(&mut self) -> Expr {
        let start = self.span.start;
        self.advance();
        let inner = self.test();
        if self.at_sign("..") {
            return self.interval(start, Bound::Excluded(Box::new(inner)));
        }
        self.expect_sign(")");
        // The parentheses belong to the place, not to the tree.
        Expr { span: self.since(start), ..inner }
    }

    /// `[a, b]`, `[low..high]`, `]low..high]`.
    pub fn bracket(&mut self) -> Expr {
        let start = self.span.start;
        let excluded = self.at_sign("]");
        self.advance();
        if !excluded && self.eat_sign("]") {
            return Expr::new(ExprKind::List(Vec::new()), self.since(start));
        }
        let first = self.test();
        if excluded {
            return self.interval(start, Bound::Excluded(Box::new(first)));
        }
        if self.at_sign("..") {
            return self.interval(start, Bound::Included(Box::new(first)));
        }
        let mut items = vec![first];
        while self.eat_sign(",") {
            items.push(self.test());
        }
        self.expect_sign("]");
        Expr::new(ExprKind::List(items), self.since(start))
    }

    /// What follows the first end of an interval.
    fn interval(&mut self, start: u32, low: Bound<Box<Expr>>) -> Expr {
        self.expect_sign("..");
        let high = Box::new(self.expression_from(power::SUM));
        let high = if self.eat_sign("]") {
            Bound::Included(high)
        } else if self.eat_sign(")") || self.eat_sign("[") {
            Bound::Excluded(high)
        } else {
            self.expected("`]` or `)`");
            Bound::Included(high)
        };
        Expr::new(ExprKind::Range(low, high), self.since(start))
    }

    /// Whether the `[` here ends an interval like `[1..5[`, and begins no filter.
    pub fn closes_interval(&self) -> bool {
        let rest = &self.text[skip_blanks(self.text, self.span.end as usize)..];
        let word =
            |word: &str| rest.strip_prefix(word).is_some_and(|after| !after.starts_with(super::lexer::is_name_part));
        let property = rest.strip_prefix('.').is_some_and(|after| after.starts_with(super::lexer::is_name_start));
        rest.is_empty()
            || property
            || rest.starts_with([')', ']', ',', '}', '='])
            || ["and", "or", "then", "else", "return", "satisfies"].into_iter().any(word)
    }

    /// A test where one may stand: `< expr`, else an expression.
    pub fn test(&mut self) -> Expr {
        let start = self.span.start;
        let Some(op) = self.comparison() else { return self.expression() };
        self.advance();
        let operand = self.expression_from(power::SUM);
        Expr::new(ExprKind::Test(op, Box::new(operand)), self.since(start))
    }

    fn comparison(&self) -> Option<BinaryOp> {
        let Token::Sign(sign) = self.token else { return None };
        Some(match sign {
            "=" => BinaryOp::Eq,
            "!=" => BinaryOp::Ne,
            "<" => BinaryOp::Lt,
            "<=" => BinaryOp::Le,
            ">" => BinaryOp::Gt,
            ">=" => BinaryOp::Ge,
            _ => return None,
        })
    }

    /// `value in test` and `value in (test, test)`.
    pub fn is_in(&mut self, value: Expr) -> Expr {
        let start = value.span.start;
        self.advance();
        let tests = if self.at_sign("(") {
            self.tests_in_parentheses()
        } else if self.comparison().is_some() {
            vec![self.test()]
        } else {
            vec![self.expression_from(power::SUM)]
        };
        Expr::new(ExprKind::In(Box::new(value), tests), self.since(start))
    }

    fn tests_in_parentheses(&mut self) -> Vec<Expr> {
        let start = self.span.start;
        self.advance();
        let first = self.test();
        if self.at_sign("..") {
            return vec![self.interval(start, Bound::Excluded(Box::new(first)))];
        }
        let mut tests = vec![first];
        while self.eat_sign(",") {
            tests.push(self.test());
        }
        self.expect_sign(")");
        tests
    }

    /// A cell of a decision table.
    pub fn unary_tests(&mut self) -> Expr {
        let start = self.span.start;
        let only = |text: &str, at: usize| text[skip_blanks(text, at)..].is_empty();
        let tests = if self.at_sign("-") && only(self.text, self.span.end as usize) {
            self.advance();
            UnaryTests::Any
        } else if self.at_word("not") && self.text[skip_blanks(self.text, self.span.end as usize)..].starts_with('(') {
            self.advance();
            UnaryTests::NotIn(self.tests_in_parentheses())
        } else {
            let mut tests = vec![self.test()];
            while self.eat_sign(",") {
                tests.push(self.test());
            }
            UnaryTests::In(tests)
        };
        Expr::new(ExprKind::UnaryTests(tests), self.since(start))
    }
}
