use jiff::Timestamp;
use serde_json::Value;
use store::sql::{Expr, ExprTrait, OnConflict, Order, Query};
use store::{Dialect, Row, Tx};

use crate::error::Result;
use crate::page::json;
use crate::queue::{Job, enqueue};
use crate::rule::Rule;

/// A job that is queued again and again.
#[derive(Clone, Debug)]
pub struct Schedule {
    pub name: String,
    pub kind: String,
    pub payload: Value,
    /// As [`Rule::parse`] reads it.
    pub rule: String,
    /// An IANA name.
    pub zone: String,
    /// When it is queued next; nothing when it is over. Set by [`schedule`].
    pub next_due: Option<Timestamp>,
}

impl Schedule {
    /// A schedule that has the name of its jobs' kind and tells them nothing.
    pub fn of(kind: &str, rule: &str, zone: &str) -> Self {
        Self {
            name: kind.to_owned(),
            kind: kind.to_owned(),
            payload: Value::Null,
            rule: rule.to_owned(),
            zone: zone.to_owned(),
            next_due: None,
        }
    }
}

/// Sets a schedule in place of the one with the same name; one that did not change keeps its next time.
///
/// # Errors
/// [`crate::Error::Rule`] when the rule or the zone cannot be understood, or when the database refuses.
pub fn schedule(tx: &mut Tx, schedule: &Schedule) -> Result<()> {
    let rule = Rule::parse(&schedule.rule, &schedule.zone)?;
    let payload = schedule.payload.to_string();
    let known = find(tx, &schedule.name)?;
    let same_rule = known.as_ref().is_some_and(|known| known.rule == schedule.rule && known.zone == schedule.zone);
    let (anchor, next) = match known {
        Some(known) if same_rule => (known.anchor, known.next_due),
        _ => (tx.now(), rule.next(tx.now(), tx.now())),
    };
    let columns = ["name", "kind", "payload", "rule", "zone", "anchor", "next_due"];
    tx.run(
        Query::insert()
            .into_table("jobs_schedule")
            .columns(columns)
            .values_panic([
                schedule.name.as_str().into(),
                schedule.kind.as_str().into(),
                payload.into(),
                schedule.rule.as_str().into(),
                schedule.zone.as_str().into(),
                anchor.as_microsecond().into(),
                next.map(Timestamp::as_microsecond).into(),
            ])
            .on_conflict(OnConflict::column("name").update_columns(columns.into_iter().skip(1)).to_owned()),
    )?;
    tx.signal(crate::TOPIC);
    Ok(())
}

/// Ends a schedule; what it queued already stays queued.
///
/// # Errors
/// When the database refuses.
pub fn unschedule(tx: &mut Tx, name: &str) -> Result<()> {
    tx.run(Query::delete().from_table("jobs_schedule").and_where(Expr::col("name").eq(name)))?;
    Ok(())
}

/// All schedules by name.
///
/// # Errors
/// When the database cannot be read.
pub fn schedules(tx: &mut Tx) -> Result<Vec<Schedule>> {
    let select = Query::select()
        .columns(["name", "kind", "payload", "rule", "zone", "next_due"])
        .from("jobs_schedule")
        .order_by("name", Order::Asc)
        .to_owned();
    Ok(tx.all(&select, |row| {
        Ok(Schedule {
            name: row.text(0)?.to_owned(),
            kind: row.text(1)?.to_owned(),
            payload: json(row.text(2)?),
            rule: row.text(3)?.to_owned(),
            zone: row.text(4)?.to_owned(),
            next_due: row.maybe(5, Row::time)?,
        })
    })?)
}

/// When the next schedule is due.
pub(crate) fn next_due(tx: &mut Tx) -> Result<Option<i64>> {
    let select = Query::select().expr(Expr::cust("min(next_due)")).from("jobs_schedule").to_owned();
    Ok(tx.one(&select, |row| row.maybe(0, Row::int))?.flatten())
}

/// Queues what is due. Times that were missed count once: the job runs, and the next time is in the future.
pub(crate) fn fire(tx: &mut Tx) -> Result<()> {
    let now = tx.now();
    let mut select = Query::select();
    select
        .columns(["name", "kind", "payload", "rule", "zone", "anchor"])
        .from("jobs_schedule")
        .and_where(Expr::col("next_due").lte(now.as_microsecond()));
    if tx.dialect() == Dialect::Postgres {
        select.lock_with_behavior(store::sql::LockType::Update, store::sql::LockBehavior::SkipLocked);
    }
    let due = tx.all(&select, |row| {
        let texts = [row.text(0)?, row.text(1)?, row.text(2)?, row.text(3)?, row.text(4)?].map(str::to_owned);
        Ok((texts, row.time(5)?))
    })?;
    for ([name, kind, payload, rule, zone], anchor) in due {
        enqueue(tx, Job::new(kind, json(&payload)).key(format!("schedule {name}")))?;
        // A rule that was readable once is readable for ever, unless a time zone is abolished.
        let next = Rule::parse(&rule, &zone).ok().and_then(|rule| rule.next(anchor, now));
        tx.run(
            Query::update()
                .table("jobs_schedule")
                .value("next_due", next.map(Timestamp::as_microsecond))
                .and_where(Expr::col("name").eq(name)),
        )?;
    }
    Ok(())
}

struct Known {
    rule: String,
    zone: String,
    anchor: Timestamp,
    next_due: Option<Timestamp>,
}

fn find(tx: &mut Tx, name: &str) -> Result<Option<Known>> {
    let select = Query::select()
        .columns(["rule", "zone", "anchor", "next_due"])
        .from("jobs_schedule")
        .and_where(Expr::col("name").eq(name))
        .to_owned();
    Ok(tx.one(&select, |row| {
        Ok(Known {
            rule: row.text(0)?.to_owned(),
            zone: row.text(1)?.to_owned(),
            anchor: row.time(2)?,
            next_due: row.maybe(3, Row::time)?,
        })
    })?)
}
