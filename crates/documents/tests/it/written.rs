//! Tables that were written, read again.

use documents::sheet::{self, Cell, Format, Options};
use documents::value::{Habits, Kind, read};
use documents::write::{CellOut, Column, Csv, CsvOptions, Writer, Xlsx, XlsxOptions};
use jiff::SignedDuration;
use jiff::civil::date;
use proptest::prelude::*;

use crate::shared;

fn columns() -> Vec<Column> {
    vec![
        Column::new("Name", Kind::Text),
        Column::new("Amount", Kind::Money),
        Column::new("Share", Kind::Percent),
        Column::new("Won", Kind::Bool),
        Column::new("Day", Kind::Date),
        Column::new("Moment", Kind::DateTime),
        Column::new("Length", Kind::Duration),
        Column::new("Count", Kind::Number),
    ]
}

fn number(text: &str) -> feel::Number {
    feel::Number::parse(text).unwrap()
}

fn row(name: &str) -> Vec<CellOut> {
    vec![
        CellOut::from(name),
        CellOut::Money { amount: number("1284500.5"), currency: "EUR".to_owned() },
        CellOut::Percent(number("12.5")),
        CellOut::Bool(true),
        CellOut::Date(date(2026, 11, 28)),
        CellOut::DateTime(date(2026, 11, 28).at(14, 30, 5, 0)),
        CellOut::Duration(SignedDuration::from_mins(90)),
        CellOut::Number(number("-0.001")),
    ]
}

#[test]
fn a_csv_is_written_as_spreadsheets_want_it() {
    let mut file = Vec::new();
    let mut csv = Csv::start(&mut file, &columns(), CsvOptions::default()).unwrap();
    for name in ["Anna \"A\" Wolf", "=cmd|' /C calc'!A0", "two\nlines", "+380 44 123 45 67", ""] {
        csv.row(&row(name)).unwrap();
    }
    csv.row(&[]).unwrap();
    Box::new(csv).finish().unwrap();
    insta::assert_snapshot!(String::from_utf8(file).unwrap().replace('\r', "␍").replace('\u{feff}', "BOM"));
}

fn xlsx(columns: &[Column], rows: &[Vec<CellOut>], options: XlsxOptions) -> Vec<u8> {
    let mut file = Vec::new();
    let mut xlsx = Xlsx::start(&mut file, columns, options).unwrap();
    for row in rows {
        xlsx.row(row).unwrap();
    }
    Box::new(xlsx).finish().unwrap();
    file
}

#[test]
fn an_xlsx_is_read_back_with_its_types() {
    let names = ["Anna", "=1+1", "two\nlines", "a\u{1}b", " blank ", "Їжак 🦔"];
    let rows: Vec<Vec<CellOut>> = names.iter().map(|name| row(name)).collect();
    let file = xlsx(&columns(), &rows, XlsxOptions { sheet: "Deals: won/lost".to_owned(), ..XlsxOptions::default() });
    let mut workbook = sheet::open(file, "t.xlsx", Options::default()).unwrap();
    assert_eq!(workbook.format(), Format::Xlsx);
    assert_eq!(workbook.sheets()[0].name, "Deals  won lost");
    let header = workbook.header(0).unwrap();
    assert_eq!(header.row, Some(1));
    let read = shared::rows(&mut workbook, 0);
    assert_eq!(
        read[1].cells,
        [
            Cell::Text("Anna".to_owned()),
            Cell::Number(1284500.5),
            Cell::Percent(12.5),
            Cell::Bool(true),
            Cell::Date(date(2026, 11, 28)),
            Cell::DateTime(date(2026, 11, 28).at(14, 30, 5, 0)),
            Cell::Duration(SignedDuration::from_mins(90)),
            Cell::Number(-0.001),
        ]
    );
    for (row, name) in read[1..].iter().zip(names) {
        assert_eq!(row.cell(0).shown(), name);
    }
}

#[test]
fn a_full_sheet_is_followed_by_another() {
    let columns = [Column::new("N", Kind::Number)];
    let rows: Vec<Vec<CellOut>> =
        (0..25).map(|count| vec![CellOut::Number(feel::Number::from(count as i64))]).collect();
    let file = xlsx(&columns, &rows, XlsxOptions { sheet: "All".to_owned(), rows: 11 });
    let mut workbook = sheet::open(file, "t.xlsx", Options::default()).unwrap();
    let counts: Vec<(String, usize)> = (0..workbook.sheets().len())
        .map(|sheet| (workbook.sheets()[sheet].name.clone(), shared::rows(&mut workbook, sheet).len()))
        .collect();
    assert_eq!(counts, [("All".to_owned(), 11), ("All (2)".to_owned(), 11), ("All (3)".to_owned(), 6)]);
}

#[test]
fn what_a_cell_cannot_hold_is_cut_and_long_numbers_stay_whole() {
    let columns = [Column::new("T", Kind::Text), Column::new("N", Kind::Number)];
    let long = "я".repeat(40_000);
    let rows = vec![vec![CellOut::from(long.as_str()), CellOut::Number(number("12345678901234567890.25"))]];
    let file = xlsx(&columns, &rows, XlsxOptions::default());
    let mut workbook = sheet::open(file, "t.xlsx", Options::default()).unwrap();
    let read = shared::rows(&mut workbook, 0);
    assert_eq!(read[1].cell(0).shown().chars().count(), 32_767);
    assert_eq!(read[1].cell(1).shown(), "12345678901234567890.25");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Whatever a text is, a CSV brings it back, guarded or not.
    #[test]
    fn texts_survive_a_csv(texts in prop::collection::vec("[=+@'\"a-c0-9 ,;\n\t(-]{0,8}", 1..6), delimiter in prop::sample::select(vec![',', ';', '\t'])) {
        let columns = [Column::new("Kept", Kind::Text), Column::new("Text", Kind::Text)];
        let mut file = Vec::new();
        let options = CsvOptions { delimiter, ..CsvOptions::default() };
        let mut csv = Csv::start(&mut file, &columns, options).unwrap();
        for text in &texts {
            csv.row(&[CellOut::from("x"), CellOut::from(text.as_str())]).unwrap();
        }
        Box::new(csv).finish().unwrap();
        let options = Options { delimiter: Some(delimiter), ..Options::default() };
        let mut workbook = sheet::open(file, "t.csv", options).unwrap();
        let read: Vec<String> = shared::rows(&mut workbook, 0)[1..].iter().map(|row| row.cell(1).shown()).collect();
        let kept = |text: &String| if text.trim().is_empty() { String::new() } else { text.clone() };
        prop_assert_eq!(read, texts.iter().map(kept).collect::<Vec<_>>());
    }

    /// Whatever a cell holds, reading it as a value does not panic.
    #[test]
    fn any_text_is_a_value_or_a_message(text in "\\PC{0,40}|[0-9.,:/ TZ+-]{0,20}") {
        for kind in [Kind::Text, Kind::Integer, Kind::Number, Kind::Money, Kind::Percent, Kind::Bool, Kind::Date, Kind::DateTime, Kind::Duration, Kind::Email, Kind::Phone, Kind::Web] {
            if let Err(message) = read(&Cell::Text(text.clone()), kind, &Habits::default()) {
                prop_assert!(message.in_english() != message.id);
            }
            Habits::of(&[Cell::Text(text.clone())], kind, &Habits::default());
        }
    }
}
