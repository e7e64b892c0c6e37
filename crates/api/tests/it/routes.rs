//! Every address is visited as nobody and as the wrong person.
//!
//! `routes.table` says of each for whom it is: `everybody`; `own`, whoever has a token, about what they may see;
//! `rights`, those whose roles allow it. Its last column is what an OData address means (`Target`, `End`). An address
//! that the router, the doors behind it or the OpenAPI document knows and the table does not fails the first tests.

use std::collections::BTreeSet;

use serde_json::json;

use crate::house::{Answer, House, houses};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum For {
    Everybody,
    Own,
    Rights,
}

struct Route {
    whose: For,
    method: &'static str,
    path: &'static str,
    means: &'static str,
}

fn table() -> Vec<Route> {
    let row = |line: &'static str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [whose, method, path, means] = words[..] else { panic!("{line}") };
        let whose = match whose {
            "everybody" => For::Everybody,
            "own" => For::Own,
            "rights" => For::Rights,
            other => panic!("{other} in {line}"),
        };
        Route { whose, method, path, means }
    };
    include_str!("routes.table").lines().map(row).collect()
}

/// What stands in quotes, or is spelled out, as the first argument of each `.route(` of the router.
fn routed() -> BTreeSet<String> {
    let code = include_str!("../../src/router.rs");
    let argument = |call: &str| {
        let text = call.trim_start().trim_start_matches("&format!(").split([',', ')']).next().unwrap();
        text.replace("{SERVICE_ROOT}", "/odata/v4")
            .replace("SERVICE_ROOT", "/odata/v4")
            .replace("{{", "{")
            .replace("}}", "}")
    };
    code.split(".route(").skip(1).map(|call| argument(call).trim_matches('"').to_owned()).collect()
}

/// Whether an address of the table is one that a pattern of the router takes.
fn takes(pattern: &str, path: &str) -> bool {
    match pattern.strip_suffix("{*path}") {
        Some(root) => path.strip_prefix(root).is_some_and(|rest| !rest.is_empty()),
        None => path == pattern,
    }
}

#[test]
fn the_table_has_every_route_of_the_router_and_no_other() {
    let (rows, routes) = (table(), routed());
    assert!(routes.len() >= 9 && routes.contains("/odata/v4"), "{routes:?}");
    let said: Vec<String> = rows.iter().map(|row| format!("{} {}", row.method, row.path)).collect();
    assert_eq!(said.iter().collect::<BTreeSet<_>>().len(), said.len(), "a route stands twice");
    for pattern in &routes {
        assert!(rows.iter().any(|row| takes(pattern, row.path)), "{pattern} is not in the table");
    }
    for row in &rows {
        assert!(routes.iter().any(|pattern| takes(pattern, row.path)), "{} is no route", row.path);
    }
}

/// The names in the first braces after `pub enum NAME`.
fn variants(code: &str, name: &str) -> Vec<String> {
    let body = code.split(&format!("pub enum {name} {{")).nth(1).unwrap().split('}').next().unwrap();
    let lines = body.lines().map(str::trim).filter(|line| line.starts_with(|first: char| first.is_ascii_uppercase()));
    lines.map(|line| line.split(['(', ',']).next().unwrap().to_owned()).collect()
}

#[test]
fn the_table_has_everything_an_odata_address_can_mean() {
    let code = include_str!("../../src/odata/target.rs");
    let rows = table();
    let means: BTreeSet<&str> = rows.iter().map(|row| row.means).collect();
    for name in variants(code, "Target").iter().chain(&variants(code, "End")).filter(|name| *name != "Records") {
        assert!(means.contains(name.as_str()), "no address in the table means {name}");
    }
    // Each method that is written with, for each meaning it is written to.
    let code = include_str!("../../src/serve/write.rs");
    let arms = code.split("match (ask.method, address.end) {").nth(1).unwrap().split("\n    }").next().unwrap();
    let mut written = 0;
    for arm in arms.lines().filter_map(|line| line.trim().strip_prefix("(Method::")) {
        let (methods, ends) = arm.split("=>").next().unwrap().split_once(',').unwrap();
        for method in methods.replace("Method::", "").split('|') {
            for end in ends.split("End::").skip(1) {
                let (method, end) = (method.trim().to_uppercase(), end.split(['(', ')', ' ']).next().unwrap());
                let stands = rows.iter().any(|row| row.method == method && row.means == end);
                assert!(stands, "{method} of a {end} is not in the table");
                written += 1;
            }
        }
    }
    assert!(written >= 12, "the arms were not found: {written}");
}

#[test]
fn the_table_has_everything_webhooks_answer() {
    let code = include_str!("../../src/webhook/manage.rs");
    let arms = code.split("match (wish.method.as_str(), &path[..]) {").nth(1).unwrap().split("(_, [").next().unwrap();
    let mut there = BTreeSet::new();
    for arm in arms.lines().filter_map(|line| line.trim().strip_prefix("(\"")) {
        let (method, rest) = arm.split_once('"').unwrap();
        let parts = rest.split_once('[').unwrap().1.split_once(']').unwrap().0;
        let parts = parts.split(", ").filter(|part| !part.is_empty()).map(|part| match part.strip_prefix('"') {
            Some(word) => format!("/{}", word.trim_end_matches('"')),
            None => format!("/{{{part}}}"),
        });
        there.insert(format!("{method} /api/webhooks{}", parts.collect::<String>()));
    }
    let rows = table();
    let known: BTreeSet<String> = rows
        .iter()
        .filter(|row| row.path.starts_with("/api/webhooks"))
        .map(|row| format!("{} {}", row.method, row.path))
        .collect();
    assert_eq!(there, known);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_table_has_everything_the_document_names() {
    let house = houses().remove(0);
    let document = house.get("/api/openapi.json").await.json();
    let rows = table();
    let known: BTreeSet<String> = rows.iter().map(|row| format!("{} {}", row.method, row.path)).collect();
    let mut seen = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        // These two are the program's own.
        if ["/healthz", "/metrics"].contains(&path.as_str()) {
            continue;
        }
        let general = match path.strip_prefix("/odata/v4/").filter(|rest| !rest.is_empty() && !rest.starts_with('$')) {
            Some(rest) => {
                let end = rest.find(['(', '/']).unwrap_or(rest.len());
                let rest = &rest[end..];
                let rest = if rest.starts_with("({id})/") { "({id})/{action}" } else { rest };
                format!("/odata/v4/{{set}}{rest}")
            }
            None => path.clone(),
        };
        for method in item.as_object().unwrap().keys().filter(|key| *key != "parameters") {
            let said = format!("{} {general}", method.to_uppercase());
            assert!(known.contains(&said), "{said} is not in the table");
            seen += 1;
        }
    }
    assert!(seen > 100, "{seen} operations");
}

/// What nobody but those who may see it should read.
const SECRET: &str = "Unspeakable Holdings";

struct Visited {
    house: House,
    company: i64,
    action: String,
}

impl Visited {
    async fn new(house: House) -> Self {
        let company = house.create("companies", json!({ "name": SECRET })).await;
        let document = house.get("/api/openapi.json").await.json();
        let paths = document["paths"].as_object().unwrap();
        let action = paths.keys().find_map(|path| path.strip_prefix("/odata/v4/leads({id})/"));
        let action = action.expect("leads have an action").to_owned();
        Self { house, company, action }
    }

    /// An address with something real in each of its places.
    fn filled(&self, path: &str) -> String {
        let set = if path.ends_with("{action}") { "leads" } else { "companies" };
        let company = self.company.to_string();
        let places = [
            ("{set}", set),
            ("{id}", &company),
            ("{delivery}", &company),
            ("{property}", "name"),
            ("{many}", "contacts"),
            ("{one}", "parent"),
            ("{action}", &self.action),
            ("{*path}", "nothing"),
        ];
        places.iter().fold(path.to_owned(), |path, (place, value)| path.replace(place, value))
    }

    async fn ask(&self, token: &str, route: &Route) -> Answer {
        let company = self.company;
        let get = format!("companies({company})");
        let batch = json!({ "requests": [
            { "id": "1", "method": "get", "url": get },
            { "id": "2", "method": "patch", "url": get, "headers": { "content-type": "application/json" }, "body": { "name": "Mine" } }
        ] });
        let reference = json!({ "@odata.id": format!("contacts({company})") }).to_string();
        let (kind, body) = match route.path {
            _ if route.method == "GET" => ("application/json", String::new()),
            path if path.ends_with("$batch") => ("application/json", batch.to_string()),
            path if path.ends_with("$query") => ("text/plain", "$filter=name ne null".to_owned()),
            path if path.ends_with("$ref") => ("application/json", reference),
            path if path.ends_with("$value") => ("text/plain", "Mine".to_owned()),
            path if path.ends_with("{property}") => ("application/json", r#"{"value":"Mine"}"#.to_owned()),
            path if path.ends_with("{action}") => ("application/json", "{}".to_owned()),
            _ => ("application/json", r#"{"name":"Mine"}"#.to_owned()),
        };
        let path = self.filled(route.path);
        self.house.ask(token, route.method, &path, &[("content-type", kind)], &body).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_asked_who_they_are() {
    for house in houses() {
        let visited = Visited::new(house).await;
        let mut wrong = Vec::new();
        for route in table() {
            for token in ["", "rel_nonsense"] {
                let answer = visited.ask(token, &route).await;
                let is_right = match route.whose {
                    For::Everybody => matches!(answer.status.as_u16(), 200 | 404),
                    For::Own | For::Rights => answer.status == 401,
                };
                if !is_right || answer.text().contains(SECRET) {
                    wrong.push(format!("{} {}: {} {}", route.method, route.path, answer.status, answer.text()));
                }
                assert_secured(&route, &answer);
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_wrong_person_learns_and_changes_nothing() {
    for house in houses() {
        let visited = Visited::new(house).await;
        // A role that no package gives any right.
        let stranger = visited.house.person("Sam", "nothing").1;
        let mut wrong = Vec::new();
        for route in table() {
            let answer = visited.ask(&stranger, &route).await;
            let is_right = match route.whose {
                For::Everybody => matches!(answer.status.as_u16(), 200 | 404),
                For::Own => answer.status == 200,
                For::Rights => matches!(answer.status.as_u16(), 403 | 404),
            };
            let text = answer.text();
            // Not even that there are companies.
            if !is_right
                || text.contains(SECRET)
                || (answer.status == 200 && text.contains("EntitySet Name=\"companies\""))
            {
                wrong.push(format!("{} {}: {} {text}", route.method, route.path, answer.status));
            }
            if route.path.ends_with("$batch") {
                let inner = answer.json()["responses"].as_array().unwrap().iter().all(|one| one["status"] == 404);
                assert!(inner, "{text}");
            }
            assert_secured(&route, &answer);
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
        let kept = visited.house.get(&format!("companies({})", visited.company)).await.json();
        assert_eq!(kept["name"], SECRET);
    }
}

/// What every answer says to a browser that was led here.
fn assert_secured(route: &Route, answer: &Answer) {
    let said = format!("{} {}: {}", route.method, route.path, answer.status);
    assert_eq!(answer.header("x-content-type-options"), "nosniff", "{said}");
    assert_eq!(answer.header("content-security-policy"), "default-src 'none'; frame-ancestors 'none'", "{said}");
    assert_eq!(answer.header("x-frame-options"), "DENY", "{said}");
    assert_eq!(answer.header("referrer-policy"), "no-referrer", "{said}");
    assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin", "{said}");
    assert_eq!(answer.header("cache-control"), "no-store", "{said}");
}
