//! The client on russh: a session, its login and its commands; [`Files`] is in a file of its own.

mod faults;
mod files;
mod keys;
mod login;
mod server;

use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use russh::client::{self, Handle, Msg};
use russh::{Channel, ChannelMsg, Disconnect, Preferred, Sig, SshId};
use tokio::net::TcpStream;
use tokio::runtime::{Builder, Runtime};

pub use files::Files;
pub use keys::Key;

use crate::call;
use crate::error::{Error, Kind, Result};
use crate::log::{self, Level};
use crate::ssh::{Credentials, Endpoint, Exit, HostKeys, Stream};
use faults::{Fault, broken, out_of_time};
use server::Server;

/// Answers are not long in coming but for those of commands.
const ANSWER: Duration = Duration::from_secs(60);
/// A connection on which nothing comes is asked so often whether it is alive, three times.
const KEEPALIVE: Duration = Duration::from_secs(15);
/// The standard error's number (RFC 4254, 5.2).
const STDERR: u32 = 1;

/// Whether there is a client at all.
pub fn available() -> Result<()> {
    Ok(())
}

/// A user's session with a server.
pub struct Session {
    clock: Clock,
    handle: Handle<Server>,
    server: Endpoint,
}

/// The runtime, and when its caller has waited long enough.
struct Clock(Option<Runtime>);

impl Session {
    /// Connects and logs in, within `timeout`. What may succeed later is retriable: nobody listens yet, or the login is
    /// refused ([`Kind::Unauthenticated`]).
    pub fn connect(
        server: &Endpoint,
        user: &str,
        credentials: &Credentials,
        host_keys: &HostKeys,
        timeout: Duration,
    ) -> Result<Self> {
        log::emit(Level::Debug, format_args!("ssh: connecting to {server} as {user}"));
        let clock = Clock::new()?;
        let limit = Limit::of(timeout);
        let config = Arc::new(config(host_keys.algorithms(server)?));
        let handler = Server::new(server.clone(), host_keys.clone());
        let open = async {
            let stream = TcpStream::connect((server.host.as_str(), server.port)).await;
            let stream = stream.map_err(|e| faults::unreachable(server, e))?;
            // Commands and answers are small, and each waits for the one before.
            let _ = stream.set_nodelay(true);
            client::connect_stream(config, stream, handler).await.map_err(|fault| fault.connecting(server))
        };
        let handle = clock.wait(limit, &|| format!("connecting to the SSH server {server}"), open)?;
        let mut session = Self { clock, handle, server: server.clone() };
        let what = || format!("logging in to {server} as {user:?}");
        session.clock.wait(limit, &what, login::log_in(&mut session.handle, server, user, credentials))?;
        log::emit(Level::Debug, format_args!("ssh: logged in to {server} as {user}"));
        Ok(session)
    }

    /// Whether the connection is gone.
    pub fn is_closed(&self) -> bool {
        self.handle.is_closed()
    }

    /// Runs a command; what it writes goes to `output` as it comes, which may stop it. A command that takes longer than
    /// `timeout` is sent SIGTERM.
    pub fn run(
        &mut self,
        command: &str,
        timeout: Option<Duration>,
        output: &mut dyn FnMut(Stream, &[u8]) -> Result<()>,
    ) -> Result<Exit> {
        let mut channel = self.channel()?;
        let exec = channel.exec(true, command);
        self.within_reason("starting a command", exec)?;
        let limit = timeout.map_or(Limit::NONE, Limit::of);
        let mut exit = None;
        loop {
            // The callback is called outside of the runtime: it may use the library, and connect elsewhere.
            let what = || "running the command".to_owned();
            let message = self.clock.wait(limit, &what, async { Ok(channel.wait().await) });
            let told = message.and_then(|message| match message {
                Some(ChannelMsg::Data { data }) => output(Stream::Stdout, &data).map(|()| true),
                Some(ChannelMsg::ExtendedData { data, ext: STDERR }) => output(Stream::Stderr, &data).map(|()| true),
                Some(ChannelMsg::ExitStatus { exit_status }) => {
                    exit = Some(Exit::Status(exit_status.into()));
                    Ok(true)
                }
                Some(ChannelMsg::ExitSignal { signal_name, .. }) => {
                    exit = Some(Exit::Signal(signal(&signal_name)));
                    Ok(true)
                }
                Some(ChannelMsg::Failure) => {
                    let message = format!("{} does not run commands for this user", self.server);
                    Err(Error::new(Kind::PermissionDenied, message))
                }
                Some(ChannelMsg::Close) | None => Ok(false),
                Some(_) => Ok(true),
            });
            match told {
                Ok(true) => {}
                Ok(false) => return exit.ok_or_else(|| broken(&self.server, "running the command")),
                Err(error) => {
                    self.stop(&channel);
                    return Err(error);
                }
            }
        }
    }

    /// The files of the server, by SFTP.
    pub fn files(&mut self) -> Result<Files<'_>> {
        let mut channel = self.channel()?;
        let subsystem = async {
            channel.request_subsystem(true, "sftp").await?;
            loop {
                match channel.wait().await {
                    Some(ChannelMsg::Success) => return Ok(()),
                    Some(ChannelMsg::Failure) => return Err(russh::Error::RequestDenied),
                    Some(_) => {}
                    None => return Err(russh::Error::Disconnect),
                }
            }
        };
        self.within_reason("starting SFTP", subsystem)?;
        Files::open(self, channel)
    }

    fn channel(&mut self) -> Result<Channel<Msg>> {
        let open = self.handle.channel_open_session();
        self.within_reason("opening a channel", open)
    }

    /// Waits for what takes a moment, as a rule.
    fn within_reason<T>(&self, what: &str, work: impl Future<Output = Result<T, russh::Error>>) -> Result<T> {
        let named = || format!("{what} on {}", self.server);
        let work = async { work.await.map_err(|e| Fault::from(e).during(&self.server, what)) };
        self.clock.wait(Limit::of(ANSWER), &named, work)
    }

    /// Has the other side end a command that nobody waits for any longer.
    fn stop(&self, channel: &Channel<Msg>) {
        let farewell = async {
            let _ = channel.signal(Sig::TERM).await;
            let _ = channel.close().await;
        };
        self.clock.linger(farewell);
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if !self.is_closed() {
            let farewell = async {
                let _ = self.handle.disconnect(Disconnect::ByApplication, "", "").await;
            };
            self.clock.linger(farewell);
        }
    }
}

/// When a wait is over; none: it lasts as long as the call.
#[derive(Clone, Copy)]
struct Limit {
    end: Option<Instant>,
    length: Duration,
}

impl Limit {
    const NONE: Self = Self { end: None, length: Duration::MAX };

    fn of(length: Duration) -> Self {
        Self { end: Instant::now().checked_add(length), length }
    }

    /// How long to wait before the next look at the call; none: it is over.
    fn slice(&self) -> Option<Duration> {
        let left = self.end.map_or(call::SLICE, |end| end.saturating_duration_since(Instant::now()));
        let left = left.min(call::remaining().unwrap_or(call::SLICE)).min(call::SLICE);
        (!left.is_zero()).then_some(left)
    }
}

impl Clock {
    fn new() -> Result<Self> {
        let runtime = Builder::new_current_thread().enable_io().enable_time().build();
        let failed = |e| Error::new(Kind::Io, format!("starting an SSH session: {e}")).source(e);
        runtime.map(|runtime| Self(Some(runtime))).map_err(failed)
    }

    /// Runs what is to be waited for until it is done, the call ends, or the limit has come.
    fn wait<T>(&self, limit: Limit, what: &dyn Fn() -> String, work: impl Future<Output = Result<T>>) -> Result<T> {
        let Some(runtime) = &self.0 else { return Err(Error::new(Kind::Internal, "the SSH session has ended")) };
        runtime.block_on(async {
            let mut work = pin!(work);
            loop {
                call::check()?;
                let Some(slice) = limit.slice() else {
                    call::check()?;
                    return Err(out_of_time(&what(), limit.length));
                };
                if let Ok(done) = tokio::time::timeout(slice, work.as_mut()).await {
                    return done;
                }
            }
        })
    }

    /// Runs what nobody waits for just long enough for it to reach the network.
    fn linger(&self, work: impl Future<Output = ()>) {
        if let Some(runtime) = &self.0 {
            let moment = Duration::from_millis(50);
            runtime.block_on(async {
                let _ = tokio::time::timeout(moment, work).await;
                tokio::time::sleep(Duration::from_millis(1)).await;
            });
        }
    }
}

/// A look-up of a name that goes on is not waited for.
impl Drop for Clock {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

/// A server has several keys and shows the one whose algorithm it is asked for first: that is one that is known.
fn config(known: Vec<String>) -> client::Config {
    let mut preferred = Preferred::default();
    preferred.key.to_mut().sort_by_key(|algorithm| {
        let name = if algorithm.clone().is_rsa() { "ssh-rsa" } else { algorithm.as_str() };
        !known.iter().any(|known| known == name)
    });
    client::Config {
        client_id: SshId::Standard(concat!("SSH-2.0-libcloud_", env!("CARGO_PKG_VERSION")).into()),
        preferred,
        keepalive_interval: Some(KEEPALIVE),
        ..client::Config::default()
    }
}

/// Its name without "SIG", as on the wire.
fn signal(signal: &Sig) -> String {
    match signal {
        Sig::Custom(name) => name.clone(),
        known => format!("{known:?}"),
    }
}
