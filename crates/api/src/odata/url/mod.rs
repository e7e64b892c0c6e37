//! OData 4.01 URLs: text in, tree out, or an error with its place.
//!
//! A parser by hand after the ABNF of OASIS, with the extension for data aggregation.
//! It knows no model: names are resolved by who holds one. Start at [`parse`].

mod aggregate;
mod apply;
pub mod ast;
#[cfg(test)]
mod conformance;
mod cursor;
mod expand;
mod expr;
mod geo;
mod grouping;
mod literal;
mod member;
mod method;
mod options;
mod resource;
mod search;
mod text;
mod time;

use ast::{Expr, QueryOption, Url};
pub use cursor::{Error, Limits};
use text::{Coding, Text, offset};

/// Parses a URL relative to the service root: `companies(5)/contacts?$top=10`.
///
/// A fragment is ignored: it is for the client alone. Positions in the tree and in
/// errors are byte offsets in `relative`.
///
/// # Errors
/// The first place where the text is no OData URL, or goes beyond `limits`.
pub fn parse(relative: &str, limits: Limits) -> Result<Url, Error> {
    check_length(relative, limits)?;
    let relative = relative.split('#').next().unwrap_or_default();
    let (path, query) = match relative.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (relative, None),
    };
    let text = Text::decode(path, 0, Coding::Path)?;
    let resource = resource::resource(&mut text.cursor(limits))?;
    let options = match query {
        Some(query) => options::query(query, offset(path.len()) + 1, limits)?,
        None => Vec::new(),
    };
    resource::check_options(&resource, &options, offset(relative.len()))?;
    Ok(Url { resource, options })
}

/// Parses query options alone, as the body of a POST to `…/$query` holds them.
///
/// # Errors
/// As [`parse`].
pub fn parse_options(query: &str, limits: Limits) -> Result<Vec<QueryOption>, Error> {
    check_length(query, limits)?;
    let query = query.split('#').next().unwrap_or_default();
    options::query(query, 0, limits)
}

/// Parses the value of a `$filter` that is not percent-encoded.
///
/// # Errors
/// As [`parse`].
pub fn parse_filter(filter: &str, limits: Limits) -> Result<Expr, Error> {
    check_length(filter, limits)?;
    let text = Text::decode(filter, 0, Coding::None)?;
    let mut cursor = text.cursor(limits);
    let filter = expr::expression(&mut cursor)?;
    cursor.expect_end()?;
    Ok(filter)
}

fn check_length(text: &str, limits: Limits) -> Result<(), Error> {
    if text.len() <= limits.length {
        return Ok(());
    }
    let message = format!("the text is longer than {} bytes", limits.length);
    Err(Error::new(offset(limits.length), message))
}

#[cfg(test)]
mod tests;
