//! The pages as browsers ask for them: nobody, the wrong person, the right one.

use access::{Actor, Through};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use identity::account::Start;
use identity::login::Outcome;
use identity::password::Cost;
use identity::{Client, Email, Front, Gate, Limits, Password};
use records::{Patch, Records};
use testkit::TestDatabase;
use tower::ServiceExt as _;

const PASSWORD: &str = "violet kettle mountain";

struct House {
    records: Records,
    router: Router,
    gate: Gate,
    _database: TestDatabase,
}

/// Somebody signed in.
struct Person {
    id: i64,
    cookie: String,
    csrf: String,
}

struct Answer {
    status: StatusCode,
    location: String,
    text: String,
}

impl House {
    fn new() -> Self {
        let database = testkit::sqlite();
        database
            .alone_blocking(|tx| {
                store::migrate(tx, "identity", identity::MIGRATIONS)?;
                store::migrate(tx, "jobs", jobs::MIGRATIONS)?;
                store::migrate(tx, "documents", documents::MIGRATIONS)?;
                store::migrate(tx, "api", api::MIGRATIONS)
            })
            .unwrap();
        let records = Records::open((*database).clone()).unwrap();
        let files: Vec<_> = testkit::apps().into_iter().filter(|(path, _)| !path.contains("/demo/")).collect();
        records
            .alone_blocking(move |tx| {
                let platform = Actor::platform(Through::Install);
                records::install::apply(tx, &platform, &files, "test").map(drop)
            })
            .unwrap();
        let gate = Gate::new(Limits { cost: Cost { memory: 8, passes: 1 }, ..Limits::default() }).unwrap();
        let front = Front::new(records.clone(), gate.clone());
        let router = crate::router(crate::Site::new(front, "http://localhost:7474", false));
        Self { records, router, gate, _database: database }
    }

    fn person(&self, name: &str, role: &str) -> Person {
        let email = format!("{}@example.org", name.to_lowercase());
        let address = Email::parse(&email).unwrap();
        let password = self.gate.hasher().prepare(&Password::new(PASSWORD), &address).unwrap();
        let (name, role, sent) = (name.to_owned(), role.to_owned(), email.clone());
        let id = self
            .records
            .write_blocking(move |tx| {
                let platform = Actor::platform(Through::Command);
                let patch = Patch::one("name", name.as_str()).with("email", sent.as_str());
                let id = records::create(tx, &platform, records::USER, &patch)?.id();
                identity::account::create(
                    tx.sql(),
                    id,
                    &Email::parse(&sent).unwrap(),
                    &Start::Chosen(password.clone()),
                )
                .unwrap();
                identity::role::grant(tx.sql(), id, &role).unwrap();
                Ok::<_, records::Error>(id)
            })
            .unwrap();
        let outcome = self
            .gate
            .sign_in(self.records.database(), &email, &Password::new(PASSWORD), &Client::default(), None)
            .unwrap();
        let Outcome::SignedIn(session) = outcome else { panic!("not signed in") };
        let cookie = session.secret.reveal();
        Person { id, csrf: identity::csrf::form_value(&cookie).unwrap(), cookie }
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let location = response.headers().get("location").map_or("", |value| value.to_str().unwrap()).to_owned();
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        Answer { status, location, text: String::from_utf8_lossy(&body).into_owned() }
    }

    async fn get(&self, who: Option<&Person>, path: &str) -> Answer {
        let mut request = Request::get(path).header("host", "localhost:7474");
        if let Some(who) = who {
            request = request.header("cookie", format!("relata_session={}", who.cookie));
        }
        self.send(request.body(Body::empty()).unwrap()).await
    }

    async fn post(&self, who: &Person, csrf: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let encoded = |text: &str| super::users::encoded(text);
        let mut body = format!("csrf={csrf}");
        for (name, value) in fields {
            body.push_str(&format!("&{}={}", encoded(name), encoded(value)));
        }
        let request = Request::post(path)
            .header("host", "localhost:7474")
            .header("cookie", format!("relata_session={}", who.cookie))
            .header("content-type", "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(body)).unwrap()).await
    }
}

const OWN: [&str; 5] = ["/settings", "/settings/profile", "/settings/security", "/settings/tokens", "/jobs"];
const ADMINISTRATION: [&str; 11] = [
    "/settings/users",
    "/settings/users/new",
    "/settings/units",
    "/settings/units/new",
    "/settings/roles",
    "/settings/roles/new",
    "/settings/roles/sales_rep",
    "/settings/roles/sales_rep/sales.deal",
    "/settings/webhooks",
    "/settings/installation",
    "/settings/users/1",
];

#[tokio::test]
async fn nobody_is_sent_to_sign_in() {
    let house = House::new();
    for path in OWN.iter().chain(&ADMINISTRATION).chain(&["/import", "/import/into/companies", "/import/1", "/jobs/1"])
    {
        let answer = house.get(None, path).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
        assert!(answer.location.starts_with("/sign-in?next="), "{path}: {}", answer.location);
    }
}

#[tokio::test]
async fn a_seller_has_own_settings_and_no_administration() {
    let house = House::new();
    let seller = house.person("Sam", "sales_rep");
    let owner = house.person("Olga", "administrator");
    for path in OWN {
        assert_eq!(house.get(Some(&seller), path).await.status, StatusCode::OK, "{path}");
    }
    for path in ADMINISTRATION {
        assert_eq!(house.get(Some(&seller), path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    // A sales_rep has no right to import anything.
    assert_eq!(house.get(Some(&seller), "/import").await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.get(Some(&seller), "/import/into/companies").await.status, StatusCode::NOT_FOUND);
    let writes: [(String, &[(&str, &str)]); 9] = [
        ("/settings/users/new".to_owned(), &[("name", "X"), ("email", "x@example.org"), ("role", "administrator")]),
        (format!("/settings/users/{}/roles", seller.id), &[("role", "administrator")]),
        (format!("/settings/users/{}/disable", owner.id), &[]),
        (format!("/settings/users/{}/link", owner.id), &[]),
        ("/settings/units/new".to_owned(), &[("name", "X")]),
        ("/settings/roles/new".to_owned(), &[("name", "x"), ("label_en", "X"), ("from", "administrator")]),
        ("/settings/roles/sales_rep".to_owned(), &[("sales.deal:read", "all")]),
        ("/settings/webhooks".to_owned(), &[("url", "https://mine.example")]),
        ("/settings/installation".to_owned(), &[("name", "Mine")]),
    ];
    for (path, fields) in writes {
        assert_eq!(house.post(&seller, &seller.csrf, &path, fields).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn a_write_without_the_right_token_is_refused() {
    let house = House::new();
    let owner = house.person("Olga", "administrator");
    let other = house.person("Omar", "administrator");
    for path in [
        "/settings/profile",
        "/settings/units/new",
        "/settings/users/new",
        "/settings/security/sessions/others",
        "/jobs/1/cancel",
    ] {
        for csrf in ["", "wrong", other.csrf.as_str()] {
            assert_eq!(house.post(&owner, csrf, path, &[("name", "X")]).await.status, StatusCode::FORBIDDEN, "{path}");
        }
    }
}

#[tokio::test]
async fn the_last_administrator_stays() {
    let house = House::new();
    let owner = house.person("Olga", "administrator");
    let roles = format!("/settings/users/{}/roles", owner.id);
    let answer = house.post(&owner, &owner.csrf, &roles, &[("role", "sales_rep")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let answer = house.post(&owner, &owner.csrf, &format!("/settings/users/{}/disable", owner.id), &[]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(house.get(Some(&owner), "/settings/users").await.status, StatusCode::OK);
    // With a second one the first may go.
    house.person("Omar", "administrator");
    let answer = house.post(&owner, &owner.csrf, &roles, &[("role", "sales_rep")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(house.get(Some(&owner), "/settings/users").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_token_is_shown_once_and_asks_for_the_password() {
    let house = House::new();
    let seller = house.person("Sam", "sales_rep");
    let wrong = [("name", "Report"), ("lasts", "30"), ("present", "not my password")];
    assert_eq!(
        house.post(&seller, &seller.csrf, "/settings/tokens", &wrong).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let right = [("name", "Report"), ("lasts", "30"), ("present", PASSWORD), ("read_only", "true")];
    let answer = house.post(&seller, &seller.csrf, "/settings/tokens", &right).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let at = answer.text.find("select-all\" id=\"secret\">rel_").expect("the token is shown");
    let token = &answer.text[at + "select-all\" id=\"secret\">".len()..][..64];
    let page = house.get(Some(&seller), "/settings/tokens").await.text;
    assert!(!page.contains(token), "the token is shown again");
    assert!(page.contains("Report"));
    // Nobody else sees or revokes it.
    let other = house.person("Ulf", "sales_rep");
    let start = page.find("/settings/tokens/").expect("a revoke form");
    let id: String = page[start + "/settings/tokens/".len()..].chars().take_while(char::is_ascii_digit).collect();
    let path = format!("/settings/tokens/{id}/revoke");
    assert_eq!(house.post(&other, &other.csrf, &path, &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.post(&seller, &seller.csrf, &path, &[]).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn an_invitation_makes_person_account_and_link_or_nothing() {
    let house = House::new();
    let owner = house.person("Olga", "administrator");
    let fields = [("name", "Nina New"), ("email", "nina@example.org"), ("language", "ru"), ("role", "sales_rep")];
    let answer = house.post(&owner, &owner.csrf, "/settings/users/new", &fields).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let start =
        answer.text.find("http://localhost:7474/link/").expect("the link is shown") + "http://localhost:7474".len();
    let link: String = answer.text[start..].chars().take_while(|letter| *letter != '<' && *letter != '"').collect();
    assert_eq!(house.get(None, &link).await.status, StatusCode::OK);
    // The same address again is refused, and leaves no second record behind.
    let again = house.post(&owner, &owner.csrf, "/settings/users/new", &fields).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    let users = house
        .records
        .read_blocking(|tx| {
            records::count(tx, &Actor::platform(Through::Command), &records::Query::of(records::USER), None)
        })
        .unwrap();
    assert_eq!(users, 2);
}

#[tokio::test]
async fn a_changed_role_is_in_force_at_once_and_can_go_back() {
    let house = House::new();
    let owner = house.person("Olga", "administrator");
    let seller = house.person("Sam", "sales_rep");
    let right = |house: &House| {
        let world = house.records.world();
        let entity = world.model.entity("base.company").unwrap();
        super::roles::effective(&world.model, "sales_rep", &entity.name)["import"].clone()
    };
    assert_eq!(right(&house), "none");
    let answer = house.post(&owner, &owner.csrf, "/settings/roles/sales_rep", &[("base.company:import", "all")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    assert_eq!(house.get(Some(&seller), "/import/into/companies").await.status, StatusCode::OK);
    assert_eq!(right(&house), "all");
    // A condition that cannot be read is said where it was typed.
    let bad = [("right:read", "condition"), ("condition:read", "owner.id ==== 1")];
    let answer = house.post(&owner, &owner.csrf, "/settings/roles/sales_rep/base.company", &bad).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("role=\"alert\""));
    let good =
        [("right:read", "condition"), ("condition:read", "owner.id = actor.id"), ("field:annual_revenue", "hidden")];
    let answer = house.post(&owner, &owner.csrf, "/settings/roles/sales_rep/base.company", &good).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let answer = house.post(&owner, &owner.csrf, "/settings/roles/sales_rep/reset", &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    house.get(Some(&owner), "/settings/roles/sales_rep").await;
    assert_eq!(right(&house), "none");
}

#[tokio::test]
async fn a_role_of_ones_own_is_made_copied_held_and_deleted() {
    let house = House::new();
    let owner = house.person("Olga", "administrator");
    let fields = [("name", "key_accounts"), ("label_en", "Key accounts"), ("from", "sales_rep")];
    let answer = house.post(&owner, &owner.csrf, "/settings/roles/new", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    assert_eq!(house.get(Some(&owner), "/settings/roles/key_accounts").await.status, StatusCode::OK);
    let again = house.post(&owner, &owner.csrf, "/settings/roles/new", &fields).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    let holder = house.person("Kira", "key_accounts");
    let refused = house.post(&owner, &owner.csrf, "/settings/roles/key_accounts/delete", &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    house.post(&owner, &owner.csrf, &format!("/settings/users/{}/roles", holder.id), &[]).await;
    let gone = house.post(&owner, &owner.csrf, "/settings/roles/key_accounts/delete", &[]).await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER, "{}", gone.text);
    assert_eq!(house.get(Some(&owner), "/settings/roles/key_accounts").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn units_are_added_moved_and_never_below_themselves() {
    let house = House::new();
    let owner = house.person("Olga", "administrator");
    for (name, parent) in [("Top", ""), ("Sales", "")] {
        let answer =
            house.post(&owner, &owner.csrf, "/settings/units/new", &[("name", name), ("parent", parent)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    }
    let ids = house
        .records
        .read_blocking(|tx| records::ids(tx, &Actor::platform(Through::Command), &records::Query::of(records::UNIT)))
        .unwrap();
    let (top, sales) = (ids[0].to_string(), ids[1]);
    let moved = house
        .post(&owner, &owner.csrf, &format!("/settings/units/{sales}"), &[("name", "Sales"), ("parent", &top)])
        .await;
    assert_eq!(moved.status, StatusCode::SEE_OTHER, "{}", moved.text);
    let circle = house
        .post(
            &owner,
            &owner.csrf,
            &format!("/settings/units/{top}"),
            &[("name", "Top"), ("parent", &sales.to_string())],
        )
        .await;
    assert_eq!(circle.status, StatusCode::UNPROCESSABLE_ENTITY);
    let kept = house.post(&owner, &owner.csrf, &format!("/settings/units/{top}/delete"), &[]).await;
    assert_eq!(kept.status, StatusCode::UNPROCESSABLE_ENTITY);
    let gone = house.post(&owner, &owner.csrf, &format!("/settings/units/{sales}/delete"), &[]).await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER);
}

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

#[tokio::test]
async fn administrators_ask_why_of_anybody_and_others_of_themselves() {
    let house = House::new();
    let owner = house.person("Olga", "administrator");
    let seller = house.person("Sam", "sales_rep");
    let id = house
        .records
        .write_blocking(|tx| {
            let platform = Actor::platform(Through::Command);
            records::create(tx, &platform, "base.tag", &Patch::one("name", "hot")).map(|record| record.id())
        })
        .unwrap();
    let plural = house.records.world().model.find_entity("base.tag").unwrap().plural.clone();
    let ask = |user: i64| format!("/{plural}/{id}/why?subject={user}");
    let told = house.get(Some(&owner), &ask(seller.id)).await;
    assert_eq!(told.status, StatusCode::OK);
    assert!(told.text.contains("Sam"), "{}", told.text);
    // A sales_rep reads tags and changes none.
    assert_eq!(told.text.matches("text-error").count(), 4, "{}", told.text);
    assert_eq!(house.get(Some(&seller), &ask(seller.id)).await.status, StatusCode::OK);
    assert_eq!(house.get(Some(&seller), &ask(owner.id)).await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.get(Some(&owner), &ask(999_999)).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        house.get(Some(&owner), &ask(seller.id).replace(&seller.id.to_string(), "")).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert!(house.get(Some(&owner), &format!("/{plural}/{id}/share")).await.text.contains("why-answer"));
    assert!(!house.get(Some(&seller), &format!("/{plural}/{id}/share")).await.text.contains("why-answer"));
}

#[tokio::test]
async fn the_profile_changes_ones_own_few_fields_alone() {
    let house = House::new();
    let seller = house.person("Sam", "observer");
    let fields = [
        ("name", "Samuel"),
        ("language", "ru"),
        ("email", "boss@example.org"),
        ("active", "false"),
        ("home_unit", "1"),
    ];
    let answer = house.post(&seller, &seller.csrf, "/settings/profile", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let id = seller.id;
    let record = house
        .records
        .read_blocking(move |tx| records::get(tx, &Actor::platform(Through::Command), records::USER, id))
        .unwrap();
    assert_eq!(record.get("name").as_text(), Some("Samuel"));
    assert_eq!(record.get("email").as_text(), Some("sam@example.org"));
    assert!(record.get("home_unit").is_null());
}

#[tokio::test]
async fn the_address_on_record_is_the_address_to_sign_in_with() {
    let house = House::new();
    let owner = house.person("Olga", "administrator");
    let seller = house.person("Sam", "sales_rep");
    let id = seller.id;
    // The record itself does not take another one.
    let written = house.records.write_blocking(move |tx| {
        records::update(
            tx,
            &Actor::platform(Through::Page),
            records::USER,
            id,
            None,
            &Patch::one("email", "other@example.org"),
        )
    });
    assert!(matches!(written, Err(records::Error::Invalid(_))));
    let change = |email: &'static str| {
        let path = format!("/settings/users/{id}/email");
        let (house, owner) = (&house, &owner);
        async move { house.post(owner, &owner.csrf, &path, &[("email", email)]).await.status }
    };
    assert_eq!(change("samuel@example.org").await, StatusCode::SEE_OTHER);
    let both = house.records.read_blocking(move |tx| {
        let record = records::get(tx, &Actor::platform(Through::Command), records::USER, id)?;
        let account = identity::account::of(tx.sql(), id).unwrap().unwrap();
        Ok::<_, records::Error>((record.get("email").as_text().map(str::to_owned), account.email))
    });
    assert_eq!(both.unwrap(), (Some("samuel@example.org".to_owned()), "samuel@example.org".to_owned()));
    assert_eq!(change("olga@example.org").await, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_webhook_is_made_kept_and_taken_away() {
    let house = House::new();
    let owner = house.person("Olga", "administrator");
    let post = async |path: &str, fields: &[(&str, &str)]| house.post(&owner, &owner.csrf, path, fields).await;
    // What cannot be reached from outside, or hears of nothing, is refused with every finding.
    let wrong = [("url", "http://127.0.0.1/x"), ("entity", "*"), ("filter", "status = 1")];
    let answer = post("/settings/webhooks", &wrong).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in ["f-url-err", "f-event-err", "f-filter-err"] {
        assert!(answer.text.contains(field), "{field}: {}", answer.text);
    }
    let right =
        [("url", "https://hooks.example/in"), ("entity", "sales.deal"), ("event", "created"), ("event", "changed")];
    let answer = post("/settings/webhooks", &right).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let at = answer.text.find("whsec_").expect("the secret is shown");
    let secret = answer.text[at..].split('<').next().unwrap().to_owned();
    let list = house.get(Some(&owner), "/settings/webhooks").await.text;
    assert!(list.contains("https://hooks.example/in") && !list.contains("whsec_"), "the secret is shown again");
    let start = list.find("/settings/webhooks/").expect("a way to it");
    let id: String = list[start + "/settings/webhooks/".len()..].chars().take_while(char::is_ascii_digit).collect();
    let url = format!("/settings/webhooks/{id}");
    let fresh = post(&format!("{url}/secret"), &[]).await.text;
    assert!(fresh.contains("whsec_") && !fresh.contains(&secret), "the secret is another one");
    assert_eq!(post(&format!("{url}/active"), &[]).await.location, "/settings/webhooks?done=webhook-disabled");
    assert_eq!(post(&format!("{url}/deliveries/1/replay"), &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(post(&format!("{url}/removal"), &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(house.get(Some(&owner), &url).await.status, StatusCode::NOT_FOUND);
}
