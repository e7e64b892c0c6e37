//! The room as its callers see it.

mod back;
mod bad_files;
mod damage;
mod dry_runs;
mod export;
mod house;
mod import;
mod lines;
mod related;
mod resume;
mod shared;
mod spellings;
mod spreadsheets;
mod text_tables;
mod translations;
mod values;
mod vcards;
mod whole_files;
mod written;
