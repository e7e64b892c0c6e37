//! The house against its map: rooms, crates, documents.

mod documents;
mod rooms;

use anyhow::{Result, bail};

/// Compares the workspace with what is written about it and prints every difference.
pub fn check() -> Result<()> {
    let root = crate::root();
    let mut findings = rooms::check(&root)?;
    findings.extend(documents::check(&root)?);
    for finding in &findings {
        eprintln!("{finding}");
    }
    if findings.is_empty() {
        println!("tidy: the rooms and documents are as they say of each other");
        return Ok(());
    }
    bail!("{} findings", findings.len())
}
