//! Words as people write them, without any I/O.
//!
//! This room knows what two spellings have in common: capitals, diacritics, Cyrillic and Latin,
//! word endings, legal forms, phone formats, typing errors. Everything here is a pure function of
//! its arguments (no clock, no language guess; what is remembered saves time only), so that what was
//! written to an index yesterday is found by a question asked today, on either database.
//!
//! Invariant: a term made here holds only letters and digits, so no tokenizer of a database can
//! read anything into it. Changing what [`index_terms`], [`sort_key`], [`name::company_key`] or
//! [`likeness::blocking_keys`] return asks for [`REVISION`] to be raised, and what is stored to be
//! computed again.
//!
//! Start reading at `terms.rs` (search), `likeness/compare.rs` (duplicates).

mod chunk;
mod collate;
pub mod country;
pub mod email;
mod endings;
mod fold;
mod legal;
pub mod likeness;
pub mod name;
pub mod phone;
mod query;
mod rank;
mod skeleton;
mod stem;
mod terms;
mod translit;
mod typo;
pub mod web;
mod words;

pub use collate::{sort_key, sort_key_range};
pub use fold::fold;
pub use phone::{Phone, PhoneError};
pub use query::{Query, Term, Word, query};
pub use rank::rank;
pub use terms::index_terms;
pub use translit::to_latin;
pub use typo::{distance_within, grams, typo_limit, vocabulary_words};

/// Raised when what this room computes for storage changes: keys and terms of an older revision
/// have to be computed again.
pub const REVISION: u32 = 1;
