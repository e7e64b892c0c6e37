//! Row policies and the filters of lists, relations and roll-ups must have a meaning in SQL: checked once, when they are installed.

use crate::error::{Error, Result};
use crate::filter;
use crate::problem::{FieldProblem, Message};
use crate::select::{Asking, Select};
use crate::world::World;
use access::{Actor, Through};
use feel::{Expr, Value};
use model::{Condition, Expression, Initial, Kind, Model, Scope};
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
    let mut try_tree = |entity: &str, expr: &Expr, source: &str, place: String| {
        let Some(layout) = world.layout(entity) else { return };
        let mut select = Select::unchecked(&asking, &layout);
        if let Err(Error::Query(problem)) = filter::condition(&mut select, expr) {
            let said = FieldProblem::of(place.as_str(), "problem-not-in-sql").with("expression", source);
            problems.push(said.with("reason", culprit(&problem, source)));
        }
    };
    for role in &model.roles {
        for grant in &role.grants {
            let model::Target::Entity(entity) = &grant.on else { continue };
            for scope in grant.scopes() {
                if let Scope::Policy(policy) = scope {
                    try_tree(entity, &policy.expr, &policy.source, format!("{}: {entity}", role.name));
                }
            }
        }
    }
    for entity in &model.entities {
        for list in &entity.lists {
            if let Some(filter) = &list.filter {
                try_tree(&entity.name, &filter.expr, &filter.source, format!("{}: {}", entity.name, list.name));
            }
        }
        for field in &entity.fields {
            if let Some(relation) = field.relation()
                && let (Some(filter), Some(target)) = (&relation.filter, relation.only_target())
            {
                try_tree(target, &sample(filter), &filter.source, format!("{}.{}", entity.name, field.name));
            }
            if let Some(Initial::First(lookup)) = &field.default
                && let Some(filter) = &lookup.filter
            {
                try_tree(&lookup.of, &sample(filter), &filter.source, format!("{}.{}", entity.name, field.name));
            }
            if let Kind::RollUp(roll_up) = &field.kind
                && let Some(filter) = &roll_up.filter
            {
                try_tree(&roll_up.of, &filter.expr, &filter.source, format!("{}.{}", entity.name, field.name));
            }
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(Error::Invalid(problems)) }
}

/// A condition as some record might see it.
fn sample(condition: &Condition) -> Expr {
    let value = |expression: &Expression| match expression.program.result_type() {
        feel::Type::Number => Value::from(1),
        feel::Type::Text => Value::from("a"),
        feel::Type::Bool => Value::from(true),
        feel::Type::Date => Value::Date(feel::DateTime::from_micros(0).date()),
        feel::Type::DateTime => Value::DateTime(feel::DateTime::from_micros(0)),
        _ => Value::Null,
    };
    condition.with(&condition.given.iter().map(|given| value(&given.value)).collect::<Vec<_>>())
}

/// What of an expression cannot be said, as it is written.
fn culprit(problem: &FieldProblem, source: &str) -> String {
    match &problem.message {
        Message::Id { arguments, .. } if !arguments.is_empty() => {
            arguments.iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>().join(", ")
        }
        _ => source.to_owned(),
    }
}
