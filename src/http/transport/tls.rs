//! Whom to trust, whom to be, and what TLS errors mean.

use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use memchr::memmem;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{
    AlertDescription, CertificateError, CipherSuite, ClientConfig, DigitallySignedStruct, InconsistentKeys,
    RootCertStore, SignatureScheme,
};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use zeroize::Zeroizing;

use crate::error::{Error, Kind, Result};
use crate::http::Settings;
use crate::log::{self, Level};

/// The TLS settings of a client. Its own files are read and checked at once, the system's certificates when TLS is used.
pub struct Trust {
    extra: Vec<CertificateDer<'static>>,
    identity: Option<Arc<CertifiedKey>>,
    verify: bool,
    config: Mutex<Option<Arc<ClientConfig>>>,
}

impl Trust {
    /// Reads the files that the settings name.
    pub fn new(settings: &Settings) -> Result<Self> {
        let extra = match &settings.ca_file {
            Some(path) => certificates(path, "ca_file")?,
            None => Vec::new(),
        };
        let identity = match (&settings.client_cert, &settings.client_key) {
            (Some(cert), key) => Some(identity(cert, key.as_ref().unwrap_or(cert))?),
            (None, Some(_)) => {
                return Err(Error::invalid("\"client_key\" needs \"client_cert\", the certificate of that key"));
            }
            (None, None) => None,
        };
        Ok(Self { extra, identity, verify: settings.verify, config: Mutex::default() })
    }

    /// For handshakes; sessions are resumed through it.
    pub fn config(&self) -> Result<Arc<ClientConfig>> {
        let mut config = self.config.lock().unwrap_or_else(PoisonError::into_inner);
        match &*config {
            Some(config) => Ok(config.clone()),
            None => Ok(config.insert(Arc::new(self.build()?)).clone()),
        }
    }

    fn build(&self) -> Result<ClientConfig> {
        let provider = provider();
        let builder = ClientConfig::builder_with_provider(provider.clone())
            .with_safe_default_protocol_versions()
            .map_err(|e| Error::new(Kind::Internal, format!("setting up TLS: {e}")))?;
        let builder = if self.verify {
            builder.with_root_certificates(self.roots()?)
        } else {
            log::emit(Level::Warn, format_args!("TLS certificates are not verified, as \"verify\" is false"));
            builder.dangerous().with_custom_certificate_verifier(Arc::new(AnyServer(provider)))
        };
        let mut config = match &self.identity {
            Some(identity) => builder.with_client_cert_resolver(Arc::new(SingleCertAndKey::from(Arc::clone(identity)))),
            None => builder.with_no_client_auth(),
        };
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(config)
    }

    fn roots(&self) -> Result<Arc<RootCertStore>> {
        let system = system_roots();
        if self.extra.is_empty() {
            if system.is_empty() {
                let message = "no trusted certificates were found: install the system's (package ca-certificates), name \
                               a file in SSL_CERT_FILE, or give \"ca_file\"";
                return Err(Error::new(Kind::Io, message));
            }
            return Ok(system);
        }
        let mut roots = RootCertStore::clone(&system);
        for certificate in &self.extra {
            roots.add(certificate.clone()).map_err(|e| Error::invalid(format!("a certificate in \"ca_file\": {e}")))?;
        }
        Ok(Arc::new(roots))
    }
}

impl fmt::Debug for Trust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Trust").field("verify", &self.verify).finish_non_exhaustive()
    }
}

fn provider() -> Arc<CryptoProvider> {
    static PROVIDER: OnceLock<Arc<CryptoProvider>> = OnceLock::new();
    let make = || {
        let mut provider = rustls::crypto::ring::default_provider();
        // AES-128 is as safe as the rest of a handshake, and takes less time; browsers prefer it, too.
        provider.cipher_suites.sort_by_key(|suite| suite.suite() != CipherSuite::TLS13_AES_128_GCM_SHA256);
        Arc::new(provider)
    };
    PROVIDER.get_or_init(make).clone()
}

/// The system's certificates, read once per process.
fn system_roots() -> Arc<RootCertStore> {
    static ROOTS: OnceLock<Arc<RootCertStore>> = OnceLock::new();
    let load = || {
        let found = rustls_native_certs::load_native_certs();
        for error in &found.errors {
            log::emit(Level::Warn, format_args!("reading the system's certificates: {error}"));
        }
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(found.certs);
        Arc::new(roots)
    };
    ROOTS.get_or_init(load).clone()
}

fn read(path: &str, key: &str) -> Result<Zeroizing<Vec<u8>>> {
    let read = std::fs::read(path).map(Zeroizing::new);
    read.map_err(|e| Error::new(Kind::InvalidArgument, format!("reading {key:?} from {path:?}: {e}")).source(e))
}

fn certificates(path: &str, key: &str) -> Result<Vec<CertificateDer<'static>>> {
    let pem = read(path, key)?;
    let parsed: std::result::Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&pem).collect();
    match parsed {
        Ok(certificates) if certificates.is_empty() => {
            Err(Error::invalid(format!("{key:?}: there is no PEM certificate in {path:?}")))
        }
        Ok(certificates) => Ok(certificates),
        Err(e) => Err(Error::invalid(format!("{key:?}: {path:?} is not PEM: {e}"))),
    }
}

fn identity(cert: &str, key: &str) -> Result<Arc<CertifiedKey>> {
    let chain = certificates(cert, "client_cert")?;
    let pem = read(key, "client_key")?;
    let text = String::from_utf8_lossy(&pem);
    if text.contains("-----BEGIN ENCRYPTED PRIVATE KEY-----") || text.contains("Proc-Type: 4,ENCRYPTED") {
        let message = format!(
            "\"client_key\": the key in {key:?} is encrypted; decrypt it (openssl pkey -in {key} -out plain.pem) and name \
             the decrypted file"
        );
        return Err(Error::invalid(message));
    }
    let key_der = PrivateKeyDer::from_pem_slice(&pem).map_err(|_| {
        let kinds = "PKCS#8, PKCS#1 (RSA) or SEC1 (EC)";
        Error::invalid(format!("\"client_key\": there is no PEM private key in {key:?}; it may be {kinds}"))
    })?;
    let unusable = |e| Error::invalid(format!("\"client_key\": the key in {key:?} cannot be used: {e}"));
    let signing = provider().key_provider.load_private_key(key_der).map_err(unusable)?;
    let pair = CertifiedKey::new(chain, signing);
    if !belong_together(&pair) {
        return Err(Error::invalid(format!(
            "\"client_key\": the key in {key:?} does not belong to the certificate in {cert:?}; give the pair that was \
             issued together"
        )));
    }
    Ok(Arc::new(pair))
}

/// Whether a certificate is that of its key, as far as that can be told. rustls reads version 3 alone; one of version 1, which
/// many authorities of one's own issue and the server may well take, has the public key in it in the same form.
fn belong_together(pair: &CertifiedKey) -> bool {
    match (pair.keys_match(), pair.key.public_key(), pair.cert.first()) {
        (Err(rustls::Error::InvalidCertificate(_)), Some(key), Some(cert)) => memmem::find(cert, &key).is_some(),
        (Err(rustls::Error::InconsistentKeys(InconsistentKeys::Unknown)), ..) => true,
        (checked, ..) => checked.is_ok(),
    }
}

/// What went wrong with a server, and what to do.
pub fn explain(error: rustls::Error, host: &str) -> Error {
    use rustls::Error as Tls;
    let (what, advice) = match &error {
        Tls::InvalidCertificate(bad) => {
            let (what, advice) = invalid(bad, host);
            (format!("the certificate of {host} {what}"), advice)
        }
        Tls::AlertReceived(alert) => (format!("{host} refused the TLS handshake ({alert:?})"), alert_advice(*alert)),
        Tls::InvalidMessage(_) => (
            format!("{host} does not speak TLS ({error})"),
            "check \"port\" and \"secure\"; a server without TLS needs http://",
        ),
        Tls::PeerIncompatible(_) => (
            format!("{host} and this library have no TLS version or cipher in common ({error})"),
            "the server must offer TLS 1.2 or 1.3",
        ),
        Tls::NoCertificatesPresented => (format!("{host} showed no certificate"), "it cannot be trusted"),
        _ => (format!("TLS with {host} failed: {error}"), "check the server's TLS set-up"),
    };
    Error::new(Kind::Io, format!("{what}; {advice}")).source(error)
}

fn invalid(error: &CertificateError, host: &str) -> (String, &'static str) {
    use CertificateError as Bad;
    let date = |time: &UnixTime| {
        let moment = i64::try_from(time.as_secs()).ok().and_then(|s| jiff::Timestamp::from_second(s).ok());
        moment.map_or_else(|| "a day out of range".to_owned(), |moment| moment.to_string())
    };
    const CLOCK: &str = "check this machine's clock, or have the certificate renewed";
    match error {
        Bad::Expired => ("has expired".to_owned(), CLOCK),
        Bad::ExpiredContext { not_after, .. } => (format!("expired on {}", date(not_after)), CLOCK),
        Bad::NotValidYet => ("is not valid yet".to_owned(), CLOCK),
        Bad::NotValidYetContext { not_before, .. } => (format!("is valid from {} on", date(not_before)), CLOCK),
        Bad::UnknownIssuer => (
            "comes from an issuer that is not trusted".to_owned(),
            "if it is your own authority, give its certificate as \"ca_file\"",
        ),
        Bad::NotValidForName => ("is for another host".to_owned(), "connect by a name that the certificate has"),
        Bad::NotValidForNameContext { presented, .. } => {
            (format!("is for {}, not for {host}", presented.join(", ")), "connect by a name that the certificate has")
        }
        Bad::Revoked => ("was revoked".to_owned(), "it must be replaced on the server"),
        Bad::BadSignature => (
            "is not signed with the key of the trusted issuer that it names".to_owned(),
            "if that authority was made anew, give its present certificate as \"ca_file\"",
        ),
        other if format!("{other:?}").contains("CaUsedAsEndEntity") => (
            "is an authority's own, which cannot stand for a host".to_owned(),
            "issue one for the host without CA:TRUE, signed by the authority in \"ca_file\"",
        ),
        other => (format!("cannot be accepted: {other}"), "it must be replaced on the server"),
    }
}

fn alert_advice(alert: AlertDescription) -> &'static str {
    match alert {
        AlertDescription::CertificateRequired => {
            "it wants a client certificate: give \"client_cert\" and \"client_key\""
        }
        AlertDescription::BadCertificate
        | AlertDescription::UnknownCA
        | AlertDescription::CertificateUnknown
        | AlertDescription::CertificateExpired
        | AlertDescription::CertificateRevoked
        | AlertDescription::UnsupportedCertificate
        | AlertDescription::DecryptError
        | AlertDescription::AccessDenied => "it does not accept the client's certificate: check \"client_cert\"",
        AlertDescription::HandshakeFailure => {
            "it may want a client certificate (\"client_cert\" and \"client_key\"), or offers no cipher of TLS 1.2 or 1.3"
        }
        AlertDescription::ProtocolVersion => "it must offer TLS 1.2 or 1.3",
        AlertDescription::UnrecognisedName => "it does not serve that host name: check \"host\"",
        _ => "check the server's log",
    }
}

/// For `verify=false`: any certificate will do, but the handshake must be signed with its key.
#[derive(Debug)]
struct AnyServer(Arc<CryptoProvider>);

impl ServerCertVerifier for AnyServer {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> std::result::Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, cert, signed, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, cert, signed, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
