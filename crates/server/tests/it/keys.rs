//! The key that secrets are sealed with: where it is, and what happens without it.

use std::path::Path;

use store::{Database, Location, Options, Plan, Tx};

use crate::house::{House, program};

/// The file of the key in the data folder.
fn file(house: &House) -> String {
    Path::new(&house.place[1]).join("secret.key").display().to_string()
}

fn said(output: &std::process::Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn database(house: &House) -> Database {
    Database::open(&Location::folder(&house.place[1]), Options::default()).unwrap()
}

/// Gives somebody an authenticator app, as an earlier version of the program kept it: readable.
fn readable_app(house: &House) {
    let work = |tx: &mut Tx| {
        tx.batch(
            "INSERT INTO identity_second_factor (user_id, secret, confirmed_at, last_step)
             SELECT user_id, 'JBSWY3DPEHPK3PXP', 1, 0 FROM identity_login LIMIT 1;
             DELETE FROM identity_setting WHERE name = 'key_fingerprint';",
        )
    };
    database(house).alone_blocking(work).unwrap();
}

fn stored(house: &House) -> String {
    let plan = Plan::text("SELECT secret FROM identity_second_factor");
    let work = move |tx: &mut Tx| tx.query_one(&plan, &[], |row| row.text(0).map(str::to_owned));
    database(house).read_blocking(work).unwrap().unwrap()
}

/// An installation with an app whose key is sealed.
fn sealed() -> House {
    let house = House::new();
    house.token("ada@example.com", "administrator");
    readable_app(&house);
    house.said(&["token", "create", "--user", "ada@example.com"]);
    assert!(stored(&house).starts_with("v1."), "a start seals what was readable");
    house
}

/// Leaves a webhook as an earlier version of the program kept it: its secret readable, the key in use known.
fn readable_webhook(house: &House) {
    let work = |tx: &mut Tx| {
        tx.batch(
            "INSERT INTO webhooks_subscription
             (id, url, secret, entity, events, active, owner, created_at, changed_at)
             VALUES (900001, 'https://example.com/', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', '*', 'created', TRUE, 1, 0, 0)",
        )
    };
    database(house).alone_blocking(work).unwrap();
}

/// The secret of that webhook as it lies in the database, and whether the webhook is on.
fn webhook(house: &House) -> (String, bool) {
    let plan = Plan::text("SELECT secret, active FROM webhooks_subscription");
    let work = move |tx: &mut Tx| tx.query_one(&plan, &[], |row| Ok((row.text(0)?.to_owned(), row.bool(1)?)));
    database(house).read_blocking(work).unwrap().unwrap()
}

#[test]
fn webhooks_are_sealed_at_a_start_and_travel_with_the_key() {
    let house = House::new();
    let words = ["token", "create", "--user", "ada@example.com"];
    house.token("ada@example.com", "administrator");
    readable_webhook(&house);
    house.said(&words);
    let (sealed, is_on) = webhook(&house);
    assert!(sealed.starts_with("v1.") && is_on, "a start seals what was readable, though the key is known already");
    house.said(&words);
    assert_eq!(webhook(&house).0, sealed, "and a second one leaves it");
    // A backup holds no readable secret, and needs the key.
    let backup = house.beside("backup.zip");
    house.said(&["backup", &backup]);
    let again = House::new();
    let output = again.run(&["restore", &backup]);
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    assert!(said(&output).contains("switches off 1 webhook"), "{}", said(&output));
    std::fs::copy(file(&house), file(&again)).unwrap();
    again.said(&words);
    assert_eq!(webhook(&again).0, sealed);
    // It is moved, key and all.
    let there = House::new();
    let moved = program().args(["move", "--from", &house.place[1], "--to", &there.place[1]]).output().unwrap();
    assert!(moved.status.success(), "{}", said(&moved));
    there.said(&words);
    assert_eq!(webhook(&there).0, sealed);
    // Another key takes over: sealed anew.
    let output = program().args(words).args(&there.place).env("RELATA_SECRET_KEY", "cd".repeat(32)).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    assert!(webhook(&there).0.starts_with("v1.") && webhook(&there).0 != sealed);
    // The key is lost: the webhook is off, and everything goes on.
    std::fs::remove_file(file(&again)).unwrap();
    assert_eq!(again.run(&words).status.code(), Some(1));
    assert!(again.said(&["user", "reset-factors", "--lost-key"]).contains("1 webhook"));
    again.said(&words);
    let (anew, is_on) = webhook(&again);
    assert!(anew.starts_with("v1.") && anew != sealed && !is_on);
}

#[test]
fn the_first_start_makes_a_key_that_its_owner_alone_can_read() {
    let house = House::new();
    house.token("ada@example.com", "administrator");
    let key = std::fs::read_to_string(file(&house)).unwrap();
    assert_eq!(key.trim().len(), 64);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(file(&house)).unwrap().permissions().mode() & 0o777, 0o600);
        house.said(&["check"]);
        std::fs::set_permissions(file(&house), std::fs::Permissions::from_mode(0o644)).unwrap();
        let output = house.run(&["check"]);
        assert!(output.status.code() == Some(3) && said(&output).contains("chmod 600"), "{}", said(&output));
    }
    house.said(&["token", "create", "--user", "ada@example.com"]);
    assert_eq!(std::fs::read_to_string(file(&house)).unwrap(), key, "it stays");
}

#[test]
fn without_its_key_an_installation_says_what_to_do() {
    let house = sealed();
    let kept = std::fs::read_to_string(file(&house)).unwrap();
    for other in [None, Some("ab".repeat(32))] {
        std::fs::remove_file(file(&house)).unwrap();
        if let Some(other) = &other {
            std::fs::write(file(&house), other).unwrap();
        }
        let output = house.run(&["token", "create", "--user", "ada@example.com"]);
        let text = said(&output);
        assert_eq!(output.status.code(), Some(1), "{text}");
        assert!(text.contains("secret.key") && text.contains("reset-factors --lost-key"), "{text}");
        let checked = house.run(&["check"]);
        assert!(checked.status.code() == Some(3) && said(&checked).contains("--lost-key"), "{}", said(&checked));
        std::fs::write(file(&house), &kept).unwrap();
        house.said(&["token", "create", "--user", "ada@example.com"]);
    }
    std::fs::write(file(&house), "no key").unwrap();
    assert!(said(&house.run(&["token", "create", "--user", "ada@example.com"])).contains("64 hexadecimal digits"));
    // Lost for good: apps are given up, and everything goes on.
    std::fs::remove_file(file(&house)).unwrap();
    assert!(house.said(&["user", "reset-factors", "--lost-key"]).contains("1 authenticator app"));
    house.said(&["token", "create", "--user", "ada@example.com"]);
    assert_ne!(std::fs::read_to_string(file(&house)).unwrap(), kept);
}

#[test]
fn a_backup_comes_back_with_the_key_beside_it_and_says_so_without() {
    let house = sealed();
    let backup = house.beside("backup.zip");
    assert!(house.said(&["backup", &backup]).contains("secret.key"));
    let bytes = std::fs::read(&backup).unwrap();
    let key = std::fs::read_to_string(file(&house)).unwrap();
    assert!(!bytes.windows(64).any(|window| window == key.trim().as_bytes()), "the key is not in the backup");
    // Without the key: the data is there, and the way on is said.
    let again = House::new();
    let output = again.run(&["restore", &backup]);
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    assert!(said(&output).contains("restored to") && said(&output).contains("--lost-key"), "{}", said(&output));
    std::fs::write(file(&again), &key).unwrap();
    again.said(&["token", "create", "--user", "ada@example.com"]);
    assert_eq!(stored(&again), stored(&house));
    // With the key named, at once.
    let third = House::new();
    let output = third.run(&["restore", &backup, "--secret-key-file", &file(&house)]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
}

#[test]
fn a_key_in_the_environment_takes_over_from_the_one_in_the_folder() {
    let house = sealed();
    let before = stored(&house);
    let words = ["token", "create", "--user", "ada@example.com"];
    let with = |key: &str| program().args(words).args(&house.place).env("RELATA_SECRET_KEY", key).output().unwrap();
    let output = with(&"cd".repeat(32));
    assert!(output.status.success(), "{}", said(&output));
    assert_ne!(stored(&house), before, "it was sealed anew");
    assert!(!said(&with("short")).contains("rel_"));
    // The file in the folder is not the key any more.
    assert!(said(&house.run(&words)).contains("holds another one"));
}

#[test]
fn one_person_who_lost_everything_is_let_in_again() {
    let house = sealed();
    assert!(house.said(&["user", "reset-factors", "--email", "ada@example.com"]).contains("ada@example.com"));
    assert!(!house.run(&["user", "reset-factors", "--email", "nobody@example.com"]).status.success());
    assert_eq!(house.run(&["user", "reset-factors"]).status.code(), Some(2));
}

#[test]
fn on_postgresql_the_key_is_in_the_database_until_a_file_is_named() {
    let Some(database) = testkit::postgres() else {
        eprintln!("skipped: RELATA_TEST_POSTGRES names no server");
        return;
    };
    let Location::Postgres(url) = database.location().clone() else { unreachable!("PostgreSQL was asked for") };
    let from = sealed();
    let moved = program().args(["move", "--from", &from.place[1], "--to", &url]).output().unwrap();
    assert!(moved.status.success(), "{}", said(&moved));
    let there = House { place: ["--database".to_owned(), url.clone()], ..House::new() };
    there.said(&["token", "create", "--user", "ada@example.com"]);
    let checked = there.run(&["check"]);
    assert!(checked.status.code() == Some(3) && said(&checked).contains("--secret-key-file"), "{}", said(&checked));
    // A file is named: the key goes there, out of the database.
    let named = there.beside("relata.key");
    there.said(&["token", "create", "--user", "ada@example.com", "--secret-key-file", &named]);
    assert_eq!(
        std::fs::read_to_string(&named).unwrap(),
        std::fs::read_to_string(file(&from)).unwrap(),
        "it is the same key"
    );
    there.said(&["check", "--secret-key-file", &named]);
    // And back into a folder.
    let back = House::new();
    let words = ["move", "--from", &url, "--to", &back.place[1], "--secret-key-file", &named];
    let moved = program().args(words).output().unwrap();
    assert!(moved.status.success(), "{}", said(&moved));
    back.said(&["token", "create", "--user", "ada@example.com", "--secret-key-file", &named]);
}
