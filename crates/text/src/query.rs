//! What a person types into a search box, as alternatives of terms.

use crate::fold;
use crate::phone::calling_code_length;
use crate::skeleton::{skeleton, skeleton_beginnings};
use crate::stem::stems;
use crate::terms::{fold_word, term, vocabulary_form};
use crate::words::{self, Digits};

/// The most words of a question; more are ignored.
const WORDS: usize = 24;

/// A question, word by word: a row fits when every word fits.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Query {
    /// The question as typed, folded, with single spaces.
    pub folded: String,
    /// The skeleton of the whole question, for [`crate::rank`].
    pub(crate) skeleton: String,
    pub words: Vec<Word>,
}

/// One word of a question: it fits when at least one alternative does.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Word {
    /// The word as typed, folded.
    pub folded: String,
    /// Never empty.
    pub alternatives: Vec<Term>,
    /// The form in which the word would stand in the vocabulary (see [`crate::vocabulary_words`]),
    /// to look for words that differ by a typing error; none for numbers and short words.
    pub vocabulary: Option<String>,
}

/// A term of the index, or the beginning of terms.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Term {
    pub text: String,
    /// Whether every term that begins like this fits.
    pub prefix: bool,
}

impl Word {
    /// Lets this word be answered by a word of the vocabulary too.
    pub fn accept(&mut self, vocabulary_word: &str) {
        for family in ['k', 'w'] {
            self.add(term(family, vocabulary_word), Reach::Whole);
        }
    }

    fn add(&mut self, text: String, reach: Reach) {
        let known = self.alternatives.iter().any(|known| match known.prefix {
            true => text.starts_with(&known.text),
            false => reach == Reach::Whole && known.text == text,
        });
        if !known {
            self.alternatives.push(Term { text, prefix: reach == Reach::Beginning });
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    Whole,
    Beginning,
}

/// Reads what a person typed into a search box.
///
/// Words match by their beginnings, in either script and in all their forms; a lone letter matches
/// as a beginning only at the end, where it is still being typed. Digits match phone numbers too,
/// however they are written. A question without letters and digits has no words.
///
/// ```
/// let stored = text::index_terms("Ivan Shcherbakov");
/// let query = text::query("Щерб");
/// let fits = |term: &text::Term| stored.iter().any(|stored| stored.starts_with(&term.text));
/// assert!(query.words.iter().all(|word| word.alternatives.iter().any(fits)));
/// ```
pub fn query(text: &str) -> Query {
    let folded = fold_question(text);
    let mut query = Query { skeleton: skeleton(&folded), folded, words: Vec::new() };
    let phones = Phones::of(text);
    let mut parts: Vec<String> = words::chunks(text).flat_map(question_parts).collect();
    parts.truncate(WORDS);
    let last = parts.len().saturating_sub(1);
    for (at, part) in parts.iter().enumerate() {
        let reach = match at == last || part.chars().nth(1).is_some() {
            true => Reach::Beginning,
            false => Reach::Whole,
        };
        let word = ask(part, reach, &phones);
        if !word.alternatives.is_empty() && !query.words.contains(&word) {
            query.words.push(word);
        }
    }
    query
}

/// The parts of a chunk that are asked for: not the `org` of a whole e-mail address, which names
/// half of the world and costs a long search.
fn question_parts(chunk: &str) -> Vec<String> {
    let mut parts = words::parts(chunk);
    let domain = chunk.split_once('@').map(|(_, domain)| domain);
    if domain.is_some_and(|domain| domain.contains('.')) && parts.len() > 2 {
        parts.pop();
    }
    parts
}

/// Letters and digits folded, everything else one space.
pub(crate) fn fold_question(text: &str) -> String {
    let mut question = String::with_capacity(text.len());
    for word in fold(text).split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        if !question.is_empty() {
            question.push(' ');
        }
        question.push_str(word);
    }
    question
}

fn ask(small: &str, reach: Reach, phones: &Phones) -> Word {
    let folded = fold_word(small);
    let mut word = Word { vocabulary: vocabulary_form(small), folded, ..Word::default() };
    if word.folded.is_empty() {
        return word;
    }
    word.add(term('w', &word.folded), reach);
    if word.folded.bytes().any(|c| c.is_ascii_digit()) {
        for digits in phones.digits_asked_with(&word.folded) {
            word.add(term('p', &digits), Reach::Beginning);
        }
        return word;
    }
    for beginning in skeleton_beginnings(small).iter().filter(|beginning| beginning.len() > 1) {
        word.add(term('k', beginning), reach);
        word.add(term('w', beginning), reach);
    }
    for stem in stems(small, &word.folded) {
        word.add(term('s', &stem), Reach::Whole);
        word.add(term('w', &stem), Reach::Whole);
    }
    word
}

/// The digits of a question, as one phone number may have them.
struct Phones(Vec<Digits>);

impl Phones {
    fn of(text: &str) -> Phones {
        Phones(words::digit_runs(text))
    }

    /// The beginnings of phone numbers asked for by the run of digits to which `group` belongs.
    ///
    /// A row thus fits `8 912 345` when it has this number, or each of the three numbers.
    fn digits_asked_with(&self, group: &str) -> Vec<String> {
        let Some(run) = self.0.iter().find(|run| run.digits.contains(group)) else {
            return Vec::new();
        };
        let digits = run.digits.as_str();
        if !(3..=15).contains(&digits.len()) {
            return Vec::new();
        }
        let mut asked = vec![digits.to_owned()];
        // The prefixes with which numbers are dialled inside a country, or out of it.
        for trunk in ["00", "0", "8", "7"] {
            if let Some(rest) = digits.strip_prefix(trunk).filter(|rest| rest.len() >= 3 && !run.plus) {
                asked.push(rest.to_owned());
            }
        }
        if run.plus && digits.len() > 3 {
            let rest = &digits[calling_code_length(digits)..];
            // A whole number with its country is found where it was written without.
            if rest.len() >= 7 {
                asked.push(rest.to_owned());
            }
        }
        if digits.len() > 10 {
            asked.push(digits[digits.len() - 10..].to_owned());
        }
        asked
    }
}
