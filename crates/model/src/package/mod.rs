//! App packages: files in, a model or findings out.
//!
//! The steps: `read.rs` (files into definitions as they stand), `layer.rs` (packages upon each other), `build/` (names
//! looked up, expressions compiled, what contradicts itself found). Each step goes on after a mistake, so that all
//! findings come at once.

mod build;
mod catalog;
mod demo;
mod layer;
mod place;
mod raw;
mod read;
mod read_field;
mod read_view;
mod table;

pub use demo::{Cell, Demo};

use crate::finding::{Code, Finding};
use crate::model::Model;
use crate::name::is_plain;
use crate::rule::Level;
use place::{Findings, Place};
use std::sync::Arc;

/// A file of a package, its path from the package's folder: `entities/deal.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    pub path: Arc<str>,
    pub bytes: Arc<[u8]>,
}

/// A package as it came: what `relata app export` writes is what was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    pub name: Arc<str>,
    pub version: Arc<str>,
    pub needs: Vec<Arc<str>>,
    /// All files, sorted by path.
    pub files: Vec<File>,
}

impl Package {
    /// The file at this path.
    pub fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| &*file.path == path)
    }

    /// The files as they were read, with the package's folder in front: what [`check`] takes.
    pub fn export(&self) -> Vec<(String, Vec<u8>)> {
        self.files.iter().map(|file| (format!("{}/{}", self.name, file.path), file.bytes.to_vec())).collect()
    }

    /// Groups files by package, sorted by name, without reading any. Files outside a folder are left out.
    pub fn from_files(files: &[(String, Vec<u8>)]) -> Vec<Self> {
        read::packages(files)
    }
}

/// The answer to [`check`].
#[derive(Debug, Clone)]
pub struct Checked {
    /// The model; none when a finding is an error.
    pub model: Option<Arc<Model>>,
    /// All findings, by file and line.
    pub findings: Vec<Finding>,
}

/// Reads, layers and checks packages. Paths begin with the package's folder: `sales/app.toml`.
pub fn check(files: &[(String, Vec<u8>)]) -> Checked {
    let findings = Findings::default();
    let mut packages = read::packages(files);
    packages.retain(|package| {
        let known = package.file("app.toml").is_some();
        if !known {
            findings.error(&Place::file(&package.name), Code::NO_APP_FILE, [("package", &package.name)]);
        } else if !is_plain(&package.name) {
            findings.error(&Place::file(&package.name), Code::BAD_NAME, [("name", &package.name)]);
        }
        known
    });
    let mut catalog = catalog::Catalog::default();
    let mut definitions = Vec::new();
    for package in &mut packages {
        let read = read::definitions(package, &findings);
        if let Some(app) = &read.app {
            package.version = app.version.as_ref().map_or_else(|| Arc::from(""), |version| Arc::clone(&version.value));
            package.needs = app.needs.iter().map(|need| Arc::clone(&need.value)).collect();
        }
        catalog.add(package, &findings);
        definitions.push(read);
    }
    let names: Vec<Arc<str>> = packages.iter().map(|package| Arc::clone(&package.name)).collect();
    let order = layer::order(&definitions, &names, &findings);
    let packages = order.iter().map(|index| Arc::new(packages[*index].clone())).collect();
    let mut definitions: Vec<_> = definitions.into_iter().map(Some).collect();
    let ordered = order.iter().filter_map(|index| definitions[*index].take()).collect();
    let layers = layer::layers(ordered, &findings);
    let model = build::model(packages, layers, &catalog, &findings);
    demo::check(&model, &findings);
    catalog.report_unused(&findings);
    let model = (!findings.has_errors()).then(|| Arc::new(model));
    Checked { model, findings: findings.sorted() }
}

/// The model of packages that are as they should be; warnings do not count.
///
/// # Errors
/// All findings, when one of them is an error.
pub fn load(files: &[(String, Vec<u8>)]) -> Result<Arc<Model>, Vec<Finding>> {
    let checked = check(files);
    checked.model.ok_or(checked.findings)
}

/// Whether no finding is an error.
pub fn is_sound(findings: &[Finding]) -> bool {
    findings.iter().all(|finding| finding.level != Level::Error)
}
