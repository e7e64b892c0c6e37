//! `$batch` and `$apply`.

use serde_json::json;

use crate::house::houses;
use crate::reading::filled;

#[tokio::test(flavor = "multi_thread")]
async fn a_group_is_done_as_a_whole_or_not_at_all() {
    for house in houses() {
        let batch = json!({ "requests": [
            { "id": "1", "atomicityGroup": "g", "method": "POST", "url": "companies", "body": { "name": "Aurora" } },
            { "id": "2", "atomicityGroup": "g", "method": "POST", "url": "$1/contacts", "body": { "name": "Ada One", "family_name": "One" } },
            { "id": "3", "method": "GET", "url": "companies?$select=name&$expand=contacts($select=family_name)", "dependsOn": ["g"] },
        ]});
        let answer = house.post("$batch", batch).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let responses = answer.json()["responses"].clone();
        let statuses: Vec<_> =
            responses.as_array().unwrap().iter().map(|one| one["status"].as_u64().unwrap()).collect();
        assert_eq!(statuses, [201, 201, 200], "{responses}");
        assert_eq!(responses[2]["body"]["value"][0]["contacts"][0]["family_name"], "One", "{responses}");
        let batch = json!({ "requests": [
            { "id": "1", "atomicityGroup": "g", "method": "POST", "url": "companies", "body": { "name": "Borealis" } },
            { "id": "2", "atomicityGroup": "g", "method": "POST", "url": "companies", "body": { "nmae": "x" } },
            { "id": "3", "atomicityGroup": "g", "method": "POST", "url": "companies", "body": { "name": "y" } },
            { "id": "4", "method": "GET", "url": "companies/$count" },
        ]});
        let responses = house.post("$batch", batch).await.json()["responses"].clone();
        let statuses: Vec<_> =
            responses.as_array().unwrap().iter().map(|one| one["status"].as_u64().unwrap()).collect();
        assert_eq!(statuses, [424, 422, 424, 200], "{responses}");
        assert_eq!(house.get("companies/$count").await.text(), "1");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn multipart_batches_are_answered_in_kind() {
    for house in houses() {
        filled(&house).await;
        let body = "--b\r\nContent-Type: application/http\r\n\r\nGET companies/$count HTTP/1.1\r\n\r\n\r\n\
                    --b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n\
                    --c\r\nContent-Type: application/http\r\nContent-ID: 1\r\n\r\nPOST companies HTTP/1.1\r\nContent-Type: application/json\r\n\r\n{\"name\":\"New\"}\r\n--c--\r\n\
                    --b--\r\n";
        let answer =
            house.ask(&house.owner, "POST", "$batch", &[("content-type", "multipart/mixed; boundary=b")], body).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert!(answer.header("content-type").starts_with("multipart/mixed; boundary="));
        assert!(answer.text().contains("HTTP/1.1 201"), "{}", answer.text());
        assert_eq!(house.get("companies/$count").await.text(), "4");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn groups_are_made_counted_and_sorted() {
    for house in houses() {
        filled(&house).await;
        let city = house
            .get("companies?$apply=groupby((address_city),aggregate($count as number))&$orderby=number desc")
            .await;
        assert_eq!(city.status, 200, "{}", city.text());
        assert_eq!(
            city.json()["value"],
            json!([{ "address_city": "Kyiv", "number": 2 }, { "address_city": "Berlin", "number": 1 }])
        );
        let company = house.get("contacts?$apply=filter(company/name ne 'X')/groupby((company/name),aggregate($count as number))&$filter=number gt 1").await;
        assert_eq!(
            company.json()["value"],
            json!([{ "company": { "name": "Aurora" }, "number": 2 }]),
            "{}",
            company.text()
        );
        let cut = house.get("contacts?$apply=groupby((company/name),aggregate($count as number))&$select=number&$orderby=company/name&$top=1").await;
        assert_eq!(
            cut.json(),
            json!({ "@odata.context": "http://crm.test/odata/v4/$metadata#contacts(number)", "value": [{ "number": 2 }] }),
            "{}",
            cut.text()
        );
        let rows = [(10, "EUR"), (20, "EUR"), (15, "EUR")];
        for (amount, currency) in rows {
            house.create("deals", json!({ "name": "Deal", "amount": amount, "amount_currency": currency })).await;
        }
        let all = house.get("deals?$apply=aggregate(amount with sum as total,amount with average as mean,amount with max as most,name with countdistinct as names)").await;
        assert_eq!(all.json()["value"], json!([{ "total": 45, "mean": 15, "most": 20, "names": 1 }]), "{}", all.text());
    }
}
