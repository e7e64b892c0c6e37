//! Webhooks: managed by administrators, sent when something changes, signed, tried again, replayed.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use serde_json::{Value, json};
use webhooks::{Addresses, Options, Secret, verify};

use crate::house::{House, houses};

type Received = Arc<Mutex<Vec<(HeaderMap, String)>>>;

/// A receiver that refuses its first message.
async fn receiver() -> (String, Received) {
    async fn take(State(received): State<Received>, headers: HeaderMap, body: String) -> StatusCode {
        let mut received = received.lock().unwrap();
        received.push((headers, body));
        if received.len() == 1 { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::NO_CONTENT }
    }
    let received = Received::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let router = Router::new().route("/hook", post(take)).with_state(Arc::clone(&received));
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (url, received)
}

/// Waits until something holds; the clock of the house goes on meanwhile.
async fn until(house: &House, what: &str, holds: impl Fn() -> bool) {
    for _ in 0..200 {
        if holds() {
            return;
        }
        house.database.clock().advance(Duration::from_secs(5));
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it never came to this: {what}");
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_are_told_signed_and_again() {
    for house in houses() {
        let (url, received) = receiver().await;
        let runner = ::jobs::Runner::new((*house.database).clone()).poll(Duration::from_millis(50));
        let running = api::jobs_with(runner, house.front.clone(), Options { addresses: Addresses::Any }).start();
        house.create("companies", json!({ "name": "Before" })).await;
        let refused = house.post("/api/webhooks", json!({ "url": url, "entity": "companies" })).await;
        assert_eq!(refused.status, 422, "a receiver in one's own network is refused");
        let id = subscribe(&house, &url).await;
        let company = house.create("companies", json!({ "name": "Aurora", "status": "active" })).await;
        house.create("companies", json!({ "name": "Other", "status": "prospect" })).await;
        house.create("contacts", json!({ "name": "Ada One" })).await;
        until(&house, "two attempts", || received.lock().unwrap().len() >= 2).await;
        let (headers, body) = received.lock().unwrap()[1].clone();
        let message: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(message["type"], "company.created");
        assert_eq!((&message["data"]["id"], &message["data"]["record"]["name"]), (&json!(company), &json!("Aurora")));
        let text = |name: &str| headers[name].to_str().unwrap().to_owned();
        let timestamp: i64 = text("webhook-timestamp").parse().unwrap();
        let secret = Secret::parse(&id.1).unwrap();
        verify(&secret, &text("webhook-id"), timestamp, body.as_bytes(), &text("webhook-signature"), timestamp)
            .unwrap();
        let first = received.lock().unwrap()[0].0["webhook-id"].clone();
        assert_eq!(first, headers["webhook-id"], "both attempts are one message");
        let path = format!("/api/webhooks/{}/deliveries", id.0);
        let log = house.get(&path).await.json();
        assert_eq!(log["value"].as_array().unwrap().len(), 1, "{log}");
        let delivery = log["value"][0]["id"].as_i64().unwrap();
        let replayed = house.post(&format!("{path}/{delivery}/replay"), json!({})).await;
        assert_eq!(replayed.status, 202);
        until(&house, "the replay", || received.lock().unwrap().len() >= 3).await;
        house.ask(&house.owner, "PATCH", &format!("companies({company})"), &[], r#"{"name":"Borealis"}"#).await;
        until(&house, "the change", || received.lock().unwrap().len() >= 4).await;
        let changed: Value = serde_json::from_str(&received.lock().unwrap()[3].1).unwrap();
        assert_eq!(changed["data"]["changed"]["name"], json!({ "before": "Aurora", "after": "Borealis" }));
        let gone = house.ask(&house.owner, "DELETE", &format!("/api/webhooks/{}", id.0), &[], "").await;
        assert_eq!(gone.status, 204);
        running.stop().await;
    }
}

/// A subscription to a receiver of one's own network, which the door takes only when the installation allows it.
async fn subscribe(house: &House, url: &str) -> (i64, String) {
    let public = json!({ "url": "https://example.com/hook", "entity": "companies", "filter": "status = \"active\"" });
    let made = house.post("/api/webhooks", public).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let made = made.json();
    let (id, url) = (made["id"].as_i64().unwrap(), url.to_owned());
    house
        .database
        .write_blocking(move |tx| {
            use store::sql::{Expr, ExprTrait, Query};
            tx.run(
                Query::update()
                    .table("webhooks_subscription")
                    .value("url", url.as_str())
                    .and_where(Expr::col("id").eq(id)),
            )
            .map(drop)
        })
        .unwrap();
    (id, made["secret"].as_str().unwrap().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn webhooks_are_for_administrators() {
    for house in houses() {
        let observer = house.person("Oleg Observer", "observer").1;
        for (method, path) in [
            ("GET", "/api/webhooks"),
            ("POST", "/api/webhooks"),
            ("GET", "/api/webhooks/1"),
            ("PATCH", "/api/webhooks/1"),
            ("DELETE", "/api/webhooks/1"),
            ("POST", "/api/webhooks/1/rotate"),
            ("GET", "/api/webhooks/1/deliveries"),
            ("POST", "/api/webhooks/1/deliveries/1/replay"),
        ] {
            let body = if method == "GET" { "" } else { "{}" };
            let nobody = house.ask("", method, path, &[], body).await;
            assert_eq!(nobody.status, 401, "{method} {path}");
            assert_eq!(nobody.header("content-type"), "application/problem+json");
            assert_eq!(house.ask(&observer, method, path, &[], body).await.status, 403, "{method} {path}");
            let owner = house.ask(&house.owner, method, path, &[], body).await;
            let expected = if path == "/api/webhooks" { if method == "GET" { 200 } else { 422 } } else { 404 };
            assert_eq!(owner.status, expected, "{method} {path}: {}", owner.text());
        }
        let wrong = house
            .post(
                "/api/webhooks",
                json!({ "url": "https://10.0.0.1/", "entity": "firms", "events": ["x"], "filter": ")", "more": 1 }),
            )
            .await;
        let fields: Vec<String> = wrong.json()["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|error| error["field"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(fields, ["url", "entity", "events", "more", "filter"]);
        let made = house.post("/api/webhooks", json!({ "url": "https://example.com/" })).await.json();
        let path = format!("/api/webhooks/{}", made["id"]);
        assert!(!house.get(&path).await.text().contains("whsec_"));
        let rotated = house.post(&format!("{path}/rotate"), json!({})).await.json();
        assert_ne!(rotated["secret"], made["secret"]);
        let off = house.ask(&house.owner, "PATCH", &path, &[], r#"{"active":false}"#).await;
        assert_eq!(off.json()["active"], false);
        assert_eq!(house.ask(&house.owner, "PUT", &path, &[], "{}").await.status, 405);
    }
}

#[test]
fn webhooks_from_before_they_had_a_room_are_kept() {
    for database in testkit::databases() {
        database
            .alone_blocking(|tx| {
                store::migrate(tx, "api", &api::MIGRATIONS[..1])?;
                tx.batch(
                    "INSERT INTO api_webhook (id, url, secret, entity, events, active, owner, created_at, changed_at) \
                     VALUES (7, 'https://example.com/', 'whsec_x', '*', 'created', TRUE, 1, 0, 0)",
                )?;
                tx.batch("INSERT INTO api_position (name, position) VALUES ('webhooks', 41)")?;
                store::migrate(tx, "webhooks", webhooks::MIGRATIONS)?;
                store::migrate(tx, "api", api::MIGRATIONS)?;
                let count = |tx: &mut store::Tx, table: &'static str| {
                    use store::sql::{Expr, Func, Query};
                    let select = Query::select().expr(Func::count(Expr::cust("*"))).from(table).to_owned();
                    tx.one(&select, |row| row.int(0))
                };
                assert_eq!(count(tx, "webhooks_subscription")?, Some(1));
                assert_eq!(count(tx, "webhooks_position")?, Some(1));
                Ok::<_, store::Error>(())
            })
            .unwrap();
    }
}
