//! An S3 and EC2 look-alike made only to be faster than every client: bodies sent to it are dropped inside the kernel, bodies
//! asked for come from memory, signatures are not looked at. One thread per connection, HTTP/1.1 with kept connections.
//!
//!     ceiling [--keys N] [--instances N] PORT[,latency=MS][,tls=FILE]...
//!
//! Each PORT is listened at on 127.0.0.1; with `tls` the certificate of the authority to trust is written to the file. `ready`
//! on standard output says that all of them listen. The server ends with its standard input, so it outlives nobody.

mod answers;
mod blob;
mod connection;
mod documents;
mod request;

use std::io::{self, Read};
use std::net::{TcpListener, TcpStream};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use rustls::ServerConfig;
use rustls::pki_types::PrivatePkcs8KeyDer;

use crate::answers::Service;
use crate::connection::{Connection, Socket};

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Where and how to listen.
struct Listener {
    port: u16,
    latency: Duration,
    tls: Option<Arc<ServerConfig>>,
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("ceiling: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Failure> {
    let (mut keys, mut instances, mut listeners) = (100_000, 10_000, Vec::new());
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let mut number = || args.next().ok_or("a number is missing")?.parse().map_err(|_| "that is no number");
        match arg.as_str() {
            "--keys" => keys = number()?,
            "--instances" => instances = number()?,
            listener => listeners.push(Listener::parse(listener)?),
        }
    }
    let service = Arc::new(Service::new(keys, instances)?);
    for listener in listeners {
        let socket = TcpListener::bind(("127.0.0.1", listener.port))?;
        let service = Arc::clone(&service);
        std::thread::spawn(move || listener.serve(&socket, &service));
    }
    println!("ready");
    io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}

impl Listener {
    fn parse(text: &str) -> Result<Self, Failure> {
        let mut words = text.split(',');
        let port =
            words.next().unwrap_or_default().parse().map_err(|_| format!("{text:?} does not begin with a port"))?;
        let mut listener = Self { port, latency: Duration::ZERO, tls: None };
        for word in words {
            match word.split_once('=') {
                Some(("latency", ms)) => listener.latency = Duration::from_millis(ms.parse()?),
                Some(("tls", file)) => listener.tls = Some(Arc::new(certified(file)?)),
                _ => return Err(format!("{word:?} is neither latency=MS nor tls=FILE").into()),
            }
        }
        Ok(listener)
    }

    fn serve(&self, socket: &TcpListener, service: &Arc<Service>) {
        for stream in socket.incoming().flatten() {
            let (service, latency, tls) = (Arc::clone(service), self.latency, self.tls.clone());
            std::thread::spawn(move || {
                // A client that goes away in the middle is no failure of the server's.
                let _ = open(stream, tls).and_then(|socket| service.serve(&mut Connection::new(socket), latency));
            });
        }
    }
}

fn open(stream: TcpStream, tls: Option<Arc<ServerConfig>>) -> io::Result<Socket> {
    stream.set_nodelay(true)?;
    match tls {
        None => Ok(Socket::Plain(stream)),
        Some(config) => {
            let session = rustls::ServerConnection::new(config).map_err(io::Error::other)?;
            Ok(Socket::Tls(Box::new(rustls::StreamOwned::new(session, stream))))
        }
    }
}

/// A certificate for this machine from an authority made for the occasion, whose own certificate goes into the file.
fn certified(file: &str) -> Result<ServerConfig, Failure> {
    let mut params = rcgen::CertificateParams::new(Vec::new())?;
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    params.distinguished_name.push(rcgen::DnType::CommonName, "ceiling");
    let key = rcgen::KeyPair::generate()?;
    let authority = params.self_signed(&key)?;
    std::fs::write(file, authority.pem())?;
    let issuer = rcgen::Issuer::new(params, key);
    let own = rcgen::KeyPair::generate()?;
    let names = ["localhost".to_owned(), "127.0.0.1".to_owned()];
    let certificate = rcgen::CertificateParams::new(names)?.signed_by(&own, &issuer)?;
    let private = PrivatePkcs8KeyDer::from(own.serialize_der());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])?
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], private.into())?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}
