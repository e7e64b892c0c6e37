//! Who wants to hear of which changes.

use store::seal::Key;
use store::sql::{Expr, ExprTrait, Order, Query, SelectStatement};
use store::{Row, Tx};

use crate::sign::Secret;
use crate::vault;

/// How long a secret that was replaced still signs, in microseconds: a day.
pub const OLD_SECRET: i64 = 24 * 3_600 * 1_000_000;

/// Somebody's wish to hear of changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Subscription {
    pub id: i64,
    pub url: String,
    /// The secret, sealed.
    secret: String,
    /// The secret before, sealed as well, which still signs for a while.
    old_secret: Option<String>,
    /// The entity, by its qualified name; `*` is all of them.
    pub entity: String,
    pub events: Vec<Event>,
    /// A FEEL condition on the record.
    pub filter: Option<String>,
    pub active: bool,
    /// The user in whose name records are read.
    pub owner: i64,
    pub created_at: i64,
    pub changed_at: i64,
}

/// What happened to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    Created,
    Changed,
    Deleted,
}

impl Event {
    pub const ALL: [Self; 3] = [Self::Created, Self::Changed, Self::Deleted];

    /// The word in the type of a message.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Changed => "changed",
            Self::Deleted => "deleted",
        }
    }

    /// The event of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.as_str() == word)
    }

    /// What the change log calls it.
    pub fn of(happened: records::Happened) -> Self {
        match happened {
            records::Happened::Create => Self::Created,
            records::Happened::Update => Self::Changed,
            records::Happened::Delete => Self::Deleted,
        }
    }
}

impl Subscription {
    /// A new one, not yet stored, with its secret, which is sealed with `key`.
    pub fn new(
        key: &Key,
        id: i64,
        url: String,
        entity: String,
        owner: i64,
        now: i64,
    ) -> Result<(Self, Secret), store::Error> {
        let secret = fresh_secret()?;
        let subscription = Self {
            id,
            url,
            secret: vault::seal(key, id, &secret)?,
            old_secret: None,
            entity,
            events: Event::ALL.to_vec(),
            filter: None,
            active: true,
            owner,
            created_at: now,
            changed_at: now,
        };
        Ok((subscription, secret))
    }

    /// Puts a new secret in the place of the present one, which goes on signing for a day. Returns the new one.
    pub fn rotate(&mut self, key: &Key) -> Result<Secret, store::Error> {
        let secret = fresh_secret()?;
        let sealed = vault::seal(key, self.id, &secret)?;
        self.old_secret = Some(std::mem::replace(&mut self.secret, sealed));
        Ok(secret)
    }

    /// The secrets messages are signed with now.
    ///
    /// # Errors
    /// [`vault::Error::Sealed`] when `key` does not open them.
    pub fn secrets(&self, key: &Key, now: i64) -> Result<Vec<Secret>, vault::Error> {
        let old = self.old_secret.as_ref().filter(|_| now - self.changed_at < OLD_SECRET);
        let stored = std::iter::once(&self.secret).chain(old);
        stored.map(|stored| vault::open(key, self.id, stored).ok_or(vault::Error::Sealed)).collect()
    }

    /// Whether it is about such a change; its filter apart.
    pub fn wants(&self, entity: &str, event: Event) -> bool {
        self.active && (self.entity == "*" || self.entity == entity) && self.events.contains(&event)
    }

    /// Stores it, new or changed.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn store(&self, tx: &mut Tx) -> store::Result<()> {
        let events: Vec<&str> = self.events.iter().map(|event| event.as_str()).collect();
        tx.run(Query::delete().from_table("webhooks_subscription").and_where(Expr::col("id").eq(self.id)))?;
        let insert = Query::insert()
            .into_table("webhooks_subscription")
            .columns(COLUMNS)
            .values_panic([
                self.id.into(),
                self.url.as_str().into(),
                self.secret.as_str().into(),
                self.old_secret.clone().into(),
                self.entity.as_str().into(),
                events.join(",").into(),
                self.filter.clone().into(),
                self.active.into(),
                self.owner.into(),
                self.created_at.into(),
                self.changed_at.into(),
            ])
            .to_owned();
        tx.run(&insert)?;
        Ok(())
    }
}

const COLUMNS: [&str; 11] =
    ["id", "url", "secret", "old_secret", "entity", "events", "filter", "active", "owner", "created_at", "changed_at"];

fn select() -> SelectStatement {
    Query::select().columns(COLUMNS).from("webhooks_subscription").order_by("id", Order::Asc).to_owned()
}

fn read(row: &Row<'_>) -> store::Result<Subscription> {
    Ok(Subscription {
        id: row.int(0)?,
        url: row.text(1)?.to_owned(),
        secret: row.text(2)?.to_owned(),
        old_secret: row.maybe(3, Row::text)?.map(str::to_owned),
        entity: row.text(4)?.to_owned(),
        events: row.text(5)?.split(',').filter_map(Event::parse).collect(),
        filter: row.maybe(6, Row::text)?.map(str::to_owned),
        active: row.bool(7)?,
        owner: row.int(8)?,
        created_at: row.int(9)?,
        changed_at: row.int(10)?,
    })
}

/// All of them, the oldest first.
///
/// # Errors
/// When the database cannot be read.
pub fn all(tx: &mut Tx) -> store::Result<Vec<Subscription>> {
    tx.all(&select(), read)
}

/// One by its id.
///
/// # Errors
/// When the database cannot be read.
pub fn find(tx: &mut Tx, id: i64) -> store::Result<Option<Subscription>> {
    tx.one(select().and_where(Expr::col("id").eq(id)), read)
}

/// Ends one, with the log of its deliveries.
///
/// # Errors
/// When the database refuses.
pub fn remove(tx: &mut Tx, id: i64) -> store::Result<()> {
    tx.run(Query::delete().from_table("webhooks_delivery").and_where(Expr::col("webhook").eq(id)))?;
    tx.run(Query::delete().from_table("webhooks_subscription").and_where(Expr::col("id").eq(id)))?;
    Ok(())
}

pub(crate) fn fresh_secret() -> Result<Secret, store::Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(store::Error::other)?;
    Secret::from_bytes(&bytes).map_err(store::Error::other)
}
