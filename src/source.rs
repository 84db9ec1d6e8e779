//! Where the bytes of an upload come from.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::fs::FileExt;
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
    /// Whether `rewind` is expected to succeed once bytes were read: for those who have to know before they read.
    fn can_rewind(&self) -> bool {
        false
    }
    /// Whether its bytes can be had again at any time and at no cost, as if they were in memory.
    fn is_at_hand(&self) -> bool {
        false
    }
    /// The same bytes for those who read them from anywhere; none if they come one after the other only.
    fn ranges(&self) -> Option<&dyn ReadAt> {
        None
    }

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

/// Bytes that can be read from anywhere, by several threads at once.
pub trait ReadAt: Sync {
    /// Reads some bytes from `offset` on; 0 at the end and only there.
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> Result<usize>;
    /// How many bytes there are now.
    fn size(&self) -> Result<u64>;
}

/// Some of the bytes that can be read from anywhere, as a source of their own.
pub struct Range<'a> {
    whole: &'a dyn ReadAt,
    start: u64,
    length: u64,
    done: u64,
}

impl<'a> Range<'a> {
    /// `length` bytes from `start` on.
    pub fn new(whole: &'a dyn ReadAt, start: u64, length: u64) -> Self {
        Self { whole, start, length, done: 0 }
    }
}

impl Source for Range<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let left = usize::try_from(self.length - self.done).unwrap_or(usize::MAX);
        let wanted = left.min(buffer.len());
        let n = if wanted == 0 { 0 } else { self.whole.read_at(&mut buffer[..wanted], self.start + self.done)? };
        self.done += n as u64;
        Ok(n)
    }
    fn length(&self) -> Option<u64> {
        Some(self.length)
    }
    fn can_rewind(&self) -> bool {
        true
    }
    fn rewind(&mut self) -> Result<bool> {
        self.done = 0;
        Ok(true)
    }
    fn is_at_hand(&self) -> bool {
        true
    }
}

/// A source that is a file.
pub struct FileSource {
    file: File,
    /// Pipes and devices show theirs at the end only.
    length: Option<u64>,
    what: String,
}

impl FileSource {
    /// Opens a file; an upload takes it from the beginning.
    pub fn open(path: &Path) -> Result<Self> {
        let what = path.display().to_string();
        let open = || {
            let file = File::open(path)?;
            let meta = file.metadata()?;
            if meta.is_dir() {
                return Err(io::Error::from(io::ErrorKind::IsADirectory));
            }
            Ok((file, meta.is_file().then_some(meta.len())))
        };
        let (file, length) = open().map_err(|e| Error::new(Kind::Io, format!("opening {what:?}: {e}")).source(e))?;
        Ok(Self { file, length, what })
    }

    fn failed(&self, doing: &str, error: io::Error) -> Error {
        Error::new(Kind::Io, format!("{doing} {:?}: {error}", self.what)).source(error)
    }
}

impl ReadAt for FileSource {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> Result<usize> {
        loop {
            match self.file.read_at(buffer, offset) {
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                result => return result.map_err(|e| self.failed("reading", e)),
            }
        }
    }
    fn size(&self) -> Result<u64> {
        self.file.metadata().map(|meta| meta.len()).map_err(|e| self.failed("looking at", e))
    }
}

impl Source for FileSource {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        loop {
            match self.file.read(buffer) {
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                result => return result.map_err(|e| self.failed("reading", e)),
            }
        }
    }
    fn length(&self) -> Option<u64> {
        self.length
    }
    fn can_rewind(&self) -> bool {
        self.length.is_some()
    }
    fn rewind(&mut self) -> Result<bool> {
        if !self.can_rewind() {
            return Ok(false);
        }
        let sought = self.file.seek(SeekFrom::Start(0));
        sought.map(|_| true).map_err(|e| self.failed("rewinding", e))
    }
    fn ranges(&self) -> Option<&dyn ReadAt> {
        // What has no length has no places in it either.
        self.length.map(|_| self as &dyn ReadAt)
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
    fn can_rewind(&self) -> bool {
        true
    }
    fn rewind(&mut self) -> Result<bool> {
        self.0.set_position(0);
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_a_length_and_a_device_has_none() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        std::io::Write::write_all(&mut file, b"abc").unwrap();
        let mut source = FileSource::open(file.path()).unwrap();
        let mut buffer = [0; 8];
        assert_eq!((source.length(), source.read_full(&mut buffer).unwrap()), (Some(3), 3));
        assert!(source.rewind().unwrap());
        assert_eq!(source.read_full(&mut buffer).unwrap(), 3);

        let mut range = Range::new(source.ranges().unwrap(), 1, 5);
        for _ in 0..2 {
            assert_eq!(range.read_full(&mut buffer).unwrap(), 2, "the file ends before the range does");
            assert_eq!(&buffer[..2], b"bc");
            assert!(range.rewind().unwrap());
        }
        std::io::Write::write_all(&mut file, b"def").unwrap();
        assert_eq!(source.ranges().unwrap().size().unwrap(), 6, "a file that grows is seen");

        let mut device = FileSource::open(Path::new("/dev/zero")).unwrap();
        assert_eq!((device.length(), device.read(&mut buffer).unwrap()), (None, 8));
        assert!(device.ranges().is_none());
        assert!(!device.rewind().unwrap());
        assert_eq!(FileSource::open(Path::new("/")).err().map(|e| e.kind()), Some(Kind::Io));
    }
}
