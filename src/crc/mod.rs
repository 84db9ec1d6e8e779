//! Cyclic redundancy checks: CRC-64/NVME, and for every kind of CRC that of a whole from those of its parts.

pub mod crc64;
mod divisor;
#[cfg(target_arch = "x86_64")]
pub(crate) mod x86;

pub use divisor::{CRC32, CRC32C, CRC64_NVME, Divisor};
