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
fn every_name_is_there_once_and_leads_somewhere() {
    let catalog = shipped(&[]);
    for (id, entity) in catalog.entities() {
        let mut names: Vec<&str> = entity.properties.iter().map(|property| &*property.name).collect();
        names.extend(entity.navigations.iter().map(|navigation| &*navigation.name));
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count, "{}: a name stands twice", entity.entity);
        for navigation in &entity.navigations {
            let place = format!("{}/{}", entity.set, navigation.name);
            if let Some(key) = &navigation.key {
                assert!(entity.property(key).is_some(), "{place}: no key {key}");
            }
            if let Some(partner) = &navigation.partner {
                let back = catalog.entity(navigation.target).navigation(partner);
                let back = back.unwrap_or_else(|| panic!("{place}: no partner {partner}"));
                assert_eq!(back.target, id, "{place}");
                assert_eq!(back.partner.as_deref(), Some(&*navigation.name), "{place}");
            }
        }
    }
}

#[test]
fn relations_have_a_key_and_a_way_back() {
    let catalog = shipped(&[]);
    let of = |set: &str| catalog.entity(catalog.by_set(set).unwrap());
    let contact = of("contacts");
    assert_eq!(contact.property("company_id").unwrap().path, ["company".into()]);
    assert_eq!(contact.navigation("company").unwrap().partner.as_deref(), Some("contacts"));
    let company = of("companies");
    assert_eq!(company.navigation("contacts").unwrap().link, Link::Inverse("company".into()));
    assert_eq!(company.navigation("deals").unwrap().link, Link::Inverse("company".into()));
    assert_eq!(company.navigation("deals_by_competitors").unwrap().link, Link::InverseLinks("competitors".into()));
    assert_eq!(company.navigation("tags").unwrap().link, Link::Links("tags".into()));
    assert_eq!(company.property("annual_revenue").unwrap().currency.as_deref(), Some("annual_revenue_currency"));
    assert_eq!(company.property("annual_revenue_base").unwrap().mutability, Mutability::Computed);
    assert!(of("activities").property("regarding_entity").is_some());
    assert!(of("activities").navigation("regarding").is_none());
    let rates = of("currencies").navigation("rates").unwrap();
    assert!(rates.contained && rates.partner.as_deref() == Some("currency"));
}

#[test]
fn hidden_fields_are_nowhere() {
    let catalog = shipped(&["company", "annual_revenue"]);
    let of = |set: &str| catalog.entity(catalog.by_set(set).unwrap());
    assert!(of("contacts").property("company_id").is_none());
    assert!(of("contacts").navigation("company").is_none());
    assert!(of("companies").navigation("contacts").is_none());
    assert!(of("companies").properties.iter().all(|property| !property.name.starts_with("annual_revenue")));
}
