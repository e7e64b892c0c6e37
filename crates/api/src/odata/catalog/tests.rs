//! A small catalog that says everything once, for the tests of this room.

use super::*;

/// A string property under its own name.
pub(crate) fn property(name: &str, kind: Edm) -> Property {
    Property {
        name: name.into(),
        label: name.replace('_', " "),
        help: None,
        kind,
        nullable: true,
        mutability: Mutability::Writable,
        choices: Vec::new(),
        currency: None,
        path: vec![name.into()],
        field: name.into(),
    }
}

fn system() -> Vec<Property> {
    let computed = |name, kind| Property { nullable: false, mutability: Mutability::Computed, ..property(name, kind) };
    vec![computed("id", Edm::Int64), computed("version", Edm::Int64), computed("created_at", Edm::DateTimeOffset)]
}

fn navigation(name: &str, target: usize, cardinality: Cardinality) -> Navigation {
    Navigation {
        name: name.into(),
        label: name.into(),
        target: Catalog::id_at(target),
        cardinality,
        key: None,
        partner: None,
        contained: false,
        path: name.into(),
        link: match cardinality {
            Cardinality::One => Link::Field(name.into()),
            Cardinality::Many => Link::Inverse("company".into()),
        },
    }
}

fn entity(name: &str, set: &str, properties: Vec<Property>, navigations: Vec<Navigation>) -> Entity {
    let simple = name.rsplit('.').next().unwrap();
    Entity {
        entity: name.into(),
        type_name: simple.into(),
        set: set.into(),
        label: simple.into(),
        label_plural: set.into(),
        properties: system().into_iter().chain(properties).collect(),
        navigations,
        actions: Vec::new(),
        allowed: Allowed { create: true, change: true, delete: true },
    }
}

/// Companies, contacts and deals: enough to say everything once.
pub(crate) fn sample() -> Catalog {
    let text = Edm::String { max_length: Some(200) };
    let any_text = Edm::String { max_length: None };
    let company = entity(
        "base.company",
        "companies",
        vec![
            Property { nullable: false, ..property("name", text) },
            property("city", text),
            property("address_street", text),
            property("founded", Edm::Date),
            Property {
                choices: [("customer", "Customer & friend"), ("partner", "Partner")]
                    .map(|(value, label)| Choice { value: value.into(), label: label.into(), retired: false })
                    .to_vec(),
                ..property("kinds", Edm::Strings)
            },
            property("notes", any_text),
        ],
        vec![
            Navigation { partner: Some("company".into()), ..navigation("contacts", 1, Cardinality::Many) },
            Navigation { partner: Some("company".into()), ..navigation("deals", 2, Cardinality::Many) },
        ],
    );
    let contact = entity(
        "base.contact",
        "contacts",
        vec![
            property("email", text),
            Property { path: vec!["company".into()], field: "company".into(), ..property("company_id", Edm::Int64) },
        ],
        vec![Navigation {
            key: Some("company_id".into()),
            partner: Some("contacts".into()),
            ..navigation("company", 0, Cardinality::One)
        }],
    );
    let mut deal = entity(
        "sales.deal",
        "deals",
        vec![
            Property { nullable: false, ..property("name", text) },
            Property { currency: Some("amount_currency".into()), ..property("amount", Edm::Decimal { scale: 4 }) },
            property("amount_currency", Edm::String { max_length: Some(3) }),
            property("probability", Edm::Decimal { scale: 0 }),
            Property {
                choices: [("new", "New"), ("won", "Won")]
                    .map(|(value, label)| Choice { value: value.into(), label: label.into(), retired: false })
                    .to_vec(),
                ..property("stage", text)
            },
            Property { mutability: Mutability::Immutable, ..property("number", any_text) },
            property("closed", Edm::Boolean),
            property("lead_time", Edm::Duration),
            Property { path: vec!["company".into()], field: "company".into(), ..property("company_id", Edm::Int64) },
        ],
        vec![Navigation {
            key: Some("company_id".into()),
            partner: Some("deals".into()),
            ..navigation("company", 0, Cardinality::One)
        }],
    );
    deal.allowed = Allowed { create: true, change: true, delete: false };
    Catalog::new(vec![company, contact, deal])
}

#[test]
fn what_is_not_there_is_answered_with_what_is() {
    let catalog = sample();
    let contact = catalog.entity(catalog.by_set("contacts").unwrap());
    assert_eq!(
        contact.unknown("mail"),
        "\"mail\" is no property of contact; there are: id, version, created_at, email, company_id, company"
    );
}
