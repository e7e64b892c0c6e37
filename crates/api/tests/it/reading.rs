//! Reading: each query option, paths, parts of records, control information.

use serde_json::{Value, json};

use crate::house::{House, houses};

/// Three companies with contacts.
pub async fn filled(house: &House) -> [i64; 3] {
    let mut ids = [0; 3];
    for (index, (name, city, status)) in
        [("Aurora", "Kyiv", "active"), ("Borealis", "Berlin", "prospect"), ("Cassiopeia", "Kyiv", "dormant")]
            .iter()
            .enumerate()
    {
        let body = json!({ "name": name, "address_city": city, "status": status, "kinds": ["customer"] });
        ids[index] = house.create("companies", body).await;
    }
    for (first, last, company) in [("Ada", "One", ids[0]), ("Bob", "Two", ids[0]), ("Cyd", "Three", ids[1])] {
        let body =
            json!({ "given_name": first, "family_name": last, "company@odata.bind": format!("companies({company})") });
        house.create("contacts", body).await;
    }
    ids
}

#[tokio::test(flavor = "multi_thread")]
async fn each_option_shapes_the_answer() {
    for house in houses() {
        let ids = filled(&house).await;
        let page = house.get("companies?$select=name,status&$orderby=name desc&$top=2&$count=true").await;
        assert_eq!(page.status, 200, "{}", page.text());
        assert_eq!(page.header("odata-version"), "4.0");
        assert_eq!(page.header("content-type"), "application/json;odata.metadata=minimal");
        assert_eq!(
            page.json(),
            json!({
                "@odata.context": "http://crm.test/odata/v4/$metadata#companies(name,status)",
                "@odata.count": 3,
                "value": [
                    { "@odata.etag": "W/\"1\"", "name": "Cassiopeia", "status": "dormant" },
                    { "@odata.etag": "W/\"1\"", "name": "Borealis", "status": "prospect" },
                ]
            })
        );
        let cases: [(&str, &[&str]); 13] = [
            ("companies?$filter=address_city eq 'Kyiv'&$orderby=name", &["Aurora", "Cassiopeia"]),
            (
                "companies?$filter=contains(tolower(name),'bor') or status eq 'active'&$orderby=name",
                &["Aurora", "Borealis"],
            ),
            ("companies?$orderby=name&$skip=1&$top=1", &["Borealis"]),
            ("companies?$search=cassiop", &["Cassiopeia"]),
            ("companies?$search=cassiop OR auror&$orderby=name", &["Aurora", "Cassiopeia"]),
            ("companies?$search=NOT cassiop&$orderby=name desc", &["Borealis", "Aurora"]),
            ("companies?$search=kyiv AND NOT auror", &["Cassiopeia"]),
            ("companies?$search=(berlin OR kyiv) NOT (auror OR boreal)", &["Cassiopeia"]),
            ("companies?$filter=status in ('dormant','prospect')&$orderby=name desc", &["Cassiopeia", "Borealis"]),
            ("companies?$filter=kinds/any(k:k eq 'partner')", &[]),
            ("companies/$filter(status eq 'active')", &["Aurora"]),
            ("companies?$orderby=address_city desc,name desc", &["Cassiopeia", "Aurora", "Borealis"]),
            ("companies?$top=0", &[]),
        ];
        for (path, names) in cases {
            let answer = house.get(path).await;
            assert_eq!(answer.status, 200, "{path}: {}", answer.text());
            assert_eq!(answer.column("name"), names, "{path}");
        }
        // Asked a second time, from memory.
        assert_eq!(house.get("companies?$orderby=name&$skip=1&$top=1").await.column("name"), ["Borealis"]);
        let number = house.get("companies/$count?$filter=address_city eq 'Kyiv'").await;
        assert_eq!((number.text().as_str(), number.header("content-type")), ("2", "text/plain;charset=utf-8"));
        let by_path =
            house.get("contacts?$filter=company/name eq 'Aurora'&$orderby=given_name&$select=given_name").await;
        assert_eq!(by_path.column("given_name"), ["Ada", "Bob"]);
        let one = house.get(&format!("companies({})?$select=name", ids[1])).await;
        assert_eq!(one.json()["@odata.context"], "http://crm.test/odata/v4/$metadata#companies(name)/$entity");
        assert_eq!((one.json()["name"].clone(), one.header("etag")), (json!("Borealis"), "W/\"1\""));
        let other = house.get(&format!("companies({})?$select=name", ids[2])).await;
        assert_eq!(other.json()["name"], "Cassiopeia");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_reach_related_records_and_compute() {
    for house in houses() {
        filled(&house).await;
        let cases: [(&str, &[&str]); 14] = [
            ("contacts/any(c:c/given_name eq 'Ada')", &["Aurora"]),
            ("not contacts/any()", &["Cassiopeia"]),
            ("contacts/any(c:c/given_name eq 'Ada' or c/given_name eq 'Cyd')", &["Aurora", "Borealis"]),
            ("contacts/all(c:c/given_name eq 'Cyd')", &["Borealis", "Cassiopeia"]),
            ("not contacts/all(c:startswith(c/given_name,'A'))", &["Aurora", "Borealis"]),
            ("contacts/$count gt 1", &["Aurora"]),
            ("contacts/$count($filter=given_name eq 'Bob') eq 1", &["Aurora"]),
            ("contacts/any(c:c/company/contacts/any(d:d/given_name eq 'Bob'))", &["Aurora"]),
            ("kinds/$count eq 1", &["Aurora", "Borealis", "Cassiopeia"]),
            ("substring(name,1,3) eq 'uro'", &["Aurora"]),
            ("length(name) eq 8", &["Borealis"]),
            ("year(created_at) eq 2026 and hour(created_at) eq 0", &["Aurora", "Borealis", "Cassiopeia"]),
            ("date(created_at) eq 2026-01-01", &["Aurora", "Borealis", "Cassiopeia"]),
            ("annual_revenue eq null", &["Aurora", "Borealis", "Cassiopeia"]),
        ];
        for (filter, names) in cases {
            let answer = house.get(&format!("companies?$orderby=name&$filter={filter}")).await;
            assert_eq!(answer.status, 200, "{filter}: {}", answer.text());
            assert_eq!(answer.column("name"), names, "{filter}");
        }
        for (amount, name) in [("10.5", "A"), ("7", "B"), ("2.4", "C")] {
            let body = json!({ "name": name, "amount": amount, "amount_currency": "EUR" });
            house.create("deals", body).await;
        }
        let cases: [(&str, &[&str]); 5] = [
            ("floor(-amount) eq -11", &["A"]),
            ("ceiling(amount) eq 11", &["A"]),
            ("round(-amount) eq -11", &["A"]),
            ("round(amount) eq 2", &["C"]),
            ("amount mul 2 eq 21", &["A"]),
        ];
        for (filter, names) in cases {
            let answer = house.get(&format!("deals?$orderby=name&$filter={filter}")).await;
            assert_eq!(answer.status, 200, "{filter}: {}", answer.text());
            assert_eq!(answer.column("name"), names, "{filter}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_other_programs_ask_is_computed_in_the_database() {
    for house in houses() {
        filled(&house).await;
        let cases: [(&str, &[&str]); 22] = [
            ("matchesPattern(name,'^[AB].*a')", &["Aurora", "Borealis"]),
            ("matchesPattern(name,'(io|ea)') eq false", &["Aurora"]),
            ("not matchesPattern(legal_name,'.')", &[]),
            ("matchesPattern(name,'(a%2B)%2B$')", &["Aurora", "Cassiopeia"]),
            (
                "time(created_at) ge 00:00 and time(created_at) le 23:59:59.999999",
                &["Aurora", "Borealis", "Cassiopeia"],
            ),
            ("cast(created_at,Edm.TimeOfDay) lt 00:00", &[]),
            ("indexof(name,'r') eq 2", &["Aurora", "Borealis"]),
            ("indexof(name,'zz') eq -1", &["Aurora", "Borealis", "Cassiopeia"]),
            ("concat(concat(name,', '),address_city) eq 'Aurora, Kyiv'", &["Aurora"]),
            ("trim(concat('  ',name)) eq 'Borealis'", &["Borealis"]),
            ("contains(name,'ea') eq true", &["Borealis"]),
            ("contains(name,'ea') eq false", &["Aurora", "Cassiopeia"]),
            ("contains(legal_name,'ea') eq false", &[]),
            ("contains(legal_name,'ea') ne true", &["Aurora", "Borealis", "Cassiopeia"]),
            ("kinds/any(k:k eq 'partner' or k eq 'customer')", &["Aurora", "Borealis", "Cassiopeia"]),
            ("kinds/all(k:k ne 'customer')", &[]),
            ("kinds/all(k:k ne 'partner')", &["Aurora", "Borealis", "Cassiopeia"]),
            ("case(status eq 'active':1,true:2) eq 1", &["Aurora"]),
            ("cast(id,Edm.String) ne 'x' and id mod 1 eq 0", &["Aurora", "Borealis", "Cassiopeia"]),
            ("length(name) div 4 eq 2", &["Borealis", "Cassiopeia"]),
            ("length(name) mod 4 eq 2", &["Aurora", "Cassiopeia"]),
            ("length(name) divby 4 eq 1.5", &["Aurora"]),
        ];
        for (filter, names) in cases {
            let answer = house.get(&format!("companies?$orderby=name&$filter={filter}")).await;
            assert_eq!(answer.status, 200, "{filter}: {}", answer.text());
            assert_eq!(answer.column("name"), names, "{filter}");
        }
        let cases: [(&str, &[&str]); 6] = [
            ("length(name) desc,name", &["Cassiopeia", "Borealis", "Aurora"]),
            ("tolower(name) desc", &["Cassiopeia", "Borealis", "Aurora"]),
            ("indexof(name,'a'),name", &["Cassiopeia", "Borealis", "Aurora"]),
            ("year(created_at),name desc", &["Cassiopeia", "Borealis", "Aurora"]),
            ("contacts/$count desc,name", &["Aurora", "Borealis", "Cassiopeia"]),
            ("case(status eq 'prospect':0,true:1),name", &["Borealis", "Aurora", "Cassiopeia"]),
        ];
        for (order, names) in cases {
            // Page by page: the place where a page begins is computed, too.
            let (mut next, mut found) = (format!("companies?$select=name&$orderby={order}"), Vec::new());
            loop {
                let answer = house.ask(&house.owner, "GET", &next, &[("prefer", "odata.maxpagesize=1")], "").await;
                assert_eq!(answer.status, 200, "{order}: {}", answer.text());
                found.extend(answer.column("name"));
                match answer.json()["@odata.nextLink"].as_str() {
                    Some(link) => next = link.strip_prefix("http://crm.test").unwrap().to_owned(),
                    None => break,
                }
            }
            assert_eq!(found, names, "{order}");
        }
        let computed = house
            .get("companies?$compute=length(name) add 1 as size,concat(name,'!') as loud&$select=loud,size&$filter=size gt 7&$orderby=size desc")
            .await;
        assert_eq!(
            computed.json(),
            json!({
                "@odata.context": "http://crm.test/odata/v4/$metadata#companies(size,loud)",
                "value": [
                    { "@odata.etag": "W/\"1\"", "loud": "Cassiopeia!", "size": 11 },
                    { "@odata.etag": "W/\"1\"", "loud": "Borealis!", "size": 9 },
                ]
            })
        );
        let nested = house
            .get("companies?$select=name&$orderby=name&$top=1&$expand=contacts($compute=length(given_name) as size;$select=size,given_name;$orderby=length(family_name),given_name;$filter=contains(given_name,'b') or size eq 3)")
            .await;
        assert_eq!(nested.status, 200, "{}", nested.text());
        let contacts = &nested.json()["value"][0]["contacts"];
        assert_eq!((&contacts[0]["given_name"], &contacts[0]["size"]), (&json!("Ada"), &json!(3)));
        assert_eq!(contacts[1]["given_name"], "Bob");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_and_a_version_are_taken_as_the_protocol_says() {
    for house in houses() {
        let ids = filled(&house).await;
        for id in [format!("companies({})", ids[1]), format!("http://crm.test/odata/v4/companies({})", ids[1])] {
            let answer = house.get(&format!("$entity?$id={id}")).await;
            assert_eq!(answer.status, 200, "{id}: {}", answer.text());
            assert_eq!(answer.json()["name"], "Borealis");
        }
        let answer = house.get(&format!("$entity/Relata.company?$id=companies({})&$select=name", ids[0])).await;
        assert_eq!(answer.json()["name"], "Aurora", "{}", answer.text());
        let versions = [
            ("odata-version", "4.0", 200),
            ("odata-version", "4.01", 200),
            ("odata-version", "5.0", 400),
            ("odata-maxversion", "4.01", 200),
            ("odata-maxversion", "4.0", 200),
            ("odata-maxversion", "3.0", 400),
            ("odata-maxversion", "new", 400),
        ];
        for (header, version, status) in versions {
            let answer = house.ask(&house.owner, "GET", "companies", &[(header, version)], "").await;
            assert_eq!(answer.status, status, "{header}: {version}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_record_is_returned_with_what_is_computed_of_it() {
    for house in houses() {
        filled(&house).await;
        let id = house.get("companies?$filter=name eq 'Aurora'").await.json()["value"][0]["id"].clone();
        // The second time the question is one that was asked before.
        for _ in 0..2 {
            let answer = house
                .get(&format!("companies({id})?$compute=length(name) as size,time(created_at) as at&$select=name,size"))
                .await;
            assert_eq!(answer.status, 200, "{}", answer.text());
            assert_eq!(
                answer.json(),
                json!({
                    "@odata.context": "http://crm.test/odata/v4/$metadata#companies(name,size)/$entity",
                    "@odata.etag": "W/\"1\"", "name": "Aurora", "size": 6,
                })
            );
        }
        let answer = house
            .get(&format!("companies({id})?$compute=time(created_at) as at&$expand=contacts($select=given_name)"))
            .await;
        let at = answer.json()["at"].as_str().unwrap().to_owned();
        let created = answer.json()["created_at"].as_str().unwrap().to_owned();
        assert!(created.ends_with(&format!("T{at}Z")), "{created} {at}");
        assert_eq!(answer.json()["contacts"].as_array().map(Vec::len), Some(2));
        house.create("deals", json!({ "name": "Due", "close_date": "2026-03-01" })).await;
        let due = house
            .get("deals?$compute=close_date sub duration'PT1H' as before&$filter=close_date add duration'P1D' eq 2026-03-02&$orderby=close_date sub duration'P1D'")
            .await;
        assert_eq!(due.json()["value"][0]["before"], "2026-02-28", "{}", due.text());
        let wrong = house.get(&format!("companies({id})?$compute=contacts/$count div 2 as half,nobody as x")).await;
        assert_eq!(wrong.status, 400, "{}", wrong.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_lead_on_to_the_end() {
    for house in houses() {
        filled(&house).await;
        let (mut next, mut names, mut pages) =
            ("companies?$orderby=address_city&$select=name".to_owned(), Vec::new(), 0);
        loop {
            let answer = house.ask(&house.owner, "GET", &next, &[("prefer", "odata.maxpagesize=2")], "").await;
            assert_eq!(answer.header("preference-applied"), "odata.maxpagesize=2");
            names.extend(answer.column("name"));
            pages += 1;
            match answer.json()["@odata.nextLink"].as_str() {
                Some(link) => next = link.strip_prefix("http://crm.test").unwrap().to_owned(),
                None => break,
            }
        }
        assert_eq!((names, pages), (vec!["Borealis".to_owned(), "Aurora".to_owned(), "Cassiopeia".to_owned()], 2));
        let broken = house.get("companies?$skiptoken=xyz").await;
        assert_eq!(broken.status, 400);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn expansions_lead_both_ways_and_deeper() {
    for house in houses() {
        filled(&house).await;
        let page = house
            .get("companies?$orderby=name&$select=name&$expand=contacts($select=given_name;$orderby=given_name desc;$top=1;$count=true)")
            .await;
        let shown: Vec<Value> = page.json()["value"]
            .as_array()
            .unwrap_or_else(|| panic!("{}", page.text()))
            .iter()
            .map(|row| {
                json!([
                    row["name"],
                    row["contacts@odata.count"],
                    row["contacts"]
                        .as_array()
                        .unwrap()
                        .iter()
                        .map(|contact| contact["given_name"].clone())
                        .collect::<Vec<_>>()
                ])
            })
            .collect();
        assert_eq!(
            shown,
            [json!(["Aurora", 2, ["Bob"]]), json!(["Borealis", 1, ["Cyd"]]), json!(["Cassiopeia", 0, []])]
        );
        let page = house
            .get(
                "contacts?$orderby=given_name&$select=given_name&$expand=company($select=name;$expand=contacts/$count)",
            )
            .await;
        let first = &page.json()["value"][0];
        assert_eq!(first["company"]["name"], "Aurora");
        assert_eq!(first["company"]["contacts@odata.count"], 2);
        let all = house.get("contacts?$top=1&$expand=*").await;
        assert_eq!(all.status, 200, "{}", all.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn paths_lead_to_records_and_their_parts() {
    for house in houses() {
        let [aurora, borealis, _] = filled(&house).await;
        let contacts = house.get(&format!("companies({aurora})/contacts?$orderby=given_name&$count=true")).await;
        assert_eq!(contacts.column("given_name"), ["Ada", "Bob"]);
        assert_eq!(contacts.json()["@odata.count"], 2);
        let ada = contacts.json()["value"][0]["id"].as_i64().unwrap();
        let cases = [
            (format!("companies({aurora})/contacts/$count"), 200, "2"),
            (format!("companies({aurora})/contacts({ada})/given_name/$value"), 200, "Ada"),
            (format!("contacts({ada})/company/name/$value"), 200, "Aurora"),
            (format!("companies({borealis})/contacts({ada})"), 404, ""),
            (format!("companies({aurora})/legal_name"), 204, ""),
            (format!("companies({aurora})/nothing"), 404, ""),
            ("companies(999999999)".to_owned(), 404, ""),
            ("companies(999999999)/contacts".to_owned(), 404, ""),
            ("firms".to_owned(), 404, ""),
        ];
        for (path, status, text) in cases {
            let answer = house.get(&path).await;
            assert_eq!(answer.status, status, "{path}: {}", answer.text());
            assert!(text.is_empty() || answer.text() == text, "{path}: {}", answer.text());
        }
        let property = house.get(&format!("companies({aurora})/kinds")).await;
        assert_eq!(property.json()["value"], json!(["customer"]));
        let reference = house.get(&format!("contacts({ada})/company/$ref")).await;
        assert_eq!(reference.json()["@odata.id"], format!("companies({aurora})"));
        let references = house.get(&format!("companies({aurora})/contacts/$ref")).await;
        assert_eq!(references.json()["value"].as_array().unwrap().len(), 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn control_information_comes_as_asked() {
    for house in houses() {
        let [aurora, ..] = filled(&house).await;
        let one = format!("companies({aurora})?$select=id,name,created_at");
        let none =
            house.ask(&house.owner, "GET", &one, &[("accept", "application/json;odata.metadata=none")], "").await;
        assert!(!none.text().contains("@odata"), "{}", none.text());
        assert_eq!(none.json()["name"], "Aurora");
        let full =
            house.ask(&house.owner, "GET", &one, &[("accept", "application/json;odata.metadata=full")], "").await;
        let full_json = full.json();
        assert_eq!(full_json["@odata.type"], "#Relata.company");
        assert_eq!(full_json["@odata.editLink"], format!("companies({aurora})"));
        assert_eq!(full_json["created_at@odata.type"], "#DateTimeOffset");
        assert_eq!(full_json["contacts@odata.navigationLink"], format!("companies({aurora})/contacts"));
        let known = house.ask(&house.owner, "GET", &one, &[("if-none-match", "W/\"1\"")], "").await;
        assert_eq!((known.status.as_u16(), known.body.len()), (304, 0));
        let service = house.get("").await;
        assert_eq!(service.json()["@odata.context"], "http://crm.test/odata/v4/$metadata");
        assert!(service.column("name").contains(&"companies".to_owned()));
        let metadata = house.get("$metadata").await;
        assert!(metadata.text().contains("<EntityType Name=\"company\""), "{}", metadata.text());
        assert_eq!(house.get("$metadata?$format=json").await.json()["$Version"], "4.01");
        let openapi = house.get("/api/openapi.json").await;
        assert_eq!(openapi.json()["openapi"], "3.1.0");
    }
}
