//! Texts computed in SQL: trimmed, cut before a part, joined, numbers written as text.

use super::{Operand, operand, text_operand, unsupported};
use crate::codec::Codec;
use crate::error::Result;
use crate::select::Select;
use feel::{Expr, ExprKind, Value};
use store::sql::{self, CaseStatement, Expr as Sql, ExprTrait, Func};

/// How FEEL says that blanks are taken from both ends.
const ENDS: &str = "^\\s+|\\s+$";

/// What `\s` stands for: the letters of Unicode that are White_Space.
const BLANKS: &str = "\t\n\u{b}\u{c}\r \u{85}\u{a0}\u{1680}\u{2000}\u{2001}\u{2002}\u{2003}\u{2004}\u{2005}\u{2006}\
                      \u{2007}\u{2008}\u{2009}\u{200a}\u{2028}\u{2029}\u{202f}\u{205f}\u{3000}";

/// A function of texts; nothing when it is none of these.
///
/// # Errors
/// [`crate::Error::Query`] for operands that are no texts, and patterns other than that of blanks at the ends.
pub(super) fn computed(
    select: &mut Select<'_>,
    expr: &Expr,
    name: &str,
    arguments: &[Expr],
) -> Result<Option<Operand>> {
    let sql = match (name, arguments) {
        ("replace", [text, pattern, with]) if is_text(pattern, ENDS) && is_text(with, "") => {
            let text = text_operand(select, text)?;
            // Both databases take the letters from both ends.
            let function = if select.asking.dialect == store::Dialect::Sqlite { "trim" } else { "btrim" };
            Func::cust(function).args([text, Sql::val(BLANKS)]).into()
        }
        ("substring before", [text, part]) => {
            let (text, part) = (text_operand(select, text)?, text_operand(select, part)?);
            before(text, part, select.asking.dialect)
        }
        ("string", [value]) => match operand(select, value)? {
            Operand::Cell { sql, codec: Codec::Text } => sql,
            Operand::Cell { sql, codec: Codec::Integer } => sql::as_text(sql),
            _ => return Err(unsupported(expr)),
        },
        _ => return Ok(None),
    };
    Ok(Some(Operand::Cell { sql, codec: Codec::Text }))
}

/// What stands before the first place of a part; an empty text when the part is not there.
fn before(text: Sql, part: Sql, dialect: store::Dialect) -> Sql {
    let place = sql::position(text.clone(), part, dialect);
    let length = CaseStatement::new().case(place.clone().gt(0_i64), place.clone().sub(1_i64)).finally(place);
    Func::cust("substr")
        .args([text, Sql::val(1_i64).cast_as("integer"), Sql::Case(Box::new(length)).cast_as("integer")])
        .into()
}

fn is_text(expr: &Expr, wanted: &str) -> bool {
    matches!(&expr.kind, ExprKind::Literal(Value::Text(text)) if **text == *wanted)
}
