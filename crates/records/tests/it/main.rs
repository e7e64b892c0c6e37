//! The door of `records`, on every database there is.

mod deleting;
mod lines;
mod money;
mod paging;
mod relations;
mod searching;
mod seeing;
mod support;
mod writing;
