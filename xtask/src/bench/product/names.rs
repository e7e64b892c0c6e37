//! All that the benchmark knows of the product: program, commands, roles, URLs, fields, tables.

use crate::bench::client::escape;
use crate::bench::data::Contact;
use serde_json::{Value, json};

/// The binary of the package `server`.
pub const PROGRAM: &str = "relata";

pub const ADMINISTRATOR_ROLE: &str = "administrator";
/// The role of the people that own companies, contacts and deals, the least privileged that works with them all day:
/// it sees the customers of its unit, and its own deals.
pub const OWNER_ROLE: &str = "sales_rep";

pub const UNITS: Import = Import { entity: "units", matched_by: "name", columns: &[("name", "name")], set: "units" };

/// An import: the entity as the command calls it, the field rows are matched by, and `COLUMN=FIELD` of each column.
pub struct Import {
    pub entity: &'static str,
    pub matched_by: &'static str,
    pub columns: &'static [(&'static str, &'static str)],
    /// The entity set that counts what is there afterwards.
    pub set: &'static str,
}

pub const COMPANIES: Import = Import {
    entity: "companies",
    matched_by: "name",
    columns: &[
        ("name", "name"),
        ("domain", "website"),
        ("phone", "phone"),
        ("city", "address.city"),
        ("country", "address.country"),
        ("industry", "industry"),
        ("owner", "owner.email"),
    ],
    set: "companies",
};

pub const CONTACTS: Import = Import {
    entity: "contacts",
    matched_by: "email",
    columns: &[
        ("given name", "given_name"),
        ("family name", "family_name"),
        ("e-mail", "email"),
        ("phone", "phone"),
        ("mobile", "mobile"),
        ("job title", "job_title"),
        ("company", "company.name"),
        ("city", "address.city"),
        ("country", "address.country"),
        ("notes", "description"),
        ("owner", "owner.email"),
    ],
    set: "contacts",
};

pub const DEALS: Import = Import {
    entity: "deals",
    matched_by: "name",
    columns: &[
        ("name", "name"),
        ("company", "company.name"),
        ("amount", "amount"),
        ("currency", "amount_currency"),
        ("stage", "stage.name"),
        ("close date", "close_date"),
        ("owner", "owner.email"),
    ],
    set: "deals",
};

/// `GET` of one contact.
pub fn contact(id: i64) -> String {
    format!("/odata/v4/contacts({id})")
}

/// `POST` of a contact.
pub const CONTACTS_SET: &str = "/odata/v4/contacts";

/// The first page of all contacts with their companies, to know their keys.
pub const ALL_CONTACTS: &str = "/odata/v4/contacts?$select=id,company_id&$orderby=id";
/// The key of the company in such an answer.
pub const COMPANY_KEY: &str = "company_id";

/// `GET` of fifty contacts of a company by name: ten columns and the company's name.
pub fn contacts_of(company: i64) -> String {
    let filter = escape(&format!("company_id eq {company}"));
    format!(
        "/odata/v4/contacts?$filter={filter}&$orderby=name&$top=50\
         &$select=id,name,email,phone,mobile,job_title,version,created_at,changed_at,company_id\
         &$expand=company($select=name)"
    )
}

/// `GET` of the best twenty contacts for some words.
pub fn search(words: &str) -> String {
    format!("/odata/v4/contacts?$search={}&$top=20", escape(words))
}

/// `GET` of the number of records in a set.
pub fn count(set: &str) -> String {
    format!("/odata/v4/{set}/$count")
}

/// A new contact.
pub fn new_contact(contact: &Contact, company: i64) -> Value {
    json!({
        "given_name": contact.given_name,
        "family_name": contact.family_name,
        "email": contact.email,
        "phone": contact.phone,
        "mobile": contact.mobile,
        "job_title": contact.job_title,
        "company_id": company,
        "description": contact.notes,
    })
}

/// What an update changes.
pub fn changed(job_title: &str) -> Value {
    json!({ "job_title": job_title })
}

/// Headers of an update beside those of every request: the version is not asked for.
pub const UPDATE_HEADERS: &[(&str, &str)] = &[("if-match", "*")];

/// Pages for people.
pub const COMPANIES_PAGE: &str = "/companies";
pub const DEALS_PAGE: &str = "/deals";
/// The page with the form to sign in, which posts to itself.
pub const SIGN_IN: &str = "/sign-in";
pub const SIGN_IN_EMAIL: &str = "email";
pub const SIGN_IN_PASSWORD: &str = "password";
/// The hidden field of every form.
pub const FORM_TOKEN: &str = "csrf";

/// The database in the data folder.
pub const SQLITE_FILE: &str = "relata.sqlite";
/// The change log, and its columns but the key.
pub const CHANGE_LOG: &str = "change_log";
pub const CHANGE_LOG_COLUMNS: &str = "batch, entity, record, version, action, at, by_user, through, diff";
