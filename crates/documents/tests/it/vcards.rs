//! vCards of real clients.

use std::fmt::Write;

use documents::sheet::Format;

use crate::shared;

#[test]
fn every_card_file_gives_its_cards() {
    let mut report = String::new();
    let mut files = 0;
    for folder in ["vcard-ical/vcf/real-clients", "vcard-ical/vcf/calcard"] {
        let Some(folder) = shared::folder(folder) else {
            return;
        };
        for file in shared::files(&folder) {
            let mut workbook = shared::open(&file).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(workbook.format(), Format::VCard);
            let header = workbook.header(0).unwrap();
            let rows = shared::rows(&mut workbook, 0);
            assert!(!rows.is_empty(), "{}", file.display());
            files += 1;
            let name = file.file_name().unwrap().to_string_lossy();
            let first: Vec<String> = header
                .columns
                .iter()
                .map(|column| format!("{}={}", column.name, rows[0].cell(column.index).shown()))
                .collect();
            let mut first = first.join(" | ").replace(['\r', '\n'], "⏎");
            if first.chars().count() > 400 {
                first = first.chars().take(400).chain(['…']).collect();
            }
            writeln!(report, "{name} {}: {first}", rows.len()).unwrap();
        }
    }
    assert_eq!(files, 54);
    // The texts are not ours to copy: only what they were recognised as is kept.
    if std::env::var_os("SHOW").is_some() {
        println!("{report}");
    }
}
