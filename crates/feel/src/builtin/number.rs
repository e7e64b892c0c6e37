//! Functions on numbers (DMN 1.5, 10.3.4.5).
use super::{
    Entry,
    args::{self, invalid, out_of_range},
};
use crate::{
    eval::WarningCode,
    machine::{Fault, Machine},
    number::{Number, Rounding},
    value::Value,
};

pub(super) const TABLE: &[Entry] = &[
    ("decimal(n: number, scale: number): number", |_, arguments| round(arguments, Rounding::HalfEven)),
    ("floor(n: number, scale?: number): number", |_, arguments| round(arguments, Rounding::Floor)),
    ("ceiling(n: number, scale?: number): number", |_, arguments| round(arguments, Rounding::Ceiling)),
    ("round up(n: number, scale: number): number", |_, arguments| round(arguments, Rounding::Up)),
    ("round down(n: number, scale: number): number", |_, arguments| round(arguments, Rounding::Down)),
    ("round half up(n: number, scale: number): number", |_, arguments| round(arguments, Rounding::HalfUp)),
    ("round half down(n: number, scale: number): number", |_, arguments| round(arguments, Rounding::HalfDown)),
    ("abs(n: Any): Any", abs),
    ("modulo(dividend: number, divisor: number): number", modulo),
    ("sqrt(number: number): number", |_, arguments| real(arguments, Number::sqrt)),
    ("log(number: number): number", |_, arguments| real(arguments, Number::ln)),
    ("exp(number: number): number", |_, arguments| real(arguments, Number::exp)),
    ("odd(number: number): boolean", |_, arguments| parity(arguments, true)),
    ("even(number: number): boolean", |_, arguments| parity(arguments, false)),
];

fn round(arguments: &[Value], rounding: Rounding) -> Result<Value, Fault> {
    let number = args::number(arguments, 0)?;
    let scale = if args::given(arguments, 1) { args::integer(arguments, 1)? } else { 0 };
    let rounded = i32::try_from(scale).ok().and_then(|scale| number.round(scale, rounding));
    rounded.map(Value::Number).ok_or_else(|| invalid("the scale is out of range"))
}

fn abs(_: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Fault> {
    match args::get(arguments, 0) {
        Value::Number(number) => Ok(Value::Number(number.abs())),
        Value::Days(days) if days.is_negative() => days.checked_neg().map(Value::Days).ok_or_else(out_of_range),
        Value::Months(months) if months.is_negative() => {
            months.checked_neg().map(Value::Months).ok_or_else(out_of_range)
        }
        value @ (Value::Days(_) | Value::Months(_)) => Ok(value.clone()),
        other => Err(invalid(format!("a {} has no size", other.kind().name()))),
    }
}

fn modulo(_: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Fault> {
    let (dividend, divisor) = (args::number(arguments, 0)?, args::number(arguments, 1)?);
    if divisor.is_zero() {
        return Err(Fault::new(WarningCode::DivisionByZero, "division by zero"));
    }
    dividend.checked_modulo(divisor).map(Value::Number).ok_or_else(out_of_range)
}

fn real(arguments: &[Value], function: fn(Number) -> Option<Number>) -> Result<Value, Fault> {
    let number = args::number(arguments, 0)?;
    function(number).map(Value::Number).ok_or_else(|| invalid("there is no such number"))
}

fn parity(arguments: &[Value], odd: bool) -> Result<Value, Fault> {
    let number = args::number(arguments, 0)?;
    if !number.is_integer() {
        return Ok(Value::FALSE);
    }
    let rest = number.checked_modulo(Number::from(2)).ok_or_else(out_of_range)?;
    Ok(Value::Bool(rest.is_zero() != odd))
}
