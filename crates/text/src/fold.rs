//! Folding: what counts as the same letters.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Writes a text the way it is compared: small letters, no diacritics, and one letter for those
/// that Russian and Ukrainian write differently (і ї ы as и, є э ё as е, ґ as г; ъ and apostrophes
/// between letters vanish).
///
/// Folding twice changes nothing more. Spaces and signs stay.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    if text.is_ascii() {
        folded.push_str(text);
        folded.make_ascii_lowercase();
        drop_inner_apostrophes(&mut folded);
        return folded;
    }
    // A letter and its mark apart are the letter in one piece: й is no и with something above.
    if text.chars().any(is_combining_mark) {
        text.nfc().for_each(|c| fold_into(&mut folded, c));
    } else {
        text.chars().for_each(|c| fold_into(&mut folded, c));
    }
    drop_inner_apostrophes(&mut folded);
    folded
}

/// Appends what `c` folds to.
fn fold_into(folded: &mut String, c: char) {
    match c {
        'a'..='z' | '0'..='9' | ' ' => folded.push(c),
        'а'..='я' | 'А'..='Я' | 'Ѐ'..='Џ' | 'ѐ'..='ґ' => {
            let small = c.to_lowercase().next().unwrap_or(c);
            if let Some(folded_letter) = fold_cyrillic(small) {
                folded.push(folded_letter);
            }
        }
        _ if c.is_ascii() => folded.push(c.to_ascii_lowercase()),
        _ => {
            // Compatibility forms too: ﬁ is fi, full-width letters are letters, № is No.
            for part in std::iter::once(c).nfkd().filter(|c| !is_combining_mark(*c)) {
                for small in part.to_lowercase().filter(|c| !is_combining_mark(*c)) {
                    match latin_without_stroke(small) {
                        Some(letters) => folded.push_str(letters),
                        None => folded.extend(fold_cyrillic(small)),
                    }
                }
            }
        }
    }
}

/// The letter that stands for a small Cyrillic letter, none if it is dropped.
fn fold_cyrillic(small: char) -> Option<char> {
    Some(match small {
        'і' | 'ї' | 'ы' | 'ѝ' => 'и',
        'є' | 'э' | 'ё' | 'ѐ' => 'е',
        'ґ' | 'ѓ' => 'г',
        'ў' => 'у',
        'ќ' => 'к',
        'ъ' => return None,
        _ => small,
    })
}

/// Latin letters whose stroke, hook or ligature no decomposition takes away.
fn latin_without_stroke(small: char) -> Option<&'static str> {
    Some(match small {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ð' | 'đ' => "d",
        'þ' => "th",
        'ł' => "l",
        'ħ' => "h",
        'ı' => "i",
        'ŋ' => "n",
        'ŧ' => "t",
        'ə' => "a",
        'ς' => "σ",
        _ => return None,
    })
}

/// Whether `c` is written between the letters of one word: O'Neill, п’ять, п`ять.
pub(crate) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ' | '‘' | '`' | '´' | 'ʹ' | '′')
}

fn drop_inner_apostrophes(text: &mut String) {
    if !text.contains(is_apostrophe) {
        return;
    }
    let letters: Vec<char> = text.chars().collect();
    *text = letters
        .iter()
        .enumerate()
        .filter(|&(at, &c)| {
            let inner =
                at > 0 && letters[at - 1].is_alphanumeric() && letters.get(at + 1).is_some_and(|c| c.is_alphanumeric());
            !(inner && is_apostrophe(c))
        })
        .map(|(_, &c)| c)
        .collect();
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn letters_that_people_take_for_the_same_fold_to_one() {
        for (text, folded) in [
            ("Ёлка", "елка"),
            ("Київ", "киив"),
            ("Ґалаґан", "галаган"),
            ("Объект", "обект"),
            ("П’ять, п'ять", "пять, пять"),
            ("рыба", "риба"),
            ("Йод", "йод"),
            ("Łódź Ørsted Straße", "lodz orsted strasse"),
            ("Crème BRÛLÉE", "creme brulee"),
            ("O'Neill 'quoted'", "oneill 'quoted'"),
            ("ﬁn ＡＢＣ İstanbul", "fin abc istanbul"),
            ("", ""),
        ] {
            assert_eq!(fold(text), folded, "{text}");
            assert_eq!(fold(&fold(text)), folded, "twice: {text}");
        }
    }

    #[test]
    fn composed_and_decomposed_letters_fold_alike() {
        assert_eq!(fold("и\u{306}е\u{308}i\u{301}"), fold("йёí"));
    }
}
