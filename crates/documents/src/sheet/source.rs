//! Where the bytes of a file come from: memory or a path. Both can be read many times.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The bytes of a file, in memory or on disk. Cheap to clone.
#[derive(Debug, Clone)]
pub enum Source {
    Bytes(Arc<[u8]>),
    File(PathBuf),
}

impl From<Vec<u8>> for Source {
    fn from(bytes: Vec<u8>) -> Source {
        Source::Bytes(bytes.into())
    }
}

impl From<&[u8]> for Source {
    fn from(bytes: &[u8]) -> Source {
        Source::Bytes(bytes.into())
    }
}

impl From<PathBuf> for Source {
    fn from(path: PathBuf) -> Source {
        Source::File(path)
    }
}

impl From<&Path> for Source {
    fn from(path: &Path) -> Source {
        Source::File(path.to_owned())
    }
}

/// A reader that can go back, as every archive needs.
pub(super) trait ReadSeek: Read + Seek + Send {}

impl<T: Read + Seek + Send> ReadSeek for T {}

pub(super) type Reader = BufReader<Box<dyn ReadSeek>>;

impl Source {
    pub(super) fn size(&self) -> io::Result<u64> {
        match self {
            Source::Bytes(bytes) => Ok(bytes.len() as u64),
            Source::File(path) => Ok(path.metadata()?.len()),
        }
    }

    pub(super) fn reader(&self) -> io::Result<Reader> {
        let inner: Box<dyn ReadSeek> = match self {
            Source::Bytes(bytes) => Box::new(Cursor::new(bytes.clone())),
            Source::File(path) => Box::new(File::open(path)?),
        };
        Ok(BufReader::with_capacity(64 << 10, inner))
    }

    /// The first bytes, enough to know a format by.
    pub(super) fn head(&self, length: u64) -> io::Result<Vec<u8>> {
        let mut head = Vec::new();
        self.reader()?.take(length).read_to_end(&mut head)?;
        Ok(head)
    }
}
