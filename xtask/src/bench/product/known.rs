//! The keys that the product has given to the records that are asked for.

use super::names;
use super::people::{Person, good, json};
use crate::bench::client;
use crate::bench::data::{CONTACTS_OF_A_COMPANY, Size};
use crate::bench::random::Random;
use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::net::SocketAddr;

/// Keys of contacts, and of companies that have fifty of them.
pub struct Known {
    pub contacts: Vec<i64>,
    pub companies: Vec<i64>,
}

impl Known {
    /// Reads all contacts page by page.
    ///
    /// # Errors
    /// When the counts are not those that were imported, or an answer is not as expected.
    pub fn collect(address: SocketAddr, person: &Person, size: Size) -> Result<Self> {
        let authorization = person.authorization();
        let headers = [("authorization", authorization.as_str()), ("prefer", "odata.maxpagesize=5000")];
        for (set, wanted) in [
            (names::COMPANIES.set, size.companies),
            (names::CONTACTS.set, size.contacts),
            (names::DEALS.set, size.deals),
        ] {
            let target = names::count(set);
            let text = good(client::get(address, &target, &headers)?, &target)?.text();
            let found: u64 = text.trim().trim_start_matches('\u{feff}').parse().with_context(|| target.clone())?;
            if found < wanted {
                bail!("{target} says {found} where {wanted} were imported");
            }
        }
        let mut contacts = Vec::new();
        let mut companies = BTreeMap::<i64, u64>::new();
        let mut next = Some(names::ALL_CONTACTS.to_owned());
        while let Some(target) = next {
            let page = json(&good(client::get(address, &target, &headers)?, &target)?)?;
            for record in page["value"].as_array().context("no `value` in a list")? {
                contacts.push(record["id"].as_i64().context("a contact without `id`")?);
                if let Some(company) = record[names::COMPANY_KEY].as_i64() {
                    *companies.entry(company).or_default() += 1;
                }
            }
            next = page["@odata.nextLink"].as_str().map(|link| target_of(link, &target));
        }
        let companies: Vec<i64> =
            companies.into_iter().filter(|(_, count)| *count >= CONTACTS_OF_A_COMPANY).map(|(id, _)| id).collect();
        if contacts.is_empty() || companies.is_empty() {
            bail!("{} contacts and {} companies that have fifty", contacts.len(), companies.len());
        }
        Ok(Self { contacts, companies })
    }

    pub fn some_contact(&self, number: u64) -> i64 {
        Random::of(6, number).pick(&self.contacts)
    }

    pub fn some_company(&self, number: u64) -> i64 {
        Random::of(7, number).pick(&self.companies)
    }
}

/// A link to the next page as the target of a request; it may be absolute or relative (OData JSON, 4.6.5).
fn target_of(link: &str, from: &str) -> String {
    if let Some((_, rest)) = link.split_once("://") {
        return rest.find('/').map_or_else(|| "/".to_owned(), |at| rest[at..].to_owned());
    }
    if link.starts_with('/') {
        return link.to_owned();
    }
    let folder = from.split('?').next().and_then(|path| path.rsplit_once('/')).map_or("", |(folder, _)| folder);
    format!("{folder}/{link}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_followed_wherever_they_point() {
        let from = "/odata/v4/contacts?$top=1";
        assert_eq!(target_of("http://host:1/odata/v4/contacts?x", from), "/odata/v4/contacts?x");
        assert_eq!(target_of("/odata/v4/contacts?x", from), "/odata/v4/contacts?x");
        assert_eq!(target_of("contacts?x", from), "/odata/v4/contacts?x");
    }
}
