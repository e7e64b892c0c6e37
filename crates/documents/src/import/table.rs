//! The private tables: imports with how far they are, and the rows they refused.

use serde::{Deserialize, Serialize};
use store::sql::{Alias, Expr, ExprTrait, Order, Query};
use store::{Migration, Row, Tx};

use super::error::{Error, Result};
use super::plan::Plan;
use super::reasons::Findings;
use super::report::{Counts, Problem};
use super::undo::TakenBack;

/// The private tables, step by step, for [`store::migrate`] under the room's name `documents`.
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        number: 1,
        name: "imports and refused rows",
        sql: "
CREATE TABLE documents_import (
    id BIGINT NOT NULL PRIMARY KEY,
    entity TEXT NOT NULL,
    by_user BIGINT NOT NULL,
    file TEXT NOT NULL,
    file_hash TEXT,
    plan TEXT NOT NULL,
    job BIGINT,
    batch BIGINT NOT NULL,
    next_row BIGINT NOT NULL,
    total BIGINT,
    counts TEXT NOT NULL,
    begun_at BIGINT NOT NULL,
    ended_at BIGINT,
    failure TEXT
);
CREATE INDEX documents_import_job ON documents_import (job);
CREATE INDEX documents_import_ended ON documents_import (ended_at);
CREATE TABLE documents_refused (
    import BIGINT NOT NULL,
    row_number BIGINT NOT NULL,
    problems TEXT NOT NULL,
    cells TEXT NOT NULL,
    PRIMARY KEY (import, row_number)
);
",
    },
    Migration {
        number: 2,
        name: "what was said of rows, the draft before an import and the job that takes it back",
        sql: "
ALTER TABLE documents_import ADD COLUMN findings TEXT;
ALTER TABLE documents_import ADD COLUMN draft BIGINT;
ALTER TABLE documents_import ADD COLUMN undo_job BIGINT;
CREATE INDEX documents_import_draft ON documents_import (draft);
",
    },
    Migration {
        number: 3,
        name: "what came of taking an import back",
        sql: "
ALTER TABLE documents_import ADD COLUMN taken_back TEXT;
",
    },
];

const IMPORT: &str = "documents_import";
const REFUSED: &str = "documents_refused";

/// An import as it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Import {
    pub id: i64,
    /// The entity's qualified name.
    pub entity: String,
    /// Who runs it; 0 is the platform.
    pub by: i64,
    /// What the file was called.
    pub file: String,
    /// The file as it was uploaded, in [`store::blob`]; none when it is no longer kept.
    pub hash: Option<String>,
    pub plan: Plan,
    /// The job that runs it; none when a command does.
    pub job: Option<i64>,
    /// The batch of its changes in the change log, by which it is undone.
    pub batch: i64,
    /// The row of the sheet it goes on with.
    pub next_row: u64,
    /// How many rows with data there are, once they are counted.
    pub total: Option<u64>,
    pub counts: Counts,
    /// What was said of its rows so far.
    pub findings: Findings,
    /// The draft it was begun from; none when a command began it.
    pub draft: Option<i64>,
    /// The job that takes it back, or did.
    pub undo: Option<i64>,
    /// What came of that; none while it has not ended, and of imports from before that was kept.
    pub back: Option<TakenBack>,
    /// Microseconds since 1970 UTC.
    pub begun_at: i64,
    /// When it came to its end; none while it has not.
    pub ended_at: Option<i64>,
}

const COLUMNS: [&str; 17] = [
    "id",
    "entity",
    "by_user",
    "file",
    "file_hash",
    "plan",
    "job",
    "batch",
    "next_row",
    "total",
    "counts",
    "begun_at",
    "ended_at",
    "findings",
    "draft",
    "undo_job",
    "taken_back",
];

fn read(row: &Row<'_>) -> store::Result<Import> {
    let json = |column: usize| -> store::Result<String> { Ok(row.text(column)?.to_owned()) };
    let number = |value: i64| u64::try_from(value).unwrap_or(0);
    let plan = serde_json::from_str(&json(5)?).map_err(store::Error::other)?;
    let counts = serde_json::from_str(&json(10)?).map_err(store::Error::other)?;
    let findings = match row.maybe(13, Row::text)? {
        Some(text) => serde_json::from_str(text).map_err(store::Error::other)?,
        None => Findings::default(),
    };
    Ok(Import {
        id: row.int(0)?,
        entity: json(1)?,
        by: row.int(2)?,
        file: json(3)?,
        hash: row.maybe(4, Row::text)?.map(str::to_owned),
        plan,
        job: row.maybe(6, Row::int)?,
        batch: row.int(7)?,
        next_row: number(row.int(8)?),
        total: row.maybe(9, Row::int)?.map(number),
        counts,
        begun_at: row.int(11)?,
        ended_at: row.maybe(12, Row::int)?,
        findings,
        draft: row.maybe(14, Row::int)?,
        undo: row.maybe(15, Row::int)?,
        back: row.maybe(16, Row::text)?.map(serde_json::from_str).transpose().map_err(store::Error::other)?,
    })
}

fn json(value: &impl Serialize) -> store::Result<String> {
    serde_json::to_string(value).map_err(store::Error::other)
}

/// Row numbers are far below what a column holds.
fn whole(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

pub(super) fn insert(tx: &mut Tx, import: &Import) -> Result<()> {
    tx.run(Query::insert().into_table(Alias::new(IMPORT)).columns(COLUMNS.map(Alias::new)).values_panic([
        import.id.into(),
        import.entity.as_str().into(),
        import.by.into(),
        import.file.as_str().into(),
        import.hash.clone().into(),
        json(&import.plan)?.into(),
        import.job.into(),
        import.batch.into(),
        whole(import.next_row).into(),
        import.total.map(whole).into(),
        json(&import.counts)?.into(),
        import.begun_at.into(),
        import.ended_at.into(),
        json(&import.findings)?.into(),
        import.draft.into(),
        import.undo.into(),
        import.back.as_ref().map(json).transpose()?.into(),
    ]))?;
    Ok(())
}

fn select() -> store::sql::SelectStatement {
    let mut select = Query::select();
    select.columns(COLUMNS.map(Alias::new)).from(Alias::new(IMPORT));
    select
}

/// One import.
///
/// # Errors
/// [`Error::NotFound`], or when the database cannot be read.
pub fn find(tx: &mut Tx, id: i64) -> Result<Import> {
    let mut select = select();
    select.and_where(Expr::col(Alias::new("id")).eq(id));
    tx.one(&select, read)?.ok_or(Error::NotFound(id))
}

/// The import that was begun from a draft; none while there is none.
///
/// # Errors
/// When the database cannot be read.
pub fn of_draft(tx: &mut Tx, draft: i64) -> Result<Option<Import>> {
    let mut select = select();
    select.and_where(Expr::col(Alias::new("draft")).eq(draft)).limit(1);
    Ok(tx.one(&select, read)?)
}

/// Notes which job takes an import back.
pub(super) fn set_undo(tx: &mut Tx, id: i64, job: i64) -> Result<()> {
    tx.run(
        Query::update()
            .table(Alias::new(IMPORT))
            .value(Alias::new("undo_job"), job)
            .and_where(Expr::col(Alias::new("id")).eq(id)),
    )?;
    Ok(())
}

/// Notes what came of taking an import back.
pub(super) fn set_back(tx: &mut Tx, id: i64, back: &TakenBack) -> Result<()> {
    tx.run(
        Query::update()
            .table(Alias::new(IMPORT))
            .value(Alias::new("taken_back"), json(back)?)
            .and_where(Expr::col(Alias::new("id")).eq(id)),
    )?;
    Ok(())
}

/// The newest imports, of one person or of everybody.
///
/// # Errors
/// When the database cannot be read.
pub fn list(tx: &mut Tx, by: Option<i64>, limit: u64) -> Result<Vec<Import>> {
    let mut select = select();
    if let Some(by) = by {
        select.and_where(Expr::col(Alias::new("by_user")).eq(by));
    }
    select.order_by(Alias::new("id"), Order::Desc).limit(limit);
    Ok(tx.all(&select, read)?)
}

/// Goes on from one row to another, in the transaction that did what lies between.
///
/// # Errors
/// [`Error::Taken`] when the import is not where the caller believes: somebody else goes on with it.
pub(super) fn advance(tx: &mut Tx, id: i64, from: u64, to: u64, counts: &Counts, findings: &Findings) -> Result<()> {
    let touched = tx.run(
        Query::update()
            .table(Alias::new(IMPORT))
            .value(Alias::new("next_row"), whole(to))
            .value(Alias::new("counts"), json(counts)?)
            .value(Alias::new("findings"), json(findings)?)
            .and_where(Expr::col(Alias::new("id")).eq(id))
            .and_where(Expr::col(Alias::new("next_row")).eq(whole(from)))
            .and_where(Expr::col(Alias::new("ended_at")).is_null()),
    )?;
    if touched == 1 { Ok(()) } else { Err(Error::Taken(id)) }
}

pub(super) fn set_total(tx: &mut Tx, id: i64, total: u64) -> Result<()> {
    tx.run(
        Query::update()
            .table(Alias::new(IMPORT))
            .value(Alias::new("total"), whole(total))
            .and_where(Expr::col(Alias::new("id")).eq(id)),
    )?;
    Ok(())
}

pub(super) fn end(tx: &mut Tx, id: i64) -> Result<()> {
    let now = tx.micros();
    tx.run(
        Query::update()
            .table(Alias::new(IMPORT))
            .value(Alias::new("ended_at"), now)
            .and_where(Expr::col(Alias::new("id")).eq(id))
            .and_where(Expr::col(Alias::new("ended_at")).is_null()),
    )?;
    Ok(())
}

/// The files of imports that ended before a time, or were left lying before an earlier one; they are forgotten as soon
/// as the transaction commits.
pub(super) fn forget_files(tx: &mut Tx, ended: i64, begun: i64) -> Result<Vec<String>> {
    let old_ones = || Expr::col(Alias::new("ended_at")).lt(ended).or(Expr::col(Alias::new("begun_at")).lt(begun));
    let mut select = Query::select();
    select
        .column(Alias::new("file_hash"))
        .from(Alias::new(IMPORT))
        .and_where(Expr::col(Alias::new("file_hash")).is_not_null())
        .and_where(old_ones());
    let old = tx.all(&select, |row| Ok(row.text(0)?.to_owned()))?;
    tx.run(
        Query::update()
            .table(Alias::new(IMPORT))
            .value(Alias::new("file_hash"), Option::<String>::None)
            .and_where(old_ones()),
    )?;
    let mut gone = Vec::new();
    for hash in old {
        if !has_file(tx, &hash)? {
            gone.push(hash);
        }
    }
    gone.sort();
    gone.dedup();
    Ok(gone)
}

/// Whether an import keeps a file.
pub(super) fn has_file(tx: &mut Tx, hash: &str) -> Result<bool> {
    let mut select = Query::select();
    select
        .expr(Expr::val(1_i64))
        .from(Alias::new(IMPORT))
        .and_where(Expr::col(Alias::new("file_hash")).eq(hash))
        .limit(1);
    Ok(tx.one(&select, |_| Ok(()))?.is_some())
}

/// A row that was refused: the reasons, and its cells as a person would type them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Refused {
    pub row: u64,
    pub problems: Vec<Problem>,
    pub cells: Vec<String>,
}

pub(super) fn refuse(tx: &mut Tx, import: i64, refused: &[Refused]) -> Result<()> {
    for one in refused {
        tx.run(
            Query::insert()
                .into_table(Alias::new(REFUSED))
                .columns(["import", "row_number", "problems", "cells"].map(Alias::new))
                .values_panic([
                    import.into(),
                    whole(one.row).into(),
                    json(&one.problems)?.into(),
                    json(&one.cells)?.into(),
                ]),
        )?;
    }
    Ok(())
}

/// The refused rows of an import after one of them, in their order.
///
/// # Errors
/// When the database cannot be read.
pub fn refused(tx: &mut Tx, import: i64, after: u64, limit: u64) -> Result<Vec<Refused>> {
    let mut select = Query::select();
    select
        .columns(["row_number", "problems", "cells"].map(Alias::new))
        .from(Alias::new(REFUSED))
        .and_where(Expr::col(Alias::new("import")).eq(import))
        .and_where(Expr::col(Alias::new("row_number")).gt(whole(after)))
        .order_by(Alias::new("row_number"), Order::Asc)
        .limit(limit);
    Ok(tx.all(&select, |row| {
        Ok(Refused {
            row: u64::try_from(row.int(0)?).unwrap_or(0),
            problems: serde_json::from_str(row.text(1)?).map_err(store::Error::other)?,
            cells: serde_json::from_str(row.text(2)?).map_err(store::Error::other)?,
        })
    })?)
}
