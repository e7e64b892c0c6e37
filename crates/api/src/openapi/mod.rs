//! `/api/openapi.json`: an OpenAPI 3.1 document of the catalog, as one actor sees it.
//!
//! The JSON of OData is the one interface for records; the document describes the part
//! of it that OpenAPI can say, and the fixed addresses beside it.

mod describe;
mod fixed;
mod paths;
mod schemas;

use serde_json::{Map, Value, json};

use crate::odata::catalog::Catalog;

/// Where the OData service stands.
pub const SERVICE_ROOT: &str = "/odata/v4";

/// Writes the document. `version` is that of the product.
pub fn document(catalog: &Catalog, version: &str) -> Value {
    let mut paths = fixed::paths();
    let mut tags = vec![json!({ "name": "service", "description": "The service as a whole" })];
    for (_, entity) in catalog.entities() {
        paths.append(&mut paths::of(catalog, entity));
        tags.push(json!({ "name": &*entity.set, "description": entity.label_plural }));
    }
    describe::operations(&mut paths);
    json!({
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://spec.openapis.org/oas/3.1/dialect/base",
        "info": {
            "title": "Relata",
            "version": version,
            "description": "Records of this installation, read and written as OData v4 JSON. \
                            What your token may not see is not described here.",
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" }
        },
        "servers": [{ "url": "/" }],
        "security": [{ "bearer": [] }, { "basic": [] }],
        "tags": tags,
        "paths": paths,
        "webhooks": fixed::webhooks(),
        "components": {
            "schemas": schemas(catalog),
            "parameters": fixed::parameters(),
            "headers": fixed::headers(),
            "responses": describe::failures(),
            "securitySchemes": {
                "bearer": { "type": "http", "scheme": "bearer", "description": "An API token" },
                "basic": {
                    "type": "http", "scheme": "basic",
                    "description": "Any user name, an API token as the password: for clients that know nothing else"
                }
            }
        }
    })
}

fn schemas(catalog: &Catalog) -> Map<String, Value> {
    let mut schemas = fixed::schemas();
    for (_, entity) in catalog.entities() {
        schemas.append(&mut schemas::of(catalog, entity));
    }
    schemas
}

/// A reference to a part of the components.
fn reference(kind: &str, name: &str) -> Value {
    json!({ "$ref": format!("#/components/{kind}/{name}") })
}

#[cfg(test)]
mod tests;
