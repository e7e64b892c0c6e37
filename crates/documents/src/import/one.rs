//! One row through the door: its related records, the record it means, and what becomes of it.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use access::Actor;
use feel::Value;
use model::ColumnPart;
use records::{Patch, Record, Tx};

use super::chunk::{Done, Guard, Work};
use super::find::{Found, Hit};
use super::marks::Mark;
use super::plan::{Duplicates, Empty, Existing, Missing};
use super::report::{Change, Outcome, Problem, Refusal};
use super::row::{Draft, Further, Wanted};
use super::setup::Setup;
use crate::Message;
use crate::sheet::short;

/// Slots with their values.
pub(super) type Values = Vec<(Arc<str>, Value)>;

/// What a row did inside its savepoint; it counts only when the savepoint holds.
#[derive(Default)]
pub(super) struct Staged {
    pub records: Vec<Record>,
    pub made: Vec<(Mark, Wanted)>,
    pub related: BTreeMap<String, u64>,
    /// The related records, by the place of their key and its text in small letters.
    pub links: HashMap<(usize, String), i64>,
    /// What is said of related records that are not there, each with its row.
    pub warnings: Vec<(u64, Problem)>,
}

/// Why a row is not taken.
pub(super) enum Refused {
    /// For these reasons, each with its row.
    Reasons(Vec<(u64, Problem)>),
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

impl Work<'_> {
    /// Writes one row, or the rows of one record.
    pub(super) fn row(&mut self, tx: &mut Tx<'_>, draft: &Draft) -> records::Result<Done> {
        let mut done = Done {
            row: draft.row,
            outcome: Outcome::Refused,
            id: None,
            title: String::new(),
            differences: Vec::new(),
            problems: Vec::new(),
            further: Vec::new(),
            warnings: every(draft, &draft.warnings, |further| &further.warnings),
            lines: 0,
        };
        let problems = every(draft, &draft.problems, |further| &further.problems);
        if !problems.is_empty() {
            if draft.further.is_empty() {
                // What else was noticed still helps.
                done.problems = problems.into_iter().map(|(_, problem)| problem).collect();
            } else {
                refuse(draft, &mut done, problems);
            }
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
                if self.undone.is_some()
                    && self.setup.duplicates != Duplicates::Ignore
                    && matches!(done.outcome, Outcome::Created | Outcome::Changed)
                {
                    self.written.extend(staged.records.pop().map(|record| (draft.row, record)));
                }
                for (entity, count) in staged.related {
                    *self.counts.related.entry(entity).or_default() += count;
                }
                self.made.extend(staged.made);
                done.warnings.extend(staged.warnings);
            }
            Err(refused) => {
                self.refused_by_door = true;
                let problems = match refused {
                    Refused::Reasons(problems) => problems,
                    Refused::Door(error) => self.reasons(error, draft)?,
                };
                done.differences.clear();
                refuse(draft, &mut done, problems);
            }
        }
        Ok(done)
    }

    fn attempt(&mut self, tx: &mut Tx<'_>, draft: &Draft, done: &mut Done, staged: &mut Staged) -> Result<(), Refused> {
        let (links, lines) = self.all_links(tx, draft, staged)?;
        let matched = self.matching(draft, staged)?;
        match matched {
            Some(found) => match self.setup.existing {
                Existing::Update => self.update(tx, draft, &links, &lines, found.id, Some(found.version), done, staged),
                Existing::Skip => {
                    done.outcome = Outcome::Skipped;
                    done.id = Some(found.id);
                    Ok(())
                }
                Existing::Fail => Err(about(draft, "import-already-there")),
            },
            None if self.setup.missing == Missing::Skip => {
                done.outcome = Outcome::Skipped;
                Ok(())
            }
            None => self.create(tx, draft, &links, &lines, done, staged),
        }
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
                    let message = Message::new("import-several-match").with("field", fields);
                    return Err(Refused::Reasons(vec![(draft.row, Problem::row(message))]));
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
        lines: &[Values],
        id: i64,
        version: Option<i64>,
        done: &mut Done,
        staged: &mut Staged,
    ) -> Result<(), Refused> {
        let mut patch = Patch::default();
        let keep = self.setup.empty == Empty::Keep;
        let values = draft.values.iter().chain(links).filter(|(_, value)| !(keep && value.is_null()));
        patch.values.extend(values.cloned());
        let there = self.lines_of(tx, draft, id)?;
        patch.lines.extend(self.lines(draft, lines, &there));
        let before = match (self.explain, version) {
            (false, Some(version)) => Before::Version(version),
            _ => Before::Record(Box::new(records::get(tx, self.actor, &self.setup.entity, id)?)),
        };
        let after = records::update(tx, self.actor, &self.setup.entity, id, None, &patch)?;
        done.id = Some(id);
        done.title = after.title();
        done.lines = draft.lines.len() as u64;
        let changed = match &before {
            Before::Version(version) => after.version() != *version,
            Before::Record(before) => after.version() != before.version(),
        } || self.lines_of(tx, draft, id)? != there;
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
        lines: &[Values],
        done: &mut Done,
        staged: &mut Staged,
    ) -> Result<(), Refused> {
        let mut patch = Patch::default();
        let filled = draft.values.iter().chain(links).filter(|(_, value)| !value.is_null());
        patch.values.extend(filled.cloned());
        patch.lines.extend(self.lines(draft, lines, &[]));
        let (actor, setup) = (self.actor, self.setup);
        let created = match setup.duplicates {
            Duplicates::Ignore => Created::New(records::create(tx, actor, &setup.entity, &patch)?, None),
            Duplicates::Warn => {
                let record = records::create(tx, actor, &setup.entity, &patch)?;
                let likely = records::duplicate::of(tx, actor, &record)?.into_iter().next();
                self.resembling.extend(self.undone.iter().flat_map(|undone| undone.seen.like(&record)));
                Created::New(record, likely)
            }
            Duplicates::TreatAsMatch { certain } => {
                let mut resembling = Vec::new();
                let mut look = |record: &Record| {
                    resembling.extend(self.undone.iter().flat_map(|undone| undone.seen.like(record)));
                };
                let created = create_unless(tx, actor, setup, &patch, certain, &mut look)?;
                self.resembling.extend(resembling);
                created
            }
        };
        match created {
            Created::New(record, likely) => {
                if let Some(likely) = likely {
                    let warning = Problem::row(likely_duplicate("import-probably-there", &likely));
                    done.warnings.push((draft.row, warning));
                }
                done.outcome = Outcome::Created;
                done.lines = draft.lines.len() as u64;
                done.id = Some(record.id());
                done.title = record.title();
                if self.explain {
                    done.differences = differences(None, &record);
                }
                staged.records.push(record);
                Ok(())
            }
            Created::There(there) => {
                done.warnings.push((draft.row, Problem::row(likely_duplicate("import-taken-for", &there))));
                self.update(tx, draft, links, lines, there.id, None, done, staged)
            }
        }
    }
}

fn about(draft: &Draft, id: &'static str) -> Refused {
    Refused::Reasons(vec![(draft.row, Problem::row(Message::new(id)))])
}

/// What was said of each row of a record.
fn every(draft: &Draft, first: &[Problem], of: impl Fn(&Further) -> &Vec<Problem>) -> Vec<(u64, Problem)> {
    let first = first.iter().map(|problem| (draft.row, problem.clone()));
    let others = draft.further.iter().flat_map(|row| of(row).iter().map(|problem| (row.row, problem.clone())));
    first.chain(others).collect()
}

/// Refuses every row of a record: those without a reason of their own name the row that has one.
fn refuse(draft: &Draft, done: &mut Done, problems: Vec<(u64, Problem)>) {
    (done.outcome, done.id, done.lines) = (Outcome::Refused, None, 0);
    done.warnings.clear();
    let bad = problems.first().map_or(draft.row, |(row, _)| *row);
    let reasons = |row: u64| -> Vec<Problem> {
        let own: Vec<Problem> =
            problems.iter().filter(|(of, _)| *of == row).map(|(_, problem)| problem.clone()).collect();
        if own.is_empty() {
            vec![Problem::row(Message::new("import-belongs-to-refused").with("bad", bad.to_string()))]
        } else {
            own
        }
    };
    done.problems = reasons(draft.row);
    done.further =
        draft.further.iter().map(|further| Refusal { row: further.row, problems: reasons(further.row) }).collect();
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

/// Creates a record, and takes that back when it is surely there already; `look` sees it in any case.
fn create_unless(
    tx: &mut Tx<'_>,
    actor: &Actor,
    setup: &Setup,
    patch: &Patch,
    certain: f64,
    look: &mut dyn FnMut(&Record),
) -> records::Result<Created> {
    let attempt = tx.savepoint(|tx| -> Result<Created, Attempt> {
        let record = records::create(tx, actor, &setup.entity, patch)?;
        look(&record);
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
        Value::Date(date) => Some(date.to_string()),
        Value::DateTime(moment) => Some(moment.to_string()),
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
