//! The room through its door.

mod duplicates;
mod laws;
mod search;
mod speed;
