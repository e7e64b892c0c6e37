//! Which fields are compared, and how much each says.

/// What a field holds, which decides how it is normalised, compared and blocked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A given name, or a whole name in one field.
    PersonName,
    /// A family name. Compared crosswise with `PersonName` too, for the two get exchanged.
    Surname,
    CompanyName,
    /// Free text of few words.
    Text,
    Phone,
    Email,
    /// A web address, an e-mail address or a host; the domains of free mail services say nothing.
    Domain,
    /// A street with or without its number, or another line of an address. Several address fields
    /// of one profile are compared crosswise.
    Address,
    PostalCode,
    /// A number that names something: a house number, an account.
    Number,
    /// A date as `yyyy-mm-dd` or `yyyymmdd`, a time behind it is ignored.
    Date,
    /// A code that is equal or not: a tax number, a registration number.
    Exact,
}

/// One compared field.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    pub name: String,
    pub kind: Kind,
    /// How much full agreement says for sameness, in bits: 10 means that two different records
    /// agree here once in a thousand times.
    pub agreement: f64,
    /// How much full disagreement says against sameness, in bits, as a positive number: 3 means
    /// that one pair of eight that is the same differs here.
    pub disagreement: f64,
}

impl Field {
    /// A field with the weights usual for its kind.
    pub fn new(name: impl Into<String>, kind: Kind) -> Field {
        let (agreement, disagreement) = usual_weights(kind);
        Field { name: name.into(), kind, agreement, disagreement }
    }

    /// The same field with other weights.
    pub fn weighing(self, agreement: f64, disagreement: f64) -> Field {
        Field { agreement, disagreement, ..self }
    }
}

/// The fields by which records of one entity are compared.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    pub fields: Vec<Field>,
    /// How much has to speak for sameness before it is as likely as not, in bits.
    pub doubt: f64,
}

impl Profile {
    /// A profile with the usual doubt: a full name alone is likely but not certain.
    pub fn new(fields: Vec<Field>) -> Profile {
        Profile { fields, doubt: 8.0 }
    }
}

fn usual_weights(kind: Kind) -> (f64, f64) {
    match kind {
        Kind::PersonName => (5.5, 4.0),
        Kind::Surname => (6.5, 4.0),
        Kind::CompanyName => (11.5, 6.0),
        Kind::Text => (5.0, 2.5),
        Kind::Phone => (9.0, 1.5),
        Kind::Email => (11.0, 1.5),
        Kind::Domain => (7.0, 1.5),
        Kind::Address => (6.0, 2.5),
        Kind::PostalCode => (5.0, 3.0),
        Kind::Number => (4.0, 3.0),
        Kind::Date => (9.0, 5.0),
        Kind::Exact => (14.0, 6.0),
    }
}
