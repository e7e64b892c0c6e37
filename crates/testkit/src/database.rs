use std::ops::Deref;
use std::sync::atomic::{AtomicU32, Ordering};

use store::{Clock, Database, Location, Options};
use tempfile::TempDir;

/// A fresh database that disappears with this value; used as a [`Database`].
pub struct TestDatabase {
    /// Closed before the place is removed.
    database: Option<Database>,
    clock: Clock,
    place: Place,
}

enum Place {
    Folder(#[expect(dead_code, reason = "the folder goes when this is dropped")] TempDir),
    Server(Location),
}

/// One fresh database on each engine: SQLite always, PostgreSQL when `RELATA_TEST_POSTGRES` names a server's URL.
pub fn databases() -> Vec<TestDatabase> {
    let mut databases = vec![sqlite()];
    databases.extend(postgres());
    databases
}

/// A fresh SQLite database.
pub fn sqlite() -> TestDatabase {
    let folder = tempfile::tempdir().expect("a folder for a test database");
    open(Location::folder(folder.path()), Place::Folder(folder))
}

/// A fresh PostgreSQL database, when `RELATA_TEST_POSTGRES` names a server's URL.
pub fn postgres() -> Option<TestDatabase> {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let Ok(server) = std::env::var("RELATA_TEST_POSTGRES") else {
        eprintln!("skipped: PostgreSQL, as RELATA_TEST_POSTGRES names none");
        return None;
    };
    let (server, settings) =
        server.split_once('?').map_or((server.as_str(), None), |(server, settings)| (server, Some(settings)));
    let authority = server.find("://").map_or(0, |at| at + 3);
    let end = server[authority..].find('/').map_or(server.len(), |at| authority + at);
    let name = format!("relata_test_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
    let settings = settings.map(|settings| format!("?{settings}")).unwrap_or_default();
    let location = Location::parse(&format!("{}/{name}{settings}", &server[..end]))
        .expect("RELATA_TEST_POSTGRES is a postgres:// URL");
    location.destroy().expect("an old test database goes");
    location.create().expect("a test database can be created");
    Some(open(location.clone(), Place::Server(location)))
}

fn open(location: Location, place: Place) -> TestDatabase {
    let clock = Clock::manual(jiff::Timestamp::constant(1_767_225_600, 0));
    let options = Options { clock: clock.clone(), connections: 4, ..Options::default() };
    let database = Database::open(&location, options).expect("a fresh database opens");
    TestDatabase { database: Some(database), clock, place }
}

impl TestDatabase {
    /// The clock of the database: it stands at 2026-01-01 00:00 UTC until it is moved.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Opens the same database a second time, as another process would.
    pub fn open_again(&self) -> Database {
        let options = Options { clock: self.clock.clone(), connections: 4, ..Options::default() };
        Database::open(self.location(), options).expect("the database opens once more")
    }

    /// Closes the database and opens it anew, as a restart would.
    pub fn reopen(&mut self) {
        let location = self.location().clone();
        self.database = None;
        let options = Options { clock: self.clock.clone(), connections: 4, ..Options::default() };
        self.database = Some(Database::open(&location, options).expect("the database opens once more"));
    }
}

impl Deref for TestDatabase {
    type Target = Database;

    fn deref(&self) -> &Database {
        self.database.as_ref().expect("the database is open until it is dropped")
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        self.database = None;
        if let Place::Server(location) = &self.place
            && let Err(error) = location.destroy()
        {
            eprintln!("a test database stays behind: {error}");
        }
    }
}
