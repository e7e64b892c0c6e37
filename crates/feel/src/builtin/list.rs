//! Functions on lists (DMN 1.5, 10.3.4.4). Positions count from 1, or from the end with -1.
use std::{cmp::Ordering, collections::HashSet, sync::Arc};

use super::{
    Entry,
    args::{self, invalid, out_of_range},
};
use crate::{
    compare::{compare, equal},
    date::Date,
    duration::{Days, Months},
    eval::WarningCode,
    machine::{Fault, Machine},
    number::Number,
    value::Value,
};

pub(super) const TABLE: &[Entry] = &[
    ("list contains(list: list, element: Any): boolean", list_contains),
    ("count(list: list): number | count(items...: Any): number", count),
    ("min(list: list): Any | min(items...: Any): Any", |machine, arguments| {
        extreme(machine, arguments, Ordering::Less)
    }),
    ("max(list: list): Any | max(items...: Any): Any", |machine, arguments| {
        extreme(machine, arguments, Ordering::Greater)
    }),
    ("sum(list: list): number | sum(items...: Any): number", sum),
    ("mean(list: list): number | mean(items...: Any): number", mean),
    ("all(list: list): boolean | all(items...: Any): boolean", |_, arguments| decide(arguments, false)),
    ("any(list: list): boolean | any(items...: Any): boolean", |_, arguments| decide(arguments, true)),
    ("sublist(list: list, start position: number, length?: number): list", sublist),
    ("append(list: list, items...: Any): list", append),
    ("concatenate(lists...: Any): list", concatenate),
    ("insert before(list: list, position: number, newItem: Any): list", insert_before),
    ("remove(list: list, position: number): list", remove),
    (
        "list replace(list: list, position: number, newItem: Any): list | list replace(list: list, match: function, newItem: Any): list",
        replace,
    ),
    ("reverse(list: list): list", reverse),
    ("index of(list: list, match: Any): list", index_of),
    ("union(lists...: Any): list", union),
    ("distinct values(list: list): list", distinct_values),
    ("flatten(list: list): list", flatten),
    ("product(list: list): number | product(items...: Any): number", product),
    ("median(list: list): number | median(items...: Any): number", median),
    ("stddev(list: list): number | stddev(items...: Any): number", stddev),
    ("mode(list: list): list | mode(items...: Any): list", mode),
    ("sort(list: list, precedes?: function): list", sort),
];

fn list_contains(machine: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Fault> {
    let items = args::list(arguments, 0)?;
    machine.pay(items.len() as u64 / 4);
    let zone = &machine.env.zone;
    Ok(Value::Bool(items.iter().any(|item| equal(item, &arguments[1], zone) == Some(true))))
}

fn count(_: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Fault> {
    Ok(Value::from(args::items(arguments)?.len() as i64))
}

fn extreme(machine: &mut Machine<'_>, arguments: &[Value], wanted: Ordering) -> Result<Value, Fault> {
    let items = args::items(arguments)?;
    let mut best: Option<&Value> = None;
    for item in items.iter() {
        let order = compare(item, best.unwrap_or(item), &machine.env.zone);
        match order {
            None => return Err(invalid("the values cannot be compared with each other")),
            Some(order) if best.is_none() || order == wanted => best = Some(item),
            Some(_) => {}
        }
    }
    Ok(best.cloned().unwrap_or_default())
}

fn sum(_: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Fault> {
    let items = args::items(arguments)?;
    match items.first() {
        None => Ok(Value::Null),
        Some(Value::Days(_)) => {
            let days = items.iter().map(|item| match item {
                Value::Days(days) => Ok(*days),
                other => Err(invalid(format!("a {} is no duration", other.kind().name()))),
            });
            let days = days.collect::<Result<Vec<Days>, _>>()?;
            let total = days.into_iter().try_fold(Days::ZERO, Days::checked_add);
            total.map(Value::Days).ok_or_else(out_of_range)
        }
        Some(Value::Months(_)) => {
            let months = items.iter().map(|item| args::months(item).ok_or_else(|| invalid("not a duration")));
            let months = months.collect::<Result<Vec<Months>, _>>()?;
            let total = months.into_iter().try_fold(Months(0), Months::checked_add);
            total.map(Value::Months).ok_or_else(out_of_range)
        }
        Some(_) => total(&args::numbers(arguments)?).map(Value::Number),
    }
}

fn total(numbers: &[Number]) -> Result<Number, Fault> {
    let sum = numbers.iter().try_fold(Number::ZERO, |sum, number| sum.checked_add(*number));
    sum.ok_or_else(out_of_range)
}

fn average(numbers: &[Number]) -> Result<Number, Fault> {
    total(numbers)?.checked_div(Number::from(numbers.len())).ok_or_else(out_of_range)
}

fn mean(_: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Fault> {
    let numbers = args::numbers(arguments)?;
    if numbers.is_empty() { Ok(Value::Null) } else { average(&numbers).map(Value::Number) }
}

/// The decisive value if any item has it; null when one is neither true nor false.
fn decide(arguments: &[Value], decisive: bool) -> Result<Value, Fault> {
    let items = args::items(arguments)?;
    if items.iter().any(|item| *item == Value::Bool(decisive)) {
        return Ok(Value::Bool(decisive));
    }
    match items.iter().find(|item| item.as_bool().is_none()) {
        None => Ok(Value::Bool(!decisive)),
        Some(Value::Null) => Ok(Value::Null),
        Some(other) => Err(invalid(format!("a {} is not true or false", other.kind().name()))),
    }
}

/// The place of a position in a list of that length.
fn place(length: usize, position: i64) -> Result<usize, Fault> {
    let length = length as i64;
    let place = match position {
        position if position > 0 => position - 1,
        position if position < 0 => length + position,
        _ => -1,
    };
    if (0..length).contains(&place) {
        Ok(place as usize)
    } else {
        Err(Fault::new(WarningCode::IndexOutOfRange, format!("there is no item {position} of {length}")))
    }
}

fn sublist(_: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Fault> {
    let items = args::list(arguments, 0)?;
    let start = place(items.len(), args::integer(arguments, 1)?)?;
    let end = match args::get(arguments, 2) {
        Value::Null => items.len(),
        _ => match usize::try_from(args::integer(arguments, 2)?) {
            Ok(length) if length <= items.len() - start => start + length,
            _ => return Err(invalid("the list is not so long")),
        },
    };
    Ok(Value::from(items[start..end].to_vec()))
}

fn append(_: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Fault> {
    let items = args::list(arguments, 0)?;
    Ok(Value::list(items.iter().chain(&arguments[1..]).cloned()))
}

fn concatenate(_: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Fault> {
    let mut joined = Vec::new();
    for position in 0..arguments.len() {
        joined.extend(args::list(arguments, position)?.iter().cloned());
    }
    Ok(Value::from(joined))
}

fn insert_before(_: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Fault> {
    let mut items = args::list(arguments, 0)?.to_vec();
    let position = args::integer(arguments, 1)?;
    let place = if position == items.len() as i64 + 1 { items.len() } else { place(items.len(), position)? };
    items.insert(place, arguments[2].clone());
    Ok(Value::from(items))
}

fn remove(_: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Fault> {
    let mut items = args::list(arguments, 0)?.to_vec();
    let place = place(items.len(), args::integer(arguments, 1)?)?;
    items.remove(place);
    Ok(Value::from(items))
}

fn replace(machine: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Fault> {
    let mut items = args::list(arguments, 0)?.to_vec();
    let matches = &arguments[1];
    if !matches!(matches, Value::Function(_)) {
        let place = place(items.len(), args::integer(arguments, 1)?)?;
        items[place] = arguments[2].clone();
        return Ok(Value::from(items));
    }
    for item in &mut items {
        match machine.apply(matches, vec![item.clone(), arguments[2].clone()])? {
            Value::Bool(true) => *item = arguments[2].clone(),
            Value::Bool(false) => {}
            _ => return Err(invalid("the function must say true or false")),
        }
    }
    Ok(Value::from(items))
}

fn reverse(_: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Fault> {
    Ok(Value::list(args::list(arguments, 0)?.iter().rev().cloned()))
}

fn index_of(machine: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Fault> {
    let items = args::list(arguments, 0)?;
    let zone = &machine.env.zone;
    let matching = items.iter().enumerate().filter(|(_, item)| equal(item, &arguments[1], zone) == Some(true));
    Ok(Value::list(matching.map(|(position, _)| Value::from(position as i64 + 1))))
}

fn union(machine: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Fault> {
    let Value::List(all) = concatenate(machine, arguments)? else { return Ok(Value::Null) };
    Ok(distinct(machine, &all))
}

fn distinct_values(machine: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Fault> {
    let items = args::list(arguments, 0)?;
    Ok(distinct(machine, &items))
}

/// What can be found again without looking at everything.
#[derive(PartialEq, Eq, Hash)]
enum Key {
    Null,
    Bool(bool),
    Number(Number),
    Text(Arc<str>),
    Date(Date),
    Days(Days),
    Months(Months),
}

fn key(value: &Value) -> Option<Key> {
    Some(match value {
        Value::Null => Key::Null,
        Value::Bool(bool) => Key::Bool(*bool),
        Value::Number(number) => Key::Number(*number),
        Value::Text(text) => Key::Text(text.clone()),
        Value::Date(date) => Key::Date(*date),
        Value::Days(days) => Key::Days(*days),
        Value::Months(months) => Key::Months(*months),
        _ => return None,
    })
}

fn distinct(machine: &mut Machine<'_>, items: &[Value]) -> Value {
    let (mut seen, mut others): (HashSet<Key>, Vec<&Value>) = (HashSet::new(), Vec::new());
    let mut kept = Vec::new();
    for item in items {
        let new = match key(item) {
            Some(key) => seen.insert(key),
            None => {
                if !machine.pay(others.len() as u64) {
                    return Value::Null;
                }
                let zone = &machine.env.zone;
                let new = !others.iter().any(|other| equal(item, other, zone) == Some(true));
                if new {
                    others.push(item);
                }
                new
            }
        };
        if new {
            kept.push(item.clone());
        }
    }
    Value::from(kept)
}

fn flatten(machine: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Fault> {
    let mut flat = Vec::new();
    flatten_into(machine, &args::list(arguments, 0)?, &mut flat);
    Ok(Value::from(flat))
}

/// Recursion is bounded by how deep values may nest.
fn flatten_into(machine: &mut Machine<'_>, items: &[Value], flat: &mut Vec<Value>) {
    for item in items {
        match item {
            Value::List(inner) => flatten_into(machine, inner, flat),
            other if machine.take_memory(16) => flat.push(other.clone()),
            _ => return,
        }
    }
}

fn product(_: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Fault> {
    let numbers = args::numbers(arguments)?;
    if numbers.is_empty() {
        return Ok(Value::Null);
    }
    let product = numbers.iter().try_fold(Number::ONE, |product, number| product.checked_mul(*number));
    product.map(Value::Number).ok_or_else(out_of_range)
}

fn median(_: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Fault> {
    let mut numbers = args::numbers(arguments)?;
    numbers.sort();
    let middle = numbers.len() / 2;
    match numbers.len() {
        0 => Ok(Value::Null),
        length if length % 2 == 1 => Ok(Value::Number(numbers[middle])),
        _ => average(&numbers[middle - 1..=middle]).map(Value::Number),
    }
}

/// The deviation of a sample.
fn stddev(_: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Fault> {
    let numbers = args::numbers(arguments)?;
    if numbers.len() < 2 {
        return Err(invalid("a deviation needs two numbers"));
    }
    let mean = average(&numbers)?;
    let square = |number: &Number| {
        let distance = number.checked_sub(mean)?;
        distance.checked_mul(distance)
    };
    let squares: Option<Vec<Number>> = numbers.iter().map(square).collect();
    let sum = total(&squares.ok_or_else(out_of_range)?)?;
    let variance = sum.checked_div(Number::from(numbers.len() - 1));
    variance.and_then(Number::sqrt).map(Value::Number).ok_or_else(out_of_range)
}

/// The most frequent numbers, in order.
fn mode(_: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Fault> {
    let mut numbers = args::numbers(arguments)?;
    numbers.sort();
    let groups: Vec<&[Number]> = numbers.chunk_by(|left, right| left == right).collect();
    let most = groups.iter().map(|group| group.len()).max().unwrap_or(0);
    let frequent = groups.into_iter().filter(|group| group.len() == most);
    Ok(Value::list(frequent.map(|group| Value::Number(group[0]))))
}

/// Sorted by a function that says whether its first argument goes before the second;
/// equal items stay in order.
fn sort(machine: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Fault> {
    let items = args::list(arguments, 0)?;
    let precedes = match arguments.get(1) {
        Some(precedes @ Value::Function(_)) => Some(precedes),
        None | Some(Value::Null) => None,
        Some(_) => return Err(invalid("a list is sorted by a function")),
    };
    merge_sort(machine, items.to_vec(), precedes).map(Value::from)
}

fn merge_sort(machine: &mut Machine<'_>, mut items: Vec<Value>, precedes: Option<&Value>) -> Result<Vec<Value>, Fault> {
    if items.len() < 2 || machine.is_stopped() {
        return Ok(items);
    }
    let right = items.split_off(items.len() / 2);
    let left = merge_sort(machine, items, precedes)?;
    let right = merge_sort(machine, right, precedes)?;
    let mut merged = Vec::with_capacity(left.len() + right.len());
    let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
    while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
        // Only what surely goes before is taken from the right: that keeps the order of equals.
        let swap = match precedes {
            Some(precedes) => machine.apply(precedes, vec![b.clone(), a.clone()])?.is_true(),
            None => {
                let order = compare(b, a, &machine.env.zone);
                order.ok_or_else(|| invalid("the items have no order"))? == Ordering::Less
            }
        };
        merged.extend(if swap { right.next() } else { left.next() });
    }
    merged.extend(left);
    merged.extend(right);
    Ok(merged)
}
