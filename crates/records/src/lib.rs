//! The one door to records: every read and write of every caller, under that caller's rights.
//!
//! The duty: check access, compute, validate, store, and write one line to the change log, in one transaction.
//! Invariants: only this room reads or writes the tables of entities; what an actor may not see does not exist;
//! everything that reacts to a change reads the change log afterwards.
//!
//! Start reading at `write.rs` and `read.rs`, each the list of its steps; then `select.rs` (rights in SQL) and
//! `filter.rs` (FEEL in SQL). What other records compute over a change: `rollup.rs`. What reads the log backwards:
//! `history.rs`, `undo.rs`, `as_of.rs`. Who may what beyond roles, and for what reason: `share.rs`, `why.rs`. Many
//! records at once: `bulk.rs`, `merge.rs`.

mod aggregate;
pub mod as_of;
pub mod batch;
mod became;
pub mod bulk;
mod changes;
pub mod check;
mod codec;
mod compute;
pub mod convert;
mod delete;
mod duplicates;
mod error;
mod files;
mod filter;
pub mod follow;
mod held;
pub mod history;
mod html;
mod index;
mod input;
pub mod install;
mod layout;
mod lines;
mod links;
mod lookup;
mod memory;
pub mod merge;
mod money;
mod number;
mod page;
mod people;
mod policy;
mod prepared;
mod problem;
mod quantify;
mod raw;
mod read;
pub mod rebuild;
mod recall;
mod record;
mod related;
mod relations;
mod renew;
mod restore;
mod revalue;
mod rollup;
mod rows;
mod search;
mod select;
pub mod share;
mod spelt;
mod survivor;
mod tables;
mod tune;
mod tx;
pub mod undo;
mod undone_before;
mod wanted;
pub mod why;
mod world;
mod write;

pub use aggregate::{Groups, Measure, Method, aggregate};
pub use changes::Action as Happened;
pub use codec::{Codec, MONEY_DIGITS, write_text};
pub use error::{Conflict, Error, Result};
pub use files::may_have;
pub use held::{Held, hold};
pub use layout::{Layout, SYSTEM, Slot};
pub use lookup::eligible;
pub use page::Cursor;
pub use people::{
    OWN_FIELDS, Person, UNIT, USER, Units, change_email, has_shares, person, profile, units_around, update_profile,
};
pub use prepared::{Prepared, PreparedOne, prepare, prepare_one, prepare_one_computing};
pub use problem::{FieldProblem, Message};
pub use read::{
    LARGEST_PAGE, Page, Query, RowView, Sort, Titled, count, count_within, get, ids, list, targets, titles,
};
pub use record::Record;
pub use related::{Way, count_related, inverse_name, related, way};
pub use relations::{lock_ahead, look_ahead};
pub use search::{Hit, search, searched};
pub use spelt::spelt;
pub use tables::MIGRATIONS;
pub use tune::tune;
pub use tx::{Records, Tx};
pub use wanted::Wanted;
pub use world::{Settings, World};
pub use write::{FILE, Line, Patch, create, create_file, delete, is_of_bytes, update};

/// Records that may mean the same.
pub mod duplicate {
    pub use crate::duplicates::{Duplicate, Pair, Seen, dismiss, likely, of, pairs, reconsider};
}

/// The messages of this room in Fluent, by language.
pub const TRANSLATIONS: [(&str, &str); 3] = [
    ("en", include_str!("../translations/en.ftl")),
    ("ru", include_str!("../translations/ru.ftl")),
    ("uk", include_str!("../translations/uk.ftl")),
];
