//! Why a file is not read.
use super::{MAX_ATTRIBUTES, MAX_BYTES, MAX_DEPTH, MAX_ELEMENTS, Place};

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {fault}")]
pub struct Error {
    pub place: Place,
    pub fault: Fault,
}

/// What is wrong with a file of XML.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("the file is larger than {} MB", MAX_BYTES / 1024 / 1024)]
    TooLarge,
    #[error("elements are nested deeper than {MAX_DEPTH} levels")]
    TooDeep,
    #[error("the file has more than {MAX_ELEMENTS} elements")]
    TooMany,
    #[error("an element has more than {MAX_ATTRIBUTES} attributes, or is under as many prefixes")]
    TooWide,
    /// Document types can define entities that grow without end or reach the network.
    #[error("a document type (<!DOCTYPE …>) is not accepted")]
    Doctype,
    #[error("the entity &{0}; is not one of the five of XML itself")]
    Entity(String),
    #[error("the encoding `{0}` is not known")]
    Encoding(String),
    #[error("the bytes are not {0}")]
    Bytes(String),
    #[error("the prefix `{0}` is not declared")]
    Prefix(String),
    #[error("the attribute `{0}` is given twice")]
    Twice(String),
    #[error("this is not well-formed XML: {0}")]
    Malformed(String),
}
