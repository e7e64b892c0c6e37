//! The pages of settings as browsers ask for them: nobody, the wrong person, the right one.

mod access;
mod imports;
mod people;
mod programs;
mod roles;
mod security;
