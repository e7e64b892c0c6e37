use crate::support::*;
use feel::Value;
use records::{Error, Query, Sort, as_of};
use std::time::Duration;

#[test]
fn records_and_lists_are_read_as_they_were() {
    for house in houses() {
        let ada = administrator();
        let clock = house.database.clock();
        let tick = || {
            clock.advance(Duration::from_secs(60));
            let now = clock.micros();
            clock.advance(Duration::from_secs(60));
            now
        };
        let sample = |name: &str, place: i64| {
            house.create(&ada, "sample", patch([("name", text(name)), ("place", Value::from(place))])).unwrap()
        };
        let before = tick();
        let (a, b, c) = (sample("a", 1), sample("b", 2), sample("c", 3));
        let first = tick();
        house
            .update(&ada, &a, patch([("place", Value::from(9)), ("friends", Value::list([Value::from(b.id())]))]))
            .unwrap();
        house.delete(&ada, &c).unwrap();
        sample("d", 4);
        let second = tick();
        house.update(&ada, &a, patch([("name", text("z")), ("friends", Value::list([]))])).unwrap();

        let get = |id: i64, moment: i64| house.read(move |tx| as_of::get(tx, &administrator(), "sample", id, moment));
        assert!(matches!(get(a.id(), before), Err(Error::NotFound { .. })));
        let then = get(a.id(), first).unwrap();
        assert_eq!(
            (then.get("name").as_text(), then.get("place").to_feel(), then.version()),
            (Some("a"), "1".into(), 1)
        );
        assert_eq!(get(c.id(), first).unwrap().get("name").as_text(), Some("c"));
        assert!(get(c.id(), second).is_err());
        assert_eq!(get(a.id(), second).unwrap().get("place").to_feel(), "9");
        let (id, b_id) = (a.id(), b.id());
        let friends = |moment| {
            house.read(move |tx| as_of::targets(tx, &administrator(), "sample", id, "friends", moment)).unwrap()
        };
        assert_eq!((friends(first), friends(second)), (vec![], vec![b_id]));

        let list = |moment, filter: Option<&str>, skip, limit| {
            let sort = vec![Sort { path: vec!["place".into()], descending: true }];
            let query = Query { filter: filter.map(condition), sort, skip, limit, ..Query::of("sample") };
            let found = house.read(move |tx| as_of::list(tx, &administrator(), &query, moment)).unwrap();
            found.iter().map(|one| one.title()).collect::<Vec<_>>().concat()
        };
        assert_eq!(list(before, None, 0, 50), "");
        assert_eq!(list(first, None, 0, 50), "cba");
        assert_eq!(list(second, None, 0, 50), "adb");
        assert_eq!(list(clock.micros(), None, 0, 50), "zdb");
        assert_eq!(list(first, Some("place >= 2"), 0, 50), "cb");
        assert_eq!(list(first, None, 1, 1), "b");
        let own = actor(&["own"], 5, None);
        let found = house.read(move |tx| as_of::list(tx, &own, &Query::of("sample"), first)).unwrap();
        assert!(found.is_empty());
    }
}
