//! One row through the door: its related records, the record it means, and what becomes of it.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use access::Actor;
use feel::Value;
use model::ColumnPart;
use records::{Patch, Record, Tx};

use super::chunk::{Done, Guard, Work};
use super::find::{self, Found, Hit};
use super::plan::{Duplicates, Empty, Existing, Missing};
use super::report::{Change, Outcome, Problem};
use super::row::{Draft, Wanted, nearest, problem};
use super::setup::Setup;
use crate::Message;
use crate::sheet::short;

/// What a row did inside its savepoint; it counts only when the savepoint holds.
#[derive(Default)]
pub(super) struct Staged {
    pub records: Vec<Record>,
    made: Vec<(usize, String, Wanted)>,
    related: BTreeMap<String, u64>,
    pub links: HashMap<(usize, String), i64>,
}

/// Why a row is not taken.
enum Refused {
    /// For these reasons.
    Reasons(Vec<Problem>),
    Door(records::Error),
}

impl From<records::Error> for Refused {
    fn from(error: records::Error) -> Refused {
        Refused::Door(error)
    }
}

impl From<store::Error> for Refused {
    fn from(error: store::Error) -> Refused {
        Refused::Door(error.into())
    }
}

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Refused {
        Refused::Reasons(vec![problem])
    }
}

impl Work<'_> {
    /// Writes one row.
    pub(super) fn row(&mut self, tx: &mut Tx<'_>, draft: &Draft) -> records::Result<Done> {
        let mut done = Done {
            row: draft.row,
            outcome: Outcome::Refused,
            id: None,
            title: String::new(),
            differences: Vec::new(),
            problems: draft.problems.clone(),
            warnings: draft.warnings.clone(),
        };
        if !done.problems.is_empty() {
            return Ok(done);
        }
        let mut staged = Staged::default();
        let result = match self.guard {
            Guard::Row => tx.savepoint(|tx| self.attempt(tx, draft, &mut done, &mut staged)),
            Guard::Chunk => self.attempt(tx, draft, &mut done, &mut staged),
        };
        match result {
            Ok(()) => {
                for record in &staged.records {
                    self.known.add(self.setup, record);
                }
                for (entity, count) in staged.related {
                    *self.counts.related.entry(entity).or_default() += count;
                }
                self.made.extend(staged.made);
            }
            Err(refused) => {
                self.refused_by_door = true;
                done.outcome = Outcome::Refused;
                done.id = None;
                done.warnings.clear();
                done.differences.clear();
                done.problems = match refused {
                    Refused::Reasons(problems) => problems,
                    Refused::Door(error) => self.reasons(error)?,
                };
            }
        }
        Ok(done)
    }

    fn attempt(&mut self, tx: &mut Tx<'_>, draft: &Draft, done: &mut Done, staged: &mut Staged) -> Result<(), Refused> {
        let links = self.links(tx, draft, staged)?;
        let matched = self.matching(draft, staged)?;
        match matched {
            Some(found) => match self.setup.existing {
                Existing::Update => self.update(tx, draft, &links, found.id, Some(found.version), done, staged),
                Existing::Skip => {
                    done.outcome = Outcome::Skipped;
                    done.id = Some(found.id);
                    Ok(())
                }
                Existing::Fail => Err(Problem::row(Message::new("import-already-there")).into()),
            },
            None if self.setup.missing == Missing::Skip => {
                done.outcome = Outcome::Skipped;
                Ok(())
            }
            None => self.create(tx, draft, &links, done, staged),
        }
    }

    /// Finds or creates the related records of a row.
    fn links(
        &mut self,
        tx: &mut Tx<'_>,
        draft: &Draft,
        staged: &mut Staged,
    ) -> Result<Vec<(Arc<str>, Value)>, Refused> {
        let mut links: Vec<(Arc<str>, Value)> = Vec::new();
        let mut problems = Vec::new();
        for wanted in &draft.wanted {
            let link = &self.setup.links[wanted.link];
            let id = match self.related(tx, wanted, staged)? {
                Ok(id) => id,
                Err(problem) => {
                    problems.push(problem);
                    continue;
                }
            };
            if !link.many {
                links.push((Arc::clone(&link.relation), id.map_or(Value::Null, Value::from)));
                continue;
            }
            let place = match links.iter().position(|(name, _)| *name == link.relation) {
                Some(place) => place,
                None => {
                    links.push((Arc::clone(&link.relation), Value::Null));
                    links.len() - 1
                }
            };
            if let Some(id) = id {
                let mut ids = links[place].1.as_list().map(<[Value]>::to_vec).unwrap_or_default();
                ids.push(Value::from(id));
                links[place].1 = Value::list(ids);
            }
        }
        if problems.is_empty() { Ok(links) } else { Err(Refused::Reasons(problems)) }
    }

    fn related(
        &mut self,
        tx: &mut Tx<'_>,
        wanted: &Wanted,
        staged: &mut Staged,
    ) -> Result<Result<Option<i64>, Problem>, Refused> {
        let link = &self.setup.links[wanted.link];
        let Some(text) = self.setup.link_text(wanted) else { return Ok(Ok(None)) };
        let place = (link.key, text.clone());
        if let Some(id) = staged.links.get(&place) {
            return Ok(Ok(Some(*id)));
        }
        let column = self.setup.columns.iter().find(|column| column.index == wanted.column && column.link.is_some());
        let say = |message: Message| match column {
            Some(column) => problem(column, message),
            None => Problem::row(message),
        };
        let shown = short(wanted.key.as_text().unwrap_or(&text));
        match self.known.get(link.key, &text) {
            Some(Hit::One(found)) => return Ok(Ok(Some(found.id))),
            Some(Hit::Several) => {
                return Ok(Err(say(Message::new("import-several-related").with("value", shown))));
            }
            None => {}
        }
        let again = self.undone.and_then(|undone| undone.made.get(&place));
        if !link.create && again.is_none() {
            let names = self.names(tx, link.key)?;
            let near = nearest(&shown, names.iter().map(String::as_str));
            return Ok(Err(say(match near {
                Some(near) => {
                    Message::new("import-no-such-related-near").with("value", shown.as_str()).with("near", near)
                }
                None => Message::new("import-no-such-related").with("value", shown.as_str()),
            })));
        }
        let patch = Patch { values: again.unwrap_or(wanted).values.clone(), lines: Vec::new() };
        let record = match records::create(tx, self.actor, &link.entity, &patch) {
            Ok(record) => record,
            Err(records::Error::Invalid(found)) => {
                let problems = found.iter().map(|found| {
                    let mut told = say(super::door::message(found));
                    told.field = Some(format!("{}.{}", link.relation, found.field.as_deref().unwrap_or_default()));
                    told
                });
                return Err(Refused::Reasons(problems.collect()));
            }
            Err(error) => return Err(error.into()),
        };
        if again.is_none() {
            *staged.related.entry(link.entity.to_string()).or_default() += 1;
            staged.made.push((link.key, text.clone(), wanted.clone()));
        }
        let id = record.id();
        staged.links.insert(place, id);
        staged.records.push(record);
        Ok(Ok(Some(id)))
    }

    fn names(&mut self, tx: &mut Tx<'_>, key: usize) -> records::Result<Arc<Vec<String>>> {
        if let Some(names) = self.memory.names(key).or_else(|| self.names.get(&key)) {
            return Ok(Arc::clone(names));
        }
        let names = Arc::new(find::names(tx, self.actor, &self.setup.keys[key])?);
        self.names.insert(key, Arc::clone(&names));
        Ok(names)
    }

    /// The record a row means.
    fn matching(&self, draft: &Draft, staged: &Staged) -> Result<Option<Found>, Refused> {
        for key in 0..self.setup.own_keys {
            let Some(text) = self.key_text(draft, key, Some(staged)) else { continue };
            // A record that the row itself created as a related one is also known by now.
            let own = &self.setup.keys[key];
            let fresh = staged.records.iter().rev().find(|record| {
                *own.entity == *record.layout.entity.name.as_str()
                    && own.text(own.fields.iter().map(|field| record.get(field))).as_ref() == Some(&text)
            });
            if let Some(record) = fresh {
                return Ok(Some(Found { id: record.id(), version: record.version() }));
            }
            match self.known.get(key, &text) {
                Some(Hit::One(found)) => return Ok(Some(found)),
                Some(Hit::Several) => {
                    let fields = self.setup.keys[key].fields.join(" + ");
                    return Err(Problem::row(Message::new("import-several-match").with("field", fields)).into());
                }
                None => {}
            }
        }
        Ok(None)
    }

    #[expect(clippy::too_many_arguments, reason = "a row's whole circumstances")]
    fn update(
        &mut self,
        tx: &mut Tx<'_>,
        draft: &Draft,
        links: &[(Arc<str>, Value)],
        id: i64,
        version: Option<i64>,
        done: &mut Done,
        staged: &mut Staged,
    ) -> Result<(), Refused> {
        let mut patch = Patch::default();
        let keep = self.setup.empty == Empty::Keep;
        let values = draft.values.iter().chain(links).filter(|(_, value)| !(keep && value.is_null()));
        patch.values.extend(values.cloned());
        let before = match (self.explain, version) {
            (false, Some(version)) => Before::Version(version),
            _ => Before::Record(Box::new(records::get(tx, self.actor, &self.setup.entity, id)?)),
        };
        let after = records::update(tx, self.actor, &self.setup.entity, id, None, &patch)?;
        done.id = Some(id);
        done.title = after.title();
        let changed = match &before {
            Before::Version(version) => after.version() != *version,
            Before::Record(before) => after.version() != before.version(),
        };
        if let Before::Record(before) = &before
            && self.explain
        {
            done.differences = differences(Some(before), &after);
        }
        done.outcome = if changed { Outcome::Changed } else { Outcome::Unchanged };
        staged.records.push(after);
        Ok(())
    }

    fn create(
        &mut self,
        tx: &mut Tx<'_>,
        draft: &Draft,
        links: &[(Arc<str>, Value)],
        done: &mut Done,
        staged: &mut Staged,
    ) -> Result<(), Refused> {
        let mut patch = Patch::default();
        let filled = draft.values.iter().chain(links).filter(|(_, value)| !value.is_null());
        patch.values.extend(filled.cloned());
        let (actor, setup) = (self.actor, self.setup);
        let created = match setup.duplicates {
            Duplicates::Ignore => Created::New(records::create(tx, actor, &setup.entity, &patch)?, None),
            Duplicates::Warn => {
                let record = records::create(tx, actor, &setup.entity, &patch)?;
                let likely = records::duplicate::of(tx, actor, &record)?.into_iter().next();
                Created::New(record, likely)
            }
            Duplicates::TreatAsMatch { certain } => create_unless(tx, actor, setup, &patch, certain)?,
        };
        match created {
            Created::New(record, likely) => {
                if let Some(likely) = likely {
                    done.warnings.push(Problem::row(likely_duplicate("import-probably-there", &likely)));
                }
                done.outcome = Outcome::Created;
                done.id = Some(record.id());
                done.title = record.title();
                if self.explain {
                    done.differences = differences(None, &record);
                }
                staged.records.push(record);
                Ok(())
            }
            Created::There(there) => {
                done.warnings.push(Problem::row(likely_duplicate("import-taken-for", &there)));
                self.update(tx, draft, links, there.id, None, done, staged)
            }
        }
    }

    /// The reasons that the door gave, with their columns.
    ///
    /// # Errors
    /// What is not the row's fault.
    fn reasons(&self, error: records::Error) -> records::Result<Vec<Problem>> {
        match error {
            records::Error::Invalid(found) => Ok(found
                .iter()
                .map(|found| {
                    let column = found.field.as_deref().and_then(|field| self.setup.column_of(field));
                    let message = super::door::message(found);
                    match column {
                        Some(column) => problem(column, message),
                        None => {
                            Problem { field: found.field.as_ref().map(ToString::to_string), ..Problem::row(message) }
                        }
                    }
                })
                .collect()),
            other => super::door::refusal(other).map(|message| vec![Problem::row(message)]),
        }
    }
}

enum Before {
    Version(i64),
    Record(Box<Record>),
}

enum Created {
    New(Record, Option<records::duplicate::Duplicate>),
    There(records::duplicate::Duplicate),
}

/// Ends the savepoint of a record that is there already.
enum Attempt {
    There(Box<records::duplicate::Duplicate>),
    Door(records::Error),
}

impl From<store::Error> for Attempt {
    fn from(error: store::Error) -> Attempt {
        Attempt::Door(error.into())
    }
}

impl From<records::Error> for Attempt {
    fn from(error: records::Error) -> Attempt {
        Attempt::Door(error)
    }
}

/// Creates a record, and takes that back when it is surely there already.
fn create_unless(
    tx: &mut Tx<'_>,
    actor: &Actor,
    setup: &Setup,
    patch: &Patch,
    certain: f64,
) -> records::Result<Created> {
    let attempt = tx.savepoint(|tx| -> Result<Created, Attempt> {
        let record = records::create(tx, actor, &setup.entity, patch)?;
        let likely = records::duplicate::of(tx, actor, &record)?.into_iter().next();
        match likely {
            Some(likely) if likely.score >= certain => Err(Attempt::There(Box::new(likely))),
            likely => Ok(Created::New(record, likely)),
        }
    });
    match attempt {
        Ok(created) => Ok(created),
        Err(Attempt::There(there)) => Ok(Created::There(*there)),
        Err(Attempt::Door(error)) => Err(error),
    }
}

fn likely_duplicate(id: &'static str, likely: &records::duplicate::Duplicate) -> Message {
    let percent = format!("{:.0}", likely.score * 100.0);
    Message::new(id).with("title", short(&likely.title)).with("percent", percent)
}

/// The fields in which two states differ, for people.
fn differences(before: Option<&Record>, after: &Record) -> Vec<Change> {
    let shown = |value: &Value| match value {
        Value::Null => None,
        Value::Text(text) => Some(text.to_string()),
        other => Some(other.to_feel()),
    };
    let mut changes = Vec::new();
    for (index, slot) in after.layout.slots.iter().enumerate() {
        if slot.field.is_none() && !matches!(&*slot.name, "owner" | "unit") {
            continue;
        }
        let old = before.map_or(&Value::Null, |before| &before.values[index]);
        if *old != after.values[index] && slot.part != ColumnPart::Base && !after.is_hidden(index) {
            changes.push(Change {
                field: slot.name.to_string(),
                before: shown(old),
                after: shown(&after.values[index]),
            });
        }
    }
    changes
}
