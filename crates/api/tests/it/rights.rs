//! Rights: what nobody, the least privileged, and a narrow token are answered.

use access::{Actor, Through};
use identity::token::Wanted;
use records::Patch;
use serde_json::json;

use crate::house::{House, houses};
use crate::reading::filled;

const ROUTES: [(&str, &str); 16] = [
    ("GET", ""),
    ("GET", "$metadata"),
    ("GET", "companies"),
    ("GET", "companies(1)"),
    ("GET", "companies/$count"),
    ("GET", "companies(1)/name"),
    ("GET", "companies(1)/name/$value"),
    ("GET", "companies(1)/contacts"),
    ("POST", "companies"),
    ("PATCH", "companies(1)"),
    ("PUT", "companies(1)"),
    ("DELETE", "companies(1)"),
    ("POST", "$batch"),
    ("POST", "companies/$query"),
    ("GET", "nothing"),
    ("GET", "/api/openapi.json"),
];

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_asked_for_a_token_everywhere() {
    for house in houses() {
        for (method, path) in ROUTES {
            for token in ["", "rel_nonsense"] {
                let answer = house.ask(token, method, path, &[], if method == "GET" { "" } else { "{}" }).await;
                assert_eq!(answer.status, 401, "{method} {path}: {}", answer.text());
                assert!(answer.header("www-authenticate").starts_with("Basic realm=\"Relata\""), "{method} {path}");
                assert!(answer.header("www-authenticate").contains("Bearer"));
            }
        }
        let basic = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, format!("any:{}", house.owner));
        let answer = house.ask("", "GET", "companies", &[("authorization", &format!("Basic {basic}"))], "").await;
        assert_eq!(answer.status, 200);
    }
}

/// A company of an observer's own.
fn owned(house: &House, user: i64) -> i64 {
    let made = house.records.write_blocking(move |tx| {
        let actor = Actor::platform(Through::Command);
        let patch = Patch::one("name", "Mine").with("owner", user);
        records::create(tx, &actor, "base.company", &patch).map(|record| record.id())
    });
    made.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_observer_sees_what_is_own_and_nothing_else() {
    for house in houses() {
        let [aurora, ..] = filled(&house).await;
        let (user, token) = house.person("Oleg Observer", "observer");
        let mine = owned(&house, user);
        let get = async |path: &str| house.ask(&token, "GET", path, &[], "").await;
        assert_eq!(get("companies").await.column("name"), ["Mine"]);
        assert_eq!(get("companies/$count").await.text(), "1");
        assert_eq!(get(&format!("companies({mine})")).await.status, 200);
        assert_eq!(get(&format!("companies({aurora})")).await.status, 404);
        assert_eq!(get(&format!("companies({aurora})/contacts")).await.status, 404);
        assert_eq!(get(&format!("companies({aurora})/name")).await.status, 404);
        assert_eq!(get(&format!("companies({aurora})/contacts/$count")).await.status, 404);
        let grouped = get("companies?$apply=aggregate($count as number)").await;
        assert_eq!(grouped.json()["value"][0]["number"], 1, "{}", grouped.text());
        for path in [
            "price_lists",
            "products?$filter=cost gt 1",
            "companies?$select=annual_revenue",
            "companies?$filter=annual_revenue gt 1",
            "companies?$orderby=annual_revenue",
            "users?$expand=plans",
            "companies?$apply=aggregate(annual_revenue with sum as total)",
            "users?$filter=plans/any()",
            "deals?$filter=lines/any(l:l/product/cost gt 1)",
        ] {
            let status = get(path).await.status;
            assert!(status == 400 || status == 404, "{path}: {status}");
        }
        assert!(!get(&format!("companies({mine})")).await.text().contains("annual_revenue"));
        assert!(!get("$metadata").await.text().contains("annual_revenue"));
        assert!(!get("/api/openapi.json").await.text().contains("annual_revenue"));
        for (method, path) in [("PATCH", format!("companies({aurora})")), ("DELETE", format!("companies({aurora})"))] {
            let answer =
                house.ask(&token, method, &path, &[], if method == "PATCH" { r#"{"name":"x"}"# } else { "" }).await;
            assert!(answer.status == 403 || answer.status == 404, "{method} {path}: {}", answer.text());
        }
        let own = house.ask(&token, "PATCH", &format!("companies({mine})"), &[], r#"{"name":"x"}"#).await;
        assert_eq!(own.status, 403);
        assert_eq!(house.ask(&token, "POST", "companies", &[], r#"{"name":"x"}"#).await.status, 403);
        // What one is answered is not what another asked before.
        assert_eq!(house.get("companies?$orderby=name").await.column("name").len(), 4);
        assert_eq!(get("companies?$orderby=name").await.column("name"), ["Mine"]);
        // A relation to what may not be seen leads nowhere.
        let foreign = house
            .create("contacts", json!({ "name": "Zed", "family_name": "Zed", "company_id": aurora, "owner_id": user }))
            .await;
        let shown = get(&format!("contacts({foreign})?$expand=company")).await;
        assert_eq!(shown.json()["company"], json!(null), "{}", shown.text());
        assert_eq!(get("contacts?$filter=company/name eq 'Aurora'").await.column("name").len(), 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_may_do_less_than_its_user() {
    for house in houses() {
        let [aurora, ..] = filled(&house).await;
        let (user, _) = house.person("Nina Narrow", "administrator");
        let token = house
            .records
            .write_blocking(move |tx| {
                let limit = access::Limit { read_only: true, entities: Some(["base.company".into()].into()) };
                let wanted = Wanted { name: "narrow".to_owned(), limit, ..Wanted::default() };
                Ok::<_, records::Error>(identity::token::create(tx.sql(), user, &wanted).unwrap().reveal())
            })
            .unwrap();
        assert_eq!(house.ask(&token, "GET", &format!("companies({aurora})"), &[], "").await.status, 200);
        assert_eq!(house.ask(&token, "GET", "contacts", &[], "").await.status, 404);
        assert_eq!(house.ask(&token, "POST", "companies", &[], r#"{"name":"x"}"#).await.status, 403);
        assert_eq!(house.ask(&token, "GET", &format!("companies({aurora})/contacts"), &[], "").await.status, 404);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_not_had_by_naming_what_it_holds() {
    for house in houses() {
        let digest = "ab".repeat(32);
        let sent = json!({ "name": "mine", "sha256": digest, "size": 12, "media_type": "text/plain" });
        let answer = house.post("files", sent).await;
        assert!(answer.status == 422 || answer.json()["sha256"].is_null(), "{}", answer.text());
        let made = house.create("files", json!({ "name": "mine" })).await;
        for body in [json!({ "sha256": digest }), json!({ "value": digest })] {
            let path = if body["value"].is_null() { format!("files({made})") } else { format!("files({made})/sha256") };
            let method = if body["value"].is_null() { "PATCH" } else { "PUT" };
            house.ask(&house.owner, method, &path, &[], &body.to_string()).await;
        }
        assert!(house.get(&format!("files({made})")).await.json()["sha256"].is_null());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_site_s_page_writes_nothing_with_a_token_the_browser_keeps() {
    for house in houses() {
        // Who typed a token into the browser's own window sends it along with every request, whoever's page began it.
        let basic = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, format!("any:{}", house.owner));
        let basic = format!("Basic {basic}");
        let attempt = async |path: &str, headers: &[(&str, &str)]| {
            let all = [&[("authorization", &*basic), ("content-type", "text/plain")], headers].concat();
            house.ask("", "POST", path, &all, r#"{"url":"https://evil.example/"}"#).await
        };
        for headers in [
            &[("sec-fetch-site", "cross-site")][..],
            &[("sec-fetch-site", "same-site")],
            &[("origin", "https://evil.example")],
            &[("origin", "null")],
        ] {
            for path in ["/api/webhooks", "companies", "$batch"] {
                let answer = attempt(path, headers).await;
                assert_eq!(answer.status, 403, "{path} {headers:?}: {}", answer.text());
            }
        }
        assert!(house.get("/api/webhooks").await.json()["value"].as_array().unwrap().is_empty());
        // A page of this very address, a program without a browser, and reading are as ever.
        for headers in [&[("sec-fetch-site", "same-origin")][..], &[("origin", "https://crm.test")], &[]] {
            let answer = attempt("/api/webhooks", headers).await;
            assert_eq!(answer.status, 201, "{}", answer.text());
        }
        let read = [("authorization", &*basic), ("sec-fetch-site", "cross-site")];
        assert_eq!(house.ask("", "GET", "companies/$count", &read, "").await.status, 200);
    }
}
