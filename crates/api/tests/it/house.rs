//! A house for tests: the packages of this repository on a throw-away database, and people with tokens.

use access::{Actor, Through};
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use axum::{Router, response::Response};
use identity::account::Start;
use identity::token::Wanted;
use identity::{Email, Front, Gate, Limits};
use records::{Patch, Records};
use serde_json::Value;
use testkit::TestDatabase;
use tower::ServiceExt;

pub struct House {
    pub records: Records,
    pub front: Front,
    router: Router,
    /// The token of somebody who may do everything.
    pub owner: String,
    pub database: TestDatabase,
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.text()))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The texts of a member of each record of a page.
    pub fn column(&self, name: &str) -> Vec<String> {
        let page = self.json();
        let rows = page["value"].as_array().unwrap_or_else(|| panic!("no page: {page}"));
        rows.iter().map(|row| row[name].as_str().map_or_else(|| row[name].to_string(), str::to_owned)).collect()
    }
}

/// One house for each database there is.
pub fn houses() -> Vec<House> {
    testkit::databases().into_iter().map(House::new).collect()
}

impl House {
    fn new(database: TestDatabase) -> Self {
        database
            .alone_blocking(|tx| {
                store::migrate(tx, "identity", identity::MIGRATIONS)?;
                store::migrate(tx, "jobs", jobs::MIGRATIONS)?;
                store::migrate(tx, "webhooks", webhooks::MIGRATIONS)?;
                store::migrate(tx, "api", api::MIGRATIONS)
            })
            .unwrap();
        let records = Records::open((*database).clone()).unwrap();
        let files: Vec<_> = testkit::apps();
        let actor = Actor::platform(Through::Install);
        records.alone_blocking(move |tx| records::install::apply(tx, &actor, &files, "test").map(drop)).unwrap();
        let front =
            Front::new(records.clone(), Gate::new(Limits::default(), store::seal::Key::new().unwrap()).unwrap());
        let router = api::router(front.clone());
        let mut house = House { records, front, router, owner: String::new(), database };
        house.owner = house.person("Olga Owner", "administrator").1;
        house
    }

    /// A user with a role and a token.
    pub fn person(&self, name: &str, role: &str) -> (i64, String) {
        let (name, role) = (name.to_owned(), role.to_owned());
        self.records
            .write_blocking(move |tx| {
                let actor = Actor::platform(Through::Command);
                let email = format!("{}@example.org", name.replace(' ', ".").to_lowercase());
                let user = records::create(
                    tx,
                    &actor,
                    "base.user",
                    &Patch::one("name", name.as_str()).with("email", email.as_str()),
                )?
                .id();
                let address = Email::parse(&email).unwrap();
                identity::account::create(tx.sql(), user, &address, &Start::Invited).unwrap();
                identity::role::grant(tx.sql(), user, &role).unwrap();
                let wanted = Wanted { name: "test".to_owned(), ..Wanted::default() };
                let token = identity::token::create(tx.sql(), user, &wanted).unwrap().reveal();
                Ok::<_, records::Error>((user, token))
            })
            .unwrap()
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response: Response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    /// Asks as the owner of a token.
    pub async fn ask(&self, token: &str, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let uri = if path.starts_with('/') { path.to_owned() } else { format!("/odata/v4/{path}") };
        let uri = uri.replace(' ', "%20");
        let mut request = Request::builder().method(method).uri(uri).header("host", "crm.test");
        if !token.is_empty() {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        if !body.is_empty() && !headers.iter().any(|(name, _)| *name == "content-type") {
            request = request.header("content-type", "application/json");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::from(body.to_owned())).unwrap()).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.ask(&self.owner, "GET", path, &[], "").await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.ask(&self.owner, "POST", path, &[], &body.to_string()).await
    }

    /// Creates a record as the owner; returns its id.
    pub async fn create(&self, set: &str, body: Value) -> i64 {
        let answer = self.post(set, body).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        answer.json()["id"].as_i64().unwrap()
    }
}
