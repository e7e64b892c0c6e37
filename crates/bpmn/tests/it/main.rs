//! The room through its door, on public suites where they are there.
mod betsy;
mod definition;
mod extensions;
mod hostile;
mod lint;
mod miwg;
mod suites;
mod xml;
