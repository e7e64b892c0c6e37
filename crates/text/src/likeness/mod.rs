//! How likely it is that two records mean the same person, company or thing.
//!
//! A [`Profile`] says which fields are compared and how; a [`Card`] holds one record's values,
//! normalised once. [`blocking_keys`] gives the strings by which candidates are found (an indexed
//! table of them is all a database needs); [`compare`] judges two cards and says why.
//!
//! ```
//! use text::likeness::{self, Card, Field, Kind, Profile};
//!
//! let profile = Profile::new(vec![
//!     Field::new("name", Kind::CompanyName),
//!     Field::new("website", Kind::Domain),
//! ]);
//! let ours = Card::new(&profile, |field| (field == "name").then_some("ООО «Ромашка»"));
//! let theirs = Card::new(&profile, |field| (field == "name").then_some("Romashka LLC"));
//! let found = likeness::compare(&profile, &ours, &theirs);
//! assert!(found.score >= likeness::LIKELY);
//! assert_eq!(found.reasons[0].field, "name");
//! ```

mod block;
mod card;
mod compare;
mod degree;
mod profile;

pub use block::blocking_keys;
pub use card::Card;
pub use compare::{CERTAIN, LIKELY, Match, Reason, compare};
pub use profile::{Field, Kind, Profile};
