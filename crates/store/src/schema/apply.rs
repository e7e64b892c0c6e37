//! The SQL of each step.

use super::convert::convert;
use super::plan::quoted;
use super::{Column, ColumnKind, Index, OnDelete, Reference, Step, Table};
use crate::error::Result;
use crate::param::Param;
use crate::plan::Dialect;
use crate::tx::Tx;

/// Does one step.
pub(crate) fn apply(tx: &mut Tx, step: &Step) -> Result<()> {
    let dialect = tx.dialect();
    match step {
        Step::RenameTable { from, to } => tx.batch(&format!("ALTER TABLE {} RENAME TO {}", quoted(from), quoted(to))),
        Step::RenameColumn { table, from, to } => {
            tx.batch(&format!("ALTER TABLE {} RENAME COLUMN {} TO {}", quoted(table), quoted(from), quoted(to)))
        }
        Step::CreateTable(table) => tx.batch(&create_table(table, dialect)),
        Step::AddColumn { table, column } => add_column(tx, table, column),
        Step::Convert { table, column, from, .. } => remake(tx, table, column, *from),
        Step::Refer { table, column, to } => refer(tx, table, column, to.as_ref()),
        Step::Require { table, column } => {
            tx.batch(&format!("ALTER TABLE {} ALTER COLUMN {} SET NOT NULL", quoted(table), quoted(column)))
        }
        Step::Relax { table, column } => {
            tx.batch(&format!("ALTER TABLE {} ALTER COLUMN {} DROP NOT NULL", quoted(table), quoted(column)))
        }
        Step::AddIndex { table, index } => tx.batch(&create_index(table, index, dialect)),
        Step::DropIndex { name, .. } => tx.batch(&format!("DROP INDEX IF EXISTS {}", quoted(name))),
        Step::DropColumn { table, column } => drop_column(tx, table, column),
        Step::DropTable { table } => tx.batch(&format!("DROP TABLE {}", quoted(table))),
    }
}

/// The statement that creates a table, without its indexes.
pub(super) fn create_table(table: &Table, dialect: Dialect) -> String {
    let mut parts: Vec<String> = table.columns.iter().map(|column| definition(column, dialect)).collect();
    let key: Vec<String> = table.primary_key.iter().map(|name| quoted(name)).collect();
    parts.push(format!("PRIMARY KEY ({})", key.join(", ")));
    // A whole number as key is SQLite's own row number; any other key is the tree itself.
    let by_number = matches!(table.primary_key.as_slice(), [key] if table.columns.iter().any(|column| column.name == *key && column.kind == ColumnKind::Int));
    let suffix = if dialect == Dialect::Sqlite && !by_number { " WITHOUT ROWID" } else { "" };
    format!("CREATE TABLE {} ({}){suffix}", quoted(&table.name), parts.join(", "))
}

/// The statement that creates an index.
///
/// Lists put empty values first, as SQLite does. PostgreSQL puts them last unless it is told, and an index gives an
/// order only when it was told the same. The key is never empty, and its own index was told nothing.
pub(super) fn create_index(table: &str, index: &Index, dialect: Dialect) -> String {
    let column = |name: &String| match (dialect, name.as_str()) {
        (Dialect::Postgres, name) if name != "id" => format!("{} NULLS FIRST", quoted(name)),
        (_, name) => quoted(name),
    };
    let columns: Vec<String> = index.columns.iter().map(column).collect();
    let filled: Vec<String> = index.where_filled.iter().map(|name| format!("{} IS NOT NULL", quoted(name))).collect();
    let only = if filled.is_empty() { String::new() } else { format!(" WHERE {}", filled.join(" AND ")) };
    let unique = if index.unique { "UNIQUE " } else { "" };
    format!("CREATE {unique}INDEX {} ON {} ({}){only}", quoted(&index.name(table)), quoted(table), columns.join(", "))
}

fn definition(column: &Column, dialect: Dialect) -> String {
    let mut text = format!("{} {}", quoted(&column.name), type_of(column.kind, dialect));
    if let Some(default) = &column.default {
        text.push_str(" DEFAULT ");
        text.push_str(&literal(default, column.kind, dialect));
    }
    if column.not_null {
        text.push_str(" NOT NULL");
    }
    if let Some(to) = &column.references {
        text.push_str(&reference(to));
    }
    text
}

fn type_of(kind: ColumnKind, dialect: Dialect) -> &'static str {
    match (kind, dialect) {
        (ColumnKind::Int, Dialect::Sqlite) => "INTEGER",
        (ColumnKind::Int, Dialect::Postgres) => "bigint",
        (ColumnKind::Float, _) => "double precision",
        (ColumnKind::Bool, _) => "boolean",
        (ColumnKind::Text, Dialect::Sqlite) => "TEXT",
        (ColumnKind::Text, Dialect::Postgres) => "text COLLATE \"C\"",
        (ColumnKind::Bytes, Dialect::Sqlite) => "BLOB",
        (ColumnKind::Bytes, Dialect::Postgres) => "bytea",
    }
}

fn reference(to: &Reference) -> String {
    let on_delete = match to.on_delete {
        OnDelete::Restrict => "RESTRICT",
        OnDelete::SetNull => "SET NULL",
        OnDelete::Cascade => "CASCADE",
    };
    format!(" REFERENCES {} ({}) ON DELETE {on_delete}", quoted(&to.table), quoted(&to.column))
}

fn literal(value: &Param, kind: ColumnKind, dialect: Dialect) -> String {
    match value {
        Param::Null => "NULL".to_owned(),
        Param::Int(value) if kind == ColumnKind::Bool => literal(&Param::Bool(*value != 0), kind, dialect),
        Param::Int(value) => value.to_string(),
        Param::Float(value) => format!("{value:?}"),
        Param::Bool(value) if dialect == Dialect::Sqlite => u8::from(*value).to_string(),
        Param::Bool(value) => value.to_string(),
        Param::Text(value) => format!("'{}'", value.replace('\'', "''")),
        Param::Bytes(value) => {
            let hex: String = value.iter().map(|byte| format!("{byte:02x}")).collect();
            if dialect == Dialect::Sqlite { format!("x'{hex}'") } else { format!("'\\x{hex}'::bytea") }
        }
    }
}

/// SQLite adds a required column only with a default that is not empty, and one that refers only without.
fn add_column(tx: &mut Tx, table: &str, column: &Column) -> Result<()> {
    let dialect = tx.dialect();
    let mut addable = column.clone();
    if dialect == Dialect::Sqlite {
        addable.not_null = column.not_null && column.default.as_ref().is_some_and(|value| *value != Param::Null);
        if column.references.is_some() {
            addable.not_null = false;
            addable.default = None;
        }
    }
    tx.batch(&format!("ALTER TABLE {} ADD COLUMN {}", quoted(table), definition(&addable, dialect)))?;
    if let Some(default) = column.default.as_ref().filter(|_| addable.default.is_none()) {
        tx.batch(&format!(
            "UPDATE {} SET {} = {}",
            quoted(table),
            quoted(&column.name),
            literal(default, column.kind, dialect)
        ))?;
    }
    if column.not_null && !addable.not_null {
        apply(tx, &Step::Require { table: table.to_owned(), column: column.name.clone() })?;
    }
    Ok(())
}

/// Makes a column anew beside the old one, brings the values over and lets it take the name.
fn remake(tx: &mut Tx, table: &str, column: &Column, from: ColumnKind) -> Result<()> {
    let dialect = tx.dialect();
    let beside = Column { name: format!("{}__new", column.name), not_null: false, ..column.clone() };
    add_column(tx, table, &beside)?;
    let value = convert(&quoted(&column.name), from, column.kind, dialect);
    tx.batch(&format!("UPDATE {} SET {} = {value}", quoted(table), quoted(&beside.name)))?;
    drop_column(tx, table, &column.name)?;
    tx.batch(&format!(
        "ALTER TABLE {} RENAME COLUMN {} TO {}",
        quoted(table),
        quoted(&beside.name),
        quoted(&column.name)
    ))
}

fn refer(tx: &mut Tx, table: &str, column: &Column, to: Option<&Reference>) -> Result<()> {
    let wanted = Column { references: to.cloned(), ..column.clone() };
    if tx.dialect() == Dialect::Sqlite {
        return remake(tx, table, &wanted, column.kind);
    }
    tx.batch(&format!(
        "DO $$ DECLARE name text; BEGIN
           FOR name IN SELECT conname FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
             WHERE c.conrelid = '{table}'::regclass AND c.contype = 'f' AND a.attname = '{column}' AND cardinality(c.conkey) = 1
           LOOP EXECUTE format('ALTER TABLE {table} DROP CONSTRAINT %I', name); END LOOP; END $$",
        table = quoted(table).replace('\'', "''"),
        column = column.name.replace('\'', "''"),
    ))?;
    match to {
        Some(to) => tx.batch(&format!(
            "ALTER TABLE {} ADD FOREIGN KEY ({}){}",
            quoted(table),
            quoted(&column.name),
            reference(to)
        )),
        None => Ok(()),
    }
}

/// SQLite drops no column that stands in an index.
fn drop_column(tx: &mut Tx, table: &str, column: &str) -> Result<()> {
    if tx.dialect() == Dialect::Sqlite {
        let plan = crate::Plan::text(
            "SELECT l.name FROM pragma_index_list(?1) l JOIN sqlite_schema s ON s.name = l.name
             WHERE l.origin = 'c' AND (EXISTS (SELECT 1 FROM pragma_index_info(l.name) i WHERE i.name = ?2) OR instr(s.sql, ?3) > 0)",
        );
        let params = [Param::from(table), Param::from(column), Param::from(quoted(column))];
        for index in tx.query_all(&plan, &params, |row| row.text(0).map(str::to_owned))? {
            tx.batch(&format!("DROP INDEX {}", quoted(&index)))?;
        }
    }
    tx.batch(&format!("ALTER TABLE {} DROP COLUMN {}", quoted(table), quoted(column)))
}
