//! Decisions ready to run.
use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, OnceLock},
};

use feel::Program;

use crate::{finding::Finding, source::Sources, table::TableInfo};

/// A model and its imports, compiled. Any number of threads may evaluate it.
///
/// [`crate::compile`] makes one; [`Compiled::decide`] and [`Compiled::serve`] run it.
#[derive(Debug)]
pub struct Compiled {
    pub(crate) units: Vec<Unit>,
    /// Where each unit stands in the order in which all could be evaluated.
    pub(crate) positions: Vec<usize>,
    pub(crate) tables: Vec<TableInfo>,
    pub(crate) sources: Sources,
    pub(crate) findings: Vec<Finding>,
    /// By id and by name; those of the model itself before those of its imports.
    pub(crate) decisions: HashMap<Arc<str>, usize>,
    pub(crate) services: HashMap<Arc<str>, usize>,
}

/// What stands in the graph of requirements, ready to run.
#[derive(Debug)]
pub(crate) struct Unit {
    pub name: Arc<str>,
    pub form: UnitForm,
    /// What must be evaluated for it, in order, itself last: told when first asked.
    pub order: OnceLock<Box<[usize]>>,
}

impl Unit {
    pub fn new(name: Arc<str>, form: UnitForm) -> Unit {
        Unit { name, form, order: OnceLock::new() }
    }

    /// What its variables take their values from.
    fn needs(&self) -> impl Iterator<Item = usize> {
        let scope: &[Slot] = match &self.form {
            UnitForm::Input { .. } => &[],
            UnitForm::Logic { scope, .. } => scope,
        };
        scope.iter().flat_map(|slot| -> Box<dyn Iterator<Item = usize>> {
            match slot {
                Slot::Unit(unit) => Box::new(std::iter::once(*unit)),
                Slot::Import(units) => Box::new(units.iter().map(|(_, unit)| *unit)),
                Slot::Given(_) => Box::new(std::iter::empty()),
            }
        })
    }
}

#[derive(Debug)]
pub(crate) enum UnitForm {
    /// What makes the value given one of the input's type, over one slot; and the names of
    /// the imports that lead to its model.
    Input { program: Program, path: Vec<Arc<str>> },
    /// A decision, or a function made of knowledge or a service.
    Logic { scope: Vec<Slot>, program: Program },
}

/// A variable of a program.
#[derive(Clone, Debug)]
pub(crate) enum Slot {
    Unit(usize),
    /// What is required of an import, under the import's name.
    Import(Vec<(Arc<str>, usize)>),
    /// An input of a service that is called from outside.
    Given(Arc<str>),
}

impl Compiled {
    /// Everything found in the model and its imports, in the order it was found.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Whether there is neither a decision nor a service.
    pub fn is_empty(&self) -> bool {
        self.decisions.is_empty() && self.services.is_empty()
    }

    /// The units to evaluate for one, in order, that one last.
    pub(crate) fn order(&self, unit: usize) -> &[usize] {
        self.units[unit].order.get_or_init(|| {
            let mut found = HashSet::new();
            let mut open = vec![unit];
            while let Some(next) = open.pop() {
                if found.insert(next) {
                    open.extend(self.units[next].needs());
                }
            }
            let mut order: Vec<usize> = found.into_iter().collect();
            order.sort_by_key(|unit| self.positions[*unit]);
            order.into()
        })
    }

    /// Whether the model can be relied on: no finding is an error.
    pub fn is_sound(&self) -> bool {
        self.findings.iter().all(|finding| finding.severity != crate::Severity::Error)
    }
}

const _: () = {
    const fn shared<T: Send + Sync>() {}
    shared::<Compiled>();
};
