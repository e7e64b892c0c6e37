//! What a caller may say about a file before it is read, and how much is read at most.

use serde::{Deserialize, Serialize};

/// What the caller knows better than the detection, and the limits.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Options {
    /// The delimiter of a text table, an ASCII character; detected when absent.
    pub delimiter: Option<char>,
    /// The encoding of a text file by its WHATWG label, such as `windows-1251`; detected when
    /// absent.
    pub encoding: Option<String>,
    pub limits: Limits,
}

/// How much is read at most. Beyond a limit a file is refused with an error that names the limit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// Bytes of the file as uploaded.
    pub file_bytes: u64,
    /// Bytes of what a compressed file unpacks to, all members together.
    pub unpacked_bytes: u64,
    /// Bytes unpacked for one byte packed, looked at only from 16 MB unpacked.
    pub unpacked_ratio: u64,
    /// Rows of one sheet, counted as a person counts them.
    pub rows: u64,
    /// Columns that hold something.
    pub columns: usize,
    /// Bytes of one cell; a longer one becomes a fault of that cell alone.
    pub cell_bytes: usize,
    /// Bytes of the texts of one row together.
    pub row_bytes: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            file_bytes: 512 << 20,
            unpacked_bytes: 1 << 30,
            unpacked_ratio: 200,
            rows: 5_000_000,
            columns: 500,
            cell_bytes: 1 << 20,
            row_bytes: 8 << 20,
        }
    }
}
