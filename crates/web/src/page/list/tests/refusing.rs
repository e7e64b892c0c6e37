//! Acts on many records that nothing comes of.

use super::*;

/// The ids of rows on a page.
fn ids(page: &str) -> Vec<String> {
    let boxes = page.split("id=\"grid-check-").skip(1);
    boxes.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_change_refused_for_all_keeps_the_dialog_and_says_each_reason_once() {
    let house = House::new();
    let page = house.get("/companies", &house.admin).await.body;
    let selected: Vec<String> = ids(&page).into_iter().take(3).collect();
    let body = |value: &str| {
        let ids: String = selected.iter().map(|id| format!("id={id}&")).collect();
        format!("{ids}field=employees&employees={value}")
    };
    let refused = house.post("/companies/bulk", &house.admin, &body("-5")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
    // What stands in the dialog stays: only the place for what is said is filled.
    assert!(refused.body.contains("hx-target=\"#bulk-said\"") && !refused.body.contains("<dialog"), "{}", refused.body);
    assert!(refused.body.contains("Nothing was changed.") && refused.body.contains("3 records: "), "{}", refused.body);
    assert_eq!(refused.body.matches("<li>").count(), 1, "{}", refused.body);
    assert!(!refused.headers.contains_key("hx-trigger"), "nothing closes the dialog or clears the selection");
    // So does a value that cannot be read.
    let unread = house.post("/companies/bulk", &house.admin, &body("many")).await;
    assert_eq!(unread.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unread.body.contains("hx-target=\"#bulk-said\"") && !unread.body.contains("<dialog"), "{}", unread.body);
    let dialog = house.post("/companies/bulk/change", &house.admin, &body("")).await;
    assert!(dialog.body.contains("id=\"bulk-said\""), "{}", dialog.body);
}

#[tokio::test]
async fn a_deletion_refused_for_all_says_why_in_a_dialog_of_its_own() {
    let house = House::new();
    let page = house.get("/companies", &house.admin).await.body;
    let gone: Vec<String> = ids(&page).into_iter().take(2).collect();
    let body = format!("id={}&id={}", gone[0], gone[1]);
    let done = house.post("/companies/bulk/delete", &house.admin, &body).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.body);
    let again = house.post("/companies/bulk/delete", &house.admin, &body).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", again.body);
    assert!(again.body.contains("hx-target=\"#dialogs\"") && again.body.contains("id=\"bulk-refused\""));
    assert!(again.body.contains("2 records: Deleted meanwhile."), "{}", again.body);
    assert!(!again.headers.contains_key("hx-trigger"), "the selection stays");
}
