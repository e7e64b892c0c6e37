//! What a list offers to take away.

use std::sync::Arc;

use super::*;

/// A deal with two line items and one with none, as the platform creates them.
fn deals(house: &House) {
    let deal = |name: &str, lines: &[(&str, i64)]| {
        let line = |(name, quantity): &(&str, i64)| records::Line {
            id: None,
            values: vec![("name".into(), Value::text(*name)), ("quantity".into(), Value::from(*quantity))],
        };
        let mut patch = Patch::one("name", Value::text(name));
        patch.lines.push((Arc::from("lines"), lines.iter().map(line).collect()));
        let create = move |tx: &mut Tx<'_>| {
            records::create(tx, &Actor::platform(Through::Install), "sales.deal", &patch).map(drop)
        };
        house.records.alone_blocking(create).unwrap();
    };
    deal("Bottling line", &[("Conveyor", 2), ("Labeller", 1)]);
    deal("Spare parts", &[]);
}

#[tokio::test]
async fn deals_are_taken_away_with_their_line_items() {
    let house = House::new();
    deals(&house);
    let list = house.get("/deals?view=all&columns=name", &house.admin).await.body;
    for format in ["csv", "xlsx"] {
        let plain = format!("/deals/export?view=all&amp;columns=name&amp;format={format}\"");
        let lines = format!("/deals/export?view=all&amp;columns=name&amp;format={format}&amp;lines=1\"");
        assert!(list.contains(&plain) && list.contains(&lines), "{list}");
    }
    assert!(list.contains("Export with line items as CSV"));
    let url = "/deals/export?view=all&sort=name&columns=name&format=csv";
    let plain = house.get(url, &house.admin).await;
    assert_eq!(plain.body.lines().count(), 3, "{}", plain.body);
    let with = house.get(&format!("{url}&lines=1"), &house.admin).await;
    let rows: Vec<&str> = with.body.lines().collect();
    assert_eq!(rows.len(), 4, "{}", with.body);
    assert!(rows[0].contains("Line items: "), "{}", rows[0]);
    assert!(rows[1].starts_with("Bottling line,") && rows[1].contains("Conveyor"), "{}", rows[1]);
    assert!(rows[2].starts_with("Bottling line,") && rows[2].contains("Labeller"), "{}", rows[2]);
    assert!(rows[3].starts_with("Spare parts,"), "a deal without any is there, too: {}", rows[3]);
    // What has no line items does not offer them, and what one may not export is not there.
    let companies = house.get("/companies", &house.admin).await.body;
    assert!(companies.contains("/companies/export?") && !companies.contains("lines=1"), "{companies}");
    assert_eq!(house.get("/companies/export?lines=1", &house.admin).await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.get(&format!("{url}&lines=1"), &house.observer).await.status, StatusCode::FORBIDDEN);
}
