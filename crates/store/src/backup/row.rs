//! The encoding of rows: a tag for the kind of each value, whole numbers in as few bytes as they need.

use std::io::Read;

use crate::error::{Error, Result};
use crate::param::Param;
use crate::row::{Cell, Row};

const NULL: u8 = 0;
const INT: u8 = 1;
const FLOAT: u8 = 2;
const TEXT: u8 = 3;
const BYTES: u8 = 4;

/// Appends a row. Yes and no are whole numbers, as [`Cell`] has them.
pub(super) fn encode(row: &Row<'_>, out: &mut Vec<u8>) {
    for column in 0..row.len() {
        match row.cell(column) {
            Cell::Null => out.push(NULL),
            Cell::Int(value) => {
                out.push(INT);
                // Small numbers of either sign are short when the sign is the last bit.
                number(((value << 1) ^ (value >> 63)) as u64, out);
            }
            Cell::Float(value) => {
                out.push(FLOAT);
                out.extend_from_slice(&value.to_bits().to_be_bytes());
            }
            Cell::Text(value) => {
                out.push(TEXT);
                number(value.len() as u64, out);
                out.extend_from_slice(value.as_bytes());
            }
            Cell::Bytes(value) => {
                out.push(BYTES);
                number(value.len() as u64, out);
                out.extend_from_slice(value);
            }
        }
    }
}

/// Seven bits a byte, the lowest first; the eighth says that more follow.
fn number(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Reads the next value.
pub(super) fn decode(from: &mut impl Read) -> Result<Param> {
    Ok(match byte(from)? {
        NULL => Param::Null,
        INT => {
            let value = length(from)?;
            Param::Int((value >> 1) as i64 ^ -((value & 1) as i64))
        }
        FLOAT => {
            let mut bits = [0; 8];
            from.read_exact(&mut bits).map_err(broken)?;
            Param::Float(f64::from_bits(u64::from_be_bytes(bits)))
        }
        TEXT => Param::Text(String::from_utf8(bytes(from)?).map_err(broken)?),
        BYTES => Param::Bytes(bytes(from)?),
        _ => return Err(broken("an unknown kind of value")),
    })
}

fn bytes(from: &mut impl Read) -> Result<Vec<u8>> {
    let length = length(from)?;
    let mut bytes = Vec::new();
    // The length is not trusted with an allocation of its size.
    from.take(length).read_to_end(&mut bytes).map_err(broken)?;
    if bytes.len() as u64 == length { Ok(bytes) } else { Err(broken("a value is cut off")) }
}

fn length(from: &mut impl Read) -> Result<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let byte = byte(from)?;
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Ok(value);
        }
    }
    Err(broken("a number is too long"))
}

fn byte(from: &mut impl Read) -> Result<u8> {
    let mut byte = [0];
    from.read_exact(&mut byte).map_err(broken)?;
    Ok(byte[0])
}

fn broken(error: impl ToString) -> Error {
    Error::Corrupt(format!("the backup: {}", error.to_string()))
}
