//! A batch in JSON. OData JSON Format 19.

use serde_json::{Map, Value, json};

use super::{Answer, Batch, Body, Format, Method, Request, bad};
use crate::Problem;

/// Parses `{"requests": […]}`.
pub(super) fn parse(body: &[u8]) -> Result<Batch, Problem> {
    let mut document: Value =
        serde_json::from_slice(body).map_err(|error| bad(format!("the body is no JSON: {error}")))?;
    let Some(Value::Array(requests)) = document.get_mut("requests").map(Value::take) else {
        return Err(bad("a batch is an object with the list \"requests\""));
    };
    let requests = requests.into_iter().enumerate().map(|(index, value)| request(index, value));
    Ok(Batch { format: Format::Json, requests: requests.collect::<Result<_, _>>()? })
}

fn request(index: usize, value: Value) -> Result<Request, Problem> {
    let Value::Object(mut members) = value else {
        return Err(bad(format!("request {index} is no object")));
    };
    let id = required(&members, index, "id")?;
    let method = required(&members, index, "method")?;
    let method = Method::parse(&method).ok_or_else(|| bad(format!("request \"{id}\" has no method we know")))?;
    let url = required(&members, index, "url")?;
    let group = optional(&members, &id, "atomicityGroup")?;
    let condition = optional(&members, &id, "if")?;
    let headers = headers(&members, &id)?;
    let depends_on = names(&members, &id)?;
    let body = match members.remove("body") {
        None | Some(Value::Null) => Body::None,
        Some(value) => body(value, &headers, &id)?,
    };
    Ok(Request { id, group, method, url, headers, body, depends_on, condition })
}

fn required(members: &Map<String, Value>, index: usize, name: &str) -> Result<String, Problem> {
    match members.get(name) {
        Some(Value::String(text)) if !text.is_empty() => Ok(text.clone()),
        _ => Err(bad(format!("request {index} needs the text \"{name}\""))),
    }
}

fn optional(members: &Map<String, Value>, id: &str, name: &str) -> Result<Option<String>, Problem> {
    match members.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(bad(format!("\"{name}\" of request \"{id}\" is no text"))),
    }
}

fn headers(members: &Map<String, Value>, id: &str) -> Result<Vec<(String, String)>, Problem> {
    let headers = match members.get("headers") {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Object(headers)) => headers,
        Some(_) => return Err(bad(format!("\"headers\" of request \"{id}\" is no object"))),
    };
    headers
        .iter()
        .map(|(name, value)| match value {
            Value::String(value) => Ok((name.to_ascii_lowercase(), value.clone())),
            _ => Err(bad(format!("the header \"{name}\" of request \"{id}\" is no text"))),
        })
        .collect()
}

fn names(members: &Map<String, Value>, id: &str) -> Result<Vec<String>, Problem> {
    let invalid = || bad(format!("\"dependsOn\" of request \"{id}\" is no list of ids"));
    match members.get("dependsOn") {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::Array(ids)) => ids.iter().map(|id| id.as_str().map(str::to_owned).ok_or_else(invalid)).collect(),
        Some(_) => Err(invalid()),
    }
}

/// JSON Format 19.1: JSON stands as it is, text as a string, other bytes in base64url.
fn body(value: Value, headers: &[(String, String)], id: &str) -> Result<Body, Problem> {
    let content_type = super::header(headers, "content-type").unwrap_or("application/json");
    match value {
        Value::String(text) if is_text(content_type) => Ok(Body::Bytes(text.into_bytes())),
        Value::String(text) if !is_json(content_type) => {
            use base64::Engine;
            let engine = base64::engine::general_purpose::URL_SAFE_NO_PAD;
            let bytes = engine.decode(text.trim_end_matches('='));
            bytes.map(Body::Bytes).map_err(|_| bad(format!("the body of request \"{id}\" is no base64url")))
        }
        value => Ok(Body::Json(value)),
    }
}

fn is_json(content_type: &str) -> bool {
    let media_type = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    media_type == "application/json" || media_type.ends_with("+json")
}

fn is_text(content_type: &str) -> bool {
    content_type.trim_start().to_ascii_lowercase().starts_with("text/")
}

/// Writes `{"responses": […]}`.
pub(super) fn write(answers: &[(Request, Answer)]) -> Vec<u8> {
    let responses: Vec<Value> = answers.iter().map(|(request, answer)| response(request, answer)).collect();
    json!({ "responses": responses }).to_string().into_bytes()
}

fn response(request: &Request, answer: &Answer) -> Value {
    let mut response = Map::new();
    response.insert("id".into(), json!(request.id));
    if let Some(group) = &request.group {
        response.insert("atomicityGroup".into(), json!(group));
    }
    response.insert("status".into(), json!(answer.status));
    if !answer.headers.is_empty() {
        let headers: Map<String, Value> =
            answer.headers.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
        response.insert("headers".into(), Value::Object(headers));
    }
    match &answer.body {
        Body::None => {}
        Body::Json(value) => {
            response.insert("body".into(), value.clone());
        }
        Body::Bytes(bytes) => {
            response.insert("body".into(), json!(text_or_base64(bytes, answer)));
        }
    }
    Value::Object(response)
}

fn text_or_base64(bytes: &[u8], answer: &Answer) -> String {
    use base64::Engine;
    let is_text = answer.header("content-type").is_some_and(is_text);
    match std::str::from_utf8(bytes) {
        Ok(text) if is_text => text.to_owned(),
        _ => base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes),
    }
}
