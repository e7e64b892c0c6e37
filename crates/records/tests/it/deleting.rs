use crate::support::*;
use feel::Value;
use records::Record;

fn sample(house: &House, name: &str, by: Option<(&str, &Record)>) -> Record {
    let mut patch = patch([("name", text(name))]);
    if let Some((relation, to)) = by {
        patch = patch.with(relation, to.id());
    }
    house.create(&administrator(), "sample", patch).unwrap()
}

#[test]
fn what_points_to_a_deleted_record_goes_lets_go_or_stands_in_the_way() {
    for house in houses() {
        let ada = administrator();
        let root = sample(&house, "root", None);
        let needing = sample(&house, "needing", Some(("needed", &root)));
        let child = sample(&house, "child", Some(("parent", &root)));
        let part = sample(&house, "part", Some(("part_of", &root)));
        let part_of_part = sample(&house, "part of part", Some(("part_of", &part)));
        let friend = house
            .create(
                &ada,
                "sample",
                patch([("name", text("friend")), ("friends", Value::list([Value::from(root.id())]))]),
            )
            .unwrap();
        let found = findings(house.delete(&ada, &root));
        assert_eq!(found.len(), 1);
        assert!(found[0].starts_with("problem-still-needed count=1"), "{found:?}");
        house.delete(&ada, &needing).unwrap();
        house.delete(&ada, &root).unwrap();
        assert!(house.again(&child).get("parent").is_null());
        assert_eq!(house.again(&child).version(), 2);
        for gone in [&root, &part, &part_of_part] {
            assert!(house.get(&ada, "sample", gone.id()).is_err());
        }
        let (actor, friend) = (ada.clone(), house.again(&friend));
        assert!(house.read(move |tx| records::targets(tx, &actor, &friend, "friends")).unwrap().is_empty());
        let actor = ada.clone();
        let deleted = house.read(move |tx| records::history::deleted(tx, &actor, "sample", 10)).unwrap();
        let mut titles: Vec<&str> = deleted.iter().map(|one| &*one.title).collect();
        titles.sort_unstable();
        assert_eq!(titles, ["needing", "part", "part of part", "root"]);
    }
}
