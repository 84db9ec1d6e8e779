//! A server made of sockets and closures.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use cloud::call::{Call, Current};
use cloud::error::{Error, Result};
use cloud::http::{Client, Settings, Url};
use cloud::secret::Secret;
use cloud::source::Source;

pub trait Bytes: Read + Write + Send {
    fn close(&mut self);
    /// The socket beneath, if nothing is in between.
    fn tcp(&self) -> Option<TcpStream> {
        None
    }
}

impl Bytes for TcpStream {
    fn close(&mut self) {
        let _ = self.shutdown(Shutdown::Both);
    }
    fn tcp(&self) -> Option<TcpStream> {
        self.try_clone().ok()
    }
}

impl Bytes for std::os::unix::net::UnixStream {
    fn close(&mut self) {
        let _ = self.shutdown(Shutdown::Both);
    }
}

/// One connection, seen from the server.
pub struct Peer {
    pub stream: Box<dyn Bytes>,
    /// The how-manieth connection this is, from 0.
    pub number: usize,
}

impl Peer {
    /// The head of the next request; none when the client is gone.
    pub fn head(&mut self) -> Option<String> {
        let mut head = Vec::new();
        let mut byte = [0];
        while !head.ends_with(b"\r\n\r\n") {
            match self.stream.read(&mut byte) {
                Ok(1) => head.push(byte[0]),
                _ => return None,
            }
        }
        Some(String::from_utf8(head).unwrap())
    }

    /// A request with its body, going by its content-length.
    pub fn request(&mut self) -> Option<(String, Vec<u8>)> {
        let head = self.head()?;
        let length = header(&head, "content-length").map_or(0, |l| l.parse().unwrap());
        Some((head, self.body(length)))
    }

    /// So many bytes, or as many as come.
    pub fn body(&mut self, length: usize) -> Vec<u8> {
        let mut body = Vec::new();
        let _ = (&mut self.stream).take(length as u64).read_to_end(&mut body);
        body
    }

    pub fn say(&mut self, text: &str) {
        let _ = self.stream.write_all(text.as_bytes());
        let _ = self.stream.flush();
    }

    /// An answer with a body.
    pub fn answer(&mut self, status: &str, body: &str) {
        self.say(&format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n\r\n{body}", body.len()));
    }
}

pub fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().filter_map(|l| l.split_once(": ")).find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v)
}

/// A server that handles each connection on a thread, until it is dropped.
pub struct Server {
    pub address: SocketAddr,
    accepted: Arc<AtomicUsize>,
    over: Arc<AtomicBool>,
}

impl Server {
    pub fn start(handle: impl Fn(Peer) + Send + Sync + 'static) -> Self {
        cloud::ffi::host::lend();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (accepted, over) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
        let (count, stop, handle) = (accepted.clone(), over.clone(), Arc::new(handle));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if stop.load(Ordering::SeqCst) {
                    return;
                }
                let stream = stream.unwrap();
                stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
                let number = count.fetch_add(1, Ordering::SeqCst);
                let handle = handle.clone();
                std::thread::spawn(move || handle(Peer { stream: Box::new(stream), number }));
            }
        });
        Self { address, accepted, over }
    }

    /// Answers every request with the same.
    pub fn always(status: &'static str, body: &'static str) -> Self {
        Self::start(move |mut peer| {
            while peer.request().is_some() {
                peer.answer(status, body);
            }
        })
    }

    /// Answers the requests by turns, on whichever connection; the last answer goes on.
    pub fn script(answers: &'static [&'static str]) -> (Self, Arc<AtomicUsize>) {
        let asked = Arc::new(AtomicUsize::new(0));
        let count = asked.clone();
        let server = Self::start(move |mut peer| {
            while peer.request().is_some() {
                let turn = count.fetch_add(1, Ordering::SeqCst).min(answers.len() - 1);
                match answers[turn] {
                    "close" => return,
                    answer => peer.say(answer),
                }
            }
        });
        (server, asked)
    }

    /// How many connections were made.
    pub fn accepted(&self) -> usize {
        self.accepted.load(Ordering::SeqCst)
    }

    pub fn url(&self) -> Url {
        Url::parse(&format!("http://{}", self.address)).unwrap()
    }

    pub fn client(&self) -> Client {
        Client::new(self.url(), quick()).unwrap()
    }

    pub fn client_with(&self, change: impl FnOnce(&mut Settings)) -> Client {
        let mut settings = quick();
        change(&mut settings);
        Client::new(self.url(), settings).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.over.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
    }
}

/// Settings for tests: no proxy of the environment, short waits.
pub fn quick() -> Settings {
    Settings {
        timeout: Duration::from_secs(5),
        connect_timeout: Duration::from_secs(5),
        backoff: Duration::from_millis(5),
        max_backoff: Duration::from_secs(2),
        proxy: Some(Secret::default()),
        ..Settings::default()
    }
}

/// Runs `f` under a call that is cancelled after `delay`; gives the outcome and how long after the cancel it came.
pub fn cancelled_after<T>(delay: Duration, f: impl FnOnce() -> T) -> (T, Duration) {
    let call = Arc::new(Call::new(None));
    let begun = Instant::now();
    let outcome = std::thread::scope(|s| {
        s.spawn(|| {
            std::thread::sleep(delay);
            call.cancel();
        });
        Current::start(Some(&call)).scope(f)
    });
    (outcome, begun.elapsed().saturating_sub(delay))
}

/// A source of a repeated byte.
pub struct Repeat {
    pub left: u64,
    pub told: Option<u64>,
    pub total: u64,
    pub rewinds: bool,
    pub reads: Arc<Mutex<u64>>,
    pub fails_at: Option<(u64, fn() -> Error)>,
}

impl Repeat {
    pub fn new(total: u64) -> Self {
        Self { left: total, told: Some(total), total, rewinds: false, reads: Arc::default(), fails_at: None }
    }
}

impl Source for Repeat {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        if let Some((at, error)) = self.fails_at
            && self.total - self.left >= at
        {
            return Err(error());
        }
        let n = buffer.len().min(usize::try_from(self.left).unwrap());
        buffer[..n].fill(b'x');
        self.left -= n as u64;
        *self.reads.lock().unwrap() += n as u64;
        Ok(n)
    }
    fn length(&self) -> Option<u64> {
        self.told
    }
    fn rewind(&mut self) -> Result<bool> {
        self.left = self.total;
        Ok(self.rewinds)
    }
}
