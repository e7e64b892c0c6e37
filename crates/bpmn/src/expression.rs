//! Expressions of a file: kept as text, read as FEEL where they can be.
use std::{fmt, sync::Arc};

use crate::{juel, xml::Place};

/// An expression with its place.
#[derive(Clone, PartialEq)]
pub struct Expression {
    /// As it stands in the file, without blanks around it.
    pub text: String,
    pub place: Place,
    pub form: Form,
}

/// What an expression is.
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    /// FEEL, read without knowing the variables; names with blanks are known where the
    /// diagram declares data of that name.
    Feel { source: String, tree: Arc<feel::Expr> },
    /// A text that stands for itself.
    Literal,
    /// Nothing we can evaluate as it stands, and why. FEEL with names that hold blanks may
    /// still be read once the variables are known.
    Unread { source: String, reason: String },
}

impl fmt::Debug for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.form {
            Form::Feel { source, .. } => write!(f, "feel({source})"),
            Form::Literal => write!(f, "text({})", self.text),
            Form::Unread { reason, .. } => write!(f, "unread({}: {reason})", self.text),
        }
    }
}

impl Expression {
    /// An expression where BPMN wants one: FEEL with or without `=`, or JUEL in `${…}`.
    pub fn code(text: &str, names: &feel::Names, place: Place) -> Expression {
        let text = text.trim();
        let form = match text.strip_prefix('=') {
            Some(source) => feel_form(source.trim(), names),
            None if is_juel(text) => juel_form(text, names),
            None => feel_form(text, names),
        };
        Expression { text: text.to_owned(), place, form }
    }

    /// A value as attributes hold them: FEEL behind `=`, JUEL in `${…}`, else the text itself.
    pub fn value(text: &str, names: &feel::Names, place: Place) -> Expression {
        let text = text.trim();
        let form = match text.strip_prefix('=') {
            Some(source) => feel_form(source.trim(), names),
            None if is_juel(text) => juel_form(text, names),
            None => Form::Literal,
        };
        Expression { text: text.to_owned(), place, form }
    }

    /// A time: ISO 8601 and cron stand for themselves, all else is code.
    pub fn time(text: &str, names: &feel::Names, place: Place) -> Expression {
        if crate::iso::is_moment(text) {
            return Expression { text: text.trim().to_owned(), place, form: Form::Literal };
        }
        Expression::code(text, names, place)
    }

    /// Why it cannot be evaluated, if so.
    pub fn unread(&self) -> Option<&str> {
        match &self.form {
            Form::Unread { reason, .. } => Some(reason),
            _ => None,
        }
    }
}

fn is_juel(text: &str) -> bool {
    text.contains("${") || text.contains("#{")
}

fn feel_form(source: &str, names: &feel::Names) -> Form {
    match feel::parse(source, names) {
        Ok(tree) => Form::Feel { source: source.to_owned(), tree: Arc::new(tree) },
        Err(findings) => {
            let reason = findings.0.first().map(ToString::to_string).unwrap_or_default();
            Form::Unread { source: source.to_owned(), reason }
        }
    }
}

fn juel_form(text: &str, names: &feel::Names) -> Form {
    match juel::to_feel(text) {
        Ok(source) => feel_form(&source, names),
        Err(reason) => Form::Unread { source: text.to_owned(), reason },
    }
}
