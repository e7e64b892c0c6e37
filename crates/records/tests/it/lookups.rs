//! Records that are looked up: what a new deal begins with, and which stages it may be in.

use crate::support::*;
use access::Actor;
use feel::Value;
use records::{Record, check};
use std::sync::Arc;

/// Two pipelines; the first one's stages were entered in another order than they stand in.
struct Ways {
    sales: Record,
    service: Record,
    first: Record,
    proposal: Record,
    won: Record,
    request: Record,
}

fn ways(house: &House) -> Ways {
    let ada = administrator();
    let pipeline = |name: &str, place: i64, active: bool| {
        let values = [("name", text(name)), ("place", Value::from(place)), ("active", Value::from(active))];
        house.create(&ada, "pipeline", patch(values)).unwrap()
    };
    let stage = |of: &Record, name: &str, place: i64, kind: &str| {
        let values = [
            ("name", text(name)),
            ("pipeline", Value::from(of.id())),
            ("place", Value::from(place)),
            ("kind", text(kind)),
            ("probability", Value::from(place * 10)),
        ];
        house.create(&ada, "stage", patch(values)).unwrap()
    };
    pipeline("Old", 0, false);
    let (service, sales) = (pipeline("Service", 2, true), pipeline("Sales", 1, true));
    let (won, proposal) = (stage(&sales, "Won", 0, "won"), stage(&sales, "Proposal", 2, "open"));
    let (first, request) = (stage(&sales, "First", 1, "open"), stage(&service, "Request", 3, "open"));
    Ways { sales, service, first, proposal, won, request }
}

fn deal(house: &House, actor: &Actor, values: &[(&str, &Record)]) -> records::Result<Record> {
    let values = values.iter().map(|(name, record)| (Arc::from(*name), Value::from(record.id())));
    let mut patch = patch([("name", text("Deal"))]);
    patch.values.extend(values);
    house.create(actor, "deal", patch)
}

fn stands(deal: &Record) -> [Option<i64>; 2] {
    ["pipeline", "stage"].map(|name| deal.target(name))
}

#[test]
fn a_new_deal_begins_at_the_first_stage_of_its_pipeline() {
    for house in houses() {
        let (ada, ways) = (administrator(), ways(&house));
        let at = |pipeline: &Record, stage: &Record| [Some(pipeline.id()), Some(stage.id())];
        let bare = deal(&house, &ada, &[]).unwrap();
        assert_eq!(stands(&bare), at(&ways.sales, &ways.first), "the first pipeline in use, its first open stage");
        assert_eq!(bare.get("probability").to_feel(), "10", "what the stage brings is there, too");
        assert_eq!(
            stands(&deal(&house, &ada, &[("pipeline", &ways.service)]).unwrap()),
            at(&ways.service, &ways.request)
        );
        assert_eq!(stands(&deal(&house, &ada, &[("stage", &ways.proposal)]).unwrap()), at(&ways.sales, &ways.proposal));
        assert_eq!(stands(&deal(&house, &ada, &[("stage", &ways.request)]).unwrap()), at(&ways.service, &ways.request));
        let none = patch([("name", text("Deal")), ("stage", Value::Null), ("pipeline", Value::Null)]);
        let none = house.create(&ada, "deal", none).unwrap();
        assert_eq!(stands(&none), [None, None], "who says nothing is meant gets nothing");
        let days = |deal: &Record| match (deal.get("close_date"), bare.get("opened_on")) {
            (Value::Date(close), Value::Date(today)) => Some(close.to_days() - today.to_days()),
            _ => None,
        };
        assert_eq!(days(&bare), Some(30));
        assert_eq!(days(&deal(&house, &ada, &[("stage", &ways.won)]).unwrap()), None, "it is closed already");
    }
}

#[test]
fn another_pipeline_begins_anew_and_what_follows_the_stage_follows() {
    for house in houses() {
        let (ada, ways) = (administrator(), ways(&house));
        let deal = deal(&house, &ada, &[("stage", &ways.proposal)]).unwrap();
        let moved = house.update(&ada, &deal, patch([("pipeline", Value::from(ways.service.id()))])).unwrap();
        assert_eq!(stands(&moved), [Some(ways.service.id()), Some(ways.request.id())]);
        assert_eq!(moved.get("probability").to_feel(), "30");
        let back = house.update(&ada, &deal, patch([("stage", Value::from(ways.proposal.id()))])).unwrap();
        assert_eq!(stands(&back), [Some(ways.sales.id()), Some(ways.proposal.id())], "a stage brings its pipeline");
        let emptied = house.update(&ada, &deal, patch([("stage", Value::Null)])).unwrap();
        assert_eq!(stands(&emptied), [Some(ways.sales.id()), None], "the pipeline stays");
        let both = patch([("pipeline", Value::from(ways.sales.id())), ("stage", Value::from(ways.request.id()))]);
        let refused = findings(house.update(&ada, &deal, both));
        assert_eq!(refused.len(), 1, "what the rule says is enough: {refused:?}");
        assert!(refused[0].starts_with("stage: ") && !refused[0].contains("not-eligible"), "{refused:?}");
    }
}

#[test]
fn only_what_the_actor_may_read_is_looked_up() {
    for house in houses() {
        let ways = ways(&house);
        let unit = house.create(&administrator(), "units", patch([("name", text("North"))])).unwrap().id();
        let user = |name: &str| {
            let values = [("name", text(name)), ("email", text(&format!("{name}@example.com")))];
            house.create(&administrator(), "users", patch(values)).unwrap().id()
        };
        let (sam, mia) = (user("sam"), user("mia"));
        let members = ("members", Value::list([Value::from(sam), Value::from(mia)]));
        let team = house.create(&administrator(), "team", patch([("name", text("East")), members])).unwrap();
        let rep = actor(&["sales_rep"], sam, Some(unit));
        let own = deal(&house, &rep, &[]).unwrap();
        assert_eq!(stands(&own), [Some(ways.sales.id()), Some(ways.first.id())]);
        assert_eq!(own.target("team"), Some(team.id()), "the team of the one who owns it");
        let lead = [("name", text("Lead")), ("email", text("a@acme.example"))];
        assert_eq!(house.create(&rep, "lead", patch(lead)).unwrap().target("team"), Some(team.id()));
    }
}

#[test]
fn what_the_actor_may_not_read_is_not_looked_up() {
    for house in houses() {
        let (mine, yours) = (actor(&["own"], 71, None), actor(&["own"], 72, None));
        let sample = |by: &Actor, name: &str, number: i64, flag: bool| {
            let values = [("name", text(name)), ("number", Value::from(number)), ("flag", Value::from(flag))];
            house.create(by, "sample", patch(values)).unwrap().id()
        };
        let small = sample(&mine, "Ada", 1, true);
        let large = sample(&yours, "Adam", 9, true);
        sample(&mine, "Adele", 5, false);
        let errand = |by: &Actor, wanted: &str| {
            let values = [("name", text("Fetch")), ("wanted", text(wanted))];
            house.create(by, "errand", patch(values)).unwrap()
        };
        assert_eq!(errand(&mine, "Ad").target("sample"), Some(small), "the larger one is somebody else's");
        assert_eq!(errand(&yours, "Ad").target("sample"), Some(large));
        assert_eq!(errand(&administrator(), "Ad").target("sample"), Some(large));
        assert_eq!(errand(&mine, "Adam").target("sample"), None);
        assert_eq!(errand(&mine, "").target("sample"), None, "nothing begins with nothing");
        let moved = house.update(&mine, &errand(&yours, "Ad"), patch([("wanted", text("Ada"))])).unwrap();
        assert_eq!(moved.target("sample"), Some(small), "whoever changes it sees as much as they may");
        assert_eq!(errand(&actor(&["blind"], 73, None), "Ad").target("sample"), Some(large), "of any owner");
    }
}

#[test]
fn which_records_may_be_chosen_depends_on_the_record() {
    for house in houses() {
        let ways = ways(&house);
        let offered = |values: Vec<(Arc<str>, Value)>| {
            house
                .read(move |tx| {
                    let ada = administrator();
                    let record = check::draft(tx, &ada, "deal", None, &values)?;
                    let filter = records::eligible(tx, &ada, &record, "stage")?;
                    let mut names = Vec::new();
                    let query = records::Query { filter, ..records::Query::of("stage") }.column("name");
                    records::list(tx, &ada, &query, |row| names.push(row.value(0).as_text().unwrap().to_owned()))?;
                    names.sort();
                    Ok(names)
                })
                .unwrap()
        };
        assert_eq!(offered(vec![]), ["First", "Proposal", "Request", "Won"]);
        assert_eq!(offered(vec![("pipeline".into(), Value::from(ways.service.id()))]), ["Request"]);
        assert_eq!(offered(vec![("pipeline".into(), Value::from(ways.sales.id()))]), ["First", "Proposal", "Won"]);
    }
}
