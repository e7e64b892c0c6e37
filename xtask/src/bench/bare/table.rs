//! The tables of the baselines: contacts of 25 columns with four indexes, companies, history, outbox.

use crate::bench::data::{Company, Contact};

/// A point in time that new rows carry; the clock is no part of the work.
pub const NOW: i64 = 1_760_000_000_000_000;

/// The columns of `contact` after `id`, in the order of [`texts`] and [`numbers`].
pub const TEXTS: [&str; 17] = [
    "given_name",
    "family_name",
    "full_name",
    "email",
    "phone",
    "mobile",
    "job_title",
    "department",
    "street",
    "city",
    "region",
    "postal_code",
    "country",
    "language",
    "status",
    "source",
    "notes",
];
pub const NUMBERS: [&str; 7] = ["company", "score", "birthday", "owner", "version", "created_at", "changed_at"];

/// The columns that a list shows; the last is the company's name.
pub const LIST: &str = "c.id, c.full_name, c.email, c.phone, c.job_title, c.department, c.city, c.country, c.status, \
     c.changed_at, o.name";
/// Their names in JSON.
pub const LIST_NAMES: &[&str] = &[
    "id",
    "full_name",
    "email",
    "phone",
    "job_title",
    "department",
    "city",
    "country",
    "status",
    "changed_at",
    "company_name",
];

/// All columns of `contact`, the key first.
pub fn columns() -> Vec<&'static str> {
    ["id"].iter().chain(&TEXTS).chain(&NUMBERS).copied().collect()
}

/// The text columns of a contact.
pub fn texts<'c>(contact: &'c Contact, full_name: &'c str) -> [&'c str; TEXTS.len()] {
    [
        &contact.given_name,
        &contact.family_name,
        full_name,
        &contact.email,
        &contact.phone,
        &contact.mobile,
        &contact.job_title,
        &contact.department,
        &contact.street,
        &contact.city,
        &contact.region,
        &contact.postal_code,
        &contact.country,
        &contact.language,
        &contact.status,
        &contact.source,
        &contact.notes,
    ]
}

/// The number columns of a contact. Company number `n` has the key `n + 1`.
pub fn numbers(contact: &Contact) -> [i64; NUMBERS.len()] {
    [contact.company as i64 + 1, contact.score, contact.birthday, contact.owner, 1, NOW, NOW]
}

/// The text columns of a company: name, domain, phone, city, country, industry.
pub fn company_texts(company: &Company) -> [&str; 6] {
    [&company.name, &company.domain, &company.phone, company.city, company.country.code, company.industry]
}

/// The statements that make the tables; `key` is the type of a primary key that counts by itself.
pub fn create(key: &str) -> String {
    let texts: Vec<String> = TEXTS.iter().map(|name| format!("{name} TEXT NOT NULL")).collect();
    let numbers: Vec<String> = NUMBERS.iter().map(|name| format!("{name} BIGINT NOT NULL")).collect();
    format!(
        "CREATE TABLE company (id {key}, name TEXT NOT NULL, domain TEXT NOT NULL, phone TEXT NOT NULL,
             city TEXT NOT NULL, country TEXT NOT NULL, industry TEXT NOT NULL);
         CREATE TABLE contact (id {key}, {}, {});
         CREATE TABLE history (id {key}, entity TEXT NOT NULL, record BIGINT NOT NULL, at BIGINT NOT NULL,
             actor BIGINT NOT NULL, diff TEXT NOT NULL);
         CREATE TABLE outbox (id {key}, topic TEXT NOT NULL, payload TEXT NOT NULL);",
        texts.join(", "),
        numbers.join(", ")
    )
}

/// The statements that index them, once they are filled.
pub const INDEX: &str = "CREATE INDEX contact_company ON contact (company, full_name);
     CREATE INDEX contact_name ON contact (full_name, id);
     CREATE INDEX contact_email ON contact (email);
     CREATE INDEX contact_status ON contact (status);
     CREATE INDEX history_record ON history (record, id);";
