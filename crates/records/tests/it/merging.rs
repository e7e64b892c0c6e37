use crate::support::*;
use access::ShareLevel;
use feel::Value;
use records::Record;
use std::sync::Arc;

fn merged(house: &House, keep: &Record, lose: &Record, take: &[&str]) -> records::Result<records::merge::Merged> {
    let (entity, keep, lose) = (keep.layout.entity.name.shared(), keep.id(), lose.id());
    let take: Vec<Arc<str>> = take.iter().map(|name| Arc::from(*name)).collect();
    house.write(move |tx| records::merge::merge(tx, &administrator(), &entity, keep, lose, &take))
}

#[test]
fn two_records_become_one_and_two_again() {
    for house in houses() {
        let ada = administrator();
        let tag = |name: &str| house.create(&ada, "tag", patch([("name", text(name))])).unwrap().id();
        let (red, blue) = (tag("red"), tag("blue"));
        let company = |name: &str, tag: i64| {
            let company = patch([("name", text(name)), ("tags", Value::list([Value::from(tag)]))]);
            house.create(&ada, "company", company).unwrap()
        };
        let keep = company("Romashka", red);
        let lose = company("ООО Ромашка", blue);
        let lose = house
            .update(&ada, &lose, patch([("phone", text("+380 44 123 4567")), ("parent", Value::from(keep.id()))]))
            .unwrap();
        let contact =
            house.create(&ada, "contact", patch([("name", text("Ada")), ("company", Value::from(lose.id()))])).unwrap();
        let about =
            patch([("text", text("Hello")), ("about", Value::from(lose.id())), ("about_entity", text("base.company"))]);
        let comment = house.create(&ada, "comment", about).unwrap();
        let deal = patch([
            ("name", text("Deal")),
            ("company", Value::from(lose.id())),
            ("competitors", Value::list([Value::from(lose.id())])),
        ]);
        let deal = house.create(&ada, "deal", deal).unwrap();

        let (entity, one, other) = ("company", keep.id(), lose.id());
        let choices = house.read(move |tx| records::merge::choices(tx, &administrator(), entity, one, other)).unwrap();
        let proposed: Vec<(&str, bool)> = choices.iter().map(|choice| (&*choice.name, choice.take)).collect();
        assert_eq!(proposed, [("name", false), ("phone", true), ("parent", true)]);

        let done = merged(&house, &keep, &lose, &["phone", "parent"]).unwrap();
        assert_eq!(done.moved, 4);
        assert_eq!(done.record.get("phone"), lose.get("phone"));
        assert!(done.record.get("parent").is_null(), "nothing is its own parent");
        assert!(house.get(&ada, "company", lose.id()).is_err());
        assert_eq!(house.again(&contact).target("company"), Some(keep.id()));
        assert_eq!(house.again(&comment).target("about"), Some(keep.id()));
        assert_eq!(house.again(&deal).target("company"), Some(keep.id()));
        let linked = |record: &Record, field: &'static str| {
            let record = house.again(record);
            let found = house.read(move |tx| records::targets(tx, &administrator(), &record, field)).unwrap();
            found.into_iter().map(|one| one.id).collect::<Vec<_>>()
        };
        assert_eq!(linked(&keep, "tags"), [red, blue]);
        assert_eq!(linked(&deal, "competitors"), [keep.id()]);

        let batch = done.batch;
        let undone = house.write(move |tx| records::undo::batch(tx, &administrator(), batch)).unwrap();
        assert!(undone.left.is_empty(), "{undone:?}");
        assert!(house.again(&keep).get("phone").is_null());
        assert_eq!(house.again(&lose).get("name").as_text(), Some("ООО Ромашка"));
        assert_eq!(house.again(&lose).target("parent"), Some(keep.id()));
        assert_eq!(house.again(&contact).target("company"), Some(lose.id()));
        assert_eq!(house.again(&comment).target("about"), Some(lose.id()));
        assert_eq!(linked(&keep, "tags"), [red]);
        assert_eq!(linked(&lose, "tags"), [blue]);
        assert_eq!(linked(&deal, "competitors"), [lose.id()]);
        let deleted = house.read(|tx| records::history::deleted(tx, &administrator(), "company", 10)).unwrap();
        assert!(deleted.is_empty(), "neither is deleted: {deleted:?}");
    }
}

#[test]
fn unique_values_and_line_items_move() {
    for house in houses() {
        let ada = administrator();
        let sample = |name: &str, code: &str| {
            house.create(&ada, "sample", patch([("name", text(name)), ("code", text(code))])).unwrap()
        };
        let (keep, lose) = (sample("one", "A"), sample("two", "B"));
        let done = merged(&house, &keep, &lose, &["code"]).unwrap();
        assert_eq!(done.record.get("code").as_text(), Some("B"));
        let batch = done.batch;
        let undone = house.write(move |tx| records::undo::batch(tx, &administrator(), batch)).unwrap();
        assert!(undone.left.is_empty(), "{undone:?}");
        assert_eq!(house.again(&lose).get("code").as_text(), Some("B"));
        assert_eq!(house.again(&keep).get("code").as_text(), Some("A"));

        let order = |name: &str, price: &str| {
            let order = house.create(&ada, "order", patch([("name", text(name))])).unwrap();
            house
                .create(&ada, "order_line", patch([("order", Value::from(order.id())), ("price", number(price))]))
                .unwrap();
            order
        };
        let (first, second) = (order("first", "1"), order("second", "2"));
        let done = merged(&house, &first, &second, &[]).unwrap();
        assert_eq!(done.record.get("total").to_feel(), "3");
        let batch = done.batch;
        house.write(move |tx| records::undo::batch(tx, &administrator(), batch)).unwrap();
        assert_eq!(house.again(&first).get("total").to_feel(), "1");
        assert_eq!(house.again(&second).get("total").to_feel(), "2");
        assert!(merged(&house, &first, &first, &[]).is_err());
    }
}

#[test]
fn pairs_that_differ_are_not_proposed_again() {
    for house in houses() {
        let ada = administrator();
        let company = |name: &str| {
            let company = patch([
                ("name", text(name)),
                ("phone", text("+380 44 123 4567")),
                ("website", text("romashka.example")),
            ]);
            house.create(&ada, "company", company).unwrap()
        };
        let (one, other) = (company("Romashka LLC"), company("ООО Ромашка"));
        let pairs = || house.read(|tx| records::duplicate::pairs(tx, &administrator(), "company", 10)).unwrap().len();
        let found = |record: &Record| {
            let record = record.clone();
            house.read(move |tx| records::duplicate::of(tx, &administrator(), &record)).unwrap().len()
        };
        assert_eq!((pairs(), found(&one), found(&other)), (1, 1, 1));
        let (left, right) = (other.id(), one.id());
        house.write(move |tx| records::duplicate::dismiss(tx, &administrator(), "company", left, right)).unwrap();
        assert_eq!((pairs(), found(&one), found(&other)), (0, 0, 0));
        house.write(move |tx| records::duplicate::reconsider(tx, &administrator(), "company", right, left)).unwrap();
        assert_eq!(pairs(), 1);
    }
}

#[test]
fn shares_go_along_and_come_back() {
    for house in houses() {
        let ada = administrator();
        let user = |name: &str| {
            let email = text(&format!("{name}@example.com"));
            house.create(&ada, "user", patch([("name", text(name)), ("email", email)])).unwrap().id()
        };
        let (ann, bob) = (user("ann"), user("bob"));
        let company = |name: &str| house.create(&ada, "company", patch([("name", text(name))])).unwrap();
        let (keep, lose) = (company("Romashka"), company("Ромашка"));
        let give = |record: &Record, with: i64, level| {
            let id = record.id();
            house.write(move |tx| records::share::give(tx, &administrator(), "company", id, with, level)).unwrap();
        };
        give(&keep, ann, ShareLevel::Read);
        give(&lose, ann, ShareLevel::Change);
        give(&lose, bob, ShareLevel::Read);
        let shares = |record: &Record| {
            let id = record.id();
            let shares = house.read(move |tx| records::share::list(tx, &administrator(), "company", id)).unwrap();
            let mut shares: Vec<_> = shares.iter().map(|one| (one.with, one.level)).collect();
            shares.sort_unstable();
            shares
        };
        let batch = merged(&house, &keep, &lose, &[]).unwrap().batch;
        assert_eq!(shares(&keep), [(ann, ShareLevel::Change), (bob, ShareLevel::Read)]);
        let undone = house.write(move |tx| records::undo::batch(tx, &administrator(), batch)).unwrap();
        assert!(undone.left.is_empty(), "{undone:?}");
        assert_eq!(shares(&keep), [(ann, ShareLevel::Read)]);
        assert_eq!(shares(&lose), [(ann, ShareLevel::Change), (bob, ShareLevel::Read)]);
    }
}

#[test]
fn a_merged_record_leads_to_the_one_it_is_part_of() {
    for house in houses() {
        let by = |user: i64, role: &'static str| actor(&[role], user, None);
        let sample =
            |user: i64, name: &str| house.create(&by(user, "own"), "sample", patch([("name", text(name))])).unwrap();
        let (first, second, third, other) =
            (sample(81, "one"), sample(81, "two"), sample(81, "three"), sample(82, "x"));
        let after = |record: &Record, reader: access::Actor| {
            let id = record.id();
            let found = house.read(move |tx| records::merge::survivor(tx, &reader, "sample", id)).unwrap();
            found.map(|record| record.id())
        };
        assert_eq!(after(&first, administrator()), None, "it is there");
        merged(&house, &second, &first, &[]).unwrap();
        assert_eq!(after(&first, administrator()), Some(second.id()), "nothing else was changed by it");
        merged(&house, &third, &second, &["name"]).unwrap();
        assert_eq!(after(&first, administrator()), Some(third.id()), "the last of several");
        assert_eq!(after(&first, by(81, "own")), Some(third.id()));
        assert_eq!(after(&first, by(82, "own")), None, "neither was theirs");
        merged(&house, &other, &third, &[]).unwrap();
        assert_eq!(after(&first, by(82, "own")), None, "what it was they never saw");
        assert_eq!(after(&first, by(81, "own")), None, "what it became they may not see");
        assert_eq!(after(&first, by(83, "reader")), Some(other.id()));
        house.delete(&administrator(), &house.again(&other)).unwrap();
        assert_eq!(after(&first, administrator()), None, "it was deleted, not merged");
        let (again, third) = (sample(81, "four"), sample(81, "five"));
        let batch = merged(&house, &third, &again, &[]).unwrap().batch;
        house.write(move |tx| records::undo::batch(tx, &administrator(), batch)).unwrap();
        assert_eq!(after(&again, administrator()), None, "it is there again");
    }
}
