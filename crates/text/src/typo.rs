//! Typing errors: a vocabulary of the words in use, and how far a word is from them.

use std::collections::HashSet;

use crate::chunk;
use crate::words;

/// The distinct words of a text worth keeping in a vocabulary: the skeletons of words with at
/// least four letters, so that an error is found in either script.
///
/// When a word of a question finds nothing, vocabulary words that share [`grams`] with its
/// [`crate::Word::vocabulary`] and lie within [`typo_limit`] of it are what was meant;
/// [`crate::Word::accept`] takes them in.
pub fn vocabulary_words(text: &str) -> Vec<String> {
    let mut seen = HashSet::new();
    let mut list = Vec::new();
    for chunk in words::chunks(text) {
        chunk::with(chunk, |found| {
            for form in &found.vocabulary {
                if !seen.contains(form) {
                    seen.insert(form.clone());
                    list.push(form.clone());
                }
            }
        });
    }
    list
}

/// The distinct trigrams of a vocabulary word, its beginning marked `^`, its end `$`.
///
/// A word of n letters has n of them; an error changes at most three, an exchange at most four.
pub fn grams(word: &str) -> Vec<String> {
    let letters: Vec<char> = std::iter::once('^').chain(word.chars()).chain(std::iter::once('$')).collect();
    let mut grams = Vec::with_capacity(letters.len());
    for window in letters.windows(3) {
        let gram: String = window.iter().collect();
        if !grams.contains(&gram) {
            grams.push(gram);
        }
    }
    grams
}

/// How many typing errors lie between two words (a letter wrong, missing, added, or two
/// neighbours exchanged), none if more than `max`.
pub fn distance_within(a: &str, b: &str, max: u8) -> Option<u8> {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    let max = usize::from(max);
    if a.len().abs_diff(b.len()) > max {
        return None;
    }
    // Three rows of the table of optimal string alignment.
    let mut before_last = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    let mut row = vec![0; b.len() + 1];
    for i in 1..=a.len() {
        row[0] = i;
        let mut least = i;
        for j in 1..=b.len() {
            let wrong = usize::from(a[i - 1] != b[j - 1]);
            let mut errors = (last[j - 1] + wrong).min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                errors = errors.min(before_last[j - 2] + 1);
            }
            row[j] = errors;
            least = least.min(errors);
        }
        // An exchange reaches back two rows, and never costs less than the row between.
        if least > max {
            return None;
        }
        std::mem::swap(&mut before_last, &mut last);
        std::mem::swap(&mut last, &mut row);
    }
    let errors = last[b.len()];
    (errors <= max).then(|| u8::try_from(errors).unwrap_or(u8::MAX))
}

/// How many typing errors a word of `len` letters may have and still be meant.
pub fn typo_limit(len: usize) -> u8 {
    match len {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_counted_up_to_the_limit() {
        for (a, b, max, errors) in [
            ("serbakov", "serbakov", 0, Some(0)),
            ("serbakov", "serbokov", 2, Some(1)),
            ("serbakov", "srebakov", 1, Some(1)),
            ("serbakov", "serbako", 1, Some(1)),
            ("serbakov", "srbkov", 2, Some(2)),
            ("serbakov", "srbkov", 1, None),
            ("abcdef", "ghijkl", 2, None),
            ("", "ab", 2, Some(2)),
        ] {
            assert_eq!(distance_within(a, b, max), errors, "{a} {b}");
            assert_eq!(distance_within(b, a, max), errors, "{b} {a}");
        }
    }

    #[test]
    fn grams_mark_both_ends() {
        assert_eq!(grams("anna"), ["^an", "ann", "nna", "na$"]);
        assert_eq!(grams("a"), ["^a$"]);
    }

    #[test]
    fn the_vocabulary_is_of_skeletons() {
        assert_eq!(vocabulary_words("Щербаков Shcherbakov и ООО 12345 Ромашка"), ["serbakov", "romaska"]);
    }
}
