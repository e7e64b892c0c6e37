//! An import in one call: what `relata import` does.

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use access::Actor;
use records::Records;
use serde::{Deserialize, Serialize};
use store::blob;

use super::error::{Error, Result};
use super::plan::{Absent, Duplicates, Empty, Existing, Missing};
use super::report::{Problem, Report};
use super::run::{self, Told};
use super::suggest::{self, Wish};
use super::{job, table, write_refused};
use crate::export::Format;
use crate::{Message, sheet};

/// What a caller says about an import; the rest is guessed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Options {
    /// What matches existing records: keys tried in turn, each of fields joined by `+`, as in `name+company`. None
    /// given: what the plan proposes.
    pub match_by: Vec<String>,
    /// Columns and the fields they go to; no field leaves a column out. Columns not named are guessed.
    pub map: Vec<(String, String)>,
    pub dry_run: bool,
    /// The sheet by its name; the first one with rows when there is none.
    pub sheet: Option<String>,
    pub reading: sheet::Options,
    pub empty: Empty,
    pub existing: Existing,
    pub missing: Missing,
    pub duplicates: Duplicates,
    /// What happens when a related record is not there; none for what the plan proposes for each relation.
    pub absent: Option<Absent>,
    /// Where the refused rows are written to, as CSV or XLSX by the name's end.
    pub refused: Option<PathBuf>,
    /// The language of the reasons in that file.
    pub language: Option<String>,
}

/// Imports a file, or tries to, and answers when it is done. `told` hears the rows done and their number, and ends the
/// import with an error; what is done until then stays and is in the report of [`table::find`].
///
/// # Errors
/// When the file cannot be read, the options name what is not there, a right is missing or the database fails.
pub fn import_file(
    records: &Records,
    actor: &Actor,
    entity: &str,
    path: &Path,
    options: &Options,
    told: &Told<'_>,
) -> Result<Report> {
    let name = path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    let mut workbook = sheet::open(path, &name, options.reading.clone())?;
    let sheet = match &options.sheet {
        None => workbook.suggested_sheet(),
        Some(wanted) => {
            let found = workbook.sheets().iter().position(|sheet| sheet.name == *wanted);
            found.ok_or_else(|| {
                Error::Plan(vec![Problem::row(Message::new("import-no-such-sheet").with("sheet", wanted.as_str()))])
            })?
        }
    };
    let header = workbook.header(sheet)?;
    let wish = Wish { map: &options.map };
    let world = run::world(records)?;
    let mut plan = suggest::propose(&world, actor, &mut workbook, entity, sheet, &header, &wish)?.plan;
    plan.reading = options.reading.clone();
    if !options.match_by.is_empty() {
        let fields = |key: &String| key.split('+').map(|field| field.trim().to_owned()).collect();
        plan.match_by = options.match_by.iter().map(fields).collect();
    }
    (plan.empty, plan.existing, plan.missing) = (options.empty, options.existing, options.missing);
    plan.duplicates = options.duplicates;
    if let Some(absent) = options.absent {
        plan.related.iter_mut().for_each(|related| related.absent = absent);
    }
    if options.dry_run {
        return run::dry_run(records, actor, &mut workbook, &plan, told);
    }
    let hash = keep(records, path, options.reading.limits.file_bytes)?;
    let (who, file) = (actor.clone(), name);
    let import = records.write_blocking(move |tx| {
        let import = job::begin(tx, &who, &file, Some(&hash), &plan)?;
        table::insert(tx.sql(), &import)?;
        Ok::<_, Error>(import)
    })?;
    let id = import.id;
    let saved: Arc<run::Saved> = Arc::new(|_, _, _| Ok(()));
    let outcome = run::go_on(records, actor, &mut workbook, import, told, &saved);
    records.write_blocking(move |tx| table::end(tx.sql(), id))?;
    let report = outcome?;
    if let Some(target) = &options.refused
        && report.counts.refused > 0
    {
        let csv = !target.extension().is_some_and(|end| end.eq_ignore_ascii_case("xlsx"));
        let format = if csv { Format::Csv } else { Format::Xlsx };
        let language = options.language.as_deref().unwrap_or("en");
        write_refused(records, id, format, language, File::create(target)?)?;
    }
    Ok(report)
}

/// Keeps the file with the import.
fn keep(records: &Records, path: &Path, limit: u64) -> Result<String> {
    let mut writer = blob::writer(records.database(), limit)?;
    let mut file = File::open(path)?;
    let mut buffer = vec![0; 256 << 10];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(writer.finish()?.hash),
            count => writer.write_all(&buffer[..count])?,
        }
    }
}
