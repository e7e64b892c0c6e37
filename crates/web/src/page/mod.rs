//! The pages: a file each, with its route, its handler and its markup.

pub mod states;
