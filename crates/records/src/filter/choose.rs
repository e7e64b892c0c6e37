//! `if … then … else …` in SQL, as a condition and as a value.

use super::{Operand, Wanted, aligned, as_cell, operand, truth, unsupported};
use crate::codec::Codec;
use crate::error::Result;
use crate::select::Select;
use feel::{Expr, Value};
use store::sql::{CaseStatement, Expr as Sql, ExprTrait};

/// The condition that holds where the branch that is taken is as wanted. What is null is not.
pub(super) fn decided(
    select: &mut Select<'_>,
    condition: &Expr,
    then: &Expr,
    otherwise: &Expr,
    wanted: Wanted,
) -> Result<Sql> {
    let condition = truth(select, condition, Wanted::True)?;
    let (then, otherwise) = (truth(select, then, wanted)?, truth(select, otherwise, wanted)?);
    let flag = |answer: Sql| Sql::Case(Box::new(CaseStatement::new().case(answer, 1_i64).finally(0_i64)));
    let taken = CaseStatement::new().case(condition, flag(then)).finally(flag(otherwise));
    Ok(Sql::Case(Box::new(taken)).eq(1_i64))
}

/// The value of the branch that is taken. A condition that is null takes the second, as in FEEL.
pub(super) fn chosen(
    select: &mut Select<'_>,
    whole: &Expr,
    condition: &Expr,
    then: &Expr,
    otherwise: &Expr,
) -> Result<Operand> {
    let condition = truth(select, condition, Wanted::True)?;
    let (then, otherwise) = (operand(select, then)?, operand(select, otherwise)?);
    if is_null(&then) && is_null(&otherwise) {
        return Ok(Operand::Known(Value::Null));
    }
    let (then, otherwise, codec) = branches(then, otherwise).ok_or_else(|| unsupported(whole))?;
    let case = CaseStatement::new().case(condition, then).finally(otherwise);
    Ok(Operand::Cell { sql: Sql::Case(Box::new(case)), codec })
}

fn is_null(operand: &Operand) -> bool {
    matches!(operand, Operand::Known(Value::Null))
}

/// Both branches as cells of one codec.
fn branches(then: Operand, otherwise: Operand) -> Option<(Sql, Sql, Codec)> {
    let null = || Sql::cust("NULL");
    let beside = Operand::Known(Value::Null);
    if is_null(&then) {
        let (sql, codec) = as_cell(otherwise, &beside)?;
        return Some((null(), sql, codec));
    }
    let (first, a) = as_cell(then, &beside)?;
    if is_null(&otherwise) {
        return Some((first, null(), a));
    }
    let (second, b) = as_cell(otherwise, &beside)?;
    let codec = match (a, b) {
        (Codec::Integer | Codec::Scaled(_), Codec::Integer | Codec::Scaled(_)) if a != b => {
            let digits = |codec| if let Codec::Scaled(digits) = codec { digits } else { 0 };
            Codec::Scaled(Ord::max(digits(a), digits(b)))
        }
        _ => a,
    };
    let (first, second) = aligned(first, a, second, b).ok()?;
    Some((first, second, codec))
}
