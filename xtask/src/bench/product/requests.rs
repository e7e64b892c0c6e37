//! What is asked of the product.

use super::known::Known;
use super::names;
use crate::bench::bare::requests as bare;
use crate::bench::client;
use crate::bench::data::Size;
use crate::bench::figure::Action;
use crate::bench::load::Requests;
use crate::bench::random::Random;
use crate::bench::words::COUNTRIES;
use std::net::SocketAddr;
use std::sync::Arc;

/// Who asks whom.
pub struct Asker {
    pub address: SocketAddr,
    /// `Bearer …`, of programs.
    pub authorization: String,
    /// The cookies of a browser that has signed in.
    pub cookie: String,
    pub known: Arc<Known>,
    pub size: Size,
}

impl Asker {
    /// The requests of an action, or nothing where the product does not have it.
    pub fn requests(self: &Arc<Self>, action: Action) -> Option<Requests> {
        let asker = Arc::clone(self);
        Some(match action {
            Action::Read => Arc::new(move |number| asker.get(&names::contact(asker.known.some_contact(number)))),
            Action::List => Arc::new(move |number| asker.get(&names::contacts_of(asker.known.some_company(number)))),
            Action::Search => Arc::new(move |number| asker.get(&names::search(&words(number)))),
            Action::Create => Arc::new(move |number| {
                let contact = bare::new_contact(asker.size);
                let body = names::new_contact(&contact, asker.known.some_company(number));
                asker.send("POST", names::CONTACTS_SET, &[], &body)
            }),
            Action::Update => Arc::new(move |number| {
                let (_, job_title) = bare::changed(number);
                let target = names::contact(asker.known.some_contact(number));
                asker.send("PATCH", &target, names::UPDATE_HEADERS, &names::changed(&job_title))
            }),
            Action::CompaniesPage => Arc::new(move |_| asker.page(names::COMPANIES_PAGE)),
            Action::DealsPage => Arc::new(move |_| asker.page(names::DEALS_PAGE)),
            Action::CreateWithoutHistory => return None,
        })
    }

    fn get(&self, target: &str) -> Vec<u8> {
        client::request(self.address, "GET", target, &[("authorization", &self.authorization)], b"")
    }

    fn page(&self, target: &str) -> Vec<u8> {
        let headers = [("cookie", self.cookie.as_str()), ("accept", "text/html"), ("accept-encoding", "gzip")];
        client::request(self.address, "GET", target, &headers, b"")
    }

    fn send(&self, method: &str, target: &str, headers: &client::Headers<'_>, body: &serde_json::Value) -> Vec<u8> {
        let mut all = vec![("authorization", self.authorization.as_str()), ("content-type", "application/json")];
        all.extend_from_slice(headers);
        client::request(self.address, method, target, &all, body.to_string().as_bytes())
    }
}

/// Words that people look for: a family name, both names, or the beginning of both.
fn words(number: u64) -> String {
    let random = &mut Random::of(9, number);
    let country = &COUNTRIES[random.below(COUNTRIES.len() as u64) as usize];
    let (given, family) = (random.pick(country.given), country.family_name(random));
    match number % 3 {
        0 => family,
        1 => format!("{given} {family}"),
        _ => {
            let beginning = |name: &str| name.chars().take(4).collect::<String>();
            format!("{} {}", beginning(given), beginning(&family))
        }
    }
}
