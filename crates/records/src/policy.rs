//! Row policies and the filters of lists, relations and roll-ups must have a meaning in SQL: checked once, when they are installed.

use crate::error::{Error, Result};
use crate::filter;
use crate::problem::{FieldProblem, Message};
use crate::select::{Asking, Select};
use crate::world::World;
use access::{Actor, Through};
use model::{Expression, Kind, Model, Scope};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::Dialect;

/// Checks every policy and every filter of a model.
///
/// # Errors
/// [`Error::Invalid`] with each that SQL cannot say.
pub(crate) fn check(model: &Arc<Model>) -> Result<()> {
    let world = World::of(0, Arc::clone(model), &BTreeMap::new());
    let actor = Actor { unit: Some(1), ..Actor::platform(Through::Install) };
    let asking = Asking::outside(&world, &actor, Dialect::Sqlite);
    let mut problems = Vec::new();
    let mut try_one = |entity: &str, expression: &Expression, place: String| {
        let Some(layout) = world.layout(entity) else { return };
        let mut select = Select::unchecked(&asking, &layout);
        if let Err(Error::Query(problem)) = filter::condition(&mut select, &expression.expr) {
            let said = FieldProblem::of(place.as_str(), "problem-not-in-sql").with("expression", &expression.source);
            problems.push(said.with("reason", culprit(&problem, expression)));
        }
    };
    for role in &model.roles {
        for grant in &role.grants {
            let model::Target::Entity(entity) = &grant.on else { continue };
            for scope in grant.scopes() {
                if let Scope::Policy(policy) = scope {
                    try_one(entity, policy, format!("{}: {entity}", role.name));
                }
            }
        }
    }
    for entity in &model.entities {
        for list in &entity.lists {
            if let Some(filter) = &list.filter {
                try_one(&entity.name, filter, format!("{}: {}", entity.name, list.name));
            }
        }
        for field in &entity.fields {
            if let Some(relation) = field.relation()
                && let (Some(filter), Some(target)) = (&relation.filter, relation.only_target())
            {
                try_one(target, filter, format!("{}.{}", entity.name, field.name));
            }
            if let Kind::RollUp(roll_up) = &field.kind
                && let Some(filter) = &roll_up.filter
            {
                try_one(&roll_up.of, filter, format!("{}.{}", entity.name, field.name));
            }
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(Error::Invalid(problems)) }
}

/// What of an expression cannot be said, as it is written.
fn culprit(problem: &FieldProblem, expression: &Expression) -> String {
    match &problem.message {
        Message::Id { arguments, .. } if !arguments.is_empty() => {
            arguments.iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>().join(", ")
        }
        _ => expression.source.to_string(),
    }
}
