//! Where something stands, and the list of what is wrong.

use crate::finding::{Code, Finding};
use crate::rule::Level;
use std::cell::RefCell;
use std::sync::Arc;

/// A line of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub file: Arc<str>,
    pub line: u32,
}

/// Something with its place.
#[derive(Debug, Clone)]
pub(super) struct At<T> {
    pub value: T,
    pub place: Place,
}

/// A word of a definition.
pub(super) type Word = At<Arc<str>>;

impl Place {
    /// The file as a whole.
    pub fn file(file: &Arc<str>) -> Self {
        Self { file: Arc::clone(file), line: 0 }
    }

    /// A later line of the same file.
    pub fn below(&self, lines: usize) -> Self {
        Self { file: Arc::clone(&self.file), line: self.line + u32::try_from(lines).unwrap_or(0) }
    }
}

/// Collects findings while everything is read and checked to the end.
#[derive(Debug, Default)]
pub(super) struct Findings(RefCell<Vec<Finding>>);

impl Findings {
    /// Adds an error.
    pub fn error<const N: usize>(&self, place: &Place, code: Code, arguments: [(&'static str, &str); N]) {
        self.add(place, code, Level::Error, arguments);
    }

    /// Adds a warning.
    pub fn warning<const N: usize>(&self, place: &Place, code: Code, arguments: [(&'static str, &str); N]) {
        self.add(place, code, Level::Warning, arguments);
    }

    fn add<const N: usize>(&self, place: &Place, code: Code, level: Level, arguments: [(&'static str, &str); N]) {
        self.0.borrow_mut().push(Finding {
            file: Arc::clone(&place.file),
            line: place.line,
            code,
            level,
            arguments: arguments.into_iter().map(|(name, word)| (name, word.to_owned())).collect(),
        });
    }

    pub fn has_errors(&self) -> bool {
        self.0.borrow().iter().any(|finding| finding.level == Level::Error)
    }

    /// All of them, by file and line, each once.
    pub fn sorted(self) -> Vec<Finding> {
        let mut findings = self.0.into_inner();
        findings.sort_by(|left, right| {
            (&left.file, left.line, left.code, &left.arguments).cmp(&(
                &right.file,
                right.line,
                right.code,
                &right.arguments,
            ))
        });
        findings.dedup();
        findings
    }
}

/// The known word most like the given one, when it could be the same mistyped; else an empty text.
pub(super) fn nearest<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> &'a str {
    let given: Vec<char> = given.to_lowercase().chars().take(64).collect();
    let limit = (given.len() / 3).clamp(1, 4);
    known
        .into_iter()
        .map(|word| (distance(&given, &word.chars().take(64).collect::<Vec<_>>()), word))
        .filter(|(distance, word)| *distance <= limit && *distance < word.chars().count())
        .min()
        .map_or("", |(_, word)| word)
}

/// How many insertions, deletions and replacements lie between two words; neighbours exchanged count as one.
fn distance(left: &[char], right: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=right.len()).collect();
    for (row, letter) in left.iter().enumerate() {
        let mut current = vec![row + 1; right.len() + 1];
        for (column, other) in right.iter().enumerate() {
            let mut best =
                (above[column] + usize::from(letter != other)).min(above[column + 1] + 1).min(current[column] + 1);
            if row > 0 && column > 0 && *letter == right[column - 1] && left[row - 1] == *other {
                best = best.min(before[column - 1] + 1);
            }
            current[column + 1] = best;
        }
        before = std::mem::replace(&mut above, current);
    }
    above[right.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn mistyped_words_are_recognised() {
        let known = ["amount", "stage", "probability"];
        assert_eq!(nearest("amout", known), "amount");
        assert_eq!(nearest("satge", known), "stage");
        assert_eq!(nearest("customer", known), "");
    }
}
