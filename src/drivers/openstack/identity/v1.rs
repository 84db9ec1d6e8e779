//! Version 1: user and key in headers, token and address in headers. Swift's own, older than Keystone.

use super::account::{Account, Proof};
use super::catalog::Catalog;
use super::{Lifetime, Session};
use crate::error::{Error, Kind, Result};
use crate::http::Client;
use crate::model::Time;
use crate::text;

/// The services that the headers may tell.
const SERVICES: &[(crate::text::Text, &str)] = &[
    (text!("object-store"), "x-storage-url"),
    (text!("rax:object-cdn"), "x-cdn-management-url"),
    (text!("compute"), "x-server-management-url"),
];

pub(super) fn log_in(http: &Client, account: &Account) -> Result<Session> {
    let Proof::Password { user, password, .. } = &account.proof else {
        return Err(Error::invalid("version 1 of identity takes a user and a key, nothing else"));
    };
    let request = http.get("").header("x-auth-user", &user.name).header("x-auth-key", password.expose());
    let answer = request.send()?;
    let header = |name| answer.header(name);
    let token = header("x-auth-token").ok_or_else(|| {
        Error::new(Kind::MalformedResponse, format!("{}: the answer has no X-Auth-Token", answer.what()))
    })?;
    let seconds = header("x-auth-token-expires").and_then(|seconds| seconds.parse::<u32>().ok());
    let lifetime = seconds.map(|seconds| {
        let issued = Time::now();
        Lifetime { issued, expires: Time::from_unix_ms(issued.unix_ms() + i64::from(seconds) * 1000) }
    });
    let urls = SERVICES.iter().filter_map(|(kind, name)| Some((kind.clone(), header(*name)?)));
    let session = Session::new(token, Catalog::of_urls(urls), lifetime)?;
    answer.done().map(|()| session)
}
