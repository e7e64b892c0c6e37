//! The room through its door: the packages of this repository, and a broken one.

mod apps;
mod broken;
mod layers;

use std::path::Path;

/// All files below a folder, paths from there with `/` between their parts.
fn files(root: &Path) -> Vec<(String, Vec<u8>)> {
    fn walk(folder: &Path, prefix: &str, files: &mut Vec<(String, Vec<u8>)>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.file_type().unwrap().is_dir() {
                walk(&entry.path(), &format!("{name}/"), files);
            } else {
                files.push((name, std::fs::read(entry.path()).unwrap()));
            }
        }
    }
    let mut all = Vec::new();
    walk(root, "", &mut all);
    all.retain(|(path, _)| path.contains('/'));
    all.sort();
    all
}

/// The packages of this repository.
fn apps() -> Vec<(String, Vec<u8>)> {
    files(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../apps")))
}

/// A package from texts.
fn package(files: &[(&str, &str)]) -> Vec<(String, Vec<u8>)> {
    files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect()
}

/// The findings as a compiler would print them.
fn printed(findings: &[model::Finding]) -> String {
    findings.iter().map(|finding| format!("{finding}\n")).collect()
}
