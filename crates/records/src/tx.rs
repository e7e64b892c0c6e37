//! The house that is open: a database with the definitions in force, and transactions over both.

use crate::error::{Error, Result};
use crate::recall::Recall;
use crate::world::World;
use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use store::{Database, Dialect, Plan};

/// An installation's records; cheap to clone.
///
/// Each transaction sees one world: the definitions in force when it began, on every node.
#[derive(Clone)]
pub struct Records(Arc<Inner>);

struct Inner {
    database: Database,
    world: RwLock<Arc<World>>,
    /// The epoch at which `world` was last found current.
    epoch: AtomicI64,
    plans: Plans,
}

/// Statements that never change, rendered once.
type Plans = RwLock<HashMap<&'static str, Plan>>;

/// A transaction over records.
pub struct Tx<'t> {
    sql: &'t mut store::Tx,
    world: Arc<World>,
    plans: &'t Plans,
    batch: Option<i64>,
    /// Whether what the database refuses may be told late, and without a field.
    late: bool,
    pub(crate) recall: Recall,
}

impl Records {
    /// Opens the records of a database whose tables exist; see [`crate::install`] for those that do not.
    ///
    /// # Errors
    /// When the definitions cannot be read or understood.
    pub fn open(database: Database) -> Result<Self> {
        let (world, epoch) = database.alone_blocking(|tx| {
            crate::tables::migrate(tx)?;
            Ok::<_, Error>((World::load(tx)?, tx.epoch()?))
        })?;
        let plans = RwLock::new(HashMap::new());
        let inner = Inner { database, world: RwLock::new(Arc::new(world)), epoch: AtomicI64::new(epoch), plans };
        Ok(Self(Arc::new(inner)))
    }

    /// The database below.
    pub fn database(&self) -> &Database {
        &self.0.database
    }

    /// The definitions as they were last seen. Inside a transaction, ask the transaction.
    pub fn world(&self) -> Arc<World> {
        Arc::clone(&self.0.world.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads in one snapshot.
    ///
    /// # Errors
    /// What `work` returned, or the database's.
    pub async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        E: From<Error> + From<store::Error> + Send + 'static,
        T: Send + 'static,
    {
        let inner = Arc::clone(&self.0);
        self.0.database.read(move |sql| work(&mut inner.begin(sql)?)).await
    }

    /// Reads in one snapshot that may take long: reports and exports.
    ///
    /// # Errors
    /// As [`Records::read`].
    pub async fn read_long<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        E: From<Error> + From<store::Error> + Send + 'static,
        T: Send + 'static,
    {
        let inner = Arc::clone(&self.0);
        self.0.database.read_long(move |sql| work(&mut inner.begin(sql)?)).await
    }

    /// Writes in one transaction and answers when it is durable. `work` may run more than once.
    ///
    /// # Errors
    /// What `work` returned (then nothing was written), or the database's.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        E: From<Error> + From<store::Error> + Send + 'static,
        T: Send + 'static,
    {
        let inner = Arc::clone(&self.0);
        self.0.database.write(move |sql| work(&mut inner.begin(sql)?)).await
    }

    /// Writes with nobody else in the same transaction: for changes of definitions.
    ///
    /// # Errors
    /// As [`Records::write`].
    pub async fn alone<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        E: From<Error> + From<store::Error> + Send + 'static,
        T: Send + 'static,
    {
        let inner = Arc::clone(&self.0);
        self.0.database.alone(move |sql| work(&mut inner.begin(sql)?)).await
    }

    /// [`Records::read`] for commands, jobs and tests.
    ///
    /// # Errors
    /// As [`Records::read`].
    pub fn read_blocking<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        E: From<Error> + From<store::Error> + Send + 'static,
        T: Send + 'static,
    {
        let inner = Arc::clone(&self.0);
        self.0.database.read_long_blocking(move |sql| work(&mut inner.begin(sql)?))
    }

    /// [`Records::write`] for commands, jobs and tests.
    ///
    /// # Errors
    /// As [`Records::write`].
    pub fn write_blocking<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        E: From<Error> + From<store::Error> + Send + 'static,
        T: Send + 'static,
    {
        let inner = Arc::clone(&self.0);
        self.0.database.write_blocking(move |sql| work(&mut inner.begin(sql)?))
    }

    /// [`Records::alone`] for commands and tests.
    ///
    /// # Errors
    /// As [`Records::write`].
    pub fn alone_blocking<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        E: From<Error> + From<store::Error> + Send + 'static,
        T: Send + 'static,
    {
        let inner = Arc::clone(&self.0);
        self.0.database.alone_blocking(move |sql| work(&mut inner.begin(sql)?))
    }
}

impl Inner {
    /// Puts the world of this snapshot beside the transaction.
    fn begin<'t>(&'t self, sql: &'t mut store::Tx) -> Result<Tx<'t>> {
        let world = self.current(sql)?;
        Ok(Tx { sql, world, plans: &self.plans, batch: None, late: false, recall: Recall::default() })
    }

    fn current(&self, sql: &mut store::Tx) -> Result<Arc<World>> {
        let epoch = sql.epoch()?;
        // The epoch is read before the world and written after it: equal means the world is at least as new.
        let checked = self.epoch.load(Ordering::Acquire);
        let known = Arc::clone(&self.world.read().unwrap_or_else(PoisonError::into_inner));
        if epoch == checked {
            return Ok(known);
        }
        if World::stamp(sql)? == known.stamp {
            // Users, rights or sessions changed; the definitions did not.
            self.epoch.fetch_max(epoch, Ordering::AcqRel);
            return Ok(known);
        }
        let fresh = Arc::new(World::load(sql)?);
        // Invariant: an older snapshot never replaces a newer world.
        let mut world = self.world.write().unwrap_or_else(PoisonError::into_inner);
        if fresh.stamp > world.stamp {
            *world = Arc::clone(&fresh);
            self.epoch.fetch_max(epoch, Ordering::AcqRel);
        }
        Ok(fresh)
    }
}

impl<'t> Tx<'t> {
    /// The definitions in force.
    pub fn world(&self) -> &Arc<World> {
        &self.world
    }

    /// The entities, fields, views and roles in force.
    pub fn model(&self) -> &Arc<model::Model> {
        &self.world.model
    }

    /// The transaction below, for the private tables of rooms.
    pub fn sql(&mut self) -> &mut store::Tx {
        self.sql
    }

    /// The time of the transaction: microseconds since 1970 UTC.
    pub fn micros(&self) -> i64 {
        self.sql.micros()
    }

    /// What expressions know of the world: the transaction's time in the actor's zone.
    pub(crate) fn env(&self, actor: &access::Actor) -> feel::Env {
        feel::Env::new(self.micros(), actor.zone.clone())
    }

    /// Which SQL the database speaks.
    pub(crate) fn dialect(&self) -> Dialect {
        self.sql.dialect()
    }

    /// The batch that changes of this transaction belong to.
    pub fn batch(&self) -> Option<i64> {
        self.batch
    }

    /// Counts the changes that follow as part of a batch, so that they can be undone together.
    pub fn set_batch(&mut self, batch: Option<i64>) {
        self.batch = batch;
    }

    /// A statement whose text never changes, rendered at its first use.
    pub(crate) fn plan(&self, name: &'static str, render: impl FnOnce(Dialect) -> Plan) -> Plan {
        if let Some(plan) = self.plans.read().unwrap_or_else(PoisonError::into_inner).get(name) {
            return plan.clone();
        }
        let plan = render(self.sql.dialect());
        self.plans.write().unwrap_or_else(PoisonError::into_inner).insert(name, plan.clone());
        plan
    }

    /// Runs `work` under other definitions than those the transaction began with.
    pub(crate) fn under<T>(&mut self, world: Arc<World>, work: impl FnOnce(&mut Tx<'_>) -> T) -> T {
        self.recall = Recall::default();
        let recall = Recall::default();
        work(&mut Tx { sql: self.sql, world, plans: self.plans, batch: self.batch, late: self.late, recall })
    }

    /// Runs `work`; when it fails, what it did is undone and the transaction goes on.
    ///
    /// # Errors
    /// What `work` returned.
    pub fn savepoint<T, E: From<store::Error>>(
        &mut self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let late = self.late;
        self.inside(late, work)
    }

    /// [`Tx::savepoint`] for many records: on PostgreSQL one is written while the next is prepared.
    ///
    /// What the database itself refuses, two equal values of a unique field say, comes late, at the end at the latest,
    /// and names no field. Who wants to know writes them again one by one.
    ///
    /// # Errors
    /// What `work` returned, or the database's.
    pub fn savepoint_of_many<T, E: From<store::Error>>(
        &mut self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.inside(true, work)
    }

    fn inside<T, E: From<store::Error>>(
        &mut self,
        late: bool,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let (world, plans, batch) = (Arc::clone(&self.world), self.plans, self.batch);
        // What was read before may be written in there, and what is read in there may be undone.
        self.recall = Recall::default();
        self.sql.savepoint(|sql| work(&mut Tx { sql, world, plans, batch, late, recall: Recall::default() }))
    }

    /// Writes a row, now or, where nobody waits for it, with others.
    pub(crate) fn put_row(&mut self, plan: Plan, params: Vec<store::Param>) -> Result<(), store::Error> {
        if self.late { self.sql.queue(plan, params) } else { self.sql.execute(&plan, &params).map(drop) }
    }
}
