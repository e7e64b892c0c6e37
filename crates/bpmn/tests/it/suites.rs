//! Models of public suites, read where they stand.
use std::path::{Path, PathBuf};

/// The files of a kind below a folder of the suites, sorted; nothing where it is absent.
pub fn models(folder: &str) -> Vec<PathBuf> {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/suites")).join(folder);
    if !root.is_dir() {
        eprintln!("SKIPPED: the suite {folder} is not here");
        return Vec::new();
    }
    let (mut open, mut found) = (vec![root], Vec::new());
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.extension() {
                _ if path.is_dir() => open.push(path),
                Some(extension) if extension == "bpmn" => found.push(path),
                _ => {}
            }
        }
    }
    found.sort();
    found
}

pub fn name(path: &Path) -> String {
    path.file_stem().unwrap().to_string_lossy().into_owned()
}
