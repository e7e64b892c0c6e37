//! What is wrong with a text, where, and what to do.
use std::fmt;

/// A piece of the source text, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    pub start: u32,
    pub end: u32,
}

impl Span {
    /// The span of trees built by hand.
    pub const NONE: Span = Span { start: 0, end: 0 };

    pub fn new(start: usize, end: usize) -> Span {
        // Texts are refused long before 4 GiB.
        Span { start: start as u32, end: end as u32 }
    }

    /// From the beginning of this to the end of the other.
    pub fn to(self, other: Span) -> Span {
        Span { start: self.start, end: other.end.max(self.end) }
    }

    /// The text under the span.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize).unwrap_or("")
    }
}

/// What sort of thing is wrong. [`Code::id`] names the message in the catalogues.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Code {
    /// A character that begins nothing.
    UnexpectedCharacter,
    UnterminatedText,
    /// `\q` and the like in a text.
    InvalidEscape,
    InvalidNumber,
    /// An `@"…"` that is no date, time or duration.
    InvalidTemporal,
    /// Something else should stand here.
    Expected,
    /// The text goes on after its end.
    TrailingText,
    TooDeep,
    TooLong,
    DuplicateName,
    ExternalFunction,
    UnknownName,
    UnknownField,
    UnknownType,
    NotAFunction,
    WrongArguments,
    TypeMismatch,
}

impl Code {
    /// The id of the message that explains this code to people.
    pub fn id(self) -> &'static str {
        match self {
            Code::UnexpectedCharacter => "feel-unexpected-character",
            Code::UnterminatedText => "feel-unterminated-text",
            Code::InvalidEscape => "feel-invalid-escape",
            Code::InvalidNumber => "feel-invalid-number",
            Code::InvalidTemporal => "feel-invalid-temporal",
            Code::Expected => "feel-expected",
            Code::TrailingText => "feel-trailing-text",
            Code::TooDeep => "feel-too-deep",
            Code::TooLong => "feel-too-long",
            Code::DuplicateName => "feel-duplicate-name",
            Code::ExternalFunction => "feel-external-function",
            Code::UnknownName => "feel-unknown-name",
            Code::UnknownField => "feel-unknown-field",
            Code::UnknownType => "feel-unknown-type",
            Code::NotAFunction => "feel-not-a-function",
            Code::WrongArguments => "feel-wrong-arguments",
            Code::TypeMismatch => "feel-type-mismatch",
        }
    }
}

/// One finding in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    pub code: Code,
    pub span: Span,
    /// The finding in English, for logs and programs.
    pub message: String,
    /// What would be right, in English, when we can tell.
    pub help: Option<String>,
    /// The words of the message by name, for catalogues in other languages.
    pub args: Vec<(&'static str, String)>,
}

impl Diagnostic {
    pub(crate) fn new(code: Code, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic { code, span, message: message.into(), help: None, args: Vec::new() }
    }

    pub(crate) fn with(mut self, name: &'static str, word: impl Into<String>) -> Diagnostic {
        self.args.push((name, word.into()));
        self
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }

    /// Offers the known name that looks most like the one given.
    pub(crate) fn suggest<'a>(self, given: &str, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
        match nearest(given, known) {
            Some(name) => {
                let help = format!("did you mean `{name}`?");
                self.with("suggestion", name).help(help)
            }
            None => self,
        }
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} at {}..{}", self.message, self.span.start, self.span.end)?;
        match &self.help {
            Some(help) => write!(out, ": {help}"),
            None => Ok(()),
        }
    }
}

/// All findings in a text, in the order of their places. Never empty.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.iter().map(Diagnostic::to_string).collect::<Vec<_>>().join("; "))]
pub struct Diagnostics(pub Vec<Diagnostic>);

impl Diagnostics {
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.0.iter()
    }
}

/// The name most like the given one, when the two could be the same word mistyped.
fn nearest<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let given: Vec<char> = given.to_lowercase().chars().take(64).collect();
    let bound = (given.len() / 3).clamp(1, 4);
    known
        .into_iter()
        .map(|name| (distance(&given, &name.to_lowercase().chars().take(64).collect::<Vec<_>>()), name))
        .filter(|(distance, name)| *distance <= bound && *distance < name.chars().count())
        .min()
        .map(|(_, name)| name)
}

/// How many insertions, deletions, replacements and swaps of neighbours lie between two words.
fn distance(left: &[char], right: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=right.len()).collect();
    for row in 1..=left.len() {
        let mut current = vec![row; right.len() + 1];
        for column in 1..=right.len() {
            let same = left[row - 1] == right[column - 1];
            let mut best = (above[column - 1] + usize::from(!same)).min(above[column] + 1).min(current[column - 1] + 1);
            if row > 1 && column > 1 && left[row - 1] == right[column - 2] && left[row - 2] == right[column - 1] {
                best = best.min(before[column - 2] + 1);
            }
            current[column] = best;
        }
        before = std::mem::replace(&mut above, current);
    }
    above[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistyped_names_are_recognised() {
        let known = ["amount", "stage", "probability", "id"];
        assert_eq!(nearest("amout", known), Some("amount"));
        assert_eq!(nearest("Probabilty", known), Some("probability"));
        assert_eq!(nearest("satge", known), Some("stage"));
        assert_eq!(nearest("customer", known), None);
        assert_eq!(nearest("x", known), None);
    }
}
