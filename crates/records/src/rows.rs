//! The rows a permit means, as SQL and for a record in memory: the same answer both ways.

use crate::error::Result;
use crate::filter;
use crate::layout::Layout;
use crate::select::Select;
use access::{Actor, RowRule, Rows};
use std::sync::Arc;
use store::sql::{Alias, Expr, ExprTrait, Query};

/// The table of shares: a record, and the user or unit it is shared with.
pub(crate) const SHARES: &str = "record_share";

/// The condition on rows of `alias`; none when every row is meant.
///
/// # Errors
/// When a policy of the definitions cannot be said in SQL; installing refuses such a policy.
pub(crate) fn condition(
    select: &mut Select<'_>,
    alias: &Arc<str>,
    layout: &Arc<Layout>,
    rows: &Rows,
) -> Result<Option<Expr>> {
    let rules = match rows {
        Rows::All => return Ok(None),
        Rows::None => return Ok(Some(never())),
        Rows::Any(rules) => rules,
    };
    let mut any: Option<Expr> = None;
    for rule in rules.iter() {
        let one = match rule {
            RowRule::Own => column(alias, "owner").eq(select.asking.actor.user),
            RowRule::Unit => match select.asking.actor.unit {
                Some(unit) => column(alias, "unit").eq(unit),
                None => continue,
            },
            RowRule::UnitTree => match select.asking.actor.units_below.len() {
                0 => continue,
                1 => column(alias, "unit").eq(select.asking.actor.units_below[0]),
                _ => column(alias, "unit").is_in(select.asking.actor.units_below.iter().copied()),
            },
            RowRule::Shared(level) => {
                if !select.asking.actor.has_shares {
                    continue;
                }
                column(alias, "id").in_subquery(shared(select.asking.actor, *level))
            }
            RowRule::Policy(policy) => policy_condition(select, alias, layout, &policy.expr)?,
            RowRule::Parent { relation, rows } => {
                let Some(slot) = layout.slot(relation) else { continue };
                let Some(target) = slot.target.as_ref().and_then(|name| select.asking.world.layout(name)) else {
                    continue;
                };
                let mut inner = select.nested(&target);
                let main = Arc::clone(inner.main());
                let Some(on) = condition(&mut inner, &main, &target, rows)? else {
                    return Ok(None);
                };
                inner.statement.column((Alias::new(&*main), Alias::new("id"))).and_where(on);
                column(alias, &slot.column).in_subquery(inner.statement)
            }
        };
        any = Some(match any {
            Some(before) => before.or(one),
            None => one,
        });
    }
    Ok(Some(any.unwrap_or_else(never)))
}

/// A policy over the entity at `alias`.
///
/// The policy's names stand for columns of that alias; away from the main table it becomes a subquery of its own.
fn policy_condition(
    select: &mut Select<'_>,
    alias: &Arc<str>,
    layout: &Arc<Layout>,
    policy: &feel::Expr,
) -> Result<Expr> {
    if alias == select.main() {
        return select.as_definitions(|select| filter::condition(select, policy));
    }
    let mut inner = select.nested(layout);
    let condition = inner.as_definitions(|inner| filter::condition(inner, policy))?;
    let main = Arc::clone(inner.main());
    inner.statement.column((Alias::new(&*main), Alias::new("id"))).and_where(condition);
    Ok(column(alias, "id").in_subquery(inner.statement))
}

/// The ids of the records that somebody else shared with the actor, at that level or a higher one.
fn shared(actor: &Actor, level: access::ShareLevel) -> store::sql::SelectStatement {
    let mut shares = Query::select();
    let principals = std::iter::once(actor.user).chain(actor.unit_and_above.iter().copied());
    shares
        .column(Alias::new("record"))
        .from(Alias::new(SHARES))
        .and_where(Expr::col(Alias::new("principal")).is_in(principals))
        .and_where(Expr::col(Alias::new("level")).gte(level.rank()))
        // Invariant: nobody keeps by a share of their own what their roles give them no more (`share.rs`).
        .and_where(Expr::col(Alias::new("by_user")).ne(actor.user));
    shares
}

fn column(alias: &Arc<str>, name: &str) -> Expr {
    Expr::col((Alias::new(&**alias), Alias::new(name)))
}

fn never() -> Expr {
    Expr::val(1_i64).eq(0_i64)
}
