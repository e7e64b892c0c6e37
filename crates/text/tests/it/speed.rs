//! How long things take. Run with `cargo test --release -p text -- --ignored --nocapture speed`.

use std::hint::black_box;
use std::time::Instant;

fn microseconds<R>(name: &str, work: impl Fn() -> R) -> f64 {
    const TIMES: u32 = 5_000;
    for _ in 0..TIMES / 10 {
        black_box(work());
    }
    let begun = Instant::now();
    for _ in 0..TIMES {
        black_box(work());
    }
    let each = begun.elapsed().as_secs_f64() * 1e6 / f64::from(TIMES);
    println!("{name:<16} {each:>7.2} µs");
    each
}

#[test]
#[ignore = "tells something only in release and on a quiet machine"]
fn speed() {
    let contact =
        "Щербаков Иван Петрович директор Ромашка Москва клиент +79123456789 i.scherbakov@example.org с 2019 года";
    let query = text::query("щерб ива");
    let phone = text::phone::parse("+79123456789", None).unwrap();
    let index = microseconds("index_terms", || text::index_terms(contact));
    microseconds("vocabulary", || text::vocabulary_words(contact));
    microseconds("query", || text::query("щерб ива"));
    microseconds("rank", || text::rank(&query, "Щербаков Иван", contact));
    microseconds("sort_key", || text::sort_key("Щербаков Иван Петрович"));
    microseconds("company_key", || text::name::company_key("ООО «Торговый дом Ромашка»"));
    microseconds("phone::parse", || text::phone::parse("8 (912) 345-67-89", Some("RU")));
    microseconds("phone shown", || phone.shown_in(Some("RU")));
    microseconds("email::parse", || text::email::parse("Anna@Example.org"));
    assert!(index < 30.0, "{index}");
}
