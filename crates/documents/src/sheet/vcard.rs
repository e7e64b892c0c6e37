//! vCard files (RFC 6350, 2426 and 2.1): one row per card, one column per kind of property.
//!
//! A file is cut into cards here, so that one broken card does not take the others with it and a
//! file of many photographs is never in memory as a whole.

use std::panic::{AssertUnwindSafe, catch_unwind};

use calcard::common::IanaString;
use calcard::vcard::{
    VCard, VCardEntry, VCardParameterName, VCardParameterValue, VCardProperty, VCardType, VCardValue,
};
use calcard::{Entry, Parser};

use super::cell::{Cell, Fault, Row};
use super::encoding::{BAD, Text};
use super::error::{Kind, Stopped};
use super::header::{Column, unique};

/// A column of a vCard file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Property {
    FullName,
    Prefix,
    GivenName,
    MiddleName,
    FamilyName,
    Suffix,
    Nickname,
    Organization,
    Department,
    JobTitle,
    Role,
    Email,
    OtherEmails,
    Phone,
    MobilePhone,
    WorkPhone,
    HomePhone,
    Fax,
    OtherPhones,
    Street,
    City,
    Region,
    PostalCode,
    Country,
    OtherAddresses,
    Website,
    Birthday,
    Anniversary,
    Note,
    Categories,
    Gender,
    Language,
    Uid,
}

/// The columns in the order they are shown, with the names `mapping` knows.
const PROPERTIES: [(Property, &str); 33] = [
    (Property::FullName, "Full name"),
    (Property::Prefix, "Name prefix"),
    (Property::GivenName, "Given name"),
    (Property::MiddleName, "Middle name"),
    (Property::FamilyName, "Family name"),
    (Property::Suffix, "Name suffix"),
    (Property::Nickname, "Nickname"),
    (Property::Organization, "Organization"),
    (Property::Department, "Department"),
    (Property::JobTitle, "Job title"),
    (Property::Role, "Role"),
    (Property::Email, "E-mail"),
    (Property::OtherEmails, "Other e-mails"),
    (Property::Phone, "Phone"),
    (Property::MobilePhone, "Mobile phone"),
    (Property::WorkPhone, "Work phone"),
    (Property::HomePhone, "Home phone"),
    (Property::Fax, "Fax"),
    (Property::OtherPhones, "Other phones"),
    (Property::Street, "Street"),
    (Property::City, "City"),
    (Property::Region, "Region"),
    (Property::PostalCode, "Postal code"),
    (Property::Country, "Country"),
    (Property::OtherAddresses, "Other addresses"),
    (Property::Website, "Website"),
    (Property::Birthday, "Birthday"),
    (Property::Anniversary, "Anniversary"),
    (Property::Note, "Note"),
    (Property::Categories, "Categories"),
    (Property::Gender, "Gender"),
    (Property::Language, "Language"),
    (Property::Uid, "UID"),
];

/// Bytes of one card, its photograph included.
const CARD_BYTES: usize = 32 << 20;

pub(super) fn columns(used: &[Property]) -> Vec<Column> {
    unique(used.iter().map(|used| {
        let named = PROPERTIES.iter().find(|(property, _)| property == used);
        named.map(|(_, name)| (*name).to_owned())
    }))
}

/// The columns that at least one card fills.
pub(super) fn used(text: Text) -> Result<Vec<Property>, Kind> {
    let all = PROPERTIES.map(|(property, _)| property);
    let mut filled = [false; PROPERTIES.len()];
    let mut rows = Rows::of(text, &all);
    while let Some(row) = rows.next().map_err(|stopped| stopped.kind)? {
        for (filled, cell) in filled.iter_mut().zip(&row.cells) {
            *filled |= !cell.is_empty();
        }
    }
    Ok(all.into_iter().zip(filled).filter_map(|(property, filled)| filled.then_some(property)).collect())
}

/// The cards of a file as rows.
pub(super) struct Rows<'a> {
    text: Text,
    buffer: Vec<u8>,
    used: &'a [Property],
    number: u64,
    ended: bool,
}

impl<'a> Rows<'a> {
    pub(super) fn of(text: Text, used: &'a [Property]) -> Rows<'a> {
        Rows { text, buffer: Vec::new(), used, number: 0, ended: false }
    }

    pub(super) fn next(&mut self) -> Result<Option<Row>, Stopped> {
        let at = self.number + 1;
        let Some(card) = self.card().map_err(Stopped::at_row(at))? else {
            return Ok(None);
        };
        self.number = at;
        let broken = card.contains(&BAD);
        let text = String::from_utf8_lossy(&card);
        let parsed = catch_unwind(AssertUnwindSafe(|| Parser::new(&text).entry()));
        let fields = match parsed {
            Ok(Entry::VCard(card)) => Fields::of(&card),
            // A card that cannot be read at all is still a row, so that it is not lost in silence.
            Ok(_) | Err(_) => Fields::unreadable(&text),
        };
        let cells = self.used.iter().map(|property| match fields.cell(*property) {
            Cell::Text(text) if broken && text.contains('\u{fffd}') => Cell::Error(Fault::Encoding(text)),
            Cell::Text(text) if text.contains('\0') => Cell::Error(Fault::Nul(text.replace('\0', ""))),
            other => other,
        });
        Ok(Some(Row { number: at, cells: cells.collect() }))
    }

    /// The lines from one `BEGIN:VCARD` to its `END:VCARD`.
    fn card(&mut self) -> Result<Option<Vec<u8>>, Kind> {
        let mut card = Vec::new();
        // A 2.1 card may hold another one, its agent's.
        let mut depth = 0_usize;
        while let Some(line) = self.line()? {
            let word = line.trim_ascii();
            if word.eq_ignore_ascii_case(b"BEGIN:VCARD") {
                // Not nested but never ended: the next card begins here.
                if depth > 0 && !after_agent(&card) {
                    self.give_back(&line);
                    return Ok(Some(card));
                }
                depth += 1;
            } else if depth == 0 {
                continue;
            }
            card.extend_from_slice(&line);
            if card.len() > CARD_BYTES {
                return Err(Kind::UnpacksTooBig { limit: CARD_BYTES as u64 });
            }
            if word.eq_ignore_ascii_case(b"END:VCARD") {
                depth -= 1;
                if depth == 0 {
                    return Ok(Some(card));
                }
            }
        }
        Ok((!card.is_empty()).then_some(card))
    }

    /// The next line with its end.
    fn line(&mut self) -> Result<Option<Vec<u8>>, Kind> {
        let mut looked = 0;
        loop {
            if let Some(end) = self.buffer[looked..].iter().position(|&byte| byte == b'\n') {
                let rest = self.buffer.split_off(looked + end + 1);
                return Ok(Some(std::mem::replace(&mut self.buffer, rest)));
            }
            looked = self.buffer.len();
            if looked > CARD_BYTES {
                return Err(Kind::UnpacksTooBig { limit: CARD_BYTES as u64 });
            }
            if self.ended || !self.text.read_more(&mut self.buffer)? {
                self.ended = true;
                let last = std::mem::take(&mut self.buffer);
                return Ok((!last.is_empty()).then_some(last));
            }
        }
    }

    fn give_back(&mut self, line: &[u8]) {
        self.buffer.splice(0..0, line.iter().copied());
    }
}

fn after_agent(card: &[u8]) -> bool {
    let trimmed = card.trim_ascii_end();
    let line = trimmed.rsplit(|&byte| byte == b'\n').next().unwrap_or_default();
    line.len() >= 5 && line[..5].eq_ignore_ascii_case(b"AGENT")
}

/// What one card says, by column.
#[derive(Default)]
struct Fields {
    values: Vec<(Property, String)>,
    dates: Vec<(Property, Cell)>,
}

impl Fields {
    fn of(card: &VCard) -> Fields {
        let mut fields = Fields::default();
        let mut addresses = Vec::new();
        let mut emails = Vec::new();
        for entry in &card.entries {
            let texts = texts(entry);
            let whole = || texts.iter().filter(|text| !text.is_empty()).cloned().collect::<Vec<_>>().join(", ");
            match &entry.name {
                VCardProperty::Fn => fields.first(Property::FullName, whole()),
                VCardProperty::N => fields.name(&texts),
                VCardProperty::Nickname => fields.first(Property::Nickname, whole()),
                VCardProperty::Org => {
                    let mut parts = texts.into_iter().filter(|text| !text.is_empty());
                    fields.first(Property::Organization, parts.next().unwrap_or_default());
                    fields.first(Property::Department, parts.collect::<Vec<_>>().join(", "));
                }
                VCardProperty::Title => fields.first(Property::JobTitle, whole()),
                VCardProperty::Role => fields.first(Property::Role, whole()),
                VCardProperty::Email => emails.push((preferred(entry), whole())),
                VCardProperty::Tel => fields.phone(entry, whole()),
                VCardProperty::Adr => addresses.push((address_rank(entry), texts)),
                VCardProperty::Url => fields.add(Property::Website, whole()),
                VCardProperty::Bday => fields.date(Property::Birthday, entry, whole()),
                VCardProperty::Anniversary => fields.date(Property::Anniversary, entry, whole()),
                VCardProperty::Note => fields.add_line(Property::Note, whole()),
                VCardProperty::Categories => fields.add(Property::Categories, whole()),
                VCardProperty::Gender => fields.first(Property::Gender, whole()),
                VCardProperty::Lang => fields.first(Property::Language, whole()),
                VCardProperty::Uid => fields.first(Property::Uid, whole()),
                _ => {}
            }
        }
        emails.sort_by_key(|(preferred, _)| !preferred);
        for (_, email) in emails {
            let email = without_scheme(&email, "mailto:");
            fields.first_or(Property::Email, Property::OtherEmails, email);
        }
        addresses.sort_by_key(|(rank, _)| *rank);
        for (_, parts) in addresses {
            fields.address(parts);
        }
        fields.complete_name();
        fields
    }

    fn unreadable(text: &str) -> Fields {
        let mut fields = Fields::default();
        fields.first(Property::Note, text.trim().to_owned());
        fields
    }

    fn cell(&self, property: Property) -> Cell {
        if let Some((_, cell)) = self.dates.iter().find(|(found, _)| *found == property) {
            return cell.clone();
        }
        Cell::text(self.text(property))
    }

    fn text(&self, property: Property) -> &str {
        let found = self.values.iter().find(|(found, _)| *found == property);
        found.map_or("", |(_, text)| text)
    }

    /// Keeps the first value.
    fn first(&mut self, property: Property, text: String) {
        if !text.is_empty() && self.text(property).is_empty() {
            self.values.push((property, text));
        }
    }

    /// Keeps the first value, and the others in another column.
    fn first_or(&mut self, property: Property, others: Property, text: String) {
        if self.text(property).is_empty() {
            self.first(property, text);
        } else if self.text(property) != text {
            self.add(others, text);
        }
    }

    fn add(&mut self, property: Property, text: String) {
        self.join(property, text, ", ");
    }

    fn add_line(&mut self, property: Property, text: String) {
        self.join(property, text, "\n");
    }

    fn join(&mut self, property: Property, text: String, separator: &str) {
        match self.values.iter_mut().find(|(found, _)| *found == property) {
            Some((_, all)) if !text.is_empty() => {
                all.push_str(separator);
                all.push_str(&text);
            }
            _ => self.first(property, text),
        }
    }

    /// RFC 6350, 6.2.2: family, given, additional, prefixes, suffixes.
    fn name(&mut self, parts: &[String]) {
        const ORDER: [Property; 5] =
            [Property::FamilyName, Property::GivenName, Property::MiddleName, Property::Prefix, Property::Suffix];
        for (property, part) in ORDER.into_iter().zip(parts) {
            self.first(property, part.clone());
        }
    }

    /// RFC 6350 demands FN, older cards often lack it.
    fn complete_name(&mut self) {
        let parts = [
            self.text(Property::Prefix),
            self.text(Property::GivenName),
            self.text(Property::MiddleName),
            self.text(Property::FamilyName),
            self.text(Property::Suffix),
        ];
        let joined: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        let name =
            [joined.join(" "), self.text(Property::Nickname).to_owned(), self.text(Property::Organization).to_owned()];
        for name in name {
            self.first(Property::FullName, name);
        }
    }

    fn phone(&mut self, entry: &VCardEntry, text: String) {
        let text = without_scheme(&text, "tel:");
        let property = match () {
            () if has_type(entry, &VCardType::Fax) => Property::Fax,
            () if has_type(entry, &VCardType::Cell) => Property::MobilePhone,
            () if has_type(entry, &VCardType::Work) => Property::WorkPhone,
            () if has_type(entry, &VCardType::Home) => Property::HomePhone,
            () => Property::Phone,
        };
        self.first_or(property, Property::OtherPhones, text);
    }

    /// RFC 6350, 6.3.1: post office box, extended address, street, locality, region, code, country.
    fn address(&mut self, parts: Vec<String>) {
        let part = |index: usize| parts.get(index).cloned().unwrap_or_default();
        let lines = |range: &[usize]| {
            let filled = range.iter().map(|&index| part(index)).filter(|part| !part.is_empty());
            filled.collect::<Vec<_>>().join(", ")
        };
        const PLACE: [(Property, usize); 4] =
            [(Property::City, 3), (Property::Region, 4), (Property::PostalCode, 5), (Property::Country, 6)];
        let taken = std::iter::once(Property::Street)
            .chain(PLACE.map(|(property, _)| property))
            .any(|property| !self.text(property).is_empty());
        if taken {
            return self.add_line(Property::OtherAddresses, lines(&[0, 1, 2, 3, 4, 5, 6]));
        }
        self.first(Property::Street, lines(&[2, 1, 0]));
        for (property, index) in PLACE {
            self.first(property, part(index));
        }
    }

    /// A whole date is a date; one without a year stays as it is written.
    fn date(&mut self, property: Property, entry: &VCardEntry, text: String) {
        let partial = entry.values.first().and_then(VCardValue::as_partial_date_time);
        let date = partial.and_then(|partial| {
            let year = i16::try_from(partial.year?).ok()?;
            let month = i8::try_from(partial.month?).ok()?;
            jiff::civil::Date::new(year, month, i8::try_from(partial.day?).ok()?).ok()
        });
        match date {
            Some(date) => self.dates.push((property, Cell::Date(date))),
            None => self.first(property, text),
        }
    }
}

/// The values of a property as texts, one for each component.
fn texts(entry: &VCardEntry) -> Vec<String> {
    entry.values.iter().map(text).collect()
}

fn text(value: &VCardValue) -> String {
    match value {
        VCardValue::Text(text) => text.trim().to_owned(),
        VCardValue::Integer(number) => number.to_string(),
        VCardValue::Float(number) => number.to_string(),
        VCardValue::Boolean(bool) => bool.to_string(),
        VCardValue::Component(parts) => {
            let filled = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty());
            filled.collect::<Vec<_>>().join(", ")
        }
        VCardValue::PartialDateTime(date) => {
            let number = |part: Option<u8>| part.map_or("-".to_owned(), |part| format!("{part:02}"));
            let year = date.year.map_or("-".to_owned(), |year| format!("{year:04}"));
            format!("{year}-{}-{}", number(date.month), number(date.day))
        }
        // Photographs and keys are no columns.
        VCardValue::Binary(_) => String::new(),
        other => other.as_text().unwrap_or_default().to_owned(),
    }
}

fn without_scheme(text: &str, scheme: &str) -> String {
    match text.split_at_checked(scheme.len()) {
        Some((start, rest)) if start.eq_ignore_ascii_case(scheme) => rest.to_owned(),
        _ => text.to_owned(),
    }
}

/// Whether an entry is of a type: `TYPE=cell`, or in 2.1 simply `;CELL`.
fn has_type(entry: &VCardEntry, wanted: &VCardType) -> bool {
    entry.params.iter().any(|param| match &param.value {
        VCardParameterValue::Type(found) => found == wanted,
        VCardParameterValue::Text(text) => text.eq_ignore_ascii_case(wanted.as_str()),
        VCardParameterValue::Null => match &param.name {
            VCardParameterName::Other(name) => name.eq_ignore_ascii_case(wanted.as_str()),
            _ => false,
        },
        _ => false,
    })
}

fn preferred(entry: &VCardEntry) -> bool {
    entry.params.iter().any(|param| {
        param.name == VCardParameterName::Pref
            || matches!(&param.value, VCardParameterValue::Text(text) if text.eq_ignore_ascii_case("pref"))
    })
}

/// A business address before a private one.
fn address_rank(entry: &VCardEntry) -> u8 {
    match () {
        () if has_type(entry, &VCardType::Work) => 0,
        () if has_type(entry, &VCardType::Home) => 2,
        () => 1,
    }
}
