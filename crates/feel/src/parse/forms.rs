//! The forms that begin with a word or a brace: conditions, iterations, functions,
//! contexts, arguments.
use std::sync::Arc;

use super::{
    lexer::{Token, is_name_part, is_name_start, is_space, skip_blanks},
    parser::Parser,
};
use crate::{
    diagnostic::{Code, Diagnostic, Span},
    expr::{Args, Binding, Domain, Expr, ExprKind, Parameter},
    types::Type,
};

impl Parser<'_> {
    /// `if … then … else …`
    pub fn conditional(&mut self) -> Expr {
        let start = self.span.start;
        self.advance();
        let condition = Box::new(self.expression());
        self.expect_word("then");
        let yes = Box::new(self.expression());
        self.expect_word("else");
        let no = Box::new(self.expression());
        Expr::new(ExprKind::If(condition, yes, no), self.since(start))
    }

    /// `for … return …`, `some … satisfies …`, `every … satisfies …`
    pub fn iteration(&mut self) -> Expr {
        let start = self.span.start;
        let word = self.span.of(self.text);
        let form = match word {
            "for" => ExprKind::For,
            "some" => ExprKind::Some,
            _ => ExprKind::Every,
        };
        self.advance();
        let mut bindings = Vec::new();
        loop {
            match self.binding() {
                Some(binding) => bindings.push(binding),
                None => break,
            }
            // DMN 1.5 separates with commas; blanks alone are an older way.
            if !self.eat_sign(",") && !self.at_binding() {
                break;
            }
        }
        self.expect_word(if word == "for" { "return" } else { "satisfies" });
        let body = Box::new(self.expression());
        Expr::new(form(bindings, body), self.since(start))
    }

    fn at_binding(&self) -> bool {
        self.token == Token::Word
            && !self.at_word("return")
            && !self.at_word("satisfies")
            && self.name_before_in().is_some()
    }

    fn binding(&mut self) -> Option<Binding> {
        let Some((name, end)) = self.name_before_in() else {
            self.expected("a name and `in`");
            return None;
        };
        self.last_end = end;
        self.go_to(end);
        self.expect_word("in");
        let first = self.expression();
        let domain = if self.eat_sign("..") { Domain::Span(first, self.expression()) } else { Domain::Each(first) };
        self.introduce(&name);
        Some(Binding { name, domain })
    }

    /// The name up to the word `in`, and where it ends.
    fn name_before_in(&self) -> Option<(Arc<str>, usize)> {
        let start = self.span.start as usize;
        let mut at = start;
        loop {
            let (end, _) = name_piece(self.text, at)?;
            let next = skip_blanks(self.text, end);
            let rest = &self.text[next..];
            let word = rest.find(|char| !is_name_part(char)).unwrap_or(rest.len());
            if &rest[..word] == "in" {
                return Some((normal(&self.text[start..end]), end));
            }
            at = next;
        }
    }

    /// The name up to one of these signs, and where it ends; none when something else stands between.
    pub fn name_before(&self, stops: &[char]) -> Option<(Arc<str>, usize)> {
        let start = self.span.start as usize;
        if !self.text[start..].starts_with(is_name_start) {
            return None;
        }
        let mut at = start;
        loop {
            let (end, _) = name_piece(self.text, at)?;
            let next = skip_blanks(self.text, end);
            if self.text[next..].starts_with(stops) {
                return Some((normal(&self.text[start..end]), next));
            }
            at = next;
        }
    }

    /// `function(a: type, b) …`
    pub fn function(&mut self) -> Expr {
        let start = self.span.start;
        self.advance();
        self.expect_sign("(");
        let mut parameters: Vec<Parameter> = Vec::new();
        while !self.at_sign(")") {
            let Some((name, end)) = self.name_before(&[',', ')', ':']) else {
                self.expected("a parameter");
                break;
            };
            let span = Span::new(self.span.start as usize, end);
            if parameters.iter().any(|parameter| parameter.name == name) {
                self.report(
                    Diagnostic::new(Code::DuplicateName, span, format!("`{name}` is there already"))
                        .with("name", &*name),
                );
            }
            self.introduce(&name);
            self.last_end = end;
            self.go_to(end);
            let kind = if self.eat_sign(":") { self.type_name() } else { Type::Any };
            parameters.push(Parameter { name, kind });
            if !self.eat_sign(",") {
                break;
            }
        }
        self.expect_sign(")");
        if self.at_word("external") {
            let finding = Diagnostic::new(Code::ExternalFunction, self.span, "functions from outside are not called")
                .help("write the function in FEEL");
            self.report(finding);
            self.advance();
        }
        let body = Box::new(self.expression());
        Expr::new(ExprKind::Function(parameters, body), self.since(start))
    }

    /// `{name: …, "any text": …}`
    pub fn context(&mut self) -> Expr {
        let start = self.span.start;
        self.advance();
        let mut entries: Vec<(Arc<str>, Expr)> = Vec::new();
        while !self.at_sign("}") && self.token != Token::End {
            let key_span = self.span;
            let name = match &mut self.token {
                Token::Text(text) => {
                    let name = Arc::from(std::mem::take(text));
                    self.advance();
                    name
                }
                _ => match self.name_before(&[':']) {
                    Some((name, end)) => {
                        self.last_end = end;
                        self.go_to(end);
                        name
                    }
                    None => {
                        self.expected("a name and `:`");
                        break;
                    }
                },
            };
            if entries.iter().any(|(known, _)| *known == name) {
                self.report(
                    Diagnostic::new(Code::DuplicateName, key_span, format!("`{name}` is there already"))
                        .with("name", &*name),
                );
            }
            self.expect_sign(":");
            // A function may call itself by its name.
            self.introduce(&name);
            let value = self.expression();
            entries.push((name, value));
            if !self.eat_sign(",") {
                break;
            }
        }
        self.expect_sign("}");
        Expr::new(ExprKind::Context(entries), self.since(start))
    }

    /// `(a, b)` or `(name: a, other: b)` after a function.
    pub fn arguments(&mut self) -> Args {
        self.advance();
        if self.eat_sign(")") {
            return Args::Positional(Vec::new());
        }
        if self.name_before(&[':']).is_some() {
            return self.named_arguments();
        }
        let mut arguments = vec![self.expression()];
        while self.eat_sign(",") {
            arguments.push(self.expression());
        }
        self.expect_sign(")");
        Args::Positional(arguments)
    }

    fn named_arguments(&mut self) -> Args {
        let mut arguments: Vec<(Arc<str>, Expr)> = Vec::new();
        loop {
            let Some((name, end)) = self.name_before(&[':']) else {
                self.expected("a name and `:`");
                break;
            };
            if arguments.iter().any(|(known, _)| *known == name) {
                let finding = Diagnostic::new(Code::DuplicateName, self.span, format!("`{name}` is there already"));
                self.report(finding.with("name", &*name));
            }
            self.last_end = end;
            self.go_to(end);
            self.expect_sign(":");
            arguments.push((name, self.expression()));
            if !self.eat_sign(",") {
                break;
            }
        }
        self.expect_sign(")");
        Args::Named(arguments)
    }
}

/// The word or sign of a name that begins here, and whether it is a word.
fn name_piece(text: &str, at: usize) -> Option<(usize, bool)> {
    let rest = &text[at..];
    let first = rest.chars().next()?;
    if is_name_part(first) {
        return Some((at + rest.find(|char| !is_name_part(char)).unwrap_or(rest.len()), true));
    }
    // DMN 1.5, 10.3.1.2, rule 30: the signs a name may hold.
    if matches!(first, '.' | '/' | '-' | '\'' | '+' | '*' | '’') {
        Some((at + first.len_utf8(), false))
    } else {
        None
    }
}

/// The name with single blanks.
fn normal(name: &str) -> Arc<str> {
    name.split(is_space).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ").into()
}
