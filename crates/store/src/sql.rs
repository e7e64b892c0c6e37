//! Builders of SQL statements (sea-query) and the expressions the two databases spell differently.
//!
//! What needs no function here because both databases agree: comparisons, `+ - *`, `sum`, `count`, `min`, `max`,
//! `coalesce`, `case`, row values for keyset paging, and the order of text, which is that of code points.
//! They do not agree on where empty values sort: say it with `order_by_with_nulls`.

pub use sea_query::{
    Alias, Asterisk, CaseStatement, CommonTableExpression, Cond, Condition, DeleteStatement, DynIden, Expr, ExprTrait,
    Func, FunctionCall, Iden, InsertStatement, IntoColumnRef, IntoIden, JoinType, LikeExpr, LockBehavior, LockType,
    NullOrdering, OnConflict, Order, OrderedStatement, OverStatement, Query, QueryStatementBuilder, ReturningClause,
    SelectStatement, SimpleExpr, SubQueryStatement, TableRef, UnionType, UpdateStatement, Value, Values,
    WindowStatement, WithClause,
};

use crate::plan::Dialect;

/// A part of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DatePart {
    Year,
    Quarter,
    Month,
    Day,
    /// Monday is 1, Sunday is 7.
    Weekday,
}

/// What a date is rounded down to, for grouping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateUnit {
    Year,
    Quarter,
    Month,
    /// Monday begins it.
    Week,
}

/// Microseconds in a day.
pub const DAY: i64 = 86_400_000_000;

/// Puts `parts` where `{}` stands in `sql`, in order.
pub(crate) fn custom(dialect: Dialect, sql: &str, parts: Vec<Expr>) -> Expr {
    let mut text = String::with_capacity(sql.len() + 8);
    for (index, piece) in sql.split("{}").enumerate() {
        if index > 0 {
            match dialect {
                Dialect::Sqlite => text.push('?'),
                Dialect::Postgres => text.push_str(&format!("${index}")),
            }
        }
        text.push_str(piece);
    }
    Expr::cust_with_exprs(text, parts)
}

fn function(name: &'static str, parts: Vec<Expr>) -> Expr {
    Func::cust(name).args(parts).into()
}

/// Text in small letters, in any script.
pub fn lower(text: impl Into<Expr>, dialect: Dialect) -> Expr {
    match dialect {
        Dialect::Sqlite => function("lower", vec![text.into()]),
        // The order by code point knows ASCII letters only; another one is lent for the letters.
        Dialect::Postgres => {
            custom(dialect, "(lower(CAST({} AS text) COLLATE \"und-x-icu\") COLLATE \"C\")", vec![text.into()])
        }
    }
}

/// Text in capital letters, in any script.
pub fn upper(text: impl Into<Expr>, dialect: Dialect) -> Expr {
    match dialect {
        Dialect::Sqlite => function("upper", vec![text.into()]),
        Dialect::Postgres => {
            custom(dialect, "(upper(CAST({} AS text) COLLATE \"und-x-icu\") COLLATE \"C\")", vec![text.into()])
        }
    }
}

/// How many characters a text has.
pub fn length(text: impl Into<Expr>) -> Expr {
    function("length", vec![text.into()])
}

/// The texts one after another; a missing one makes all of it missing.
pub fn concat(parts: impl IntoIterator<Item = Expr>, dialect: Dialect) -> Expr {
    let parts: Vec<Expr> = parts.into_iter().collect();
    let sql = vec!["CAST({} AS text)"; parts.len().max(1)].join(" || ");
    if parts.is_empty() { Expr::val("") } else { custom(dialect, &format!("({sql})"), parts) }
}

/// The characters from `start` on, counted from 1, or from the end when negative; at most `count`.
pub fn substring(text: impl Into<Expr>, start: i64, count: Option<i64>, dialect: Dialect) -> Expr {
    let text = text.into();
    let start = if start < 0 { length(text.clone()).add(start + 1) } else { Expr::val(Ord::max(start, 1)) };
    match count {
        Some(count) => custom(
            dialect,
            "substr({}, CAST({} AS integer), CAST({} AS integer))",
            vec![text, start, Expr::val(count.clamp(0, i64::from(i32::MAX)))],
        ),
        None => custom(dialect, "substr({}, CAST({} AS integer))", vec![text, start]),
    }
}

/// Where `part` stands in `text`, counted from 1; 0 when it does not.
pub fn position(text: impl Into<Expr>, part: impl Into<Expr>, dialect: Dialect) -> Expr {
    function(if dialect == Dialect::Sqlite { "instr" } else { "strpos" }, vec![text.into(), part.into()])
}

/// Whether `text` contains `part`, letter by letter; fold both for a search that ignores case.
pub fn contains(text: impl Into<Expr>, part: impl Into<Expr>, dialect: Dialect) -> Expr {
    position(text, part, dialect).gt(0)
}

/// Whether `text` contains `part` in any case, in any script.
pub fn contains_folded(text: impl Into<Expr>, part: &str, dialect: Dialect) -> Expr {
    contains(lower(text, dialect), part.to_lowercase(), dialect)
}

/// Whether `text` begins with `prefix`, letter by letter; an index on the column serves it.
pub fn starts_with(text: impl Into<Expr>, prefix: &str) -> Expr {
    let text = text.into();
    let from = text.clone().gte(prefix);
    match after(prefix) {
        Some(end) => from.and(text.lt(end)),
        None => from,
    }
}

/// Whether `text` ends with `suffix`, letter by letter.
pub fn ends_with(text: impl Into<Expr>, suffix: &str, dialect: Dialect) -> Expr {
    let text = text.into();
    let count = suffix.chars().count() as i64;
    if count == 0 {
        return text.is_not_null();
    }
    length(text.clone()).gte(count).and(substring(text, -count, None, dialect).eq(suffix))
}

/// Whether `text` has what a pattern describes somewhere in it.
///
/// The pattern is one that both databases read alike, as `feel::portable_pattern` writes it; another one is an error
/// of the database, or means different things to the two. Takes time in proportion to the text.
pub fn matches(text: impl Into<Expr>, pattern: &str, dialect: Dialect) -> Expr {
    let parts = vec![text.into(), Expr::val(pattern)];
    match dialect {
        Dialect::Sqlite => function("store_matches", parts),
        // The patterns have neither classes nor letters of any case, so the order of text decides nothing.
        Dialect::Postgres => custom(dialect, "((CAST({} AS text) COLLATE \"C\") ~ CAST({} AS text))", parts),
    }
}

/// The first text, by code point, that no longer begins with `prefix`.
fn after(prefix: &str) -> Option<String> {
    let mut characters: Vec<char> = prefix.chars().collect();
    while let Some(last) = characters.pop() {
        // The code points between these two are no characters.
        let next = if last == '\u{D7FF}' { Some('\u{E000}') } else { char::from_u32(u32::from(last) + 1) };
        if let Some(next) = next {
            characters.push(next);
            return Some(characters.into_iter().collect());
        }
    }
    None
}

/// Text as a `LIKE` pattern that means itself, with `\` as the escape; note that SQLite's `LIKE` ignores ASCII case.
pub fn like_escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '%' | '_' | '\\') {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// A part of a date that is held as days since 1970-01-01.
pub fn date_part(part: DatePart, days: impl Into<Expr>, dialect: Dialect) -> Expr {
    match dialect {
        Dialect::Sqlite => {
            let name = match part {
                DatePart::Year => "store_year",
                DatePart::Quarter => "store_quarter",
                DatePart::Month => "store_month",
                DatePart::Day => "store_day",
                DatePart::Weekday => "store_weekday",
            };
            function(name, vec![days.into()])
        }
        Dialect::Postgres => {
            let field = match part {
                DatePart::Year => "year",
                DatePart::Quarter => "quarter",
                DatePart::Month => "month",
                DatePart::Day => "day",
                DatePart::Weekday => "isodow",
            };
            custom(
                dialect,
                &format!("CAST(extract({field} FROM (date '1970-01-01' + CAST({{}} AS integer))) AS bigint)"),
                vec![days.into()],
            )
        }
    }
}

/// The first day of the year, quarter, month or week a date is in; both are days since 1970-01-01.
pub fn date_floor(unit: DateUnit, days: impl Into<Expr>, dialect: Dialect) -> Expr {
    match dialect {
        Dialect::Sqlite => {
            let name = match unit {
                DateUnit::Year => "store_year_start",
                DateUnit::Quarter => "store_quarter_start",
                DateUnit::Month => "store_month_start",
                DateUnit::Week => "store_week_start",
            };
            function(name, vec![days.into()])
        }
        Dialect::Postgres => {
            let field = match unit {
                DateUnit::Year => "year",
                DateUnit::Quarter => "quarter",
                DateUnit::Month => "month",
                DateUnit::Week => "week",
            };
            let sql = format!(
                "CAST(CAST(date_trunc('{field}', CAST(date '1970-01-01' + CAST({{}} AS integer) AS timestamp)) AS date) - date '1970-01-01' AS bigint)"
            );
            custom(dialect, &sql, vec![days.into()])
        }
    }
}

/// A time (microseconds since 1970 UTC) as the clocks of an IANA zone showed it, again as microseconds since 1970.
pub fn in_zone(micros: impl Into<Expr>, zone: &str, dialect: Dialect) -> Expr {
    match dialect {
        Dialect::Sqlite => function("store_in_zone", vec![micros.into(), Expr::val(zone)]),
        Dialect::Postgres => custom(
            dialect,
            "CAST(extract(epoch FROM ((timestamptz '1970-01-01 00:00+00' + {} * interval '1 microsecond') AT TIME ZONE CAST({} AS text))) * 1000000 AS bigint)",
            vec![micros.into(), Expr::val(zone)],
        ),
    }
}

/// The day (since 1970-01-01) of a time in microseconds.
pub fn day_of(micros: impl Into<Expr>, dialect: Dialect) -> Expr {
    floor_divide(micros, DAY, dialect)
}

/// The hour of the day, 0 to 23, of a time in microseconds.
pub fn hour_of(micros: impl Into<Expr>, dialect: Dialect) -> Expr {
    floor_divide(floor_modulo(micros, DAY, dialect), 3_600_000_000, dialect)
}

/// The minute of the hour, 0 to 59, of a time in microseconds.
pub fn minute_of(micros: impl Into<Expr>, dialect: Dialect) -> Expr {
    floor_divide(floor_modulo(micros, 3_600_000_000, dialect), 60_000_000, dialect)
}

/// The second of the minute, 0 to 59, of a time in microseconds.
pub fn second_of(micros: impl Into<Expr>, dialect: Dialect) -> Expr {
    floor_divide(floor_modulo(micros, 60_000_000, dialect), 1_000_000, dialect)
}

/// Whole numbers divided and rounded towards zero; nothing when the divisor is zero.
pub fn divide(left: impl Into<Expr>, right: impl Into<Expr>) -> Expr {
    left.into().div(function("nullif", vec![right.into(), Expr::val(0)]))
}

/// The rest of [`divide`], with the sign of `left`; nothing when the divisor is zero.
pub fn modulo(left: impl Into<Expr>, right: impl Into<Expr>) -> Expr {
    left.into().modulo(function("nullif", vec![right.into(), Expr::val(0)]))
}

/// Whole numbers divided and rounded down; `by` is positive.
pub fn floor_divide(value: impl Into<Expr>, by: i64, dialect: Dialect) -> Expr {
    match dialect {
        Dialect::Sqlite => function("store_div", vec![value.into(), Expr::val(by)]),
        Dialect::Postgres => custom(dialect, "CAST(div({} - mod(mod({}, {}) + {}, {}), {}) AS bigint)", {
            let value = value.into();
            vec![value.clone(), value, Expr::val(by), Expr::val(by), Expr::val(by), Expr::val(by)]
        }),
    }
}

/// The rest of [`floor_divide`], never negative.
pub fn floor_modulo(value: impl Into<Expr>, by: i64, dialect: Dialect) -> Expr {
    match dialect {
        Dialect::Sqlite => function("store_mod", vec![value.into(), Expr::val(by)]),
        Dialect::Postgres => custom(
            dialect,
            "mod(mod({}, {}) + {}, {})",
            vec![value.into(), Expr::val(by), Expr::val(by), Expr::val(by)],
        ),
    }
}

/// The average as a float on both databases.
pub fn average(value: impl Into<Expr>, dialect: Dialect) -> Expr {
    custom(dialect, "CAST(avg({}) AS double precision)", vec![value.into()])
}

/// A whole number of what is one already by another type, such as a sum.
pub fn whole(value: impl Into<Expr>) -> Expr {
    value.into().cast_as("bigint")
}

/// Any value as text.
pub fn as_text(value: impl Into<Expr>) -> Expr {
    value.into().cast_as("text")
}

/// Whether a row with this [`crate::Tx::stamp`] is final: no transaction that may still commit has the same or a smaller one.
///
/// Who follows a log reads only such rows, in the order of stamp and id, and so misses none. On PostgreSQL
/// a long transaction anywhere on the server, in another database, too, delays that.
pub fn settled(stamp: impl Into<Expr>, dialect: Dialect) -> Expr {
    match dialect {
        Dialect::Sqlite => stamp.into().is_not_null(),
        Dialect::Postgres => custom(
            dialect,
            "({} < (SELECT value FROM store_meta WHERE name = 'stamp') + CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint))",
            vec![stamp.into()],
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::{after, like_escape};

    #[test]
    fn the_text_after_a_prefix_does_not_begin_with_it() {
        assert_eq!(after("ab"), Some("ac".to_owned()));
        assert_eq!(after("a\u{10FFFF}"), Some("b".to_owned()));
        assert_eq!(after("\u{D7FF}"), Some("\u{E000}".to_owned()));
        assert_eq!(after("\u{10FFFF}"), None);
        assert_eq!(after(""), None);
    }

    #[test]
    fn a_pattern_means_itself() {
        assert_eq!(like_escape("50%_\\"), "50\\%\\_\\\\");
    }
}
