//! What speaks against a password.

use crate::email::Email;
use crate::password::Password;

/// The least number of characters.
pub const LEAST: usize = 10;
/// The largest number of characters: beyond it a password adds work, not safety.
pub const MOST: usize = 256;

/// What speaks against a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weakness {
    /// Fewer than [`LEAST`] characters.
    TooShort,
    /// More than [`MOST`] characters.
    TooLong,
    /// It is the e-mail address, or little else.
    LikeEmail,
    /// It is among those that are tried first.
    Common,
    /// It is the present one.
    Unchanged,
}

/// Everything that speaks against a password for this account.
pub(crate) fn of(password: &Password, email: &Email) -> Vec<Weakness> {
    let length = password.reveal().chars().count();
    let folded = password.reveal().to_lowercase();
    [
        (length < LEAST, Weakness::TooShort),
        (length > MOST, Weakness::TooLong),
        (is_like_email(&folded, email), Weakness::LikeEmail),
        (is_common(&folded), Weakness::Common),
    ]
    .into_iter()
    .filter_map(|(found, weakness)| found.then_some(weakness))
    .collect()
}

fn is_like_email(folded: &str, email: &Email) -> bool {
    let name = core_word(email.name());
    folded.contains(email.as_str()) || (!name.is_empty() && core_word(folded) == name)
}

/// Whether the password is one of those that are tried first, however it was decorated with digits and signs.
fn is_common(folded: &str) -> bool {
    let is_tried = |word: String| COMMON_WORDS.contains(&word.as_str());
    is_tried(core_word(folded)) || is_tried(undisguised(folded)) || is_run(folded) || is_repetition(folded)
}

/// `p@ssw0rd2026!` without its disguise: the end cut off, signs read as the letters they stand for.
fn undisguised(folded: &str) -> String {
    let word = folded.trim_end_matches(|c: char| !c.is_alphabetic()).chars().map(|letter| match letter {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        letter => letter,
    });
    word.filter(|letter| letter.is_alphabetic()).collect()
}

/// The letters of a text, without the digits and signs around and between them.
fn core_word(folded: &str) -> String {
    folded.chars().filter(|c| c.is_alphabetic()).collect()
}

/// `1234567890`, `abcdefghij`, `9876543210`: every character follows the one before.
fn is_run(folded: &str) -> bool {
    let codes: Vec<i64> = folded.chars().map(|c| i64::from(u32::from(c))).collect();
    let rows_with = |step: i64| {
        codes
            .windows(2)
            // Keyboards put 0 after 9.
            .all(|pair| pair[1] - pair[0] == step || (pair[1] - pair[0]).abs() == 9)
    };
    codes.len() > 1 && (rows_with(1) || rows_with(-1))
}

/// `aaaaaaaaaa`, `abcabcabcabc`: a short piece again and again.
fn is_repetition(folded: &str) -> bool {
    let letters: Vec<char> = folded.chars().collect();
    (1..=4.min(letters.len() / 2))
        .any(|length| letters.iter().enumerate().all(|(place, letter)| *letter == letters[place % length]))
}

/// What remains of the most tried passwords of ten and more characters when digits and signs are taken away,
/// in the three languages spoken here. An empty word is not among them: digits alone may be random.
const COMMON_WORDS: &[&str] = &[
    "abc",
    "abcd",
    "admin",
    "administrator",
    "adminadmin",
    "asdf",
    "asdfgh",
    "asdfghjkl",
    "changeme",
    "company",
    "demo",
    "dragon",
    "football",
    "hello",
    "helloworld",
    "iloveyou",
    "letmein",
    "login",
    "master",
    "monkey",
    "passw",
    "passwd",
    "password",
    "passwordpassword",
    "passwort",
    "princess",
    "qazwsx",
    "qazwsxedc",
    "qwe",
    "qweasd",
    "qweasdzxc",
    "qwer",
    "qwert",
    "qwerty",
    "qwertyqwerty",
    "qwertyuiop",
    "qwertz",
    "relata",
    "root",
    "secret",
    "sunshine",
    "superman",
    "temp",
    "test",
    "testtest",
    "trustno",
    "user",
    "welcome",
    "zaq",
    "zxcv",
    "zxcvbn",
    "zxcvbnm",
    "йцукен",
    "йцукенг",
    "йцукенгшщз",
    "йцукенгшщзхъ",
    "пароль",
    "парольпароль",
    "привет",
    "администратор",
    "админ",
    "любовь",
    "солнышко",
    "наташа",
    "максим",
    "фывапролд",
    "ячсмить",
    "адмін",
    "адміністратор",
    "привіт",
    "кохання",
    "сонечко",
    "слава",
    "україна",
    "россия",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn weaknesses(password: &str) -> Vec<Weakness> {
        of(&Password::new(password), &Email::parse("ada.lovelace@example.org").unwrap())
    }

    #[test]
    fn all_weaknesses_are_named_at_once() {
        assert_eq!(weaknesses("qwerty1"), [Weakness::TooShort, Weakness::Common]);
        assert_eq!(weaknesses("Password123!"), [Weakness::Common]);
        assert_eq!(weaknesses("P@ssw0rd2026!"), [Weakness::Common]);
        assert_eq!(weaknesses("Пароль123456"), [Weakness::Common]);
        assert_eq!(weaknesses("1234567890"), [Weakness::Common]);
        assert_eq!(weaknesses("0987654321"), [Weakness::Common]);
        assert_eq!(weaknesses("abcabcabcabc"), [Weakness::Common]);
        assert_eq!(weaknesses("Ada.Lovelace@Example.org"), [Weakness::LikeEmail]);
        assert_eq!(weaknesses("AdaLovelace1"), [Weakness::LikeEmail]);
        assert_eq!(weaknesses(&"x1".repeat(200)), [Weakness::TooLong, Weakness::Common]);
        assert_eq!(weaknesses("correct horse battery"), []);
        assert_eq!(weaknesses("7405918263"), []);
        assert_eq!(weaknesses(""), [Weakness::TooShort]);
    }
}
