//! Files in and out: tables read from spreadsheets, text files and vCards, their columns matched
//! to fields, their rows written through the door to records, and records written as CSV and XLSX.
//!
//! `sheet` gives rows, `mapping` guesses, `value` converts and `write` writes without knowing of
//! records; `import` and `export` join them to the one door. Every complaint is a [`Message`] in
//! the three languages of `translations/`. Invariants: a row is imported once or refused with its
//! reasons, whatever happens to the process; an export never holds more than a page of records.
//! Read `sheet/mod.rs` first, then `import/mod.rs`.

pub mod export;
pub mod import;
pub mod mapping;
mod message;
pub mod sheet;
pub mod value;
pub mod write;

pub use import::MIGRATIONS;
pub use message::{Argument, Message, translations};

/// The messages of this room in Fluent, by language.
pub const TRANSLATIONS: [(&str, &str); 3] = [
    ("en", include_str!("../translations/en.ftl")),
    ("ru", include_str!("../translations/ru.ftl")),
    ("uk", include_str!("../translations/uk.ftl")),
];
