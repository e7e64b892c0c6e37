//! What a chunk is found by, remembered: the words of a language come again and again.

use std::cell::RefCell;
use std::collections::HashMap;

use crate::terms;
use crate::words;

/// Longer chunks, and those with signs or digits, are mostly of one text alone.
const LENGTH: usize = 40;
/// How many chunks a thread remembers before it begins anew: a few megabytes.
const CHUNKS: usize = 8_000;

/// What is derived from one chunk.
pub(crate) struct Found {
    /// Its search terms.
    pub terms: Vec<String>,
    /// Its words for the vocabulary.
    pub vocabulary: Vec<String>,
}

thread_local! {
    static REMEMBERED: RefCell<HashMap<String, Found>> = RefCell::default();
}

/// Hands over what is derived from a chunk.
pub(crate) fn with(chunk: &str, mut take: impl FnMut(&Found)) {
    if chunk.len() > LENGTH || !chunk.chars().all(char::is_alphabetic) {
        return take(&derive(chunk));
    }
    REMEMBERED.with_borrow_mut(|remembered| {
        if let Some(found) = remembered.get(chunk) {
            return take(found);
        }
        if remembered.len() >= CHUNKS {
            remembered.clear();
        }
        take(remembered.entry(chunk.to_owned()).or_insert_with(|| derive(chunk)));
    });
}

fn derive(chunk: &str) -> Found {
    let parts = words::parts(chunk);
    Found {
        terms: terms::of_chunk(chunk, &parts),
        vocabulary: parts.iter().filter_map(|part| terms::vocabulary_form(part)).collect(),
    }
}
