use std::collections::BTreeSet;
use std::fmt;

use super::convert::fits;
use super::found::{self, Found, FoundColumn};
use super::{Column, Index, Step, Table};
use crate::error::{Error, Result};
use crate::plan::Plan;
use crate::tx::Tx;

/// What is wanted beyond the tables themselves: nothing of this happens unasked.
#[derive(Clone, Debug, Default)]
pub struct Wishes {
    /// Old and new name.
    pub rename_tables: Vec<(String, String)>,
    /// Table (by its new name), old and new name.
    pub rename_columns: Vec<(String, String, String)>,
    pub drop_tables: Vec<String>,
    /// Table and column.
    pub drop_columns: Vec<(String, String)>,
    /// Table and column whose values may become empty where they cannot be converted.
    pub may_lose: Vec<(String, String)>,
}

/// The way from the tables that are to the tables that are wanted.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    pub steps: Vec<Step>,
    /// What stands in the way; nothing is applied while there is one.
    pub problems: Vec<Problem>,
}

/// Why the tables cannot become what is wanted.
#[derive(Clone, Debug, PartialEq)]
pub enum Problem {
    /// `count` values cannot become the new kind; `examples` are some of them.
    CannotConvert { table: String, column: String, count: u64, examples: Vec<String> },
    /// `count` rows hold nothing in a column that must be filled.
    Empty { table: String, column: String, count: u64 },
    /// A unique index is wanted on values that are not unique.
    NotUnique { table: String, columns: Vec<String>, count: u64 },
    /// `count` values point to rows that are not there.
    Dangling { table: String, column: String, count: u64 },
    /// The key of a table cannot change.
    Key { table: String },
}

impl Changes {
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty() && self.problems.is_empty()
    }

    /// The steps and then the problems, a line each.
    pub fn describe(&self) -> Vec<String> {
        self.steps.iter().map(ToString::to_string).chain(self.problems.iter().map(ToString::to_string)).collect()
    }

    /// Changes the tables; inside [`crate::Database::alone`], after planning in the same transaction.
    ///
    /// Raises the epoch when there was anything to do.
    ///
    /// # Errors
    /// [`Error::Other`] when there are problems, or what the database says to a step.
    pub fn apply(&self, tx: &mut Tx) -> Result<()> {
        if let Some(problem) = self.problems.first() {
            return Err(Error::Other(problem.to_string()));
        }
        for step in &self.steps {
            super::apply::apply(tx, step)?;
        }
        if !self.steps.is_empty() {
            tx.bump_epoch()?;
        }
        Ok(())
    }
}

/// Compares the tables that are wanted with those that are; tables that are not mentioned stay as they are.
///
/// # Errors
/// When the database cannot be read.
pub fn plan(tx: &mut Tx, wanted: &[Table], wishes: &Wishes) -> Result<Changes> {
    let mut changes = Changes::default();
    let exists: BTreeSet<String> = found::tables(tx)?.into_iter().collect();
    let mut created = Vec::new();
    for table in wanted {
        let old = wishes
            .rename_tables
            .iter()
            .find(|(old, new)| *new == table.name && exists.contains(old) && !exists.contains(new));
        let name_now = old.map_or(table.name.as_str(), |(old, _)| old.as_str());
        match found::table(tx, name_now)? {
            None => created.push(table),
            Some(found) => {
                if let Some((from, to)) = old {
                    changes.steps.push(Step::RenameTable { from: from.clone(), to: to.clone() });
                }
                Comparison { tx, changes: &mut changes, wishes, table, name_now }.compare(found)?;
            }
        }
    }
    create(created, &mut changes);
    for table in &wishes.drop_tables {
        if exists.contains(table) && !wanted.iter().any(|wanted| wanted.name == *table) {
            changes.steps.push(Step::DropTable { table: table.clone() });
        }
    }
    changes.steps.sort_by_key(order);
    Ok(changes)
}

/// New tables come before what points to them; within themselves, references are added where all exist.
fn create(mut tables: Vec<&Table>, changes: &mut Changes) {
    let mut ordered: Vec<Table> = Vec::new();
    while !tables.is_empty() {
        let waits = |table: &Table, tables: &[&Table]| {
            table
                .columns
                .iter()
                .filter_map(|column| column.references.as_ref())
                .any(|to| to.table != table.name && tables.iter().any(|other| other.name == to.table))
        };
        let free = tables.iter().position(|table| !waits(table, &tables));
        // A column of the key cannot get its reference later: such a table waits for one whose columns can.
        let late = |table: &&Table| {
            let mut refers = table.columns.iter().filter(|column| column.references.is_some());
            refers.all(|column| !table.primary_key.contains(&column.name))
        };
        let next = free.or_else(|| tables.iter().position(late)).unwrap_or(0);
        let mut table = tables.remove(next).clone();
        if free.is_none() {
            // Tables that point to each other: this one gets its references when the others are there.
            for column in &mut table.columns {
                if let Some(to) = column.references.take_if(|to| tables.iter().any(|other| other.name == to.table)) {
                    changes.steps.push(Step::Refer { table: table.name.clone(), column: column.clone(), to: Some(to) });
                }
            }
        }
        ordered.push(table);
    }
    for mut table in ordered {
        for index in std::mem::take(&mut table.indexes) {
            changes.steps.push(Step::AddIndex { table: table.name.clone(), index });
        }
        changes.steps.push(Step::CreateTable(table));
    }
}

/// Steps are done kind by kind: what others need comes first. The sort keeps the order within a kind.
fn order(step: &Step) -> u8 {
    match step {
        Step::RenameTable { .. } => 0,
        Step::RenameColumn { .. } => 1,
        Step::DropIndex { .. } => 2,
        Step::CreateTable(_) => 3,
        Step::AddColumn { .. } => 4,
        Step::Convert { .. } => 5,
        Step::Refer { .. } => 6,
        Step::Relax { .. } => 7,
        Step::Require { .. } => 8,
        Step::DropColumn { .. } => 9,
        Step::AddIndex { .. } => 10,
        Step::DropTable { .. } => 11,
    }
}

/// One table as it is against the same table as it is wanted.
struct Comparison<'c> {
    tx: &'c mut Tx,
    changes: &'c mut Changes,
    wishes: &'c Wishes,
    table: &'c Table,
    /// The table's name before the steps are done.
    name_now: &'c str,
}

impl Comparison<'_> {
    fn compare(&mut self, mut found: Found) -> Result<()> {
        let table = self.table;
        // The name of each wanted column before the steps are done.
        let mut names_now = Vec::new();
        for column in &table.columns {
            let rename = self.wishes.rename_columns.iter().find(|(of, old, new)| {
                *of == table.name
                    && *new == column.name
                    && found.columns.contains_key(old)
                    && !found.columns.contains_key(new)
            });
            names_now.push(rename.map_or(column.name.clone(), |(_, old, _)| old.clone()));
            if let Some((_, from, to)) = rename {
                self.changes.steps.push(Step::RenameColumn {
                    table: table.name.clone(),
                    from: from.clone(),
                    to: to.clone(),
                });
                for key in found.primary_key.iter_mut().filter(|key| *key == from) {
                    key.clone_from(to);
                }
            }
        }
        if found.primary_key != table.primary_key {
            self.changes.problems.push(Problem::Key { table: table.name.clone() });
        }
        let mut remade = BTreeSet::new();
        for (column, now) in table.columns.iter().zip(&names_now) {
            match found.columns.remove(now) {
                None => self.add(column)?,
                Some(found) => {
                    if self.change(column, now, &found)? {
                        remade.insert(column.name.clone());
                    }
                }
            }
        }
        for (column, found) in &found.columns {
            self.leave(column, found);
        }
        self.indexes(&found.indexes, &names_now, &remade)
    }

    fn add(&mut self, column: &Column) -> Result<()> {
        if column.not_null && column.default.is_none() {
            let count = self.count("1 = 1")?;
            if count > 0 {
                self.changes.problems.push(Problem::Empty {
                    table: self.table.name.clone(),
                    column: column.name.clone(),
                    count,
                });
            }
        }
        self.changes.steps.push(Step::AddColumn { table: self.table.name.clone(), column: column.clone() });
        Ok(())
    }

    /// Returns whether the column is made anew, which its indexes do not survive.
    fn change(&mut self, column: &Column, now: &str, found: &FoundColumn) -> Result<bool> {
        let table = self.table.name.clone();
        let mut remade = false;
        let mut lost = 0;
        match found.kind {
            Some(from) if from != column.kind => {
                let dialect = self.tx.dialect();
                let misfit = format!(
                    "{0} IS NOT NULL AND NOT ({1})",
                    quoted(now),
                    fits(&quoted(now), from, column.kind, dialect)
                );
                lost = self.count(&misfit)?;
                let may_lose = self.wishes.may_lose.iter().any(|(of, name)| *of == table && *name == column.name);
                if lost > 0 && !may_lose {
                    let examples = self.examples(now, &misfit)?;
                    self.changes.problems.push(Problem::CannotConvert {
                        table: table.clone(),
                        column: column.name.clone(),
                        count: lost,
                        examples,
                    });
                }
                self.changes.steps.push(Step::Convert { table: table.clone(), column: column.clone(), from, lost });
                remade = true;
            }
            _ => {}
        }
        if found.references != column.references && !remade {
            if let Some(to) = &column.references {
                let target = self
                    .wishes
                    .rename_tables
                    .iter()
                    .find(|(_, new)| *new == to.table)
                    .map_or(to.table.clone(), |(old, _)| old.clone());
                if found::table(self.tx, &target)?.is_some() {
                    let dangling = format!(
                        "{0} IS NOT NULL AND {0} NOT IN (SELECT {1} FROM {2})",
                        quoted(now),
                        quoted(&to.column),
                        quoted(&target)
                    );
                    let count = self.count(&dangling)?;
                    if count > 0 {
                        self.changes.problems.push(Problem::Dangling {
                            table: table.clone(),
                            column: column.name.clone(),
                            count,
                        });
                    }
                }
            }
            self.changes.steps.push(Step::Refer {
                table: table.clone(),
                column: column.clone(),
                to: column.references.clone(),
            });
            remade = self.tx.dialect() == crate::Dialect::Sqlite;
        }
        let key = self.table.primary_key.contains(&column.name);
        let required = found.not_null && !remade;
        if column.not_null && !required && !key {
            let count = self.count(&format!("{} IS NULL", quoted(now)))? + lost;
            if count > 0 {
                self.changes.problems.push(Problem::Empty { table: table.clone(), column: column.name.clone(), count });
            }
            self.changes.steps.push(Step::Require { table, column: column.name.clone() });
        } else if !column.not_null && required && !key {
            self.changes.steps.push(Step::Relax { table, column: column.name.clone() });
        }
        Ok(remade)
    }

    /// A column that is no longer wanted stays, but must not demand values nobody gives.
    fn leave(&mut self, column: &str, found: &FoundColumn) {
        let table = self.table.name.clone();
        let renamed = self.wishes.rename_columns.iter().any(|(of, old, _)| *of == table && old == column);
        if self.wishes.drop_columns.iter().any(|(of, name)| *of == table && name == column) {
            self.changes.steps.push(Step::DropColumn { table, column: column.to_owned() });
        } else if found.not_null && !found.has_default && !renamed {
            self.changes.steps.push(Step::Relax { table, column: column.to_owned() });
        }
    }

    fn indexes(&mut self, found: &[String], names_now: &[String], remade: &BTreeSet<String>) -> Result<()> {
        let table = self.table.name.clone();
        let touches =
            |index: &Index| index.columns.iter().chain(&index.where_filled).any(|column| remade.contains(column));
        for name in found.iter().filter(|name| Index::is_ours(name, self.name_now)) {
            let wanted = self.table.indexes.iter().find(|index| index.name(&table) == *name);
            if wanted.is_none_or(touches) {
                self.changes.steps.push(Step::DropIndex { table: table.clone(), name: name.clone() });
            }
        }
        for index in &self.table.indexes {
            if found.contains(&index.name(&table)) && !touches(index) {
                continue;
            }
            self.check_unique(index, names_now)?;
            self.changes.steps.push(Step::AddIndex { table: table.clone(), index: index.clone() });
        }
        Ok(())
    }

    /// Counts doubles where all columns of a unique index exist already.
    fn check_unique(&mut self, index: &Index, names_now: &[String]) -> Result<()> {
        let now = |name: &String| {
            self.table.columns.iter().position(|column| column.name == *name).map(|place| names_now[place].clone())
        };
        let columns: Option<Vec<String>> = index.columns.iter().chain(&index.where_filled).map(now).collect();
        let existing = found::table(self.tx, self.name_now)?.unwrap_or_default();
        let Some(columns) = columns
            .filter(|columns| index.unique && columns.iter().all(|column| existing.columns.contains_key(column)))
        else {
            return Ok(());
        };
        let filled: Vec<String> = columns.iter().map(|column| format!("{} IS NOT NULL", quoted(column))).collect();
        let key: Vec<String> = columns.iter().take(index.columns.len()).map(|column| quoted(column)).collect();
        let sql = format!(
            "SELECT count(*) FROM (SELECT 1 FROM {} WHERE {} GROUP BY {} HAVING count(*) > 1) AS doubles",
            quoted(self.name_now),
            filled.join(" AND "),
            key.join(", ")
        );
        let count = self.tx.query_one(&Plan::text(&sql), &[], |row| row.int(0))?.unwrap_or(0) as u64;
        if count > 0 {
            self.changes.problems.push(Problem::NotUnique {
                table: self.table.name.clone(),
                columns: index.columns.clone(),
                count,
            });
        }
        Ok(())
    }

    fn count(&mut self, condition: &str) -> Result<u64> {
        let plan = Plan::text(&format!("SELECT count(*) FROM {} WHERE {condition}", quoted(self.name_now)));
        Ok(self.tx.query_one(&plan, &[], |row| row.int(0))?.unwrap_or(0) as u64)
    }

    fn examples(&mut self, column: &str, condition: &str) -> Result<Vec<String>> {
        let plan = Plan::text(&format!(
            "SELECT DISTINCT CAST({} AS text) FROM {} WHERE {condition} LIMIT 3",
            quoted(column),
            quoted(self.name_now)
        ));
        self.tx.query_all(&plan, &[], |row| Ok(row.text(0).unwrap_or_default().to_owned()))
    }
}

/// A name as SQL takes it, whatever is in it.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::CannotConvert { table, column, count, examples } => {
                write!(f, "{count} values of {table}.{column} cannot be converted, such as {}", examples.join(", "))
            }
            Problem::Empty { table, column, count } => {
                write!(f, "{count} rows of {table} have no {column}, which is to be required")
            }
            Problem::NotUnique { table, columns, count } => {
                write!(f, "{count} values of {table} ({}) are there more than once", columns.join(", "))
            }
            Problem::Dangling { table, column, count } => {
                write!(f, "{count} values of {table}.{column} point to nothing")
            }
            Problem::Key { table } => write!(f, "the key of {table} cannot change"),
        }
    }
}
