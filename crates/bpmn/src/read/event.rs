//! Events.
use super::{Reader, extension::Extension};
use crate::{
    Expression,
    definition::{Event, EventKind, ThrownId, Timer, Trigger},
    xml::NodeId,
};

impl Reader<'_> {
    pub(super) fn event(&mut self, element: NodeId, kind: EventKind) -> Event {
        let mut triggers = Vec::new();
        for child in self.children(element) {
            let definition = match self.kind(child) {
                "eventDefinitionRef" => {
                    let text = self.text(child);
                    let local = text.rsplit(':').next().unwrap_or("");
                    self.shared.get(local).copied()
                }
                kind if kind.ends_with("EventDefinition") => Some(child),
                _ => None,
            };
            triggers.extend(definition.and_then(|definition| self.trigger(definition)));
        }
        Event { kind, triggers, parallel: self.is(element, "parallelMultiple") }
    }

    fn trigger(&mut self, definition: NodeId) -> Option<Trigger> {
        let mut extension = self.extension(definition);
        let code_variable = |extension: &mut Extension, name: &str| extension.attribute(name);
        let trigger = match self.kind(definition) {
            "messageEventDefinition" => Trigger::Message(self.thrown(definition, "message")),
            "signalEventDefinition" => Trigger::Signal(self.thrown(definition, "signal")),
            "errorEventDefinition" => Trigger::Error {
                error: self.thrown(definition, "error"),
                code_variable: code_variable(&mut extension, "errorCodeVariable"),
                message_variable: code_variable(&mut extension, "errorMessageVariable"),
            },
            "escalationEventDefinition" => Trigger::Escalation {
                escalation: self.thrown(definition, "escalation"),
                code_variable: code_variable(&mut extension, "escalationCodeVariable"),
            },
            "conditionalEventDefinition" => Trigger::Conditional(self.child_code(definition, "condition")),
            // The activity is looked up when all nodes are known.
            "compensateEventDefinition" => Trigger::Compensation {
                activity: None,
                wait: self.get(definition, "waitForCompletion") != Some("false"),
            },
            "cancelEventDefinition" => Trigger::Cancel,
            "terminateEventDefinition" => Trigger::Terminate,
            "linkEventDefinition" => Trigger::Link { name: self.attribute(definition, "name"), target: None },
            "timerEventDefinition" => Trigger::Timer(self.timer(definition)),
            _ => return None,
        };
        extension.report(self, definition);
        Some(trigger)
    }

    fn timer(&mut self, definition: NodeId) -> Option<Timer> {
        for child in self.children(definition) {
            let kind = self.kind(child);
            if !kind.starts_with("time") {
                continue;
            }
            let text = self.text(child);
            if text.is_empty() {
                continue;
            }
            let time = Expression::time(&text, &self.names, self.document.place(child));
            let time = self.told(child, time);
            return match kind {
                "timeDate" => Some(Timer::Date(time)),
                "timeDuration" => Some(Timer::Duration(time)),
                _ => Some(Timer::Cycle(time)),
            };
        }
        None
    }

    /// The message, signal, error or escalation that `kindRef` names.
    pub(super) fn thrown(&self, element: NodeId, kind: &str) -> Option<ThrownId> {
        let reference = self.reference(element, &format!("{kind}Ref"))?;
        self.thrown.get(&format!("{kind} {reference}")).copied()
    }
}
