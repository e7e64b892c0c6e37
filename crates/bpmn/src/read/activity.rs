//! Tasks, calls, sub-processes, loops, and what goes in and out.
use super::{Reader, extension::Extension};
use crate::{
    Expression,
    definition::{
        Association, Behavior, BusinessRule, Call, Loop, Mapping, MultiInstance, Script, SubProcessKind, Task,
        UserTask, Work,
    },
    xml::NodeId,
};

impl Reader<'_> {
    /// The task an element is, if it is one.
    pub(super) fn task(&mut self, kind: &str, element: NodeId, extension: &mut Extension) -> Option<Task> {
        Some(match kind {
            "task" => Task::Undefined,
            "manualTask" => Task::Manual,
            "userTask" => Task::User(Box::new(self.user_task(element, extension))),
            "serviceTask" => Task::Service(self.work(element, extension)),
            "scriptTask" => Task::Script(self.script(element, extension)),
            "sendTask" => Task::Send { message: self.thrown(element, "message"), work: self.work(element, extension) },
            "receiveTask" => {
                Task::Receive { message: self.thrown(element, "message"), starts: self.is(element, "instantiate") }
            }
            "businessRuleTask" => {
                let document = self.document;
                let decision = extension
                    .attribute("decisionRef")
                    .or_else(|| extension.child_attribute(document, "calledDecision", "decisionId"));
                let result = extension.child_attribute(document, "calledDecision", "resultVariable");
                let work = self.work(element, extension);
                Task::BusinessRule(Box::new(BusinessRule {
                    decision: decision.map(|text| self.value(element, &text)),
                    result_variable: result.or_else(|| work.result_variable.clone()),
                    work,
                }))
            }
            _ => return None,
        })
    }

    fn user_task(&mut self, element: NodeId, extension: &mut Extension) -> UserTask {
        let document = self.document;
        extension.elements(document, "userTask");
        let mut take = |attribute: &str, child: &str, name: &str| {
            let text = extension.attribute(attribute).or_else(|| extension.child_attribute(document, child, name))?;
            Some(self.value(element, &text))
        };
        let assignment = "assignmentDefinition";
        UserTask {
            assignee: take("assignee", assignment, "assignee"),
            candidate_users: take("candidateUsers", assignment, "candidateUsers"),
            candidate_groups: take("candidateGroups", assignment, "candidateGroups"),
            form: take("formKey", "formDefinition", "formKey").or_else(|| take("formRef", "formDefinition", "formId")),
            due: take("dueDate", "taskSchedule", "dueDate"),
            follow_up: take("followUpDate", "taskSchedule", "followUpDate"),
            priority: take("priority", "priorityDefinition", "priority"),
        }
    }

    fn work(&mut self, element: NodeId, extension: &mut Extension) -> Work {
        let document = self.document;
        let external = extension.attribute("type");
        let kind = extension
            .attribute("topic")
            .or_else(|| extension.child_attribute(document, "taskDefinition", "type"))
            .or_else(|| external.filter(|kind| kind != "external"));
        let expression = extension.attribute("expression");
        Work {
            kind: kind.map(|text| self.value(element, &text)),
            expression: expression.map(|text| self.code(element, &text)),
            result_variable: extension.attribute("resultVariable"),
        }
    }

    fn script(&mut self, element: NodeId, extension: &mut Extension) -> Script {
        let document = self.document;
        let result = extension
            .of_anyone("resultVariable")
            .or_else(|| extension.child_attribute(document, "script", "resultVariable"));
        if let Some(text) = extension.child_attribute(document, "script", "expression") {
            let expression = Some(self.code(element, &text));
            return Script { format: Some("feel".to_owned()), expression, result_variable: result };
        }
        let format = self.get(element, "scriptFormat").map(|format| format.trim().to_ascii_lowercase());
        let source = self.child(element, "script").map(|script| (script, self.text(script)));
        let expression = source.filter(|(_, text)| !text.is_empty()).map(|(script, text)| {
            match format.as_deref() {
                None | Some("feel" | "text/feel" | "application/feel") => self.code(script, &text),
                // Another language: kept as text, and for the engine to refuse.
                Some(format) => {
                    let reason = format!("scripts in {format} do not run here; write it in FEEL");
                    let form = crate::expression::Form::Unread { source: text.clone(), reason };
                    let expression = Expression { text, place: document.place(script), form };
                    self.told(script, expression)
                }
            }
        });
        Script { format, expression, result_variable: result }
    }

    pub(super) fn call(&mut self, element: NodeId, extension: &mut Extension) -> Call {
        let document = self.document;
        let called = self.get(element, "calledElement").map(str::to_owned);
        let called = called
            .filter(|text| !text.trim().is_empty())
            .or_else(|| extension.child_attribute(document, "calledElement", "processId"));
        let binding = extension
            .attribute("calledElementBinding")
            .or_else(|| extension.child_attribute(document, "calledElement", "bindingType"));
        let version = extension
            .attribute("calledElementVersion")
            .or_else(|| extension.attribute("calledElementVersionTag"))
            .or_else(|| extension.child_attribute(document, "calledElement", "versionTag"));
        let zeebe = extension.elements(document, "calledElement");
        let flag =
            |name: &str| zeebe.first().is_some_and(|node| self.get(*node, name).is_none_or(|value| value == "true"));
        let whole = |nodes: Vec<NodeId>| nodes.iter().any(|node| self.get(*node, "variables") == Some("all"));
        let all_in = flag("propagateAllParentVariables") || whole(extension.elements(document, "in"));
        let all_out = flag("propagateAllChildVariables") || whole(extension.elements(document, "out"));
        let key = extension.elements(document, "in").into_iter().find_map(|node| self.get(node, "businessKey"));
        let key = key.map(str::to_owned);
        Call {
            element: called.map(|text| self.value(element, &text)),
            binding,
            version,
            business_key: key.map(|text| self.value(element, &text)),
            all_in,
            all_out,
        }
    }

    pub(super) fn sub_process_kind(&mut self, element: NodeId, extension: &mut Extension) -> SubProcessKind {
        match self.kind(element) {
            "transaction" => SubProcessKind::Transaction,
            "adHocSubProcess" => {
                let active = extension.child_attribute(self.document, "adHoc", "activeElementsCollection");
                SubProcessKind::AdHoc {
                    sequential: self.get(element, "ordering") == Some("Sequential"),
                    completion: self.child_code(element, "completionCondition"),
                    cancel_remaining: self.get(element, "cancelRemainingInstances") != Some("false"),
                    active: active.map(|text| self.code(element, &text)),
                }
            }
            _ if self.is(element, "triggeredByEvent") => SubProcessKind::Event,
            _ => SubProcessKind::Embedded,
        }
    }

    pub(super) fn looping(&mut self, element: NodeId) -> Option<Loop> {
        if let Some(marker) = self.child(element, "standardLoopCharacteristics") {
            self.extension(marker).report(self, marker);
            return Some(Loop::Standard {
                test_before: self.is(marker, "testBefore"),
                maximum: self.get(marker, "loopMaximum").and_then(|text| text.trim().parse().ok()),
                condition: self.child_code(marker, "loopCondition"),
            });
        }
        let marker = self.child(element, "multiInstanceLoopCharacteristics")?;
        let document = self.document;
        let mut extension = self.extension(marker);
        let zeebe = "loopCharacteristics";
        let collection = extension
            .attribute("collection")
            .or_else(|| extension.child_attribute(document, zeebe, "inputCollection"))
            .or_else(|| self.reference(marker, "loopDataInputRef"));
        let item = self.child(marker, "inputDataItem");
        let element = extension
            .attribute("elementVariable")
            .or_else(|| extension.child_attribute(document, zeebe, "inputElement"))
            .or_else(|| item.map(|item| self.get(item, "name").or(self.get(item, "id")).unwrap_or("").to_owned()));
        let output_collection = extension
            .child_attribute(document, zeebe, "outputCollection")
            .or_else(|| self.reference(marker, "loopDataOutputRef"));
        let output = extension.child_attribute(document, zeebe, "outputElement");
        extension.report(self, marker);
        Some(Loop::Multiple(Box::new(MultiInstance {
            sequential: self.is(marker, "isSequential"),
            cardinality: self.child_code(marker, "loopCardinality"),
            collection: collection.map(|text| self.code(marker, &text)),
            element: element.filter(|name| !name.is_empty()),
            output_collection,
            output_element: output.map(|text| self.code(marker, &text)),
            completion: self.child_code(marker, "completionCondition"),
            behavior: match self.get(marker, "behavior") {
                Some("None") => Behavior::None,
                Some("One") => Behavior::One,
                Some("Complex") => Behavior::Complex,
                _ => Behavior::All,
            },
        })))
    }

    /// Inputs and outputs of Camunda 7 (`inputOutput`, `in`, `out`) and 8 (`ioMapping`).
    pub(super) fn mappings(&mut self, element: NodeId, extension: &mut Extension) -> (Vec<Mapping>, Vec<Mapping>) {
        let document = self.document;
        let (mut inputs, mut outputs) = (Vec::new(), Vec::new());
        for list in extension.elements(document, "ioMapping") {
            for mapping in document.children(list).collect::<Vec<_>>() {
                let (source, target) = (self.attribute(mapping, "source"), self.attribute(mapping, "target"));
                let source = self.value(mapping, &source);
                let side = if self.kind(mapping) == "input" { &mut inputs } else { &mut outputs };
                side.push(Mapping { source, target });
            }
        }
        for list in extension.elements(document, "inputOutput") {
            for parameter in document.children(list).collect::<Vec<_>>() {
                let target = self.attribute(parameter, "name");
                let source = self.parameter(parameter);
                let side = if self.kind(parameter) == "inputParameter" { &mut inputs } else { &mut outputs };
                side.push(Mapping { source, target });
            }
        }
        if self.kind(element) == "callActivity" {
            for (name, side) in [("in", &mut inputs), ("out", &mut outputs)] {
                for mapping in extension.elements(document, name) {
                    let source = self.get(mapping, "source").or(self.get(mapping, "sourceExpression"));
                    let (Some(source), target) = (source, self.attribute(mapping, "target")) else { continue };
                    let source = self.code(mapping, source);
                    side.push(Mapping { source, target });
                }
            }
        }
        (inputs, outputs)
    }

    /// A parameter of Camunda 7: a text, a list, a map; scripts are told of.
    fn parameter(&mut self, parameter: NodeId) -> Expression {
        let document = self.document;
        let Some(inner) = document.children(parameter).next() else {
            let text = self.text(parameter);
            return self.value(parameter, &text);
        };
        let items: Vec<(String, Expression)> = document
            .children(inner)
            .collect::<Vec<_>>()
            .into_iter()
            .map(|item| {
                (self.attribute(item, "key"), Expression::value(&self.text(item), &self.names, document.place(item)))
            })
            .collect();
        let source = |item: &Expression| match &item.form {
            crate::expression::Form::Feel { source, .. } => source.clone(),
            _ => feel_text(&item.text),
        };
        let text = match self.kind(inner) {
            "list" => format!("=[{}]", items.iter().map(|(_, it)| source(it)).collect::<Vec<_>>().join(", ")),
            "map" => {
                let entries = items.iter().map(|(key, it)| format!("{}: {}", feel_text(key), source(it)));
                format!("={{{}}}", entries.collect::<Vec<_>>().join(", "))
            }
            kind => {
                let reason = format!("a parameter made by a <{kind}> is not known");
                let form = crate::expression::Form::Unread { source: self.text(inner), reason };
                let expression = Expression { text: self.text(inner), place: document.place(inner), form };
                return self.told(inner, expression);
            }
        };
        self.code(parameter, &text)
    }

    pub(super) fn associations(&mut self, element: NodeId) -> Vec<Association> {
        let mut found = Vec::new();
        for child in self.children(element) {
            let input = match self.kind(child) {
                "dataInputAssociation" => true,
                "dataOutputAssociation" => false,
                _ => continue,
            };
            let inside = self.children(child);
            let sources = inside.iter().filter(|it| self.kind(**it) == "sourceRef").map(|it| self.text(*it)).collect();
            let mut assignments = Vec::new();
            for assignment in inside.iter().filter(|it| self.kind(**it) == "assignment").copied().collect::<Vec<_>>() {
                if let (Some(from), Some(to)) = (self.child_code(assignment, "from"), self.child_code(assignment, "to"))
                {
                    assignments.push((from, to));
                }
            }
            found.push(Association {
                input,
                sources,
                target: self.reference(child, "targetRef"),
                transformation: self.child_code(child, "transformation"),
                assignments,
            });
        }
        found
    }

    /// `taskHeaders` and `properties`.
    pub(super) fn headers(&self, extension: &mut Extension) -> Vec<(String, String)> {
        let mut found = Vec::new();
        for list in ["taskHeaders", "properties"] {
            for list in extension.elements(self.document, list) {
                for pair in self.document.children(list) {
                    let key = self.get(pair, "key").or(self.get(pair, "name")).unwrap_or("");
                    found.push((key.to_owned(), self.attribute(pair, "value")));
                }
            }
        }
        found
    }
}

fn feel_text(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
