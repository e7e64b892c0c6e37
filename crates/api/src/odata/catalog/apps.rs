//! The catalog of the packages this repository ships.

use std::path::Path;

use super::*;

const APPS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../apps");

/// The files of a folder and those below, with their paths from `APPS`.
fn files(folder: &Path, found: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            let name = path.strip_prefix(APPS).unwrap().to_str().unwrap().replace('\\', "/");
            found.push((name, std::fs::read(&path).unwrap()));
        }
    }
}

/// The catalog of somebody who may do everything, but for the fields `hidden` names.
pub(crate) fn shipped(hidden: &[&str]) -> Catalog {
    let mut found = Vec::new();
    files(Path::new(APPS), &mut found);
    let checked = model::check(&found);
    let model = checked.model.unwrap_or_else(|| panic!("{:#?}", checked.findings));
    build(&model, "en", |entity| {
        let right = |field: &std::sync::Arc<model::Field>| match hidden.contains(&&*field.name) {
            true => FieldRight::Hidden,
            false => FieldRight::Writable,
        };
        let allowed = Allowed { create: true, change: true, delete: true };
        Some(EntityRights { allowed, fields: entity.fields.iter().map(right).collect() })
    })
}

#[test]
fn zz() {
    let catalog = shipped(&[]);
    for (_, entity) in catalog.entities() {
        println!("{} {} {}", entity.entity, entity.type_name, entity.set);
        for p in &entity.properties {
            println!("    {} {:?} {:?} {}", p.name, p.kind, p.mutability, p.path.join("."));
        }
        for n in &entity.navigations {
            println!("    -> {} {} {:?} key {:?} partner {:?} {:?}", n.name, catalog.entity(n.target).set, n.cardinality, n.key, n.partner, n.link);
        }
    }
}
