//! The order of search results.

use std::cell::OnceCell;

use crate::query::fold_question;
use crate::skeleton::skeleton;
use crate::stem::stems;
use crate::{Query, Word, fold, words};

/// How well a record answers a question: more is better.
///
/// `title` is what names the record, `other` everything else it is found by. A title that is the
/// question comes before one that begins with it, that before a title which has the words (whole
/// words before beginnings, other scripts and forms of the word behind both), and that before
/// words found elsewhere. Among equals the shorter title wins. Records that fit nowhere have 0.
///
/// It reads nothing but its arguments, so both databases order alike.
pub fn rank(query: &Query, title: &str, other: &str) -> i32 {
    if query.words.is_empty() {
        return 0;
    }
    let folded_title = fold_question(title);
    let title_words = Words::of(title);
    let whole = if folded_title == query.folded {
        4_000
    } else if title_words.words.len() == query.words.len() && skeleton(&folded_title) == query.skeleton {
        3_500
    } else if folded_title.starts_with(&query.folded) {
        2_000
    } else {
        0
    };
    let in_title: Vec<i32> = query.words.iter().map(|word| 10 * title_words.grade(word)).collect();
    // What the title has, the rest need not be read for.
    let other_words = Words::of(if in_title.contains(&0) { other } else { "" });
    let grades = query.words.iter().zip(in_title);
    let found: i32 = grades.map(|(word, grade)| if grade > 0 { grade } else { other_words.grade(word) }).sum();
    let rank = whole + found * 10 / i32::try_from(query.words.len()).unwrap_or(i32::MAX);
    let length = i32::try_from(folded_title.chars().count().min(99)).unwrap_or(99);
    // The length breaks ties only.
    if rank == 0 { 0 } else { rank * 100 + 99 - length }
}

/// The words of a text, and its digits as phone numbers have them.
struct Words {
    words: Vec<TextWord>,
    digits: Vec<String>,
}

struct TextWord {
    small: String,
    folded: String,
    skeleton: OnceCell<String>,
}

impl Words {
    fn of(text: &str) -> Words {
        let parts = words::chunks(text).flat_map(words::parts);
        let words = parts.map(|small| TextWord { folded: fold(&small), small, skeleton: OnceCell::new() });
        Words { words: words.collect(), digits: words::digit_runs(text).into_iter().map(|run| run.digits).collect() }
    }

    fn grade(&self, word: &Word) -> i32 {
        let of_words = self.words.iter().map(|text_word| text_word.grade(word)).max().unwrap_or(0);
        let asks_phone = |digits: &String| {
            word.alternatives
                .iter()
                .any(|term| term.text.strip_prefix('p').is_some_and(|wanted| digits.contains(wanted)))
        };
        match of_words == 0 && self.digits.iter().any(asks_phone) {
            true => 4,
            false => of_words,
        }
    }
}

impl TextWord {
    /// From 0 (not here) to 10 (the very word).
    fn grade(&self, word: &Word) -> i32 {
        if self.folded == word.folded {
            return 10;
        }
        if self.folded.starts_with(&word.folded) {
            return 8;
        }
        let skeleton = self.skeleton.get_or_init(|| skeleton(&self.small));
        let mut best = 0;
        for term in &word.alternatives {
            let (family, wanted) = term.text.split_at(1);
            let fits = |form: &str| match term.prefix {
                true => form.starts_with(wanted),
                false => form == wanted,
            };
            best = best.max(match family {
                "k" | "w" if !skeleton.is_empty() && skeleton == wanted => 7,
                "s" if best < 6 && self.has_stem(wanted) => 6,
                "k" if !skeleton.is_empty() && fits(skeleton) => 5,
                "w" if fits(&self.folded) => 5,
                _ => 0,
            });
        }
        best
    }

    fn has_stem(&self, wanted: &str) -> bool {
        // Stemming is slow, and words of one stem begin with the same two letters.
        let beginning = wanted.char_indices().nth(2).map_or(wanted, |(end, _)| &wanted[..end]);
        self.folded.starts_with(beginning) && stems(&self.small, &self.folded).iter().any(|stem| stem == wanted)
    }
}

#[cfg(test)]
mod tests {
    use super::rank;
    use crate::query;

    #[test]
    fn the_better_answer_comes_first() {
        for (question, titles) in [
            (
                "щербаков",
                &[
                    ("Щербаков", ""),
                    ("Shcherbakov", ""),
                    ("Щербаков Иван", ""),
                    ("Щербакова Анна", ""),
                    ("Иван Щербаков", ""),
                    ("Ivan Scherbakov", ""),
                    ("Сделка с ООО «Ёлка»", "Щербаков"),
                    ("Сделка", "Shcherbakov"),
                    ("Сделка", "Иванов"),
                ][..],
            ),
            (
                "anna",
                &[("Anna", ""), ("Anna Lee", ""), ("Annabel", ""), ("Lee, Anna", ""), ("Lee", "anna@example.org")],
            ),
            ("8 912 345", &[("+79123456789", ""), ("Иван", "8 (912) 345-67-89"), ("Иван", "8 (913) 345-67-89")]),
            ("сделки", &[("Сделки", ""), ("Новая сделка", ""), ("Заметка", "про сделку")]),
        ] {
            let query = query(question);
            let ranks: Vec<i32> = titles.iter().map(|(title, other)| rank(&query, title, other)).collect();
            assert!(ranks.windows(2).all(|pair| pair[0] > pair[1]), "{question} {ranks:?}");
        }
        assert_eq!(rank(&query("anna"), "Petr", "Ivan"), 0);
        assert_eq!(rank(&query(""), "Petr", "Ivan"), 0);
    }
}
