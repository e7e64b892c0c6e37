//! What is refused before it is read as XML.

/// A model of 5,000 drawn elements is about 5 MB.
const MAX_BYTES: usize = 32 << 20;
/// Elements within elements. Boxed expressions need two a level.
const MAX_DEPTH: u32 = 200;

/// Whether a text is short and flat enough to be read.
pub(super) fn check(text: &str) -> Result<(), String> {
    if text.len() > MAX_BYTES {
        return Err(format!("the model has {} bytes; {MAX_BYTES} are allowed", text.len()));
    }
    match deepest(text) {
        depth if depth > MAX_DEPTH => Err(format!("elements stand in each other more than {MAX_DEPTH} deep")),
        _ => Ok(()),
    }
}

/// How deep tags stand in each other. Broken XML gives some number: it is refused later.
fn deepest(text: &str) -> u32 {
    let (mut depth, mut most, mut at) = (0u32, 0u32, 0usize);
    while let Some(found) = text[at..].find('<') {
        at += found;
        let rest = &text[at..];
        let skipped = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")];
        if let Some((_, end)) = skipped.iter().find(|(start, _)| rest.starts_with(start)) {
            at += rest.find(end).map_or(rest.len(), |place| place + end.len());
            continue;
        }
        let end = tag_end(rest);
        if rest.starts_with("</") {
            depth = depth.saturating_sub(1);
        } else if !rest[..end].ends_with("/>") {
            depth += 1;
            most = most.max(depth);
        }
        at += end;
    }
    most
}

/// Behind the `>` of a tag; one in an attribute does not end it.
fn tag_end(tag: &str) -> usize {
    let mut quote = None;
    for (place, byte) in tag.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return place + 1,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    tag.len()
}

/// The byte of a line and column as the XML reader counts them.
pub(super) fn byte_at(text: &str, row: u32, column: u32) -> u32 {
    let before: usize = text.split_inclusive('\n').take(row.saturating_sub(1) as usize).map(str::len).sum();
    let within = text[before..].char_indices().nth(column.saturating_sub(1) as usize);
    (before + within.map_or(0, |(place, _)| place)) as u32
}
