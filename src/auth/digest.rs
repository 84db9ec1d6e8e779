//! Digest authentication. Reference: <https://www.rfc-editor.org/rfc/rfc7616>

use std::fmt::Write as _;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use md5::Md5;
use sha2::{Sha256, Sha512_256};
use ureq::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use zeroize::Zeroizing;

use crate::error::{Error, Kind, Result};
use crate::http::{Head, HeaderMap, HeaderValue, Payload, Refusal, Sign, Signature};
use crate::random;
use crate::secret::Secret;
use crate::text::hex;

/// A user and a password, of which a server sees only digests. The first request of all is refused with a challenge, which
/// serves for those that follow until the server wants a new one.
pub struct DigestAuth {
    user: String,
    password: Secret,
    state: Mutex<Option<State>>,
}

struct State {
    challenge: Challenge,
    since: Instant,
    /// How many requests were signed with the nonce.
    count: u32,
    /// One of ours for all requests with the nonce, as sessions need it.
    cnonce: String,
}

/// What a server asks for.
#[derive(Debug, PartialEq)]
struct Challenge {
    realm: String,
    nonce: String,
    opaque: Option<String>,
    algorithm: Algorithm,
    quality: Quality,
    stale: bool,
    userhash: bool,
}

/// In the order in which they are preferred.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Hash {
    Md5,
    Sha256,
    Sha512_256,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Algorithm {
    hash: Hash,
    /// The password is digested once for all requests with a nonce.
    session: bool,
    /// Whether the challenge named it; one of RFC 2069 does not.
    named: bool,
}

/// What the digest covers.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Quality {
    /// As in RFC 2069: method and target, without a count.
    Old,
    /// Method and target.
    Auth,
    /// The body, too.
    Integrity,
}

impl DigestAuth {
    /// For a user with a password.
    pub fn new(user: &str, password: Secret) -> Self {
        Self { user: user.to_owned(), password, state: Mutex::default() }
    }

    fn state(&self) -> MutexGuard<'_, Option<State>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The value of the header for a request.
    fn answer(&self, state: &State, method: &str, target: &str, payload: &Payload) -> Result<String> {
        let State { challenge, count, cnonce, .. } = state;
        let Challenge { realm, nonce, opaque, algorithm, quality, userhash, .. } = challenge;
        let hash = |text: &str| algorithm.hash.of(text.as_bytes());
        let secret = Zeroizing::new(format!("{}:{realm}:{}", self.user, self.password.expose()));
        let mut first = Zeroizing::new(hash(&secret));
        if algorithm.session {
            *first = hash(&format!("{}:{nonce}:{cnonce}", *first));
        }
        let second = match (quality, payload) {
            (Quality::Integrity, Payload::Bytes(body)) => {
                hash(&format!("{method}:{target}:{}", algorithm.hash.of(body)))
            }
            (Quality::Integrity, Payload::Stream) => {
                let message =
                    "the server wants a digest of the body (qop=auth-int), which is not known before it is sent";
                return Err(Error::new(Kind::NotSupported, message));
            }
            _ => hash(&format!("{method}:{target}")),
        };
        let (response, counted) = match quality.name() {
            None => (hash(&format!("{}:{nonce}:{second}", *first)), String::new()),
            Some(name) => (
                hash(&format!("{}:{nonce}:{count:08x}:{cnonce}:{name}:{second}", *first)),
                format!(", qop={name}, nc={count:08x}, cnonce=\"{cnonce}\""),
            ),
        };
        let user = if *userhash { hash(&format!("{}:{realm}", self.user)) } else { self.user.clone() };
        let mut header = format!(
            "Digest username={}, realm={}, nonce={}, uri={}, response=\"{response}\"{counted}",
            quoted(&user),
            quoted(realm),
            quoted(nonce),
            quoted(target),
        );
        if algorithm.named {
            let _ =
                write!(header, ", algorithm={}{}", algorithm.hash.name(), if algorithm.session { "-sess" } else { "" });
        }
        if let Some(opaque) = opaque {
            let _ = write!(header, ", opaque={}", quoted(opaque));
        }
        if *userhash {
            header.push_str(", userhash=true");
        }
        Ok(header)
    }
}

impl Sign for DigestAuth {
    fn sign(&self, head: &Head, payload: &Payload) -> Result<Signature> {
        let mut state = self.state();
        // Without a challenge there is nothing to answer yet.
        let Some(state) = &mut *state else { return Ok(Signature::default()) };
        state.count += 1;
        let target = head.target(&Signature::default());
        let header = self.answer(state, head.method.as_str(), &target, payload)?;
        let mut value = HeaderValue::from_bytes(header.as_bytes())
            .map_err(|_| Error::invalid("the user has characters that no header may have"))?;
        value.set_sensitive(true);
        Ok(Signature { headers: vec![(AUTHORIZATION, value)], ..Signature::default() })
    }

    /// A challenge is answered once: a second one for the same password, without saying that only the nonce was old, is a no.
    fn learn(&self, refusal: &Refusal) -> Result<bool> {
        let Some(challenge) = (refusal.status == 401).then(|| strongest(refusal.headers)).flatten() else {
            return Ok(false);
        };
        let mut state = self.state();
        let worth_it = match &*state {
            None => true,
            // It was another challenge that the request answered, or none: a thread beside this one was first to learn.
            Some(known) if refusal.begun <= known.since => return Ok(true),
            Some(known) => challenge.stale || known.challenge.realm != challenge.realm,
        };
        let cnonce = hex(random::bytes::<16>()?);
        *state = Some(State { challenge, since: Instant::now(), count: 0, cnonce });
        Ok(worth_it)
    }
}

/// The challenge with the best digest among those that can be answered.
fn strongest(headers: &HeaderMap) -> Option<Challenge> {
    let offers = headers.get_all(WWW_AUTHENTICATE).iter().filter_map(|value| value.to_str().ok());
    offers.flat_map(challenges).max_by_key(|challenge| challenge.algorithm.hash)
}

/// The digest challenges of a header, which may have several of several schemes: `Basic realm="a", Digest realm="a", ...`.
fn challenges(header: &str) -> Vec<Challenge> {
    let mut found = Vec::new();
    let mut current: Option<Vec<(String, String)>> = None;
    let mut rest = header.trim_start();
    while !rest.is_empty() {
        let end = rest.find(['=', ',', ' ', '\t']).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        let after = after.trim_start();
        if let Some(value) = after.strip_prefix('=') {
            let (value, after) = parameter(value.trim_start());
            if let Some(parameters) = &mut current {
                parameters.push((word.to_ascii_lowercase(), value));
            }
            rest = after;
        } else {
            if !word.is_empty() {
                found.extend(current.take().and_then(|parameters| Challenge::of(&parameters)));
                current = word.eq_ignore_ascii_case("digest").then(Vec::new);
            }
            rest = after;
        }
        rest = rest.trim_start_matches([',', ' ', '\t']);
    }
    found.extend(current.and_then(|parameters| Challenge::of(&parameters)));
    found
}

/// The value of a parameter, and what follows it.
fn parameter(text: &str) -> (String, &str) {
    let Some(inner) = text.strip_prefix('"') else {
        let end = text.find([',', ' ', '\t']).unwrap_or(text.len());
        return (text[..end].to_owned(), &text[end..]);
    };
    let mut value = String::new();
    let mut characters = inner.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return (value, &inner[at + 1..]),
            '\\' => value.extend(characters.next().map(|(_, escaped)| escaped)),
            _ => value.push(character),
        }
    }
    (value, "")
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

impl Challenge {
    /// None if it wants what is not known here.
    fn of(parameters: &[(String, String)]) -> Option<Self> {
        let get = |name: &str| parameters.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let is_true = |name| get(name).is_some_and(|value| value.eq_ignore_ascii_case("true"));
        let quality = match get("qop") {
            None => Quality::Old,
            Some(offered) => {
                let has = |name: &str| offered.split(',').any(|word| word.trim().eq_ignore_ascii_case(name));
                if has("auth") {
                    Quality::Auth
                } else if has("auth-int") {
                    Quality::Integrity
                } else {
                    return None;
                }
            }
        };
        Some(Self {
            realm: get("realm").unwrap_or_default().to_owned(),
            nonce: get("nonce")?.to_owned(),
            opaque: get("opaque").map(str::to_owned),
            algorithm: Algorithm::parse(get("algorithm"))?,
            quality,
            stale: is_true("stale"),
            userhash: is_true("userhash"),
        })
    }
}

impl Algorithm {
    fn parse(name: Option<&str>) -> Option<Self> {
        let Some(name) = name else { return Some(Self { hash: Hash::Md5, session: false, named: false }) };
        let lower = name.to_ascii_lowercase();
        let (plain, session) = lower.strip_suffix("-sess").map_or((lower.as_str(), false), |plain| (plain, true));
        let all = [Hash::Md5, Hash::Sha256, Hash::Sha512_256];
        let hash = all.into_iter().find(|hash| hash.name().eq_ignore_ascii_case(plain))?;
        Some(Self { hash, session, named: true })
    }
}

impl Hash {
    fn name(self) -> &'static str {
        match self {
            Hash::Md5 => "MD5",
            Hash::Sha256 => "SHA-256",
            Hash::Sha512_256 => "SHA-512-256",
        }
    }

    fn of(self, bytes: &[u8]) -> String {
        use sha2::Digest as _;
        match self {
            Hash::Md5 => hex(Md5::digest(bytes)),
            Hash::Sha256 => hex(Sha256::digest(bytes)),
            Hash::Sha512_256 => hex(Sha512_256::digest(bytes)),
        }
    }
}

impl Quality {
    fn name(self) -> Option<&'static str> {
        match self {
            Quality::Old => None,
            Quality::Auth => Some("auth"),
            Quality::Integrity => Some("auth-int"),
        }
    }
}

#[cfg(test)]
#[path = "digest_tests.rs"]
mod tests;
