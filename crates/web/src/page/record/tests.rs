//! The pages of records asked over HTTP, as the owner and as somebody with hardly any rights.

mod converting;
mod filling;
mod saying;

use access::{Actor, Through};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode};
use identity::account::Start;
use identity::login::Outcome;
use identity::password::Cost;
use identity::session::Client;
use identity::{Email, Front, Gate, Limits, Password};
use records::{Patch, Records};
use store::Database;
use tower::ServiceExt as _;

use crate::site::Site;

/// An installation with an administrator and an observer, both signed in.
struct House {
    router: Router,
    records: Records,
    database: Database,
    owner: String,
    observer: String,
    folder: testkit::TestDatabase,
}

struct Answer {
    status: StatusCode,
    headers: axum::http::HeaderMap,
    body: String,
}

fn house() -> House {
    house_of(testkit::apps())
}

/// One with other packages.
fn house_of(packages: Vec<testkit::PackageFile>) -> House {
    let folder = testkit::sqlite();
    let database: Database = Database::clone(&folder);
    database.alone_blocking(|tx| store::migrate(tx, "identity", identity::MIGRATIONS)).unwrap();
    let records = Records::open(database.clone()).unwrap();
    records
        .alone_blocking(move |tx| records::install::apply(tx, &Actor::platform(Through::Install), &packages, "test"))
        .unwrap();
    let gate =
        Gate::new(Limits { cost: Cost::TRIFLING, ..Limits::default() }, store::seal::Key::new().unwrap()).unwrap();
    let front = Front::new(records.clone(), gate);
    let owner = enter(&front, "owner@test.example", "administrator");
    let observer = enter(&front, "observer@test.example", "observer");
    let router = crate::router(Site::new(front, "http://localhost", false));
    House { router, records, database, owner, observer, folder }
}

/// Creates a user and signs in; the session's cookie.
fn enter(front: &Front, email: &str, role: &str) -> String {
    let address = Email::parse(email).unwrap();
    let password = Password::new("correct horse battery");
    let prepared = front.gate().hasher().prepare(&password, &address).unwrap();
    let (name, role, mail) = (email.to_owned(), role.to_owned(), address.clone());
    front
        .records()
        .write_blocking(move |tx| {
            let patch = Patch::one("name", name.as_str()).with("email", name.as_str());
            let user = records::create(tx, &Actor::platform(Through::Command), records::USER, &patch)?;
            identity::account::create(tx.sql(), user.id(), &mail, &Start::Chosen(prepared.clone())).unwrap();
            identity::role::grant(tx.sql(), user.id(), &role).unwrap();
            Ok::<_, records::Error>(())
        })
        .unwrap();
    let outcome = front.gate().sign_in(front.records().database(), email, &password, &Client::default(), None).unwrap();
    let Outcome::SignedIn(session) = outcome else { panic!("{email} cannot sign in") };
    session.secret.reveal().to_string()
}

impl House {
    async fn send(&self, method: Method, uri: &str, cookie: &str, body: &str, fragment: bool) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(uri)
            .header("cookie", format!("relata_session={cookie}; language=en"))
            .header("x-csrf-token", identity::csrf::form_value(cookie).unwrap())
            .header("content-type", "application/x-www-form-urlencoded");
        if fragment {
            request = request.header("hx-request", "true");
        }
        let request = request.body(Body::from(body.to_owned())).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = to_bytes(response.into_body(), 1 << 24).await.unwrap();
        Answer { status, headers, body: String::from_utf8_lossy(&bytes).into_owned() }
    }

    async fn get(&self, uri: &str) -> Answer {
        self.send(Method::GET, uri, &self.owner, "", false).await
    }

    fn create(&self, entity: &str, patch: &Patch) -> i64 {
        let (entity, patch) = (entity.to_owned(), patch.clone());
        let platform = Actor::platform(Through::Command);
        self.records
            .write_blocking(move |tx| records::create(tx, &platform, &entity, &patch).map(|record| record.id()))
            .unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_with_errors_keeps_what_was_entered() {
    let house = house();
    let answer = house
        .send(
            Method::POST,
            "/companies",
            &house.owner,
            "name=Brightwater&employees=many&founded=long+ago&email=nobody",
            false,
        )
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.body);
    for kept in ["value=\"Brightwater\"", "value=\"many\"", "value=\"long ago\"", "value=\"nobody\""] {
        assert!(answer.body.contains(kept), "{kept} is lost");
    }
    assert!(answer.body.contains("aria-invalid=\"true\""));
    // Nothing was stored.
    assert!(house.get("/companies/new").await.status.is_success());
    let count = house.records.read_blocking(|tx| {
        records::count(tx, &Actor::platform(Through::Command), &records::Query::of("base.company"), None)
    });
    assert_eq!(count.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_is_created_shown_changed_and_deleted() {
    let house = house();
    let answer = house
        .send(
            Method::POST,
            "/companies",
            &house.owner,
            "name=Brightwater&employees=1+240&annual_revenue=1.5&annual_revenue.currency=EUR",
            false,
        )
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let url = answer.headers["location"].to_str().unwrap().to_owned();
    for tab in ["", "?tab=details", "?tab=related", "?tab=files", "?tab=history", "?tab=timeline"] {
        let page = house.get(&format!("{url}{tab}")).await;
        assert_eq!(page.status, StatusCode::OK, "{tab}: {}", page.body);
        assert!(page.body.contains("Brightwater"));
    }
    assert!(house.get(&format!("{url}?tab=details")).await.body.contains("1,240"));
    assert_eq!(house.get(&format!("{url}/edit")).await.status, StatusCode::OK);
    let changed = house.send(Method::POST, &url, &house.owner, "version=1&name=Brightwater+Foods", false).await;
    assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.body);
    let gone = house.send(Method::DELETE, &url, &house.owner, "", true).await;
    assert_eq!(gone.status, StatusCode::OK, "{}", gone.body);
    assert!(gone.headers["hx-trigger"].to_str().unwrap().contains("/restore?of=companies"));
    assert_eq!(house.get(&url).await.status, StatusCode::NOT_FOUND);
    assert!(house.get("/companies/deleted").await.body.contains("Brightwater Foods"));
    let toast: serde_json::Value = serde_json::from_str(gone.headers["hx-trigger"].to_str().unwrap()).unwrap();
    let undo = toast["toast"]["undo"].as_str().unwrap();
    let back = house.send(Method::POST, undo, &house.owner, "", true).await;
    assert_eq!(back.headers["hx-redirect"], url.as_str());
    assert_eq!(house.get(&url).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_deleted_twice_stands_once_among_the_deleted() {
    let house = house();
    let id = house.create("base.company", &Patch::one("name", "Brightwater"));
    let url = format!("/companies/{id}");
    let undo = |answer: &Answer| {
        let toast: serde_json::Value = serde_json::from_str(answer.headers["hx-trigger"].to_str().unwrap()).unwrap();
        toast["toast"]["undo"].as_str().unwrap().to_owned()
    };
    let first = undo(&house.send(Method::DELETE, &url, &house.owner, "", true).await);
    house.send(Method::POST, &first, &house.owner, "", true).await;
    let fields = format!("{url}/fields/legal_name");
    let page = house.get(&format!("{url}/edit")).await.body;
    let version = page.split("name=\"version\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let body = format!("version={version}&legal_name=Brightwater+Ltd");
    let changed = house.send(Method::PATCH, &fields, &house.owner, &body, true).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.body);
    let second = undo(&house.send(Method::DELETE, &url, &house.owner, "", true).await);
    assert_ne!(first, second);
    let listed = house.get("/companies/deleted").await.body;
    assert_eq!(listed.matches("/restore?of=companies").count(), 1, "{listed}");
    assert!(listed.contains(&second));
    // The way back of the first deletion, on a page that still stands open somewhere.
    house.send(Method::POST, &first, &house.owner, "", true).await;
    assert!(house.get(&format!("{url}?tab=details")).await.body.contains("Brightwater Ltd"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stale_version_is_a_conflict_with_both_values() {
    let house = house();
    let id = house.create("base.company", &Patch::one("name", "Brightwater"));
    let url = format!("/companies/{id}");
    let editor = house.send(Method::GET, &format!("{url}/fields/legal_name"), &house.owner, "", true).await;
    assert_eq!(editor.status, StatusCode::OK, "{}", editor.body);
    let field = format!("{url}/fields/legal_name");
    let first = house.send(Method::PATCH, &field, &house.owner, "version=1&legal_name=Theirs+Ltd", true).await;
    assert_eq!((first.status, first.body.as_str()), (StatusCode::OK, "Theirs Ltd"));
    let second = house.send(Method::PATCH, &field, &house.owner, "version=1&legal_name=Mine+Ltd", true).await;
    assert_eq!(second.status, StatusCode::CONFLICT, "{}", second.body);
    assert!(second.body.contains("Theirs Ltd") && second.body.contains("Mine Ltd"));
    // Another field of the old version is no conflict.
    let other = house
        .send(Method::PATCH, &format!("{url}/fields/employees"), &house.owner, "version=1&employees=7", true)
        .await;
    assert_eq!(other.status, StatusCode::OK, "{}", other.body);
    let form = house.send(Method::POST, &url, &house.owner, "version=1&legal_name=Mine+Ltd", false).await;
    assert_eq!(form.status, StatusCode::CONFLICT);
    assert!(form.body.contains("value=\"Mine Ltd\""));
    let bad = house
        .send(Method::PATCH, &format!("{url}/fields/employees"), &house.owner, "version=3&employees=x", true)
        .await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bad.body.contains("value=\"x\""), "{}", bad.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_may_not_see_is_not_there() {
    let house = house();
    let id = house.create("base.company", &Patch::one("name", "Secret"));
    let file = house
        .create("base.file", &Patch::one("name", "plan.pdf").with("about", id).with("about_entity", "base.company"));
    let url = format!("/companies/{id}");
    for (method, uri) in [
        (Method::GET, url.clone()),
        (Method::GET, format!("{url}?tab=history")),
        (Method::GET, format!("{url}?tab=files")),
        (Method::GET, format!("{url}/edit")),
        (Method::GET, format!("{url}/fields/name")),
        (Method::GET, format!("{url}/value/name")),
        (Method::PATCH, format!("{url}/fields/name")),
        (Method::POST, url.clone()),
        (Method::DELETE, url.clone()),
        (Method::POST, format!("{url}/activities")),
        (Method::POST, format!("{url}/history/1/restore?field=name")),
        (Method::GET, format!("{url}/share")),
        (Method::POST, format!("{url}/share")),
        (Method::POST, format!("{url}/different/{id}")),
        (Method::DELETE, format!("{url}/files/{file}")),
        (Method::GET, format!("/files/{file}/content")),
        (Method::GET, "/companies/x".to_owned()),
        (Method::GET, "/nothing/1".to_owned()),
    ] {
        for fragment in [false, true] {
            let answer = house
                .send(method.clone(), &uri, &house.observer, "name=Mine&version=1&kind=note&text=x", fragment)
                .await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{method} {uri}: {}", answer.body);
            assert!(!answer.body.contains("Secret"), "{method} {uri}");
        }
    }
    let created = house.send(Method::POST, "/companies", &house.observer, "name=Mine", false).await;
    assert_eq!(created.status, StatusCode::FORBIDDEN);
    let nobody = house.router.clone().oneshot(Request::get(&url).body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(nobody.status(), StatusCode::SEE_OTHER);
    assert!(nobody.headers()["location"].to_str().unwrap().starts_with("/sign-in"));
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_text_stays_text() {
    let house = house();
    let name = "<script>alert(1)</script>";
    let id =
        house.create("base.company", &Patch::one("name", name).with("description", "<img src=x onerror=alert(1)>"));
    let url = format!("/companies/{id}");
    let note = house
        .send(
            Method::POST,
            &format!("{url}/activities"),
            &house.owner,
            "kind=note&text=%3Cscript%3Ealert(2)%3C%2Fscript%3E",
            true,
        )
        .await;
    assert_eq!(note.status, StatusCode::OK, "{}", note.body);
    for page in [
        format!("{url}?tab=timeline"),
        format!("{url}?tab=details"),
        format!("{url}?tab=history"),
        format!("{url}/edit"),
        "/companies/new?name=%3Cscript%3E".to_owned(),
    ] {
        let answer = house.get(&page).await;
        assert_eq!(answer.status, StatusCode::OK, "{page}");
        assert!(!answer.body.contains("<script>alert") && !answer.body.contains("<img src=x"), "{page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_goes_up_and_comes_down_as_foreign_bytes() {
    let house = house();
    let id = house.create("base.company", &Patch::one("name", "Brightwater"));
    let body = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"..\\\\evil/a.html\"\r\nContent-Type: text/html\r\n\r\n<script>alert(1)</script>\r\n--x--\r\n";
    let request = Request::post(format!("/companies/{id}/files"))
        .header("cookie", format!("relata_session={}", house.owner))
        .header("x-csrf-token", identity::csrf::form_value(&house.owner).unwrap())
        .header("accept", "application/json")
        .header("content-type", "multipart/form-data; boundary=x")
        .body(Body::from(body))
        .unwrap();
    let response = house.router.clone().oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let bytes = to_bytes(response.into_body(), 1 << 16).await.unwrap();
    let answer: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(answer["name"], "a.html");
    let file = house.get(&format!("/files/{}/content?show=1", answer["id"])).await;
    assert_eq!(file.status, StatusCode::OK);
    assert_eq!(file.body, "<script>alert(1)</script>");
    assert_eq!(file.headers["content-type"], "application/octet-stream");
    assert!(file.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
    assert_eq!(file.headers["x-content-type-options"], "nosniff");
    assert!(file.headers["content-security-policy"].to_str().unwrap().contains("sandbox"));
    assert!(house.get(&format!("/companies/{id}?tab=files")).await.body.contains("a.html"));
    drop(house.database);
}

#[tokio::test(flavor = "multi_thread")]
async fn line_items_are_entered_with_their_record() {
    let house = house();
    let body = "name=Fleet&lines-there=1&lines.n2.name=Second&lines.n2.quantity=2&lines.n2.unit_price=10&lines.n1.name=First&lines.n1.quantity=1&lines.n1.unit_price=5&lines.n3.name=";
    let answer = house.send(Method::POST, "/deals", &house.owner, body, false).await;
    let shown = answer.body.contains("lines.n2");
    if answer.status == StatusCode::UNPROCESSABLE_ENTITY {
        // What a line needs is the definition's affair; what was entered stays.
        assert!(shown, "{}", answer.body);
        return;
    }
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let url = answer.headers["location"].to_str().unwrap();
    assert_eq!(house.get(&format!("{url}?tab=details")).await.status, StatusCode::OK);
    assert_eq!(house.get(&format!("{url}/edit")).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_left_empty_gets_its_default() {
    let house = house();
    let form = house.get("/currencies/new").await;
    assert!(form.body.contains("name=\"digits\" value=\"2\""), "{}", form.body);
    let answer =
        house.send(Method::POST, "/activities", &house.owner, "subject=Call&kind=&status=&priority=", false).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn likely_duplicates_are_shown_while_one_types() {
    let house = house();
    house
        .create("base.company", &Patch::one("name", "Brightwater Foods Ltd").with("email", "info@brightwater.example"));
    let answer = house
        .send(
            Method::POST,
            "/companies/duplicates",
            &house.owner,
            "name=Brightwater+Foods&email=info%40brightwater.example",
            true,
        )
        .await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.body.contains("Brightwater Foods Ltd"), "{}", answer.body);
    let other = house.send(Method::POST, "/companies/duplicates", &house.owner, "name=Volta", true).await;
    assert_eq!(other.body, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_merge_is_chosen_field_by_field_and_undone() {
    let house = house();
    let keep = house.create("base.company", &Patch::one("name", "Brightwater"));
    let lose = house
        .create("base.company", &Patch::one("name", "Brightwater Ltd").with("legal_name", "Brightwater Foods Limited"));
    let page = house.get(&format!("/companies/merge?a={keep}&b={lose}")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let merged = house
        .send(
            Method::POST,
            "/companies/merge",
            &house.owner,
            &format!("a={keep}&b={lose}&take.name=a&take.legal_name=b"),
            false,
        )
        .await;
    assert_eq!(merged.status, StatusCode::OK, "{}", merged.body);
    // The record that went leads to the one it is part of, for those who may see it; merging once more says so.
    let gone = format!("/companies/{lose}");
    let moved = house.get(&gone).await;
    assert_eq!(moved.status, StatusCode::SEE_OTHER);
    assert_eq!(moved.headers["location"], format!("/companies/{keep}"));
    let stranger = house.send(Method::GET, &gone, &house.observer, "", false).await;
    assert_eq!(stranger.status, StatusCode::NOT_FOUND);
    let (again, sent) = (format!("/companies/merge?a={keep}&b={lose}"), format!("a={keep}&b={lose}"));
    for answer in [
        house.get(&again).await,
        house.get(&format!("/companies/merge?a={lose}&b={keep}")).await,
        house.send(Method::POST, "/companies/merge", &house.owner, &sent, false).await,
    ] {
        assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.body);
        assert!(answer.body.contains("Already merged into “Brightwater”"), "{}", answer.body);
        assert!(answer.body.contains(&format!("href=\"/companies/{keep}\"")));
    }
    let stranger = house.send(Method::GET, &again, &house.observer, "", false).await;
    assert_eq!(stranger.status, StatusCode::NOT_FOUND);
    let page = house.get(&format!("/companies/{keep}?tab=details")).await;
    assert!(page.body.contains("Brightwater Foods Limited"));
    let undo = merged.body.split("hx-post=\"").nth(1).unwrap().split('"').next().unwrap().replace("&amp;", "&");
    let undone = house.send(Method::POST, &undo, &house.owner, "", true).await;
    assert!(undone.headers.contains_key("hx-redirect"), "{undo}: {}", undone.body);
    assert_eq!(house.get(&format!("/companies/{lose}")).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_is_shown_as_it_was() {
    let house = house();
    let id = house.create("base.company", &Patch::one("name", "Old Name"));
    house.folder.clock().advance(std::time::Duration::from_secs(2 * 86_400));
    let patch = Patch::one("name", "New Name");
    let platform = Actor::platform(Through::Command);
    house.records.write_blocking(move |tx| records::update(tx, &platform, "base.company", id, None, &patch)).unwrap();
    // The clock of tests begins on the first of January 2026.
    let past = house.get(&format!("/companies/{id}?at=2026-01-01")).await;
    assert_eq!(past.status, StatusCode::OK, "{}", past.body);
    assert!(past.body.contains("Old Name") && !past.body.contains("New Name") && !past.body.contains("data-edit="));
    // Before it was created there is a page that says so, for those who may see the record.
    let before = house.get(&format!("/companies/{id}?at=2025-12-01")).await;
    assert_eq!(before.status, StatusCode::OK, "{}", before.body);
    assert!(before.body.contains("This record did not exist on") && before.body.contains("It was created on"));
    assert!(before.body.contains(&format!("href=\"/companies/{id}\"")) && !before.body.contains("data-edit="));
    for at in ["2026-01-01", "2025-12-01"] {
        let answer = house.send(Method::GET, &format!("/companies/{id}?at={at}"), &house.observer, "", false).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{at}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_moment_that_cannot_be_read_is_said_at_its_field() {
    let house = house();
    let id = house.create("base.company", &Patch::one("name", "Old Name"));
    house.folder.clock().advance(std::time::Duration::from_secs(2 * 86_400));
    for (typed, kept, said) in [
        ("yesterday", "yesterday", "This is no day we know."),
        ("31.02.2025", "31.02.2025", "This is no day we know."),
        ("", "", "This is no day we know."),
        ("01.01.2030", "01.01.2030", "This is not in the past yet."),
    ] {
        let page = house.get(&format!("/companies/{id}?at={typed}")).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}: {}", page.body);
        let field = page.body.split("id=\"past-at\"").nth(1).unwrap().split("</form>").next().unwrap();
        assert!(field.contains(&format!("value=\"{kept}\"")) && field.contains("aria-invalid=\"true\""), "{field}");
        assert!(field.contains(said), "{field}");
    }
    // Today is a moment of the past: the one before this.
    let today = house.get(&format!("/companies/{id}?at=2026-01-03")).await;
    assert!(today.status == StatusCode::OK && today.body.contains("As it was on"), "{}", today.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_that_lay_among_the_deleted_says_so() {
    let house = house();
    let id = house.create("base.company", &Patch::one("name", "Old Name"));
    // Sessions end when nobody comes for long: little more than a day at once.
    let day = std::time::Duration::from_secs(25 * 3_600);
    house.folder.clock().advance(day);
    let gone = house.send(Method::DELETE, &format!("/companies/{id}?version=1"), &house.owner, "", true).await;
    let told = gone.headers["hx-trigger"].to_str().unwrap().to_owned();
    let restore = told.split("\"undo\":\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    house.folder.clock().advance(day);
    let back = house.send(Method::POST, &restore, &house.owner, "", true).await;
    assert!(back.status.is_success(), "{}", back.body);
    let then = house.get(&format!("/companies/{id}?at=2026-01-02")).await;
    assert_eq!(then.status, StatusCode::OK, "{}", then.body);
    assert!(then.body.contains("among the deleted on") && then.body.contains("It was restored later"), "{}", then.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_entity_has_its_pages() {
    let house = house();
    let plurals: Vec<String> =
        house.records.world().model.entities.iter().map(|entity| entity.plural.to_string()).collect();
    for plural in plurals {
        for page in ["new", "deleted"] {
            let answer = house.get(&format!("/{plural}/{page}")).await;
            assert_eq!(answer.status, StatusCode::OK, "/{plural}/{page}");
        }
    }
}
