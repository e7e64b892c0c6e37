//! A change in the words of the API: sets and properties as the catalog of its reader names them.

use std::sync::Arc;

use access::{Actor, Through};
use feel::Value;
use records::Tx;
use records::history::Change;
use serde_json::{Map, json};
use webhooks::{Edge, Event, Message, moment};

use crate::serve::ask::{Detail, Language};
use crate::serve::desk::Desk;
use crate::serve::shape::Shape;

/// What `webhooks` is told from here: who users are, and what to say of changes.
pub fn edge(desk: &Desk) -> Edge {
    let (people, words) = (desk.clone(), desk.clone());
    Edge {
        people: Arc::new(move |tx: &mut Tx<'_>, user| {
            let found = people.front().actor_of(tx, user, Through::Api);
            found.map_err(|error| store::Error::other(error).into())
        }),
        words: Arc::new(move |tx: &mut Tx<'_>, actor: &Actor, change: &Change| message(tx, &words, actor, change)),
    }
}

/// The message; nothing when its reader may not know of the record.
fn message(tx: &mut Tx<'_>, desk: &Desk, actor: &Actor, change: &Change) -> records::Result<Option<Message>> {
    let epoch = tx.sql().epoch()?;
    let catalog = desk.catalog(tx.world(), actor, Language::English, epoch);
    let Some((id, entity)) = catalog.entities().find(|(_, entity)| *entity.entity == *change.entity) else {
        return Ok(None);
    };
    let event = Event::of(change.action);
    let mut data = Map::new();
    data.insert("entity".into(), json!(&*entity.set));
    data.insert("id".into(), json!(change.record));
    data.insert("version".into(), json!(change.version));
    data.insert("by".into(), json!(change.by));
    data.insert("through".into(), json!(&*change.through));
    let mut changed = Map::new();
    for difference in &change.differences {
        // Under the names of the catalog: what is not in it is not told.
        let property =
            entity.properties.iter().find(|property| property.path.len() == 1 && property.path[0] == difference.name);
        if let Some(property) = property {
            changed.insert(
                property.name.to_string(),
                json!({ "before": plain(&difference.before), "after": plain(&difference.after) }),
            );
        }
    }
    data.insert("changed".into(), changed.into());
    if event != Event::Deleted {
        let shape = Shape::of(&catalog, &crate::odata::query::Query::all(&catalog, id), Detail::None, &[]);
        let one = records::prepare_one(tx, actor, &entity.entity, &shape.columns)?;
        let found = one.read(tx, change.record, |row| {
            let mut out = Vec::new();
            shape.write(row, &mut out);
            out.push(b'}');
            serde_json::from_slice::<serde_json::Value>(&out).unwrap_or_default()
        })?;
        // Gone again since, or not for this receiver.
        let Some(record) = found else { return Ok(None) };
        data.insert("record".into(), record);
    }
    let event = format!("{}.{}", entity.type_name, event.as_str());
    let body = json!({ "type": event, "timestamp": moment(change.at), "data": data }).to_string();
    Ok(Some(Message { event, body }))
}

fn plain(value: &Value) -> serde_json::Value {
    let mut text = String::new();
    feel::write_json(value, &mut text);
    serde_json::from_str(&text).unwrap_or_default()
}
