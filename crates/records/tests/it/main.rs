//! The door of `records`, on every database there is.

mod assigning;
mod checking;
mod computing;
mod converting;
mod deleting;
mod holding;
mod laws;
mod lines;
mod lookups;
mod merging;
mod money;
mod paging;
mod past;
mod profiles;
mod relations;
mod renewing;
mod rights;
mod rollups;
mod searching;
mod seeing;
mod sharing;
mod support;
mod undoing;
mod words;
mod writing;
