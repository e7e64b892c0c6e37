//! Conditions on the records of another entity, as one record sees them: which stages a deal may be in.

use crate::expression::Expression;
use feel::{Args, Binding, Domain, Expr, ExprKind, UnaryTests, Value};
use std::ops::Bound;
use std::sync::Arc;

/// The name of the record in such a condition.
pub(crate) const RECORD: &str = "record";

/// A condition on the records of another entity: `pipeline.id = record.pipeline.id`.
///
/// Its names are the fields of that entity; `record` is the one that looks for them, and `actor` who asks.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// As written.
    pub source: Arc<str>,
    /// The tree, over the other entity and `record`.
    pub expr: Arc<Expr>,
    /// What it reads of the record.
    pub given: Vec<Given>,
}

/// Something that a condition reads of the record that looks.
#[derive(Debug, Clone, PartialEq)]
pub struct Given {
    /// The names behind `record`: `["stage", "pipeline", "id"]`.
    pub names: Vec<Arc<str>>,
    /// The same, compiled over the record's own entity.
    pub value: Expression,
}

impl Condition {
    /// The condition for a record that has these values, in the order of [`Condition::given`]: it names the other
    /// entity alone, as a list's filter does.
    pub fn with(&self, values: &[Value]) -> Expr {
        if self.given.is_empty() {
            return (*self.expr).clone();
        }
        replaced(&self.expr, &|names| {
            let place =
                self.given.iter().position(|given| given.names.iter().map(|name| &**name).eq(names.iter().copied()))?;
            Some(Expr::literal(values.get(place).cloned().unwrap_or_default()))
        })
    }

    /// The fields of the record that it reads, each once.
    pub fn reads(&self) -> Vec<&Arc<str>> {
        let mut fields: Vec<&Arc<str>> = Vec::new();
        for first in self.given.iter().filter_map(|given| given.names.first()) {
            if !fields.contains(&first) {
                fields.push(first);
            }
        }
        fields
    }
}

/// The paths that begin with `record`, without it, each once; of `record` alone an empty one.
pub(crate) fn paths(expr: &Expr) -> Vec<Vec<Arc<str>>> {
    let found = std::cell::RefCell::new(Vec::new());
    replaced(expr, &|names| {
        let path: Vec<Arc<str>> = names.iter().map(|name| Arc::from(*name)).collect();
        let mut found = found.borrow_mut();
        if !found.contains(&path) {
            found.push(path);
        }
        None
    });
    found.into_inner()
}

/// The tree with other expressions for the paths that begin with `record`; `with` gets the names behind it.
fn replaced(expr: &Expr, with: &dyn Fn(&[&str]) -> Option<Expr>) -> Expr {
    if let Some(names) = expr.as_names()
        && let Some((&RECORD, behind)) = names.split_first()
    {
        return with(behind).unwrap_or_else(|| expr.clone());
    }
    let one = |expr: &Expr| replaced(expr, with);
    let boxed = |expr: &Expr| Box::new(one(expr));
    let all = |exprs: &[Expr]| exprs.iter().map(one).collect::<Vec<_>>();
    let bindings = |bindings: &[Binding]| -> Vec<Binding> {
        let domain = |domain: &Domain| match domain {
            Domain::Each(list) => Domain::Each(one(list)),
            Domain::Span(first, last) => Domain::Span(one(first), one(last)),
        };
        bindings.iter().map(|known| Binding { name: Arc::clone(&known.name), domain: domain(&known.domain) }).collect()
    };
    let end = |end: &Bound<Box<Expr>>| match end {
        Bound::Included(end) => Bound::Included(boxed(end)),
        Bound::Excluded(end) => Bound::Excluded(boxed(end)),
        Bound::Unbounded => Bound::Unbounded,
    };
    let kind = match &expr.kind {
        kind @ (ExprKind::Literal(_) | ExprKind::Name(_) | ExprKind::UnaryTests(UnaryTests::Any)) => kind.clone(),
        ExprKind::Path(of, name) => ExprKind::Path(boxed(of), Arc::clone(name)),
        ExprKind::Negate(of) => ExprKind::Negate(boxed(of)),
        ExprKind::Binary(op, left, right) => ExprKind::Binary(*op, boxed(left), boxed(right)),
        ExprKind::Between(value, low, high) => ExprKind::Between(boxed(value), boxed(low), boxed(high)),
        ExprKind::In(value, tests) => ExprKind::In(boxed(value), all(tests)),
        ExprKind::If(condition, then, otherwise) => ExprKind::If(boxed(condition), boxed(then), boxed(otherwise)),
        ExprKind::For(over, result) => ExprKind::For(bindings(over), boxed(result)),
        ExprKind::Some(over, condition) => ExprKind::Some(bindings(over), boxed(condition)),
        ExprKind::Every(over, condition) => ExprKind::Every(bindings(over), boxed(condition)),
        ExprKind::Filter(list, condition) => ExprKind::Filter(boxed(list), boxed(condition)),
        ExprKind::Call(callee, Args::Positional(arguments)) => {
            ExprKind::Call(callee.clone(), Args::Positional(all(arguments)))
        }
        ExprKind::Call(callee, Args::Named(arguments)) => {
            let arguments = arguments.iter().map(|(name, argument)| (Arc::clone(name), one(argument))).collect();
            ExprKind::Call(callee.clone(), Args::Named(arguments))
        }
        ExprKind::Function(parameters, body) => ExprKind::Function(parameters.clone(), boxed(body)),
        ExprKind::Context(entries) => {
            ExprKind::Context(entries.iter().map(|(name, entry)| (Arc::clone(name), one(entry))).collect())
        }
        ExprKind::List(items) => ExprKind::List(all(items)),
        ExprKind::Range(low, high) => ExprKind::Range(end(low), end(high)),
        ExprKind::InstanceOf(value, kind) => ExprKind::InstanceOf(boxed(value), kind.clone()),
        ExprKind::Test(op, value) => ExprKind::Test(*op, boxed(value)),
        ExprKind::UnaryTests(UnaryTests::In(tests)) => ExprKind::UnaryTests(UnaryTests::In(all(tests))),
        ExprKind::UnaryTests(UnaryTests::NotIn(tests)) => ExprKind::UnaryTests(UnaryTests::NotIn(all(tests))),
    };
    Expr::new(kind, expr.span)
}

#[cfg(test)]
mod tests {
    use super::{paths, replaced};
    use feel::Expr;

    #[test]
    fn what_is_read_of_the_record_becomes_its_value() {
        let mut names = feel::Names::new();
        names.add("record");
        let text = "if record.stage != null then id = record.stage.pipeline.id else some s in stages satisfies s.place > record.place";
        let expr = feel::parse(text, &names).unwrap();
        let read: Vec<String> = paths(&expr).iter().map(|path| path.join(".")).collect();
        assert_eq!(read, ["stage", "stage.pipeline.id", "place"]);
        let known = replaced(&expr, &|names| (names.last() == Some(&"id")).then(|| Expr::literal(7)));
        assert_eq!(
            known.to_string(),
            "if record.stage != null then id = 7 else some s in stages satisfies s.place > record.place"
        );
    }
}
