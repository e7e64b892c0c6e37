//! Column values straight into JSON text.

use std::io::Write;

/// A JSON object under way in a buffer.
pub struct Object<'b> {
    out: &'b mut Vec<u8>,
    begun: bool,
}

impl<'b> Object<'b> {
    pub fn begin(out: &'b mut Vec<u8>) -> Self {
        out.push(b'{');
        Self { out, begun: false }
    }

    pub fn text(&mut self, name: &str, value: &[u8]) {
        self.name(name);
        text(self.out, value);
    }

    pub fn number(&mut self, name: &str, value: i64) {
        self.name(name);
        // Writing to a vector cannot fail.
        let _ = write!(self.out, "{value}");
    }

    pub fn null(&mut self, name: &str) {
        self.name(name);
        self.out.extend_from_slice(b"null");
    }

    pub fn end(self) {
        self.out.push(b'}');
    }

    fn name(&mut self, name: &str) {
        if self.begun {
            self.out.push(b',');
        }
        self.begun = true;
        self.out.push(b'"');
        self.out.extend_from_slice(name.as_bytes());
        self.out.extend_from_slice(b"\":");
    }
}

/// RFC 8259, 7: quotation mark, reverse solidus and control characters are escaped.
fn text(out: &mut Vec<u8>, value: &[u8]) {
    out.push(b'"');
    let mut begin = 0;
    for (index, byte) in value.iter().enumerate() {
        if *byte >= 0x20 && *byte != b'"' && *byte != b'\\' {
            continue;
        }
        out.extend_from_slice(&value[begin..index]);
        begin = index + 1;
        match byte {
            b'"' | b'\\' => out.extend_from_slice(&[b'\\', *byte]),
            _ => {
                let _ = write!(out, "\\u{byte:04x}");
            }
        }
    }
    out.extend_from_slice(&value[begin..]);
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let mut out = Vec::new();
        let mut object = Object::begin(&mut out);
        object.text("name", "«Ромашка» \"a\\b\"\n".as_bytes());
        object.number("id", -7);
        object.null("none");
        object.end();
        let read: serde_json::Value = serde_json::from_slice(&out).expect("JSON");
        assert_eq!(read, serde_json::json!({ "name": "«Ромашка» \"a\\b\"\n", "id": -7, "none": null }));
    }
}
