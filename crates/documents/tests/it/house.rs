//! An installation with the packages of this repository, on each database there is.

use std::io::Write;
use std::sync::Arc;

use access::{Actor, Limit, Through};
use documents::import::{self, Options, Report};
use feel::Value;
use model::ADMINISTRATOR;
use records::{Patch, Query, Record, Records, Tx};
use tempfile::NamedTempFile;
use testkit::TestDatabase;

pub struct House {
    pub records: Records,
    #[expect(dead_code, reason = "it goes when the house goes")]
    pub database: TestDatabase,
}

/// One on SQLite, and one on PostgreSQL when there is one.
pub fn houses() -> Vec<House> {
    testkit::databases().into_iter().map(House::on).collect()
}

/// Makes the tables of a fresh database.
pub fn found(database: &store::Database) -> Records {
    database
        .alone_blocking(|tx| {
            store::migrate(tx, "jobs", jobs::MIGRATIONS)?;
            store::migrate(tx, "documents", documents::MIGRATIONS)
        })
        .unwrap();
    let records = Records::open(database.clone()).unwrap();
    let mut files = testkit::apps();
    // The story they come with is no matter here.
    files.retain(|(path, _)| !path.contains("/demo/"));
    records
        .alone_blocking(move |tx| {
            let platform = Actor::platform(Through::Install);
            records::install::apply(tx, &platform, &files, "begin")?;
            records::install::set(tx, &platform, &[("currency", "USD")])
        })
        .unwrap_or_else(|error| panic!("{error:?}"));
    records
}

impl House {
    fn on(database: TestDatabase) -> House {
        House { records: found(&database), database }
    }

    pub fn create(&self, entity: &'static str, values: &[(&'static str, Value)]) -> Record {
        create(&self.records, entity, values)
    }

    /// A pipeline with the stages of the opportunities.
    pub fn stages(&self) {
        let pipeline = self.create("sales.pipeline", &[("name", "Sales".into())]).id();
        for (name, kind) in [("Prospecting", "open"), ("Engaging", "open"), ("Won", "won"), ("Lost", "lost")] {
            self.create(
                "sales.stage",
                &[("name", name.into()), ("kind", kind.into()), ("pipeline", Value::from(pipeline))],
            );
        }
    }

    pub fn import(&self, entity: &str, text: &str, options: &Options) -> Report {
        self.try_import(entity, text, options).unwrap_or_else(|error| panic!("{error}"))
    }

    pub fn try_import(&self, entity: &str, text: &str, options: &Options) -> import::Result<Report> {
        self.import_as(&boss(), entity, text, options)
    }

    pub fn import_as(&self, actor: &Actor, entity: &str, text: &str, options: &Options) -> import::Result<Report> {
        let mut file = NamedTempFile::with_suffix(".csv").unwrap();
        file.write_all(text.as_bytes()).unwrap();
        import::import_file(&self.records, actor, entity, file.path(), options, &|_, _| Ok(()))
    }

    pub fn read<T: Send + 'static>(&self, work: impl Fn(&mut Tx<'_>) -> records::Result<T> + Send + 'static) -> T {
        self.records.read_blocking(work).unwrap()
    }

    pub fn count(&self, entity: &'static str, filter: &str) -> u64 {
        count(&self.records, entity, filter)
    }

    /// The values of some columns of the records that a filter finds.
    pub fn rows(&self, entity: &'static str, filter: &str, columns: &[&str]) -> Vec<Vec<Value>> {
        let mut query = Query::of(entity);
        for column in columns {
            query = query.column(column);
        }
        query.filter = condition(filter);
        query.limit = records::LARGEST_PAGE;
        let count = columns.len();
        self.read(move |tx| {
            let (mut all, mut query) = (Vec::new(), query.clone());
            loop {
                let page = records::list(tx, &boss(), &query, |row| {
                    all.push((0..count).map(|column| row.value(column)).collect());
                })?;
                match page.next {
                    Some(next) => query.after = Some(next),
                    None => return Ok(all),
                }
            }
        })
    }
}

pub fn create(records: &Records, entity: &'static str, values: &[(&'static str, Value)]) -> Record {
    let patch = values.iter().fold(Patch::default(), |patch, (name, value)| patch.with(*name, value.clone()));
    records
        .write_blocking(move |tx| records::create(tx, &boss(), entity, &patch))
        .unwrap_or_else(|error| panic!("{error:?}"))
}

pub fn count(records: &Records, entity: &'static str, filter: &str) -> u64 {
    let query = Query { filter: condition(filter), ..Query::of(entity) };
    records.read_blocking(move |tx| records::count(tx, &boss(), &query, None)).unwrap()
}

fn condition(filter: &str) -> Option<feel::Expr> {
    if filter.is_empty() {
        return None;
    }
    Some(feel::parse(filter, &feel::Schema::new().names()).unwrap_or_else(|error| panic!("{error:?}")))
}

/// The definitions in force.
pub fn world(records: &Records) -> Arc<records::World> {
    records.read_blocking(|tx| Ok::<_, records::Error>(Arc::clone(tx.world()))).unwrap()
}

/// Somebody who may do everything.
pub fn boss() -> Actor {
    somebody(&[ADMINISTRATOR])
}

pub fn somebody(roles: &[&str]) -> Actor {
    Actor {
        user: 0,
        name: Arc::from("Somebody"),
        unit: None,
        units_below: Arc::from([]),
        unit_and_above: Arc::from([]),
        roles: roles.iter().map(|role| Arc::from(*role)).collect(),
        has_shares: false,
        zone: jiff::tz::TimeZone::UTC,
        limit: Limit::default(),
        through: Through::Page,
    }
}

/// Options with the keys by which records are matched.
pub fn matching(keys: &[&str]) -> Options {
    Options { match_by: keys.iter().map(|key| (*key).to_owned()).collect(), ..Options::default() }
}

/// Options with columns and their fields.
pub fn mapping(columns: &[(&str, &str)]) -> Options {
    let map = columns.iter().map(|(column, field)| ((*column).to_owned(), (*field).to_owned()));
    Options { map: map.collect(), ..Options::default() }
}
