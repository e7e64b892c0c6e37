use std::fmt;

use super::{Column, ColumnKind, Index, Reference, Table};

/// One change of the tables.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    RenameTable {
        from: String,
        to: String,
    },
    RenameColumn {
        table: String,
        from: String,
        to: String,
    },
    CreateTable(Table),
    AddColumn {
        table: String,
        column: Column,
    },
    /// Existing values become the new kind; `lost` of them cannot and become empty.
    Convert {
        table: String,
        column: Column,
        from: ColumnKind,
        lost: u64,
    },
    /// A column must be filled from now on, or need not be any more.
    Require {
        table: String,
        column: String,
    },
    Relax {
        table: String,
        column: String,
    },
    /// What the column points to changes; values that point to nothing are refused when it is done.
    Refer {
        table: String,
        column: Column,
        to: Option<Reference>,
    },
    AddIndex {
        table: String,
        index: Index,
    },
    DropIndex {
        table: String,
        name: String,
    },
    DropColumn {
        table: String,
        column: String,
    },
    DropTable {
        table: String,
    },
}

impl Step {
    /// Tells whether values go with this step.
    pub fn loses(&self) -> bool {
        matches!(self, Step::DropColumn { .. } | Step::DropTable { .. } | Step::Convert { lost: 1.., .. })
    }
}

impl fmt::Display for Step {
    /// The step in a line, for the plan an administrator reads.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Step::RenameTable { from, to } => write!(f, "rename table {from} to {to}"),
            Step::RenameColumn { table, from, to } => write!(f, "rename column {table}.{from} to {to}"),
            Step::CreateTable(table) => write!(f, "create table {} with {} columns", table.name, table.columns.len()),
            Step::AddColumn { table, column } => write!(f, "add column {table}.{} ({})", column.name, column.kind),
            Step::Convert { table, column, from, lost: 0 } => {
                write!(f, "convert column {table}.{} from {from} to {}", column.name, column.kind)
            }
            Step::Convert { table, column, from, lost } => write!(
                f,
                "convert column {table}.{} from {from} to {}, emptying {lost} values",
                column.name, column.kind
            ),
            Step::Require { table, column } => write!(f, "require a value in {table}.{column}"),
            Step::Relax { table, column } => write!(f, "allow {table}.{column} to be empty"),
            Step::Refer { table, column, to: Some(to) } => {
                write!(f, "let {table}.{} point to {}", column.name, to.table)
            }
            Step::Refer { table, column, to: None } => {
                write!(f, "let {table}.{} point to nothing in particular", column.name)
            }
            Step::AddIndex { table, index } => write!(
                f,
                "add {}index on {table} ({})",
                if index.unique { "unique " } else { "" },
                index.columns.join(", ")
            ),
            Step::DropIndex { table, name } => write!(f, "drop index {name} of {table}"),
            Step::DropColumn { table, column } => write!(f, "drop column {table}.{column} with its values"),
            Step::DropTable { table } => write!(f, "drop table {table} with its rows"),
        }
    }
}

impl fmt::Display for ColumnKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ColumnKind::Int => "whole number",
            ColumnKind::Float => "number",
            ColumnKind::Bool => "yes/no",
            ColumnKind::Text => "text",
            ColumnKind::Bytes => "bytes",
        })
    }
}
