//! Tables as the database has them.

use std::collections::BTreeMap;

use super::{ColumnKind, Index, OnDelete, Reference};
use crate::error::Result;
use crate::param::Param;
use crate::plan::{Dialect, Plan};
use crate::row::Row;
use crate::tx::Tx;

/// A table that exists.
#[derive(Clone, Debug, Default)]
pub(crate) struct Found {
    pub columns: BTreeMap<String, FoundColumn>,
    pub primary_key: Vec<String>,
    /// The names of its indexes, without that of the key.
    pub indexes: Vec<String>,
    /// Those among them that this module made.
    pub own_indexes: Vec<Index>,
}

#[derive(Clone, Debug)]
pub(crate) struct FoundColumn {
    /// Nothing when the type is none of this room's.
    pub kind: Option<ColumnKind>,
    pub not_null: bool,
    pub has_default: bool,
    /// The default, when it is a plain value.
    pub default: Option<Param>,
    pub references: Option<Reference>,
}

/// The names of all tables, in order; those that the database keeps for itself or for full text are left out.
pub(crate) fn tables(tx: &mut Tx) -> Result<Vec<String>> {
    let sql = match tx.dialect() {
        // The tables behind a virtual table are its own affair.
        Dialect::Sqlite => {
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
        }
        Dialect::Postgres => {
            "SELECT relname::text COLLATE \"C\" FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' ORDER BY 1"
        }
    };
    tx.query_all(&Plan::text(sql), &[], |row| row.text(0).map(str::to_owned))
}

/// A table as it is, or nothing.
pub(crate) fn table(tx: &mut Tx, name: &str) -> Result<Option<Found>> {
    let found = match tx.dialect() {
        Dialect::Sqlite => sqlite(tx, name)?,
        Dialect::Postgres => postgres(tx, name)?,
    };
    Ok(if found.columns.is_empty() { None } else { Some(found) })
}

fn sqlite(tx: &mut Tx, name: &str) -> Result<Found> {
    let params = [Param::from(name)];
    let mut found = Found::default();
    let mut key = BTreeMap::new();
    tx.query(
        &Plan::text("SELECT name, type, \"notnull\", dflt_value, pk FROM pragma_table_info(?)"),
        &params,
        |row| {
            let column = row.text(0)?.to_owned();
            if row.int(4)? > 0 {
                key.insert(row.int(4)?, column.clone());
            }
            let kind = kind(row.text(1)?);
            found.columns.insert(
                column,
                FoundColumn {
                    kind,
                    not_null: row.bool(2)? || row.int(4)? > 0,
                    has_default: !row.is_null(3),
                    default: row.maybe(3, Row::text)?.and_then(|text| plain(text, kind)),
                    references: None,
                },
            );
            Ok(())
        },
    )?;
    found.primary_key = key.into_values().collect();
    tx.query(
        &Plan::text("SELECT \"from\", \"table\", coalesce(\"to\", 'id'), on_delete FROM pragma_foreign_key_list(?)"),
        &params,
        |row| {
            let on_delete = on_delete(row.text(3)?);
            let reference = Reference { table: row.text(1)?.to_owned(), column: row.text(2)?.to_owned(), on_delete };
            if let Some(column) = found.columns.get_mut(row.text(0)?) {
                column.references = Some(reference);
            }
            Ok(())
        },
    )?;
    let indexes = "SELECT l.name, l.\"unique\", (SELECT group_concat(i.name, char(31)) FROM (SELECT name FROM pragma_index_info(l.name) ORDER BY seqno) i), s.sql
         FROM pragma_index_list(?) l JOIN sqlite_schema s ON s.name = l.name WHERE l.origin = 'c' ORDER BY l.name";
    tx.query(&Plan::text(indexes), &params, |row| {
        let filled = row.text(3)?.split_once(" WHERE ").map_or("", |(_, condition)| condition);
        found.add_index(name, row.text(0)?, row.bool(1)?, row.maybe(2, Row::text)?, filled);
        Ok(())
    })?;
    Ok(found)
}

fn postgres(tx: &mut Tx, name: &str) -> Result<Found> {
    let params = [Param::from(name)];
    let mut found = Found::default();
    let of_table = "relid = (SELECT oid FROM pg_class WHERE relname = $1::text AND relkind = 'r' AND relnamespace = current_schema()::regnamespace)";
    let columns = format!(
        "SELECT attname::text, format_type(atttypid, atttypmod), attnotnull, (SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid = attrelid AND adnum = attnum) FROM pg_attribute WHERE att{of_table} AND attnum > 0 AND NOT attisdropped"
    );
    tx.query(&Plan::text(&columns), &params, |row| {
        let kind = kind(row.text(1)?);
        let default = row.maybe(3, Row::text)?.and_then(|text| plain(text, kind));
        let column =
            FoundColumn { kind, not_null: row.bool(2)?, has_default: !row.is_null(3), default, references: None };
        found.columns.insert(row.text(0)?.to_owned(), column);
        Ok(())
    })?;
    let constraints = format!(
        "SELECT contype::text, confrelid::regclass::text, confdeltype::text, a.attname::text, (SELECT attname::text FROM pg_attribute WHERE attrelid = confrelid AND attnum = confkey[1])
         FROM pg_constraint c CROSS JOIN LATERAL unnest(conkey) WITH ORDINALITY AS k (attnum, place) JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.attnum
         WHERE con{of_table} AND contype IN ('p', 'f') ORDER BY c.oid, place"
    );
    tx.query(&Plan::text(&constraints), &params, |row| {
        let column = row.text(3)?.to_owned();
        if row.text(0)? == "p" {
            found.primary_key.push(column);
        } else if let Some(found) = found.columns.get_mut(&column) {
            let on_delete = match row.text(2)? {
                "n" => OnDelete::SetNull,
                "c" => OnDelete::Cascade,
                _ => OnDelete::Restrict,
            };
            found.references = Some(Reference {
                table: row.text(1)?.trim_matches('"').to_owned(),
                column: row.text(4)?.to_owned(),
                on_delete,
            });
        }
        Ok(())
    })?;
    let indexes = format!(
        "SELECT (SELECT relname::text FROM pg_class WHERE oid = indexrelid), indisunique,
         (SELECT string_agg(a.attname::text, chr(31) ORDER BY k.place) FROM unnest(indkey) WITH ORDINALITY AS k (attnum, place) JOIN pg_attribute a ON a.attrelid = indrelid AND a.attnum = k.attnum),
         coalesce(pg_get_expr(indpred, indrelid), '')
         FROM pg_index WHERE ind{of_table} AND NOT indisprimary ORDER BY 1"
    );
    tx.query(&Plan::text(&indexes), &params, |row| {
        found.add_index(name, row.text(0)?, row.bool(1)?, row.maybe(2, Row::text)?, row.text(3)?);
        Ok(())
    })?;
    Ok(found)
}

impl Found {
    /// `columns` are divided by the unit separator; `filled` is the condition of a partial index.
    fn add_index(&mut self, table: &str, name: &str, unique: bool, columns: Option<&str>, filled: &str) {
        self.indexes.push(name.to_owned());
        let columns = columns.unwrap_or_default().split('\u{1f}').map(str::to_owned).collect();
        let column = |text: &str| text.rsplit(['(', ' ']).next().map(|name| name.trim_matches('"').to_owned());
        let mut where_filled: Vec<String> = filled.split(" IS NOT NULL").filter_map(column).collect();
        where_filled.pop();
        let index = Index { columns, unique, where_filled };
        // An index that was made otherwise has another name than its columns give.
        if index.name(table) == name {
            self.own_indexes.push(index);
        }
    }
}

/// A default that is a plain value, as either database spells it.
fn plain(text: &str, kind: Option<ColumnKind>) -> Option<Param> {
    if let Some(rest) = text.strip_prefix('\'') {
        let value = rest[..rest.rfind('\'')?].replace("''", "'");
        // PostgreSQL puts negative numbers in quotes.
        return if kind == Some(ColumnKind::Text) {
            Some(Param::Text(value))
        } else {
            plain(&value, kind).filter(|_| !value.contains('\''))
        };
    }
    match (kind?, text) {
        (ColumnKind::Bool, "1" | "true" | "TRUE") => Some(Param::Bool(true)),
        (ColumnKind::Bool, "0" | "false" | "FALSE") => Some(Param::Bool(false)),
        (ColumnKind::Int, number) => number.trim_matches(['(', ')']).parse().ok().map(Param::Int),
        (ColumnKind::Float, number) => number.trim_matches(['(', ')']).parse().ok().map(Param::Float),
        _ => None,
    }
}

fn kind(declared: &str) -> Option<ColumnKind> {
    match declared.to_ascii_lowercase().as_str() {
        "integer" | "bigint" | "int" => Some(ColumnKind::Int),
        "double precision" | "real" => Some(ColumnKind::Float),
        "boolean" => Some(ColumnKind::Bool),
        "text" => Some(ColumnKind::Text),
        "blob" | "bytea" => Some(ColumnKind::Bytes),
        _ => None,
    }
}

fn on_delete(text: &str) -> OnDelete {
    match text {
        "SET NULL" => OnDelete::SetNull,
        "CASCADE" => OnDelete::Cascade,
        _ => OnDelete::Restrict,
    }
}
