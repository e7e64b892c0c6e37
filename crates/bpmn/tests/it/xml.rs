//! Files kept as they stood.
use bpmn::xml::{Document, Fault, MAX_ATTRIBUTES, MAX_BYTES, MAX_DEPTH, MAX_ELEMENTS, Place};

/// Everything that a careless writer would lose.
const QUIRKS: &str = "<?xml version='1.0' encoding=\"UTF-8\"?>\r\n<!-- before -->\n<?keep this?>\n\
<b:a  z='1'\n   y = \"2 &amp; 3\" xmlns:b=\"urn:b\" xmlns='urn:d'>\n\
  <empty/><empty ></empty >\t<b:c b:q='\"'>text &lt; &#65;<![CDATA[<raw> & ]]></b:c>\n\
  <!-- inside --><?also this?>\n</b:a>\n<!-- after -->\n";

#[test]
fn an_untouched_file_is_written_as_it_was_read() {
    for text in [QUIRKS, "<a/>", "<a>\u{1F600}</a>\n\n"] {
        assert_eq!(Document::parse(text).unwrap().write(), text);
        assert_eq!(Document::read(text.as_bytes()).unwrap().bytes(), text.as_bytes());
    }
}

#[test]
fn names_values_and_texts_are_understood() {
    let document = Document::parse(QUIRKS).unwrap();
    let root = document.element(document.root()).unwrap();
    assert_eq!((&*root.namespace, &*root.prefix, &*root.name), ("urn:b", "b", "a"));
    assert_eq!(root.get("y"), Some("2 & 3"));
    let child = document.children(document.root()).nth(2).unwrap();
    let element = document.element(child).unwrap();
    assert_eq!(element.get_in("urn:b", "q"), Some("\""));
    assert_eq!(element.get("q"), None);
    assert_eq!(document.text(child), "text < A<raw> & ");
    assert_eq!(document.place(child), Place { line: 6, column: 27 });
    let first = document.children(document.root()).next().unwrap();
    assert_eq!(&*document.element(first).unwrap().namespace, "urn:d");
}

#[test]
fn bytes_are_read_in_the_encoding_they_declare() {
    let text = "<?xml version=\"1.0\" encoding=\"windows-1251\"?><a n=\"Заявка\"/>";
    let bytes: Vec<u8> = encoding_rs::WINDOWS_1251.encode(text).0.into_owned();
    let mut document = Document::read(&bytes).unwrap();
    assert_eq!(document.element(document.root()).unwrap().get("n"), Some("Заявка"));
    assert_eq!(document.bytes(), bytes);
    document.set(document.root(), "n", "Сделка");
    let changed = encoding_rs::WINDOWS_1251.encode(&text.replace("Заявка", "Сделка")).0.into_owned();
    assert_eq!(document.bytes(), changed);

    let wide: Vec<u8> = "\u{feff}<a n=\"ї\"/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut document = Document::read(&wide).unwrap();
    document.set(document.root(), "n", "є");
    let changed: Vec<u8> = "\u{feff}<a n=\"є\"/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(document.bytes(), changed);
}

#[test]
fn a_change_leaves_the_rest_alone() {
    let mut document = Document::parse(QUIRKS).unwrap();
    let root = document.root();
    document.set(root, "y", "<'\">");
    document.set(root, "new", "1");
    let changed =
        QUIRKS.replace("2 &amp; 3", "&lt;&apos;&quot;&gt;").replace("xmlns='urn:d'>", "xmlns='urn:d' new=\"1\">");
    assert_eq!(document.write(), changed);
    assert_eq!(document.element(root).unwrap().get("new"), Some("1"));
    // What was written can be read, and says the same.
    let again = Document::parse(&document.write()).unwrap();
    assert_eq!(again.element(again.root()), document.element(root));
}

#[test]
fn children_come_and_go() {
    let text = "<p:a xmlns:p='urn:p'>\n  <p:b/>\n</p:a>";
    let mut document = Document::parse(text).unwrap();
    let child = document.add(document.root(), "p:c");
    document.set(child, "id", "x");
    let inner = document.add(child, "p:d");
    document.add_text(inner, "1 < 2");
    assert_eq!(document.write(), "<p:a xmlns:p='urn:p'>\n  <p:b/>\n  <p:c id=\"x\"><p:d>1 &lt; 2</p:d></p:c>\n</p:a>");
    assert_eq!(&*document.element(inner).unwrap().namespace, "urn:p");
    assert_eq!(document.text(inner), "1 < 2");
    document.remove(child);
    assert_eq!(document.write(), text);
    document.remove(document.root());
    assert_eq!(document.write(), text);
}

#[test]
fn a_child_can_come_first() {
    let text = "<a>\n  <b/>\n  <c/>\n</a>";
    let mut document = Document::parse(text).unwrap();
    let first = document.children(document.root()).next().unwrap();
    document.add_before(first, "x");
    let last = document.children(document.root()).last().unwrap();
    document.add_before(last, "y");
    assert_eq!(document.write(), "<a>\n  <x/>\n  <b/>\n  <y/>\n  <c/>\n</a>");
    let mut flat = Document::parse("<a><b/></a>").unwrap();
    let only = flat.children(flat.root()).next().unwrap();
    flat.add_before(only, "x");
    assert_eq!(flat.write(), "<a><x/><b/></a>");
}

/// XML 1.0, 2.11 and 3.3.3.
#[test]
fn ends_of_lines_are_one_character_and_blanks_in_attributes() {
    let text = "<a n='1\r\n2&#10;3'>x\r\ny</a>";
    let document = Document::parse(text).unwrap();
    assert_eq!(document.element(document.root()).unwrap().get("n"), Some("1 2\n3"));
    assert_eq!(document.text(document.root()), "x\ny");
    assert_eq!(document.write(), text);
}

#[test]
fn what_is_dangerous_is_refused_with_its_place() {
    let bomb = "<?xml version=\"1.0\"?>\n<!DOCTYPE a [<!ENTITY b \"bb\">]>\n<a>&b;</a>";
    let error = Document::parse(bomb).unwrap_err();
    assert_eq!(error.fault, Fault::Doctype);
    assert_eq!(error.place, Place { line: 2, column: 1 });
    assert_eq!(
        Document::parse("<a>\n&b;</a>").unwrap_err().to_string(),
        "line 2, column 1: the entity &b; is not one of the five of XML itself"
    );
    assert_eq!(Document::parse("<a n='&b;'/>").unwrap_err().fault, Fault::Entity("b".into()));
}

#[test]
fn there_are_limits() {
    let fault = |text: &str| Document::parse(text).map(|_| ()).unwrap_err().fault;
    let nested = |depth: usize| "<a>".repeat(depth) + &"</a>".repeat(depth);
    assert!(Document::parse(&nested(MAX_DEPTH)).is_ok());
    assert_eq!(fault(&nested(MAX_DEPTH + 1)), Fault::TooDeep);
    assert_eq!(fault(&format!("<a>{}</a>", "<b/>".repeat(MAX_ELEMENTS))), Fault::TooMany);
    assert_eq!(fault(&format!("<a>{}</a>", " ".repeat(MAX_BYTES))), Fault::TooLarge);
    let wide: String = (0..=MAX_ATTRIBUTES).map(|i| format!(" a{i}=''")).collect();
    assert_eq!(fault(&format!("<a{wide}/>")), Fault::TooWide);
}

#[test]
fn broken_files_say_what_and_where() {
    for (text, line, part) in [
        ("", 1, "no element"),
        ("<a>\n<b></a>", 2, "not well-formed"),
        ("<a>\n<b>", 2, "no end"),
        ("<a/>\n<b/>", 2, "second outermost"),
        ("<a/>\ntext", 1, "outside"),
        ("<a n=1/>", 1, "no value in quotes"),
        ("<a n='1' n='2'/>", 1, "given twice"),
        ("<p:a/>", 1, "prefix `p`"),
        ("<a n='<'/>", 1, "in the value"),
        ("plain", 1, "outside"),
    ] {
        let error = Document::parse(text).unwrap_err();
        assert!(error.to_string().contains(part), "{text:?}: {error}");
        assert_eq!(error.place.line, line, "{text:?}: {error}");
    }
    assert!(matches!(Document::read(b"<a>\xff</a>").unwrap_err().fault, Fault::Bytes(_)));
    let odd = b"<?xml version='1.0' encoding='klingon'?><a/>";
    assert!(matches!(Document::read(odd).unwrap_err().fault, Fault::Encoding(_)));
}
