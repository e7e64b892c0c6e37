//! A column by its path, or a part of the day or the moment in it.

use super::Operand;
use crate::codec::Codec;
use crate::error::Result;
use crate::select::{Column, Select};
use std::sync::Arc;
use store::sql::{self, Expr as Sql};

/// A column by its path, or a part of a date: `closed.year`.
pub(super) fn column(select: &mut Select<'_>, path: &[Arc<str>]) -> Result<Operand> {
    let cell = |column: Column| Operand::Cell { sql: column.expr(), codec: column.codec };
    if let [way @ .., part] = path
        && !way.is_empty()
        && let Some(part) = date_part_named(part)
        && let Ok(date) = select.column(way)
        && matches!(date.codec, Codec::Date | Codec::Moment)
    {
        let days = match date.codec {
            Codec::Moment => sql::day_of(date.expr(), select.asking.dialect),
            _ => date.expr(),
        };
        return Ok(Operand::Cell { sql: sql::date_part(part, days, select.asking.dialect), codec: Codec::Integer });
    }
    if let [way @ .., part] = path
        && !way.is_empty()
        && matches!(&**part, "hour" | "minute" | "second")
        && let Ok(moment) = select.column(way)
        && moment.codec == Codec::Moment
        && let Some(sql) = time_part(part, moment.expr(), select.asking.dialect)
    {
        return Ok(Operand::Cell { sql, codec: Codec::Integer });
    }
    select.column(path).map(cell)
}

/// A part of the time of day of a moment, in UTC.
fn time_part(name: &str, moment: Sql, dialect: store::Dialect) -> Option<Sql> {
    Some(match name {
        "hour" => sql::hour_of(moment, dialect),
        "minute" => sql::minute_of(moment, dialect),
        "second" => sql::second_of(moment, dialect),
        _ => return None,
    })
}

/// The part of a date that FEEL calls so.
fn date_part_named(name: &str) -> Option<sql::DatePart> {
    Some(match name {
        "year" => sql::DatePart::Year,
        "month" => sql::DatePart::Month,
        "day" => sql::DatePart::Day,
        _ => return None,
    })
}
