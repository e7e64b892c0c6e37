//! One file per family of field types: `show` draws a value, `edit` the control that changes it. [`of`] finds the right
//! one for a field of the model.
//!
//! A control is sent under the field's name as people type it: numbers with the language's own decimal sign
//! ([`crate::format::read_decimal`]), dates as `2026-11-28`, several values as the name repeated, parts of a value
//! as `name.part` (`amount.currency`, `address.city`). An empty control is an empty value.

pub mod address;
pub mod choice;
pub mod contact;
pub mod date;
pub mod duration;
pub mod file;
pub mod json;
pub mod money;
pub mod number;
pub mod of;
pub mod rating;
pub mod relation;
pub mod rich;
pub mod text;
pub mod yes_no;
