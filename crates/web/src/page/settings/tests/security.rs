//! How one signs in, and what administrators decide about it.

use axum::http::StatusCode;
use identity::second_factor::{self, Ways};

use crate::page::house::{House, PASSWORD, Person};

fn ways(house: &House, person: &Person) -> Ways {
    let user = person.id;
    house.identity(move |tx| second_factor::ways(tx, user))
}

#[tokio::test]
async fn an_app_is_set_up_and_recovery_codes_are_shown_once() {
    let house = House::new();
    let sam = house.person("Sam", "sales_rep");
    let refused = house.post(&sam, &sam.csrf, "/settings/security/factor", &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "it outlives the session");
    let page = house.post(&sam, &sam.csrf, "/settings/security/factor", &[("present", PASSWORD)]).await.text;
    let at = page.find("otpauth://").expect("a key to set up");
    let app = totp_rs::Totp::from_url(page[at..].split('"').next().unwrap().replace("&amp;", "&")).unwrap();
    let code = house.shown(&app);
    let done = house.post(&sam, &sam.csrf, "/settings/security/factor/confirm", &[("code", &code)]).await;
    assert_eq!(done.status, StatusCode::OK);
    let codes = done.text.matches("text-center select-all").count();
    assert_eq!(codes, 10, "{}", done.text);
    assert!(!house.get(Some(&sam), "/settings/security").await.text.contains("text-center select-all"));
    assert_eq!(ways(&house, &sam), Ways { app: true, passkey: false, recovery_codes: 10 });
}

#[tokio::test]
async fn a_wrong_code_leaves_the_key_and_its_picture_on_the_page() {
    let house = House::new();
    let sam = house.person("Sam", "sales_rep");
    let confirm = "/settings/security/factor/confirm";
    let never = house.post(&sam, &sam.csrf, confirm, &[("code", "000000")]).await;
    assert_eq!(never.location, "/settings/security", "nothing was begun");
    let page = house.post(&sam, &sam.csrf, "/settings/security/factor", &[("present", PASSWORD)]).await.text;
    let part = |page: &str, from: &str, to: &str| {
        let at = page.find(from).unwrap_or_else(|| panic!("no {from} in {page}"));
        page[at..].split(to).next().unwrap().to_owned()
    };
    let (uri, picture) = (part(&page, "otpauth://", "\""), part(&page, "<svg viewBox", "</svg>"));
    let app = totp_rs::Totp::from_url(uri.replace("&amp;", "&")).unwrap();
    for wrong in ["", "12", "000000"] {
        let refused = house.post(&sam, &sam.csrf, confirm, &[("code", wrong)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(part(&refused.text, "otpauth://", "\""), uri);
        assert!(refused.text.contains(&picture));
        assert!(refused.text.contains("aria-invalid"), "the error stands at the field: {}", refused.text);
    }
    let done = house.post(&sam, &sam.csrf, confirm, &[("code", &house.shown(&app))]).await;
    assert_eq!(done.status, StatusCode::OK);
    let late = house.post(&sam, &sam.csrf, confirm, &[("code", "000000")]).await;
    assert!(late.location == "/settings/security" && !late.text.contains("otpauth://"), "{}", late.text);
}

#[tokio::test]
async fn what_weakens_or_outlives_the_session_asks_for_the_password() {
    let house = House::new();
    let sam = house.person("Sam", "sales_rep");
    house.enrol(sam.id);
    house.passkey(sam.id);
    let page = house.get(Some(&sam), "/settings/security").await.text;
    let start =
        page.find("/settings/security/passkeys/").expect("a form to remove it") + "/settings/security/passkeys/".len();
    let id: String = page[start..].chars().take_while(char::is_ascii_digit).collect();
    let remove = format!("/settings/security/passkeys/{id}/remove");
    for path in ["/settings/security/factor/off", "/settings/security/factor/codes", remove.as_str()] {
        for wrong in [&[][..], &[("present", "not my password")]] {
            let answer = house.post(&sam, &sam.csrf, path, wrong).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        }
    }
    assert!(ways(&house, &sam).app && ways(&house, &sam).passkey);
    let options = |present: &str| {
        let body = format!(r#"{{"present":"{present}"}}"#);
        axum::http::Request::post("/settings/security/passkeys/options")
            .header("host", "localhost:7474")
            .header("cookie", format!("relata_session={}", sam.cookie))
            .header("x-csrf-token", &sam.csrf)
            .header("content-type", "application/json")
            .body(axum::body::Body::from(body))
            .unwrap()
    };
    assert_eq!(house.send(options("not my password")).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    // So many wrong ones were slowed down.
    house.wait(60);
    // Nobody else removes it, with whatever password.
    let other = house.person("Ulf", "sales_rep");
    let right = [("present", PASSWORD)];
    assert_eq!(house.post(&other, &other.csrf, &remove, &right).await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.post(&sam, &sam.csrf, &remove, &right).await.status, StatusCode::SEE_OTHER);
    assert_eq!(
        house.post(&sam, &sam.csrf, "/settings/security/factor/off", &right).await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(ways(&house, &sam), Ways::default());
    let challenge = house.send(options(PASSWORD)).await;
    assert!(challenge.status == StatusCode::OK && challenge.text.contains("challenge_id"), "{}", challenge.text);
}

#[tokio::test]
async fn a_passkey_the_browser_did_not_make_is_refused_on_the_page() {
    let house = House::new();
    let sam = house.person("Sam", "sales_rep");
    for fields in [&[][..], &[("challenge", "x"), ("credential", "{}")]] {
        let answer = house.post(&sam, &sam.csrf, "/settings/security/passkeys", fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text.contains("role=\"alert\""), "{}", answer.text);
    }
}

#[tokio::test]
async fn an_administrator_requires_it_and_resets_what_somebody_lost() {
    let house = House::new();
    let (owner, sam) = (house.person("Olga", "administrator"), house.person("Sam", "sales_rep"));
    let switch = "/settings/installation/second-factor";
    assert_eq!(house.post(&sam, &sam.csrf, switch, &[("required", "true")]).await.status, StatusCode::NOT_FOUND);
    house.enrol(owner.id);
    let page = house.get(Some(&owner), "/settings/installation").await.text;
    assert!(page.contains("1 of 2 people"), "{page}");
    house.post(&owner, &owner.csrf, switch, &[("required", "true")]).await;
    assert_eq!(house.get(Some(&sam), "/settings").await.location, "/second-factor");
    assert_eq!(house.get(Some(&owner), "/settings").await.status, StatusCode::OK);
    house.post(&owner, &owner.csrf, switch, &[("required", "false")]).await;
    assert_eq!(house.get(Some(&sam), "/settings").await.status, StatusCode::OK);
    house.passkey(sam.id);
    house.enrol(sam.id);
    let reset = format!("/settings/users/{}/factor", sam.id);
    assert_eq!(house.post(&sam, &sam.csrf, &reset, &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.post(&owner, &owner.csrf, &reset, &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(ways(&house, &sam), Ways::default());
}
