//! The files of a server, by SFTP (draft-ietf-secsh-filexfer-02, as everybody has it).

use russh::Channel;
use russh::client::Msg;
use russh_sftp::client::error::Error as SftpError;
use russh_sftp::client::fs::File;
use russh_sftp::client::{Config, SftpSession};
use russh_sftp::protocol::{FileAttributes, OpenFlags};
use tokio::io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt};

use super::faults::of_file;
use super::{ANSWER, Limit, Session};
use crate::error::{Error, Kind, Result};
use crate::source::Source;

/// How much goes at once.
const CHUNK: usize = 256 << 10;
/// Files that lines are appended to are read first, if they are no longer than this.
const LONGEST: u64 = 4 << 20;

/// The files of a server, as a user sees them: paths that do not begin with a slash are below the home directory.
pub struct Files<'a> {
    session: &'a Session,
    sftp: SftpSession,
}

impl<'a> Files<'a> {
    pub(super) fn open(session: &'a Session, channel: Channel<Msg>) -> Result<Self> {
        let config = Config { request_timeout_secs: ANSWER.as_secs(), ..Config::default() };
        let start = SftpSession::new_with_config(channel.into_stream(), config);
        let sftp = wait(session, "starting SFTP", start)?;
        Ok(Self { session, sftp })
    }

    /// The path from the root.
    pub fn resolve(&mut self, path: &str) -> Result<String> {
        wait(self.session, &format!("resolving {path:?}"), self.sftp.canonicalize(path))
    }

    /// Writes a file, with these permissions from the first byte on; what was in it is gone.
    pub fn write(&mut self, path: &str, mode: u32, source: &mut dyn Source) -> Result<()> {
        let what = format!("writing {path:?}");
        let flags = OpenFlags::CREATE | OpenFlags::TRUNCATE | OpenFlags::WRITE;
        let open = self.sftp.open_with_flags_and_attributes(path, flags, permissions(mode));
        let mut file = wait(self.session, &what, open)?;
        // The server takes its mask from those of a new file, and leaves those of an old one.
        wait(self.session, &what, file.set_metadata(permissions(mode)))?;
        let mut buffer = vec![0; CHUNK];
        loop {
            let n = source.read_full(&mut buffer)?;
            if n == 0 {
                break;
            }
            wait(self.session, &what, written(&mut file, &buffer[..n]))?;
        }
        wait(self.session, &what, async { file.close().await.map_err(SftpError::from) })
    }

    /// Makes a folder unless there is one.
    pub fn make_folder(&mut self, path: &str, mode: u32) -> Result<()> {
        let what = format!("making the folder {path:?}");
        if wait(self.session, &what, self.sftp.try_exists(path))? {
            return Ok(());
        }
        wait(self.session, &what, self.sftp.create_dir(path))?;
        wait(self.session, &what, self.sftp.set_metadata(path, permissions(mode)))
    }

    /// Appends those of some lines that a file does not have yet. A new file has these permissions.
    pub fn append_lines(&mut self, path: &str, mode: u32, lines: &str) -> Result<()> {
        let what = format!("appending to {path:?}");
        let flags = OpenFlags::CREATE | OpenFlags::READ | OpenFlags::WRITE;
        let open = self.sftp.open_with_flags_and_attributes(path, flags, permissions(mode));
        let mut file = wait(self.session, &what, open)?;
        let size = wait(self.session, &what, file.metadata())?.size.unwrap_or(0);
        if size > LONGEST {
            let message = format!("{what}: it has {size} bytes; a file of more than {LONGEST} is not meant for this");
            return Err(Error::new(Kind::InvalidArgument, message));
        }
        let mut before = Vec::new();
        wait(self.session, &what, async { file.read_to_end(&mut before).await.map_err(SftpError::from) })?;
        let added = missing(&before, lines);
        if !added.is_empty() {
            let write = async {
                file.seek(std::io::SeekFrom::Start(before.len() as u64)).await?;
                file.write_all(&added).await?;
                file.flush().await
            };
            wait(self.session, &what, async { write.await.map_err(SftpError::from) })?;
        }
        wait(self.session, &what, async { file.close().await.map_err(SftpError::from) })
    }

    /// Deletes a file.
    pub fn remove(&mut self, path: &str) -> Result<()> {
        wait(self.session, &format!("deleting {path:?}"), self.sftp.remove_file(path))
    }
}

fn wait<T>(session: &Session, what: &str, work: impl Future<Output = Result<T, SftpError>>) -> Result<T> {
    let work = async { work.await.map_err(|e| of_file(&session.server, what, e)) };
    session.clock.wait(Limit::of(ANSWER), &|| format!("{what} on {}", session.server), work)
}

async fn written(file: &mut File, bytes: &[u8]) -> Result<(), SftpError> {
    file.write_all(bytes).await?;
    // So that no more than a chunk is on its way, and that each is waited for as long as one may take.
    Ok(file.flush().await?)
}

fn permissions(mode: u32) -> FileAttributes {
    FileAttributes { permissions: Some(mode), ..FileAttributes::empty() }
}

/// Those of the lines that are not there, as they are to follow what is.
fn missing(before: &[u8], lines: &str) -> Vec<u8> {
    let there = |line: &str| before.split(|byte| *byte == b'\n').any(|old| old.trim_ascii() == line.as_bytes());
    let mut added = Vec::new();
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty() && !there(line)) {
        if added.is_empty() && before.last().is_some_and(|byte| *byte != b'\n') {
            added.push(b'\n');
        }
        added.extend_from_slice(line.as_bytes());
        added.push(b'\n');
    }
    added
}

#[cfg(test)]
mod tests {
    use super::missing;

    #[test]
    fn only_what_is_missing_is_added() {
        for (before, lines, added) in
            [("", "a\n", "a\n"), ("a\n", "a", ""), ("b", "a", "\na\n"), ("b\r\na", "\na\nc\n", "\nc\n")]
        {
            assert_eq!(missing(before.as_bytes(), lines), added.as_bytes(), "{before:?} {lines:?}");
        }
    }
}
