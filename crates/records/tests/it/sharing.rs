use crate::support::*;
use access::{Action, ShareLevel};
use feel::Value;
use records::{Error, Query, share, why};
use std::sync::Arc;

#[test]
fn a_shared_record_is_seen_and_changed_as_far_as_it_was_shared() {
    for house in houses() {
        let ada = administrator();
        let unit = house.create(&ada, "unit", patch([("name", text("Sales"))])).unwrap();
        let user = |name: &str, email: &str| {
            house.create(&ada, "user", patch([("name", text(name)), ("email", text(email))])).unwrap().id()
        };
        let (ann, bob) = (user("Ann", "ann@example.com"), user("Bob", "bob@example.com"));
        let (ann, mut bob) = (actor(&["own"], ann, None), actor(&["own"], bob, Some(unit.id())));
        let record = house.create(&ann, "sample", patch([("name", text("s"))])).unwrap();
        let id = record.id();
        assert!(house.get(&bob, "sample", id).is_err());
        let give = |who: &access::Actor, with: i64, level| {
            let who = who.clone();
            house.write(move |tx| share::give(tx, &who, "sample", id, with, level))
        };
        assert!(matches!(give(&bob, bob.user, ShareLevel::Change), Err(Error::NotFound { .. })));
        assert_eq!(findings(give(&ann, record.id(), ShareLevel::Read)), [format!("problem-no-such-principal id={id}")]);
        give(&ann, bob.user, ShareLevel::Read).unwrap();
        bob.has_shares = true;
        assert!(house.get(&bob, "sample", id).is_ok());
        assert_eq!(house.list(&bob, Query::of("sample")).unwrap().len(), 1);
        assert!(matches!(
            house.update(&bob, &record, patch([("place", Value::from(1))])),
            Err(Error::Forbidden { .. })
        ));
        give(&ann, unit.id(), ShareLevel::Change).unwrap();
        house.update(&bob, &record, patch([("place", Value::from(1))])).unwrap();
        assert!(matches!(house.delete(&bob, &record), Err(Error::Forbidden { .. })));
        let who = ann.clone();
        let shares = house.read(move |tx| share::list(tx, &who, "sample", id)).unwrap();
        let mut told: Vec<_> = shares.iter().map(|one| (&*one.title, one.is_unit, one.level)).collect();
        told.sort_unstable();
        assert_eq!(told, [("Bob", false, ShareLevel::Read), ("Sales", true, ShareLevel::Change)]);
        let who = ann.clone();
        let history = house.read(move |tx| records::history::of(tx, &who, "sample", id, None, 10)).unwrap();
        let shares: Vec<&str> = history
            .iter()
            .flat_map(|one| &one.differences)
            .map(|one| &*one.name)
            .filter(|name| *name == share::FIELD)
            .collect();
        assert_eq!(shares.len(), 2);
        let (who, with) = (ann.clone(), unit.id());
        house.write(move |tx| share::take(tx, &who, "sample", id, with)).unwrap();
        assert!(matches!(
            house.update(&bob, &record, patch([("place", Value::from(2))])),
            Err(Error::Forbidden { .. })
        ));
    }
}

#[test]
fn nobody_shares_with_themselves_or_passes_a_share_on() {
    for house in houses() {
        let ada = administrator();
        let user = |name: &str| {
            let email = format!("{name}@example.com");
            house.create(&ada, "user", patch([("name", text(name)), ("email", text(&email))])).unwrap().id()
        };
        let (ann, bob, cy) = (user("ann"), user("bob"), user("cy"));
        let (ann, mut bob) = (actor(&["own"], ann, None), actor(&["own"], bob, None));
        let record = house.create(&ann, "sample", patch([("name", text("s"))])).unwrap();
        let id = record.id();
        let give = |who: &access::Actor, with: i64, level| {
            let who = who.clone();
            house.write(move |tx| share::give(tx, &who, "sample", id, with, level))
        };
        assert_eq!(findings(give(&ann, ann.user, ShareLevel::Read)), ["problem-share-with-yourself"]);
        give(&ann, bob.user, ShareLevel::Change).unwrap();
        bob.has_shares = true;
        // Bob changes the record by a share, not by a role: he has nothing to give.
        house.update(&bob, &record, patch([("place", Value::from(1))])).unwrap();
        assert_eq!(findings(give(&bob, cy, ShareLevel::Read)), ["problem-share-beyond"]);
        // A role that reads lets him give that much.
        bob.roles = ["own", "reader"].into_iter().map(Arc::from).collect();
        assert_eq!(findings(give(&bob, cy, ShareLevel::Change)), ["problem-share-beyond"]);
        give(&bob, cy, ShareLevel::Read).unwrap();
        // What somebody gave is lowered by those who may change the record, and not raised by them.
        give(&bob, bob.user, ShareLevel::Read).unwrap();
        assert!(matches!(give(&bob, bob.user, ShareLevel::Change), Err(Error::Forbidden { .. })));
        give(&ann, bob.user, ShareLevel::Change).unwrap();
        let who = bob.clone();
        let batch = house
            .write(move |tx| {
                let batch = records::batch::begin(tx, &who, records::batch::Kind::Change, "lab.sample", "taken")?;
                tx.set_batch(Some(batch));
                share::take(tx, &who, "sample", id, who.user)?;
                Ok(batch)
            })
            .unwrap();
        // Neither does he come back to it by undoing what he did himself.
        let who = bob.clone();
        let undone = house.write(move |tx| records::undo::batch(tx, &who, batch)).unwrap();
        let left: Vec<String> = undone.left.iter().map(|one| one.problem.to_string()).collect();
        assert_eq!(left, ["$shares: problem-share-with-yourself"]);
        assert!(matches!(
            house.update(&bob, &record, patch([("place", Value::from(2))])),
            Err(Error::Forbidden { .. })
        ));
    }
}

#[test]
fn a_share_with_one_s_own_unit_does_not_outlive_one_s_own_right() {
    for house in houses() {
        let ada = administrator();
        let unit = house.create(&ada, "unit", patch([("name", text("Sales"))])).unwrap().id();
        let user = |name: &str| {
            let email = format!("{name}@example.com");
            house.create(&ada, "user", patch([("name", text(name)), ("email", text(&email))])).unwrap().id()
        };
        let member = |id: i64| access::Actor { has_shares: true, ..actor(&["own"], id, Some(unit)) };
        let (ann, bob, cy) = (member(user("ann")), member(user("bob")), user("cy"));
        let record = house.create(&ann, "sample", patch([("name", text("s"))])).unwrap();
        let id = record.id();
        let give = |who: &access::Actor, level| {
            let who = who.clone();
            house.write(move |tx| share::give(tx, &who, "sample", id, unit, level))
        };
        let sees = |who: &access::Actor| {
            let seen = house.get(who, "sample", id).is_ok();
            let listed = !house.list(who, Query::of("sample")).unwrap().is_empty();
            let whom = who.clone();
            let why = house.read(move |tx| why::of(tx, &administrator(), &whom, "sample", id, Action::Read)).unwrap();
            assert_eq!((seen, seen), (listed, why.allowed), "memory, SQL and the reason agree");
            assert!(seen || why.share.is_none());
            seen
        };
        give(&ann, ShareLevel::Change).unwrap();
        assert!(sees(&ann) && sees(&bob));
        // The record is handed over: Ann's right was that it was hers.
        let handed = house.update(&ada, &record, patch([("owner", Value::from(cy))])).unwrap();
        assert!(!sees(&ann), "her own share does not reach her");
        assert!(sees(&bob), "to others it stays");
        assert!(matches!(house.update(&ann, &handed, patch([("place", Value::from(1))])), Err(Error::NotFound { .. })));
        // Somebody who lowers it gives nothing: it is still Ann's share.
        give(&bob, ShareLevel::Read).unwrap();
        assert!(!sees(&ann) && sees(&bob));
        // Somebody else who may gives it anew: that is their decision, and reaches Ann.
        give(&ada, ShareLevel::Change).unwrap();
        assert!(sees(&ann) && sees(&bob));
    }
}

#[test]
fn why_says_which_role_and_how_far() {
    let house = house();
    let ada = administrator();
    let ann = actor(&["own", "reader"], 101, None);
    let record = house.create(&ada, "sample", patch([("name", text("s"))])).unwrap();
    let id = record.id();
    let ask = |who: &access::Actor, action: Action| {
        let who = who.clone();
        house.read(move |tx| why::of(tx, &administrator(), &who, "sample", id, action)).unwrap()
    };
    let reading = ask(&ann, Action::Read);
    assert!(reading.allowed);
    let told: Vec<_> = reading.roles.iter().map(|one| (&*one.role, one.scope.clone(), one.reaches)).collect();
    assert_eq!(told, [("own", model::Scope::Own, false), ("reader", model::Scope::All, true)]);
    let changing = ask(&ann, Action::Change);
    assert!(!changing.allowed && !changing.unreadable);
    assert_eq!(changing.roles[1].scope, model::Scope::None);
    let stranger = ask(&actor(&["own"], 5, None), Action::Change);
    assert!(!stranger.allowed && stranger.unreadable);
    let blind = ask(&actor(&["blind"], 5, None), Action::Read);
    let fields: Vec<_> = blind.fields.iter().map(|one| (&*one.field, one.access)).collect();
    assert_eq!(
        fields,
        [
            ("name", model::FieldAccess::ReadOnly),
            ("secret", model::FieldAccess::Hidden),
            ("money", model::FieldAccess::Hidden),
        ]
    );
    assert!(house.read(move |tx| why::of(tx, &ann, &actor(&["own"], 5, None), "sample", id, Action::Read)).is_err());

    let order = house.create(&ada, "order", patch([("name", text("o"))])).unwrap();
    let line = house.create(&ada, "order_line", patch([("order", Value::from(order.id()))])).unwrap();
    let (id, subject) = (line.id(), actor(&["reader"], 7, None));
    let line = house.read(move |tx| why::of(tx, &administrator(), &subject, "order_line", id, Action::Delete)).unwrap();
    assert_eq!(line.decided_by, (Arc::from("lab.order"), order.id()));
    assert!(!line.allowed);
}
