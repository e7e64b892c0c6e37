//! The door of `identity`, on every database there is.

mod accounts;
mod links;
mod passkeys;
mod passwords;
mod second_factors;
mod sessions;
mod support;
mod tokens;
mod vaults;
