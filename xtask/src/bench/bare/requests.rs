//! What is asked of the bare server.

use crate::bench::client;
use crate::bench::data::{self, Size};
use crate::bench::figure::Action;
use crate::bench::load::Requests;
use crate::bench::random::Random;
use crate::bench::words::{JOB_TITLES, STATUSES};
use serde_json::json;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The requests of an action, or nothing where the bare server does not have it.
pub fn of(action: Action, address: SocketAddr, size: Size) -> Option<Requests> {
    let get = move |target: String| client::request(address, "GET", &target, &[], b"");
    Some(match action {
        Action::Read => Arc::new(move |number| get(format!("/contacts/{}", some_contact(number, size)))),
        Action::List => Arc::new(move |number| get(format!("/companies/{}/contacts", some_company(number, size)))),
        Action::Create => create(address, "/contacts", size),
        Action::CreateWithoutHistory => create(address, "/contacts-without-history", size),
        Action::Update => Arc::new(move |number| {
            let target = format!("/contacts/{}", some_contact(number, size));
            let (status, job_title) = changed(number);
            let body = json!({ "status": status, "job_title": job_title }).to_string();
            client::request(address, "PATCH", &target, JSON, body.as_bytes())
        }),
        Action::Search | Action::CompaniesPage | Action::DealsPage => return None,
    })
}

const JSON: &client::Headers<'static> = &[("content-type", "application/json")];

fn create(address: SocketAddr, target: &'static str, size: Size) -> Requests {
    Arc::new(move |_| {
        let body = serde_json::to_vec(&new_contact(size)).unwrap_or_default();
        client::request(address, "POST", target, JSON, &body)
    })
}

/// A contact that has not been created yet, of one of the companies that had none.
pub fn new_contact(size: Size) -> data::Contact {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let number = size.contacts + NEXT.fetch_add(1, Ordering::Relaxed);
    let large = size.large_companies();
    let mut contact = data::contact(number, large);
    if size.companies > large {
        contact.company = large + Random::of(5, number).below(size.companies - large);
    }
    contact
}

/// The key of a contact, another one each time.
pub fn some_contact(number: u64, size: Size) -> u64 {
    1 + Random::of(6, number).below(size.contacts)
}

/// The key of a company that has fifty contacts.
pub fn some_company(number: u64, size: Size) -> u64 {
    1 + Random::of(7, number).below(size.large_companies())
}

/// New values of two columns; the number makes sure that something changes.
pub fn changed(number: u64) -> (&'static str, String) {
    let random = &mut Random::of(8, number);
    (random.pick(STATUSES), format!("{} {number}", random.pick(JOB_TITLES)))
}
