//! How long compiled expressions take: `cargo bench -p feel`.
use std::{hint::black_box, time::Instant};

use feel::{Env, Number, Schema, Type, Value, compile_text, parse};
use jiff::tz::TimeZone;

fn main() {
    let fields: Vec<(String, Value)> = (0..60).map(|field| (format!("field_{field}"), Value::from(field))).collect();
    let record = Value::context(fields);
    let lines =
        Value::list((0..100).map(|line| Value::context([("qty", Value::from(line)), ("price", Value::from(2))])));
    let schema = Schema::new()
        .slot("amount", Type::Number)
        .slot("probability", Type::Number)
        .slot("stage", Type::Text)
        .slot("record", Type::Any)
        .slot("lines", Type::list(Type::Any))
        .slot("close_date", Type::Date);
    let scope = vec![
        Value::Number(Number::from_scaled(123_456_700, 4)),
        Value::from(35),
        Value::from("negotiation"),
        record,
        lines,
        Value::from(feel::Date::from_days(19_000)),
    ];
    let env = Env::new(1_717_243_200_000_000, TimeZone::UTC);
    for (text, rounds) in [
        ("amount * probability / 100", 2_000_000),
        ("amount / 7", 2_000_000),
        ("amount > 1000 and stage = \"won\"", 2_000_000),
        ("record.field_55 > 3", 2_000_000),
        ("stage in (\"new\", \"qualified\", \"negotiation\")", 2_000_000),
        ("if amount > 1000 then \"large\" else \"small\"", 2_000_000),
        ("close_date < today()", 1_000_000),
        ("sum(lines.qty)", 100_000),
        ("lines[qty > 50].price", 20_000),
        ("sum(for l in lines return l.qty * l.price)", 20_000),
        ("matches(stage, \"^neg.*n$\")", 500_000),
        ("count(for i in 1..100000 return i)", 50),
    ] {
        let program = compile_text(text, &schema).unwrap();
        let start = Instant::now();
        for _ in 0..rounds {
            black_box(program.eval(black_box(&scope), &env));
        }
        println!("{:>12.0} ns  {text}", start.elapsed().as_nanos() as f64 / f64::from(rounds));
    }
    let names = schema.names();
    let start = Instant::now();
    for _ in 0..100_000 {
        black_box(parse(black_box("amount > 1000 and stage = \"won\""), &names)).unwrap();
    }
    println!("{:>12.0} ns  parsing a condition", start.elapsed().as_nanos() as f64 / 100_000.0);
}
