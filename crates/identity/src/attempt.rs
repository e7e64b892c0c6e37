//! Throttled guesses: each wrong one makes the next wait longer, for the account and for the address it comes from.
//!
//! A guess is counted before it is judged, in a transaction of its own, so that many guesses sent at once
//! cannot slip through together. Accounts are counted by a digest of the e-mail address whether they exist or not:
//! being throttled tells nothing about who has an account. The counts are in the database and survive a restart.

use std::net::IpAddr;

use store::Tx;
use store::sql::{Expr, ExprTrait as _, OnConflict, Query};

use crate::error::{Error, Result};
use crate::secret::Digest;
use crate::table::{self, HOUR, MINUTE, SECOND};

/// The longest wait. An attacker can hold up somebody's password sign-in for that long, not longer;
/// passkeys are not held up at all.
const LONGEST: i64 = 5 * MINUTE;

/// Counts older than this are forgotten.
const MEMORY: i64 = 24 * HOUR;

/// Whose guesses are counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Counter {
    key: String,
    /// So many wrong guesses cost nothing.
    free: i64,
}

impl Counter {
    /// Guesses at the password of this account, if there is one.
    pub(crate) fn account(email: &str) -> Self {
        let folded = email.trim().to_lowercase();
        Self { key: format!("account:{}", Digest::of(&folded).to_hex()), free: 4 }
    }

    /// Guesses at this user's second factor.
    pub(crate) fn second_factor(user: i64) -> Self {
        Self { key: format!("second-factor:{user}"), free: 4 }
    }

    /// Guesses from this address. A whole office may share one, and one person holds a whole IPv6 /64.
    pub(crate) fn address(address: IpAddr) -> Self {
        let key = match address.to_canonical() {
            IpAddr::V4(address) => format!("address:{address}"),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                format!("address:{a:x}:{b:x}:{c:x}:{d:x}::/64")
            }
        };
        Self { key, free: 30 }
    }
}

/// Counts one guess for each of `counters`, or refuses it when one of them must wait.
///
/// A refused guess is not counted: waiting is enough.
///
/// # Errors
/// [`Error::Throttled`] with the end of the longest wait.
pub(crate) fn begin(tx: &mut Tx, counters: &[Counter]) -> Result<()> {
    let now = table::now(tx);
    let mut counted = Vec::with_capacity(counters.len());
    let mut until = now;
    for counter in counters {
        let (failures, last_at) = read(tx, counter)?;
        let failures = faded(failures, now - last_at);
        until = Ord::max(until, last_at + wait(failures, counter.free));
        counted.push((counter, failures + 1));
    }
    if until > now {
        return Err(Error::Throttled { until: table::time(until) });
    }
    for (counter, failures) in counted {
        write(tx, counter, failures, now)?;
    }
    Ok(())
}

/// Takes back the guess that [`begin`] counted, because it was right; `proven` starts anew.
pub(crate) fn succeeded(tx: &mut Tx, proven: &Counter, others: &[Counter]) -> Result<()> {
    forget(tx, proven)?;
    for counter in others {
        let (failures, last_at) = read(tx, counter)?;
        if failures > 0 {
            write(tx, counter, failures - 1, last_at)?;
        }
    }
    Ok(())
}

/// Starts a counter anew.
pub(crate) fn forget(tx: &mut Tx, counter: &Counter) -> Result<()> {
    table::run(
        tx,
        Query::delete().from_table("identity_attempt").and_where(Expr::col("key").eq(counter.key.as_str())),
    )?;
    Ok(())
}

/// Removes what no longer matters.
pub(crate) fn sweep(tx: &mut Tx) -> Result<()> {
    let past = table::now(tx) - MEMORY;
    table::run(tx, Query::delete().from_table("identity_attempt").and_where(Expr::col("last_at").lt(past)))?;
    Ok(())
}

/// The wait after so many failures: 1, 2, 4, … seconds once the free ones are used up.
fn wait(failures: i64, free: i64) -> i64 {
    match failures - free {
        over if over < 0 => 0,
        over if over >= 16 => LONGEST,
        over => Ord::min(SECOND << over, LONGEST),
    }
}

/// What remains of the failures after a quiet time: half for each hour.
fn faded(failures: i64, quiet: i64) -> i64 {
    failures >> (quiet / HOUR).clamp(0, 62)
}

fn read(tx: &mut Tx, counter: &Counter) -> Result<(i64, i64)> {
    let found = table::first(
        tx,
        Query::select()
            .columns(["failures", "last_at"])
            .from("identity_attempt")
            .and_where(Expr::col("key").eq(counter.key.as_str())),
        |row| Ok((row.int(0)?, row.int(1)?)),
    )?;
    Ok(found.unwrap_or((0, 0)))
}

fn write(tx: &mut Tx, counter: &Counter, failures: i64, last_at: i64) -> Result<()> {
    table::run(
        tx,
        Query::insert()
            .into_table("identity_attempt")
            .columns(["key", "failures", "last_at"])
            .values_panic([counter.key.as_str().into(), failures.into(), last_at.into()])
            .on_conflict(OnConflict::column("key").update_columns(["failures", "last_at"]).to_owned()),
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_up_to_the_longest() {
        let seconds: Vec<i64> = (0..16).map(|failures| wait(failures, 4) / SECOND).collect();
        assert_eq!(seconds, [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]);
        assert_eq!(wait(i64::MAX, 4), LONGEST);
    }

    #[test]
    fn failures_fade_by_half_each_hour() {
        assert_eq!(faded(12, HOUR - 1), 12);
        assert_eq!(faded(12, HOUR), 6);
        assert_eq!(faded(12, 100 * HOUR), 0);
        assert_eq!(faded(12, i64::MAX), 0);
    }

    #[test]
    fn one_ipv6_network_is_one_address() {
        let one = Counter::address("2001:db8:1:2:3::4".parse().unwrap());
        let other = Counter::address("2001:db8:1:2:ffff::1".parse().unwrap());
        assert_eq!(one, other);
        assert_ne!(one, Counter::address("2001:db8:1:3::4".parse().unwrap()));
        let mapped = Counter::address("::ffff:192.0.2.1".parse().unwrap());
        assert_eq!(mapped, Counter::address("192.0.2.1".parse().unwrap()));
    }
}
