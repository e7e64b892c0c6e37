//! Which delimiter a text table uses.

use super::delimited::Delimited;
use super::encoding::Text;
use super::options::Limits;

const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// How many rows the choice looks at.
const ROWS: usize = 200;

/// A sample is short, so nothing in it is refused.
const SAMPLE: Limits = Limits {
    file_bytes: u64::MAX,
    unpacked_bytes: u64::MAX,
    unpacked_ratio: u64::MAX,
    rows: u64::MAX,
    columns: usize::MAX,
    cell_bytes: 4096,
    row_bytes: usize::MAX,
};

/// Picks the delimiter that cuts the sample most evenly; a comma when none cuts it at all.
///
/// `sample` opens the text anew for each try, cut off where the sample ends.
pub(super) fn delimiter(sample: impl Fn() -> Text) -> u8 {
    if let Some(announced) = announced(sample()) {
        return announced;
    }
    let mut best = (b',', 0.0);
    for delimiter in DELIMITERS {
        let score = evenness(&widths(sample(), delimiter));
        if score > best.1 {
            best = (delimiter, score);
        }
    }
    best.0
}

/// Excel's first line `sep=;`.
fn announced(mut text: Text) -> Option<u8> {
    let mut start = Vec::new();
    text.read_more(&mut start).ok()?;
    let line = start.split(|&byte| byte == b'\n').next()?;
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let (word, rest) = line.split_at_checked("sep=".len())?;
    match rest {
        [delimiter] if word.eq_ignore_ascii_case(b"sep=") && delimiter.is_ascii() => Some(*delimiter),
        _ => None,
    }
}

/// Cells in each row. The last row of the sample is left
/// out, because the sample may end in the middle of it.
fn widths(text: Text, delimiter: u8) -> Vec<usize> {
    let mut rows = Delimited::new(text, delimiter, &SAMPLE);
    let mut widths = Vec::new();
    while widths.len() < ROWS
        && let Ok(Some(row)) = rows.next(0)
    {
        widths.push(row.cells.len());
    }
    if widths.len() > 2 {
        widths.pop();
    }
    widths
}

/// High when most rows have the same number of cells, and higher the more cells that is.
fn evenness(widths: &[usize]) -> f64 {
    let Some(&usual) = widths
        .iter()
        .filter(|&&width| width > 1)
        .max_by_key(|&&width| widths.iter().filter(|&&other| other == width).count())
    else {
        return 0.0;
    };
    let near = widths.iter().filter(|&&width| width.abs_diff(usual) <= usual / 4).count();
    let exact = widths.iter().filter(|&&width| width == usual).count();
    let share = (near + exact) as f64 / (2 * widths.len()) as f64;
    share * share * (1.0 + (usual as f64).min(30.0).ln())
}
