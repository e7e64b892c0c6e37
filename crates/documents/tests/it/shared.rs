//! The collection of real files beside the repository.

use std::path::{Path, PathBuf};

use documents::sheet::{self, Options, Row, Workbook};

/// A folder of the collection; says so when it is not there.
pub fn folder(name: &str) -> Option<PathBuf> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")).join(name);
    if !path.exists() {
        eprintln!("skipped: {} is absent", path.display());
        return None;
    }
    Some(path)
}

pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect();
    files.sort();
    files
}

pub fn open(path: &Path) -> Result<Workbook, sheet::Error> {
    let name = path.file_name().unwrap().to_string_lossy();
    sheet::open(path, &name, Options::default())
}

pub fn rows(workbook: &mut Workbook, sheet: usize) -> Vec<Row> {
    workbook.rows(sheet).and_then(Iterator::collect).unwrap_or_else(|error| panic!("{error}"))
}
