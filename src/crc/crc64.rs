//! CRC-64/NVME.
//!
//! A register holds what is left of the bytes so far. The portable way looks up what each of sixteen bytes leaves
//! behind; a [`Kernel`] works on long lanes with instructions that not every processor has. Only [`ffi`](crate::ffi)
//! may call those, so it lends a kernel if there is one for the processor.

use std::sync::OnceLock;

use super::CRC64_NVME;

/// Takes bytes into the register.
pub type Kernel = fn(u64, &[u8]) -> u64;

static KERNEL: OnceLock<Kernel> = OnceLock::new();

/// Below, a kernel takes longer to begin and end than it saves.
const WORTH_A_KERNEL: usize = 256;

/// Lends it; once per process is enough.
pub fn lend(kernel: Kernel) {
    let _ = KERNEL.set(kernel);
}

/// The CRC of bytes whose CRC is `crc` (0 if there are none) followed by these.
pub fn append(crc: u64, bytes: &[u8]) -> u64 {
    let kernel = KERNEL.get().filter(|_| bytes.len() >= WORTH_A_KERNEL);
    !kernel.map_or(portable as Kernel, |kernel| *kernel)(!crc, bytes)
}

/// What a byte leaves in the register when 0, 1, ... 15 more have followed.
type Tables = [[u64; 256]; 16];

fn tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    TABLES.get_or_init(|| {
        let first = std::array::from_fn(|byte| CRC64_NVME.product(CRC64_NVME.term(8), byte as u64));
        let mut tables = [first; 16];
        for ahead in 1..tables.len() {
            tables[ahead] = tables[ahead - 1].map(|register| take(&first, register, 0));
        }
        tables
    })
}

fn take(first: &[u64; 256], register: u64, byte: u8) -> u64 {
    let [lowest, ..] = register.to_le_bytes();
    (register >> 8) ^ first[usize::from(lowest ^ byte)]
}

/// Takes bytes into the register, on any processor.
pub(super) fn portable(register: u64, bytes: &[u8]) -> u64 {
    let tables = tables();
    let (blocks, rest) = bytes.as_chunks::<16>();
    let register = blocks.iter().fold(register, |register, block| {
        let bytes = (u128::from(register) ^ u128::from_le_bytes(*block)).to_le_bytes();
        bytes.iter().zip(tables.iter().rev()).fold(0, |sum, (byte, table)| sum ^ table[usize::from(*byte)])
    });
    rest.iter().fold(register, |register, byte| take(&tables[0], register, *byte))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::Index;

    use super::*;
    use crate::ffi::host;

    /// Bit by bit, as the CRC is defined.
    fn reference(register: u64, bytes: &[u8]) -> u64 {
        bytes.iter().fold(register, |register, byte| {
            (0..8).fold(register ^ u64::from(*byte), |left, _| (left >> 1) ^ ((left & 1) * 0x9A6C_9329_AC4B_C9B5))
        })
    }

    fn kernels() -> impl Iterator<Item = Kernel> {
        host::crc64_kernels().chain([portable as Kernel])
    }

    #[test]
    fn every_length_around_the_steps_of_the_kernels() {
        let bytes: Vec<u8> = (0..1100_u64).map(|i| (i.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 56) as u8).collect();
        let mut register = u64::MAX;
        for length in 0..bytes.len() {
            for kernel in kernels() {
                assert_eq!(kernel(u64::MAX, &bytes[..length]), register, "{length} bytes");
            }
            register = reference(register, &bytes[length..=length]);
        }
    }

    proptest! {
        #[test]
        fn every_way_is_as_defined(register: u64, bytes in prop::collection::vec(any::<u8>(), 0..4096)) {
            let expected = reference(register, &bytes);
            for kernel in kernels() {
                prop_assert_eq!(kernel(register, &bytes), expected);
            }
        }

        #[test]
        fn bytes_may_come_in_pieces(bytes in prop::collection::vec(any::<u8>(), 0..4096), at: [Index; 3]) {
            host::lend();
            let mut ends = at.map(|at| at.index(bytes.len() + 1));
            ends.sort_unstable();
            let mut crc = 0;
            let mut begin = 0;
            for end in ends.into_iter().chain([bytes.len()]) {
                crc = append(crc, &bytes[begin..end]);
                begin = end;
            }
            prop_assert_eq!(crc, !reference(!0, &bytes));
        }
    }
    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn long_runs_are_as_defined(register: u64, seed: [u8; 251], length in 4096..150_000_usize, at in 0..64_usize) {
            let bytes: Vec<u8> = seed.iter().copied().cycle().take(length).collect();
            let bytes = &bytes[at..];
            let expected = reference(register, bytes);
            for kernel in kernels() {
                prop_assert_eq!(kernel(register, bytes), expected);
            }
        }
    }
}
