//! The page on which a lead becomes a company, a contact and a deal.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_lead_is_converted_with_what_was_edited_and_back() {
    let house = house();
    let company = house.create("base.company", &Patch::one("name", "Fjordlyst"));
    let lead = Patch::one("company_name", "Fjordlyst AS").with("contact_name", "Signe Dahl");
    let lead = house.create("sales.lead", &lead);
    let url = format!("/leads/{lead}/convert/lead");
    let record = house.get(&format!("/leads/{lead}")).await.body;
    assert!(record.contains(&url), "the page of the lead leads there");
    let page = house.get(&url).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(page.body.contains(&format!("href=\"/companies/{company}\"")), "the likely company is offered");
    assert!(page.body.contains("value=\"Signe Dahl\""));

    let ways = format!("choice.new_company={company}&choice.new_deal=skip&choice.new_contact=create");
    let wrong = format!("{ways}&new_contact.name=Signe+D.&new_contact.email=nowhere");
    let refused = house.send(Method::POST, &url, &house.owner, &wrong, false).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("value=\"Signe D.\"") && refused.body.contains("value=\"nowhere\""));
    assert!(refused.body.contains("f-new_contact.email-err"), "{}", refused.body);
    let nobody = "choice.new_company=other&choice.new_contact=skip&choice.new_deal=skip";
    let refused = house.send(Method::POST, &url, &house.owner, nobody, false).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);

    let right = format!("{ways}&new_contact.name=Signe+D.&new_contact.email=signe%40fjordlyst.example");
    let stranger = house.send(Method::POST, &url, &house.observer, &right, false).await;
    assert!(matches!(stranger.status, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND), "{}", stranger.status);
    let done = house.send(Method::POST, &url, &house.owner, &right, false).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.body);
    assert!(done.body.contains("Signe D."));
    let post = house.send(Method::POST, &url, &house.owner, &right, false).await;
    for answer in [house.get(&url).await, post] {
        assert_eq!(answer.status, StatusCode::CONFLICT);
        assert!(answer.body.contains("was converted already"), "{}", answer.body);
        assert!(answer.body.contains(&format!("href=\"/companies/{company}\"")), "it says what it became");
        assert!(answer.body.contains("Signe D.") && answer.body.contains("href=\"/contacts/"));
    }
    let stranger = house.send(Method::GET, &url, &house.observer, "", false).await;
    assert_eq!(stranger.status, StatusCode::NOT_FOUND);
    let undo = done.body.split("hx-post=\"").nth(1).unwrap().split('"').next().unwrap().replace("&amp;", "&");
    let undone = house.send(Method::POST, &undo, &house.owner, "", true).await;
    assert!(undone.headers.contains_key("hx-redirect"), "{undo}: {}", undone.body);
    assert_eq!(house.get(&url).await.status, StatusCode::OK);
}
