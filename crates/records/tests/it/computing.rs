//! Values computed for an answer: shown and sorted by, page after page.

use crate::support::*;
use feel::Expr;
use records::{Query, Sort};
use std::sync::Arc;

fn asked(skip: Option<records::Cursor>) -> Query {
    let trimmed = Expr::call("string length", vec![Expr::name("name")]);
    let joined = Expr::binary(feel::BinaryOp::Add, Expr::name("name"), Expr::literal("!"));
    Query {
        columns: vec![vec!["loud".into()], vec!["name".into()]],
        computed: vec![(Arc::from("loud"), joined), (Arc::from("size"), trimmed)],
        sort: vec![Sort { path: vec!["size".into()], descending: true }],
        after: skip,
        limit: 2,
        ..Query::of("sample")
    }
}

#[test]
fn computed_values_are_shown_and_sorted_by() {
    for house in houses() {
        for name in ["a", "abc", "ab", "abcd", "x"] {
            house.create(&administrator(), "sample", patch([("name", text(name))])).unwrap();
        }
        let found = house
            .write(|tx| {
                let (mut found, mut after) = (Vec::new(), None);
                loop {
                    let page = records::list(tx, &administrator(), &asked(after), |row| {
                        found.push((row.value(0), row.value(1)));
                    })?;
                    after = page.next;
                    if after.is_none() {
                        return Ok(found);
                    }
                }
            })
            .unwrap();
        let names: Vec<String> = found.iter().map(|(_, name)| name.as_text().unwrap().to_owned()).collect();
        assert_eq!(names, ["abcd", "abc", "ab", "x", "a"]);
        assert_eq!(found[0].0, text("abcd!"));
    }
}
