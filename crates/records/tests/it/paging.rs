use crate::support::*;
use feel::Value;
use records::{Query, Sort};

fn by(path: &str, descending: bool) -> Sort {
    Sort { path: path.split('.').map(Into::into).collect(), descending }
}

#[test]
fn pages_follow_each_other_without_gap_or_repetition() {
    for house in houses() {
        let ada = administrator();
        let values = [Some(3), None, Some(1), Some(3), None, Some(2), Some(3), Some(-1)];
        for (index, value) in values.iter().enumerate() {
            let values = [("name", text(&format!("s{index}"))), ("stars", Value::Null), ("place", Value::from(*value))];
            house.create(&ada, "sample", patch(values)).unwrap();
        }
        for sort in [
            vec![by("place", false)],
            vec![by("place", true)],
            vec![by("place", true), by("name", false)],
            vec![by("parent.name", false)],
        ] {
            let whole = Query { sort: sort.clone(), ..Query::of("sample").column("name").column("place") };
            let all = house.list(&ada, whole.clone()).unwrap();
            assert_eq!(all.len(), values.len());
            for size in [1, 2, 3, 7, 8] {
                let mut pages = Vec::new();
                let mut after = None;
                loop {
                    let (rows, next) = house.page(&ada, Query { limit: size, after, ..whole.clone() }).unwrap();
                    pages.extend(rows);
                    let Some(next) = next else { break };
                    after = Some(records::Cursor::decode(&next.encode()).unwrap());
                }
                assert_eq!(pages, all, "{sort:?} by {size}");
            }
            let places: Vec<&str> = all.iter().map(|row| &*row[1]).collect();
            match (&*sort[0].path[0], sort[0].descending) {
                ("place", false) => assert_eq!(places, ["null", "null", "-1", "1", "2", "3", "3", "3"]),
                ("place", true) => assert_eq!(places, ["3", "3", "3", "2", "1", "-1", "null", "null"]),
                _ => {}
            }
        }
    }
}

#[test]
fn text_sorts_as_people_sort_it() {
    for house in houses() {
        let ada = administrator();
        for name in ["Zürich", "apple", "Яблоко", "Äpfel", "Banana", "ёлка", "éclair", "елка"] {
            house.create(&ada, "sample", patch([("name", text(name))])).unwrap();
        }
        let query = |descending| Query { sort: vec![by("name", descending)], ..Query::of("sample").column("name") };
        let up: Vec<String> = house.list(&ada, query(false)).unwrap().concat();
        let mut down: Vec<String> = house.list(&ada, query(true)).unwrap().concat();
        down.reverse();
        assert_eq!(up, down);
        let wanted = ["Äpfel", "apple", "Banana", "éclair", "Zürich", "елка", "ёлка", "Яблоко"]
            .map(|name| format!("\"{name}\""));
        assert_eq!(up, wanted);
    }
}

#[test]
fn counting_stops_where_it_is_told() {
    for house in houses() {
        let ada = administrator();
        for index in 0..5 {
            house.create(&ada, "sample", patch([("name", text("s")), ("place", Value::from(index))])).unwrap();
        }
        let count = |filter: Option<&str>, most| {
            let query = Query { filter: filter.map(condition), ..Query::of("sample") };
            house.read(move |tx| records::count(tx, &administrator(), &query, most)).unwrap()
        };
        assert_eq!(count(None, None), 5);
        assert_eq!(count(None, Some(3)), 3);
        assert_eq!(count(Some("place >= 3"), Some(10)), 2);
    }
}

#[test]
fn a_cursor_of_another_order_is_refused() {
    let house = house();
    let cursor = records::Cursor::decode("i1~i2~i3").unwrap();
    let query = Query { after: Some(cursor), ..Query::of("sample") };
    assert!(matches!(house.list(&administrator(), query), Err(records::Error::Query(_))));
}
