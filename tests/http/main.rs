//! The HTTP client against servers whose every byte is visible.

#![allow(missing_docs)]

mod answers;
mod cancel;
mod connections;
mod long;
mod proxies;
mod requests;
mod retries;
mod server;
mod tls;
mod uploads;
