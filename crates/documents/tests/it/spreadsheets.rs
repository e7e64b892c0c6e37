//! Real spreadsheets, many of them odd.

use std::fmt::Write;

use crate::shared;

/// One line per file: what was read from each sheet, or why not.
#[test]
fn every_spreadsheet_is_read_or_refused_with_a_reason() {
    let Some(folder) = shared::folder("spreadsheets/calamine") else {
        return;
    };
    let mut report = String::new();
    for file in shared::files(&folder) {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let mut workbook = match shared::open(&file) {
            Ok(workbook) => workbook,
            Err(error) => {
                writeln!(report, "{name}: {error}").unwrap();
                continue;
            }
        };
        write!(report, "{name}:").unwrap();
        for index in 0..workbook.sheets().len() {
            let sheet = workbook.sheets()[index].clone();
            let hidden = if sheet.visible { "" } else { " hidden" };
            let mut cells = 0;
            let mut count = 0;
            let mut stopped = String::new();
            match workbook.rows(index) {
                Ok(rows) => {
                    for row in rows {
                        match row {
                            Ok(row) => {
                                count += 1;
                                cells += row.cells.iter().filter(|cell| !cell.is_empty()).count();
                            }
                            Err(error) => stopped = format!(" stopped: {error}"),
                        }
                    }
                }
                Err(error) => stopped = format!(" stopped: {error}"),
            }
            write!(report, " [{}{hidden} {count}x{cells}{stopped}]", sheet.name).unwrap();
        }
        report.push('\n');
    }
    insta::assert_snapshot!(report);
}
