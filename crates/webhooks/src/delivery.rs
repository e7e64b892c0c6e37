//! The log of deliveries: what was sent to whom, and what came back.

use serde_json::{Value, json};
use store::sql::{Expr, ExprTrait, Func, Order, Query, SelectStatement};
use store::{Row, Tx};

/// How long the log reaches back, in microseconds: 30 days.
const KEPT: i64 = 30 * 24 * 3_600 * 1_000_000;

/// One message to one receiver.
#[derive(Debug, Clone, PartialEq)]
pub struct Delivery {
    pub id: i64,
    pub webhook: i64,
    /// The same for every attempt and replay: receivers ignore what they have seen.
    pub message: String,
    pub event: String,
    pub record: i64,
    pub body: String,
    pub state: State,
    pub attempts: i64,
    /// The status of the last answer.
    pub answered: Option<i64>,
    /// Why the last attempt failed.
    pub error: Option<String>,
    pub created_at: i64,
    pub sent_at: Option<i64>,
}

/// How a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It waits for its first or next attempt.
    Waiting,
    Delivered,
    /// No attempt succeeded, and none follows by itself.
    Failed,
}

impl State {
    /// The word in the log.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
        }
    }

    fn parse(word: &str) -> Self {
        match word {
            "delivered" => Self::Delivered,
            "failed" => Self::Failed,
            _ => Self::Waiting,
        }
    }
}

const COLUMNS: [&str; 12] = [
    "id",
    "webhook",
    "message",
    "event",
    "record",
    "body",
    "state",
    "attempts",
    "answered",
    "error",
    "created_at",
    "sent_at",
];

impl Delivery {
    /// Writes it into the log for the first time.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn add(&self, tx: &mut Tx) -> store::Result<()> {
        let insert = Query::insert()
            .into_table("webhooks_delivery")
            .columns(COLUMNS)
            .values_panic([
                self.id.into(),
                self.webhook.into(),
                self.message.as_str().into(),
                self.event.as_str().into(),
                self.record.into(),
                self.body.as_str().into(),
                self.state.as_str().into(),
                self.attempts.into(),
                self.answered.into(),
                self.error.clone().into(),
                self.created_at.into(),
                self.sent_at.into(),
            ])
            .to_owned();
        tx.run(&insert)?;
        Ok(())
    }

    /// Writes down how it stands now.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn save(&self, tx: &mut Tx) -> store::Result<()> {
        let update = Query::update()
            .table("webhooks_delivery")
            .values([
                ("state", self.state.as_str().into()),
                ("attempts", self.attempts.into()),
                ("answered", self.answered.into()),
                ("error", self.error.clone().into()),
                ("sent_at", self.sent_at.into()),
            ])
            .and_where(Expr::col("id").eq(self.id))
            .to_owned();
        tx.run(&update)?;
        Ok(())
    }

    /// The delivery as its administrator sees it.
    pub fn to_json(&self) -> Value {
        json!({
            "id": self.id,
            "message": self.message,
            "event": self.event,
            "record": self.record,
            "state": self.state.as_str(),
            "attempts": self.attempts,
            "answered": self.answered,
            "error": self.error,
            "created_at": moment(self.created_at),
            "sent_at": self.sent_at.map(moment),
            "body": serde_json::from_str::<Value>(&self.body).unwrap_or_default(),
        })
    }
}

/// A time as JSON writes it.
pub fn moment(micros: i64) -> String {
    jiff::Timestamp::from_microsecond(micros).map(|time| time.to_string()).unwrap_or_default()
}

fn select() -> SelectStatement {
    Query::select().columns(COLUMNS).from("webhooks_delivery").to_owned()
}

fn read(row: &Row<'_>) -> store::Result<Delivery> {
    Ok(Delivery {
        id: row.int(0)?,
        webhook: row.int(1)?,
        message: row.text(2)?.to_owned(),
        event: row.text(3)?.to_owned(),
        record: row.int(4)?,
        body: row.text(5)?.to_owned(),
        state: State::parse(row.text(6)?),
        attempts: row.int(7)?,
        answered: row.maybe(8, Row::int)?,
        error: row.maybe(9, Row::text)?.map(str::to_owned),
        created_at: row.int(10)?,
        sent_at: row.maybe(11, Row::int)?,
    })
}

/// One by its id.
///
/// # Errors
/// When the database cannot be read.
pub fn find(tx: &mut Tx, id: i64) -> store::Result<Option<Delivery>> {
    tx.one(select().and_where(Expr::col("id").eq(id)), read)
}

/// Those of a subscription, the newest first; `before` pages on from an id.
///
/// # Errors
/// When the database cannot be read.
pub fn of(tx: &mut Tx, webhook: i64, before: Option<i64>, limit: u64) -> store::Result<Vec<Delivery>> {
    let mut statement = select();
    statement.and_where(Expr::col("webhook").eq(webhook)).order_by("id", Order::Desc).limit(limit);
    if let Some(before) = before {
        statement.and_where(Expr::col("id").lt(before));
    }
    tx.all(&statement, read)
}

/// How many are in a state.
///
/// # Errors
/// When the database cannot be read.
pub fn count(tx: &mut Tx, state: State) -> store::Result<i64> {
    let select = Query::select()
        .expr(Func::count(Expr::cust("*")))
        .from("webhooks_delivery")
        .and_where(Expr::col("state").eq(state.as_str()))
        .to_owned();
    Ok(tx.one(&select, |row| row.int(0))?.unwrap_or(0))
}

/// Removes what is older than the log reaches.
///
/// # Errors
/// When the database refuses.
pub fn sweep(tx: &mut Tx) -> store::Result<()> {
    let before = tx.micros() - KEPT;
    tx.run(Query::delete().from_table("webhooks_delivery").and_where(Expr::col("created_at").lt(before)))?;
    Ok(())
}
