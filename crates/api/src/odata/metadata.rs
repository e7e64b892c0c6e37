//! `$metadata`: the catalog as CSDL, in XML 4.0 and in JSON 4.01.

mod json;
mod xml;

pub use json::to_json;
pub use xml::to_xml;

/// The vocabularies whose terms are used: alias, namespace and where each is published.
const VOCABULARIES: [(&str, &str, &str); 5] = [
    ("Core", "Org.OData.Core.V1", "https://oasis-tcs.github.io/odata-vocabularies/vocabularies/Org.OData.Core.V1"),
    (
        "Capabilities",
        "Org.OData.Capabilities.V1",
        "https://oasis-tcs.github.io/odata-vocabularies/vocabularies/Org.OData.Capabilities.V1",
    ),
    (
        "Validation",
        "Org.OData.Validation.V1",
        "https://oasis-tcs.github.io/odata-vocabularies/vocabularies/Org.OData.Validation.V1",
    ),
    (
        "Measures",
        "Org.OData.Measures.V1",
        "https://oasis-tcs.github.io/odata-vocabularies/vocabularies/Org.OData.Measures.V1",
    ),
    (
        "Aggregation",
        "Org.OData.Aggregation.V1",
        "https://oasis-tcs.github.io/odata-vocabularies/vocabularies/Org.OData.Aggregation.V1",
    ),
];

/// The name of the entity container.
const CONTAINER: &str = "Container";

/// The set transformations of `$apply` that this service does.
pub const TRANSFORMATIONS: [&str; 9] =
    ["aggregate", "groupby", "filter", "compute", "orderby", "top", "skip", "search", "identity"];

#[cfg(test)]
mod tests;
