//! What the definitions say of a record that is stored all the same.

use crate::support::*;
use access::Actor;
use feel::Value;
use records::check;

fn said(house: &House, actor: &Actor, record: &records::Record) -> Vec<(Option<String>, String)> {
    let (actor, entity, id) = (actor.clone(), record.layout.entity.name.shared(), record.id());
    house
        .read(move |tx| {
            let record = records::get(tx, &actor, &entity, id)?;
            check::warnings(tx, &actor, &record)
        })
        .unwrap()
        .into_iter()
        .map(|problem| {
            let records::Message::Said(label) = &problem.message else { panic!("not of a rule") };
            (problem.field.map(|field| field.to_string()), label.get("en").to_owned())
        })
        .collect()
}

#[test]
fn a_warning_does_not_stop_anybody_and_is_told_afterwards() {
    for house in houses() {
        let ada = administrator();
        let sample = house.create(&ada, "sample", patch([("name", text("s")), ("number", number("-1"))])).unwrap();
        assert_eq!(said(&house, &ada, &sample), [(Some("number".into()), "That is little".into())]);
        let sample = house.update(&ada, &sample, patch([("number", number("1"))])).unwrap();
        assert_eq!(said(&house, &ada, &sample), []);
    }
}

#[test]
fn a_warning_about_what_is_hidden_is_not_told() {
    for house in houses() {
        let ada = administrator();
        let ann = actor(&["blind"], 101, None);
        let sample = house.create(&ada, "sample", patch([("name", text("s")), ("secret", text("odd"))])).unwrap();
        assert_eq!(said(&house, &ada, &sample), [(None, "An odd secret".into())]);
        assert_eq!(said(&house, &ann, &sample), []);
    }
}

#[test]
fn what_is_hidden_in_other_records_reads_as_nothing() {
    for house in houses() {
        let ada = administrator();
        let odd = patch([("name", text("odd")), ("secret", text("odd")), ("choice", text("red"))]);
        let odd = house.create(&ada, "sample", odd).unwrap();
        let child = patch([("name", text("child")), ("secret", text("odd")), ("choice", text("red"))]);
        let child = house.create(&ada, "sample", child).unwrap();
        let order = patch([
            ("name", text("o")),
            ("sample", Value::from(child.id())),
            ("samples", Value::list([Value::from(odd.id())])),
        ]);
        let order = house.create(&ada, "order", order).unwrap();
        let advice = |actor: &Actor| -> Vec<String> {
            said(&house, actor, &order).into_iter().map(|(_, advice)| advice).collect()
        };
        assert_eq!(advice(&ada), ["An odd sample", "An odd one among the samples"]);
        assert!(advice(&actor(&["half_blind"], 101, None)).is_empty(), "the secret is hidden");
        // That there is a sample shows in the order; what it is like does not.
        assert_eq!(advice(&actor(&["outsider"], 102, None)), ["A sample without a choice"]);
        // A sample of one's own is seen; the one among the others is somebody else's.
        let bob =
            house.create(&ada, "user", patch([("name", text("Bob")), ("email", text("bob@example.com"))])).unwrap();
        house.update(&ada, &child, patch([("owner", Value::from(bob.id()))])).unwrap();
        assert_eq!(advice(&actor(&["own", "outsider"], bob.id(), None)), ["An odd sample"]);
    }
}

#[test]
fn a_draft_leads_nowhere_its_author_may_not_see() {
    for house in houses() {
        let ada = administrator();
        let sample = house.create(&ada, "sample", patch([("name", text("s")), ("choice", text("red"))])).unwrap();
        let id = sample.id();
        let target = |who: Actor| {
            let draft = move |tx: &mut records::Tx<'_>| {
                check::draft(tx, &who, "lab.order", None, &[("sample".into(), Value::from(id))])
            };
            house.read(draft).unwrap().target("sample")
        };
        assert_eq!(target(administrator()), Some(id));
        assert_eq!(target(actor(&["outsider"], 102, None)), None);
    }
}

#[test]
fn a_draft_has_its_formulas_and_is_not_stored() {
    for house in houses() {
        let (double, conditions) = house
            .read(|tx| {
                let ada = administrator();
                let values = [("number".into(), number("4")), ("day".into(), text("no day"))];
                let draft = check::draft(tx, &ada, "lab.sample", None, &values)?;
                let rules = draft.layout.entity.rules.clone();
                assert!(draft.get("day").is_null(), "what does not fit is left out");
                let conditions: Vec<bool> = rules
                    .iter()
                    .map(|rule| check::holds(tx, &ada, &draft, &rule.when))
                    .collect::<records::Result<_>>()?;
                let query = records::Query::of("sample");
                assert_eq!(records::count(tx, &ada, &query, None)?, 0);
                Ok((draft.get("double").clone(), conditions))
            })
            .unwrap();
        assert_eq!(double, Value::number(feel::Number::parse("8").unwrap()));
        assert!(conditions.iter().all(|holds| !holds));
    }
}

#[test]
fn a_draft_is_filled_in_as_it_would_be_stored() {
    for house in houses() {
        let ada = administrator();
        let pipeline = house.create(&ada, "pipeline", patch([("name", text("Sales"))])).unwrap().id();
        let stage = |name: &str, often: &str| {
            let stage = [("name", text(name)), ("pipeline", Value::from(pipeline)), ("probability", number(often))];
            house.create(&ada, "stage", patch(stage)).unwrap().id()
        };
        let (first, second) = (stage("First", "10"), stage("Second", "70"));
        let deal = house.create(&ada, "deal", patch([("name", text("Deal")), ("stage", Value::from(first))])).unwrap();
        let filled = |stored: Option<records::Record>, values: Vec<(std::sync::Arc<str>, Value)>| {
            let ada = ada.clone();
            house.read(move |tx| check::filled(tx, &ada, "sales.deal", stored.as_ref(), &values)).unwrap()
        };
        let told =
            |record: &records::Record| ["probability", "pipeline", "forecast"].map(|name| record.get(name).to_feel());
        let fresh = filled(None, vec![("stage".into(), Value::from(first))]);
        assert_eq!(told(&fresh), told(&deal));
        assert_eq!((fresh.id(), fresh.owner(), fresh.get("opened_on")), (0, deal.owner(), deal.get("opened_on")));
        // What somebody set stays, even to nothing; what follows is given anew.
        let own = filled(None, vec![("stage".into(), Value::from(first)), ("probability".into(), Value::Null)]);
        assert!(own.get("probability").is_null());
        let moved = filled(Some(deal.clone()), vec![("stage".into(), Value::from(second))]);
        assert_eq!(moved.get("probability").to_feel(), "70");
        assert_eq!(house.again(&deal).get("probability").to_feel(), "10", "nothing was stored");
        let still = filled(Some(deal.clone()), vec![("name".into(), text("Other"))]);
        assert_eq!(told(&still), told(&deal));
    }
}
