//! Item definitions at work: what a value must be to stand under a name (DMN 1.5, 7.3.3).
use std::{collections::HashMap, sync::Arc};

use feel::{Host, Native, Program, Schema, Scope, Span, Type, Value};

use crate::{
    finding::Rule,
    findings::Findings,
    model::{Definitions, Item, ItemForm},
    source::Text,
};

/// A type with what it allows.
#[derive(Clone, Debug, Default)]
pub(crate) struct ItemType {
    pub kind: Type,
    /// Tests of `?` that all must hold.
    allowed: Vec<Program>,
    items: Option<Arc<ItemType>>,
    fields: Vec<(Arc<str>, Arc<ItemType>)>,
    /// Whether there is any test, here or below.
    tests: bool,
    /// How many types it is made of.
    size: usize,
}

/// A type of more parts is taken for any: diamonds of types would grow without end.
const MAX_SIZE: usize = 20_000;

impl ItemType {
    /// A type that allows all its values.
    pub fn of(kind: Type) -> ItemType {
        ItemType { kind, size: 1, ..ItemType::default() }
    }

    /// Whether every value is of this type.
    pub fn is_any(&self) -> bool {
        self.kind == Type::Any && !self.tests
    }

    /// Whether some values of the type are not allowed.
    pub fn is_limited(&self) -> bool {
        self.tests
    }

    /// Whether a value, null or of the type, is also allowed.
    fn permit(&self, value: &Value, host: &mut Host<'_, '_>) -> Result<(), String> {
        if !self.tests || value.is_null() {
            return Ok(());
        }
        for allowed in &self.allowed {
            if !host.eval(allowed, &Only(value)).is_true() {
                return Err(format!("{} is not among the allowed values", shown(value)));
            }
        }
        if let (Some(item), Some(values)) = (&self.items, value.as_list()) {
            values.iter().try_for_each(|value| item.permit(value, host))?;
        }
        if let Some(context) = value.as_context() {
            for (name, field) in &self.fields {
                if let Some(value) = context.get(name) {
                    field.permit(value, host)?;
                }
            }
        }
        Ok(())
    }
}

/// A scope of one variable, the value under test.
pub(crate) struct Only<'a>(pub &'a Value);

impl Scope for Only<'_> {
    fn slot(&self, _: usize) -> Value {
        self.0.clone()
    }
}

/// The beginning of a value, for messages.
pub(crate) fn shown(value: &Value) -> String {
    match value {
        Value::List(items) if items.len() > 10 => format!("a list of {}", items.len()),
        Value::Context(context) if context.len() > 10 => format!("a context of {}", context.len()),
        Value::Text(text) if text.len() > 80 => "a long text".to_owned(),
        value => {
            let shown = value.to_feel();
            if shown.len() > 200 { format!("a {}", value.kind().name()) } else { shown }
        }
    }
}

/// The function that gives its argument as one of a type, or fails (DMN 1.5, 10.3.2.9.4).
#[derive(Debug)]
pub(crate) struct Conform(pub Arc<ItemType>);

impl Native for Conform {
    fn name(&self) -> &str {
        "type"
    }

    fn call(&self, arguments: &[Value], host: &mut Host<'_, '_>) -> Result<Value, String> {
        let given = arguments.first().cloned().unwrap_or_default();
        let kind = &self.0.kind;
        let value = match feel::coerce(given, kind) {
            Some(value) => value,
            None => return Err(format!("{} is not of type {kind}", shown(&arguments[0]))),
        };
        self.0.permit(&value, host)?;
        Ok(value)
    }
}

/// All types of a model and its imports.
#[derive(Debug, Default)]
pub(crate) struct Types {
    known: HashMap<(usize, Arc<str>), Arc<ItemType>>,
    /// Those being built: a type within itself is any.
    open: Vec<(usize, Arc<str>)>,
}

impl Types {
    /// The type a reference names.
    pub fn find(
        &mut self,
        models: &[Definitions],
        model: usize,
        name: &str,
        at: Span,
        findings: &mut Findings,
    ) -> Arc<ItemType> {
        let spaced = name.split_whitespace().collect::<Vec<_>>().join(" ");
        let bare = spaced.strip_prefix("feel:").unwrap_or(&spaced);
        if let Some((of, item)) = lookup(models, model, bare) {
            return self.named(models, of, item, findings);
        }
        match Type::simple(bare) {
            Some(kind) => Arc::new(ItemType::of(kind)),
            None => {
                findings.error(Rule::Type, at, format!("there is no type `{name}`"));
                Arc::new(ItemType::of(Type::Any))
            }
        }
    }

    fn named(&mut self, models: &[Definitions], model: usize, item: &Item, findings: &mut Findings) -> Arc<ItemType> {
        let key = (model, item.name.clone());
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        if self.open.contains(&key) || self.open.len() > 100 {
            return Arc::new(ItemType::of(Type::Any));
        }
        self.open.push(key.clone());
        let built = Arc::new(self.build(models, model, item, findings));
        self.open.pop();
        self.known.insert(key, built.clone());
        built
    }

    fn build(&mut self, models: &[Definitions], model: usize, item: &Item, findings: &mut Findings) -> ItemType {
        let mut base = match &item.form {
            ItemForm::Reference(None) => ItemType::of(Type::Any),
            ItemForm::Reference(Some(name)) => (*self.find(models, model, name, item.at, findings)).clone(),
            ItemForm::Function { parameters, result } => {
                let mut find = |name: &Option<Arc<str>>| {
                    name.as_ref()
                        .map_or(Type::Any, |name| self.find(models, model, name, item.at, findings).kind.clone())
                };
                let parameters = parameters.iter().map(&mut find).collect();
                ItemType::of(Type::function(parameters, find(result)))
            }
            ItemForm::Components(components) => {
                let mut built = ItemType { size: 1, ..ItemType::default() };
                for component in components {
                    let field = Arc::new(self.build(models, model, component, findings));
                    built.size += field.size;
                    built.tests |= field.tests;
                    built.fields.push((component.name.clone(), field));
                }
                let fields = built.fields.iter().map(|(name, field)| (name.clone(), field.kind.clone()));
                built.kind = Type::context(fields);
                built
            }
        };
        if base.size > MAX_SIZE {
            findings.error(Rule::Size, item.at, "the type has too many parts");
            return ItemType::of(Type::Any);
        }
        if let Some(program) = item.allowed.as_ref().and_then(|text| tests(text, item.at, findings)) {
            base.allowed.push(program);
            base.tests = true;
        }
        if !item.is_collection {
            return base;
        }
        let constraint = item.constraint.as_ref().and_then(|text| tests(text, item.at, findings));
        ItemType {
            kind: Type::list(base.kind.clone()),
            tests: base.tests || constraint.is_some(),
            allowed: constraint.into_iter().collect(),
            size: base.size + 1,
            items: Some(Arc::new(base)),
            fields: Vec::new(),
        }
    }
}

/// The definition of that name: of this model, or of an import as `import.name`.
fn lookup<'a>(models: &'a [Definitions], model: usize, name: &str) -> Option<(usize, &'a Item)> {
    let own = |model: usize, name: &str| models[model].items.iter().find(|item| &*item.name == name);
    if let Some(item) = own(model, name) {
        return Some((model, item));
    }
    models[model].imports.iter().find_map(|import| {
        let rest = match name.strip_prefix(&*import.name) {
            Some(rest) if !import.name.is_empty() => rest.strip_prefix('.')?,
            // DMN 1.5, 6.3.3: names of an import without a name are as if they were own.
            _ if import.name.is_empty() => name,
            _ => return None,
        };
        let of = models.iter().position(|other| other.namespace == import.namespace)?;
        Some((of, own(of, rest)?))
    })
}

/// The names by which types are known in expressions of a model.
pub(crate) fn names(models: &[Definitions], model: usize) -> Vec<Arc<str>> {
    let mut names: Vec<Arc<str>> = models[model].items.iter().map(|item| item.name.clone()).collect();
    for import in &models[model].imports {
        let Some(of) = models.iter().position(|other| other.namespace == import.namespace) else { continue };
        let prefix = if import.name.is_empty() { String::new() } else { format!("{}.", import.name) };
        names.extend(models[of].items.iter().map(|item| format!("{prefix}{}", item.name).into()));
    }
    names
}

/// A list of tests as a program over `?`.
pub(crate) fn tests(text: &Text, at: Span, findings: &mut Findings) -> Option<Program> {
    let schema = Schema::new().lenient().slot("?", Type::Any);
    let result = feel::parse_unary_tests(&text.text, &schema.names()).and_then(|mut tree| {
        tree.move_spans(&|span| text.place(span));
        feel::compile(&tree, &schema)
    });
    result.map_err(|errors| findings.syntax(text, at, &errors)).ok()
}
