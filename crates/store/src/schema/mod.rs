//! Tables as definitions want them, against tables as they are: the difference is a list of steps.
//!
//! A changed definition never loses a value: columns and tables that are no longer wanted stay until
//! somebody asks for their end, and a change of kind converts or is refused.

mod apply;
mod convert;
pub(crate) mod found;
mod plan;
mod step;

pub use plan::{Changes, Problem, Wishes, plan};
pub use step::Step;

pub(crate) use apply::apply as apply_step;

use crate::param::Param;

/// A table as it is wanted.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    pub name: String,
    pub columns: Vec<Column>,
    /// The names of the key's columns.
    pub primary_key: Vec<String>,
    pub indexes: Vec<Index>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    pub name: String,
    pub kind: ColumnKind,
    pub not_null: bool,
    /// What rows get that do not say; existing rows, too, when the column is added.
    pub default: Option<Param>,
    pub references: Option<Reference>,
}

/// What a column holds, the same on both databases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ColumnKind {
    /// Ids, whole and scaled numbers, money, days, microseconds.
    Int,
    Float,
    Bool,
    /// Ordered and compared by code point.
    Text,
    Bytes,
}

/// A column that names a row of another table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    pub table: String,
    pub column: String,
    pub on_delete: OnDelete,
}

/// What becomes of a row when the one it points to is deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnDelete {
    /// The deletion is refused.
    Restrict,
    SetNull,
    Cascade,
}

/// An index; its definition makes its name, so two with the same name are the same.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Index {
    pub columns: Vec<String>,
    pub unique: bool,
    /// Only rows in which these columns are filled are in the index.
    pub where_filled: Vec<String>,
}

impl Table {
    /// A table with the key `id`, which is a whole number.
    pub fn new(name: impl Into<String>) -> Self {
        let id = Column::new("id", ColumnKind::Int).not_null();
        Table { name: name.into(), columns: vec![id], primary_key: vec!["id".to_owned()], indexes: Vec::new() }
    }

    /// A table without columns and with the key `key`.
    pub fn keyed(name: impl Into<String>, key: &[&str]) -> Self {
        Table {
            name: name.into(),
            columns: Vec::new(),
            primary_key: key.iter().map(|name| (*name).to_owned()).collect(),
            indexes: Vec::new(),
        }
    }

    pub fn column(mut self, column: Column) -> Self {
        self.columns.push(column);
        self
    }

    pub fn index(mut self, index: Index) -> Self {
        self.indexes.push(index);
        self
    }
}

impl Column {
    pub fn new(name: impl Into<String>, kind: ColumnKind) -> Self {
        Column { name: name.into(), kind, not_null: false, default: None, references: None }
    }

    pub fn not_null(mut self) -> Self {
        self.not_null = true;
        self
    }

    pub fn default(mut self, value: impl Into<Param>) -> Self {
        self.default = Some(value.into());
        self
    }

    /// Points to the `id` of another table.
    pub fn references(mut self, table: impl Into<String>, on_delete: OnDelete) -> Self {
        self.references = Some(Reference { table: table.into(), column: "id".to_owned(), on_delete });
        self
    }
}

impl Index {
    pub fn on(columns: &[&str]) -> Self {
        Index {
            columns: columns.iter().map(|name| (*name).to_owned()).collect(),
            unique: false,
            where_filled: Vec::new(),
        }
    }

    pub fn unique(columns: &[&str]) -> Self {
        Index { unique: true, ..Index::on(columns) }
    }

    /// Leaves rows out of the index in which `column` is empty.
    pub fn where_filled(mut self, column: &str) -> Self {
        self.where_filled.push(column.to_owned());
        self
    }

    /// The index's name in the database, at most 63 bytes as PostgreSQL wants it.
    pub fn name(&self, table: &str) -> String {
        let mut name = format!("{table}__{}", self.columns.join("_"));
        if self.unique {
            name.push_str("__unique");
        }
        if !self.where_filled.is_empty() {
            name.push_str("__");
            name.push_str(&self.where_filled.join("_"));
        }
        let ambiguous = self.columns.len() + self.where_filled.len() > 1
            && self.columns.iter().chain(&self.where_filled).any(|column| column.contains('_'));
        if name.len() <= 52 && !ambiguous {
            return name;
        }
        // FNV-1a: the name must be the same for ever, which std's hasher does not promise.
        let text = format!("{table}|{}|{}|{}", self.columns.join(","), self.unique, self.where_filled.join(","));
        let hash = text
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        let mut end = name.len().min(52);
        while !name.is_char_boundary(end) {
            end -= 1;
        }
        format!("{}_{:08x}", &name[..end], hash as u32)
    }

    /// Tells whether an index's name was made by [`Index::name`] for this table.
    fn is_ours(name: &str, table: &str) -> bool {
        name.strip_prefix(table).is_some_and(|rest| rest.starts_with("__"))
    }
}
