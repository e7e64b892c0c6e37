//! Names of companies and persons: what is left when form, script and order are taken away.

use crate::skeleton::skeleton;
use crate::{fold, legal, words};

/// Words that names have or have not, whatever the language.
const FILLERS: [&str; 8] = ["the", "and", "und", "et", "и", "та", "й", "y"];

/// A company's name as it is matched: without its legal form (before or behind), quotes, articles
/// and "and", in Latin skeletons with single spaces.
///
/// «ООО Ромашка» and "Romashka LLC" have equal keys. A name that is nothing but a legal form keeps
/// it; a text without letters and digits has an empty key. Scripts other than Latin and Cyrillic
/// are folded only.
pub fn company_key(name: &str) -> String {
    let words = bare_words(name);
    let is_telling = |word: &&String| words.len() == 1 || !FILLERS.contains(&fold(word).as_str());
    let words = words.iter().filter(is_telling).map(|word| match is_roman_number(word) {
        // A skeleton would make one of II and III.
        true => word.clone(),
        false => latin_word(word),
    });
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Whether a word in small letters is a number as companies, funds and kings have them, up to 39.
pub(crate) fn is_roman_number(small: &str) -> bool {
    (1..=6).contains(&small.len()) && small.bytes().all(|c| matches!(c, b'i' | b'v' | b'x'))
}

/// The skeleton of a word in small letters, or the folded word in scripts that have none.
pub(crate) fn latin_word(small: &str) -> String {
    let skeleton = skeleton(small);
    if skeleton.is_empty() { fold(small) } else { skeleton }
}

/// The words of a company's name in small letters, without its legal form.
fn bare_words(name: &str) -> Vec<String> {
    let words = name_words(name);
    let folded: Vec<String> = words.iter().map(|word| fold(word)).collect();
    let mut rest = &folded[..];
    let mut start = 0;
    loop {
        let front = legal::words_in_front(rest);
        let behind = legal::words_behind(&rest[front..]);
        if front + behind == 0 || front + behind >= rest.len() {
            break;
        }
        start += front;
        rest = &rest[front..rest.len() - behind];
    }
    let end = start + rest.len();
    words.into_iter().take(end).skip(start).collect()
}

/// Words in small letters; abbreviations with full stops are one word: `S.r.l.`, `z o. o.`.
fn name_words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut after_initial = false;
    for chunk in name.split(|c: char| !c.is_alphanumeric() && !is_inside_names(c)) {
        let is_abbreviation = chunk.contains('.') && chunk.split('.').all(|part| part.chars().count() <= 2);
        let pieces = match is_abbreviation {
            true => words::parts(&chunk.replace('.', "")),
            false => words::parts(chunk),
        };
        for piece in pieces {
            let initial = piece.chars().nth(1).is_none() && piece.chars().all(char::is_alphabetic);
            match words.last_mut() {
                Some(last) if initial && after_initial => last.push_str(&piece),
                _ => words.push(piece),
            }
            after_initial = initial;
        }
    }
    words
}

fn is_inside_names(c: char) -> bool {
    c == '.' || crate::fold::is_apostrophe(c) || unicode_normalization::char::is_combining_mark(c)
}

/// Titles before and behind persons' names, folded.
const TITLES: &str = "mr mrs ms miss dr prof sir jr sr phd herr frau mme господин госпожа пан пани гн";

/// A person's name as it is matched: skeletons of its words in alphabetical order, without titles,
/// so that «Щербаков Иван» and "Mr. Ivan Shcherbakov" have equal keys.
pub fn person_key(name: &str) -> String {
    let mut words = person_words(name);
    words.sort_unstable();
    words.join(" ")
}

/// The words of a person's name as [`latin_word`] writes them, in their order, without titles.
pub(crate) fn person_words(name: &str) -> Vec<String> {
    let words: Vec<String> = words::chunks(name).flat_map(words::parts).collect();
    let is_title = |word: &String| words.len() > 1 && TITLES.split(' ').any(|title| title == fold(word));
    let names = words.iter().filter(|word| !is_title(word)).map(|word| latin_word(word));
    names.filter(|word| !word.is_empty()).collect()
}

/// Up to two capital letters that stand for a name in a small picture: of its first two words, or
/// the first two of its only word; legal forms do not count. Empty for a name without letters and
/// digits.
pub fn initials(name: &str) -> String {
    let words = bare_words(name);
    let letters: Vec<char> = match words.as_slice() {
        [] => Vec::new(),
        [word] => word.chars().take(2).collect(),
        [first, second, ..] => first.chars().take(1).chain(second.chars().take(1)).collect(),
    };
    letters.into_iter().flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_company_has_one_key() {
        for names in [
            &[
                "ООО «Ромашка»",
                "Romashka LLC",
                "РОМАШКА, ООО",
                "\"Ромашка\" ООО",
                "romaška, s.r.o.",
                "OOO Romashka",
                "Общество с ограниченной ответственностью \"Ромашка\"",
                "Romashka Co., Ltd.",
            ][..],
            &["ТОВ «Київ-Буд»", "Товариство з обмеженою відповідальністю «Київ-Буд»", "Kyiv Bud LLC"],
            &["ПрАТ Оболонь", "Obolon PJSC", "Приватне акціонерне товариство «Оболонь»"],
            &["Müller GmbH & Co. KG", "Mueller GmbH", "Muller"],
            &["Nowak Sp. z o.o.", "NOWAK sp. z o. o.", "Nowak Spółka z o.o."],
            &["Rossi S.r.l.", "Rossi SRL", "ROSSI S. R. L."],
            &["ФОП Шевченко Т.", "Шевченко Т."],
            &["ИП Иванов Иван Иванович", "Ivanov Ivan Ivanovich"],
            &["The Johnson & Johnson Company", "Johnson and Johnson, Inc."],
            &["A.B.C. Ltd", "ABC"],
            &["Nokia Oyj", "nokia"],
            &["Alpha Private Limited", "ALPHA PVT. LTD.", "Alpha S.à r.l.", "Alpha Korlátolt Felelősségű Társaság"],
            &["ТОО Қазақ", "қазақ"],
        ] {
            for name in names {
                assert_eq!(company_key(name), company_key(names[0]), "{name}");
            }
        }
        assert_eq!(company_key("ООО «Ромашка»"), "romaska");
    }

    #[test]
    fn keys_keep_what_names_differ_in() {
        assert_ne!(company_key("ООО Ромашка Плюс"), company_key("ООО Ромашка"));
        assert_ne!(company_key("Fund II LLC"), company_key("Fund III LLC"));
        assert_eq!(company_key("AG"), "ah");
        assert_eq!(company_key("ООО"), "o");
        assert_eq!(company_key("北京 公司"), "北京 公司");
        assert_eq!(company_key("«»"), "");
    }

    #[test]
    fn left_out_words_are_written_folded() {
        for word in FILLERS.iter().copied().chain(TITLES.split(' ')) {
            assert_eq!(fold(word), word);
        }
    }

    #[test]
    fn one_person_has_one_key() {
        assert_eq!(person_key("Щербаков Иван"), person_key("Mr. Ivan Shcherbakov"));
        assert_ne!(person_key("Щербаков Иван"), person_key("Щербаков Пётр"));
    }

    #[test]
    fn initials_are_two_letters() {
        for (name, letters) in [
            ("Анна Петрова", "АП"),
            ("ООО «Ромашка»", "РО"),
            ("Acme Corp.", "AC"),
            ("O'Neill", "ON"),
            ("x", "X"),
            ("  ", ""),
            ("Київ Буд Плюс", "КБ"),
        ] {
            assert_eq!(initials(name), letters, "{name}");
        }
    }
}
