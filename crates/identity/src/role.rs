//! Which roles a user holds. What a role may do is `access`'s matter.

use std::sync::Arc;

use model::ADMINISTRATOR;
use store::Tx;
use store::sql::{Expr, ExprTrait as _, JoinType, OnConflict, Order, Query};

use crate::error::{Error, Result, What};
use crate::table;

/// The names of the roles this user holds, in alphabetical order.
///
/// # Errors
/// [`Error::Store`].
pub fn of(tx: &mut Tx, user: i64) -> Result<Vec<Arc<str>>> {
    table::all(
        tx,
        Query::select()
            .column("role")
            .from("identity_role")
            .and_where(Expr::col("user_id").eq(user))
            .order_by("role", Order::Asc),
        |row| row.text(0).map(Arc::from),
    )
}

/// Gives a role, whether or not it was held.
///
/// # Errors
/// [`Error::Invalid`] for a name that is none.
pub fn grant(tx: &mut Tx, user: i64, role: &str) -> Result<()> {
    check(role)?;
    table::run(
        tx,
        Query::insert()
            .into_table("identity_role")
            .columns(["user_id", "role"])
            .values_panic([user.into(), role.into()])
            .on_conflict(OnConflict::columns(["user_id", "role"]).do_nothing().to_owned()),
    )?;
    tx.bump_epoch()?;
    Ok(())
}

/// Takes a role away, whether or not it was held.
///
/// # Errors
/// [`Error::LastAdministrator`] when nobody could administer the installation afterwards.
pub fn withdraw(tx: &mut Tx, user: i64, role: &str) -> Result<()> {
    if role == ADMINISTRATOR {
        keep_an_administrator_besides(tx, user)?;
    }
    table::run(
        tx,
        Query::delete()
            .from_table("identity_role")
            .and_where(Expr::col("user_id").eq(user))
            .and_where(Expr::col("role").eq(role)),
    )?;
    tx.bump_epoch()?;
    Ok(())
}

/// Makes `roles` the roles this user holds, and no others.
///
/// # Errors
/// As [`grant`] and [`withdraw`].
pub fn set(tx: &mut Tx, user: i64, roles: &[&str]) -> Result<()> {
    roles.iter().try_for_each(|role| check(role))?;
    let held = of(tx, user)?;
    for role in held.iter().filter(|role| !roles.contains(&&***role)) {
        withdraw(tx, user, role)?;
    }
    for role in roles {
        grant(tx, user, role)?;
    }
    Ok(())
}

/// The users who hold this role, by id.
///
/// # Errors
/// [`Error::Store`].
pub fn holders(tx: &mut Tx, role: &str) -> Result<Vec<i64>> {
    table::all(
        tx,
        Query::select()
            .column("user_id")
            .from("identity_role")
            .and_where(Expr::col("role").eq(role))
            .order_by("user_id", Order::Asc),
        |row| row.int(0),
    )
}

/// Refuses when `user` is the only administrator who can sign in.
///
/// # Errors
/// [`Error::LastAdministrator`].
pub(crate) fn keep_an_administrator_besides(tx: &mut Tx, user: i64) -> Result<()> {
    let administrators = table::all(
        tx,
        Query::select()
            .column(("identity_role", "user_id"))
            .from("identity_role")
            .join(
                JoinType::InnerJoin,
                "identity_login",
                Expr::col(("identity_login", "user_id")).equals(("identity_role", "user_id")),
            )
            .and_where(Expr::col(("identity_role", "role")).eq(ADMINISTRATOR))
            .and_where(Expr::col(("identity_login", "disabled_at")).is_null()),
        |row| row.int(0),
    )?;
    match administrators.as_slice() {
        [only] if *only == user => Err(Error::LastAdministrator),
        _ => Ok(()),
    }
}

/// A role's name is a word as packages write it: lower-case letters, digits, `_`, and `.` after the app's name.
pub(crate) fn check(role: &str) -> Result<()> {
    let plain = (1..=100).contains(&role.len())
        && role.bytes().all(|letter| matches!(letter, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'.'));
    if plain { Ok(()) } else { Err(Error::Invalid(What::Role)) }
}
