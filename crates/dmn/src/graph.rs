//! Who requires whom: models gathered, references followed, an order found.
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use crate::{
    finding::Rule,
    findings::Findings,
    model::{Definitions, Element, ElementForm, Link},
    read,
};

/// All models, the given one first.
pub(crate) struct Graph {
    pub models: Vec<Definitions>,
    /// The elements of all models: the number of their model and their place in it.
    pub elements: Vec<(usize, usize)>,
    /// For each element, what its links lead to.
    pub requires: Vec<Vec<usize>>,
    by_id: HashMap<(Arc<str>, Arc<str>), usize>,
    /// Elements in an order in which each stands behind what it requires. Those of a
    /// cycle, and those that require one, are missing.
    pub order: Vec<usize>,
}

/// More imports than this come from a mistake.
const MAX_MODELS: usize = 100;

impl Graph {
    pub fn new(text: &str, import: &dyn Fn(&str) -> Option<String>, findings: &mut Findings) -> Graph {
        let models = gather(text, import, findings);
        let mut graph = Graph {
            elements: Vec::new(),
            requires: Vec::new(),
            by_id: HashMap::new(),
            order: Vec::new(),
            models: Vec::new(),
        };
        for (number, model) in models.iter().enumerate() {
            let mut names = HashSet::new();
            for (place, element) in model.elements.iter().enumerate() {
                if let Some(id) = &element.id
                    && graph.by_id.insert((model.namespace.clone(), id.clone()), graph.elements.len()).is_some()
                {
                    findings.error(Rule::Duplicate, element.at, format!("there are several elements `{id}`"));
                }
                if !names.insert(element.name.clone()) {
                    findings.warning(
                        Rule::Duplicate,
                        element.at,
                        format!("the name `{}` is given twice", element.name),
                    );
                }
                graph.elements.push((number, place));
            }
        }
        graph.models = models;
        graph.requires = (0..graph.elements.len()).map(|element| graph.follow(element, findings)).collect();
        graph.sort(findings);
        graph
    }

    pub fn element(&self, number: usize) -> &Element {
        let (model, place) = self.elements[number];
        &self.models[model].elements[place]
    }

    /// The names of the imports that lead from the first model to another, the shortest way.
    pub fn path(&self, model: usize) -> Vec<Arc<str>> {
        let mut ways: Vec<Option<Vec<Arc<str>>>> = vec![None; self.models.len()];
        ways[0] = Some(Vec::new());
        let mut open = std::collections::VecDeque::from([0]);
        while let Some(next) = open.pop_front() {
            for import in &self.models[next].imports {
                let target = self.models.iter().position(|other| other.namespace == import.namespace);
                let Some(target) = target.filter(|target| ways[*target].is_none()) else { continue };
                let way = ways[next].iter().flatten().cloned().chain([import.name.clone()]);
                ways[target] = Some(way.collect());
                open.push_back(target);
            }
        }
        ways.swap_remove(model).unwrap_or_default()
    }

    /// What a link in a model leads to.
    pub fn target(&self, model: usize, link: &Link) -> Option<usize> {
        let (namespace, id) = link.href.split_once('#').unwrap_or(("", &link.href));
        let namespace = if namespace.is_empty() { self.models[model].namespace.clone() } else { namespace.into() };
        self.by_id.get(&(namespace, id.into())).copied()
    }

    fn follow(&self, number: usize, findings: &mut Findings) -> Vec<usize> {
        let model = self.elements[number].0;
        let links: Vec<&Link> = match &self.element(number).form {
            ElementForm::Input => Vec::new(),
            ElementForm::Decision { requires, .. } | ElementForm::Knowledge { requires, .. } => {
                requires.iter().collect()
            }
            ElementForm::Service { outputs, encapsulated, input_decisions, inputs } => {
                // Its inputs must exist, but it does not wait for them.
                for link in input_decisions.iter().chain(inputs) {
                    if self.target(model, link).is_none() {
                        findings.error(Rule::Reference, link.at, format!("`{}` leads to no element", link.href));
                    }
                }
                outputs.iter().chain(encapsulated).collect()
            }
        };
        let mut found = Vec::new();
        for link in links {
            match self.target(model, link) {
                // DMN 1.5, 6.3.9 wants no cycles, yet files with a recursive function have this one.
                Some(target)
                    if target == number && matches!(self.element(number).form, ElementForm::Knowledge { .. }) =>
                {
                    findings.warning(Rule::Cycle, link.at, "a function knows itself without requiring itself");
                }
                Some(target) if !found.contains(&target) => found.push(target),
                Some(_) => {}
                None => findings.error(Rule::Reference, link.at, format!("`{}` leads to no element", link.href)),
            }
        }
        found
    }

    fn sort(&mut self, findings: &mut Findings) {
        let count = self.elements.len();
        let mut waiting: Vec<usize> = self.requires.iter().map(Vec::len).collect();
        let mut required_by: Vec<Vec<usize>> = vec![Vec::new(); count];
        for (element, requires) in self.requires.iter().enumerate() {
            requires.iter().for_each(|required| required_by[*required].push(element));
        }
        let mut order: Vec<usize> = (0..count).filter(|element| waiting[*element] == 0).collect();
        let mut next = 0;
        while let Some(element) = order.get(next).copied() {
            next += 1;
            for dependent in &required_by[element] {
                waiting[*dependent] -= 1;
                if waiting[*dependent] == 0 {
                    order.push(*dependent);
                }
            }
        }
        for element in (0..count).filter(|element| waiting[*element] > 0) {
            if self.needed(element).contains(&element) {
                let name = self.element(element).name.clone();
                findings.error(Rule::Cycle, self.element(element).at, format!("`{name}` requires itself"));
            }
        }
        self.order = order;
    }

    /// Everything an element requires, directly or not.
    pub fn needed(&self, element: usize) -> HashSet<usize> {
        let mut found = HashSet::new();
        let mut open = self.requires[element].clone();
        while let Some(next) = open.pop() {
            if found.insert(next) {
                open.extend(&self.requires[next]);
            }
        }
        found
    }
}

/// The model and those it imports, each namespace once.
fn gather(text: &str, import: &dyn Fn(&str) -> Option<String>, findings: &mut Findings) -> Vec<Definitions> {
    let mut models = vec![read::read(text, &mut findings.sources, &mut findings.all)];
    let mut next = 0;
    while next < models.len() {
        let imports: Vec<_> = models[next].imports.iter().map(|import| (import.namespace.clone(), import.at)).collect();
        for (namespace, at) in imports {
            if models.iter().any(|model| model.namespace == namespace) {
                continue;
            }
            if models.len() >= MAX_MODELS {
                findings.error(Rule::Import, at, format!("more than {MAX_MODELS} models are imported"));
                return models;
            }
            match import(&namespace) {
                Some(text) => {
                    let model = read::read(&text, &mut findings.sources, &mut findings.all);
                    // Whatever it calls itself, it is known by the name it was asked for.
                    models.push(Definitions { namespace: namespace.clone(), ..model });
                }
                None => findings.error(Rule::Import, at, format!("there is no model `{namespace}`")),
            }
        }
        next += 1;
    }
    models
}
