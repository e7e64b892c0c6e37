//! Questions and what they find.

use text::Query;

/// Whether a database that holds these terms answers with their text.
pub fn answers(query: &Query, terms: &[String]) -> bool {
    query.words.iter().all(|word| {
        word.alternatives.iter().any(|wanted| {
            terms.iter().any(|term| match wanted.prefix {
                true => term.starts_with(&wanted.text),
                false => *term == wanted.text,
            })
        })
    })
}

fn finds(question: &str, text: &str) -> bool {
    let query = text::query(question);
    !query.words.is_empty() && answers(&query, &text::index_terms(text))
}

#[test]
fn questions_find_what_people_expect() {
    for (question, text) in [
        ("Щербаков", "Shcherbakov, Ivan"),
        ("Shcherbakov", "Иван Щербаков"),
        ("scherb", "Щербаков"),
        ("Ščerbakov", "Щербаков"),
        ("Щерб", "Anna Shcherbakova"),
        ("ива щер", "Щербаков Иван"),
        ("сделки", "Новая сделка"),
        ("компаниями", "компания"),
        ("угодами", "Угода №5"),
        ("київ", "Киев Київ"),
        ("киев", "Киев"),
        ("елка", "ООО «Ёлка»"),
        ("companies", "My company"),
        ("company", "All companies"),
        ("cafe", "Café"),
        ("oneill", "O'Neill"),
        ("O’Neill", "oneill"),
        ("email", "e-mail"),
        ("e-mail", "e-mail"),
        ("anna.petrova@example.org", "Анна <anna.petrova@example.org>"),
        ("annapetrova", "anna.petrova@example.org"),
        ("petrova@exa", "anna.petrova@example.org"),
        ("example.org", "anna.petrova@example.org"),
        ("Щербаков", "shcherbakov@example.org"),
        ("romashka.ru", "https://www.romashka.ru/about"),
        ("www.romashka.ru", "romashka.ru"),
        ("+79123456789", "8 (912) 345-67-89"),
        ("8 912 345", "+79123456789"),
        ("912345", "8 (912) 345-67-89"),
        ("9123456789", "+7 912 345-67-89"),
        ("345-67-89", "+79123456789"),
        ("6789", "+79123456789"),
        ("044 123-45-67", "+380441234567"),
        ("+380 44 123", "+380441234567"),
        ("0441234567", "+380 44 123 45 67"),
        ("+380441234567", "(044) 123-45-67"),
        ("1250000", "1 250 000"),
        ("inv-2024", "INV-2024-0001"),
        ("20240001", "2024-0001"),
        ("2024", "B2024"),
        ("公司", "北京公司"),
        ("п", "Пётр"),
    ] {
        assert!(
            finds(question, text),
            "{question} in {text}: {:?} {:?}",
            text::query(question),
            text::index_terms(text)
        );
    }
}

#[test]
fn questions_do_not_find_the_rest() {
    for (question, text) in [
        ("Щербаков", "Иванов"),
        ("а петров", "Анна Петров"),
        ("ов", "Петров"),
        ("9123456780", "+79123456789"),
        ("!!!", "anything"),
        ("", "anything"),
    ] {
        assert!(!finds(question, text), "{question} in {text}");
    }
}

#[test]
fn a_typing_error_is_accepted_by_the_vocabulary() {
    let mut query = text::query("Щербоков");
    let meant = text::vocabulary_words("Ivan Shcherbakov");
    let sought = query.words[0].vocabulary.clone().unwrap();
    let near: Vec<_> = meant
        .iter()
        .filter(|word| text::distance_within(&sought, word, text::typo_limit(sought.len())).is_some())
        .collect();
    assert_eq!(near, ["serbakov"]);
    query.words[0].accept(near[0]);
    assert!(query.words[0].alternatives.contains(&text::Term { text: "kserbakov".into(), prefix: false }));
}

#[test]
fn long_texts_and_questions_are_cut() {
    let many: String = (0..5_000).map(|n| format!("word{n} ")).collect();
    assert_eq!(text::index_terms(&many).len(), 2_000);
    assert_eq!(text::query(&many).words.len(), 24);
    let long = text::index_terms(&"слово".repeat(40));
    assert!(long.iter().all(|term| term.chars().count() <= 64));
}
