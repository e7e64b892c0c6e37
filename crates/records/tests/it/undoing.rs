use crate::support::*;
use feel::Value;
use records::batch::Kind;
use records::bulk::{Change, Which};
use records::undo::Undone;
use records::{Error, Patch, Query, Record};
use std::sync::Arc;

fn sample(house: &House, values: Patch) -> Record {
    house.create(&administrator(), "sample", patch([("name", text("sample"))]).merged(values)).unwrap()
}

/// One patch after the other.
trait Merged {
    fn merged(self, other: Patch) -> Patch;
}

impl Merged for Patch {
    fn merged(self, other: Patch) -> Patch {
        other.values.into_iter().fold(self, |patch, (name, value)| patch.with(name, value))
    }
}

fn undo(house: &House, batch: i64) -> Undone {
    house.write(move |tx| records::undo::batch(tx, &administrator(), batch)).unwrap()
}

fn left(undone: &Undone) -> Vec<String> {
    undone.left.iter().map(|one| one.problem.to_string()).collect()
}

fn last_change(house: &House, record: &Record) -> records::history::Change {
    let id = record.id();
    house.read(move |tx| records::history::of(tx, &administrator(), "sample", id, None, 1)).unwrap().remove(0)
}

fn exists(house: &House, record: &Record) -> bool {
    house
        .read({
            let (entity, id) = (record.layout.entity.name.shared(), record.id());
            move |tx| records::get(tx, &administrator(), &entity, id)
        })
        .is_ok()
}

#[test]
fn one_value_goes_back() {
    for house in houses() {
        let ada = administrator();
        let one =
            sample(&house, patch([("money", number("5")), ("money_currency", text("USD")), ("place", Value::from(1))]));
        house
            .update(
                &ada,
                &one,
                patch([("money", number("6")), ("money_currency", text("GBP")), ("place", Value::from(2))]),
            )
            .unwrap();
        let change = last_change(&house, &one).id;
        let id = one.id();
        let back =
            house.write(move |tx| records::undo::value(tx, &administrator(), "sample", id, change, "money")).unwrap();
        assert_eq!((back.get("money").to_feel(), back.get("money_currency").as_text()), ("5".into(), Some("USD")));
        assert_eq!(back.get("place").to_feel(), "2", "only what was named");
        let wrong = house.write(move |tx| records::undo::value(tx, &administrator(), "sample", id, change, "name"));
        assert!(matches!(wrong, Err(Error::Query(_))));
    }
}

#[test]
fn a_deleted_record_comes_back_with_what_went_along() {
    for house in houses() {
        let ada = administrator();
        let friend = sample(&house, Patch::default());
        let root = sample(&house, patch([("code", text("C")), ("friends", Value::list([Value::from(friend.id())]))]));
        let child = sample(&house, patch([("parent", Value::from(root.id()))]));
        let part = sample(&house, patch([("part_of", Value::from(root.id()))]));
        let deeper = sample(&house, patch([("part_of", Value::from(part.id()))]));
        let fan = sample(&house, patch([("friends", Value::list([Value::from(root.id()), Value::from(friend.id())]))]));
        house.delete(&ada, &root).unwrap();
        assert!(!exists(&house, &deeper));
        assert!(house.search(&ada, "sample", "sample").len() == 3);
        let deleted = house.read(|tx| records::history::deleted(tx, &administrator(), "sample", 10)).unwrap();
        let change = deleted.iter().find(|one| one.record == root.id()).unwrap().change;
        let undone = house.write(move |tx| records::undo::deletion(tx, &administrator(), "sample", change)).unwrap();
        assert!(undone.left.is_empty(), "{undone:?}");
        let again = house.again(&root);
        assert_eq!(again.get("code").as_text(), Some("C"));
        assert_eq!(again.get("serial"), root.get("serial"));
        assert_eq!(again.get("created_at"), root.get("created_at"));
        assert!(again.version() > root.version());
        assert_eq!(house.again(&child).target("parent"), Some(root.id()));
        assert_eq!(house.again(&deeper).target("part_of"), Some(part.id()));
        let friends = |record: &Record| {
            let record = house.again(record);
            house.read(move |tx| records::targets(tx, &administrator(), &record, "friends")).unwrap().len()
        };
        assert_eq!((friends(&root), friends(&fan)), (1, 2));
        assert_eq!(house.search(&ada, "sample", "sample").len(), 6);
        // Undoing the undoing deletes it once more.
        let again = undo(&house, undone.batch);
        assert!(again.left.is_empty(), "{again:?}");
        assert!(!exists(&house, &root) && !exists(&house, &part) && !exists(&house, &deeper));
        assert!(house.again(&child).get("parent").is_null());
    }
}

#[test]
fn lines_come_back_with_their_record() {
    for house in houses() {
        let ada = administrator();
        let lines =
            ["2", "3"].map(|price| records::Line { id: None, values: vec![(Arc::from("price"), number(price))] });
        let order = Patch { lines: vec![(Arc::from("lines"), lines.to_vec())], ..patch([("name", text("order"))]) };
        let order = house.create(&ada, "order", order).unwrap();
        house.delete(&ada, &order).unwrap();
        let deleted = house.read(|tx| records::history::deleted(tx, &administrator(), "order", 10)).unwrap();
        let change = deleted[0].change;
        house.write(move |tx| records::undo::deletion(tx, &administrator(), "order", change)).unwrap();
        let again = house.again(&order);
        assert_eq!((again.get("total").to_feel(), again.get("count").to_feel()), ("5".into(), "2".into()));
    }
}

#[test]
fn an_import_is_taken_back_but_for_what_others_touched() {
    for house in houses() {
        let ada = administrator();
        let batch = house
            .write(|tx| {
                let actor = administrator();
                let batch = records::batch::begin(tx, &actor, Kind::Import, "sample", "samples.csv")?;
                tx.set_batch(Some(batch));
                let mut company = None;
                for name in ["a", "b", "c", "d"] {
                    let sample = patch([("name", text(name)), ("parent", Value::from(company))]);
                    company = Some(records::create(tx, &actor, "sample", &sample)?.id());
                }
                Ok(batch)
            })
            .unwrap();
        let rows = house.list(&ada, Query::of("sample").column("name").column("id")).unwrap();
        let id: i64 = rows[1][1].parse().unwrap();
        let b = house.get(&ada, "sample", id).unwrap();
        house.update(&ada, &b, patch([("place", Value::from(7))])).unwrap();
        let undone = undo(&house, batch);
        assert_eq!(undone.changes, 3);
        assert_eq!(left(&undone), ["problem-changed-since field=place"]);
        assert_eq!(house.list(&ada, Query::of("sample").column("name")).unwrap(), [["\"b\""]]);
        assert!(house.again(&b).get("parent").is_null(), "what it pointed to is gone");
        let twice = house.write(move |tx| records::undo::batch(tx, &administrator(), batch));
        assert!(matches!(twice, Err(Error::Query(_))));
        let batches = house.read(|tx| records::batch::list(tx, &administrator(), Some("sample"), 10)).unwrap();
        assert_eq!(batches.iter().map(|one| one.kind).collect::<Vec<_>>(), [Kind::Undo, Kind::Import]);
        assert!(batches[1].undone.is_some());
        // And back again.
        undo(&house, undone.batch);
        assert_eq!(house.list(&ada, Query::of("sample")).unwrap().len(), 4);
        assert!(!house.again(&b).get("parent").is_null());
    }
}

#[test]
fn many_records_are_changed_and_changed_back() {
    for house in houses() {
        let ada = Arc::new(administrator());
        for place in 0..7 {
            sample(&house, patch([("place", Value::from(place))]));
        }
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let run = |which, change: Change| {
            let work = records::bulk::run(
                &house.records,
                Arc::clone(&ada),
                "sample".into(),
                which,
                change,
                "bulk".into(),
                |_, _| (),
            );
            runtime.block_on(work).unwrap()
        };
        let some = Query { filter: Some(condition("place >= 2")), ..Query::of("sample") };
        let outcome = run(Which::Query(Box::new(some)), Change::Set(patch([("choice", text("red"))])));
        assert_eq!((outcome.done, outcome.refused.len()), (5, 0));
        let red = || {
            house
                .list(&ada, Query { filter: Some(condition("choice = \"red\"")), ..Query::of("sample").column("id") })
                .unwrap()
        };
        assert_eq!(red().len(), 5);
        let wrong = run(
            Which::Ids(vec![red()[0][0].parse().unwrap(), 12_345_678]),
            Change::Set(patch([("number", number("5000"))])),
        );
        assert_eq!((wrong.done, wrong.refused.len()), (0, 2));
        assert!(matches!(
            (&wrong.refused[0].error, &wrong.refused[1].error),
            (Error::Invalid(_), Error::NotFound { .. })
        ));
        let one = house.get(&ada, "sample", red()[0][0].parse().unwrap()).unwrap();
        house.update(&ada, &one, patch([("choice", text("blue"))])).unwrap();
        let undone = undo(&house, outcome.batch);
        assert_eq!((undone.changes, left(&undone)), (4, vec!["choice: problem-changed-since field=choice".to_owned()]));
        assert!(red().is_empty());
        let ids: Vec<i64> = house
            .list(&ada, Query::of("sample").column("id"))
            .unwrap()
            .iter()
            .map(|row| row[0].parse().unwrap())
            .collect();
        let outcome = run(Which::Ids(ids), Change::Delete);
        assert_eq!(outcome.done, 7);
        assert!(house.list(&ada, Query::of("sample")).unwrap().is_empty());
        assert_eq!(undo(&house, outcome.batch).changes, 7);
        assert_eq!(house.list(&ada, Query::of("sample")).unwrap().len(), 7);
    }
}

#[test]
fn only_who_did_it_takes_it_back() {
    for house in houses() {
        let (ann, bob) = (actor(&["tree"], 101, Some(10)), actor(&["tree"], 102, Some(10)));
        let actor = ann.clone();
        let batch = house
            .write(move |tx| {
                let batch = records::batch::begin(tx, &actor, Kind::Change, "sample", "x")?;
                tx.set_batch(Some(batch));
                records::create(tx, &actor, "sample", &patch([("name", text("x"))]))?;
                Ok(batch)
            })
            .unwrap();
        assert!(matches!(house.write(move |tx| records::undo::batch(tx, &bob, batch)), Err(Error::NotFound { .. })));
        assert_eq!(house.write(move |tx| records::undo::batch(tx, &ann, batch)).unwrap().changes, 1);
    }
}

#[test]
fn one_of_many_deleted_records_comes_back_alone() {
    for house in houses() {
        let one = sample(&house, patch([("code", text("one"))]));
        let part = sample(&house, patch([("part_of", Value::from(one.id()))]));
        let other = sample(&house, patch([("code", text("other"))]));
        let ids = vec![one.id(), other.id()];
        house
            .write(move |tx| {
                let actor = administrator();
                let batch = records::batch::begin(tx, &actor, Kind::Delete, "sample", "two")?;
                records::bulk::chunk(tx, &actor, "sample", batch, &ids, &Change::Delete)
            })
            .unwrap();
        let deleted = house.read(|tx| records::history::deleted(tx, &administrator(), "sample", 10)).unwrap();
        let change = deleted.iter().find(|change| change.record == one.id()).unwrap().change;
        house.write(move |tx| records::undo::deletion(tx, &administrator(), "sample", change)).unwrap();
        assert!(exists(&house, &one) && exists(&house, &part) && !exists(&house, &other));
    }
}

#[test]
fn a_record_deleted_twice_stands_once_and_comes_back_as_it_last_was() {
    for house in houses() {
        let ada = administrator();
        let one = sample(&house, patch([("place", Value::from(1))]));
        let listed = || house.read(|tx| records::history::deleted(tx, &administrator(), "sample", 10)).unwrap();
        let back = |change: i64| {
            house.write(move |tx| records::undo::deletion(tx, &administrator(), "sample", change)).unwrap()
        };
        house.delete(&ada, &one).unwrap();
        let first = listed()[0].change;
        back(first);
        assert!(listed().is_empty(), "it is there");
        let changed = house.update(&ada, &house.again(&one), patch([("place", Value::from(2))])).unwrap();
        house.delete(&ada, &changed).unwrap();
        let twice: Vec<(i64, i64)> = listed().iter().map(|row| (row.change, row.record)).collect();
        assert_eq!(twice.len(), 1, "{twice:?}");
        assert!(twice[0].0 > first && twice[0].1 == one.id());

        back(first);
        let again = house.again(&one);
        assert_eq!(again.get("place").to_feel(), "2", "not what it was when it was first deleted");
        assert!(again.get("version").as_number() > changed.get("version").as_number());
        assert!(listed().is_empty());
    }
}

#[test]
fn a_deletion_that_was_undone_and_redone_is_undone_again() {
    for house in houses() {
        let one = sample(&house, patch([("place", Value::from(1))]));
        let ids = vec![one.id()];
        let batch = house
            .write(move |tx| {
                let actor = administrator();
                let batch = records::batch::begin(tx, &actor, Kind::Delete, "sample", "one")?;
                records::bulk::chunk(tx, &actor, "sample", batch, &ids, &Change::Delete)?;
                Ok(batch)
            })
            .unwrap();
        let undone = undo(&house, batch);
        undo(&house, undone.batch);
        assert!(!exists(&house, &one));
        assert!(undo(&house, batch).left.is_empty());
        assert!(exists(&house, &one));
    }
}

#[test]
fn a_list_is_narrowed_to_what_a_batch_wrote() {
    for house in houses() {
        let ada = administrator();
        let changed = sample(&house, patch([]));
        sample(&house, patch([]));
        let first = changed.id();
        let batch = house
            .write(move |tx| {
                let ada = administrator();
                let batch = records::batch::begin(tx, &ada, Kind::Change, "sample", "some")?;
                let values = patch([("place", Value::from(7))]);
                records::bulk::chunk(tx, &ada, "sample", batch, &[first], &Change::Set(values))?;
                Ok(batch)
            })
            .unwrap();
        // What is changed once more by somebody else is still one of them.
        house.update(&ada, &house.again(&changed), patch([("place", Value::from(8))])).unwrap();
        let of = |actor: &access::Actor, batch| {
            let query = Query { batch: Some(batch), ..Query::of("sample").column("id") };
            let counted = {
                let (actor, query) = (actor.clone(), query.clone());
                house.read(move |tx| records::count(tx, &actor, &query, None)).unwrap()
            };
            let rows = house.list(actor, query).unwrap();
            assert_eq!(rows.len() as u64, counted);
            rows.concat()
        };
        assert_eq!(of(&ada, batch), [first.to_string()]);
        let narrower =
            Query { batch: Some(batch), filter: Some(condition("place = 7")), ..Query::of("sample").column("id") };
        assert!(house.list(&ada, narrower).unwrap().is_empty());
        // Another batch, one that is not there, and one that is somebody else's show nothing.
        let none =
            house.write(move |tx| records::batch::begin(tx, &administrator(), Kind::Change, "sample", "none")).unwrap();
        assert!(of(&ada, none).is_empty() && of(&ada, 987_654).is_empty());
        assert!(of(&actor(&["reader"], 77, None), batch).is_empty());
        assert_eq!(house.list(&actor(&["reader"], 77, None), Query::of("sample").column("id")).unwrap().len(), 2);
        let past = Query { batch: Some(batch), ..Query::of("sample") };
        let refused = house.read(move |tx| records::as_of::list(tx, &administrator(), &past, tx.micros()).map(drop));
        assert!(matches!(refused, Err(Error::Query(_))));
    }
}

#[test]
fn what_was_left_of_a_batch_is_taken_back_later_and_nothing_twice() {
    for house in houses() {
        let ada = administrator();
        let batch = house
            .write(|tx| {
                let actor = administrator();
                let batch = records::batch::begin(tx, &actor, Kind::Import, "sample", "samples.csv")?;
                tx.set_batch(Some(batch));
                let a = records::create(tx, &actor, "sample", &patch([("name", text("a"))]))?.id();
                let b = patch([("name", text("b")), ("parent", Value::from(a))]);
                records::create(tx, &actor, "sample", &b)?;
                Ok(batch)
            })
            .unwrap();
        let rows = house.list(&ada, Query::of("sample").column("name").column("id")).unwrap();
        let (a, b): (i64, i64) = (rows[0][1].parse().unwrap(), rows[1][1].parse().unwrap());
        let stored = house.get(&ada, "sample", b).unwrap();
        house.update(&ada, &stored, patch([("place", Value::from(7))])).unwrap();
        assert_eq!(undo(&house, batch).changes, 1);
        // Somebody wants the one back that went, and the other one is as it was imported, but for what it pointed to.
        house
            .write(move |tx| {
                let gone = records::history::deleted(tx, &administrator(), "sample", 5)?;
                records::undo::deletion(tx, &administrator(), "sample", gone[0].change)?;
                let empty = patch([("place", Value::Null), ("parent", Value::Null)]);
                records::update(tx, &administrator(), "sample", b, None, &empty)
            })
            .unwrap();
        let step = house
            .write(move |tx| {
                let into = records::undo::resume(tx, &administrator(), batch)?;
                records::undo::step(tx, &administrator(), batch, into, None, 100)
            })
            .unwrap();
        assert_eq!((step.changes, step.left.len()), (1, 0), "{step:?}");
        assert!(house.get(&ada, "sample", a).is_ok());
        assert!(house.get(&ada, "sample", b).is_err());
    }
}
