//! BPMN 2.0: diagrams read, kept and checked.
//!
//! Pure: no input or output, no clock. [`xml::Document`] keeps a file as it stood,
//! [`Definition`] is what an engine runs of it, [`lint::check`] says why a model must not
//! be published. Whatever a file says, nothing here panics or runs without end.
//! Start reading at `definition.rs`, then `read.rs`, then `lint.rs`.
//!
//! ```
//! let file = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">
//!   <process id="greet" isExecutable="true">
//!     <startEvent id="start"/><userTask id="say"/><endEvent id="end"/>
//!     <sequenceFlow id="a" sourceRef="start" targetRef="say"/>
//!     <sequenceFlow id="b" sourceRef="say" targetRef="end"/>
//!   </process>
//! </definitions>"#;
//! let document = bpmn::xml::Document::parse(file).unwrap();
//! let (definition, findings) = bpmn::check(&document);
//! assert!(findings.is_empty());
//! assert_eq!(definition.nodes.len(), 3);
//! assert_eq!(document.write(), file);
//! ```
pub mod definition;
pub mod expression;
mod finding;
pub mod iso;
mod juel;
pub mod lint;
mod read;
pub mod xml;

pub use definition::Definition;
pub use expression::Expression;
pub use finding::{Finding, Severity};

/// Reads a file's processes, with all there is to know: rules it breaks, what was not
/// understood. A model with a finding of [`Severity::Error`] must not be published.
pub fn check(document: &xml::Document) -> (Definition, Vec<Finding>) {
    let (definition, mut findings) = Definition::read(document);
    findings.extend(lint::check(document));
    findings.sort_by(|a, b| (a.place, a.rule).cmp(&(b.place, b.rule)));
    (definition, findings)
}

/// The namespace of BPMN's own elements.
pub const MODEL: &str = "http://www.omg.org/spec/BPMN/20100524/MODEL";
/// The namespace of what Relata adds to them.
pub const RELATA: &str = "urn:relata:bpmn:1";
