//! A batch as `multipart/mixed`. OData Protocol 11.7.7; RFC 2046, section 5.1.

use super::{Answer, Batch, Format, Request, bad, http};
use crate::Problem;

/// What the ids begin with that we give to requests without one; no id of a client does.
const UNNAMED: char = '#';

/// Parses a body whose parts are requests and change sets.
pub(super) fn parse(content_type: &str, body: &[u8]) -> Result<Batch, Problem> {
    let mut requests = Vec::new();
    for (index, part) in parts(content_type, body)?.into_iter().enumerate() {
        let (headers, content) = http::head(part)?;
        let kind = super::header(&headers, "content-type").unwrap_or_default();
        if !kind.to_ascii_lowercase().starts_with("multipart/mixed") {
            requests.push(request(&headers, content, None, format!("{UNNAMED}{}", index + 1))?);
            continue;
        }
        let group = format!("changeset-{}", index + 1);
        for (inner, part) in parts(kind, content)?.into_iter().enumerate() {
            let (headers, content) = http::head(part)?;
            let id = format!("{UNNAMED}{}.{}", index + 1, inner + 1);
            requests.push(request(&headers, content, Some(group.clone()), id)?);
        }
    }
    Ok(Batch { format: Format::Multipart, requests })
}

fn request(
    part: &[(String, String)],
    content: &[u8],
    group: Option<String>,
    fallback: String,
) -> Result<Request, Problem> {
    let message = http::request(content)?;
    // The id stands in the part's header, or, from some clients, in the request's.
    let id = super::header(part, "content-id").or_else(|| super::header(&message.headers, "content-id"));
    let id = id.map_or(fallback, str::to_owned);
    let (depends_on, condition) = (Vec::new(), None);
    let (method, url, headers, body) = (message.method, message.url, message.headers, message.body);
    Ok(Request { id, group, method, url, headers, body, depends_on, condition })
}

/// The parts between the boundary lines.
fn parts<'b>(content_type: &str, body: &'b [u8]) -> Result<Vec<&'b [u8]>, Problem> {
    let boundary = boundary(content_type).ok_or_else(|| bad("multipart/mixed needs a boundary"))?;
    let delimiter = format!("--{boundary}");
    let mut parts = Vec::new();
    let mut start: Option<usize> = None;
    let mut offset = 0;
    for line in body.split_inclusive(|byte| *byte == b'\n') {
        if let Some(after) = line.strip_prefix(delimiter.as_bytes()) {
            let after = after.trim_ascii();
            if after.is_empty() || after == b"--" {
                if let Some(start) = start {
                    parts.push(without_line_end(&body[start..offset]));
                }
                if after == b"--" {
                    return Ok(parts);
                }
                start = Some(offset + line.len());
            }
        }
        offset += line.len();
    }
    Err(bad(format!("the body has no closing line \"{delimiter}--\"")))
}

/// The line end before a boundary belongs to the boundary.
fn without_line_end(part: &[u8]) -> &[u8] {
    let part = part.strip_suffix(b"\n").unwrap_or(part);
    part.strip_suffix(b"\r").unwrap_or(part)
}

fn boundary(content_type: &str) -> Option<&str> {
    content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches('"');
        let valid = name.trim().eq_ignore_ascii_case("boundary") && (1..=70).contains(&value.len());
        valid.then_some(value)
    })
}

/// Writes the answers; returns the content type with the boundary and the body.
///
/// A change set that failed is answered with one response instead of a part of parts.
pub(super) fn write(answers: &[(Request, Answer)]) -> (String, Vec<u8>) {
    let boundary = free_boundary("batch", answers);
    let inner = free_boundary("changeset", answers);
    let mut out = Vec::new();
    let mut rest = answers;
    while let Some((request, _)) = rest.first() {
        let count = match &request.group {
            None => 1,
            Some(group) => rest.iter().take_while(|(request, _)| request.group.as_ref() == Some(group)).count(),
        };
        let (these, after) = rest.split_at(count);
        rest = after;
        out.extend_from_slice(format!("--{boundary}\r\n").as_bytes());
        let failed = these.iter().find(|(_, answer)| !answer.is_success() && answer.status != 424);
        if request.group.is_none() {
            these.iter().for_each(|(request, answer)| part(request, answer, &mut out));
        } else if let Some((request, answer)) = failed {
            part(request, answer, &mut out);
        } else {
            out.extend_from_slice(format!("content-type: multipart/mixed; boundary={inner}\r\n\r\n").as_bytes());
            for (request, answer) in these {
                out.extend_from_slice(format!("--{inner}\r\n").as_bytes());
                part(request, answer, &mut out);
            }
            out.extend_from_slice(format!("--{inner}--\r\n").as_bytes());
        }
    }
    out.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    (format!("multipart/mixed; boundary={boundary}"), out)
}

fn part(request: &Request, answer: &Answer, out: &mut Vec<u8>) {
    out.extend_from_slice(b"content-type: application/http\r\ncontent-transfer-encoding: binary\r\n");
    if !request.id.starts_with(UNNAMED) {
        out.extend_from_slice(format!("content-id: {}\r\n", request.id).as_bytes());
    }
    out.extend_from_slice(b"\r\n");
    http::write(answer, out);
    out.extend_from_slice(b"\r\n");
}

/// A boundary that stands in none of the answers.
fn free_boundary(kind: &str, answers: &[(Request, Answer)]) -> String {
    let mut text = Vec::new();
    answers.iter().for_each(|(_, answer)| http::write(answer, &mut text));
    (0..)
        .map(|number| format!("{kind}-response-{number}"))
        .find(|boundary| !text.windows(boundary.len()).any(|window| window == boundary.as_bytes()))
        .expect("there are more boundaries than bytes in the answers")
}
