//! Laws: a filter in SQL picks what the same filter picks in memory; what is written is read back.

use crate::support::*;
use feel::{BinaryOp, Expr, ExprKind, Number, Value};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use records::{Patch, Query};
use std::ops::Bound;
use std::sync::Arc;

fn maybe(values: impl Strategy<Value = Value> + 'static) -> BoxedStrategy<Value> {
    prop_oneof![1 => Just(Value::Null), 4 => values].boxed()
}

fn words() -> BoxedStrategy<Value> {
    prop::sample::select(vec!["a", "ab", "b%", "B_", "\\", "яблоко", "Я", "aä", "'", "😀"])
        .prop_map(Value::from)
        .boxed()
}

fn decimals(digits: u32) -> BoxedStrategy<Value> {
    (-3_i64..4, 0_i64..3)
        .prop_map(move |(whole, part)| Value::Number(Number::from_scaled(whole * 10_i64.pow(digits) + part, digits)))
        .boxed()
}

fn wholes() -> BoxedStrategy<Value> {
    (-3_i64..4).prop_map(Value::from).boxed()
}

fn days() -> BoxedStrategy<Value> {
    (-2_i64..3).prop_map(|day| Value::Date(feel::Date::from_days(19_000 + day * 200).unwrap())).boxed()
}

fn moments() -> BoxedStrategy<Value> {
    (-2_i64..3)
        .prop_map(|step| Value::DateTime(feel::DateTime::from_micros(1_700_000_000_000_000 + step * 40_000_000_000)))
        .boxed()
}

fn spans() -> BoxedStrategy<Value> {
    (-2_i64..3).prop_map(|step| Value::Days(feel::Days::from_seconds(step * 3_600))).boxed()
}

fn colours() -> BoxedStrategy<Value> {
    prop::sample::select(vec!["red", "green", "blue"]).prop_map(Value::from).boxed()
}

/// The fields that filters are made of, each with its values.
fn fields() -> Vec<(&'static str, BoxedStrategy<Value>)> {
    vec![
        ("group", words()),
        ("place", wholes()),
        ("number", decimals(3)),
        ("percent", decimals(1)),
        ("flag", any::<bool>().prop_map(Value::from).boxed()),
        ("choice", colours()),
        ("day", days()),
        ("moment", moments()),
        ("span", spans()),
    ]
}

fn rows() -> impl Strategy<Value = Vec<Vec<Value>>> {
    let row: Vec<BoxedStrategy<Value>> = fields().into_iter().map(|(_, values)| maybe(values)).collect();
    prop::collection::vec(row, 1..12)
}

fn named(name: &str) -> Expr {
    Expr::name(name)
}

/// A condition on one field.
fn condition() -> BoxedStrategy<Expr> {
    let ops =
        prop::sample::select(vec![BinaryOp::Eq, BinaryOp::Ne, BinaryOp::Lt, BinaryOp::Le, BinaryOp::Gt, BinaryOp::Ge]);
    let equal = prop::sample::select(vec![BinaryOp::Eq, BinaryOp::Ne]);
    let mut conditions: Vec<BoxedStrategy<Expr>> = Vec::new();
    for (name, values) in fields() {
        let ops = if name == "flag" { equal.clone().boxed() } else { ops.clone().boxed() };
        let compare = (ops.clone(), maybe(values.clone()), any::<bool>()).prop_map(move |(op, value, turned)| {
            let (left, right) = (named(name), Expr::literal(value));
            if turned { Expr::binary(op, right, left) } else { Expr::binary(op, left, right) }
        });
        conditions.push(compare.boxed());
        let list = prop::collection::vec(maybe(values.clone()), 1..4);
        conditions.push(
            list.prop_map(move |values| Expr::is_in(named(name), values.into_iter().map(Expr::literal).collect()))
                .boxed(),
        );
        if name == "flag" {
            conditions.push(Just(named(name)).boxed());
            continue;
        }
        let pair = (values.clone(), values.clone());
        conditions.push(
            pair.clone()
                .prop_map(move |(low, high)| Expr::between(named(name), Expr::literal(low), Expr::literal(high)))
                .boxed(),
        );
        let range = (pair, any::<bool>(), any::<bool>()).prop_map(move |((low, high), open_low, open_high)| {
            let low = Box::new(Expr::literal(low));
            let high = Box::new(Expr::literal(high));
            let low = if open_low { Bound::Excluded(low) } else { Bound::Included(low) };
            let high = if open_high { Bound::Excluded(high) } else { Bound::Included(high) };
            Expr::is_in(named(name), vec![Expr::from(ExprKind::Range(low, high))])
        });
        conditions.push(range.boxed());
        let tests = (ops, values.clone()).prop_map(move |(op, value)| {
            Expr::is_in(named(name), vec![Expr::from(ExprKind::Test(op, Box::new(Expr::literal(value))))])
        });
        conditions.push(tests.boxed());
    }
    for function in ["contains", "starts with", "ends with"] {
        conditions.push(
            words().prop_map(move |part| Expr::call(function, vec![named("group"), Expr::literal(part)])).boxed(),
        );
    }
    for (left, right) in [("number", "percent"), ("place", "number"), ("percent", "place")] {
        conditions.push(ops.clone().prop_map(move |op| Expr::binary(op, named(left), named(right))).boxed());
        let sums = prop::sample::select(vec![BinaryOp::Add, BinaryOp::Sub, BinaryOp::Mul]);
        let sum = (ops.clone(), sums, decimals(1)).prop_map(move |(op, sum, value)| {
            Expr::binary(op, Expr::binary(sum, named(left), named(right)), Expr::literal(value))
        });
        conditions.push(sum.boxed());
    }
    // A finer literal than the column's scale.
    conditions.push(
        (ops, decimals(5)).prop_map(|(op, value)| Expr::binary(op, named("percent"), Expr::literal(value))).boxed(),
    );
    prop::strategy::Union::new(conditions).boxed()
}

/// Conditions on what is computed, which have forms of their own in SQL.
const COMPUTED: [&str; 41] = [
    "if flag then place > 0 else number < 1",
    "not(if flag then place > 0 else number < 1)",
    "(if contains(group, \"b\") then string length(substring before(group, \"b\")) else -1) = 1",
    "(if flag then number else percent) > 0.5",
    "(if place > 0 then place else null) != 2",
    "(if flag then \"x\" else group) = \"x\"",
    "group + \"!\" = \"ab!\"",
    "group + choice = \"abred\"",
    "substring before(group, \"B\") = \"\"",
    "replace(\" \" + group + \"\u{a0}\", \"^\\\\s+|\\\\s+$\", \"\") = \"ab\"",
    "string(place) = \"-2\"",
    "number / 4 > 0.25",
    "percent / -2.5 <= place",
    "round down(place / 2, 0) = -1",
    "round down(number / percent, 0) > 1",
    "place - 2 * round down(place / 2, 0) = -1",
    "number - percent * round down(number / percent, 0) < 0",
    "floor(number / 3) = -1",
    "ceiling(place / 3) = 0",
    "round half up(place / 2, 0) = -1",
    "span / duration(\"PT1S\") >= 3600",
    "(if span > duration(\"PT0S\") then span else duration(\"PT1H\")) = duration(\"PT1H\")",
    "time(moment) < @\"12:00:00Z\"",
    "time(moment) >= @\"12:00:00+03:00\"",
    "time(moment) = @\"22:13:20Z\"",
    "time(moment) in [@\"09:00:00Z\"..@\"18:00:00Z\")",
    "day + duration(\"P1D\") > date(\"2022-01-08\")",
    "day + duration(\"PT36H\") = date(\"2022-01-09\")",
    "day - duration(\"PT1H\") = date(\"2022-01-07\")",
    "duration(\"-PT1S\") + day < day",
    "day - span < day",
    "day + span = day",
    "matches(group, \"^[ab]\")",
    "matches(group, \"(a|b)*$\")",
    "matches(group, \"^\\w+$\")",
    "matches(group, \"^\\p{Lu}$\")",
    "matches(group, \"[^\\w]\")",
    "matches(group, \"^.$\")",
    "matches(group, \"^(?:я.*)?$\")",
    "matches(group, \"[\\\\%]\")",
    "matches(group + choice, \"^a.{2,}$\")",
];

fn parsed(text: &str) -> Expr {
    let schema = fields().into_iter().fold(feel::Schema::new(), |schema, (name, _)| schema.slot(name, feel::Type::Any));
    feel::parse(text, &schema.names()).unwrap_or_else(|errors| panic!("{text}: {errors:?}"))
}

fn filter() -> impl Strategy<Value = Expr> {
    condition().prop_recursive(3, 12, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(left, right)| Expr::and(left, right)),
            (inner.clone(), inner.clone()).prop_map(|(left, right)| Expr::or(left, right)),
            inner.prop_map(Expr::not),
        ]
    })
}

fn of(row: &[Value]) -> Patch {
    let names = fields();
    let values = names.iter().zip(row).map(|((name, _), value)| (*name, value.clone()));
    values.fold(patch([("name", text("row"))]), |patch, (name, value)| patch.with(name, value))
}

fn schema(house: &House) -> feel::Schema {
    house.read(|tx| Ok(Arc::clone(tx.model()))).unwrap().entity("lab.sample").unwrap().schema.clone().lenient()
}

#[test]
fn a_filter_in_sql_picks_what_it_picks_in_memory() {
    let houses = houses();
    let schema = schema(&houses[0]);
    let mut runner = TestRunner::new(Config { cases: 40, failure_persistence: None, ..Config::default() });
    let outcome = runner.run(&(rows(), prop::collection::vec(filter(), 12)), |(rows, filters)| {
        agree(&houses, &schema, &rows, &filters)
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn what_sql_computes_is_what_is_computed_in_memory() {
    let houses = houses();
    let schema = schema(&houses[0]);
    let filters: Vec<Expr> = COMPUTED.iter().flat_map(|text| [parsed(text), Expr::not(parsed(text))]).collect();
    let mut runner = TestRunner::new(Config { cases: 20, failure_persistence: None, ..Config::default() });
    let outcome = runner.run(&rows(), |rows| agree(&houses, &schema, &rows, &filters));
    outcome.unwrap_or_else(|error| panic!("{error}"));
}

/// Whether each filter picks the same rows in SQL and in memory.
fn agree(houses: &[House], schema: &feel::Schema, rows: &[Vec<Value>], filters: &[Expr]) -> Result<(), TestCaseError> {
    for house in houses {
        let rows = rows.to_vec();
        let filters = filters.to_vec();
        let schema = schema.clone();
        // Nothing stays: the transaction ends with an error that carries the answer.
        let answer = house.write::<()>(move |tx| {
            let ada = administrator();
            let mut stored = Vec::new();
            // One group and place is there only once.
            for row in &rows {
                match tx.savepoint(|tx| records::create(tx, &ada, "sample", &of(row))) {
                    Ok(record) => stored.push(record),
                    Err(records::Error::Invalid(_)) => {}
                    Err(error) => return Err(error),
                }
            }
            for filter in &filters {
                let program = feel::compile(filter, &schema).expect("the filter is sound");
                let env = feel::Env::new(0, jiff::tz::TimeZone::UTC);
                let known: Vec<Arc<str>> = schema.slots().map(|(name, _)| Arc::clone(name)).collect();
                let wanted: Vec<i64> = stored
                    .iter()
                    .filter(|record| {
                        let scope: Vec<Value> = known.iter().map(|name| record.get(name).clone()).collect();
                        program.eval(&scope, &env).value.is_true()
                    })
                    .map(records::Record::id)
                    .collect();
                let query = Query { filter: Some(filter.clone()), limit: 100, ..Query::of("sample") };
                let found = records::ids(tx, &ada, &query)?;
                if found != wanted {
                    return Err(store::Error::other(format!(
                        "{filter}: SQL {found:?}, memory {wanted:?}, rows {stored:?}"
                    ))
                    .into());
                }
            }
            Err(store::Error::other("agreed").into())
        });
        let said = answer.unwrap_err().to_string();
        prop_assert!(said == "agreed", "{}", said);
    }
    Ok(())
}

#[test]
fn what_is_written_is_read_back() {
    let houses = houses();
    let values = (
        maybe(any::<i64>().prop_map(|cell| Value::Number(Number::from_scaled(cell / 10_000_000, 3)))),
        maybe(any::<i32>().prop_map(|whole| Value::from(i64::from(whole)))),
        maybe(any::<i64>().prop_map(|cell| Value::Number(Number::from_scaled(cell, 4)))),
        maybe((-700_000_i64..2_900_000).prop_map(|day| Value::Date(feel::Date::from_days(day).unwrap()))),
        maybe(
            (-60_000_000_000_000_000_i64..250_000_000_000_000_000)
                .prop_map(|micros| Value::DateTime(feel::DateTime::from_micros(micros))),
        ),
        maybe(any::<i64>().prop_map(|micros| Value::Days(feel::Days::from_micros(micros)))),
        maybe("[^\\p{C}\\s]([^\\p{Cc}]{0,30}[^\\p{C}\\s])?".prop_map(Value::from)),
        maybe(
            prop::collection::btree_set(0_usize..3, 1..3)
                .prop_map(|set| Value::list(set.into_iter().map(|index| Value::from(["red", "green", "blue"][index])))),
        ),
    );
    let names = ["number", "place", "money", "day", "moment", "span", "long", "choices"];
    let mut runner = TestRunner::new(Config { cases: 60, failure_persistence: None, ..Config::default() });
    let outcome = runner.run(&values, |(number, place, money, day, moment, span, long, choices)| {
        // The rule of the laboratory: no number beyond 1000.
        let number = match &number {
            Value::Number(some) if *some > Number::from(1000_i64) => Value::Number(-*some),
            _ => number,
        };
        let written = [number, place, money, day, moment, span, long, choices];
        let sent = names
            .iter()
            .zip(&written)
            .fold(patch([("name", text("n"))]), |patch, (name, value)| patch.with(*name, value.clone()));
        for house in &houses {
            let sample = house
                .create(&administrator(), "sample", sent.clone())
                .map_err(|error| TestCaseError::fail(error.to_string()))?;
            let read = house.again(&sample);
            for (name, value) in names.iter().zip(&written) {
                prop_assert_eq!(read.get(name), value, "{}", name);
            }
        }
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
}
