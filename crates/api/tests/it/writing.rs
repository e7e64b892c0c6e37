//! Writing: creating, changing and deleting, versions, nested records, links, repeated requests.

use serde_json::json;

use crate::house::houses;
use crate::reading::filled;

#[tokio::test(flavor = "multi_thread")]
async fn records_are_created_changed_and_deleted() {
    for house in houses() {
        let created = house
            .post(
                "companies?$select=name",
                json!({ "name": "Aurora", "annual_revenue": 12.5, "annual_revenue_currency": "EUR" }),
            )
            .await;
        assert_eq!(created.status, 201, "{}", created.text());
        assert_eq!(created.header("etag"), "W/\"1\"");
        let location = created.header("location").to_owned();
        let path = location.strip_prefix("http://crm.test").unwrap();
        assert_eq!(created.json()["name"], "Aurora");
        let owner = &house.owner;
        let changed = house.ask(owner, "PATCH", path, &[("if-match", "W/\"1\"")], r#"{"name":"Borealis"}"#).await;
        assert_eq!((changed.status.as_u16(), changed.header("etag")), (204, "W/\"2\""), "{}", changed.text());
        assert_eq!(changed.header("odata-entityid"), location);
        let stale = house.ask(owner, "PATCH", path, &[("if-match", "W/\"1\"")], r#"{"name":"Cassiopeia"}"#).await;
        assert_eq!(stale.status, 412, "{}", stale.text());
        let inner = stale.json()["error"]["innererror"].clone();
        assert_eq!(
            (&inner["version"], &inner["changed"]["name"]),
            (&json!(2), &json!({ "before": "Aurora", "after": "Borealis" }))
        );
        let shown =
            house.ask(owner, "PATCH", path, &[("prefer", "return=representation")], r#"{"status":"active"}"#).await;
        assert_eq!((shown.status.as_u16(), &shown.json()["status"]), (200, &json!("active")));
        let minimal = house.ask(owner, "POST", "companies", &[("prefer", "return=minimal")], r#"{"name":"M"}"#).await;
        assert_eq!((minimal.status.as_u16(), minimal.body.len()), (204, 0));
        assert!(minimal.header("location").contains("/companies("));
        let property = house.ask(owner, "PUT", &format!("{path}/legal_name"), &[], r#"{"value":"Borealis Ltd"}"#).await;
        assert_eq!(property.status, 204, "{}", property.text());
        assert_eq!(house.get(&format!("{path}/legal_name/$value")).await.text(), "Borealis Ltd");
        assert_eq!(house.ask(owner, "DELETE", &format!("{path}/legal_name"), &[], "").await.status, 204);
        let put = house.ask(owner, "PUT", path, &[], r#"{"name":"Dione"}"#).await;
        assert_eq!(put.status, 204, "{}", put.text());
        let whole = house.get(path).await.json();
        assert_eq!(
            (&whole["name"], &whole["status"], &whole["annual_revenue"]),
            (&json!("Dione"), &json!(null), &json!(null))
        );
        let gone = house.ask(owner, "DELETE", path, &[("if-match", "W/\"1\"")], "").await;
        assert_eq!(gone.status, 412);
        assert_eq!(house.ask(owner, "DELETE", path, &[], "").await.status, 204);
        assert_eq!(house.get(path).await.status, 404);
        assert_eq!(house.ask(owner, "DELETE", path, &[], "").await.status, 404);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_mistake_is_named() {
    for house in houses() {
        let wrong =
            house.post("companies", json!({ "nmae": "x", "status": 5, "created_at": "2020-01-01T00:00:00Z" })).await;
        assert_eq!(wrong.status, 422);
        let details = wrong.json()["error"]["details"].clone();
        let targets: Vec<_> =
            details.as_array().unwrap().iter().map(|detail| detail["target"].as_str().unwrap()).collect();
        assert_eq!(targets, ["nmae", "status"]);
        let empty = house.post("companies", json!({})).await;
        assert_eq!((empty.status.as_u16(), &empty.json()["error"]["details"][0]["target"]), (422, &json!("name")));
        let dangling =
            house.post("contacts", json!({ "name": "A", "family_name": "A", "company_id": 987_654_321 })).await;
        assert_eq!(
            (dangling.status.as_u16(), &dangling.json()["error"]["details"][0]["target"]),
            (422, &json!("company_id")),
            "{}",
            dangling.text()
        );
        let owner = &house.owner;
        for (method, path, body, status) in [
            ("POST", "companies", "{", 400),
            ("POST", "companies", "[]", 400),
            ("PATCH", "companies", "{}", 405),
            ("POST", "$metadata", "{}", 405),
            ("GET", "companies?$filter=nmae eq 1", "", 400),
            ("GET", "companies?$filter=name eq 1", "", 400),
            ("GET", "companies?$filter=(", "", 400),
            ("GET", "companies?$orderby=nothing", "", 400),
            ("GET", "companies?$select=nothing", "", 400),
            ("GET", "companies?$expand=nothing", "", 400),
            ("GET", "companies?$top=-1", "", 400),
            ("GET", "companies?$top=1&$top=2", "", 400),
        ] {
            let answer = house.ask(owner, method, path, &[], body).await;
            assert_eq!(answer.status, status, "{method} {path}: {}", answer.text());
            assert!(answer.json()["error"]["message"].is_string(), "{}", answer.text());
            assert_eq!(answer.header("odata-version"), "4.0");
        }
        let text = house.ask(owner, "POST", "companies", &[("content-type", "text/plain")], "name").await;
        assert_eq!(text.status, 415);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_are_written_with_their_record() {
    for house in houses() {
        let product = house.create("products", json!({ "name": "Box", "code": "B-1" })).await;
        let lines = json!([
            { "product@odata.bind": format!("products({product})"), "quantity": 2, "unit_price": 10, "unit_price_currency": "EUR" },
            { "product_id": product, "quantity": 1, "unit_price": 5, "unit_price_currency": "EUR" },
        ]);
        let deal = house.post("deals?$expand=lines($orderby=id)", json!({ "name": "Big", "lines": lines })).await;
        assert_eq!(deal.status, 201, "{}", deal.text());
        let deal = deal.json();
        let shown = deal["lines"].as_array().unwrap();
        assert_eq!(shown.len(), 2);
        assert_eq!(deal["total"], json!(25), "{deal}");
        let id = deal["id"].as_i64().unwrap();
        let kept = json!({ "lines": [{ "id": shown[0]["id"], "quantity": 3 }] });
        let changed = house
            .ask(
                &house.owner,
                "PATCH",
                &format!("deals({id})?$expand=lines"),
                &[("prefer", "return=representation")],
                &kept.to_string(),
            )
            .await;
        assert_eq!(changed.status, 200, "{}", changed.text());
        assert_eq!(changed.json()["lines"].as_array().unwrap().len(), 1);
        assert_eq!(changed.json()["total"], json!(30));
        let wrong = house.post("deals", json!({ "name": "Bad", "lines": [{ "quantity": "many" }] })).await;
        assert_eq!(wrong.json()["error"]["details"][0]["target"], "lines/0/quantity");
        assert_eq!(house.get("deals/$count").await.text(), "1");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn links_are_made_and_taken_away() {
    for house in houses() {
        let [aurora, borealis, _] = filled(&house).await;
        let owner = &house.owner;
        let contact = house
            .create(&format!("companies({aurora})/contacts"), json!({ "name": "Eve Four", "family_name": "Four" }))
            .await;
        assert_eq!(house.get(&format!("contacts({contact})/company/name/$value")).await.text(), "Aurora");
        let put = house
            .ask(
                owner,
                "PUT",
                &format!("contacts({contact})/company/$ref"),
                &[],
                &json!({ "@odata.id": format!("companies({borealis})") }).to_string(),
            )
            .await;
        assert_eq!(put.status, 204, "{}", put.text());
        assert_eq!(house.get(&format!("companies({borealis})/contacts/$count")).await.text(), "2");
        let tag = house.create("tags", json!({ "name": "vip" })).await;
        let linked = house
            .ask(
                owner,
                "POST",
                &format!("companies({aurora})/tags/$ref"),
                &[],
                &json!({ "@odata.id": format!("tags({tag})") }).to_string(),
            )
            .await;
        assert_eq!(linked.status, 204, "{}", linked.text());
        assert_eq!(house.get(&format!("companies({aurora})/tags")).await.column("name"), ["vip"]);
        assert_eq!(house.get(&format!("companies({aurora})?$expand=tags")).await.json()["tags"][0]["name"], "vip");
        assert_eq!(house.get("companies?$filter=tags/any(t:t/name eq 'vip')").await.column("name"), ["Aurora"]);
        assert_eq!(
            house.ask(owner, "DELETE", &format!("companies({aurora})/tags({tag})/$ref"), &[], "").await.status,
            204
        );
        assert_eq!(house.get(&format!("companies({aurora})/tags/$count")).await.text(), "0");
        assert_eq!(house.ask(owner, "DELETE", &format!("contacts({contact})/company/$ref"), &[], "").await.status, 204);
        assert_eq!(house.get(&format!("contacts({contact})/company")).await.status, 204);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_request_is_done_once() {
    for house in houses() {
        let owner = &house.owner;
        let key = [("idempotency-key", "abc")];
        let first = house.ask(owner, "POST", "companies", &key, r#"{"name":"Once"}"#).await;
        let second = house.ask(owner, "POST", "companies", &key, r#"{"name":"Once"}"#).await;
        assert_eq!((first.status.as_u16(), second.status.as_u16()), (201, 201));
        assert_eq!(first.body, second.body);
        assert_eq!(second.header("idempotent-replayed"), "true");
        assert_eq!(house.get("companies/$count").await.text(), "1");
        let other = house.ask(owner, "POST", "companies", &key, r#"{"name":"Other"}"#).await;
        assert_eq!(other.status, 422);
        let stranger = house.person("Sam Second", "administrator").1;
        assert_eq!(house.ask(&stranger, "POST", "companies", &key, r#"{"name":"Mine"}"#).await.status, 201);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_left_out_is_looked_up_and_what_is_null_is_not() {
    for house in houses() {
        let pipeline = |name: &str, place: i64| json!({ "name": name, "place": place });
        let service = house.create("pipelines", pipeline("Service", 2)).await;
        let sales = house.create("pipelines", pipeline("Sales", 1)).await;
        let stage = |of: i64, name: &str| json!({ "name": name, "pipeline_id": of });
        let first = house.create("stages", stage(sales, "First")).await;
        let request = house.create("stages", stage(service, "Request")).await;
        for (sent, pipeline, stage) in [
            (json!({ "name": "A" }), json!(sales), json!(first)),
            (json!({ "name": "B", "pipeline_id": service }), json!(service), json!(request)),
            (json!({ "name": "C", "stage_id": request }), json!(service), json!(request)),
            (json!({ "name": "D", "stage_id": null, "pipeline_id": null }), json!(null), json!(null)),
        ] {
            let deal = house.post("deals", sent).await;
            assert_eq!(deal.status, 201, "{}", deal.text());
            let deal = deal.json();
            assert_eq!((&deal["pipeline_id"], &deal["stage_id"]), (&pipeline, &stage), "{deal}");
        }
        let crossed = house.post("deals", json!({ "name": "E", "pipeline_id": sales, "stage_id": request })).await;
        assert_eq!(crossed.status, 422, "{}", crossed.text());
        assert!(crossed.text().contains("belongs to another pipeline"), "{}", crossed.text());
    }
}
