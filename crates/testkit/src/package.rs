use std::path::Path;

/// A file of a package, with the package's folder in front of its path.
pub type PackageFile = (String, Vec<u8>);

/// The packages of this repository: everything below `apps/`.
pub fn apps() -> Vec<PackageFile> {
    let mut files = Vec::new();
    walk(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../apps")), "", &mut files);
    files.retain(|(path, _)| path.contains('/'));
    files.sort();
    files
}

/// One package of [`apps`].
pub fn app(name: &str) -> Vec<PackageFile> {
    let folder = format!("{name}/");
    apps().into_iter().filter(|(path, _)| path.starts_with(&folder)).collect()
}

/// A package from one text: a line `=== path/from/the/package` begins each file.
pub fn package(name: &str, text: &str) -> Vec<PackageFile> {
    let mut files: Vec<PackageFile> = Vec::new();
    for line in text.lines() {
        if let Some(path) = line.strip_prefix("=== ") {
            files.push((format!("{name}/{}", path.trim()), Vec::new()));
        } else if let Some((_, content)) = files.last_mut() {
            content.extend_from_slice(line.as_bytes());
            content.push(b'\n');
        }
    }
    files
}

fn walk(folder: &Path, prefix: &str, files: &mut Vec<PackageFile>) {
    for entry in std::fs::read_dir(folder).expect("the folder of the packages") {
        let entry = entry.expect("an entry of the folder");
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type().expect("the type of an entry").is_dir() {
            walk(&entry.path(), &format!("{name}/"), files);
        } else {
            files.push((name, std::fs::read(entry.path()).expect("a file of a package")));
        }
    }
}
