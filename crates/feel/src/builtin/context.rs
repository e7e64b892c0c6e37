//! Functions on contexts (DMN 1.5, 10.3.4.7).
use std::sync::Arc;

use super::{
    Entry,
    args::{self, invalid},
};
use crate::{
    context::Context,
    machine::{Fault, Machine},
    value::Value,
};

pub(super) const TABLE: &[Entry] = &[
    ("get value(m: Any, key: Any): Any", get_value),
    ("get entries(m: context): list", get_entries),
    ("context(entries: Any): context", context),
    (
        "context put(context: context, key: string, value: Any): context | context put(context: context, keys: list, value: Any): context",
        put,
    ),
    ("context merge(contexts: Any): context", merge),
];

fn context_at(arguments: &[Value], position: usize) -> Result<&Arc<Context>, Fault> {
    match args::get(arguments, position) {
        Value::Context(context) => Ok(context),
        other => Err(invalid(format!("expected a context, found a {}", other.kind().name()))),
    }
}

/// The value of a key, or of a path of keys.
fn get_value(_: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Fault> {
    let mut value = Value::Context(context_at(arguments, 0)?.clone());
    let keys = match &arguments[1] {
        key @ Value::Text(_) => std::slice::from_ref(key),
        Value::List(keys) if !keys.is_empty() => keys,
        _ => return Err(invalid("a key is a text or a list of texts")),
    };
    for key in keys {
        let key = key.as_text().ok_or_else(|| invalid("a key is a text"))?;
        let found = value.as_context().and_then(|context| context.get(key).cloned());
        value = found.ok_or_else(|| invalid(format!("there is no `{key}`")))?;
    }
    Ok(value)
}

fn get_entries(_: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Fault> {
    let entries = context_at(arguments, 0)?;
    let entry = |(name, value): (&Arc<str>, &Value)| {
        Value::context([("key", Value::Text(name.clone())), ("value", value.clone())])
    };
    Ok(Value::list(entries.iter().map(entry)))
}

fn context(_: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Fault> {
    let entries = args::list(arguments, 0)?;
    let mut context = Context::with_capacity(entries.len());
    for entry in entries.iter() {
        let parts = entry.as_context().and_then(|entry| Some((entry.get("key")?.as_text()?, entry.get("value")?)));
        let (key, value) = parts.ok_or_else(|| invalid("an entry has a `key`, a text, and a `value`"))?;
        if context.get(key).is_some() {
            return Err(invalid(format!("`{key}` is there twice")));
        }
        context.set(key, value.clone());
    }
    Ok(Value::from(context))
}

fn put(_: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Fault> {
    let context = context_at(arguments, 0)?;
    let keys: Vec<&str> = match &arguments[1] {
        Value::Text(key) => vec![key],
        Value::List(keys) => {
            let keys: Option<Vec<&str>> = keys.iter().map(Value::as_text).collect();
            keys.ok_or_else(|| invalid("a key is a text"))?
        }
        _ => return Err(invalid("a key is a text or a list of texts")),
    };
    put_path(context, &keys, &arguments[2]).map(Value::from)
}

/// The context with the value at the end of the path; contexts on the way are made or changed.
fn put_path(context: &Context, keys: &[&str], value: &Value) -> Result<Context, Fault> {
    let [key, rest @ ..] = keys else { return Err(invalid("there is no key")) };
    let mut changed = context.clone();
    let value = match rest {
        [] => value.clone(),
        // Longer paths would nest deeper than values may.
        rest if rest.len() > 100 => return Err(invalid("the path is too long")),
        rest => {
            let inner = match context.get(key) {
                Some(Value::Context(inner)) => put_path(inner, rest, value)?,
                None => put_path(&Context::new(), rest, value)?,
                Some(_) => return Err(invalid(format!("`{key}` is not a context"))),
            };
            Value::from(inner)
        }
    };
    changed.set(*key, value);
    Ok(changed)
}

fn merge(_: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Fault> {
    let contexts = args::list(arguments, 0)?;
    let mut merged = Context::new();
    for context in contexts.iter() {
        let context = context.as_context().ok_or_else(|| invalid("only contexts can be merged"))?;
        for (name, value) in context.iter() {
            merged.set(name.clone(), value.clone());
        }
    }
    Ok(Value::from(merged))
}
