//! Every route is visited as nobody and as the wrong person.
//!
//! `routes.table` says of each route for whom it is: `everybody`; `own`, whoever is signed in, about themselves; `rights`,
//! those whose roles allow it. A route that is not in the table, or is there and nowhere else, fails the first test.

use std::collections::BTreeSet;
use std::path::Path;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use records::Patch;

use super::house::{Answer, House, Person};

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
}

fn table() -> Vec<Route> {
    let row = |line: &'static str| {
        let mut words = line.split_whitespace();
        let whose = match words.next().unwrap() {
            "everybody" => For::Everybody,
            "own" => For::Own,
            "rights" => For::Rights,
            other => panic!("{other} in {line}"),
        };
        Route { whose, method: words.next().unwrap(), path: words.next().unwrap() }
    };
    include_str!("routes.table").lines().map(row).collect()
}

/// The routes as the source has them, `METHOD path`, but for those of demonstrations.
fn in_source() -> BTreeSet<String> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut waiting = vec![source.join("page"), source.join("assets.rs")];
    let mut found = BTreeSet::new();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let code = std::fs::read_to_string(&path).unwrap();
        let code = code.split("mod tests {").next().unwrap();
        if path.ends_with("routes.rs")
            || path.components().any(|part| part.as_os_str().to_string_lossy().starts_with("states"))
        {
            continue;
        }
        for (at, call) in code.match_indices(".route(") {
            let call = arguments(&code[at + call.len()..]);
            let route = call.split('"').nth(1).unwrap();
            for method in ["get", "post", "put", "patch", "delete"] {
                let named = |at: usize| !call[..at].ends_with(|letter: char| letter.is_alphanumeric() || letter == '_');
                if call.match_indices(&format!("{method}(")).any(|(at, _)| named(at)) {
                    found.insert(format!("{} {route}", method.to_uppercase()));
                }
            }
        }
    }
    found
}

/// What stands before the bracket that closes a call.
fn arguments(rest: &str) -> &str {
    let (mut depth, mut quoted) = (1, false);
    for (at, letter) in rest.char_indices() {
        match letter {
            '"' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &rest[..at];
        }
    }
    rest
}

#[test]
fn the_table_has_every_route_and_no_other() {
    let listed: Vec<String> = table().iter().map(|route| format!("{} {}", route.method, route.path)).collect();
    let known: BTreeSet<String> = listed.iter().cloned().collect();
    assert_eq!(known.len(), listed.len(), "a route stands twice");
    let there = in_source();
    let missing: Vec<&String> = there.difference(&known).collect();
    let gone: Vec<&String> = known.difference(&there).collect();
    assert!(missing.is_empty() && gone.is_empty(), "not in the table: {missing:#?}\nnot in the source: {gone:#?}");
}

/// What nobody but those who may see it should read.
const SECRET: &str = "Unspeakable Holdings";

struct Visited {
    house: House,
    company: i64,
    owner: i64,
}

impl Visited {
    fn new() -> (Self, Person) {
        let house = House::new();
        let owner = house.person("Olga", "administrator");
        let created = house.records.write_blocking(|tx| {
            let platform = access::Actor::platform(access::Through::Command);
            records::create(tx, &platform, "company", &Patch::one("name", SECRET))
        });
        let company = created.unwrap().id();
        // A role that no package gives any right.
        let stranger = house.person("Sam", "nothing");
        (Self { house, company, owner: owner.id }, stranger)
    }

    /// A route with something real in each of its places.
    fn filled(&self, path: &str) -> String {
        let mut filled = path.to_owned();
        let (company, owner) = (self.company.to_string(), self.owner.to_string());
        let id = if path.starts_with("/settings/users") { &owner } else { &company };
        let places = [
            ("{plural}", "companies"),
            ("{entity}", if path.starts_with("/settings/roles") { "base.company" } else { "companies" }),
            ("{field}", "name"),
            ("{name}", "lead"),
            ("{role}", "sales_rep"),
            ("{code}", "invalid"),
            ("{secret}", "unknown"),
            ("{id}", id),
        ];
        for (place, value) in places {
            filled = filled.replace(place, value);
        }
        // What is left is the number of something.
        while let (Some(from), Some(to)) = (filled.find('{'), filled.find('}')) {
            filled.replace_range(from..=to, &company);
        }
        filled
    }

    async fn ask(&self, route: &Route, cookies: &str, csrf: &str) -> Answer {
        let (kind, body) = sent(route, csrf);
        let query = if route.path.ends_with("/merge") { "?a=1&b=2" } else { "" };
        let request = Request::builder()
            .method(route.method)
            .uri(format!("{}{query}", self.filled(route.path)))
            .header("host", "localhost:7474")
            .header("cookie", cookies)
            .header("x-csrf-token", csrf)
            .header("content-type", kind);
        self.house.send(request.body(Body::from(body)).unwrap()).await
    }
}

/// What a route takes in: the type of the body, and the body.
fn sent(route: &Route, csrf: &str) -> (&'static str, String) {
    let takes_files = route.path.ends_with("/files") || route.path.contains("upload");
    if route.method == "POST" && takes_files {
        let part = "--part\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\nName\r\nMine\r\n--part--\r\n";
        return ("multipart/form-data; boundary=part", part.to_owned());
    }
    if route.path.ends_with("passkeys/options") {
        return ("application/json", r#"{"present":""}"#.to_owned());
    }
    ("application/x-www-form-urlencoded", format!("csrf={csrf}&name=Mine"))
}

#[tokio::test]
async fn nobody_is_shown_the_way_to_sign_in() {
    let (visited, _) = Visited::new();
    // As somebody who has just looked at the page where one signs in.
    let cookie = identity::csrf::visitor_cookie().unwrap();
    let csrf = identity::csrf::form_value(&cookie).unwrap();
    let mut wrong = Vec::new();
    for route in table() {
        let answer = visited.ask(&route, &format!("relata_visitor={cookie}"), &csrf).await;
        let led = answer.status == StatusCode::SEE_OTHER && answer.location.starts_with("/sign-in");
        let is_right = match route.whose {
            For::Everybody => !answer.status.is_server_error(),
            For::Own | For::Rights => led || answer.status == StatusCode::UNAUTHORIZED,
        };
        if !is_right || answer.text.contains(SECRET) {
            wrong.push(format!("{} {}: {} {}", route.method, route.path, answer.status, answer.location));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn the_wrong_person_learns_and_changes_nothing() {
    let (visited, stranger) = Visited::new();
    let cookies = format!("relata_session={}", stranger.cookie);
    let mut wrong = Vec::new();
    for route in table() {
        // Whoever signs out is nobody afterwards.
        if route.path == "/sign-out" {
            continue;
        }
        let answer = visited.ask(&route, &cookies, &stranger.csrf).await;
        let is_right = match route.whose {
            For::Everybody | For::Own => !answer.status.is_server_error(),
            For::Rights => matches!(answer.status, StatusCode::NOT_FOUND | StatusCode::FORBIDDEN),
        };
        if !is_right || answer.text.contains(SECRET) {
            wrong.push(format!("{} {}: {} {}", route.method, route.path, answer.status, answer.location));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let company = visited.company;
    let kept = visited.house.records.read_blocking(move |tx| {
        records::get(tx, &access::Actor::platform(access::Through::Command), "company", company)
    });
    assert_eq!(kept.unwrap().get("name").to_feel(), format!("{SECRET:?}"));
}
