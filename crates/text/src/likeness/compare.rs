//! Judges two cards: each field adds or takes away evidence, in bits, after Fellegi and Sunter.

use super::degree::degree;
use super::{Card, Field, Kind, Profile};

/// From this score on a person should be shown the pair.
pub const LIKELY: f64 = 0.75;
/// From this score on the two may be taken for one without asking.
pub const CERTAIN: f64 = 0.999;

/// What crosswise agreement costs each of the two fields, in bits.
const EXCHANGED: f64 = 0.5;

/// How alike two cards are.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// The likelihood of sameness, from 0 to 1.
    pub score: f64,
    /// What speaks for sameness, the strongest first.
    pub reasons: Vec<Reason>,
}

/// One field that speaks for sameness.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    /// The field's name in the profile.
    pub field: String,
    pub kind: Kind,
    /// From 0 (nothing in common) to 1 (the same).
    pub degree: f64,
}

/// Judges whether two cards of the same profile mean the same.
///
/// It is symmetric, needs a few microseconds, and a field that one of the two lacks says nothing.
/// Given name and surname, and the lines of an address, are found when they are exchanged.
pub fn compare(profile: &Profile, left: &Card, right: &Card) -> Match {
    let mut bits = -profile.doubt;
    let mut reasons = Vec::new();
    for evidence in evidence(&profile.fields, left, right) {
        bits += evidence.bits;
        if evidence.bits > 0.0 && evidence.degree >= 0.5 {
            reasons.push(evidence);
        }
    }
    reasons.sort_by(|one, other| other.bits.total_cmp(&one.bits).then(one.field.cmp(&other.field)));
    let reasons = reasons.into_iter().map(|evidence| {
        let field = &profile.fields[evidence.field];
        Reason { field: field.name.clone(), kind: field.kind, degree: evidence.degree }
    });
    Match { score: 1.0 / (1.0 + (-bits).exp2()), reasons: reasons.collect() }
}

/// What one field says.
struct Evidence {
    /// The field's place in the profile.
    field: usize,
    degree: f64,
    bits: f64,
}

fn evidence(fields: &[Field], left: &Card, right: &Card) -> Vec<Evidence> {
    let alike = |one: usize, other: usize| {
        let (a, b) = (left.values[one].as_ref()?, right.values[other].as_ref()?);
        Some(degree(fields[one].kind, a, b))
    };
    let straight: Vec<Option<f64>> = (0..fields.len()).map(|at| alike(at, at)).collect();
    let mut found = Vec::with_capacity(fields.len());
    let mut left_used = vec![false; fields.len()];
    let mut right_used = vec![false; fields.len()];
    for (one, other, degree) in exchanged(fields, &straight, alike) {
        if left_used[one] || right_used[other] {
            continue;
        }
        (left_used[one], right_used[other]) = (true, true);
        let bits = weigh(&fields[one], degree).min(weigh(&fields[other], degree)) - EXCHANGED;
        found.push(Evidence { field: one.min(other), degree, bits });
    }
    for (at, field) in fields.iter().enumerate() {
        if let Some(degree) = straight[at].filter(|_| !left_used[at] && !right_used[at]) {
            let bits = weigh(field, degree) * names_in(field, at, left, right);
            found.push(Evidence { field: at, degree, bits });
        }
    }
    found
}

/// A whole name in one field says as much as a given name and a surname in two.
fn names_in(field: &Field, at: usize, left: &Card, right: &Card) -> f64 {
    let has_several = |card: &Card| card.values[at].as_ref().is_some_and(|value| value.words.len() > 1);
    match field.kind == Kind::PersonName && has_several(left) && has_several(right) {
        true => 2.0,
        false => 1.0,
    }
}

/// Pairs of different fields that agree crosswise where the fields themselves do not, the best
/// first.
fn exchanged(
    fields: &[Field],
    straight: &[Option<f64>],
    alike: impl Fn(usize, usize) -> Option<f64>,
) -> Vec<(usize, usize, f64)> {
    let disagrees = |at: usize| straight[at].is_none_or(|degree| degree < 0.7);
    let mut pairs = Vec::new();
    for one in (0..fields.len()).filter(|at| family(fields[*at].kind).is_some() && disagrees(*at)) {
        for other in (0..fields.len()).filter(|at| *at != one && disagrees(*at)) {
            if family(fields[one].kind) != family(fields[other].kind) {
                continue;
            }
            if let Some(degree) = alike(one, other).filter(|degree| *degree >= 0.8) {
                pairs.push((one, other, degree));
            }
        }
    }
    pairs.sort_by(|a, b| b.2.total_cmp(&a.2).then((a.0.min(a.1), a.0.max(a.1)).cmp(&(b.0.min(b.1), b.0.max(b.1)))));
    pairs
}

/// Kinds whose fields get exchanged with each other.
fn family(kind: Kind) -> Option<Kind> {
    match kind {
        Kind::PersonName | Kind::Surname => Some(Kind::PersonName),
        Kind::Address | Kind::Text => Some(Kind::Address),
        Kind::Phone => Some(Kind::Phone),
        Kind::Email => Some(Kind::Email),
        _ => None,
    }
}

/// Evidence rises from full disagreement to full agreement, in bits; what is half alike says
/// little either way.
fn weigh(field: &Field, degree: f64) -> f64 {
    field.agreement * degree - field.disagreement * (1.0 - degree)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn score(fields: &[(&str, Kind)], left: &[&str], right: &[&str]) -> Match {
        let profile = Profile::new(fields.iter().map(|(name, kind)| Field::new(*name, *kind)).collect());
        let card = |values: &[&str]| {
            let at = |name: &str| fields.iter().position(|(field, _)| *field == name);
            Card::new(&profile, |name| at(name).map(|at| values[at]))
        };
        let there = compare(&profile, &card(left), &card(right));
        let back = compare(&profile, &card(right), &card(left));
        assert_eq!(there.score, back.score, "{left:?} {right:?}");
        there
    }

    const COMPANY: &[(&str, Kind)] =
        &[("name", Kind::CompanyName), ("website", Kind::Domain), ("phone", Kind::Phone), ("tax_number", Kind::Exact)];
    const CONTACT: &[(&str, Kind)] =
        &[("first", Kind::PersonName), ("last", Kind::Surname), ("email", Kind::Email), ("phone", Kind::Phone)];

    #[test]
    fn companies_are_recognised() {
        let romashka = score(COMPANY, &["ООО «Ромашка»", "", "", ""], &["Romashka LLC", "", "", ""]);
        assert!(romashka.score >= LIKELY);
        assert_eq!(romashka.reasons, [Reason { field: "name".into(), kind: Kind::CompanyName, degree: 1.0 }]);
        for (left, right, range) in [
            (
                ["ООО Ромашка", "romashka.ru", "", ""],
                ["Romashka", "https://www.romashka.ru/", "", ""],
                CERTAIN - 0.1..1.01,
            ),
            (["ООО Ромашка", "", "8 (912) 345-67-89", ""], ["Ромашка", "", "+79123456789", ""], CERTAIN - 0.1..1.01),
            (["ООО Стройинвест", "", "", ""], ["Stroyinvset LLC", "", "", ""], LIKELY..CERTAIN),
            (["Romashka Fund II", "", "", ""], ["Romashka Fund III", "", "", ""], 0.0..0.5),
            (["Ромашка", "", "", "7707083893"], ["Ромашка", "", "", "7707083894"], 0.0..LIKELY),
            (["Ромашка", "gmail.com", "", ""], ["Лютик", "gmail.com", "", ""], 0.0..0.1),
            (["Ромашка", "", "", ""], ["Лютик", "", "", ""], 0.0..0.1),
            (["", "", "", ""], ["", "", "", ""], 0.0..0.1),
        ] {
            let score = score(COMPANY, &left, &right).score;
            assert!(range.contains(&score), "{left:?} {right:?} {score}");
        }
    }

    #[test]
    fn persons_are_recognised() {
        for (left, right, range) in [
            (["Иван", "Щербаков", "", ""], ["Ivan", "Shcherbakov", "", ""], LIKELY..CERTAIN),
            (["Иван", "Щербаков", "", ""], ["Щербаков", "Иван", "", ""], LIKELY..CERTAIN),
            (["Ivan", "Scherbakov", "i.s@example.org", ""], ["I.", "Shcherbakov", "i.s@example.org", ""], LIKELY..1.01),
            (["Иван", "Щербаков", "", "+79123456789"], ["Иван", "Щербоков", "", "89123456789"], CERTAIN - 0.1..1.01),
            (
                ["Иван", "Щербаков", "a@example.org", "+79123456789"],
                ["Иван", "Щербаков", "b@example.com", "+79995550011"],
                0.0..LIKELY,
            ),
            (["Анна", "Петрова", "info@example.org", ""], ["Олег", "Сидоров", "info@example.org", ""], 0.0..LIKELY),
            (["Анна", "Петрова", "", ""], ["Анна", "Иванова", "", ""], 0.0..0.2),
        ] {
            let score = score(CONTACT, &left, &right).score;
            assert!(range.contains(&score), "{left:?} {right:?} {score}");
        }
    }

    #[test]
    fn addresses_are_recognised() {
        let fields = &[("street", Kind::Address), ("city", Kind::Text), ("postal_code", Kind::PostalCode)];
        for (left, right, range) in [
            (["ул. Ленина, д. 5", "Москва", "101000"], ["Lenina 5", "Moskva", "101000"], LIKELY..1.01),
            (["вул. Хрещатик, буд. 1", "Київ", "01001"], ["Хрещатик вулиця 1", "Киев", "01001"], LIKELY..1.01),
            (["ул. Ленина, д. 5", "Москва", "101000"], ["ул. Ленина, д. 7", "Москва", "101000"], 0.0..LIKELY),
        ] {
            let score = score(fields, &left, &right).score;
            assert!(range.contains(&score), "{left:?} {right:?} {score}");
        }
    }

    #[test]
    fn a_whole_name_in_one_field_is_enough() {
        let name = &[("name", Kind::PersonName)];
        assert!(score(name, &["Иван Щербаков"], &["Shcherbakov, Ivan"]).score >= LIKELY);
        assert!(score(name, &["Иван Иванович Щербаков"], &["Иван Щербаков"]).score >= 0.5);
        assert!(score(name, &["Иван"], &["Иван"]).score < LIKELY);
    }
}
