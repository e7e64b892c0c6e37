//! CSV and its relatives.

use std::io::Write;

use documents::sheet::{self, Cell, Fault, Format, Kind, Limits, Options, Row};
use encoding_rs::Encoding;
use proptest::prelude::*;

use crate::shared;

fn rows(bytes: &[u8]) -> Vec<Row> {
    let mut workbook = sheet::open(bytes, "t.csv", Options::default()).unwrap();
    shared::rows(&mut workbook, 0)
}

fn texts(row: &Row) -> Vec<String> {
    row.cells.iter().map(Cell::shown).collect()
}

fn refused(bytes: &[u8]) -> sheet::Error {
    match sheet::open(bytes, "t.csv", Options::default()) {
        Ok(mut workbook) => {
            workbook.rows(0).and_then(|rows| rows.collect::<Result<Vec<_>, _>>()).expect_err("it was read")
        }
        Err(error) => error,
    }
}

#[test]
fn every_delimiter_is_found() {
    for delimiter in [',', ';', '\t', '|'] {
        let text = "name,city,amount\n\"Wolf; Anna | Co, Ltd\",Kyiv,1\nOla,\"a\tb\",2\n";
        let csv = csv_with(text, delimiter);
        let mut workbook = sheet::open(csv.as_slice(), "t", Options::default()).unwrap();
        assert_eq!(workbook.delimiter(), Some(delimiter));
        let rows = shared::rows(&mut workbook, 0);
        assert_eq!(texts(&rows[1]), ["Wolf; Anna | Co, Ltd", "Kyiv", "1"]);
    }
}

/// The same table with another delimiter, written by the crate `csv`.
fn csv_with(text: &str, delimiter: char) -> Vec<u8> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter as u8).from_writer(Vec::new());
    for record in reader.records() {
        writer.write_record(&record.unwrap()).unwrap();
    }
    writer.into_inner().unwrap()
}

#[test]
fn decimal_commas_do_not_pass_for_delimiters() {
    let csv = "Контрагент;Сумма;Скидка\nРомашка;1 284,50;0,5\nЛютик;12,75;1,5\n";
    assert_eq!(texts(&rows(csv.as_bytes())[1]), ["Ромашка", "1 284,50", "0,5"]);
}

#[test]
fn excels_first_line_names_the_delimiter_and_is_no_row() {
    let rows = rows(b"sep=|\na|b,c\n1|2,3\n");
    assert_eq!(rows.len(), 2);
    assert_eq!((rows[0].number, texts(&rows[0])), (2, vec!["a".to_owned(), "b,c".to_owned()]));
}

#[test]
fn every_encoding_is_found() {
    let text = "Название;Город;Телефон\nРомашка, ООО;Нижний Новгород;+7 831 200-30-40\n\
        Щербаков и партнёры;Санкт-Петербург;8-800-555-35-35\nЖёлтый объезд;Мытищи;12\n";
    for label in ["utf-8", "windows-1251", "koi8-r", "ibm866"] {
        let (bytes, ..) = Encoding::for_label(label.as_bytes()).unwrap().encode(text);
        let read = rows(&bytes);
        assert_eq!(texts(&read[2])[0], "Щербаков и партнёры", "{label}");
    }
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(texts(&rows(&utf16)[1])[1], "Нижний Новгород");
    let marked: Vec<u8> = "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect();
    assert_eq!(texts(&rows(&marked)[1])[1], "Нижний Новгород");
    let marked = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
    assert_eq!(texts(&rows(&marked)[0])[0], "Название");

    let ukrainian = "Назва;Місто\nЇжачок і ґава;Київ\nЄдність;Чернігів\n";
    let (bytes, ..) = encoding_rs::WINDOWS_1251.encode(ukrainian);
    assert_eq!(texts(&rows(&bytes)[1]), ["Їжачок і ґава", "Київ"]);
    let western = "name;city\nJürgen Groß;Köln\nFrançois;Besançon\nJosé;Málaga\n";
    let (bytes, ..) = encoding_rs::WINDOWS_1252.encode(western);
    assert_eq!(texts(&rows(&bytes)[1]), ["Jürgen Groß", "Köln"]);
}

#[test]
fn a_late_accent_decides_the_encoding() {
    let mut text = String::from("name,city\n");
    for row in 0..50_000 {
        text.push_str(&format!("Person {row},Springfield\n"));
    }
    text.push_str("Müller,Zürich\n");
    let (bytes, ..) = encoding_rs::WINDOWS_1252.encode(&text);
    assert_eq!(texts(rows(&bytes).last().unwrap()), ["Müller", "Zürich"]);
}

#[test]
fn broken_characters_are_a_fault_of_their_cell() {
    let mut bytes = "name,city\nЇжак,Київ\nЯна,Львів\nJ".as_bytes().to_vec();
    bytes.extend(b"\xFCrgen,Bonn\n");
    let rows = rows(&bytes);
    assert_eq!(rows[3].number, 4);
    assert_eq!(rows[3].cells[0], Cell::Error(Fault::Encoding("J\u{fffd}rgen".to_owned())));
    assert_eq!(rows[3].cells[1], Cell::Text("Bonn".to_owned()));
}

#[test]
fn nul_bytes_are_padding_at_the_end_and_a_fault_inside() {
    let rows = rows(b"name,city,some more text here\nAnna\0\0,Kyiv\nO\0la,Lviv\n");
    assert_eq!(rows[1].cells[0], Cell::Text("Anna".to_owned()));
    assert_eq!(rows[2].cells[0], Cell::Error(Fault::Nul("Ola".to_owned())));
}

#[test]
fn rows_have_the_numbers_a_spreadsheet_shows() {
    let rows = rows(b"a,b\r\n\r\n\"two\r\nlines\",x\r\n,,\r\n5,y\r\n");
    let numbered: Vec<(u64, Vec<String>)> = rows.iter().map(|row| (row.number, texts(row))).collect();
    insta::assert_debug_snapshot!(numbered);
}

#[test]
fn quotes_are_read_leniently() {
    let rows = rows(b"a,b,c\n\"say \"\"hi\"\"\", \"b, b\",5\" pipe\n\"x\"y,\"\",z\n");
    assert_eq!(texts(&rows[1]), ["say \"hi\"", "b, b", "5\" pipe"]);
    assert_eq!(texts(&rows[2]), ["xy", "", "z"]);
}

#[test]
fn an_unclosed_quote_names_where_it_opened() {
    let error = refused(b"a,b\n1,2\n3,\"4\n5,6\n");
    assert!(matches!(error.kind, Kind::UnclosedQuote));
    assert_eq!((error.place.row, error.place.column), (Some(3), Some(1)));
    insta::assert_snapshot!(error, @"In row 3, column B of t.csv a quotation mark opens and nothing closes it. Close it, or double it if it belongs to the text.");
}

#[test]
fn ten_thousand_columns_are_refused() {
    let header: Vec<String> = (0..10_000).map(|column| format!("c{column}")).collect();
    let error = refused(header.join(",").as_bytes());
    insta::assert_snapshot!(error, @"Row 1 of t.csv has 10000 columns; at most 500 are read. Remove the columns you do not need, and check that the delimiter is the right one.");
    // Delimiters with nothing behind them are no columns.
    let trailing = format!("a,b{}\n1,2\n", ",".repeat(5000));
    assert_eq!(rows(trailing.as_bytes()).len(), 2);
}

#[test]
fn a_huge_cell_is_a_fault_and_the_rest_is_read() {
    let csv = format!("a,b\n{},2\n3,4\n", "x".repeat(2 << 20));
    let rows = rows(csv.as_bytes());
    assert_eq!(rows[1].cells[0], Cell::Error(Fault::TooLong(1 << 20)));
    assert_eq!(texts(&rows[2]), ["3", "4"]);
}

#[test]
fn what_is_no_table_is_refused_by_name() {
    let mut report = String::new();
    for bytes in [
        b"".as_slice(),
        b"\n\n  \n",
        b"%PDF-1.7\n",
        b"\x89PNG\r\n\x1a\n\0\0\0",
        b"<!DOCTYPE html><table><tr><td>1",
        b"<?xml version=\"1.0\"?><Workbook>",
        b"{\"a\": 1}",
        b"BEGIN:VCALENDAR\nEND:VCALENDAR\n",
        b"\x01\x02\x03\x04\x05\x00\x00\x00\x10\x11\x12",
        b"PK\x03\x04 cut off",
        b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 cut off",
        b"\x1F\x8B cut off",
    ] {
        report.push_str(&format!("{}\n", refused(bytes)));
    }
    insta::assert_snapshot!(report);
}

#[test]
fn limits_are_kept() {
    let limited = |limits: Limits, bytes: &[u8]| {
        let options = Options { limits, ..Options::default() };
        sheet::open(bytes, "t.csv", options)
            .and_then(|mut workbook| workbook.rows(0)?.collect::<Result<Vec<_>, _>>())
            .unwrap_err()
            .to_string()
    };
    let csv = b"a,b\n1,2\n3,4\n5,6\n";
    insta::assert_snapshot!(limited(Limits { rows: 2, ..Limits::default() }, csv), @"The file t.csv has more than 2 rows. Split it into several files.");
    insta::assert_snapshot!(limited(Limits { file_bytes: 3, ..Limits::default() }, csv), @"The file t.csv has 1 MB; at most 1 MB are read. Split it into several files, or ask the administrator to raise the limit.");
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..2000 {
        packed.write_all(&[b'a'; 1024]).unwrap();
    }
    let packed = packed.finish().unwrap();
    assert!(packed.len() < 10_000);
    insta::assert_snapshot!(limited(Limits { unpacked_bytes: 1 << 20, ..Limits::default() }, &packed), @"The file t.csv unpacks to far more than it holds, or to more than 1 MB. Save the sheet you need as CSV and choose that file.");
}

/// An import reads on a thread of its own.
#[test]
fn a_workbook_may_go_to_another_thread() {
    fn may_go<T: Send>() {}
    may_go::<sheet::Workbook>();
    may_go::<sheet::Rows<'_>>();
    may_go::<sheet::Error>();
}

#[test]
fn reading_resumes_at_a_row() {
    let mut csv = String::from("id,text\n");
    for row in 0..1000 {
        csv.push_str(&format!("{row},\"a\nb\"\n"));
    }
    let mut workbook = sheet::open(csv.as_bytes(), "t.csv", Options::default()).unwrap();
    let all = shared::rows(&mut workbook, 0);
    let from: Vec<Row> = workbook.rows_from(0, 500).unwrap().map(Result::unwrap).collect();
    assert_eq!(from[0].number, 500);
    assert_eq!(from, all[499..]);
}

#[test]
fn equal_names_are_names_and_the_only_row_below_is_data() {
    let found = |text: &str| {
        let mut workbook = documents::sheet::open(text.as_bytes(), "a.csv", Default::default()).unwrap();
        let header = workbook.header(0).unwrap();
        let names: Vec<String> = header.columns.iter().map(|column| column.name.clone()).collect();
        (header.row, header.first_data_row, names.join(","))
    };
    assert_eq!(found("Name,Name\nAcme,Volta\n"), (Some(1), 2, "Name,Name (2)".into()));
    assert_eq!(found("Name,Name\nAcme,Volta\nBeta,Riga\n"), (Some(1), 2, "Name,Name (2)".into()));
    assert_eq!(found("Name,Phone,Phone,Name\nAcme,1,2,Volta\n").0, Some(1));
    // Three columns of one name leave it open: nothing is taken for names that may be data.
    assert_eq!(found("Name,Name,Name\nAcme,Volta,Riga\n"), (None, 1, "A,B,C".into()));
    // Data that repeats itself is no row of names, and below a title a lone row of names is one.
    assert_eq!(found("yes,yes\nyes,no\n").2, "A,B");
    assert_eq!(found("Customers\nName,City,Phone\n").0, Some(2));
}

#[test]
fn the_header_is_found_below_a_title() {
    let csv = "Отчёт по клиентам;;\n;;\nНазвание;Телефон;Телефон;\nРомашка;1;2;3\n";
    let mut workbook = sheet::open(csv.as_bytes(), "t.csv", Options::default()).unwrap();
    let header = workbook.header(0).unwrap();
    assert_eq!((header.row, header.first_data_row), (Some(3), 4));
    let names: Vec<&str> = header.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["Название", "Телефон", "Телефон (2)", "D"]);

    let csv = "anna@example.org;2020-01-01;5\nola@example.org;2020-01-02;6\n";
    let mut workbook = sheet::open(csv.as_bytes(), "t.csv", Options::default()).unwrap();
    assert_eq!(workbook.header(0).unwrap().row, None);
    assert_eq!(workbook.header(0).unwrap().first_data_row, 1);
    assert_eq!(workbook.header_at(0, Some(1)).unwrap().first_data_row, 2);
}

#[test]
fn northwind_is_read_to_the_cent() {
    let Some(folder) = shared::folder("northwind") else {
        return;
    };
    let mut counts = Vec::new();
    for file in shared::files(&folder) {
        if file.extension().is_none_or(|extension| extension != "csv") {
            continue;
        }
        let mut workbook = shared::open(&file).unwrap();
        let header = workbook.header(0).unwrap();
        assert_eq!(header.row, Some(1), "{}", file.display());
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        counts.push((name, shared::rows(&mut workbook, 0).len() - 1, header.columns.len()));
    }
    insta::assert_debug_snapshot!(counts);

    let mut details = shared::open(&folder.join("order_details.csv")).unwrap();
    let revenue: f64 = shared::rows(&mut details, 0)[1..]
        .iter()
        .map(|row| {
            let number = |column| row.cell(column).shown().parse::<f64>().unwrap();
            number(2) * number(3) * (1.0 - number(4))
        })
        .sum();
    assert_eq!(format!("{revenue:.2}"), "1265793.04");
}

#[test]
fn the_pipeline_gives_its_won_value() {
    let Some(folder) = shared::folder("crm-sales-opportunities") else {
        return;
    };
    let mut pipeline = shared::open(&folder.join("sales_pipeline.csv")).unwrap();
    let rows = shared::rows(&mut pipeline, 0);
    assert_eq!(rows.len(), 8801);
    let won = rows[1..].iter().filter(|row| row.cell(4).shown() == "Won");
    let value: i64 = won.map(|row| row.cell(7).shown().parse::<i64>().unwrap()).sum();
    assert_eq!(value, 10_005_534);
}

#[test]
fn a_packed_table_is_read() {
    let Some(folder) = shared::folder("companies-gleif") else {
        return;
    };
    let mut workbook = shared::open(&folder.join("companies.csv.gz")).unwrap();
    assert_eq!(workbook.format(), Format::Text);
    assert_eq!(workbook.encoding(), Some("UTF-8"));
    let mut beyond_ascii = 0;
    let mut count = 0;
    for row in workbook.rows_from(0, 2).unwrap() {
        let row = row.unwrap();
        assert_eq!(row.cells.len(), 5);
        beyond_ascii += u32::from(!row.cell(1).shown().is_ascii());
        count += 1;
    }
    assert_eq!((count, beyond_ascii), (35_155, 1_932));
}

/// A cell of nothing but blanks is empty.
fn blank(cell: &str) -> String {
    match cell.trim().is_empty() {
        true => String::new(),
        false => cell.to_owned(),
    }
}

proptest! {
    /// What the crate `csv` writes is read here as it was.
    #[test]
    fn written_tables_are_read_back(
        table in prop::collection::vec(prop::collection::vec("[a-zA-Zа-яё0-9 ,;\"\n.]{0,12}", 3), 1..8),
        delimiter in prop::sample::select(vec![b',', b';', b'\t', b'|']),
    ) {
        let mut writer = csv::WriterBuilder::new()
            .delimiter(delimiter)
            .quote_style(csv::QuoteStyle::NonNumeric)
            .from_writer(Vec::new());
        for row in &table {
            writer.write_record(row).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        let options = Options {
            delimiter: Some(char::from(delimiter)),
            encoding: Some("utf-8".to_owned()),
            ..Options::default()
        };
        let expected: Vec<(u64, Vec<String>)> = table
            .iter()
            .enumerate()
            .filter(|(_, row)| row.iter().any(|cell| !cell.trim().is_empty()))
            .map(|(index, row)| (index as u64 + 1, row.iter().map(|cell| blank(cell)).collect()))
            .collect();
        match sheet::open(bytes.as_slice(), "t.csv", options) {
            Ok(mut workbook) => {
                let read = shared::rows(&mut workbook, 0);
                let read: Vec<(u64, Vec<String>)> = read.iter().map(|row| (row.number, texts(row))).collect();
                prop_assert_eq!(read, expected);
            }
            Err(error) => prop_assert!(expected.is_empty(), "{}", error),
        }
    }
}
