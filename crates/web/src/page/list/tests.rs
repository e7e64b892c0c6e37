//! Lists asked for over HTTP, as an administrator, as an observer, and as nobody.

mod exporting;
mod finding;
mod refusing;

use access::{Actor, Through};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use feel::Value;
use identity::account::{self, Start};
use identity::login::Outcome;
use identity::password::Cost;
use identity::{Client, Email, Front, Gate, Limits, Password, role};
use insta::assert_snapshot;
use records::{Patch, Records, Tx};
use testkit::TestDatabase;
use tower::ServiceExt as _;

use super::address::escaped;
use crate::site::{Site, Trouble};

const PASSWORD: &str = "a quiet morning at sea";

/// An installation with 120 companies: 117 of the administrator, 3 of the observer.
struct House {
    _database: TestDatabase,
    router: Router,
    records: Records,
    admin: String,
    observer: String,
}

struct Answer {
    status: StatusCode,
    headers: axum::http::HeaderMap,
    body: String,
}

impl House {
    fn new() -> Self {
        let database = testkit::sqlite();
        database.alone_blocking(|tx| store::migrate(tx, "identity", identity::MIGRATIONS)).unwrap();
        let records = Records::open(database.clone()).unwrap();
        let files = testkit::apps();
        records
            .alone_blocking(move |tx| {
                records::install::apply(tx, &Actor::platform(Through::Install), &files, "test").map(drop)
            })
            .unwrap();
        let gate =
            Gate::new(Limits { cost: Cost::TRIFLING, ..Limits::default() }, store::seal::Key::new().unwrap()).unwrap();
        let people = [("Ada Byron", "ada@example.org", "administrator"), ("Olga Dub", "olga@example.org", "observer")];
        let users: Vec<i64> =
            people.iter().map(|(name, email, role)| person(&records, &gate, name, email, role)).collect();
        let owners = users.clone();
        records
            .alone_blocking(move |tx| {
                for number in 0..120 {
                    let owner = if number % 40 == 7 { owners[1] } else { owners[0] };
                    let patch = Patch::one("name", Value::text(format!("Company {number:03}")))
                        .with("employees", Value::from(i64::from(number)))
                        .with("owner", Value::from(owner));
                    records::create(tx, &Actor::platform(Through::Install), "base.company", &patch)?;
                }
                Ok::<_, records::Error>(())
            })
            .unwrap();
        let enter = |email: &str| {
            let client = Client { address: None, agent: String::new() };
            match gate.sign_in(records.database(), email, &Password::new(PASSWORD), &client, None).unwrap() {
                Outcome::SignedIn(session) => session.secret.reveal().to_owned(),
                other => panic!("{other:?}"),
            }
        };
        let (admin, observer) = (enter("ada@example.org"), enter("olga@example.org"));
        let site = Site::new(Front::new(records.clone(), gate), "http://localhost:7272", false);
        Self { _database: database, router: crate::router(site), records, admin, observer }
    }

    async fn ask(&self, request: axum::http::request::Builder, session: &str, body: String) -> Answer {
        let request = request.header("cookie", format!("relata_session={session}")).header("accept-language", "en");
        let answer = self.router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        let (status, headers) = (answer.status(), answer.headers().clone());
        let bytes = to_bytes(answer.into_body(), 16 << 20).await.unwrap();
        Answer { status, headers, body: String::from_utf8_lossy(&bytes).into_owned() }
    }

    async fn get(&self, url: &str, session: &str) -> Answer {
        self.ask(Request::get(url), session, String::new()).await
    }

    async fn post(&self, url: &str, session: &str, body: &str) -> Answer {
        let token = identity::csrf::form_value(session).unwrap();
        let request = Request::post(url)
            .header("x-csrf-token", token)
            .header("hx-request", "true")
            .header("sec-fetch-site", "same-origin")
            .header("origin", "http://localhost:7272")
            .header("host", "localhost:7272")
            .header("content-type", "application/x-www-form-urlencoded");
        self.ask(request, session, body.to_owned()).await
    }
}

fn person(records: &Records, gate: &Gate, name: &'static str, email: &'static str, role: &'static str) -> i64 {
    let address = Email::parse(email).unwrap();
    let prepared = gate.hasher().prepare(&Password::new(PASSWORD), &address).unwrap();
    records
        .alone_blocking(move |tx: &mut Tx<'_>| {
            let patch = Patch::one("name", Value::text(name)).with("email", Value::text(email));
            let id = records::create(tx, &Actor::platform(Through::Install), records::USER, &patch)?.id();
            account::create(tx.sql(), id, &address, &Start::Chosen(prepared.clone()))?;
            role::grant(tx.sql(), id, role)?;
            Ok::<_, Trouble>(id)
        })
        .unwrap()
}

fn rows(body: &str) -> usize {
    body.matches("<tr id=\"grid-").count()
}

fn url(filter: &str) -> String {
    format!("/companies?filter={}", escaped(filter))
}

#[tokio::test]
async fn a_list_shows_fifty_rows_and_leads_on() {
    let house = House::new();
    let first = house.get("/companies?sort=name", &house.admin).await;
    assert_eq!(first.status, StatusCode::OK);
    assert_eq!(rows(&first.body), 50);
    assert!(first.body.contains("Company 000") && !first.body.contains("Company 050"));
    let mut next = older(&first.body).unwrap();
    let second = house.get(&next, &house.admin).await;
    assert!(second.body.contains("Company 050") && second.body.contains("rel=\"prev\""));
    next = older(&second.body).unwrap();
    let third = house.get(&next, &house.admin).await;
    assert_eq!(rows(&third.body), 20);
    assert_eq!(older(&third.body), None);
    let totals = house.get("/companies/totals?sort=name", &house.admin).await;
    assert!(totals.body.contains("120\u{a0}companies"), "{}", totals.body);
}

/// Where "Next" leads.
fn older(body: &str) -> Option<String> {
    let link = body.split("rel=\"next\" href=\"").nth(1)?;
    Some(link.split('"').next()?.replace("&amp;", "&"))
}

#[tokio::test]
async fn a_filter_is_shown_as_chips_and_kept_in_a_form_of_every_language() {
    let house = House::new();
    let filter = r#"{"all":[{"test":{"field":"employees","op":"between","values":["30","1,0"]}},{"test":{"field":"name","op":"contains","values":["COMPANY"]}}]}"#;
    let answer = house.get(&url(filter), &house.admin).await;
    assert_eq!(rows(&answer.body), 30, "1 to 30");
    assert!(answer.body.contains("1 – 30") && answer.body.contains("“COMPANY”"));
    let builder = house.get(&url(filter).replace("/companies?", "/companies/filter?"), &house.admin).await;
    assert!(builder.body.contains("<x-filter") && builder.body.contains(r#""values":["1","30"]"#), "{}", builder.body);
    let fragment = house.ask(Request::get(url(filter)).header("hx-request", "true"), &house.admin, String::new()).await;
    assert!(!fragment.body.contains("<html") && rows(&fragment.body) == 30);
    let pushed = fragment.headers["hx-push-url"].to_str().unwrap();
    assert!(pushed.contains(&escaped(r#""values":["1","30"]"#)), "{pushed}");
}

#[tokio::test]
async fn what_cannot_be_read_shows_no_rows_and_says_why() {
    let house = House::new();
    for (filter, words) in [
        (r#"{"test":{"field":"employees","op":"at_least","values":["many"]}}"#, "many is not a number"),
        (r#"{"test":{"field":"nonsense","op":"empty"}}"#, "There is no field nonsense"),
        (r#"{"test":{"field":"employees","op":"contains","values":["1"]}}"#, "cannot be compared"),
        ("{\"x", "cannot be read"),
    ] {
        let answer = house.get(&url(filter), &house.admin).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(rows(&answer.body), 0, "{filter}");
        assert!(answer.body.contains(words), "{filter}");
    }
}

#[tokio::test]
async fn one_sees_what_is_ones_own_and_hidden_fields_are_not_there() {
    let house = House::new();
    let own = house.get("/companies", &house.observer).await;
    assert_eq!(rows(&own.body), 3);
    assert!(!own.body.contains("Company 000"));
    for absent in ["hx-post=\"/companies/bulk", "/companies/new", "/companies/export", "annual_revenue"] {
        assert!(!own.body.contains(absent), "{absent}");
    }
    let hidden = r#"{"test":{"field":"annual_revenue","op":"filled"}}"#;
    assert_eq!(rows(&house.get(&url(hidden), &house.observer).await.body), 0);
    assert_eq!(house.get("/companies/export", &house.observer).await.status, StatusCode::FORBIDDEN);
    // The observer's role says nothing of plans: to them there are none.
    for missing in ["/plans", "/nonsense", "/plans/totals", "/plans/export", "/companies?view=nonsense"] {
        assert_eq!(house.get(missing, &house.observer).await.status, StatusCode::NOT_FOUND, "{missing}");
    }
    let nobody = house.get("/companies", "").await;
    assert_eq!(nobody.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn many_records_are_changed_at_once_and_the_refused_are_counted() {
    let house = House::new();
    let all =
        "all=".to_owned() + &escaped(&url(r#"{"test":{"field":"employees","op":"at_most","values":["9"]}}"#)[11..]);
    let changed = house.post("/companies/bulk", &house.admin, &format!("{all}&field=employees&employees=500")).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.body);
    let told = changed.headers["hx-trigger"].to_str().unwrap();
    assert!(
        told.contains("10 records changed.") && told.contains("/undo") && told.contains("companies:changed"),
        "{told}"
    );
    let wrong = house.post("/companies/bulk", &house.admin, &format!("{all}&field=employees&employees=x")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let forbidden = house.post("/companies/bulk/delete", &house.observer, "all=view%3Dall").await;
    assert_ne!(forbidden.status, StatusCode::OK);
    assert_eq!(rows(&house.get("/companies", &house.observer).await.body), 3);
}

#[tokio::test]
async fn a_view_is_saved_for_oneself_or_everyone() {
    let house = House::new();
    let query = &url(r#"{"test":{"field":"employees","op":"at_least","values":["100"]}}"#)[11..];
    let saved = house.post(&format!("/companies/views?{query}"), &house.admin, "name=Large&shared=false").await;
    let to = saved.headers["hx-redirect"].to_str().unwrap().to_owned();
    let shown = house.get(&to, &house.admin).await;
    assert_eq!(rows(&shown.body), 20);
    assert!(shown.body.contains("Large"));
    assert_eq!(house.get(&to, &house.observer).await.status, StatusCode::NOT_FOUND);
    let nameless = house.post(&format!("/companies/views?{query}"), &house.admin, "name=+&shared=false").await;
    assert_eq!(nameless.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn an_export_has_the_columns_and_rows_of_the_list() {
    let house = House::new();
    let file = house.get("/companies/export?format=csv&sort=-employees&columns=employees", &house.admin).await;
    assert_eq!(file.headers["content-type"], "text/csv; charset=utf-8");
    let lines: Vec<&str> = file.body.lines().collect();
    assert_eq!(lines.len(), 121);
    assert_eq!(lines[1], "Company 119,119");
}

#[tokio::test]
async fn a_row_of_the_grid() {
    let house = House::new();
    let answer = house.get("/companies?sort=name&columns=name,employees,email", &house.admin).await;
    let row = answer.body.split("<tbody>").nth(1).unwrap().split("</tr>").next().unwrap();
    let id = row.split("grid-").nth(1).unwrap().split('"').next().unwrap();
    let hue = crate::component::avatar::hue(id.parse().unwrap());
    let row = row.replace(id, "ID").replace(hue, "h-hue").replace("><", ">\n<");
    assert_snapshot!(row, @r##"
    <tr id="grid-ID" tabindex="0" data-url="/companies/ID">
    <td class="pin ck">
    <input type="checkbox" class="checkbox" id="grid-check-ID" name="id" value="ID" form="bulk-grid" data-row-check aria-label="Select Company 000">
    <span class="ava tile h-hue ava-lg" title="Company 000" aria-hidden="true">C0</span>
    </td>
    <td class="pin pin-2" data-edit="name" data-at="title">
    <a href="/companies/ID">Company 000</a>
    </td>
    <td class="num text-end" data-edit="employees">0</td>
    <td data-edit="email" data-at="sub">
    </td>
    "##);
}

#[tokio::test]
async fn search_finds_over_entities_under_ones_rights() {
    let house = House::new();
    let all = house.get("/search?q=company+047", &house.admin).await;
    assert!(all.body.contains("Company") && all.body.contains("/companies/"), "{}", all.body);
    let own = house.get("/search?q=company+000", &house.observer).await;
    assert!(!own.body.contains("/companies/"));
    let home = house.get("/", &house.observer).await;
    assert_eq!(home.status, StatusCode::OK);
    assert!(home.body.contains("3\u{a0}companies"));
}
