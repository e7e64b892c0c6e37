//! Files as people have them by mistake, through the door of the import: told what is wrong and what to do.

use std::io::{Cursor, Write};

use documents::import::{Error, Options, import_file};
use documents::sheet;
use zip::write::SimpleFileOptions;

use crate::house::{House, boss, houses, matching};
use crate::shared;

/// What the import says of a file under a name.
fn refused(house: &House, bytes: &[u8], name: &str, options: &Options) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    match import_file(&house.records, &boss(), "companies", &path, options, &|_, _| Ok(())) {
        Ok(report) => panic!("{name} was taken: {:?}", report.counts),
        Err(Error::Sheet(error)) => {
            ["en", "ru", "uk"].map(|language| error.message().text(language)).into_iter().collect()
        }
        Err(Error::Plan(found)) => ["en", "ru", "uk"].map(|language| found[0].text(language)).into_iter().collect(),
        Err(error) => vec![error.to_string()],
    }
}

#[test]
fn what_is_no_import_is_refused_in_each_language() {
    for house in houses() {
        let wide: String = (0..10_000).map(|column| format!("c{column},")).collect();
        let semicolons = Options {
            reading: sheet::Options { delimiter: Some(';'), ..sheet::Options::default() },
            ..Options::default()
        };
        let usual = Options::default();
        let small = sheet::Limits { file_bytes: 1_000_000, ..sheet::Limits::default() };
        let small = Options { reading: sheet::Options { limits: small, ..sheet::Options::default() }, ..usual.clone() };
        let mut told = Vec::new();
        for (bytes, name, options) in [
            (&b""[..], "empty.csv", &usual),
            (b"\n\n \n", "blank.csv", &usual),
            (b"Name,Website\n", "names.csv", &usual),
            (wide.as_bytes(), "wide.csv", &usual),
            (b"Name,Website\nAcme,acme.example\n", "comma.csv", &semicolons),
            (b"PK\x03\x04 no archive", "damaged.xlsx", &usual),
            (&vec![b'a'; 3_000_000], "large.csv", &small),
            (b"Name\n\"Acme\nBorealis\n", "quote.csv", &usual),
        ] {
            let texts = refused(&house, bytes, name, options);
            assert!(texts.len() == 3 && texts[1] != texts[0] && texts[2] != texts[1], "{texts:?}");
            told.push(format!("{name}: {}", texts[0]));
        }
        insta::allow_duplicates! {
            insta::assert_snapshot!(told.join("\n"));
        }
        assert_eq!(house.count("base.company", ""), 0);
    }
}

#[test]
fn columns_of_one_name_are_told_apart() {
    for house in houses() {
        let report = house.import("companies", "Name,Name,Website\nAcme,Other,acme.example\n", &matching(&["name"]));
        assert_eq!((report.counts.created, report.counts.refused), (1, 0), "{:?}", report.refusals);
        assert_eq!(house.rows("base.company", "", &["name"])[0][0], "Acme".into());
    }
}

#[test]
fn broken_characters_and_formulas_harm_their_row_alone() {
    for house in houses() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("broken.csv");
        let bytes = b"Name,Website\nAcme \xD0\xB0,acme.example\nBro\0ken,b.example\n=cmd|'/c calc'!A1,c.example\n";
        std::fs::write(&path, bytes).unwrap();
        let report =
            import_file(&house.records, &boss(), "companies", &path, &Options::default(), &|_, _| Ok(())).unwrap();
        assert_eq!((report.counts.created, report.counts.refused), (2, 1), "{:?}", report.refusals);
        assert_eq!(report.refusals[0].row, 3);
        assert!(report.refusals[0].problems[0].text("ru").starts_with("Name: "));
        // Written again the formula is a text.
        let out = folder.path().join("out.csv");
        let query = records::Query { action: access::Action::Export, ..records::Query::of("companies") };
        let options = documents::export::Options::default();
        documents::export::export_file(&house.records, &boss(), &query.column("name"), &out, &options, &|_| Ok(()))
            .unwrap();
        assert!(std::fs::read_to_string(out).unwrap().contains("'=cmd|"));
    }
}

/// A workbook as a program leaves it that formats whole columns.
#[test]
fn styled_rows_without_content_are_no_rows() {
    let relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let mut sheet = String::from(
        "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>Name</t></is></c></row><row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>Acme</t></is></c></row>",
    );
    for row in 3..300_000 {
        sheet.push_str(&format!(
            "<row r=\"{row}\" s=\"1\" customFormat=\"1\" ht=\"{}\"><c r=\"A{row}\" s=\"1\"/></row>",
            row % 97
        ));
    }
    sheet.push_str("</sheetData></worksheet>");
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in [
        (
            "[Content_Types].xml",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>".to_owned(),
        ),
        (
            "_rels/.rels",
            format!(
                "<Relationships><Relationship Id=\"a\" Type=\"{relation}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns:r=\"{relation}\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"b\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships><Relationship Id=\"b\" Type=\"{relation}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
        ),
        ("xl/worksheets/sheet1.xml", sheet),
    ] {
        archive.start_file(name, SimpleFileOptions::default()).unwrap();
        archive.write_all(content.as_bytes()).unwrap();
    }
    let bytes = archive.finish().unwrap().into_inner();
    let mut workbook = sheet::open(bytes, "styled.xlsx", sheet::Options::default()).unwrap();
    assert_eq!(shared::rows(&mut workbook, 0).len(), 2);
}

#[test]
fn an_old_workbook_is_known_by_its_content_and_not_by_its_name() {
    let Some(folder) = shared::folder("spreadsheets/calamine") else { return };
    for (file, name) in [("date.xlsx", "really.csv"), ("xls_formula.xls", "old.csv"), ("issues.ods", "other.xlsx")] {
        let bytes = std::fs::read(folder.join(file)).unwrap();
        let mut workbook = sheet::open(bytes, name, sheet::Options::default()).unwrap();
        let sheet = workbook.suggested_sheet();
        assert!(!shared::rows(&mut workbook, sheet).is_empty(), "{file}");
    }
}
