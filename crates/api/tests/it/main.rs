//! The door for programs, over HTTP: the axum router on real databases with the packages of this repository.

mod abuse;
mod batches;
mod converting;
mod house;
mod reading;
mod rights;
mod routes;
mod webhooks;
mod writing;
