//! Decision tables (DMN 1.5, 8.3).
use std::sync::Arc;

use roxmltree::Node;

use super::{Reader, child, children};
use crate::{
    finding::Rule,
    model::{HitPolicy, Input, Output, RuleRow, Table},
};

impl Reader<'_> {
    pub fn table(&mut self, node: Node<'_, '_>) -> Table {
        let inputs: Vec<Input> = children(node, "input").map(|input| self.input(input)).collect();
        let outputs: Vec<Output> = children(node, "output").map(|output| self.output(output)).collect();
        if outputs.is_empty() {
            self.report(Rule::Table, node, "the table has no output");
        }
        if outputs.len() > 1 && outputs.iter().any(|output| output.name.is_none()) {
            self.report(Rule::Table, node, "where a table has several outputs, each has a name");
        }
        let mut rules = Vec::new();
        for rule in children(node, "rule") {
            let tests: Vec<_> = children(rule, "inputEntry").map(|entry| self.text_of(entry)).collect();
            let values: Vec<_> = children(rule, "outputEntry").map(|entry| self.text_of(entry)).collect();
            if tests.len() != inputs.len() || values.len() != outputs.len() {
                let message = format!(
                    "a rule has {} and {} entries for {} inputs and {} outputs",
                    tests.len(),
                    values.len(),
                    inputs.len(),
                    outputs.len()
                );
                self.report(Rule::Table, rule, message);
            }
            let id = rule.attribute("id").map(Arc::from);
            rules.push(RuleRow { id, at: self.span(rule), tests, outputs: values });
        }
        let policy = self.policy(node, outputs.len());
        Table { id: node.attribute("id").map(Arc::from), at: self.span(node), policy, inputs, outputs, rules }
    }

    fn policy(&mut self, node: Node<'_, '_>, outputs: usize) -> HitPolicy {
        let policy = match (node.attribute("hitPolicy").unwrap_or("UNIQUE"), node.attribute("aggregation")) {
            ("UNIQUE", _) => HitPolicy::Unique,
            ("ANY", _) => HitPolicy::Any,
            ("PRIORITY", _) => HitPolicy::Priority,
            ("FIRST", _) => HitPolicy::First,
            ("RULE ORDER", _) => HitPolicy::RuleOrder,
            ("OUTPUT ORDER", _) => HitPolicy::OutputOrder,
            ("COLLECT", None) => HitPolicy::Collect,
            ("COLLECT", Some("SUM")) => HitPolicy::Sum,
            ("COLLECT", Some("COUNT")) => HitPolicy::Count,
            ("COLLECT", Some("MIN")) => HitPolicy::Min,
            ("COLLECT", Some("MAX")) => HitPolicy::Max,
            ("COLLECT", Some(other)) => {
                self.report(Rule::Table, node, format!("there is no aggregation `{other}`"));
                HitPolicy::Collect
            }
            (other, _) => {
                self.report(Rule::Table, node, format!("there is no hit policy `{other}`"));
                HitPolicy::Unique
            }
        };
        // DMN 1.5, 8.2.10: aggregation is not defined for several outputs.
        if outputs > 1 && matches!(policy, HitPolicy::Sum | HitPolicy::Min | HitPolicy::Max) {
            self.report(Rule::Table, node, "a table with several outputs cannot be summed up");
        }
        policy
    }

    fn input(&mut self, node: Node<'_, '_>) -> Input {
        let expression = child(node, "inputExpression");
        if expression.is_none() {
            self.report(Rule::Table, node, "an input has no expression");
        }
        Input {
            at: self.span(node),
            kind: expression.and_then(|expression| expression.attribute("typeRef")).map(Arc::from),
            expression: expression.map(|expression| self.text_of(expression)).unwrap_or_default(),
            values: child(node, "inputValues").map(|values| self.text_of(values)),
        }
    }

    fn output(&mut self, node: Node<'_, '_>) -> Output {
        Output {
            at: self.span(node),
            name: node.attribute("name").map(Arc::from),
            kind: node.attribute("typeRef").map(Arc::from),
            values: child(node, "outputValues").map(|values| self.text_of(values)),
            default: child(node, "defaultOutputEntry").map(|entry| self.text_of(entry)),
        }
    }
}
