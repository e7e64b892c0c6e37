//! The door for programs, over HTTP: the axum router on real databases with the packages of this repository.

mod house;
mod reading;
