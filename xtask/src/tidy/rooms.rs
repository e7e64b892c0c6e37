//! Which room imports which, against the table of ARCHITECTURE.md, and which room uses which crate, against `deny.toml`.

use anyhow::{Context, Result, bail};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

/// Room to what it imports: other rooms and crates.
type Rooms = BTreeMap<String, BTreeSet<String>>;

/// Compares the workspace with the map and with `deny.toml`.
pub fn check(root: &Path) -> Result<Vec<String>> {
    let map = std::fs::read_to_string(root.join("ARCHITECTURE.md"))?;
    let used = used(root)?;
    let mut findings = imports(&allowed(&map)?, &used);
    findings.extend(kept(&std::fs::read_to_string(root.join("deny.toml"))?, &used)?);
    Ok(findings)
}

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

/// Asks cargo what each room imports; what only tests and build scripts import does not count.
fn used(root: &Path) -> Result<Rooms> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps"])
        .current_dir(root)
        .output()?;
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).context("cargo metadata")?;
    let packages = metadata["packages"].as_array().context("cargo metadata without packages")?;
    let mut rooms = Rooms::new();
    for package in packages {
        let name = package["name"].as_str().unwrap_or_default();
        let imports = package["dependencies"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|dependency| dependency["kind"].is_null())
            .filter_map(|dependency| dependency["name"].as_str())
            .map(str::to_owned)
            .collect();
        rooms.insert(name.to_owned(), imports);
    }
    Ok(rooms)
}

fn imports(allowed: &Rooms, used: &Rooms) -> Vec<String> {
    let mut findings = Vec::new();
    for (room, imports) in used {
        let Some(may) = allowed.get(room) else {
            findings.push(format!("ARCHITECTURE.md: the room `{room}` is not in the table"));
            continue;
        };
        if may.contains("all") {
            continue;
        }
        for import in imports.difference(may).filter(|import| used.contains_key(*import)) {
            findings.push(format!("crates/{room}/Cargo.toml: `{room}` may not import `{import}`"));
        }
    }
    for room in allowed.keys().filter(|room| !used.contains_key(*room)) {
        findings.push(format!("ARCHITECTURE.md: there is no room `{room}`"));
    }
    findings
}

/// The rooms that use a crate `deny.toml` keeps for others. `cargo deny check bans` says the same of all crates.
fn kept(deny: &str, used: &Rooms) -> Result<Vec<String>> {
    let deny: toml::Table = deny.parse().context("deny.toml")?;
    let banned = deny["bans"]["deny"].as_array().context("deny.toml without bans")?;
    let mut findings = Vec::new();
    for ban in banned {
        let name = ban["crate"].as_str().context("deny.toml: a ban without a crate")?;
        let wrappers = ban.get("wrappers").and_then(toml::Value::as_array);
        let may: Vec<&str> = wrappers.into_iter().flatten().filter_map(toml::Value::as_str).collect();
        for (room, imports) in used {
            if imports.contains(name) && !may.contains(&room.as_str()) {
                findings.push(format!("crates/{room}/Cargo.toml: deny.toml keeps `{name}` from `{room}`"));
            }
        }
    }
    Ok(findings)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rooms(rooms: &[(&str, &[&str])]) -> Rooms {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        rooms.iter().map(|(room, imports)| ((*room).to_owned(), names(imports))).collect()
    }

    #[test]
    fn what_the_map_does_not_say_is_found() {
        let map = "| `low` | a duty | none |\n| `high` | another | low |\n| `gone` | a third | all |\n";
        let used = rooms(&[("low", &["high", "serde"]), ("high", &["low"]), ("new", &[])]);
        assert_eq!(
            imports(&allowed(map).unwrap(), &used),
            [
                "crates/low/Cargo.toml: `low` may not import `high`",
                "ARCHITECTURE.md: the room `new` is not in the table",
                "ARCHITECTURE.md: there is no room `gone`",
            ]
        );
    }

    #[test]
    fn a_crate_kept_for_one_room_is_found_in_another() {
        let deny = r#"bans.deny = [{ crate = "sql", wrappers = ["low"] }, { crate = "tls" }]"#;
        let used = rooms(&[("low", &["sql"]), ("high", &["sql", "tls"])]);
        assert_eq!(
            kept(deny, &used).unwrap(),
            [
                "crates/high/Cargo.toml: deny.toml keeps `sql` from `high`",
                "crates/high/Cargo.toml: deny.toml keeps `tls` from `high`",
            ]
        );
    }
}
