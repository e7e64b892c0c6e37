//! Calls of FEEL's own functions and of defined ones.
use std::sync::Arc;

use super::{Checker, Typed, node, short};
use crate::{
    builtin::{Builtin, Pattern, Signature},
    diagnostic::{Code, Diagnostic, Span},
    expr::{Args, Expr},
    program::{BuiltinCall, Node, NodeKind},
    types::Type,
    value::Kind,
};

/// Arguments in their places with their types, and the signature they chose.
type Named = (Vec<Option<Node>>, Vec<Type>, &'static Signature);

impl Checker<'_> {
    /// `name(…)`
    pub(super) fn call_name(&mut self, name: &Arc<str>, name_span: Span, arguments: &Args, span: Span) -> Typed {
        let builtin = crate::builtin::find(name);
        let found = self.find(name, name_span);
        match (found, builtin) {
            // A variable that is no function does not hide one of FEEL's.
            (Some(found), Some(builtin)) if !matches!(found.kind, Type::Function(_)) => {
                self.call_builtin(builtin, arguments, name_span, span)
            }
            (None, Some(builtin)) => self.call_builtin(builtin, arguments, name_span, span),
            (Some(found), _) => {
                if let Some(kind) = found.kind.kind()
                    && kind != Kind::Function
                {
                    let message = format!("`{name}` is a {}, not a function", kind.name());
                    self.complain(Diagnostic::new(Code::NotAFunction, name_span, message).with("name", &**name));
                }
                // Again, so that the slot counts as read.
                let (callee, kind) = self.name(name, name_span, Vec::new());
                let (call, result) = self.call_value(callee, arguments, span);
                match kind {
                    Type::Function(signature) => (call, signature.result.clone()),
                    _ => (call, result),
                }
            }
            (None, None) => {
                let finding = Diagnostic::new(Code::NotAFunction, name_span, format!("there is no function `{name}`"));
                let known = crate::builtin::all().map(|builtin| builtin.name);
                self.complain(finding.with("name", &**name).suggest(name, known));
                self.arguments_of(arguments);
                (node(NodeKind::BadCall(format!("there is no function `{name}`")), span), Type::Any)
            }
        }
    }

    /// Checks arguments for their own mistakes.
    fn arguments_of(&mut self, arguments: &Args) {
        match arguments {
            Args::Positional(arguments) => arguments.iter().for_each(|argument| drop(self.check(argument))),
            Args::Named(arguments) => arguments.iter().for_each(|(_, argument)| drop(self.check(argument))),
        }
    }

    /// A call of whatever function the expression gives.
    pub(super) fn call_value(&mut self, callee: Node, arguments: &Args, span: Span) -> Typed {
        let kind = match arguments {
            Args::Positional(arguments) => {
                let arguments = arguments.iter().map(|argument| self.check(argument).0).collect();
                NodeKind::Call(Box::new(callee), arguments)
            }
            Args::Named(arguments) => {
                let arguments = arguments.iter().map(|(name, argument)| (name.clone(), self.check(argument).0));
                NodeKind::CallNamed(Box::new(callee), arguments.collect())
            }
        };
        (node(kind, span), Type::Any)
    }

    fn call_builtin(&mut self, builtin: &'static Builtin, arguments: &Args, name_span: Span, span: Span) -> Typed {
        let mut chosen = None;
        let (nodes, kinds): (Vec<Option<Node>>, Vec<Type>) = match arguments {
            Args::Positional(arguments) => {
                let checked: Vec<Typed> = arguments.iter().map(|argument| self.check(argument)).collect();
                checked.into_iter().map(|(node, kind)| (Some(node), kind)).unzip()
            }
            Args::Named(arguments) => match self.by_name(builtin, arguments, name_span) {
                Some((nodes, kinds, signature)) => {
                    chosen = Some(signature);
                    (nodes, kinds)
                }
                None => return self.bad_call(builtin, name_span, span),
            },
        };
        let Some(signature) = builtin.signature(nodes.len()) else {
            return self.bad_call(builtin, name_span, span);
        };
        for ((argument, given), parameter) in nodes.iter().zip(&kinds).zip(signature.parameters()) {
            if let Some(argument) = argument
                && let (Some(wanted), Some(found)) = (parameter.kind.kind(), given.kind())
                && !builtin.accepts(nodes.len(), parameter.position, found)
                && wanted != found
                // A list of one item stands for the item, and the other way round.
                && found != Kind::List
                && wanted != Kind::List
                && found != Kind::Null
            {
                let message = format!(
                    "`{}` of `{}` is a {}, not a {}",
                    parameter.name,
                    builtin.name,
                    wanted.name(),
                    short(given)
                );
                self.mismatch(argument.span, message);
            }
        }
        let nothing = || node(NodeKind::Constant(crate::Value::Null), span);
        let arguments = nodes.into_iter().map(|argument| argument.unwrap_or_else(nothing)).collect();
        let call = BuiltinCall { builtin, arguments, chosen, pattern: Pattern::default() };
        (node(NodeKind::CallBuiltin(Box::new(call)), span), signature.result.clone())
    }

    /// The arguments in the order of the parameters; what is left out in between is none.
    fn by_name(&mut self, builtin: &'static Builtin, arguments: &[(Arc<str>, Expr)], span: Span) -> Option<Named> {
        let names: Vec<&str> = arguments.iter().map(|(name, _)| &**name).collect();
        let found = builtin.by_name(&names);
        if found.is_none() {
            let known: Vec<&str> = builtin.parameter_names().collect();
            if let Some((name, _)) = arguments.iter().find(|(name, _)| !known.contains(&&**name)) {
                let finding =
                    Diagnostic::new(Code::WrongArguments, span, format!("`{}` takes no `{name}`", builtin.name));
                self.complain(finding.with("name", &**name).suggest(name, known));
            }
        }
        let checked: Vec<Typed> = arguments.iter().map(|(_, argument)| self.check(argument)).collect();
        let found = found.filter(|found| found.is_complete || !self.is_strict())?;
        let mut placed: Vec<(Option<Node>, Type)> = (0..found.count).map(|_| (None, Type::Null)).collect();
        for (position, (node, kind)) in found.order.into_iter().zip(checked) {
            placed[position] = (Some(node), kind);
        }
        let (nodes, kinds) = placed.into_iter().unzip();
        Some((nodes, kinds, found.signature))
    }

    fn bad_call(&mut self, builtin: &'static Builtin, name_span: Span, span: Span) -> Typed {
        let message = format!("`{}` does not take these arguments", builtin.name);
        let finding = Diagnostic::new(Code::WrongArguments, name_span, message.clone())
            .with("name", builtin.name)
            .help(format!("write {}", builtin.usage()));
        if self.findings.last().is_none_or(|last| last.span != name_span) {
            self.complain(finding);
        }
        (node(NodeKind::BadCall(message), span), Type::Any)
    }
}
