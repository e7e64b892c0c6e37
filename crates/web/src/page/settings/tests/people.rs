//! Users, their accounts and their own profile.

use access::{Actor, Through};
use axum::http::StatusCode;
use records::Patch;

use crate::page::house::House;

#[tokio::test]
async fn the_last_administrator_stays() {
    let house = House::new();
    let owner = house.person("Olga", "administrator");
    let roles = format!("/settings/users/{}/roles", owner.id);
    let answer = house.post(&owner, &owner.csrf, &roles, &[("role", "sales_rep")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let answer = house.post(&owner, &owner.csrf, &format!("/settings/users/{}/disable", owner.id), &[]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(house.get(Some(&owner), "/settings/users").await.status, StatusCode::OK);
    // With a second one the first may go.
    house.person("Omar", "administrator");
    let answer = house.post(&owner, &owner.csrf, &roles, &[("role", "sales_rep")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(house.get(Some(&owner), "/settings/users").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_invitation_makes_person_account_and_link_or_nothing() {
    let house = House::new();
    let owner = house.person("Olga", "administrator");
    let fields = [("name", "Nina New"), ("email", "nina@example.org"), ("language", "ru"), ("role", "sales_rep")];
    let answer = house.post(&owner, &owner.csrf, "/settings/users/new", &fields).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let start =
        answer.text.find("http://localhost:7474/link/").expect("the link is shown") + "http://localhost:7474".len();
    let link: String = answer.text[start..].chars().take_while(|letter| *letter != '<' && *letter != '"').collect();
    assert_eq!(house.get(None, &link).await.status, StatusCode::OK);
    // The same address again is refused, and leaves no second record behind.
    let again = house.post(&owner, &owner.csrf, "/settings/users/new", &fields).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    let users = house
        .records
        .read_blocking(|tx| {
            records::count(tx, &Actor::platform(Through::Command), &records::Query::of(records::USER), None)
        })
        .unwrap();
    assert_eq!(users, 2);
}

#[tokio::test]
async fn the_profile_changes_ones_own_few_fields_alone() {
    let house = House::new();
    let seller = house.person("Sam", "observer");
    let fields = [
        ("name", "Samuel"),
        ("language", "ru"),
        ("email", "boss@example.org"),
        ("active", "false"),
        ("home_unit", "1"),
    ];
    let answer = house.post(&seller, &seller.csrf, "/settings/profile", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let id = seller.id;
    let record = house
        .records
        .read_blocking(move |tx| records::get(tx, &Actor::platform(Through::Command), records::USER, id))
        .unwrap();
    assert_eq!(record.get("name").as_text(), Some("Samuel"));
    assert_eq!(record.get("email").as_text(), Some("sam@example.org"));
    assert!(record.get("home_unit").is_null());
}

#[tokio::test]
async fn the_address_on_record_is_the_address_to_sign_in_with() {
    let house = House::new();
    let owner = house.person("Olga", "administrator");
    let seller = house.person("Sam", "sales_rep");
    let id = seller.id;
    // The record itself does not take another one.
    let written = house.records.write_blocking(move |tx| {
        records::update(
            tx,
            &Actor::platform(Through::Page),
            records::USER,
            id,
            None,
            &Patch::one("email", "other@example.org"),
        )
    });
    assert!(matches!(written, Err(records::Error::Invalid(_))));
    let change = |email: &'static str| {
        let path = format!("/settings/users/{id}/email");
        let (house, owner) = (&house, &owner);
        async move { house.post(owner, &owner.csrf, &path, &[("email", email)]).await.status }
    };
    assert_eq!(change("samuel@example.org").await, StatusCode::SEE_OTHER);
    let both = house.records.read_blocking(move |tx| {
        let record = records::get(tx, &Actor::platform(Through::Command), records::USER, id)?;
        let account = identity::account::of(tx.sql(), id).unwrap().unwrap();
        Ok::<_, records::Error>((record.get("email").as_text().map(str::to_owned), account.email))
    });
    assert_eq!(both.unwrap(), (Some("samuel@example.org".to_owned()), "samuel@example.org".to_owned()));
    assert_eq!(change("olga@example.org").await, StatusCode::UNPROCESSABLE_ENTITY);
}
