//! Commands: what they print, and how they end.

use crate::house::{House, is_there, program};
use std::path::Path;

#[test]
fn a_token_is_printed_alone_and_opens_the_api() {
    let house = House::new();
    let token = house.token("ada@example.com", "administrator");
    assert!(token.starts_with("rel_") && !token.contains(char::is_whitespace), "{token}");
    let server = house.serve();
    assert_eq!(server.ask("GET", "/odata/v4/companies", &token, "").status, 200);
    assert_eq!(server.ask("GET", "/odata/v4/companies", "", "").status, 401);
}

#[test]
fn a_user_without_a_role_sees_nothing() {
    let house = House::new();
    let output =
        house.run_with(&["user", "create", "--email", "bo@example.com", "--password-stdin"], "correct horse battery");
    assert!(output.status.success());
    let token = house.said(&["token", "create", "--user", "bo@example.com"]);
    let server = house.serve();
    assert_eq!(server.ask("GET", "/odata/v4/companies", &token, "").status, 404);
}

#[test]
fn an_unknown_role_is_refused_with_those_there_are() {
    let output = House::new().run(&["user", "create", "--email", "ada@example.com", "--role", "emperor"]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("emperor") && said.contains("administrator"), "{said}");
}

#[test]
fn wrong_arguments_end_with_2() {
    let output = program().args(["serve", "--listen", "nowhere"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn every_command_explains_itself_with_an_example() {
    for command in [
        &["serve"][..],
        &["demo"],
        &["import"],
        &["export"],
        &["app", "check"],
        &["app", "plan"],
        &["app", "apply"],
        &["app", "export"],
        &["user", "create"],
        &["user", "reset-factors"],
        &["token", "create"],
        &["backup"],
        &["restore"],
        &["move"],
        &["check"],
        &["feel", "eval"],
        &["dmn", "eval"],
        &["process", "check"],
    ] {
        let output = program().args(command).arg("--help").output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success() && said.contains("Example"), "{command:?}: {said}");
    }
}

#[test]
fn the_packages_that_come_along_are_sound() {
    let apps = concat!(env!("CARGO_MANIFEST_DIR"), "/../../apps");
    let output = program().args(["app", "check", apps]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn an_import_takes_good_rows_and_names_bad_ones() {
    let house = House::new();
    let file = house.beside("people.csv");
    std::fs::write(&file, "Given name,Family name,E-mail\nAda,Lovelace,ada@example.com\nBo,,not an address\n").unwrap();
    let words = ["import", "contacts", &file, "--match", "email", "--json"];
    let output = house.run(&words);
    assert_eq!(output.status.code(), Some(3), "{}", String::from_utf8_lossy(&output.stderr));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["counts"]["created"], 1);
    assert_eq!(report["counts"]["refused"], 1);
    assert_eq!(report["refusals"][0]["row"], 3);
    let again: serde_json::Value = serde_json::from_slice(&house.run(&words).stdout).unwrap();
    assert_eq!(again["counts"]["unchanged"], 1);
    assert_eq!(again["counts"]["created"], 0);
}

#[test]
fn the_pipeline_comes_out_with_its_known_sums() {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/crm-sales-opportunities"));
    if !is_there(folder) {
        return;
    }
    let house = House::new();
    let import = |entity: &str, file: &str, more: &[&str]| {
        let path = folder.join(file).display().to_string();
        let mut words = vec!["import", entity, &path, "--json"];
        words.extend_from_slice(more);
        let output = house.run(&words);
        let report: serde_json::Value = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|_| panic!("{file}: {}", String::from_utf8_lossy(&output.stderr)));
        report["counts"].clone()
    };
    let accounts = import("companies", "accounts.csv", &["--match", "name", "--map", "account=name"]);
    assert_eq!((accounts["refused"].as_u64(), accounts["rows"].as_u64()), (Some(0), Some(85)));
}

#[test]
fn a_new_installation_begins_in_its_language() {
    let house = House::new();
    let config = house.beside("relata.toml");
    std::fs::write(&config, "language = \"ru\"\n").unwrap();
    let words = ["user", "create", "--email", "ada@example.com", "--role", "administrator", "--password-stdin"];
    let words: Vec<&str> = words.into_iter().chain(["--config", &config]).collect();
    assert!(house.run_with(&words, "correct horse battery").status.success());
    let token = house.said(&["token", "create", "--user", "ada@example.com"]);
    let server = house.serve();
    let stages = server.ask("GET", "/odata/v4/stages?$select=name&$expand=pipeline($select=name)", &token, "").body;
    assert!(stages.contains("Квалификация") && stages.contains("Новые продажи"), "{stages}");
}
