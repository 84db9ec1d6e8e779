//! The CRC of a whole from those of its parts.
//!
//! A CRC is what is left of its bytes, as a polynomial over bits, after dividing by another one. Bytes that follow multiply
//! what came before by x⁸ each, so the parts' remainders need only be shifted and added, modulo that divisor.

/// The divisor of a CRC whose bits are reflected: the highest one is the coefficient of x⁰.
pub struct Divisor {
    width: u32,
    /// Without its highest power.
    polynomial: u64,
}

/// Of CRC-32 as in zip.
pub const CRC32: Divisor = Divisor { width: 32, polynomial: 0xEDB8_8320 };
/// Of CRC-32C.
pub const CRC32C: Divisor = Divisor { width: 32, polynomial: 0x82F6_3B78 };
/// Of CRC-64/NVME.
pub const CRC64_NVME: Divisor = Divisor { width: 64, polynomial: 0x9A6C_9329_AC4B_C9B5 };

impl Divisor {
    /// The CRC of bytes whose CRC is `first`, followed by `length` bytes whose CRC is `second`.
    pub fn combine(&self, first: u64, second: u64, length: u64) -> u64 {
        self.product(first, self.power_of_bytes(length)) ^ second
    }

    /// x to the power of 8 × `length`.
    fn power_of_bytes(&self, length: u64) -> u64 {
        self.raised(self.power(8), length)
    }

    /// x to any power.
    pub(super) const fn power(&self, exponent: u64) -> u64 {
        self.raised(self.term(1), exponent)
    }

    const fn raised(&self, base: u64, exponent: u64) -> u64 {
        let mut power = self.term(0);
        let mut square = base;
        let mut left = exponent;
        while left > 0 {
            if left & 1 == 1 {
                power = self.product(power, square);
            }
            square = self.product(square, square);
            left >>= 1;
        }
        power
    }

    /// x to a power less than the width.
    pub(super) const fn term(&self, exponent: u32) -> u64 {
        1 << (self.width - 1 - exponent)
    }

    /// Of two remainders; the higher the terms of `a` are, the longer it takes.
    pub(super) const fn product(&self, a: u64, b: u64) -> u64 {
        let mut left = a << (u64::BITS - self.width);
        let mut shifted = b;
        let mut product = 0;
        while left != 0 {
            product ^= shifted * (left >> (u64::BITS - 1));
            left <<= 1;
            shifted = (shifted >> 1) ^ (self.polynomial * (shifted & 1));
        }
        product
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_values_combine() {
        // Of "12345", of "6789" and of both.
        let cases = [
            (CRC32, 0xCBF5_3A1C, 0x9DBA_BF87, 0xCBF4_3926),
            (CRC32C, 0x18D1_2335, 0xC27E_5DB2, 0xE306_9283),
            (CRC64_NVME, 0x166A_E2B7_FF62_CAF8, 0xE0D6_368F_42D0_0737, 0xAE8B_1486_0A79_9888),
        ];
        for (divisor, first, second, whole) in cases {
            assert_eq!(divisor.combine(first, second, 4), whole);
        }
    }

    #[test]
    fn nothing_that_follows_changes_nothing() {
        for divisor in [CRC32, CRC32C, CRC64_NVME] {
            assert_eq!(divisor.combine(0x1234_5678, 0, 0), 0x1234_5678);
        }
    }

    #[test]
    fn powers_follow_from_smaller_ones() {
        for divisor in [CRC32, CRC32C, CRC64_NVME] {
            assert_eq!(divisor.power(7), divisor.term(7));
            assert_eq!(divisor.power(u64::from(divisor.width)), divisor.polynomial);
            assert_eq!(divisor.power(8 * 12_345), divisor.power_of_bytes(12_345));
        }
    }

    #[test]
    fn lengths_add_up() {
        for divisor in [CRC32, CRC32C, CRC64_NVME] {
            let long = divisor.power_of_bytes((5 << 40) + 12_345);
            let split = divisor.product(divisor.power_of_bytes(5 << 40), divisor.power_of_bytes(12_345));
            assert_eq!(long, split);
        }
    }
}
