#![doc = include_str!("../README.md")]
//!
//! # The map of the crate
//!
//! - [`text`], [`value`], [`secret`], [`random`]: strings that C reads in place, the JSON-like tree, what must not be
//!   seen, what nobody can guess
//! - [`crc`]: cyclic redundancy checks
//! - [`error`], [`call`], [`log`]: what went wrong; deadline, cancellation and progress of a call; what is told of it
//! - [`host`]: what only C may ask of the operating system
//! - [`model`]: the records that every provider's answers become
//! - [`pages`], [`source`]: listings that arrive page by page, and where the bytes of an upload come from
//! - [`api`]: one trait per API over those records, and what is done once for all drivers
//! - [`http`]: the client under every driver: connections, retries, errors, bodies
//! - [`auth`]: signatures and tokens
//! - [`transfer`]: uploads in parts, checksums
//! - [`data`]: tables that come with the library; [`pricing`]: the prices among them
//! - [`ssh`]: commands and files on other machines; [`deploy`]: what is done on a node when it is new
//! - [`drivers`]: the providers, a folder each, and their registry
//! - [`ffi`]: the C API; the only place with `unsafe`

pub mod api;
pub mod auth;
pub mod call;
pub mod crc;
pub mod data;
pub mod deploy;
pub mod drivers;
pub mod error;
pub mod ffi;
pub mod host;
pub mod http;
pub mod log;
pub mod model;
pub mod pages;
pub mod pricing;
pub mod random;
pub mod secret;
pub mod source;
pub mod ssh;
pub mod text;
pub mod transfer;
pub mod value;
