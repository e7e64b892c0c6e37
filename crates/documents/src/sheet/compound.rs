//! The old binary `.xls`: a compound file (MS-CFB) with a stream of BIFF records (MS-XLS).
//!
//! calamine builds each sheet as one dense block from the cells it meets, and reserves what a
//! record promises. So the records are walked here first, and calamine is given a compound file
//! that holds nothing but the checked stream.

use std::io::{Cursor, Read, Write};

use cfb::{CompoundFile, Version};

use super::error::Kind;
use super::format::Format;
use super::options::Limits;
use super::source::{Reader, Source};

/// Cells of one sheet with everything between its corners: 65,536 rows of 90 columns.
const DENSE_CELLS: u64 = 6_000_000;

fn open(source: &Source) -> Result<CompoundFile<Reader>, Kind> {
    let reader = source.reader().map_err(Kind::Unreadable)?;
    CompoundFile::open(reader).map_err(|cause| Kind::Damaged(cause.to_string()))
}

/// The name of the stream with this name, however its letters are cased.
fn stream(file: &CompoundFile<Reader>, name: &str) -> Option<String> {
    file.read_root_storage()
        .filter(|entry| entry.is_stream())
        .map(|entry| entry.name().to_owned())
        .find(|found| found.eq_ignore_ascii_case(name))
}

pub(super) fn format(source: &Source) -> Result<Format, Kind> {
    let file = open(source)?;
    let has = |name| stream(&file, name).is_some();
    if has("EncryptedPackage") {
        return Err(Kind::Password);
    }
    if has("WordDocument") {
        return Err(Kind::NotATable("DOC"));
    }
    if has("Workbook") || has("Book") {
        return Ok(Format::Xls);
    }
    Err(Kind::NotATable("OLE"))
}

/// A compound file with only the workbook in it, safe to be read.
pub(super) fn checked(source: &Source, limits: &Limits) -> Result<Vec<u8>, Kind> {
    let damaged = |cause: std::io::Error| Kind::Damaged(cause.to_string());
    let mut file = open(source)?;
    // A file with both was saved for old and new programs alike; the new stream counts.
    let (name, path) = ["Workbook", "Book"]
        .into_iter()
        .find_map(|name| Some((name, stream(&file, name)?)))
        .ok_or(Kind::NotATable("OLE"))?;
    let mut records = Vec::new();
    file.open_stream(format!("/{path}"))
        .map_err(damaged)?
        .take(limits.unpacked_bytes)
        .read_to_end(&mut records)
        .map_err(damaged)?;
    check(&mut records, limits)?;

    let mut safe = CompoundFile::create_with_version(Version::V3, Cursor::new(Vec::new())).map_err(damaged)?;
    let mut copy = safe.create_stream(format!("/{name}")).map_err(damaged)?;
    copy.write_all(&records).map_err(damaged)?;
    copy.flush().map_err(damaged)?;
    drop(copy);
    safe.flush().map_err(damaged)?;
    Ok(safe.into_inner().into_inner())
}

/// The corner of a sheet farthest from A1.
#[derive(Default)]
struct Corner {
    rows: u64,
    columns: u64,
}

fn check(records: &mut [u8], limits: &Limits) -> Result<(), Kind> {
    let cut = || Kind::Damaged("BIFF: cut off".to_owned());
    let mut starts = Vec::new();
    let mut sheets = Vec::new();
    let mut corner = Corner::default();
    let mut at = 0;
    while at + 4 <= records.len() {
        let kind = u16::from_le_bytes([records[at], records[at + 1]]);
        let length = usize::from(u16::from_le_bytes([records[at + 2], records[at + 3]]));
        let Some(data) = records.get_mut(at + 4..at + 4 + length) else {
            // Only padding may follow the last record.
            if kind == 0 {
                break;
            }
            return Err(cut());
        };
        match kind {
            // BOF: a substream, which is a sheet or a chart in one.
            0x0809 => starts.push(at),
            // EOF.
            0x000A => corner = Corner::default(),
            // BoundSheet8, MS-XLS 2.4.28: where its sheet begins.
            0x0085 => {
                let position = data.first_chunk::<4>().ok_or_else(cut)?;
                sheets.push(u32::from_le_bytes(*position) as usize);
            }
            // Dimensions, MS-XLS 2.4.90: a promise that nobody needs.
            0x0200 => data.fill(0),
            0x0203 | 0x0204 | 0x00D6 | 0x0205 | 0x027E | 0x00FD | 0x0006 => {
                let [row, column] = pair(data).ok_or_else(cut)?;
                corner.reach(row, column, limits)?;
            }
            // MulRk, MS-XLS 2.4.175: cells side by side, the last column at the end.
            0x00BD => {
                let [row, _] = pair(data).ok_or_else(cut)?;
                let [last, _] = pair(&[&data[length - 2..], &[0, 0]].concat()).ok_or_else(cut)?;
                corner.reach(row, last, limits)?;
            }
            _ => {}
        }
        at += 4 + length;
    }
    // A sheet that begins inside a record would show records that were not looked at.
    match sheets.iter().all(|sheet| starts.binary_search(sheet).is_ok()) {
        true => Ok(()),
        false => Err(Kind::Damaged("BIFF: BoundSheet".to_owned())),
    }
}

fn pair(data: &[u8]) -> Option<[u16; 2]> {
    let bytes = data.first_chunk::<4>()?;
    Some([u16::from_le_bytes([bytes[0], bytes[1]]), u16::from_le_bytes([bytes[2], bytes[3]])])
}

impl Corner {
    fn reach(&mut self, row: u16, column: u16, limits: &Limits) -> Result<(), Kind> {
        if usize::from(column) >= limits.columns {
            return Err(Kind::TooManyColumns { found: usize::from(column) + 1, limit: limits.columns });
        }
        self.rows = self.rows.max(u64::from(row) + 1);
        self.columns = self.columns.max(u64::from(column) + 1);
        match self.rows * self.columns > DENSE_CELLS {
            true => Err(Kind::UnpacksTooBig { limit: limits.unpacked_bytes }),
            false => Ok(()),
        }
    }
}
