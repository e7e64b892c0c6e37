//! A house with the packages of this repository and a small laboratory beside them, on each database there is.

use access::{Actor, Limit, Through};
use feel::Value;
use records::{Error, Patch, Query, Record, Records, Result, Tx};
use std::sync::Arc;
use testkit::TestDatabase;

/// An installation that disappears with this value.
pub struct House {
    pub records: Records,
    pub database: TestDatabase,
}

/// One on SQLite, and one on PostgreSQL when there is one.
pub fn houses() -> Vec<House> {
    testkit::databases().into_iter().map(House::on).collect()
}

/// One on SQLite.
pub fn house() -> House {
    House::on(testkit::sqlite())
}

/// The packages of this repository and the laboratory.
pub fn packages() -> Vec<testkit::PackageFile> {
    let mut files = testkit::apps();
    // The story they come with is no matter here.
    files.retain(|(path, _)| !path.contains("/demo/"));
    files.extend(testkit::package("lab", include_str!("lab.txt")));
    files
}

impl House {
    fn on(database: TestDatabase) -> Self {
        let records = Records::open(database.clone()).unwrap();
        let files = packages();
        records
            .alone_blocking(move |tx| records::install::apply(tx, &Actor::platform(Through::Install), &files, "begin"))
            .unwrap_or_else(|error| match error {
                Error::Definitions(findings) => {
                    let wrong = findings.iter().filter(|one| one.level == model::Level::Error);
                    panic!("{}", wrong.map(|one| format!("{one}\n")).collect::<String>())
                }
                other => panic!("{other}"),
            });
        Self { records, database }
    }

    pub fn write<T: Send + 'static>(&self, work: impl Fn(&mut Tx<'_>) -> Result<T> + Send + 'static) -> Result<T> {
        self.records.write_blocking(work)
    }

    pub fn read<T: Send + 'static>(&self, work: impl Fn(&mut Tx<'_>) -> Result<T> + Send + 'static) -> Result<T> {
        self.records.read_blocking(work)
    }

    pub fn create(&self, actor: &Actor, entity: &'static str, patch: Patch) -> Result<Record> {
        let actor = actor.clone();
        self.write(move |tx| records::create(tx, &actor, entity, &patch))
    }

    pub fn update(&self, actor: &Actor, record: &Record, patch: Patch) -> Result<Record> {
        self.update_seen(actor, record, None, patch)
    }

    pub fn update_seen(&self, actor: &Actor, record: &Record, seen: Option<i64>, patch: Patch) -> Result<Record> {
        let (actor, entity, id) = (actor.clone(), record.layout.entity.name.shared(), record.id());
        self.write(move |tx| records::update(tx, &actor, &entity, id, seen, &patch))
    }

    pub fn delete(&self, actor: &Actor, record: &Record) -> Result<()> {
        let (actor, entity, id) = (actor.clone(), record.layout.entity.name.shared(), record.id());
        self.write(move |tx| records::delete(tx, &actor, &entity, id, None))
    }

    pub fn get(&self, actor: &Actor, entity: &'static str, id: i64) -> Result<Record> {
        let actor = actor.clone();
        self.read(move |tx| records::get(tx, &actor, entity, id))
    }

    /// The record as it is now.
    pub fn again(&self, record: &Record) -> Record {
        let (entity, id) = (record.layout.entity.name.shared(), record.id());
        self.read(move |tx| records::get(tx, &administrator(), &entity, id)).unwrap()
    }

    /// The rows of a page, their cells as FEEL writes them.
    pub fn list(&self, actor: &Actor, query: Query) -> Result<Vec<Vec<String>>> {
        self.page(actor, query).map(|(rows, _)| rows)
    }

    pub fn page(&self, actor: &Actor, query: Query) -> Result<(Vec<Vec<String>>, Option<records::Cursor>)> {
        let actor = actor.clone();
        self.read(move |tx| {
            let mut rows = Vec::new();
            let page = records::list(tx, &actor, &query, |row| {
                rows.push((0..query.columns.len()).map(|column| row.value(column).to_feel()).collect());
            })?;
            Ok((rows, page.next))
        })
    }

    pub fn search(&self, actor: &Actor, entity: &'static str, words: &'static str) -> Vec<String> {
        let actor = actor.clone();
        self.read(move |tx| records::search(tx, &actor, &[Arc::from(entity)], words, 20))
            .unwrap()
            .into_iter()
            .map(|hit| hit.title)
            .collect()
    }
}

/// Somebody with all rights.
pub fn administrator() -> Actor {
    actor(&[model::ADMINISTRATOR], 0, None)
}

/// Somebody with roles, in a unit that stands alone.
pub fn actor(roles: &[&str], user: i64, unit: Option<i64>) -> Actor {
    let units: Arc<[i64]> = unit.into_iter().collect();
    Actor {
        user,
        name: Arc::from("Somebody"),
        unit,
        units_below: Arc::clone(&units),
        unit_and_above: units,
        roles: roles.iter().map(|role| Arc::from(*role)).collect(),
        has_shares: false,
        zone: jiff::tz::TimeZone::UTC,
        limit: Limit::default(),
        through: Through::Page,
    }
}

pub fn patch<const N: usize>(values: [(&str, Value); N]) -> Patch {
    values.into_iter().fold(Patch::default(), |patch, (name, value)| patch.with(name, value))
}

pub fn number(text: &str) -> Value {
    Value::Number(feel::Number::parse(text).unwrap())
}

pub fn text(value: &str) -> Value {
    Value::from(value)
}

pub fn date(text: &str) -> Value {
    Value::Date(feel::Date::parse(text).unwrap())
}

/// A condition in FEEL.
pub fn condition(text: &str) -> feel::Expr {
    feel::parse(text, &feel::Names::default()).unwrap_or_else(|error| panic!("{text}: {error:?}"))
}

/// The findings of a refused write, each as `field: message id`.
pub fn findings<T: std::fmt::Debug>(outcome: Result<T>) -> Vec<String> {
    match outcome {
        Err(Error::Invalid(problems)) => problems.iter().map(ToString::to_string).collect(),
        other => panic!("expected findings, got {other:?}"),
    }
}
