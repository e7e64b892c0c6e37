//! People (round) and companies (tiles), by initials and a hue of their own.

use maud::{Markup, html};

/// The hues of choices, people and companies. Red, amber and green mean something; a person gets none of them.
const HUES: [&str; 7] = ["h-blue", "h-sky", "h-teal", "h-lime", "h-orange", "h-pink", "h-violet"];

/// How large an avatar is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Size {
    /// 22 px, in a row.
    #[default]
    Small,
    /// 28 px.
    Medium,
    /// 36 px, on a card.
    Large,
    /// 48 px, on the record's own page.
    Huge,
}

/// A person, decorative: the name stands beside it.
pub fn person(id: i64, name: &str, size: Size) -> Markup {
    draw(id, name, size, "ava")
}

/// A company or any other record that is not a person.
pub fn tile(id: i64, name: &str, size: Size) -> Markup {
    draw(id, name, size, "ava tile")
}

/// A person with the name, in a cell.
pub fn person_with_name(id: i64, name: &str) -> Markup {
    html! { span class="pair" { (person(id, name, Size::Small)) span { (name) } } }
}

/// Several people, overlapping; their names on hover.
pub fn people<'a>(people: impl IntoIterator<Item = (i64, &'a str)>) -> Markup {
    html! { span class="ava-row" { @for (id, name) in people { (person(id, name, Size::Small)) } } }
}

/// The class of the hue that belongs to `id`.
pub fn hue(id: i64) -> &'static str {
    // Neighbouring ids are created together and shown together: spread them.
    let spread = id.unsigned_abs().wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
    HUES[(spread % HUES.len() as u64) as usize]
}

/// Up to two letters: of the first two words that begin with a letter; legal forms and quotes are passed over.
pub fn initials(name: &str) -> String {
    let words: Vec<&str> = name
        .split(|c: char| c.is_whitespace() || "«»\"'“”„-–—/,.()".contains(c))
        .filter(|word| word.chars().next().is_some_and(char::is_alphanumeric))
        .collect();
    let significant: Vec<&str> = match words.iter().filter(|word| !is_legal_form(word)).count() {
        0 => words,
        _ => words.into_iter().filter(|word| !is_legal_form(word)).collect(),
    };
    let letters = match significant.as_slice() {
        [] => String::new(),
        [only] => only.chars().take(2).collect(),
        [first, second, ..] => first.chars().take(1).chain(second.chars().take(1)).collect(),
    };
    // Georgian has capitals that hardly any font knows (Mtavruli, U+1C90): people write it without.
    letters
        .chars()
        .flat_map(|letter| {
            if ('\u{10d0}'..='\u{10ff}').contains(&letter) { vec![letter] } else { letter.to_uppercase().collect() }
        })
        .collect()
}

fn is_legal_form(word: &str) -> bool {
    const FORMS: [&str; 16] =
        ["ООО", "ОАО", "ЗАО", "ПАО", "АО", "ИП", "ТОВ", "ПП", "ФОП", "АТ", "ПАТ", "LLC", "LTD", "GMBH", "INC", "THE"];
    FORMS.contains(&word.to_uppercase().as_str())
}

fn draw(id: i64, name: &str, size: Size, shape: &str) -> Markup {
    let size = match size {
        Size::Small => "",
        Size::Medium => " ava-md",
        Size::Large => " ava-lg",
        Size::Huge => " ava-xl",
    };
    html! { span class={ (shape) " " (hue(id)) (size) } title=(name) aria-hidden="true" { (initials(name)) } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_pass_over_legal_forms() {
        for (name, letters) in [
            ("Iris Falk", "IF"),
            ("Дана Коваль", "ДК"),
            ("ООО «Балтийский терминал»", "БТ"),
            ("ТОВ «Дніпро-Пак»", "ДП"),
            ("Volta", "VO"),
            ("Harbour & Pine", "HP"),
            ("АО", "АО"),
            ("", ""),
            ("…", ""),
            ("3M", "3M"),
        ] {
            assert_eq!(initials(name), letters, "{name}");
        }
    }

    #[test]
    fn a_hue_stays_with_its_record() {
        assert_eq!(hue(42), hue(42));
        assert!((1..200).map(hue).collect::<std::collections::HashSet<_>>().len() == HUES.len());
        assert!(HUES.contains(&hue(i64::MIN)));
    }
}
