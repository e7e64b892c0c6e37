use crate::support::*;
use feel::Value;
use records::Query;

fn sample(house: &House, name: &str) -> records::Record {
    house.create(&administrator(), "sample", patch([("name", text(name))])).unwrap()
}

#[test]
fn relations_lead_to_records_that_are_there() {
    for house in houses() {
        let ada = administrator();
        let missing = patch([("name", text("x")), ("parent", Value::from(999_999))]);
        assert_eq!(findings(house.create(&ada, "sample", missing)), ["parent: problem-no-such-record id=999999"]);
        let company = house.create(&ada, "company", patch([("name", text("Acme"))])).unwrap();
        // An id of another entity is no id of this one.
        let other = patch([("name", text("x")), ("parent", Value::from(company.id()))]);
        assert_eq!(findings(house.create(&ada, "sample", other)).len(), 1);
        let root = sample(&house, "root");
        let child =
            house.create(&ada, "sample", patch([("name", text("child")), ("parent", Value::from(root.id()))])).unwrap();
        let circle = house.update(&ada, &root, patch([("parent", Value::from(child.id()))]));
        assert_eq!(findings(circle), ["parent: problem-circle"]);
        let itself = house.update(&ada, &root, patch([("parent", Value::from(root.id()))]));
        assert_eq!(findings(itself), ["parent: problem-circle"]);
        let rows =
            house.list(&ada, Query::of("sample").column("name").column("parent.name").column("parent.id")).unwrap();
        assert_eq!(rows[0][1..], ["null", "null"]);
        assert_eq!(rows[1], ["\"child\"".to_owned(), "\"root\"".into(), root.id().to_string()]);
    }
}

#[test]
fn relations_to_many_are_replaced_and_logged() {
    for house in houses() {
        let ada = administrator();
        let friends: Vec<i64> = ["a", "b", "c"].map(|name| sample(&house, name).id()).to_vec();
        let ids = |ids: &[i64]| Value::list(ids.iter().map(|id| Value::from(*id)));
        let one = patch([("name", text("one")), ("friends", ids(&friends[..2]))]);
        let one = house.create(&ada, "sample", one).unwrap();
        let targets = |record: &records::Record| {
            let (actor, record) = (administrator(), record.clone());
            let found = house.read(move |tx| records::targets(tx, &actor, &record, "friends")).unwrap();
            found.into_iter().map(|one| one.title).collect::<Vec<_>>()
        };
        assert_eq!(targets(&one), ["a", "b"]);
        let changed = house.update(&ada, &one, patch([("friends", ids(&friends[1..]))])).unwrap();
        assert_eq!(changed.version(), 2);
        assert_eq!(targets(&one), ["b", "c"]);
        let (actor, id) = (ada.clone(), one.id());
        let history = house.read(move |tx| records::history::of(tx, &actor, "sample", id, None, 10)).unwrap();
        assert_eq!(history.len(), 2);
        assert_eq!(&*history[0].differences[0].name, "friends");
        assert_eq!(history[0].differences[0].before, ids(&friends[..2]));
        assert_eq!(history[0].differences[0].after, ids(&friends[1..]));
        let missing = house.update(&ada, &one, patch([("friends", ids(&[5_555_555]))]));
        assert_eq!(findings(missing), ["friends: problem-no-such-record id=5555555"]);
    }
}

#[test]
fn a_relation_with_a_filter_leads_only_to_what_fits() {
    for house in houses() {
        let ada = administrator();
        let coloured = |colour: &str| {
            house.create(&ada, "sample", patch([("name", text("s")), ("choice", text(colour))])).unwrap().id()
        };
        let (red, blue) = (coloured("red"), coloured("blue"));
        let choosing =
            |id: i64| house.create(&ada, "sample", patch([("name", text("s")), ("chosen", Value::from(id))]));
        assert!(choosing(red).is_ok());
        assert_eq!(findings(choosing(blue)), ["chosen: problem-not-eligible"]);
    }
}

#[test]
fn open_relations_say_which_entity() {
    for house in houses() {
        let ada = administrator();
        let company = house.create(&ada, "company", patch([("name", text("Acme"))])).unwrap();
        let about = |entity: &str| {
            patch([("text", text("Hello")), ("about", Value::from(company.id())), ("about_entity", text(entity))])
        };
        let comment = house.create(&ada, "comments", about("base.company")).unwrap();
        assert_eq!(comment.target("about"), Some(company.id()));
        assert_eq!(findings(house.create(&ada, "comments", about("base.contact"))).len(), 1);
        assert_eq!(findings(house.create(&ada, "comments", about("lab.nothing"))).len(), 1);
        let without = patch([("text", text("Hello")), ("about", Value::from(company.id()))]);
        assert_eq!(findings(house.create(&ada, "comments", without)), ["about: problem-relation-without-entity"]);
        house.delete(&ada, &company).unwrap();
        assert!(house.get(&ada, "comment", comment.id()).is_err(), "comments go along");
    }
}

#[test]
fn formulas_over_related_records_follow_them() {
    for house in houses() {
        let ada = administrator();
        let pipeline = house.create(&ada, "pipeline", patch([("name", text("Sales"))])).unwrap();
        let stage = |name: &str, kind: &str| {
            let stage = patch([
                ("name", text(name)),
                ("kind", text(kind)),
                ("pipeline", Value::from(pipeline.id())),
                ("probability", number("40")),
            ]);
            house.create(&ada, "stages", stage).unwrap()
        };
        let (open, won) = (stage("Open", "open"), stage("Won", "won"));
        let team = house.create(&ada, "team", patch([("name", text("North"))])).unwrap();
        let deal = patch([("name", text("Deal")), ("stage", Value::from(open.id())), ("amount", number("1000"))])
            .with("team", Value::from(team.id()));
        let deal = house.create(&ada, "deals", deal).unwrap();
        assert_eq!(deal.get("state").as_text(), Some("open"));
        assert_eq!(deal.get("weighted").to_feel(), "400");
        assert_eq!(deal.target("pipeline"), Some(pipeline.id()));
        assert_eq!(house.again(&team).get("open_amount").to_feel(), "1000");
        let deal = house.update(&ada, &deal, patch([("stage", Value::from(won.id()))])).unwrap();
        assert_eq!(deal.get("state").as_text(), Some("won"));
        assert!(!deal.get("closed_on").is_null());
        assert_eq!(house.again(&team).get("open_amount").to_feel(), "0");
        // The stage's kind changes: the deal follows, and the team's sum after it.
        house.update(&ada, &won, patch([("kind", text("open"))])).unwrap();
        assert_eq!(house.again(&deal).get("state").as_text(), Some("open"));
        assert_eq!(house.again(&team).get("open_amount").to_feel(), "1000");
    }
}
