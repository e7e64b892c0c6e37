//! `kill -9` in the middle of writing: what was acknowledged is there, once.

use crate::house::{House, count};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How often the server is killed.
const TIMES: usize = 6;

#[test]
fn acknowledged_writes_survive_kill_9_and_are_there_once() {
    let house = House::new();
    let token = house.token("ada@example.com", "administrator");
    let acknowledged: Arc<Mutex<Vec<String>>> = Arc::default();
    let mut uncertain = 0;
    for round in 0..TIMES {
        let server = Arc::new(house.serve());
        let writers: Vec<_> = (0..4)
            .map(|writer| {
                let (server, token, acknowledged) = (Arc::clone(&server), token.clone(), Arc::clone(&acknowledged));
                std::thread::spawn(move || {
                    for number in 0.. {
                        let name = format!("K{round}-{writer}-{number}");
                        let body = format!(r#"{{"name":"{name}"}}"#);
                        match server.try_ask("POST", "/odata/v4/companies", &token, &body) {
                            Ok(answer) if answer.status == 201 => acknowledged.lock().unwrap().push(name),
                            // The server is gone: nobody knows what became of this one.
                            _ => return,
                        }
                    }
                })
            })
            .collect();
        std::thread::sleep(Duration::from_millis(150 + 70 * round as u64));
        let pid = server.id().to_string();
        assert!(std::process::Command::new("kill").args(["-9", &pid]).status().unwrap().success());
        writers.into_iter().for_each(|writer| writer.join().unwrap());
        uncertain += 4;
    }
    let server = house.serve();
    let acknowledged = acknowledged.lock().unwrap();
    assert!(acknowledged.len() > TIMES, "too few writes to mean anything: {}", acknowledged.len());
    for name in acknowledged.iter() {
        let path = format!("/odata/v4/companies/$count?$filter=name%20eq%20'{name}'");
        let answer = server.ask("GET", &path, &token, "");
        let digits: String = answer.body.chars().filter(char::is_ascii_digit).collect();
        assert_eq!(digits, "1", "{name}: {}", answer.body);
    }
    let all = count(&server, &token, "companies") as usize;
    assert!((acknowledged.len()..=acknowledged.len() + uncertain).contains(&all));
    drop(server);
    house.said(&["check"]);
}
