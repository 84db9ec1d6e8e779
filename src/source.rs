//! Where the bytes of an upload come from.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use crate::error::{Error, Kind, Result};

/// The bytes of an upload.
pub trait Source: Send {
    /// Reads some bytes; 0 at the end and only there.
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize>;
    /// How many bytes there are, if known beforehand. Fewer or more than that is an error.
    fn length(&self) -> Option<u64>;
    /// Starts from the first byte again; false if it cannot.
    fn rewind(&mut self) -> Result<bool>;

    /// Reads until the buffer is full or the end is reached.
    fn read_full(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let mut filled = 0;
        while filled < buffer.len() {
            match self.read(&mut buffer[filled..])? {
                0 => break,
                n => filled += n,
            }
        }
        Ok(filled)
    }
}

/// A source that is a file.
pub struct FileSource {
    file: File,
    length: u64,
    what: String,
}

impl FileSource {
    /// Opens a file; an upload takes it from the beginning.
    pub fn open(path: &Path) -> Result<Self> {
        let what = path.display().to_string();
        let open = || {
            let file = File::open(path)?;
            let meta = file.metadata()?;
            if meta.is_dir() { Err(io::Error::from(io::ErrorKind::IsADirectory)) } else { Ok((file, meta.len())) }
        };
        let (file, length) = open().map_err(|e| Error::new(Kind::Io, format!("opening {what:?}: {e}")).source(e))?;
        Ok(Self { file, length, what })
    }
}

impl Source for FileSource {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        loop {
            match self.file.read(buffer) {
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                result => {
                    return result.map_err(|e| Error::new(Kind::Io, format!("reading {:?}: {e}", self.what)).source(e));
                }
            }
        }
    }
    fn length(&self) -> Option<u64> {
        Some(self.length)
    }
    fn rewind(&mut self) -> Result<bool> {
        let sought = self.file.seek(SeekFrom::Start(0));
        sought.map(|_| true).map_err(|e| Error::new(Kind::Io, format!("rewinding {:?}: {e}", self.what)).source(e))
    }
}

/// A source that is in memory.
pub struct Bytes<'a>(io::Cursor<&'a [u8]>);

impl<'a> Bytes<'a> {
    /// The bytes of a slice.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self(io::Cursor::new(bytes))
    }
}

impl Source for Bytes<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        Ok(self.0.read(buffer)?)
    }
    fn length(&self) -> Option<u64> {
        Some(self.0.get_ref().len() as u64)
    }
    fn rewind(&mut self) -> Result<bool> {
        self.0.set_position(0);
        Ok(true)
    }
}
