//! Names of types, after `instance of` and in parameters (DMN 1.5, 10.3.1.2, rules 52 to 54).
use std::sync::Arc;

use super::{lexer::Token, parser::Parser};
use crate::types::Type;

/// How deep types may stand in each other.
const MAX_DEPTH: u32 = 64;

const SEVERAL_WORDS: [&str; 3] = ["date and time", "days and time duration", "years and months duration"];

impl Parser<'_> {
    pub fn type_name(&mut self) -> Type {
        self.type_at(0)
    }

    fn type_at(&mut self, depth: u32) -> Type {
        if self.token != Token::Word || depth > MAX_DEPTH {
            self.expected("a type");
            return Type::Any;
        }
        match self.span.of(self.text) {
            "list" => {
                self.advance();
                Type::list(self.parameter(depth))
            }
            "range" => {
                self.advance();
                Type::range(self.parameter(depth))
            }
            "context" => self.context_type(depth),
            "function" => self.function_type(depth),
            _ => self.named_type(),
        }
    }

    /// `<type>`, or any when there is none.
    fn parameter(&mut self, depth: u32) -> Type {
        if !self.eat_sign("<") {
            return Type::Any;
        }
        let kind = self.type_at(depth + 1);
        self.close_angle();
        kind
    }

    /// `>`, also the first half of `>=`: `x instance of list<number>= true`.
    fn close_angle(&mut self) {
        if self.at_sign(">=") {
            self.last_end = self.span.start as usize + 1;
            self.go_to(self.last_end);
        } else {
            self.expect_sign(">");
        }
    }

    fn context_type(&mut self, depth: u32) -> Type {
        self.advance();
        let mut fields: Vec<(Arc<str>, Type)> = Vec::new();
        if self.eat_sign("<") {
            while let Some((name, end)) = self.name_before(&[':']) {
                self.last_end = end;
                self.go_to(end);
                self.expect_sign(":");
                self.introduce(&name);
                fields.push((name, self.type_at(depth + 1)));
                if !self.eat_sign(",") {
                    break;
                }
            }
            self.close_angle();
        }
        Type::Context(Arc::new(fields))
    }

    fn function_type(&mut self, depth: u32) -> Type {
        self.advance();
        let mut parameters = Vec::new();
        if self.eat_sign("<") {
            while !self.at_sign(">") {
                parameters.push(self.type_at(depth + 1));
                if !self.eat_sign(",") {
                    break;
                }
            }
            self.expect_sign(">");
        }
        let result = if self.eat_sign("->") { self.type_at(depth + 1) } else { Type::Any };
        Type::function(parameters, result)
    }

    fn named_type(&mut self) -> Type {
        for name in SEVERAL_WORDS {
            if let Some(end) = self.words_here(name) {
                self.last_end = end;
                self.go_to(end);
                return Type::simple(name).unwrap_or_default();
            }
        }
        let word = self.span.of(self.text);
        if let Some(simple) = Type::simple(word) {
            self.advance();
            return simple;
        }
        let mut name = match self.known_type() {
            Some(known) => known,
            None => {
                self.advance();
                word.to_owned()
            }
        };
        // Types of imported models are written with a dot.
        while self.at_sign(".") {
            self.advance();
            if self.token != Token::Word {
                self.expected("a name");
                break;
            }
            name = format!("{name}.{}", self.span.of(self.text));
            self.advance();
        }
        Type::Named(name.into())
    }

    /// Where these words end, when they stand here.
    fn words_here(&self, words: &str) -> Option<usize> {
        let mut at = self.span.start as usize;
        for word in words.split(' ') {
            at = super::lexer::skip_blanks(self.text, at);
            let rest = self.text[at..].strip_prefix(word)?;
            if rest.starts_with(super::lexer::is_name_part) {
                return None;
            }
            at += word.len();
        }
        Some(at)
    }
}
