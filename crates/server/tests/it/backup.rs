//! Backups made while people write.

use crate::house::{House, count, package};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

#[test]
fn a_backup_under_load_is_whole_and_comes_back() {
    let house = House::new();
    let token = house.token("ada@example.com", "administrator");
    let server = Arc::new(house.serve());
    let (stop, written) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let writers: Vec<_> = (0..2)
        .map(|writer| {
            let (server, token) = (Arc::clone(&server), token.clone());
            let (stop, written) = (Arc::clone(&stop), Arc::clone(&written));
            std::thread::spawn(move || {
                let mut number = 0;
                while !stop.load(Ordering::Relaxed) {
                    let body = format!(r#"{{"name":"Company {writer}-{number}"}}"#);
                    let answer = server.ask("POST", "/odata/v4/companies", &token, &body);
                    assert_eq!(answer.status, 201, "{}", answer.body);
                    written.fetch_add(1, Ordering::Relaxed);
                    number += 1;
                }
            })
        })
        .collect();
    while written.load(Ordering::Relaxed) < 50 {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    let before = written.load(Ordering::Relaxed);
    let file = house.beside("backup.zip");
    house.said(&["backup", &file]);
    let after = written.load(Ordering::Relaxed);
    stop.store(true, Ordering::Relaxed);
    writers.into_iter().for_each(|writer| writer.join().unwrap());

    let again = House::new();
    again.said(&["restore", &file]);
    again.said(&["check"]);
    let restored = again.serve();
    let kept = count(&restored, &token, "companies");
    // Each of the two writers may have one answer under way.
    assert!((before..=after + 2).contains(&kept), "{kept} of {before} to {after}");
    let found = restored.ask("GET", "/odata/v4/companies?$search=company&$top=1", &token, "");
    assert!(found.status == 200 && found.body.contains("Company "), "{}", found.body);
}

#[test]
fn a_damaged_backup_is_refused() {
    let house = House::new();
    house.token("ada@example.com", "administrator");
    let file = house.beside("backup.zip");
    house.said(&["backup", &file]);
    let mut bytes = std::fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0xff;
    std::fs::write(&file, bytes).unwrap();
    let again = House::new();
    let output = again.run(&["restore", &file]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("nothing was restored"));
}

#[test]
fn definitions_change_after_a_restore_as_before() {
    let house = House::new();
    house.token("ada@example.com", "administrator");
    // What raises the number of the definitions, and what only raises the number of those who may.
    for kind in ["number", "date", "text"] {
        house.said(&["app", "apply", &package(&house, "my", kind)]);
        house.said(&["user", "create", "--email", &format!("{kind}@example.com"), "--role", "administrator"]);
    }
    let file = house.beside("backup.zip");
    house.said(&["backup", &file]);
    let again = House::new();
    again.said(&["restore", &file]);
    for kind in ["integer", "text"] {
        again.said(&["app", "apply", &package(&again, "my", kind)]);
    }
    again.said(&["check"]);
}
