//! Signatures and tokens: signing and refreshing, nothing else.
