//! The texts of a model and its imports, and places in them.
//!
//! All texts together have one numbering of bytes, so that a [`Span`] of any expression,
//! wherever it was compiled into, still says in which text and line it was written.
use std::sync::Arc;

use feel::Span;

/// A place in the text of a model.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The namespace of the model.
    pub namespace: Arc<str>,
    /// Beginning with 1.
    pub line: u32,
    /// In characters, beginning with 1.
    pub column: u32,
}

#[derive(Debug, Default)]
pub(crate) struct Sources(Vec<Source>);

#[derive(Debug)]
struct Source {
    namespace: Arc<str>,
    text: Arc<str>,
    /// Where its bytes begin in the common numbering. Byte 0 belongs to none.
    base: u32,
    /// Where its lines begin.
    lines: Vec<u32>,
    /// The elements with an id.
    elements: Vec<(Span, Arc<str>)>,
}

impl Sources {
    /// Takes a text in; gives the number of its first byte.
    pub fn add(&mut self, text: &str) -> u32 {
        let base = self.0.last().map_or(1, |last| last.base + last.text.len() as u32 + 1);
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(place, _)| place as u32 + 1);
        let lines = std::iter::once(0).chain(ends).collect();
        self.0.push(Source { namespace: "".into(), text: text.into(), base, lines, elements: Vec::new() });
        base
    }

    /// What is known once the last text is read as XML.
    pub fn describe(&mut self, namespace: &Arc<str>, elements: Vec<(Span, Arc<str>)>) {
        if let Some(last) = self.0.last_mut() {
            last.namespace = namespace.clone();
            last.elements = elements;
        }
    }

    /// The number of the text with that namespace.
    pub fn number(&self, namespace: &str) -> usize {
        self.0.iter().position(|source| &*source.namespace == namespace).unwrap_or(0)
    }

    fn at(&self, span: Span) -> Option<&Source> {
        self.0.iter().rev().find(|source| source.base <= span.start)
    }

    pub fn place(&self, span: Span) -> Place {
        let Some(source) = self.at(span) else { return Place::default() };
        let mut end = ((span.start - source.base) as usize).min(source.text.len());
        while !source.text.is_char_boundary(end) {
            end -= 1;
        }
        // Never 0: the first line begins at the first byte.
        let line = source.lines.partition_point(|start| *start as usize <= end);
        let line_start = source.lines[line - 1] as usize;
        Place {
            namespace: source.namespace.clone(),
            line: line as u32,
            column: 1 + source.text[line_start..end].chars().count() as u32,
        }
    }

    /// The id of the innermost element around a place.
    pub fn element(&self, span: Span) -> Option<Arc<str>> {
        let around =
            self.at(span)?.elements.iter().filter(|(place, _)| place.start <= span.start && span.start < place.end);
        around.min_by_key(|(place, _)| place.end - place.start).map(|(_, id)| id.clone())
    }
}

/// A text of an element, and where its characters stand in the file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Text {
    pub text: String,
    /// For some bytes of the text, in order, where they stand; those between follow on.
    pub pieces: Vec<(u32, u32)>,
}

impl Text {
    /// The span in the common numbering.
    pub fn place(&self, span: Span) -> Span {
        Span { start: self.byte(span.start), end: self.byte(span.end) }
    }

    fn byte(&self, at: u32) -> u32 {
        let piece = self.pieces.partition_point(|(start, _)| *start <= at);
        match piece.checked_sub(1).and_then(|piece| self.pieces.get(piece)) {
            Some((start, place)) => place + (at - start),
            None => 0,
        }
    }

    /// Adds what a text node says, spelt as it stands in the file from `place` on.
    pub fn push(&mut self, decoded: &str, source: &str, place: u32) {
        self.pieces.push((self.text.len() as u32, place));
        if decoded == source {
            self.text.push_str(decoded);
            return;
        }
        // An entity, a line end of two characters or a CDATA section: walked side by side.
        let mut at = 0;
        for char in decoded.chars() {
            let start = at;
            for mark in ["<![CDATA[", "]]>"] {
                if source[at..].starts_with(mark) && char != '<' {
                    at += mark.len();
                }
            }
            let rest = &source[at..];
            let (skipped, length) = match rest.chars().next() {
                Some('&') if char != '&' || rest.starts_with("&amp;") => (0, rest.find(';').map_or(1, |end| end + 1)),
                Some('\r') if rest.starts_with("\r\n") => (1, 1),
                Some(other) => (0, other.len_utf8()),
                None => (0, 0),
            };
            at += skipped;
            if at != start || length != char.len_utf8() {
                self.pieces.push((self.text.len() as u32, place + at as u32));
            }
            self.text.push(char);
            at += length;
            if length != char.len_utf8() {
                self.pieces.push((self.text.len() as u32, place + at as u32));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_found_behind_entities() {
        let mut text = Text::default();
        text.push("a < b and \"x\"", "a &lt; b and &quot;x\"", 100);
        assert_eq!(text.place(Span { start: 4, end: 5 }), Span { start: 107, end: 108 });
        let mut text = Text::default();
        text.push("a <b", "<![CDATA[a <b]]>", 10);
        assert_eq!(text.place(Span { start: 3, end: 4 }), Span { start: 22, end: 23 });
    }
}
