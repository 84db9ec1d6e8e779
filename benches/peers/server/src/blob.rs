//! The bytes that every object has: 32 MiB of noise, over and over.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};

use crc_fast::{CrcAlgorithm, Digest};
use rustix::fs::{MemfdFlags, memfd_create};

/// How many bytes there are before they begin anew.
pub const SIZE: u64 = 32 << 20;

/// Noise in memory, and the same as a file that the kernel can send from.
pub struct Blob {
    bytes: Vec<u8>,
    file: File,
    /// The checksums told so far, by the size of the object.
    sums: Mutex<HashMap<u64, u64>>,
}

impl Blob {
    pub fn new() -> io::Result<Self> {
        let mut state = 0x9E37_79B9_7F4A_7C15_u64;
        let words = std::iter::repeat_with(|| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state.to_le_bytes()
        });
        let bytes: Vec<u8> = words.take(SIZE as usize / 8).flatten().collect();
        let mut file = File::from(memfd_create(c"blob", MemfdFlags::CLOEXEC)?);
        file.write_all(&bytes)?;
        Ok(Self { bytes, file, sums: Mutex::default() })
    }

    pub fn file(&self) -> &File {
        &self.file
    }

    /// The bytes from an offset in an object on: as many as there are before they begin anew.
    pub fn from(&self, offset: u64) -> &[u8] {
        &self.bytes[(offset % SIZE) as usize..]
    }

    /// The CRC-64/NVME of an object of that size.
    pub fn sum(&self, size: u64) -> u64 {
        let mut sums = self.sums.lock().unwrap_or_else(PoisonError::into_inner);
        *sums.entry(size).or_insert_with(|| {
            let mut digest = Digest::new(CrcAlgorithm::Crc64Nvme);
            let mut done = 0;
            while done < size {
                let bytes = self.from(done);
                let bytes = &bytes[..bytes.len().min(usize::try_from(size - done).unwrap_or(usize::MAX))];
                digest.update(bytes);
                done += bytes.len() as u64;
            }
            digest.finalize()
        })
    }
}
