//! From text to tree.
use std::{borrow::Cow, sync::Arc};

use quick_xml::{Reader, events::Event};

use super::{
    Attribute, Document, Element, Error, Fault, MAX_ATTRIBUTES, MAX_BYTES, MAX_DEPTH, MAX_ELEMENTS, NodeId, Place,
    encoding::{self, Coding},
    tag,
    tree::{Kind, Node, Raw},
};

const XML: &str = "http://www.w3.org/XML/1998/namespace";
const XMLNS: &str = "http://www.w3.org/2000/xmlns/";

impl Document {
    /// Reads a file in whatever encoding it declares.
    ///
    /// # Errors
    /// The first fault, with its place.
    pub fn read(bytes: &[u8]) -> Result<Document, Error> {
        if bytes.len() > MAX_BYTES {
            return Err(Error { place: Place::START, fault: Fault::TooLarge });
        }
        let (text, coding) = encoding::decode(bytes)?;
        let mut document = build(text)?;
        document.coding = coding;
        document.original = Some(bytes.to_vec());
        Ok(document)
    }

    /// Reads a text, whatever encoding it declares.
    ///
    /// # Errors
    /// The first fault, with its place.
    pub fn parse(text: &str) -> Result<Document, Error> {
        if text.len() > MAX_BYTES {
            return Err(Error { place: Place::START, fault: Fault::TooLarge });
        }
        build(text.strip_prefix('\u{feff}').unwrap_or(text).to_owned())
    }
}

struct Builder<'a> {
    source: &'a str,
    nodes: Vec<Node>,
    open: Vec<NodeId>,
    /// The prefixes in force, the innermost last, with the depth each was declared at.
    prefixes: Vec<(usize, String, Arc<str>)>,
    elements: usize,
    root: Option<NodeId>,
    counted: usize,
    place: Place,
}

fn build(source: String) -> Result<Document, Error> {
    let file = Node {
        parent: NodeId(0),
        children: Vec::new(),
        kind: Kind::File,
        open: Raw::NONE,
        close: Raw::NONE,
        place: Place::START,
    };
    let mut builder = Builder {
        source: &source,
        nodes: vec![file],
        open: vec![NodeId(0)],
        prefixes: vec![(0, "xml".to_owned(), XML.into()), (0, "xmlns".to_owned(), XMLNS.into())],
        elements: 0,
        root: None,
        counted: 0,
        place: Place::START,
    };
    builder.run()?;
    let (nodes, root) = (builder.nodes, builder.root);
    let missing = Error { place: Place::START, fault: Fault::Malformed("no element".into()) };
    let root = root.ok_or(missing)?;
    Ok(Document { source, coding: Coding::UTF_8, original: None, nodes, root })
}

impl Builder<'_> {
    fn run(&mut self) -> Result<(), Error> {
        let mut reader = Reader::from_str(self.source);
        loop {
            let start = reader.buffer_position() as usize;
            let event = match reader.read_event() {
                Ok(event) => event,
                Err(error) => {
                    self.advance((reader.error_position() as usize).min(self.source.len()));
                    return Err(self.fail(Fault::Malformed(error.to_string())));
                }
            };
            let range = start..reader.buffer_position() as usize;
            let raw = &self.source[range.clone()];
            self.advance(start);
            match event {
                Event::Start(_) => {
                    let id = self.begin(raw, Raw::Source(range))?;
                    self.open.push(id);
                }
                Event::Empty(_) => {
                    self.begin(raw, Raw::Source(range))?;
                    self.forget();
                }
                Event::End(_) => {
                    // The reader has compared the names.
                    if let Some(id) = self.open.pop() {
                        self.nodes[id.0 as usize].close = Raw::Source(range);
                    }
                    self.forget();
                }
                Event::Text(_) | Event::GeneralRef(_) => {
                    let text = self.resolve(&lines(raw))?;
                    if self.open.len() == 1 && !text.trim().is_empty() {
                        return Err(self.fail(Fault::Malformed("text outside the element".into())));
                    }
                    self.push(Kind::Text(text), Raw::Source(range));
                }
                Event::CData(_) => {
                    if self.open.len() == 1 {
                        return Err(self.fail(Fault::Malformed("text outside the element".into())));
                    }
                    let text = lines(&raw["<![CDATA[".len()..raw.len() - "]]>".len()]).into_owned();
                    self.push(Kind::Text(text), Raw::Source(range));
                }
                Event::DocType(_) => return Err(self.fail(Fault::Doctype)),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {
                    self.push(Kind::Other, Raw::Source(range));
                }
                Event::Eof => break,
            }
        }
        if self.open.len() > 1 {
            return Err(self.fail(Fault::Malformed("an element has no end".into())));
        }
        Ok(())
    }

    fn fail(&self, fault: Fault) -> Error {
        Error { place: self.place, fault }
    }

    /// Counts lines and columns up to an offset; each character once.
    fn advance(&mut self, to: usize) {
        // An error of the reader may point into the middle of a character.
        let mut to = to;
        while !self.source.is_char_boundary(to) {
            to -= 1;
        }
        for c in self.source.get(self.counted..to).unwrap_or("").chars() {
            match c {
                '\n' => self.place = Place { line: self.place.line + 1, column: 1 },
                _ => self.place.column += 1,
            }
        }
        self.counted = self.counted.max(to);
    }

    fn push(&mut self, kind: Kind, open: Raw) -> NodeId {
        let id = NodeId(self.nodes.len() as u32);
        let parent = self.open.last().copied().unwrap_or(NodeId(0));
        let place = self.place;
        self.nodes.push(Node { parent, children: Vec::new(), kind, open, close: Raw::NONE, place });
        self.nodes[parent.0 as usize].children.push(id);
        id
    }

    fn begin(&mut self, raw: &str, range: Raw) -> Result<NodeId, Error> {
        self.elements += 1;
        if self.elements > MAX_ELEMENTS {
            return Err(self.fail(Fault::TooMany));
        }
        // The file itself is the first of the open nodes.
        let depth = self.open.len();
        if depth > MAX_DEPTH {
            return Err(self.fail(Fault::TooDeep));
        }
        if depth == 1 && self.root.is_some() {
            return Err(self.fail(Fault::Malformed("a second outermost element".into())));
        }
        let (name, found) = tag::parts(raw).map_err(|fault| self.fail(fault))?;
        let mut attributes = Vec::with_capacity(found.len());
        for attribute in found {
            let (prefix, local) = split(&raw[attribute.name]);
            // XML 1.0, 3.3.3: what ends a line is a blank in an attribute.
            let value = lines(&raw[attribute.value]).replace(['\n', '\t'], " ");
            let value = self.resolve(&value)?;
            match (prefix, local) {
                ("xmlns", local) => self.prefixes.push((depth, local.into(), value.as_str().into())),
                ("", "xmlns") => self.prefixes.push((depth, String::new(), value.as_str().into())),
                _ => {}
            }
            let namespace = "".into();
            attributes.push(Attribute { namespace, prefix: prefix.into(), name: local.into(), value });
        }
        if self.prefixes.len() > MAX_ATTRIBUTES {
            return Err(self.fail(Fault::TooWide));
        }
        for attribute in &mut attributes {
            if !attribute.prefix.is_empty() {
                attribute.namespace = self.namespace(&attribute.prefix)?;
            }
        }
        let (prefix, local) = split(&raw[name]);
        let namespace = self.namespace(prefix)?;
        let element = Element { namespace, prefix: prefix.into(), name: local.into(), attributes };
        let id = self.push(Kind::Element(element), range);
        self.root.get_or_insert(id);
        Ok(id)
    }

    fn namespace(&self, prefix: &str) -> Result<Arc<str>, Error> {
        let found = self.prefixes.iter().rev().find(|(_, known, _)| known == prefix);
        match found {
            Some((_, _, address)) => Ok(address.clone()),
            None if prefix.is_empty() => Ok("".into()),
            None => Err(self.fail(Fault::Prefix(prefix.to_owned()))),
        }
    }

    /// Forgets the prefixes of the element that has just ended.
    fn forget(&mut self) {
        let depth = self.open.len();
        while self.prefixes.last().is_some_and(|(at, _, _)| *at >= depth && *at > 0) {
            self.prefixes.pop();
        }
    }

    fn resolve(&self, raw: &str) -> Result<String, Error> {
        if !raw.contains('&') {
            return Ok(raw.to_owned());
        }
        quick_xml::escape::unescape(raw).map(String::from).map_err(|error| match error {
            quick_xml::escape::EscapeError::UnrecognizedEntity(_, name) => self.fail(Fault::Entity(name)),
            other => self.fail(Fault::Malformed(other.to_string())),
        })
    }
}

/// XML 1.0, 2.11: every end of a line is read as one character.
fn lines(text: &str) -> Cow<'_, str> {
    match text.contains('\r') {
        true => text.replace("\r\n", "\n").replace('\r', "\n").into(),
        false => text.into(),
    }
}

fn split(name: &str) -> (&str, &str) {
    name.split_once(':').unwrap_or(("", name))
}
