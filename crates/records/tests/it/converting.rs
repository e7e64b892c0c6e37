//! A lead that becomes a company, a contact and a deal.

use crate::support::*;
use feel::Value;
use records::convert::{self, Choice, Converted, Offer};
use records::{Error, Patch, Record};
use std::sync::Arc;

fn lead(house: &House, extra: &[(&'static str, Value)]) -> Record {
    let mut values = patch([
        ("company_name", text("Fjordlyst AS")),
        ("contact_name", text("Signe Dahl")),
        ("email", text("signe@fjordlyst.example")),
        ("budget", Value::from(12_000)),
        ("budget_currency", text("NOK")),
        ("address_city", text("Bergen")),
    ]);
    for (name, value) in extra {
        values = values.with(*name, value.clone());
    }
    house.create(&administrator(), "lead", values).unwrap()
}

fn offer(house: &House, lead: &Record) -> records::Result<Offer> {
    let id = lead.id();
    house.read(move |tx| convert::offer(tx, &administrator(), "lead", id, "lead"))
}

fn converted(house: &House, lead: &Record, choices: &[(&str, Choice)]) -> records::Result<Converted> {
    let id = lead.id();
    let choices: Vec<(Arc<str>, Choice)> =
        choices.iter().map(|(name, choice)| (Arc::from(*name), choice.clone())).collect();
    house.write(move |tx| convert::run(tx, &administrator(), "lead", id, "lead", None, &choices))
}

#[test]
fn a_lead_becomes_three_records_and_one_again() {
    for house in houses() {
        let ada = administrator();
        let lead = lead(&house, &[]);
        let done = converted(&house, &lead, &[]).unwrap();
        let [company, contact, deal] = &done.made[..] else { panic!("{:?}", done.made) };
        assert!(company.is_new && contact.is_new && deal.is_new);
        let stored = house.get(&ada, "company", company.id).unwrap();
        assert_eq!(stored.get("name"), &text("Fjordlyst AS"));
        assert_eq!(stored.get("address_city"), &text("Bergen"));
        let stored = house.get(&ada, "contact", contact.id).unwrap();
        assert_eq!((stored.target("company"), stored.get("name")), (Some(company.id), &text("Signe Dahl")));
        let stored = house.get(&ada, "deal", deal.id).unwrap();
        assert_eq!((stored.target("company"), stored.target("contact")), (Some(company.id), Some(contact.id)));
        assert_eq!((stored.get("amount"), stored.get("amount_currency")), (&Value::from(12_000), &text("NOK")));
        assert_eq!(stored.target("lead"), Some(lead.id()));
        assert_eq!(done.record.get("status"), &text("converted"));
        assert_eq!(done.record.target("deal"), Some(deal.id));
        assert!(!done.record.get("converted_at").is_null());

        assert!(matches!(converted(&house, &lead, &[]), Err(Error::Invalid(_))), "it is converted already");

        let batch = done.batch;
        let undone = house.write(move |tx| records::undo::batch(tx, &administrator(), batch)).unwrap();
        assert!(undone.left.is_empty(), "{:?}", undone.left);
        let again = house.again(&lead);
        assert_eq!((again.get("status"), again.target("company")), (&text("new"), None));
        assert!(house.get(&ada, "company", company.id).is_err());
        assert!(house.get(&ada, "deal", deal.id).is_err());
    }
}

#[test]
fn a_company_that_is_there_is_offered_and_used() {
    for house in houses() {
        let ada = administrator();
        let company = house.create(&ada, "company", patch([("name", text("Fjordlyst"))])).unwrap();
        let lead = lead(&house, &[]);
        let found = offer(&house, &lead).unwrap();
        assert_eq!(found.steps[0].likely.first().map(|one| one.id), Some(company.id()));
        assert!(!found.steps[0].likely[0].reasons.is_empty());
        assert_eq!(found.steps[1].linked, [(Arc::from("company"), Arc::from("new_company"))]);
        let named = patch([("name", text("Signe D."))]);
        let choices = [
            ("new_company", Choice::Use(company.id())),
            ("new_contact", Choice::Create(named)),
            ("new_deal", Choice::Skip),
        ];
        let done = converted(&house, &lead, &choices).unwrap();
        assert_eq!(done.made.len(), 2);
        assert_eq!((done.made[0].id, done.made[0].is_new), (company.id(), false));
        let contact = house.get(&ada, "contact", done.made[1].id).unwrap();
        assert_eq!((contact.get("name"), contact.target("company")), (&text("Signe D."), Some(company.id())));
        assert_eq!((done.record.target("company"), done.record.target("deal")), (Some(company.id()), None));
    }
}

#[test]
fn a_record_that_is_named_already_is_used() {
    for house in houses() {
        let company = house.create(&administrator(), "company", patch([("name", text("Quite Another"))])).unwrap();
        let lead = lead(&house, &[("company", Value::from(company.id()))]);
        let done = converted(&house, &lead, &[]).unwrap();
        assert_eq!((done.made[0].id, done.made[0].is_new), (company.id(), false));
    }
}

#[test]
fn a_person_alone_makes_no_company() {
    for house in houses() {
        let lead = lead(&house, &[("company_name", Value::Null)]);
        let found = offer(&house, &lead).unwrap();
        assert_eq!(found.steps[0].choice, Choice::Skip);
        assert_eq!(found.steps[1].choice, Choice::Create(Patch::default()));
    }
}

#[test]
fn what_is_wrong_with_one_record_leaves_nothing_behind() {
    for house in houses() {
        let lead = lead(&house, &[]);
        let wrong = patch([("email", text("not an address"))]);
        let refused = converted(&house, &lead, &[("new_contact", Choice::Create(wrong))]).unwrap_err();
        let Error::Invalid(problems) = refused else { panic!("{refused}") };
        assert_eq!(problems[0].field.as_deref(), Some("email"));
        assert_eq!(problems[0].line, Some((Arc::from("new_contact"), 0)));
        assert!(house.search(&administrator(), "base.company", "Fjordlyst").is_empty());
        assert_eq!(house.again(&lead).get("status"), &text("new"));
    }
}

#[test]
fn whoever_may_not_change_the_lead_may_not_convert_it() {
    for house in houses() {
        let lead = lead(&house, &[]);
        let id = lead.id();
        let nobody = actor(&[], 7, None);
        let refused = house.write(move |tx| convert::run(tx, &nobody, "lead", id, "lead", None, &[]));
        assert!(matches!(refused, Err(Error::NotFound { .. })));
        let unknown = house.read(move |tx| convert::offer(tx, &administrator(), "lead", id, "nothing").map(drop));
        assert!(matches!(unknown, Err(Error::NotFound { .. })));
    }
}

#[test]
fn values_not_yet_stored_find_their_likes() {
    for house in houses() {
        let ada = administrator();
        let company = house.create(&ada, "company", patch([("name", text("Fjordlyst AS"))])).unwrap();
        let likely = |name: &'static str| {
            let values = patch([("name", text(name)), ("phone", text("no phone"))]);
            house.read(move |tx| records::duplicate::likely(tx, &administrator(), "company", &values)).unwrap()
        };
        assert_eq!(likely("fjordlyst").first().map(|one| one.id), Some(company.id()));
        assert!(likely("Something else").is_empty());
    }
}
