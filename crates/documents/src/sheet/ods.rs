//! OpenDocument spreadsheets, read as a stream.
//!
//! Not with calamine: it holds every sheet in memory with repeated rows written out, and a
//! `content.xml` that is cut off keeps it reading for ever.

use std::io::BufReader;

use quick_xml::Reader as Xml;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use zip::read::ZipFile;

use super::archive::Archive;
use super::cell::{Cell, Fault, Row};
use super::error::{Kind, Stopped};
use super::excel::{iso, limited};
use super::options::Options;
use super::source::Reader;
use super::{Sheet, archive};

const XML: XmlVersion = XmlVersion::Implicit1_0;

type Content<'a> = Xml<BufReader<ZipFile<'a, Reader>>>;

fn content(archive: &mut Archive) -> Result<Content<'_>, Kind> {
    let member = archive.by_name("content.xml").map_err(archive::damaged)?;
    let mut xml = Xml::from_reader(BufReader::with_capacity(64 << 10, member));
    let config = xml.config_mut();
    config.expand_empty_elements = true;
    // Programs disagree on `&`; a stray one is text.
    config.allow_dangling_amp = true;
    Ok(xml)
}

fn damaged(cause: impl std::fmt::Display) -> Kind {
    Kind::Damaged(cause.to_string())
}

/// A member with this in it says that the content is encrypted (ODF 1.2, part 3, 4.8).
const ENCRYPTED: &str = "encryption-data";

pub(super) fn check_password(archive: &mut Archive) -> Result<(), Kind> {
    let mut manifest = String::new();
    if let Ok(member) = archive.by_name("META-INF/manifest.xml") {
        let mut limited = std::io::Read::take(member, 4 << 20);
        // What is not text is no reason to stop: the content decides.
        let _ = std::io::Read::read_to_string(&mut limited, &mut manifest);
    }
    match manifest.contains(ENCRYPTED) {
        true => Err(Kind::Password),
        false => Ok(()),
    }
}

/// The sheets in their order. A sheet is hidden by its style.
pub(super) fn sheets(archive: &mut Archive) -> Result<Vec<Sheet>, Kind> {
    let mut xml = content(archive)?;
    let mut buffer = Vec::new();
    let mut style = None;
    let mut hidden = Vec::new();
    let mut sheets = Vec::new();
    let mut depth = 0_usize;
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(damaged)? {
            Event::Start(element) => match element.local_name().as_ref() {
                "style" => style = attribute(&element, "name")?,
                "table-properties" if attribute(&element, "display")?.as_deref() == Some("false") => {
                    hidden.extend(style.clone());
                }
                "table" => {
                    // A table inside a cell is no sheet.
                    if depth == 0 {
                        let style = attribute(&element, "style-name")?;
                        sheets.push(Sheet {
                            name: attribute(&element, "name")?.unwrap_or_default(),
                            visible: !style.is_some_and(|style| hidden.contains(&style)),
                        });
                    }
                    depth += 1;
                }
                _ => {}
            },
            Event::End(element) if element.local_name().as_ref() == "table" => {
                depth = depth.saturating_sub(1);
            }
            Event::Eof => return Ok(sheets),
            _ => {}
        }
    }
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Result<Option<String>, Kind> {
    for attribute in element.attributes().with_checks(false) {
        let attribute = attribute.map_err(damaged)?;
        if attribute.key.local_name().as_ref() == name {
            let value = attribute.normalized_value(XML).map_err(damaged)?;
            return Ok(Some(value.into_owned()));
        }
    }
    Ok(None)
}

/// How often a row or a cell is repeated.
fn repeated(element: &BytesStart<'_>, name: &str) -> Result<u64, Kind> {
    match attribute(element, name)? {
        Some(text) => text.trim().parse().map(|count: u64| count.max(1)).map_err(damaged),
        None => Ok(1),
    }
}

/// The rows of one sheet.
pub(super) struct Rows<'a> {
    xml: Content<'a>,
    buffer: Vec<u8>,
    /// Rows counted so far.
    number: u64,
    /// A row that stands for several, and how often it is still to be given.
    again: Option<(Vec<Cell>, u64)>,
    ended: bool,
}

impl<'a> Rows<'a> {
    pub(super) fn of(archive: &'a mut Archive, sheet: usize) -> Result<Rows<'a>, Kind> {
        let mut rows = Rows { xml: content(archive)?, buffer: Vec::new(), number: 0, again: None, ended: false };
        rows.pass_over(sheet)?;
        Ok(rows)
    }

    /// Reads to the beginning of the sheet with this index.
    fn pass_over(&mut self, sheet: usize) -> Result<(), Kind> {
        let mut depth = 0_usize;
        let mut met = 0;
        loop {
            self.buffer.clear();
            match self.xml.read_event_into(&mut self.buffer).map_err(damaged)? {
                Event::Start(element) if element.local_name().as_ref() == "table" => {
                    if depth == 0 {
                        if met == sheet {
                            return Ok(());
                        }
                        met += 1;
                    }
                    depth += 1;
                }
                Event::End(element) if element.local_name().as_ref() == "table" => {
                    depth = depth.saturating_sub(1);
                }
                Event::Eof => return Err(Kind::NoSheet),
                _ => {}
            }
        }
    }

    /// The next row that holds something.
    pub(super) fn next(&mut self, options: &Options) -> Result<Option<Row>, Stopped> {
        let at = self.number + 1;
        self.read(options).map_err(Stopped::at_row(at))
    }

    fn read(&mut self, options: &Options) -> Result<Option<Row>, Kind> {
        if let Some((cells, left)) = self.again.take() {
            self.number += 1;
            if left > 1 {
                self.again = Some((cells.clone(), left - 1));
            }
            return Ok(Some(self.row(cells)));
        }
        while !self.ended {
            self.buffer.clear();
            let event = self.xml.read_event_into(&mut self.buffer).map_err(damaged)?;
            match event {
                Event::Start(element) if element.local_name().as_ref() == "table-row" => {
                    let count = repeated(&element, "number-rows-repeated")?;
                    let cells = self.cells(options)?;
                    if cells.is_empty() {
                        self.number = self.number.saturating_add(count);
                        continue;
                    }
                    self.number += 1;
                    if count > 1 {
                        self.again = Some((cells.clone(), count - 1));
                    }
                    return Ok(Some(self.row(cells)));
                }
                Event::End(element) if element.local_name().as_ref() == "table" => self.ended = true,
                Event::Eof => return Err(damaged("content.xml")),
                _ => {}
            }
        }
        Ok(None)
    }

    fn row(&self, cells: Vec<Cell>) -> Row {
        Row { number: self.number, cells }
    }

    /// The cells of a row whose start has been read, up to the last that holds something.
    fn cells(&mut self, options: &Options) -> Result<Vec<Cell>, Kind> {
        let mut cells: Vec<Cell> = Vec::new();
        let mut column = 0_u64;
        let mut weight = 0_usize;
        loop {
            self.buffer.clear();
            let event = self.xml.read_event_into(&mut self.buffer).map_err(damaged)?;
            match event {
                Event::Start(element)
                    if matches!(element.local_name().as_ref(), "table-cell" | "covered-table-cell") =>
                {
                    let count = repeated(&element, "number-columns-repeated")?;
                    let typed = Typed::of(&element)?;
                    let text = self.text(options.limits.cell_bytes)?;
                    let cell = limited(typed.cell(text), options.limits.cell_bytes);
                    let end = column.saturating_add(count);
                    if !cell.is_empty() {
                        if end > options.limits.columns as u64 {
                            return Err(Kind::TooManyColumns {
                                found: usize::try_from(end).unwrap_or(usize::MAX),
                                limit: options.limits.columns,
                            });
                        }
                        weight = weight.saturating_add(cell.weight().saturating_mul(count as usize));
                        if weight > options.limits.row_bytes {
                            return Err(Kind::RowTooBig { limit: options.limits.row_bytes });
                        }
                        cells.resize(column as usize, Cell::Empty);
                        cells.resize(end as usize, cell);
                    }
                    column = end;
                }
                Event::End(element) if element.local_name().as_ref() == "table-row" => {
                    return Ok(cells);
                }
                Event::Eof => return Err(damaged("content.xml")),
                _ => {}
            }
        }
    }

    /// The text of a cell whose start has been read, its paragraphs as lines, without comments
    /// and drawings. Reads to the end of the cell.
    fn text(&mut self, limit: usize) -> Result<String, Kind> {
        let mut text = String::new();
        let mut depth = 0_usize;
        let mut paragraphs = 0;
        // The depth at which something begins that is not the cell's own text.
        let mut foreign = None;
        loop {
            self.buffer.clear();
            let event = self.xml.read_event_into(&mut self.buffer).map_err(damaged)?;
            let own = foreign.is_none() && text.len() <= limit;
            match event {
                Event::Start(element) => {
                    match element.local_name().as_ref() {
                        "annotation" | "frame" | "custom-shape" | "table" | "shapes" if foreign.is_none() => {
                            foreign = Some(depth);
                        }
                        "p" if own => {
                            if paragraphs > 0 {
                                text.push('\n');
                            }
                            paragraphs += 1;
                        }
                        // ODF 1.2, 6.1.3: blanks after the first are counted, not written.
                        "s" if own => {
                            let count = repeated(&element, "c")?.min(1000) as usize;
                            text.extend(std::iter::repeat_n(' ', count));
                        }
                        "tab" if own => text.push('\t'),
                        "line-break" if own => text.push('\n'),
                        _ => {}
                    }
                    depth += 1;
                }
                Event::End(_) if depth == 0 => return Ok(text),
                Event::End(_) => {
                    depth -= 1;
                    if foreign == Some(depth) {
                        foreign = None;
                    }
                }
                // Outside paragraphs there are only the blanks of pretty printing.
                Event::Text(part) if own && paragraphs > 0 && depth > 0 => {
                    text.push_str(&part.xml10_content());
                }
                Event::CData(part) if own && depth > 0 => text.push_str(&part.xml10_content()),
                Event::GeneralRef(reference) if own && depth > 0 => {
                    let named = reference.xml10_content();
                    match reference.resolve_char_ref() {
                        Ok(Some(char)) => text.push(char),
                        _ => match quick_xml::escape::resolve_predefined_entity(&named) {
                            Some(resolved) => text.push_str(resolved),
                            None => {
                                text.push('&');
                                text.push_str(&named);
                                text.push(';');
                            }
                        },
                    }
                }
                Event::Eof => return Err(damaged("content.xml")),
                _ => {}
            }
        }
    }
}

/// What the attributes of a cell say about its value.
struct Typed {
    kind: String,
    value: Option<String>,
    formula: bool,
}

impl Typed {
    fn of(element: &BytesStart<'_>) -> Result<Typed, Kind> {
        let mut typed = Typed { kind: String::new(), value: None, formula: false };
        for attribute in element.attributes().with_checks(false) {
            let attribute = attribute.map_err(damaged)?;
            let value = || attribute.normalized_value(XML).map_err(damaged);
            match attribute.key.local_name().as_ref() {
                // LibreOffice says `error` in its own `calcext:value-type`, beside `office:`'s.
                "value-type" if typed.kind != "error" => typed.kind = value()?.into_owned(),
                "value" | "date-value" | "time-value" | "boolean-value" | "string-value" => {
                    typed.value = Some(value()?.into_owned());
                }
                "formula" => typed.formula = true,
                _ => {}
            }
        }
        Ok(typed)
    }

    fn cell(self, text: String) -> Cell {
        let failed = self.formula && (text.starts_with('#') || text.starts_with("Err:"));
        if self.kind == "error" || failed {
            return Cell::Error(Fault::Formula(text));
        }
        let Some(value) = self.value else {
            return Cell::text(text);
        };
        let number = || value.trim().parse::<f64>().ok().filter(|number| number.is_finite());
        let typed = match self.kind.as_str() {
            "float" | "currency" => number().map(Cell::Number),
            "percentage" => number().map(|number| Cell::Percent(number * 100.0)),
            "boolean" => Some(Cell::Bool(value == "true")),
            "date" => Some(iso(&value)),
            "time" => value.parse().ok().map(Cell::Duration),
            _ => Some(Cell::text(value.as_str())),
        };
        // A value that is not of its type is shown as it stands.
        typed.unwrap_or_else(|| Cell::text(text))
    }
}
