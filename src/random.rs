//! Random bytes, from the operating system.

use crate::error::{Error, Kind, Result};

/// So many random bytes; fit for keys and for names that nobody guesses.
pub fn bytes<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|e| Error::new(Kind::Io, format!("the system gives no random bytes: {e}")).source(e))?;
    Ok(bytes)
}
