//! Records that come with packages: what every installation begins with (`seed/*.csv`), and the small story of the
//! demo company (`demo/*.csv`).

use crate::compose::{Failure, House};
use access::{Actor, Through};
use anyhow::{Result, anyhow};
use feel::{Date, DateTime, Number, Value};
use identity::account::Start;
use identity::{Email, Password, Prepared};
use model::{Cell, Kind};
use records::{Codec, Patch, Records, Tx};
use std::collections::HashMap;
use std::sync::Arc;

/// Creates what every new installation begins with, in its language: currencies, pipelines, stages.
///
/// They are records like others from then on: another language of the installation does not rename them.
///
/// # Errors
/// When the packages' data does not fit their definitions.
pub fn seed(records: &Records, language: &'static str) -> Result<()> {
    records.alone_blocking(move |tx| {
        let actor = Actor::platform(Through::Install);
        records::install::set(tx, &actor, &[("language", language)])?;
        let tables = tx.model().seed();
        create_all(tx, &actor, &tables, language, None)
    })?;
    Ok(())
}

/// How the demo is entered.
pub struct Login {
    pub email: String,
    pub password: String,
}

/// The password of everybody in the demo.
const PASSWORD: &str = "demo-demo-demo";

/// Fills a new installation with the demo company, and tells how to sign in.
///
/// # Errors
/// When the packages' demo data does not fit their definitions.
pub fn ensure(house: &House) -> Result<Login> {
    let demo = house.records.world().model.demo();
    let users = demo.iter().find(|table| table.entity.name.as_str() == records::USER);
    let email = users.and_then(|table| {
        let column = table.columns.iter().position(|path| path.len() == 1 && &*path[0] == "email")?;
        Some(table.rows.first()?[column].to_string())
    });
    let email = email.unwrap_or_else(|| "owner@relata.example".to_owned());
    let filled = house.records.read_blocking(|tx| Ok::<_, Failure>(!identity::owner::is_missing(tx.sql())?))?;
    if !filled {
        eprintln!("Preparing the demo company …");
        let address = Email::parse(&email).map_err(|error| anyhow!("{error}"))?;
        let hasher = house.front.gate().hasher();
        let prepared = hasher.prepare(&Password::new(PASSWORD), &address).map_err(|error| anyhow!("{error}"))?;
        fill(house, prepared)?;
    }
    Ok(Login { email, password: PASSWORD.to_owned() })
}

fn fill(house: &House, password: Prepared) -> Result<()> {
    house.records.alone_blocking(move |tx| {
        let actor = Actor::platform(Through::Install);
        records::install::set(
            tx,
            &actor,
            &[("name", "Halden Frost"), ("currency", "EUR"), ("country", "DK"), ("zone", "Europe/Copenhagen")],
        )?;
        let mut tables = tx.model().demo();
        // The seed is there already.
        tables.retain(|table| !table.file.contains("/seed/"));
        create_all(tx, &actor, &tables, "en", Some(&password))
    })?;
    Ok(())
}

fn create_all(
    tx: &mut Tx<'_>,
    actor: &Actor,
    tables: &[model::Demo],
    language: &str,
    password: Option<&Prepared>,
) -> Result<(), Failure> {
    let mut known = Known::default();
    for table in tables {
        for index in 0..table.rows.len() {
            create(tx, actor, table, index, language, &mut known, password)
                .map_err(|Failure(error)| Failure(error.context(format!("{}, row {}", table.file, index + 2))))?;
        }
    }
    Ok(())
}

/// The ids of created records by entity, field and value.
type Known = HashMap<(Arc<str>, Arc<str>, Arc<str>), i64>;

fn create(
    tx: &mut Tx<'_>,
    actor: &Actor,
    table: &model::Demo,
    index: usize,
    language: &str,
    known: &mut Known,
    password: Option<&Prepared>,
) -> Result<(), Failure> {
    // Other files point to a record by what it is called in the packages' own language.
    let row = &table.rows[index];
    let layout = tx.world().named(&table.entity.name)?;
    let now = tx.sql().now();
    let today = Date::from(tx.world().settings.zone.to_datetime(now).date());
    let mut patch = Patch::default();
    for (column, path) in table.columns.iter().enumerate() {
        let text = table.said(index, column, language);
        let cell = Cell::parse(text);
        let Cell::Text(parts) = &cell else {
            if let Cell::Day { offset, minutes } = cell {
                let codec = layout.slot(&path[0]).map(|slot| slot.codec);
                patch.values.push((Arc::clone(&path[0]), day(today, offset, minutes, codec)?));
            }
            continue;
        };
        let joined = path.join("_");
        if let Some(slot) = layout.slot(&joined).filter(|_| path.len() == 2) {
            // A part of an address.
            let value = value(slot.codec, parts).ok_or_else(|| anyhow!("{joined} cannot be {text}"))?;
            patch.values.push((Arc::clone(&slot.name), value));
        } else if path.len() == 2 {
            link(tx, actor, table, path, parts, known, &mut patch)?;
        } else if let Some(slot) = layout.slot(&path[0]) {
            let value = value(slot.codec, parts).ok_or_else(|| anyhow!("{} cannot be {text}", path[0]))?;
            patch.values.push((Arc::clone(&path[0]), value));
        }
    }
    let role = table.columns.iter().position(|path| path.len() == 1 && &*path[0] == "role").map(|index| &row[index]);
    let record = records::create(tx, actor, &table.entity.name, &patch)?;
    for (path, text) in table.columns.iter().zip(row) {
        if let [field] = &path[..] {
            known.insert((table.entity.name.shared(), Arc::clone(field), Arc::clone(text)), record.id());
        }
    }
    if let Some(password) = password.filter(|_| table.entity.name.as_str() == records::USER) {
        let first = identity::owner::is_missing(tx.sql())?;
        let email = Email::parse(record.get("email").as_text().unwrap_or_default())?;
        identity::account::create(tx.sql(), record.id(), &email, &Start::Chosen(password.clone()))?;
        // Somebody has to be let in to administer the demo.
        let usual = if first { model::ADMINISTRATOR } else { "observer" };
        identity::role::grant(tx.sql(), record.id(), role.filter(|role| !role.is_empty()).map_or(usual, |role| role))?;
    }
    Ok(())
}

/// Points to records that were created before.
fn link(
    tx: &mut Tx<'_>,
    actor: &Actor,
    table: &model::Demo,
    path: &[Arc<str>],
    parts: &[Arc<str>],
    known: &mut Known,
    patch: &mut Patch,
) -> Result<(), Failure> {
    let field = table.entity.field(&path[0]).ok_or_else(|| anyhow!("there is no field {}", path[0]))?;
    let targets = match &field.kind {
        Kind::Relation(relation) => relation.to.clone(),
        Kind::Relations(relations) => vec![relations.to.clone()],
        _ => return Err(anyhow!("{} is no relation", path[0]).into()),
    };
    let mut ids = Vec::new();
    for part in parts {
        let mut found = None;
        for target in &targets {
            if let Some(id) = find(tx, actor, target, &path[1], part, known)? {
                found = Some((id, target.clone()));
                break;
            }
        }
        ids.push(found.ok_or_else(|| anyhow!("no {} has the {} {part}", path[0], path[1]))?);
    }
    match &field.kind {
        Kind::Relations(_) => {
            let ids = Value::list(ids.into_iter().map(|(id, _)| Value::from(id)));
            patch.values.push((Arc::clone(&path[0]), ids));
        }
        _ => {
            let Some((id, target)) = ids.into_iter().next() else { return Ok(()) };
            patch.values.push((Arc::clone(&path[0]), Value::from(id)));
            if targets.len() != 1 {
                patch.values.push((format!("{}_entity", path[0]).into(), Value::from(target.as_str())));
            }
        }
    }
    Ok(())
}

/// The record of an entity with a value, created here or there before.
fn find(
    tx: &mut Tx<'_>,
    actor: &Actor,
    entity: &model::EntityName,
    field: &Arc<str>,
    value: &Arc<str>,
    known: &mut Known,
) -> Result<Option<i64>, Failure> {
    let key = (entity.shared(), Arc::clone(field), Arc::clone(value));
    if let Some(id) = known.get(&key) {
        return Ok(Some(*id));
    }
    if tx.world().layout(entity).is_none_or(|layout| layout.slot(field).is_none()) {
        return Ok(None);
    }
    let filter =
        feel::Expr::eq(feel::Expr::name(Arc::clone(field)), feel::Expr::literal(Value::Text(Arc::clone(value))));
    let query = records::Query { filter: Some(filter), limit: 1, ..records::Query::of(entity.shared()) };
    let found = records::ids(tx, actor, &query)?.first().copied();
    if let Some(id) = found {
        known.insert(key, id);
    }
    Ok(found)
}

fn day(today: Date, offset: i64, minutes: Option<u32>, codec: Option<Codec>) -> Result<Value> {
    let date = today.add_days(offset).ok_or_else(|| anyhow!("there is no such day"))?;
    if codec == Some(Codec::Date) {
        return Ok(Value::Date(date));
    }
    let micros = date.to_days() * 86_400_000_000 + i64::from(minutes.unwrap_or(9 * 60)) * 60_000_000;
    Ok(Value::DateTime(DateTime::from_micros(micros)))
}

fn value(codec: Codec, parts: &[Arc<str>]) -> Option<Value> {
    let text = parts.first()?;
    Some(match codec {
        Codec::Integer | Codec::Scaled(_) => Value::Number(Number::parse(text)?),
        Codec::Flag => Value::Bool(matches!(&**text, "true" | "yes" | "1")),
        Codec::Text => Value::from(parts.join("|")),
        Codec::Date => Value::Date(Date::parse(text)?),
        Codec::Moment => Value::DateTime(DateTime::parse(text)?),
        Codec::Time => Value::Time(feel::Time::parse(text)?),
        Codec::Duration => Value::Days(feel::Days::parse(text)?),
        Codec::Choices => Value::list(parts.iter().map(|part| Value::Text(Arc::clone(part)))),
        Codec::Json => feel::parse_json(text).ok()?,
    })
}
