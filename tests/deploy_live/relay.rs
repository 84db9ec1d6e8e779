//! A relay before the server, which cuts connections or lets them wait.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Where it listens, and how many connections it has taken.
pub struct Relay {
    pub port: u16,
    pub taken: Arc<AtomicUsize>,
}

/// What is done with the connection of a number, from 0.
#[derive(Clone, Copy)]
pub enum Act {
    Pass,
    /// Cut when the client has sent so many bytes.
    CutAfter(usize),
    /// Taken, and never answered.
    Hang,
}

pub fn start(listener: TcpListener, server: u16, act: fn(usize) -> Act) -> Relay {
    let taken = Arc::new(AtomicUsize::new(0));
    let relay = Relay { port: listener.local_addr().unwrap().port(), taken: taken.clone() };
    thread::spawn(move || {
        for client in listener.incoming().map_while(Result::ok) {
            let number = taken.fetch_add(1, Ordering::SeqCst);
            thread::spawn(move || serve(client, server, act(number)));
        }
    });
    relay
}

pub fn anywhere() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").unwrap()
}

fn serve(client: TcpStream, server: u16, act: Act) {
    let most = match act {
        Act::Pass => usize::MAX,
        Act::CutAfter(bytes) => bytes,
        Act::Hang => return thread::sleep(std::time::Duration::from_secs(600)),
    };
    let upstream = TcpStream::connect(("127.0.0.1", server)).unwrap();
    let back = (upstream.try_clone().unwrap(), client.try_clone().unwrap());
    thread::spawn(move || copy(back.0, back.1, usize::MAX));
    copy(client, upstream, most);
}

fn copy(mut from: TcpStream, mut to: TcpStream, most: usize) {
    let mut buffer = [0; 4096];
    let mut done = 0;
    while done < most {
        let wanted = buffer.len().min(most - done);
        match from.read(&mut buffer[..wanted]) {
            Ok(n) if n > 0 && to.write_all(&buffer[..n]).is_ok() => done += n,
            _ => break,
        }
    }
    let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
}
