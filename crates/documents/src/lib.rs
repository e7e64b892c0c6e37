//! Files in and out: tables read from spreadsheets, text files and vCards, their columns matched
//! to fields, their cells turned into values, and tables written as CSV and XLSX.
//!
//! Nothing here knows records: `sheet` gives rows, `mapping` guesses, `value` converts, `write`
//! writes. Every complaint is a [`Message`] in the three languages of `translations/`.
//! Read `sheet/mod.rs` first.

pub mod mapping;
mod message;
pub mod sheet;
pub mod value;
pub mod write;

pub use message::{Argument, Message, translations};
