//! Lists and forms as they stand in files.

use super::place::{At, Word};
use super::raw;
use super::table::Table;
use crate::view::Direction;
use std::sync::Arc;

pub(super) fn view(app: &Arc<str>, name: Word, table: &Table<'_>) -> raw::View {
    let entity = table
        .text("extends")
        .unwrap_or_else(|| At { value: format!("{app}.{}", name.value).into(), place: name.place.clone() });
    raw::View {
        app: Arc::clone(app),
        entity,
        lists: table.tables("list").iter().filter_map(list).collect(),
        form: table.table("form").map(|table| form(&table)),
    }
}

fn list(table: &Table<'_>) -> Option<raw::List> {
    let list = table.required("name").map(|name| raw::List {
        name,
        label: table.text("label").map(|label| label.value),
        icon: table.text("icon").map(|icon| icon.value),
        columns: table.texts("columns").unwrap_or_default(),
        filter: table.text("filter"),
        sort: sort(table),
        sums: table.texts("sums").unwrap_or_default(),
        default: table.flag("default").unwrap_or(false),
        removed: table.flag("removed").unwrap_or(false),
    });
    if list.is_some() {
        table.finish();
    }
    list
}

/// `sort = ["close_date", "-amount"]`: a minus means the largest first.
pub(super) fn sort(table: &Table<'_>) -> Vec<raw::Sort> {
    let step = |word: Word| match word.value.strip_prefix('-') {
        Some(path) => {
            raw::Sort { path: At { value: path.into(), place: word.place }, direction: Direction::Descending }
        }
        None => raw::Sort { path: word, direction: Direction::Ascending },
    };
    table.texts("sort").unwrap_or_default().into_iter().map(step).collect()
}

fn form(table: &Table<'_>) -> raw::Form {
    let form = raw::Form {
        key: table.texts("key"),
        quick: table.texts("quick"),
        side: table.texts("side"),
        sections: table.tables("section").iter().filter_map(section).collect(),
        related: table.tables("related").iter().filter_map(related).collect(),
    };
    table.finish();
    form
}

fn section(table: &Table<'_>) -> Option<raw::Section> {
    let section = table.required("name").map(|name| raw::Section {
        name,
        label: table.text("label").map(|label| label.value),
        columns: table.integer("columns", 1..=2).unwrap_or(2) as u8,
        fields: table.texts("fields").unwrap_or_default(),
        when: table.text("when"),
        folded: table.flag("folded").unwrap_or(false),
    });
    if section.is_some() {
        table.finish();
    }
    section
}

fn related(table: &Table<'_>) -> Option<raw::Related> {
    let name = table.required("name");
    let entity = table.required("entity");
    let by = table.required("by");
    let label = table.text("label").map(|label| label.value);
    let columns = table.texts("columns").unwrap_or_default();
    let sort = sort(table);
    table.finish();
    Some(raw::Related { name: name?, label, entity: entity?, by: by?, columns, sort })
}
