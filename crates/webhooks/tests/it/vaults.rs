//! How secrets lie in the database, and what becomes of them when the key is another one.

use store::Tx;
use store::seal::{Key, is_sealed};
use store::sql::{Expr, ExprTrait, Query};
use testkit::TestDatabase;
use webhooks::keep::{self, Draft};
use webhooks::vault::{self, Kept};
use webhooks::{Event, Secret, Subscription};

use crate::following::{OWNER, house, key};

fn subscribe(records: &records::Records) -> (Subscription, Secret) {
    let draft = Draft {
        url: "https://example.com/".to_owned(),
        entity: "*".to_owned(),
        events: Event::ALL.to_vec(),
        filter: None,
        active: true,
    };
    records.write_blocking(move |tx| keep::create(tx, &key(), OWNER, &draft)).unwrap()
}

/// What is stored of a subscription's secrets.
fn stored(database: &TestDatabase, id: i64) -> (String, Option<String>) {
    let select = Query::select()
        .columns(["secret", "old_secret"])
        .from("webhooks_subscription")
        .and_where(Expr::col("id").eq(id))
        .to_owned();
    let row = database.read_blocking(move |tx| {
        tx.one(&select, |row| Ok((row.text(0)?.to_owned(), row.maybe(1, store::Row::text)?.map(str::to_owned))))
    });
    row.unwrap().unwrap()
}

/// Stores a secret as an earlier version did.
fn leave_readable(database: &TestDatabase, id: i64, secret: &Secret) {
    let secret = secret.reveal();
    let work = move |tx: &mut Tx| {
        tx.run(
            Query::update()
                .table("webhooks_subscription")
                .values([("secret", secret.as_str().into()), ("old_secret", secret.as_str().into())])
                .and_where(Expr::col("id").eq(id)),
        )
    };
    database.write_blocking(work).unwrap();
}

fn adopt(database: &TestDatabase, key: Key, before: Option<Key>) -> Result<u64, String> {
    let work = move |tx: &mut Tx| Ok::<_, store::Error>(vault::adopt(tx, &key, before.as_ref()));
    database.alone_blocking(work).unwrap().map_err(|error| error.to_string())
}

#[test]
fn secrets_are_never_readable_in_the_database() {
    for database in testkit::databases() {
        let records = house(&database);
        let (made, first) = subscribe(&records);
        assert!(is_sealed(&stored(&database, made.id).0));
        assert_eq!(made.secrets(&key(), 0).unwrap(), std::slice::from_ref(&first));
        let (rotated, second) = records.write_blocking(move |tx| keep::rotate(tx, &key(), made.id)).unwrap();
        let (now, old) = stored(&database, made.id);
        assert!(is_sealed(&now) && old.as_deref().is_some_and(is_sealed));
        for secret in [&first, &second] {
            assert!(!now.contains(&secret.reveal()) && !old.as_ref().unwrap().contains(&secret.reveal()));
        }
        assert_eq!(rotated.secrets(&key(), rotated.changed_at).unwrap(), [second, first]);
        let other = rotated.secrets(&Key::new().unwrap(), rotated.changed_at);
        assert!(matches!(other, Err(vault::Error::Sealed)), "another key opens nothing");
    }
}

#[test]
fn readable_secrets_sign_as_before_and_are_sealed_at_the_next_start() {
    for database in testkit::databases() {
        let records = house(&database);
        let (made, secret) = subscribe(&records);
        leave_readable(&database, made.id, &secret);
        let found = records.read_blocking(move |tx| keep::get(tx, made.id)).unwrap();
        assert_eq!(found.secrets(&key(), 0).unwrap()[0], secret);
        assert_eq!(database.read_blocking(vault::kept).unwrap(), Kept { sealed: 0, readable: 1 });
        assert_eq!(adopt(&database, key(), None), Ok(1));
        assert_eq!(adopt(&database, key(), None), Ok(0), "a second start changes nothing");
        assert_eq!(database.read_blocking(vault::kept).unwrap(), Kept { sealed: 1, readable: 0 });
        let found = records.read_blocking(move |tx| keep::get(tx, made.id)).unwrap();
        assert_eq!(found.secrets(&key(), 0).unwrap(), [secret.clone(), secret]);
    }
}

#[test]
fn another_key_seals_anew_and_a_lost_one_switches_webhooks_off() {
    for database in testkit::databases() {
        let records = house(&database);
        let (made, secret) = subscribe(&records);
        let new = Key::new().unwrap();
        assert!(adopt(&database, new.clone(), None).unwrap_err().contains("another key"));
        assert_eq!(adopt(&database, new.clone(), Some(key())), Ok(1));
        let get = |records: &records::Records| records.read_blocking(move |tx| keep::get(tx, made.id)).unwrap();
        assert_eq!(get(&records).secrets(&new, 0).unwrap(), std::slice::from_ref(&secret));
        assert!(get(&records).secrets(&key(), 0).is_err());
        // The key is lost.
        assert_eq!(database.write_blocking(vault::give_up).unwrap(), 1);
        assert_eq!(database.write_blocking(vault::give_up).unwrap(), 0);
        assert!(!get(&records).active, "nothing is sent until somebody gives it a new secret");
        assert_eq!(adopt(&database, key(), None), Ok(1), "the next start has a key again");
        assert_ne!(get(&records).secrets(&key(), 0).unwrap(), [secret]);
    }
}

#[test]
fn a_secret_that_was_moved_to_another_subscription_is_not_opened() {
    let database = testkit::sqlite();
    let records = house(&database);
    let ((one, _), (other, _)) = (subscribe(&records), subscribe(&records));
    let taken = stored(&database, one.id).0;
    let work = move |tx: &mut Tx| {
        tx.run(
            Query::update()
                .table("webhooks_subscription")
                .value("secret", taken.as_str())
                .and_where(Expr::col("id").eq(other.id)),
        )
    };
    database.write_blocking(work).unwrap();
    let found = records.read_blocking(move |tx| keep::get(tx, other.id)).unwrap();
    assert!(found.secrets(&key(), 0).is_err());
}
