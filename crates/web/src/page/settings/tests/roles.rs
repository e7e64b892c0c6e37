//! Roles and units.

use access::{Actor, Through};
use axum::http::StatusCode;

use crate::page::house::House;

#[tokio::test]
async fn a_changed_role_is_in_force_at_once_and_can_go_back() {
    let house = House::new();
    let owner = house.person("Olga", "administrator");
    let seller = house.person("Sam", "sales_rep");
    let right = |house: &House| {
        let world = house.records.world();
        let entity = world.model.entity("base.company").unwrap();
        crate::page::settings::roles::effective(&world.model, "sales_rep", &entity.name)["import"].clone()
    };
    assert_eq!(right(&house), "none");
    let answer = house.post(&owner, &owner.csrf, "/settings/roles/sales_rep", &[("base.company:import", "all")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    assert_eq!(house.get(Some(&seller), "/import/into/companies").await.status, StatusCode::OK);
    assert_eq!(right(&house), "all");
    // A condition that cannot be read is said where it was typed.
    let bad = [("right:read", "condition"), ("condition:read", "owner.id ==== 1")];
    let answer = house.post(&owner, &owner.csrf, "/settings/roles/sales_rep/base.company", &bad).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("role=\"alert\""));
    let good =
        [("right:read", "condition"), ("condition:read", "owner.id = actor.id"), ("field:annual_revenue", "hidden")];
    let answer = house.post(&owner, &owner.csrf, "/settings/roles/sales_rep/base.company", &good).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let answer = house.post(&owner, &owner.csrf, "/settings/roles/sales_rep/reset", &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    house.get(Some(&owner), "/settings/roles/sales_rep").await;
    assert_eq!(right(&house), "none");
}

#[tokio::test]
async fn a_role_of_ones_own_is_made_copied_held_and_deleted() {
    let house = House::new();
    let owner = house.person("Olga", "administrator");
    let fields = [("name", "key_accounts"), ("label_en", "Key accounts"), ("from", "sales_rep")];
    let answer = house.post(&owner, &owner.csrf, "/settings/roles/new", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    assert_eq!(house.get(Some(&owner), "/settings/roles/key_accounts").await.status, StatusCode::OK);
    let again = house.post(&owner, &owner.csrf, "/settings/roles/new", &fields).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    let holder = house.person("Kira", "key_accounts");
    let refused = house.post(&owner, &owner.csrf, "/settings/roles/key_accounts/delete", &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    house.post(&owner, &owner.csrf, &format!("/settings/users/{}/roles", holder.id), &[]).await;
    let gone = house.post(&owner, &owner.csrf, "/settings/roles/key_accounts/delete", &[]).await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER, "{}", gone.text);
    assert_eq!(house.get(Some(&owner), "/settings/roles/key_accounts").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn units_are_added_moved_and_never_below_themselves() {
    let house = House::new();
    let owner = house.person("Olga", "administrator");
    for (name, parent) in [("Top", ""), ("Sales", "")] {
        let answer =
            house.post(&owner, &owner.csrf, "/settings/units/new", &[("name", name), ("parent", parent)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    }
    let ids = house
        .records
        .read_blocking(|tx| records::ids(tx, &Actor::platform(Through::Command), &records::Query::of(records::UNIT)))
        .unwrap();
    let (top, sales) = (ids[0].to_string(), ids[1]);
    let moved = house
        .post(&owner, &owner.csrf, &format!("/settings/units/{sales}"), &[("name", "Sales"), ("parent", &top)])
        .await;
    assert_eq!(moved.status, StatusCode::SEE_OTHER, "{}", moved.text);
    let circle = house
        .post(
            &owner,
            &owner.csrf,
            &format!("/settings/units/{top}"),
            &[("name", "Top"), ("parent", &sales.to_string())],
        )
        .await;
    assert_eq!(circle.status, StatusCode::UNPROCESSABLE_ENTITY);
    let kept = house.post(&owner, &owner.csrf, &format!("/settings/units/{top}/delete"), &[]).await;
    assert_eq!(kept.status, StatusCode::UNPROCESSABLE_ENTITY);
    let gone = house.post(&owner, &owner.csrf, &format!("/settings/units/{sales}/delete"), &[]).await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER);
}
