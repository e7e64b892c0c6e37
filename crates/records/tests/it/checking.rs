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
