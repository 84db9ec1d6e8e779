//! CRC-64/NVME by carry-less multiplication.
//!
//! Bytes that are `n` bits ahead of others weigh xⁿ times as much. So a lane of 128 bits is folded onto the lane `n`
//! bits further on: each of its halves is multiplied by what xⁿ leaves for it, and added. Several lanes side by side hide
//! how long a product takes; what remains in the end are 16 bytes that leave the same register as all.
//!
//! The lower half of a lane holds the earlier bytes. A product of reflected words is one bit short, hence the powers.

use std::arch::x86_64::*;

use super::CRC64_NVME;
use super::crc64::portable;

/// The factors of the halves of a lane, the lower first, that is folded onto the one so many bits further on.
const fn factors(bits: u64) -> [i64; 2] {
    [CRC64_NVME.power(bits + 63).cast_signed(), CRC64_NVME.power(bits - 1).cast_signed()]
}

const BY_128: [i64; 2] = factors(128);
const BY_512: [i64; 2] = factors(512);
const BY_1024: [i64; 2] = factors(1024);
const BY_2048: [i64; 2] = factors(2048);

type Block = [u8; 16];
type WideBlock = [u8; 64];

/// Takes bytes into the register, 128 at a time in lanes of 128 bits.
#[target_feature(enable = "pclmulqdq")]
pub fn narrow(register: u64, bytes: &[u8]) -> u64 {
    let (blocks, _) = bytes.as_chunks::<16>();
    let (steps, _) = blocks.as_chunks::<8>();
    let Some((first, steps)) = steps.split_first() else { return portable(register, bytes) };
    let mut lanes = first.each_ref().map(|block| load(block));
    lanes[0] = _mm_xor_si128(lanes[0], _mm_set_epi64x(0, register.cast_signed()));
    for step in steps {
        for (lane, block) in lanes.iter_mut().zip(step) {
            *lane = fold(*lane, BY_1024, load(block));
        }
    }
    let [first, others @ ..] = lanes;
    let lane = others.into_iter().fold(first, |lane, other| fold(lane, BY_128, other));
    finish(lane, &bytes[(1 + steps.len()) * size_of_val(&lanes)..])
}

/// Takes bytes into the register, 256 at a time in lanes of 512 bits.
#[target_feature(enable = "avx512f,pclmulqdq,vpclmulqdq")]
pub fn wide(register: u64, bytes: &[u8]) -> u64 {
    let (blocks, rest) = bytes.as_chunks::<64>();
    let (steps, blocks) = blocks.as_chunks::<4>();
    let Some((first, steps)) = steps.split_first() else { return portable(register, bytes) };
    let mut lanes = first.each_ref().map(|block| load_wide(block));
    lanes[0] = _mm512_xor_si512(lanes[0], _mm512_set_epi64(0, 0, 0, 0, 0, 0, 0, register.cast_signed()));
    for step in steps {
        for (lane, block) in lanes.iter_mut().zip(step) {
            *lane = fold_wide(*lane, BY_2048, load_wide(block));
        }
    }
    let [first, others @ ..] = lanes;
    let lane = others.into_iter().fold(first, |lane, other| fold_wide(lane, BY_512, other));
    let lane = blocks.iter().fold(lane, |lane, block| fold_wide(lane, BY_512, load_wide(block)));
    let lanes = [
        _mm512_extracti32x4_epi32::<1>(lane),
        _mm512_extracti32x4_epi32::<2>(lane),
        _mm512_extracti32x4_epi32::<3>(lane),
    ];
    let lane = lanes.into_iter().fold(_mm512_castsi512_si128(lane), |lane, other| fold(lane, BY_128, other));
    finish(lane, rest)
}

/// The register of a lane and what follows it.
#[target_feature(enable = "pclmulqdq")]
fn finish(lane: __m128i, bytes: &[u8]) -> u64 {
    let (blocks, rest) = bytes.as_chunks::<16>();
    let lane = blocks.iter().fold(lane, |lane, block| fold(lane, BY_128, load(block)));
    let halves = [_mm_cvtsi128_si64(lane), _mm_cvtsi128_si64(_mm_unpackhi_epi64(lane, lane))];
    portable(portable(0, halves.map(i64::to_le_bytes).as_flattened()), rest)
}

#[inline]
#[target_feature(enable = "pclmulqdq")]
fn fold(lane: __m128i, [low, high]: [i64; 2], onto: __m128i) -> __m128i {
    let factors = _mm_set_epi64x(high, low);
    let low = _mm_clmulepi64_si128::<0x00>(lane, factors);
    let high = _mm_clmulepi64_si128::<0x11>(lane, factors);
    _mm_xor_si128(_mm_xor_si128(low, high), onto)
}

#[inline]
#[target_feature(enable = "avx512f,vpclmulqdq")]
fn fold_wide(lane: __m512i, [low, high]: [i64; 2], onto: __m512i) -> __m512i {
    let factors = _mm512_set_epi64(high, low, high, low, high, low, high, low);
    let low = _mm512_clmulepi64_epi128::<0x00>(lane, factors);
    let high = _mm512_clmulepi64_epi128::<0x11>(lane, factors);
    _mm512_xor_si512(_mm512_xor_si512(low, high), onto)
}

#[inline]
#[target_feature(enable = "sse2")]
fn load(block: &Block) -> __m128i {
    let [low, high] = words(block);
    _mm_set_epi64x(high, low)
}

#[inline]
#[target_feature(enable = "avx512f")]
fn load_wide(block: &WideBlock) -> __m512i {
    let [a, b, c, d, e, f, g, h] = words(block);
    _mm512_set_epi64(h, g, f, e, d, c, b, a)
}

/// The compiler makes one load of them.
#[inline]
fn words<const N: usize>(block: &[u8]) -> [i64; N] {
    let (words, _) = block.as_chunks::<8>();
    std::array::from_fn(|i| words.get(i).map_or(0, |word| i64::from_le_bytes(*word)))
}
