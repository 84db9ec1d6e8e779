//! What steps did.

use std::time::Duration;

use crate::error::Error;
use crate::object;
use crate::ssh::{Exit, Stream};
use crate::value::Value;

/// How many bytes of each output of a step are kept: the last ones. [`Output`](super::Output) gets them all.
pub const KEPT: usize = 1 << 20;
/// How many of them an error quotes.
const QUOTED: usize = 1000;

/// What a step did.
#[derive(Default)]
pub struct StepResult {
    pub name: String,
    pub kind: &'static str,
    pub stdout: Tail,
    pub stderr: Tail,
    /// None: no command was run, or none came to its end.
    pub exit: Option<Exit>,
    pub duration: Duration,
    pub error: Option<String>,
}

/// The end of what was written to an output.
#[derive(Default)]
pub struct Tail {
    kept: Vec<u8>,
    total: u64,
}

impl StepResult {
    pub fn take(&mut self, stream: Stream, bytes: &[u8]) {
        match stream {
            Stream::Stdout => self.stdout.push(bytes),
            Stream::Stderr => self.stderr.push(bytes),
        }
    }

    /// Fails unless the command ended well.
    pub fn judge(&self) -> Result<(), Error> {
        let ending = match &self.exit {
            Some(Exit::Status(0)) | None => return Ok(()),
            Some(Exit::Status(status)) => format!("it ended with status {status}"),
            Some(Exit::Signal(name)) => format!("it was ended by SIG{name}"),
        };
        Err(Error::new(crate::error::Kind::Provider, ending))
    }

    /// The end of what it wrote, for an error: of the standard error, or of the other where nothing is there.
    pub fn last_words(&self) -> Option<String> {
        let words = |name: &str, tail: &Tail| {
            let text = tail.text(QUOTED);
            let text = text.trim();
            (!text.is_empty()).then(|| format!("{name} ends with: {text}"))
        };
        words("stderr", &self.stderr).or_else(|| words("stdout", &self.stdout))
    }

    pub fn to_value(&self) -> Value {
        let (status, signal) = match &self.exit {
            Some(Exit::Status(status)) => (Some(*status), None),
            Some(Exit::Signal(name)) => (None, Some(name)),
            None => (None, None),
        };
        object! {
            "name": &self.name, "kind": self.kind, "stdout": self.stdout.text(KEPT), "stderr": self.stderr.text(KEPT),
            "stdout_bytes": self.stdout.total, "stderr_bytes": self.stderr.total, "exit_status": status,
            "signal": signal, "duration": self.duration.as_secs_f64(), "error": self.error.as_ref(),
        }
    }
}

impl Tail {
    fn push(&mut self, bytes: &[u8]) {
        self.total += bytes.len() as u64;
        self.kept.extend_from_slice(bytes);
        // Twice as much now and then, so that not every piece moves all the rest.
        if self.kept.len() > 2 * KEPT {
            self.kept.drain(..self.kept.len() - KEPT);
        }
    }

    /// The last bytes as text, not beginning within a character.
    fn text(&self, most: usize) -> String {
        let mut start = self.kept.len().saturating_sub(most);
        if start > 0 || self.total > self.kept.len() as u64 {
            start += self.kept[start..].iter().take(3).take_while(|byte| **byte & 0xC0 == 0x80).count();
        }
        String::from_utf8_lossy(&self.kept[start..]).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_is_kept_and_all_is_counted() {
        let mut tail = Tail::default();
        for n in 0..100_000 {
            tail.push(format!("line {n} äöü\n").as_bytes());
            assert!(tail.kept.len() <= 2 * KEPT);
        }
        let text = tail.text(KEPT);
        assert!(text.len() <= KEPT && text.len() > KEPT - 4 && text.ends_with("line 99999 äöü\n"));
        assert!(!text.contains('\u{fffd}'));
        assert_eq!(tail.total, 1_788_890);
        assert_eq!(tail.text(3), "ü\n");
        assert_eq!(tail.text(2), "\n", "half a character is none");
    }

    #[test]
    fn the_last_words_are_those_of_stderr() {
        let mut result = StepResult::default();
        assert_eq!(result.last_words(), None);
        result.take(Stream::Stdout, b"out\n");
        assert_eq!(result.last_words().unwrap(), "stdout ends with: out");
        result.take(Stream::Stderr, b"\xff bad\n");
        assert_eq!(result.last_words().unwrap(), "stderr ends with: \u{fffd} bad");
        result.exit = Some(Exit::Signal("KILL".into()));
        assert_eq!(result.judge().unwrap_err().to_string(), "it was ended by SIGKILL");
        assert_eq!((&result.to_value()["signal"], &result.to_value()["exit_status"]), (&"KILL".into(), &Value::Null));
    }
}
