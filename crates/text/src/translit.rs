//! Cyrillic in Latin letters, for people to read.

use crate::fold::is_apostrophe;

/// Writes Russian and Ukrainian in Latin letters for people to read, keeping everything else.
///
/// A text with letters that only Ukrainian has (і ї є ґ) is written after the Ukrainian decree 55
/// of 2010 (Київ is Kyiv, Згурський is Zghurskyi), any other as Russian in the manner of English
/// newspapers (Щербаков is Shcherbakov, Юрий is Yuriy).
pub fn to_latin(text: &str) -> String {
    let ukrainian = text.contains(['і', 'ї', 'є', 'ґ', 'І', 'Ї', 'Є', 'Ґ']);
    let mut latin = String::with_capacity(text.len());
    let mut before = ' ';
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        if ukrainian && is_apostrophe(c) && before.is_alphabetic() && letters.peek().is_some_and(|c| c.is_alphabetic())
        {
            continue;
        }
        let small = c.to_lowercase().next().unwrap_or(c);
        let written = match ukrainian {
            true => ukrainian_letter(small, before).or_else(|| letter(small)),
            false => letter(small),
        };
        before = small;
        match written {
            None => latin.push(c),
            Some(written) if small == c => latin.push_str(written),
            Some(written) if letters.peek().is_some_and(|next| next.is_uppercase()) => {
                latin.push_str(&written.to_uppercase());
            }
            Some(written) => {
                let mut rest = written.chars();
                latin.extend(rest.next().map(|first| first.to_ascii_uppercase()));
                latin.push_str(rest.as_str());
            }
        }
    }
    latin
}

/// What a small letter is in Latin where Ukrainian differs, which may depend on the one before.
fn ukrainian_letter(small: char, before: char) -> Option<&'static str> {
    let begins = !before.is_alphanumeric();
    Some(match small {
        'г' if before == 'з' => "gh",
        'г' => "h",
        'и' => "y",
        'і' => "i",
        'є' if begins => "ye",
        'є' => "ie",
        'ї' if begins => "yi",
        'ї' => "i",
        'й' if begins => "y",
        'й' => "i",
        'ю' if begins => "yu",
        'ю' => "iu",
        'я' if begins => "ya",
        'я' => "ia",
        _ => return None,
    })
}

/// What a small Cyrillic letter is in Latin, whatever the language.
pub(crate) fn letter(small: char) -> Option<&'static str> {
    Some(match small {
        'а' => "a",
        'б' => "b",
        'в' => "v",
        'г' | 'ґ' => "g",
        'д' => "d",
        'е' | 'э' => "e",
        'ё' => "yo",
        'є' => "ye",
        'ж' => "zh",
        'з' => "z",
        'и' | 'і' => "i",
        'ї' => "yi",
        'й' | 'ы' => "y",
        'к' => "k",
        'л' => "l",
        'м' => "m",
        'н' => "n",
        'о' => "o",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'у' => "u",
        'ў' => "w",
        'ф' => "f",
        'х' => "kh",
        'ц' => "ts",
        'ч' => "ch",
        'ш' => "sh",
        'щ' => "shch",
        'ъ' | 'ь' => "",
        'ю' => "yu",
        'я' => "ya",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::to_latin;

    #[test]
    fn names_read_well() {
        for (cyrillic, latin) in [
            ("Щербаков Юрий", "Shcherbakov Yuriy"),
            ("Київ", "Kyiv"),
            ("Юрій Згурський", "Yurii Zghurskyi"),
            ("Знам'янка-Їжакевич", "Znamianka-Yizhakevych"),
            ("'ЄВГЕН'", "'YEVHEN'"),
            ("ООО «Ёлка»", "OOO «Yolka»"),
            ("ЖЭК № 5", "ZHEK № 5"),
            ("Хмельницький", "Khmelnitskiy"),
            ("Anna", "Anna"),
        ] {
            assert_eq!(to_latin(cyrillic), latin);
        }
    }
}
