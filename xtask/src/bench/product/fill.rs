//! Data comes in through the product's own import, which is measured by the way.

use super::names::{self, Import};
use super::program::Program;
use crate::bench::data;
use crate::bench::figure::Engine;
use crate::bench::options::{Options, Part};
use crate::bench::report;
use anyhow::Result;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// No import may take longer: what is slower than this is not worth waiting for.
const LIMIT: Duration = Duration::from_secs(15 * 60);

/// The folder with the sheets; they are written when they are not there.
///
/// # Errors
/// When the disk refuses.
pub fn sheets(folder: &Path, options: &Options) -> Result<PathBuf> {
    let sheets = folder.join("sheets");
    if !sheets.exists() {
        std::fs::create_dir_all(&sheets)?;
        data::write(&sheets, options.size)?;
    }
    Ok(sheets)
}

/// Imports companies, contacts and deals.
///
/// # Errors
/// When an import fails or takes too long.
pub fn run(program: &Program, engine: Engine, sheets: &Path, options: &Options) -> Result<Vec<report::Import>> {
    let size = options.size;
    let mut steps: Vec<(&str, &Import, &str, u64)> = vec![
        ("companies, all new", &names::COMPANIES, "companies.csv", size.companies),
        ("contacts, all new, matched by e-mail, companies by name", &names::CONTACTS, "contacts.csv", size.contacts),
    ];
    if options.wants(Part::Import) {
        steps.push((
            "the same contacts again, half of them changed",
            &names::CONTACTS,
            "contacts-again.csv",
            size.contacts,
        ));
    }
    steps.push(("deals, all new, matched by name, companies by name", &names::DEALS, "deals.csv", size.deals));
    let mut imports = Vec::new();
    for (what, import, file, rows) in steps {
        let (printed, time) = program.import(import, &sheets.join(file), LIMIT)?;
        let seconds = time.as_secs_f64();
        eprintln!("import of {rows} {what}: {seconds:.1} s\n{}", printed.chars().take(600).collect::<String>());
        imports.push(report::Import { engine, what, rows, seconds });
    }
    Ok(imports)
}
