//! The calendar and the clock (DMN 1.5, 10.3.4.6 and 10.3.4.8).
use super::{Entry, args};
use crate::{
    machine::{Fault, Machine},
    time::DateTime,
    value::Value,
};

pub(super) const TABLE: &[Entry] = &[
    ("is(value1: Any, value2: Any): boolean", is),
    ("now(): date and time", now),
    ("today(): date", today),
    ("day of year(date: Any): number", day_of_year),
    ("day of week(date: Any): string", day_of_week),
    ("month of year(date: Any): string", month_of_year),
    ("week of year(date: Any): number", week_of_year),
];

const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Whether two values are the same element of the same domain: a time in another zone is another one.
fn is(_: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Fault> {
    Ok(Value::Bool(arguments[0] == arguments[1]))
}

fn now(machine: &mut Machine<'_>, _: &[Value]) -> Result<Value, Fault> {
    Ok(Value::DateTime(DateTime::from_micros(machine.env.now).in_zone(&machine.env.zone)))
}

fn today(machine: &mut Machine<'_>, _: &[Value]) -> Result<Value, Fault> {
    Ok(Value::Date(DateTime::from_micros(machine.env.now).in_zone(&machine.env.zone).date()))
}

fn day_of_year(_: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Fault> {
    Ok(Value::from(i64::from(args::date(arguments, 0)?.day_of_year())))
}

fn day_of_week(_: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Fault> {
    Ok(Value::from(DAYS[usize::from(args::date(arguments, 0)?.weekday() - 1)]))
}

fn month_of_year(_: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Fault> {
    Ok(Value::from(MONTHS[usize::from(args::date(arguments, 0)?.month() - 1)]))
}

fn week_of_year(_: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Fault> {
    Ok(Value::from(i64::from(args::date(arguments, 0)?.week_of_year())))
}
