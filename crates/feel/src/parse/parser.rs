//! The Pratt parser: operators by how tightly they bind.
use std::sync::Arc;

use super::{
    lexer::{self, Token},
    names::{FUNCTIONS, Names, PROPERTIES},
};
use crate::{
    diagnostic::{Code, Diagnostic, Span},
    expr::{BinaryOp, Expr, ExprKind},
    value::Value,
};

/// How deep expressions may stand in each other.
const MAX_DEPTH: u32 = 128;
/// How high a tree may grow by chains of operators.
const MAX_HEIGHT: u32 = 2500;
const MAX_FINDINGS: usize = 50;

pub(super) struct Parser<'a> {
    pub text: &'a str,
    names: &'a Names,
    /// Names that the text itself introduces.
    seen: Names,
    pub token: Token,
    pub span: Span,
    /// The end of the token before.
    pub last_end: usize,
    depth: u32,
    /// After giving up, what else is missing is no news.
    abandoned: bool,
    /// The height of the highest expression read since this was last set to 0.
    height: u32,
    pub findings: Vec<Diagnostic>,
}

/// How tightly operators bind, from loose to tight (DMN 1.5, 10.3.1.2, rule 1).
pub(crate) mod power {
    pub const LOOSEST: u8 = 0;
    pub const OR: u8 = 1;
    pub const AND: u8 = 2;
    pub const COMPARISON: u8 = 3;
    pub const SUM: u8 = 4;
    pub const PRODUCT: u8 = 5;
    pub const POWER: u8 = 6;
    pub const NEGATION: u8 = 7;
    pub const POSTFIX: u8 = 8;
}

pub(crate) fn binding(op: BinaryOp) -> u8 {
    match op {
        BinaryOp::Or => power::OR,
        BinaryOp::And => power::AND,
        BinaryOp::Add | BinaryOp::Sub => power::SUM,
        BinaryOp::Mul | BinaryOp::Div => power::PRODUCT,
        BinaryOp::Pow => power::POWER,
        _ => power::COMPARISON,
    }
}

impl<'a> Parser<'a> {
    pub fn new(text: &'a str, names: &'a Names) -> Parser<'a> {
        let mut parser = Parser {
            text,
            names,
            seen: Names::new(),
            token: Token::End,
            span: Span::NONE,
            last_end: 0,
            depth: 0,
            abandoned: false,
            height: 0,
            findings: Vec::new(),
        };
        parser.go_to(0);
        parser
    }

    // Tokens

    /// Makes the token at or after this place the current one.
    pub fn go_to(&mut self, at: usize) {
        let start = lexer::skip_blanks(self.text, at);
        let (token, end) = lexer::token(self.text, start, &mut self.findings);
        self.token = token;
        self.span = Span::new(start, end);
    }

    pub fn advance(&mut self) {
        self.last_end = self.span.end as usize;
        self.go_to(self.last_end);
    }

    pub fn at_sign(&self, sign: &str) -> bool {
        matches!(self.token, Token::Sign(found) if found == sign)
    }

    pub fn at_word(&self, word: &str) -> bool {
        self.token == Token::Word && self.span.of(self.text) == word
    }

    pub fn eat_sign(&mut self, sign: &str) -> bool {
        let found = self.at_sign(sign);
        if found {
            self.advance();
        }
        found
    }

    pub fn eat_word(&mut self, word: &str) -> bool {
        let found = self.at_word(word);
        if found {
            self.advance();
        }
        found
    }

    pub fn expect_sign(&mut self, sign: &'static str) {
        if !self.eat_sign(sign) {
            self.expected(&format!("`{sign}`"));
        }
    }

    pub fn expect_word(&mut self, word: &'static str) {
        if !self.eat_word(word) {
            self.expected(&format!("`{word}`"));
        }
    }

    pub fn expect_end(&mut self) {
        if self.token != Token::End && self.findings.is_empty() {
            let rest = Span::new(self.span.start as usize, self.text.len());
            let finding = Diagnostic::new(Code::TrailingText, rest, "the expression ends before this");
            let finding = match self.token {
                Token::Word => self.suggest_name(finding),
                _ => finding,
            };
            self.report(finding);
        }
    }

    /// Words that stand side by side were meant as one name: the most likely one.
    fn suggest_name(&self, finding: Diagnostic) -> Diagnostic {
        let before = &self.text[..self.last_end];
        let start = before.rfind(|char| !lexer::is_name_part(char)).map_or(0, |at| at + 1);
        let start = before.char_indices().map(|(at, _)| at).find(|at| *at >= start).unwrap_or(before.len());
        let words = self.text[start..].split(|char| !lexer::is_name_part(char) && char != ' ').next().unwrap_or("");
        let words: Vec<&str> = words.split_whitespace().collect();
        let known: Vec<&str> = [self.names, &self.seen, &FUNCTIONS].into_iter().flat_map(Names::iter).collect();
        let longest = (2..=words.len().min(6)).rev();
        let mut best = longest.map(|count| finding.clone().suggest(&words[..count].join(" "), known.iter().copied()));
        best.find(|finding| finding.help.is_some()).unwrap_or_else(|| finding.clone())
    }

    /// The span from a place to the end of the token before.
    pub fn since(&self, start: u32) -> Span {
        Span::new(start as usize, self.last_end.max(start as usize))
    }

    // Findings

    pub fn report(&mut self, finding: Diagnostic) {
        if self.findings.len() < MAX_FINDINGS && !self.abandoned {
            self.findings.push(finding);
        }
    }

    /// Reports that something else should stand here.
    pub fn expected(&mut self, wanted: &str) {
        if self.token == Token::Bad {
            return;
        }
        let found = match self.token {
            Token::End => "the end".to_owned(),
            _ => format!("`{}`", self.span.of(self.text)),
        };
        let message = format!("expected {wanted}, found {found}");
        self.report(Diagnostic::new(Code::Expected, self.span, message).with("wanted", wanted).with("found", found));
    }

    /// Gives up on the whole text.
    fn abandon(&mut self, code: Code, message: &'static str, help: &'static str) {
        self.report(Diagnostic::new(code, self.span, message).help(help));
        self.abandoned = true;
        self.token = Token::End;
        self.span = Span::new(self.text.len(), self.text.len());
    }

    /// Skips to where the reader can follow again: a delimiter of the surrounding form.
    fn recover(&mut self) {
        let mut open = 0u32;
        loop {
            match &self.token {
                Token::End => return,
                Token::Sign("," | ")" | "]" | "}") if open == 0 => return,
                Token::Sign("(" | "[" | "{") => open += 1,
                Token::Sign(")" | "]" | "}") => open -= 1,
                Token::Word if open == 0 => {
                    let word = self.span.of(self.text);
                    if matches!(word, "then" | "else" | "return" | "satisfies" | "in" | "and" | "or") {
                        return;
                    }
                }
                _ => {}
            }
            self.advance();
        }
    }

    // Names

    /// Remembers a name that the text introduces.
    pub fn introduce(&mut self, name: &str) {
        self.seen.add(name);
    }

    /// The longest known name at the current word; none when the word stands alone.
    fn known_name(&self, more: &[&Names]) -> Option<(Arc<str>, usize)> {
        let (first, rest) = (self.span.of(self.text), &self.text[self.span.start as usize..]);
        let known = [self.names, &self.seen].into_iter().chain(more.iter().copied());
        known.filter_map(|names| names.longest(first, rest)).max_by_key(|(_, length)| *length)
    }

    fn take_known(&mut self, name: Arc<str>, length: usize) -> Arc<str> {
        self.last_end = self.span.start as usize + length;
        self.go_to(self.last_end);
        name
    }

    /// A type's name of several words.
    pub fn known_type(&mut self) -> Option<String> {
        let (name, length) = self.known_name(&[])?;
        Some(self.take_known(name, length).to_string())
    }

    /// The name of a member after a dot: any word.
    fn member(&mut self) -> Option<Arc<str>> {
        if self.token != Token::Word {
            self.expected("a name");
            return None;
        }
        if let Some((name, length)) = self.known_name(&[&PROPERTIES]) {
            return Some(self.take_known(name, length));
        }
        let name = Arc::from(self.span.of(self.text));
        self.advance();
        Some(name)
    }

    // Expressions

    pub fn expression(&mut self) -> Expr {
        self.expression_from(power::LOOSEST)
    }

    /// An expression of operators that bind at least so tightly.
    pub fn expression_from(&mut self, least: u8) -> Expr {
        if self.depth >= MAX_DEPTH {
            self.abandon(Code::TooDeep, "this is nested too deeply", "at most 128 expressions may stand in each other");
            return Expr::null();
        }
        self.depth += 1;
        let around = std::mem::take(&mut self.height);
        let mut left = self.operand();
        let mut height = self.height + 1;
        loop {
            self.height = 0;
            let grown;
            (left, grown) = self.operator(left, least);
            if !grown {
                break;
            }
            height = height.max(self.height) + 1;
            if height > MAX_HEIGHT {
                self.abandon(
                    Code::TooLong,
                    "this expression is too long",
                    "at most 2,500 operators may follow each other; use a list and a function such as `sum`",
                );
                break;
            }
        }
        self.height = around.max(height);
        self.depth -= 1;
        left
    }

    /// The tree with the next operator and its operand, and whether there was one.
    fn operator(&mut self, left: Expr, least: u8) -> (Expr, bool) {
        let start = left.span.start;
        let sign = match self.token {
            Token::Sign(sign) => sign,
            Token::Word => match self.span.of(self.text) {
                "and" => "and",
                "or" => "or",
                "between" => "between",
                "in" => "in",
                "instance" => "instance",
                _ => return (left, false),
            },
            _ => return (left, false),
        };
        let op = match sign {
            "+" => BinaryOp::Add,
            "-" => BinaryOp::Sub,
            "*" => BinaryOp::Mul,
            "/" => BinaryOp::Div,
            "**" => BinaryOp::Pow,
            "=" => BinaryOp::Eq,
            "!=" => BinaryOp::Ne,
            "<" => BinaryOp::Lt,
            "<=" => BinaryOp::Le,
            ">" => BinaryOp::Gt,
            ">=" => BinaryOp::Ge,
            "and" => BinaryOp::And,
            "or" => BinaryOp::Or,
            "between" | "in" if least > power::COMPARISON => return (left, false),
            "between" => return (self.between(left), true),
            "in" => return (self.is_in(left), true),
            "." | "[" | "(" | "instance" => return self.postfix(left, sign),
            _ => return (left, false),
        };
        let strength = binding(op);
        if strength < least {
            return (left, false);
        }
        self.advance();
        let right = self.expression_from(strength + 1);
        let kind = ExprKind::Binary(op, Box::new(left), Box::new(right));
        (Expr::new(kind, self.since(start)), true)
    }

    fn postfix(&mut self, left: Expr, sign: &str) -> (Expr, bool) {
        let start = left.span.start;
        let kind = match sign {
            "." => {
                self.advance();
                match self.member() {
                    Some(name) => ExprKind::Path(Box::new(left), name),
                    None => return (left, false),
                }
            }
            "[" if self.closes_interval() => return (left, false),
            "[" => {
                self.advance();
                let predicate = self.expression();
                self.expect_sign("]");
                ExprKind::Filter(Box::new(left), Box::new(predicate))
            }
            "(" => {
                let arguments = self.arguments();
                ExprKind::Call(Box::new(left), arguments)
            }
            _ => {
                self.advance();
                self.expect_word("of");
                ExprKind::InstanceOf(Box::new(left), self.type_name())
            }
        };
        (Expr::new(kind, self.since(start)), true)
    }

    fn between(&mut self, value: Expr) -> Expr {
        let start = value.span.start;
        self.advance();
        let low = self.expression_from(power::SUM);
        self.expect_word("and");
        let high = self.expression_from(power::SUM);
        Expr::new(ExprKind::Between(Box::new(value), Box::new(low), Box::new(high)), self.since(start))
    }

    /// What an expression begins with.
    fn operand(&mut self) -> Expr {
        let span = self.span;
        match &self.token {
            Token::Number(number) => {
                let value = Value::Number(*number);
                self.literal(value)
            }
            Token::Text(text) => {
                let value = Value::from(text.as_str());
                self.literal(value)
            }
            Token::At(text) => {
                let text = text.clone();
                self.temporal(&text)
            }
            Token::Word => self.word(),
            Token::Sign("-") => {
                self.advance();
                let operand = self.expression_from(power::NEGATION);
                Expr { span: self.since(span.start), ..Expr::negate(operand) }
            }
            Token::Sign("(") => self.parenthesis(),
            Token::Sign("[" | "]") if self.opens_something() => self.bracket(),
            Token::Sign("{") => self.context(),
            _ => {
                self.expected("an expression");
                self.recover();
                Expr::new(ExprKind::Literal(Value::Null), span)
            }
        }
    }

    /// A closing bracket begins an interval only where more follows.
    fn opens_something(&self) -> bool {
        self.at_sign("[") || self.text[self.span.end as usize..].contains("..")
    }

    fn literal(&mut self, value: Value) -> Expr {
        let span = self.span;
        self.advance();
        Expr::new(ExprKind::Literal(value), span)
    }

    fn temporal(&mut self, text: &str) -> Expr {
        match crate::builtin::temporal(text) {
            Some(value) => self.literal(value),
            None => {
                let finding = Diagnostic::new(
                    Code::InvalidTemporal,
                    self.span,
                    format!("`{text}` is no date, time or duration"),
                )
                .with("found", text)
                .help(
                    "write it like @\"2024-12-31\", @\"10:30:00\", @\"2024-12-31T10:30:00\", @\"P1DT2H\" or @\"P1Y2M\"",
                );
                self.report(finding);
                self.literal(Value::Null)
            }
        }
    }

    fn word(&mut self) -> Expr {
        let span = self.span;
        if let Some((name, length)) = self.known_name(&[&FUNCTIONS]) {
            let name = self.take_known(name, length);
            return Expr::new(ExprKind::Name(name), self.since(span.start));
        }
        match span.of(self.text) {
            "null" => self.literal(Value::Null),
            "true" => self.literal(Value::TRUE),
            "false" => self.literal(Value::FALSE),
            "if" => self.conditional(),
            "for" | "some" | "every" => self.iteration(),
            "function" => self.function(),
            "then" | "else" | "return" | "satisfies" | "in" | "and" | "or" | "between" => {
                self.expected("an expression");
                Expr::new(ExprKind::Literal(Value::Null), Span::new(span.start as usize, span.start as usize))
            }
            word => {
                let name = Arc::from(word);
                self.advance();
                Expr::new(ExprKind::Name(name), span)
            }
        }
    }
}
