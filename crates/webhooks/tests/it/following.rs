//! From changes to deliveries: only what a subscriber may see, only what they asked for.

use std::sync::Arc;
use std::time::Duration;

use access::{Actor, Through};
use records::{Patch, Records};
use store::seal::Key;
use testkit::TestDatabase;
use webhooks::keep::{self, Draft};
use webhooks::{Addresses, Delivery, Edge, Event, Message, Options, State};

/// Somebody who may do everything, and somebody who may do nothing.
pub const OWNER: i64 = 1;
const STRANGER: i64 = 2;

pub fn house(database: &TestDatabase) -> Records {
    database
        .alone_blocking(|tx| {
            store::migrate(tx, "jobs", jobs::MIGRATIONS)?;
            store::migrate(tx, "webhooks", webhooks::MIGRATIONS)
        })
        .unwrap();
    let records = Records::open((**database).clone()).unwrap();
    let files = testkit::apps();
    records
        .alone_blocking(move |tx| {
            records::install::apply(tx, &Actor::platform(Through::Install), &files, "test").map(drop)
        })
        .unwrap();
    records
}

pub fn key() -> Key {
    Key::parse(&"5a".repeat(32)).unwrap()
}

fn edge() -> Edge {
    Edge {
        people: Arc::new(|_, user| {
            let actor = Actor::platform(Through::Api);
            Ok(if user == OWNER { actor } else { Actor { roles: Arc::from([]), ..actor } })
        }),
        words: Arc::new(|_, _, change| {
            let event = format!("{}.{}", change.entity, Event::of(change.action).as_str());
            Ok(Some(Message { body: format!("{{\"id\":{}}}", change.record), event }))
        }),
    }
}

fn subscribe(records: &Records, owner: i64, events: &[Event], filter: Option<&str>) -> i64 {
    // Refused when it is sent, so that nothing leaves the machine.
    subscribe_at(records, "https://127.0.0.1/", owner, events, filter)
}

fn subscribe_at(records: &Records, url: &str, owner: i64, events: &[Event], filter: Option<&str>) -> i64 {
    let draft = Draft {
        url: url.to_owned(),
        entity: "base.company".to_owned(),
        events: events.to_vec(),
        filter: filter.map(str::to_owned),
        active: true,
    };
    records.write_blocking(move |tx| keep::create(tx, &key(), owner, &draft)).unwrap().0.id
}

fn sent(records: &Records, webhook: i64) -> Vec<Delivery> {
    records.read_blocking(move |tx| keep::deliveries(tx, webhook, None, 100)).unwrap()
}

fn company(records: &Records, name: &'static str, status: &'static str) -> i64 {
    let made = records.write_blocking(move |tx| {
        let patch = Patch::one("name", name).with("status", status);
        Ok::<_, records::Error>(records::create(tx, &Actor::platform(Through::Command), "base.company", &patch)?.id())
    });
    made.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn subscribers_hear_of_what_they_may_see_and_asked_for() {
    for database in testkit::databases() {
        let records = house(&database);
        let all = subscribe(&records, OWNER, &Event::ALL, None);
        let some = subscribe(&records, OWNER, &[Event::Created], Some("status = \"active\""));
        let none = subscribe(&records, STRANGER, &Event::ALL, None);
        company(&records, "Aurora", "active");
        let other = company(&records, "Other", "prospect");
        records
            .write_blocking(move |tx| {
                records::delete(tx, &Actor::platform(Through::Command), "base.company", other, None).map(drop)
            })
            .unwrap();
        let runner = jobs::Runner::new((*database).clone()).poll(Duration::from_millis(50));
        let running = webhooks::register(runner, &records, &key(), edge(), Options::default()).start();
        for _ in 0..200 {
            if sent(&records, all).len() == 3 && sent(&records, all).iter().all(|delivery| delivery.attempts > 0) {
                break;
            }
            database.clock().advance(Duration::from_secs(5));
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        running.stop().await;
        let events: Vec<String> = sent(&records, all).into_iter().rev().map(|delivery| delivery.event).collect();
        assert_eq!(events, ["base.company.created", "base.company.created", "base.company.deleted"]);
        assert_eq!(sent(&records, some).len(), 1, "the filter holds for one");
        assert!(sent(&records, none).is_empty(), "who may not read hears of nothing");
        let standing = records.read_blocking(|tx| Ok::<_, records::Error>(keep::standing(tx.sql())?)).unwrap();
        assert_eq!(standing.iter().map(|(_, count)| count).sum::<i64>(), 4);
        let first = sent(&records, some).remove(0);
        assert_ne!(first.state, State::Delivered);
        assert_eq!(first.error.as_deref(), Some("127.0.0.1 is not an address of the internet"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_receiver_s_address_holds_is_in_no_log() {
    for database in testkit::databases() {
        let records = house(&database);
        // Nobody listens there; the address holds what only the receiver should know.
        let webhook = subscribe_at(&records, "http://127.0.0.1:1/hook?token=hidden", OWNER, &Event::ALL, None);
        company(&records, "Aurora", "active");
        let runner = jobs::Runner::new((*database).clone()).poll(Duration::from_millis(50));
        let options = Options { addresses: Addresses::Any };
        let running = webhooks::register(runner, &records, &key(), edge(), options).start();
        for _ in 0..200 {
            if sent(&records, webhook).iter().any(|delivery| delivery.error.is_some()) {
                break;
            }
            database.clock().advance(Duration::from_secs(5));
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        running.stop().await;
        let error = sent(&records, webhook).remove(0).error.expect("nobody listens there");
        assert!(!error.contains("hidden"), "{error}");
    }
}
