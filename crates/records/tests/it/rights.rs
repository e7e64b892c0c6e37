//! The table of rights: what each role may do with each entity, and how many of a few fixed records it reaches.
//!
//! A change of policy is a change of `rights.table`. To write it anew: `RELATA_BLESS=1 cargo test -p records rights`.

use crate::support::*;
use access::{Action, Actor, RowRule, Rows};
use feel::Value;
use records::{Patch, Query, Record};
use std::fmt::Write;
use std::sync::Arc;

/// Four people: one of the unit that looks, a colleague, the head of the unit above, somebody of another unit.
struct People {
    me: Actor,
    mate: Actor,
    head: Actor,
    stranger: Actor,
}

fn people(house: &House) -> People {
    let ada = administrator();
    let unit = |name: &str, parent: Option<i64>| {
        house.create(&ada, "unit", patch([("name", text(name)), ("parent", Value::from(parent))])).unwrap().id()
    };
    let top = unit("Company", None);
    let (sales, other) = (unit("Sales", Some(top)), unit("Service", Some(top)));
    let user = |name: &str, unit: i64| {
        let email = text(&format!("{}@example.com", name.to_lowercase()));
        let user = patch([("name", text(name)), ("email", email), ("home_unit", Value::from(unit))]);
        house.create(&ada, "user", user).unwrap().id()
    };
    let person = |name: &str, unit: i64, above: &[i64]| Actor {
        unit_and_above: above.iter().copied().collect(),
        ..actor(&[model::ADMINISTRATOR], user(name, unit), Some(unit))
    };
    People {
        me: person("Me", sales, &[sales, top]),
        mate: person("Mate", sales, &[sales, top]),
        head: person("Head", top, &[top]),
        stranger: person("Stranger", other, &[other, top]),
    }
}

/// Each of the four has a company, a contact, a lead, a deal with a line, an activity and more.
fn story(house: &House, people: &People) {
    let ada = administrator();
    let one = |entity: &'static str, values: Patch| house.create(&ada, entity, values).unwrap();
    let pipeline = one("pipeline", patch([("name", text("Sales"))]));
    let stage = |name: &str, kind: &str| {
        one("stage", patch([("name", text(name)), ("kind", text(kind)), ("pipeline", Value::from(pipeline.id()))]))
    };
    let (open, won) = (stage("Open", "open"), stage("Won", "won"));
    let product = one("product", patch([("name", text("Chair")), ("price", number("100")), ("cost", number("60"))]));
    one("tag", patch([("name", text("hot"))]));
    one("loss_reason", patch([("name", text("Price"))]));
    one("currency", patch([("code", text("USD")), ("name", text("Dollar"))]));
    for (number, person) in [&people.me, &people.mate, &people.head, &people.stranger].into_iter().enumerate() {
        let make = |entity: &'static str, values: Patch| -> Record { house.create(person, entity, values).unwrap() };
        let name = |what: &str| text(&format!("{what} {number}"));
        let company = make("company", patch([("name", name("Company"))]));
        let contact = make("contact", patch([("name", name("Contact")), ("company", Value::from(company.id()))]));
        make("position", patch([("contact", Value::from(contact.id())), ("company", Value::from(company.id()))]));
        make("lead", patch([("name", name("Lead")), ("email", text("lead@example.com"))]));
        let stage = if number % 2 == 0 { &open } else { &won };
        let deal = make(
            "deal",
            patch([("name", name("Deal")), ("company", Value::from(company.id())), ("stage", Value::from(stage.id()))]),
        );
        make("deal_line", patch([("deal", Value::from(deal.id())), ("product", Value::from(product.id()))]));
        let about =
            |values: Patch, by: &str| values.with(by, company.id()).with(format!("{by}_entity"), "base.company");
        make("activity", about(patch([("subject", name("Call"))]), "regarding"));
        make("comment", about(patch([("text", name("Comment"))]), "about"));
        make("file", about(patch([("name", name("File"))]), "about"));
    }
}

fn scope(rows: &Rows) -> String {
    let rules = match rows {
        Rows::None => return "-".into(),
        Rows::All => return "all".into(),
        Rows::Any(rules) => rules,
    };
    let word = |rule: &RowRule| match rule {
        RowRule::Own => "own".to_owned(),
        RowRule::Unit => "unit".to_owned(),
        RowRule::UnitTree => "unit_tree".to_owned(),
        RowRule::Shared(level) => format!("shared_{}", level.as_str()),
        RowRule::Policy(_) => "policy".to_owned(),
        RowRule::Parent { relation, rows } => format!("{relation}:{}", scope(rows)),
    };
    rules.iter().map(word).collect::<Vec<_>>().join("|")
}

fn table(house: &House, people: &People) -> String {
    let model = Arc::clone(&house.records.world().model);
    let mut table = String::new();
    let mut line = |cells: &[String]| {
        let padded: Vec<String> = cells
            .iter()
            .zip([15, 18, 17, 19, 19, 19, 19, 19, 17])
            .map(|(cell, width)| format!("{cell:width$}"))
            .collect();
        writeln!(table, "{}", padded.join(" ").trim_end()).unwrap();
    };
    line(&["role", "entity", "create", "read", "change", "assign", "delete", "export", "import"].map(str::to_owned));
    for role in model.roles.iter().filter(|role| &*role.app != "lab") {
        let me = Actor { roles: Arc::from([Arc::clone(&role.name)]), ..people.me.clone() };
        for entity in model.entities.iter().filter(|entity| &*entity.app != "lab") {
            let mut cells = vec![role.name.to_string(), entity.name.to_string()];
            for action in Action::ALL {
                let permit = access::permit(&model, &me, entity, action);
                let mut cell = scope(&permit.rows);
                if !permit.is_none() && !matches!(action, Action::Create | Action::Import) {
                    let (actor, query) = (me.clone(), Query { action, ..Query::of(entity.name.shared()) });
                    let count = house.read(move |tx| records::count(tx, &actor, &query, None)).unwrap();
                    write!(cell, " {count}").unwrap();
                }
                cells.push(cell);
            }
            if cells[2..].iter().any(|cell| cell != "-") {
                line(&cells);
            }
        }
    }
    for role in model.roles.iter().filter(|role| &*role.app != "lab") {
        for grant in &role.fields {
            writeln!(table, "{:16}{}.{} {:?}", role.name, grant.entity, grant.field, grant.access).unwrap();
        }
    }
    table
}

#[test]
fn the_table_of_rights_is_as_committed() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/rights.table");
    for house in houses() {
        let people = people(&house);
        story(&house, &people);
        let table = table(&house, &people);
        if std::env::var_os("RELATA_BLESS").is_some() {
            std::fs::write(path, &table).unwrap();
        }
        let committed = std::fs::read_to_string(path).unwrap_or_default();
        let differing = table.lines().zip(committed.lines()).find(|(now, then)| now != then);
        assert!(table == committed, "the rights changed; first difference (now, committed): {differing:?}");
    }
}
