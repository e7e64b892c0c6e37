//! What is kept beside a record so that it is found: its search terms and its keys for duplicates.

use crate::error::Result;
use crate::layout::Layout;
use crate::record::Record;
use crate::tx::Tx;
use model::{ColumnPart, Kind};
use std::borrow::Cow;

/// Whether records of an entity are found by words.
pub(crate) fn is_searched(layout: &Layout) -> bool {
    layout.entity.features.search && layout.entity.searchable().next().is_some()
}

/// Puts a record where it is found.
pub(crate) fn put(tx: &mut Tx<'_>, record: &Record) -> Result<()> {
    if is_searched(&record.layout) {
        put_words(tx, record)?;
    }
    crate::duplicates::put_keys(tx, record)
}

/// Puts a record into the search index alone.
pub(crate) fn put_words(tx: &mut Tx<'_>, record: &Record) -> Result<()> {
    let words = words(record);
    let terms = text::index_terms(&words);
    store::text::put(tx.sql(), &record.layout.table, record.id(), terms.iter().map(String::as_str))?;
    let vocabulary = text::vocabulary_words(&words);
    Ok(store::text::vocabulary_add(tx.sql(), vocabulary.iter().map(String::as_str))?)
}

/// Puts a changed record where it is found, when the change matters to that.
pub(crate) fn put_if_changed(tx: &mut Tx<'_>, before: &Record, after: &Record) -> Result<()> {
    let layout = &after.layout;
    if is_searched(layout) && words(before) != words(after) {
        put_words(tx, after)?;
    }
    crate::duplicates::put_keys_if_changed(tx, before, after)
}

/// Takes a record out.
pub(crate) fn remove(tx: &mut Tx<'_>, record: &Record) -> Result<()> {
    if is_searched(&record.layout) {
        store::text::remove(tx.sql(), &record.layout.table, record.id())?;
    }
    crate::duplicates::remove_keys(tx, record)
}

/// The words of a record's searchable fields.
pub(crate) fn words(record: &Record) -> String {
    let mut words = String::new();
    let layout = &record.layout;
    for (position, field) in layout.entity.fields.iter().enumerate() {
        if !field.searchable {
            continue;
        }
        for slot in layout.slots_of(position) {
            if matches!(layout.slots[slot].part, ColumnPart::Currency | ColumnPart::Base | ColumnPart::Entity) {
                continue;
            }
            let Some(value) = record.values[slot].as_text() else { continue };
            let value: Cow<'_, str> = match &field.kind {
                Kind::RichText { .. } => crate::html::plain(value).into(),
                _ => value.into(),
            };
            words.push_str(&value);
            words.push('\n');
        }
    }
    words
}
