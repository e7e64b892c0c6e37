use store::sql::{Expr, Order, Query};
use store::{Database, Error, Tx, text};
use testkit::databases;

fn put(db: &Database, id: i64, terms: &'static [&'static str]) {
    db.write_blocking(move |tx: &mut Tx| text::put(tx, "person", id, terms.iter().copied())).unwrap();
}

fn found(db: &Database, words: &[&[(&str, bool)]]) -> Vec<i64> {
    let words: Vec<Vec<(String, bool)>> =
        words.iter().map(|word| word.iter().map(|(term, prefix)| ((*term).to_owned(), *prefix)).collect()).collect();
    let condition = text::matches("person", Expr::col("id"), &words, db.dialect());
    let select = Query::select().column("id").from("person").and_where(condition).order_by("id", Order::Asc).to_owned();
    db.read_blocking(move |tx: &mut Tx| tx.all(&select, |row| row.int(0))).unwrap()
}

#[test]
fn both_find_the_same() {
    for db in databases() {
        db.alone_blocking(|tx: &mut Tx| {
            tx.batch("CREATE TABLE person (id bigint PRIMARY KEY); INSERT INTO person (id) VALUES (1), (2), (3), (4)")?;
            text::create(tx, "person")?;
            text::create(tx, "person")
        })
        .unwrap();
        put(&db, 1, &["щербаков", "shcherbakov", "киев"]);
        put(&db, 2, &["щербина", "киев", "i\u{307}stanbul", "e\u{301}t"]);
        put(&db, 3, &["smith", "and", "or", "not", "near", "o'brien", "a-b", "10", "ї’жак", "東京"]);
        put(&db, 4, &["", "'", "\"", "*"]);
        assert_eq!(found(&db, &[&[("щербаков", false)]]), [1]);
        assert_eq!(found(&db, &[&[("щерб", true)]]), [1, 2]);
        assert_eq!(found(&db, &[&[("щерб", false)]]), [0i64; 0]);
        assert_eq!(found(&db, &[&[("щербаков", false), ("smith", false)]]), [1, 3]);
        assert_eq!(found(&db, &[&[("щерб", true)], &[("киев", false)], &[("shch", true)]]), [1]);
        for word in ["and", "or", "not", "near", "obrien", "o'brien", "ab", "a-b", "10", "ї’жак", "東京"] {
            assert_eq!(found(&db, &[&[(word, false)]]), [3], "{word}");
        }
        assert_eq!(found(&db, &[&[("i\u{307}stanbul", false)], &[("e\u{301}t", false)]]), [2]);
        assert_eq!(found(&db, &[&[("et", false)]]), [0i64; 0]);
        assert_eq!(found(&db, &[&[("\" OR terms : *", false)]]), [0i64; 0]);
        assert_eq!(found(&db, &[&[("'", false)]]), [0i64; 0]);
        assert_eq!(found(&db, &[]), [1, 2, 3, 4]);
        put(&db, 1, &["jones"]);
        assert_eq!(found(&db, &[&[("щерб", true)]]), [2]);
        assert_eq!(found(&db, &[&[("jon", true)]]), [1]);
        put(&db, 1, &[]);
        db.write_blocking(|tx: &mut Tx| text::remove(tx, "person", 2)).unwrap();
        assert_eq!(found(&db, &[&[("jones", false), ("щербина", false)]]), [0i64; 0]);
        db.alone_blocking(|tx: &mut Tx| text::drop(tx, "person")).unwrap();
    }
}

#[test]
fn a_huge_document_is_indexed() {
    for db in databases() {
        db.alone_blocking(|tx: &mut Tx| {
            tx.batch("CREATE TABLE person (id bigint PRIMARY KEY); INSERT INTO person (id) VALUES (1)")?;
            text::create(tx, "person")
        })
        .unwrap();
        db.write_blocking(|tx: &mut Tx| {
            let words: Vec<String> = (0..50_000)
                .map(|number| format!("{number:06}слово{}", "х".repeat(if number == 7 { 5_000 } else { 60 })))
                .collect();
            text::put(tx, "person", 1, words.iter().map(String::as_str))
        })
        .unwrap();
        assert_eq!(found(&db, &[&[("000007", true)]]), [1]);
    }
}

#[test]
fn similar_words_are_found() {
    for db in databases() {
        db.alone_blocking(text::create_vocabulary).unwrap();
        let words = ["shcherbakov", "sherbakov", "smith", "smythe", "щербаков", "щербина", "романов"];
        for _ in 0..2 {
            db.write_blocking(move |tx: &mut Tx| text::vocabulary_add(tx, words)).unwrap();
        }
        let undone: Result<(), Error> = db.write_blocking(|tx: &mut Tx| {
            text::vocabulary_add(tx, ["undone"])?;
            Err(Error::other("no"))
        });
        assert!(undone.is_err());
        db.write_blocking(|tx: &mut Tx| text::vocabulary_add(tx, ["undone"])).unwrap();
        let similar = |word: &'static str| {
            let length = word.chars().count();
            db.read_blocking(move |tx: &mut Tx| text::similar_words(tx, &text::grams(word), length - 2..=length + 2, 3))
                .unwrap()
        };
        assert_eq!(similar("shcerbakov")[..2], ["shcherbakov", "sherbakov"]);
        assert_eq!(similar("щербоков")[0], "щербаков");
        assert_eq!(similar("undome"), ["undone"]);
        assert_eq!(similar("xyzzyqq"), [""; 0]);
        // A savepoint that is undone takes its own words back, not those before it.
        db.write_blocking(|tx: &mut Tx| {
            text::vocabulary_add(tx, ["harbour"])?;
            let undone: Result<(), Error> = tx.savepoint(|tx| {
                text::vocabulary_add(tx, ["lighthouse"])?;
                Err(Error::other("no"))
            });
            assert!(undone.is_err());
            assert_eq!(text::similar_words(tx, &text::grams("harbuor"), 5..=9, 3)?, ["harbour"]);
            Ok::<_, Error>(())
        })
        .unwrap();
        assert_eq!(similar("harbuor"), ["harbour"]);
        assert_eq!(similar("lighthuose"), [""; 0]);
        db.write_blocking(|tx: &mut Tx| text::vocabulary_add(tx, ["lighthouse"])).unwrap();
        assert_eq!(similar("lighthuose"), ["lighthouse"]);
    }
}

#[test]
fn words_are_added_by_many_at_once() {
    for db in databases() {
        db.alone_blocking(text::create_vocabulary).unwrap();
        std::thread::scope(|scope| {
            for thread in 0..4 {
                let db = &db;
                scope.spawn(move || {
                    for round in 0..20 {
                        let words = [format!("common{round}"), format!("own{thread}x{round}"), "everywhere".to_owned()];
                        db.write_blocking(move |tx: &mut Tx| {
                            text::vocabulary_add(tx, words.iter().map(String::as_str))
                        })
                        .unwrap();
                    }
                });
            }
        });
        let count = store::Plan::text("SELECT count(*) FROM fts_word");
        assert_eq!(
            db.read_blocking(move |tx: &mut Tx| tx.query_one(&count, &[], |row| row.int(0))).unwrap(),
            Some(101)
        );
    }
}
