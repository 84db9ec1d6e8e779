//! What goes wrong, in the words of this library.

use std::io;
use std::time::Duration;

use russh_sftp::client::error::Error as SftpError;
use russh_sftp::protocol::StatusCode;

use crate::error::{Error, Kind};
use crate::ssh::Endpoint;

/// What a session ends with.
#[derive(Debug)]
pub enum Fault {
    /// An error of this library: the host key is not trusted.
    Ours(Error),
    /// One of the protocol.
    Protocol(russh::Error),
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::Ours(error)
    }
}

impl From<russh::Error> for Fault {
    fn from(error: russh::Error) -> Self {
        Self::Protocol(error)
    }
}

impl Fault {
    /// While connecting: a server that is coming up may cut the connection.
    pub fn connecting(self, server: &Endpoint) -> Error {
        self.during(server, "connecting")
    }

    /// While something else was done.
    pub fn during(self, server: &Endpoint, what: &str) -> Error {
        use russh::Error as E;
        match self {
            Self::Ours(error) => error,
            Self::Protocol(E::NoCommonAlgo { kind, theirs, .. }) => {
                let message =
                    format!("{server} has no {kind:?} algorithm that is safe today: it has {}", theirs.join(", "));
                Error::new(Kind::Io, message)
            }
            Self::Protocol(E::RequestDenied | E::ChannelOpenFailure(_)) => {
                Error::new(Kind::PermissionDenied, format!("{what}: {server} refuses it"))
            }
            Self::Protocol(
                E::HUP | E::Disconnect | E::SendError | E::RecvError | E::KeepaliveTimeout | E::Inconsistent,
            ) => broken(server, what),
            Self::Protocol(error) => Error::new(Kind::Io, format!("{what}: {error} ({server})"))
                .retriable(matches!(error, E::IO(_)))
                .source(error),
        }
    }
}

/// The connection is gone.
pub fn broken(server: &Endpoint, what: &str) -> Error {
    Error::new(Kind::Io, format!("the connection to {server} broke while {what}")).retriable(true)
}

/// Nobody listens, or nothing gets there.
pub fn unreachable(server: &Endpoint, error: io::Error) -> Error {
    Error::new(Kind::Io, format!("connecting to the SSH server {server}: {error}")).retriable(true).source(error)
}

pub fn out_of_time(what: &str, limit: Duration) -> Error {
    Error::new(Kind::Timeout, format!("{what} took longer than {} s", limit.as_secs_f64())).retriable(true)
}

/// What SFTP says of a file.
pub fn of_file(server: &Endpoint, what: &str, error: SftpError) -> Error {
    let kind = match &error {
        SftpError::Status(status) => match status.status_code {
            StatusCode::NoSuchFile => Kind::NotFound,
            StatusCode::PermissionDenied => Kind::PermissionDenied,
            StatusCode::OpUnsupported => Kind::NotSupported,
            StatusCode::NoConnection | StatusCode::ConnectionLost => return broken(server, what),
            _ => Kind::Io,
        },
        SftpError::Timeout => Kind::Timeout,
        SftpError::IO(_) => return broken(server, what),
        _ => Kind::MalformedResponse,
    };
    let why = match &error {
        SftpError::Status(status) => status.error_message.clone(),
        other => other.to_string(),
    };
    Error::new(kind, format!("{what} on {server}: {why}")).retriable(kind == Kind::Timeout).source(error)
}
