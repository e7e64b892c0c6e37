//! How alike two values of one kind are, from 0 (not at all) to 1 (the same).

use super::Kind;
use super::card::{Value, WORDS};
use crate::name::is_roman_number;
use crate::{distance_within, typo_limit};

/// How alike two normalised values are, in whatever order they are given.
pub(super) fn degree(kind: Kind, one: &Value, other: &Value) -> f64 {
    if one.form == other.form {
        return 1.0;
    }
    // Jaro's measure depends on the order of its arguments, if only a little.
    let (left, right) = if one.form < other.form { (one, other) } else { (other, one) };
    match kind {
        Kind::PersonName | Kind::Surname => names(left, right),
        Kind::CompanyName | Kind::Text | Kind::Address => phrases(left, right),
        Kind::Phone => by_errors(&left.form, &right.form, &[0.7]),
        Kind::Email => emails(&left.form, &right.form),
        Kind::PostalCode => by_errors(&left.form, &right.form, &[0.8, 0.3]),
        Kind::Number => by_errors(&left.form, &right.form, &[0.6]),
        Kind::Date => dates(&left.form, &right.form),
        Kind::Domain | Kind::Exact => 0.0,
    }
}

/// One degree for each number of typing errors, beginning with one; 0 for more. Of short codes an
/// error leaves too little.
fn by_errors(left: &str, right: &str, degrees: &[f64]) -> f64 {
    let length = left.chars().count().min(right.chars().count());
    let most = degrees.len().min(length / 2);
    let most = u8::try_from(most).unwrap_or(u8::MAX);
    match distance_within(left, right, most) {
        Some(0) => 1.0,
        Some(errors) => degrees[usize::from(errors) - 1],
        None => 0.0,
    }
}

/// Person names: typing errors, initials, a name more or less.
fn names(left: &Value, right: &Value) -> f64 {
    let whole = spelling(&left.squeezed, &right.squeezed);
    if left.words.len() == 1 && right.words.len() == 1 {
        return whole.max(initial(&left.form, &right.form));
    }
    // «Иванов Иван Иванович» and «Иван Иванов»: what one has more costs little.
    whole.max(0.95 * words_in_common(&left.words, &right.words))
}

/// `A.` may be Anna.
fn initial(left: &str, right: &str) -> f64 {
    let is_initial = left.len() == 1 || right.len() == 1;
    if is_initial && left.chars().next() == right.chars().next() { 0.6 } else { 0.0 }
}

/// Company names, addresses, texts of few words: in another order, run together, with errors.
fn phrases(left: &Value, right: &Value) -> f64 {
    let whole = spelling(&left.squeezed, &right.squeezed);
    let most = most_with_serials(&left.words, &right.words);
    if left.words.len() == 1 && right.words.len() == 1 {
        return whole.min(most);
    }
    let letters = |words: &[String]| words.iter().map(|word| word.chars().count()).sum::<usize>() as f64;
    let all = letters(&left.words) + letters(&right.words);
    // What only one has counts against it: it may be another branch or another house.
    let common = 2.0 * letters_in_common(&left.words, &right.words) / all.max(1.0);
    whole.max(common.min(1.0)).min(most)
}

/// How alike two phrases can be by their numbers and shortest words, which tell apart what is
/// otherwise the same: Fund II and Fund III, Lenina 5 and Lenina 7, MA Logistics and JD Logistics.
fn most_with_serials(left: &[String], right: &[String]) -> f64 {
    let is_number = |word: &str| word.bytes().any(|c| c.is_ascii_digit()) || is_roman_number(word);
    let only_in = |one: &[String], other: &[String], fits: &dyn Fn(&str) -> bool| {
        one.iter().any(|word| fits(word) && !other.contains(word))
    };
    let is_short = |word: &str| word.chars().nth(2).is_none() || is_number(word);
    if only_in(left, right, &is_short) && only_in(right, left, &is_short) {
        return 0.2;
    }
    // A short word that only one has may be an article; a number may not.
    match only_in(left, right, &is_number) || only_in(right, left, &is_number) {
        true => 0.75,
        false => 1.0,
    }
}

/// How well the words of the shorter name are found in the longer, weighed by their letters.
fn words_in_common(left: &[String], right: &[String]) -> f64 {
    let letters = |words: &[String]| words.iter().map(|word| word.chars().count()).sum::<usize>();
    let shorter = if left.len() <= right.len() { letters(left) } else { letters(right) };
    letters_in_common(left, right) / shorter.max(1) as f64
}

/// The letters of those words of the shorter name that are found in the longer; a word that is
/// only similar counts in part.
fn letters_in_common(left: &[String], right: &[String]) -> f64 {
    let (short, long) = if left.len() <= right.len() { (left, right) } else { (right, left) };
    let mut taken = [false; WORDS];
    let mut common = 0.0;
    for word in short {
        let mut best = (0.0, None);
        for (at, other) in long.iter().enumerate().filter(|(at, _)| !taken[*at]) {
            let alike = match word == other {
                true => 1.0,
                false => telling(strsim::jaro_winkler(word, other), 0.8).max(initial(word, other)),
            };
            if alike > best.0 {
                best = (alike, Some(at));
            }
        }
        if let (alike, Some(at)) = best {
            taken[at] = true;
            common += alike * word.chars().count() as f64;
        }
    }
    common
}

/// How alike two words are written: a typing error in a word that is long enough leaves it nearly
/// the same, else the beginning counts more than the rest.
fn spelling(left: &str, right: &str) -> f64 {
    let letters = left.chars().count().min(right.chars().count());
    let by_errors = match distance_within(left, right, typo_limit(letters)) {
        Some(1) if letters > 4 => 0.9,
        Some(2) => 0.85,
        _ => 0.0,
    };
    telling(strsim::jaro_winkler(left, right), 0.75).max(by_errors)
}

/// Stretches a Jaro-Winkler measure: any two words reach `floor`, so what is below says nothing.
fn telling(measure: f64, floor: f64) -> f64 {
    ((measure - floor) / (1.0 - floor)).max(0.0)
}

fn emails(left: &str, right: &str) -> f64 {
    if distance_within(left, right, 1).is_some() {
        return 0.8;
    }
    let name = |address: &str| address.split('@').next().unwrap_or_default().to_owned();
    match name(left) == name(right) && name(left).len() > 5 {
        true => 0.5,
        false => 0.0,
    }
}

/// Dates of eight digits: one digit wrong, two exchanged, day and month exchanged, another year.
fn dates(left: &str, right: &str) -> f64 {
    let exchanged = left[..4] == right[..4] && left[4..6] == right[6..] && left[6..] == right[4..6];
    if exchanged {
        return 0.9;
    }
    match distance_within(left, right, 2) {
        Some(0 | 1) => 0.85,
        Some(_) if left[4..] == right[4..] || left[..4] == right[..4] => 0.5,
        Some(_) => 0.4,
        None => 0.0,
    }
}
