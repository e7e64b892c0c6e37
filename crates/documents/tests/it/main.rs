//! The room as its callers see it.

mod damage;
mod export;
mod house;
mod import;
mod resume;
mod shared;
mod spreadsheets;
mod text_tables;
mod translations;
mod values;
mod vcards;
mod whole_files;
mod written;
