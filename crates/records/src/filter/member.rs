//! `value in (test, test, …)` in SQL, and whether a choice is among those chosen.

use super::compare::{Bounded, bound, compare_exprs, wrong_type};
use super::{Operand, Wanted, always, bind, fold, operand, unsupported};
use crate::codec::Codec;
use crate::error::Result;
use crate::select::Select;
use feel::{BinaryOp, Expr, ExprKind, Value};
use std::ops::Bound;
use store::sql::{self, Expr as Sql, ExprTrait};

pub(super) fn membership(select: &mut Select<'_>, value: &Expr, tests: &[Expr], wanted: Wanted) -> Result<Sql> {
    let mut flat = Vec::new();
    for test in tests {
        match &test.kind {
            ExprKind::List(items) => flat.extend(items.iter()),
            _ => flat.push(test),
        }
    }
    if let Some(sql) = plain_list(select, value, &flat, wanted)? {
        return Ok(sql);
    }
    let mut all: Option<Sql> = None;
    for test in flat {
        let one = one_test(select, value, test, wanted)?;
        all = Some(match (all, wanted) {
            (None, _) => one,
            (Some(before), Wanted::True) => before.or(one),
            (Some(before), Wanted::False) => before.and(one),
        });
    }
    Ok(all.unwrap_or_else(|| always(wanted == Wanted::False)))
}

/// `value in (1, 2, 3)` as IN, when the value is a cell and the tests are known.
fn plain_list(select: &mut Select<'_>, value: &Expr, tests: &[&Expr], wanted: Wanted) -> Result<Option<Sql>> {
    if tests.len() < 2
        || !tests.iter().all(|test| matches!(test.kind, ExprKind::Literal(ref value) if !value.is_null()))
    {
        return Ok(None);
    }
    let Operand::Cell { sql, codec } = operand(select, value)? else { return Ok(None) };
    if codec == Codec::Choices {
        return Ok(None);
    }
    let mut params = Vec::with_capacity(tests.len());
    for test in tests {
        let ExprKind::Literal(value) = &test.kind else { return Ok(None) };
        match bound(codec, value).ok_or_else(|| wrong_type(codec, value))? {
            Bounded::Exact(param) => params.push(bind(param)),
            Bounded::Between { .. } => {}
        }
    }
    Ok(Some(match wanted {
        Wanted::True => sql.is_in(params),
        Wanted::False => sql.clone().is_not_in(params).or(sql.is_null()),
    }))
}

fn one_test(select: &mut Select<'_>, value: &Expr, test: &Expr, wanted: Wanted) -> Result<Sql> {
    match &test.kind {
        ExprKind::Test(op, against) => compare_exprs(select, *op, value, against, wanted),
        ExprKind::Range(start, end) => {
            let mut ends = Vec::new();
            match start {
                Bound::Included(low) => ends.push(compare_exprs(select, BinaryOp::Ge, value, low, wanted)?),
                Bound::Excluded(low) => ends.push(compare_exprs(select, BinaryOp::Gt, value, low, wanted)?),
                Bound::Unbounded => {}
            }
            match end {
                Bound::Included(high) => ends.push(compare_exprs(select, BinaryOp::Le, value, high, wanted)?),
                Bound::Excluded(high) => ends.push(compare_exprs(select, BinaryOp::Lt, value, high, wanted)?),
                Bound::Unbounded => {}
            }
            let joined = ends.into_iter().reduce(|low, high| match wanted {
                Wanted::True => low.and(high),
                Wanted::False => low.or(high),
            });
            joined.ok_or_else(|| unsupported(test))
        }
        _ => {
            if let Operand::Cell { sql, codec: Codec::Choices } = operand(select, test)? {
                let chosen = operand(select, value)?;
                return has_choice(select, sql, &chosen, wanted).ok_or_else(|| unsupported(test));
            }
            if let Some(Value::List(items)) = fold(select, test) {
                let literals: Vec<Expr> = items.iter().cloned().map(Expr::literal).collect();
                return membership(select, value, &literals, wanted);
            }
            compare_exprs(select, BinaryOp::Eq, value, test, wanted)
        }
    }
}

/// Whether the cell of several choices holds one.
pub(super) fn has_choice(select: &Select<'_>, cell: Sql, chosen: &Operand, wanted: Wanted) -> Option<Sql> {
    let Operand::Known(Value::Text(choice)) = chosen else { return None };
    let found = sql::contains(cell.clone(), format!("|{choice}|"), select.asking.dialect);
    Some(match wanted {
        Wanted::True => found,
        // No choice at all is an empty list, which does not contain this one.
        Wanted::False => found.not().or(cell.is_null()),
    })
}
