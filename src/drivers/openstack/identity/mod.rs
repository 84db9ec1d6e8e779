//! Who asks, and where each service is: tokens and the catalog that comes with them.
//! Reference: <https://docs.openstack.org/api-ref/identity/v3/>

mod account;
mod catalog;
mod clouds;
mod faults;
mod given;
mod microversion;
mod service;
mod v1;
mod v2;
mod v3;

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use account::{Account, Proof, Version};
use catalog::Catalog;
pub use microversion::MICROVERSION;
pub use service::{CONFIG, Service, Usual};

use crate::call;
use crate::error::{Error, Kind, Result};
use crate::http::{Client, Head, HeaderName, HeaderValue, Payload, Refusal, Settings, Sign, Signature};
use crate::log::{self, Level};
use crate::model::Time;

static TOKEN: HeaderName = HeaderName::from_static("x-auth-token");

/// The part of a token's time, and the longest, that is left when it is renewed.
const MARGIN: u32 = 10;
const MAX_MARGIN: Duration = Duration::from_secs(60);

/// An account at a cloud, and the token it has at the moment. The drivers of one configuration share it.
pub struct Identity {
    account: Account,
    settings: Settings,
    http: Client,
    state: Mutex<State>,
    renewed: Condvar,
}

#[derive(Default)]
struct State {
    session: Option<Arc<Session>>,
    /// A thread is logging in; the others wait for what it gets.
    renewing: bool,
}

/// What logging in gives.
pub struct Session {
    token: HeaderValue,
    catalog: Catalog,
    since: Instant,
    /// None: until it is refused.
    good_until: Option<Instant>,
}

/// Those in use, so that one configuration logs in once.
static KNOWN: Mutex<Vec<Weak<Identity>>> = Mutex::new(Vec::new());

impl Identity {
    /// The identity of an account; the same one for all who ask with the same account and settings.
    fn shared(account: Account, settings: Settings) -> Result<Arc<Self>> {
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|identity| identity.strong_count() > 0);
        let same = |identity: &Arc<Self>| identity.account == account && identity.settings == settings;
        if let Some(identity) = known.iter().filter_map(Weak::upgrade).find(same) {
            return Ok(identity);
        }
        let http = Client::new(account.auth_url.clone(), settings.clone())?.faults(faults::fault);
        let identity = Arc::new(Self { account, settings, http, state: Mutex::default(), renewed: Condvar::new() });
        known.push(Arc::downgrade(&identity));
        Ok(identity)
    }

    /// A session that has not expired.
    fn session(&self) -> Result<Arc<Session>> {
        self.session_since(None)
    }

    /// The same; if a token was refused to a request begun then, one that was had later. Whoever comes first logs in.
    fn session_since(&self, refused: Option<Instant>) -> Result<Arc<Session>> {
        let fits = |session: &&Arc<Session>| session.is_good() && refused.is_none_or(|begun| session.since > begun);
        let mut state = self.state();
        loop {
            if let Some(session) = state.session.as_ref().filter(fits) {
                return Ok(Arc::clone(session));
            }
            if !state.renewing {
                break;
            }
            call::check()?;
            let waited = self.renewed.wait_timeout(state, call::SLICE);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        state.renewing = true;
        drop(state);
        let _renewing = Renewing(self);
        let session = self.log_in()?;
        let mut state = self.state();
        let session = Arc::new(session.after(state.session.as_deref()));
        state.session = Some(Arc::clone(&session));
        Ok(session)
    }

    /// After the token of a request that began then was refused: another token, if one can be had.
    fn renew(&self, begun: Instant) -> Result<bool> {
        if matches!(self.account.proof, Proof::Forced(_)) {
            return Ok(false);
        }
        self.session_since(Some(begun)).map(|_| true)
    }

    fn log_in(&self) -> Result<Session> {
        let account = &self.account;
        let begun = Instant::now();
        log::emit(Level::Debug, format_args!("{account} logs in at {}", account.auth_url));
        let session = match (&account.proof, account.version) {
            (Proof::Forced(token), _) => Session::new(token.expose(), Catalog::default(), None),
            (_, Version::V1) => v1::log_in(&self.http, account),
            (_, Version::V2) => v2::log_in(&self.http, account),
            (_, Version::V3) => v3::log_in(&self.http, account),
        };
        let mut session = session.map_err(|error| faults::explained(error, account))?;
        // It was issued before its answer came.
        session.good_until = session.good_until.map(|until| until.checked_sub(begun.elapsed()).unwrap_or(begun));
        Ok(session)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// While a thread logs in; whether it succeeds or not, others may try again.
struct Renewing<'a>(&'a Identity);

impl Drop for Renewing<'_> {
    fn drop(&mut self) {
        self.0.state().renewing = false;
        self.0.renewed.notify_all();
    }
}

impl Sign for Arc<Identity> {
    fn sign(&self, _: &Head, _: &Payload) -> Result<Signature> {
        let token = self.session()?.token.clone();
        Ok(Signature { headers: vec![(TOKEN.clone(), token)], ..Signature::default() })
    }

    fn learn(&self, refusal: &Refusal) -> Result<bool> {
        if refusal.status == 401 { self.renew(refusal.begun) } else { Ok(false) }
    }
}

/// When a token was given out and when it will be refused, by the clock of who gave it out.
struct Lifetime {
    issued: Time,
    expires: Time,
}

impl Lifetime {
    /// From what an answer tells; where it does not say since when, by our own clock.
    fn parse(issued: Option<&str>, expires: Option<&str>) -> Option<Self> {
        let issued = issued.and_then(Time::parse).unwrap_or_else(Time::now);
        Some(Self { issued, expires: Time::parse(expires?)? })
    }

    fn length(&self) -> Option<Duration> {
        let ms = self.expires.unix_ms().checked_sub(self.issued.unix_ms())?;
        u64::try_from(ms).ok().map(Duration::from_millis).filter(|length| !length.is_zero())
    }
}

impl Session {
    fn new(token: &str, catalog: Catalog, lifetime: Option<Lifetime>) -> Result<Self> {
        let mut token = HeaderValue::try_from(token)
            .map_err(|_| Error::new(Kind::MalformedResponse, "the token has characters that no header may have"))?;
        token.set_sensitive(true);
        let since = Instant::now();
        let used = |length: Duration| length - (length / MARGIN).min(MAX_MARGIN);
        let good_until = lifetime.and_then(|lifetime| lifetime.length()).and_then(|n| since.checked_add(used(n)));
        Ok(Self { token, catalog, since, good_until })
    }

    /// Swift's own identity gives the same token until it expires: then it is as old as it was, and a request that it was refused
    /// to needs another.
    fn after(self, last: Option<&Self>) -> Self {
        match last.filter(|last| last.token == self.token) {
            Some(last) => Self { since: last.since, ..self },
            None => self,
        }
    }

    fn is_good(&self) -> bool {
        self.good_until.is_none_or(|until| Instant::now() < until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_renewed_before_it_expires() {
        let lifetime = |issued, expires| Lifetime::parse(Some(issued), Some(expires));
        let day = lifetime("2026-11-22T10:00:00.000000Z", "2026-11-23T10:00:00.000000Z");
        let session = Session::new("t", Catalog::default(), day).unwrap();
        let left = session.good_until.unwrap() - session.since;
        assert_eq!(left, Duration::from_secs(24 * 3600 - 60));
        let short = Session::new("t", Catalog::default(), lifetime("2026-11-22T10:00:00Z", "2026-11-22T10:00:05Z"));
        let short = short.unwrap();
        assert_eq!(short.good_until.unwrap() - short.since, Duration::from_millis(4500));
        assert!(short.is_good());
        // A clock that is wrong tells nothing: the token is used until it is refused.
        let past = Session::new("t", Catalog::default(), lifetime("2026-11-22T10:00:00Z", "2026-11-22T09:00:00Z"));
        assert!(past.unwrap().is_good());
    }

    #[test]
    fn a_token_that_is_given_again_is_no_newer() {
        let new = |token| Session::new(token, Catalog::default(), None).unwrap();
        let first = new("a");
        std::thread::sleep(Duration::from_millis(2));
        assert_eq!(new("a").after(Some(&first)).since, first.since);
        assert!(new("b").after(Some(&first)).since > first.since);
    }

    #[test]
    fn a_token_is_not_shown() {
        let session = Session::new("secret-token", Catalog::default(), None).unwrap();
        assert!(!format!("{:?}", session.token).contains("secret-token"));
        assert!(Session::new("two\nlines", Catalog::default(), None).is_err());
    }
}
