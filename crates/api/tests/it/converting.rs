//! A lead converted by a program.

use serde_json::json;

use crate::house::{House, houses};

async fn lead(house: &House) -> i64 {
    let lead =
        json!({ "company_name": "Fjordlyst AS", "contact_name": "Signe Dahl", "email": "signe@fjordlyst.example" });
    house.create("leads", lead).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lead_is_converted_by_an_action() {
    for house in houses() {
        let id = lead(&house).await;
        let body = json!({ "new_contact": { "given_name": "Signe", "family_name": "Dahl" }, "skip": ["new_deal"] });
        let done = house.post(&format!("leads({id})/convert"), body).await;
        assert_eq!(done.status, 200, "{}", done.text());
        let done = done.json();
        assert_eq!((&done["status"], &done["deal_id"]), (&json!("converted"), &json!(null)));
        let company = house.get(&format!("leads({id})/company?$select=name")).await.json();
        assert_eq!(company["name"], "Fjordlyst AS");
        let contact = house.get(&format!("leads({id})/contact?$select=family_name,company_id")).await.json();
        assert_eq!((&contact["family_name"], &contact["company_id"]), (&json!("Dahl"), &done["company_id"]));

        let again = house.post(&format!("leads({id})/convert"), json!({})).await;
        assert_eq!(again.status, 422, "{}", again.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_that_is_there_is_used_and_mistakes_are_named() {
    for house in houses() {
        let company = house.create("companies", json!({ "name": "Quite Another" })).await;
        let id = lead(&house).await;
        let path = format!("leads({id})/Relata.convert");
        for (body, status, said) in [
            (json!({ "nothing": 1 }), 400, "is no parameter"),
            (json!({ "new_company": { "name": "X" }, "new_company_id": company }), 400, "one thing only"),
            (json!({ "new_company_id": 999_999 }), 422, "new_company"),
            (json!({ "new_contact": { "email": "wrong" } }), 422, "new_contact/0/email"),
        ] {
            let refused = house.post(&path, body.clone()).await;
            assert_eq!(refused.status, status, "{body}: {}", refused.text());
            assert!(refused.text().contains(said), "{body}: {}", refused.text());
        }
        assert_eq!(house.get(&path).await.status, 405);
        let stale = house.ask(&house.owner, "POST", &path, &[("if-match", "W/\"9\"")], "{}").await;
        assert_eq!(stale.status, 412, "{}", stale.text());
        let done = house.post(&path, json!({ "new_company_id": company })).await;
        assert_eq!((done.status.as_u16(), &done.json()["company_id"]), (200, &json!(company)), "{}", done.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_action_is_described() {
    for house in houses() {
        let xml = house.get("$metadata").await.text().to_owned();
        assert!(xml.contains(r#"<Action Name="convert" IsBound="true">"#));
        assert!(xml.contains(r#"<Parameter Name="new_company" Type="Relata.company"/>"#));
        let json = house.get("$metadata?$format=json").await.json();
        assert_eq!(json["Relata"]["convert"][0]["$Kind"], "Action");
    }
}
