//! The binary as its users run it.

mod backup;
mod commands;
mod decisions;
mod headers;
mod house;
mod keys;
mod kill;
mod metrics;
mod mistakes;
mod moving;
mod processes;
