//! A small installation to sign in to.

use std::time::Duration;

use identity::account::Start;
use identity::login::Outcome;
use identity::password::Cost;
use identity::{Client, Email, Error, Gate, Limits, Password, Who, account, role, session};
use store::Tx;
use store::seal::Key;
use testkit::TestDatabase;

pub const ADA: i64 = 11;
pub const BOB: i64 = 12;
pub const ADA_MAIL: &str = "ada@example.org";
pub const BOB_MAIL: &str = "bob@example.org";
pub const ADA_PASSWORD: &str = "analytical engine no 1";
pub const BOB_PASSWORD: &str = "a bicycle in the rain";

/// One database with two accounts: Ada administers, Bob sells.
pub struct World {
    pub db: TestDatabase,
    pub gate: Gate,
}

/// Runs a test on a fresh world on every database.
pub fn each(test: impl Fn(&World)) {
    for db in testkit::databases() {
        test(&World::new(db));
    }
}

/// The key of every world here, so that a gate can be made again.
pub fn key() -> Key {
    Key::parse(&"5a".repeat(32)).unwrap()
}

pub fn limits() -> Limits {
    Limits { cost: Cost::TRIFLING, ..Limits::default() }
}

impl World {
    /// An installation before its first start.
    pub fn empty(db: TestDatabase) -> Self {
        db.alone_blocking(|tx| store::migrate(tx, "identity", identity::MIGRATIONS)).unwrap();
        Self { db, gate: Gate::new(limits(), key()).unwrap() }
    }

    fn new(db: TestDatabase) -> Self {
        let world = Self::empty(db);
        world.open_account(ADA, ADA_MAIL, ADA_PASSWORD, model::ADMINISTRATOR);
        world.open_account(BOB, BOB_MAIL, BOB_PASSWORD, "sales");
        world
    }

    fn open_account(&self, user: i64, email: &str, password: &str, role: &'static str) {
        let email = Email::parse(email).unwrap();
        let prepared = self.gate.hasher().prepare(&Password::new(password), &email).unwrap();
        self.write(move |tx| {
            account::create(tx, user, &email, &Start::Chosen(prepared.clone()))?;
            role::grant(tx, user, role)
        })
        .unwrap();
    }

    pub fn write<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Tx) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.db.write_blocking(work)
    }

    pub fn read<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Tx) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.db.read_blocking(work)
    }

    pub fn wait(&self, seconds: u64) {
        self.db.clock().advance(Duration::from_secs(seconds));
    }

    pub fn sign_in(&self, email: &str, password: &str) -> Outcome {
        self.sign_in_from("192.0.2.7", email, password)
    }

    pub fn sign_in_from(&self, address: &str, email: &str, password: &str) -> Outcome {
        self.gate.sign_in(&self.db, email, &Password::new(password), &client(address), None).unwrap()
    }

    /// Signs in with the right password and no second factor.
    pub fn enter(&self, email: &str, password: &str) -> session::New {
        match self.sign_in(email, password) {
            Outcome::SignedIn(new) => new,
            other => panic!("not signed in: {other:?}"),
        }
    }

    pub fn ada(&self) -> session::New {
        self.enter(ADA_MAIL, ADA_PASSWORD)
    }

    pub fn bob(&self) -> session::New {
        self.enter(BOB_MAIL, BOB_PASSWORD)
    }

    /// Whom this cookie lets in.
    pub fn who(&self, cookie: &str) -> Option<Who> {
        let gate = self.gate.clone();
        let cookie = cookie.to_owned();
        self.read(move |tx| gate.session(tx, &cookie)).unwrap()
    }

    /// Whom this header lets in.
    pub fn authorized(&self, header: &str) -> Option<Who> {
        let gate = self.gate.clone();
        let header = header.to_owned();
        self.read(move |tx| gate.authorization(tx, &header)).unwrap()
    }
}

pub fn client(address: &str) -> Client {
    Client { address: Some(address.parse().unwrap()), agent: "Test/1.0".to_owned() }
}

pub fn role_names(who: &Who) -> Vec<&str> {
    who.roles.iter().map(|role| &**role).collect()
}
