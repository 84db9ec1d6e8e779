//! Moving large objects: uploads in parts, side by side and in bounded memory, downloads that go on where they broke off,
//! and checksums on the way.
//!
//! A driver says how a part is sent, how an upload is completed and how it is given up ([`Parts`]); the order of things,
//! the threads, the limits and the cleaning up are here, once for all providers.

mod checksum;
mod crew;
mod parts;
mod resumed;
mod watched;

pub use checksum::{Algorithm, Digest, Sum, Sums, Verified};
pub use parts::{Block, Opening, PART_SIZE, Parts, Piece, Plan, open, upload};
pub use resumed::{Body, Resumed};
pub use watched::Watched;
