//! The skeleton of a word: one form for all the ways a name is written in Cyrillic and Latin.
//!
//! «Щербаков», Shcherbakov, Scherbakov, Ščerbakov, Szczerbakow and Schtscherbakow are `serbakov`.
//! What languages and clerks write differently falls together: hissing sounds by their place, г
//! with ґ and х (Oleg, Oleh), all kinds of i and y, soft signs, double letters. Two skeletons that
//! are equal say "perhaps the same name"; different names may share one, so it is an alternative
//! beside the word itself and never replaces it.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::fold::is_apostrophe;

/// The skeleton of a word or of several words, in small ASCII letters and digits; words stay
/// apart. Empty when there is no letter of Latin or Cyrillic.
pub(crate) fn skeleton(small: &str) -> String {
    let latin = spell_out(small);
    let mut skeleton = String::with_capacity(latin.len());
    for (at, word) in latin.split(' ').filter(|word| !word.is_empty()).enumerate() {
        if at > 0 {
            skeleton.push(' ');
        }
        reduce(word.as_bytes(), &mut skeleton);
    }
    skeleton
}

/// Skeletons with which words begin that begin as `small` does: the last letters may be half a
/// digraph. A beginning typed as far as `Borshc` or `Zak` has to find Борщ and Захаров.
pub(crate) fn skeleton_beginnings(small: &str) -> Vec<String> {
    let whole = skeleton(small);
    let mut beginnings = vec![whole.clone()];
    let latin = spell_out(small);
    let half_digraphs: [(&str, usize, &str); 7] =
        [("shc", 1, "s"), ("sc", 1, "s"), ("c", 1, "c"), ("k", 1, "h"), ("t", 1, "c"), ("p", 1, "f"), ("d", 1, "z")];
    for (tail, taken, letter) in half_digraphs {
        if latin.ends_with(tail) && whole.len() >= taken {
            let mut beginning = whole[..whole.len() - taken].to_owned();
            if !beginning.ends_with(letter) {
                beginning.push_str(letter);
            }
            if !beginnings.contains(&beginning) && beginning.len() > 1 {
                beginnings.push(beginning);
            }
        }
    }
    beginnings
}

/// Small ASCII letters, digits and single spaces: Cyrillic and háčeks as English digraphs.
fn spell_out(small: &str) -> String {
    let mut latin = String::with_capacity(small.len() + 4);
    for c in small.chars() {
        match c {
            'a'..='z' | '0'..='9' => latin.push(c),
            // A letter of its own, or else a doubled vowel would swallow what comes behind it.
            'ё' | 'є' => latin.push('e'),
            'ї' | 'ы' => latin.push('i'),
            'х' => latin.push('h'),
            'ш' | 'щ' | 'š' | 'ś' | 'ş' | 'ș' => latin.push_str("sh"),
            'ч' | 'č' | 'ć' | 'ç' => latin.push_str("ch"),
            'ц' | 'ț' | 'ţ' => latin.push_str("ts"),
            'ж' | 'ž' | 'ż' => latin.push_str("zh"),
            'ł' => latin.push('l'),
            'ß' => latin.push_str("ss"),
            'ö' | 'ø' | 'œ' => latin.push('o'),
            'ä' | 'æ' => latin.push('a'),
            'ü' => latin.push('u'),
            'đ' | 'ð' => latin.push('d'),
            'þ' => latin.push_str("th"),
            'ı' => latin.push('i'),
            _ if is_apostrophe(c) => {}
            _ => match crate::translit::letter(c) {
                Some(letters) => latin.push_str(letters),
                None if is_combining_mark(c) => {}
                None if !c.is_alphanumeric() => latin.push(' '),
                None => {
                    let parts = std::iter::once(c).nfkd().filter(char::is_ascii_alphanumeric);
                    latin.extend(parts.map(|part| part.to_ascii_lowercase()));
                }
            },
        }
    }
    latin
}

/// Spellings that begin with `first` and what they are reduced to, the longest first where one
/// begins another. A letter that is not here stays as it is.
fn spellings(first: u8) -> &'static [(&'static str, &'static str)] {
    match first {
        b's' => &[
            ("schtsch", "s"),
            ("stsch", "s"),
            ("shtsh", "s"),
            ("schch", "s"),
            ("shch", "s"),
            ("szcz", "s"),
            ("sch", "s"),
            ("shh", "s"),
            ("sce", "se"),
            ("sci", "si"),
            ("scy", "si"),
            ("sh", "s"),
            ("sz", "s"),
        ],
        b't' => &[("tsch", "c"), ("tch", "c"), ("ts", "c"), ("tz", "c"), ("th", "t")],
        b'c' => &[("ch", "c"), ("cz", "c"), ("ck", "k"), ("ce", "ce"), ("ci", "ci"), ("cy", "ci"), ("c", "k")],
        b'd' => &[("dzh", "z")],
        b'z' => &[("zh", "z")],
        b'k' => &[("kh", "h")],
        b'g' => &[("gh", "h"), ("g", "h")],
        b'p' => &[("ph", "f")],
        b'y' => &[("ye", "e"), ("yo", "e"), ("y", "i")],
        b'j' => &[("je", "e"), ("j", "i")],
        b'i' => &[("ie", "e")],
        b'u' => &[("ue", "u")],
        b'o' => &[("oe", "o")],
        b'a' => &[("ae", "a")],
        b'x' => &[("x", "ks")],
        b'q' => &[("q", "k")],
        b'w' => &[("w", "v")],
        _ => &[],
    }
}

/// Appends the reduced form of one word of small ASCII letters and digits.
fn reduce(word: &[u8], skeleton: &mut String) {
    let start = skeleton.len();
    let mut at = 0;
    while at < word.len() {
        let rest = &word[at..];
        let spelling = spellings(rest[0]).iter().find(|(spelling, _)| rest.starts_with(spelling.as_bytes()));
        let (letters, taken) = match spelling {
            Some((spelling, letters)) => (letters.as_bytes(), spelling.len()),
            None => (&rest[..1], 1),
        };
        at += taken;
        let softening = letters == b"i" && word.get(at) == Some(&b'u') && ends_in_consonant(&skeleton[start..]);
        if softening {
            // Любовь, Lyubov, Lubov; Мюллер, Müller.
            continue;
        }
        for letter in letters {
            // Double letters are single, and Юрий, Yurii, Yury end alike.
            if skeleton.as_bytes()[start..].last() != Some(letter) {
                skeleton.push(char::from(*letter));
            }
        }
    }
    let ends_in_off = matches!(word, [_, _, .., b'o' | b'e', b'f'] | [_, _, .., b'o' | b'e', b'f', b'f']);
    if ends_in_off && skeleton.ends_with('f') {
        // Smirnoff is Smirnov.
        skeleton.pop();
        skeleton.push('v');
    }
}

fn ends_in_consonant(word: &str) -> bool {
    word.bytes().last().is_some_and(|letter| !b"aeiou".contains(&letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_share_a_skeleton() {
        for names in [
            &["щербаков", "shcherbakov", "scherbakov", "ščerbakov", "szczerbakow", "schtscherbakow"][..],
            &["юрий", "yuri", "yurii", "yuriy", "jurij", "iurii", "юрій", "yury"],
            &["олег", "oleg", "oleh"],
            &["соловьёв", "soloviev", "solovyov", "solovyev", "solovjev"],
            &["хмельницкий", "khmelnitsky", "khmelnytskyi", "хмельницький"],
            &["чайковский", "tchaikovsky", "chaykovskiy", "tschaikowski"],
            &["смирнов", "smirnoff", "smirnov"],
            &["фёдор", "fyodor", "fedor", "федор"],
            &["müller", "mueller", "muller", "мюллер"],
            &["євген", "yevhen", "evgen", "ievgen"],
            &["жуков", "zhukov", "žukov"],
            &["ромашка", "romashka", "romaška"],
            &["любовь", "lyubov", "liubov", "ljubov", "lubov"],
            &["александр", "aleksandr", "alexandr"],
            &["мар'яна", "мар’яна", "mariana", "maryana"],
        ] {
            for name in names {
                assert_eq!(skeleton(name), skeleton(names[0]), "{name}");
            }
        }
    }

    #[test]
    fn a_beginning_finds_the_other_script() {
        for (typed, name) in
            [("borshc", "борщ"), ("zak", "захаров"), ("bac", "бацман"), ("vinnit", "винница"), ("щерб", "shcherbakov")]
        {
            let name = skeleton(name);
            assert!(skeleton_beginnings(typed).iter().any(|beginning| name.starts_with(beginning)), "{typed} {name}");
        }
    }

    #[test]
    fn words_stay_apart_and_other_scripts_have_none() {
        assert_eq!(skeleton("анна  петрова-2"), "ana petrova 2");
        assert_eq!(skeleton("北京"), "");
    }
}
