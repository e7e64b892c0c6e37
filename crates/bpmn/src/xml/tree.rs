//! The tree: nodes in an arena, in the order of the file.
use std::{fmt, ops::Range, sync::Arc};

use super::encoding::Coding;

/// Where something stands in a file, both counted from one; columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    pub line: u32,
    pub column: u32,
}

impl Place {
    pub const START: Place = Place { line: 1, column: 1 };
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

/// A node of one document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub(super) u32);

/// A file of XML as a tree; see the [module](super).
#[derive(Clone, Debug)]
pub struct Document {
    pub(super) source: String,
    pub(super) coding: Coding,
    /// What was read, as long as nothing was changed.
    pub(super) original: Option<Vec<u8>>,
    /// Invariant: node 0 is the file itself.
    pub(super) nodes: Vec<Node>,
    pub(super) root: NodeId,
}

#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) parent: NodeId,
    pub(super) children: Vec<NodeId>,
    pub(super) kind: Kind,
    pub(super) open: Raw,
    pub(super) close: Raw,
    pub(super) place: Place,
}

#[derive(Clone, Debug)]
pub(super) enum Kind {
    File,
    Element(Element),
    /// Its characters, references resolved.
    Text(String),
    /// A comment, a processing instruction, the declaration.
    Other,
}

/// Characters of the source, or new ones.
#[derive(Clone, Debug)]
pub(super) enum Raw {
    Source(Range<usize>),
    New(String),
}

impl Raw {
    pub(super) const NONE: Raw = Raw::Source(0..0);
}

/// An element's names and attributes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    /// The namespace's address, or nothing.
    pub namespace: Arc<str>,
    pub prefix: String,
    /// The name without prefix.
    pub name: String,
    /// In the order of the file, declarations of namespaces included.
    pub attributes: Vec<Attribute>,
}

/// An attribute of an element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Empty where there is no prefix: such an attribute belongs to its element alone.
    pub namespace: Arc<str>,
    pub prefix: String,
    pub name: String,
    pub value: String,
}

impl Element {
    /// The value of an attribute without prefix.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.get_in("", name)
    }

    /// The value of an attribute of a namespace.
    pub fn get_in(&self, namespace: &str, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|a| a.name == name && &*a.namespace == namespace && a.prefix != "xmlns")
            .map(|attribute| attribute.value.as_str())
    }
}

impl Document {
    /// The outermost element.
    pub fn root(&self) -> NodeId {
        self.root
    }

    pub(super) fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    /// The element that a node is, if it is one.
    pub fn element(&self, id: NodeId) -> Option<&Element> {
        match &self.node(id).kind {
            Kind::Element(element) => Some(element),
            _ => None,
        }
    }

    /// The element around a node, if there is one.
    pub fn parent(&self, id: NodeId) -> Option<NodeId> {
        Some(self.node(id).parent).filter(|parent| parent.0 != 0)
    }

    /// The elements directly inside a node, in order.
    pub fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        self.node(id).children.iter().copied().filter(|child| self.element(*child).is_some())
    }

    /// The node and all elements inside it, in the order of the file.
    pub fn descendants(&self, id: NodeId) -> Vec<NodeId> {
        let mut found = Vec::new();
        let mut open = vec![id];
        while let Some(next) = open.pop() {
            found.push(next);
            let children: Vec<NodeId> = self.children(next).collect();
            open.extend(children.into_iter().rev());
        }
        found
    }

    /// The text directly inside a node, CDATA included, comments and elements left out.
    pub fn text(&self, id: NodeId) -> String {
        let pieces = self.node(id).children.iter().filter_map(|child| match &self.node(*child).kind {
            Kind::Text(text) => Some(text.as_str()),
            _ => None,
        });
        pieces.collect()
    }

    /// Where a node begins; what was added later stands where its parent begins.
    pub fn place(&self, id: NodeId) -> Place {
        self.node(id).place
    }

    /// The whole file as text, without byte order mark.
    pub fn write(&self) -> String {
        let mut text = String::with_capacity(self.source.len() + 64);
        // Two entries a node (before and after its children) instead of recursion.
        let mut open = vec![(NodeId(0), false)];
        while let Some((id, leaving)) = open.pop() {
            let node = self.node(id);
            text.push_str(self.raw(if leaving { &node.close } else { &node.open }));
            if !leaving {
                open.push((id, true));
                open.extend(node.children.iter().rev().map(|child| (*child, false)));
            }
        }
        text
    }

    /// The whole file in the encoding it was read in; the very bytes that were read where
    /// nothing was changed.
    pub fn bytes(&self) -> Vec<u8> {
        match &self.original {
            Some(bytes) => bytes.clone(),
            None => self.coding.bytes(&self.write()),
        }
    }

    pub(super) fn raw<'a>(&'a self, raw: &'a Raw) -> &'a str {
        match raw {
            Raw::Source(range) => &self.source[range.clone()],
            Raw::New(text) => text,
        }
    }
}
