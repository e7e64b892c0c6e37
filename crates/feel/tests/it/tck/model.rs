//! The decisions of a DMN file as FEEL trees.
use std::{cell::RefCell, collections::HashMap, sync::Arc};

use feel::{
    Args, Binding, Context, Domain, Expr, ExprKind, Parameter, Schema, Strictness, Type, Value, compile, parse,
};
use roxmltree::Node;

use super::{child, children};

/// What this runner leaves to DMN.
#[derive(Clone, Copy, Debug)]
pub struct Unsupported;

type Tree = Result<Expr, Unsupported>;

pub struct Model<'a> {
    root: Node<'a, 'a>,
    /// Decisions, inputs and knowledge by id.
    by_id: HashMap<&'a str, Node<'a, 'a>>,
    types: Schema,
    syntax: RefCell<String>,
}

impl<'a> Model<'a> {
    pub fn new(root: Node<'a, 'a>) -> Model<'a> {
        let by_id = root.children().filter_map(|node| Some((node.attribute("id")?, node))).collect();
        let mut types = Schema::new().lenient();
        for definition in children(root, "itemDefinition") {
            types.add_type(definition.attribute("name").unwrap(), item_type(definition));
        }
        assert_eq!(types.strictness(), Strictness::Lenient);
        Model { root, by_id, types, syntax: RefCell::default() }
    }

    fn named(&self, name: &str) -> Option<Node<'a, 'a>> {
        self.root.children().find(|node| node.tag_name().name() == "decision" && node.attribute("name") == Some(name))
    }

    pub fn text_of(&self, name: &str) -> String {
        let decision = self.named(name);
        let texts =
            decision.into_iter().flat_map(|node| node.descendants()).filter(|node| node.tag_name().name() == "text");
        texts.filter_map(|text| text.text()).collect::<Vec<_>>().join(" | ")
    }

    /// The value of a decision, and what there is to say about it.
    pub fn decide(&self, name: &str, inputs: &Context) -> Result<(Value, String), Unsupported> {
        self.syntax.borrow_mut().clear();
        let decision = self.named(name).ok_or(Unsupported)?;
        let mut known = inputs.clone();
        let (value, notes) = self.evaluate(decision, &mut known, 0)?;
        Ok((value, format!("{notes} {}", self.syntax.borrow())))
    }

    fn evaluate(
        &self,
        decision: Node<'a, 'a>,
        inputs: &mut Context,
        depth: u32,
    ) -> Result<(Value, String), Unsupported> {
        let mut scope = Context::new();
        let mut schema = self.types.clone();
        for required in decision.children().filter(Node::is_element).flat_map(|node| node.children()) {
            let Some(id) = required.attribute("href").and_then(|link| link.split_once('#')).map(|(_, id)| id) else {
                continue;
            };
            let needed = *self.by_id.get(id).ok_or(Unsupported)?;
            let name = needed.attribute("name").unwrap();
            let value = match needed.tag_name().name() {
                "inputData" => inputs.get(name).cloned().unwrap_or_default(),
                "decision" if depth < 20 => self.evaluate(needed, inputs, depth + 1)?.0,
                "businessKnowledgeModel" if depth < 20 => self.knowledge(needed, depth + 1)?,
                _ => return Err(Unsupported),
            };
            let value = match needed.tag_name().name() {
                "inputData" => self.typed(value, variable_type(needed)),
                _ => value,
            };
            schema.add(name, value.type_of());
            scope.set(name, value);
        }
        let Some(logic) = decision.children().find(is_logic) else { return Ok((Value::Null, String::new())) };
        let tree = self.tree(logic, &mut schema.clone())?;
        let tree = Expr { kind: conversion(tree, variable_type(decision)), span: feel::Span::NONE };
        let values: Vec<Value> = scope.iter().map(|(_, value)| value.clone()).collect();
        let Ok(program) = compile(&tree, &schema) else { return Ok((Value::Null, "not compiled".into())) };
        let outcome = program.eval(&values, &crate::env());
        Ok((outcome.value, format!("{:?}", outcome.warnings)))
    }

    fn typed(&self, value: Value, kind: Type) -> Value {
        let tree = Expr::from(conversion(Expr::name("given"), kind));
        let schema = {
            let mut schema = self.types.clone();
            schema.add("given", Type::Any);
            schema
        };
        compile(&tree, &schema).map(|program| program.eval(&[value], &crate::env()).value).unwrap_or_default()
    }

    fn knowledge(&self, node: Node<'a, 'a>, depth: u32) -> Result<Value, Unsupported> {
        let mut schema = self.types.clone();
        let mut values = Vec::new();
        for required in node.descendants().filter(|node| node.tag_name().name() == "requiredKnowledge") {
            let id = required.attribute("href").unwrap().split_once('#').ok_or(Unsupported)?.1;
            let needed = *self.by_id.get(id).ok_or(Unsupported)?;
            if needed == node || depth > 20 {
                return Err(Unsupported);
            }
            let value = self.knowledge(needed, depth + 1)?;
            schema.add(needed.attribute("name").unwrap(), Type::Any);
            values.push(value);
        }
        let logic = child(node, "encapsulatedLogic").ok_or(Unsupported)?;
        let tree = self.function(logic, &mut schema, variable_type(node))?;
        let Ok(program) = compile(&tree, &schema) else { return Ok(Value::Null) };
        Ok(program.eval(&values, &crate::env()).value)
    }

    fn function(&self, node: Node<'a, 'a>, schema: &mut Schema, result: Type) -> Tree {
        if node.attribute("kind").is_some_and(|kind| kind != "FEEL") {
            return Err(Unsupported);
        }
        let parameters: Vec<Parameter> = children(node, "formalParameter")
            .map(|parameter| Parameter {
                name: parameter.attribute("name").unwrap().into(),
                kind: type_of(parameter.attribute("typeRef")),
            })
            .collect();
        let mut inner = schema.clone();
        for parameter in &parameters {
            inner.add(parameter.name.clone(), parameter.kind.clone());
        }
        let body = self.tree(node.children().find(is_logic).ok_or(Unsupported)?, &mut inner)?;
        Ok(Expr::from(ExprKind::Function(parameters, Box::new(Expr::from(conversion(body, result))))))
    }

    /// A boxed expression as a tree (DMN 1.5, 10.2.1). The schema knows the names in scope.
    fn tree(&self, node: Node<'a, 'a>, schema: &mut Schema) -> Tree {
        let inside = |name: &'static str, schema: &mut Schema| -> Result<Box<Expr>, Unsupported> {
            let logic = child(node, name).and_then(|node| node.children().find(is_logic)).ok_or(Unsupported)?;
            Ok(Box::new(self.tree(logic, schema)?))
        };
        let kind = match node.tag_name().name() {
            "literalExpression" => {
                let text = child(node, "text").and_then(|text| text.text()).unwrap_or("");
                return Ok(match parse(text, &schema.names()) {
                    Ok(tree) => Expr::from(conversion(tree, type_of(node.attribute("typeRef")))),
                    Err(error) => {
                        *self.syntax.borrow_mut() = error.to_string();
                        Expr::null()
                    }
                });
            }
            "context" => {
                let mut entries: Vec<(Arc<str>, Expr)> = Vec::new();
                for entry in children(node, "contextEntry") {
                    let value = self.tree(entry.children().find(is_logic).ok_or(Unsupported)?, schema)?;
                    match child(entry, "variable") {
                        Some(variable) => {
                            let name = variable.attribute("name").unwrap();
                            schema.add(name, Type::Any);
                            entries.push((
                                name.into(),
                                Expr::from(conversion(value, type_of(variable.attribute("typeRef")))),
                            ));
                        }
                        None => {
                            entries.push(("result of all".into(), value));
                            return Ok(Expr::path(Expr::from(ExprKind::Context(entries)), "result of all"));
                        }
                    }
                }
                ExprKind::Context(entries)
            }
            "invocation" => {
                let callee = self.tree(node.children().find(is_logic).ok_or(Unsupported)?, schema)?;
                let mut arguments = Vec::new();
                for binding in children(node, "binding") {
                    let parameter = child(binding, "parameter")
                        .and_then(|parameter| parameter.attribute("name"))
                        .ok_or(Unsupported)?;
                    let value =
                        binding.children().find(is_logic).map_or(Ok(Expr::null()), |logic| self.tree(logic, schema))?;
                    arguments.push((parameter.into(), value));
                }
                ExprKind::Call(Box::new(callee), Args::Named(arguments))
            }
            "functionDefinition" => return self.function(node, schema, Type::Any),
            "list" => ExprKind::List(
                node.children().filter(is_logic).map(|item| self.tree(item, schema)).collect::<Result<_, _>>()?,
            ),
            "relation" => {
                let names: Vec<&str> =
                    children(node, "column").map(|column| column.attribute("name").unwrap()).collect();
                let row = |row: Node<'a, 'a>| {
                    let cells = row
                        .children()
                        .filter(is_logic)
                        .zip(&names)
                        .map(|(cell, name)| Ok(((*name).into(), self.tree(cell, &mut schema.clone())?)));
                    Ok(Expr::from(ExprKind::Context(cells.collect::<Result<_, Unsupported>>()?)))
                };
                ExprKind::List(children(node, "row").map(row).collect::<Result<_, _>>()?)
            }
            "conditional" => ExprKind::If(inside("if", schema)?, inside("then", schema)?, inside("else", schema)?),
            "filter" => {
                let list = inside("in", schema)?;
                let mut inner = schema.clone();
                inner.add("item", Type::Any);
                ExprKind::Filter(list, inside("match", &mut inner)?)
            }
            form @ ("for" | "some" | "every") => {
                let name: Arc<str> = node.attribute("iteratorVariable").ok_or(Unsupported)?.into();
                let domain = Domain::Each(*inside("in", schema)?);
                let mut inner = schema.clone();
                inner.add(name.clone(), Type::Any);
                inner.add("partial", Type::Any);
                let bindings = vec![Binding { name, domain }];
                match form {
                    "for" => ExprKind::For(bindings, inside("return", &mut inner)?),
                    "some" => ExprKind::Some(bindings, inside("satisfies", &mut inner)?),
                    _ => ExprKind::Every(bindings, inside("satisfies", &mut inner)?),
                }
            }
            _ => return Err(Unsupported),
        };
        Ok(Expr::from(conversion(Expr::from(kind), type_of(node.attribute("typeRef")))))
    }
}

fn is_logic(node: &Node<'_, '_>) -> bool {
    const FORMS: [&str; 12] = [
        "literalExpression",
        "context",
        "decisionTable",
        "invocation",
        "list",
        "relation",
        "conditional",
        "filter",
        "for",
        "every",
        "some",
        "functionDefinition",
    ];
    FORMS.contains(&node.tag_name().name())
}

/// The value of the tree as one of that type: what a parameter does to its argument.
fn conversion(tree: Expr, kind: Type) -> ExprKind {
    if kind == Type::Any {
        return tree.kind;
    }
    let parameter = Parameter { name: "value to convert".into(), kind };
    let function = ExprKind::Function(vec![parameter], Box::new(Expr::name("value to convert")));
    ExprKind::Call(Box::new(Expr::from(function)), Args::Positional(vec![tree]))
}

fn variable_type(node: Node<'_, '_>) -> Type {
    let variable = node.children().find(|child| child.tag_name().name() == "variable");
    type_of(variable.and_then(|variable| variable.attribute("typeRef")))
}

fn type_of(name: Option<&str>) -> Type {
    let Some(name) = name else { return Type::Any };
    let bare = name.strip_prefix("feel:").unwrap_or(name);
    Type::simple(bare).unwrap_or_else(|| Type::Named(bare.into()))
}

fn item_type(definition: Node<'_, '_>) -> Type {
    let mut components = definition.children().filter(|child| child.tag_name().name() == "itemComponent").peekable();
    let kind = if let Some(function) = definition.children().find(|child| child.tag_name().name() == "functionItem") {
        let parameters = function.children().filter(|child| child.tag_name().name() == "parameters");
        Type::function(
            parameters.map(|parameter| type_of(parameter.attribute("typeRef"))).collect(),
            type_of(function.attribute("outputTypeRef")),
        )
    } else if components.peek().is_some() {
        Type::context(components.map(|component| (component.attribute("name").unwrap(), item_type(component))))
    } else {
        let name =
            definition.children().find(|child| child.tag_name().name() == "typeRef").and_then(|name| name.text());
        type_of(name)
    };
    if definition.attribute("isCollection") == Some("true") { Type::list(kind) } else { kind }
}
