//! The order of lists, and filters over what records lead to.

use super::*;

/// The first words of the rows, in their order.
fn titles(body: &str) -> Vec<String> {
    let cells = body.split("data-at=\"title\">").skip(1);
    cells.filter_map(|cell| Some(cell.split('>').nth(1)?.split('<').next()?.to_owned())).collect()
}

impl House {
    fn create(&self, entity: &'static str, patch: Patch) -> i64 {
        let platform = Actor::platform(Through::Command);
        let create = move |tx: &mut Tx<'_>| records::create(tx, &platform, entity, &patch).map(|record| record.id());
        self.records.write_blocking(create).unwrap()
    }

    /// All pages of a list from its first on.
    async fn pages(&self, first: &str) -> Vec<Vec<String>> {
        let mut pages = Vec::new();
        let mut next = Some(first.to_owned());
        while let Some(url) = next {
            let page = self.get(&url, &self.admin).await;
            assert_eq!(page.status, StatusCode::OK, "{url}: {}", page.body);
            pages.push(titles(&page.body));
            next = older(&page.body);
        }
        pages
    }
}

#[tokio::test]
async fn what_is_empty_comes_last_whichever_way() {
    for dated in [48_u32, 50] {
        let house = House::new();
        for day in 1..=dated {
            let date = feel::Date::new(2026, i64::from(day / 28 + 1), i64::from(day % 28 + 1));
            let patch = Patch::one("name", Value::text(format!("Plan {day:02}")))
                .with("close_date", Value::Date(date.unwrap()));
            house.create("sales.deal", patch);
        }
        for number in 0..60 {
            let patch = Patch::one("name", Value::text(format!("Someday {number:02}"))).with("close_date", Value::Null);
            house.create("sales.deal", patch);
        }
        for (sort, first) in [("close_date", "Plan 01"), ("-close_date", &*format!("Plan {dated}"))] {
            let pages = house.pages(&format!("/deals?view=all&sort={sort}&columns=name,close_date")).await;
            let sizes: Vec<usize> = pages.iter().map(Vec::len).collect();
            assert_eq!(sizes, [50, 50, dated as usize - 40], "{sort} {dated}");
            let all: Vec<String> = pages.concat();
            let once: std::collections::BTreeSet<&String> = all.iter().collect();
            assert_eq!((all.len(), once.len()), (dated as usize + 60, dated as usize + 60), "{sort}");
            assert_eq!(all[0], first);
            let empty = all.iter().position(|title| title.starts_with("Someday")).unwrap();
            assert!(all[empty..].iter().all(|title| title.starts_with("Someday")), "{sort}: {all:?}");
        }
    }
}

#[tokio::test]
async fn amounts_stand_in_the_order_of_their_worth() {
    let house = House::new();
    let forint = house.create("base.currency", Patch::one("code", "HUF").with("name", "Forint"));
    let day = feel::Date::new(2020, 1, 1).unwrap();
    let rate = Value::number(feel::Number::parse("0.0025").unwrap());
    let rate = Patch::one("currency", forint).with("date", Value::Date(day)).with("rate", rate);
    house.create("base.exchange_rate", rate);
    for (name, amount, code) in [("Hundred", 100_i64, "EUR"), ("Many", 10_000, "HUF"), ("Most", 80_000, "HUF")] {
        house.create("sales.deal", Patch::one("name", name).with("amount", amount).with("amount_currency", code));
    }
    house.create("sales.deal", Patch::one("name", "Nothing yet"));
    let upwards = house.pages("/deals?view=all&sort=amount&columns=name,amount").await.concat();
    assert_eq!(upwards, ["Many", "Hundred", "Most", "Nothing yet"]);
    let downwards = house.pages("/deals?view=all&sort=-amount&columns=name,amount").await.concat();
    assert_eq!(downwards, ["Most", "Hundred", "Many", "Nothing yet"]);
}

#[tokio::test]
async fn filters_ask_what_records_lead_to() {
    let house = House::new();
    let [old, new] = ["old", "new"].map(|name| house.create("base.tag", Patch::one("name", name)));
    let tags = |ids: &[i64]| Value::list(ids.iter().map(|id| Value::from(*id)));
    for (name, ids) in [("Both", &[old, new][..]), ("Old", &[old]), ("New", &[new]), ("None", &[])] {
        house.create("base.contact", Patch::one("family_name", name).with("tags", tags(ids)));
    }
    let company = house.create("base.company", Patch::one("name", "Brightwater"));
    let deal = house.create("sales.deal", Patch::one("name", "Line"));
    for (subject, about) in
        [("Call", Some(("base.company", company))), ("Visit", Some(("sales.deal", deal))), ("Rest", None)]
    {
        let mut patch = Patch::one("subject", subject).with("kind", "task");
        if let Some((entity, id)) = about {
            patch = patch.with("regarding", id).with("regarding_entity", entity);
        }
        house.create("base.activity", patch);
    }
    let ask = async |plural: &str, field: &str, op: &str, ids: &[i64]| {
        let values: Vec<String> = ids.iter().map(|id| format!("\"{id}\"")).collect();
        let test = format!(r#"{{"test":{{"field":"{field}","op":"{op}","values":[{}]}}}}"#, values.join(","));
        let mut found = house.pages(&format!("/{plural}?view=all&filter={}", escaped(&test))).await.concat();
        found.sort();
        found
    };
    assert_eq!(ask("contacts", "tags", "any_of", &[old, new]).await, ["Both", "New", "Old"]);
    assert_eq!(ask("contacts", "tags", "all_of", &[old, new]).await, ["Both"]);
    assert_eq!(ask("contacts", "tags", "none_of", &[old]).await, ["New", "None"]);
    assert_eq!(ask("contacts", "tags", "empty", &[]).await, ["None"]);
    assert_eq!(ask("contacts", "tags", "filled", &[]).await, ["Both", "New", "Old"]);
    assert_eq!(ask("activities", "regarding", "any_of", &[company]).await, ["Call"]);
    assert_eq!(ask("activities", "regarding", "any_of", &[company, deal]).await, ["Call", "Visit"]);
    assert_eq!(ask("activities", "regarding", "none_of", &[company]).await, ["Rest", "Visit"]);
    // A chip names the record, whatever it is; the builder offers both kinds of fields.
    let test = format!(r#"{{"test":{{"field":"regarding","op":"any_of","values":["{deal}"]}}}}"#);
    let page = house.get(&format!("/activities?filter={}", escaped(&test)), &house.admin).await;
    assert!(page.body.contains("Line</span>"), "{}", page.body);
    let builder = house.get("/activities/filter", &house.admin).await.body;
    assert!(
        builder.contains("data-url=\"/lookup/activities/regarding\"") && builder.contains("data-offer=\"contacts\"")
    );
}
