//! Decision tables (DMN 1.5, 8.2): each rule a branch of a tree, the hit policy a function.
use std::{cmp::Ordering, sync::Arc};

use feel::{Context, Expr, ExprKind, Host, Names, Native, Program, Schema, Span, Type, UnaryTests, Value};

use crate::{
    findings::Findings,
    model::{HitPolicy, RuleRow, Table},
    source::Text,
    tree::{Trees, broken, native},
    types::{Only, shown, tests},
};

/// What is known of a table when its rules have fired.
#[derive(Clone, Debug)]
pub(crate) struct TableInfo {
    pub id: Option<Arc<str>>,
    pub rules: Vec<Option<Arc<str>>>,
}

impl Trees<'_> {
    /// `{input 1: …, hits: table([if tests then [outputs] else null, …], [defaults])}.hits`
    pub(crate) fn table(&mut self, table: &Table, schema: &Schema) -> Expr {
        let names = schema.names();
        let mut entries: Vec<(Arc<str>, Expr)> = Vec::new();
        for (place, input) in table.inputs.iter().enumerate() {
            let mut value = self.text(&input.expression, input.at, &names);
            value = self.conform(value, input.kind.as_ref(), input.at);
            if let Some(values) = input.values.as_ref().and_then(|values| tests(values, input.at, self.findings)) {
                value = native(Arc::new(InputValues(values)), vec![value], input.at);
            }
            entries.push((input_name(place), value));
        }
        let rules = table.rules.iter().map(|rule| self.rule(table, rule, &names)).collect();
        let has_defaults = table.outputs.iter().any(|output| output.default.is_some());
        let defaults = table.outputs.iter().filter(|_| has_defaults).map(|output| match &output.default {
            Some(text) => {
                let value = self.text(text, output.at, &names);
                self.conform(value, output.kind.as_ref(), output.at)
            }
            None => Expr::null(),
        });
        let defaults = Expr::list(defaults.collect());
        let outputs = table.outputs.iter().map(|output| Column {
            name: output.name.clone().unwrap_or_default(),
            values: output.values.as_ref().map(|values| ranks(values, output.at, self.findings)).unwrap_or_default(),
        });
        let function = Hits { number: self.tables.len(), policy: table.policy, outputs: outputs.collect() };
        self.tables
            .push(TableInfo { id: table.id.clone(), rules: table.rules.iter().map(|rule| rule.id.clone()).collect() });
        let hits = native(Arc::new(function), vec![Expr::list(rules), defaults], table.at);
        let hits_name: Arc<str> = "hits of the table".into();
        entries.push((hits_name.clone(), hits));
        let scope = |entries| Expr::path(Expr::from(ExprKind::Context(entries)), hits_name.clone());
        let aggregate = match table.policy {
            HitPolicy::Sum => "sum",
            HitPolicy::Min => "min",
            HitPolicy::Max => "max",
            _ => return scope(entries),
        };
        // FEEL's own functions say what a sum of durations is, or of nothing.
        let name = || Expr::name("collected");
        let collected: Arc<str> = "collected".into();
        let total = Expr::new(Expr::call(aggregate, vec![name()]).kind, table.at);
        let is_list = Expr::from(ExprKind::InstanceOf(Box::new(name()), Type::list(Type::Any)));
        let value = Expr::from(ExprKind::If(Box::new(is_list), Box::new(total), Box::new(name())));
        let result: Arc<str> = "aggregated".into();
        let context = vec![(collected, scope(entries)), (result.clone(), value)];
        Expr::path(Expr::from(ExprKind::Context(context)), result)
    }

    fn rule(&mut self, table: &Table, rule: &RuleRow, names: &Names) -> Expr {
        if rule.tests.len() != table.inputs.len() || rule.outputs.len() != table.outputs.len() {
            return broken("the rule has not one entry for each input and output".into(), rule.at);
        }
        let mut tests: Vec<Expr> = Vec::new();
        for (place, text) in rule.tests.iter().enumerate() {
            tests.extend(self.cell(place, text, rule.at, names));
        }
        let matches = tests.into_iter().reduce(Expr::and).unwrap_or_else(|| Expr::literal(true));
        let outputs = table.outputs.iter().zip(&rule.outputs).map(|(output, text)| {
            let value = self.text(text, rule.at, names);
            self.conform(value, output.kind.as_ref(), rule.at)
        });
        let mut outputs = Expr::list(outputs.collect());
        if table.policy == HitPolicy::First {
            // Only one will be asked for, and nothing is to be said about the others.
            outputs = Expr::new(ExprKind::Function(Vec::new(), Box::new(outputs)), rule.at);
        }
        // A test that cannot tell is null, which is no match.
        Expr::new(ExprKind::If(Box::new(matches), Box::new(outputs), Box::new(Expr::null())), rule.at)
    }

    /// What a cell asks of its input; nothing when anything passes.
    fn cell(&mut self, place: usize, text: &Text, at: Span, names: &Names) -> Option<Expr> {
        if text.text.trim().is_empty() {
            return None;
        }
        let mut tree = match feel::parse_unary_tests(&text.text, names) {
            Ok(tree) => tree,
            Err(errors) => {
                self.findings.syntax(text, at, &errors);
                return Some(broken(format!("this is no test: {errors}"), at));
            }
        };
        tree.move_spans(&|span| text.place(span));
        let span = tree.span;
        let input = || Expr::new(ExprKind::Name(input_name(place)), span);
        match tree.kind {
            ExprKind::UnaryTests(UnaryTests::Any) => None,
            ExprKind::UnaryTests(UnaryTests::In(tests)) => {
                Some(Expr::new(ExprKind::In(Box::new(input()), tests), span))
            }
            ExprKind::UnaryTests(UnaryTests::NotIn(tests)) => {
                Some(Expr::not(Expr::new(ExprKind::In(Box::new(input()), tests), span)))
            }
            _ => Some(broken("this is no test".into(), at)),
        }
    }
}

fn input_name(place: usize) -> Arc<str> {
    format!("input {} of the table", place + 1).into()
}

/// The values of an output, first to last, each as a test of `?`.
fn ranks(values: &Text, at: Span, findings: &mut Findings) -> Vec<Program> {
    let schema = Schema::new().lenient().slot("?", Type::Any);
    let mut tree = match feel::parse_unary_tests(&values.text, &schema.names()) {
        Ok(tree) => tree,
        Err(errors) => {
            findings.syntax(values, at, &errors);
            return Vec::new();
        }
    };
    tree.move_spans(&|span| values.place(span));
    let ExprKind::UnaryTests(UnaryTests::In(tests)) = tree.kind else { return Vec::new() };
    let single = |test| Expr::from(ExprKind::UnaryTests(UnaryTests::In(vec![test])));
    tests.into_iter().filter_map(|test| feel::compile(&single(test), &schema).ok()).collect()
}

/// Refuses an input that the table's input values do not hold.
struct InputValues(Program);

impl Native for InputValues {
    fn name(&self) -> &str {
        "input values"
    }

    fn call(&self, arguments: &[Value], host: &mut Host<'_, '_>) -> Result<Value, String> {
        let value = arguments.first().cloned().unwrap_or_default();
        if value.is_null() || host.eval(&self.0, &Only(&value)).is_true() {
            return Ok(value);
        }
        Err(format!("{} is not among the input values", shown(&value)))
    }
}

/// The hit policy: from the outputs of the rules that match to the value of the table.
struct Hits {
    number: usize,
    policy: HitPolicy,
    outputs: Vec<Column>,
}

struct Column {
    name: Arc<str>,
    values: Vec<Program>,
}

/// The outputs of a rule that matches, and its number.
type Hit<'a> = (usize, &'a [Value]);

impl Native for Hits {
    fn name(&self) -> &str {
        "decision table"
    }

    fn call(&self, arguments: &[Value], host: &mut Host<'_, '_>) -> Result<Value, String> {
        let [Value::List(rules), Value::List(defaults)] = arguments else {
            return Err("the table could not be evaluated".into());
        };
        if self.policy == HitPolicy::First {
            return self.first(rules, defaults, host);
        }
        let matching = rules.iter().enumerate().filter_map(|(number, outputs)| Some((number, outputs.as_list()?)));
        let mut hits: Vec<Hit<'_>> = matching.collect();
        if hits.is_empty() {
            self.note(&hits, host);
            return Ok(if defaults.is_empty() { Value::Null } else { self.row(defaults) });
        }
        match self.policy {
            HitPolicy::Priority => {
                self.sort(&mut hits, host);
                hits.truncate(1);
            }
            HitPolicy::OutputOrder => self.sort(&mut hits, host),
            _ => {}
        }
        self.note(&hits, host);
        if self.policy == HitPolicy::Unique && hits.len() > 1 {
            let numbers: Vec<String> = hits.iter().take(10).map(|(number, _)| (number + 1).to_string()).collect();
            return Err(format!("rules {} match, and the table allows only one", numbers.join(", ")));
        }
        if self.policy == HitPolicy::Any {
            let zone = host.env().zone.clone();
            let same = |left: &[Value], right: &[Value]| {
                left.iter().zip(right).all(|(left, right)| feel::equal(left, right, &zone) == Some(true))
            };
            if let Some((other, _)) = hits.iter().find(|(_, outputs)| !same(outputs, hits[0].1)) {
                return Err(format!("rules {} and {} match with different outputs", hits[0].0 + 1, other + 1));
            }
        }
        for (_, outputs) in &hits {
            self.check(outputs, host)?;
        }
        Ok(match self.policy {
            HitPolicy::Unique | HitPolicy::Any | HitPolicy::Priority => self.row(hits[0].1),
            HitPolicy::Count => Value::from(hits.len() as i64),
            _ => Value::list(hits.iter().map(|(_, outputs)| self.row(outputs))),
        })
    }
}

impl Hits {
    /// The first rule that matches; each stands for its outputs as a function.
    fn first(&self, rules: &[Value], defaults: &[Value], host: &mut Host<'_, '_>) -> Result<Value, String> {
        let Some((number, rule)) = rules.iter().enumerate().find(|(_, rule)| !rule.is_null()) else {
            self.note(&[], host);
            return Ok(if defaults.is_empty() { Value::Null } else { self.row(defaults) });
        };
        let outputs = host.apply(rule, Vec::new())?;
        let Value::List(outputs) = outputs else { return Err("the outputs could not be evaluated".into()) };
        self.note(&[(number, &outputs)], host);
        self.check(&outputs, host)?;
        Ok(self.row(&outputs))
    }

    /// The outputs of a rule: the only one, or a context of all.
    fn row(&self, outputs: &[Value]) -> Value {
        match outputs {
            [only] => only.clone(),
            several => {
                let entries =
                    self.outputs.iter().zip(several).map(|(column, value)| (column.name.clone(), value.clone()));
                Value::from(entries.collect::<Context>())
            }
        }
    }

    fn check(&self, outputs: &[Value], host: &mut Host<'_, '_>) -> Result<(), String> {
        for (column, value) in self.outputs.iter().zip(outputs) {
            if !column.values.is_empty() && !value.is_null() && column.rank(value, host) == column.values.len() {
                return Err(format!("{} is not among the output values", shown(value)));
            }
        }
        Ok(())
    }

    /// By the order of the output values, the first output first; else as the rules stand.
    fn sort(&self, hits: &mut Vec<Hit<'_>>, host: &mut Host<'_, '_>) {
        let mut ranked: Vec<(Vec<usize>, Hit<'_>)> = Vec::new();
        for hit in hits.drain(..) {
            let ranks = self.outputs.iter().zip(hit.1).map(|(column, value)| column.rank(value, host));
            ranked.push((ranks.collect(), hit));
        }
        ranked.sort_by(|(left, _), (right, _)| -> Ordering { left.cmp(right) });
        hits.extend(ranked.into_iter().map(|(_, hit)| hit));
    }

    /// `[table, rule, rule, …]`: which rules of which table fired.
    fn note(&self, hits: &[Hit<'_>], host: &mut Host<'_, '_>) {
        let numbers = std::iter::once(self.number).chain(hits.iter().map(|(number, _)| *number));
        host.note(Value::list(numbers.map(|number| Value::from(number as i64))));
    }
}

impl Column {
    /// The place of a value among those listed; behind all when it is not.
    fn rank(&self, value: &Value, host: &mut Host<'_, '_>) -> usize {
        let found = self.values.iter().position(|test| host.eval(test, &Only(value)).is_true());
        found.unwrap_or(self.values.len())
    }
}
