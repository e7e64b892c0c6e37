//! Geography and geometry literals: `geography'SRID=0;Point(142.1 64.1)'`.

use super::ast::{GeoSystem, Literal, NotFinite, Position, Shape};
use super::cursor::{Cursor, Error};
use super::literal::{number, quoted};

/// Reads the quoted part of a literal whose prefix was read already.
pub(super) fn literal(cursor: &mut Cursor, prefix: &str) -> Result<Literal, Error> {
    let system = if prefix.eq_ignore_ascii_case("geography") { GeoSystem::Geography } else { GeoSystem::Geometry };
    quoted(cursor, |cursor| {
        let (srid, shape) = full(cursor)?;
        Ok(Literal::Geo { system, srid, shape })
    })
}

/// Reads the reference system and the shape: `SRID=4326;Point(1 2)`.
pub(super) fn full(cursor: &mut Cursor) -> Result<(u32, Shape), Error> {
    if !cursor.eat_text("SRID=") {
        return Err(cursor.unexpected("SRID="));
    }
    let at = cursor.at();
    let srid = cursor.digits().filter(|digits| digits.len() <= 5).and_then(|digits| digits.parse().ok());
    let srid = srid.ok_or_else(|| Error::new(at, "expected the number of a reference system"))?;
    cursor.expect(';')?;
    Ok((srid, shape(cursor)?))
}

fn shape(cursor: &mut Cursor) -> Result<Shape, Error> {
    cursor.count_node()?;
    let at = cursor.at();
    let name = cursor.identifier().unwrap_or_default().to_ascii_lowercase();
    match name.as_str() {
        "point" => Ok(Shape::Point(point(cursor)?)),
        "linestring" => Ok(Shape::LineString(line(cursor)?)),
        "polygon" => Ok(Shape::Polygon(some(cursor, ring)?)),
        "multipoint" => Ok(Shape::MultiPoint(many(cursor, point)?)),
        "multilinestring" => Ok(Shape::MultiLineString(many(cursor, line)?)),
        "multipolygon" => Ok(Shape::MultiPolygon(many(cursor, |cursor| some(cursor, ring))?)),
        "geometrycollection" => {
            let shapes = cursor.nested(|cursor| some(cursor, shape))?;
            Ok(Shape::Collection(shapes))
        }
        _ => Err(Error::new(at, "expected a shape such as Point or Polygon")),
    }
}

/// Reads members in parentheses, perhaps none.
fn many<T>(cursor: &mut Cursor, member: impl FnMut(&mut Cursor) -> Result<T, Error>) -> Result<Vec<T>, Error> {
    if cursor.peek() == Some('(') && cursor.peek_at(1) == Some(')') {
        cursor.advance();
        cursor.advance();
        return Ok(Vec::new());
    }
    some(cursor, member)
}

/// Reads one or more members in parentheses.
fn some<T>(cursor: &mut Cursor, mut member: impl FnMut(&mut Cursor) -> Result<T, Error>) -> Result<Vec<T>, Error> {
    cursor.expect('(')?;
    let mut members = Vec::new();
    loop {
        cursor.count_node()?;
        members.push(member(cursor)?);
        if !cursor.eat(',') {
            break;
        }
    }
    cursor.expect(')')?;
    Ok(members)
}

fn point(cursor: &mut Cursor) -> Result<Position, Error> {
    cursor.expect('(')?;
    let position = position(cursor)?;
    cursor.expect(')')?;
    Ok(position)
}

fn line(cursor: &mut Cursor) -> Result<Vec<Position>, Error> {
    let positions = some(cursor, position)?;
    if positions.len() < 2 { Err(cursor.unexpected("a line of two positions or more")) } else { Ok(positions) }
}

fn ring(cursor: &mut Cursor) -> Result<Vec<Position>, Error> {
    some(cursor, position)
}

/// Reads two to four numbers with blanks between.
fn position(cursor: &mut Cursor) -> Result<Position, Error> {
    let mut numbers = vec![coordinate(cursor)?];
    while numbers.len() < 4 && cursor.eat(' ') {
        numbers.push(coordinate(cursor)?);
    }
    if numbers.len() < 2 { Err(cursor.unexpected("a second coordinate")) } else { Ok(numbers) }
}

fn coordinate(cursor: &mut Cursor) -> Result<f64, Error> {
    if cursor.eat_text("NaN") {
        return Ok(f64::NAN);
    }
    if cursor.eat_text("INF") {
        return Ok(f64::INFINITY);
    }
    match number(cursor) {
        Some(Literal::Number(text)) => text.parse().map_err(|_| cursor.unexpected("a coordinate")),
        Some(Literal::NotFinite(NotFinite::NegativeInfinity)) => Ok(f64::NEG_INFINITY),
        _ => Err(cursor.unexpected("a coordinate")),
    }
}
