//! Literals, checked in their form.

use super::address::Name;

/// A literal, checked in its form. Numbers and times keep the text as written, so
/// that nothing is lost before the type of the other operand is known.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    Null,
    Boolean(bool),
    /// An integer or decimal number, perhaps with an exponent.
    Number(String),
    /// `NaN`, `INF`, `-INF`
    NotFinite(NotFinite),
    Guid(String),
    Date(String),
    DateTimeOffset(String),
    TimeOfDay(String),
    Duration(String),
    String(String),
    Binary(Vec<u8>),
    Enum {
        type_name: Name,
        members: Vec<String>,
    },
    Geo {
        system: GeoSystem,
        srid: u32,
        shape: Shape,
    },
}

/// The numbers of IEEE 754 that are none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotFinite {
    NaN,
    PositiveInfinity,
    NegativeInfinity,
}

/// Round earth or flat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GeoSystem {
    Geography,
    Geometry,
}

/// A position: longitude, latitude, then elevation and measure when given.
pub type Position = Vec<f64>;

/// A shape of a geography or geometry literal.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    Point(Position),
    LineString(Vec<Position>),
    Polygon(Vec<Vec<Position>>),
    MultiPoint(Vec<Position>),
    MultiLineString(Vec<Vec<Position>>),
    MultiPolygon(Vec<Vec<Vec<Position>>>),
    Collection(Vec<Shape>),
}
