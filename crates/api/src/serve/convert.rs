//! `POST leads(1)/convert`: one record becomes others, as the definitions say.
//!
//! For each step a client may send the values of the new record under the step's name, or the id of a record that is
//! there under `<step>_id`; `skip` lists the steps that are left out. What is not said goes as a person would find it
//! proposed: the record that is named already, one that is certainly the same, else a new one.

use std::sync::Arc;

use feel::Value;
use records::convert::{self, Choice};
use records::{Patch, Record, Tx};

use super::desk::Call;
use super::fault::Fault;
use super::input;
use crate::Problem;
use crate::odata::body::{self, Input, Purpose};
use crate::odata::catalog::{Action, Catalog, Entity, Link, SKIP};

/// Converts a record, and returns it as stored.
///
/// # Errors
/// As [`convert::run`]; 422 for parameters that are none, 400 for those that contradict each other.
pub fn run(
    tx: &mut Tx<'_>,
    call: &Call<'_>,
    entity: &Entity,
    action: &Action,
    id: i64,
    seen: Option<i64>,
    body: &serde_json::Value,
) -> Result<Record, Fault> {
    let choices = choices(&call.catalog, action, body)?;
    let run = convert::run(tx, call.actor, &entity.entity, id, &action.conversion, seen, &choices);
    Ok(run?.record)
}

fn choices(catalog: &Catalog, action: &Action, body: &serde_json::Value) -> Result<Vec<(Arc<str>, Choice)>, Problem> {
    let members = match body {
        serde_json::Value::Object(members) => members,
        _ => return Err(Problem::bad_request("the body is no JSON object")),
    };
    let mut choices: Vec<(Arc<str>, Choice)> = Vec::new();
    let mut add = |step: &Arc<str>, choice: Choice| {
        if choices.iter().any(|(known, _)| known == step) {
            return Err(Problem::bad_request(format!("say one thing only of \"{step}\"")));
        }
        choices.push((Arc::clone(step), choice));
        Ok(())
    };
    for (name, value) in members.iter().filter(|(_, value)| !value.is_null()) {
        if name.contains('@') {
            continue;
        }
        if name == SKIP {
            let wrong = || Problem::bad_request(format!("\"{SKIP}\" is a list of steps")).at(SKIP);
            for step in value.as_array().ok_or_else(wrong)? {
                let step = action.steps.iter().find(|known| Some(&*known.name) == step.as_str()).ok_or_else(wrong)?;
                add(&step.name, Choice::Skip)?;
            }
        } else if let Some(step) = action.steps.iter().find(|step| *step.name == **name) {
            let read = body::bind(catalog, step.target, value, Purpose::Create)?;
            add(&step.name, Choice::Create(patch(catalog, &read)?))?;
        } else if let Some(step) = action.steps.iter().find(|step| step.key() == *name) {
            let id = value.as_i64().or_else(|| value.as_str()?.parse().ok());
            let wrong = || Problem::bad_request("the id of a record is a whole number").at(name.as_str());
            add(&step.name, Choice::Use(id.ok_or_else(wrong)?))?;
        } else {
            let detail = format!("\"{name}\" is no parameter of {}", action.name);
            return Err(Problem::bad_request(detail).at(name.as_str()));
        }
    }
    Ok(choices)
}

/// The values of a new record: properties, and links to records that are there.
fn patch(catalog: &Catalog, read: &Input) -> Result<Patch, Problem> {
    let entity = catalog.entity(read.entity);
    if !read.nested.is_empty() {
        return Err(Problem::not_implemented("records inside of a converted one are not offered"));
    }
    let mut patch = Patch::default();
    for (place, value) in &read.values {
        patch.values.push((input::slot(entity, *place), value.clone()));
    }
    for (place, keys) in &read.links {
        match &entity.navigations[*place].link {
            Link::Field(field) => {
                patch.values.push((Arc::clone(field), keys.first().map_or(Value::Null, |key| Value::from(*key))));
            }
            Link::Links(field) => {
                patch.values.push((Arc::clone(field), Value::list(keys.iter().map(|key| Value::from(*key)))));
            }
            _ => return Err(Problem::not_implemented("link those records to the new one afterwards")),
        }
    }
    Ok(patch)
}
