//! What a record's page and form say beyond its values: advice, sections that come and go, folded ones.

use super::*;

fn toast(answer: &Answer) -> String {
    let header = answer.headers.get("hx-trigger").map(|value| value.to_str().unwrap()).unwrap_or("{}");
    let events: serde_json::Value = serde_json::from_str(header).unwrap();
    events["toast"]["text"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_warning_stops_nobody_and_is_told() {
    let house = house();
    let answer = house
        .send(Method::POST, "/leads", &house.owner, "company_name=Brightwater&contact_name=Ada&title=Line", false)
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let url = answer.headers["location"].to_str().unwrap().to_owned();
    let advice = "Without an e-mail, phone or website nobody can be reached";
    for page in [url.clone(), format!("{url}/edit")] {
        assert!(house.get(&page).await.body.contains(advice), "{page}");
    }
    // An empty form is not scolded.
    assert!(!house.get("/leads/new").await.body.contains(advice));
    let field = format!("{url}/fields/phone");
    let reached = house.send(Method::PATCH, &field, &house.owner, "version=1&phone=%2B48225550037", true).await;
    assert_eq!((reached.status, toast(&reached)), (StatusCode::OK, String::new()), "{}", reached.body);
    assert!(!house.get(&url).await.body.contains(advice));
    let lost = house.send(Method::PATCH, &field, &house.owner, "version=2&phone=", true).await;
    assert_eq!(toast(&lost), format!("Saved, but: {advice}"));
    // What was known before is not told again.
    let again =
        house.send(Method::PATCH, &format!("{url}/fields/interest"), &house.owner, "interest=Trays", true).await;
    assert_eq!((again.status, toast(&again)), (StatusCode::OK, String::new()), "{}", again.body);
}

/// A pipeline with a stage of each of these kinds.
fn stages<const N: usize>(house: &House, kinds: [&str; N]) -> [i64; N] {
    let pipeline = house.create("sales.pipeline", &Patch::one("name", "Sales"));
    let stage = |kind: &str| Patch::one("name", kind).with("kind", kind).with("pipeline", pipeline);
    kinds.map(|kind| house.create("sales.stage", &stage(kind)))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_section_comes_when_its_condition_holds() {
    let house = house();
    let [open, lost] = stages(&house, ["open", "lost"]);
    assert!(!house.get("/deals/new").await.body.contains("name=\"loss_note\""));
    let ask = async |body: String| house.send(Method::POST, "/deals/sections", &house.owner, &body, true).await;
    let comes = ask(format!("name=Line&stage={lost}")).await;
    assert_eq!(comes.status, StatusCode::OK, "{}", comes.body);
    assert!(comes.body.contains("#when-outcome") && comes.body.contains("name=\"loss_note\""), "{}", comes.body);
    let stays = ask(format!("name=Line&stage={lost}&~shown=outcome&loss_note=Price")).await;
    assert_eq!((stays.status, stays.body.as_str()), (StatusCode::NO_CONTENT, ""));
    let goes = ask(format!("name=Line&stage={open}&~shown=outcome&loss_note=Price")).await;
    assert!(goes.body.contains("#when-outcome") && !goes.body.contains("loss_note"), "{}", goes.body);
    // On the page of a record, and in its form.
    for (stage, shown) in [(open, false), (lost, true)] {
        let id = house.create("sales.deal", &Patch::one("name", "Line").with("stage", stage));
        let details = house.get(&format!("/deals/{id}?tab=details")).await;
        assert_eq!(details.body.contains("data-edit=\"loss_note\""), shown, "{}", details.body);
        assert_eq!(house.get(&format!("/deals/{id}/edit")).await.body.contains("name=\"loss_note\""), shown);
        let other = if shown { open } else { lost };
        let asked = format!("/deals/sections?id={id}");
        let told = if shown { format!("stage={other}&~shown=outcome") } else { format!("stage={other}") };
        let answer = house.send(Method::POST, &asked, &house.owner, &told, true).await;
        assert_eq!(answer.body.contains("name=\"loss_note\""), !shown, "{}", answer.body);
    }
    // Nobody learns of a record this way.
    let denied = house.send(Method::POST, "/deals/sections?id=1", &house.observer, "stage=1", true).await;
    assert!(denied.status.is_client_error(), "{}", denied.status);
}

const SHED: &str = r#"
=== app.toml
name = "shed"
version = "1"
needs = ["base"]
menu = ["tool"]
=== entities/tool.toml
label = "Tool"
title = "name"
[[field]]
name = "name"
type = "text"
required = true
[[field]]
name = "code"
type = "text"
max = 3
[[field]]
name = "year"
type = "integer"
grouping = false
=== views/tool.toml
[[form.section]]
name = "first"
fields = ["name", "year"]
[[form.section]]
name = "rest"
fields = ["code"]
folded = true
"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_folded_section_waits_and_opens_where_something_is_wrong() {
    let mut packages = testkit::apps();
    packages.extend(testkit::package("shed", SHED));
    let house = house_of(packages);
    let folded = "<details class=\"fsec\" data-fold=\"tools-rest\">";
    assert!(house.get("/tools/new").await.body.contains(folded));
    let wrong = house.send(Method::POST, "/tools", &house.owner, "name=Saw&code=far+too+long", false).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!wrong.body.contains(folded), "an error must be seen");
    let id = house.create("shed.tool", &Patch::one("name", "Saw").with("year", 1954));
    let page = house.get(&format!("/tools/{id}?tab=details")).await;
    assert!(page.body.contains("data-fold=\"tools-rest\""), "{}", page.body);
    assert!(page.body.contains("1954") && !page.body.contains("1,954"), "a year has no groups");
}
