//! The house against its map: which room imports which, and whether the documents' links lead somewhere.

use anyhow::{Context, Result, bail};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

/// Compares the workspace with ARCHITECTURE.md and prints every difference.
pub fn check() -> Result<()> {
    let root = crate::root();
    let map = std::fs::read_to_string(root.join("ARCHITECTURE.md"))?;
    let mut findings = imports(&allowed(&map)?, &found()?);
    for document in ["ARCHITECTURE.md", "STYLE.md", "README.md", "CONTRIBUTING.md"] {
        findings.extend(links(&root, document)?);
    }
    for finding in &findings {
        eprintln!("{finding}");
    }
    if findings.is_empty() {
        println!("tidy: the rooms are as ARCHITECTURE.md says");
        return Ok(());
    }
    bail!("{} findings", findings.len())
}

type Rooms = BTreeMap<String, BTreeSet<String>>;

/// Reads the table of rooms: `| room | duty | may import |`.
fn allowed(map: &str) -> Result<Rooms> {
    let mut rooms = Rooms::new();
    for line in map.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [room, _, imports] = cells[..] else { continue };
        let imports = imports
            .split(',')
            .map(|name| name.trim().trim_matches('`').to_owned())
            .filter(|name| !name.is_empty() && name != "none")
            .collect();
        rooms.insert(room.trim_matches('`').to_owned(), imports);
    }
    if rooms.is_empty() {
        bail!("ARCHITECTURE.md has no table of rooms");
    }
    Ok(rooms)
}

/// Asks cargo which room imports which; what only tests import does not count.
fn found() -> Result<Rooms> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps"])
        .current_dir(crate::root())
        .output()?;
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).context("cargo metadata")?;
    let packages = metadata["packages"].as_array().context("cargo metadata without packages")?;
    let names: BTreeSet<&str> = packages.iter().filter_map(|package| package["name"].as_str()).collect();
    let mut rooms = Rooms::new();
    for package in packages {
        let name = package["name"].as_str().unwrap_or_default();
        let imports = package["dependencies"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|dependency| dependency["kind"].is_null())
            .filter_map(|dependency| dependency["name"].as_str())
            .filter(|dependency| names.contains(dependency))
            .map(str::to_owned)
            .collect();
        rooms.insert(name.to_owned(), imports);
    }
    Ok(rooms)
}

fn imports(allowed: &Rooms, found: &Rooms) -> Vec<String> {
    let mut findings = Vec::new();
    for (room, imports) in found {
        let Some(may) = allowed.get(room) else {
            findings.push(format!("ARCHITECTURE.md: the room `{room}` is not in the table"));
            continue;
        };
        if may.contains("all") {
            continue;
        }
        for import in imports.difference(may) {
            findings.push(format!("crates/{room}/Cargo.toml: `{room}` may not import `{import}`"));
        }
    }
    for room in allowed.keys().filter(|room| !found.contains_key(*room)) {
        findings.push(format!("ARCHITECTURE.md: there is no room `{room}`"));
    }
    findings
}

/// Finds `](path)` links of a document that lead nowhere.
fn links(root: &Path, document: &str) -> Result<Vec<String>> {
    let path = root.join(document);
    if !path.exists() {
        return Ok(vec![format!("{document} is missing")]);
    }
    let text = std::fs::read_to_string(&path)?;
    let mut findings = Vec::new();
    for part in text.split("](").skip(1) {
        let target = part.split(')').next().unwrap_or_default();
        let target = target.split('#').next().unwrap_or_default();
        if !target.is_empty() && !target.contains("://") && !root.join(target).exists() {
            findings.push(format!("{document}: the link to {target} leads nowhere"));
        }
    }
    Ok(findings)
}
