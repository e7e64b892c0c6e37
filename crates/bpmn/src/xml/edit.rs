//! Changes that leave the rest of a file as it stood.
use std::sync::Arc;

use super::{
    Attribute, Document, Element, NodeId, tag,
    tree::{Kind, Node, Raw},
};

impl Document {
    /// Sets an attribute, named with its prefix if it has one; a new one comes last.
    ///
    /// Keeps the tag's other characters. Nothing happens to what is no element.
    pub fn set(&mut self, id: NodeId, name: &str, value: &str) {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        let namespace: Arc<str> = if prefix.is_empty() { "".into() } else { self.namespace_at(id, prefix) };
        let node = &self.nodes[id.0 as usize];
        let Kind::Element(_) = node.kind else { return };
        let mut open = self.raw(&node.open).to_owned();
        // A tag that was read or written by us can be taken apart.
        let Ok((_, found)) = tag::parts(&open) else { return };
        match found.iter().find(|attribute| open[attribute.name.clone()] == *name) {
            Some(attribute) => open.replace_range(attribute.value.clone(), &tag::escape(value)),
            None => {
                let end = open.trim_end_matches(['>', '/']).trim_end().len();
                open.insert_str(end, &format!(" {name}=\"{}\"", tag::escape(value)));
            }
        }
        let node = &mut self.nodes[id.0 as usize];
        node.open = Raw::New(open);
        if let Kind::Element(element) = &mut node.kind {
            let known = element.attributes.iter_mut().find(|a| a.prefix == prefix && a.name == local);
            match known {
                Some(attribute) => attribute.value = value.to_owned(),
                None => element.attributes.push(Attribute {
                    namespace,
                    prefix: prefix.to_owned(),
                    name: local.to_owned(),
                    value: value.to_owned(),
                }),
            }
        }
        self.original = None;
    }

    /// Adds an empty element, named with its prefix, as the last child; gives its node.
    ///
    /// It stands on a line of its own where the other children do.
    pub fn add(&mut self, parent: NodeId, name: &str) -> NodeId {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        let namespace = self.namespace_at(parent, prefix);
        let element = Element { namespace, prefix: prefix.to_owned(), name: local.to_owned(), attributes: Vec::new() };
        self.unfold(parent);
        let blank = self.blank_before_children(parent);
        let end = self.blank_at_end(parent);
        if let (Some(blank), Some(at)) = (&blank, end) {
            let text = self.new_node(parent, Kind::Text(blank.clone()), blank.clone());
            self.nodes[parent.0 as usize].children.insert(at, text);
        }
        let id = self.new_node(parent, Kind::Element(element), format!("<{name}/>"));
        let children = &mut self.nodes[parent.0 as usize].children;
        let at = end.map_or(children.len(), |at| at + usize::from(blank.is_some()));
        children.insert(at, id);
        self.original = None;
        id
    }

    /// Adds an empty element before another one, where a schema wants an order; gives its node.
    ///
    /// It stands on a line of its own where that one does. Before the outermost element
    /// nothing can stand: there the element itself is given back.
    pub fn add_before(&mut self, sibling: NodeId, name: &str) -> NodeId {
        let Some(parent) = self.parent(sibling) else { return sibling };
        let id = self.add(parent, name);
        // What `add` put at the end is taken up again, with the blanks it brought along.
        let children = &self.node(parent).children;
        let (Some(from), Some(to)) =
            (children.iter().position(|child| *child == id), children.iter().position(|child| *child == sibling))
        else {
            return id;
        };
        let brought = from > 0 && self.is_blank(children[from - 1]);
        let blank = brought && to > 0 && self.is_blank(children[to - 1]);
        let like = if blank { Some(self.raw(&self.node(children[to - 1]).open).to_owned()) } else { None };
        let children = &mut self.nodes[parent.0 as usize].children;
        children.remove(from);
        if brought {
            children.remove(from - 1);
        }
        children.insert(to, id);
        if let Some(like) = like {
            let text = self.new_node(parent, Kind::Text(like.clone()), like);
            self.nodes[parent.0 as usize].children.insert(to + 1, text);
        }
        id
    }

    /// Adds text as the last child.
    pub fn add_text(&mut self, parent: NodeId, text: &str) {
        self.unfold(parent);
        let raw = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let id = self.new_node(parent, Kind::Text(text.to_owned()), raw);
        self.nodes[parent.0 as usize].children.push(id);
        self.original = None;
    }

    /// Takes a node out, with the blanks before it. The outermost element stays.
    pub fn remove(&mut self, id: NodeId) {
        if id == self.root || id.0 == 0 {
            return;
        }
        let parent = self.node(id).parent;
        let Some(at) = self.node(parent).children.iter().position(|child| *child == id) else {
            return;
        };
        let blank = at.checked_sub(1).filter(|&before| self.is_blank(self.node(parent).children[before]));
        let children = &mut self.nodes[parent.0 as usize].children;
        children.drain(blank.unwrap_or(at)..=at);
        self.original = None;
    }

    /// Turns `<a/>` into `<a></a>`.
    fn unfold(&mut self, id: NodeId) {
        let open = self.raw(&self.node(id).open).to_owned();
        let (Some(start), Kind::Element(element)) = (open.strip_suffix("/>"), &self.node(id).kind) else {
            return;
        };
        let colon = if element.prefix.is_empty() { "" } else { ":" };
        let close = format!("</{}{colon}{}>", element.prefix, element.name);
        let open = format!("{}>", start.trim_end());
        let node = &mut self.nodes[id.0 as usize];
        (node.open, node.close) = (Raw::New(open), Raw::New(close));
    }

    fn new_node(&mut self, parent: NodeId, kind: Kind, raw: String) -> NodeId {
        let id = NodeId(self.nodes.len() as u32);
        let place = self.node(parent).place;
        let (open, close) = (Raw::New(raw), Raw::NONE);
        self.nodes.push(Node { parent, children: Vec::new(), kind, open, close, place });
        id
    }

    fn is_blank(&self, id: NodeId) -> bool {
        matches!(&self.node(id).kind, Kind::Text(text) if text.trim().is_empty())
    }

    /// The blanks that stand before the first child element.
    fn blank_before_children(&self, parent: NodeId) -> Option<String> {
        let first = *self.node(parent).children.first()?;
        self.is_blank(first).then(|| self.raw(&self.node(first).open).to_owned())
    }

    /// The position of the blanks before the end tag.
    fn blank_at_end(&self, parent: NodeId) -> Option<usize> {
        let children = &self.node(parent).children;
        let last = *children.last()?;
        self.is_blank(last).then_some(children.len() - 1)
    }

    /// The address a prefix stands for at a node; nothing where it is not declared.
    fn namespace_at(&self, id: NodeId, prefix: &str) -> Arc<str> {
        let mut at = Some(id);
        while let Some(id) = at {
            let declared = self.element(id).and_then(|element| {
                element.attributes.iter().find(|a| match prefix {
                    "" => a.prefix.is_empty() && a.name == "xmlns",
                    _ => a.prefix == "xmlns" && a.name == prefix,
                })
            });
            if let Some(attribute) = declared {
                return attribute.value.as_str().into();
            }
            at = self.parent(id);
        }
        "".into()
    }
}
