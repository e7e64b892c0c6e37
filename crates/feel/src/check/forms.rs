//! Conditions, iterations, functions, contexts, lists.
use std::sync::Arc;

use super::{Checker, Typed, node, scope::Frame};
use crate::{
    diagnostic::{Code, Diagnostic, Span},
    expr::{Binding, Domain, Expr, ExprKind, Parameter},
    program::{Body, DomainNode, Loop, LoopKind, NodeKind},
    types::Type,
    value::{Kind, Value},
};

impl Checker<'_> {
    pub(super) fn conditional(&mut self, condition: &Expr, yes: &Expr, no: &Expr, span: Span) -> Typed {
        let (condition, kind) = self.check(condition);
        self.wants(Kind::Bool, &kind, condition.span);
        let ((yes, yes_kind), (no, no_kind)) = (self.check(yes), self.check(no));
        (node(NodeKind::If(Box::new([condition, yes, no])), span), yes_kind.join(no_kind))
    }

    pub(super) fn iteration(&mut self, expr: &Expr) -> Typed {
        let (kind, bindings, body) = match &expr.kind {
            ExprKind::For(bindings, body) => (LoopKind::For, bindings, body),
            ExprKind::Some(bindings, body) => (LoopKind::Some, bindings, body),
            ExprKind::Every(bindings, body) => (LoopKind::Every, bindings, body),
            _ => unreachable!("only iterations come here"),
        };
        let scope = self.enter();
        let bindings = bindings.iter().map(|binding| self.binding(binding)).collect();
        let partial = if kind == LoopKind::For { Some(self.bind("partial", Type::list(Type::Any))) } else { None };
        let (body_node, body_kind) = self.check(body);
        self.leave(scope);
        let partial = partial.filter(|_| mentions(body, "partial"));
        let result = if kind == LoopKind::For {
            Type::list(body_kind)
        } else {
            self.wants(Kind::Bool, &body_kind, body_node.span);
            Type::Bool
        };
        let iteration = Loop { kind, bindings, partial, body: body_node };
        (node(NodeKind::Loop(Box::new(iteration)), expr.span), result)
    }

    fn binding(&mut self, binding: &Binding) -> (usize, DomainNode) {
        let (domain, item) = match &binding.domain {
            Domain::Each(list) => {
                let (list, kind) = self.check(list);
                let item = match kind {
                    Type::List(item) | Type::Range(item) => (*item).clone(),
                    Type::Null => Type::Any,
                    other => other,
                };
                (DomainNode::Each(list), item)
            }
            Domain::Span(first, last) => {
                let ((first, kind), (last, last_kind)) = (self.check(first), self.check(last));
                self.comparable(crate::expr::BinaryOp::Le, &kind, &last_kind, first.span.to(last.span));
                (DomainNode::Span(first, last), kind)
            }
        };
        (self.bind(&binding.name, item), domain)
    }

    /// A function; `name` is what its own body may call it.
    pub(super) fn function(
        &mut self,
        parameters: &[Parameter],
        body: &Expr,
        name: Option<&Arc<str>>,
        span: Span,
    ) -> Typed {
        self.frames.push(Frame::of(name));
        let mut resolved = Vec::with_capacity(parameters.len());
        for parameter in parameters {
            let kind = self.schema.resolve(&parameter.kind).unwrap_or_else(|| {
                let kind = &parameter.kind;
                let finding = Diagnostic::new(Code::UnknownType, span, format!("there is no type `{kind}`"));
                self.complain(finding.with("name", kind.to_string()));
                Type::Any
            });
            self.bind(&parameter.name, kind.clone());
            resolved.push(Parameter { name: parameter.name.clone(), kind });
        }
        let (root, result) = self.check(body);
        let frame = self.frames.pop().expect("the frame pushed above");
        let signature = Type::function(resolved.iter().map(|parameter| parameter.kind.clone()).collect(), result);
        let body = Arc::new(Body { parameters: resolved, root, locals: frame.size });
        let captures = frame.captures.into_iter().map(|capture| capture.node).collect();
        (node(NodeKind::Function { body, captures }, span), signature)
    }

    pub(super) fn context(&mut self, entries: &[(Arc<str>, Expr)], span: Span) -> Typed {
        let scope = self.enter();
        // The places stand side by side, whatever the values need in between.
        let places: Vec<usize> = entries.iter().map(|_| self.place()).collect();
        let first = places.first().copied().unwrap_or(0);
        let (mut nodes, mut fields) = (Vec::with_capacity(entries.len()), Vec::with_capacity(entries.len()));
        for ((name, value), place) in entries.iter().zip(places) {
            let (value, kind) = match &value.kind {
                ExprKind::Function(parameters, body) => self.function(parameters, body, Some(name), value.span),
                _ => self.check(value),
            };
            self.name_place(name, place, kind.clone());
            nodes.push((name.clone(), value));
            fields.push((name.clone(), kind));
        }
        self.leave(scope);
        (node(NodeKind::Context { entries: nodes.into(), first }, span), Type::Context(Arc::new(fields)))
    }

    pub(super) fn list(&mut self, items: &[Expr], span: Span) -> Typed {
        let (nodes, kinds): (Vec<_>, Vec<_>) = items.iter().map(|item| self.check(item)).unzip();
        let kind = Type::list(kinds.into_iter().reduce(Type::join).unwrap_or_default());
        let constant = |node: &crate::program::Node| match &node.kind {
            NodeKind::Constant(value) => Some(value.clone()),
            _ => None,
        };
        // A list of constants is made once.
        match nodes.iter().map(constant).collect::<Option<Vec<_>>>() {
            Some(values) => (node(NodeKind::Constant(Value::from(values)), span), kind),
            None => (node(NodeKind::List(nodes.into()), span), kind),
        }
    }
}

/// Whether the name stands anywhere in the text of the tree. It is asked of `partial` only,
/// where a wrong yes costs a little time.
fn mentions(expr: &Expr, name: &str) -> bool {
    // `Debug` of a tree is large; its FEEL text is small and holds all names.
    expr.to_string().contains(name)
}
