//! Files that are brought in.

use std::sync::Arc;
use std::time::Duration;

use access::Through;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use documents::import::{self, People};
use identity::Front;

use crate::page::house::{Answer, House, Person};

const FILE: &str = "Name,City\nVolta,Riga\n,Oslo\n,Riga\n";

/// What does the work of imports, as in the server.
fn run(house: &House) -> jobs::Running {
    let front = Front::new(house.records.clone(), house.gate.clone());
    let people: Arc<People> = Arc::new(move |tx, user| {
        front.actor_of(tx, user, Through::Import).map_err(|error| store::Error::other(error).into())
    });
    let runner = jobs::Runner::new(house.records.database().clone()).poll(Duration::from_millis(20));
    import::register(runner, &house.records, people).start()
}

async fn upload(house: &House, who: &Person, text: &str) -> Answer {
    let body = format!(
        "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"c.csv\"\r\n\r\n{}\r\n--x--\r\n",
        text.replace('\n', "\r\n")
    );
    let request = Request::post(format!("/import/upload/companies?csrf={}", who.csrf))
        .header("host", "localhost:7474")
        .header("cookie", format!("relata_session={}", who.cookie))
        .header("content-type", "multipart/form-data; boundary=x")
        .body(Body::from(body));
    house.send(request.unwrap()).await
}

/// Asks for a page until it says something.
async fn until(house: &House, who: &Person, path: &str, says: &str) -> String {
    let mut page = String::new();
    for _ in 0..400 {
        page = house.get(Some(who), path).await.text;
        if page.contains(says) {
            return page;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{path} never said {says}: {page}");
}

/// Takes a file to its trial; the addresses of the columns and of the trial.
async fn tried(house: &House, who: &Person) -> (String, String) {
    let answer = upload(house, who, FILE).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let columns = answer.location;
    let answer = house.post(who, &who.csrf, &columns, &[("to:0", "name"), ("to:1", "")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    (columns, answer.location)
}

#[tokio::test]
async fn a_file_goes_up_is_tried_out_and_belongs_to_whoever_sent_it() {
    let house = House::new();
    let owner = house.person("Olga", "administrator");
    let other = house.person("Omar", "administrator");
    let (columns, trial) = tried(&house, &owner).await;
    assert_eq!(house.get(Some(&owner), &columns).await.status, StatusCode::OK);
    assert_eq!(house.get(Some(&other), &columns).await.status, StatusCode::NOT_FOUND);
    // Nobody works on it yet; the page that waits may be closed.
    assert!(house.get(Some(&owner), &trial).await.text.contains("data-poll"));
    let jobs = house.get(Some(&owner), "/jobs").await.text;
    assert!(jobs.contains("Trial of the import “c.csv”"), "{jobs}");
    let running = run(&house);
    let page = until(&house, &owner, &trial, "/run\"").await;
    // The same reason of several rows is told once.
    assert!(page.contains("rows 3, 4") && page.contains("Fill this in."), "{page}");
    assert_eq!(page.matches("Fill this in.").count(), 1);
    let run = columns.replace("/columns", "/run");
    assert_eq!(house.post(&other, &other.csrf, &run, &[]).await.status, StatusCode::NOT_FOUND);
    let answer = house.post(&owner, &owner.csrf, &run, &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    assert_eq!(house.get(Some(&owner), &answer.location).await.status, StatusCode::OK);
    // With the beginning of the run the draft is no more: its pages lead to the import, for whoever may see that.
    for path in [&columns, &trial] {
        let old = house.get(Some(&owner), path).await;
        assert_eq!((old.status, &old.location), (StatusCode::SEE_OTHER, &answer.location));
        assert_eq!(house.get(Some(&other), path).await.location, answer.location, "administrators see every import");
    }
    let again = house.post(&owner, &owner.csrf, &run, &[]).await;
    assert_eq!(again.location, answer.location, "pressed twice, it runs once");
    assert_eq!(house.get(Some(&owner), "/import/draft/77/check").await.status, StatusCode::NOT_FOUND);
    // Something that is no table is refused with its reason.
    assert_eq!(upload(&house, &owner, "\u{25}PDF-1.7 x").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    running.stop().await;
}

#[tokio::test]
async fn what_an_import_wrote_is_shown_and_an_import_that_was_taken_back_says_so() {
    let house = House::new();
    let owner = house.person("Olga", "administrator");
    let running = run(&house);
    let other = |tx: &mut records::Tx<'_>| {
        let platform = access::Actor::platform(Through::Command);
        records::create(tx, &platform, "base.company", &records::Patch::one("name", "Borealis")).map(drop)
    };
    house.records.write_blocking(other).unwrap();
    let (columns, trial) = tried(&house, &owner).await;
    until(&house, &owner, &trial, "/run\"").await;
    let import = house.post(&owner, &owner.csrf, &columns.replace("/columns", "/run"), &[]).await.location;
    let page = until(&house, &owner, &import, "The import is done.").await;
    let at = page.find("batch=").unwrap();
    let batch: String = page[at + 6..].chars().take_while(char::is_ascii_digit).collect();
    let list = house.get(Some(&owner), &format!("/companies?own=1&batch={batch}")).await.text;
    assert!(list.contains("Volta") && !list.contains("Borealis"), "{list}");
    // The chip names the file, and takes the condition away.
    assert!(list.contains("c.csv") && list.contains("import"), "{list}");
    // What is not one's own to see shows nothing.
    let stranger = house.person("Stan", "base.user");
    let list = house.get(Some(&stranger), &format!("/companies?own=1&batch={batch}")).await;
    assert!(!list.text.contains("Volta") && !list.text.contains("c.csv"), "{}", list.text);
    let answer = house.post(&owner, &owner.csrf, &format!("{import}/undo"), &[]).await;
    assert_eq!((answer.status, &answer.location), (StatusCode::SEE_OTHER, &import));
    let page = until(&house, &owner, &import, "Taken back on").await;
    assert!(page.contains("by Olga") && !page.contains("The import is done."), "{page}");
    assert!(!page.contains("batch="), "there is nothing to be shown");
    let past = house.get(Some(&owner), "/import").await.text;
    assert!(past.contains("taken back") && past.contains("by Olga"), "{past}");
    // Pressed once more, nothing happens.
    assert_eq!(house.post(&owner, &owner.csrf, &format!("{import}/undo"), &[]).await.location, import);
    running.stop().await;
}

#[tokio::test]
async fn an_import_that_was_left_in_part_says_why_and_keeps_its_button() {
    let house = House::new();
    let owner = house.person("Olga", "administrator");
    let running = run(&house);
    let (columns, trial) = tried(&house, &owner).await;
    until(&house, &owner, &trial, "/run\"").await;
    let import = house.post(&owner, &owner.csrf, &columns.replace("/columns", "/run"), &[]).await.location;
    until(&house, &owner, &import, "The import is done.").await;
    let deal = |tx: &mut records::Tx<'_>| {
        let platform = access::Actor::platform(Through::Command);
        let mut company = None;
        records::list(tx, &platform, &records::Query::of("base.company"), |row| company = Some(row.id()))?;
        let pipeline = records::create(tx, &platform, "sales.pipeline", &records::Patch::one("name", "Sales"))?.id();
        let stage = records::Patch::one("name", "Open").with("kind", "open").with("pipeline", pipeline);
        records::create(tx, &platform, "sales.stage", &stage)?;
        let deal = records::Patch::one("name", "Wires").with("company", feel::Value::from(company));
        records::create(tx, &platform, "sales.deal", &deal).map(|deal| deal.id())
    };
    let deal = house.records.write_blocking(deal).unwrap();
    let undo = format!("{import}/undo");
    house.post(&owner, &owner.csrf, &undo, &[]).await;
    let page = until(&house, &owner, &import, "Nothing could be taken back on").await;
    assert!(page.contains("other records need its record (Deals)"), "{page}");
    assert!(page.contains("Take the 1 change left back") && page.contains("not taken back"), "{page}");
    assert!(!page.contains("somebody changed it"), "{page}");
    let past = house.get(Some(&owner), "/import").await.text;
    assert!(past.contains("not taken back"), "{past}");
    let gone = move |tx: &mut records::Tx<'_>| {
        records::delete(tx, &access::Actor::platform(Through::Command), "sales.deal", deal, None)
    };
    house.records.write_blocking(gone).unwrap();
    house.post(&owner, &owner.csrf, &undo, &[]).await;
    let page = until(&house, &owner, &import, ">Taken back on").await;
    assert!(!page.contains("change left") && !page.contains(&format!("action=\"{undo}\"")), "{page}");
    running.stop().await;
}
