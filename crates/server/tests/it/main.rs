//! The binary as its users run it.

mod backup;
mod commands;
mod house;
mod kill;
mod moving;
