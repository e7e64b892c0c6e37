//! Files that are brought in.

use axum::body::Body;
use axum::http::{Request, StatusCode};

use crate::page::house::House;

#[tokio::test]
async fn a_file_goes_up_is_tried_out_and_belongs_to_whoever_sent_it() {
    let house = House::new();
    let owner = house.person("Olga", "administrator");
    let other = house.person("Omar", "administrator");
    let body = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"c.csv\"\r\n\r\nName,City\r\nVolta,Riga\r\n,Oslo\r\n\r\n--x--\r\n";
    let upload = |body: &'static str| {
        Request::post(format!("/import/upload/companies?csrf={}", owner.csrf))
            .header("host", "localhost:7474")
            .header("cookie", format!("relata_session={}", owner.cookie))
            .header("content-type", "multipart/form-data; boundary=x")
            .body(Body::from(body))
            .unwrap()
    };
    let answer = house.send(upload(body)).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let columns = answer.location;
    assert_eq!(house.get(Some(&owner), &columns).await.status, StatusCode::OK);
    assert_eq!(house.get(Some(&other), &columns).await.status, StatusCode::NOT_FOUND);
    let answer = house.post(&owner, &owner.csrf, &columns, &[("to:0", "name"), ("to:1", "")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let mut page = String::new();
    for _ in 0..200 {
        page = house.get(Some(&owner), &answer.location).await.text;
        if page.contains("/run\"") {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert!(page.contains("/run\""), "the trial never ended: {page}");
    let run = columns.replace("/columns", "/run");
    assert_eq!(house.post(&other, &other.csrf, &run, &[]).await.status, StatusCode::NOT_FOUND);
    let answer = house.post(&owner, &owner.csrf, &run, &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    assert_eq!(house.get(Some(&owner), &answer.location).await.status, StatusCode::OK);
    // The draft is gone with the beginning of the run, and something that is no table is refused with its reason.
    assert_eq!(house.get(Some(&owner), &columns).await.status, StatusCode::NOT_FOUND);
    let answer = house.send(upload("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"c.csv\"\r\n\r\n\u{25}PDF-1.7 x\r\n--x--\r\n")).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
}
