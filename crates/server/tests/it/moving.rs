//! `relata move` to PostgreSQL and back.

use crate::house::{House, count, package, program};

#[test]
fn an_installation_moves_to_postgresql_and_back() {
    let Some(database) = testkit::postgres() else {
        eprintln!("skipped: RELATA_TEST_POSTGRES names no server");
        return;
    };
    let url = match database.location() {
        store::Location::Postgres(url) => url.clone(),
        store::Location::Folder(_) => unreachable!("a PostgreSQL database was asked for"),
    };
    let house = House::new();
    let token = house.token("ada@example.com", "administrator");
    for kind in ["number", "date"] {
        house.said(&["app", "apply", &package(&house, "my", kind)]);
    }
    {
        let server = house.serve();
        for number in 0..25 {
            let body = format!(r#"{{"name":"Щербаков {number}","annual_revenue":{number}.25}}"#);
            let answer = server.ask("POST", "/odata/v4/companies", &token, &body);
            assert_eq!(answer.status, 201, "{}", answer.body);
        }
    }
    let moved = |from: &str, to: &str| {
        let output = program().args(["move", "--from", from, "--to", to]).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    moved(&house.place[1], &url);
    let there = House { place: ["--database".to_owned(), url.clone()], ..House::new() };
    there.said(&["app", "apply", &package(&there, "my", "integer")]);
    {
        let server = there.serve();
        assert_eq!(count(&server, &token, "companies"), 25);
        let found = server.ask("GET", "/odata/v4/companies?$search=shcherbakov&$count=true&$top=1", &token, "");
        assert!(found.body.contains("\"@odata.count\":25"), "{}", found.body);
        let answer = server.ask("POST", "/odata/v4/companies", &token, r#"{"name":"New over there"}"#);
        assert_eq!(answer.status, 201, "{}", answer.body);
    }
    let back = House::new();
    moved(&url, &back.place[1]);
    back.said(&["check"]);
    let server = back.serve();
    assert_eq!(count(&server, &token, "companies"), 26);
    assert_eq!(server.ask("POST", "/odata/v4/companies", &token, r#"{"name":"And here"}"#).status, 201);
    drop(server);
    back.said(&["app", "apply", &package(&back, "my", "text")]);
    back.said(&["check"]);
}

#[test]
fn an_installation_of_an_older_program_moves_as_it_is() {
    let old = House::new();
    old.token("ada@example.com", "administrator");
    // As it was before identity kept settings.
    let database = store::Database::open(&store::Location::folder(&old.place[1]), store::Options::default()).unwrap();
    let undo = "DROP TABLE identity_setting; DELETE FROM store_migration WHERE room = 'identity' AND number > 1";
    database.alone_blocking(|tx: &mut store::Tx| tx.batch(undo)).unwrap();
    drop(database);
    std::fs::remove_file(std::path::Path::new(&old.place[1]).join("secret.key")).unwrap();
    let new = House::new();
    let moved = program().args(["move", "--from", &old.place[1], "--to", &new.place[1]]).output().unwrap();
    assert!(moved.status.success(), "{}", String::from_utf8_lossy(&moved.stderr));
    new.said(&["token", "create", "--user", "ada@example.com"]);
    new.said(&["check"]);
}
