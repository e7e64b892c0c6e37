//! Recovery codes: written down for the day the app and the passkeys are lost. Each works once.

use store::Tx;
use store::sql::{Expr, ExprTrait as _, Func, Query};

use crate::error::{Error, Result, What};
use crate::secret::{self, Digest};
use crate::{second_factor, table};

/// How many are given out.
const CODES: usize = 10;

/// Groups of four symbols in a code: 60 random bits.
const GROUPS: usize = 3;

/// Replaces the recovery codes and returns the new ones, shown once.
///
/// # Errors
/// [`Error::NotFound`] when no second factor is on.
pub fn renew(tx: &mut Tx, user: i64) -> Result<Vec<String>> {
    if !second_factor::is_on(tx, user)? {
        return Err(Error::NotFound(What::SecondFactor));
    }
    remove(tx, user)?;
    let codes: Vec<String> = (0..CODES).map(|_| secret::readable_groups(GROUPS)).collect::<Result<_>>()?;
    let mut insert = Query::insert();
    insert.into_table("identity_recovery_code").columns(["user_id", "digest"]);
    for code in &codes {
        insert.values_panic([user.into(), digest(code).into()]);
    }
    table::run(tx, &insert)?;
    Ok(codes)
}

/// How many are left.
///
/// # Errors
/// [`Error::Store`].
pub fn left(tx: &mut Tx, user: i64) -> Result<i64> {
    let left = table::first(
        tx,
        Query::select()
            .expr(Func::count(Expr::col("digest")))
            .from("identity_recovery_code")
            .and_where(Expr::col("user_id").eq(user)),
        |row| row.int(0),
    )?;
    Ok(left.unwrap_or_default())
}

/// New codes, unless the user has some: whoever adds a second way keeps the paper of the first.
pub(crate) fn unless_there(tx: &mut Tx, user: i64) -> Result<Option<Vec<String>>> {
    if left(tx, user)? > 0 { Ok(None) } else { renew(tx, user).map(Some) }
}

/// Whether the code is right; a right one is used up.
pub(crate) fn spend(tx: &mut Tx, user: i64, code: &str) -> Result<bool> {
    let spent = table::run(
        tx,
        Query::delete()
            .from_table("identity_recovery_code")
            .and_where(Expr::col("user_id").eq(user))
            .and_where(Expr::col("digest").eq(digest(code))),
    )?;
    Ok(spent > 0)
}

pub(crate) fn remove(tx: &mut Tx, user: i64) -> Result<()> {
    table::run(tx, Query::delete().from_table("identity_recovery_code").and_where(Expr::col("user_id").eq(user)))?;
    Ok(())
}

/// Codes are copied from paper: case, spaces and hyphens do not matter, and letters that look like digits are digits.
fn digest(code: &str) -> String {
    let plain: String = code
        .to_lowercase()
        .chars()
        .filter(|letter| letter.is_alphanumeric())
        .map(|letter| match letter {
            'o' => '0',
            'i' | 'l' => '1',
            letter => letter,
        })
        .collect();
    Digest::of(&plain).to_hex()
}
