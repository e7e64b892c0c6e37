//! Which place a name means.
use std::sync::Arc;

use super::{Checker, Typed, node};
use crate::{
    diagnostic::{Code, Diagnostic, Span},
    function::Function,
    program::{Node, NodeKind, Path, Step, Variable},
    types::Type,
    value::Value,
};

/// The names and places of one function, or of the whole expression.
#[derive(Debug, Default)]
pub(super) struct Frame {
    names: Vec<Local>,
    /// Places in use now, and at most.
    used: usize,
    pub size: usize,
    /// What the function takes with it from outside.
    pub captures: Vec<Capture>,
    /// How the function calls itself.
    myself: Option<Arc<str>>,
}

#[derive(Debug)]
struct Local {
    /// None for the item of a filter, whose fields are names.
    name: Option<Arc<str>>,
    place: usize,
    kind: Type,
}

#[derive(Debug)]
pub(super) struct Capture {
    name: Arc<str>,
    pub node: Node,
    kind: Type,
    /// The slot it was read from.
    slot: Option<usize>,
}

/// What a name was found to be.
pub(super) struct Found {
    pub node: Node,
    pub kind: Type,
    slot: Option<usize>,
}

impl Frame {
    /// The frame of a function that may call itself by this name.
    pub(super) fn of(name: Option<&Arc<str>>) -> Frame {
        Frame { myself: name.cloned(), ..Frame::default() }
    }
}

impl Checker<'_> {
    fn frame(&mut self) -> &mut Frame {
        self.frames.last_mut().expect("there is always a frame")
    }

    /// A place of the current function, without a name.
    pub(super) fn place(&mut self) -> usize {
        let frame = self.frame();
        let place = frame.used;
        frame.used += 1;
        frame.size = frame.size.max(frame.used);
        place
    }

    /// A place with a name, until [`Checker::leave`].
    pub(super) fn bind(&mut self, name: &str, kind: Type) -> usize {
        let place = self.place();
        self.frame().names.push(Local { name: Some(name.into()), place, kind });
        place
    }

    /// Gives a place a name, until [`Checker::leave`].
    pub(super) fn name_place(&mut self, name: &Arc<str>, place: usize, kind: Type) {
        self.frame().names.push(Local { name: Some(name.clone()), place, kind });
    }

    /// Makes the fields of a value at a place names.
    pub(super) fn bind_item(&mut self, place: usize, kind: Type) {
        self.frame().names.push(Local { name: None, place, kind });
    }

    /// Where the scope stands now, for [`Checker::leave`].
    pub(super) fn enter(&mut self) -> (usize, usize) {
        let frame = self.frame();
        (frame.names.len(), frame.used)
    }

    pub(super) fn leave(&mut self, (names, used): (usize, usize)) {
        let frame = self.frame();
        frame.names.truncate(names);
        frame.used = used;
    }

    /// A name where a value is wanted, and the fields that are read of it.
    pub(super) fn name(&mut self, name: &Arc<str>, span: Span, fields: Vec<Arc<str>>) -> Typed {
        if let Some(found) = self.find(name, span) {
            if let Some(slot) = found.slot {
                self.reads.insert(Path { slot, fields });
            }
            return (found.node, found.kind);
        }
        if let Some(builtin) = crate::builtin::find(name) {
            let value = Value::Function(Arc::new(Function::builtin(builtin)));
            return (node(NodeKind::Constant(value), span), Type::function(Vec::new(), Type::Any));
        }
        let finding = Diagnostic::new(Code::UnknownName, span, format!("`{name}` is not known")).with("name", &**name);
        let known = self.visible();
        self.complain(finding.suggest(name, known.iter().map(|name| &**name)));
        (node(NodeKind::Unknown(name.clone()), span), Type::Any)
    }

    /// The names one may write here, for suggestions.
    fn visible(&self) -> Vec<Arc<str>> {
        let mut known: Vec<Arc<str>> = self.schema.slots().map(|(name, _)| name.clone()).collect();
        for local in self.frames.iter().flat_map(|frame| &frame.names) {
            match (&local.name, &local.kind) {
                (Some(name), _) => known.push(name.clone()),
                (None, Type::Context(fields)) => known.extend(fields.iter().map(|(name, _)| name.clone())),
                _ => {}
            }
        }
        known
    }

    /// What a name means, when it means anything but a function of FEEL.
    pub(super) fn find(&mut self, name: &Arc<str>, span: Span) -> Option<Found> {
        self.find_in(self.frames.len() - 1, name, span)
    }

    fn find_in(&mut self, level: usize, name: &Arc<str>, span: Span) -> Option<Found> {
        let frame = &self.frames[level];
        // Items whose fields are not known beforehand are asked when evaluated.
        let mut asked: Vec<usize> = Vec::new();
        let mut found = None;
        for local in frame.names.iter().rev() {
            match &local.name {
                Some(known) if known == name => {
                    let variable = node(NodeKind::Variable(Variable::Local(local.place)), span);
                    found = Some(Found { node: variable, kind: local.kind.clone(), slot: None });
                    break;
                }
                Some(_) => {}
                None => match self.schema.resolve(&local.kind).unwrap_or_default() {
                    Type::Context(fields) if !fields.is_empty() => {
                        if let Some((_, kind)) = fields.iter().find(|(field, _)| field == name) {
                            let item = node(NodeKind::Variable(Variable::Local(local.place)), span);
                            let field = node(NodeKind::Field(Box::new(item), Step::new(name)), span);
                            found = Some(Found { node: field, kind: kind.clone(), slot: None });
                            break;
                        }
                    }
                    Type::Any | Type::Context(_) => asked.push(local.place),
                    _ => {}
                },
            }
        }
        if found.is_none() && frame.myself.as_ref() == Some(name) {
            let myself = node(NodeKind::Variable(Variable::Myself), span);
            found = Some(Found { node: myself, kind: Type::function(Vec::new(), Type::Any), slot: None });
        }
        let mut found =
            found.or_else(|| if level > 0 { self.capture(level, name, span) } else { self.slot(name, span) });
        // The outermost question is answered last.
        for place in asked.into_iter().rev() {
            if found.is_none() && crate::builtin::find(name).is_some() {
                found = Some(self.builtin_value(name, span));
            }
            let item = Box::new(node(NodeKind::Variable(Variable::Local(place)), span));
            let slot = found.as_ref().and_then(|found| found.slot);
            let outside = found.map(|found| Box::new(found.node));
            let kind = NodeKind::ItemField { item, step: Step::new(name), outside };
            found = Some(Found { node: node(kind, span), kind: Type::Any, slot });
        }
        found
    }

    fn builtin_value(&self, name: &Arc<str>, span: Span) -> Found {
        let value = match crate::builtin::find(name) {
            Some(builtin) => Value::Function(Arc::new(Function::builtin(builtin))),
            None => Value::Null,
        };
        Found { node: node(NodeKind::Constant(value), span), kind: Type::Any, slot: None }
    }

    fn slot(&self, name: &Arc<str>, span: Span) -> Option<Found> {
        let slot = self.schema.index(name)?;
        let kind = self.schema.slots().nth(slot).map(|(_, kind)| kind.clone()).unwrap_or_default();
        let kind = self.schema.resolve(&kind).unwrap_or_default();
        Some(Found { node: node(NodeKind::Variable(Variable::Slot(slot)), span), kind, slot: Some(slot) })
    }

    /// A name from around a function: its value goes with the function.
    fn capture(&mut self, level: usize, name: &Arc<str>, span: Span) -> Option<Found> {
        if let Some(index) = self.frames[level].captures.iter().position(|capture| capture.name == *name) {
            let capture = &self.frames[level].captures[index];
            let variable = node(NodeKind::Variable(Variable::Captured(index)), span);
            return Some(Found { node: variable, kind: capture.kind.clone(), slot: capture.slot });
        }
        let outside = self.find_in(level - 1, name, span)?;
        let captures = &mut self.frames[level].captures;
        let index = captures.len();
        captures.push(Capture {
            name: name.clone(),
            node: outside.node,
            kind: outside.kind.clone(),
            slot: outside.slot,
        });
        let variable = node(NodeKind::Variable(Variable::Captured(index)), span);
        Some(Found { node: variable, kind: outside.kind, slot: outside.slot })
    }
}
