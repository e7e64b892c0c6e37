//! A file of XML, kept as it stood.
//!
//! [`Document::read`] gives a tree whose every node remembers the characters it was made of;
//! [`Document::bytes`] writes them back, so that an untouched file is the same byte for byte
//! and a change leaves the rest alone: attribute order, quotes, comments, prefixes, blanks.
//! No DTD, no entities of a file's own, and limits on depth, number and size.
mod edit;
mod encoding;
mod error;
mod read;
mod tag;
mod tree;

pub use error::{Error, Fault};
pub use tree::{Attribute, Document, Element, NodeId, Place};

/// The deepest nesting of elements that is read.
pub const MAX_DEPTH: usize = 256;
/// The most elements that are read.
pub const MAX_ELEMENTS: usize = 200_000;
/// The most attributes of one element, and the most prefixes in force at one place.
pub const MAX_ATTRIBUTES: usize = 1_000;
/// The most bytes that are read.
pub const MAX_BYTES: usize = 20 * 1024 * 1024;
