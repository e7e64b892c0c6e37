//! Paths of OData in FEEL: properties, relations, `any`, `all`, `$count`.

use std::sync::Arc;

use feel::{BinaryOp, Binding, Domain, Expr, ExprKind};

use super::{Binder, Bound, Error, Frame, Kind, Result, Variable, boolean};
use crate::odata::catalog::{Cardinality, EntityId, KEY, NAMESPACE, there_is};
use crate::odata::url::ast::{self, Arguments, Lambda, Literal, OptionKind, Path, Root, Step, StepKind};

impl<'c> Binder<'c> {
    /// Binds a path.
    pub(super) fn path(&mut self, at: u32, path: &'c Path, hint: Option<Kind>) -> Result<Bound> {
        let (mut bound, mut steps) = match &path.root {
            Root::It => (self.instance(at, self.frames.first().cloned(), path)?, path.steps.as_slice()),
            Root::This => (self.instance(at, Some(self.frame()), path)?, path.steps.as_slice()),
            Root::Alias(name) => (self.alias(at, name, hint)?, path.steps.as_slice()),
            Root::Implicit => match (self.computed(&path.steps), path.steps.split_first()) {
                (Some((bound, count)), _) => (bound, &path.steps[count..]),
                (None, Some((first, rest))) => (self.first(first)?, rest),
                (None, None) => return Err(Error::invalid(at, "expected a property")),
            },
            Root::Service => return Err(Error::unsupported(at, "$root is not offered in expressions")),
            Root::These => return Err(Error::unsupported(at, "$these is not offered")),
        };
        while let Some((step, rest)) = steps.split_first() {
            bound = self.step(bound, step)?;
            steps = rest;
        }
        Ok(bound)
    }

    /// `$it` or `$this`, when more follows: the record itself has no name in FEEL.
    fn instance(&self, at: u32, frame: Option<Frame>, path: &Path) -> Result<Bound> {
        let frame = frame.unwrap_or_else(|| self.frame());
        match frame.base {
            Some(expr) => Ok(Bound { expr, kind: frame.kind }),
            None if path.steps.is_empty() => Err(Error::unsupported(at, "name a property after $it")),
            None => Ok(Bound { expr: Expr::null(), kind: frame.kind }),
        }
    }

    fn alias(&mut self, at: u32, name: &str, hint: Option<Kind>) -> Result<Bound> {
        let Some(&(name, value)) = self.aliases.iter().find(|(known, _)| *known == name) else {
            // Protocol 11.2.5.1.3: an alias without a value is null.
            return Ok(Bound { expr: Expr::null(), kind: Kind::Null });
        };
        if self.open_aliases.contains(&name) {
            return Err(Error::invalid(at, format!("the alias @{name} names itself")));
        }
        self.open_aliases.push(name);
        let bound = self.hinted(value, hint);
        self.open_aliases.pop();
        bound
    }

    /// The computed name that the steps begin with, and how many steps it takes.
    fn computed(&self, steps: &[Step]) -> Option<(Bound, usize)> {
        if self.frames.len() > 1 {
            return None;
        }
        let is_name = |(step, wanted): (&Step, &Arc<str>)| match &step.kind {
            StepKind::Name { name, arguments: None } => name.namespace.is_none() && *name.name == **wanted,
            _ => false,
        };
        let found =
            self.computed.iter().find(|(path, _)| path.len() <= steps.len() && steps.iter().zip(path).all(is_name));
        found.map(|(path, bound)| (bound.clone(), path.len()))
    }

    /// Binds the first step: a lambda variable or a member.
    fn first(&mut self, step: &'c Step) -> Result<Bound> {
        if let StepKind::Name { name, arguments: None } = &step.kind {
            let variable = self.variables.iter().rev().find(|variable| variable.name == name.name);
            if let (Some(variable), None) = (variable, &name.namespace) {
                return Ok(variable.bound.clone());
            }
            if self.catalog.is_none() {
                let known: Vec<String> = self.computed.iter().map(|(path, _)| path.join("/")).collect();
                let known: Vec<&str> = known.iter().map(String::as_str).collect();
                let message = format!("\"{}\" is no name after $apply; {}", name.name, there_is(&known));
                return Err(Error::invalid(name.at, message));
            }
        }
        let frame = self.frame();
        self.step_from(frame.base, frame.kind, step)
    }

    fn step(&mut self, bound: Bound, step: &'c Step) -> Result<Bound> {
        let is_record_itself = bound.expr == Expr::null() && matches!(bound.kind, Kind::Record(_));
        let base = if is_record_itself { None } else { Some(bound.expr) };
        self.step_from(base, bound.kind, step)
    }

    fn step_from(&mut self, base: Option<Expr>, kind: Kind, step: &'c Step) -> Result<Bound> {
        match (&step.kind, kind) {
            (StepKind::Name { name, arguments }, Kind::Record(entity)) => {
                if arguments.is_some() {
                    return Err(self.no_call(step.at, entity, name, arguments.as_ref()));
                }
                if self.is_own_type(entity, name) {
                    return Ok(Bound { expr: base.unwrap_or_else(Expr::null), kind });
                }
                self.member(base, entity, name)
            }
            (StepKind::Any(lambda), Kind::Records(entity)) => {
                let list = required(base, step.at)?;
                match lambda {
                    None => Ok(boolean(Expr::binary(BinaryOp::Gt, count(list), Expr::literal(0)))),
                    Some(lambda) => self.quantified(ExprKind::Some, list, Kind::Record(entity), lambda),
                }
            }
            (StepKind::All(lambda), Kind::Records(entity)) => {
                let list = required(base, step.at)?;
                self.quantified(ExprKind::Every, list, Kind::Record(entity), lambda)
            }
            (StepKind::Any(lambda), Kind::Texts) => {
                let list = required(base, step.at)?;
                match lambda {
                    None => Ok(boolean(Expr::binary(BinaryOp::Ne, list, Expr::null()))),
                    Some(lambda) => match some_of_them(lambda) {
                        Some(texts) => {
                            let tests = texts
                                .into_iter()
                                .map(|text| Expr::call("list contains", vec![list.clone(), Expr::literal(text)]));
                            Ok(boolean(Expr::or_all(tests.collect())))
                        }
                        None => self.quantified(ExprKind::Some, list, Kind::Text, lambda),
                    },
                }
            }
            (StepKind::All(lambda), Kind::Texts) => {
                let list = required(base, step.at)?;
                match none_of_them(lambda) {
                    Some(texts) => {
                        let tests = texts.into_iter().map(|text| {
                            Expr::not(Expr::call("list contains", vec![list.clone(), Expr::literal(text)]))
                        });
                        Ok(boolean(Expr::and_all(tests.collect())))
                    }
                    None => self.quantified(ExprKind::Every, list, Kind::Text, lambda),
                }
            }
            (StepKind::Count(options), Kind::Records(entity)) => {
                let list = required(base, step.at)?;
                self.counted(list, entity, options)
            }
            (StepKind::Count(options), Kind::Texts) if options.is_empty() => {
                Ok(Bound { expr: count(required(base, step.at)?), kind: Kind::Integer })
            }
            (StepKind::Filter(condition), Kind::Records(entity)) => {
                let list = required(base, step.at)?;
                let condition = self.about_item(entity, condition)?;
                let filtered = Expr::from(ExprKind::Filter(Box::new(list), Box::new(condition)));
                Ok(Bound { expr: filtered, kind })
            }
            (StepKind::Name { name, .. }, Kind::Records(_) | Kind::Texts) => Err(Error::invalid(
                step.at,
                format!("\"{}\" cannot be asked of a collection: use any, all or $count", name.name),
            )),
            (StepKind::Annotation(_), _) => {
                Err(Error::unsupported(step.at, "annotations in expressions are not offered"))
            }
            (StepKind::Aggregate(_), _) => Err(Error::unsupported(step.at, "\"aggregate\" is offered in $apply only")),
            (StepKind::Key(_), _) => Err(Error::unsupported(step.at, "keys in expressions are not offered")),
            _ => Err(Error::invalid(step.at, format!("this does not apply to {}", kind.name()))),
        }
    }

    /// A cast to the type the instance has anyway changes nothing.
    fn is_own_type(&self, entity: EntityId, name: &ast::Name) -> bool {
        let Some(catalog) = self.catalog else { return false };
        name.namespace.as_deref() == Some(NAMESPACE) && *name.name == *catalog.entity(entity).type_name
    }

    fn member(&mut self, base: Option<Expr>, entity: EntityId, name: &ast::Name) -> Result<Bound> {
        let Some(catalog) = self.catalog else {
            return Err(Error::invalid(name.at, "there are no records after $apply"));
        };
        let entity = catalog.entity(entity);
        if let Some(namespace) = &name.namespace {
            let message = format!("{} is no {namespace}.{}", entity.type_name, name.name);
            return Err(Error::invalid(name.at, message));
        }
        if let Some(property) = entity.property(&name.name) {
            // The key of a related record stands in the record that points to it.
            let expr = match (&base, &*property.name) {
                (Some(base), KEY) if is_reference(base) => base.clone(),
                _ => joined(base, &property.path),
            };
            return Ok(Bound { expr, kind: Kind::of(property.kind) });
        }
        if let Some(navigation) = entity.navigation(&name.name) {
            let kind = match navigation.cardinality {
                Cardinality::One => Kind::Record(navigation.target),
                Cardinality::Many => Kind::Records(navigation.target),
            };
            return Ok(Bound { expr: joined(base, std::slice::from_ref(&navigation.path)), kind });
        }
        Err(Error::invalid(name.at, entity.unknown(&name.name)))
    }

    fn no_call(&self, at: u32, entity: EntityId, name: &ast::Name, arguments: Option<&Arguments>) -> Error {
        let leads = self.catalog.is_some_and(|catalog| catalog.entity(entity).navigation(&name.name).is_some());
        if name.namespace.is_none() && leads {
            return Error::unsupported(at, "keys in expressions are not offered");
        }
        if matches!(arguments, Some(Arguments::Positional(_))) || name.namespace.is_some() {
            return Error::invalid(at, format!("there is no function \"{}\"", name.name));
        }
        let known = ["contains", "startswith", "endswith", "length", "tolower", "toupper", "year", "month", "day"];
        Error::invalid(at, format!("there is no function \"{}\"; {}", name.name, there_is(&known)))
    }

    /// `some x in list satisfies …`, under a name no field has.
    fn quantified(
        &mut self,
        quantifier: fn(Vec<Binding>, Box<Expr>) -> ExprKind,
        list: Expr,
        kind: Kind,
        lambda: &'c Lambda,
    ) -> Result<Bound> {
        let name: Arc<str> = format!("{}_{}", lambda.variable.name, self.variables.len() + 1).into();
        let bound = Bound { expr: Expr::name(Arc::clone(&name)), kind };
        self.variables.push(Variable { name: lambda.variable.name.clone(), bound });
        let condition = self.condition(&lambda.condition);
        self.variables.pop();
        let binding = Binding { name, domain: Domain::Each(list) };
        Ok(boolean(Expr::from(quantifier(vec![binding], Box::new(condition?)))))
    }

    fn counted(&mut self, list: Expr, entity: EntityId, options: &'c [ast::QueryOption]) -> Result<Bound> {
        let mut list = list;
        for option in options {
            match &option.kind {
                OptionKind::Filter(condition) => {
                    let condition = self.about_item(entity, condition)?;
                    list = Expr::from(ExprKind::Filter(Box::new(list), Box::new(condition)));
                }
                _ => return Err(Error::unsupported(option.at, "$search is not offered inside of $count")),
            }
        }
        Ok(Bound { expr: count(list), kind: Kind::Integer })
    }

    /// Binds a condition about the members of a collection.
    fn about_item(&mut self, entity: EntityId, condition: &'c ast::Expr) -> Result<Expr> {
        self.frames.push(Frame { base: Some(Expr::name("item")), kind: Kind::Record(entity) });
        let condition = self.condition(condition);
        self.frames.pop();
        condition
    }
}

fn required(base: Option<Expr>, at: u32) -> Result<Expr> {
    base.ok_or_else(|| Error::invalid(at, "expected a collection"))
}

fn count(list: Expr) -> Expr {
    Expr::call("count", vec![list])
}

/// The names behind an instance, or on their own for the record itself.
fn joined(base: Option<Expr>, names: &[Arc<str>]) -> Expr {
    match base {
        Some(base) => names.iter().cloned().fold(base, Expr::path),
        None => Expr::names(names.iter().cloned()),
    }
}

/// Whether an instance is one that a record points to, not a variable.
fn is_reference(base: &Expr) -> bool {
    match &base.kind {
        ExprKind::Path(..) => true,
        ExprKind::Name(name) => **name != *"item" && !name.ends_with(|char: char| char.is_ascii_digit()),
        _ => false,
    }
}

/// The texts that a lambda asks for, if it is `x eq 'text'`, `x in ('a','b')` or several of them with `or`.
fn some_of_them(lambda: &Lambda) -> Option<Vec<&str>> {
    let mut texts = Vec::new();
    collect_texts(&lambda.condition, &lambda.variable.name, &mut texts)?;
    Some(texts)
}

/// The texts that a lambda forbids, if it is `x ne 'text'`, or several of them with `and`, or `not` of the opposite.
fn none_of_them(lambda: &Lambda) -> Option<Vec<&str>> {
    fn collect<'l>(condition: &'l ast::Expr, variable: &str, texts: &mut Vec<&'l str>) -> Option<()> {
        match &condition.kind {
            ast::ExprKind::Not(inner) => collect_texts(inner, variable, texts),
            ast::ExprKind::And(members) => members.iter().try_for_each(|member| collect(member, variable, texts)),
            ast::ExprKind::Binary { operator: ast::Operator::NotEqual, left, right } => {
                let other = if is_variable(left, variable) { right } else { left };
                let is_about = is_variable(left, variable) || is_variable(right, variable);
                match &other.kind {
                    ast::ExprKind::Literal(Literal::String(text)) if is_about => {
                        texts.push(text);
                        Some(())
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }
    let mut texts = Vec::new();
    collect(&lambda.condition, &lambda.variable.name, &mut texts)?;
    Some(texts)
}

fn collect_texts<'l>(condition: &'l ast::Expr, variable: &str, texts: &mut Vec<&'l str>) -> Option<()> {
    let mut text = |expr: &'l ast::Expr| match &expr.kind {
        ast::ExprKind::Literal(Literal::String(text)) => {
            texts.push(text);
            Some(())
        }
        _ => None,
    };
    match &condition.kind {
        ast::ExprKind::Or(members) => members.iter().try_for_each(|member| collect_texts(member, variable, texts)),
        ast::ExprKind::Binary { operator: ast::Operator::Equal, left, right } if is_variable(left, variable) => {
            text(right)
        }
        ast::ExprKind::Binary { operator: ast::Operator::Equal, left, right } if is_variable(right, variable) => {
            text(left)
        }
        ast::ExprKind::Binary { operator: ast::Operator::In, left, right } if is_variable(left, variable) => {
            let ast::ExprKind::List(members) = &right.kind else { return None };
            members.iter().try_for_each(text)
        }
        _ => None,
    }
}

fn is_variable(expr: &ast::Expr, variable: &str) -> bool {
    let ast::ExprKind::Path(Path { root: Root::Implicit, steps }) = &expr.kind else { return false };
    matches!(steps.as_slice(), [Step { kind: StepKind::Name { name, arguments: None }, .. }] if name.name == variable)
}
