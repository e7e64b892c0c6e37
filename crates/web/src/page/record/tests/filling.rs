//! What the definitions fill in of a form, and what becomes of it.

use super::*;

/// The value that a control of a page has.
fn value(page: &str, name: &str) -> String {
    let control =
        page.split(&format!("name=\"{name}\"")).nth(1).unwrap_or_else(|| panic!("{name} is not asked: {page}"));
    let control = control.split('>').next().unwrap();
    control.split("value=\"").nth(1).map(|rest| rest.split('"').next().unwrap()).unwrap_or_default().to_owned()
}

/// What a form says its controls were given, as they are sent.
fn notes(page: &str) -> String {
    let notes = page.split("name=\"~given.").skip(1).map(|rest| {
        let (name, rest) = rest.split_once('"').unwrap();
        let note = rest.split("value=\"").nth(1).unwrap().split('"').next().unwrap().replace("&quot;", "\"");
        format!("&~given.{name}={}", crate::page::list::escaped(&note))
    });
    notes.collect()
}

/// The same of a line item.
fn notes_of_line(page: &str, key: &str) -> String {
    let start = format!("name=\"lines.{key}.~given.");
    let notes = page.split(&start).skip(1).map(|rest| {
        let (name, rest) = rest.split_once('"').unwrap();
        let note = rest.split("value=\"").nth(1).unwrap().split('"').next().unwrap().replace("&quot;", "\"");
        format!("&lines.{key}.~given.{name}={}", crate::page::list::escaped(&note))
    });
    notes.collect()
}

fn stored(house: &House, id: i64) -> records::Record {
    house
        .records
        .read_blocking(move |tx| records::get(tx, &Actor::platform(Through::Command), "sales.deal", id))
        .unwrap()
}

fn id_of(answer: &Answer) -> i64 {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    answer.headers["location"].to_str().unwrap().rsplit('/').next().unwrap().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_form_shows_what_is_filled_in_and_what_follows() {
    let house = house();
    let pipeline = house.create("sales.pipeline", &Patch::one("name", "Sales"));
    let stage = |name: &str, probability: i64| {
        Patch::one("name", name).with("pipeline", pipeline).with("probability", probability)
    };
    let [first, second] =
        [("First", 10), ("Second", 70)].map(|(name, often)| house.create("sales.stage", &stage(name, often)));
    let empty = house.get("/deals/new").await.body;
    let me = value(&empty, "owner");
    assert!(!me.is_empty() && empty.contains("owner@test.example"), "the owner is who asks: {empty}");
    let found = |page: &str| ["pipeline", "stage", "probability"].map(|name| value(page, name));
    assert_eq!(found(&empty), [pipeline.to_string(), first.to_string(), "10".into()], "the first of the pipeline");
    // With the stage in the address everything that follows it is there at once.
    let page = house.get(&format!("/deals/new?stage={second}")).await.body;
    assert_eq!(found(&page), [pipeline.to_string(), second.to_string(), "70".into()]);
    let page = house.get(&format!("/deals/new?stage={first}")).await.body;
    // Another stage: what nobody touched is given anew, and what somebody set stays.
    let given = notes(&page);
    let moved =
        format!("name=Line&stage={second}&pipeline={pipeline}&probability=10&forecast=pipeline&owner={me}{given}");
    let answer = house.send(Method::POST, "/deals/sections", &house.owner, &moved, true).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert!(answer.body.contains("#f-at-probability") && value(&answer.body, "probability") == "70", "{}", answer.body);
    assert!(answer.body.contains("#f-at-forecast") && !answer.body.contains("#f-at-owner"), "{}", answer.body);
    let own = moved.replace("&probability=10", "&probability=33");
    let answer = house.send(Method::POST, "/deals/sections", &house.owner, &own, true).await;
    assert!(!answer.body.contains("#f-at-probability"), "{}", answer.body);
    // So it is when it is stored, with or without that answer.
    for (sent, probability) in
        [(moved.clone(), "70"), (own, "33"), (moved.replace("&probability=10", "&probability="), "null")]
    {
        let deal = stored(&house, id_of(&house.send(Method::POST, "/deals", &house.owner, &sent, false).await));
        assert_eq!(deal.get("probability").to_feel(), probability);
        assert_eq!(deal.owner().map(|owner| owner.to_string()), Some(me.clone()));
    }
    // A form with an error keeps what was set, and what was given.
    let wrong = house.send(Method::POST, "/deals", &house.owner, &moved.replace("name=Line", "name="), false).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(value(&wrong.body, "probability"), "70");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_form_follows_too() {
    let house = house();
    let pipeline = house.create("sales.pipeline", &Patch::one("name", "Sales"));
    let [first, second] = [("First", 10_i64), ("Second", 70)].map(|(name, often)| {
        house.create("sales.stage", &Patch::one("name", name).with("pipeline", pipeline).with("probability", often))
    });
    let id = house.create("sales.deal", &Patch::one("name", "Line").with("stage", first));
    let page = house.get(&format!("/deals/{id}/edit")).await.body;
    assert_eq!(value(&page, "probability"), "10");
    let version = stored(&house, id).version();
    let sent = format!("version={version}&name=Line&stage={second}&probability=10{}", notes(&page));
    let told = house.send(Method::POST, &format!("/deals/sections?id={id}"), &house.owner, &sent, true).await;
    assert_eq!(value(&told.body, "probability"), "70");
    id_of(&house.send(Method::POST, &format!("/deals/{id}"), &house.owner, &sent, false).await);
    assert_eq!(stored(&house, id).get("probability").to_feel(), "70");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hurried_form_asks_little_and_advises() {
    let house = house();
    let form = house.send(Method::GET, "/leads/new?quick=1", &house.owner, "", true).await.body;
    assert!(
        !form.contains("name=\"owner\"") && !form.contains("name=\"rating\""),
        "what is filled in need not be asked: {form}"
    );
    let advice = "Without an e-mail, phone or website nobody can be reached";
    let sent = "quick=1&company_name=Brightwater&contact_name=Ada";
    let told = house.send(Method::POST, "/leads/sections", &house.owner, sent, true).await;
    assert!(told.body.contains("#quick-advice") && told.body.contains(advice), "{}", told.body);
    let reached = format!("{sent}&phone=%2B48225550037&~told=1");
    let told = house.send(Method::POST, "/leads/sections", &house.owner, &reached, true).await;
    assert!(told.body.contains("#quick-advice") && !told.body.contains(advice), "{}", told.body);
    // Who creates it all the same is told on the next page.
    let made = house.send(Method::POST, "/leads", &house.owner, sent, true).await;
    assert_eq!(made.status, StatusCode::NO_CONTENT, "{}", made.body);
    let cookie = made.headers["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("toast=") && cookie.contains("Without%20an%20e-mail"), "{cookie}");
    let made = house.send(Method::POST, "/leads", &house.owner, &reached, true).await;
    assert!(!made.headers.contains_key("set-cookie"), "{:?}", made.headers);
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_must_be_named_to_be_explained() {
    let house = house();
    let id = house.create("base.company", &Patch::one("name", "Brightwater"));
    let nobody = house.send(Method::GET, &format!("/companies/{id}/why?subject="), &house.owner, "", true).await;
    assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        nobody.body.contains("hx-target=\"#why-subject\"") && nobody.body.contains("aria-invalid=\"true\""),
        "{}",
        nobody.body
    );
    let user = house
        .records
        .read_blocking(|tx| records::ids(tx, &Actor::platform(Through::Command), &records::Query::of(records::USER)));
    let user = user.unwrap()[0];
    let told = house.send(Method::GET, &format!("/companies/{id}/why?subject={user}"), &house.owner, "", true).await;
    assert_eq!(told.status, StatusCode::OK, "{}", told.body);
    assert!(told.body.contains(&format!("value=\"{user}\"")) && !told.body.contains("aria-invalid"), "{}", told.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_favourite_is_at_hand_as_long_as_it_may_be_seen() {
    let house = house();
    let id = house.create("base.company", &Patch::one("name", "Brightwater"));
    let url = format!("/companies/{id}/favourite");
    assert!(house.get(&format!("/companies/{id}")).await.body.contains(&format!("hx-put=\"{url}\"")));
    for _ in 0..2 {
        let on = house.send(Method::PUT, &url, &house.owner, "", true).await;
        assert_eq!(on.status, StatusCode::OK, "{}", on.body);
        assert!(on.body.contains("aria-pressed=\"true\"") && on.body.contains("hx-delete"), "{}", on.body);
    }
    let other = house.create("base.contact", &Patch::one("family_name", "Falk"));
    house.send(Method::PUT, &format!("/contacts/{other}/favourite"), &house.owner, "", true).await;
    let panel = |home: String| {
        home.split("Favourites").nth(1).and_then(|rest| rest.split("</section>").next().map(str::to_owned))
    };
    let shown = panel(house.get("/").await.body).unwrap();
    assert!(shown.find("Falk") < shown.find("Brightwater") && shown.matches("/companies/").count() == 1, "{shown}");
    // What one may not see, one cannot keep; what one kept and may not see any more is not shown.
    let denied = house.send(Method::PUT, &url, &house.observer, "", true).await;
    assert_eq!(denied.status, StatusCode::NOT_FOUND);
    assert_eq!(panel(house.send(Method::GET, "/", &house.observer, "", false).await.body), None);
    house.send(Method::DELETE, &format!("/companies/{id}"), &house.owner, "", true).await;
    assert!(!panel(house.get("/").await.body).unwrap().contains("Brightwater"));
    let off = house.send(Method::DELETE, &format!("/contacts/{other}/favourite"), &house.owner, "", true).await;
    assert!(off.body.contains("aria-pressed=\"false\""), "{}", off.body);
    assert_eq!(panel(house.get("/").await.body), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_shows_the_currency_of_what_it_is_part_of() {
    let house = house();
    let url = "/deals/line?field=lines";
    let own = house.get(url).await.body;
    let other = house.get(&format!("{url}&amount_currency=UAH")).await.body;
    assert!(own.contains("EUR") || own.contains('€'), "{own}");
    assert!(!other.contains("EUR") && !other.contains('€'), "{other}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_nameless() {
    let house = house();
    let asked = house.get("/contacts/new").await.body;
    assert!(asked.matches(" autofocus").count() == 1, "{asked}");
    let create = async |form: &str| house.send(Method::POST, "/contacts", &house.owner, form, false).await;
    let refused = create("job_title=Buyer").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
    assert!(refused.body.contains("Buyer"), "what was typed stays: {}", refused.body);
    // Whoever is known by an address alone is called by it, until there is a name.
    let by_address = create("email=hello%40brightwater.example").await;
    let page = by_address.headers["location"].to_str().unwrap().to_owned();
    assert!(house.get(&page).await.body.contains("<title>hello@brightwater.example"));
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
=== views/tool.toml
[[form.section]]
name = "all"
fields = ["name", "owner"]
=== roles.toml
[[role]]
name = "clerk"
label = "Clerk"
[role.grants]
"tool" = { create = "own", read = "all", change = "all", assign = "own" }
"base.user" = { read = "all" }
"#;

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_is_offered_only_where_the_record_may_be_handed_over() {
    let mut packages = testkit::apps();
    packages.extend(testkit::package("shed", SHED));
    let house = house_of(packages);
    let gate =
        Gate::new(Limits { cost: Cost::TRIFLING, ..Limits::default() }, store::seal::Key::new().unwrap()).unwrap();
    let clerk = enter(&Front::new(house.records.clone(), gate), "clerk@test.example", "clerk");
    let made = house.send(Method::POST, "/tools", &clerk, "name=Saw", false).await;
    let mine = id_of(&made);
    // Whoever may create only for themselves is told so at the field, and keeps what was entered.
    let administrator = value(&house.get("/tools/new").await.body, "owner");
    let sent = format!("name=Hammer&owner={administrator}");
    let refused = house.send(Method::POST, "/tools", &clerk, &sent, false).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
    assert!(
        refused.body.contains("value=\"Hammer\"") && refused.body.contains("for yourself only"),
        "{}",
        refused.body
    );
    let others = house.create("shed.tool", &Patch::one("name", "Drill"));
    for (id, offered) in [(mine, true), (others, false)] {
        let form = house.send(Method::GET, &format!("/tools/{id}/edit"), &clerk, "", false).await.body;
        assert_eq!(form.contains("name=\"owner\""), offered, "{form}");
        let page = house.send(Method::GET, &format!("/tools/{id}?tab=details"), &clerk, "", false).await.body;
        assert_eq!(page.contains("data-edit=\"owner\""), offered, "{page}");
        assert!(page.contains("data-edit=\"name\""), "{page}");
        let editor = house.send(Method::GET, &format!("/tools/{id}/fields/owner"), &clerk, "", true).await;
        assert_eq!(editor.status == StatusCode::OK, offered);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_item_is_filled_in_as_soon_as_its_product_is_chosen() {
    let house = house();
    let product = |name: &str, price: i64| {
        house.create("sales.product", &Patch::one("name", name).with("code", name).with("price", price))
    };
    let (pump, valve) = (product("Pump", 120), product("Valve", 15));
    let deal = house.create("sales.deal", &Patch::one("name", "Line"));
    // A new row says what it was given so far: one piece, no price.
    let row = house.send(Method::GET, "/deals/line?field=lines", &house.owner, "", true).await.body;
    let key = row.split("name=\"lines.").nth(1).unwrap().split('.').next().unwrap().to_owned();
    assert_eq!(value(&row, &format!("lines.{key}.quantity")), "1");
    let given = notes_of_line(&row, &key);
    assert!(given.contains("unit_price"), "{row}");
    // A row into which nobody wrote anything is none.
    let empty = format!(
        "version=1&name=Line&lines-there=1&lines.{key}.product=&lines.{key}.name=&lines.{key}.quantity=1&lines.{key}.unit_price=&lines.{key}.discount=0{given}"
    );
    let saved = house.send(Method::POST, &format!("/deals/{deal}"), &house.owner, &empty, false).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    assert!(!house.get(&format!("/deals/{deal}/edit")).await.body.contains("data-line tabindex"), "no row was stored");
    // The product brings its name and price, at once.
    let chosen = empty.replace(&format!("lines.{key}.product="), &format!("lines.{key}.product={pump}"));
    let ask = async |body: &str| {
        house.send(Method::POST, &format!("/deals/sections?id={deal}"), &house.owner, body, true).await
    };
    let told = ask(&chosen).await;
    assert_eq!(told.status, StatusCode::OK, "{}", told.body);
    assert_eq!(value(&told.body, &format!("lines.{key}.unit_price")), "120");
    assert_eq!(value(&told.body, &format!("lines.{key}.name")), "Pump");
    assert!(told.body.contains(&format!("#line-lines-{key}-unit_price")), "{}", told.body);
    // A price that somebody wrote stays, whatever the product.
    let own = chosen.replace(&format!("lines.{key}.unit_price="), &format!("lines.{key}.unit_price=99"));
    let kept = ask(&own).await;
    assert!(!kept.body.contains(&format!("#line-lines-{key}-unit_price")), "{}", kept.body);
    // What stands there is what is stored; another product afterwards brings another price.
    let saved = house
        .send(Method::POST, &format!("/deals/{deal}"), &house.owner, &chosen.replace("version=1&", ""), false)
        .await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let page = house.get(&format!("/deals/{deal}/edit")).await.body;
    let line = page.split("name=\"lines.").nth(1).unwrap().split('.').next().unwrap().to_owned();
    assert_eq!(value(&page, &format!("lines.{line}.unit_price")), "120");
    let given = notes_of_line(&page, &line);
    let other = format!(
        "name=Line&lines-there=1&lines.{line}.id={line}&lines.{line}.product={valve}&lines.{line}.name=Pump&lines.{line}.quantity=2&lines.{line}.unit_price=120&lines.{line}.discount=0{given}"
    );
    let told = ask(&other).await;
    assert_eq!(value(&told.body, &format!("lines.{line}.unit_price")), "15");
    let saved = house.send(Method::POST, &format!("/deals/{deal}"), &house.owner, &other, false).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let page = house.get(&format!("/deals/{deal}/edit")).await.body;
    assert_eq!(value(&page, &format!("lines.{line}.unit_price")), "15");
    assert_eq!(value(&page, &format!("lines.{line}.name")), "Valve");
}

/// The ids that a look-up offers.
fn offered(answer: &Answer) -> Vec<i64> {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let ids = answer.body.split("data-id=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
    ids.map(|id| id.parse().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn another_pipeline_offers_its_stages_and_begins_with_the_first() {
    let house = house();
    let pipeline =
        |name: &str, place: i64| house.create("sales.pipeline", &Patch::one("name", name).with("place", place));
    let (sales, service) = (pipeline("Sales", 1), pipeline("Service", 2));
    let stage = |of: i64, name: &str, place: i64| {
        let stage = Patch::one("name", name).with("pipeline", of).with("place", place).with("probability", place * 10);
        house.create("sales.stage", &stage)
    };
    // Entered in another order than they stand in, which is not that of their names either.
    let (proposal, first) = (stage(sales, "Draft", 2), stage(sales, "First", 1));
    let (quote, request) = (stage(service, "Answer", 4), stage(service, "Request", 3));
    let page = house.get("/deals/new").await.body;
    let url = "/lookup/deals/stage?of=new&with=pipeline";
    assert!(page.contains(&format!("data-url=\"{}\"", url.replace('&', "&amp;"))), "{page}");
    assert_eq!(offered(&house.get(url).await), [first, proposal], "those of the pipeline that is filled in");
    assert_eq!(offered(&house.get(&format!("{url}&pipeline={service}")).await), [request, quote]);
    assert_eq!(offered(&house.get(&format!("{url}&pipeline={service}&q=answ")).await), [quote]);
    assert_eq!(offered(&house.get("/lookup/deals/stage").await).len(), 4, "of no deal in particular: any");
    // A stage that nobody touched, and one that somebody chose: both are of another pipeline now.
    let given = notes(&page);
    for stage in [first, proposal] {
        let sent = format!("name=Line&pipeline={service}&stage={stage}&probability=10{given}");
        let told = house.send(Method::POST, "/deals/sections", &house.owner, &sent, true).await;
        assert!(told.body.contains("#f-at-stage"), "{}", told.body);
        assert_eq!(value(&told.body, "stage"), request.to_string());
        assert_eq!(value(&told.body, "probability"), "30");
    }
    let kept = format!("name=Line&pipeline={service}&stage={quote}&probability=10{given}");
    let told = house.send(Method::POST, "/deals/sections", &house.owner, &kept, true).await;
    assert!(!told.body.contains("#f-at-stage"), "it is one of that pipeline: {}", told.body);
    // Stored without an answer in between, it is the same; a stage of another pipeline is an error at its field.
    let sent = format!("name=Line&pipeline={service}&stage={first}&probability=10{given}");
    let deal = stored(&house, id_of(&house.send(Method::POST, "/deals", &house.owner, &sent, false).await));
    assert_eq!((deal.target("stage"), deal.get("probability").to_feel()), (Some(request), "30".to_owned()));
    let sent = format!("name=Line&pipeline={service}&stage={proposal}{given}");
    let wrong = house.send(Method::POST, "/deals", &house.owner, &sent, false).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("This stage belongs to another pipeline"), "{}", wrong.body);
    // A deal that is there is offered the stages of its pipeline, and begins anew in another.
    let edit = house.get(&format!("/deals/{}/edit", deal.id())).await.body;
    let url = format!("/lookup/deals/stage?of={}&with=pipeline", deal.id());
    assert!(edit.contains(&url.replace('&', "&amp;")), "{edit}");
    assert_eq!(offered(&house.get(&url).await), [request, quote]);
    assert_eq!(offered(&house.get(&format!("{url}&pipeline={sales}")).await), [first, proposal]);
    let sent = format!("name=Line&pipeline={sales}&stage={request}{}", notes(&edit));
    let told = house.send(Method::POST, &format!("/deals/sections?id={}", deal.id()), &house.owner, &sent, true).await;
    assert_eq!(value(&told.body, "stage"), first.to_string(), "{}", told.body);
    // Nobody learns of a deal this way.
    let stranger = house.send(Method::GET, &url, &house.observer, "", true).await;
    assert_eq!(stranger.status, StatusCode::NOT_FOUND);
}
