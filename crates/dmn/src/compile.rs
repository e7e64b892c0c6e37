//! From a text to [`Compiled`].
use std::{collections::HashMap, sync::Arc};

use feel::{Args, Expr, ExprKind, Parameter, Schema, Span, Type};

use crate::{
    compiled::{Compiled, Slot, Unit, UnitForm},
    finding::Rule,
    findings::Findings,
    graph::Graph,
    model::{Boxed, ElementForm, Link},
    table::TableInfo,
    tree::{Trees, null_program},
    types::{self, Types},
};

/// Reads and compiles a model. Imports are asked for by namespace.
///
/// Always gives something that runs: what is wrong is told by [`Compiled::findings`], all
/// of it at once, and a part that cannot run gives null with a warning that says so.
/// Whoever publishes a model asks [`Compiled::is_sound`] first.
pub fn compile(text: &str, import: &dyn Fn(&str) -> Option<String>) -> Arc<Compiled> {
    let mut findings = Findings::default();
    let graph = Graph::new(text, import, &mut findings);
    let count = graph.elements.len();
    let mut compiler = Compiler {
        kinds: vec![Type::Any; count],
        schemas: Vec::new(),
        types: Types::default(),
        tables: Vec::new(),
        graph,
        findings,
    };
    compiler.schemas = (0..compiler.graph.models.len()).map(|model| compiler.type_schema(model)).collect();
    let mut units: Vec<Option<Unit>> = (0..count).map(|_| None).collect();
    for element in compiler.graph.order.clone() {
        units[element] = Some(compiler.unit(element));
    }
    let mut decisions: HashMap<Arc<str>, usize> = HashMap::new();
    let mut services: HashMap<Arc<str>, usize> = HashMap::new();
    let mut all: Vec<Unit> = Vec::new();
    let mut positions = vec![0; count];
    for (position, element) in compiler.graph.order.iter().enumerate() {
        positions[*element] = position;
    }
    for (number, unit) in units.into_iter().enumerate() {
        let at = compiler.graph.element(number).at;
        let cyclic = || null_program("this is part of a cycle of requirements".into(), at);
        all.push(unit.unwrap_or_else(|| {
            let name = compiler.graph.element(number).name.clone();
            Unit::new(name, UnitForm::Logic { scope: Vec::new(), program: cyclic() })
        }));
    }
    for number in 0..count {
        let element = compiler.graph.element(number);
        let (names, callable) = match element.form {
            ElementForm::Decision { .. } => (&mut decisions, number),
            ElementForm::Service { .. } => (&mut services, all.len()),
            _ => continue,
        };
        for name in element.id.iter().chain([&element.name]) {
            names.entry(name.clone()).or_insert(callable);
        }
        if callable == all.len() {
            all.push(compiler.served(number));
            positions.push(count);
        }
    }
    let (sources, findings) = compiler.findings.sorted();
    Arc::new(Compiled { units: all, positions, tables: compiler.tables, sources, findings, decisions, services })
}

struct Compiler {
    graph: Graph,
    types: Types,
    tables: Vec<TableInfo>,
    findings: Findings,
    /// What is known of the value of each element.
    kinds: Vec<Type>,
    /// For each model, a schema without slots that knows its types.
    schemas: Vec<Schema>,
}

impl Compiler {
    fn type_schema(&mut self, model: usize) -> Schema {
        let mut schema = Schema::new().lenient();
        for name in types::names(&self.graph.models, model) {
            let found = self.types.find(&self.graph.models, model, &name, Span::NONE, &mut self.findings);
            schema.add_type(name, found.kind.clone());
        }
        schema
    }

    /// Runs with the maker of trees for a model.
    fn trees<T>(&mut self, model: usize, make: impl FnOnce(&mut Trees<'_>) -> T) -> T {
        make(&mut Trees {
            graph: &self.graph,
            model,
            types: &mut self.types,
            tables: &mut self.tables,
            findings: &mut self.findings,
        })
    }

    fn unit(&mut self, number: usize) -> Unit {
        let model = self.graph.elements[number].0;
        let (name, at) = (self.graph.element(number).name.clone(), self.graph.element(number).at);
        let form = match &self.graph.element(number).form {
            ElementForm::Input => self.input(number),
            ElementForm::Decision { .. } => self.decision(number),
            ElementForm::Knowledge { .. } => self.knowledge(number),
            ElementForm::Service { .. } => {
                let schema = self.schemas[model].clone();
                self.service(number, schema, at)
            }
        };
        Unit::new(name, form)
    }

    fn input(&mut self, number: usize) -> UnitForm {
        let model = self.graph.elements[number].0;
        let (kind, at) = (self.graph.element(number).kind.clone(), self.graph.element(number).at);
        let schema = self.schemas[model].clone().slot("given", Type::Any);
        let (program, kind) = self.trees(model, |trees| {
            let tree = trees.conform(Expr::new(ExprKind::Name("given".into()), at), kind.as_ref(), at);
            let item = trees.item_type(kind.as_ref(), at);
            (trees.finish(&tree, &schema, at), item.kind.clone())
        });
        self.kinds[number] = kind;
        UnitForm::Input { program, path: self.graph.path(model) }
    }

    /// The names an element's expression may use, and where their values come from.
    fn scope(&self, number: usize) -> (Schema, Vec<Slot>) {
        let model = self.graph.elements[number].0;
        let (mut schema, mut slots) = (self.schemas[model].clone(), Vec::<Slot>::new());
        for (name, slot) in self.required(number) {
            let kind = match &slot {
                Slot::Unit(unit) => self.kinds[*unit].clone(),
                Slot::Import(units) => {
                    Type::context(units.iter().map(|(name, unit)| (name.clone(), self.kinds[*unit].clone())))
                }
                Slot::Given(_) => Type::Any,
            };
            schema.add(name, kind);
            slots.push(slot);
        }
        (schema, slots)
    }

    /// What an element requires, by the names it uses for it: its own model's by name, an
    /// import's as `import.name` (DMN 1.5, 6.3.3). Each name once, the last one wins.
    fn required(&self, number: usize) -> Vec<(Arc<str>, Slot)> {
        let model = self.graph.elements[number].0;
        let mut found: Vec<(Arc<str>, Slot)> = Vec::new();
        for required in &self.graph.requires[number] {
            let name = self.graph.element(*required).name.clone();
            let of = self.graph.elements[*required].0;
            let namespace = &self.graph.models[of].namespace;
            let import = self.graph.models[model].imports.iter().find(|import| import.namespace == *namespace);
            let import = import.map(|import| import.name.clone()).filter(|name| of != model && !name.is_empty());
            let key = import.clone().unwrap_or_else(|| name.clone());
            let known = found.iter_mut().find(|(known, _)| *known == key);
            match (known, import) {
                (Some((_, Slot::Import(units))), Some(_)) => units.push((name, *required)),
                (Some((_, slot)), _) => *slot = Slot::Unit(*required),
                (None, Some(import)) => found.push((import, Slot::Import(vec![(name, *required)]))),
                (None, None) => found.push((name, Slot::Unit(*required))),
            }
        }
        found
    }

    /// The tree of a decision over a schema of what it requires.
    fn decision_tree(&mut self, number: usize, schema: &mut Schema) -> Expr {
        let (model, place) = self.graph.elements[number];
        let mut trees = Trees {
            graph: &self.graph,
            model,
            types: &mut self.types,
            tables: &mut self.tables,
            findings: &mut self.findings,
        };
        let element = &self.graph.models[model].elements[place];
        let logic: Option<&Boxed> = match &element.form {
            ElementForm::Decision { logic, .. } => logic.as_ref(),
            _ => None,
        };
        match logic {
            Some(logic) => {
                let tree = trees.tree(logic, schema);
                trees.conform(tree, element.kind.as_ref(), element.at)
            }
            None => {
                trees.findings.warning(Rule::Logic, element.at, "the decision has no expression");
                Expr::null()
            }
        }
    }

    fn decision(&mut self, number: usize) -> UnitForm {
        let model = self.graph.elements[number].0;
        let (mut schema, scope) = self.scope(number);
        let names = schema.clone();
        let tree = self.decision_tree(number, &mut schema);
        let element = self.graph.element(number);
        let (kind, at) = (element.kind.clone(), element.at);
        let program = self.trees(model, |trees| trees.finish(&tree, &names, at));
        let declared = self.trees(model, |trees| trees.item_type(kind.as_ref(), at).kind.clone());
        self.kinds[number] = if declared == Type::Any { program.result_type().clone() } else { declared };
        UnitForm::Logic { scope, program }
    }

    fn knowledge(&mut self, number: usize) -> UnitForm {
        let (model, place) = self.graph.elements[number];
        let (schema, scope) = self.scope(number);
        // Knowledge may call itself: its name is known within.
        let own = self.graph.element(number).name.clone();
        let inner = schema.clone().slot(own.clone(), Type::function(Vec::new(), Type::Any));
        let mut trees = Trees {
            graph: &self.graph,
            model,
            types: &mut self.types,
            tables: &mut self.tables,
            findings: &mut self.findings,
        };
        let element = &self.graph.models[model].elements[place];
        let tree = match &element.form {
            ElementForm::Knowledge { logic: Some(function), .. } => {
                let function = trees.function(function, element.kind.as_ref(), &inner);
                Expr::path(Expr::from(ExprKind::Context(vec![(own.clone(), function)])), own)
            }
            _ => {
                trees.findings.error(Rule::Logic, element.at, "the knowledge has no expression");
                crate::tree::broken("the knowledge has no expression".into(), element.at)
            }
        };
        let program = trees.finish(&tree, &schema, element.at);
        self.kinds[number] = Type::function(Vec::new(), Type::Any);
        UnitForm::Logic { scope, program }
    }

    /// A service as a function of its inputs (DMN 1.5, 10.4): first the input data, then the
    /// input decisions, each in the order of the file.
    fn service(&mut self, number: usize, mut schema: Schema, at: Span) -> UnitForm {
        let model = self.graph.elements[number].0;
        let ElementForm::Service { outputs, input_decisions, inputs, .. } = &self.graph.element(number).form else {
            return UnitForm::Logic { scope: Vec::new(), program: null_program("this is no service".into(), at) };
        };
        let follow =
            |links: &[Link]| -> Vec<usize> { links.iter().filter_map(|link| self.graph.target(model, link)).collect() };
        let (outputs, mut given) = (follow(outputs), follow(inputs));
        given.extend(follow(input_decisions));
        let inside = self.inside(&outputs, &given);
        // Functions come from outside; every other value is made within.
        let mut scope = Vec::new();
        for unit in self.graph.order.clone() {
            let is_used = inside.iter().any(|decision| self.graph.requires[*decision].contains(&unit));
            if is_used
                && matches!(self.graph.element(unit).form, ElementForm::Knowledge { .. } | ElementForm::Service { .. })
            {
                schema.add(hidden(unit), self.kinds[unit].clone());
                scope.push(Slot::Unit(unit));
            }
        }
        let mut parameters = Vec::new();
        let mut entries: Vec<(Arc<str>, Expr)> = Vec::new();
        for unit in &given {
            let name = self.graph.element(*unit).name.clone();
            let declared = self.graph.element(*unit).kind.clone();
            let of = self.graph.elements[*unit].0;
            let (kind, value) = self.trees(of, |trees| {
                let kind = trees.item_type(declared.as_ref(), at).kind.clone();
                (kind, trees.conform(Expr::name(name.clone()), declared.as_ref(), at))
            });
            parameters.push(Parameter { name, kind });
            entries.push((hidden(*unit), value));
        }
        for decision in &inside {
            let (mut inner, _) = self.scope(*decision);
            let tree = self.decision_tree(*decision, &mut inner);
            let value = |unit: &usize| {
                let known = given.contains(unit)
                    || inside.contains(unit)
                    || !matches!(self.graph.element(*unit).form, ElementForm::Input | ElementForm::Decision { .. });
                if known { Expr::name(hidden(*unit)) } else { Expr::null() }
            };
            let mut around: Vec<(Arc<str>, Expr)> = Vec::new();
            for (name, slot) in self.required(*decision) {
                let expr = match &slot {
                    Slot::Unit(unit) => value(unit),
                    Slot::Import(units) => {
                        let entries = units.iter().map(|(name, unit)| (name.clone(), value(unit)));
                        Expr::from(ExprKind::Context(entries.collect()))
                    }
                    Slot::Given(_) => Expr::null(),
                };
                around.push((name, expr));
            }
            let result: Arc<str> = "result of the decision".into();
            around.push((result.clone(), tree));
            entries.push((hidden(*decision), Expr::path(Expr::from(ExprKind::Context(around)), result)));
        }
        let result: Arc<str> = "result of the service".into();
        let value = match outputs.as_slice() {
            [only] => Expr::name(hidden(*only)),
            several => {
                let entries =
                    several.iter().map(|unit| (self.graph.element(*unit).name.clone(), Expr::name(hidden(*unit))));
                Expr::from(ExprKind::Context(entries.collect()))
            }
        };
        entries.push((result.clone(), value));
        let mut body = Expr::path(Expr::from(ExprKind::Context(entries)), result);
        let declared = self.graph.element(number).kind.clone();
        body = self.trees(model, |trees| trees.conform_result(body, declared.as_ref(), at));
        let tree = Expr::new(ExprKind::Function(parameters, Box::new(body)), at);
        let program = self.trees(model, |trees| trees.finish(&tree, &schema, at));
        self.kinds[number] = Type::function(Vec::new(), Type::Any);
        UnitForm::Logic { scope, program }
    }

    /// The decisions within a service: its outputs and what they need, up to its inputs.
    fn inside(&self, outputs: &[usize], given: &[usize]) -> Vec<usize> {
        let mut found = std::collections::HashSet::new();
        let mut open = outputs.to_vec();
        while let Some(next) = open.pop() {
            let is_decision = matches!(self.graph.element(next).form, ElementForm::Decision { .. });
            if is_decision && !given.contains(&next) && found.insert(next) {
                open.extend(&self.graph.requires[next]);
            }
        }
        self.graph.order.iter().copied().filter(|unit| found.contains(unit)).collect()
    }

    /// A service called from outside: its function applied to what is given by name.
    fn served(&mut self, number: usize) -> Unit {
        let model = self.graph.elements[number].0;
        let at = self.graph.element(number).at;
        let mut schema = Schema::new().lenient().slot("service", Type::function(Vec::new(), Type::Any));
        let mut scope = vec![Slot::Unit(number)];
        let mut arguments = Vec::new();
        if let ElementForm::Service { input_decisions, inputs, .. } = &self.graph.element(number).form {
            for unit in inputs.iter().chain(input_decisions).filter_map(|link| self.graph.target(model, link)) {
                schema.add(hidden(unit), Type::Any);
                scope.push(Slot::Given(self.graph.element(unit).name.clone()));
                arguments.push(Expr::name(hidden(unit)));
            }
        }
        let call = ExprKind::Call(Box::new(Expr::name("service")), Args::Positional(arguments));
        let program = self.trees(model, |trees| trees.finish(&Expr::new(call, at), &schema, at));
        Unit::new(self.graph.element(number).name.clone(), UnitForm::Logic { scope, program })
    }
}

/// The name of an element within a service, which no text can say.
fn hidden(unit: usize) -> Arc<str> {
    format!("element {unit}").into()
}
