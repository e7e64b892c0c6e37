//! Conditions over the records that a record leads to: `some`, `every`, `count`, as EXISTS and a count in SQL.
//!
//! A condition on such a record may name that record and what it leads to, the actor and constants; not the record
//! around it.

use crate::error::Result;
use crate::filter::{self, unsupported};
use crate::related::Way;
use crate::select::Select;
use feel::{Args, Binding, Domain, Expr, ExprKind, UnaryTests};
use std::ops::Bound;
use std::sync::Arc;
use store::sql::{CaseStatement, Expr as Sql, ExprTrait, Func};

/// Whether a record fulfils a condition with some, or with every one of its related records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quantifier {
    Some,
    Every,
}

/// The SQL of `some x in list satisfies condition` and its like, or of its opposite.
///
/// # Errors
/// [`crate::Error::Query`] for lists that are no related records, and conditions that SQL cannot say.
pub(crate) fn quantified(
    select: &mut Select<'_>,
    whole: &Expr,
    quantifier: Quantifier,
    bindings: &[Binding],
    condition: &Expr,
    wanted: bool,
) -> Result<Sql> {
    let [Binding { name, domain: Domain::Each(list) }] = bindings else { return Err(unsupported(whole)) };
    let Some(mut inner) = related(select, list)? else { return Err(unsupported(whole)) };
    let about = about(condition, name).ok_or_else(|| unsupported(whole))?;
    let holds = filter::condition(&mut inner, &about)?;
    // What is neither true nor false counts as not true: for `every` it speaks against it.
    let counts = match quantifier {
        Quantifier::Some => holds,
        Quantifier::Every => Sql::Case(Box::new(CaseStatement::new().case(holds, 0_i64).finally(1_i64))).eq(1_i64),
    };
    inner.statement.expr(Sql::val(1_i64)).and_where(counts);
    let found = Sql::exists(inner.statement);
    Ok(if (quantifier == Quantifier::Some) == wanted { found } else { found.not() })
}

/// The SQL of `count(list)`; nothing when the list is not made of related records.
///
/// # Errors
/// As [`quantified`].
pub(crate) fn counted(select: &mut Select<'_>, list: &Expr) -> Result<Option<Sql>> {
    let Some(mut inner) = related(select, list)? else { return Ok(None) };
    inner.statement.expr(Func::count(Sql::cust("*")));
    Ok(Some(Sql::SubQuery(None, Box::new(inner.statement.into()))))
}

/// A subquery over the records that `list` names: `contacts`, or `contacts[item.active]`.
fn related<'w>(select: &mut Select<'w>, list: &Expr) -> Result<Option<Select<'w>>> {
    if let ExprKind::Filter(list, condition) = &list.kind {
        let Some(mut inner) = related(select, list)? else { return Ok(None) };
        let about = about(condition, "item").ok_or_else(|| unsupported(condition))?;
        let holds = filter::condition(&mut inner, &about)?;
        inner.statement.and_where(holds);
        return Ok(Some(inner));
    }
    let Some(names) = list.as_names() else { return Ok(None) };
    let Some((last, way)) = names.split_last() else { return Ok(None) };
    let before: Vec<Arc<str>> = way.iter().map(|name| Arc::from(*name)).collect();
    let (alias, layout) = if before.is_empty() {
        (Arc::clone(select.main()), Arc::clone(&select.layout))
    } else {
        let (alias, layout, _) = select.join(&before)?;
        (alias, layout)
    };
    if !select.may_name(&layout, last) {
        return Ok(None);
    }
    let Some((way, target)) = Way::find(&select.asking.world.model, &layout.entity, last) else { return Ok(None) };
    let Some(target) = select.asking.world.layout(&target.name) else { return Ok(None) };
    let Some(mut inner) = select.among(&target)? else { return Ok(None) };
    if let Way::Inverse { field, .. } = &way
        && !inner.may_name(&target, field)
    {
        return Ok(None);
    }
    way.tie(&mut inner, &alias)?;
    Ok(Some(inner))
}

/// The condition in the words of the related record itself: `x.name = "a"` about `x` is `name = "a"`.
///
/// Nothing when it names anything else, or has a form that is not one of a condition.
fn about(expr: &Expr, variable: &str) -> Option<Expr> {
    let each = |items: &[Expr]| items.iter().map(|item| about(item, variable)).collect::<Option<Vec<Expr>>>();
    let one = |item: &Expr| about(item, variable).map(Box::new);
    let end = |bound: &Bound<Box<Expr>>| {
        Some(match bound {
            Bound::Included(end) => Bound::Included(one(end)?),
            Bound::Excluded(end) => Bound::Excluded(one(end)?),
            Bound::Unbounded => Bound::Unbounded,
        })
    };
    let kind = match &expr.kind {
        ExprKind::Literal(_) => return Some(expr.clone()),
        // The record itself stands for its id.
        ExprKind::Name(name) if **name == *variable => ExprKind::Name(Arc::from("id")),
        ExprKind::Name(name) if &**name == "actor" => return Some(expr.clone()),
        ExprKind::Name(_) => return None,
        ExprKind::Path(of, name) => match &of.kind {
            ExprKind::Name(first) if **first == *variable => ExprKind::Name(Arc::clone(name)),
            _ => ExprKind::Path(one(of)?, Arc::clone(name)),
        },
        ExprKind::Negate(inner) => ExprKind::Negate(one(inner)?),
        ExprKind::Binary(op, left, right) => ExprKind::Binary(*op, one(left)?, one(right)?),
        ExprKind::Between(value, low, high) => ExprKind::Between(one(value)?, one(low)?, one(high)?),
        ExprKind::In(value, tests) => ExprKind::In(one(value)?, each(tests)?),
        ExprKind::If(condition, then, otherwise) => ExprKind::If(one(condition)?, one(then)?, one(otherwise)?),
        ExprKind::List(items) => ExprKind::List(each(items)?),
        ExprKind::Test(op, value) => ExprKind::Test(*op, one(value)?),
        ExprKind::Range(low, high) => ExprKind::Range(end(low)?, end(high)?),
        ExprKind::Call(function, Args::Positional(arguments)) => {
            ExprKind::Call(function.clone(), Args::Positional(each(arguments)?))
        }
        ExprKind::Some(bindings, condition) => {
            ExprKind::Some(nested(bindings, variable)?, inner(bindings, condition, variable)?)
        }
        ExprKind::Every(bindings, condition) => {
            ExprKind::Every(nested(bindings, variable)?, inner(bindings, condition, variable)?)
        }
        // In the brackets stands another `item`.
        ExprKind::Filter(list, condition) => ExprKind::Filter(one(list)?, condition.clone()),
        ExprKind::UnaryTests(UnaryTests::Any) => return Some(Expr::literal(true)),
        _ => return None,
    };
    Some(Expr::new(kind, expr.span))
}

fn nested(bindings: &[Binding], variable: &str) -> Option<Vec<Binding>> {
    let binding = |binding: &Binding| match &binding.domain {
        Domain::Each(list) => {
            Some(Binding { name: Arc::clone(&binding.name), domain: Domain::Each(about(list, variable)?) })
        }
        Domain::Span(..) => None,
    };
    bindings.iter().map(binding).collect()
}

/// A condition about another record, which must not name the one around it.
fn inner(bindings: &[Binding], condition: &Expr, variable: &str) -> Option<Box<Expr>> {
    let hides = bindings.iter().any(|binding| *binding.name == *variable);
    (hides || !names(condition, variable)).then(|| Box::new(condition.clone()))
}

/// Whether an expression names something; said of too many rather than too few.
fn names(expr: &Expr, name: &str) -> bool {
    expr.to_string().split(|letter: char| !(letter.is_alphanumeric() || letter == '_')).any(|word| word == name)
}
