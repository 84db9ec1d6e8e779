//! What the peers in Rust share: settings from the environment, clocks, one line of JSON, and the items of work over what each
//! peer does in its own way. The programs in C do the same with `bench.h`.

use std::error::Error;
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use rustix::time::{ClockId, clock_gettime};

pub const KEY: &str = "AKIDEXAMPLE";
pub const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
pub const REGION: &str = "us-east-1";
pub const BUCKET: &str = "bucket";

const SMALL: usize = 4096;
const NOISE: usize = 1 << 20;
/// How many parts W7 sends at a time.
const PARALLEL: usize = 8;

pub type Result<T, E = Box<dyn Error + Send + Sync>> = std::result::Result<T, E>;

/// A client of object storage. Names are keys in the bucket; sizes are in bytes.
#[allow(async_fn_in_trait)]
pub trait Peer {
    /// Stores an object that is in memory.
    async fn put(&self, name: &str, bytes: Bytes) -> Result<()>;
    /// Stores what the source yields, in parts.
    async fn put_parts(&self, name: &str, source: Source, part: usize, parallel: usize) -> Result<()>;
    /// Counts the bytes of an object as they arrive.
    async fn get(&self, name: &str) -> Result<u64>;
    /// Lists all objects: keeps them, or only counts them.
    async fn list(&self, keep: bool) -> Result<u64>;
}

/// The bytes of an upload: noise, copied as a caller's own buffer would be.
pub struct Source {
    noise: Bytes,
    left: u64,
}

impl Source {
    /// The next bytes, at most `most`; none at the end.
    pub fn next(&mut self, most: usize) -> Option<Bytes> {
        let size = most.min(usize::try_from(self.left).unwrap_or(usize::MAX));
        self.left -= size as u64;
        (size > 0).then(|| {
            let mut bytes = BytesMut::with_capacity(size);
            while bytes.len() < size {
                let more = self.noise.len().min(size - bytes.len());
                bytes.extend_from_slice(&self.noise[..more]);
            }
            bytes.freeze()
        })
    }
}

/// Where the server is.
pub fn endpoint() -> String {
    std::env::var("BENCH_ENDPOINT").unwrap_or_else(|_| "http://127.0.0.1:15000".to_owned())
}

/// Does the item of work that the first argument names, and prints what it took.
pub fn run<P: Peer>(connect: impl FnOnce() -> Result<P>) -> Result<()> {
    let work = std::env::args().nth(1).unwrap_or_else(|| "W1".to_owned());
    let cold = Clock::start();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let bench = Bench { peer: connect()?, noise: noise() };
        bench.run(&work, cold).await
    })
}

struct Bench<P> {
    peer: P,
    noise: Bytes,
}

impl<P: Peer> Bench<P> {
    async fn run(&self, work: &str, cold: Clock) -> Result<()> {
        let (bytes, small) = (number("BENCH_BYTES", 1 << 30), number("BENCH_SMALL", 1000));
        let part = number("BENCH_PART", 8 << 20) as usize;
        let clock = if work == "W9" { cold } else { Clock::start() };
        let (clock, moved) = match work {
            "W1" | "W7" => {
                let parallel = if work == "W7" { PARALLEL } else { 1 };
                self.peer.put_parts("big", self.source(bytes), part, parallel).await?;
                (clock, bytes)
            }
            "W2" => (clock, self.peer.get(&format!("big-s{bytes}")).await?),
            "W3u" | "W3d" => {
                self.small(0, 3, work == "W3u").await?;
                let clock = Clock::start();
                (clock, self.small(0, small, work == "W3u").await?)
            }
            "W4" => {
                let tasks = number("BENCH_THREADS", 16);
                let both = async |id| -> Result<u64> {
                    Ok(self.small(id, small / tasks, true).await? + self.small(id, small / tasks, false).await?)
                };
                let moved = futures::future::try_join_all((0..tasks).map(both)).await?;
                (clock, moved.into_iter().sum())
            }
            "W5" | "W5p" => (clock, self.peer.list(work == "W5").await?),
            "W9" => (clock, self.peer.get("x-s4096").await?),
            other => return Err(format!("no such work: {other}").into()),
        };
        clock.finish(work, moved);
        Ok(())
    }

    async fn small(&self, id: u64, count: u64, up: bool) -> Result<u64> {
        let mut moved = 0;
        for n in 0..count {
            let name = format!("k{id}-{n}-s{SMALL}");
            if up {
                let bytes = self.source(SMALL as u64).next(SMALL).unwrap_or_default();
                self.peer.put(&name, bytes).await?;
                moved += SMALL as u64;
            } else {
                moved += self.peer.get(&name).await?;
            }
        }
        Ok(moved)
    }

    fn source(&self, length: u64) -> Source {
        Source { noise: self.noise.clone(), left: length }
    }
}

struct Clock {
    began: Instant,
    cpu: Duration,
}

impl Clock {
    fn start() -> Self {
        Self { began: Instant::now(), cpu: cpu() }
    }

    fn finish(self, work: &str, moved: u64) {
        let (wall, cpu) = (self.began.elapsed().as_secs_f64(), (cpu() - self.cpu).as_secs_f64());
        let rss = peak_kb();
        println!(
            "{{\"work\": \"{work}\", \"wall\": {wall:.6}, \"cpu\": {cpu:.6}, \"rss_kb\": {rss}, \"moved\": {moved}}}"
        );
    }
}

/// The CPU time of the process so far.
fn cpu() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or_default())
}

fn peak_kb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}

fn number(variable: &str, otherwise: u64) -> u64 {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

fn noise() -> Bytes {
    let mut state = 88_172_645_463_325_252_u64;
    let words = std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    });
    words.take(NOISE / 8).flatten().collect::<Vec<u8>>().into()
}
