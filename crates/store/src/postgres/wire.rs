//! Values in PostgreSQL's binary format, read without copying and written without boxing.

use std::error::Error as StdError;

use bytes::{BufMut, BytesMut};
use tokio_postgres::Row;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

use crate::param::Param;
use crate::row::Cell;

/// The bytes of a value as they came over the wire.
struct Raw<'r>(Option<&'r [u8]>);

impl<'r> FromSql<'r> for Raw<'r> {
    fn from_sql(_: &Type, raw: &'r [u8]) -> Result<Self, Box<dyn StdError + Sync + Send>> {
        Ok(Raw(Some(raw)))
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn StdError + Sync + Send>> {
        Ok(Raw(None))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// The value in a column, [`Cell::Null`] beyond the last one.
pub(crate) fn cell(row: &Row, column: usize) -> Cell<'_> {
    let Ok(Raw(Some(raw))) = row.try_get::<usize, Raw<'_>>(column) else { return Cell::Null };
    let kind = row.columns()[column].type_();
    match *kind {
        Type::INT8 => fixed(raw).map_or(Cell::Null, |raw| Cell::Int(i64::from_be_bytes(raw))),
        Type::INT4 => fixed(raw).map_or(Cell::Null, |raw| Cell::Int(i32::from_be_bytes(raw).into())),
        Type::INT2 => fixed(raw).map_or(Cell::Null, |raw| Cell::Int(i16::from_be_bytes(raw).into())),
        Type::OID => fixed(raw).map_or(Cell::Null, |raw| Cell::Int(u32::from_be_bytes(raw).into())),
        Type::BOOL => Cell::Int((raw.first() == Some(&1)).into()),
        Type::FLOAT8 => fixed(raw).map_or(Cell::Null, |raw| Cell::Float(f64::from_be_bytes(raw))),
        Type::FLOAT4 => fixed(raw).map_or(Cell::Null, |raw| Cell::Float(f32::from_be_bytes(raw).into())),
        Type::NUMERIC => numeric(raw),
        Type::BYTEA => Cell::Bytes(raw),
        _ => std::str::from_utf8(raw).map_or(Cell::Bytes(raw), Cell::Text),
    }
}

fn fixed<const N: usize>(raw: &[u8]) -> Option<[u8; N]> {
    raw.try_into().ok()
}

/// A numeric: a count of base-10000 digits, the weight of the first, sign, scale, digits.
///
/// Sums of whole numbers come as numeric and are whole numbers here; what has a fraction or is
/// beyond `i64` becomes the nearest float, as SQLite would answer.
fn numeric(raw: &[u8]) -> Cell<'_> {
    let part = |index: usize| raw.get(index * 2..index * 2 + 2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
    let (Some(count), Some(weight), Some(sign)) = (part(0), part(1), part(2)) else { return Cell::Null };
    let weight = i32::from(weight as i16);
    let negative = match sign {
        0x0000 => false,
        0x4000 => true,
        0xC000 => return Cell::Float(f64::NAN),
        0xF000 => return Cell::Float(f64::NEG_INFINITY),
        _ => return Cell::Float(f64::INFINITY),
    };
    let mut whole: Option<i128> = Some(0);
    let mut float = 0.0;
    for index in 0..i32::from(count) {
        let Some(digit) = part(4 + index as usize) else { return Cell::Null };
        let exponent = weight - index;
        float += f64::from(digit) * 10_000f64.powi(exponent);
        whole = match whole {
            Some(whole) if (0..=6).contains(&exponent) => {
                Some(whole + i128::from(digit) * 10_000i128.pow(exponent as u32))
            }
            Some(whole) if digit == 0 => Some(whole),
            _ => None,
        };
    }
    let whole = whole.map(|whole| if negative { -whole } else { whole }).and_then(|whole| i64::try_from(whole).ok());
    match whole {
        Some(whole) => Cell::Int(whole),
        None => Cell::Float(if negative { -float } else { float }),
    }
}

impl ToSql for Param {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn StdError + Sync + Send>> {
        match self {
            Param::Null => return Ok(IsNull::Yes),
            Param::Int(value) => whole(*value, kind, out)?,
            Param::Bool(value) => match *kind {
                Type::BOOL => out.put_u8((*value).into()),
                _ => whole((*value).into(), kind, out)?,
            },
            Param::Float(value) => match *kind {
                Type::FLOAT8 => out.put_f64(*value),
                Type::FLOAT4 => out.put_f32(*value as f32),
                Type::NUMERIC => decimal(&value.to_string(), out)?,
                Type::TEXT | Type::VARCHAR | Type::UNKNOWN => out.put_slice(value.to_string().as_bytes()),
                _ if value.fract() == 0.0 => whole(*value as i64, kind, out)?,
                _ => return Err(format!("a number with a fraction does not fit {kind}").into()),
            },
            Param::Text(value) => out.put_slice(value.as_bytes()),
            Param::Bytes(value) => out.put_slice(value),
        }
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// A whole number in the type the statement wants.
fn whole(value: i64, kind: &Type, out: &mut BytesMut) -> Result<(), Box<dyn StdError + Sync + Send>> {
    match *kind {
        Type::INT8 => out.put_i64(value),
        Type::INT4 => out.put_i32(value.try_into()?),
        Type::INT2 => out.put_i16(value.try_into()?),
        Type::OID => out.put_u32(value.try_into()?),
        Type::BOOL => out.put_u8((value != 0).into()),
        Type::FLOAT8 => out.put_f64(value as f64),
        Type::FLOAT4 => out.put_f32(value as f32),
        Type::NUMERIC => decimal(&value.to_string(), out)?,
        Type::TEXT | Type::VARCHAR | Type::UNKNOWN => out.put_slice(value.to_string().as_bytes()),
        _ => return Err(format!("a whole number does not fit {kind}").into()),
    }
    Ok(())
}

/// A decimal number in digits as a numeric.
fn decimal(text: &str, out: &mut BytesMut) -> Result<(), Box<dyn StdError + Sync + Send>> {
    let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if whole.is_empty() || !whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit()) {
        return Err("this is no decimal number".into());
    }
    // Groups of four digits, counted from the point to both sides.
    let before = whole.len().div_ceil(4) * 4;
    let padded = format!("{whole:0>before$}{fraction:0<after$}", after = fraction.len().div_ceil(4) * 4);
    let groups: Vec<i16> = padded
        .as_bytes()
        .chunks(4)
        .map(|group| group.iter().fold(0, |sum, digit| sum * 10 + i16::from(digit - b'0')))
        .collect();
    out.put_i16(groups.len().try_into()?);
    out.put_i16((before / 4) as i16 - 1);
    out.put_u16(if negative { 0x4000 } else { 0 });
    out.put_i16(fraction.len().try_into()?);
    for group in groups {
        out.put_i16(group);
    }
    Ok(())
}
