//! What containers wrote.

/// A log as text. That of a container without a terminal comes in frames: which stream, three zeros, the length, the bytes.
/// Older daemons do not tell which of the two it is, but only a log in frames is made of frames to its end.
pub(super) fn text(log: &[u8]) -> String {
    let bytes = unframed(log);
    String::from_utf8_lossy(bytes.as_deref().unwrap_or(log)).into_owned()
}

fn unframed(mut log: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(log.len());
    while !log.is_empty() {
        let (&[stream, zeros @ .., a, b, c, d], rest) = log.split_first_chunk::<8>()?;
        let length = u32::from_be_bytes([a, b, c, d]) as usize;
        if stream > 2 || zeros != [0; 3] || length > rest.len() {
            return None;
        }
        let (frame, rest) = rest.split_at(length);
        bytes.extend_from_slice(frame);
        log = rest;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_put_together_and_all_else_stays() {
        assert_eq!(text(b"\x01\0\0\0\0\0\0\x04one\n\x02\0\0\0\0\0\0\x04two\n"), "one\ntwo\n");
        assert_eq!(text(b""), "");
        assert_eq!(text(b"one\r\n"), "one\r\n");
        for raw in [&b"\x01\0\0\0\0\0\0\x09one\n"[..], b"\x03\0\0\0\0\0\0\x01a", b"\x01\0\0\0\0\0\0\x01ab"] {
            assert_eq!(text(raw).as_bytes(), raw);
        }
        assert_eq!(text(b"a\xff"), "a\u{fffd}");
    }
}
