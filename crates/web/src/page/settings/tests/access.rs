//! Who may open and send what.

use access::{Actor, Through};
use axum::http::StatusCode;
use records::Patch;

use crate::page::house::House;

const OWN: [&str; 5] = ["/settings", "/settings/profile", "/settings/security", "/settings/tokens", "/jobs"];
const ADMINISTRATION: [&str; 11] = [
    "/settings/users",
    "/settings/users/new",
    "/settings/units",
    "/settings/units/new",
    "/settings/roles",
    "/settings/roles/new",
    "/settings/roles/sales_rep",
    "/settings/roles/sales_rep/sales.deal",
    "/settings/webhooks",
    "/settings/installation",
    "/settings/users/1",
];

#[tokio::test]
async fn nobody_is_sent_to_sign_in() {
    let house = House::new();
    for path in OWN.iter().chain(&ADMINISTRATION).chain(&["/import", "/import/into/companies", "/import/1", "/jobs/1"])
    {
        let answer = house.get(None, path).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
        assert!(answer.location.starts_with("/sign-in?next="), "{path}: {}", answer.location);
    }
}

#[tokio::test]
async fn a_seller_has_own_settings_and_no_administration() {
    let house = House::new();
    let seller = house.person("Sam", "sales_rep");
    let owner = house.person("Olga", "administrator");
    for path in OWN {
        assert_eq!(house.get(Some(&seller), path).await.status, StatusCode::OK, "{path}");
    }
    for path in ADMINISTRATION {
        assert_eq!(house.get(Some(&seller), path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    // A sales_rep has no right to import anything.
    assert_eq!(house.get(Some(&seller), "/import").await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.get(Some(&seller), "/import/into/companies").await.status, StatusCode::NOT_FOUND);
    let writes: [(String, &[(&str, &str)]); 9] = [
        ("/settings/users/new".to_owned(), &[("name", "X"), ("email", "x@example.org"), ("role", "administrator")]),
        (format!("/settings/users/{}/roles", seller.id), &[("role", "administrator")]),
        (format!("/settings/users/{}/disable", owner.id), &[]),
        (format!("/settings/users/{}/link", owner.id), &[]),
        ("/settings/units/new".to_owned(), &[("name", "X")]),
        ("/settings/roles/new".to_owned(), &[("name", "x"), ("label_en", "X"), ("from", "administrator")]),
        ("/settings/roles/sales_rep".to_owned(), &[("sales.deal:read", "all")]),
        ("/settings/webhooks".to_owned(), &[("url", "https://mine.example")]),
        ("/settings/installation".to_owned(), &[("name", "Mine")]),
    ];
    for (path, fields) in writes {
        assert_eq!(house.post(&seller, &seller.csrf, &path, fields).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn a_write_without_the_right_token_is_refused() {
    let house = House::new();
    let owner = house.person("Olga", "administrator");
    let other = house.person("Omar", "administrator");
    for path in [
        "/settings/profile",
        "/settings/units/new",
        "/settings/users/new",
        "/settings/security/sessions/others",
        "/jobs/1/cancel",
    ] {
        for csrf in ["", "wrong", other.csrf.as_str()] {
            assert_eq!(house.post(&owner, csrf, path, &[("name", "X")]).await.status, StatusCode::FORBIDDEN, "{path}");
        }
    }
}

#[tokio::test]
async fn administrators_ask_why_of_anybody_and_others_of_themselves() {
    let house = House::new();
    let owner = house.person("Olga", "administrator");
    let seller = house.person("Sam", "sales_rep");
    let id = house
        .records
        .write_blocking(|tx| {
            let platform = Actor::platform(Through::Command);
            records::create(tx, &platform, "base.tag", &Patch::one("name", "hot")).map(|record| record.id())
        })
        .unwrap();
    let plural = house.records.world().model.find_entity("base.tag").unwrap().plural.clone();
    let ask = |user: i64| format!("/{plural}/{id}/why?subject={user}");
    let told = house.get(Some(&owner), &ask(seller.id)).await;
    assert_eq!(told.status, StatusCode::OK);
    assert!(told.text.contains("Sam"), "{}", told.text);
    // A sales_rep reads tags and changes none.
    assert_eq!(told.text.matches("text-error").count(), 4, "{}", told.text);
    assert_eq!(house.get(Some(&seller), &ask(seller.id)).await.status, StatusCode::OK);
    assert_eq!(house.get(Some(&seller), &ask(owner.id)).await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.get(Some(&owner), &ask(999_999)).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        house.get(Some(&owner), &ask(seller.id).replace(&seller.id.to_string(), "")).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert!(house.get(Some(&owner), &format!("/{plural}/{id}/share")).await.text.contains("why-answer"));
    assert!(!house.get(Some(&seller), &format!("/{plural}/{id}/share")).await.text.contains("why-answer"));
}
