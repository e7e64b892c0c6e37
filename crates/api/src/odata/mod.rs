//! OData v4 at `/odata/v4/`: URLs, metadata, bodies, batches. OData Version 4.01, answered as 4.0.

pub mod batch;
pub mod body;
pub mod catalog;
pub mod filter;
pub mod metadata;
pub mod prefer;
pub mod query;
pub mod target;
pub mod url;
