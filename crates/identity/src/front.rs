//! Transactions in the name of whoever a request comes from: the one way from a cookie or token to records.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use access::{Actor, Through};
use records::{Records, Tx};

use crate::gate::Gate;
use crate::who::Who;

/// What a request brings to say who sends it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credential {
    /// The value of the session's cookie.
    Cookie(String),
    /// The `Authorization` header: a bearer token, or a token as the password of Basic.
    Authorization(String),
    /// Nothing.
    None,
}

/// Who sent a request, recognised in the transaction it is answered in.
#[derive(Debug, Clone)]
pub struct Visitor {
    pub who: Who,
    pub actor: Arc<Actor>,
    /// The language the user chose; none leaves it to the browser.
    pub language: Option<Arc<str>>,
}

/// Records behind the gate. Cheap to clone.
#[derive(Clone)]
pub struct Front {
    records: Records,
    gate: Gate,
    people: Arc<RwLock<People>>,
}

/// People as they were at an epoch.
#[derive(Default)]
struct People {
    epoch: i64,
    by_user: HashMap<i64, Arc<Person>>,
}

/// What an actor needs to know of a user, from the user's record and unit.
struct Person {
    name: Arc<str>,
    unit: Option<i64>,
    above: Arc<[i64]>,
    below: Arc<[i64]>,
    zone: jiff::tz::TimeZone,
    language: Option<Arc<str>>,
    has_shares: bool,
    active: bool,
}

impl Front {
    /// Puts a gate before records.
    pub fn new(records: Records, gate: Gate) -> Self {
        Self { records, gate, people: Arc::default() }
    }

    /// The records behind the gate.
    pub fn records(&self) -> &Records {
        &self.records
    }

    /// The gate.
    pub fn gate(&self) -> &Gate {
        &self.gate
    }

    /// Reads in the name of whoever is recognised; `work` is told who, if anybody.
    ///
    /// # Errors
    /// What `work` returned, or the database's.
    pub async fn read<T, E, F>(&self, credential: Credential, through: Through, work: F) -> Result<T, E>
    where
        F: Fn(&mut Tx<'_>, Option<&Visitor>) -> Result<T, E> + Send + 'static,
        E: From<records::Error> + From<store::Error> + From<crate::Error> + Send + 'static,
        T: Send + 'static,
    {
        self.records.read(self.recognised(credential, through, work)).await
    }

    /// As [`Front::read`], for reports and exports.
    ///
    /// # Errors
    /// As [`Front::read`].
    pub async fn read_long<T, E, F>(&self, credential: Credential, through: Through, work: F) -> Result<T, E>
    where
        F: Fn(&mut Tx<'_>, Option<&Visitor>) -> Result<T, E> + Send + 'static,
        E: From<records::Error> + From<store::Error> + From<crate::Error> + Send + 'static,
        T: Send + 'static,
    {
        self.records.read_long(self.recognised(credential, through, work)).await
    }

    /// Writes in the name of whoever is recognised. `work` may run more than once.
    ///
    /// # Errors
    /// What `work` returned (then nothing was written), or the database's.
    pub async fn write<T, E, F>(&self, credential: Credential, through: Through, work: F) -> Result<T, E>
    where
        F: Fn(&mut Tx<'_>, Option<&Visitor>) -> Result<T, E> + Send + 'static,
        E: From<records::Error> + From<store::Error> + From<crate::Error> + Send + 'static,
        T: Send + 'static,
    {
        self.records.write(self.recognised(credential, through, work)).await
    }

    /// As [`Front::write`], alone: for changes of definitions.
    ///
    /// # Errors
    /// As [`Front::write`].
    pub async fn alone<T, E, F>(&self, credential: Credential, through: Through, work: F) -> Result<T, E>
    where
        F: Fn(&mut Tx<'_>, Option<&Visitor>) -> Result<T, E> + Send + 'static,
        E: From<records::Error> + From<store::Error> + From<crate::Error> + Send + 'static,
        T: Send + 'static,
    {
        self.records.alone(self.recognised(credential, through, work)).await
    }

    /// The work, told who asks: what every kind of transaction runs.
    fn recognised<T, E, F>(
        &self,
        credential: Credential,
        through: Through,
        work: F,
    ) -> impl Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static
    where
        F: Fn(&mut Tx<'_>, Option<&Visitor>) -> Result<T, E> + Send + 'static,
        E: From<crate::Error> + 'static,
        T: 'static,
    {
        let front = self.clone();
        move |tx| {
            let visitor = front.visitor(tx, &credential, through)?;
            work(tx, visitor.as_ref())
        }
    }

    /// Recognises whoever a credential belongs to.
    ///
    /// Costs no query while nothing about users, roles, units, sessions, tokens or shares changes.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn visitor(
        &self,
        tx: &mut Tx<'_>,
        credential: &Credential,
        through: Through,
    ) -> crate::Result<Option<Visitor>> {
        let who = match credential {
            Credential::Cookie(cookie) => self.gate.session(tx.sql(), cookie)?,
            Credential::Authorization(header) => self.gate.authorization(tx.sql(), header)?,
            Credential::None => None,
        };
        let Some(who) = who else { return Ok(None) };
        let person = self.person(tx, who.user)?;
        if !person.active {
            return Ok(None);
        }
        let actor = Arc::new(actor(&who, &person, through));
        Ok(Some(Visitor { who, actor, language: person.language.clone() }))
    }

    /// A user as an actor, without a request: for jobs that work in somebody's name.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn actor_of(&self, tx: &mut Tx<'_>, user: i64, through: Through) -> crate::Result<Actor> {
        let roles: Vec<Arc<str>> = crate::role::of(tx.sql(), user)?;
        let person = self.person(tx, user)?;
        Ok(Actor { roles: if person.active { roles.into() } else { Arc::from([]) }, ..base(user, &person, through) })
    }

    fn person(&self, tx: &mut Tx<'_>, user: i64) -> crate::Result<Arc<Person>> {
        let epoch = tx.sql().epoch()?;
        {
            let people = self.people.read().unwrap_or_else(PoisonError::into_inner);
            if people.epoch == epoch
                && let Some(person) = people.by_user.get(&user)
            {
                return Ok(Arc::clone(person));
            }
        }
        let person = Arc::new(load(tx, user)?);
        let mut people = self.people.write().unwrap_or_else(PoisonError::into_inner);
        // Invariant: what a transaction older than the cache saw is not remembered.
        if people.epoch < epoch {
            people.by_user.clear();
            people.epoch = epoch;
        }
        if people.epoch == epoch {
            people.by_user.insert(user, Arc::clone(&person));
        }
        Ok(person)
    }
}

fn load(tx: &mut Tx<'_>, user: i64) -> crate::Result<Person> {
    let found = records::person(tx, user).map_err(own)?;
    let units = match found.as_ref().and_then(|person| person.unit) {
        Some(unit) => records::units_around(tx, unit).map_err(own)?,
        None => records::Units::default(),
    };
    let principals: Vec<i64> = std::iter::once(user).chain(units.above.iter().copied()).collect();
    let has_shares = records::has_shares(tx, &principals).map_err(own)?;
    let settings = tx.world().settings.clone();
    Ok(match found {
        Some(person) => Person {
            name: person.name.into(),
            unit: person.unit,
            above: units.above.into(),
            below: units.below.into(),
            zone: person.zone.and_then(|name| jiff::tz::TimeZone::get(&name).ok()).unwrap_or(settings.zone),
            language: person.language.map(Into::into),
            has_shares,
            active: person.active,
        },
        // The owner of a new installation may have no record for a moment.
        None => Person {
            name: Arc::from(""),
            unit: None,
            above: Arc::from([]),
            below: Arc::from([]),
            zone: settings.zone,
            language: None,
            has_shares,
            active: false,
        },
    })
}

/// The database's own failures are the only ones these questions have.
fn own(error: records::Error) -> crate::Error {
    match error {
        records::Error::Store(error) => error.into(),
        other => store::Error::other(other).into(),
    }
}

fn base(user: i64, person: &Person, through: Through) -> Actor {
    Actor {
        user,
        name: Arc::clone(&person.name),
        unit: person.unit,
        units_below: Arc::clone(&person.below),
        unit_and_above: Arc::clone(&person.above),
        roles: Arc::from([]),
        has_shares: person.has_shares,
        zone: person.zone.clone(),
        limit: access::Limit::default(),
        through,
    }
}

fn actor(who: &Who, person: &Person, through: Through) -> Actor {
    Actor { roles: Arc::clone(&who.roles), limit: who.limit.clone(), ..base(who.user, person, through) }
}
