//! A plain HTTP/1.1 client for the single requests around the runs: one connection each, the whole answer in memory.

use anyhow::{Context, Result};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// An answer.
pub struct Answer {
    pub status: u16,
    head: String,
    pub body: Vec<u8>,
}

impl Answer {
    /// The values of a header, in order.
    pub fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.head
            .lines()
            .filter_map(|line| line.split_once(':'))
            .filter(move |(found, _)| found.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim())
    }

    /// The body as text, as far as it is.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// Headers beside those every request has.
pub type Headers<'a> = [(&'a str, &'a str)];

/// Asks for `target`.
///
/// # Errors
/// When the server cannot be reached or breaks the protocol.
pub fn get(address: SocketAddr, target: &str, headers: &Headers<'_>) -> Result<Answer> {
    send(address, "GET", target, headers, b"")
}

/// Sends a request on a connection of its own.
///
/// # Errors
/// When the server cannot be reached or breaks the protocol.
pub fn send(address: SocketAddr, method: &str, target: &str, headers: &Headers<'_>, body: &[u8]) -> Result<Answer> {
    let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(2))?;
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    let mut all = vec![("connection", "close")];
    all.extend_from_slice(headers);
    stream.write_all(&request(address, method, target, &all, body))?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    parse(&bytes)
}

/// The bytes of a request (RFC 9112).
pub fn request(address: SocketAddr, method: &str, target: &str, headers: &Headers<'_>, body: &[u8]) -> Vec<u8> {
    let mut bytes = format!("{method} {target} HTTP/1.1\r\nhost: {address}\r\n").into_bytes();
    for (name, value) in headers {
        bytes.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
    }
    if !body.is_empty() {
        bytes.extend_from_slice(format!("content-length: {}\r\n", body.len()).as_bytes());
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(body);
    bytes
}

fn parse(bytes: &[u8]) -> Result<Answer> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").context("no end of headers")?;
    let head = std::str::from_utf8(&bytes[..end])?.to_owned();
    let status = head.get(9..12).context("no status")?.parse()?;
    let mut answer = Answer { status, head, body: bytes[end + 4..].to_vec() };
    let chunked = answer.headers("transfer-encoding").any(|value| value.eq_ignore_ascii_case("chunked"));
    if chunked {
        answer.body = unchunk(&answer.body)?;
    }
    Ok(answer)
}

/// RFC 9112, 7.1: chunks, each with its length in hexadecimal before it.
fn unchunk(mut rest: &[u8]) -> Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let line = rest.windows(2).position(|window| window == b"\r\n").context("a chunk without a length")?;
        let size = std::str::from_utf8(&rest[..line])?.split(';').next().unwrap_or_default();
        let length = usize::from_str_radix(size.trim(), 16)?;
        if length == 0 {
            return Ok(body);
        }
        let chunk = rest.get(line + 2..line + 2 + length).context("a chunk that is cut off")?;
        body.extend_from_slice(chunk);
        rest = rest.get(line + 4 + length..).context("a chunk that is cut off")?;
    }
}

/// Text as a part of a URL (RFC 3986, 2.1): everything but unreserved characters in percent.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(byte as char),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_are_put_together() {
        let answer = parse(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
        assert_eq!(answer.expect("an answer").text(), "abcde");
    }

    #[test]
    fn letters_of_other_scripts_are_escaped() {
        assert_eq!(escape("a b=Щ"), "a%20b%3D%D0%A9");
    }
}
