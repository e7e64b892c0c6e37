//! Damaged and hostile files: an error or the rows, never a panic, never without end.

use std::io::{Cursor, Read, Write};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use documents::sheet::{self, Kind, Limits, Options};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use zip::ZipArchive;
use zip::write::{SimpleFileOptions, ZipWriter};

use crate::shared;

/// Reads everything a file gives, and says how many rows that was.
fn read(bytes: &[u8]) -> Result<usize, sheet::Error> {
    let mut workbook = sheet::open(bytes, "damaged", Options::default())?;
    let mut count = 0;
    for sheet in 0..workbook.sheets().len() {
        workbook.header(sheet)?;
        for row in workbook.rows(sheet)? {
            row?;
            count += 1;
        }
    }
    Ok(count)
}

fn originals() -> Option<Vec<PathBuf>> {
    let mut files = shared::files(&shared::folder("spreadsheets/calamine")?);
    files.extend(shared::files(&shared::folder("vcard-ical/vcf/real-clients")?));
    files.extend(shared::files(&shared::folder("vcard-ical/vcf/calcard")?));
    files.retain(|file| file.metadata().unwrap().len() < 60_000);
    Some(files)
}

/// Enough to be worth it; `PROPTEST_CASES` asks for more.
fn cases() -> Config {
    let usual = Config::default();
    Config { cases: usual.cases.max(500), ..usual }
}

fn in_time(bytes: &[u8], what: &str) {
    let started = Instant::now();
    let _ = read(bytes);
    assert!(started.elapsed() < Duration::from_secs(5), "{what} took {:?}", started.elapsed());
}

#[test]
fn cut_off_files_are_read_or_refused() {
    for file in originals().unwrap_or_default() {
        let bytes = std::fs::read(&file).unwrap();
        for part in 1..8 {
            in_time(&bytes[..bytes.len() * part / 8], &file.display().to_string());
        }
    }
}

#[test]
fn flipped_bytes_are_read_or_refused() {
    let Some(files) = originals() else {
        return;
    };
    let contents: Vec<Vec<u8>> = files.iter().map(|file| std::fs::read(file).unwrap()).collect();
    let mut runner = TestRunner::new(cases());
    let flips = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12);
    runner
        .run(&(0..files.len(), flips), |(file, flips)| {
            let mut bytes = contents[file].clone();
            for (at, byte) in flips {
                if !bytes.is_empty() {
                    let at = at.index(bytes.len());
                    bytes[at] = byte;
                }
            }
            in_time(&bytes, &files[file].display().to_string());
            Ok(())
        })
        .unwrap();
}

/// Checksums hide most of what a flipped byte in an archive would do; here the member is changed
/// and the archive made whole again.
#[test]
fn changed_members_are_read_or_refused() {
    let Some(mut files) = originals() else {
        return;
    };
    files.retain(|file| std::fs::read(file).unwrap().starts_with(b"PK"));
    let members: Vec<Vec<(String, Vec<u8>)>> =
        files.iter().filter_map(|file| unpack(&std::fs::read(file).unwrap())).collect();
    let mut runner = TestRunner::new(cases());
    let change = (any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<prop::sample::Index>());
    let bytes = prop::collection::vec(any::<u8>(), 0..6);
    runner
        .run(&(0..members.len(), change, bytes, any::<bool>()), |(file, change, bytes, cut)| {
            let mut members = members[file].clone();
            let member = change.0.index(members.len());
            let (name, content) = &mut members[member];
            let name = name.clone();
            if !content.is_empty() {
                let at = change.1.index(content.len());
                match cut {
                    true => content.truncate(at),
                    false => {
                        let end = (at + change.2.index(20)).min(content.len());
                        content.splice(at..end, bytes);
                    }
                }
            }
            in_time(&pack(&members), &name);
            Ok(())
        })
        .unwrap();
}

#[test]
fn any_bytes_are_read_or_refused() {
    let mut runner = TestRunner::new(cases());
    let start = prop::sample::select(vec!["", "BEGIN:VCARD\n", "a,b\n", "\u{feff}", "PK\u{3}\u{4}", "sep=;\n"]);
    let marks = prop::sample::select(vec![b',', b';', b'"', b'\n', b'\r', b'\t', b':', b'a', 0, 0xC3, 0xFF]);
    let bytes = prop::collection::vec(prop_oneof![marks, any::<u8>()], 0..200);
    runner
        .run(&(start, bytes), |(start, bytes)| {
            in_time(&[start.as_bytes(), &bytes].concat(), "any bytes");
            Ok(())
        })
        .unwrap();
}

fn unpack(bytes: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut members = Vec::new();
    for index in 0..archive.len() {
        let mut member = archive.by_index(index).ok()?;
        let mut content = Vec::new();
        member.read_to_end(&mut content).ok()?;
        members.push((member.name().ok()?.into_owned(), content));
    }
    Some(members)
}

fn pack(members: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in members {
        archive.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
        archive.write_all(content).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// A small workbook with one sheet of this content.
fn workbook(sheet: &[u8], strings: &str) -> Vec<u8> {
    let member = |name: &str, content: &str| (name.to_owned(), content.as_bytes().to_vec());
    let relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    pack(&[
        member(
            "[Content_Types].xml",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>",
        ),
        member(
            "_rels/.rels",
            &format!(
                "<Relationships><Relationship Id=\"a\" Type=\"{relation}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        member(
            "xl/workbook.xml",
            &format!(
                "<workbook xmlns:r=\"{relation}\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"b\"/></sheets></workbook>"
            ),
        ),
        member(
            "xl/_rels/workbook.xml.rels",
            &format!(
                "<Relationships><Relationship Id=\"b\" Type=\"{relation}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
        ),
        member("xl/sharedStrings.xml", strings),
        ("xl/worksheets/sheet1.xml".to_owned(), sheet.to_vec()),
    ])
}

const STRINGS: &str = "<sst count=\"1\" uniqueCount=\"1\"><si><t>a</t></si></sst>";

#[test]
fn a_zip_bomb_is_refused() {
    let whole =
        workbook(b"<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData></worksheet>", STRINGS);
    assert_eq!(read(&whole).unwrap(), 1);
    let mut sheet = b"<worksheet><sheetData>".to_vec();
    sheet.resize(64 << 20, b' ');
    let bomb = workbook(&sheet, STRINGS);
    assert!(bomb.len() < 200_000);
    let error = read(&bomb).unwrap_err();
    insta::assert_snapshot!(error, @"The file damaged unpacks to far more than it holds, or to more than 1024 MB. Save the sheet you need as CSV and choose that file.");
    // Below the suspicion the limit itself counts.
    let limits = Limits { unpacked_bytes: 100, ..Limits::default() };
    let options = Options { limits, ..Options::default() };
    let error = sheet::open(whole.as_slice(), "small", options).err().unwrap();
    assert!(matches!(error.kind, Kind::UnpacksTooBig { .. }));
}

#[test]
fn promised_strings_that_are_not_there_are_refused() {
    for count in ["999999999999", "18446744073709551615", "400000000"] {
        let strings = STRINGS.replace("uniqueCount=\"1\"", &format!("uniqueCount=\"{count}\""));
        let error = read(&workbook(b"<worksheet><sheetData></sheetData></worksheet>", &strings)).unwrap_err();
        assert!(matches!(error.kind, Kind::Damaged(_)), "{error}");
    }
}

#[test]
fn a_promise_hidden_behind_another_is_found() {
    for strings in [
        "<!-- <sst uniqueCount=\"1\"> --><sst count=\"1\" uniqueCount = '400000000'><si><t>a</t></si></sst>".to_owned(),
        format!("<!-- {} --><sst uniqueCount=\"400000000\"></sst>", "x".repeat(100_000)),
    ] {
        let error = read(&workbook(b"<worksheet><sheetData></sheetData></worksheet>", &strings)).unwrap_err();
        assert!(matches!(error.kind, Kind::Damaged(_)), "{error}");
    }
}

/// One long text in the file, hundreds of cells that show it.
#[test]
fn a_text_shared_by_many_cells_does_not_fill_the_memory() {
    let strings = format!("<sst uniqueCount=\"1\"><si><t>{}</t></si></sst>", "x".repeat(900_000));
    let cells: String =
        (0..400).map(|column| format!("<c r=\"{}1\" t=\"s\"><v>0</v></c>", sheet::letters(column))).collect();
    let sheet = format!("<worksheet><sheetData><row r=\"1\">{cells}</row></sheetData></worksheet>");
    let error = read(&workbook(sheet.as_bytes(), &strings)).unwrap_err();
    insta::assert_snapshot!(error, @"Row 1 of damaged › S holds more than 8 MB of text. Shorten its cells, or attach the texts as files.");
}

fn ods(rows: &str) -> Vec<u8> {
    let kind = "application/vnd.oasis.opendocument.spreadsheet";
    let content = format!(
        "<office:document-content><office:body><office:spreadsheet><table:table table:name=\"S\">{rows}\
        </table:table></office:spreadsheet></office:body></office:document-content>"
    );
    pack(&[("mimetype".to_owned(), kind.as_bytes().to_vec()), ("content.xml".to_owned(), content.into_bytes())])
}

fn ods_row(repeated: u64, cells: &str) -> String {
    format!("<table:table-row table:number-rows-repeated=\"{repeated}\">{cells}</table:table-row>")
}

fn ods_cell(repeated: u64, text: &str) -> String {
    format!(
        "<table:table-cell office:value-type=\"string\" table:number-columns-repeated=\"{repeated}\">\
        <text:p>{text}</text:p></table:table-cell>"
    )
}

#[test]
fn repeated_rows_and_cells_are_bounded() {
    let long = "x".repeat(900_000);
    let wide = ods(&ods_row(1, &ods_cell(400, &long)));
    assert!(matches!(read(&wide).unwrap_err().kind, Kind::RowTooBig { .. }));
    let tall = ods(&ods_row(1_000_000, &ods_cell(1, &long)));
    let error = read(&tall).unwrap_err();
    assert!(matches!(error.kind, Kind::UnpacksTooBig { .. }), "{error}");
    let limits = Limits { rows: 1000, ..Limits::default() };
    let endless = ods(&ods_row(99_999_999, &ods_cell(1, "a")));
    let mut workbook = sheet::open(endless, "endless", Options { limits, ..Options::default() }).unwrap();
    let error = workbook.rows(0).unwrap().find_map(Result::err).unwrap();
    assert!(matches!(error.kind, Kind::TooManyRows { .. }), "{error}");
    // Empty repetitions at the end, which every program writes, are nothing.
    let empty = "<table:table-cell table:number-columns-repeated=\"16383\"/>";
    let cells = format!("{}{empty}", ods_cell(1, "a &amp; b<text:s text:c=\"2\"/>c"));
    let usual = ods(&format!("{}{}", ods_row(1, &cells), ods_row(1_048_575, empty)));
    let mut workbook = sheet::open(usual, "usual", Options::default()).unwrap();
    let rows = shared::rows(&mut workbook, 0);
    assert_eq!((rows.len(), rows[0].cells.len()), (1, 1));
    assert_eq!(rows[0].cell(0).shown(), "a & b  c");
}

/// An old workbook with some of its records changed.
fn changed_xls(change: impl Fn(u16, &mut [u8])) -> Option<Vec<u8>> {
    let file = shared::folder("spreadsheets/calamine")?.join("xls_formula.xls");
    let mut compound = cfb::CompoundFile::open(Cursor::new(std::fs::read(file).unwrap())).unwrap();
    let mut records = Vec::new();
    compound.open_stream("/Workbook").unwrap().read_to_end(&mut records).unwrap();
    let mut at = 0;
    while at + 4 <= records.len() {
        let kind = u16::from_le_bytes([records[at], records[at + 1]]);
        let length = usize::from(u16::from_le_bytes([records[at + 2], records[at + 3]]));
        change(kind, &mut records[at + 4..at + 4 + length]);
        at += 4 + length;
    }
    compound.create_stream("/Workbook").unwrap().write_all(&records).unwrap();
    compound.flush().unwrap();
    Some(compound.into_inner().into_inner())
}

#[test]
fn an_old_workbook_cannot_reserve_the_memory() {
    // A promise of four thousand million rows.
    let Some(promise) = changed_xls(|kind, data| {
        if kind == 0x0200 {
            data[4..8].fill(0xFF);
            data[10..12].fill(0xFF);
        }
    }) else {
        return;
    };
    assert_eq!(read(&promise).unwrap(), 5);
    // A cell far to the right would make a block of everything between it and A1.
    let far = changed_xls(|kind, data| {
        if matches!(kind, 0x0203 | 0x0006 | 0x027E | 0x00FD | 0x0205) {
            data[2..4].fill(0xFF);
        }
    });
    let error = read(&far.unwrap()).unwrap_err();
    assert!(matches!(error.kind, Kind::TooManyColumns { .. }), "{error}");
    // A sheet that begins in the middle of a record.
    let astray = changed_xls(|kind, data| {
        if kind == 0x0085 {
            data[0] = data[0].wrapping_add(2);
        }
    });
    assert!(matches!(read(&astray.unwrap()).unwrap_err().kind, Kind::Damaged(_)));
}

#[test]
fn too_many_columns_of_a_spreadsheet_are_refused_with_their_place() {
    let sheet = b"<worksheet><sheetData><row r=\"7\"><c r=\"A7\"><v>1</v></c><c r=\"ZZ7\"><v>1</v></c></row></sheetData></worksheet>";
    let error = read(&workbook(sheet, STRINGS)).unwrap_err();
    insta::assert_snapshot!(error, @"Row 7 of damaged › S has 702 columns; at most 500 are read. Remove the columns you do not need, and check that the delimiter is the right one.");
}
