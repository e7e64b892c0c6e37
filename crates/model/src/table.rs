//! The SQL tables a model wants, in plain words; `records` turns them into a schema of `store`.

use crate::entity::Entity;
use crate::field::{ColumnKind, ColumnPart, ColumnSpec, Field, Kind};
use crate::model::Model;
use std::sync::Arc;

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    pub name: Arc<str>,
    pub columns: Vec<ColumnSpec>,
    pub primary_key: Vec<Arc<str>>,
    pub indexes: Vec<TableIndex>,
}

/// An index of a table, by its columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableIndex {
    pub columns: Vec<Arc<str>>,
    pub unique: bool,
    /// Columns that must be filled for a row to be in the index.
    pub where_filled: Vec<Arc<str>>,
}

/// A link of a relation to many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkTable {
    pub name: Arc<str>,
    /// The tables whose ids stand in the columns `record` and `target`.
    pub record: Arc<str>,
    pub target: Arc<str>,
}

/// The system columns of every entity's table, with whether they are always filled.
pub const SYSTEM_COLUMNS: [(&str, bool); 8] = [
    ("id", true),
    ("version", true),
    ("created_at", true),
    ("created_by", false),
    ("changed_at", true),
    ("changed_by", false),
    ("owner", false),
    ("unit", false),
];

impl Model {
    /// A table for each entity, in the order of [`Model::entities`].
    pub fn tables(&self) -> Vec<Table> {
        self.entities.iter().map(|entity| entity.table_spec()).collect()
    }

    /// A table for each relation to many.
    pub fn link_tables(&self) -> Vec<LinkTable> {
        let mut links = Vec::new();
        for entity in &self.entities {
            for field in &entity.fields {
                if let Kind::Relations(relations) = &field.kind {
                    links.push(LinkTable {
                        name: Arc::clone(&relations.table),
                        record: Arc::clone(&entity.table),
                        target: relations.to.table().into(),
                    });
                }
            }
        }
        links
    }
}

impl Entity {
    /// Its table. Owner and unit have no foreign keys: `records` keeps them, and clears them when a user goes.
    pub fn table_spec(&self) -> Table {
        let system = SYSTEM_COLUMNS.iter().map(|(name, not_null)| ColumnSpec {
            name: Arc::from(*name),
            kind: ColumnKind::Integer,
            part: ColumnPart::Value,
            digits: 0,
            not_null: *not_null,
            references: None,
        });
        Table {
            name: Arc::clone(&self.table),
            columns: system.chain(self.fields.iter().flat_map(|field| field.columns())).collect(),
            primary_key: vec![Arc::from("id")],
            indexes: self.table_indexes(),
        }
    }

    fn table_indexes(&self) -> Vec<TableIndex> {
        let mut indexes = Vec::new();
        for columns in [["owner", "id"], ["unit", "id"]] {
            indexes.push(plain(columns.map(Arc::from).to_vec()));
        }
        for names in &self.unique {
            let columns: Vec<Arc<str>> = names.iter().map(|name| self.sorted_by(name, true)).collect();
            indexes.push(TableIndex { where_filled: columns.clone(), columns, unique: true });
        }
        for names in &self.indexes {
            indexes.push(plain(names.iter().map(|name| self.sorted_by(name, false)).collect()));
        }
        for field in &self.fields {
            let relation = matches!(field.kind, Kind::Relation(_));
            let title = self.title.first() == Some(&field.name) && field.kind.is_text();
            if (relation || field.indexed || title) && !matches!(field.kind, Kind::Lines(_) | Kind::Relations(_)) {
                indexes.push(plain(vec![self.sorted_by(&field.name, false), Arc::from("id")]));
            }
        }
        let mut seen = Vec::new();
        indexes.retain(|index| {
            let new = !seen.contains(&index.columns);
            seen.push(index.columns.clone());
            new
        });
        indexes
    }

    /// The column an index wants: the sort key where there is one and order is what matters, the base amount of money.
    fn sorted_by(&self, name: &Arc<str>, equality: bool) -> Arc<str> {
        let base = |field: &Arc<Field>| match field.kind.shown() {
            Kind::Money(_) => Some(format!("{name}_base").into()),
            _ => None,
        };
        let field = self.field(name).filter(|_| !equality);
        field.and_then(|field| field.key_column().or_else(|| base(field))).unwrap_or_else(|| Arc::clone(name))
    }
}

fn plain(columns: Vec<Arc<str>>) -> TableIndex {
    TableIndex { columns, unique: false, where_filled: Vec::new() }
}
