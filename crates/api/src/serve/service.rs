//! The service as a whole: which sets there are, and of what types.

use serde_json::json;

use super::ask::{Ask, Detail};
use super::desk::Call;
use super::read::context;
use super::reply::Reply;
use crate::odata::metadata;
use crate::odata::url::ast::{OptionKind, Url};

/// The service document. OData JSON Format 5.
pub fn document(call: &Call<'_>, ask: &Ask) -> Reply {
    let sets: Vec<_> = call
        .catalog
        .entities()
        .map(|(_, entity)| json!({ "name": &*entity.set, "title": entity.label_plural, "kind": "EntitySet", "url": &*entity.set }))
        .collect();
    let detail = Detail::wanted(&ask.headers.accept, None);
    let mut out = vec![b'{'];
    if detail != Detail::None {
        context(ask, &[], &mut out);
        // The context of the service document has no fragment.
        out.truncate(out.len() - 2);
        out.extend_from_slice(b"\",");
    }
    out.extend_from_slice(b"\"value\":");
    out.extend_from_slice(json!(sets).to_string().as_bytes());
    out.push(b'}');
    Reply::ok(detail.media_type(), out)
}

/// `$metadata`, in XML unless JSON is asked for. Protocol 11.1.2.
pub fn metadata(call: &Call<'_>, ask: &Ask, url: &Url) -> Reply {
    let format = url.options.iter().find_map(|option| match &option.kind {
        OptionKind::Format(format) => Some(format.as_str()),
        _ => None,
    });
    let wanted = format.unwrap_or(&ask.headers.accept);
    let json_at = wanted.find("json");
    let is_json = json_at.is_some_and(|at| wanted.find("xml").is_none_or(|xml| at < xml));
    if is_json {
        return Reply::ok("application/json", metadata::to_json(&call.catalog).to_string().into_bytes());
    }
    Reply::ok("application/xml", metadata::to_xml(&call.catalog).into_bytes())
}
