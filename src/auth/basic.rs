//! Basic authentication. Reference: <https://www.rfc-editor.org/rfc/rfc7617>

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ureq::http::header::AUTHORIZATION;
use zeroize::Zeroizing;

use crate::error::{Error, Result};
use crate::http::{Head, HeaderValue, Payload, Sign, Signature};
use crate::secret::Secret;

/// A user and a password, shown with every request. Anybody on the way can read them where there is no TLS.
pub struct Basic(HeaderValue);

impl Basic {
    /// A colon ends the name of the user, so that it can have none.
    pub fn new(user: &str, password: &Secret) -> Result<Self> {
        if user.contains(':') {
            return Err(Error::invalid("a user with a colon in its name cannot log in by basic authentication"));
        }
        let both = Zeroizing::new(format!("{user}:{}", password.expose()));
        let text = Zeroizing::new(format!("Basic {}", STANDARD.encode(both.as_bytes())));
        let mut value =
            HeaderValue::try_from(text.as_str()).map_err(|_| Error::invalid("the password cannot be sent"))?;
        value.set_sensitive(true);
        Ok(Self(value))
    }
}

impl Sign for Basic {
    fn sign(&self, _: &Head, _: &Payload) -> Result<Signature> {
        Ok(Signature { headers: vec![(AUTHORIZATION, self.0.clone())], ..Signature::default() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_and_password_are_shown_to_the_server_alone() {
        let basic = Basic::new("Aladdin", &Secret::from("open sesame")).unwrap();
        assert_eq!(basic.0, "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        assert!(!format!("{:?}", basic.0).contains("QWxh"));
        assert!(Basic::new("a:b", &Secret::from("c")).is_err());
    }
}
