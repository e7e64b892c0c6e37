//! Installing packages: definitions become tables.

use crate::error::{Error, Result};
use crate::layout;
use crate::tx::Tx;
use crate::world::{Settings, World};
use access::Actor;
use model::{ColumnPart, Entity, Finding, Kind, Model};
use std::collections::BTreeSet;
use std::sync::Arc;
use store::schema::{self, Column, ColumnKind, Index, OnDelete, Table, Wishes};
use store::sql::{Alias, Expr, Query};
use store::{Param, Plan};

/// A file of a package, with the package's folder in front of its path.
pub type PackageFile = (String, Vec<u8>);

/// What installing would do.
#[derive(Debug, Clone, Default)]
pub struct Prepared {
    /// What is wrong with the definitions; nothing is installed while there is an error among them.
    pub findings: Vec<Finding>,
    /// The steps on the tables, in words.
    pub steps: Vec<String>,
    /// Files that are new, changed or gone.
    pub files: Vec<String>,
}

/// Finds out what installing these packages would do, without doing it.
///
/// # Errors
/// When the database cannot be read.
pub fn plan(tx: &mut Tx<'_>, files: &[PackageFile]) -> Result<Prepared> {
    let checked = model::check(files);
    let installed = crate::world::files(tx.sql())?;
    let mut prepared =
        Prepared { findings: checked.findings, steps: Vec::new(), files: changed_files(&installed, files) };
    if let Some(model) = checked.model {
        let changes = schema::plan(tx.sql(), &tables(&model), &Wishes::default())?;
        prepared.steps = changes.describe();
    }
    Ok(prepared)
}

/// Installs exactly these packages: the tables follow the definitions, and no value is lost.
///
/// Runs inside [`crate::Records::alone`]. Installing what is installed already does nothing.
///
/// # Errors
/// [`Error::Definitions`] with every finding; [`Error::Store`] when values stand in the way of a changed definition.
pub fn apply(tx: &mut Tx<'_>, actor: &Actor, files: &[PackageFile], note: &str) -> Result<Prepared> {
    let checked = model::check(files);
    let Some(model) = checked.model else { return Err(Error::Definitions(checked.findings)) };
    check_filters(&model)?;
    let installed = crate::world::files(tx.sql())?;
    let changed = changed_files(&installed, files);
    let changes = schema::plan(tx.sql(), &tables(&model), &Wishes::default())?;
    let steps = changes.describe();
    changes.apply(tx.sql())?;
    for entity in &model.entities {
        if entity.features.search && entity.searchable().next().is_some() {
            store::text::create(tx.sql(), &entity.table)?;
        }
    }
    if !changed.is_empty() {
        write_files(tx, &installed, files)?;
        let number = stamp(tx, actor, note)?;
        crate::renew::renew(tx, actor, number, &model)?;
    }
    Ok(Prepared { findings: checked.findings, steps, files: changed })
}

/// The files of what is installed.
///
/// # Errors
/// When the database cannot be read.
pub fn installed(tx: &mut Tx<'_>) -> Result<Vec<PackageFile>> {
    crate::world::files(tx.sql())
}

/// Changes settings of the installation; they are in force for every transaction that begins afterwards.
///
/// With the currency, what every amount is worth and every exchange rate are put into the new one. When it fails,
/// nothing is changed. Runs inside [`crate::Records::alone`].
///
/// # Errors
/// [`Error::Invalid`] when amounts are to be converted to a currency that has no exchange rate; when the database
/// refuses.
pub fn set(tx: &mut Tx<'_>, actor: &Actor, settings: &[(&str, &str)]) -> Result<()> {
    tx.savepoint(|tx| set_all(tx, actor, settings))
}

fn set_all(tx: &mut Tx<'_>, actor: &Actor, settings: &[(&str, &str)]) -> Result<()> {
    for (name, value) in settings {
        let mut insert = Query::insert();
        insert.into_table(Alias::new("setting")).columns(["name", "value"].map(Alias::new));
        insert.values_panic([Expr::val(*name), Expr::val(*value)]);
        insert.on_conflict(
            store::sql::OnConflict::column(Alias::new("name")).update_column(Alias::new("value")).to_owned(),
        );
        let (plan, params) = Plan::of(&insert, tx.dialect());
        tx.sql().execute(&plan, &params)?;
    }
    let number = stamp(tx, actor, "settings")?;
    match settings.iter().find(|(name, _)| *name == "currency") {
        Some((_, code)) if **code != *tx.world().settings.currency => {
            let settings = Settings { currency: Arc::from(*code), ..tx.world().settings.clone() };
            let world = World::with(number, Arc::clone(tx.model()), settings);
            crate::revalue::revalue(tx, actor, world)
        }
        _ => Ok(()),
    }
}

/// Tells every process and node that the definitions are others now, and returns their number.
fn stamp(tx: &mut Tx<'_>, actor: &Actor, note: &str) -> Result<i64> {
    // A backup of old did not bring the epoch along, so an installation that came from one may be behind its definitions.
    let latest = World::stamp(tx.sql())?;
    let number = tx.sql().raise_epoch(latest)?;
    let at = tx.micros();
    let mut insert = Query::insert();
    insert.into_table(Alias::new("definition")).columns(["number", "at", "by_user", "note"].map(Alias::new));
    insert.values_panic([Expr::val(number), Expr::val(at), Expr::val(actor.user), Expr::val(note)]);
    let (plan, params) = Plan::of(&insert, tx.dialect());
    tx.sql().execute(&plan, &params)?;
    Ok(number)
}

fn write_files(tx: &mut Tx<'_>, installed: &[PackageFile], files: &[PackageFile]) -> Result<()> {
    let wanted: BTreeSet<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
    for (path, _) in installed.iter().filter(|(path, _)| !wanted.contains(path.as_str())) {
        let mut delete = Query::delete();
        delete
            .from_table(Alias::new("package_file"))
            .and_where(store::sql::ExprTrait::eq(Expr::col(Alias::new("path")), path.as_str()));
        let (plan, params) = Plan::of(&delete, tx.dialect());
        tx.sql().execute(&plan, &params)?;
    }
    for (path, content) in files {
        if installed.iter().any(|(known, same)| known == path && same == content) {
            continue;
        }
        let mut insert = Query::insert();
        insert.into_table(Alias::new("package_file")).columns(["path", "content"].map(Alias::new));
        insert.values_panic([Expr::val(path.as_str()), Expr::val(content.clone())]);
        insert.on_conflict(
            store::sql::OnConflict::column(Alias::new("path")).update_column(Alias::new("content")).to_owned(),
        );
        let (plan, params) = Plan::of(&insert, tx.dialect());
        tx.sql().execute(&plan, &params)?;
    }
    Ok(())
}

fn changed_files(installed: &[PackageFile], files: &[PackageFile]) -> Vec<String> {
    let differs =
        |(path, content): &&PackageFile| !installed.iter().any(|(known, same)| known == path && same == content);
    let gone = installed.iter().filter(|(path, _)| !files.iter().any(|(wanted, _)| wanted == path));
    files.iter().filter(differs).chain(gone).map(|(path, _)| path.clone()).collect()
}

/// Refuses row policies that SQL cannot say (a right that is only half enforced would be none), and filters of lists,
/// relations and roll-ups, which would fail whoever opens them.
///
/// Needs no database, so a package can be checked before there is one.
///
/// # Errors
/// [`Error::Invalid`] with each of them.
pub fn check_filters(model: &Arc<Model>) -> Result<()> {
    crate::policy::check(model)
}

/// The tables a model wants.
pub(crate) fn tables(model: &Model) -> Vec<Table> {
    let mut tables: Vec<Table> = model.entities.iter().map(|entity| table(model, entity)).collect();
    // Links come last: where entities point to each other in a circle, the circle is cut at the first table, and only
    // a table that has its own key can get a reference later.
    for entity in &model.entities {
        for field in &entity.fields {
            if let Kind::Relations(relations) = &field.kind {
                tables.push(link_table(&relations.table, &entity.table, &relations.to.table()));
            }
        }
    }
    tables
}

fn table(model: &Model, entity: &Entity) -> Table {
    let mut table = Table::new(&*entity.table);
    for (name, _) in &layout::SYSTEM[1..] {
        let column = Column::new(*name, ColumnKind::Int);
        table = table.column(if *name == "version" { column.not_null().default(Param::Int(1)) } else { column });
    }
    for index in [["owner", "id"], ["unit", "id"]] {
        table = table.index(Index::on(&index));
    }
    for field in &entity.fields {
        for spec in field.columns() {
            let mut column = Column::new(&*spec.name, column_kind(spec.kind));
            if let Some((target, on_delete)) = &spec.references
                && model.entity(target).is_some()
            {
                column = column.references(target.table(), on_delete_of(*on_delete));
            }
            table = table.column(column);
            let related =
                spec.part == ColumnPart::Value && matches!(field.kind, Kind::Relation(_) | Kind::File | Kind::Image);
            // Amounts are filtered by what was entered and sorted by what it is worth.
            let searched = matches!(spec.part, ColumnPart::Value | ColumnPart::Base);
            if related || (field.indexed && searched && !field.sort) {
                table = table.index(Index::on(&[&spec.name, "id"]));
            }
            if spec.part == ColumnPart::SortKey {
                table = table.index(Index::on(&[&spec.name, "id"]));
            }
        }
    }
    for names in &entity.unique {
        let columns: Vec<&str> = names.iter().map(|name| &**name).collect();
        let index = Index::unique(&columns);
        // One field alone is unique where it is filled, whether the field or the entity says so.
        table = table.index(if let [name] = &columns[..] { index.where_filled(name) } else { index });
    }
    for names in &entity.indexes {
        let columns: Vec<String> = names.iter().map(|name| sorted_column(entity, name)).collect();
        let mut columns: Vec<&str> = columns.iter().map(String::as_str).collect();
        columns.push("id");
        table = table.index(Index::on(&columns));
    }
    // Lists are sorted by the first column of their order more than by anything else.
    for list in &entity.lists {
        if let Some(first) = list.sort.first()
            && let [name] = &first.path[..]
            && entity.field(name).is_some_and(|field| !field.columns().is_empty())
        {
            table = table.index(Index::on(&[&sorted_column(entity, name), "id"]));
        }
    }
    let mut seen = BTreeSet::new();
    table.indexes.retain(|index| seen.insert((index.columns.clone(), index.unique)));
    table
}

/// The column that a field is sorted by.
fn sorted_column(entity: &Entity, name: &Arc<str>) -> String {
    let key = entity.field(name).and_then(|field| field.key_column());
    key.unwrap_or_else(|| Arc::clone(name)).to_string()
}

fn link_table(name: &str, from: &str, to: &str) -> Table {
    Table::keyed(name, &["record", "target"])
        .column(Column::new("record", ColumnKind::Int).not_null().references(from, OnDelete::Cascade))
        .column(Column::new("target", ColumnKind::Int).not_null().references(to, OnDelete::Cascade))
        .index(Index::on(&["target", "record"]))
}

fn column_kind(kind: model::ColumnKind) -> ColumnKind {
    match kind {
        model::ColumnKind::Integer => ColumnKind::Int,
        model::ColumnKind::Text => ColumnKind::Text,
        model::ColumnKind::Bool => ColumnKind::Bool,
        model::ColumnKind::Double => ColumnKind::Float,
        model::ColumnKind::Bytes => ColumnKind::Bytes,
    }
}

/// The door deletes followers and empties relations itself, so that each has its line in the log.
/// The database's own rule is what holds when somebody else writes.
fn on_delete_of(on_delete: model::OnDelete) -> OnDelete {
    match on_delete {
        model::OnDelete::Restrict => OnDelete::Restrict,
        model::OnDelete::Clear => OnDelete::SetNull,
        model::OnDelete::Cascade => OnDelete::Cascade,
    }
}
