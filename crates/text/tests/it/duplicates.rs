//! Duplicates in the FEBRL files, which know what is the same.

use std::collections::{HashMap, HashSet};
use std::io::Read;
use std::time::Instant;

use text::likeness::{self, Card, Field, Kind, Profile};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/duplicates");

/// Records by column name; `rec_id` tells the truth and is not compared.
struct Sheet {
    columns: Vec<String>,
    rows: Vec<csv::StringRecord>,
}

impl Sheet {
    fn read(file: &str) -> Option<Sheet> {
        let packed = std::fs::File::open(format!("{FOLDER}/{file}")).ok()?;
        let mut text = String::new();
        flate2::read::GzDecoder::new(packed).read_to_string(&mut text).unwrap();
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        let columns = reader.headers().unwrap().iter().map(str::to_owned).collect();
        Some(Sheet { columns, rows: reader.records().map(Result::unwrap).collect() })
    }

    fn value(&self, row: usize, column: &str) -> Option<&str> {
        let at = self.columns.iter().position(|name| name == column)?;
        self.rows[row].get(at)
    }

    /// The person a row means: `rec-12-org` and `rec-12-dup-3` are 12.
    fn person(&self, row: usize) -> &str {
        self.value(row, "rec_id").unwrap().split('-').nth(1).unwrap()
    }
}

fn people() -> Profile {
    Profile::new(vec![
        Field::new("given_name", Kind::PersonName),
        Field::new("surname", Kind::Surname),
        Field::new("street_number", Kind::Number),
        Field::new("address_1", Kind::Address),
        Field::new("address_2", Kind::Address),
        Field::new("suburb", Kind::Text),
        Field::new("postcode", Kind::PostalCode),
        Field::new("state", Kind::Text).weighing(1.5, 0.5),
        Field::new("date_of_birth", Kind::Date),
    ])
}

type Pair = (usize, usize);

fn candidates(profile: &Profile, cards: &[Card]) -> HashSet<Pair> {
    let mut blocks: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, card) in cards.iter().enumerate() {
        for key in likeness::blocking_keys(profile, card) {
            blocks.entry(key).or_default().push(at);
        }
    }
    let mut pairs = HashSet::new();
    for block in blocks.values() {
        for (at, left) in block.iter().enumerate() {
            pairs.extend(block[at + 1..].iter().map(|right| (*left, *right)));
        }
    }
    pairs
}

fn truth(sheet: &Sheet) -> HashSet<Pair> {
    let mut persons: HashMap<&str, Vec<usize>> = HashMap::new();
    for row in 0..sheet.rows.len() {
        persons.entry(sheet.person(row)).or_default().push(row);
    }
    let pairs_of = |rows: &Vec<usize>| {
        let rows = rows.clone();
        (0..rows.len()).flat_map(move |at| {
            let rows = rows.clone();
            (at + 1..rows.len()).map(move |other| (rows[at], rows[other]))
        })
    };
    persons.values().flat_map(pairs_of).collect()
}

/// Finds the pairs of a file, prints how well, and returns F1.
fn f1(file: &str) -> Option<f64> {
    let Some(sheet) = Sheet::read(file) else {
        eprintln!("skipped: {file} is not here");
        return None;
    };
    let profile = people();
    let begun = Instant::now();
    let cards: Vec<Card> =
        (0..sheet.rows.len()).map(|row| Card::new(&profile, |column| sheet.value(row, column))).collect();
    let candidates = candidates(&profile, &cards);
    let blocked = begun.elapsed();
    let found: HashSet<Pair> = candidates
        .iter()
        .filter(|(left, right)| likeness::compare(&profile, &cards[*left], &cards[*right]).score >= likeness::LIKELY)
        .copied()
        .collect();
    let compared = begun.elapsed();
    for (left, right) in &candidates {
        let there = likeness::compare(&profile, &cards[*left], &cards[*right]);
        let back = likeness::compare(&profile, &cards[*right], &cards[*left]);
        assert_eq!(there.score, back.score, "symmetric");
    }
    let truth = truth(&sheet);
    let right = found.intersection(&truth).count() as f64;
    let (precision, recall) = (right / found.len() as f64, right / truth.len() as f64);
    let f1 = 2.0 * precision * recall / (precision + recall);
    let reached = candidates.intersection(&truth).count() as f64 / truth.len() as f64;
    println!(
        "{file}: precision {precision:.4}, recall {recall:.4}, F1 {f1:.4}; {} rows, {} candidates ({reached:.4} of the pairs), \
         blocks {blocked:.0?}, all {compared:.0?}",
        sheet.rows.len(),
        candidates.len(),
    );
    if std::env::var_os("SHOW_ERRORS").is_some() {
        show_errors(&sheet, &profile, &cards, &found, &truth);
    }
    // Blocks stay small, or comparing would not be near-linear.
    assert!(candidates.len() < 20 * sheet.rows.len(), "{} candidates", candidates.len());
    Some(f1)
}

/// Prints missed and wrong pairs, for whoever tunes the weights.
fn show_errors(sheet: &Sheet, profile: &Profile, cards: &[Card], found: &HashSet<Pair>, truth: &HashSet<Pair>) {
    for (label, pairs) in [("missed", truth.difference(found)), ("wrong", found.difference(truth))] {
        for (left, right) in pairs.take(40) {
            let score = likeness::compare(profile, &cards[*left], &cards[*right]).score;
            println!(
                "{label} {score:.3}\n   {:?}\n   {:?}",
                sheet.rows[*left].as_slice(),
                sheet.rows[*right].as_slice()
            );
        }
    }
}

#[test]
fn febrl_1_is_found() {
    if let Some(f1) = f1("febrl_dataset1.csv.gz") {
        assert!(f1 >= 0.97, "{f1}");
    }
}

#[test]
fn febrl_3_is_found() {
    if let Some(f1) = f1("febrl_dataset3.csv.gz") {
        assert!(f1 >= 0.95, "{f1}");
    }
}
