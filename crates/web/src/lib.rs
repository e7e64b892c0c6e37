//! The room `web`: the door for people.
//!
//! The server renders, htmx swaps fragments, a TypeScript island appears only where the browser must compute.
//! A page file (`page/`) holds its route, its handler and its markup; what pages are made of is in [`component`].
//!
//! Invariants: no text in code (every word is a message of `translations/`), no inline script or style (the content
//! policy of [`http`] forbids both), no asset from another origin.
//!
//! Where to start reading: [`component`] for the vocabulary, `page/states.rs` to see all of it on one page,
//! [`Reader`] for what every component is told about the person in front of the screen.

#[macro_use]
mod language;

pub mod assets;
pub mod component;
pub mod format;
pub mod http;
pub mod page;
mod reader;
mod site;

pub use language::{Args, Language, text, text_with};
pub use page::router;
pub use reader::{Density, Reader, Theme};
pub use site::{Cookies, Me, Site, Trouble, Visit};
