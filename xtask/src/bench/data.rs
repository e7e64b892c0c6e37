//! The customers of the benchmark: companies, contacts and deals that are the same in every run.
//!
//! One company in ten or so is large and has fifty contacts, so that a list of a company's contacts has fifty rows;
//! the others have none.

use super::random::Random;
use super::words::{
    COUNTRIES, Country, DEPARTMENTS, INDUSTRIES, JOB_TITLES, NOTES, SOURCES, STAGES, STATUSES, SUBJECTS,
};
use anyhow::Result;
use serde::{Deserialize, Serialize};
use std::io::{BufWriter, Write};
use std::path::Path;

/// The contacts of a company that has any.
pub const CONTACTS_OF_A_COMPANY: u64 = 50;

/// How much there is of each.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    pub companies: u64,
    pub contacts: u64,
    pub deals: u64,
}

impl Size {
    /// The companies that have contacts are those below this number.
    pub fn large_companies(self) -> u64 {
        (self.contacts / CONTACTS_OF_A_COMPANY).clamp(1, self.companies.max(1))
    }
}

/// A company.
pub struct Company {
    pub name: String,
    pub domain: String,
    pub phone: String,
    pub city: &'static str,
    pub country: &'static Country,
    pub industry: &'static str,
}

/// A contact, as the bare server takes and stores it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Contact {
    /// The number of its company, from zero.
    pub company: u64,
    pub given_name: String,
    pub family_name: String,
    pub email: String,
    pub phone: String,
    pub mobile: String,
    pub job_title: String,
    pub department: String,
    pub street: String,
    pub city: String,
    pub region: String,
    pub postal_code: String,
    pub country: String,
    pub language: String,
    pub status: String,
    pub source: String,
    pub score: i64,
    /// Days since 1970-01-01.
    pub birthday: i64,
    pub notes: String,
    pub owner: i64,
}

impl Contact {
    /// The name a list is sorted by.
    pub fn full_name(&self) -> String {
        format!("{} {}", self.given_name, self.family_name)
    }
}

/// The company number `number`, from zero; no two have the same name or domain.
pub fn company(number: u64) -> Company {
    let random = &mut Random::of(1, number);
    let country = &COUNTRIES[(number % COUNTRIES.len() as u64) as usize];
    // Every combination of words once, then again with a number behind it.
    let combination = number / COUNTRIES.len() as u64;
    let adjectives = country.adjectives.len() as u64;
    let nouns = country.nouns.len() as u64;
    let adjective = country.adjectives[(combination % adjectives) as usize];
    let noun = country.nouns[(combination / adjectives % nouns) as usize];
    let round = combination / adjectives / nouns;
    let form = random.pick(country.legal_forms);
    let number_of_name = if round == 0 { String::new() } else { format!(" {}", round + 1) };
    let name = match country.language {
        "ru" | "uk" => format!("{form} «{adjective} {noun}{number_of_name}»"),
        _ => format!("{adjective} {noun}{number_of_name} {form}"),
    };
    Company {
        name,
        domain: format!("firm{number}.example"),
        phone: phone(random, country.phone),
        city: random.pick(country.cities),
        country,
        industry: random.pick(INDUSTRIES),
    }
}

/// The contact number `number`, from zero, of one of `large` companies; no two have the same e-mail address.
pub fn contact(number: u64, large: u64) -> Contact {
    let random = &mut Random::of(2, number);
    let company = number % large.max(1);
    let country = &COUNTRIES[(company % COUNTRIES.len() as u64) as usize];
    let notes = format!("{} {}", random.pick(NOTES), random.pick(NOTES));
    Contact {
        company,
        given_name: random.pick(country.given).to_owned(),
        family_name: country.family_name(random),
        email: format!("person{number}@firm{company}.example"),
        phone: phone(random, country.phone),
        mobile: phone(random, country.mobile),
        job_title: random.pick(JOB_TITLES).to_owned(),
        department: random.pick(DEPARTMENTS).to_owned(),
        street: format!("{} {}", random.pick(country.streets), 1 + random.below(180)),
        city: random.pick(country.cities).to_owned(),
        region: country.code.to_owned(),
        postal_code: format!("{:05}", random.below(100_000)),
        country: country.name.to_owned(),
        language: country.language.to_owned(),
        status: random.pick(STATUSES).to_owned(),
        source: random.pick(SOURCES).to_owned(),
        score: random.below(101) as i64,
        birthday: -7000 + random.below(18_000) as i64,
        notes,
        owner: 1 + random.below(50) as i64,
    }
}

/// A number that a phone book could have.
fn phone(random: &mut Random, (beginning, digits): (&str, u32)) -> String {
    // A leading 2 to 4 is valid behind each of the beginnings.
    let first = 2 + random.below(3);
    let rest = random.below(10_u64.pow(digits - 1));
    format!("{beginning}{first}{rest:0width$}", width = digits as usize - 1)
}

/// Who owns the record of a number.
fn owner(number: u64) -> &'static str {
    OWNERS[(number % OWNERS.len() as u64) as usize]
}

/// Writes `units.csv`, `companies.csv`, `contacts.csv`, `contacts-again.csv` (the same people, every second with another phone number)
/// and `deals.csv` into the folder.
///
/// # Errors
/// When the disk refuses.
pub fn write(folder: &Path, size: Size) -> Result<()> {
    let mut units = Sheet::create(&folder.join("units.csv"), &["name"])?;
    units.row(&[UNIT])?;
    units.end()?;
    companies(&folder.join("companies.csv"), size)?;
    contacts(&folder.join("contacts.csv"), size, 0)?;
    contacts(&folder.join("contacts-again.csv"), size, 1)?;
    deals(&folder.join("deals.csv"), size)
}

fn companies(path: &Path, size: Size) -> Result<()> {
    let mut sheet = Sheet::create(path, &["name", "domain", "phone", "city", "country", "industry", "owner"])?;
    for number in 0..size.companies {
        let company = company(number);
        let Company { name, domain, phone, city, country, industry } = &company;
        sheet.row(&[name, domain, phone, city, country.code, industry, owner(number)])?;
    }
    sheet.end()
}

fn contacts(path: &Path, size: Size, edition: u64) -> Result<()> {
    let head = [
        "given name",
        "family name",
        "e-mail",
        "phone",
        "mobile",
        "job title",
        "company",
        "city",
        "country",
        "notes",
        "owner",
    ];
    let mut sheet = Sheet::create(path, &head)?;
    for number in 0..size.contacts {
        let mut contact = contact(number, size.large_companies());
        if edition > 0 && number % 2 == 0 {
            let country = &COUNTRIES[(contact.company % COUNTRIES.len() as u64) as usize];
            contact.phone = phone(&mut Random::of(4, number), country.phone);
        }
        let company = company(contact.company);
        sheet.row(&[
            &contact.given_name,
            &contact.family_name,
            &contact.email,
            &contact.phone,
            &contact.mobile,
            &contact.job_title,
            &company.name,
            &contact.city,
            &contact.region,
            &contact.notes,
            owner(number),
        ])?;
    }
    sheet.end()
}

fn deals(path: &Path, size: Size) -> Result<()> {
    let mut sheet = Sheet::create(path, &["name", "company", "amount", "currency", "stage", "close date", "owner"])?;
    for number in 0..size.deals {
        let random = &mut Random::of(3, number);
        let company = company(random.below(size.companies));
        let name = format!("{} {number}", random.pick(SUBJECTS));
        let amount = format!("{}.{:02}", 100 + random.below(90_000), random.below(100));
        let stage = random.pick(STAGES);
        let date = format!("{}-{:02}-{:02}", 2022 + random.below(5), 1 + random.below(12), 1 + random.below(28));
        let owner = OWNERS[random.below(OWNERS.len() as u64) as usize];
        sheet.row(&[&name, &company.name, &amount, "EUR", stage, &date, owner])?;
    }
    sheet.end()
}

/// The unit of the owners.
pub const UNIT: &str = "Field sales";

/// The users that own the records.
pub const OWNERS: &[&str] = &["ada@bench.example", "boris@bench.example", "chen@bench.example", "daria@bench.example"];

/// A CSV file under way (RFC 4180).
struct Sheet(BufWriter<std::fs::File>);

impl Sheet {
    fn create(path: &Path, head: &[&str]) -> Result<Self> {
        let mut sheet = Self(BufWriter::new(std::fs::File::create(path)?));
        sheet.row(head)?;
        Ok(sheet)
    }

    fn row(&mut self, cells: &[&str]) -> Result<()> {
        for (index, cell) in cells.iter().enumerate() {
            if index > 0 {
                self.0.write_all(b",")?;
            }
            if cell.contains([',', '"', '\n', '\r']) {
                write!(self.0, "\"{}\"", cell.replace('"', "\"\""))?;
            } else {
                self.0.write_all(cell.as_bytes())?;
            }
        }
        Ok(self.0.write_all(b"\r\n")?)
    }

    fn end(mut self) -> Result<()> {
        Ok(self.0.flush()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn companies_have_names_of_their_own() {
        let names: BTreeSet<String> = (0..20_000).map(|number| company(number).name).collect();
        assert_eq!(names.len(), 20_000);
    }

    #[test]
    fn a_large_company_has_fifty_contacts() {
        let size = Size { companies: 100, contacts: 1000, deals: 0 };
        let of_three = (0..size.contacts).filter(|number| contact(*number, size.large_companies()).company == 3);
        assert_eq!(of_three.count() as u64, CONTACTS_OF_A_COMPANY);
    }
}
