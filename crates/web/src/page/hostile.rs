//! What people try who mean no good: each test is one attempt.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::{Body, Bytes};
use axum::http::{Request, StatusCode};
use records::Patch;

use super::house::{Answer, House, Person};

/// A company that the platform made, so that it is nobody's own.
fn company(house: &House) -> i64 {
    let created = house.records.write_blocking(|tx| {
        let platform = access::Actor::platform(access::Through::Command);
        records::create(tx, &platform, "company", &Patch::one("name", "Brightwater"))
    });
    created.unwrap().id()
}

/// A file in pieces, and how many of them were asked for.
fn counted() -> (Body, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&asked);
    let mut pieces = vec![
        "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\nName\r\n",
        "Mine\r\n",
        "--x--\r\n",
    ]
    .into_iter();
    let stream = futures_util::stream::poll_fn(move |_| {
        counter.fetch_add(1, Ordering::SeqCst);
        std::task::Poll::Ready(pieces.next().map(|piece| Ok::<_, std::io::Error>(Bytes::from(piece))))
    });
    (Body::from_stream(stream), asked)
}

async fn upload(house: &House, who: &Person, path: &str) -> (Answer, usize) {
    let (body, asked) = counted();
    let request = Request::post(path)
        .header("host", "localhost:7474")
        .header("cookie", format!("relata_session={}", who.cookie))
        .header("x-csrf-token", &who.csrf)
        .header("accept", "application/json")
        .header("content-type", "multipart/form-data; boundary=x");
    let answer = house.send(request.body(body).unwrap()).await;
    (answer, asked.load(Ordering::SeqCst))
}

#[tokio::test]
async fn a_file_is_not_read_before_the_right_to_leave_it_is_known() {
    let house = House::new();
    let owner = house.person("Olga", "administrator");
    let company = company(&house);
    // One who may see companies and leave nothing, and one who may not even see them.
    let (observer, stranger) = (house.person("Oleg", "auditor"), house.person("Sam", "nothing"));
    assert_eq!(house.get(Some(&observer), &format!("/companies/{company}")).await.status, StatusCode::OK);
    let routes =
        ["/files/upload".to_owned(), format!("/companies/{company}/files"), "/import/upload/companies".to_owned()];
    for route in &routes {
        for who in [&observer, &stranger] {
            let (answer, asked) = upload(&house, who, route).await;
            let refused = matches!(answer.status, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND);
            assert!(refused && asked == 0, "{route}: {}, {asked} pieces read", answer.status);
        }
        let (answer, asked) = upload(&house, &owner, route).await;
        assert!(answer.status.is_success() && asked > 0, "{route}: {} {}", answer.status, answer.text);
    }
    // A record that is not there, and one on which no files hang.
    for route in ["/companies/999999/files", "/currencies/1/files", "/nothing/1/files"] {
        let (answer, asked) = upload(&house, &owner, route).await;
        assert_eq!((answer.status, asked), (StatusCode::NOT_FOUND, 0), "{route}");
    }
}

/// Attaches a file to a record; returns its id.
async fn attach(house: &House, who: &Person, path: &str, text: &str) -> i64 {
    let body =
        format!("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\n{text}\r\n--x--\r\n");
    let request = Request::post(path)
        .header("host", "localhost:7474")
        .header("cookie", format!("relata_session={}", who.cookie))
        .header("x-csrf-token", &who.csrf)
        .header("accept", "application/json")
        .header("content-type", "multipart/form-data; boundary=x");
    let answer = house.send(request.body(Body::from(body)).unwrap()).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    serde_json::from_str::<serde_json::Value>(&answer.text).unwrap()["id"].as_i64().unwrap()
}

#[tokio::test]
async fn a_file_is_not_had_by_naming_what_it_holds() {
    let house = House::new();
    let owner = house.person("Olga", "administrator");
    let created = house.records.write_blocking(|tx| {
        let platform = access::Actor::platform(access::Through::Command);
        records::create(tx, &platform, "lead", &Patch::one("name", "Brightwater"))
    });
    let lead = created.unwrap().id();
    let secret = attach(&house, &owner, &format!("/leads/{lead}/files"), "the contract").await;
    // Somebody of the service sees files, but no leads.
    let serviceman = house.person("Sergey", "service");
    let content = |id: i64| format!("/files/{id}/content");
    assert_eq!(house.get(Some(&serviceman), &format!("/leads/{lead}")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.get(Some(&serviceman), &content(secret)).await.status, StatusCode::NOT_FOUND);
    let digest = house.records.read_blocking(move |tx| {
        let platform = access::Actor::platform(access::Through::Command);
        Ok::<_, records::Error>(
            records::get(tx, &platform, "base.file", secret)?.get("sha256").as_text().unwrap().to_owned(),
        )
    });
    let digest = digest.unwrap();
    let answer = house
        .post(&serviceman, &serviceman.csrf, "/files", &[("name", "mine"), ("sha256", &digest), ("size", "12")])
        .await;
    if answer.status == StatusCode::SEE_OTHER {
        let made: i64 = answer.location.rsplit('/').next().unwrap().split('?').next().unwrap().parse().unwrap();
        let got = house.get(Some(&serviceman), &content(made)).await;
        assert!(!got.text.contains("the contract"), "{}: {}", got.status, got.text);
    }
}

#[tokio::test]
async fn a_picture_is_no_easier_to_see_than_the_record_that_holds_it() {
    let house = House::new();
    let (colleague, rep) = (house.person("Carla", "sales_director"), house.person("Rita", "sales_rep"));
    let people = [colleague.id, rep.id];
    // Both work in one unit, so that the rep sees what the colleague leaves there; the company belongs to nobody.
    let made = house.records.write_blocking(move |tx| {
        let platform = access::Actor::platform(access::Through::Command);
        let unit = records::create(tx, &platform, records::UNIT, &Patch::one("name", "Sales"))?.id();
        for user in people {
            records::update(tx, &platform, records::USER, user, None, &Patch::one("home_unit", unit))?;
        }
        let hidden = records::create(tx, &platform, "company", &Patch::one("name", "Hidden"))?.id();
        let seen = records::create(tx, &platform, "company", &Patch::one("name", "Seen").with("unit", unit))?.id();
        Ok::<_, records::Error>((hidden, seen))
    });
    let (hidden, seen) = made.unwrap();
    let picture = attach(&house, &colleague, "/files/upload", "a picture").await;
    let content = format!("/files/{picture}/content");
    let held = |company: i64, file: Option<i64>| {
        let set = house.records.write_blocking(move |tx| {
            let platform = access::Actor::platform(access::Through::Command);
            let file = file.map_or(feel::Value::Null, feel::Value::from);
            records::update(tx, &platform, "company", company, None, &Patch::one("logo", file)).map(drop)
        });
        set.unwrap();
    };
    held(hidden, Some(picture));
    assert_eq!(house.get(Some(&rep), &format!("/companies/{hidden}")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.get(Some(&rep), &content).await.status, StatusCode::NOT_FOUND, "its holder is hidden");
    assert_eq!(house.get(Some(&colleague), &content).await.status, StatusCode::OK, "it is the colleague's own");
    // Putting it into a record of one's own is no way to it either.
    let own = house.post(&rep, &rep.csrf, "/companies", &[("name", "Mine"), ("logo", &picture.to_string())]).await;
    assert_eq!(own.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", own.text);
    assert_eq!(house.get(Some(&rep), &content).await.status, StatusCode::NOT_FOUND);
    held(seen, Some(picture));
    assert_eq!(house.get(Some(&rep), &content).await.status, StatusCode::OK, "a record that is seen holds it, too");
    held(seen, None);
    assert_eq!(house.get(Some(&rep), &content).await.status, StatusCode::NOT_FOUND);
}
