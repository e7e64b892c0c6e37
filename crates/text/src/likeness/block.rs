//! The keys by which candidates are found.

use super::card::Value;
use super::{Card, Kind, Profile};

/// The most words of a name that make keys.
const NAME_WORDS: usize = 3;

/// The distinct keys of a card: two records are worth comparing when they share one.
///
/// Keys come from several independent blocks, so that no single error hides a pair: phone, e-mail,
/// domain and codes as they are; a company's name by its beginning and by its words; a person's
/// names by their consonants, together with each other, with year and with postal code; a whole
/// date; an address by street and number, by postal code and number. The first letter of a key
/// names its block. There are seldom more than fifteen of them, all short. A key that very many
/// records share says little: a caller may pass it over, for real pairs share rarer ones too.
pub fn blocking_keys(profile: &Profile, card: &Card) -> Vec<String> {
    let values = Values { profile, card };
    let mut keys = Vec::new();
    let mut add = |key: String| {
        if !keys.contains(&key) {
            keys.push(key);
        }
    };
    values.of(&[Kind::Phone]).for_each(|value| add(format!("p{}", value.form)));
    values.of(&[Kind::Email]).for_each(|value| add(format!("e{}", value.form)));
    values.of(&[Kind::Domain]).for_each(|value| add(format!("d{}", value.form)));
    values.of(&[Kind::Exact]).filter(|value| value.form.len() >= 5).for_each(|value| add(format!("x{}", value.form)));
    values.of(&[Kind::CompanyName]).for_each(|value| company_keys(value, &mut add));
    values.of(&[Kind::Date]).for_each(|value| add(format!("b{}", value.form)));
    person_keys(&values, &mut add);
    address_keys(&values, &mut add);
    keys
}

struct Values<'a> {
    profile: &'a Profile,
    card: &'a Card,
}

impl<'a> Values<'a> {
    fn of(&self, kinds: &'a [Kind]) -> impl Iterator<Item = &'a Value> {
        let values = self.profile.fields.iter().zip(&self.card.values);
        values.filter(|(field, _)| kinds.contains(&field.kind)).filter_map(|(_, value)| value.as_ref())
    }
}

/// The beginning, and the longest words in pairs: one word alone (service, invest) is in too many
/// names.
fn company_keys(value: &Value, add: &mut impl FnMut(String)) {
    add(format!("c{}", beginning(&value.squeezed, 8)));
    let mut words: Vec<&String> = value.words.iter().filter(|word| word.chars().count() > 2).collect();
    words.sort_by(|one, other| other.len().cmp(&one.len()).then(one.cmp(other)));
    let mut words: Vec<String> = words.iter().take(NAME_WORDS).map(|word| consonants(word, 6)).collect();
    words.sort_unstable();
    if let [word] = words.as_slice() {
        add(format!("w{word}"));
    }
    for (at, word) in words.iter().enumerate() {
        words[at + 1..].iter().for_each(|other| add(format!("w{word} {other}")));
    }
}

fn person_keys(values: &Values<'_>, add: &mut impl FnMut(String)) {
    let mut names: Vec<String> = values
        .of(&[Kind::PersonName, Kind::Surname])
        .flat_map(|value| value.words.iter())
        .filter(|word| word.len() > 1)
        .take(NAME_WORDS)
        .map(|word| consonants(word, 4))
        .collect();
    names.sort_unstable();
    names.dedup();
    for (at, name) in names.iter().enumerate() {
        values.of(&[Kind::Date]).for_each(|date| add(format!("y{name} {}", &date.form[..4])));
        values.of(&[Kind::PostalCode]).for_each(|code| add(format!("z{name} {}", code.form)));
        names[at + 1..].iter().for_each(|other| add(format!("n{name} {other}")));
    }
}

fn address_keys(values: &Values<'_>, add: &mut impl FnMut(String)) {
    for number in values.of(&[Kind::Number]) {
        values.of(&[Kind::PostalCode]).for_each(|code| add(format!("a{} {}", code.form, number.form)));
        for street in values.of(&[Kind::Address]) {
            add(format!("s{} {}", consonants(&street.squeezed, 5), number.form));
        }
    }
    for code in values.of(&[Kind::PostalCode]) {
        for street in values.of(&[Kind::Address]) {
            add(format!("t{} {}", consonants(&street.squeezed, 5), code.form));
        }
    }
}

/// The first letter and the consonants behind it: vowels are what people mistake most.
fn consonants(word: &str, length: usize) -> String {
    let is_vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u');
    let letters = word.chars().enumerate().filter(|(at, c)| *at == 0 || !is_vowel(*c));
    letters.map(|(_, c)| c).take(length).collect()
}

fn beginning(word: &str, length: usize) -> String {
    word.chars().take(length).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::likeness::Field;

    #[test]
    fn spellings_of_one_thing_share_a_block() {
        let profile = Profile::new(vec![
            Field::new("company", Kind::CompanyName),
            Field::new("name", Kind::PersonName),
            Field::new("phone", Kind::Phone),
            Field::new("email", Kind::Email),
        ]);
        let keys = |field: &'static str, value: &'static str| {
            blocking_keys(&profile, &Card::new(&profile, |name| (name == field).then_some(value)))
        };
        for (field, left, right) in [
            ("company", "ООО «Ромашка»", "Romashka LLC"),
            ("company", "Торговый дом Ромашка", "Ромашка, торговый дом"),
            ("name", "Иван Щербаков", "Shcherbokov Ivan"),
            ("phone", "8 (912) 345-67-89", "+79123456789"),
            ("email", "Anna+crm@gmail.com", "anna@gmail.com"),
        ] {
            let others = keys(field, right);
            assert!(keys(field, left).iter().any(|key| others.contains(key)), "{left} {right}");
        }
        assert!(keys("company", "").is_empty());
    }
}
