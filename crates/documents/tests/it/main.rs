//! The room as its callers see it.

mod damage;
mod shared;
mod spreadsheets;
mod text_tables;
mod translations;
mod values;
mod vcards;
mod written;
