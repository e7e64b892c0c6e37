//! HTTP messages inside of multipart bodies. RFC 9112, as far as `application/http` needs it.

use super::{Answer, Body, Method, bad};
use crate::Problem;

/// A request line, headers and a body, as read.
pub(super) struct Message {
    pub method: Method,
    pub url: String,
    pub headers: Headers,
    pub body: Body,
}

/// Names in lower case with their values.
pub(super) type Headers = Vec<(String, String)>;

/// Splits headers from what follows the empty line. Lines end with CRLF or LF.
pub(super) fn head(part: &[u8]) -> Result<(Headers, &[u8]), Problem> {
    let mut headers = Vec::new();
    let mut rest = part;
    loop {
        let (line, after) = line(rest);
        rest = after;
        if line.is_empty() {
            return Ok((headers, rest));
        }
        let text = std::str::from_utf8(line).map_err(|_| bad("a header is no text"))?;
        let (name, value) = text.split_once(':').ok_or_else(|| bad(format!("\"{text}\" is no header")))?;
        headers.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        if rest.is_empty() {
            return Ok((headers, rest));
        }
    }
}

/// Splits the first line from the rest, without its end.
fn line(text: &[u8]) -> (&[u8], &[u8]) {
    let Some(end) = text.iter().position(|byte| *byte == b'\n') else { return (text, &[]) };
    let line = &text[..end];
    (line.strip_suffix(b"\r").unwrap_or(line), &text[end + 1..])
}

/// Reads an HTTP request.
///
/// # Errors
/// No request line, no method we know, JSON that is none.
pub(super) fn request(text: &[u8]) -> Result<Message, Problem> {
    let (first, rest) = line(text);
    let first = std::str::from_utf8(first).map_err(|_| bad("a request line is no text"))?;
    let mut parts = first.split_ascii_whitespace();
    let method = parts.next().and_then(Method::parse);
    let method = method.ok_or_else(|| bad(format!("\"{first}\" is no request line")))?;
    // A URL may hold blanks where a client forgot to encode them: the version is last.
    let line = first[method.as_str().len()..].trim();
    let url = match line.rsplit_once(' ') {
        Some((url, version)) if version.starts_with("HTTP/") => url.trim(),
        _ => line,
    };
    if url.is_empty() {
        return Err(bad(format!("\"{first}\" names no URL")));
    }
    let mut url = url.to_owned();
    let (headers, body) = head(rest)?;
    // Protocol 11.7.7.1: an absolute path comes with a Host header, which changes nothing here.
    if url.starts_with("//") {
        url.insert_str(0, "http:");
    }
    let body = self::body(&headers, body)?;
    Ok(Message { method, url, headers, body })
}

fn body(headers: &[(String, String)], body: &[u8]) -> Result<Body, Problem> {
    let length = super::header(headers, "content-length").and_then(|length| length.parse::<usize>().ok());
    let body = match length {
        Some(length) if length <= body.len() => &body[..length],
        _ => body.strip_suffix(b"\r\n").unwrap_or(body),
    };
    if body.iter().all(u8::is_ascii_whitespace) {
        return Ok(Body::None);
    }
    let content_type = super::header(headers, "content-type").unwrap_or("application/json");
    if content_type.to_ascii_lowercase().contains("json") {
        let value = serde_json::from_slice(body);
        return value.map(Body::Json).map_err(|error| bad(format!("a body is no JSON: {error}")));
    }
    Ok(Body::Bytes(body.to_vec()))
}

/// Writes an HTTP response.
pub(super) fn write(answer: &Answer, out: &mut Vec<u8>) {
    let body = match &answer.body {
        Body::None => Vec::new(),
        Body::Json(value) => value.to_string().into_bytes(),
        Body::Bytes(bytes) => bytes.clone(),
    };
    out.extend_from_slice(format!("HTTP/1.1 {} {}\r\n", answer.status, reason(answer.status)).as_bytes());
    for (name, value) in &answer.headers {
        out.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
    }
    if answer.header("content-length").is_none() && answer.status != 204 {
        out.extend_from_slice(format!("content-length: {}\r\n", body.len()).as_bytes());
    }
    out.extend_from_slice(b"\r\n");
    out.extend_from_slice(&body);
}

/// The words after a status, which nobody should read.
fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        204 => "No Content",
        304 => "Not Modified",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        409 => "Conflict",
        412 => "Precondition Failed",
        422 => "Unprocessable Content",
        424 => "Failed Dependency",
        _ if status < 400 => "OK",
        _ => "Error",
    }
}
