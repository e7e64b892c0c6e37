//! The records that rows lead to: found, or created when they are missing and the plan says so.

use std::sync::Arc;

use feel::Value;
use model::Entity;
use records::{FieldProblem, Patch, Tx};

use super::chunk::Work;
use super::find::{self, Hit};
use super::marks;
use super::one::{Refused, Staged, Values};
use super::plan::Absent;
use super::report::Problem;
use super::row::{Draft, Wanted, nearest, problem};
use crate::Message;
use crate::sheet::short;

impl Work<'_> {
    /// Finds or creates the related records of a record and of each of its lines.
    pub(super) fn all_links(
        &mut self,
        tx: &mut Tx<'_>,
        draft: &Draft,
        staged: &mut Staged,
    ) -> Result<(Values, Vec<Values>), Refused> {
        let mut problems = Vec::new();
        let links = self.links(tx, draft.row, &draft.wanted, staged, &mut problems)?;
        let mut lines = Vec::with_capacity(draft.lines.len());
        for line in &draft.lines {
            lines.push(self.links(tx, line.row, &line.wanted, staged, &mut problems)?);
        }
        if problems.is_empty() { Ok((links, lines)) } else { Err(Refused::Reasons(problems)) }
    }

    fn links(
        &mut self,
        tx: &mut Tx<'_>,
        row: u64,
        all: &[Wanted],
        staged: &mut Staged,
        problems: &mut Vec<(u64, Problem)>,
    ) -> Result<Values, Refused> {
        let mut links: Values = Vec::new();
        for wanted in all {
            let link = &self.setup.links[wanted.link];
            let id = match self.related(tx, row, wanted, staged)? {
                Ok(id) => id,
                Err(problem) => {
                    problems.push((row, problem));
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
        Ok(links)
    }

    fn related(
        &mut self,
        tx: &mut Tx<'_>,
        row: u64,
        wanted: &Wanted,
        staged: &mut Staged,
    ) -> Result<Result<Option<i64>, Problem>, Refused> {
        let link = &self.setup.links[wanted.link];
        let Some(text) = self.setup.link_text(wanted) else { return Ok(Ok(None)) };
        let place = (link.key, text.folded.clone());
        if let Some(id) = staged.links.get(&place) {
            return Ok(Ok(Some(*id)));
        }
        let column = self.setup.columns.iter().find(|column| column.index == wanted.column && column.link.is_some());
        let say = |message: Message| match column {
            Some(column) => problem(column, message),
            None => Problem::row(message),
        };
        let shown = short(wanted.key.as_text().unwrap_or(&text.exact));
        match self.known.get(link.key, &text) {
            Some(Hit::One(found)) => return Ok(Ok(Some(found.id))),
            Some(Hit::Several) => {
                return Ok(Err(say(Message::new("import-several-related").with("value", shown))));
            }
            None => {}
        }
        let mark = self.undone.and_then(|_| marks::made_as(self.setup, wanted));
        let again = self.undone.zip(mark.as_ref()).and_then(|(undone, mark)| undone.made.get(mark));
        if link.absent != Absent::Create && again.is_none() {
            let near = self.near(tx, link.key, &shown)?;
            let empty = link.absent == Absent::LeaveEmpty;
            let id = match (empty, near.is_some()) {
                (true, true) => "import-related-left-empty-near",
                (true, false) => "import-related-left-empty",
                (false, true) => "import-no-such-related-near",
                (false, false) => "import-no-such-related",
            };
            let message = Message::new(id).with("value", shown.as_str());
            let told = say(match near.as_deref() {
                Some(near) => message.with("near", near),
                None => message,
            });
            if !empty {
                return Ok(Err(told));
            }
            staged.warnings.push((row, told));
            return Ok(Ok(None));
        }
        let patch = Patch { values: again.unwrap_or(wanted).values.clone(), lines: Vec::new() };
        let record = match records::create(tx, self.actor, &link.entity, &patch) {
            Ok(record) => record,
            Err(records::Error::Invalid(found)) => {
                let other = tx.world().named(&link.entity)?;
                let problems = found.iter().map(|found| {
                    let mut told = say(not_created(&other.entity, &shown, found));
                    told.field = Some(format!("{}.{}", link.relation, found.field.as_deref().unwrap_or_default()));
                    (row, told)
                });
                return Err(Refused::Reasons(problems.collect()));
            }
            Err(error) => return Err(error.into()),
        };
        if again.is_none() {
            *staged.related.entry(link.entity.to_string()).or_default() += 1;
            staged.made.extend(mark.map(|mark| (mark, wanted.clone())));
        }
        let id = record.id();
        staged.links.insert(place, id);
        staged.records.push(record);
        Ok(Ok(Some(id)))
    }

    /// Creates a related record that an earlier chunk of a dry run created.
    ///
    /// # Errors
    /// What is not the record's fault.
    pub(super) fn make_again(&mut self, tx: &mut Tx<'_>, wanted: &Wanted) -> records::Result<()> {
        let mut staged = Staged::default();
        match tx.savepoint(|tx| self.related(tx, 0, wanted, &mut staged)) {
            Ok(_) => staged.records.iter().for_each(|record| self.known.add(self.setup, record)),
            Err(Refused::Door(error)) => super::door::refusal(error).map(drop)?,
            Err(Refused::Reasons(_)) => {}
        }
        Ok(())
    }

    /// The name that was probably meant.
    fn near(&mut self, tx: &mut Tx<'_>, key: usize, shown: &str) -> records::Result<Option<String>> {
        let place = (key, shown.to_owned());
        if let Some(known) = self.near.get(&place) {
            return Ok(known.clone());
        }
        let names = self.names(tx, key)?;
        let near = nearest(shown, names.iter().map(String::as_str)).map(str::to_owned);
        self.near.insert(place, near.clone());
        Ok(near)
    }

    fn names(&mut self, tx: &mut Tx<'_>, key: usize) -> records::Result<Arc<Vec<String>>> {
        if let Some(names) = self.memory.names(key).or_else(|| self.names.get(&key)) {
            return Ok(Arc::clone(names));
        }
        let names = Arc::new(find::names(tx, self.actor, &self.setup.keys[key])?);
        self.names.insert(key, Arc::clone(&names));
        Ok(names)
    }
}

/// Why a related record could not be created: which, and for want of what.
fn not_created(entity: &Entity, shown: &str, found: &FieldProblem) -> Message {
    let message = |id| Message::new(id).with("value", shown).with("entity", &entity.label);
    let label = found.field.as_deref().and_then(|name| entity.field(name)).map(|field| &field.label);
    let named = |message: Message| match (label, &found.field) {
        (Some(label), _) => message.with("field", label),
        (None, Some(name)) => message.with("field", &**name),
        (None, None) => message,
    };
    match &found.message {
        records::Message::Id { id: "problem-required", .. } if found.field.is_some() => {
            named(message("import-related-needs"))
        }
        _ if found.field.is_some() => {
            named(message("import-related-field-refused")).with("reason", &super::door::message(found))
        }
        _ => message("import-related-refused").with("reason", &super::door::message(found)),
    }
}
