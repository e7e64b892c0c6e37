//! The door of `records`, on every database there is.

mod deleting;
mod merging;
mod past;
mod sharing;
mod undoing;
mod laws;
mod lines;
mod money;
mod paging;
mod relations;
mod rights;
mod searching;
mod seeing;
mod support;
mod words;
mod writing;
