//! `relata move` to PostgreSQL and back.

use crate::house::{House, count, program};

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
}
