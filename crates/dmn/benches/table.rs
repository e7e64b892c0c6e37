//! How long a decision takes: `cargo bench -p dmn`.
use std::{fmt::Write, hint::black_box, time::Instant};

use feel::{Context, Env, Value};

fn main() {
    let mut rules = String::new();
    for rule in 0..20 {
        let (low, high) = (rule * 50, rule * 50 + 50);
        write!(
            rules,
            "<rule><inputEntry><text>[{low}..{high})</text></inputEntry><inputEntry><text>\"gold\", \"silver\"</text>\
             </inputEntry><outputEntry><text>{rule}</text></outputEntry></rule>"
        )
        .expect("a text takes what is written");
    }
    let text = format!(
        "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" namespace=\"bench\" name=\"bench\">\
         <inputData id=\"a\" name=\"amount\"><variable name=\"amount\" typeRef=\"number\"/></inputData>\
         <inputData id=\"b\" name=\"level\"><variable name=\"level\" typeRef=\"string\"/></inputData>\
         <decision id=\"d\" name=\"d\"><informationRequirement><requiredInput href=\"#a\"/></informationRequirement>\
         <informationRequirement><requiredInput href=\"#b\"/></informationRequirement><decisionTable id=\"t\">\
         <input><inputExpression><text>amount</text></inputExpression></input>\
         <input><inputExpression><text>level</text></inputExpression></input><output/>{rules}</decisionTable>\
         </decision></definitions>"
    );
    let model = dmn::compile(&text, &|_| None);
    let inputs = Context::from_iter([("amount".into(), Value::from(730)), ("level".into(), Value::from("gold"))]);
    let env = Env::new(0, jiff::tz::TimeZone::UTC);
    let rounds = 200_000;
    let start = Instant::now();
    for _ in 0..rounds {
        black_box(model.decide("d", black_box(&inputs), &env));
    }
    println!("{:>12.0} ns  a table of 20 rules", start.elapsed().as_nanos() as f64 / f64::from(rounds));
}
