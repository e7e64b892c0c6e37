//! What programs use: tokens and webhooks.

use axum::http::StatusCode;

use crate::page::house::{House, PASSWORD};

#[tokio::test]
async fn a_token_is_shown_once_and_asks_for_the_password() {
    let house = House::new();
    let seller = house.person("Sam", "sales_rep");
    let wrong = [("name", "Report"), ("lasts", "30"), ("present", "not my password")];
    assert_eq!(
        house.post(&seller, &seller.csrf, "/settings/tokens", &wrong).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let right = [("name", "Report"), ("lasts", "30"), ("present", PASSWORD), ("read_only", "true")];
    let answer = house.post(&seller, &seller.csrf, "/settings/tokens", &right).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let at = answer.text.find("select-all\" id=\"secret\">rel_").expect("the token is shown");
    let token = &answer.text[at + "select-all\" id=\"secret\">".len()..][..64];
    let page = house.get(Some(&seller), "/settings/tokens").await.text;
    assert!(!page.contains(token), "the token is shown again");
    assert!(page.contains("Report"));
    // Nobody else sees or revokes it.
    let other = house.person("Ulf", "sales_rep");
    let start = page.find("/settings/tokens/").expect("a revoke form");
    let id: String = page[start + "/settings/tokens/".len()..].chars().take_while(char::is_ascii_digit).collect();
    let path = format!("/settings/tokens/{id}/revoke");
    assert_eq!(house.post(&other, &other.csrf, &path, &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.post(&seller, &seller.csrf, &path, &[]).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_token_names_no_role_its_user_does_not_hold() {
    let house = House::new();
    let seller = house.person("Sam", "sales_rep");
    let fields = [
        ("name", "Report"),
        ("lasts", "30"),
        ("present", PASSWORD),
        ("scope", "some"),
        ("role", "administrator"),
        ("role", "sales_rep"),
    ];
    assert_eq!(house.post(&seller, &seller.csrf, "/settings/tokens", &fields).await.status, StatusCode::OK);
    let user = seller.id;
    let tokens = house.identity(move |tx| identity::token::list(tx, user));
    let roles: Vec<String> = tokens[0].roles.iter().flatten().map(ToString::to_string).collect();
    assert_eq!(roles, ["sales_rep"]);
}

#[tokio::test]
async fn a_webhook_is_made_kept_and_taken_away() {
    let house = House::new();
    let owner = house.person("Olga", "administrator");
    let post = async |path: &str, fields: &[(&str, &str)]| house.post(&owner, &owner.csrf, path, fields).await;
    // What cannot be reached from outside, or hears of nothing, is refused with every finding.
    let wrong = [("url", "http://127.0.0.1/x"), ("entity", "*"), ("filter", "status = 1")];
    let answer = post("/settings/webhooks", &wrong).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in ["f-url-err", "f-event-err", "f-filter-err"] {
        assert!(answer.text.contains(field), "{field}: {}", answer.text);
    }
    let right =
        [("url", "https://hooks.example/in"), ("entity", "sales.deal"), ("event", "created"), ("event", "changed")];
    let answer = post("/settings/webhooks", &right).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let at = answer.text.find("whsec_").expect("the secret is shown");
    let secret = answer.text[at..].split('<').next().unwrap().to_owned();
    let list = house.get(Some(&owner), "/settings/webhooks").await.text;
    assert!(list.contains("https://hooks.example/in") && !list.contains("whsec_"), "the secret is shown again");
    let start = list.find("/settings/webhooks/").expect("a way to it");
    let id: String = list[start + "/settings/webhooks/".len()..].chars().take_while(char::is_ascii_digit).collect();
    let url = format!("/settings/webhooks/{id}");
    let fresh = post(&format!("{url}/secret"), &[]).await.text;
    assert!(fresh.contains("whsec_") && !fresh.contains(&secret), "the secret is another one");
    assert_eq!(post(&format!("{url}/active"), &[]).await.location, "/settings/webhooks?done=webhook-disabled");
    assert_eq!(post(&format!("{url}/deliveries/1/replay"), &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(post(&format!("{url}/removal"), &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(house.get(Some(&owner), &url).await.status, StatusCode::NOT_FOUND);
}
