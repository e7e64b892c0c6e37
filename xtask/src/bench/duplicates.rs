//! How well duplicates are found: the tests of the room `text` over the FEBRL files say it, where the files are.

use anyhow::{Context, Result, bail};
use std::process::Command;

/// What was found in one file.
pub struct Found {
    /// The file's name.
    pub file: String,
    pub precision: f64,
    pub recall: f64,
    /// The harmonic mean of both.
    pub f1: f64,
}

/// Runs the tests and reads what they print; nothing where the files are not there.
///
/// # Errors
/// When the tests fail.
pub fn measure() -> Result<Vec<Found>> {
    let output = Command::new(env!("CARGO"))
        .args(["test", "--quiet", "--package", "text", "--test", "it", "febrl", "--", "--nocapture"])
        .current_dir(crate::root())
        .output()
        .context("cargo")?;
    let printed = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() {
        bail!("the tests of duplicates ended with {}: {printed}", output.status);
    }
    let mut found: Vec<Found> = printed.lines().filter_map(read).collect();
    found.sort_by(|one, other| one.file.cmp(&other.file));
    for found in &found {
        eprintln!("{}: F1 {:.4}", found.file, found.f1);
    }
    Ok(found)
}

/// `FILE: precision 0.9, recall 0.9, F1 0.9; …`
fn read(line: &str) -> Option<Found> {
    let (file, rest) = line.split_once(": precision ")?;
    let (precision, rest) = rest.split_once(", recall ")?;
    let (recall, rest) = rest.split_once(", F1 ")?;
    Some(Found {
        // The signs of progress of other tests may stand before it.
        file: file.trim_start_matches('.').to_owned(),
        precision: precision.parse().ok()?,
        recall: recall.parse().ok()?,
        f1: rest.split(';').next()?.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn a_line_is_read() {
        let found = read(".febrl.csv.gz: precision 0.9990, recall 0.9940, F1 0.9965; 5000 rows").expect("a result");
        assert_eq!((found.file.as_str(), found.precision, found.f1), ("febrl.csv.gz", 0.999, 0.9965));
        assert!(read("running 2 tests").is_none());
    }
}
