//! For tests: an installation whose pages are asked as a browser asks, by nobody, the wrong person or the right one.

use access::{Actor, Through};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use identity::account::Start;
use identity::login::Outcome;
use identity::password::Cost;
use identity::{Client, Email, Front, Gate, Limits, Password};
use records::{Patch, Records};
use testkit::TestDatabase;
use tower::ServiceExt as _;

use crate::site::escaped;

pub(super) const PASSWORD: &str = "violet kettle mountain";

pub(super) struct House {
    pub records: Records,
    router: Router,
    pub gate: Gate,
    _database: TestDatabase,
}

/// Somebody signed in.
pub(super) struct Person {
    pub id: i64,
    pub email: String,
    pub cookie: String,
    pub csrf: String,
}

pub(super) struct Answer {
    pub status: StatusCode,
    pub location: String,
    pub headers: HeaderMap,
    /// What `Set-Cookie` says, in full.
    pub cookies: Vec<String>,
    pub text: String,
}

impl House {
    pub fn new() -> Self {
        Self::at("http://localhost:7474")
    }

    /// An installation that people reach at this address.
    pub fn at(origin: &str) -> Self {
        let database = testkit::sqlite();
        database
            .alone_blocking(|tx| {
                store::migrate(tx, "identity", identity::MIGRATIONS)?;
                store::migrate(tx, "jobs", jobs::MIGRATIONS)?;
                store::migrate(tx, "documents", documents::MIGRATIONS)?;
                store::migrate(tx, "webhooks", webhooks::MIGRATIONS)
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
        let gate = Gate::new(
            Limits { cost: Cost { memory: 8, passes: 1 }, ..Limits::default() },
            store::seal::Key::new().unwrap(),
        )
        .unwrap();
        let front = Front::new(records.clone(), gate.clone());
        let router = crate::router(crate::Site::new(front, origin, false));
        Self { records, router, gate, _database: database }
    }

    pub fn person(&self, name: &str, role: &str) -> Person {
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
        let Outcome::SignedIn(session) = self.sign_in(&email) else { panic!("not signed in") };
        let cookie = session.secret.reveal();
        Person { id, csrf: identity::csrf::form_value(&cookie).unwrap(), cookie, email }
    }

    /// What comes of the right password.
    pub fn sign_in(&self, email: &str) -> Outcome {
        let password = Password::new(PASSWORD);
        self.gate.sign_in(self.records.database(), email, &password, &Client::default(), None).unwrap()
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let location = response.headers().get("location").map_or("", |value| value.to_str().unwrap()).to_owned();
        let cookies = response.headers().get_all("set-cookie");
        let cookies = cookies.iter().map(|value| value.to_str().unwrap().to_owned()).collect();
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        Answer { status, location, headers, cookies, text: String::from_utf8_lossy(&body).into_owned() }
    }

    pub async fn get(&self, who: Option<&Person>, path: &str) -> Answer {
        let cookies = who.map(|who| format!("relata_session={}", who.cookie)).unwrap_or_default();
        self.get_with(&cookies, path).await
    }

    /// Asks with these cookies.
    pub async fn get_with(&self, cookies: &str, path: &str) -> Answer {
        let request = Request::get(path).header("host", "localhost:7474").header("cookie", cookies);
        self.send(request.body(Body::empty()).unwrap()).await
    }

    pub async fn post(&self, who: &Person, csrf: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.post_with(&format!("relata_session={}", who.cookie), csrf, path, fields).await
    }

    /// Sends a form with these cookies.
    pub async fn post_with(&self, cookies: &str, csrf: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut body = format!("csrf={csrf}");
        for (name, value) in fields {
            body.push_str(&format!("&{}={}", escaped(name), escaped(value)));
        }
        let request = Request::post(path)
            .header("host", "localhost:7474")
            .header("cookie", cookies)
            .header("content-type", "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    /// Sets an authenticator app up for somebody; the codes it shows from the next half minute on are good.
    pub fn enrol(&self, user: i64) -> (totp_rs::Totp, Vec<String>) {
        let gate = self.gate.clone();
        let (uri, codes) = self
            .records
            .database()
            .write_blocking(move |tx| {
                let enrolment = identity::authenticator::enrol(tx, gate.key(), user, "Relata")?;
                let app = totp_rs::Totp::from_url(&enrolment.uri).unwrap();
                let seconds = u64::try_from(tx.now().as_second()).unwrap();
                let codes = identity::authenticator::confirm(tx, gate.key(), user, &app.generate(seconds).to_string())?;
                Ok::<_, identity::Error>((enrolment.uri, codes.unwrap_or_default()))
            })
            .unwrap();
        self.wait(30);
        (totp_rs::Totp::from_url(&uri).unwrap(), codes)
    }

    /// Gives somebody a passkey no authenticator holds; returns the recovery codes that come with it.
    pub fn passkey(&self, user: i64) -> Vec<String> {
        self.identity(move |tx| {
            let id = tx.next_id()?;
            let key = format!("of {user}");
            let insert = store::sql::Query::insert()
                .into_table("identity_passkey")
                .columns(["id", "user_id", "credential", "passkey", "name", "created_at"])
                .values_panic([id.into(), user.into(), key.as_str().into(), "{}".into(), "Key".into(), 0_i64.into()])
                .to_owned();
            tx.run(&insert)?;
            tx.bump_epoch()?;
            identity::recovery::renew(tx, user)
        })
    }

    /// What an app shows now.
    pub fn shown(&self, app: &totp_rs::Totp) -> String {
        app.generate(u64::try_from(self.records.database().clock().now().as_second()).unwrap()).to_string()
    }

    /// Lets the clock run on.
    pub fn wait(&self, seconds: u64) {
        self.records.database().clock().advance(std::time::Duration::from_secs(seconds));
    }

    /// Runs a question or change of identity's.
    pub fn identity<T: Send + 'static>(
        &self,
        work: impl Fn(&mut store::Tx) -> identity::Result<T> + Send + 'static,
    ) -> T {
        self.records.database().write_blocking(work).unwrap()
    }
}

impl Answer {
    /// What a cookie was set to; empty when it was cleared or not set.
    pub fn cookie(&self, name: &str) -> String {
        let set = self.cookies.iter().find_map(|cookie| cookie.strip_prefix(name)?.strip_prefix('='));
        set.map(|rest| rest.split(';').next().unwrap_or_default().to_owned()).unwrap_or_default()
    }
}
